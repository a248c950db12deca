//! `GET /clusters`: the marks of the map.
use super::question;
use crate::http::App;
use crate::http::answer::{GEOJSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::query::{FILTERS, Parameters, Whole};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::io::Write as _;

/// Parameters.
pub const PARAMETERS: &[&[&str]] = &[FILTERS, &["zoom"]];
/// Zoom level of the map.
pub const ZOOM: Whole = Whole {
    name: "zoom",
    least: 0,
    most: 22,
    default: 8,
};

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
    let query = p.query(&*snapshot)?;
    let zoom = u8::try_from(p.number(&ZOOM)?).unwrap_or(22);
    let asked = question("clusters", &p, &query);
    Ok(answer(&app, &snapshot, &asked, &wanted, GEOJSON, || {
        let mut out = Vec::with_capacity(64 << 10);
        out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
        let filter = snapshot.compile(&query);
        let totals = snapshot.write_clusters(&filter, zoom, &mut out);
        // A box or a place leaves those without position out of the list as well.
        let everywhere = query.bbox.is_none() && query.near.is_none();
        let unplaced = if everywhere {
            snapshot.count(&filter) - totals.matched
        } else {
            0
        };
        // Writing to memory cannot fail.
        let _ = write!(
            out,
            "],\"numberMatched\":{},\"numberReturned\":{},\"unplaced\":{unplaced}}}",
            totals.matched, totals.returned
        );
        out
    })
    .await)
}
