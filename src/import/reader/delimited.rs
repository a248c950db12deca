//! CSV with comma, semicolon or tab; UTF-8 with or without BOM, else Windows-1252.
use super::{RawRow, ReadError};
use std::io::Read;

/// Reads all rows; returns how many were empty. Rows too short or too long keep what they have.
///
/// # Errors
/// A file that cannot be read.
pub fn read(mut input: impl Read, mut take: impl FnMut(RawRow)) -> Result<u64, ReadError> {
    let mut head = Vec::new();
    input.by_ref().take(64 * 1024).read_to_end(&mut head)?;
    let separator = separator(&head);
    let utf8 = match std::str::from_utf8(&head) {
        Ok(_) => true,
        // The last character may be cut in two.
        Err(e) => e.valid_up_to() + 4 > head.len(),
    };
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).to_vec();
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(std::io::Cursor::new(head).chain(input));
    let text = |bytes: &[u8]| {
        let decoded = if utf8 {
            String::from_utf8_lossy(bytes)
        } else {
            encoding_rs::WINDOWS_1252.decode(bytes).0
        };
        decoded.trim().to_owned()
    };
    let headers: Vec<String> = csv.byte_headers()?.iter().map(text).collect();
    let mut empty = 0;
    let mut record = csv::ByteRecord::new();
    while csv.read_byte_record(&mut record)? {
        let number = record.position().map_or(0, csv::Position::line);
        let values = headers
            .iter()
            .zip(record.iter())
            .map(|(h, v)| (h.clone(), text(v)));
        let values: std::collections::BTreeMap<_, _> =
            values.filter(|(_, v)| !v.is_empty()).collect();
        if values.is_empty() {
            empty += 1;
        } else {
            take(RawRow {
                number,
                values,
                ..RawRow::default()
            });
        }
    }
    Ok(empty)
}

/// The separator that the first line has most of.
fn separator(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |s: u8| line.split(|b| *b == s).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|s| count(*s))
        .unwrap_or(b',')
}
