//! What a browser must know to put the service on a home screen (W3C Web Application Manifest).
use super::App;
use super::assets;
use crate::html::words::Lang;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Paper and brand of the light theme: a manifest has one of each; by night, pages give their own.
const PAPER: &str = "#FBF8F3";

/// `/manifest.webmanifest`.
pub async fn french(State(app): State<App>) -> Response {
    manifest(&app, Lang::Fr)
}

/// `/en/manifest.webmanifest`.
pub async fn english(State(app): State<App>) -> Response {
    manifest(&app, Lang::En)
}

fn manifest(app: &App, lang: Lang) -> Response {
    let icon = |file: &str, sizes: &str, purpose: &str| json!({ "src": assets::url(file), "sizes": sizes, "type": "image/png", "purpose": purpose });
    let start = lang.path("/");
    let document = json!({
        "id": start,
        "name": app.site.name,
        "short_name": app.site.name,
        "description": lang.t("explore-description"),
        "lang": lang.code(),
        "dir": "ltr",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("icon-maskable.png", "512x512", "maskable"),
        ],
    });
    let kind = [(header::CONTENT_TYPE, "application/manifest+json")];
    (kind, document.to_string()).into_response()
}
