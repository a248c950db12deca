//! Security headers and the cache policy, for every answer.
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Scripts, styles and data from here alone; pictures also from the tile server.
fn policy(tiles_url: &str) -> String {
    let host = url::Url::parse(tiles_url)
        .ok()
        .map(|u| format!(" {}", u.origin().ascii_serialization()))
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{host}; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )
}

/// What every answer carries, made once.
#[must_use]
pub fn security(tiles_url: &str) -> HeaderMap {
    let policy = policy(tiles_url);
    let all = [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(), microphone=()",
        ),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    let sound =
        |(name, value): (HeaderName, &str)| Some((name, HeaderValue::from_str(value).ok()?));
    all.into_iter().filter_map(sound).collect()
}

/// Adds what is missing; a handler that sets its own keeps it.
pub async fn headers(State(all): State<Arc<HeaderMap>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let h = response.headers_mut();
    for (name, value) in all.iter() {
        h.entry(name).or_insert_with(|| value.clone());
    }
    response
}
