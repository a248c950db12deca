//! `/api/v1`: what programs read.
pub mod clusters;
pub mod export;
pub mod facets;
pub mod health;
pub mod structures;
pub mod suggest;
pub mod taxonomy;
pub mod territories;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// JSON with an `ETag` made of the revision and the question; 304 when the reader has it already.
pub(super) fn answer(
    revision: i64,
    question: &str,
    headers: &HeaderMap,
    kind: &'static str,
    body: impl FnOnce() -> Vec<u8>,
) -> Response {
    let digest = crate::domain::text::digest(question, 8);
    let etag = format!("W/\"{revision}-{digest}\"");
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    if known.is_some_and(|k| k.split(',').any(|e| e.trim() == etag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    (
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::ETAG, etag),
        ],
        body(),
    )
        .into_response()
}

/// GeoJSON's media type.
pub(super) const GEOJSON: &str = "application/geo+json";
/// JSON's media type.
pub(super) const JSON: &str = "application/json";
