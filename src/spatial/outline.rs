//! Outlines of territories to draw: a backdrop, never for deciding what lies where.
use crate::domain::{Gazetteer, TerritoryKind};
use geo::{BooleanOps, BoundingRect, MultiPolygon};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A piece of land to draw.
#[derive(Debug, Clone)]
pub struct Land {
    /// INSEE code of a department; empty for what lies around the country.
    pub code: String,
    /// Longitudes and latitudes of closed lines.
    pub rings: Vec<Vec<(f64, f64)>>,
    /// West, south, east, north, degrees.
    pub bounds: [f64; 4],
}

/// GeoJSON geometries by kind and code, read when they are first asked for.
#[derive(Debug, Default)]
pub struct Outlines {
    text: &'static str,
    neighbours: &'static str,
    ready: OnceLock<HashMap<(TerritoryKind, String), String>>,
    lands: OnceLock<Vec<Land>>,
}

impl Outlines {
    /// Outlines of departments, as the text of a `FeatureCollection` whose features have a `code`, and of the lands
    /// around, as the text of another.
    #[must_use]
    pub fn of(departments: &'static str, neighbours: &'static str) -> Self {
        Self {
            text: departments,
            neighbours,
            ..Self::default()
        }
    }

    /// All pieces of land, those around the country first: what is drawn later lies above.
    pub fn lands(&self) -> &[Land] {
        self.lands.get_or_init(|| {
            let read = |text, what: &str| {
                lands(text).unwrap_or_else(|error| {
                    tracing::error!(%error, what, "outlines that cannot be read");
                    Vec::new()
                })
            };
            let mut all = read(self.neighbours, "neighbours");
            // Of these a code would say nothing here.
            for land in &mut all {
                land.code.clear();
            }
            all.extend(read(self.text, "departments"));
            all
        })
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

fn lands(text: &str) -> Result<Vec<Land>, geojson::Error> {
    let mut out = Vec::new();
    for feature in text
        .parse::<geojson::GeoJson>()
        .map(geojson::FeatureCollection::try_from)??
    {
        let code = feature.property("code").and_then(serde_json::Value::as_str);
        let code = code.unwrap_or_default().to_owned();
        let Some(geometry) = feature.geometry else {
            continue;
        };
        let polygons = match geo::Geometry::<f64>::try_from(geometry)? {
            geo::Geometry::Polygon(p) => vec![p],
            geo::Geometry::MultiPolygon(m) => m.0,
            _ => continue,
        };
        // Each part by itself: what lies overseas is not drawn with the rest.
        for polygon in polygons {
            let Some(b) = polygon.bounding_rect() else {
                continue;
            };
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            let points = |ring: &geo::LineString| ring.coords().map(|c| (c.x, c.y)).collect();
            out.push(Land {
                code: code.clone(),
                rings: rings.map(points).collect(),
                bounds: [b.min().x, b.min().y, b.max().x, b.max().y],
            });
        }
    }
    Ok(out)
}
