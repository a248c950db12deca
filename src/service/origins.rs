//! Where an import's rows come from: a file, an address that is downloaded first, or a list in pages.
use crate::domain::{Gazetteer, TerritoryKind};
use crate::import::{Format, Input, Mapping, Stream, gogocarto};
use crate::remote::download::{DownloadError, Downloader, forget};
use crate::remote::pages::{self, Limits, PagesError};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;
use url::Url;

pub use crate::remote::download::{Event, Patience};

/// Rows of a page that are asked for: some megabytes, well below what data-fair allows (10,000).
const ROWS: &str = "2000";

/// What a source is: a form of file with a mapping of one's own, or one of the sources that are known by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file of this form.
    File(Format),
    /// ADEME's open data.
    Ademe,
    /// Elements of GoGoCarto.
    Gogocarto,
}

impl Kind {
    /// Reads a word such as `csv` or `ademe`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "ademe" => Some(Self::Ademe),
            "gogocarto" => Some(Self::Gogocarto),
            _ => serde_json::from_value(word.into()).ok().map(Self::File),
        }
    }

    /// The mapping that comes with the program for it.
    #[must_use]
    pub fn mapping(self) -> Option<&'static str> {
        match self {
            Self::Ademe => Some("ademe"),
            Self::Gogocarto => Some("gogocarto"),
            Self::File(Format::Osm) => Some("osm"),
            Self::File(_) => None,
        }
    }
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// What was asked for makes no sense.
    #[error("{0}")]
    Use(String),
    /// The file, or the server's answer.
    #[error("{0}")]
    Failed(String),
    /// Nobody there.
    #[error("{0}")]
    Offline(String),
}

impl From<DownloadError> for OpenError {
    fn from(e: DownloadError) -> Self {
        match e {
            DownloadError::Offline { .. } => Self::Offline(e.to_string()),
            _ => Self::Failed(e.to_string()),
        }
    }
}

impl From<PagesError> for OpenError {
    fn from(e: PagesError) -> Self {
        match e {
            PagesError::Download(e) => e.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// How much there is to read, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Of a file.
    Bytes(u64),
    /// Of a list.
    Rows(u64),
    /// Of a list of addresses.
    Addresses(u64),
    /// The server did not say.
    Unknown,
}

/// Rows to be read.
pub struct Opened {
    /// The bytes.
    pub input: Box<dyn Input + Send>,
    /// How much it is.
    pub size: Size,
    /// File name or address, for the record of the import; without folders and parameters.
    pub origin: String,
    /// The mapping for these rows.
    pub mapping: Mapping,
}

/// Whether a place is an address and no path.
#[must_use]
pub fn is_url(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}

/// The departments of a region and those named one by one; none at all for `all` of them.
///
/// # Errors
/// A code that is no region or department.
pub fn departments(
    gazetteer: &Gazetteer,
    region: Option<&str>,
    named: &[String],
) -> Result<Vec<String>, String> {
    let mut all: Vec<String> = Vec::new();
    if let Some(region) = region.filter(|r| *r != "all") {
        if gazetteer.get(TerritoryKind::Region, region).is_none() {
            return Err(format!(
                "`{region}` is no region; write an INSEE code, as in 52 for Pays de la Loire, or all"
            ));
        }
        let departments = gazetteer.of_kind(TerritoryKind::Department);
        let mine = departments.filter(|d| d.region.as_deref() == Some(region));
        all.extend(mine.map(|d| d.code.clone()));
    }
    for code in named.iter().map(|c| c.trim()).filter(|c| !c.is_empty()) {
        if gazetteer.get(TerritoryKind::Department, code).is_none() {
            return Err(format!(
                "`{code}` is no department; write INSEE codes, as in 44 or 2A"
            ));
        }
        if !all.iter().any(|c| c == code) {
            all.push(code.to_owned());
        }
    }
    Ok(all)
}

/// The address of ADEME's list, for these departments only. A server that does not understand the condition gives all of
/// them; what lies elsewhere is left aside here.
///
/// # Errors
/// An address that is none.
pub fn ademe_list(base: &str, departments: &[String]) -> Result<String, OpenError> {
    let wrong = |e: url::ParseError| OpenError::Use(format!("{base} is no address: {e}"));
    let mut url = Url::parse(base).map_err(wrong)?;
    let given = |name: &str| url.query_pairs().any(|(k, _)| k == name);
    let (size, qs) = (given("size"), given("qs"));
    if !size {
        url.query_pairs_mut().append_pair("size", ROWS);
    }
    if !departments.is_empty() && !qs {
        // Postal codes of Corsica begin with 20, its communes with 2A and 2B. Both columns, as each may be blank.
        let mut postal: Vec<&str> = departments
            .iter()
            .map(|d| {
                if d.starts_with("2A") || d.starts_with("2B") {
                    "20"
                } else {
                    d
                }
            })
            .collect();
        postal.dedup();
        let any = |codes: &mut dyn Iterator<Item = &str>| {
            codes
                .map(|c| format!("{c}*"))
                .collect::<Vec<_>>()
                .join(" OR ")
        };
        let condition = format!(
            "code_postal:({}) OR code_commune:({})",
            any(&mut postal.iter().copied()),
            any(&mut departments.iter().map(String::as_str))
        );
        url.query_pairs_mut().append_pair("qs", &condition);
    }
    Ok(url.into())
}

/// Whether an address of ADEME's is the list in pages, and not a file.
fn is_list(url: &str) -> bool {
    Url::parse(url).is_ok_and(|u| {
        let json = u.query_pairs().all(|(k, v)| k != "format" || v == "json");
        u.path().ends_with("/lines") && json
    })
}

/// Opens a place; waits for servers, so not for the threads of the service. `tell` hears of a download.
///
/// # Errors
/// A file that is not there, a server that does not answer or answers something else.
pub fn open(
    kind: Kind,
    place: &str,
    mut mapping: Mapping,
    patience: Patience,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Opened, OpenError> {
    if kind == Kind::Ademe && is_url(place) && is_list(place) {
        let url = ademe_list(place, &mapping.departments)?;
        let rows = pages::read(&url, patience, Limits::default())?;
        mapping.format = Format::Json;
        return Ok(Opened {
            size: rows.total.map_or(Size::Unknown, Size::Rows),
            input: Box::new(Stream(rows)),
            origin: origin(place),
            mapping,
        });
    }
    let mut file = if is_url(place) {
        if kind == Kind::Gogocarto && mapping.names.is_empty() {
            mapping.names = taxonomy(place, patience)?;
        }
        download(place, patience, tell)?
    } else {
        local(place)?
    };
    match kind {
        Kind::File(format) => mapping.format = format,
        Kind::Gogocarto => mapping.format = Format::Json,
        Kind::Ademe => mapping.format = form(&mut file).map_err(|e| unread(place, &e))?,
    }
    let length = file.metadata().map_or(0, |m| m.len());
    Ok(Opened {
        input: Box::new(file),
        size: Size::Bytes(length),
        origin: origin(place),
        mapping,
    })
}

fn unread(place: &str, e: &io::Error) -> OpenError {
    OpenError::Failed(format!("cannot read {place}: {e}"))
}

fn local(place: &str) -> Result<File, OpenError> {
    let file = File::open(place).map_err(|e| unread(place, &e))?;
    if file.metadata().map_err(|e| unread(place, &e))?.is_dir() {
        return Err(OpenError::Failed(format!(
            "{place} is a folder; name a file"
        )));
    }
    Ok(file)
}

/// Brings a file to a nameless place on this disk: it is gone once it was read.
fn download(
    url: &str,
    patience: Patience,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<File, OpenError> {
    let name = format!("boucle-{}.part", ulid::Ulid::generate());
    let part = std::env::temp_dir().join(name);
    let done = Downloader::new(patience).fetch(url, &part, tell);
    let opened = done.map_err(OpenError::from).and_then(|()| {
        let named = part.display().to_string();
        File::open(&part).map_err(|e| unread(&named, &e))
    });
    forget(&part);
    let mut file = opened?;
    let mut head = [0; 512];
    let n = file.read(&mut head).map_err(|e| unread(url, &e))?;
    file.seek(SeekFrom::Start(0)).map_err(|e| unread(url, &e))?;
    let first = String::from_utf8_lossy(&head[..n])
        .trim_start()
        .to_lowercase();
    if first.starts_with("<!doctype html") || first.starts_with("<html") {
        return Err(OpenError::Failed(format!(
            "{url} answered a web page (HTML), not data; check the address (a maintenance page, or the sign-in of a network?)"
        )));
    }
    Ok(file)
}

/// JSON begins with a bracket; all else is taken for CSV.
fn form(file: &mut File) -> io::Result<Format> {
    let mut head = [0; 4096];
    let n = file.read(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let head = head[..n]
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&head[..n]);
    let first = head.iter().find(|b| !b.is_ascii_whitespace());
    Ok(match first {
        Some(b'{' | b'[') => Format::Json,
        _ => Format::Csv,
    })
}

/// A file's name; an address without user, password and parameters.
fn origin(place: &str) -> String {
    if let Some(mut url) = Url::parse(place).ok().filter(|_| is_url(place)) {
        // Both fail for addresses without a host, which these are not.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_query(None);
        url.set_fragment(None);
        return url.into();
    }
    let name = Path::new(place).file_name();
    name.map_or_else(|| place.to_owned(), |n| n.to_string_lossy().into_owned())
}

/// The host of an address, for people; the address itself where it has none.
#[must_use]
pub fn host_of(place: &str) -> String {
    let host = |u: Url| u.host_str().map(str::to_owned);
    let found = Url::parse(place).ok().and_then(host);
    found.unwrap_or_else(|| place.to_owned())
}

/// Names a map of GoGoCarto by its host, so that two of them are two; `code` as well, unless it has one of its own. A
/// mapping that says whose data these are keeps its words.
pub fn of_host(mapping: &mut Mapping, place: &str, code: bool) {
    let host = |u: Url| u.host_str().map(str::to_lowercase);
    let Some(host) = Url::parse(place)
        .ok()
        .filter(|_| is_url(place))
        .and_then(host)
    else {
        return;
    };
    let source = &mut mapping.source;
    if source.name != "GoGoCarto" {
        return;
    }
    if code {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        source.code = host.chars().map(plain).collect();
    }
    source.attribution = format!("{host} et ses contributeurs");
    source.name = host;
    source.url = Some(origin(place));
}

/// Bytes of a taxonomy that are read.
const TAXONOMY: u64 = 16 << 20;

/// Names of the categories, from the same server: `/api/taxonomy` beside `/api/elements`. One that has none is read
/// without: its elements carry names.
fn taxonomy(
    elements: &str,
    patience: Patience,
) -> Result<std::collections::BTreeMap<String, String>, OpenError> {
    let Some(url) = Url::parse(elements)
        .ok()
        .and_then(|u| u.join("taxonomy").ok())
    else {
        return Ok(std::collections::BTreeMap::new());
    };
    let mut text = String::new();
    let file = match download(url.as_str(), patience, &mut |_| {}) {
        Ok(file) => file,
        Err(OpenError::Failed(m)) if m.starts_with("there is no ") => {
            return Ok(std::collections::BTreeMap::new());
        }
        Err(OpenError::Failed(m)) => {
            return Err(OpenError::Failed(format!(
                "{m}; the names of the categories can be given with --taxonomy FILE"
            )));
        }
        Err(e) => return Err(e),
    };
    file.take(TAXONOMY)
        .read_to_string(&mut text)
        .map_err(|e| unread(url.as_str(), &e))?;
    gogocarto::names(&text).map_err(|e| OpenError::Failed(format!("{url}: {e}")))
}

/// The patience of a first start: whoever waits for it wants to see something.
#[must_use]
pub fn short_patience() -> Patience {
    Patience {
        stall: Duration::from_secs(10),
        pause: Duration::from_millis(500),
        tries: 3,
    }
}

/// Whether ADEME's list, or the file instead of it, can be had right now.
///
/// # Errors
/// When there is no answer within that time.
pub fn probe(url: &str, within: Duration) -> Result<(), OpenError> {
    let Ok(mut asked) = Url::parse(url) else {
        return Err(OpenError::Use(format!("{url} is no address")));
    };
    asked.query_pairs_mut().append_pair("size", "1");
    Ok(pages::probe(asked.as_str(), within)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sync::ADEME;
    use crate::service::Reference;

    #[test]
    fn the_list_is_asked_for_the_departments() {
        let none = ademe_list("http://h/lines", &[]).unwrap();
        assert_eq!(none, "http://h/lines?size=2000");
        let codes = ["44", "2A", "2B", "971"].map(str::to_owned);
        let url = Url::parse(&ademe_list("http://h/lines?size=5", &codes).unwrap()).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let condition =
            "code_postal:(44* OR 20* OR 971*) OR code_commune:(44* OR 2A* OR 2B* OR 971*)";
        let expected = [("size", "5"), ("qs", condition)];
        assert_eq!(pairs, expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
        let own = ademe_list("http://h/lines?size=5&qs=x", &codes).unwrap();
        assert_eq!(own, "http://h/lines?size=5&qs=x");
    }

    #[test]
    fn a_list_is_told_from_a_file() {
        for (url, list) in [
            (ADEME, true),
            ("http://h/d/lines?format=json", true),
            ("http://h/d/lines?format=csv", false),
            ("http://h/d/full", false),
        ] {
            assert_eq!(is_list(url), list, "{url}");
        }
    }

    #[test]
    fn regions_are_their_departments() {
        let reference = Reference::embedded().unwrap();
        let of = |region, named: &[&str]| {
            let named: Vec<String> = named.iter().map(|n| (*n).to_owned()).collect();
            departments(&reference.gazetteer, region, &named)
        };
        assert_eq!(of(Some("52"), &[]).unwrap(), ["44", "49", "53", "72", "85"]);
        assert_eq!(of(Some("52"), &["49", " 35"]).unwrap().len(), 6);
        assert!(of(Some("all"), &[]).unwrap().is_empty());
        assert!(
            of(Some("99"), &[])
                .unwrap_err()
                .contains("`99` is no region")
        );
        assert!(of(None, &["4"]).unwrap_err().contains("2A"));
    }

    #[test]
    fn an_origin_tells_no_secrets() {
        assert_eq!(origin("https://a:b@h/x.json?key=1"), "https://h/x.json");
        assert_eq!(origin("/home/somebody/x.csv"), "x.csv");
    }
}
