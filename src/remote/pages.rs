//! Lists that come in pages, each with the address of the next (`{"total": 3, "results": [...], "next": "https://..."}`,
//! as data-fair answers), read as one JSON array. Pages are fetched on a thread of their own, one ahead of the reader;
//! whatever goes wrong is an error of the reader, so that whoever reads keeps nothing of half a list.
use super::download::{
    DownloadError, Failure, LONGEST_PAUSE, Patience, header, host, passes, patient, retry_after,
};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;
use ureq::http::{HeaderMap, Response, StatusCode};
use url::Url;

/// What a list may be at most: a server out of its mind must not fill this machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one page, unpacked.
    pub page: u64,
    /// Pages.
    pub pages: usize,
    /// Time that one page may take, whole.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page: 64 << 20,
            pages: 5_000,
            time: Duration::from_mins(5),
        }
    }
}

/// Why a list could not be had.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    /// The connection or the answer's status.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// Something else than a page of a list.
    #[error("{url} answered {what}; check the address: a page of the list is JSON with `results`")]
    NotAPage {
        /// What was asked for.
        url: String,
        /// What came.
        what: String,
    },
    /// More than a page may hold.
    #[error(
        "{url} answered more than {limit} bytes for one page; ask for smaller pages with size=N in the address"
    )]
    TooLong {
        /// What was asked for.
        url: String,
        /// Bytes.
        limit: u64,
    },
    /// Links that lead nowhere.
    #[error(
        "the list has no sound end: {url} {what}; the server is at fault: try again later, or download the file and import that"
    )]
    Endless {
        /// The page.
        url: String,
        /// What is wrong with its link.
        what: String,
    },
    /// Fewer rows than were announced.
    #[error("{url} announced {total} rows and gave {got}; the server is at fault: try again later")]
    Short {
        /// The first page.
        url: String,
        /// Announced.
        total: u64,
        /// Received.
        got: u64,
    },
}

/// One answer.
#[derive(Deserialize)]
struct Page {
    #[serde(alias = "data", alias = "records")]
    results: Vec<Box<RawValue>>,
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    total: Option<u64>,
}

/// Asks for pages.
struct Client {
    agent: ureq::Agent,
    patience: Patience,
    limits: Limits,
    answered: bool,
}

/// The list as one JSON array.
#[derive(Debug)]
pub struct Rows {
    pages: Receiver<Result<Vec<u8>, PagesError>>,
    here: io::Cursor<Vec<u8>>,
    /// Rows that the server announced; of the whole list.
    pub total: Option<u64>,
}

impl Read for Rows {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.here.read(buf)?;
            if n > 0 || buf.is_empty() {
                return Ok(n);
            }
            match self.pages.recv() {
                Ok(Ok(bytes)) => self.here = io::Cursor::new(bytes),
                Ok(Err(e)) => return Err(io::Error::other(e)),
                Err(_) => return Ok(0),
            }
        }
    }
}

/// Begins to read the list at an address; blocks until its first page is there.
///
/// # Errors
/// When there is no first page.
pub fn read(url: &str, patience: Patience, limits: Limits) -> Result<Rows, PagesError> {
    let mut client = Client::new(patience, limits, limits.time);
    let first = client.page(url)?;
    let total = first.total;
    let (send, pages) = sync_channel(1);
    let url = url.to_owned();
    std::thread::spawn(move || client.follow(&url, first, &send));
    Ok(Rows {
        pages,
        here: io::Cursor::new(vec![b'[']),
        total,
    })
}

/// Whether there is a list at an address, asked once; takes no longer than `within`.
///
/// # Errors
/// No answer within that time, or one that is no page of a list.
pub fn probe(url: &str, within: Duration) -> Result<(), PagesError> {
    let patience = Patience {
        stall: within,
        pause: Duration::ZERO,
        tries: 1,
    };
    let mut client = Client::new(patience, Limits::default(), within);
    client.page(url).map(|_| ())
}

impl Client {
    fn new(patience: Patience, limits: Limits, time: Duration) -> Self {
        let config = patient(patience.stall)
            .timeout_global(Some(time))
            .accept_encoding("gzip")
            .build();
        Self {
            agent: config.into(),
            patience,
            limits,
            answered: false,
        }
    }

    /// Sends the rows of one page after the other, until the last one, an error, or nobody listens.
    fn follow(
        &mut self,
        first_url: &str,
        first: Page,
        send: &SyncSender<Result<Vec<u8>, PagesError>>,
    ) {
        let total = first.total;
        let mut links = Links::new(first_url);
        let (mut page, mut got) = (first, 0_u64);
        loop {
            let rows = page.results.len() as u64;
            if send.send(Ok(text(&page.results, got == 0))).is_err() {
                return;
            }
            got += rows;
            let next =
                match links.next(page.next.as_deref().filter(|_| rows > 0), self.limits.pages) {
                    Ok(Some(url)) => url,
                    Ok(None) => break,
                    Err(e) => return drop(send.send(Err(e))),
                };
            page = match self.page(&next) {
                Ok(p) => p,
                Err(e) => return drop(send.send(Err(e))),
            };
        }
        // A list may change while it is read; but half of it must not look like all of it.
        let end = match total.filter(|t| got.saturating_mul(100) < t.saturating_mul(99)) {
            Some(total) => Err(PagesError::Short {
                url: first_url.to_owned(),
                total,
                got,
            }),
            None => Ok(vec![b']']),
        };
        let _ = send.send(end);
    }

    fn page(&mut self, url: &str) -> Result<Page, PagesError> {
        let mut tries = 0;
        loop {
            let (cause, after) = match self.attempt(url) {
                Ok(page) => return Ok(page),
                Err(Lost::Final(e)) => return Err(e),
                Err(Lost::Again(cause, after)) => (cause, after),
            };
            tries += 1;
            if tries >= self.patience.tries {
                let url = url.to_owned();
                return Err(DownloadError::GivenUp { url, tries, cause }.into());
            }
            let pause = self.patience.pause * 2_u32.saturating_pow(tries - 1);
            std::thread::sleep(after.unwrap_or(pause).min(LONGEST_PAUSE));
        }
    }

    fn attempt(&mut self, url: &str) -> Result<Page, Lost> {
        let asked = self.agent.get(url).header("Accept", "application/json");
        let answer = asked
            .call()
            .map_err(|e| Failure::unanswered(url, &e, self.answered))?;
        self.answered = true;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err(Failure::Final(DownloadError::Missing(url.to_owned())).into());
            }
            s if passes(s) => {
                let after = retry_after(answer.headers());
                return Err(Lost::Again(format!("it answered {s}"), after));
            }
            s => {
                let (url, status) = (url.to_owned(), s.to_string());
                return Err(Failure::Final(DownloadError::Refused { url, status }).into());
            }
        }
        let limit = self.limits.page;
        let bytes = body(answer, limit).map_err(|e| match e {
            Unread::Broken(cause) => Lost::Again(cause, None),
            Unread::TooLong => {
                let url = url.to_owned();
                Lost::Final(PagesError::TooLong { url, limit })
            }
        })?;
        parse(url, &bytes)
    }
}

/// Why a try failed.
enum Lost {
    Final(PagesError),
    /// Worth another try: why, and when the server said so.
    Again(String, Option<Duration>),
}

impl From<Failure> for Lost {
    fn from(f: Failure) -> Self {
        match f {
            Failure::Final(e) => Self::Final(e.into()),
            Failure::Again(cause, after) => Self::Again(cause, after),
        }
    }
}

/// Why the bytes of an answer are not there.
pub(super) enum Unread {
    /// Worth another try: why.
    Broken(String),
    /// More than the limit.
    TooLong,
}

/// The bytes of an answer, unpacked, within the limit.
pub(super) fn body(answer: Response<ureq::Body>, limit: u64) -> Result<Vec<u8>, Unread> {
    let packed = is_packed(answer.headers());
    let said: Option<u64> =
        header(answer.headers(), "Content-Length").and_then(|n| n.trim().parse().ok());
    let broke = |e: io::Error| Unread::Broken(format!("the connection broke: {e}"));
    let mut bytes = Vec::new();
    answer
        .into_body()
        .into_reader()
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(broke)?;
    if bytes.len() as u64 > limit {
        return Err(Unread::TooLong);
    }
    if let Some(said) = said.filter(|n| *n != bytes.len() as u64) {
        let cause = format!("the connection was cut at {} of {said} bytes", bytes.len());
        return Err(Unread::Broken(cause));
    }
    if !packed {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    GzDecoder::new(bytes.as_slice())
        .take(limit + 1)
        .read_to_end(&mut plain)
        .map_err(|e| Unread::Broken(format!("its gzip is broken: {e}")))?;
    if plain.len() as u64 > limit {
        return Err(Unread::TooLong);
    }
    Ok(plain)
}

fn is_packed(headers: &HeaderMap) -> bool {
    header(headers, "Content-Encoding").is_some_and(|e| e.trim().eq_ignore_ascii_case("gzip"))
}

/// A page, or a bare array, which is the only page of its list.
fn parse(url: &str, bytes: &[u8]) -> Result<Page, Lost> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    let not_a_page = |what: String| {
        let url = url.to_owned();
        Lost::Final(PagesError::NotAPage { url, what })
    };
    let parsed = match first {
        Some(b'<') => {
            let what =
                "a web page (HTML), not data (a maintenance page, or the sign-in of a network?)";
            return Err(not_a_page(what.to_owned()));
        }
        Some(b'[') => serde_json::from_slice(bytes).map(|results| Page {
            results,
            next: None,
            total: None,
        }),
        _ => serde_json::from_slice(bytes),
    };
    parsed.map_err(|e| {
        if e.is_eof() {
            let cause = format!("its JSON breaks off at {} bytes", bytes.len());
            return Lost::Again(cause, None);
        }
        not_a_page(format!("JSON that is no page ({e})"))
    })
}

/// The rows as a piece of an array.
fn text(rows: &[Box<RawValue>], first: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.iter().map(|r| r.get().len() + 2).sum());
    for (i, row) in rows.iter().enumerate() {
        if i > 0 || !first {
            out.extend_from_slice(b",\n");
        }
        out.extend_from_slice(row.get().as_bytes());
    }
    out
}

/// The way from page to page: on one server, nowhere twice, not for ever.
struct Links {
    here: String,
    seen: HashSet<String>,
}

impl Links {
    fn new(first: &str) -> Self {
        Self {
            here: first.to_owned(),
            seen: HashSet::from([first.to_owned()]),
        }
    }

    fn next(&mut self, link: Option<&str>, most: usize) -> Result<Option<String>, PagesError> {
        let Some(link) = link else { return Ok(None) };
        let wrong = |what: String| PagesError::Endless {
            url: self.here.clone(),
            what,
        };
        let base = Url::parse(&self.here).map_err(|e| wrong(e.to_string()))?;
        let next = base
            .join(link)
            .map_err(|e| wrong(format!("links to `{link}`: {e}")))?;
        if next.origin() != base.origin() {
            let text = format!("links to another server, {}", host(next.as_str()));
            return Err(wrong(text));
        }
        let next = next.to_string();
        if self.seen.contains(&next) {
            return Err(wrong("links to a page that was there already".to_owned()));
        }
        if self.seen.len() >= most {
            return Err(wrong(format!("is page {most}, and links to more")));
        }
        self.seen.insert(next.clone());
        self.here.clone_from(&next);
        Ok(Some(next))
    }
}
