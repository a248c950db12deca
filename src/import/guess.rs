//! A mapping for a file that comes without one, from the names of its columns and from what stands in them. A person
//! looks it over before it is used.
mod denied;
mod looks;

pub use denied::Denied;

use super::mapping::{Format, Mapping, Shape};
use super::reader::{self, Input, RawRow, ReadError};
use super::words::Words;
use crate::domain::text::fold;
use crate::domain::{Fields, Taxonomy};
use looks::Looks;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Rows whose values are looked at; the names of columns are taken from all.
const LOOKED_AT: usize = 2_000;

/// Examples of a column that people are shown.
const EXAMPLES: usize = 2;

/// Tags of OpenStreetMap that say what a thing is: with one of them as a column its crosswalk serves.
const OSM_KEYS: [&str; 7] = [
    "amenity",
    "shop",
    "second_hand",
    "craft",
    "recycling_type",
    "bulk_purchase",
    "service:bicycle:repair",
];

/// Whether a column of our own tables is read: a field, or a part of one.
fn is_own(column: &str) -> bool {
    let first = column.split('.').next().unwrap_or(column);
    Fields::NAMES.contains(&first) || super::own::COLUMNS.contains(&column)
}

/// One entry of `geodata/guess.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    field: String,
    names: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    looks: Option<Looks>,
    #[serde(default)]
    alone: bool,
    #[serde(default)]
    all: bool,
}

#[derive(Debug, Default, Deserialize)]
struct Vocabulary {
    fields: Vec<Known>,
}

impl Vocabulary {
    fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../geodata/guess.toml"))
    }
}

/// Names that columns have.
static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let table = Vocabulary::read().unwrap_or_default();
    let names = table.fields.iter().flat_map(|f| &f.names);
    names.map(|n| fold(n)).collect()
});

/// Whether columns of files are called so.
pub(super) fn is_column(name: &str) -> bool {
    NAMES.contains(&fold(name))
}

/// A column, and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The field it fills; `None` when it is left out.
    pub field: Option<String>,
    /// Whether both its name and its values say so.
    pub sure: bool,
    /// The first values that differ.
    pub examples: Vec<String>,
    /// The field that its name says, where its values stood against it.
    pub denied: Option<Denied>,
}

/// What was guessed.
#[derive(Debug)]
pub struct Guess {
    /// The columns, by name.
    pub columns: Vec<Column>,
    /// What was recognised of the file as a whole.
    pub remarks: Vec<String>,
    /// The mapping as a file, which gives the same import.
    pub toml: String,
    /// The mapping.
    pub mapping: Mapping,
}

/// Why there is no guess.
#[derive(Debug, thiserror::Error)]
pub enum GuessError {
    /// The file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Nothing in it names a record.
    #[error(
        "no column looks like a name or a category; columns: {0}. Write a mapping file and pass it with --mapping"
    )]
    Nameless(String),
    /// A fault of the table of words.
    #[error("geodata/guess.toml: {0}")]
    Table(String),
}

/// What one column holds.
#[derive(Debug, Default)]
struct Held {
    values: Vec<String>,
    /// The row of each of them.
    rows: Vec<u64>,
}

impl Held {
    /// The values of which this holds, with their rows.
    fn odd(&self, mut is: impl FnMut(&String) -> bool) -> Vec<(u64, String)> {
        let all = self.rows.iter().zip(&self.values);
        all.filter(|(_, v)| is(v))
            .map(|(row, v)| (*row, v.clone()))
            .collect()
    }
}

/// Reads a file to its end and guesses what its columns mean. `file` is its name: the source is called so.
///
/// # Errors
/// A file that cannot be read, or one without names and categories.
pub fn guess(
    input: impl Input,
    format: Format,
    file: &str,
    taxonomy: &Taxonomy,
) -> Result<Guess, GuessError> {
    let mut look = Look::default();
    let mut take = |row: RawRow| look.row(row);
    match format {
        Format::Csv => reader::delimited::read(input, take).map(|_| ())?,
        Format::Xlsx => reader::workbook::read(input, None, &mut take).map(|_| ())?,
        Format::Json | Format::Geojson | Format::Osm => reader::json::read(input, &mut take)?,
    }
    look.guess(format, file, &Words::new(taxonomy))
}

#[derive(Debug, Default)]
struct Look {
    rows: usize,
    placed: usize,
    columns: BTreeMap<String, Held>,
}

/// How well a column fits a field; the better ones are given away first.
struct Fit {
    score: u8,
    entry: usize,
    /// Which of the entry's names it is.
    name: usize,
    column: String,
}

impl Look {
    fn row(&mut self, row: RawRow) {
        let looked_at = self.rows < LOOKED_AT;
        self.rows += usize::from(looked_at && !row.values.is_empty());
        self.placed += usize::from(looked_at && matches!(row.geometry, Some(Ok(_))));
        for (name, value) in row.values {
            let held = self.columns.entry(name).or_default();
            if looked_at {
                held.values.push(value);
                held.rows.push(row.number);
            }
        }
    }

    fn guess(self, format: Format, file: &str, words: &Words) -> Result<Guess, GuessError> {
        let (code, title) = source(file);
        if let Some(name) = self.own_form() {
            return self.built_in(name, format);
        }
        let table = Vocabulary::read().map_err(|e| GuessError::Table(e.to_string()))?;
        let mut taken: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut given: BTreeMap<String, (String, bool)> = BTreeMap::new();
        let (fits, mut denied) = self.fits(&table, words);
        for fit in fits {
            let known = &table.fields[fit.entry];
            let first = !taken.contains_key(known.field.as_str());
            let more = known.all && fit.score == 3;
            // Where a feature has its place already, no column has to tell it.
            let placed =
                self.placed == self.rows && super::position::PARTS.contains(&known.field.as_str());
            if given.contains_key(&fit.column) || placed || !(first || more) {
                continue;
            }
            taken
                .entry(&known.field)
                .or_default()
                .push(fit.column.clone());
            given.insert(fit.column, (known.field.clone(), fit.score == 3));
        }
        // Half of a position is none.
        for [a, b] in [["latitude", "longitude"], ["x_lambert93", "y_lambert93"]] {
            if taken.contains_key(a) != taken.contains_key(b) {
                let (half, other) = if taken.contains_key(a) {
                    (a, b)
                } else {
                    (b, a)
                };
                for column in taken.remove(half).unwrap_or_default() {
                    given.remove(&column);
                    denied.insert(column, Denied::half(half, other));
                }
            }
        }
        let mut remarks = Vec::new();
        let osm = OSM_KEYS.iter().any(|k| self.columns.contains_key(*k));
        if osm {
            remarks.push(
                "columns are called as tags of OpenStreetMap: its crosswalk gives the categories"
                    .to_owned(),
            );
        } else if !taken.contains_key("categories") {
            remarks.push("no column holds categories: records have none, unless the mapping says categories = [...] for all".to_owned());
        }
        if !taken.contains_key("name") && !taken.contains_key("categories") && !osm {
            let names: Vec<&str> = self.columns.keys().take(30).map(String::as_str).collect();
            return Err(GuessError::Nameless(names.join(", ")));
        }
        let toml = written(format, osm, &code, &title, &taken);
        let mapping = Mapping::parse(&toml).map_err(GuessError::Table)?;
        let mut columns = self.told(&given);
        for c in columns.iter_mut().filter(|c| c.field.is_none()) {
            c.denied = denied.remove(&c.name);
        }
        Ok(Guess {
            columns,
            remarks,
            toml,
            mapping,
        })
    }

    /// A form that a mapping of the program is for.
    fn own_form(&self) -> Option<&'static str> {
        let has = |name: &str| self.columns.contains_key(name);
        if has("slug") && has("commune_assignment") && has("completeness") {
            return Some("boucle");
        }
        let osm = |c: &Held| {
            let id = |v: &String| {
                let (kind, id) = v.split_once('/').unwrap_or_default();
                ["node", "way", "relation"].contains(&kind) && id.parse::<u64>().is_ok()
            };
            !c.values.is_empty() && c.values.iter().all(id)
        };
        let id = ["@id", "id"].iter().find_map(|n| self.columns.get(*n));
        id.is_some_and(osm).then_some("osm")
    }

    fn built_in(&self, name: &str, format: Format) -> Result<Guess, GuessError> {
        let text = Mapping::built_in(name).unwrap_or_default();
        let form = format!("format = \"{}\"", named(format));
        let toml = text.replace("format = \"geojson\"", &form);
        let mapping = Mapping::parse(&toml).map_err(GuessError::Table)?;
        let mut given = BTreeMap::new();
        for (field, columns) in &mapping.fields {
            for c in columns {
                given.insert(c.clone(), (field.clone(), true));
            }
        }
        if mapping.shape == Some(Shape::Boucle) {
            // Its columns are called as the fields are.
            for c in self.columns.keys().filter(|c| is_own(c)) {
                given.insert(c.clone(), (c.clone(), true));
            }
        }
        for c in &mapping.id {
            given.insert(c.clone(), ("id".to_owned(), true));
        }
        Ok(Guess {
            columns: self.told(&given),
            remarks: vec![format!("this is what the mapping `{name}` is for")],
            toml,
            mapping,
        })
    }

    fn told(&self, given: &BTreeMap<String, (String, bool)>) -> Vec<Column> {
        let each = self.columns.iter().map(|(name, held)| {
            let mut examples: Vec<String> = Vec::new();
            for v in &held.values {
                if examples.len() < EXAMPLES && !examples.contains(v) {
                    examples.push(v.clone());
                }
            }
            Column {
                name: name.clone(),
                field: given.get(name).map(|g| g.0.clone()),
                sure: given.get(name).is_some_and(|g| g.1),
                examples,
                denied: None,
            }
        });
        each.collect()
    }

    /// All that fits, the best first; and why columns are not taken for what they are called.
    fn fits(&self, table: &Vocabulary, words: &Words) -> (Vec<Fit>, BTreeMap<String, Denied>) {
        let (mut fits, mut denied) = (Vec::new(), BTreeMap::new());
        for (column, held) in &self.columns {
            let folded = fold(column);
            for (entry, known) in table.fields.iter().enumerate() {
                let looks = known.looks.is_none_or(|l| self.look(held, l, words));
                let exact = known.names.iter().position(|n| fold(n) == folded);
                if let (Some(_), false, Some(l)) = (exact, looks, known.looks)
                    && !held.values.is_empty()
                    && !denied.contains_key(column)
                {
                    let about = (l, self.rows);
                    let why = Denied::by_values(&known.field, held, about, words);
                    denied.insert(column.clone(), why);
                }
                let padded = format!(" {folded} ");
                let word = |w: &String| padded.contains(&format!(" {} ", fold(w)));
                let (score, name) = match exact {
                    Some(n) if looks => (3, n),
                    _ if looks && known.words.iter().any(word) => (2, 0),
                    _ if looks && known.alone => (1, 0),
                    _ => continue,
                };
                fits.push(Fit {
                    score,
                    entry,
                    name,
                    column: column.clone(),
                });
            }
        }
        fits.sort_by(|a, b| {
            let order = (b.score, a.entry, a.name).cmp(&(a.score, b.entry, b.name));
            order.then_with(|| a.column.cmp(&b.column))
        });
        (fits, denied)
    }

    /// Whether most values look so.
    fn look(&self, held: &Held, looks: Looks, words: &Words) -> bool {
        let values = &held.values;
        if values.is_empty() {
            return false;
        }
        if looks == Looks::Unique {
            let distinct: HashSet<&String> = values.iter().collect();
            return values.len() == self.rows && distinct.len() == values.len();
        }
        let alike = values.iter().filter(|v| looks.fits(v, words)).count();
        // A census is filled in by hand: some values are always otherwise.
        alike * 10 >= values.len() * looks.tenths()
    }
}

/// Code and name of the source, from the name of its file.
fn source(file: &str) -> (String, String) {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    let code = fold(stem).replace(' ', "-");
    let plain = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
    let code: String = code.chars().filter(plain).collect();
    let title = if stem.is_empty() { "recensement" } else { stem };
    if code.is_empty() || code == "demo" {
        return ("recensement".to_owned(), title.to_owned());
    }
    (code, title.to_owned())
}

const fn named(format: Format) -> &'static str {
    match format {
        Format::Csv => "csv",
        Format::Json => "json",
        Format::Geojson => "geojson",
        Format::Xlsx => "xlsx",
        Format::Osm => "osm",
    }
}

/// The mapping as a file.
fn written(
    format: Format,
    osm: bool,
    code: &str,
    title: &str,
    fields: &BTreeMap<&str, Vec<String>>,
) -> String {
    let quoted = |t: &str| toml::Value::String(t.to_owned()).to_string();
    let list = |columns: &[String]| {
        let all: Vec<String> = columns.iter().map(|c| quoted(c)).collect();
        format!("[{}]", all.join(", "))
    };
    let mut out = format!(
        "# Guessed from the names and values of the columns. Look it over, and say whose data these are, under which licence.\nformat = \"{}\"\n",
        named(format)
    );
    if osm {
        out.push_str("crosswalk = \"osm\"\n");
    }
    if let Some(id) = fields.get("id") {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "id = {}", list(id));
    }
    let title = quoted(title);
    let _ = write!(
        out,
        "\n[source]\ncode = {}\nname = {title}\nlicence = \"non précisée\"\nattribution = {title}\n\n[fields]\n",
        quoted(code)
    );
    for (field, columns) in fields.iter().filter(|(f, _)| **f != "id") {
        let _ = writeln!(out, "{field} = {}", list(columns));
    }
    out
}

#[cfg(test)]
mod tests;
