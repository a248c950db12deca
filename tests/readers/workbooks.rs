use super::{run, told};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

const MAPPING: &str = "format=\"xlsx\"\nid=[\"id\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n\
    [fields]\nname=[\"nom\"]\npostal_code=[\"cp\"]\ndescription=[\"quand\"]\ness=[\"ess\"]\nlatitude=[\"lat\"]\nlongitude=[\"lon\"]\n";

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: (&str, &str) = (
    "[Content_Types].xml",
    r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
);
const ROOT: (&str, &str) = (
    "_rels/.rels",
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
);
const BOOK: (&str, &str) = (
    "xl/workbook.xml",
    r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Lisez-moi" sheetId="1" r:id="r1"/><sheet name="Recensement" sheetId="2" r:id="r2"/></sheets></workbook>"#,
);
const LINKS: (&str, &str) = (
    "xl/_rels/workbook.xml.rels",
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#,
);
/// Style 1 is a date, style 2 has five zeros.
const STYLES: (&str, &str) = (
    "xl/styles.xml",
    r#"<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"#,
);
const WORDS: (&str, &str) = (
    "xl/worksheets/sheet1.xml",
    r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Un classeur</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>de deux feuilles</t></is></c></row></sheetData></worksheet>"#,
);
const TEXTS: &str = r#"<sst count="9" uniqueCount="3"><si><t>nom</t></si><si><t>Le Bac &amp; fils</t></si><si><r><t>Légu</t></r><r><t>merie</t></r></si></sst>"#;
const ROWS: &str = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>
    <row r="1"><c r="A1" t="inlineStr"><is><t>Recensement 2026</t></is></c></row>
    <row r="3"><c r="A3" t="inlineStr"><is><t>id</t></is></c><c r="B3" t="s"><v>0</v></c><c r="C3" t="inlineStr"><is><t>cp</t></is></c><c r="D3" t="inlineStr"><is><t>quand</t></is></c><c r="E3" t="inlineStr"><is><t>ess</t></is></c><c r="F3" t="inlineStr"><is><t>lat</t></is></c><c r="G3" t="inlineStr"><is><t>lon</t></is></c></row>
    <row r="4"><c r="A4"><v>1</v></c><c r="B4" t="s"><v>1</v></c><c r="C4"><v>44000</v></c><c r="D4" s="1"><v>46053</v></c><c r="E4" t="b"><v>1</v></c><c r="F4"><v>47.218</v></c><c r="G4"><v>-1.553</v></c></row>
    <row r="6"><c r="A6"><v>2</v></c><c r="B6" t="s"><v>2</v></c><c r="C6" s="2"><v>1000</v></c><c r="D6" s="1"><v>46053.5</v></c><c r="E6" t="b"><v>0</v></c></row>
    <row r="9"><c r="A9"><v>3</v></c><c r="C9"><v>44000</v></c><c r="I9" t="inlineStr"><is><t>seul</t></is></c></row>
    </sheetData></worksheet>"#;

fn xlsx(texts: &str, rows: &str) -> Vec<u8> {
    packed(&[
        TYPES,
        ROOT,
        BOOK,
        LINKS,
        STYLES,
        WORDS,
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet2.xml", rows),
    ])
}

#[test]
fn an_xlsx_workbook() {
    let file = xlsx(TEXTS, ROWS);
    let (report, records) = run(Cursor::new(&file), MAPPING).unwrap();
    let f = |i: usize| &records[i].fields;
    assert_eq!(f(0).name.as_deref(), Some("Le Bac & fils"));
    assert_eq!(f(1).name.as_deref(), Some("Légumerie"));
    let cp = |i: usize| f(i).address.as_ref().unwrap().postal_code.clone();
    assert_eq!(
        (cp(0).as_deref(), cp(1).as_deref()),
        (Some("44000"), Some("01000"))
    );
    assert_eq!(f(0).description.as_deref(), Some("2026-01-31"));
    assert_eq!(f(1).description.as_deref(), Some("2026-01-31T12:00:00"));
    assert_eq!((f(0).ess, f(1).ess), (Some(true), Some(false)));
    let at = f(0).position.unwrap().coordinates;
    assert_eq!((at.lon, at.lat), (-1.553, 47.218));
    assert_eq!(records[0].external_id, "1");
    // The third has no name: told under the row that Excel shows.
    assert_eq!((report.accepted, report.refused), (2, 1));
    let refused = report
        .messages
        .iter()
        .find(|m| m.code == "no_name")
        .unwrap();
    assert_eq!(refused.row, 9);
    let sheet = report
        .messages
        .iter()
        .find(|m| m.code == "one_sheet")
        .unwrap();
    assert_eq!(sheet.original, "Lisez-moi");
}

#[test]
fn a_sheet_by_its_name() {
    let file = xlsx(TEXTS, ROWS);
    let named = |name: &str| format!("sheet=\"{name}\"\n{MAPPING}");
    let (report, _) = run(Cursor::new(&file), &named("Recensement")).unwrap();
    assert_eq!((report.accepted, report.counts.get("one_sheet")), (2, None));
    let told = told(&file, &named("recensements"));
    assert!(told.contains("Lisez-moi, Recensement"), "{told}");
}

const CONTENT: &str = r#"<?xml version="1.0"?><office:document-content><office:body><office:spreadsheet>
    <table:table table:name="Vide"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
    <table:table table:name="Recensement">
    <table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell><table:table-cell><text:p>nom</text:p></table:table-cell><table:table-cell><text:p>cp</text:p></table:table-cell><table:table-cell><text:p>quand</text:p></table:table-cell><table:table-cell><text:p>ess</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16379"/></table:table-row>
    <table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell><table:table-cell><office:annotation><text:p>une note</text:p></office:annotation><text:p>Le Bac &amp;<text:s text:c="1"/>fils</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1000"><text:p>01000</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-01-31T00:00:00"><text:p>31/01/26</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p></table:table-cell></table:table-row>
    <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
    <table:table-row table:number-rows-repeated="2"><table:table-cell/><table:table-cell office:value-type="string" table:number-columns-repeated="1"><text:p>Deux</text:p><text:p>lignes</text:p></table:table-cell><table:covered-table-cell office:value-type="float" office:value="44000"><text:p>44 000</text:p></table:covered-table-cell></table:table-row>
    <table:table-row table:number-rows-repeated="1048569"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
    </table:table></office:spreadsheet></office:body></office:document-content>"#;

fn ods(content: &str) -> Vec<u8> {
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ])
}

#[test]
fn an_ods_workbook() {
    let (report, records) = run(Cursor::new(ods(CONTENT)), MAPPING).unwrap();
    // The second of the repeated rows has the identifier of the first.
    assert_eq!((report.rows, report.accepted), (3, 2));
    let twice = report
        .messages
        .iter()
        .find(|m| m.code == "id_twice")
        .unwrap();
    assert_eq!(twice.row, 7);
    let f = &records[0].fields;
    assert_eq!(f.name.as_deref(), Some("Le Bac & fils"));
    assert_eq!(
        f.address.as_ref().unwrap().postal_code.as_deref(),
        Some("01000")
    );
    assert_eq!(
        (f.description.as_deref(), f.ess),
        (Some("2026-01-31"), Some(true))
    );
    let f = &records[1].fields;
    assert_eq!(f.name.as_deref(), Some("Deux lignes"));
    assert_eq!(
        f.address.as_ref().unwrap().postal_code.as_deref(),
        Some("44000")
    );
}

#[test]
fn locked_cut_and_foreign_files_are_told() {
    let whole = xlsx(TEXTS, ROWS);
    for (bytes, words) in [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".to_vec(),
            "password",
        ),
        (b"id;nom\n1;Un\n".to_vec(), "import csv"),
        (whole[..whole.len() / 2].to_vec(), "not whole"),
        (
            packed(&[("word/document.xml", "<a/>")]),
            "neither XLSX nor ODS",
        ),
        (packed(&[("xl/workbook.bin", "")]), "XLSB"),
        (
            packed(&[
                ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
                ("content.xml", ""),
            ]),
            "password",
        ),
        (
            ods("<office:spreadsheet><table:table table:name=\"a\">"),
            "not whole",
        ),
        (ods("<a></b>"), "damaged"),
        (ods("<office:spreadsheet/>"), "no sheet"),
        (xlsx(TEXTS, "<worksheet><sheetData/></worksheet>"), ""),
        (Vec::new(), "empty"),
    ] {
        if words.is_empty() {
            continue;
        }
        let told = told(&bytes, MAPPING);
        assert!(
            told.contains(words) && told.contains("Nothing was imported"),
            "{told}"
        );
    }
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    // 600 MB of blanks in 600 kB.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default())
        .unwrap();
    for _ in 0..600 {
        zip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 2 << 20);
    assert!(told(&bomb, MAPPING).contains("512 MB"));
    let promised = TEXTS.replace("uniqueCount=\"3\"", "uniqueCount=\"99999999999\"");
    assert!(told(&xlsx(&promised, ROWS), MAPPING).contains("declares more"));
    for length in [0, 65_500, 65_526, 65_536, 200_000] {
        let hidden = format!("<!--{}-->{promised}", "x".repeat(length));
        assert!(told(&xlsx(&hidden, ROWS), MAPPING).contains("declares more"));
    }
    // A text that only has the word.
    let word = TEXTS.replace("Le Bac", "uniqueCount 99999999999");
    assert_eq!(
        run(Cursor::new(&xlsx(&word, ROWS)), MAPPING)
            .unwrap()
            .0
            .accepted,
        2
    );
    let sheets = "<table:table table:name=\"a\"/>".repeat(1001);
    let many = CONTENT.replace(
        "<office:spreadsheet>",
        &format!("<office:spreadsheet>{sheets}"),
    );
    assert!(told(&ods(&many), MAPPING).contains("1,000 sheets"));
    // 40 MB of blanks in a cell, and a row that says it is there half a million times.
    let blanks = "<text:s text:c=\"1000\"/>".repeat(40_000);
    let blank = CONTENT.replace(
        "<text:p>Deux</text:p>",
        &format!("<text:p>a{blanks}</text:p>"),
    );
    assert!(told(&ods(&blank), MAPPING).contains("32 MB"));
    let often = CONTENT
        .replace(
            "<text:p>Deux</text:p>",
            &format!("<text:p>{}</text:p>", "a".repeat(2000)),
        )
        .replace("rows-repeated=\"2\"", "rows-repeated=\"500000\"");
    assert!(told(&ods(&often), MAPPING).contains("512 MB"));
    // One long text in each of a row's cells.
    let long = "a".repeat(1 << 20);
    let wide = CONTENT
        .replace("<text:p>Deux</text:p>", &format!("<text:p>{long}</text:p>"))
        .replace(
            "table:number-columns-repeated=\"1\"",
            "table:number-columns-repeated=\"9999\"",
        );
    assert!(told(&ods(&wide), MAPPING).contains("32 MB"));
}
