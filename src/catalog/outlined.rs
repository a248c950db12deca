//! Shapes of territories for answers.
use super::snapshot::Snapshot;
use crate::domain::query::BoundingBox;
use crate::domain::{Territory, TerritoryKind};

/// Degrees that no commune, EPCI, department or region reaches from its position.
const REACH: [f64; 4] = [1.0, 2.5, 4.0, 6.0];

impl Snapshot {
    /// The shape of a territory as GeoJSON: the official contour where it is loaded, else the outline to draw; `None`
    /// where neither is known.
    #[must_use]
    pub fn contour_of(&self, t: &Territory) -> Option<String> {
        if let Some(exact) = self.contours().polygon(t.kind, &t.code) {
            return Some(geojson::Geometry::from(exact).to_string());
        }
        // This is text already.
        let drawn = self.outlines.get(&self.gazetteer, t.kind, &t.code);
        drawn.map(str::to_owned)
    }

    /// Some of a territory lies in a box, which does not cross the antimeridian: of its official contour where it is
    /// loaded, else of the box around its outline; of what has neither, its position. A territory without a position
    /// lies in none.
    #[must_use]
    pub fn in_view(&self, t: &Territory, view: &BoundingBox) -> bool {
        let Some(at) = t.position else {
            return false;
        };
        // Contours stay packed until they are asked for: those of the other end of the country are not.
        if view.contains(at) || !view.widened(REACH[t.kind as usize]).contains(at) {
            return view.contains(at);
        }
        if let Some(meets) = self.contours().meets(t.kind, &t.code, view) {
            return meets;
        }
        let own = |code: &str| match t.kind {
            TerritoryKind::Department => t.code == code,
            TerritoryKind::Region => {
                let d = self.gazetteer.get(TerritoryKind::Department, code);
                d.is_some_and(|d| d.region.as_ref() == Some(&t.code))
            }
            TerritoryKind::Commune | TerritoryKind::Epci => false,
        };
        let lands = self.outlines.lands().iter().filter(|l| own(&l.code));
        lands.into_iter().any(|l| {
            let [west, south, east, north] = l.bounds;
            view.meets(&BoundingBox {
                west,
                south,
                east,
                north,
            })
        })
    }
}
