//! `GET /structures` and `GET /structures/{id}`.
use super::question;
use crate::catalog::{Former, Snapshot};
use crate::domain::StructureQuery;
use crate::domain::query::Sort;
use crate::http::App;
use crate::http::answer::{GEOJSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::path::Path;
use crate::http::query::{FILTERS, Parameters, Whole};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};

/// Parameters of the list.
pub const PARAMETERS: &[&[&str]] = &[FILTERS, &["sort", "limit", "cursor"]];
/// Structures on a page.
pub const LIMIT: Whole = Whole {
    name: "limit",
    least: 1,
    most: 1000,
    default: 100,
};

/// A page of the list, once understood.
struct Page {
    query: StructureQuery,
    sort: Sort,
    offset: usize,
    limit: usize,
}

/// A page of the list as a `FeatureCollection`.
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
    let snapshot = app.catalog.load();
    let query = p.query(&*snapshot)?;
    let page = Page {
        sort: p.sort(&query)?,
        offset: p.offset()?,
        limit: p.number(&LIMIT)?,
        query,
    };
    let mut asked = question("structures", &p, &page.query);
    if let Sort::Opening(at) = page.sort {
        asked.push_str(&at.to_string());
    }
    Ok(answer(&app, &snapshot, &asked, &wanted, GEOJSON, || {
        collection(&snapshot, &p, &page)
    })
    .await)
}

/// Assembled from the ready fragments: nothing is serialised but the frame.
fn collection(snapshot: &Snapshot, p: &Parameters, page: &Page) -> Vec<u8> {
    let filter = snapshot.compile(&page.query);
    let found = snapshot.select(&filter, page.sort, page.offset, page.limit);
    let mut out = Vec::with_capacity(512 + snapshot.features_len(&found.items));
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
    for (n, (i, distance)) in found.items.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        snapshot.write_feature(*i, *distance, &mut out);
    }
    out.extend_from_slice(b"],\"numberMatched\":");
    out.extend_from_slice(found.matched.to_string().as_bytes());
    out.extend_from_slice(b",\"numberReturned\":");
    out.extend_from_slice(found.items.len().to_string().as_bytes());
    out.extend_from_slice(b",\"links\":[");
    link(&mut out, "self", p.canonical());
    let next = page.offset + found.items.len();
    if next < found.matched && !found.items.is_empty() {
        out.push(b',');
        link(
            &mut out,
            "next",
            &p.with(&[("cursor", Some(&p.cursor(next)))]),
        );
    }
    out.extend_from_slice(b"]}");
    out
}

/// A link; a query string in its canonical form has no character that JSON escapes.
fn link(out: &mut Vec<u8>, rel: &str, query: &str) {
    let parts = [
        "{\"rel\":\"",
        rel,
        "\",\"type\":\"",
        GEOJSON,
        "\",\"href\":\"/api/v1/structures?",
        query,
        "\"}",
    ];
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}

/// One structure as a `Feature`; a merged one redirects to the structure that took it in.
///
/// # Errors
/// 404 when no structure has that id, 410 when it was withdrawn.
pub async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    Parameters::parse(raw.as_deref())?.only(&[])?;
    let snapshot = app.catalog.load();
    let Some(i) = snapshot.find(&id) else {
        return match snapshot.former(&id) {
            Some(Former::MergedInto(into)) => {
                Ok(Redirect::permanent(&format!("/api/v1/structures/{into}")).into_response())
            }
            Some(Former::Withdrawn(_)) => Err(ApiError::Gone(format!(
                "the structure `{id}` is no longer published"
            ))),
            None => Err(ApiError::NotFound(format!(
                "no published structure has the id `{id}`"
            ))),
        };
    };
    let asked = format!("structure/{id}");
    Ok(answer(&app, &snapshot, &asked, &wanted, GEOJSON, || {
        snapshot.fragment(i).to_vec()
    })
    .await)
}
