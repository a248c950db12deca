//! Sheets of an ODS workbook, row by row: rows and cells that say how often they are repeated are not written out
//! before anybody wants them.
use super::super::{COLUMNS, RECORD, ReadError, clean};
use super::archive::{UNPACKED, damaged, too_large};
use super::{Cells, Rows, broken, number, row_too_large};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader, Cursor};
use zip::ZipArchive;

/// Rows of a sheet, as in LibreOffice and Excel.
const ROWS: u64 = 1_048_576;

/// An opened workbook.
pub(super) struct Book {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    sheets: Vec<String>,
}

/// What is at hand while the content is read.
#[derive(Default)]
struct Place {
    /// Inside the sheet that is wanted.
    inside: bool,
    /// Rows before the present one.
    rows: u64,
    repeated: u64,
    /// Bytes of all rows, as often as they are repeated.
    written: u64,
    cells: Cells,
    column: usize,
    cell: Option<Cell>,
    /// Notes that people left at a cell are none of its text.
    note: u32,
}

/// A cell on its way.
#[derive(Default)]
struct Cell {
    repeated: usize,
    kind: String,
    value: Option<String>,
    text: String,
    paragraphs: u32,
}

impl Book {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let mut book = Self {
            archive,
            sheets: Vec::new(),
        };
        let mut sheets = Vec::new();
        book.events(&mut |event| {
            if let Event::Start(e) = event
                && e.name().as_ref() == "table:table"
            {
                sheets.extend(attribute(e, "table:name")?);
            }
            Ok(())
        })?;
        book.sheets = sheets;
        Ok(book)
    }

    pub(super) fn sheets(&self) -> Vec<String> {
        self.sheets.clone()
    }

    pub(super) fn rows(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), ReadError> {
        let mut place = Place::default();
        self.events(&mut |event| place.event(event, sheet, rows))
    }

    fn events(
        &mut self,
        take: &mut dyn FnMut(&Event<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let part = self.archive.by_name("content.xml").map_err(damaged)?;
        let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
        // An empty element is then told as its beginning and its end.
        xml.config_mut().expand_empty_elements = true;
        each(&mut xml, take)
    }
}

fn each(
    xml: &mut quick_xml::Reader<impl BufRead>,
    take: &mut dyn FnMut(&Event<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut buffer = Vec::new();
    let mut depth = 0_u64;
    loop {
        buffer.clear();
        let event = xml
            .read_event_into(&mut buffer)
            .map_err(|e| broken(format!("its content is damaged: {e}")))?;
        match &event {
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(broken("its content is not whole")),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        take(&event)?;
    }
}

impl Place {
    fn event(
        &mut self,
        event: &Event<'_>,
        sheet: &str,
        rows: &mut Rows<'_>,
    ) -> Result<(), ReadError> {
        match event {
            Event::Start(e) if e.name().as_ref() == "table:table" => {
                self.inside = attribute(e, "table:name")?.as_deref() == Some(sheet);
            }
            _ if !self.inside => {}
            Event::Start(e) => self.start(e)?,
            Event::End(e) => self.end(e.name().as_ref(), rows)?,
            Event::Text(t) => self.text(&t.xml10_content())?,
            Event::CData(t) => self.text(&t.xml10_content())?,
            Event::GeneralRef(r) => {
                let sign = r.resolve_char_ref().ok().flatten().map(String::from);
                let named = || quick_xml::escape::resolve_predefined_entity(r).map(str::to_owned);
                self.text(&sign.or_else(named).unwrap_or_default())?;
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, e: &BytesStart<'_>) -> Result<(), ReadError> {
        match e.name().as_ref() {
            "table:table-row" => {
                self.repeated = count(e, "table:number-rows-repeated")?;
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeated = count(e, "table:number-columns-repeated")?;
                let mut value = None;
                for name in [
                    "value",
                    "date-value",
                    "time-value",
                    "boolean-value",
                    "string-value",
                ] {
                    value = value.or(attribute(e, &format!("office:{name}"))?);
                }
                self.cell = Some(Cell {
                    repeated: usize::try_from(repeated).unwrap_or(COLUMNS).min(COLUMNS),
                    kind: attribute(e, "office:value-type")?.unwrap_or_default(),
                    value,
                    ..Cell::default()
                });
            }
            "office:annotation" => self.note += 1,
            "text:p" if self.note == 0 => {
                if let Some(c) = &mut self.cell {
                    c.paragraphs += 1;
                    if c.paragraphs > 1 {
                        c.text.push('\n');
                    }
                }
            }
            "text:s" => {
                let blanks = usize::try_from(count(e, "text:c")?).unwrap_or(1).min(1000);
                self.text(&" ".repeat(blanks))?;
            }
            "text:tab" => self.text("\t")?,
            "text:line-break" => self.text("\n")?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, rows: &mut Rows<'_>) -> Result<(), ReadError> {
        match name {
            "table:table" => self.inside = false,
            "office:annotation" => self.note = self.note.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    let text = cell.read();
                    // Blank cells up to the edge of the sheet are repeated so, too.
                    for i in 0..cell.repeated {
                        if text.is_empty() {
                            break;
                        }
                        self.cells.put(self.column + i, text.clone())?;
                    }
                    self.column += cell.repeated;
                }
            }
            "table:table-row" => {
                let cells = self.cells.take();
                let last = (self.rows + self.repeated).min(ROWS);
                if !cells.is_empty() {
                    let bytes: usize = cells.iter().map(String::len).sum();
                    self.written += bytes as u64 * (last - self.rows);
                    if self.written > UNPACKED {
                        return Err(too_large());
                    }
                    for row in self.rows..last {
                        rows(row + 1, cells.clone());
                    }
                }
                self.rows = last;
            }
            _ => {}
        }
        Ok(())
    }

    /// More of the cell's text.
    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if let Some(c) = &mut self.cell
            && c.paragraphs > 0
            && self.note == 0
        {
            c.text.push_str(text);
            // A few letters of the file stand for a thousand blanks.
            if c.text.len() as u64 > RECORD {
                return Err(row_too_large());
            }
        }
        Ok(())
    }
}

impl Cell {
    /// What is told by the cell's type; leading zeros as its format shows them.
    fn read(&self) -> String {
        let shown = clean(&self.text);
        let Some(value) = &self.value else {
            return shown;
        };
        match self.kind.as_str() {
            "float" | "currency" | "percentage" => {
                let zeros = !shown.is_empty() && shown.bytes().all(|b| b.is_ascii_digit());
                match value.parse::<f64>() {
                    Ok(n) if zeros && shown.parse::<f64>() == Ok(n) => shown,
                    Ok(n) => number(n),
                    Err(_) => shown,
                }
            }
            "boolean" => if value == "true" { "oui" } else { "non" }.to_owned(),
            "date" => clean(value.strip_suffix("T00:00:00").unwrap_or(value)),
            "time" => shown,
            _ if shown.is_empty() => clean(value),
            _ => shown,
        }
    }
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Result<Option<String>, ReadError> {
    let damaged = |e: &dyn std::fmt::Display| broken(format!("its content is damaged: {e}"));
    let Some(found) = e.try_get_attribute(name).map_err(|e| damaged(&e))? else {
        return Ok(None);
    };
    let value = found.normalized_value(XmlVersion::Explicit1_0);
    value.map(|v| Some(v.into_owned())).map_err(|e| damaged(&e))
}

/// How often something is repeated: at least once.
fn count(e: &BytesStart<'_>, name: &str) -> Result<u64, ReadError> {
    let given = attribute(e, name)?.and_then(|n| n.parse().ok());
    Ok(given.unwrap_or(1).clamp(1, ROWS))
}
