//! What the tests share: a database of their own, and clients named by who asks.
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use boucle::catalog::CatalogHandle;
use boucle::http::{App, Site, router};
use boucle::import::Mapping;
use boucle::service::imports::{self, Options, Outcome};
use boucle::service::{Reference, publication};
use boucle::store::Store;
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

/// The embedded tables, read once for all tests.
pub static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

/// A database of one test.
pub struct Desk {
    _folder: tempfile::TempDir,
    pub store: Store,
}

impl Desk {
    /// Nothing in it; its folder did not exist before.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/a/boucle.db", folder.path().display());
        let store = Store::open(&url).await.unwrap();
        Self {
            _folder: folder,
            store,
        }
    }

    /// The demonstration set in it.
    pub async fn with_demo() -> Self {
        let desk = Self::empty().await;
        imports::demo(&desk.store, &REFERENCE).await.unwrap();
        desk
    }

    /// Imports a text that can be read to its end.
    pub async fn import(&self, mapping: &str, text: &str) -> Outcome {
        let mapping = Mapping::parse(mapping).unwrap();
        let options = Options::default();
        let bytes = std::io::Cursor::new(text.to_owned());
        imports::run(
            &self.store,
            &REFERENCE,
            &mapping,
            "test",
            bytes,
            options,
            &mut |_| {},
        )
        .await
        .unwrap()
    }

    /// A visitor without an account, who sees what is in the database now.
    pub async fn anonymous(&self) -> Anonymous {
        let snapshot = publication::build(&self.store, &REFERENCE).await.unwrap();
        let site = Site {
            name: "Boucle".into(),
            contact: "mailto:contact@example.org".into(),
            operator: String::new(),
            tiles_url: "none".into(),
            tiles_attribution: String::new(),
        };
        Anonymous(router(App {
            catalog: CatalogHandle::new(snapshot),
            site: Arc::new(site),
            store_revision: Arc::default(),
        }))
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A visitor without an account.
pub struct Anonymous(axum::Router);

impl Anonymous {
    pub async fn ask(&self, method: Method, uri: &str) -> Answer {
        let request = Request::builder().method(method).uri(uri);
        let request = request.body(Body::empty()).unwrap();
        let answer = self.0.clone().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        Answer {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub async fn get(&self, uri: &str) -> Answer {
        self.ask(Method::GET, uri).await
    }

    /// JSON of an answer that must be 200.
    pub async fn json(&self, uri: &str) -> Value {
        let answer = self.get(uri).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}
