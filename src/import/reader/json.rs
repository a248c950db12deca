//! JSON arrays and GeoJSON, element by element: the first array of the document is the list.
use super::{RawRow, ReadError};
use crate::domain::Coordinates;
use geo::InteriorPoint;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::io::Read;

struct Rows<'a> {
    take: &'a mut dyn FnMut(RawRow),
    found: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

/// Names under which lists of records stand.
const LISTS: [&str; 5] = [
    "features",
    "elements",
    "_structuresDatas",
    "records",
    "results",
];

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of records")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if LISTS.contains(&key.as_str()) && !*self.found {
                map.next_value_seed(Rows {
                    take: &mut *self.take,
                    found: &mut *self.found,
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        *self.found = true;
        let mut number = 0;
        while let Some(value) = seq.next_element::<Value>()? {
            number += 1;
            (self.take)(row(number, value));
        }
        Ok(())
    }
    // A value that is no list at all: reported as `NoRows` by the caller.
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reads all rows.
///
/// # Errors
/// Broken JSON with its place, or a document without a list.
pub fn read(input: impl Read, take: &mut dyn FnMut(RawRow)) -> Result<(), ReadError> {
    let mut found = false;
    let mut d = serde_json::Deserializer::from_reader(std::io::BufReader::new(input));
    let seed = Rows {
        take,
        found: &mut found,
    };
    seed.deserialize(&mut d)
        .and_then(|()| d.end())
        .map_err(|e| ReadError::Json {
            line: e.line(),
            column: e.column(),
            detail: e.to_string(),
        })?;
    if found {
        Ok(())
    } else {
        Err(ReadError::NoRows)
    }
}

fn row(number: u64, mut value: Value) -> RawRow {
    let mut row = RawRow {
        number,
        ..RawRow::default()
    };
    if let Some(g) = value
        .get_mut("geometry")
        .map(Value::take)
        .filter(|g| !g.is_null())
    {
        row.geometry = Some(position(g));
    }
    let feature = value.get("type").and_then(Value::as_str) == Some("Feature");
    let properties = if feature {
        value
            .get_mut("properties")
            .map(Value::take)
            .unwrap_or_default()
    } else {
        value.clone()
    };
    flatten("", &properties, &mut row.values);
    if let (true, Some(id)) = (feature, value.get("id")) {
        flatten("id", id, &mut row.values);
    }
    row.document = Some(properties);
    row
}

fn flatten(path: &str, value: &Value, out: &mut std::collections::BTreeMap<String, String>) {
    let text = match value {
        Value::Object(map) => {
            for (k, v) in map {
                flatten(
                    &if path.is_empty() {
                        k.clone()
                    } else {
                        format!("{path}.{k}")
                    },
                    v,
                    out,
                );
            }
            return;
        }
        Value::Null => return,
        Value::String(s) => s.trim().to_owned(),
        Value::Array(a) if a.iter().all(|v| !v.is_object() && !v.is_array()) => a
            .iter()
            .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(";"),
        other => other.to_string(),
    };
    if !text.is_empty() && !path.is_empty() {
        out.insert(path.to_owned(), text);
    }
}

/// A point, or a point inside the shape. A third coordinate is the height and is left aside.
fn position(g: Value) -> Result<Coordinates, String> {
    let text = g.to_string().chars().take(120).collect::<String>();
    let geometry: geojson::Geometry =
        serde_json::from_value(g).map_err(|e| format!("{text}: {e}"))?;
    let shape: geo::Geometry<f64> =
        geo::Geometry::try_from(geometry).map_err(|e| format!("{text}: {e}"))?;
    let point = shape
        .interior_point()
        .ok_or_else(|| format!("{text}: no point inside"))?;
    Coordinates::new(point.x(), point.y())
        .ok_or_else(|| format!("{text}: off the globe; expected [longitude, latitude]"))
}
