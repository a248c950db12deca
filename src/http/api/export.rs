//! `GET /export/structures.{geojson,csv}`: the whole list of a query.
use super::{GEOJSON, answer};
use crate::export;
use crate::http::App;
use crate::http::error::ApiError;
use crate::http::query::{FILTERS, Parameters};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// All matches of a query as a file, in the order of the list.
///
/// # Errors
/// 404 for a format that is not there, 400 that names the parameter.
pub async fn export(
    State(app): State<App>,
    Path(file): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(&[FILTERS, &["sort"]])?;
    let s = app.catalog.load();
    let query = p.query(&s.taxonomy)?;
    let sort = p.sort(&query)?;
    let kind = match file.as_str() {
        "structures.geojson" => GEOJSON,
        "structures.csv" => "text/csv; charset=utf-8",
        _ => {
            return Err(ApiError::NotFound(
                "exports are structures.geojson and structures.csv".to_owned(),
            ));
        }
    };
    let question = format!("{file}?{}&{:?}", p.with(&[]), query.open_at);
    let mut response = answer(s.revision, &question, &headers, kind, || {
        let page = s.select(&s.compile(&query), sort, 0, usize::MAX);
        if kind == GEOJSON {
            export::geojson(&s, &page)
        } else {
            export::csv(&s, &page)
        }
    });
    if let Ok(v) = HeaderValue::from_str(&format!("attachment; filename=\"boucle-{file}\"")) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, v);
    }
    Ok(response)
}
