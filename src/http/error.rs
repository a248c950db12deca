//! One table from error to status; problem+json for programs, a page with ways out for people.
use super::query::BadParameter;
use super::{App, pages};
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Whatever a handler can fail with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// 400.
    #[error("{}: {}", .0.name, .0.detail)]
    Parameter(BadParameter),
    /// 404.
    #[error("{0}")]
    NotFound(String),
    /// 410: there was something.
    #[error("{0}")]
    Gone(String),
    /// 405.
    #[error("only GET and HEAD are answered here")]
    Method,
    /// 500; the detail is in the log, under this number (ULID).
    #[error("something went wrong on our side")]
    Internal(String),
}

impl From<BadParameter> for ApiError {
    fn from(b: BadParameter) -> Self {
        Self::Parameter(b)
    }
}

impl ApiError {
    /// Logs the cause, once, under a new number.
    #[must_use]
    pub fn internal(cause: &str) -> Self {
        let number = ulid::Ulid::generate().to_string();
        tracing::error!(number, cause, "a request could not be answered");
        Self::Internal(number)
    }

    /// The table.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Gone(_) => StatusCode::GONE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": self.to_string(),
        });
        if let Self::Parameter(b) = &self {
            body["errors"] = json!([{ "parameter": b.name, "detail": b.detail }]);
        }
        if let Self::Internal(number) = &self {
            body["instance"] = format!("urn:ulid:{number}").into();
        }
        (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body.to_string(),
        )
            .into_response()
    }
}

/// An error in the form that its address asks for.
pub(super) fn answer(app: &App, uri: &Uri, error: ApiError) -> Response {
    if uri.path().starts_with("/api/") || uri.path().starts_with("/health/") {
        error.into_response()
    } else {
        pages::error_page(app, uri, &error)
    }
}

/// No such address.
pub async fn not_found(State(app): State<App>, uri: Uri) -> Response {
    answer(
        &app,
        &uri,
        ApiError::NotFound("there is nothing at this address".to_owned()),
    )
}

/// A method that is not answered.
pub async fn method_not_allowed(State(app): State<App>, uri: Uri) -> Response {
    answer(&app, &uri, ApiError::Method)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{CatalogHandle, SnapshotBuilder};
    use crate::http::Site;
    use crate::http::edge::EdgeLayer;
    use crate::service::Reference;
    use axum::Router;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::{Layer, ServiceExt};

    async fn ask(path: &str) -> (StatusCode, String) {
        async fn broken() -> &'static str {
            panic!("the secret of the house")
        }
        let reference = Reference::embedded().unwrap();
        let snapshot = SnapshotBuilder::new(0, reference.base(), Vec::new()).finish();
        let site = Site {
            name: "Boucle".into(),
            tiles_url: "none".into(),
            ..Site::default()
        };
        let app = App::new(
            CatalogHandle::new(snapshot),
            site,
            std::sync::Arc::default(),
        );
        let router = Router::new()
            .route("/api/broken", get(broken))
            .route("/broken", get(broken));
        let router = EdgeLayer(app).layer(router);
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn a_panic_is_a_500_with_a_number_and_no_secret() {
        let (status, body) = ask("/api/broken").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            body.contains("urn:ulid:") && !body.contains("secret"),
            "{body}"
        );
        let (status, body) = ask("/broken").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            body.contains("Une erreur de notre côté") && !body.contains("secret"),
            "{body}"
        );
        // The number of the log, so that people can quote it.
        let number = body
            .split("<code>")
            .nth(1)
            .and_then(|n| n.split('<').next());
        let number = number.unwrap_or_default();
        assert!(ulid::Ulid::from_string(number).is_ok(), "{body}");
    }
}
