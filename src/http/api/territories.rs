//! `GET /territories` and `GET /territories/{kind}/{code}`.
use crate::catalog::Snapshot;
use crate::domain::{Territory, TerritoryKind};
use crate::http::App;
use crate::http::answer::{JSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::figures::within;
use crate::http::path::Path;
use crate::http::query::{Known, Parameters, Whole, kind_of};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Map, Value, json};

fn view(t: &Territory) -> Value {
    let parents: Map<String, Value> = TerritoryKind::ALL
        .into_iter()
        .filter(|k| *k > t.kind)
        .filter_map(|k| Some((k.as_str().to_owned(), t.parent(k)?.into())))
        .collect();
    json!({
        "kind": t.kind, "code": t.code, "name": t.name, "population": t.population, "position": t.position,
        "precision": t.precision, "postal_codes": t.postal_codes, "parents": parents,
    })
}

/// Parameters of the list.
pub const PARAMETERS: &[&[&str]] = &[&["kind", "within", "limit", "cursor"]];
/// Territories on a page.
pub const LIMIT: Whole = Whole {
    name: "limit",
    least: 1,
    most: 5000,
    default: 1000,
};
/// Parameters of one territory.
pub const PARAMETERS_OF_ONE: &[&[&str]] = &[&["geometry"]];

/// Territories of a kind, inside another.
///
/// # Errors
/// 400 that names the parameter.
pub async fn list(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(PARAMETERS)?;
    let kind = p.get("kind").map(|k| kind_of(k, "kind")).transpose()?;
    let limit = p.number(&LIMIT)?;
    let offset = p.offset()?;
    let s = app.catalog.load();
    let around = p
        .get("within")
        .map(|w| within(Known::from(&*s), w))
        .transpose()?;
    let asked = format!("territories?{}", p.canonical());
    Ok(answer(&app, &s, &asked, &wanted, JSON, || {
        page(&s, kind, around, &p, offset..offset.saturating_add(limit))
    })
    .await)
}

fn page(
    s: &Snapshot,
    kind: Option<TerritoryKind>,
    within: Option<&Territory>,
    p: &Parameters,
    range: std::ops::Range<usize>,
) -> Vec<u8> {
    let inside = |t: &&Territory| {
        kind.is_none_or(|k| k == t.kind) && within.is_none_or(|w| s.gazetteer.lies_within(t, w))
    };
    let all: Vec<&Territory> = s.gazetteer.all().iter().filter(inside).collect();
    let here = all.iter().skip(range.start).take(range.len());
    let here: Vec<Value> = here.map(|t| view(t)).collect();
    let mut links = Vec::new();
    if range.start + here.len() < all.len() && !here.is_empty() {
        let cursor = p.cursor(range.start + here.len());
        let query = p.with(&[("cursor", Some(&cursor))]);
        links.push(json!({ "rel": "next", "href": format!("/api/v1/territories?{query}") }));
    }
    json!({ "numberMatched": all.len(), "territories": here, "links": links })
        .to_string()
        .into_bytes()
}

/// One territory; with `geometry=true` also its outline, `null` where none is known.
///
/// # Errors
/// 404 when there is none; 400 for an unknown kind.
pub async fn one(
    State(app): State<App>,
    Path((kind, code)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(PARAMETERS_OF_ONE)?;
    let geometry = p.flag("geometry")? == Some(true);
    let s = app.catalog.load();
    let kind = kind_of(&kind, "kind")?;
    let t = s.gazetteer.get(kind, &code).ok_or_else(|| {
        ApiError::NotFound(format!("there is no {} of code `{code}`", kind.as_str()))
    })?;
    let asked = format!("territory/{}/{code}?{geometry}", kind.as_str());
    Ok(answer(&app, &s, &asked, &wanted, JSON, || {
        let mut text = view(t).to_string().into_bytes();
        if geometry {
            text.pop();
            text.extend_from_slice(b",\"geometry\":");
            text.extend_from_slice(s.contour_of(t).as_deref().unwrap_or("null").as_bytes());
            text.push(b'}');
        }
        text
    })
    .await)
}
