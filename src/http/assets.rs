//! The bundled front end, embedded in the program; names carry a hash, so they never go stale.
use super::error::ApiError;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "web/dist"]
struct Dist;

static MANIFEST: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Dist::get("manifest.json")
        .and_then(|f| serde_json::from_slice(&f.data).ok())
        .unwrap_or_default()
});

/// Address of a bundled file by its logical name; the name itself when the bundle does not have it.
#[must_use]
pub fn url(logical: &str) -> String {
    format!(
        "/assets/{}",
        MANIFEST.get(logical).map_or(logical, String::as_str)
    )
}

/// Serves one bundled file.
///
/// # Errors
/// 404 when there is none of that name.
pub async fn asset(Path(file): Path<String>) -> Result<Response, ApiError> {
    let found =
        Dist::get(&file).ok_or_else(|| ApiError::NotFound(format!("no bundled file `{file}`")))?;
    let kind = if file.ends_with("geojson") {
        "application/geo+json".to_owned()
    } else {
        mime_guess::from_path(&file)
            .first_or_octet_stream()
            .to_string()
    };
    let cache = if file == "manifest.json" {
        "no-cache"
    } else {
        "public, max-age=31536000, immutable"
    };
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, cache.to_owned()),
        ],
        found.data.into_owned(),
    )
        .into_response())
}
