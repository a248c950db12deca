//! The web service: the route table, what handlers share, and the middleware.
pub mod answer;
pub mod api;
pub mod assets;
pub mod classes;
pub mod edge;
pub mod error;
pub mod figures;
pub mod install;
pub mod openapi;
pub mod pages;
pub mod parameters;
pub mod path;
pub mod query;
pub mod sitemap;

use crate::catalog::CatalogHandle;
use crate::html::words::Lang;
use crate::service::Addresses;
use crate::service::publication::Seen;
use answer::Answers;
use axum::Router;
use axum::handler::Handler;
use axum::http::HeaderMap;
use axum::routing::{MethodRouter, any, get};
use edge::{Edge, EdgeLayer, Part};
use std::sync::Arc;
use tower::Layer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;

/// Pictures that are drawn at a time.
const DRAWING: usize = 2;

/// Figures of coverage that are worked out at a time.
const WORKING: usize = 2;

/// What an operator decides about the pages.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Name of the service.
    pub name: String,
    /// Where people write: an address such as `mailto:...` or a page; empty when none is configured.
    pub contact: String,
    /// Who answers for the service.
    pub operator: String,
    /// Address, telephone and registration of the operator; empty when not said.
    pub operator_address: String,
    /// Who directs the publication; empty when not said.
    pub publication_director: String,
    /// Name, address and telephone of the hosting provider; empty when not said.
    pub hosting: String,
    /// Where the source of the program is; empty when not said.
    pub source_url: String,
    /// Scheme and host that people reach the service at; empty to take those of each request.
    pub public_url: String,
    /// Tile address with {z}, {x}, {y}; `none` for no tiles.
    pub tiles_url: String,
    /// Credit of the tiles.
    pub tiles_attribution: String,
}

/// Shared by all handlers; cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

/// What the handlers share.
#[derive(Debug)]
pub struct Shared {
    /// The snapshot of the moment.
    pub catalog: CatalogHandle,
    /// The operator's choices.
    pub site: Site,
    /// What was last seen of what is published.
    seen: Arc<Seen>,
    /// Where addresses are looked up, if the operator wants it.
    addresses: Option<Addresses>,
    /// Answers that are at hand.
    answers: Answers,
    /// Turns of those that work out figures of coverage.
    working: Arc<tokio::sync::Semaphore>,
    /// Turns of those that draw pictures: a crawler that asks for thousands leaves a core to the others.
    drawing: Arc<tokio::sync::Semaphore>,
    page_headers: HeaderMap,
    interface_headers: HeaderMap,
    data_headers: HeaderMap,
}

impl std::ops::Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// What handlers share, from the parts that differ.
    #[must_use]
    pub fn new(catalog: CatalogHandle, site: Site, seen: Arc<Seen>) -> Self {
        Self(Arc::new(Shared {
            catalog,
            page_headers: edge::of_pages(&site.tiles_url),
            interface_headers: edge::of_interface(),
            data_headers: edge::of_data(),
            site,
            seen,
            addresses: None,
            answers: answer::answers(),
            drawing: Arc::new(tokio::sync::Semaphore::new(DRAWING)),
            working: Arc::new(tokio::sync::Semaphore::new(WORKING)),
        }))
    }

    /// The same, with addresses among the suggestions.
    #[must_use]
    pub fn with_addresses(self, addresses: Addresses) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(shared) => Self(Arc::new(Shared {
                addresses: Some(addresses),
                ..shared
            })),
            // Somebody shares it already: they go on without addresses.
            Err(shared) => Self(shared),
        }
    }

    /// The store's revision as last seen.
    #[must_use]
    pub fn known_revision(&self) -> i64 {
        self.seen.revision()
    }

    /// Why the newest contours are not used, if they are not.
    #[must_use]
    pub fn contours_problem(&self) -> Option<String> {
        self.seen.contours_problem()
    }

    fn headers(&self, part: Part) -> &HeaderMap {
        match part {
            Part::Pages => &self.page_headers,
            Part::Interface => &self.interface_headers,
            Part::Data => &self.data_headers,
        }
    }
}

/// The router with what stands around it.
#[must_use]
pub fn service(app: App) -> Edge<Router> {
    EdgeLayer(app.clone()).layer(router(app))
}

/// The pages in one language, beside those in others.
fn speaking(router: Router<App>, lang: Lang) -> Router<App> {
    let pages: [(&str, MethodRouter<App>); 13] = [
        ("/structures/{slug}", get(pages::structure)),
        ("/carnet", get(pages::book)),
        ("/favoris", get(pages::favourites)),
        ("/territoires", get(pages::territories)),
        ("/sources", get(pages::sources)),
        ("/mentions-legales", get(pages::legal)),
        ("/confidentialite", get(pages::privacy)),
        ("/accessibilite", get(pages::accessible)),
        ("/a-propos/composants", get(pages::components)),
        ("/couverture", get(pages::coverage)),
        ("/territoires/{kind}/{code}", get(pages::territory)),
        ("/{subject}/{commune}", get(pages::found)),
        ("/hors-ligne", get(pages::offline)),
    ];
    let router = router
        .route(&lang.path("/"), get(pages::explore))
        .route(&lang.path("/apercu.png"), get(pages::overview_picture))
        .route(
            &lang.path("/structures/{slug}/apercu.png"),
            get(pages::structure_picture),
        );
    pages.into_iter().fold(router, |router, (path, page)| {
        let path = lang.path(path);
        router
            .route(&format!("{path}/"), get(pages::without_slash))
            .route(&path, page)
    })
}

/// The whole route table. Paths are written out: nested routers cost every request a rewritten address.
fn router(app: App) -> Router {
    // Answers to preflight requests of browsers (an OPTIONS, which no route takes); the edge adds what the others need.
    let cors = CorsLayer::new()
        .allow_origin(tower_http::cors::Any)
        .allow_headers(tower_http::cors::Any)
        .vary([]);
    // These pack their own answers and remember them.
    let api = Router::new()
        .route("/api/v1/structures", get(api::structures::list))
        .route("/api/v1/structures/{id}", get(api::structures::one))
        .route("/api/v1/clusters", get(api::clusters::clusters))
        .route("/api/v1/facets", get(api::facets::facets))
        .route("/api/v1/facets.csv", get(api::facets::facets_csv))
        .route("/api/v1/coverage", get(api::coverage::coverage))
        .route("/api/v1/coverage/distances", get(api::tables::distances))
        .route("/api/v1/coverage/shares", get(api::tables::shares))
        .route("/api/v1/coverage/months", get(api::tables::months))
        .route("/api/v1/coverage/classes", get(api::tables::of_map))
        .route("/api/v1/gaps", get(api::coverage::gaps))
        .route("/api/v1/sites", get(api::coverage::sites))
        .route("/api/v1/sites/loss", get(api::coverage::loss))
        .route("/api/v1/suggest", get(api::suggest::suggest))
        .route("/api/v1/sources", get(api::sources::sources))
        .route("/api/v1/taxonomy", get(api::taxonomy::taxonomy))
        .route("/api/v1/territories", get(api::territories::list))
        .route(
            "/api/v1/territories/{kind}/{code}",
            get(api::territories::one),
        )
        .route("/api/v1/openapi.json", get(openapi::document))
        // Here rather than with the pages, so that a program in a browser may read the error too.
        .route("/api/", any(error::not_found.layer(cors.clone())))
        .route("/api/{*rest}", any(error::not_found.layer(cors.clone())));
    // Too large to hold: packed as it goes out.
    let exports = Router::new()
        .route("/api/v1/export/{file}", get(api::export::export))
        .layer(CompressionLayer::new());
    let api = api
        .merge(exports)
        .method_not_allowed_fallback(error::method_not_allowed.layer(cors));
    let files = Router::new()
        .route("/assets/{file}", get(assets::asset))
        .route("/sw.js", get(assets::worker))
        .route("/manifest.webmanifest", get(install::french))
        .route("/en/manifest.webmanifest", get(install::english))
        .route("/health/live", get(api::health::live))
        .route("/health/ready", get(api::health::ready))
        .method_not_allowed_fallback(error::method_not_allowed);
    let pages = Lang::ALL.into_iter().fold(Router::new(), speaking);
    let pages = pages
        .route(Lang::En.prefix(), get(pages::with_slash))
        .route("/robots.txt", get(sitemap::robots))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemaps/{file}", get(sitemap::file))
        .method_not_allowed_fallback(error::method_not_allowed)
        .fallback(error::not_found)
        .layer(CompressionLayer::new());
    Router::new()
        .merge(pages)
        .merge(files)
        .merge(api)
        .with_state(app)
}
