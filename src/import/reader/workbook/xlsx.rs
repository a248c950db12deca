//! Sheets of an XLSX workbook, cell by cell: a table of all cells could be a thousand times as large as the file.
use super::super::{ReadError, clean};
use super::{Cells, Rows, broken, number};
use calamine::{DataRef, ExcelDateTime, Reader as _, Style, Xlsx, XlsxError};
use std::io::Cursor;

/// An opened workbook.
pub(super) struct Book(Xlsx<Cursor<Vec<u8>>>);

impl Book {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, ReadError> {
        Xlsx::new(Cursor::new(bytes))
            .map(Self)
            .map_err(|e| damaged(&e))
    }

    pub(super) fn sheets(&self) -> Vec<String> {
        self.0.sheet_names()
    }

    pub(super) fn rows(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), ReadError> {
        let mut cells = match self.0.worksheet_cells_reader(sheet) {
            Ok(c) => c,
            // A sheet that is a chart has no cells.
            Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
            Err(e) => return Err(damaged(&e)),
        };
        let mut row = None;
        let mut collected = Cells::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|e| damaged(&e))? {
            let (at, column) = cell.get_position();
            if row.is_some_and(|r| r != at) {
                rows(row_number(row), collected.take());
            }
            row = Some(at);
            let text = text(cell.get_value(), cells.styles().get(style));
            collected.put(column as usize, text)?;
        }
        if row.is_some() {
            rows(row_number(row), collected.take());
        }
        Ok(())
    }
}

/// 1-based.
fn row_number(row: Option<u32>) -> u64 {
    row.map_or(0, |r| u64::from(r) + 1)
}

fn text(value: &DataRef<'_>, style: Option<&Style>) -> String {
    match value {
        DataRef::Int(n) => padded(n.to_string(), style),
        DataRef::Float(n) => padded(number(*n), style),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => clean(s),
        DataRef::SharedString(s) => clean(s),
        DataRef::Bool(b) => if *b { "oui" } else { "non" }.to_owned(),
        DataRef::DateTime(d) => date(d),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// With the leading zeros that the number's format shows: 1000 in a column of "00000" is the postal code 01000.
fn padded(digits: String, style: Option<&Style>) -> String {
    let format = style.and_then(|s| s.number_format.as_ref());
    let zeros = format.map_or("", |f| f.format_code.as_str());
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    if plain && zeros.len() <= 20 && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') {
        return format!("{digits:0>width$}", width = zeros.len());
    }
    digits
}

/// As in 2026-01-31, 2026-01-31T09:30:00 or 09:30.
fn date(d: &ExcelDateTime) -> String {
    let value = d.as_f64();
    // The last day that Excel knows is in the year 9999.
    if !(0.0..2_958_466.0).contains(&value) {
        return number(value);
    }
    let (year, month, day, h, m, s, _) = d.to_ymd_hms_milli();
    if value < 1.0 {
        return format!("{h:02}:{m:02}");
    }
    if d.is_duration() {
        return number(value);
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (h, m, s) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{h:02}:{m:02}:{s:02}")
    }
}

fn damaged(e: &XlsxError) -> ReadError {
    broken(format!("it is damaged: {e}"))
}
