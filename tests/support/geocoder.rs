//! Answers as an addok with addok-csv gives them, for servers on loopback.
#![allow(dead_code)] // each test binary uses a part of it
use crate::loopback::Answer;

/// One address of a question: row, street, postal code, town.
pub type Row = [String; 4];

/// What is found for it.
pub struct Hit {
    pub lon: f64,
    pub lat: f64,
    pub label: &'static str,
    pub score: f64,
    pub kind: &'static str,
    pub postcode: &'static str,
    pub citycode: &'static str,
}

/// The addresses of a posted form.
pub fn rows(body: &str) -> Vec<Row> {
    let from = body.find("\"boucle_row\"").unwrap();
    let file = &body[from..];
    let file = &file[..file.find("\r\n--").unwrap()];
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let row = |r: csv::StringRecord| [0, 1, 2, 3].map(|i| r[i].to_owned());
    reader.records().map(|r| row(r.unwrap())).collect()
}

/// The table of an answer.
pub fn table(rows: &[Row], find: impl Fn(&Row) -> Option<Hit>) -> String {
    let mut w = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    w.write_record([
        "boucle_row",
        "street",
        "postcode",
        "city",
        "latitude",
        "longitude",
        "result_label",
        "result_score",
        "result_type",
        "result_postcode",
        "result_citycode",
    ])
    .unwrap();
    for row in rows {
        let found = find(row).map(|h| {
            [
                h.lat.to_string(),
                h.lon.to_string(),
                h.label.to_owned(),
                h.score.to_string(),
                h.kind.to_owned(),
                h.postcode.to_owned(),
                h.citycode.to_owned(),
            ]
        });
        let found = found.unwrap_or_default();
        w.write_record(row.iter().chain(&found)).unwrap();
    }
    String::from_utf8(w.into_inner().unwrap()).unwrap()
}

/// The answer to a posted form.
pub fn answer(body: &str, find: impl Fn(&Row) -> Option<Hit>) -> Answer {
    let text = format!("\u{feff}{}", table(&rows(body), find));
    Answer::Body("text/csv; charset=utf-8-sig", text.into_bytes())
}
