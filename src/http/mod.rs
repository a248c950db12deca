//! The web service: the route table, what handlers share, and the middleware.
pub mod answer;
pub mod api;
pub mod assets;
pub mod error;
pub mod headers;
pub mod openapi;
pub mod pages;
pub mod query;

use crate::catalog::CatalogHandle;
use answer::Answers;
use axum::Router;
use axum::http::HeaderMap;
use axum::routing::get;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;

/// What an operator decides about the pages.
#[derive(Debug, Clone)]
pub struct Site {
    /// Name of the service.
    pub name: String,
    /// Where people write: an address such as `mailto:...` or a page; empty when none is configured.
    pub contact: String,
    /// Who answers for the service.
    pub operator: String,
    /// Tile address with {z}, {x}, {y}; `none` for no tiles.
    pub tiles_url: String,
    /// Credit of the tiles.
    pub tiles_attribution: String,
}

/// Shared by all handlers.
#[derive(Debug, Clone)]
pub struct App {
    /// The snapshot of the moment.
    pub catalog: CatalogHandle,
    /// The operator's choices.
    pub site: Arc<Site>,
    /// Revision of the store as last seen.
    pub store_revision: Arc<AtomicI64>,
    /// Compressed answers.
    answers: Arc<Answers>,
    /// Headers of every answer.
    headers: Arc<HeaderMap>,
}

impl App {
    /// What handlers share, from the parts that differ.
    #[must_use]
    pub fn new(catalog: CatalogHandle, site: Site, store_revision: Arc<AtomicI64>) -> Self {
        Self {
            catalog,
            headers: Arc::new(headers::security(&site.tiles_url)),
            site: Arc::new(site),
            store_revision,
            answers: Arc::new(answer::answers()),
        }
    }

    /// The store's revision as last seen.
    #[must_use]
    pub fn known_revision(&self) -> i64 {
        self.store_revision.load(Ordering::Relaxed)
    }
}

/// The whole route table.
pub fn router(app: App) -> Router {
    // These pack their own answers and remember them.
    let api = Router::new()
        .route("/structures", get(api::structures::list))
        .route("/structures/{id}", get(api::structures::one))
        .route("/clusters", get(api::clusters::clusters))
        .route("/facets", get(api::facets::facets))
        .route("/suggest", get(api::suggest::suggest))
        .route("/taxonomy", get(api::taxonomy::taxonomy))
        .route("/territories", get(api::territories::list))
        .route("/territories/{kind}/{code}", get(api::territories::one))
        .route("/openapi.json", get(openapi::document));
    // Too large to hold: packed as it goes out.
    let exports = Router::new()
        .route("/export/{file}", get(api::export::export))
        .layer(CompressionLayer::new());
    let api = api.merge(exports).layer(
        CorsLayer::new()
            .allow_origin(tower_http::cors::Any)
            .expose_headers(tower_http::cors::Any),
    );
    let pages = Router::new()
        .route("/", get(pages::explore))
        .route("/structures/{slug}", get(pages::structure))
        .route("/sources", get(pages::sources))
        .route("/mentions-legales", get(pages::legal))
        .route("/confidentialite", get(pages::privacy))
        .route("/accessibilite", get(pages::accessibility))
        .layer(CompressionLayer::new());
    Router::new()
        .merge(pages)
        .route("/assets/{file}", get(assets::asset))
        .route("/health/live", get(api::health::live))
        .route("/health/ready", get(api::health::ready))
        .nest("/api/v1", api)
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            error::guard,
        ))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app.headers),
            headers::headers,
        ))
        .with_state(app)
}
