//! Parts of an address, with an error of ours where they cannot be read.
use super::App;
use super::error::{self, ApiError};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use serde::de::DeserializeOwned;

/// As `axum::extract::Path`; what is not UTF-8 leads nowhere, and is told in the form that the address asks for.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let found = axum::extract::Path::from_request_parts(parts, app).await;
        found
            .map(|axum::extract::Path(found)| Self(found))
            .map_err(|_| {
                let detail = "nothing is at this address: it is not UTF-8, written as %XX";
                error::answer(app, &parts.uri, ApiError::NotFound(detail.to_owned()))
            })
    }
}
