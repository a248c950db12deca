//! Official contours as they are published: GeoJSON, feature by feature, so that a large file never stands in memory
//! whole.
use super::Area;
use crate::domain::Coordinates;
use geo::{CoordsIter, LineString, Polygon};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;
use std::fmt;
use std::io::Read;

/// Why contours cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes end early, or cannot be unpacked.
    #[error("it cannot be read to its end: {0}")]
    Io(std::io::Error),
    /// Not the GeoJSON that was expected: what, and where.
    #[error("{0}")]
    Form(String),
}

/// Reads a `FeatureCollection` whose features have a `code` and a polygon in degrees; hands over each.
///
/// # Errors
/// Bytes that end early, broken JSON, or a feature that is not as it should be: its number, its code and what is
/// wrong.
pub fn read(input: impl Read, take: &mut dyn FnMut(Area)) -> Result<(), ReadError> {
    let mut d =
        serde_json::Deserializer::from_reader(std::io::BufReader::with_capacity(1 << 16, input));
    let collection = Collection { take };
    let read = collection.deserialize(&mut d).and_then(|()| d.end());
    read.map_err(|e| {
        if e.is_io() {
            ReadError::Io(e.into())
        } else {
            ReadError::Form(e.to_string())
        }
    })
}

struct Collection<'a> {
    take: &'a mut dyn FnMut(Area),
}

impl<'de> DeserializeSeed<'de> for Collection<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON FeatureCollection")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let (mut kind, mut features) = (None, false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = Some(map.next_value::<Value>()?),
                "features" => {
                    features = true;
                    map.next_value_seed(Features {
                        take: &mut *self.take,
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if features && kind.as_ref().and_then(Value::as_str) == Some("FeatureCollection") {
            return Ok(());
        }
        let found = kind.map_or_else(|| "no type".to_owned(), |k| format!("type {k}"));
        let without = if features { "" } else { " and no features" };
        Err(M::Error::custom(format!(
            "expected a GeoJSON FeatureCollection with features; found {found}{without}"
        )))
    }
}

struct Features<'a> {
    take: &'a mut dyn FnMut(Area),
}

impl<'de> DeserializeSeed<'de> for Features<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }
    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        let mut number = 0;
        while let Some(feature) = seq.next_element::<geojson::Feature>()? {
            number += 1;
            let area = area(feature, number).map_err(S::Error::custom)?;
            (self.take)(area);
        }
        Ok(())
    }
}

/// The area of a feature, or what is wrong with it.
fn area(feature: geojson::Feature, number: usize) -> Result<Area, String> {
    let text = |key: &str| feature.property(key).and_then(Value::as_str);
    let code = text("code")
        .filter(|c| !c.trim().is_empty())
        .ok_or_else(|| format!("feature {number} has no code; expected properties.code, a text"))?
        .to_owned();
    let name = text("nom").unwrap_or_default().to_owned();
    let of = |what: &str| format!("feature {number}, code {code}: {what}");
    let geometry = feature
        .geometry
        .ok_or_else(|| of("it has no geometry; expected a Polygon or a MultiPolygon"))?;
    let geometry = geo::Geometry::<f64>::try_from(geometry).map_err(|e| of(&e.to_string()))?;
    let polygons = match geometry {
        geo::Geometry::Polygon(p) => vec![p],
        geo::Geometry::MultiPolygon(m) => m.0,
        _ => return Err(of("expected a Polygon or a MultiPolygon")),
    };
    if polygons.is_empty() {
        return Err(of("its shape is empty"));
    }
    for polygon in &polygons {
        sound(polygon).map_err(|e| of(&e))?;
    }
    Ok(Area {
        code,
        name,
        polygons,
    })
}

/// Whether a polygon has rings of enough corners, in degrees.
fn sound(polygon: &Polygon<f64>) -> Result<(), String> {
    let off = polygon
        .coords_iter()
        .find(|c| Coordinates::new(c.x, c.y).is_none());
    if let Some(c) = off {
        return Err(format!(
            "{:?}, {:?} are no degrees; expected longitude and latitude in WGS 84",
            c.x, c.y
        ));
    }
    let short = |r: &LineString<f64>| r.0.len() < 4;
    if short(polygon.exterior()) || polygon.interiors().iter().any(short) {
        return Err("a ring has fewer than four corners".to_owned());
    }
    Ok(())
}
