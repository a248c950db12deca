//! `GET /health/live` and `/health/ready`.
use crate::http::App;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// The process answers.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// The snapshot against the store, and the contours in use against those that are there.
pub async fn ready(State(app): State<App>) -> Json<Value> {
    let s = app.catalog.load();
    Json(json!({
        "status": "ready", "structures": s.len(),
        "snapshot_revision": s.revision, "store_revision": app.known_revision(),
        "contours": s.contours().about().map(|a| json!({ "year": a.year, "taken": a.taken })),
        "contours_problem": app.contours_problem(),
    }))
}
