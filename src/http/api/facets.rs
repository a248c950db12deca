//! `GET /facets`: how many structures each value would give.
use super::question;
use crate::catalog::Snapshot;
use crate::domain::TerritoryKind;
use crate::http::App;
use crate::http::answer::{JSON, Wanted, answer};
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
    let p = Parameters::parse(raw.as_deref())?;
    p.only(PARAMETERS)?;
    let snapshot = app.catalog.load();
    let query = p.query(&*snapshot)?;
    let asked = question("facets", &p, &query);
    Ok(answer(&app, &snapshot, &asked, &wanted, JSON, || {
        let matches = snapshot.matches(&snapshot.compile(&query));
        counts(&snapshot, &matches).to_string().into_bytes()
    })
    .await)
}

fn counts(s: &Snapshot, matches: &[u32]) -> Value {
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
    let named = |terms: &crate::domain::taxonomy::Terms, n: &[u32]| -> Map<String, Value> {
        terms
            .iter()
            .zip(n)
            .filter(|(_, n)| **n > 0)
            .map(|(t, n)| (t.code.clone(), (*n).into()))
            .collect()
    };
    json!({
        "numberMatched": matches.len(),
        "category": named(&s.taxonomy.categories, &categories),
        "action": named(&s.taxonomy.actions, &actions),
        "territory": departments.iter().map(|(d, n)| (format!("department:{d}"), (*n).into())).collect::<Map<String, Value>>(),
    })
}
