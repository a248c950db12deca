//! `GET /clusters`: the marks of the map.
use super::{GEOJSON, answer};
use crate::catalog::Snapshot;
use crate::catalog::cluster::Cluster;
use crate::http::App;
use crate::http::error::ApiError;
use crate::http::query::{FILTERS, Parameters};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

/// Clusters of all matches.
///
/// # Errors
/// 400 that names the parameter.
pub async fn clusters(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(&[FILTERS, &["zoom"]])?;
    let snapshot = app.catalog.load();
    let query = p.query(&snapshot.taxonomy)?;
    let zoom = u8::try_from(p.number("zoom", 8, 0..=22)?).unwrap_or(22);
    let question = format!("clusters?{}&{:?}", p.with(&[]), query.open_at);
    Ok(answer(
        snapshot.revision,
        &question,
        &headers,
        GEOJSON,
        || {
            let found = snapshot.clusters(&snapshot.compile(&query), zoom);
            let matched: u32 = found.iter().map(|c| c.count).sum();
            let features: Vec<Value> = found.iter().map(|c| feature(&snapshot, c)).collect();
            json!({ "type": "FeatureCollection", "features": features, "numberMatched": matched, "numberReturned": found.len() })
            .to_string()
            .into_bytes()
        },
    ))
}

fn feature(s: &Snapshot, c: &Cluster) -> Value {
    let mut sectors = Map::new();
    for (sector, count) in s
        .taxonomy
        .sectors
        .iter()
        .zip(c.sectors)
        .filter(|(_, n)| *n > 0)
    {
        sectors.insert(sector.code.clone(), count.into());
    }
    let mut properties = json!({ "count": c.count, "sectors": sectors });
    if let (1, Some(one)) = (c.count, s.structure(c.first)) {
        properties["id"] = one.id.into();
        properties["slug"] = one.slug.into();
        properties["name"] = one.name.into();
        properties["sector"] = one.sector.into();
        properties["category"] = one.categories.first().cloned().into();
    }
    json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [c.lon, c.lat] }, "properties": properties })
}
