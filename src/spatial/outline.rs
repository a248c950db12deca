//! Outlines of territories to draw: a backdrop, never for deciding what lies where.
use crate::domain::{Gazetteer, TerritoryKind};
use geo::{BooleanOps, MultiPolygon};
use std::collections::HashMap;
use std::sync::OnceLock;

/// GeoJSON geometries by kind and code, read when they are first asked for.
#[derive(Debug, Default)]
pub struct Outlines {
    text: &'static str,
    ready: OnceLock<HashMap<(TerritoryKind, String), String>>,
}

impl Outlines {
    /// Outlines of departments, as the text of a `FeatureCollection` whose features have a `code`.
    #[must_use]
    pub fn of_departments(text: &'static str) -> Self {
        Self {
            text,
            ready: OnceLock::new(),
        }
    }

    /// The geometry of a territory, as GeoJSON; a region is the union of its departments. `None` where no outline
    /// is known, as for communes and EPCI without the official contours.
    #[must_use]
    pub fn get(&self, gazetteer: &Gazetteer, kind: TerritoryKind, code: &str) -> Option<&str> {
        let ready = self.ready.get_or_init(|| {
            read(self.text, gazetteer).unwrap_or_else(|error| {
                tracing::error!(%error, "the outlines of departments cannot be read");
                HashMap::new()
            })
        });
        ready.get(&(kind, code.to_owned())).map(String::as_str)
    }
}

fn read(
    text: &str,
    gazetteer: &Gazetteer,
) -> Result<HashMap<(TerritoryKind, String), String>, geojson::Error> {
    let mut out = HashMap::new();
    let mut regions: HashMap<String, Vec<MultiPolygon<f64>>> = HashMap::new();
    for feature in text
        .parse::<geojson::GeoJson>()
        .map(geojson::FeatureCollection::try_from)??
    {
        let code = feature.property("code").and_then(serde_json::Value::as_str);
        let (Some(code), Some(geometry)) = (code.map(str::to_owned), feature.geometry) else {
            continue;
        };
        let department = gazetteer.get(TerritoryKind::Department, &code);
        let region = department.and_then(|d| d.region.clone());
        out.insert((TerritoryKind::Department, code), geometry.to_string());
        let shape = match geo::Geometry::<f64>::try_from(geometry)? {
            geo::Geometry::Polygon(p) => MultiPolygon(vec![p]),
            geo::Geometry::MultiPolygon(m) => m,
            _ => continue,
        };
        if let Some(region) = region {
            regions.entry(region).or_default().push(shape);
        }
    }
    for (code, shapes) in regions {
        let union = shapes
            .into_iter()
            .reduce(|a, b| a.union(&b))
            .unwrap_or_else(|| MultiPolygon(Vec::new()));
        let geometry = geojson::Geometry::from(&union);
        out.insert((TerritoryKind::Region, code), geometry.to_string());
    }
    Ok(out)
}
