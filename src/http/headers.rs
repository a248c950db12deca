//! Security headers and the cache policy, for every answer.
use super::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

fn policy(tiles_url: &str) -> String {
    let host = url::Url::parse(tiles_url)
        .ok()
        .map(|u| u.origin().ascii_serialization())
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {host}; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let (false, Ok(v)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
        headers.insert(name, v);
    }
}

/// Adds what is missing; a handler that sets its own keeps it.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let h = response.headers_mut();
    put(
        h,
        header::CONTENT_SECURITY_POLICY,
        &policy(&app.site.tiles_url),
    );
    put(h, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(
        h,
        header::REFERRER_POLICY,
        "strict-origin-when-cross-origin",
    );
    put(
        h,
        HeaderName::from_static("permissions-policy"),
        "geolocation=(self), camera=(), microphone=()",
    );
    put(h, header::CACHE_CONTROL, "no-cache");
    response
}
