//! What stands around every route: headers that are missing are added, and a handler that panics answers 500.
//!
//! One hand-written layer instead of two of functions: those put each future on the heap and copy the service for
//! every request, which an answer of ten structures takes as long as finding them.
use super::App;
use super::error;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::response::Response;
use futures_util::FutureExt;
use futures_util::future::CatchUnwind;
use pin_project_lite::pin_project;
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tower::{Layer, Service};

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

/// What every page carries, made once.
#[must_use]
pub fn of_pages(tiles_url: &str) -> HeaderMap {
    let mut all = of_data();
    all.extend([
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        ),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("geolocation=(self), camera=(), microphone=()"),
        ),
    ]);
    if let Ok(policy) = HeaderValue::from_str(&policy(tiles_url)) {
        all.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    all
}

/// What every other answer carries: a browser never takes it for a page.
#[must_use]
pub fn of_data() -> HeaderMap {
    HeaderMap::from_iter([
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ])
}

/// Which headers a part of the routes gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// HTML for people.
    Pages,
    /// All else.
    Data,
}

/// The layer.
#[derive(Debug, Clone)]
pub struct EdgeLayer(pub App, pub Part);

impl<S> Layer<S> for EdgeLayer {
    type Service = Edge<S>;
    fn layer(&self, inner: S) -> Edge<S> {
        Edge {
            inner,
            app: self.0.clone(),
            part: self.1,
        }
    }
}

/// The service of the layer.
#[derive(Debug, Clone)]
pub struct Edge<S> {
    inner: S,
    app: App,
    part: Part,
}

impl<S> Service<Request> for Edge<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Guarded<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let uri = request.uri().clone();
        Guarded {
            inner: AssertUnwindSafe(self.inner.call(request)).catch_unwind(),
            app: self.app.clone(),
            part: self.part,
            uri,
        }
    }
}

pin_project! {
    /// A request under way.
    pub struct Guarded<F> {
        #[pin]
        inner: CatchUnwind<AssertUnwindSafe<F>>,
        app: App,
        part: Part,
        uri: Uri,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Guarded<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = match ready!(this.inner.poll(cx)) {
            Ok(Ok(response)) => response,
            Err(cause) => {
                let text = cause
                    .downcast_ref::<String>()
                    .map(String::as_str)
                    .or_else(|| cause.downcast_ref::<&str>().copied());
                let error = error::ApiError::internal(text.unwrap_or("?"));
                error::answer(this.app, this.uri, error)
            }
        };
        let headers = response.headers_mut();
        for (name, value) in this.app.headers(*this.part) {
            // A handler that sets its own keeps it.
            headers.entry(name).or_insert_with(|| value.clone());
        }
        Poll::Ready(Ok(response))
    }
}
