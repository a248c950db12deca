//! What a few letters suggest, over the real territories and the taxonomy.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
#[path = "../benches/support/mod.rs"]
mod support;

use boucle::catalog::search::{Hit, Kind};
use boucle::catalog::{Snapshot, SnapshotBuilder};
use boucle::domain::{Coordinates, Territory, TerritoryKind};
use boucle::service::Reference;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());
static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let mut builder = SnapshotBuilder::new(1, REFERENCE.base(), vec![support::source()]);
    let mut list: Vec<_> = support::structures(400, 7, &REFERENCE.gazetteer).collect();
    for (n, s) in list.iter_mut().enumerate() {
        // The same name all over the country, each time longer; one is called otherwise over its door.
        s.fields.name = Some(format!("Emmaüs{}", " de la ville".repeat(n % 3)));
        s.fields.trade_name = (n == 399).then(|| "Le Grenier d’Hortense".to_owned());
    }
    builder.extend(list);
    builder.finish()
});

const PLACES: &[Kind] = &[Kind::Commune, Kind::Epci, Kind::Department, Kind::Region];

fn names(hits: &[Hit]) -> Vec<&str> {
    let all = REFERENCE.gazetteer.all();
    let place = |h: &Hit| {
        PLACES
            .contains(&h.kind)
            .then(|| all[h.index as usize].name.as_str())
    };
    hits.iter().filter_map(place).collect()
}

/// The larger town comes although a hundred hamlets that begin alike stand before it in the table.
#[test]
fn three_letters_give_the_town_and_not_the_first_of_the_table() {
    for (letters, town) in [
        ("sau", "Saumur"),
        ("lav", "Laval"),
        ("roch", "La Roche-sur-Yon"),
        ("man", "Le Mans"),
        ("chap", "La Chapelle-sur-Erdre"),
    ] {
        for kinds in [&[Kind::Commune][..], PLACES, &Kind::ALL] {
            let hits = SNAPSHOT.search_hits(letters, kinds, 8);
            assert!(
                names(&hits).contains(&town),
                "{letters}: {:?}",
                names(&hits)
            );
        }
    }
}

/// Each larger town of the region comes at five letters of its longest word; a saint needs more of them.
#[test]
fn the_towns_of_the_region_come_at_five_letters() {
    let towns = REFERENCE.gazetteer.of_kind(TerritoryKind::Commune);
    let towns = towns.filter(|t| t.region.as_deref() == Some("52"));
    let mut missing = Vec::new();
    let mut looked_at = 0;
    let large = |t: &&Territory| t.population.is_some_and(|p| p > 12_000);
    for t in towns.filter(large).filter(|t| !t.name.starts_with("Saint")) {
        let folded = boucle::domain::text::fold(&t.name);
        let word = folded.split(' ').max_by_key(|w| w.len()).unwrap();
        let letters: String = word.chars().take(5).collect();
        looked_at += 1;
        let hits = SNAPSHOT.search_hits(&letters, &[Kind::Commune], 10);
        if !names(&hits).contains(&t.name.as_str()) {
            missing.push((letters, &t.name));
        }
    }
    assert!(
        looked_at > 25 && missing.is_empty(),
        "{looked_at}: {missing:?}"
    );
}

#[test]
fn a_word_of_the_taxonomy_is_not_lost_among_towns() {
    for (letters, kind) in [
        ("vel", Kind::Object),
        ("rep", Kind::Action),
        ("ressour", Kind::Category),
    ] {
        let hits = SNAPSHOT.search_hits(letters, &Kind::ALL, 8);
        assert!(hits.iter().any(|h| h.kind == kind), "{letters}: {hits:?}");
    }
    let whole = SNAPSHOT.search_hits("vélo", &[Kind::Object], 3);
    let objects = &REFERENCE.taxonomy.objects;
    assert_eq!(objects.nth(whole[0].index as usize).unwrap().code, "velo");
}

#[test]
fn only_the_kinds_that_are_asked_come() {
    for kinds in [&[Kind::Epci][..], &[Kind::Object, Kind::Department], PLACES] {
        for letters in ["man", "loire", "mayenn", "velo"] {
            for h in SNAPSHOT.search_hits(letters, kinds, 20) {
                assert!(kinds.contains(&h.kind), "{letters}: {h:?}");
            }
        }
    }
}

/// Four hundred of one name: the nearest are found, in the order of distance where the names are alike.
#[test]
fn near_finds_the_nearest_of_many() {
    for (lon, lat) in [(-1.55, 47.21), (5.37, 43.29), (7.75, 48.58)] {
        let from = Coordinates { lon, lat };
        let far = |i: u32| from.distance_m(SNAPSHOT.point(i).unwrap());
        let nearest = (0..400).map(far).fold(f64::INFINITY, f64::min);
        let hits = SNAPSHOT.search_hits_near("emmaus", &[Kind::Structure], from, 5);
        assert_eq!(hits.len(), 5);
        assert!(
            hits.iter().any(|h| (far(h.index) - nearest).abs() < 0.5),
            "{lon},{lat}"
        );
        let alike: Vec<f64> = hits
            .iter()
            .filter(|h| SNAPSHOT.structure(h.index).unwrap().name == "Emmaüs")
            .map(|h| far(h.index))
            .collect();
        assert!(alike.is_sorted(), "{alike:?}");
    }
    // Of villages that share a name the one at hand, although its own is longer.
    for code in ["44153", "85198"] {
        let here = REFERENCE
            .gazetteer
            .get(TerritoryKind::Commune, code)
            .unwrap();
        let from = here.position.unwrap();
        let hits = SNAPSHOT.search_hits_near("saint aubin", &[Kind::Commune], from, 5);
        assert_eq!(names(&hits)[0], here.name);
        let without = SNAPSHOT.search_hits("saint aubin", &[Kind::Commune], 5);
        assert!(!names(&without).contains(&here.name.as_str()));
    }
}

#[test]
fn the_name_over_the_door_is_found_as_well() {
    let hits = SNAPSHOT.search_hits("grenier hortense", &[Kind::Structure], 3);
    assert_eq!(hits.len(), 1);
    let found = SNAPSHOT.structure(hits[0].index).unwrap();
    assert_eq!(found.trade_name.as_deref(), Some("Le Grenier d’Hortense"));
}
