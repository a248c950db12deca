//! Declarative mappings: one TOML file per source.
use super::reader::RawRow;
use super::values::{Kind, kind};
use crate::domain::crosswalk::{Prefix, Rule};
use crate::domain::structure::Fields;
use crate::domain::text::nearest;
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
}

/// Forms of the properties that need no `[fields]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Our own fields, as the exports write them.
    Boucle,
}

/// How a source's columns become our fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Form of the file.
    pub format: Format,
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
    /// Who publishes it.
    pub source: Source,
    /// Our field -> columns, the first one filled counts (lists take all).
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// Names that may stand left of `=` under `[fields]`, besides ours: the parts of address and position.
const PARTS: [&str; 7] = [
    "housenumber",
    "street",
    "postal_code",
    "city",
    "insee",
    "latitude",
    "longitude",
];

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
    "boucle",
    "demo"
);

/// Whether a column can fill the field of this name; else what can.
fn fillable(field: &str) -> Result<(), String> {
    if PARTS.contains(&field) {
        return Ok(());
    }
    let ours = Fields::NAMES.iter().copied();
    let all = || {
        ours.clone()
            .filter(|f| !matches!(kind(f), Kind::Parts(_)))
            .chain(PARTS)
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
        if m.shape.is_some() && !m.fields.is_empty() {
            return Err(
                "mapping: with `shape` the properties are our own fields: leave [fields] out"
                    .to_owned(),
            );
        }
        m.fields.keys().try_for_each(|f| fillable(f)).map(|()| m)
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
            .chain(self.fields.values().flatten())
            .any(|c| c == column)
    }

    pub(super) fn id(&self, row: &RawRow) -> Option<String> {
        self.id.iter().find_map(|c| row.values.get(c)).cloned()
    }

    pub(super) fn first<'a>(&self, row: &'a RawRow, field: &str) -> Option<&'a str> {
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
        let actions = self.offers.iter().map(|o| &o.action);
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
                &["`nmae`", "did you mean `name`?", "street, postal_code"][..],
            ),
            (
                "address",
                &["`address`", "street, postal_code, city, insee"],
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
