//! `GET /clusters`: the marks of the map.
use super::question;
use crate::http::App;
use crate::http::answer::{GEOJSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::query::{FILTERS, Parameters};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::io::Write as _;

/// Parameters.
pub const PARAMETERS: &[&[&str]] = &[FILTERS, &["zoom"]];

/// Clusters of all matches.
///
/// # Errors
/// 400 that names the parameter.
pub async fn clusters(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(PARAMETERS)?;
    let snapshot = app.catalog.load();
    let query = p.query(&snapshot.taxonomy)?;
    let zoom = u8::try_from(p.number("zoom", 8, 0..=22)?).unwrap_or(22);
    let asked = question("clusters", &p, &query);
    Ok(answer(&app, &snapshot, &asked, &wanted, GEOJSON, || {
        let mut out = Vec::with_capacity(64 << 10);
        out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
        let totals = snapshot.write_clusters(&snapshot.compile(&query), zoom, &mut out);
        // Writing to memory cannot fail.
        let _ = write!(
            out,
            "],\"numberMatched\":{},\"numberReturned\":{}}}",
            totals.matched, totals.returned
        );
        out
    })
    .await)
}
