//! What stands around the router: headers that are missing are added, and a handler that panics answers 500.
//!
//! One hand-written service around the whole router: a layer of a router is copied and put on the heap with its future
//! for every request, which takes as long as finding ten structures.
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
         connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
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

/// What an answer of the interface carries: programs in a browser may read it, wherever they come from.
#[must_use]
pub fn of_interface() -> HeaderMap {
    let mut all = of_data();
    let any = HeaderValue::from_static("*");
    all.extend([
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, any.clone()),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, any),
    ]);
    all
}

/// Which headers an address gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// HTML for people.
    Pages,
    /// The interface for programs.
    Interface,
    /// All else.
    Data,
}

impl Part {
    /// The part that an address belongs to.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if path.starts_with("/api/") {
            Self::Interface
        } else if path.starts_with("/assets/")
            || path.starts_with("/health/")
            || path == "/sw.js"
            || path.ends_with("/manifest.webmanifest")
        {
            Self::Data
        } else {
            Self::Pages
        }
    }
}

/// The layer.
#[derive(Debug, Clone)]
pub struct EdgeLayer(pub App);

impl<S> Layer<S> for EdgeLayer {
    type Service = Edge<S>;
    fn layer(&self, inner: S) -> Edge<S> {
        Edge {
            inner,
            app: self.0.clone(),
        }
    }
}

/// The service of the layer.
#[derive(Debug, Clone)]
pub struct Edge<S> {
    inner: S,
    app: App,
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
        for (name, value) in this.app.headers(Part::of(this.uri.path())) {
            // A handler that sets its own keeps it.
            headers.entry(name).or_insert_with(|| value.clone());
        }
        Poll::Ready(Ok(response))
    }
}
