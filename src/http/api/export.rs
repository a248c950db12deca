//! `GET /export/structures.{geojson,csv,xlsx}` and `/export/gogocarto.json`: the whole list of a query, streamed.
use crate::export::{ExportError, Format};
use crate::http::App;
use crate::http::error::ApiError;
use crate::http::path::Path;
use crate::http::query::{BadParameter, FILTERS, Parameters};
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Parameters.
pub const PARAMETERS: &[&[&str]] = &[FILTERS, &["sort"]];

/// Files that are made as a whole, at once: each takes a core for seconds when the list is long.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

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
    let format = Format::of_file(&file).ok_or_else(|| {
        let all = Format::ALL.map(Format::file).join(", ");
        ApiError::NotFound(format!("exports are {all}"))
    })?;
    let s = app.catalog.load();
    let query = p.query(&*s)?;
    let sort = p.sort(&query)?;
    let found = s.select(&s.compile(&query), sort, 0, usize::MAX);
    let order = found.items.into_iter().map(|(i, _)| i).collect();
    let snapshot = Arc::clone(&s);
    let slot = AT_ONCE.acquire().await;
    // It lasts as long as the work, also when the reader hangs up.
    let write = move || {
        let made = format.write(snapshot, order);
        drop(slot);
        made
    };
    let made = tokio::task::spawn_blocking(write).await;
    let made = made.map_err(|e| ApiError::internal(&e.to_string()))?;
    let pieces = made
        .map_err(|e| refused(&e))?
        .map(|piece| piece.map(Bytes::from));
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

/// More rows than a sheet has is the query's fault; all else is ours.
fn refused(e: &ExportError) -> ApiError {
    match e {
        ExportError::TooManyRows { .. } => ApiError::Parameter(BadParameter {
            name: "q".to_owned(),
            detail: e.to_string(),
        }),
        ExportError::Io(_) | ExportError::Workbook(_) => ApiError::internal(&e.to_string()),
    }
}
