//! The web service: the route table, what handlers share, and the middleware.
pub mod api;
pub mod assets;
pub mod error;
pub mod headers;
pub mod pages;
pub mod query;

use crate::catalog::CatalogHandle;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

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
}

impl App {
    /// The store's revision as last seen.
    #[must_use]
    pub fn known_revision(&self) -> i64 {
        self.store_revision.load(Ordering::Relaxed)
    }
}

/// The whole route table.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/structures", get(api::structures::list))
        .route("/structures/{id}", get(api::structures::one))
        .route("/clusters", get(api::clusters::clusters))
        .route("/facets", get(api::facets::facets))
        .route("/suggest", get(api::suggest::suggest))
        .route("/taxonomy", get(api::taxonomy::taxonomy))
        .route("/territories", get(api::territories::list))
        .route("/territories/{kind}/{code}", get(api::territories::one))
        .route("/export/{file}", get(api::export::export))
        .layer(tower_http::cors::CorsLayer::new().allow_origin(tower_http::cors::Any));
    Router::new()
        .route("/", get(pages::explore))
        .route("/structures/{slug}", get(pages::structure))
        .route("/sources", get(pages::sources))
        .route("/mentions-legales", get(pages::legal))
        .route("/confidentialite", get(pages::privacy))
        .route("/accessibilite", get(pages::accessibility))
        .route("/assets/{file}", get(assets::asset))
        .route("/health/live", get(api::health::live))
        .route("/health/ready", get(api::health::ready))
        .nest("/api/v1", api)
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            headers::headers,
        ))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(CompressionLayer::new())
        .with_state(app)
}
