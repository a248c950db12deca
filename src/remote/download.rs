//! Downloads of large files: what was received stays when the connection is cut or stalls, and the rest is asked for
//! (RFC 9110, 14: ranges), also by a later run; a file that has changed in between is taken anew.
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::config::ConfigBuilder;
use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::typestate::AgentScope;

/// Bytes of a file that are taken at most.
const LONGEST: u64 = 1 << 30;
/// Bytes that a try must have brought for the next failure to count as the first again.
const PROGRESS: u64 = 256 * 1024;
/// The longest pause between two tries.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// How long a server is waited for, and how often it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Time without a single byte after which the connection is given up.
    pub stall: Duration,
    /// Pause before the second try; it doubles from try to try, up to a minute.
    pub pause: Duration,
    /// Tries in a row that bring nothing.
    pub tries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            stall: Duration::from_secs(30),
            pause: Duration::from_secs(1),
            tries: 5,
        }
    }
}

/// Why a file could not be had. What was received of it stays for the next run.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// There was no answer at all: no network, no such host, nobody there.
    #[error("{host} cannot be reached: {cause}")]
    Offline {
        /// Host that was asked.
        host: String,
        /// The system's word.
        cause: String,
    },
    /// No such file there.
    #[error("there is no {0}")]
    Missing(String),
    /// An answer that another try would not better.
    #[error("{url} answered {status}")]
    Refused {
        /// What was asked for.
        url: String,
        /// Status line.
        status: String,
    },
    /// An address or a connection that cannot be used.
    #[error("{url} cannot be asked for: {cause}")]
    Unusable {
        /// What was asked for.
        url: String,
        /// Why.
        cause: String,
    },
    /// Given up after some tries.
    #[error("{url} could not be had in {tries} tries, the last time because {cause}")]
    GivenUp {
        /// What was asked for.
        url: String,
        /// How often.
        tries: u32,
        /// Of the last try.
        cause: String,
    },
    /// The disk.
    #[error("cannot write {path}: {cause}")]
    Disk {
        /// File.
        path: String,
        /// The system's word.
        cause: String,
    },
}

/// What happens meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// Bytes that are there, and all of them where the server said it.
    Received(u64, Option<u64>),
    /// What was received in an earlier run or try stays; from here on the rest comes.
    Resumed(u64),
    /// A try failed; after the pause comes the next.
    Pausing(&'a str, Duration),
}

/// What stands beside a part: whose part it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Ticket {
    url: String,
    /// Strong entity tag, else the day of the last change; without either nothing can be resumed.
    validator: Option<String>,
    total: Option<u64>,
    whole: bool,
}

/// Why a try failed.
pub(super) enum Failure {
    Final(DownloadError),
    /// Worth another try: why, and when the server said so.
    Again(String, Option<Duration>),
}

impl Failure {
    /// What no answer means: before the first one nobody is there, later it is worth another try.
    pub(super) fn unanswered(url: &str, e: &ureq::Error, answered: bool) -> Self {
        use ureq::Error;
        let cause = e.to_string();
        match e {
            Error::BadUri(_)
            | Error::Http(_)
            | Error::Tls(_)
            | Error::Rustls(_)
            | Error::TooManyRedirects
            | Error::InvalidProxyUrl => Self::Final(DownloadError::Unusable {
                url: url.to_owned(),
                cause,
            }),
            _ if answered => Self::Again(cause, None),
            _ => Self::Final(DownloadError::Offline {
                host: host(url).to_owned(),
                cause,
            }),
        }
    }
}

/// How servers are asked: by our name, with an end to each silence; their refusals are answers.
pub(super) fn patient(stall: Duration) -> ConfigBuilder<AgentScope> {
    let stall = Some(stall);
    ureq::Agent::config_builder()
        .timeout_resolve(stall)
        .timeout_connect(stall)
        .timeout_recv_response(stall)
        .timeout_per_read(stall)
        .timeout_per_write(stall)
        .http_status_as_error(false)
        .max_redirects(5)
        .user_agent(concat!("boucle/", env!("CARGO_PKG_VERSION")))
}

/// Takes files from servers.
#[derive(Debug)]
pub struct Downloader {
    agent: ureq::Agent,
    patience: Patience,
    /// Whether any server has answered anything yet.
    answered: Cell<bool>,
}

impl Downloader {
    /// With that much patience.
    #[must_use]
    pub fn new(patience: Patience) -> Self {
        let config = patient(patience.stall)
            // The file as it lies there: ranges and lengths are those of its own bytes.
            .accept_encoding("identity")
            .build();
        Self {
            agent: config.into(),
            patience,
            answered: Cell::new(false),
        }
    }

    /// Brings the file of an address to `part`, whole; blocks until it is there. What an earlier run left in `part`
    /// is used when the server says that it is still the same file.
    ///
    /// # Errors
    /// No answer, no such file, too many tries, a full disk. `part` then has what came.
    pub fn fetch(
        &self,
        url: &str,
        part: &Path,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), DownloadError> {
        let mut tries = 0;
        loop {
            let before = length(part);
            let (cause, after) = match self.attempt(url, part, tell) {
                Ok(()) => return Ok(()),
                Err(Failure::Final(e)) => return Err(e),
                Err(Failure::Again(cause, after)) => (cause, after),
            };
            if length(part) >= before.saturating_add(PROGRESS) {
                tries = 0;
            }
            tries += 1;
            if tries >= self.patience.tries {
                let url = url.to_owned();
                return Err(DownloadError::GivenUp { url, tries, cause });
            }
            let pause = self.patience.pause * 2_u32.saturating_pow(tries - 1);
            let pause = after.unwrap_or(pause).min(LONGEST_PAUSE);
            tell(Event::Pausing(&cause, pause));
            std::thread::sleep(pause);
        }
    }

    fn attempt(
        &self,
        url: &str,
        part: &Path,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let kept = kept(url, part);
        let answer = self
            .ask(url, part, kept.as_ref())
            .map_err(|e| Failure::unanswered(url, &e, self.answered.get()))?;
        self.answered.set(true);
        let status = answer.status();
        let old = kept.as_ref();
        match (status, old) {
            (StatusCode::NOT_MODIFIED, Some(t)) if t.whole => {
                tell(Event::Resumed(length(part)));
                Ok(())
            }
            (StatusCode::OK, _) => receive(url, part, 0, answer, tell),
            (StatusCode::PARTIAL_CONTENT, Some(ticket)) if !ticket.whole => {
                let have = length(part);
                if continues(answer.headers(), ticket, have) {
                    tell(Event::Resumed(have));
                    return receive(url, part, have, answer, tell);
                }
                forget(part);
                Err(Failure::Again(
                    "the file has changed on the server; it is taken anew".to_owned(),
                    Some(Duration::ZERO),
                ))
            }
            (StatusCode::RANGE_NOT_SATISFIABLE, Some(_)) => {
                forget(part);
                Err(Failure::Again(
                    "the file has become shorter on the server; it is taken anew".to_owned(),
                    Some(Duration::ZERO),
                ))
            }
            (StatusCode::NOT_FOUND | StatusCode::GONE, _) => {
                Err(Failure::Final(DownloadError::Missing(url.to_owned())))
            }
            (s, _) if passes(s) => Err(Failure::Again(
                format!("it answered {s}"),
                retry_after(answer.headers()),
            )),
            (s, _) => Err(Failure::Final(DownloadError::Refused {
                url: url.to_owned(),
                status: s.to_string(),
            })),
        }
    }

    fn ask(
        &self,
        url: &str,
        part: &Path,
        kept: Option<&Ticket>,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let mut request = self.agent.get(url);
        if let Some(t) = kept
            && let Some(validator) = &t.validator
        {
            let tag = validator.starts_with('"');
            request = match (t.whole, tag) {
                (true, true) => request.header("If-None-Match", validator),
                (true, false) => request.header("If-Modified-Since", validator),
                (false, _) => request
                    .header("Range", format!("bytes={}-", length(part)))
                    .header("If-Range", validator),
            };
        }
        request.call()
    }
}

pub(super) fn host(url: &str) -> &str {
    let host = url.split("//").nth(1).unwrap_or(url);
    host.split(['/', '?']).next().unwrap_or_default()
}

/// Answers that may be others in a while.
pub(super) fn passes(s: StatusCode) -> bool {
    s.is_server_error()
        || [
            StatusCode::REQUEST_TIMEOUT,
            StatusCode::TOO_EARLY,
            StatusCode::TOO_MANY_REQUESTS,
        ]
        .contains(&s)
}

pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Seconds; the form with a date is rare and counts as nothing said.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = header(headers, "Retry-After")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// By what the same file is known again: a weak tag does not promise the same bytes.
fn validator(headers: &HeaderMap) -> Option<String> {
    let tag = header(headers, "ETag").filter(|t| t.starts_with('"'));
    let day = || header(headers, "Last-Modified");
    tag.or_else(day).map(str::to_owned)
}

/// Whether an answer is the rest of what is there, and of the same file.
fn continues(headers: &HeaderMap, ticket: &Ticket, have: u64) -> bool {
    let Some((range, total)) = content_range(headers) else {
        return false;
    };
    let same = validator(headers).is_none_or(|v| Some(v) == ticket.validator);
    let as_long = total.is_none() || ticket.total.is_none() || total == ticket.total;
    range == have && same && as_long
}

/// First byte and length of the whole, of `bytes 5-9/10`.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let text = header(headers, "Content-Range")?.strip_prefix("bytes ")?;
    let (range, total) = text.split_once('/')?;
    let first = range.split_once('-')?.0.trim().parse().ok()?;
    Some((first, total.trim().parse().ok()))
}

/// Writes an answer behind what is there, to its end.
fn receive(
    url: &str,
    part: &Path,
    have: u64,
    answer: Response<ureq::Body>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), Failure> {
    let headers = answer.headers();
    let said = || header(headers, "Content-Length")?.trim().parse().ok();
    let total = if have > 0 {
        content_range(headers).and_then(|r| r.1)
    } else {
        said()
    };
    if total.is_some_and(|t| t > LONGEST) {
        return Err(Failure::Final(too_long(url)));
    }
    let mut ticket = Ticket {
        url: url.to_owned(),
        validator: validator(headers),
        total,
        whole: false,
    };
    let full = |e: std::io::Error| {
        Failure::Final(DownloadError::Disk {
            path: part.display().to_string(),
            cause: e.to_string(),
        })
    };
    let mut file = open(part, have).map_err(full)?;
    keep(part, &ticket).map_err(full)?;
    let mut body = answer.into_body().into_reader();
    let have = copy(&mut body, &mut file, have, total, tell).map_err(|e| match e {
        Broken::Network(cause) => Failure::Again(cause, None),
        Broken::Disk(e) => full(e),
        Broken::TooLong => Failure::Final(too_long(url)),
    })?;
    if total.is_some_and(|t| t != have) {
        let total = total.unwrap_or_default();
        if have > total {
            forget(part);
        }
        let cause = format!("the connection was cut at {have} of {total} bytes");
        return Err(Failure::Again(cause, None));
    }
    file.sync_all().map_err(full)?;
    ticket.whole = true;
    keep(part, &ticket).map_err(full)
}

fn too_long(url: &str) -> DownloadError {
    DownloadError::Unusable {
        url: url.to_owned(),
        cause: format!("it is longer than {LONGEST} bytes"),
    }
}

enum Broken {
    Network(String),
    Disk(std::io::Error),
    TooLong,
}

fn copy(
    body: &mut impl Read,
    file: &mut File,
    mut have: u64,
    total: Option<u64>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<u64, Broken> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = match body.read(&mut buffer) {
            Ok(0) => return Ok(have),
            Ok(n) => n,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => {
                let of = total.map(|t| format!(" of {t}")).unwrap_or_default();
                let cause = format!("the connection broke at {have}{of} bytes: {e}");
                return Err(Broken::Network(cause));
            }
        };
        file.write_all(&buffer[..n]).map_err(Broken::Disk)?;
        have += n as u64;
        if have > LONGEST {
            return Err(Broken::TooLong);
        }
        tell(Event::Received(have, total));
    }
}

fn open(part: &Path, have: u64) -> std::io::Result<File> {
    if have == 0 {
        return File::create(part);
    }
    OpenOptions::new().append(true).open(part)
}

fn length(part: &Path) -> u64 {
    std::fs::metadata(part).map_or(0, |m| m.len())
}

fn ticket_path(part: &Path) -> PathBuf {
    let mut name = part.as_os_str().to_owned();
    name.push(".json");
    name.into()
}

fn keep(part: &Path, ticket: &Ticket) -> std::io::Result<()> {
    let text = serde_json::to_vec(ticket).map_err(std::io::Error::other)?;
    std::fs::write(ticket_path(part), text)
}

/// What is known of a part, when it is one of this address and can be gone on with.
fn kept(url: &str, part: &Path) -> Option<Ticket> {
    let text = std::fs::read(ticket_path(part)).ok()?;
    let mut ticket: Ticket = serde_json::from_slice(&text).ok()?;
    let have = length(part);
    ticket.whole |= ticket.total == Some(have);
    let sound = have > 0 && ticket.total.is_none_or(|t| have <= t);
    (ticket.url == url && ticket.validator.is_some() && sound).then_some(ticket)
}

/// Takes away a part and what is known of it.
pub fn forget(part: &Path) {
    let _ = std::fs::remove_file(part);
    let _ = std::fs::remove_file(ticket_path(part));
}
