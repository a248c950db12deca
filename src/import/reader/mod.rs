//! From bytes to rows, one at a time, in bounded memory.
mod codepage;
pub mod delimited;
mod encoding;
pub mod json;
mod lines;
pub mod osm;
mod table;
pub mod workbook;

use super::Code;
use crate::domain::Coordinates;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

/// One row as it stands in the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawRow {
    /// 1-based: line of a CSV file, element of an array.
    pub number: u64,
    /// Values by column; nested objects as `a.b`. Blank ones, and a lone dash, are left out.
    pub values: BTreeMap<String, String>,
    /// The untouched properties, for files of our own shape.
    pub document: Option<serde_json::Value>,
    /// The position, or why it cannot be used; `None` when the file gives none.
    pub geometry: Option<Result<Coordinates, String>>,
    /// What the reader noticed.
    pub remarks: Vec<Remark>,
    /// What stands there instead of a record.
    pub not_a_record: Option<String>,
}

impl RawRow {
    /// Bytes of its names and values, about.
    pub(super) fn size(&self) -> usize {
        let values: usize = self.values.iter().map(|(k, v)| k.len() + v.len()).sum();
        values + self.document.as_ref().map_or(0, size_of_document)
    }
}

/// Bytes of names and texts; those that are blank count, too, though no column has them.
fn size_of_document(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    match value {
        Value::String(text) => text.len(),
        Value::Array(all) => all.iter().map(size_of_document).sum(),
        Value::Object(all) => all.iter().map(|(k, v)| k.len() + size_of_document(v)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => size_of::<Value>(),
    }
}

/// Something odd about the form of a row or of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// 1-based row; the header is row 1.
    pub row: u64,
    /// Column, or the part of the row.
    pub field: String,
    /// What it is.
    pub code: Code,
    /// What is odd and the cure.
    pub message: String,
    /// As it stood in the file.
    pub original: String,
}

/// What a reader reads from: bytes that, when they stand in a file, can be read a second time.
pub trait Input: Read {
    /// Goes back to the first byte; `false` where that cannot be.
    ///
    /// # Errors
    /// What the system says.
    fn rewind(&mut self) -> io::Result<bool>;
}

impl Input for std::fs::File {
    fn rewind(&mut self) -> io::Result<bool> {
        io::Seek::rewind(self).map(|()| true)
    }
}

impl<T: AsRef<[u8]>> Input for Cursor<T> {
    fn rewind(&mut self) -> io::Result<bool> {
        self.set_position(0);
        Ok(true)
    }
}

impl Input for &[u8] {
    fn rewind(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}

impl<I: Input + ?Sized> Input for Box<I> {
    fn rewind(&mut self) -> io::Result<bool> {
        (**self).rewind()
    }
}

impl<I: Input> Input for &mut I {
    fn rewind(&mut self) -> io::Result<bool> {
        I::rewind(self)
    }
}

/// Bytes that come once, as from a network.
#[derive(Debug)]
pub struct Stream<R>(pub R);

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl<R: Read> Input for Stream<R> {
    fn rewind(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}

/// A file that cannot be read on: nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refuses.
    #[error("the file cannot be read: {0}. Nothing was imported")]
    Io(#[from] io::Error),
    /// Nothing in it.
    #[error("the file is empty. Nothing was imported; check that it was saved or downloaded whole")]
    Empty,
    /// Not text.
    #[error(
        "the file is {0}, not text. Nothing was imported; save it as CSV, JSON or GeoJSON in UTF-8"
    )]
    NotText(&'static str),
    /// No workbook, or one that cannot be read.
    #[error("the workbook cannot be read: {0}. Nothing was imported")]
    Workbook(String),
    /// No OpenStreetMap data, or broken ones.
    #[error("the OpenStreetMap file cannot be read: {0}. Nothing was imported")]
    Osm(String),
    /// Not JSON.
    #[error(
        "the JSON is broken at line {line}, column {column}: {detail}. Nothing was imported; check that the file is whole"
    )]
    Json {
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
        /// The parser's word.
        detail: String,
    },
    /// All that follows would be one value.
    #[error(
        "the quotation mark that opens a value in line {line} is never closed: close it, or take it out. Nothing was imported"
    )]
    OpenQuote {
        /// 1-based.
        line: u64,
    },
    /// Not CSV.
    #[error("the CSV is broken: {0}. Nothing was imported")]
    Csv(#[from] csv::Error),
    /// Rows of something else than the source that was named.
    #[error(
        "these are no rows of {origin}: there is no column `{id}`, and only {known} of the {of} columns that there should be. \
         The columns are: {columns}. Nothing was imported; what a table of another form means is guessed by `import csv`"
    )]
    OtherColumns {
        /// Name of the source.
        origin: String,
        /// The column of its identifiers.
        id: String,
        /// Columns of the source that the file has.
        known: usize,
        /// Columns that the source has.
        of: usize,
        /// Columns of the file.
        columns: String,
    },
    /// JSON without rows.
    #[error(
        "no list of records found: expected a GeoJSON FeatureCollection or a JSON array of objects. Nothing was imported"
    )]
    NoRows,
}

/// Bytes that are looked at before reading.
const HEAD: u64 = 64 * 1024;

/// Bytes that one record may take: an unclosed quote would else draw the whole file into memory.
const RECORD: u64 = 32 << 20;

/// Columns of a record, as many as a sheet of Excel has.
const COLUMNS: usize = 16_384;

/// The first bytes without a byte order mark, and the whole input again; both in UTF-8 where the mark says UTF-16.
///
/// # Errors
/// An empty file, or one that is not text.
fn open<'r, R: Read + 'r>(mut input: R) -> Result<(Vec<u8>, Box<dyn Read + 'r>), ReadError> {
    let mut head = first(&mut input)?;
    let wide = match head.as_slice() {
        [0xff, 0xfe, ..] => Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(wide) = wide {
        let mut text = encoding::Utf16::new(Cursor::new(head).chain(input), wide);
        head = first(&mut text)?;
        return sound(head, text);
    }
    sound(head, input)
}

fn first(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

fn sound<'r>(
    mut head: Vec<u8>,
    rest: impl Read + 'r,
) -> Result<(Vec<u8>, Box<dyn Read + 'r>), ReadError> {
    let kind = match head.as_slice() {
        [b'P', b'K', 3, 4, ..] => Some("a ZIP archive or a workbook (XLSX, ODS: `import xlsx`)"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("an old Excel workbook (XLS)"),
        [0x1f, 0x8b, ..] => Some("compressed (gzip)"),
        h if h.contains(&0) => Some("binary"),
        _ => None,
    };
    if let Some(kind) = kind {
        return Err(ReadError::NotText(kind));
    }
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    if head.iter().all(u8::is_ascii_whitespace) && (head.len() as u64) < HEAD - 3 {
        return Err(ReadError::Empty);
    }
    Ok((head.clone(), Box::new(Cursor::new(head).chain(rest))))
}

/// An input that refuses to go on when one record grows too large.
struct Bounded<R> {
    inner: R,
    since_record: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        let since = self.since_record.get() + n as u64;
        self.since_record.set(since);
        if since > RECORD {
            return Err(io::Error::other(
                "one record takes more than 32 MB: is a quote or a bracket not closed?",
            ));
        }
        Ok(n)
    }
}

/// A value without the characters that no text has: both databases, XML and terminals dislike them.
pub(super) fn clean(text: &str) -> String {
    let text = text.trim();
    if text.contains(|c: char| c.is_control() && !"\n\r\t".contains(c)) {
        let keep = |c: &char| !c.is_control() || "\n\r\t".contains(*c);
        return text
            .chars()
            .filter(keep)
            .collect::<String>()
            .trim()
            .to_owned();
    }
    text.to_owned()
}

/// A blank, or a dash that stands for one.
pub(super) fn is_blank(text: &str) -> bool {
    matches!(text, "" | "-" | "–" | "—")
}
