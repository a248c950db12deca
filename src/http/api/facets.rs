//! `GET /facets` and `/facets.csv`: how many structures each value would give.
use super::question;
use crate::catalog::Snapshot;
use crate::domain::TerritoryKind;
use crate::domain::taxonomy::Terms;
use crate::domain::text::guarded;
use crate::http::App;
use crate::http::answer::{CSV, JSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::query::{FILTERS, Parameters};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Parameters.
pub const PARAMETERS: &[&[&str]] = &[FILTERS];

/// Counts per category, action and department of all matches. A structure with two categories counts in both.
///
/// # Errors
/// 400 that names the parameter.
pub async fn facets(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let raw = raw.as_deref();
    told(&app, raw, &wanted, "facets", JSON, |s, counts| {
        json(s, counts).to_string().into_bytes()
    })
    .await
}

/// The same counts as rows of a file: kind, code, name in French, count.
///
/// # Errors
/// 400 that names the parameter.
pub async fn facets_csv(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    told(&app, raw.as_deref(), &wanted, "facets.csv", CSV, rows).await
}

async fn told(
    app: &App,
    raw: Option<&str>,
    wanted: &Wanted,
    endpoint: &str,
    kind: &'static str,
    write: fn(&Snapshot, &Counts<'_>) -> Vec<u8>,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw)?;
    p.only(PARAMETERS)?;
    let snapshot = app.catalog.load();
    let query = p.query(&*snapshot)?;
    let asked = question(endpoint, &p, &query);
    Ok(answer(app, &snapshot, &asked, wanted, kind, || {
        let matches = snapshot.matches(&snapshot.compile(&query));
        write(&snapshot, &Counts::of(&snapshot, &matches))
    })
    .await)
}

/// How many structures have each value.
struct Counts<'a> {
    matched: usize,
    categories: Vec<u32>,
    actions: Vec<u32>,
    departments: BTreeMap<&'a str, u32>,
}

impl<'a> Counts<'a> {
    fn of(s: &'a Snapshot, matches: &[u32]) -> Self {
        let mut categories = vec![0u32; s.taxonomy.categories.len()];
        let mut actions = vec![0u32; s.taxonomy.actions.len()];
        let mut departments: BTreeMap<&str, u32> = BTreeMap::new();
        for i in matches {
            let row = &s.rows[*i as usize];
            for (c, n) in categories.iter_mut().enumerate() {
                *n += u32::from(row.categories >> c & 1 == 1);
            }
            for (a, n) in actions.iter_mut().enumerate() {
                *n += u32::from(row.actions >> a & 1 == 1);
            }
            let commune = s.gazetteer.all().get(row.commune as usize);
            if let Some(d) = commune.and_then(|c| c.parent(TerritoryKind::Department)) {
                *departments.entry(d).or_default() += 1;
            }
        }
        Self {
            matched: matches.len(),
            categories,
            actions,
            departments,
        }
    }
}

fn json(s: &Snapshot, all: &Counts<'_>) -> Value {
    let named = |terms: &Terms, n: &[u32]| -> Map<String, Value> {
        terms
            .iter()
            .zip(n)
            .filter(|(_, n)| **n > 0)
            .map(|(t, n)| (t.code.clone(), (*n).into()))
            .collect()
    };
    json!({
        "numberMatched": all.matched,
        "category": named(&s.taxonomy.categories, &all.categories),
        "action": named(&s.taxonomy.actions, &all.actions),
        "territory": all.departments.iter().map(|(d, n)| (format!("department:{d}"), (*n).into())).collect::<Map<String, Value>>(),
    })
}

fn rows(s: &Snapshot, all: &Counts<'_>) -> Vec<u8> {
    let mut w = csv::Writer::from_writer(Vec::new());
    let mut row = |kind: &str, code: &str, name: &str, n: u32| {
        // Writing to memory cannot fail.
        let _ = w.write_record([kind, code, &guarded(name), &n.to_string()]);
    };
    let t = &s.taxonomy;
    let mut terms = |kind: &str, terms: &Terms, counts: &[u32]| {
        for (term, n) in terms.iter().zip(counts).filter(|(_, n)| **n > 0) {
            row(kind, &term.code, &term.label_fr, *n);
        }
    };
    terms("category", &t.categories, &all.categories);
    terms("action", &t.actions, &all.actions);
    for (code, n) in &all.departments {
        let found = s.gazetteer.get(TerritoryKind::Department, code);
        let name = found.map(|d| d.name.as_str()).unwrap_or_default();
        row("department", code, name, *n);
    }
    let mut file = b"kind,code,name,count\n".to_vec();
    file.extend(w.into_inner().unwrap_or_default());
    file
}
