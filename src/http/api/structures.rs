//! `GET /structures` and `GET /structures/{id}`.
use super::{GEOJSON, answer};
use crate::http::App;
use crate::http::error::ApiError;
use crate::http::query::{FILTERS, Parameters};
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// A page of structures as a `FeatureCollection`.
///
/// # Errors
/// 400 that names the parameter.
pub async fn list(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(&[FILTERS, &["sort", "limit", "cursor"]])?;
    let snapshot = app.catalog.load();
    let query = p.query(&snapshot.taxonomy)?;
    let sort = p.sort(&query)?;
    let limit = p.number("limit", 100, 1..=1000)?;
    let offset = p.offset()?;
    // An answer about "now" changes by the minute, so that its question must too.
    let question = format!("structures?{}&{:?}", p.with(&[]), query.open_at);
    Ok(answer(
        snapshot.revision,
        &question,
        &headers,
        GEOJSON,
        || {
            let page = snapshot.select(&snapshot.compile(&query), sort, offset, limit);
            let mut out = Vec::with_capacity(256 + page.items.len() * 900);
            out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
            for (n, (i, distance)) in page.items.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                snapshot.write_feature(*i, *distance, &mut out);
            }
            let links = links(&p, page.matched, offset + page.items.len());
            let tail = format!(
                "],\"numberMatched\":{},\"numberReturned\":{},\"links\":{links}}}",
                page.matched,
                page.items.len()
            );
            out.extend_from_slice(tail.as_bytes());
            out
        },
    ))
}

fn links(p: &Parameters, matched: usize, next: usize) -> serde_json::Value {
    let href = |query: String| format!("/api/v1/structures?{query}");
    let mut links =
        vec![serde_json::json!({ "rel": "self", "type": GEOJSON, "href": href(p.with(&[])) })];
    if next < matched {
        let cursor = p.cursor(next);
        links.push(serde_json::json!({ "rel": "next", "type": GEOJSON, "href": href(p.with(&[("cursor", Some(&cursor))])) }));
    }
    links.into()
}

/// One structure as a `Feature`.
///
/// # Errors
/// 404 when no published structure has that id.
pub async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let snapshot = app.catalog.load();
    let i = snapshot
        .find(&id)
        .ok_or_else(|| ApiError::NotFound(format!("no published structure has the id `{id}`")))?;
    Ok(answer(
        snapshot.revision,
        &format!("structure/{id}"),
        &headers,
        GEOJSON,
        || snapshot.fragment(i).to_vec(),
    ))
}
