//! The snapshot's answers against a plain look at every structure.
#![allow(clippy::unwrap_used, clippy::too_many_lines, missing_docs)] // a test may stop at the first surprise
#[path = "support/definition.rs"]
mod definition;
#[path = "../benches/support/mod.rs"]
mod support;

use boucle::catalog::{Snapshot, SnapshotBuilder};
use boucle::domain::query::{AtHomeFilter, BoundingBox, Sort, StructureQuery};
use boucle::domain::structure::{AtHome, Origin};
use boucle::domain::{Coordinates, Structure, TerritoryKind};
use boucle::service::Reference;
use chrono::{NaiveDate, NaiveDateTime};
use definition::{HOURS, TYPED, WORDS, day, wait};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

struct Desk {
    reference: Reference,
    structures: Vec<Structure>,
    snapshot: Snapshot,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let reference = Reference::embedded().unwrap();
    let mut structures: Vec<Structure> =
        support::structures(3_000, 7, &reference.gazetteer).collect();
    // What is rare in the set: no position, the edges of the globe, a place shared by many, two offers, at home.
    let at = |s: &mut Structure, lon, lat| {
        s.fields.position.as_mut().unwrap().coordinates = Coordinates { lon, lat };
    };
    for (n, s) in structures.iter_mut().enumerate() {
        match n % 100 {
            1 => s.fields.position = None,
            2 => at(
                s,
                180.0,
                -17.0 + f64::from(u8::try_from(n / 100).unwrap()) / 10.0,
            ),
            3 => at(s, -180.0, -17.0),
            4 => at(s, 12.0, 90.0),
            5..=8 => at(s, -1.5536, 47.2184),
            9 => s.fields.offers.push(boucle::domain::Offer {
                action: "donner".into(),
                objects: vec!["livre".into()],
            }),
            10 => s.fields.at_home = Some(AtHome::Km { km: 30.0 }),
            11 => s.fields.by_appointment = Some(true),
            12 => s.fields.by_appointment = Some(false),
            13..=18 => s.fields.categories.push("atelier_velo".into()),
            19..=24 => s.fields.categories.push("ressourcerie".into()),
            _ => {}
        }
        // What the set leaves out; the periods share no divisor, so that all combinations come.
        let pick = |words: &[&str], every: usize| words.get(n % every).map(|w| (*w).to_owned());
        s.fields
            .labels
            .extend(pick(&["qualirepar", "ess", "reparacteur"], 11));
        s.fields.labels.extend(pick(&["refashion"], 13));
        s.fields
            .networks
            .extend(pick(&["Réseau A", "Réseau B, le grand"], 7));
        s.fields.networks.extend(pick(&["Réseau C"], 9));
        s.fields.public = pick(&["individuals", "professionals", "both"], 5);
        s.fields.brand_only = [Some(true), Some(false), None][n % 3];
        s.fields.opening_hours = HOURS.get(n % 17).map(|h| h.text.to_owned());
        if let Some(source) = pick(&["second"], 4) {
            let first = s.origins[0].clone();
            let mut origins = vec![Origin {
                source,
                ..first.clone()
            }];
            origins.extend((n % 8 == 0).then_some(first));
            s.origins = origins;
        }
        // Words of no other structure and of no term: what `q` finds is known beforehand.
        if let Some(word) = WORDS.get(n % 19) {
            let name = s.fields.name.take().unwrap();
            s.fields.name = Some(format!("{name} {word}"));
        }
        if n % 23 == 0 {
            s.fields.trade_name = Some(format!("Chez {}", WORDS[n % WORDS.len()]));
        }
    }
    let second = boucle::domain::Source {
        code: "second".into(),
        ..support::source()
    };
    let sources = vec![support::source(), second];
    let mut builder = SnapshotBuilder::new(3, reference.base(), sources);
    for batch in structures.chunks(700) {
        builder.extend(batch.to_vec());
    }
    let snapshot = builder.finish();
    assert!(snapshot.stats.fragment_bytes > 0 && snapshot.stats.text_bytes > 0);
    Desk {
        reference,
        structures,
        snapshot,
    }
});

/// The definition of a match, written down once more.
fn fits(s: &Structure, q: &StructureQuery) -> bool {
    definition::fits(&DESK.reference, s, q)
}

fn point() -> impl Strategy<Value = Coordinates> {
    let france = (-5.0..9.0f64, 42.0..51.0f64);
    let edges = (
        select(vec![180.0, -180.0, 179.0, -179.0, 12.0]),
        select(vec![90.0, 89.0, -17.0, 0.0]),
    );
    prop_oneof![
        6 => france.prop_map(|(lon, lat)| Coordinates { lon, lat }),
        1 => edges.prop_map(|(lon, lat)| Coordinates { lon, lat }),
        1 => Just(Coordinates { lon: -1.5536, lat: 47.2184 }),
    ]
}

fn bbox() -> impl Strategy<Value = BoundingBox> {
    let two = (point(), point()).prop_map(|(a, b)| BoundingBox {
        west: a.lon,
        east: b.lon,
        south: a.lat.min(b.lat),
        north: a.lat.max(b.lat),
    });
    let small = (point(), 0.01..2.0f64).prop_map(|(c, d)| BoundingBox {
        west: (c.lon - d).max(-180.0),
        east: (c.lon + d).min(180.0),
        south: (c.lat - d).max(-90.0),
        north: (c.lat + d).min(90.0),
    });
    prop_oneof![two, small]
}

fn some_of(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        2 => Just(Vec::new()),
        1 => prop::sample::subsequence(words, 1..=2.min(words.len()))
            .prop_map(|w| w.into_iter().map(str::to_owned).collect()),
    ]
}

/// A moment of 2026, holidays among them.
fn moment() -> impl Strategy<Value = NaiveDateTime> {
    let days = prop_oneof![
        3 => (1u32..=365).prop_map(|n| NaiveDate::from_yo_opt(2026, n).unwrap()),
        1 => select(vec![(5, 8), (7, 14), (12, 25)]).prop_map(|(m, d)| NaiveDate::from_ymd_opt(2026, m, d).unwrap()),
    ];
    (days, 0u32..24, select(vec![0u32, 1, 30, 59]))
        .prop_map(|(d, h, m)| d.and_hms_opt(h, m, 0).unwrap())
}

/// Mostly nothing: with all filters at once nothing would be left to compare.
fn seldom(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    prop_oneof![3 => Just(Vec::new()), 1 => some_of(words)]
}

fn query() -> impl Strategy<Value = StructureQuery> {
    let territories = prop_oneof![
        4 => Just(Vec::new()),
        1 => select(vec![(TerritoryKind::Department, "44"), (TerritoryKind::Region, "52"), (TerritoryKind::Commune, "75056")])
            .prop_map(|(k, c)| vec![(k, c.to_owned())]),
    ];
    let place = (
        prop::option::weighted(0.4, bbox()),
        prop::option::weighted(0.4, (point(), prop::option::of(100.0..500_000.0f64))),
    );
    let words = (
        some_of(&["reparateur", "ressourcerie", "atelier_velo", "tiers_lieu"]),
        some_of(&["reparation", "mobilite"]),
        some_of(&["reparer", "donner", "trier"]),
        some_of(&["velo", "livre", "livres_et_multimedia"]),
    );
    let flags = (
        prop::option::weighted(0.2, any::<bool>()),
        prop::option::weighted(0.2, any::<bool>()),
        select(vec![
            AtHomeFilter::Include,
            AtHomeFilter::Include,
            AtHomeFilter::Exclude,
            AtHomeFilter::Only,
        ]),
    );
    let others = (
        seldom(&["qualirepar", "ess", "refashion"]),
        seldom(&[
            "Réseau A",
            "Réseau B, le grand",
            "Réseau C",
            "Réseau inconnu",
        ]),
        seldom(&["generated", "second"]),
        seldom(&["individuals", "professionals", "both"]),
        prop::option::weighted(0.2, any::<bool>()),
    );
    let time = (
        prop::option::weighted(0.2, moment()),
        prop_oneof![3 => Just(0u8), 1 => 1u8..=255],
        prop::option::weighted(0.15, select(TYPED.concat())),
    );
    (territories, place, words, flags, others, time).prop_map(
        |(territories, (bbox, near), words, (ess, appointment, at_home), others, time)| {
            StructureQuery {
                bbox,
                near: near.map(|n| n.0),
                radius: near.and_then(|n| n.1),
                territories,
                categories: words.0,
                sectors: words.1,
                actions: words.2,
                objects: words.3,
                ess,
                appointment,
                at_home,
                labels: others.0,
                networks: others.1,
                sources: others.2,
                publics: others.3,
                brand_only: others.4,
                open_at: time.0,
                open_on: time.1,
                open_on_from: (time.1 != 0).then(day),
                q: time.2.map(str::to_owned),
            }
        },
    )
}

fn id(i: u32) -> String {
    DESK.snapshot.structure(i).unwrap().id
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn finds_all_and_only_what_fits(q in query()) {
        let filter = DESK.snapshot.compile(&q);
        let found: Vec<String> = DESK.snapshot.matches(&filter).into_iter().map(id).collect();
        let unique: BTreeSet<&String> = found.iter().collect();
        prop_assert_eq!(unique.len(), found.len(), "a structure came twice");
        let plain: BTreeSet<&String> = DESK.structures.iter().filter(|s| fits(s, &q)).map(|s| &s.id).collect();
        prop_assert_eq!(&unique, &plain);
        prop_assert_eq!(DESK.snapshot.count(&filter), plain.len());
    }

    #[test]
    fn pages_by_distance_are_the_sorted_whole(q in query(), from in point(), limit in 1usize..40) {
        let q = StructureQuery { near: Some(from), ..q };
        let filter = DESK.snapshot.compile(&q);
        let mut plain: Vec<f64> = DESK.structures.iter().filter(|s| fits(s, &q))
            .map(|s| from.distance_m(s.fields.position.unwrap().coordinates)).collect();
        plain.sort_by(f64::total_cmp);
        let mut seen = BTreeSet::new();
        for offset in (0..plain.len().max(1)).step_by(limit).take(4) {
            let page = DESK.snapshot.select(&filter, Sort::Distance, offset, limit);
            prop_assert_eq!(page.matched, plain.len());
            prop_assert_eq!(page.items.len(), limit.min(plain.len() - offset));
            for ((i, d), wanted) in page.items.iter().zip(&plain[offset..]) {
                prop_assert!(seen.insert(*i), "a structure came twice");
                // Positions are rounded to a millionth of a degree, and a chord near the antipode is coarse.
                prop_assert!((d.unwrap() - wanted).abs() < 1.0, "{} {}", d.unwrap(), wanted);
            }
        }
    }

    #[test]
    fn the_open_come_first_then_those_that_open_next(q in query(), at in moment()) {
        let filter = DESK.snapshot.compile(&q);
        let page = DESK.snapshot.select(&filter, Sort::Opening(at), 0, DESK.structures.len());
        prop_assert_eq!(page.items.len(), page.matched);
        let mut last = (0, 0.0);
        for (i, distance) in page.items {
            let id = id(i);
            let s = DESK.structures.iter().find(|s| s.id == id).unwrap();
            // Who may be open stands between those who will be and those of whom nobody can tell.
            let Ok(wait) = wait(s, at) else { continue };
            let now = (wait.unwrap_or(i64::MAX), distance.unwrap_or_default());
            let nearer = q.near.is_some() && now.0 == last.0 && now.1 + 1.0 < last.1;
            prop_assert!(now.0 >= last.0 && !nearer, "{:?} after {:?}", now, last);
            last = now;
        }
    }

    #[test]
    fn clusters_count_every_placed_match_once(q in query(), zoom in 0u8..=20) {
        let filter = DESK.snapshot.compile(&q);
        let mut text = b"[".to_vec();
        let totals = DESK.snapshot.write_clusters(&filter, zoom, &mut text);
        text.push(b']');
        let features: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap();
        let placed: Vec<&Structure> = DESK.structures.iter()
            .filter(|s| s.fields.position.is_some() && fits(s, &q)).collect();
        prop_assert_eq!((totals.matched, totals.returned), (placed.len(), features.len()));
        let mut sectors: BTreeMap<String, u64> = BTreeMap::new();
        let mut sum = 0;
        let (mut lon, mut lat) = (0.0, 0.0);
        for f in &features {
            let p = &f["properties"];
            let count = p["count"].as_u64().unwrap();
            sum += count;
            let at = f["geometry"]["coordinates"].as_array().unwrap();
            lon += at[0].as_f64().unwrap() * p["count"].as_f64().unwrap();
            lat += at[1].as_f64().unwrap() * p["count"].as_f64().unwrap();
            let parts = p["sectors"].as_object().unwrap();
            prop_assert_eq!(parts.values().map(|n| n.as_u64().unwrap()).sum::<u64>(), count);
            for (s, n) in parts {
                *sectors.entry(s.clone()).or_default() += n.as_u64().unwrap();
            }
            prop_assert_eq!(count == 1, p["id"].is_string());
            if let Some(one) = p["id"].as_str() {
                let s = DESK.structures.iter().find(|s| s.id == one).unwrap();
                prop_assert_eq!(&p["name"], s.fields.name.as_deref().unwrap());
                prop_assert_eq!(&p["slug"], &s.slug);
                prop_assert_eq!(&p["category"], &s.fields.categories[0]);
            }
        }
        prop_assert_eq!(usize::try_from(sum).unwrap(), placed.len());
        // Each cluster stands at the mean of its members, so that all together stand at the mean of all.
        let points = placed.iter().map(|s| s.fields.position.unwrap().coordinates);
        let (lons, lats) = points.fold((0.0, 0.0), |(x, y), p| (x + p.lon, y + p.lat));
        let off = 1e-6 * f64::from(u32::try_from(placed.len()).unwrap());
        prop_assert!((lon - lons).abs() <= off && (lat - lats).abs() <= off, "{lon} {lons} {lat} {lats}");
        let mut plain: BTreeMap<String, u64> = BTreeMap::new();
        for s in placed {
            let sector = DESK.reference.taxonomy.sector_of(&s.fields.categories[0]).unwrap();
            *plain.entry(sector.to_owned()).or_default() += 1;
        }
        prop_assert_eq!(sectors, plain);
    }
}

/// Each filter alone: it finds some and not all, and those that the definition finds.
#[test]
fn each_filter_alone_finds_what_it_says() {
    let none = StructureQuery::default;
    let one = |word: &str| vec![word.to_owned()];
    let noon = |day: &str| day.parse::<NaiveDate>().unwrap().and_hms_opt(11, 30, 0);
    let queries = [
        StructureQuery {
            labels: one("qualirepar"),
            ..none()
        },
        StructureQuery {
            networks: one("Réseau B, le grand"),
            ..none()
        },
        StructureQuery {
            sources: one("second"),
            ..none()
        },
        StructureQuery {
            sources: one("generated"),
            ..none()
        },
        StructureQuery {
            publics: one("individuals"),
            ..none()
        },
        StructureQuery {
            publics: one("both"),
            ..none()
        },
        StructureQuery {
            brand_only: Some(true),
            ..none()
        },
        StructureQuery {
            brand_only: Some(false),
            ..none()
        },
        StructureQuery {
            open_at: noon("2026-11-28"),
            ..none()
        },
        StructureQuery {
            open_at: noon("2026-12-25"),
            ..none()
        },
        StructureQuery {
            open_on: 1 << 5,
            open_on_from: Some(day()),
            ..none()
        },
        StructureQuery {
            open_on: 1 << 7,
            open_on_from: Some(day()),
            ..none()
        },
        StructureQuery {
            q: Some("xylobrqiue".into()),
            ..none()
        },
    ];
    for q in queries {
        let filter = DESK.snapshot.compile(&q);
        let found: BTreeSet<String> = DESK.snapshot.matches(&filter).into_iter().map(id).collect();
        let fitting = DESK.structures.iter().filter(|s| fits(s, &q));
        let plain: BTreeSet<String> = fitting.map(|s| s.id.clone()).collect();
        assert!(
            !plain.is_empty() && plain.len() < DESK.structures.len(),
            "{q:?}"
        );
        assert_eq!(found, plain, "{q:?}");
    }
}

/// `open_on` asks for the weeks after the question, and not for those after the snapshot was built.
#[test]
fn weekdays_are_those_of_the_season_that_is_asked() {
    let mut s = DESK.structures[0].clone();
    s.fields.opening_hours = Some("Apr-Oct Sa 10:00-12:00; Nov-Mar We 10:00-12:00".into());
    let mut builder = SnapshotBuilder::new(1, DESK.reference.base(), vec![support::source()]);
    builder.extend(vec![s]);
    let snapshot = builder.finish();
    for (from, weekday, found) in [
        ("2026-07-01", 5, 1),
        ("2026-07-01", 2, 0),
        ("2026-12-01", 5, 0),
        ("2026-12-01", 2, 1),
    ] {
        let q = StructureQuery {
            open_on: 1 << weekday,
            open_on_from: Some(from.parse().unwrap()),
            ..StructureQuery::default()
        };
        assert_eq!(
            snapshot.count(&snapshot.compile(&q)),
            found,
            "{from} {weekday}"
        );
    }
}

#[test]
fn each_structure_is_found_by_its_names() {
    for s in &DESK.structures {
        let i = DESK.snapshot.find(&s.id).unwrap();
        assert_eq!(DESK.snapshot.find_slug(&s.slug), Some(i));
        let text: serde_json::Value = serde_json::from_slice(DESK.snapshot.fragment(i)).unwrap();
        assert_eq!(text["id"], s.id);
        assert_eq!(
            text["properties"]["name"],
            s.fields.name.as_deref().unwrap()
        );
        let mut with_distance = Vec::new();
        DESK.snapshot
            .write_feature(i, Some(12.4), &mut with_distance);
        let text: serde_json::Value = serde_json::from_slice(&with_distance).unwrap();
        assert_eq!(text["properties"]["distance_m"], 12);
    }
    assert_eq!(DESK.snapshot.find_slug("nulle-part"), None);
    assert_eq!(DESK.snapshot.find("01ARZ3NDEKTSV4RRFFQ69G5FAV"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_overview_counts_what_the_list_holds(q in query(), offset in 0usize..140) {
        let s = &DESK.snapshot;
        for q in [q, StructureQuery::default()] {
            let f = s.compile(&q);
            let (all, o) = (s.matches(&f), s.overview(&f));
            prop_assert_eq!(o.matched, all.len());
            prop_assert_eq!(o.unplaced, all.iter().filter(|i| s.point(**i).is_none()).count());
            let with = |bit: &dyn Fn(&boucle::catalog::snapshot::Row) -> bool| {
                all.iter().filter(|i| bit(&s.rows[**i as usize])).count()
            };
            for c in 0..s.taxonomy.categories.len() {
                prop_assert_eq!(o.categories[c], with(&|r| r.categories >> c & 1 == 1));
            }
            for a in 0..s.taxonomy.actions.len() {
                prop_assert_eq!(o.actions[a], with(&|r| r.actions >> a & 1 == 1));
            }
            for (n, sector) in s.taxonomy.sectors.iter().enumerate() {
                let only = StructureQuery { sectors: vec![sector.code.clone()], ..q.clone() };
                if q.sectors.is_empty() {
                    prop_assert_eq!(o.sectors[n], s.count(&s.compile(&only)), "{}", sector.code);
                }
            }
            let placed: Vec<Coordinates> = all.iter().filter_map(|i| s.point(*i)).collect();
            let west = placed.iter().map(|p| p.lon).reduce(f64::min);
            let north = placed.iter().map(|p| p.lat).reduce(f64::max);
            prop_assert_eq!(o.bounds.map(|b| b.west), west);
            prop_assert_eq!(o.bounds.map(|b| b.north), north);
            let (list, slow) = (s.list(&f, Sort::Name, offset, 30), s.select(&f, Sort::Name, offset, 30));
            prop_assert_eq!((list.matched, list.items), (slow.matched, slow.items));
        }
    }
}
