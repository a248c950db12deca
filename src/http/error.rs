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
    /// 500; the detail is in the log.
    #[error("something went wrong on our side")]
    Internal,
}

impl From<BadParameter> for ApiError {
    fn from(b: BadParameter) -> Self {
        Self::Parameter(b)
    }
}

impl ApiError {
    /// The table.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Gone(_) => StatusCode::GONE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
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
        (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body.to_string(),
        )
            .into_response()
    }
}

fn answer(app: &App, uri: &Uri, error: ApiError) -> Response {
    if uri.path().starts_with("/api/") || uri.path().starts_with("/health/") {
        error.into_response()
    } else {
        pages::error_page(app, &error)
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

/// A handler panicked: the message goes to the log, never to the visitor.
#[allow(clippy::needless_pass_by_value)] // the signature is the layer's
pub fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(cause = text.unwrap_or("?"), "a handler panicked");
    ApiError::Internal.into_response()
}
