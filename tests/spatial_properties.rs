//! The R-trees against a linear scan.
#![allow(clippy::unwrap_used, clippy::too_many_lines, missing_docs)] // a test may stop at the first surprise
use boucle::domain::Coordinates;
use boucle::domain::query::BoundingBox;
use boucle::spatial::{BoxIndex, NearIndex, Points};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

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

fn points(places: &[Coordinates]) -> Arc<Points> {
    Arc::new(Points::new(places.to_vec()))
}

/// Every third of the places, or all.
fn some_of(places: &[Coordinates], all: bool) -> (Vec<u32>, NearIndex) {
    let end = u32::try_from(places.len()).unwrap();
    let members: Vec<u32> = (0..end).step_by(if all { 1 } else { 3 }).collect();
    let index = if all {
        NearIndex::of_all(points(places))
    } else {
        NearIndex::of_some(points(places), members.clone())
    };
    (members, index)
}

/// The nearest by number alone.
fn nearest(
    index: &NearIndex,
    from: Coordinates,
    take: usize,
    keep: impl Fn(u32) -> bool,
) -> Vec<u32> {
    let found = index.nearest(from, take, keep);
    assert!(found.iter().is_sorted_by_key(|f| f.0), "{found:?}");
    found.into_iter().map(|(_, i)| i).collect()
}

proptest! {
    #[test]
    fn nearest_grows_as_a_sorted_scan(places in prop::collection::vec(place(), 1..120), from in place(), all: bool) {
        let (members, index) = some_of(&places, all);
        let found = nearest(&index, from, usize::MAX, |_| true);
        prop_assert_eq!(found.iter().copied().collect::<BTreeSet<u32>>(), members.iter().copied().collect());
        let far = |i: u32| from.distance_m(places[i as usize]);
        let mut scan: Vec<f64> = members.iter().map(|i| far(*i)).collect();
        scan.sort_by(f64::total_cmp);
        for (i, wanted) in found.iter().zip(&scan) {
            // Near the antipode a chord hardly changes with the distance: a metre is its resolution.
            prop_assert!((far(*i) - wanted).abs() < 1.0, "{} {}", far(*i), wanted);
        }
    }

    #[test]
    fn the_first_are_those_of_all(places in prop::collection::vec(place(), 0..160), from in place(), take in 0..30usize, every in 1..5u32, all: bool) {
        let (_, index) = some_of(&places, all);
        let keep = |i: u32| i.is_multiple_of(every);
        let mut wanted = nearest(&index, from, places.len(), |_| true);
        wanted.retain(|i| keep(*i));
        wanted.truncate(take);
        prop_assert_eq!(nearest(&index, from, take, keep), wanted);
    }

    #[test]
    fn equally_far_points_keep_their_order(places in prop::collection::vec(place(), 1..8), from in place()) {
        let shared: Vec<Coordinates> = places.iter().cycle().take(places.len() * 20).copied().collect();
        let found: Vec<u32> = nearest(&NearIndex::of_all(points(&shared)), from, shared.len(), |_| true);
        for w in found.windows(2) {
            prop_assert!(shared[w[0] as usize] != shared[w[1] as usize] || w[0] < w[1]);
        }
    }

    #[test]
    fn radius_finds_all_and_only_those(places in prop::collection::vec(place(), 0..120), from in place(), radius in 1.0..19_000_000.0f64, all: bool) {
        let (members, index) = some_of(&places, all);
        let found: Vec<u32> = index.within(from, radius).map(|(_, i)| i).collect();
        let unique: BTreeSet<u32> = found.iter().copied().collect();
        prop_assert_eq!(unique.len(), found.len(), "a point came twice");
        let scan: BTreeSet<u32> = members.into_iter().filter(|i| from.distance_m(places[*i as usize]) <= radius).collect();
        prop_assert_eq!(unique, scan);
    }

    #[test]
    fn boxes_agree_also_across_the_antimeridian(places in prop::collection::vec(place(), 0..120), a in place(), b in place()) {
        let bbox = BoundingBox { west: a.lon, east: b.lon, south: a.lat.min(b.lat), north: a.lat.max(b.lat) };
        let mut found = BTreeSet::new();
        BoxIndex::of_all(points(&places)).inside(&bbox, |run| run.for_each(|i| assert!(found.insert(i), "a point came twice")));
        let scan: BTreeSet<u32> = (0..).zip(&places).filter(|(_, p)| bbox.contains(**p)).map(|(i, _)| i).collect();
        prop_assert_eq!(found, scan);
    }
}
