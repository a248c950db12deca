//! Declarative mappings: one TOML file per source.
use super::reader::RawRow;
use crate::domain::structure::{Address, Fields};
use crate::domain::{Coordinates, Offer, Source};
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

/// How a source's columns become our fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Form of the file.
    pub format: Format,
    /// `boucle`: properties are our own fields.
    #[serde(default)]
    pub shape: Option<String>,
    /// Columns that identify a record; the first one filled counts.
    #[serde(default)]
    pub id: Vec<String>,
    /// Territory that the source says it covers, `region:52`.
    #[serde(default)]
    pub territory: Option<String>,
    /// Name of a crosswalk.
    #[serde(default)]
    pub crosswalk: Option<String>,
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

/// Names that may stand left of `=` under `[fields]`, besides ours.
const SPECIAL: [&str; 6] = [
    "housenumber",
    "street",
    "postal_code",
    "city",
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

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// One sentence that names the key and, for an unknown field, the known ones.
    pub fn parse(text: &str) -> Result<Self, String> {
        let m: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        let known =
            |f: &String| Fields::NAMES.contains(&f.as_str()) || SPECIAL.contains(&f.as_str());
        match m.fields.keys().find(|f| !known(f)) {
            Some(f) => Err(format!(
                "mapping: there is no field `{f}`; known ones: {}",
                Fields::NAMES.join(", ")
            )),
            None => Ok(m),
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

    pub(super) fn knows(&self, column: &str) -> bool {
        let tag =
            self.crosswalk.is_some() && (column.contains(':') || CROSSWALK_KEYS.contains(&column));
        tag || self
            .id
            .iter()
            .chain(&self.ignore)
            .chain(self.fields.values().flatten())
            .any(|c| c == column)
    }

    pub(super) fn id(&self, row: &RawRow) -> Option<String> {
        self.id.iter().find_map(|c| row.values.get(c)).cloned()
    }

    fn first<'a>(&self, row: &'a RawRow, field: &str) -> Option<&'a str> {
        let columns = self.fields.get(field)?;
        columns
            .iter()
            .find_map(|c| row.values.get(c))
            .map(String::as_str)
    }

    /// The fields as the source writes them, not yet cleaned.
    pub(super) fn fields(&self, row: &RawRow) -> Result<Fields, String> {
        if self.shape.as_deref() == Some("boucle") {
            let document = row.document.clone().unwrap_or_default();
            return serde_json::from_value(document).map_err(|e| e.to_string());
        }
        let mut object = serde_json::Map::new();
        for (field, columns) in self
            .fields
            .iter()
            .filter(|(f, _)| !SPECIAL.contains(&f.as_str()))
        {
            if ["social", "networks", "photos", "labels"].contains(&field.as_str()) {
                let all: Vec<&str> = columns
                    .iter()
                    .filter_map(|c| row.values.get(c))
                    .flat_map(|v| v.split(';'))
                    .map(str::trim)
                    .collect();
                object.insert(field.clone(), all.into());
            } else if let Some(v) = self.first(row, field) {
                object.insert(field.clone(), v.into());
            }
        }
        let mut fields: Fields =
            serde_json::from_value(object.into()).map_err(|e| e.to_string())?;
        fields.categories.clone_from(&self.categories);
        fields.offers.clone_from(&self.offers);
        let street = self.first(row, "street");
        // Some write the number in both columns.
        let number = self.first(row, "housenumber").filter(|n| {
            street
                .and_then(|s| s.split_whitespace().next())
                .is_none_or(|first| first.trim_end_matches(',') != *n)
        });
        let line = [number, street]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let address = Address {
            lines: if line.is_empty() {
                Vec::new()
            } else {
                vec![line]
            },
            postal_code: self.first(row, "postal_code").map(str::to_owned),
            city: self.first(row, "city").map(str::to_owned),
            insee: None,
        };
        fields.address = (address != Address::default()).then_some(address);
        Ok(fields)
    }

    /// The position of the columns; decimal commas are understood. `None` when both are blank.
    pub(super) fn position(&self, row: &RawRow) -> Result<Option<Coordinates>, (String, String)> {
        let (lon, lat) = (self.first(row, "longitude"), self.first(row, "latitude"));
        let original = format!(
            "longitude {}, latitude {}",
            lon.unwrap_or("-"),
            lat.unwrap_or("-")
        );
        let number = |v: &str| v.replace(',', ".").trim().parse::<f64>().ok();
        match (lon, lat) {
            (None, None) => Ok(None),
            (Some(x), Some(y)) => match number(x).zip(number(y)) {
                None => Err((
                    "longitude and latitude must be numbers in degrees".to_owned(),
                    original,
                )),
                Some((x, y)) => Coordinates::new(x, y)
                    .map(Some)
                    .ok_or_else(|| ("it is off the globe".to_owned(), original)),
            },
            _ => Err((
                "one of longitude and latitude is blank".to_owned(),
                original,
            )),
        }
    }
}

/// Bare keys that crosswalks look at.
const CROSSWALK_KEYS: [&str; 14] = [
    "shop",
    "amenity",
    "craft",
    "second_hand",
    "repair",
    "charity",
    "bulk_purchase",
    "organic",
    "recycling_type",
    "type",
    "office",
    "typeLabel",
    "modesCollecte",
    "service",
];

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

    #[test]
    fn an_unknown_field_is_named() {
        let text = "format=\"csv\"\n[source]\ncode=\"a\"\nname=\"a\"\nlicence=\"a\"\nattribution=\"a\"\n[fields]\nnmae=[\"x\"]";
        assert!(Mapping::parse(text).unwrap_err().contains("`nmae`"));
    }
}
