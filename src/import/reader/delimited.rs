//! CSV with comma, semicolon, tab or bar; UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252, MacRoman or
//! CP850.
use super::encoding::Decoder;
use super::lines::{Track, Tracked};
use super::table::Header;
use super::{Bounded, RawRow, ReadError, open};
use std::io::Read;
use std::rc::Rc;

/// Reads all rows; returns how many were empty. Rows too short or too long keep what they have.
///
/// # Errors
/// A file that cannot be read.
pub fn read(input: impl Read, mut take: impl FnMut(RawRow)) -> Result<u64, ReadError> {
    let (head, inner) = open(input)?;
    let since_record = Rc::default();
    let input = Bounded {
        inner,
        since_record: Rc::clone(&since_record),
    };
    let mut decoder = Decoder::of(&head);
    let separator = separator(&head);
    let track = Track::new(separator);
    let input = Tracked {
        inner: input,
        track: Rc::clone(&track),
    };
    let line = || track.borrow_mut().next().unwrap_or_default();
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(input);
    let columns = csv.byte_headers()?.iter().map(|c| decoder.text(c));
    let columns = columns.collect();
    let top = line();
    let mut header = Header::new(columns, top);
    let mut remarks = header.remarks();
    remarks.extend(decoder.remarks(top));
    let mut empty = 0;
    let mut record = csv::ByteRecord::new();
    while csv.read_byte_record(&mut record)? {
        since_record.set(0);
        let number = line();
        let cells: Vec<String> = record.iter().map(|c| decoder.text(c)).collect();
        let (nameless, length) = (
            header.nameless(&cells, number),
            header.length_remark(&cells, number),
        );
        let values = header.values(cells);
        if values.is_empty() {
            empty += 1;
            continue;
        }
        remarks.extend(nameless);
        remarks.extend(length);
        remarks.extend(decoder.remarks(number));
        take(RawRow {
            number,
            values,
            remarks: std::mem::take(&mut remarks),
            ..RawRow::default()
        });
    }
    match track.borrow().open_quote() {
        Some(line) => Err(ReadError::OpenQuote { line }),
        None => Ok(empty),
    }
}

/// The separator that the first line has most of, outside of quotes.
fn separator(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for &b in head {
        match b {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => {
                for (s, n) in &mut counts {
                    *n += usize::from(*s == b);
                }
            }
            _ => {}
        }
    }
    // The first one of several that are equal: a file of one column has none of them.
    let most = counts.iter().rev().max_by_key(|(_, n)| *n);
    most.map_or(b',', |(s, _)| *s)
}

#[cfg(test)]
mod tests {
    use super::separator;

    #[test]
    fn the_separator_is_counted_outside_of_quotes() {
        assert_eq!(separator(b"\"a, b, c\";d\n1,2,3,4"), b';');
        assert_eq!(separator(b"a\tb\n"), b'\t');
        assert_eq!(separator(b"a|b|c,d\n"), b'|');
        assert_eq!(separator(b"a\n1;2"), b',');
    }
}
