//! How an answer leaves: entity tag, compression, and the memory of those that are asked for often.
use super::App;
use super::error::ApiError;
use crate::catalog::Snapshot;
use crate::catalog::memo::Memo;
use crate::domain::text;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// GeoJSON's media type.
pub const GEOJSON: &str = "application/geo+json";
/// JSON's media type.
pub const JSON: &str = "application/json";

/// CSV's media type.
pub const CSV: &str = "text/csv; charset=utf-8";

/// Below this size compression costs more than it saves, bytes: such an answer fits one packet.
const SMALL: usize = 1_024;
/// From this size on compression moves off the async threads, bytes.
const LARGE: usize = 64 << 10;
/// Memory for answers, bytes.
const KEPT: usize = 32 << 20;

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
}

impl Encoding {
    fn name(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        })
    }

    /// The best of what the reader accepts (RFC 9110, 12.5.3); of two equal ones the smaller result.
    #[must_use]
    pub fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
        let mut best: Option<(f32, Self)> = None;
        for part in accepted.split(',') {
            let mut words = part.split(';').map(str::trim);
            let encoding = match words.next() {
                Some("br" | "*") => Self::Brotli,
                Some("gzip" | "x-gzip") => Self::Gzip,
                _ => continue,
            };
            let quality = words
                .find_map(|w| w.strip_prefix("q=")?.parse().ok())
                .unwrap_or(1.0);
            let better = best.is_none_or(|(q, e)| quality > q || (quality >= q && e == Self::Gzip));
            if quality > 0.0 && better {
                best = Some((quality, encoding));
            }
        }
        best.map(|b| b.1)
    }

    fn pack(self, plain: &[u8]) -> std::io::Result<Vec<u8>> {
        let out = Vec::with_capacity(plain.len() / 4);
        match self {
            Self::Brotli => {
                let mut w = brotli::CompressorWriter::new(out, 64 << 10, 5, 20);
                w.write_all(plain)?;
                w.flush()?;
                Ok(w.into_inner())
            }
            Self::Gzip => {
                let mut w = flate2::write::GzEncoder::new(out, flate2::Compression::new(6));
                w.write_all(plain)?;
                w.finish()
            }
        }
    }
}

/// What a request says of the answer that it can take: two headers of many, so that the others are not copied.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// `If-None-Match`.
    known: Option<HeaderValue>,
    /// How the body may be packed.
    encoding: Option<Encoding>,
}

impl Wanted {
    /// The reader has the answer of this entity tag.
    fn knows(&self, etag: &str) -> bool {
        let known = self.known.as_ref().and_then(|v| v.to_str().ok());
        known.is_some_and(|k| k.split(',').any(|e| e.trim() == etag))
    }

    /// Nothing known, nothing packed.
    #[must_use]
    pub fn plain() -> Self {
        Self::default()
    }
}

impl<S: Sync> FromRequestParts<S> for Wanted {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            known: parts.headers.get(header::IF_NONE_MATCH).cloned(),
            encoding: Encoding::negotiate(&parts.headers),
        })
    }
}

/// Answers of the newest revisions, by what was asked and how they are packed: compressed, or pictures as they are.
pub type Answers = Memo<(u64, Option<Encoding>), Bytes>;

/// An empty memory.
#[must_use]
pub fn answers() -> Answers {
    Memo::new(KEPT)
}

/// A number for a question put to one snapshot of this site by this version of the program.
fn digest(app: &App, snapshot: &Snapshot, question: &str) -> u64 {
    let mut h = DefaultHasher::new();
    (
        env!("CARGO_PKG_VERSION"),
        &app.site.name,
        snapshot.revision,
        snapshot.stamp,
        question,
    )
        .hash(&mut h);
    h.finish()
}

/// A weak entity tag (RFC 9110, 8.8.3), without the machinery of `format!`.
fn entity_tag(revision: i64, key: u64) -> String {
    let mut tag = String::with_capacity(40);
    tag.push_str("W/\"");
    tag.push_str(&revision.to_string());
    tag.push('-');
    tag.extend(text::hex(&key.to_be_bytes()));
    tag.push('"');
    tag
}

/// An answer with an `ETag` made of the revision and the question; 304 when the reader has it already. `body` is
/// called only when the bytes are not at hand.
pub async fn answer(
    app: &App,
    snapshot: &Snapshot,
    question: &str,
    wanted: &Wanted,
    kind: &'static str,
    body: impl FnOnce() -> Vec<u8>,
) -> Response {
    let key = digest(app, snapshot, question);
    let etag = entity_tag(snapshot.revision, key);
    let mut response = if wanted.knows(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = async || Ok(Bytes::from(body()));
        match packed(app, key, wanted, kind, body).await {
            Ok(response) => response,
            Err(error) => return error.into_response(),
        }
    };
    tag(&mut response, &etag);
    response
}

/// The same of what takes a while: it is worked out off the threads that answer, and not by more than a few at a
/// time.
///
/// # Errors
/// When it cannot be worked out.
pub async fn worked_out(
    app: &App,
    snapshot: &Snapshot,
    question: &str,
    wanted: &Wanted,
    kind: &'static str,
    body: impl FnOnce() -> Result<Vec<u8>, ApiError> + Send + 'static,
) -> Result<Response, ApiError> {
    let key = digest(app, snapshot, question);
    let etag = entity_tag(snapshot.revision, key);
    let body = async || {
        let turn = Arc::clone(&app.working).acquire_owned().await;
        let turn = turn.map_err(|e| ApiError::internal(&e.to_string()))?;
        let work = tokio::task::spawn_blocking(move || in_turn(turn, body)).await;
        work.map_err(|e| ApiError::internal(&e.to_string()))?
            .map(Bytes::from)
    };
    let mut response = if wanted.knows(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        packed(app, key, wanted, kind, body).await?
    };
    tag(&mut response, &etag);
    Ok(response)
}

/// The turn lasts as long as the work, also when nobody waits for it any more: a reader who hangs up ends the request
/// and not what it has set off.
pub(super) fn in_turn<T>(turn: OwnedSemaphorePermit, work: impl FnOnce() -> T) -> T {
    let done = work();
    drop(turn);
    done
}

/// Names the answer, and says what it hangs on.
fn tag(response: &mut Response, etag: &str) {
    // Written by `entity_tag`: letters that every header holds.
    if let Ok(tag) = HeaderValue::from_str(etag) {
        let headers = response.headers_mut();
        headers.insert(header::ETAG, tag);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
}

/// A picture, with an `ETag` made of the revision and the question; 304 when the reader has it already. `draw` is called
/// only when it is not at hand, off the threads that answer, and not by more than a few at a time.
///
/// # Errors
/// When it cannot be drawn.
pub async fn picture(
    app: &App,
    snapshot: &Snapshot,
    question: &str,
    wanted: &Wanted,
    draw: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
) -> Result<Response, ApiError> {
    let key = digest(app, snapshot, question);
    let etag = entity_tag(snapshot.revision, key);
    let tag = HeaderValue::from_str(&etag).map_err(|e| ApiError::internal(&e.to_string()))?;
    let mut response = if wanted.knows(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let drawn = drawn(app, key, draw).await;
        plain_response("image/png", drawn.map_err(|e| ApiError::internal(&e))?)
    };
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// A picture that is at hand, else one that is drawn and then kept.
async fn drawn(
    app: &App,
    key: u64,
    draw: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
) -> Result<Bytes, String> {
    if let Some(ready) = app.answers.get(&(key, None)) {
        return Ok(ready);
    }
    let turn = Arc::clone(&app.drawing).acquire_owned().await;
    let turn = turn.map_err(|e| e.to_string())?;
    // Somebody may have drawn the same while this one waited for its turn.
    if let Some(ready) = app.answers.get(&(key, None)) {
        return Ok(ready);
    }
    let work = tokio::task::spawn_blocking(move || in_turn(turn, draw));
    let drawn = Bytes::from(work.await.map_err(|e| e.to_string())??);
    app.answers.insert(&(key, None), &drawn, drawn.len() + 64);
    Ok(drawn)
}

/// A body as it is. Its headers get room for those that follow, so that their table is made once.
fn plain_response(kind: &'static str, body: Bytes) -> Response {
    let mut headers = HeaderMap::with_capacity(10);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = headers;
    response
}

/// A body as the reader accepts it; packed ones are remembered under `key`.
///
/// # Errors
/// When there is no body.
pub async fn packed(
    app: &App,
    key: u64,
    wanted: &Wanted,
    kind: &'static str,
    body: impl AsyncFnOnce() -> Result<Bytes, ApiError>,
) -> Result<Response, ApiError> {
    let content_type = (header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let Some(encoding) = wanted.encoding else {
        return Ok(plain_response(kind, body().await?));
    };
    let content_encoding = (header::CONTENT_ENCODING, encoding.name());
    if let Some(ready) = app.answers.get(&(key, Some(encoding))) {
        return Ok(([content_type, content_encoding], ready).into_response());
    }
    let plain = body().await?;
    if plain.len() < SMALL {
        return Ok(plain_response(kind, plain));
    }
    let packed = if plain.len() < LARGE {
        encoding.pack(&plain).ok()
    } else {
        let bytes = plain.clone();
        let work = tokio::task::spawn_blocking(move || encoding.pack(&bytes).ok());
        work.await.ok().flatten()
    };
    let Some(packed) = packed.map(Bytes::from) else {
        return Ok(([content_type], plain).into_response());
    };
    app.answers
        .insert(&(key, Some(encoding)), &packed, packed.len() + 64);
    Ok(([content_type, content_encoding], packed).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_the_reader_likes_best() {
        let choose = |text: &'static str| {
            let mut h = HeaderMap::new();
            h.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(text));
            Encoding::negotiate(&h)
        };
        assert_eq!(choose("gzip, deflate, br, zstd"), Some(Encoding::Brotli));
        assert_eq!(choose("br;q=0.5, gzip"), Some(Encoding::Gzip));
        assert_eq!(choose("br;q=0, gzip;q=0.1"), Some(Encoding::Gzip));
        assert_eq!(choose("identity"), None);
        assert_eq!(choose("gzip;q=0"), None);
        assert_eq!(Encoding::negotiate(&HeaderMap::new()), None);
    }

    #[test]
    fn packed_bytes_come_back_whole() {
        use std::io::Read;
        let plain = "réparer, donner, emprunter ".repeat(900).into_bytes();
        let mut back = Vec::new();
        let gzip = Encoding::Gzip.pack(&plain).unwrap();
        flate2::read::GzDecoder::new(&gzip[..])
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, plain);
        back.clear();
        let br = Encoding::Brotli.pack(&plain).unwrap();
        brotli::Decompressor::new(&br[..], 4096)
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, plain);
        assert!(gzip.len() < plain.len() / 10 && br.len() < plain.len() / 10);
    }
}
