//! The bundled front end, embedded in the program; names carry a hash, so they never go stale.
use super::App;
use super::answer::{Wanted, packed};
use super::error::ApiError;
use crate::http::path::Path;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
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

/// A bundled file by its logical name.
#[must_use]
pub fn bytes(logical: &str) -> Option<Cow<'static, [u8]>> {
    let name = MANIFEST.get(logical).map_or(logical, String::as_str);
    Dist::get(name).map(|f| f.data)
}

fn kind_of(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("geojson") => "application/geo+json",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The service worker, at the root of the site: it may only answer for what lies below its own address.
///
/// # Errors
/// 404 when the bundle has none.
pub async fn worker(app: State<App>, wanted: Wanted) -> Result<Response, ApiError> {
    asset(app, Path("sw.js".to_owned()), wanted).await
}

/// Serves one bundled file, packed where that pays.
///
/// # Errors
/// 404 when there is none of that name.
pub async fn asset(
    State(app): State<App>,
    Path(file): Path<String>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let found =
        Dist::get(&file).ok_or_else(|| ApiError::NotFound(format!("no bundled file `{file}`")))?;
    let mut key = DefaultHasher::new();
    ("asset", found.metadata.sha256_hash()).hash(&mut key);
    let bytes = match found.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let kind = kind_of(&file);
    // Fonts and pictures are packed already.
    let plain = Wanted::plain();
    let accepts = if matches!(kind, "font/woff2" | "image/png") {
        &plain
    } else {
        &wanted
    };
    let mut response = packed(&app, key.finish(), accepts, kind, async || Ok(bytes)).await?;
    // Only names with a hash are for ever.
    let cache = if file.matches('.').count() > 1 {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}
