//! CSV with comma, semicolon, tab or bar; UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252, MacRoman or
//! CP850.
use super::encoding::Decoder;
use super::lines::{Track, Tracked};
use super::table::{HEAD, Header, below_titles, titles_remark};
use super::{Bounded, RawRow, ReadError, Remark, open};
use std::cell::{Cell, RefCell};
use std::io::Read;
use std::rc::Rc;

/// A row of the file: the line where it begins, and its cells.
type Row = (u64, Vec<String>);

/// Reads all rows; returns how many were empty. Rows too short or too long keep what they have.
///
/// # Errors
/// A file that cannot be read.
pub fn read(input: impl Read, mut take: impl FnMut(RawRow)) -> Result<u64, ReadError> {
    let mut rows = Rows::open(input)?;
    let (mut header, mut remarks, below) = rows.header()?;
    let mut below = below.into_iter();
    let mut empty = 0;
    loop {
        let next = match below.next() {
            None => rows.next()?,
            held => held,
        };
        let Some((number, cells)) = next else { break };
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
        remarks.extend(rows.told(number));
        take(RawRow {
            number,
            values,
            remarks: std::mem::take(&mut remarks),
            ..RawRow::default()
        });
    }
    match rows.track.borrow().open_quote() {
        Some(line) => Err(ReadError::OpenQuote { line }),
        None => Ok(empty),
    }
}

/// A file on its way to cells.
struct Rows<R> {
    csv: csv::Reader<Tracked<Bounded<R>>>,
    track: Rc<RefCell<Track>>,
    since_record: Rc<Cell<u64>>,
    decoder: Decoder,
    /// What is to be told of encodings, row by row.
    told: Vec<Remark>,
    record: csv::ByteRecord,
}

impl<'r> Rows<Box<dyn Read + 'r>> {
    fn open(input: impl Read + 'r) -> Result<Self, ReadError> {
        let (head, inner) = open(input)?;
        let since_record = Rc::default();
        let separator = separator(&head);
        let track = Track::new(separator);
        let input = Tracked {
            inner: Bounded {
                inner,
                since_record: Rc::clone(&since_record),
            },
            track: Rc::clone(&track),
        };
        let csv = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(input);
        Ok(Self {
            csv,
            track,
            since_record,
            decoder: Decoder::of(&head),
            told: Vec::new(),
            record: csv::ByteRecord::new(),
        })
    }
}

impl<R: Read> Rows<R> {
    fn next(&mut self) -> Result<Option<Row>, ReadError> {
        if !self.csv.read_byte_record(&mut self.record)? {
            return Ok(None);
        }
        self.since_record.set(0);
        let number = self.track.borrow_mut().next().unwrap_or_default();
        let cells = self.record.iter().map(|c| self.decoder.text(c));
        let cells = cells.collect();
        self.told.extend(self.decoder.remarks(number));
        Ok(Some((number, cells)))
    }

    /// What is to be told of encodings up to a row: some are read ahead of it.
    fn told(&mut self, row: u64) -> Vec<Remark> {
        let ahead = self.told.iter().position(|r| r.row > row);
        let later = ahead.map(|at| self.told.split_off(at));
        std::mem::replace(&mut self.told, later.unwrap_or_default())
    }

    /// The header among the first rows, what is to be told of it, and the rows that were read below it.
    fn header(&mut self) -> Result<(Header, Vec<Remark>, Vec<Row>), ReadError> {
        let mut first = Vec::new();
        while first.len() < HEAD
            && let Some(row) = self.next()?
        {
            first.push(row);
        }
        let at = below_titles(&first);
        let below = first.split_off((at + 1).min(first.len()));
        let (number, columns) = first.pop().unwrap_or_default();
        let header = Header::new(columns, number);
        let mut remarks: Vec<Remark> = titles_remark(&first).into_iter().collect();
        remarks.extend(header.remarks());
        remarks.extend(self.told(number));
        Ok((header, remarks, below))
    }
}

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The separator that the first line has most of, outside of quotes. Where that may be a title, with one of them or none,
/// the one that all lines below it have as many of counts, if they have several.
fn separator(head: &[u8]) -> u8 {
    let lines = separators(head);
    // The first one of several that are equal: a file of one column has none of them.
    let most = |counts: &[usize; 4]| {
        let all = counts.iter().enumerate().rev();
        all.max_by_key(|(_, n)| **n)
            .map_or((0, 0), |(i, n)| (i, *n))
    };
    let Some((first, below)) = lines.split_first() else {
        return SEPARATORS[0];
    };
    let (mut found, count) = most(first);
    let alike = count == 1 && below.iter().all(|line| line[found] == 1);
    if count <= 1
        && !alike
        && let Some((second, others)) = below.split_first()
        && !others.is_empty()
    {
        let (other, n) = most(second);
        if n >= 2 && others.iter().all(|line| line[other] == n) {
            found = other;
        }
    }
    SEPARATORS[found]
}

/// How many of each separator the first lines have outside of quotes; a last one that is cut off is none.
fn separators(head: &[u8]) -> Vec<[usize; 4]> {
    let mut quoted = false;
    let (mut lines, mut counts, mut blank) = (Vec::new(), [0; 4], true);
    for &b in head {
        match b {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if !blank {
                    lines.push(counts);
                }
                (counts, blank) = ([0; 4], true);
                if lines.len() == HEAD {
                    return lines;
                }
                continue;
            }
            _ if !quoted => {
                for (n, s) in counts.iter_mut().zip(SEPARATORS) {
                    *n += usize::from(s == b);
                }
            }
            _ => {}
        }
        blank = false;
    }
    let whole = (head.len() as u64) < super::HEAD - 3;
    if !blank && (whole || lines.is_empty()) {
        lines.push(counts);
    }
    lines
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

    #[test]
    fn a_title_does_not_say_what_separates_the_columns() {
        for (file, separator_of_it) in [
            ("Liste, 2024\nnom;ville;cp\na;b;c\n", b';'),
            ("Liste\n\nnom\tville\tcp\na\tb\tc", b'\t'),
            ("Liste 2024;;\nnom;ville;cp\na, b, c;d;e\n", b';'),
            // Two columns, and a comma in each line.
            ("nom;ville\na, b;c\nd, e, f;g\n", b';'),
            ("nom;ville\na, b, c;d\ne, f, g;h\n", b';'),
        ] {
            let told = char::from(separator(file.as_bytes()));
            assert_eq!(told, char::from(separator_of_it), "{file}");
        }
    }
}
