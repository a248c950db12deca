//! `GET /taxonomy`.
use crate::http::App;
use crate::http::answer::{JSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::query::Parameters;
use axum::extract::{RawQuery, State};
use axum::response::Response;

/// The whole taxonomy with its labels.
///
/// # Errors
/// 400 when a parameter is sent: there are none.
pub async fn taxonomy(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    Parameters::parse(raw.as_deref())?.only(&[])?;
    let s = app.catalog.load();
    Ok(answer(&app, &s, "taxonomy", &wanted, JSON, || {
        serde_json::to_vec(&*s.taxonomy).unwrap_or_default()
    })
    .await)
}
