//! The R-trees against a linear scan.
#![allow(clippy::unwrap_used, clippy::too_many_lines, missing_docs)] // a test may stop at the first surprise
use boucle::domain::Coordinates;
use boucle::domain::query::BoundingBox;
use boucle::spatial::{PlaceIndex, Slot};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn place() -> impl Strategy<Value = Coordinates> {
    let anywhere = (-180.0..=180.0f64, -90.0..=90.0f64);
    let edges = (
        prop_oneof![
            Just(180.0),
            Just(-180.0),
            Just(179.9),
            Just(-179.9),
            Just(0.0)
        ],
        prop_oneof![Just(90.0), Just(-90.0), Just(89.9), Just(0.0), Just(47.0)],
    );
    prop_oneof![3 => anywhere.prop_map(Coordinates::from_pair), 1 => edges.prop_map(Coordinates::from_pair)]
}

trait FromPair {
    fn from_pair(p: (f64, f64)) -> Coordinates;
}
impl FromPair for Coordinates {
    fn from_pair((lon, lat): (f64, f64)) -> Self {
        Self { lon, lat }
    }
}

fn index(places: &[Coordinates]) -> PlaceIndex {
    let slots: Vec<_> = places
        .iter()
        .zip(0..)
        .map(|(p, start)| (*p, Slot { start, len: 1 }))
        .collect();
    PlaceIndex::bulk_load(&slots)
}

proptest! {
    #[test]
    fn nearest_grows_as_a_sorted_scan(places in prop::collection::vec(place(), 1..80), from in place()) {
        let found: Vec<f64> = index(&places).nearest(from).map(|s| from.distance_m(places[s.start as usize])).collect();
        let mut scan: Vec<f64> = places.iter().map(|p| from.distance_m(*p)).collect();
        scan.sort_by(f64::total_cmp);
        prop_assert_eq!(found.len(), scan.len());
        for (a, b) in found.iter().zip(&scan) {
            // Near the antipode a chord hardly changes with the distance: a metre is its resolution.
            prop_assert!((a - b).abs() < 1.0, "{} {}", a, b);
        }
    }

    #[test]
    fn radius_finds_all_and_only_those(places in prop::collection::vec(place(), 0..80), from in place(), radius in 1.0..19_000_000.0f64) {
        let exact = |i: &u32| from.distance_m(places[*i as usize]) <= radius;
        let found: BTreeSet<u32> = index(&places).within(from, radius).map(|s| s.start).filter(exact).collect();
        let scan: BTreeSet<u32> = (0..u32::try_from(places.len()).unwrap()).filter(exact).collect();
        prop_assert_eq!(found, scan);
    }

    #[test]
    fn boxes_agree_also_across_the_antimeridian(places in prop::collection::vec(place(), 0..80), a in place(), b in place()) {
        let bbox = BoundingBox { west: a.lon, east: b.lon, south: a.lat.min(b.lat), north: a.lat.max(b.lat) };
        let mut found = BTreeSet::new();
        index(&places).in_bbox(&bbox, |slot| assert!(found.insert(slot.start), "a place came twice"));
        let scan: BTreeSet<u32> = (0..).zip(&places).filter(|(_, p)| bbox.contains(**p)).map(|(i, _)| i).collect();
        prop_assert_eq!(found, scan);
    }
}
