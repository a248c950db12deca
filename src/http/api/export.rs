//! `GET /export/structures.{geojson,csv}`: the whole list of a query, streamed.
use crate::export::Format;
use crate::http::App;
use crate::http::error::ApiError;
use crate::http::path::Path;
use crate::http::query::{FILTERS, Parameters};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use std::convert::Infallible;
use std::sync::Arc;

/// Parameters.
pub const PARAMETERS: &[&[&str]] = &[FILTERS, &["sort"]];

/// All matches of a query as a file, in the order of the list, in bounded memory.
///
/// # Errors
/// 404 for a format that is not there, 400 that names the parameter.
pub async fn export(
    State(app): State<App>,
    Path(file): Path<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(PARAMETERS)?;
    let format = file
        .strip_prefix("structures.")
        .and_then(Format::of_ending)
        .ok_or_else(|| {
            ApiError::NotFound("exports are structures.geojson and structures.csv".to_owned())
        })?;
    let s = app.catalog.load();
    let query = p.query(&*s)?;
    let sort = p.sort(&query)?;
    let found = s.select(&s.compile(&query), sort, 0, usize::MAX);
    let order = found.items.into_iter().map(|(i, _)| i).collect();
    let pieces = format
        .write(Arc::clone(&s), order)
        .map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.media_type()),
    );
    headers.insert(
        HeaderName::from_static("x-total-count"),
        found.matched.into(),
    );
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"boucle-{file}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok((
        headers,
        Body::from_stream(futures_util::stream::iter(pieces)),
    )
        .into_response())
}
