//! Declarative mappings: one TOML file per source.
use super::position::PARTS as POSITION;
use super::reader::RawRow;
use super::values::{Kind, kind};
use crate::domain::crosswalk::{Prefix, Rule};
use crate::domain::structure::Fields;
use crate::domain::text::{fold, nearest};
use crate::domain::{Gazetteer, Offer, Source, Taxonomy, TerritoryKind};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Separated values.
    Csv,
    /// An array of objects.
    Json,
    /// A `FeatureCollection`.
    Geojson,
    /// A workbook, XLSX or ODS.
    #[serde(alias = "ods")]
    Xlsx,
    /// OpenStreetMap: PBF, Overpass JSON or GeoJSON.
    Osm,
}

impl Format {
    /// Whether rows stand under a header: one mapping then serves text files and workbooks alike.
    #[must_use]
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx)
    }
}

/// Forms of the properties that need no `[fields]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Our own fields, as the exports write them.
    Boucle,
    /// Elements of GoGoCarto: hours by day, categories by name or number, pictures and stamps are put into columns.
    Gogocarto,
}

/// Ways to read a column that hold for single fields of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Form {
    /// `[{"action": "donner", "sous_categories": ["vetement"]}]` for offers.
    #[serde(rename = "json offers")]
    Offers,
    /// `[{"type": "KILOMETRIQUE", "valeur": "30"}]` for the area that is served at home.
    #[serde(rename = "json perimeter")]
    Perimeter,
    /// All columns that are filled, each on a line of its own.
    #[serde(rename = "joined")]
    Joined,
}

/// The source's word -> ours; `*` is any other word, and a blank leaves the word out without a remark.
pub type Table = BTreeMap<String, String>;

/// How a source's columns become our fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Form of the file.
    pub format: Format,
    /// The sheet of a workbook; without it the first one that has a header and rows.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Whether the properties are our own fields already.
    #[serde(default)]
    pub shape: Option<Shape>,
    /// Columns that identify a record; the first one filled counts.
    #[serde(default)]
    pub id: Vec<String>,
    /// Territory that the source says it covers, `region:52`.
    #[serde(default)]
    pub territory: Option<String>,
    /// Name of a crosswalk that comes with the program.
    #[serde(default)]
    pub crosswalk: Option<String>,
    /// Rules of the mapping's own, besides those of `crosswalk`.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Spelt keys of the mapping's own, besides those of `crosswalk`.
    #[serde(default)]
    pub prefixes: Vec<Prefix>,
    /// Categories of all records.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Offers of all records.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// Columns that are known and left out.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Columns that the file should have: another spelling of one (accents, blanks, capitals) counts as it, and those
    /// that no row fills are reported once.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Columns that say whom a reuse of the single record must cite; values on `|` are joined with commas.
    #[serde(default)]
    pub attribution: Vec<String>,
    /// Columns with the identifiers that the source's own contributors give, `[{"contributor": "id"}]`.
    #[serde(default)]
    pub contributors: Vec<String>,
    /// INSEE codes of departments: records outside of all of them are left aside. Empty takes all.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Field -> the way its columns are read, where that is not the field's own.
    #[serde(default)]
    pub kinds: BTreeMap<String, Form>,
    /// Field -> table of words; `actions` is the table for the actions of offers.
    #[serde(default)]
    pub words: BTreeMap<String, Table>,
    /// Action -> columns that list its objects; read where the columns of `offers` are blank.
    #[serde(default)]
    pub objects_of: BTreeMap<String, Vec<String>>,
    /// Numbers of categories -> their names, for sources that write the former (`shape = "gogocarto"`).
    #[serde(default)]
    pub names: Table,
    /// Who publishes it.
    pub source: Source,
    /// Our field -> columns, the first one filled counts (lists take all).
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// Names that may stand left of `=` under `[fields]`, besides ours and [`POSITION`]: the parts of an address.
const ADDRESS: [&str; 6] = [
    "housenumber",
    "street",
    "complement",
    "postal_code",
    "city",
    "insee",
];

/// Parts of address and position.
fn parts() -> impl Iterator<Item = &'static str> + Clone {
    ADDRESS.into_iter().chain(POSITION)
}

macro_rules! builtin {
    ($($name:literal),*) => {
        /// Names and texts of the mappings that come with the program.
        pub const BUILT_IN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../geodata/mappings/", $name, ".toml")))),*];
    };
}
builtin!(
    "osm",
    "nantes-structures",
    "nantes-conteneurs",
    "compost-tricyclerie",
    "compost-ouivalo",
    "ademe",
    "gogocarto",
    "boucle",
    "demo"
);

/// Whether a column can fill the field of this name; else what can.
fn fillable(field: &str) -> Result<(), String> {
    if parts().any(|p| p == field) {
        return Ok(());
    }
    let ours = Fields::NAMES.iter().copied();
    let all = || {
        ours.clone()
            .filter(|f| !matches!(kind(f), Kind::Parts(_)))
            .chain(parts())
    };
    if !Fields::NAMES.contains(&field) {
        let hint = nearest(field, all())
            .map(|like| format!("; did you mean `{like}`?"))
            .unwrap_or_default();
        let known = all().collect::<Vec<_>>().join(", ");
        return Err(format!(
            "mapping: there is no field `{field}`{hint} Known ones: {known}"
        ));
    }
    match kind(field) {
        Kind::Parts(parts) => Err(format!(
            "mapping: `{field}` cannot be filled by one column; fill its parts instead: {parts}"
        )),
        _ => Ok(()),
    }
}

impl Mapping {
    /// Reads a mapping. What needs the taxonomy or the territories is checked by [`Mapping::check`].
    ///
    /// # Errors
    /// One sentence that names the key and, for a field that cannot be filled, what can.
    pub fn parse(text: &str) -> Result<Self, String> {
        let m: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        if m.shape == Some(Shape::Boucle) && !m.fields.is_empty() {
            return Err(
                "mapping: with `shape` the properties are our own fields: leave [fields] out"
                    .to_owned(),
            );
        }
        m.fields.keys().try_for_each(|f| fillable(f))?;
        m.check_forms().map(|()| m)
    }

    /// Whether forms and tables of words stand under fields that can have them.
    fn check_forms(&self) -> Result<(), String> {
        for (field, form) in &self.kinds {
            let right = match form {
                Form::Offers => field == "offers",
                Form::Perimeter => field == "at_home",
                Form::Joined => {
                    kind(field) == Kind::Text && Fields::NAMES.contains(&field.as_str())
                }
            };
            if !right {
                return Err(format!(
                    "mapping: kinds, `{field}`: `json offers` is for offers, `json perimeter` for at_home, `joined` for fields of text"
                ));
            }
        }
        let named = |f: &&String| *f != "actions" && !Fields::NAMES.contains(&f.as_str());
        match self.words.keys().find(named) {
            Some(field) => Err(format!(
                "mapping: words, `{field}` is no field; name one of ours, or `actions`"
            )),
            None => Ok(()),
        }
    }

    /// A mapping that comes with the program.
    #[must_use]
    pub fn built_in(name: &str) -> Option<&'static str> {
        BUILT_IN
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, text)| *text)
    }

    /// Whether the mapping itself reads this column.
    pub(super) fn knows(&self, column: &str) -> bool {
        self.id
            .iter()
            .chain(&self.ignore)
            .chain(&self.columns)
            .chain(&self.attribution)
            .chain(&self.contributors)
            .chain(self.objects_of.values().flatten())
            .chain(self.fields.values().flatten())
            .any(|c| c == column)
    }

    /// The word of a field as its table has it: ours, `None` where the table leaves it out, else the word itself.
    pub(super) fn word<'a>(&'a self, field: &str, text: &'a str) -> Option<&'a str> {
        let Some(table) = self.words.get(field) else {
            return Some(text);
        };
        let folded = fold(text);
        let found = table.iter().find(|(w, _)| *w != "*" && fold(w) == folded);
        let ours = found.map(|(_, ours)| ours).or_else(|| table.get("*"));
        ours.map_or(Some(text), |o| Some(o.as_str()).filter(|o| !o.is_empty()))
    }

    pub(super) fn id(&self, row: &RawRow) -> Option<String> {
        self.id.iter().find_map(|c| row.values.get(c)).cloned()
    }

    pub(super) fn first<'a>(&self, row: &'a RawRow, field: &str) -> Option<&'a str> {
        if self.shape == Some(Shape::Boucle) {
            return row.values.get(field).map(String::as_str);
        }
        let columns = self.fields.get(field)?;
        columns
            .iter()
            .find_map(|c| row.values.get(c))
            .map(String::as_str)
    }

    /// Kind and code of the territory that the source covers.
    pub(super) fn territory(&self) -> Option<(TerritoryKind, &str)> {
        let (kind, code) = self.territory.as_deref()?.split_once(':')?;
        Some((TerritoryKind::parse(kind)?, code))
    }

    /// Checks all that can be known before the first row: territory, categories, offers, source.
    ///
    /// # Errors
    /// One sentence that names the key, what stands there and what would be right.
    pub fn check(&self, taxonomy: &Taxonomy, gazetteer: &Gazetteer) -> Result<(), String> {
        self.check_source()?;
        if let Some(text) = &self.territory {
            let found = self
                .territory()
                .and_then(|(kind, code)| gazetteer.get(kind, code));
            if found.is_none() {
                return Err(format!(
                    "mapping: territory = `{text}` is no territory; write commune:CODE, epci:CODE, department:CODE or region:CODE, as in region:52"
                ));
            }
        }
        if let Some(code) = self
            .departments
            .iter()
            .find(|c| gazetteer.get(TerritoryKind::Department, c).is_none())
        {
            return Err(format!(
                "mapping: departments: `{code}` is no department; write INSEE codes, as in 44 or 2A"
            ));
        }
        let actions = self.offers.iter().map(|o| &o.action);
        let actions = actions.chain(self.objects_of.keys());
        let objects = self.offers.iter().flat_map(|o| &o.objects);
        for (key, mut codes, terms) in [
            (
                "categories",
                self.categories.iter().collect::<Vec<_>>().into_iter(),
                &taxonomy.categories,
            ),
            (
                "offers, action",
                actions.collect::<Vec<_>>().into_iter(),
                &taxonomy.actions,
            ),
            (
                "offers, objects",
                objects.collect::<Vec<_>>().into_iter(),
                &taxonomy.objects,
            ),
        ] {
            if let Some(code) = codes.find(|c| terms.get(c).is_none()) {
                let hint = nearest(code, terms.iter().map(|t| t.code.as_str()))
                    .map(|like| format!("; did you mean `{like}`?"))
                    .unwrap_or_default();
                return Err(format!(
                    "mapping: {key}: `{code}` is not in the taxonomy{hint}"
                ));
            }
        }
        Ok(())
    }

    fn check_source(&self) -> Result<(), String> {
        let s = &self.source;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if s.code.is_empty() || !s.code.chars().all(plain) {
            return Err(format!(
                "mapping: source, code = `{}`: expected small letters, digits, - and _",
                s.code
            ));
        }
        let texts = [
            ("name", &s.name),
            ("licence", &s.licence),
            ("attribution", &s.attribution),
        ];
        match texts.iter().find(|(_, text)| text.trim().is_empty()) {
            Some((key, _)) => Err(format!(
                "mapping: source, {key} is blank: say whose data these are, and under which licence"
            )),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_mappings_are_sound() {
        for (name, text) in BUILT_IN {
            let m = Mapping::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(!m.source.licence.is_empty(), "{name}");
        }
    }

    const SOURCE: &str = "[source]\ncode=\"a\"\nname=\"a\"\nlicence=\"a\"\nattribution=\"a\"\n";

    #[test]
    fn a_field_that_cannot_be_filled_is_named_with_what_can() {
        for (field, words) in [
            (
                "nmae",
                &[
                    "`nmae`",
                    "did you mean `name`?",
                    "street, complement, postal_code",
                ][..],
            ),
            (
                "address",
                &["`address`", "street, complement, postal_code, city, insee"],
            ),
            ("position", &["`position`", "longitude, latitude"]),
        ] {
            let text = format!("format=\"csv\"\n{SOURCE}[fields]\n{field}=[\"x\"]");
            let told = Mapping::parse(&text).unwrap_err();
            for word in words {
                assert!(told.contains(word), "{field}: {told}");
            }
        }
    }

    #[test]
    fn a_slip_in_a_key_is_told() {
        for (text, word) in [
            ("format=\"json\"\nshape=\"bouclé\"\n", "boucle"),
            ("format=\"csv\"\nteritory=\"region:52\"\n", "teritory"),
            (
                "format=\"csv\"\n[[rules]]\nwhen={a=[\"b\"]}\ncategorie=[\"reseau\"]\n",
                "categorie",
            ),
        ] {
            let told = Mapping::parse(&format!("{text}{SOURCE}")).unwrap_err();
            assert!(told.contains(word), "{text}: {told}");
        }
    }
}
