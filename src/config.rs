//! Configuration: what a flag, the environment, `boucle.toml` and the default say, in this order.
//!
//! Every option of the command line is one [`Key`]. Its name gives all three places: `--tiles-url` is
//! `BOUCLE_TILES_URL` and `tiles_url` in the file; the options of one command carry its name there, so that
//! `boucle import --dry-run` is `BOUCLE_IMPORT_DRY_RUN` and `import.dry_run`. A dot and an underscore are the same
//! in the file: `tiles.url`, `[tiles]` with `url`, and `tiles_url` are one key.
mod keys;
mod sources;

pub use keys::*;
pub use sources::DeclaredSource;

use crate::domain::geocoding::GEOPLATEFORME;
use crate::domain::text::{nearest, without_password};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that is read from the working directory when none is named.
pub const FILE: &str = "boucle.toml";

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// The environment.
    Environment,
    /// The file.
    File(PathBuf),
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Environment => f.write_str("environment"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As it was written.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

/// What is wrong with the configuration, with the cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {file}: {cause}")]
    Unreadable {
        /// Path.
        file: String,
        /// The system's word.
        cause: String,
    },
    /// The file is not TOML.
    #[error("{file} is not sound TOML: {cause}")]
    NotToml {
        /// Path.
        file: String,
        /// The parser's word, with the line.
        cause: String,
    },
    /// A key that does not exist.
    #[error("{file}: there is no key `{key}`; {hint}")]
    UnknownKey {
        /// Path.
        file: String,
        /// As it was written.
        key: String,
        /// The likely key, or all of them.
        hint: String,
    },
    /// One key in two spellings.
    #[error("{file}: `{key}` stands twice (a dot and an underscore are the same); keep one")]
    Twice {
        /// Path.
        file: String,
        /// As it was written the second time.
        key: String,
    },
    /// A value that cannot be used.
    #[error("{place} is `{text}`: expected {expected}")]
    Wrong {
        /// `--listen`, `BOUCLE_LISTEN` or `listen in boucle.toml`.
        place: String,
        /// As it was written; a password is left out.
        text: String,
        /// What would be right.
        expected: String,
    },
}

/// All four places together.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    flags: BTreeMap<String, String>,
    environment: BTreeMap<String, String>,
    file: Option<(PathBuf, BTreeMap<String, String>)>,
    sources: Vec<DeclaredSource>,
}

impl Layers {
    /// Gathers the values of `known`: `flags` by [`Key::id`], the environment through `env`, and the file that
    /// [`CONFIG`] names, else `boucle.toml` when it is there. An empty variable counts as not set.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML, or has a key that is not known; a variable that is not UTF-8.
    pub fn gather(
        known: &[Key],
        flags: BTreeMap<String, String>,
        env: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        let mut environment = BTreeMap::new();
        for key in known {
            let Some(value) = env(&key.env()).filter(|v| !v.is_empty()) else {
                continue;
            };
            let text = value.into_string().map_err(|v| ConfigError::Wrong {
                place: key.env(),
                text: v.to_string_lossy().into_owned(),
                expected: "text in UTF-8".to_owned(),
            })?;
            environment.insert(key.id(), text);
        }
        let mut layers = Self {
            flags,
            environment,
            file: None,
            sources: Vec::new(),
        };
        let path = match layers.found(&CONFIG) {
            Some(named) => Some(PathBuf::from(named.text)),
            None => Some(PathBuf::from(FILE)).filter(|p| p.exists()),
        };
        if let Some(path) = path {
            let mut table = parsed(&path)?;
            layers.sources = sources::take(&path, &mut table)?;
            layers.file = Some((path.clone(), file(&path, &table, known)?));
        }
        Ok(layers)
    }

    /// The declared sources, in the order of the file.
    #[must_use]
    pub fn sources(&self) -> &[DeclaredSource] {
        &self.sources
    }

    /// The value of a key and where it stood: flag, then environment, then file, then default.
    #[must_use]
    pub fn found(&self, key: &Key) -> Option<Found> {
        let id = key.id();
        let at = |text: &String, origin| Found {
            text: text.clone(),
            origin,
        };
        if let Some(v) = self.flags.get(&id) {
            return Some(at(v, Origin::Flag));
        }
        if let Some(v) = self.environment.get(&id) {
            return Some(at(v, Origin::Environment));
        }
        if let Some((path, v)) = self.file.as_ref().and_then(|(p, m)| Some((p, m.get(&id)?))) {
            return Some(at(v, Origin::File(path.clone())));
        }
        key.default.map(|d| at(&d.to_owned(), Origin::Default))
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: &Key) -> Option<String> {
        self.found(key).map(|f| f.text)
    }

    /// The value of a key as `read` understands it.
    ///
    /// # Errors
    /// When `read` does not: the key, where it stood and what was expected.
    pub fn read<T>(
        &self,
        key: &Key,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(found) = self.found(key) else {
            return Ok(None);
        };
        match read(&found.text) {
            Some(value) => Ok(Some(value)),
            None => Err(wrong(key, &found, expected)),
        }
    }

    /// Whether a switch is on.
    ///
    /// # Errors
    /// A variable or a key of the file that is neither true nor false.
    pub fn switch(&self, key: &Key) -> Result<bool, ConfigError> {
        let read = |t: &str| match t {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        Ok(self.read(key, "true or false", read)?.unwrap_or_default())
    }
}

/// Where people find the value: `--listen`, `BOUCLE_LISTEN` or `listen in boucle.toml`.
#[must_use]
pub fn place(key: &Key, origin: &Origin) -> String {
    match origin {
        Origin::Flag => format!("--{}", key.flag()),
        Origin::Environment => key.env(),
        Origin::File(path) => format!("{} in {}", key.path(), path.display()),
        Origin::Default => format!("the default of {}", key.path()),
    }
}

fn wrong(key: &Key, found: &Found, expected: &str) -> ConfigError {
    ConfigError::Wrong {
        place: place(key, &found.origin),
        text: shown(key, &found.text),
        expected: expected.to_owned(),
    }
}

/// The text as it may be shown: the password and the parameters of a database address are left out.
#[must_use]
pub fn shown(key: &Key, text: &str) -> String {
    if key.id() != DATABASE.id() {
        return text.to_owned();
    }
    without_password(text)
}

fn parsed(path: &Path) -> Result<toml::Table, ConfigError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| ConfigError::Unreadable {
        file: name.clone(),
        cause: e.to_string(),
    })?;
    text.parse()
        .map_err(|e: toml::de::Error| ConfigError::NotToml {
            file: name.clone(),
            cause: e.to_string().trim_end().to_owned(),
        })
}

fn file(
    path: &Path,
    table: &toml::Table,
    known: &[Key],
) -> Result<BTreeMap<String, String>, ConfigError> {
    let name = path.display().to_string();
    let mut entries = Vec::new();
    flatten("", table, &mut entries);
    let mut values = BTreeMap::new();
    for (written, value) in entries {
        let id = written.replace('.', "_");
        let key = known
            .iter()
            .find(|k| k.id() == id && **k != CONFIG)
            .ok_or_else(|| unknown(&name, &written, known))?;
        let text = value.map_err(|kind| ConfigError::Wrong {
            place: format!("{written} in {name}"),
            text: kind,
            expected: format!("one value: {}", key.help),
        })?;
        if values.insert(id, text).is_some() {
            return Err(ConfigError::Twice {
                file: name,
                key: written,
            });
        }
    }
    Ok(values)
}

fn unknown(file: &str, written: &str, known: &[Key]) -> ConfigError {
    let keys: Vec<String> = known
        .iter()
        .filter(|k| **k != CONFIG)
        .map(Key::path)
        .collect();
    let hint = match nearest(written, keys.iter().map(String::as_str)) {
        Some(like) => format!("did you mean `{like}`?"),
        None => format!("known ones: {}", keys.join(", ")),
    };
    ConfigError::UnknownKey {
        file: file.to_owned(),
        key: written.to_owned(),
        hint,
    }
}

type Entry = (String, Result<String, String>);

/// Leaves of the tables with their dotted names; a list of words is one value with commas.
fn flatten(before: &str, table: &toml::Table, out: &mut Vec<Entry>) {
    for (key, value) in table {
        let path = if before.is_empty() {
            key.clone()
        } else {
            format!("{before}.{key}")
        };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, out),
            other => out.push((path, plain(other))),
        }
    }
}

fn plain(value: &toml::Value) -> Result<String, String> {
    use toml::Value;
    match value {
        Value::String(s) => Ok(s.clone()),
        Value::Integer(n) => Ok(n.to_string()),
        Value::Float(n) => Ok(n.to_string()),
        Value::Boolean(b) => Ok(b.to_string()),
        Value::Datetime(d) => Ok(d.to_string()),
        Value::Array(list) => {
            let parts: Result<Vec<String>, String> = list.iter().map(plain).collect();
            parts.map(|p| p.join(","))
        }
        Value::Table(_) => Err("a table".to_owned()),
    }
}

/// The settings of the service, sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `sqlite:PATH` or `postgres://...`; may carry a password.
    pub database: String,
    /// Where the official contours are kept.
    pub geodata: PathBuf,
    /// What is logged.
    pub log: String,
    /// Log lines as JSON.
    pub log_json: bool,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the bound address is written.
    pub port_file: Option<PathBuf>,
    /// Time that requests under way get at the end.
    pub drain: Duration,
    /// Name of the service.
    pub name: String,
    /// Who answers for the service; empty when not said.
    pub operator: String,
    /// Address, telephone and registration of the operator; empty when not said.
    pub operator_address: String,
    /// Who directs the publication; empty when not said.
    pub publication_director: String,
    /// The hosting provider; empty when not said.
    pub hosting: String,
    /// Where the source of the program is; empty when not said.
    pub source_url: String,
    /// Scheme and host that people reach the service at; empty when not said.
    pub public_url: String,
    /// `mailto:...` or a page; empty when not said.
    pub contact: String,
    /// Tile address, or `none`.
    pub tiles_url: String,
    /// Credit of the tiles.
    pub tiles_attribution: String,
    /// Address of a geocoder's search, or `none`.
    pub geocoder: String,
    /// Address of the geocoder that imports ask, of its search or of what stands before it; nobody unless said.
    pub geocode: Option<String>,
    /// Address of ADEME's list, or `none`.
    pub ademe_url: String,
    /// Region whose records `setup` takes: an INSEE code, or `all`.
    pub region: String,
    /// Whether the service itself refreshes the declared sources.
    pub sync: bool,
}

impl Settings {
    /// Reads all settings.
    ///
    /// # Errors
    /// Every value that cannot be used.
    pub fn read(layers: &Layers) -> Result<Self, Vec<ConfigError>> {
        let mut errors = Vec::new();
        let mut sound = |key: &Key, expected: &str, test: &dyn Fn(&str) -> bool| {
            let read = |t: &str| test(t).then(|| t.to_owned());
            let value = layers.read(key, expected, read);
            value
                .unwrap_or_else(|e| {
                    errors.push(e);
                    None
                })
                .unwrap_or_default()
        };
        let any = |_: &str| true;
        let filled = |t: &str| !t.trim().is_empty();
        let address = "an address and a port, as in 127.0.0.1:8080 or [::]:8080";
        let mut settings = Self {
            database: sound(
                &DATABASE,
                "sqlite:PATH or postgres://USER@HOST/NAME",
                &is_database,
            ),
            geodata: PathBuf::from(sound(&GEODATA, "a folder", &filled)),
            log: sound(&LOG, "a filter, as in info or warn,boucle=debug", &|t| {
                tracing_subscriber::EnvFilter::try_new(t).is_ok()
            }),
            log_json: sound(&LOG_FORMAT, "text or json", &|t| {
                ["text", "json"].contains(&t)
            }) == "json",
            listen: sound(&LISTEN, address, &|t| t.parse::<SocketAddr>().is_ok())
                .parse()
                .unwrap_or_else(|_| SocketAddr::from(([127, 0, 0, 1], 8080))),
            port_file: Some(sound(&PORT_FILE, "a file", &any))
                .filter(|t| !t.is_empty())
                .map(PathBuf::from),
            drain: Duration::from_secs(
                sound(&DRAIN, "whole seconds from 0 to 3600", &|t| {
                    t.parse::<u64>().is_ok_and(|n| n <= 3600)
                })
                .parse()
                .unwrap_or_default(),
            ),
            name: sound(&NAME, "a name", &filled),
            operator: sound(&OPERATOR, "a name", &any),
            operator_address: sound(&OPERATOR_ADDRESS, "a text", &any),
            publication_director: sound(&PUBLICATION_DIRECTOR, "a name", &any),
            hosting: sound(&HOSTING, "a text", &any),
            source_url: sound(&SOURCE_URL, "an http(s) address", &is_web),
            public_url: sound(
                &PUBLIC_URL,
                "http(s)://HOST without a path, as in https://annuaire.example.org",
                &is_origin,
            ),
            contact: sound(&CONTACT, "mailto:ADDRESS or https://PAGE", &is_contact),
            tiles_url: sound(&TILES_URL, TILES_EXPECTED, &is_tiles),
            tiles_attribution: sound(&TILES_ATTRIBUTION, "a text", &any),
            geocoder: sound(&GEOCODER, "an http(s) address, or none", &|t| {
                t == "none" || is_web(t)
            }),
            geocode: Some(sound(
                &GEOCODE,
                "true, an http(s) address of an addok, or none",
                &|t| ["true", "1", "false", "0", "none"].contains(&t) || is_web(t),
            ))
            .filter(|t| !["false", "0", "none", ""].contains(&t.as_str())),
            ademe_url: sound(&ADEME_URL, "an http(s) address, or none", &|t| {
                t == "none" || is_web(t)
            }),
            region: sound(
                &REGION,
                "the INSEE code of a region as in 52, or all",
                &filled,
            ),
            sync: sound(&SYNC, "true or false", &|t| {
                ["true", "false", "1", "0"].contains(&t)
            })
            .starts_with(['t', '1']),
        };
        if matches!(settings.geocode.as_deref(), Some("true" | "1")) {
            let own = Some(settings.geocoder.as_str()).filter(|g| is_web(g));
            settings.geocode = Some(own.unwrap_or(GEOPLATEFORME).to_owned());
        }
        if errors.is_empty() {
            Ok(settings)
        } else {
            Err(errors)
        }
    }
}

const TILES_EXPECTED: &str =
    "an http(s) address of one host with {z}, {x} and {y} in it, or none for a map without tiles";

fn is_database(text: &str) -> bool {
    ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .any(|p| text.strip_prefix(p).is_some_and(|rest| !rest.is_empty()))
}

fn is_contact(text: &str) -> bool {
    match text.strip_prefix("mailto:") {
        Some(address) => address.contains('@') && !address.contains(char::is_whitespace),
        None => is_web(text),
    }
}

fn is_web(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|u| matches!(u.scheme(), "http" | "https") && u.has_host())
}

fn is_origin(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|u| {
        matches!(u.scheme(), "http" | "https")
            && u.origin().ascii_serialization() == text.trim_end_matches('/')
    })
}

fn is_tiles(text: &str) -> bool {
    let places = ["{z}", "{x}", "{y}"];
    // The host stands in the page's security policy, so that it cannot have a hole such as {s}.
    let host = text.split('/').nth(2).unwrap_or_default();
    text == "none"
        || (is_web(text) && !host.contains('{') && places.iter().all(|p| text.contains(p)))
}

#[cfg(test)]
mod tests;
