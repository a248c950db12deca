//! A server on loopback that publishes contours in the official layout, and misbehaves when it is told to.
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::get;
use boucle::domain::{Gazetteer, Territory, TerritoryKind};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, stream};
use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

/// How one answer goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The connection is cut behind so many bytes of the body.
    Cut(usize),
    /// Nothing comes any more behind so many bytes.
    Stall(usize),
    /// This status, with these headers, and no file.
    Status(u16, &'static [(&'static str, &'static str)]),
    /// The rest that was asked for, even though the file has changed.
    Blind,
}

/// A published file.
#[derive(Debug, Clone)]
pub struct Published {
    pub bytes: Vec<u8>,
    pub etag: Option<String>,
}

#[derive(Debug, Default)]
struct Shelf {
    files: HashMap<String, Published>,
    faults: HashMap<String, VecDeque<Fault>>,
    asked: Vec<Asked>,
}

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub file: String,
    pub range: Option<String>,
    pub if_range: Option<String>,
    pub status: u16,
}

/// The server; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct Server {
    pub url: String,
    shelf: Arc<Mutex<Shelf>>,
}

impl Server {
    pub async fn start() -> Self {
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/contours", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/contours/{year}/geojson/{file}", get(answer))
            .with_state(Arc::clone(&shelf));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shelf }
    }

    /// Publishes a file, under a tag made of its content.
    pub fn put(&self, file: &str, bytes: Vec<u8>) {
        let etag = Some(format!("\"{}-{:x}\"", bytes.len(), sum(&bytes)));
        self.put_as(file, Published { bytes, etag });
    }

    pub fn put_as(&self, file: &str, published: Published) {
        let mut all = self.shelf.lock().unwrap();
        all.files.insert(file.to_owned(), published);
    }

    pub fn take_away(&self, file: &str) {
        self.shelf.lock().unwrap().files.remove(file);
    }

    /// The next answers for this file go wrong like this, one after the other.
    pub fn fails(&self, file: &str, faults: &[Fault]) {
        let mut all = self.shelf.lock().unwrap();
        let queue = all.faults.entry(file.to_owned()).or_default();
        queue.extend(faults.iter().cloned());
    }

    /// What was asked since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shelf.lock().unwrap().asked)
    }

    /// What was asked of one file since the last time.
    pub fn asked_of(&self, file: &str) -> Vec<Asked> {
        self.asked()
            .into_iter()
            .filter(|a| a.file == file)
            .collect()
    }
}

fn sum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

async fn answer(
    State(shelf): State<Arc<Mutex<Shelf>>>,
    Path((_, file)): Path<(u16, String)>,
    headers: HeaderMap,
) -> Response<Body> {
    let text = |name: &str| Some(headers.get(name)?.to_str().unwrap().to_owned());
    let mut shelf = shelf.lock().unwrap();
    let fault = shelf.faults.get_mut(&file).and_then(VecDeque::pop_front);
    let (range, if_range) = (text("range"), text("if-range"));
    let published = shelf.files.get(&file).cloned();
    let answer = respond(
        published,
        fault.as_ref(),
        range.as_deref(),
        if_range.as_deref(),
        text("if-none-match").as_deref(),
    );
    shelf.asked.push(Asked {
        file,
        range,
        if_range,
        status: answer.status().as_u16(),
    });
    answer
}

fn respond(
    published: Option<Published>,
    fault: Option<&Fault>,
    range: Option<&str>,
    if_range: Option<&str>,
    known: Option<&str>,
) -> Response<Body> {
    let empty = |status: u16| Response::builder().status(status);
    if let Some(Fault::Status(status, headers)) = fault {
        let all = headers.iter();
        let built = all.fold(empty(*status), |b, (name, value)| b.header(*name, *value));
        return built.body(Body::empty()).unwrap();
    }
    let Some(Published { bytes, etag }) = published else {
        return empty(404).body(Body::from("<html>Not found")).unwrap();
    };
    if known.is_some() && known == etag.as_deref() {
        return empty(304).body(Body::empty()).unwrap();
    }
    let blind = matches!(fault, Some(Fault::Blind));
    let first = range.and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let first: Option<usize> = first.filter(|_| blind || if_range == etag.as_deref());
    let from = first.unwrap_or(0);
    if from >= bytes.len() {
        return empty(416).body(Body::empty()).unwrap();
    }
    let mut built = Response::builder()
        .status(first.map_or(StatusCode::OK, |_| StatusCode::PARTIAL_CONTENT))
        .header("content-length", bytes.len() - from);
    if let Some(tag) = &etag {
        built = built.header("etag", tag);
    }
    if first.is_some() {
        let (last, all) = (bytes.len() - 1, bytes.len());
        built = built.header("content-range", format!("bytes {from}-{last}/{all}"));
    }
    let rest = Bytes::from(bytes).slice(from..);
    built.body(body(rest, fault)).unwrap()
}

fn body(rest: Bytes, fault: Option<&Fault>) -> Body {
    let until = match fault {
        Some(Fault::Cut(n) | Fault::Stall(n)) => (*n).min(rest.len()),
        _ => return Body::from(rest),
    };
    let start = stream::iter([Ok(rest.slice(..until))]);
    match fault {
        Some(Fault::Stall(_)) => Body::from_stream(start.chain(stream::pending())),
        // A moment later, so that what came before is on its way.
        _ => Body::from_stream(start.chain(stream::once(async {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            Err(std::io::Error::other("cut"))
        }))),
    }
}

pub fn gz(text: &str) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// Side of a commune's square in the files below, degrees.
pub const SIDE: f64 = 0.01;
/// Squares of a row.
pub const ROW: usize = 200;

/// South-western corner of the square of that number: the squares lie side by side, row by row.
pub fn corner(number: usize) -> (f64, f64) {
    let (row, column) = (number / ROW, number % ROW);
    (
        (-200.0 + f64::from(u32::try_from(column).unwrap())) / 100.0,
        (4_600.0 + f64::from(u32::try_from(row).unwrap())) / 100.0,
    )
}

/// A feature that is a square.
pub fn square(code: &str, name: &str, (west, south): (f64, f64), side: f64) -> String {
    let (east, north) = (west + side, south + side);
    format!(
        r#"{{"type":"Feature","geometry":{{"type":"Polygon","coordinates":[[[{west:.4},{south:.4}],[{east:.4},{south:.4}],[{east:.4},{north:.4}],[{west:.4},{north:.4}],[{west:.4},{south:.4}]]]}},"properties":{{"code":"{code}","nom":"{name}"}}}}"#
    )
}

pub fn collection(features: &[String]) -> String {
    let mut text = r#"{"type":"FeatureCollection","features":["#.to_owned();
    let _ = write!(text, "{}]}}", features.join(",\n"));
    text
}

/// A file in which the territories of a kind are squares, side by side in the order of their table.
pub fn squares(
    gazetteer: &Gazetteer,
    kind: TerritoryKind,
    within: Option<&Territory>,
) -> Vec<String> {
    let inside = |t: &&Territory| within.is_none_or(|w| gazetteer.lies_within(t, w));
    let all = gazetteer.of_kind(kind).filter(inside).enumerate();
    all.map(|(i, t)| square(&t.code, &t.name.replace('"', ""), corner(i), SIDE))
        .collect()
}

/// The official names of the four files.
pub const FILES: [(TerritoryKind, &str); 4] = [
    (TerritoryKind::Commune, "communes-100m.geojson.gz"),
    (TerritoryKind::Epci, "epci-100m.geojson.gz"),
    (TerritoryKind::Department, "departements-100m.geojson.gz"),
    (TerritoryKind::Region, "regions-100m.geojson.gz"),
];
