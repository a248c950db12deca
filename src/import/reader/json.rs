//! JSON arrays and GeoJSON, element by element: the list is the document itself, or stands under one of [`LISTS`].
use super::{Bounded, COLUMNS, RawRow, ReadError, clean, is_blank, open};
use crate::domain::Coordinates;
use geo::{CoordsIter, InteriorPoint, MapCoords};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;

struct Rows<'a> {
    take: &'a mut dyn FnMut(u64, Value),
    found: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

/// Names under which lists of records stand.
const LISTS: [&str; 6] = [
    "features",
    "elements",
    "_structuresDatas",
    "records",
    "results",
    "data",
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
            (self.take)(number, value);
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
    read_values(input, &mut |number, value| take(row(number, value)))
}

/// Reads all elements of the list as they stand, with their 1-based numbers.
///
/// # Errors
/// As [`read`].
pub(super) fn read_values(
    input: impl Read,
    take: &mut dyn FnMut(u64, Value),
) -> Result<(), ReadError> {
    let (_, inner) = open(input)?;
    let since_record = Rc::default();
    let input = Bounded {
        inner,
        since_record: Rc::clone(&since_record),
    };
    let mut take = |number: u64, value: Value| {
        since_record.set(0);
        take(number, value);
    };
    let mut found = false;
    let mut d = serde_json::Deserializer::from_reader(std::io::BufReader::new(input));
    let seed = Rows {
        take: &mut take,
        found: &mut found,
    };
    seed.deserialize(&mut d)
        .and_then(|()| d.end())
        .map_err(broken)?;
    if found {
        Ok(())
    } else {
        Err(ReadError::NoRows)
    }
}

fn broken(e: serde_json::Error) -> ReadError {
    let (line, column) = (e.line(), e.column());
    if e.is_io() {
        return ReadError::Io(e.into());
    }
    // The parser ends its message with the place, which is told apart here.
    let detail = e.to_string();
    let detail = detail.split(" at line ").next().unwrap_or_default();
    ReadError::Json {
        line,
        column,
        detail: match detail {
            "recursion limit exceeded" => {
                "lists and objects stand more than 128 deep in each other".to_owned()
            }
            "invalid unicode code point" => {
                "a character is not UTF-8: save the file as UTF-8".to_owned()
            }
            other => other.to_owned(),
        },
    }
}

/// An element as a row: the properties of a feature, else its own members.
pub(super) fn row(number: u64, mut value: Value) -> RawRow {
    let mut row = RawRow {
        number,
        ..RawRow::default()
    };
    if !value.is_object() {
        row.not_a_record = Some(value.to_string().chars().take(120).collect());
        return row;
    }
    if let Some(g) = value
        .get_mut("geometry")
        .map(Value::take)
        .filter(|g| !g.is_null())
    {
        row.geometry = Some(position(g));
    }
    let feature = value.get("type").and_then(Value::as_str) == Some("Feature");
    let (properties, id) = if feature {
        let mut part = |key| value.get_mut(key).map(Value::take).unwrap_or_default();
        (part("properties"), part("id"))
    } else {
        (value, Value::Null)
    };
    flatten("", &properties, &mut row.values);
    flatten("id", &id, &mut row.values);
    row.document = Some(properties);
    row
}

/// Bytes of a column's name; each of a record's values has one.
const PATH: usize = 1000;

/// Values under their paths. What is beyond the bounds stays in the document.
fn flatten(path: &str, value: &Value, out: &mut BTreeMap<String, String>) {
    if path.len() > PATH || out.len() >= COLUMNS {
        return;
    }
    let text = match value {
        Value::Object(map) => {
            for (k, v) in map {
                let k = clean(k);
                let path = if path.is_empty() {
                    k
                } else {
                    format!("{path}.{k}")
                };
                flatten(&path, v, out);
            }
            return;
        }
        Value::Null => return,
        Value::String(s) => clean(s),
        Value::Array(a) if a.iter().all(|v| !v.is_object() && !v.is_array()) => a
            .iter()
            .filter(|v| !v.is_null())
            .map(|v| v.as_str().map_or_else(|| v.to_string(), clean))
            .collect::<Vec<_>>()
            .join(";"),
        other => other.to_string(),
    };
    if !is_blank(&text) && !path.is_empty() {
        out.insert(path.to_owned(), text);
    }
}

/// A point, or a point inside the shape. A third coordinate is the height and is left aside.
fn position(g: Value) -> Result<Coordinates, String> {
    let text: String = excerpt(&g);
    if has_short_position(&g) {
        return Err(format!("{text}: a position needs two numbers"));
    }
    let geometry: geojson::Geometry =
        serde_json::from_value(g).map_err(|e| format!("{text}: {e}"))?;
    let shape: geo::Geometry<f64> =
        geo::Geometry::try_from(geometry).map_err(|e| format!("{text}: {e}"))?;
    // Looked at first: arithmetic on values that are no degrees may not end well.
    if let Some(off) = shape
        .coords_iter()
        .find(|c| Coordinates::new(c.x, c.y).is_none())
    {
        return Err(format!(
            "{:?}, {:?} is off the globe; expected [longitude, latitude] in degrees",
            off.x, off.y
        ));
    }
    // A zero has one sign: the search for a point inside orders by bits, and takes -0 and 0 for two places.
    let shape = shape.map_coords(|c| geo::Coord {
        x: c.x + 0.0,
        y: c.y + 0.0,
    });
    let point = shape
        .interior_point()
        .ok_or_else(|| format!("{text}: the shape is empty"))?;
    Coordinates::new(point.x(), point.y()).ok_or_else(|| format!("{text}: no point inside"))
}

/// Whether a position of a line or an area has fewer than two numbers, which the conversion does not look at.
fn has_short_position(g: &Value) -> bool {
    fn short(positions: &Value, depth: u32) -> bool {
        let list = positions.as_array().map(Vec::as_slice).unwrap_or_default();
        if depth == 0 {
            return list.len() < 2;
        }
        list.iter().any(|inner| short(inner, depth - 1))
    }
    let depth = match g.get("type").and_then(Value::as_str) {
        Some("MultiPoint" | "LineString") => 1,
        Some("Polygon" | "MultiLineString") => 2,
        Some("MultiPolygon") => 3,
        Some("GeometryCollection") => {
            let all = g.get("geometries").and_then(Value::as_array);
            return all.is_some_and(|all| all.iter().any(has_short_position));
        }
        _ => return false,
    };
    let positions = g.get("coordinates");
    positions.is_some_and(|p| short(p, depth))
}

/// The beginning of a geometry, for messages.
fn excerpt(g: &Value) -> String {
    let kind = g.get("type").and_then(Value::as_str).unwrap_or_default();
    if g.get("coordinates")
        .and_then(Value::as_array)
        .is_some_and(|a| a.len() > 4)
    {
        return kind.to_owned();
    }
    g.to_string().chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_is_no_column_and_stays_in_the_document() {
        let long = "a".repeat(1001);
        let value = serde_json::json!({"nom": "Le Bac", &long: {"0": 1}, "b": {"c": 2}});
        let row = row(1, value.clone());
        let columns: Vec<&str> = row.values.keys().map(String::as_str).collect();
        assert_eq!(columns, ["b.c", "nom"]);
        assert_eq!(row.document, Some(value));
        let many = (0..20_000).map(|i| (i.to_string(), Value::from(i)));
        let row = super::row(1, Value::Object(many.collect()));
        assert_eq!(row.values.len(), COLUMNS);
    }

    #[test]
    fn a_position_of_one_number_is_told() {
        for geometry in [
            r#"{"type":"MultiPoint","coordinates":[[1]]}"#,
            r#"{"type":"LineString","coordinates":[[1,2],[]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1],[1,1],[0,0]]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[[[0]]]]}"#,
            r#"{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1]]}]}"#,
        ] {
            let told = position(serde_json::from_str(geometry).unwrap()).unwrap_err();
            assert!(told.contains("two numbers"), "{geometry}: {told}");
        }
    }
}
