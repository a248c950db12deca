//! CSV with comma, semicolon or tab; UTF-8 with or without BOM, else Windows-1252.
use super::super::Code;
use super::{Bounded, RawRow, ReadError, Remark, clean, is_blank, open};
use std::collections::BTreeMap;
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
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(separator(&head))
        .flexible(true)
        .from_reader(input);
    let mut header = Header::new(csv.byte_headers()?.iter().map(text).collect());
    let mut remarks = header.remarks();
    let mut empty = 0;
    let mut record = csv::ByteRecord::new();
    while csv.read_byte_record(&mut record)? {
        since_record.set(0);
        let number = record.position().map_or(0, csv::Position::line);
        let values = header.values(&record);
        if values.is_empty() {
            empty += 1;
            continue;
        }
        remarks.extend(header.nameless(&record, number));
        remarks.extend(header.length_remark(&record, number));
        take(RawRow {
            number,
            values,
            remarks: std::mem::take(&mut remarks),
            ..RawRow::default()
        });
    }
    Ok(empty)
}

/// UTF-8, else Windows-1252: decided value by value, as files glued together hold both.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(t) => clean(t),
        Err(_) => clean(&encoding_rs::WINDOWS_1252.decode(bytes).0),
    }
}

struct Header {
    columns: Vec<String>,
    /// Columns without a name whose values nobody was told of yet.
    nameless: Vec<usize>,
}

impl Header {
    fn new(columns: Vec<String>) -> Self {
        let nameless = (0..columns.len()).filter(|i| columns[*i].is_empty());
        Self {
            nameless: nameless.collect(),
            columns,
        }
    }

    /// The first value of each column without a name: those that are always blank do not matter.
    fn nameless(&mut self, record: &csv::ByteRecord, row: u64) -> Vec<Remark> {
        let mut remarks = Vec::new();
        self.nameless.retain(|i| {
            let original = text(record.get(*i).unwrap_or_default());
            if is_blank(&original) {
                return true;
            }
            remarks.push(Remark {
                row,
                field: format!("column {}", i + 1),
                code: Code::NamelessColumn,
                message: "this column has no name: its values are left out; name it in the header"
                    .to_owned(),
                original,
            });
            false
        });
        remarks
    }

    /// Columns of the same name: the first one that is filled counts.
    fn remarks(&self) -> Vec<Remark> {
        let again = |(i, c): &(usize, &String)| !c.is_empty() && self.columns[..*i].contains(*c);
        self.columns
            .iter()
            .enumerate()
            .filter(again)
            .map(|(_, column)| Remark {
                row: 1,
                field: column.clone(),
                code: Code::ColumnTwice,
                message: "two columns have this name: of both the first one that is filled is taken; rename one".to_owned(),
                original: column.clone(),
            })
            .collect()
    }

    fn values(&self, record: &csv::ByteRecord) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for (column, value) in self.columns.iter().zip(record) {
            let value = text(value);
            if !column.is_empty() && !is_blank(&value) {
                values.entry(column.clone()).or_insert(value);
            }
        }
        values
    }

    /// A row that does not have the header's length; blanks that are too many do not matter.
    fn length_remark(&self, record: &csv::ByteRecord, row: u64) -> Option<Remark> {
        let (given, expected) = (record.len(), self.columns.len());
        let surplus: Vec<String> = record.iter().skip(expected).map(text).collect();
        let (code, message) = if given < expected {
            let message = format!(
                "{given} values for {expected} columns: the missing ones are taken as blank; look for a line break or a lost separator"
            );
            (Code::ShortRow, message)
        } else if surplus.iter().any(|s| !is_blank(s)) {
            let message = format!(
                "{given} values for {expected} columns: the last are left out; put values that hold the separator in quotes"
            );
            (Code::LongRow, message)
        } else {
            return None;
        };
        Some(Remark {
            row,
            field: "row".to_owned(),
            code,
            message,
            original: surplus.join(" | "),
        })
    }
}

/// The separator that the first line has most of, outside of quotes.
fn separator(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
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
        assert_eq!(separator(b"a\n1;2"), b',');
    }
}
