//! Addresses of a geocoder among the suggestions, against a small server on this machine.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use axum::body::Body;
use axum::http::Request;
use boucle::catalog::{CatalogHandle, SnapshotBuilder};
use boucle::http::edge::Edge;
use boucle::http::{App, Site, service};
use boucle::service::{Addresses, Reference};
use http_body_util::BodyExt;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};
use tower::ServiceExt;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

const GOOD: &str = r#"{"type":"FeatureCollection","features":[
  {"type":"Feature","geometry":{"type":"Point","coordinates":[-0.5518,47.4712]},
   "properties":{"label":"12 Rue des Essais 49000 Angers","score":0.97,"type":"housenumber","city":"Angers","postcode":"49000","citycode":"49007"}},
  {"type":"Feature","geometry":{"type":"Point","coordinates":[-0.5,47.4]},
   "properties":{"label":"Angers","score":0.9,"type":"municipality","city":"Angers","postcode":"49000","citycode":"49007"}}]}"#;

/// A geocoder that answers every question alike, after a while.
struct Double {
    url: String,
    /// The heads of the requests that came.
    heard: Arc<Mutex<Vec<String>>>,
}

impl Double {
    fn new(status: &'static str, body: &'static str, after: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/geocodage/search", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, ears) = (stream.unwrap(), Arc::clone(&ears));
                std::thread::spawn(move || {
                    let mut buffer = vec![0; 8_192];
                    let n = stream.read(&mut buffer).unwrap_or(0);
                    let request = String::from_utf8_lossy(&buffer[..n]).into_owned();
                    ears.lock().unwrap().push(request);
                    std::thread::sleep(after);
                    let length = body.len();
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                    );
                });
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

fn visited(geocoder: Option<&str>) -> Edge<axum::Router> {
    let snapshot = SnapshotBuilder::new(1, REFERENCE.base(), Vec::new()).finish();
    let app = App::new(
        CatalogHandle::new(snapshot),
        Site::default(),
        Arc::default(),
    );
    service(match geocoder {
        Some(url) => app.with_addresses(Addresses::new(url)),
        None => app,
    })
}

async fn suggested(service: &Edge<axum::Router>, query: &str) -> Vec<Value> {
    let request = Request::get(format!("/api/v1/suggest?{query}"))
        .header("x-forwarded-for", "203.0.113.9")
        .header("referer", "https://annuaire.example.org/?q=secret")
        .header("user-agent", "a-visitors-browser")
        .header("cookie", "a=b")
        .body(Body::empty())
        .unwrap();
    let answer = service.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200, "{query}");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let json: Value = serde_json::from_slice(&body).unwrap();
    json["suggestions"].as_array().unwrap().clone()
}

fn addresses(list: &[Value]) -> Vec<&str> {
    let own = list.iter().filter(|s| s["kind"] == "address");
    own.map(|s| s["label"].as_str().unwrap()).collect()
}

const PLACES: &str = "kinds=commune,epci,department,region,address";

#[tokio::test]
async fn a_good_answer_is_suggested_and_kept() {
    let geocoder = Double::new("200 OK", GOOD, Duration::ZERO);
    let service = visited(Some(&geocoder.url));
    for _ in 0..3 {
        let list = suggested(&service, &format!("q=12+rue+des+essais+angers&{PLACES}")).await;
        assert_eq!(addresses(&list), ["12 Rue des Essais 49000 Angers"]);
        let one = list.iter().find(|s| s["kind"] == "address").unwrap();
        assert_eq!(
            (one["lon"].as_f64(), one["lat"].as_f64()),
            (Some(-0.5518), Some(47.4712))
        );
        assert_eq!(one["detail"], "49000 Angers");
    }
    // Accents and capitals make no other question.
    suggested(&service, &format!("q=12+Rue+des+Essais+ANGERS&{PLACES}")).await;
    assert_eq!(geocoder.heard().len(), 1, "{:?}", geocoder.heard());
    // One word is a commune, and other kinds need no address.
    suggested(&service, &format!("q=angers&{PLACES}")).await;
    suggested(&service, "q=12+rue+neuve&kinds=commune").await;
    assert_eq!(geocoder.heard().len(), 1);
}

#[tokio::test]
async fn nothing_of_the_visitor_is_told() {
    let geocoder = Double::new("200 OK", GOOD, Duration::ZERO);
    suggested(
        &visited(Some(&geocoder.url)),
        &format!("q=12+rue+des+essais&{PLACES}"),
    )
    .await;
    let heard = geocoder.heard().pop().unwrap();
    let first = heard.lines().next().unwrap();
    assert_eq!(
        first,
        "GET /geocodage/search?q=12%20rue%20des%20essais&limit=5 HTTP/1.1"
    );
    let names: Vec<String> = heard
        .lines()
        .skip(1)
        .filter_map(|l| Some(l.split_once(':')?.0.to_lowercase()))
        .collect();
    for name in &names {
        assert!(
            [
                "host",
                "user-agent",
                "accept",
                "accept-encoding",
                "connection"
            ]
            .contains(&name.as_str()),
            "{heard}"
        );
    }
    for secret in ["203.0.113.9", "secret", "a-visitors-browser", "a=b"] {
        assert!(!heard.contains(secret), "{heard}");
    }
}

#[tokio::test]
async fn a_failure_costs_addresses_and_nothing_else() {
    let slow = Duration::from_secs(10);
    for (status, body, after) in [
        ("500 Internal Server Error", "{}", Duration::ZERO),
        ("200 OK", "{\"features\": [", Duration::ZERO),
        ("302 Found", GOOD, Duration::ZERO),
        ("200 OK", GOOD, slow),
    ] {
        let geocoder = Double::new(status, body, after);
        let service = visited(Some(&geocoder.url));
        let begin = Instant::now();
        let list = suggested(&service, &format!("q=saint+denis&{PLACES}")).await;
        assert!(
            begin.elapsed() < Duration::from_secs(3),
            "{status}: {:?}",
            begin.elapsed()
        );
        assert!(addresses(&list).is_empty(), "{status}");
        assert!(list.iter().any(|s| s["label"] == "Saint-Denis"), "{status}");
        // The next ones do not wait for it.
        let begin = Instant::now();
        suggested(&service, &format!("q=saint+aubin&{PLACES}")).await;
        assert!(begin.elapsed() < Duration::from_secs(1), "{status}");
        assert_eq!(geocoder.heard().len(), 1, "{status}");
    }
    // Nobody there at all.
    let list = suggested(
        &visited(Some("http://127.0.0.1:9/x")),
        &format!("q=saint+denis&{PLACES}"),
    )
    .await;
    assert!(!list.is_empty() && addresses(&list).is_empty());
}

#[tokio::test]
async fn only_some_questions_are_under_way_at_once() {
    let geocoder = Double::new("200 OK", GOOD, Duration::from_millis(400));
    let service = visited(Some(&geocoder.url));
    let ask = |n: usize| {
        let service = service.clone();
        async move { suggested(&service, &format!("q={n}+rue+des+essais&{PLACES}")).await }
    };
    let all = futures_util::future::join_all((0..40).map(ask)).await;
    let with = all.iter().filter(|l| !addresses(l).is_empty()).count();
    assert_eq!(with, 4);
    assert_eq!(geocoder.heard().len(), 4);
}

/// The kind is known all the same, so that one page fits both.
#[tokio::test]
async fn without_a_geocoder_there_are_no_addresses() {
    let list = suggested(&visited(None), &format!("q=saint+denis&{PLACES}")).await;
    assert!(!list.is_empty() && addresses(&list).is_empty());
    let settings = boucle::config::Settings::read(&boucle::config::Layers::default()).unwrap();
    assert_eq!(
        settings.geocoder, "none",
        "no service is asked unless the operator names one"
    );
}
