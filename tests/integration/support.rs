//! What the tests share: a database of their own, and clients named by who asks.
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use boucle::catalog::CatalogHandle;
use boucle::http::edge::Edge;
use boucle::http::{App, Site, service};
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
    /// Address of the database.
    pub url: String,
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
            url,
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
        let options = Options {
            accept_loss: true,
            ..Options::default()
        };
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
        Anonymous::of(CatalogHandle::new(snapshot))
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: bytes::Bytes,
    /// As text; of a packed body not to be read.
    pub body: String,
}

/// A visitor without an account.
pub struct Anonymous(Edge<axum::Router>);

impl Anonymous {
    /// Who sees this catalog.
    pub fn of(catalog: CatalogHandle) -> Self {
        let site = Site {
            name: "Boucle".into(),
            contact: "mailto:contact@example.org".into(),
            tiles_url: "none".into(),
            ..Site::default()
        };
        Self::with(catalog, site)
    }

    /// Who sees this catalog as this operator shows it.
    pub fn with(catalog: CatalogHandle, site: Site) -> Self {
        Self(service(App::new(catalog, site, Arc::default())))
    }

    pub async fn ask(&self, method: Method, uri: &str) -> Answer {
        self.send(method, uri, &[]).await
    }

    /// With further headers.
    pub async fn get_with(&self, uri: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, uri, headers).await
    }

    /// With this method and further headers.
    pub async fn send(&self, method: Method, uri: &str, with: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in with {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = self.0.clone().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        Answer {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            bytes: body,
        }
    }

    pub async fn get(&self, uri: &str) -> Answer {
        self.ask(Method::GET, uri).await
    }

    /// Asks what must be refused: the parameter is named, and the words tell the cure.
    pub async fn refused(&self, uri: &str, parameter: &str, cure: &str) {
        let answer = self.get(uri).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{uri}: {}",
            answer.body
        );
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{uri}");
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(cure), "{uri}: {detail}");
    }

    /// JSON of an answer that must be 200.
    pub async fn json(&self, uri: &str) -> Value {
        let answer = self.get(uri).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}

/// What stands between two marks, the first time.
pub fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let rest = page.split_once(from);
    let rest = rest.unwrap_or_else(|| panic!("no {from} in {page}")).1;
    rest.split_once(to).unwrap().0
}
