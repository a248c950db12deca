//! What is done with any bytes: it may fail, but must not panic, hang or fill the memory. Shared by the fuzz targets and
//! by tests/readers/mutations.rs.
#![allow(dead_code)] // each target uses one
use boucle::import::{Mapping, reader};
use boucle::service::Reference;
use std::io::{Cursor, Write as _};
use std::sync::LazyLock;

static REFERENCE: LazyLock<Option<Reference>> = LazyLock::new(|| Reference::embedded().ok());

/// Text files.
pub fn delimited(bytes: &[u8]) {
    let _ = reader::delimited::read(bytes, |_| {});
}

/// JSON and GeoJSON.
pub fn json(bytes: &[u8]) {
    let _ = reader::json::read(bytes, &mut |_| {});
}

/// A whole workbook, or one part of one: what is packed and summed up is out of reach of random changes.
pub fn workbook(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else {
        return;
    };
    let file = match kind {
        b'O' => packed(&[("content.xml", rest)]),
        b'S' => xlsx(TEXTS, rest),
        b'T' => xlsx(rest, ROWS),
        _ => Some(bytes.to_vec()),
    };
    if let Some(file) = file {
        let _ = reader::workbook::read(Cursor::new(file), None, &mut |_| {});
    }
}

/// An OpenStreetMap file of any form.
pub fn pbf(bytes: &[u8]) {
    let crosswalk = REFERENCE.as_ref().and_then(|r| r.crosswalk("osm").ok());
    let _ = reader::osm::read(Cursor::new(bytes), crosswalk.as_ref(), &mut |_| {});
}

/// A mapping file, read and checked.
pub fn mapping(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(mapping) = Mapping::parse(text)
        && let Some(reference) = REFERENCE.as_ref()
    {
        let _ = reference.prepare(&mapping);
    }
}

const TEXTS: &[u8] = b"<sst><si><t>nom</t></si><si><t>Le Bac</t></si></sst>";
const ROWS: &[u8] = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\"><v>1</v></c></row></sheetData></worksheet>";

fn packed(parts: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let plain = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, plain).ok()?;
        zip.write_all(bytes).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}

fn xlsx(texts: &[u8], rows: &[u8]) -> Option<Vec<u8>> {
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/styles.xml", br#"<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", rows),
    ])
}
