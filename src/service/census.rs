//! The census: what people say of it, by hand or as a file, and the same file again.
use super::Reference;
use crate::domain::text::{guarded, nearest, unguarded};
use crate::domain::{CensusEntry, CensusStatus, TerritoryRef};
use crate::import::reader::{RawRow, delimited};
use crate::import::{Code, ReadError};
use crate::store::{CensusChange, Store, StoreError};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Columns of the file, in the order in which they are written.
pub const COLUMNS: [&str; 6] = ["territory", "category", "status", "date", "source", "note"];

/// The census of the demonstration set.
const DEMO: &str = include_str!("../../geodata/demo/census.csv");

/// Notes the census of the demonstration set, where nobody noted any yet.
///
/// # Errors
/// When the database does not answer.
pub async fn demo(store: &Store, reference: &Reference) -> Result<(), StoreError> {
    if store.census().await?.is_empty() {
        store.census_set(&of_demo(reference)).await?;
    }
    Ok(())
}

/// Takes the census of the demonstration set away; what others noted stays.
///
/// # Errors
/// When the database does not answer.
pub async fn remove_demo(store: &Store, reference: &Reference) -> Result<(), StoreError> {
    let demo = of_demo(reference);
    for e in store
        .census()
        .await?
        .into_iter()
        .filter(|e| demo.contains(e))
    {
        store
            .census_remove(&e.territory, e.category.as_deref())
            .await?;
    }
    Ok(())
}

fn of_demo(reference: &Reference) -> Vec<CensusEntry> {
    let today = crate::domain::clock::paris_now().date();
    // A test reads it: it has no fault.
    read(DEMO.as_bytes(), reference, today).unwrap_or_default()
}

/// One entry as texts; what was not said is blank.
#[derive(Debug, Clone, Copy, Default)]
pub struct Draft<'a> {
    /// `department:49`.
    pub territory: &'a str,
    /// A code of the taxonomy; blank for all categories.
    pub category: &'a str,
    /// surveyed, partial or never.
    pub status: &'a str,
    /// `2026-05-01`.
    pub date: &'a str,
    /// Who made it, or where it is written down.
    pub source: &'a str,
    /// What else is to be known.
    pub note: &'a str,
}

/// What is wrong with one value, and the cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// One of [`COLUMNS`].
    pub field: String,
    /// What is wrong and what is expected.
    pub message: String,
}

/// A file of which nothing is taken.
#[derive(Debug, thiserror::Error)]
pub enum CensusError {
    /// It cannot be read.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// It has no row below its header.
    #[error(
        "it has no entry; expected a header (territory,category,status,date,source,note) and rows"
    )]
    Empty,
    /// Rows (1-based, the header is row 1) that cannot be used.
    #[error("{} values cannot be used", .0.len())]
    Rows(Vec<(u64, Wrong)>),
}

/// The entry that the texts stand for; under the code of today where the commune was merged.
///
/// # Errors
/// Every value that cannot be used.
pub fn entry(
    draft: Draft<'_>,
    reference: &Reference,
    today: NaiveDate,
) -> Result<CensusEntry, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut or_wrong = |field: &str, message: String| {
        let field = field.to_owned();
        wrong.push(Wrong { field, message });
    };
    let territory = territory(draft.territory, reference)
        .map_err(|m| or_wrong("territory", m))
        .ok();
    let category = category(draft.category, reference)
        .map_err(|m| or_wrong("category", m))
        .ok();
    let status = status(draft.status).map_err(|m| or_wrong("status", m)).ok();
    let on = date(draft.date, today)
        .map_err(|m| or_wrong("date", m))
        .ok();
    let source = Some(plain(draft.source)).filter(|s| !s.is_empty());
    if source.is_none() {
        let message = "is blank; say who made the census, or where it is written down";
        or_wrong("source", message.to_owned());
    }
    match (territory, category, status, on, source) {
        (Some(territory), Some(category), Some(status), Some(on), Some(source)) => {
            Ok(CensusEntry {
                territory,
                category,
                status,
                on,
                source,
                note: Some(plain(draft.note)).filter(|n| !n.is_empty()),
            })
        }
        _ => Err(wrong),
    }
}

/// The territory of that text, under its code of today.
///
/// # Errors
/// What is wrong, with the likely territory.
pub fn territory(text: &str, reference: &Reference) -> Result<TerritoryRef, String> {
    let asked = text.parse::<TerritoryRef>();
    let found = asked.and_then(|a| a.resolve(&reference.gazetteer).map(TerritoryRef::from));
    found.map_err(|e| e.to_string())
}

/// The category of that code; none for a blank.
///
/// # Errors
/// A code that the taxonomy does not have, with the likely one.
pub fn category(text: &str, reference: &Reference) -> Result<Option<String>, String> {
    let code = plain(text);
    let terms = &reference.taxonomy.categories;
    if code.is_empty() || terms.get(&code).is_some() {
        return Ok(Some(code).filter(|c| !c.is_empty()));
    }
    let codes = || terms.iter().map(|t| t.code.as_str());
    let all = || format!("there are {}", codes().collect::<Vec<_>>().join(", "));
    let hint = nearest(&code, codes()).map(|like| format!("did you mean `{like}`?"));
    Err(format!(
        "`{code}` is no category; {}",
        hint.unwrap_or_else(all)
    ))
}

fn status(text: &str) -> Result<CensusStatus, String> {
    let expected = "expected surveyed, partial or never";
    CensusStatus::parse(&plain(text)).ok_or_else(|| format!("`{text}` is no status; {expected}"))
}

/// A day that has come, of a census that people of today can have made.
fn date(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let day: NaiveDate = plain(text)
        .parse()
        .map_err(|_| format!("`{text}` is no day; write year, month and day, as in 2026-05-01"))?;
    if day > today {
        return Err(format!(
            "{day} is yet to come; give the day of the census, {today} at the latest"
        ));
    }
    if day.year() < 1900 {
        return Err(format!("{day} is before 1900; check the year"));
    }
    Ok(day)
}

/// One line without blanks around it; a lone dash is a blank, as in any file that is imported.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line = words
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match unguarded(&line) {
        "-" | "–" | "—" => String::new(),
        line => line.to_owned(),
    }
}

/// Reads a whole file: CSV with comma, semicolon or tab, in UTF-8 or Windows-1252.
///
/// # Errors
/// A file that cannot be read, or every value of it that cannot be used; then nothing of it is to be taken.
pub fn read(
    input: impl Read,
    reference: &Reference,
    today: NaiveDate,
) -> Result<Vec<CensusEntry>, CensusError> {
    let mut rows = Vec::new();
    delimited::read(input, |row| rows.push(row))?;
    let mut wrong = Vec::new();
    let mut entries = Vec::new();
    let mut told = BTreeSet::new();
    let mut seen: BTreeMap<(TerritoryRef, Option<String>), u64> = BTreeMap::new();
    for row in &rows {
        wrong.extend(odd_form(row, &mut told).map(|w| (row.number, w)));
        let value = |name: &str| row.values.get(name).map_or("", String::as_str);
        let draft = Draft {
            territory: value("territory"),
            category: value("category"),
            status: value("status"),
            date: value("date"),
            source: value("source"),
            note: value("note"),
        };
        let entry = match entry(draft, reference, today) {
            Ok(entry) => entry,
            Err(all) => {
                wrong.extend(all.into_iter().map(|w| (row.number, w)));
                continue;
            }
        };
        let key = (entry.territory.clone(), entry.category.clone());
        if let Some(first) = seen.get(&key) {
            let message =
                format!("row {first} has the same territory and category; keep one of them");
            let field = "territory".to_owned();
            wrong.push((row.number, Wrong { field, message }));
        }
        seen.entry(key).or_insert(row.number);
        entries.push(entry);
    }
    match (wrong.is_empty(), rows.is_empty()) {
        (_, true) => Err(CensusError::Empty),
        (true, false) => Ok(entries),
        (false, false) => Err(CensusError::Rows(wrong)),
    }
}

/// Values that would be lost: of columns that nobody knows, of two of one name, beyond the header. Each column is told
/// once.
fn odd_form<'a>(
    row: &'a RawRow,
    told: &'a mut BTreeSet<String>,
) -> impl Iterator<Item = Wrong> + 'a {
    // A blank at the end and another encoding lose nothing.
    let lossless = [Code::ShortRow, Code::OldEncoding];
    let lost = row
        .remarks
        .iter()
        .filter(move |r| !lossless.contains(&r.code));
    let lost = lost.map(|r| Wrong {
        field: r.field.clone(),
        message: r.message.clone(),
    });
    let unknown = row.values.keys().filter(|c| !COLUMNS.contains(&c.as_str()));
    let unknown = unknown.filter(|c| told.insert((*c).clone())).map(|c| {
        let hint = match nearest(c, COLUMNS) {
            Some(like) => format!("did you mean `{like}`?"),
            None => format!("expected {}", COLUMNS.join(", ")),
        };
        Wrong {
            field: c.clone(),
            message: format!("there is no such column; {hint}"),
        }
    });
    lost.chain(unknown)
}

/// The entries as a file that [`read`] reads.
#[must_use]
pub fn csv(entries: &[CensusEntry]) -> Vec<u8> {
    let mut w = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = w.write_record(COLUMNS);
    for e in entries {
        let row = [
            e.territory.to_string(),
            e.category.clone().unwrap_or_default(),
            e.status.as_str().to_owned(),
            e.on.to_string(),
            e.source.clone(),
            e.note.clone().unwrap_or_default(),
        ];
        let _ = w.write_record(row.iter().map(|v| guarded(v).into_owned()));
    }
    w.into_inner().unwrap_or_default()
}

/// What setting the entries would change in those that are stored.
#[must_use]
pub fn preview(stored: &[CensusEntry], entries: &[CensusEntry]) -> CensusChange {
    let mut change = CensusChange::default();
    for e in entries {
        let same = |s: &&CensusEntry| s.territory == e.territory && s.category == e.category;
        match stored.iter().find(same) {
            None => change.created += 1,
            Some(s) if s == e => change.unchanged += 1,
            Some(_) => change.updated += 1,
        }
    }
    change
}

#[cfg(test)]
mod tests;
