//! Clusters of a query: cells of 64 px, exact counts per sector, each at the mean of its members.
use super::select::Filter;
use super::snapshot::Snapshot;
use crate::domain::geodesy::Coordinates;
use crate::spatial::grid::{MAX_ZOOM, cell};
use serde::Serialize;
use std::collections::BTreeMap;

/// One mark of the map.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cluster {
    /// Sum of longitudes, then their mean.
    #[serde(skip)]
    pub lon: f64,
    /// Sum of latitudes, then their mean.
    #[serde(skip)]
    pub lat: f64,
    /// Structures in it; always exact.
    pub count: u32,
    /// Structures by index of the sector; the last is "no sector".
    #[serde(skip)]
    pub sectors: [u32; 6],
    /// The first of them.
    #[serde(skip)]
    pub first: u32,
}

impl Snapshot {
    /// Clusters of all matches at a zoom level; the counts sum to the number of placed matches.
    #[must_use]
    pub fn clusters(&self, f: &Filter, zoom: u8) -> Vec<Cluster> {
        let zoom = zoom.min(MAX_ZOOM);
        let mut cells: BTreeMap<(u64, u64, u64), Cluster> = BTreeMap::new();
        for i in self.matches(f) {
            let Some(p) = self.point(i) else { continue };
            // At the last zoom only structures of one and the same place stay together.
            let place = if zoom == MAX_ZOOM {
                (p.lon.to_bits(), p.lat.to_bits())
            } else {
                (0, 0)
            };
            let c = cells
                .entry((cell(self.keys[i as usize], zoom), place.0, place.1))
                .or_insert(Cluster {
                    first: i,
                    ..Cluster::default()
                });
            c.lon += p.lon;
            c.lat += p.lat;
            c.count += 1;
            c.sectors[usize::from(self.rows[i as usize].sector).min(5)] += 1;
        }
        let mean = |mut c: Cluster| {
            let at = Coordinates {
                lon: c.lon / f64::from(c.count),
                lat: c.lat / f64::from(c.count),
            }
            .rounded();
            (c.lon, c.lat) = (at.lon, at.lat);
            c
        };
        cells.into_values().map(mean).collect()
    }
}
