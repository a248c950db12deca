//! XLSX and ODS workbooks: the first sheet that has a header and rows, or the one that the mapping names.
mod archive;
mod ods;
mod xlsx;

use super::super::Code;
use super::table::{HEAD, Header, header_of, titles_remark};
use super::{COLUMNS, RECORD, RawRow, ReadError, Remark, is_blank};
use archive::Kind;
use std::io::Read;

/// Bytes that a packed workbook may have: it is held in memory.
const LARGEST: u64 = 128 << 20;

/// Sheets that are looked through.
const SHEETS: usize = 1000;

/// Takes the rows of a sheet.
type Rows<'a> = dyn FnMut(u64, Vec<String>) + 'a;

/// An opened workbook.
enum Book {
    Xlsx(Box<xlsx::Book>),
    Ods(ods::Book),
}

impl Book {
    fn sheets(&self) -> Vec<String> {
        match self {
            Self::Xlsx(b) => b.sheets(),
            Self::Ods(b) => b.sheets(),
        }
    }

    fn rows(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), ReadError> {
        match self {
            Self::Xlsx(b) => b.rows(sheet, rows),
            Self::Ods(b) => b.rows(sheet, rows),
        }
    }
}

/// Reads the rows of one sheet; returns how many were empty.
///
/// # Errors
/// A file that is no workbook, is broken, locked or too large unpacked; a sheet that is not there.
pub fn read(
    mut input: impl Read,
    sheet: Option<&str>,
    take: &mut dyn FnMut(RawRow),
) -> Result<u64, ReadError> {
    let mut bytes = Vec::new();
    input.by_ref().take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() as u64 > LARGEST {
        return Err(broken("it is larger than 128 MB; save the sheet as CSV"));
    }
    let mut book = match archive::check(&bytes)? {
        Kind::Xlsx => Book::Xlsx(Box::new(xlsx::Book::open(bytes)?)),
        Kind::Ods => Book::Ods(ods::Book::open(bytes)?),
    };
    let sheets = book.sheets();
    if sheets.len() > SHEETS {
        return Err(broken("it has more than 1,000 sheets"));
    }
    if let Some(wanted) = sheet {
        if !sheets.iter().any(|s| s == wanted) {
            return Err(broken(format!(
                "it has no sheet `{wanted}`; its sheets are: {}",
                sheets.join(", ")
            )));
        }
        return Ok(one(&mut book, wanted, 1, Vec::new(), take)?.empty);
    }
    // A sheet of one column is mostly a page of words: taken only where no other has a table.
    for columns in [2, 1] {
        for name in &sheets {
            let done = one(&mut book, name, columns, beside(name, &sheets), take)?;
            if done.taken > 0 {
                return Ok(done.empty);
            }
        }
    }
    Err(broken("no sheet has a header with rows below it"))
}

/// What is told where a workbook has several sheets.
fn beside(name: &str, sheets: &[String]) -> Vec<Remark> {
    let others: Vec<&str> = sheets
        .iter()
        .map(String::as_str)
        .filter(|s| *s != name)
        .collect();
    if others.is_empty() {
        return Vec::new();
    }
    vec![Remark {
        row: 1,
        field: "sheet".to_owned(),
        code: Code::OneSheet,
        message: format!(
            "only the sheet `{name}` is read; for another one write sheet = \"NAME\" in the mapping"
        ),
        original: others.join(", "),
    }]
}

/// Reads one sheet; a header has at least that many `columns`.
fn one(
    book: &mut Book,
    name: &str,
    columns: usize,
    remarks: Vec<Remark>,
    take: &mut dyn FnMut(RawRow),
) -> Result<Sheet, ReadError> {
    let mut sheet = Sheet {
        columns,
        remarks,
        ..Sheet::default()
    };
    book.rows(name, &mut |number, cells| sheet.row(number, cells, take))?;
    sheet.end(take);
    Ok(sheet)
}

/// The rows of a sheet on their way.
#[derive(Default)]
struct Sheet {
    columns: usize,
    header: Option<Header>,
    /// The first rows, until the header is found among them.
    first: Vec<(u64, Vec<String>)>,
    remarks: Vec<Remark>,
    taken: u64,
    empty: u64,
    /// Given up: no header among the first rows.
    none: bool,
}

impl Sheet {
    fn row(&mut self, number: u64, cells: Vec<String>, take: &mut dyn FnMut(RawRow)) {
        if self.none {
            return;
        }
        if self.header.is_some() {
            self.below(number, cells, take);
            return;
        }
        let filled = cells.iter().filter(|c| !is_blank(c)).count();
        self.first.push((number, cells));
        if filled > 1 || self.first.len() == HEAD {
            self.begin(take);
        }
    }

    /// Finds the header among the first rows.
    fn begin(&mut self, take: &mut dyn FnMut(RawRow)) {
        let first = std::mem::take(&mut self.first);
        let found = header_of(first.iter().map(|(_, cells)| cells.as_slice())).filter(|at| {
            let filled = first[*at].1.iter().filter(|c| !is_blank(c)).count();
            filled >= self.columns
        });
        let Some(at) = found else {
            self.none = true;
            return;
        };
        self.remarks.extend(titles_remark(&first[..at]));
        let mut first = first.into_iter().skip(at);
        if let Some((number, cells)) = first.next() {
            let header = Header::new(cells, number);
            self.remarks.extend(header.remarks());
            self.header = Some(header);
        }
        for (number, cells) in first {
            self.below(number, cells, take);
        }
    }

    fn end(&mut self, take: &mut dyn FnMut(RawRow)) {
        if self.header.is_none() && !self.none {
            self.begin(take);
        }
    }

    fn below(&mut self, number: u64, mut cells: Vec<String>, take: &mut dyn FnMut(RawRow)) {
        let Some(header) = &mut self.header else {
            return;
        };
        // Cells that were never filled are not written into the file: a short row is no fault.
        cells.resize(cells.len().max(header.len()), String::new());
        self.remarks.extend(header.nameless(&cells, number));
        self.remarks.extend(header.length_remark(&cells, number));
        let values = header.values(cells);
        if values.is_empty() {
            self.empty += 1;
            return;
        }
        self.taken += 1;
        take(RawRow {
            number,
            values,
            remarks: std::mem::take(&mut self.remarks),
            ..RawRow::default()
        });
    }
}

/// Collects the cells of one row, within bounds.
#[derive(Debug, Default)]
struct Cells {
    cells: Vec<String>,
    bytes: usize,
}

impl Cells {
    /// Puts a text into a 0-based column.
    fn put(&mut self, column: usize, text: String) -> Result<(), ReadError> {
        if text.is_empty() {
            return Ok(());
        }
        if column >= COLUMNS {
            return Err(broken("a row has more than 16,384 columns"));
        }
        self.bytes += text.len();
        if self.bytes as u64 > RECORD {
            return Err(row_too_large());
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
        Ok(())
    }

    /// The row, and room for the next one.
    fn take(&mut self) -> Vec<String> {
        self.bytes = 0;
        std::mem::take(&mut self.cells)
    }
}

/// A number as people wrote it: no ".0" behind a postal code.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        value.to_string()
    }
}

fn row_too_large() -> ReadError {
    broken("a row takes more than 32 MB")
}

fn broken(detail: impl Into<String>) -> ReadError {
    ReadError::Workbook(detail.into())
}
