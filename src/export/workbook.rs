//! A workbook: the structures on one sheet, what is to be cited on another. The cells go to a temporary file row by
//! row, and the whole book through another one to the reader: the memory does not grow with the list.
use super::ExportError;
use super::columns::{COLUMNS, Cell, record};
use crate::catalog::Snapshot;
use crate::domain::clock;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// Rows of a sheet, the header among them: a limit of the format.
const ROWS: usize = 1_048_576;
/// Characters of a cell: a limit of the format, counted as UTF-16.
const LONGEST: usize = 32_767;
/// Bytes of one piece.
const PIECE: usize = 64 * 1024;

/// Structures per source.
type Counts = BTreeMap<String, u32>;

/// Makes the whole book; its bytes come in pieces.
pub(super) fn write(
    s: &Snapshot,
    order: &[u32],
) -> Result<impl Iterator<Item = io::Result<Vec<u8>>> + Send + use<>, ExportError> {
    if order.len() >= ROWS {
        return Err(ExportError::TooManyRows {
            found: order.len(),
            most: ROWS - 1,
        });
    }
    let mut book = Workbook::new();
    let about = DocProperties::new()
        .set_title("Boucle")
        .set_comment("Chaque ligne cite ses sources : une réutilisation doit les citer aussi.");
    book.set_properties(&about);
    let counts = structures(book.add_worksheet_with_constant_memory()?, s, order)?;
    credits(book.add_worksheet_with_constant_memory()?, s, &counts)?;
    let mut file = tempfile::tempfile()?;
    let mut out = BufWriter::new(&mut file);
    book.save_to_writer(&mut out)?;
    out.flush()?;
    drop(out);
    file.seek(SeekFrom::Start(0))?;
    Ok(Pieces(Some(file)))
}

/// The bytes of a file; after an error there are none.
struct Pieces(Option<File>);

impl Iterator for Pieces {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let file = self.0.as_mut()?;
        let mut piece = Vec::with_capacity(PIECE);
        let read = file.take(PIECE as u64).read_to_end(&mut piece);
        match read {
            Ok(0) => {
                self.0 = None;
                None
            }
            Ok(_) => Some(Ok(piece)),
            Err(e) => {
                self.0 = None;
                Some(Err(e))
            }
        }
    }
}

/// The header, and a row for each structure.
fn structures(sheet: &mut Worksheet, s: &Snapshot, order: &[u32]) -> Result<Counts, ExportError> {
    let columns = || (0u16..).zip(COLUMNS);
    sheet.set_name("Structures")?;
    // The name stays in sight as well.
    sheet.set_freeze_panes(1, 2)?;
    for (column, (name, _)) in columns() {
        sheet.set_column_width(column, width(name))?;
    }
    let bold = Format::new().set_bold();
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, (name, _)) in columns() {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    let mut counts = Counts::new();
    let all = order.iter().filter_map(|i| s.structure(*i));
    for (row, p) in (1u32..).zip(all) {
        for (column, cell) in (0u16..).zip(record(&p)) {
            put(sheet, (row, column), cell, &moment)?;
        }
        let mut before: Vec<&str> = Vec::new();
        for code in p.sources.iter().map(|c| c.source.as_str()) {
            // Two records of one source are one structure.
            if !before.contains(&code) {
                before.push(code);
                *counts.entry(code.to_owned()).or_default() += 1;
            }
        }
    }
    Ok(counts)
}

/// What a cell holds, as a value of its type: a text is never run as a formula.
fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell,
    moment: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => {}
        Cell::Number(n) => {
            sheet.write_number(row, column, n)?;
        }
        Cell::Truth(t) => {
            sheet.write_boolean(row, column, t)?;
        }
        Cell::Text(t) => {
            sheet.write_string(row, column, fitting(&t))?;
        }
        Cell::Moment(t) => match date_time(&t) {
            Some(when) => {
                sheet.write_datetime_with_format(row, column, when, moment)?;
            }
            None => {
                sheet.write_string(row, column, fitting(&t))?;
            }
        },
    }
    Ok(())
}

/// A moment in Paris, as spreadsheets know no time zones.
fn date_time(text: &str) -> Option<ExcelDateTime> {
    let paris = clock::in_paris(text)?;
    ExcelDateTime::parse_from_str(&paris.format("%Y-%m-%dT%H:%M:%S").to_string()).ok()
}

/// A text as a cell takes it: one that is too long ends with an ellipsis.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.encode_utf16().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < LONGEST
    });
    Cow::Owned(kept.chain(['…']).collect())
}

fn width(column: &str) -> f64 {
    match column {
        "name" | "address" | "website" | "opening_hours" | "attributions" => 32.0,
        "categories" | "offers" | "description" | "summary" | "opening_text" => 28.0,
        _ => 15.0,
    }
}

/// Who is to be named, under which licence, and of when the file is.
fn credits(sheet: &mut Worksheet, s: &Snapshot, counts: &Counts) -> Result<(), XlsxError> {
    let head = [
        ("Source", 34.0),
        ("À citer", 44.0),
        ("Licence", 24.0),
        ("Adresse", 44.0),
        ("Structures de ce fichier", 24.0),
    ];
    let bold = Format::new().set_bold();
    sheet.set_name("Sources et licences")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (_, width)) in (0u16..).zip(head) {
        sheet.set_column_width(column, width)?;
    }
    for (column, (title, _)) in (0u16..).zip(head) {
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    let there = |code: &str| counts.get(code).copied().filter(|n| *n > 0);
    let used = s.sources.iter().filter_map(|x| Some((x, there(&x.code)?)));
    let mut row = 1;
    for (x, count) in used {
        let texts = [
            Some(&x.name),
            Some(&x.attribution),
            Some(&x.licence),
            x.url.as_ref(),
        ];
        for (column, text) in (0u16..).zip(texts) {
            sheet.write_string(row, column, fitting(text.map_or("", String::as_str)))?;
        }
        sheet.write_number(row, 4, count)?;
        row += 1;
    }
    let today = clock::paris_now().format("%d/%m/%Y").to_string();
    let said = [
        format!("Fichier produit le {today}."),
        "Chaque ligne de la feuille « Structures » dit de quelles sources elle vient ; une réutilisation doit les citer."
            .to_owned(),
        "Une cellule vide veut dire : non renseigné, jamais : non.".to_owned(),
    ];
    for text in said {
        row += 1;
        sheet.write_string(row, 0, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_to_what_a_cell_takes() {
        assert_eq!(fitting("court"), "court");
        for long in ["a".repeat(40_000), "😀".repeat(20_000)] {
            let cut = fitting(&long);
            let units = cut.encode_utf16().count();
            assert!(units <= LONGEST && units > LONGEST - 3, "{units}");
            assert!(cut.ends_with('…'));
        }
        let exact = "é".repeat(LONGEST);
        assert_eq!(fitting(&exact), exact);
    }
}
