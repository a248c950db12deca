//! Coverage against a plain look at every commune and every structure.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
#[path = "support/definition.rs"]
#[allow(dead_code)]
mod definition;
#[path = "../benches/support/mod.rs"]
mod support;

use boucle::catalog::coverage::Scope;
use boucle::catalog::{Snapshot, SnapshotBuilder};
use boucle::domain::coverage::Weight;
use boucle::domain::query::{AtHomeFilter, StructureQuery};
use boucle::domain::structure::AtHome;
use boucle::domain::{Coordinates, Structure, Territory, TerritoryKind};
use boucle::service::Reference;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

struct Desk {
    reference: Reference,
    structures: Vec<Structure>,
    snapshot: Snapshot,
}

/// Structures in the region, a few overseas, one beyond an ocean, and all ways to serve at home.
static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let reference = Reference::embedded().unwrap();
    let gazetteer = &reference.gazetteer;
    let inside = |s: &Structure| {
        let commune = gazetteer.get(TerritoryKind::Commune, s.commune.as_deref().unwrap());
        commune.is_some_and(|c| c.region.as_deref() == Some("52"))
    };
    let all = support::structures(4_000, 11, gazetteer);
    let mut structures: Vec<Structure> = all.filter(inside).take(220).collect();
    for (n, s) in structures.iter_mut().enumerate() {
        s.fields.opening_hours = None;
        let department = |code: &str| AtHome::Department { code: code.into() };
        s.fields.at_home = match n % 40 {
            3 => Some(AtHome::Km { km: 12.5 }),
            7 => Some(department("53")),
            11 => Some(AtHome::Metropolitan),
            13 => Some(AtHome::Overseas),
            _ => None,
        };
        match n % 40 {
            20 => s.fields.position = None,
            // Serves a department from nowhere.
            21 => (s.fields.position, s.fields.at_home) = (None, Some(department("85"))),
            22 => moved(s, gazetteer, "97411", 0.02),
            23 => moved(s, gazetteer, "97209", 0.01),
            // Beyond an ocean, in no commune.
            24 => {
                moved(s, gazetteer, "44109", 0.0);
                s.commune = None;
                s.fields.position.as_mut().unwrap().coordinates = Coordinates {
                    lon: -73.9,
                    lat: 40.7,
                };
            }
            // Across the border of the region, without a commune of its own.
            25 => {
                moved(s, gazetteer, "35238", 0.03);
                s.commune = None;
            }
            _ => {}
        }
    }
    let mut builder = SnapshotBuilder::new(1, reference.base(), vec![support::source()]);
    builder.extend(structures.clone());
    let snapshot = builder.finish();
    Desk {
        reference,
        structures,
        snapshot,
    }
});

fn moved(s: &mut Structure, g: &boucle::domain::Gazetteer, commune: &str, north: f64) {
    let at = g.get(TerritoryKind::Commune, commune).unwrap();
    let centre = at.position.unwrap();
    s.commune = Some(at.code.clone());
    s.fields.position.as_mut().unwrap().coordinates = Coordinates {
        lat: centre.lat + north,
        ..centre
    };
}

fn queries() -> Vec<StructureQuery> {
    let all = StructureQuery::default;
    let categories = |words: &[&str]| StructureQuery {
        categories: words.iter().map(|w| (*w).to_owned()).collect(),
        ..all()
    };
    let at_home = |at_home| StructureQuery { at_home, ..all() };
    let inside = StructureQuery {
        territories: vec![(TerritoryKind::Department, "49".to_owned())],
        ..all()
    };
    vec![
        all(),
        categories(&["reparateur"]),
        categories(&["tiers_lieu", "boite_a_livres"]),
        at_home(AtHomeFilter::Exclude),
        at_home(AtHomeFilter::Only),
        inside,
    ]
}

/// The department overseas, or the mainland.
fn land(t: &Territory) -> &str {
    let d = t.department.as_deref().unwrap();
    if d.starts_with('9') && d.len() == 3 {
        d
    } else {
        ""
    }
}

/// Distance of a commune to a structure as the definition says, infinite where it does not count.
fn distance(c: &Territory, s: &Structure) -> f64 {
    let gazetteer = &DESK.reference.gazetteer;
    let from = c.position;
    let point = s.fields.position.as_ref().map(|p| p.coordinates);
    let home = s
        .commune
        .as_deref()
        .map(|c| gazetteer.get(TerritoryKind::Commune, c).unwrap());
    let at = |metres: f64| {
        from.zip(point)
            .is_some_and(|(a, b)| a.distance_m(b) <= metres)
    };
    // The two that lie in no commune: one stands on the mainland, one beyond the ocean.
    let same_land = home.map_or_else(
        || point.unwrap().lon > -10.0 && land(c).is_empty(),
        |h| land(h) == land(c),
    );
    match &s.fields.at_home {
        Some(AtHome::Metropolitan | AtHome::Overseas) => return f64::INFINITY,
        Some(AtHome::Km { km }) if same_land && at(km * 1000.0) => return 0.0,
        Some(AtHome::Department { code }) if c.department.as_ref() == Some(code) => return 0.0,
        _ => {}
    }
    match from.zip(point).filter(|_| same_land) {
        Some((a, b)) => a.distance_m(b),
        None => f64::INFINITY,
    }
}

fn matching(q: &StructureQuery) -> Vec<&'static Structure> {
    let all = DESK.structures.iter();
    all.filter(|s| definition::fits(&DESK.reference, s, q))
        .collect()
}

/// Communes to compare: the region, its neighbours and what lies overseas.
fn communes() -> impl Iterator<Item = (usize, &'static Territory)> {
    let all = DESK.reference.gazetteer.all().iter().enumerate();
    all.filter(|(_, t)| {
        let department = t.department.as_deref();
        t.kind == TerritoryKind::Commune
            && department.is_some_and(|d| {
                ["44", "49", "53", "72", "85", "35", "79"].contains(&d) || d.len() == 3
            })
    })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-3 || (a.is_infinite() && b.is_infinite())
}

#[test]
fn the_nearest_is_the_nearest_of_all() {
    for q in queries() {
        let reach = DESK.snapshot.reach(&q);
        let some = matching(&q);
        assert_eq!(reach.matched().len(), some.len());
        for (i, c) in communes() {
            let best = some
                .iter()
                .map(|s| distance(c, s))
                .fold(f64::INFINITY, f64::min);
            let found = reach.nearest[i];
            assert!(
                close(found.metres, best),
                "{} {q:?}: {} {best}",
                c.name,
                found.metres
            );
            if let Some(metres) = found.known_m() {
                let named = DESK.snapshot.named(found.structure).unwrap();
                let s = DESK.structures.iter().find(|s| s.id == named.id).unwrap();
                assert!(close(distance(c, s), metres));
            }
        }
    }
}

#[test]
fn access_is_the_two_steps_written_out() {
    let gazetteer = &DESK.reference.gazetteer;
    let all: Vec<&Territory> = gazetteer.of_kind(TerritoryKind::Commune).collect();
    let q = StructureQuery::default();
    let reach = DESK.snapshot.reach(&q);
    for (weight, d0) in [(Weight::Step, 20_000.0), (Weight::Gaussian, 35_000.0)] {
        let fall = |metres: f64| match weight {
            _ if metres > d0 => 0.0,
            Weight::Step if metres <= d0 / 3.0 => 1.0,
            Weight::Step if metres <= d0 * 2.0 / 3.0 => 0.68,
            Weight::Step => 0.22,
            Weight::Gaussian => (-0.5 * (metres / (d0 / 3.0)).powi(2)).exp(),
        };
        let found = DESK.snapshot.access(&q, &reach, weight, d0);
        let mut expected = vec![0.0; all.len()];
        for s in &DESK.structures {
            let weights: Vec<f64> = all.iter().map(|c| fall(distance(c, s))).collect();
            let people = all.iter().map(|c| f64::from(c.population.unwrap_or(0)));
            let demand: f64 = weights.iter().zip(people).map(|(w, p)| w * p).sum();
            for (a, w) in expected.iter_mut().zip(weights).filter(|(_, w)| *w > 0.0) {
                *a += w / demand;
            }
        }
        for ((a, b), c) in found.iter().zip(&expected).zip(&all) {
            assert!(
                (a - b).abs() <= 1e-9 * b.abs(),
                "{} {weight}: {a} {b}",
                c.name
            );
        }
    }
}

fn scope(by: TerritoryKind, within: Option<&Territory>, threshold_m: f64) -> Scope<'_> {
    Scope {
        by,
        within,
        view: None,
        codes: &[],
        threshold_m,
        d0_m: 20_000.0,
        weight: Weight::Step,
        today: definition::day(),
    }
}

#[test]
fn figures_add_up_what_the_communes_say() {
    let s = &DESK.snapshot;
    let region = s.gazetteer.get(TerritoryKind::Region, "52");
    let threshold = 7_000.0;
    for q in queries() {
        let some = matching(&q);
        for by in [
            TerritoryKind::Region,
            TerritoryKind::Department,
            TerritoryKind::Epci,
        ] {
            for f in s.figures(&q, &scope(by, region, threshold)) {
                let inside: Vec<&Territory> = s
                    .gazetteer
                    .of_kind(TerritoryKind::Commune)
                    .filter(|c| c.parent(by) == Some(&f.territory.code))
                    .collect();
                let here = |s: &&&Structure| {
                    s.commune
                        .as_ref()
                        .is_some_and(|c| inside.iter().any(|t| t.code == *c))
                };
                assert_eq!(
                    f.count as usize,
                    some.iter().filter(here).count(),
                    "{}",
                    f.territory.name
                );
                let unplaced = some
                    .iter()
                    .filter(here)
                    .filter(|s| s.fields.position.is_none());
                assert_eq!(f.unplaced as usize, unplaced.count());
                let national = some.iter().filter(here).filter(|s| {
                    matches!(
                        s.fields.at_home,
                        Some(AtHome::Metropolitan | AtHome::Overseas)
                    )
                });
                assert_eq!(f.at_home.national as usize, national.count());
                let people: u64 = inside
                    .iter()
                    .map(|c| u64::from(c.population.unwrap_or(0)))
                    .sum();
                assert_eq!(f.people.population, people);
                let near: u64 = inside
                    .iter()
                    .filter(|c| some.iter().any(|s| distance(c, s) <= threshold))
                    .map(|c| u64::from(c.population.unwrap_or(0)))
                    .sum();
                let share = f.people.share_within.unwrap();
                assert!((share - near as f64 / people as f64).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn ranks_are_shared_by_equals() {
    let s = &DESK.snapshot;
    let region = s.gazetteer.get(TerritoryKind::Region, "52");
    let q = StructureQuery::default();
    let all = s.figures(&q, &scope(TerritoryKind::Epci, region, 3_000.0));
    assert!(all.len() > 60);
    for f in &all {
        let better = all
            .iter()
            .filter(|g| g.people.share_within > f.people.share_within);
        assert_eq!(f.rank.unwrap() as usize, 1 + better.count());
        assert_eq!(f.peers as usize, all.len());
    }
}

#[test]
fn gaps_are_the_far_ones_and_zones_join_them() {
    let s = &DESK.snapshot;
    let department = s.gazetteer.get(TerritoryKind::Department, "49");
    let q = &queries()[2];
    let some = matching(q);
    let gaps = s.gaps(q, department, 10_000.0);
    let far: BTreeSet<&str> = communes()
        .filter(|(_, c)| c.department.as_deref() == Some("49"))
        .filter(|(_, c)| some.iter().all(|s| distance(c, s) > 10_000.0))
        .map(|(_, c)| c.code.as_str())
        .collect();
    let found: BTreeSet<&str> = gaps.rows.iter().map(|g| g.commune.code.as_str()).collect();
    assert_eq!(found, far);
    assert!(found.len() > 20);
    assert!(
        gaps.rows
            .windows(2)
            .all(|w| w[0].commune.population >= w[1].commune.population)
    );
    let mut by_zone: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
    for g in &gaps.rows {
        let zone = by_zone.entry(g.zone.unwrap()).or_default();
        zone.0 += 1;
        zone.1 += u64::from(g.commune.population.unwrap());
        assert_eq!(g.department.unwrap().code, "49");
    }
    let told: Vec<(u32, (u32, u64))> = gaps
        .zones
        .iter()
        .map(|z| (z.zone, (z.communes, z.population)))
        .collect();
    assert_eq!(told, by_zone.into_iter().collect::<Vec<_>>());
    assert!(
        gaps.zones
            .windows(2)
            .all(|w| w[0].population >= w[1].population)
    );
    assert_eq!(
        gaps.population,
        gaps.zones.iter().map(|z| z.population).sum::<u64>()
    );
}

#[test]
fn a_gap_without_any_structure_is_listed_with_nothing_near() {
    let s = &DESK.snapshot;
    let q = StructureQuery {
        categories: vec!["eco_organisme".to_owned()],
        ..StructureQuery::default()
    };
    let department = s.gazetteer.get(TerritoryKind::Department, "53");
    let gaps = s.gaps(&q, department, 1e9);
    assert_eq!(
        gaps.rows.len(),
        s.gazetteer
            .of_kind(TerritoryKind::Commune)
            .filter(|c| c.department.as_deref() == Some("53"))
            .count()
    );
    assert!(
        gaps.rows
            .iter()
            .all(|g| g.nearest_m.is_none() && g.nearest.is_none())
    );
    let f = s.figures(&q, &scope(TerritoryKind::Department, department, 1e9));
    assert_eq!(f.len(), 1);
    assert_eq!(f[0].people.share_within, Some(0.0));
    assert_eq!(
        (f[0].people.mean_m, f[0].people.median_m, f[0].gini),
        (None, None, None)
    );
    assert_eq!(f[0].accessibility, Some(0.0));
}

/// Adds a structure at each site and asks again: the share is the one that was promised.
#[test]
fn sites_bring_what_they_promise() {
    let s = &DESK.snapshot;
    let q = &queries()[2];
    let department = s.gazetteer.get(TerritoryKind::Department, "49").unwrap();
    let threshold = 10_000.0;
    let sites = s
        .sites(&s.reach(q), Some(department), threshold, 3)
        .unwrap();
    assert_eq!(sites.rows.len(), 3);
    let mut structures = DESK.structures.clone();
    let before = s.figures(
        q,
        &scope(TerritoryKind::Department, Some(department), threshold),
    )[0]
    .people;
    assert_eq!(sites.share_before, before.share_within);
    let mut share = before.share_within.unwrap();
    for site in &sites.rows {
        let mut new = structures[0].clone();
        new.id = ulid::Ulid(u128::from(site.rank)).to_string();
        new.slug = format!("site-{}", site.rank);
        new.fields.categories = q.categories.clone();
        new.fields.at_home = None;
        moved(&mut new, &s.gazetteer, &site.commune.code, 0.0);
        structures.push(new);
        let mut builder = SnapshotBuilder::new(2, DESK.reference.base(), vec![support::source()]);
        builder.extend(structures.clone());
        let with = builder.finish();
        let after = with.figures(
            q,
            &scope(TerritoryKind::Department, Some(department), threshold),
        )[0]
        .people;
        let gain = (after.share_within.unwrap() - share) * after.population as f64;
        assert!(
            (gain - site.gain as f64).abs() < 1e-3,
            "{} {gain}",
            site.gain
        );
        assert!((after.share_within.unwrap() - site.share_within.unwrap()).abs() < 1e-12);
        share = after.share_within.unwrap();
        // And closing it again takes the same people away.
        let index = with.find(&structures.last().unwrap().id).unwrap();
        let loss = with.loss(&with.reach(q), Some(department), threshold, index);
        assert!(loss.matches);
        assert_eq!(loss.people, site.gain);
        assert_eq!(loss.share_before, after.share_within);
    }
}

#[test]
fn a_loss_is_what_the_others_do_not_reach() {
    let s = &DESK.snapshot;
    for q in queries().iter().take(3) {
        let some = matching(q);
        let reach = s.reach(q);
        for lost in some.iter().step_by(9) {
            let index = s.find(&lost.id).unwrap();
            let threshold = 8_000.0;
            let people: u64 = communes()
                .filter(|(_, c)| distance(c, lost) <= threshold)
                .filter(|(_, c)| {
                    some.iter()
                        .all(|o| o.id == lost.id || distance(c, o) > threshold)
                })
                .map(|(_, c)| u64::from(c.population.unwrap_or(0)))
                .sum();
            assert_eq!(s.loss(&reach, None, threshold, index).people, people);
        }
    }
}

#[test]
fn what_does_not_match_is_no_loss_and_too_much_is_refused() {
    let s = &DESK.snapshot;
    let q = &queries()[1];
    let other = DESK
        .structures
        .iter()
        .find(|o| !definition::fits(&DESK.reference, o, q))
        .unwrap();
    let loss = s.loss(&s.reach(q), None, 10_000.0, s.find(&other.id).unwrap());
    assert!(!loss.matches && loss.people == 0 && loss.communes.is_empty());
    let nothing = StructureQuery {
        categories: vec!["eco_organisme".to_owned()],
        ..StructureQuery::default()
    };
    assert!(s.sites(&s.reach(&nothing), None, 400_000.0, 1).is_err());
}
