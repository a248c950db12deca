//! R-trees over unique places; co-located structures share one leaf.
//!
//! Distances are searched on points of the unit sphere: the straight chord grows with the great-circle
//! distance, so nearest and radius are exact across the antimeridian and at the poles.
use crate::domain::geodesy::{Coordinates, EARTH_RADIUS_M};
use crate::domain::query::BoundingBox;
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::ops::ControlFlow;

/// A run of structures at one place: `start..start + len` of the caller's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// First structure.
    pub start: u32,
    /// How many.
    pub len: u32,
}

impl Slot {
    /// The structures of the run.
    #[must_use]
    pub fn range(self) -> std::ops::Range<u32> {
        self.start..self.start + self.len
    }
}

#[derive(Debug, Clone, Copy)]
struct Flat {
    at: [f64; 2],
    slot: Slot,
}
impl RTreeObject for Flat {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.at)
    }
}

#[derive(Debug, Clone, Copy)]
struct Round {
    at: [f64; 3],
    slot: Slot,
}
impl RTreeObject for Round {
    type Envelope = AABB<[f64; 3]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.at)
    }
}
impl PointDistance for Round {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        let d = |i: usize| (self.at[i] - point[i]) * (self.at[i] - point[i]);
        d(0) + d(1) + d(2)
    }
}

fn on_sphere(c: Coordinates) -> [f64; 3] {
    let (lon, lat) = (c.lon.to_radians(), c.lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Squared chord of a great-circle distance in metres, on the unit sphere.
fn chord_2(metres: f64) -> f64 {
    let half = (metres / (2.0 * EARTH_RADIUS_M)).min(std::f64::consts::FRAC_PI_2);
    (2.0 * half.sin()).powi(2)
}

/// Finds places by box, by distance and by nearness.
#[derive(Debug, Default)]
pub struct PlaceIndex {
    flat: RTree<Flat>,
    round: RTree<Round>,
}

impl PlaceIndex {
    /// Bulk-loads both trees. Places must be unique.
    #[must_use]
    pub fn bulk_load(places: &[(Coordinates, Slot)]) -> Self {
        let flat = || {
            RTree::bulk_load(
                places
                    .iter()
                    .map(|(c, slot)| Flat {
                        at: [c.lon, c.lat],
                        slot: *slot,
                    })
                    .collect(),
            )
        };
        let round = || Self::round_tree(places);
        let (flat, round) = rayon::join(flat, round);
        Self { flat, round }
    }

    /// Bulk-loads for nearest and radius only, half the memory.
    #[must_use]
    pub fn bulk_load_nearest(places: &[(Coordinates, Slot)]) -> Self {
        Self {
            flat: RTree::new(),
            round: Self::round_tree(places),
        }
    }

    fn round_tree(places: &[(Coordinates, Slot)]) -> RTree<Round> {
        RTree::bulk_load(
            places
                .iter()
                .map(|(c, slot)| Round {
                    at: on_sphere(*c),
                    slot: *slot,
                })
                .collect(),
        )
    }

    /// Hands over the places inside the box, edges included, in no order.
    pub fn in_bbox(&self, bbox: &BoundingBox, mut take: impl FnMut(Slot)) {
        for b in bbox.parts() {
            let envelope = AABB::from_corners([b.west, b.south], [b.east, b.north]);
            let _: ControlFlow<()> = self.flat.locate_in_envelope_int(&envelope, |found| {
                take(found.slot);
                ControlFlow::Continue(())
            });
        }
    }

    /// Places by growing distance.
    pub fn nearest(&self, from: Coordinates) -> impl Iterator<Item = Slot> {
        self.round
            .nearest_neighbor_iter(&on_sphere(from))
            .map(|r| r.slot)
    }

    /// Places at most `metres` away, in no order. A hair generous: the caller compares the exact distance.
    pub fn within(&self, from: Coordinates, metres: f64) -> impl Iterator<Item = Slot> {
        self.round
            .locate_within_distance(on_sphere(from), chord_2(metres) * (1.0 + 1e-9) + 1e-18)
            .map(|r| r.slot)
    }
}
