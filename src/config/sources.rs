//! `[[sources]]` in the file: what is refreshed by `boucle sync`.
use super::{ConfigError, nearest};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// A source as it is declared. Kind, mapping and territories are checked by whoever knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredSource {
    /// Code that its records are kept under.
    pub code: String,
    /// `ademe`, `csv`, `geojson` ...
    pub kind: String,
    /// Address or path; `None` for a kind that has an address of its own.
    pub place: Option<String>,
    /// Name or file of a mapping; `None` for a kind that has its own.
    pub mapping: Option<String>,
    /// INSEE code of a region.
    pub region: Option<String>,
    /// INSEE codes of departments.
    pub departments: Vec<String>,
    /// As in `7d` or `24h`.
    pub refresh: String,
    /// `sources[2]` and the file, for messages.
    pub place_in_file: String,
}

/// How often a source is refreshed when it does not say: ADEME's file changes weekly.
const WEEKLY: &str = "7d";

const KEYS: [&str; 9] = [
    "code",
    "name",
    "kind",
    "url",
    "file",
    "mapping",
    "region",
    "departments",
    "refresh",
];

/// Reads and takes out the list of sources of a file.
pub(super) fn take(
    path: &Path,
    table: &mut toml::Table,
) -> Result<Vec<DeclaredSource>, ConfigError> {
    let file = path.display().to_string();
    let list = match table.remove("sources") {
        None => return Ok(Vec::new()),
        Some(toml::Value::Array(list)) => list,
        Some(_) => {
            return Err(ConfigError::Wrong {
                place: format!("sources in {file}"),
                text: "no list".to_owned(),
                expected: "tables under [[sources]], with two brackets".to_owned(),
            });
        }
    };
    let mut codes = BTreeSet::new();
    let mut all = Vec::new();
    for (i, value) in list.iter().enumerate() {
        let entry = Entry {
            file: &file,
            number: i + 1,
            table: value.as_table().ok_or_else(|| ConfigError::Wrong {
                place: format!("sources[{}] in {file}", i + 1),
                text: value.to_string(),
                expected: "a table under [[sources]]".to_owned(),
            })?,
        };
        let source = entry.read()?;
        if !codes.insert(source.code.clone()) {
            return Err(entry.wrong("code", &source.code, "a code that no other source has"));
        }
        all.push(source);
    }
    Ok(all)
}

struct Entry<'a> {
    file: &'a str,
    /// From 1, as people count.
    number: usize,
    table: &'a toml::Table,
}

impl Entry<'_> {
    fn wrong(&self, key: &str, text: &str, expected: &str) -> ConfigError {
        ConfigError::Wrong {
            place: format!("sources[{}].{key} in {}", self.number, self.file),
            text: text.to_owned(),
            expected: expected.to_owned(),
        }
    }

    fn text(&self, key: &str) -> Result<Option<String>, ConfigError> {
        match self.table.get(key) {
            None => Ok(None),
            Some(toml::Value::String(s)) if !s.trim().is_empty() => Ok(Some(s.trim().to_owned())),
            Some(toml::Value::Integer(n)) => Ok(Some(n.to_string())),
            Some(other) => Err(self.wrong(key, &other.to_string(), "a text in quotes")),
        }
    }

    /// A list of texts, or one with commas.
    fn list(&self, key: &str) -> Result<Vec<String>, ConfigError> {
        let expected = "a list of codes, as in [\"44\", \"49\"]";
        let all: Vec<String> = match self.table.get(key) {
            None => return Ok(Vec::new()),
            Some(toml::Value::Array(list)) => {
                let text = |v: &toml::Value| v.as_str().map(str::to_owned);
                let all: Option<Vec<String>> = list.iter().map(text).collect();
                all.ok_or_else(|| self.wrong(key, "not only texts", expected))?
            }
            Some(toml::Value::String(s)) => s.split(',').map(|p| p.trim().to_owned()).collect(),
            Some(other) => return Err(self.wrong(key, &other.to_string(), expected)),
        };
        Ok(all)
    }

    fn read(&self) -> Result<DeclaredSource, ConfigError> {
        if let Some(key) = self.table.keys().find(|k| !KEYS.contains(&k.as_str())) {
            let hint = match nearest(key, KEYS) {
                Some(like) => format!("did you mean `{like}`?"),
                None => format!("known ones: {}", KEYS.join(", ")),
            };
            return Err(ConfigError::UnknownKey {
                file: self.file.to_owned(),
                key: format!("sources[{}].{key}", self.number),
                hint,
            });
        }
        let kind = self
            .text("kind")?
            .ok_or_else(|| self.wrong("kind", "", "the form of the source, as in ademe or csv"))?;
        let name = self
            .text("code")?
            .map_or_else(|| self.text("name"), |c| Ok(Some(c)))?;
        let code = name.unwrap_or_else(|| kind.clone());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if !code.chars().all(plain) || code == "demo" {
            let expected =
                "small letters, digits, - and _, and not `demo`, which is the demonstration set's";
            return Err(self.wrong("code", &code, expected));
        }
        let (url, file) = (self.text("url")?, self.text("file")?);
        if url.is_some() && file.is_some() {
            return Err(self.wrong(
                "file",
                file.as_deref().unwrap_or_default(),
                "either url or file, not both",
            ));
        }
        if let Some(u) = url.as_deref().filter(|u| !super::is_web(u)) {
            return Err(self.wrong("url", u, "an http(s) address"));
        }
        let refresh = self.text("refresh")?.unwrap_or_else(|| WEEKLY.to_owned());
        if crate::domain::sync::period(&refresh).is_none() {
            let expected = "a number with m, h or d, from 1m to 366d, as in 24h or 7d";
            return Err(self.wrong("refresh", &refresh, expected));
        }
        Ok(DeclaredSource {
            code,
            kind,
            place: url.or(file),
            mapping: self.text("mapping")?,
            region: self.text("region")?,
            departments: self.list("departments")?,
            refresh,
            place_in_file: format!("sources[{}] in {}", self.number, self.file),
        })
    }
}

impl DeclaredSource {
    /// Time between two refreshes.
    #[must_use]
    pub fn period(&self) -> Duration {
        crate::domain::sync::period(&self.refresh).unwrap_or(Duration::from_hours(24 * 7))
    }
}
