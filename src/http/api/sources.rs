//! `GET /sources`.
use crate::catalog::Snapshot;
use crate::http::App;
use crate::http::answer::{JSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::query::Parameters;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

/// The sources of the directory: licence, attribution, structures, last refresh, and what each leaves out.
///
/// # Errors
/// 400 when a parameter is sent: there are none.
pub async fn sources(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    Parameters::parse(raw.as_deref())?.only(&[])?;
    let s = app.catalog.load();
    Ok(answer(&app, &s, "sources", &wanted, JSON, || {
        serde_json::to_vec(&document(&s)).unwrap_or_default()
    })
    .await)
}

fn document(s: &Snapshot) -> Value {
    let rows = s.sources.iter().zip(&s.source_counts);
    let rows: Vec<Value> = rows
        .map(|(x, count)| {
            json!({
                "code": x.code, "name": x.name, "licence": x.licence, "attribution": x.attribution, "url": x.url,
                "count": count, "refreshed_at": x.refreshed_at,
                "leaves_out": x.leaves_out, "leaves_out_en": x.leaves_out_en,
            })
        })
        .collect();
    json!({ "sources": rows, "revision": s.revision })
}
