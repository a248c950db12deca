//! The inheritance against its definition, read entry by entry.
#![allow(clippy::unwrap_used)] // a test may stop at the first surprise
use super::*;
use crate::domain::territory::Tables;
use proptest::prelude::*;
use std::sync::LazyLock;

static CATEGORIES: [&str; 4] = ["ressourcerie", "reparateur", "compostage", "reseau"];

/// Two regions; EPCI 1 lies in department 44, EPCI 2 in 44 and 49, EPCI 3 in 49 and 35 (another region).
static GAZETTEER: LazyLock<Arc<Gazetteer>> = LazyLock::new(|| {
    let communes = "code,name,department,region,epci,population,postal_codes,lon,lat,precision\n\
        44001,A,44,52,1,900,44000,,,none\n44002,B,44,52,1,10,44000,,,none\n44003,C,44,52,2,100,44000,,,none\n\
        49001,D,49,52,2,50,49000,,,none\n49002,E,49,52,3,70,49000,,,none\n49003,F,49,52,,5,49000,,,none\n\
        35001,G,35,53,3,80,35000,,,none\n35002,H,35,53,,0,35000,,,none\n";
    let gazetteer = Gazetteer::parse(Tables {
        communes,
        former: "code,name,kind,commune\n44990,Vieille,deleguee,44002\n44991,Autre,deleguee,44002\n",
        epci: "code,name\n1,Un\n2,Deux\n3,Trois\n4,Sans commune\n",
        departments: "code,name,region\n44,L,52\n49,M,52\n35,I,53\n99,Sans commune,52\n",
        regions: "code,name\n52,P\n53,B\n54,Sans rien\n",
    });
    Arc::new(gazetteer.unwrap())
});

static TAXONOMY: LazyLock<Arc<Taxonomy>> = LazyLock::new(|| {
    let term = |table: &str, code: &str, more: &str| {
        format!("[[{table}]]\ncode=\"{code}\"\nlabel_fr=\"x\"\nlabel_en=\"x\"\n{more}\n")
    };
    let sectors = ["reemploi", "dechets"];
    let text = [
        "action_groups=[]\nactions=[]\nobjects=[]\nlabels=[]\nservices=[]\nactor_types=[]\n"
            .to_owned(),
        sectors.map(|s| term("sectors", s, "")).concat(),
        CATEGORIES[..2]
            .iter()
            .map(|c| term("categories", c, "sector=\"reemploi\""))
            .collect(),
        CATEGORIES[2..]
            .iter()
            .map(|c| term("categories", c, "sector=\"dechets\""))
            .collect(),
    ];
    Arc::new(Taxonomy::parse(&text.concat()).unwrap())
});

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1 + n).unwrap()
}

fn entry(territory: &str, category: Option<&str>, status: CensusStatus, on: u32) -> CensusEntry {
    CensusEntry {
        territory: territory.parse().unwrap(),
        category: category.map(str::to_owned),
        status,
        on: day(on),
        source: format!("Enquête {on}"),
        note: None,
    }
}

fn census(entries: Vec<CensusEntry>) -> Census {
    Census::new(entries, Arc::clone(&GAZETTEER), Arc::clone(&TAXONOMY))
}

fn territory(text: &str) -> &'static Territory {
    text.parse::<TerritoryRef>()
        .unwrap()
        .resolve(&GAZETTEER)
        .unwrap()
}

fn said(c: &Census, at: &str, categories: &[&str]) -> (CensusStatus, Option<NaiveDate>) {
    let categories: Vec<String> = categories.iter().map(|c| (*c).to_owned()).collect();
    let standing = c.of_territory(territory(at), &categories);
    (standing.status, standing.on)
}

use CensusStatus::{Never, Partial, Surveyed};

#[test]
fn the_most_specific_entry_wins() {
    let c = census(vec![
        entry("region:52", None, Surveyed, 1),
        entry("department:44", Some("reseau"), Partial, 2),
        entry("epci:1", None, Never, 3),
        entry("commune:44002", None, Partial, 4),
        entry("commune:44002", Some("reseau"), Surveyed, 5),
    ]);
    for (at, category, expected) in [
        ("commune:44002", "reseau", (Surveyed, Some(day(5)))),
        ("commune:44002", "compostage", (Partial, Some(day(4)))),
        ("commune:44001", "reseau", (Never, Some(day(3)))),
        ("commune:44003", "reseau", (Partial, Some(day(2)))),
        ("commune:44003", "compostage", (Surveyed, Some(day(1)))),
        ("department:44", "reseau", (Partial, Some(day(2)))),
        ("department:44", "compostage", (Surveyed, Some(day(1)))),
        ("region:53", "reseau", (Never, None)),
        ("commune:35001", "reseau", (Never, None)),
    ] {
        assert_eq!(said(&c, at, &[category]), expected, "{at} {category}");
    }
}

#[test]
fn several_categories_are_as_weak_as_the_weakest() {
    let c = census(vec![
        entry("department:49", Some("reseau"), Surveyed, 3),
        entry("department:49", Some("compostage"), Surveyed, 1),
        entry("department:49", Some("reparateur"), Partial, 2),
    ]);
    for (asked, expected) in [
        (&["reseau", "compostage"][..], (Surveyed, Some(day(1)))),
        (&["reseau", "reparateur"], (Partial, Some(day(2)))),
        (&["reseau", "ressourcerie"], (Never, None)),
        (&["reseau", "of another taxonomy"], (Surveyed, Some(day(3)))),
        // None asked is all of them.
        (&[], (Never, None)),
    ] {
        assert_eq!(said(&c, "commune:49003", asked), expected, "{asked:?}");
    }
    let both = vec!["reseau".to_owned(), "compostage".to_owned()];
    let standing = c.of_territory(territory("department:49"), &both);
    assert_eq!(standing.sources, ["Enquête 1", "Enquête 3"]);
}

#[test]
fn a_region_is_worked_out_from_its_departments() {
    let one = entry("department:44", None, Surveyed, 5);
    let two = entry("department:49", None, Surveyed, 2);
    let three = entry("department:99", None, Surveyed, 9);
    let c = census(vec![one.clone(), two.clone()]);
    assert_eq!(said(&c, "region:52", &[]), (Partial, Some(day(2))));
    let c = census(vec![one.clone(), two, three.clone()]);
    let standing = c.of_territory(territory("region:52"), &[]);
    assert_eq!((standing.status, standing.on), (Surveyed, Some(day(2))));
    assert!(standing.derived);
    assert_eq!(standing.sources, ["Enquête 2", "Enquête 5", "Enquête 9"]);
    // Its own word goes before that of its parts.
    let c = census(vec![one, entry("region:52", None, Never, 7)]);
    assert_eq!(said(&c, "region:52", &[]), (Never, Some(day(7))));
    assert_eq!(said(&census(vec![three]), "region:53", &[]), (Never, None));
}

#[test]
fn an_epci_in_two_departments_is_worked_out_from_its_communes() {
    let c = census(vec![
        entry("department:44", None, Surveyed, 1),
        entry("region:52", Some("reseau"), Partial, 2),
    ]);
    assert_eq!(
        said(&c, "epci:1", &["compostage"]),
        (Surveyed, Some(day(1)))
    );
    assert!(!c.of_territory(territory("epci:1"), &[]).derived);
    assert_eq!(said(&c, "epci:2", &["compostage"]), (Partial, Some(day(1))));
    assert_eq!(said(&c, "epci:2", &["reseau"]), (Partial, Some(day(1))));
    // Half of it lies in another region.
    assert_eq!(said(&c, "epci:3", &["reseau"]), (Partial, Some(day(2))));
    assert_eq!(said(&c, "epci:3", &["compostage"]), (Never, None));
}

#[test]
fn what_the_tables_do_not_know_is_kept_apart() {
    let odd = vec![
        entry("department:45", None, Surveyed, 1),
        entry("department:44", Some("of another taxonomy"), Surveyed, 1),
    ];
    let mut all = odd.clone();
    all.push(entry("department:49", None, Surveyed, 1));
    let c = census(all);
    assert_eq!(c.ignored(), odd);
    assert_eq!(c.entries().len(), 1);
    assert_eq!(said(&c, "department:44", &[]), (Never, None));
}

#[test]
fn merged_communes_stand_for_that_of_today() {
    let old = entry("commune:44990", None, Surveyed, 1);
    let other = entry("commune:44991", None, Partial, 2);
    let today = entry("commune:44002", None, Surveyed, 3);
    let c = census(vec![old.clone()]);
    assert_eq!(said(&c, "commune:44002", &[]), (Surveyed, Some(day(1))));
    let c = census(vec![old.clone(), other.clone()]);
    assert_eq!(said(&c, "commune:44002", &[]), (Partial, Some(day(2))));
    let c = census(vec![old, other, today]);
    assert_eq!(said(&c, "commune:44002", &[]), (Surveyed, Some(day(3))));
}

#[test]
fn a_query_asks_for_its_categories_and_sectors() {
    let c = census(Vec::new());
    let asked = |categories: &[&str], sectors: &[&str]| {
        let words = |list: &[&str]| list.iter().map(|c| (*c).to_owned()).collect();
        c.asked(&StructureQuery {
            categories: words(categories),
            sectors: words(sectors),
            ..StructureQuery::default()
        })
    };
    assert_eq!(asked(&[], &[]), 0);
    assert_eq!(asked(&["reparateur"], &[]), 0b0010);
    assert_eq!(asked(&[], &["dechets"]), 0b1100);
    assert_eq!(asked(&["reparateur", "reseau"], &["dechets"]), 0b1000);
    assert_eq!(asked(&["reparateur"], &["dechets"]), 0);
}

/// One category by the definition, without any index.
fn naive(
    entries: &[CensusEntry],
    t: &Territory,
    category: &str,
) -> (CensusStatus, Option<NaiveDate>) {
    let all = |kind| GAZETTEER.of_kind(kind);
    let communes: Vec<&Territory> = all(TerritoryKind::Commune)
        .filter(|c| c.parent(t.kind) == Some(&t.code))
        .collect();
    let departments: BTreeSet<_> = communes.iter().map(|c| &c.department).collect();
    let split = t.kind == TerritoryKind::Epci && departments.len() > 1;
    let levels = TerritoryKind::ALL.into_iter().filter(|k| *k >= t.kind);
    for kind in levels.filter(|k| *k == t.kind || !split) {
        let of = |e: &&CensusEntry| {
            e.territory.kind == kind && Some(e.territory.code.as_str()) == t.parent(kind)
        };
        let at_level: Vec<&CensusEntry> = entries.iter().filter(of).collect();
        let exact = at_level
            .iter()
            .find(|e| e.category.as_deref() == Some(category));
        let found = exact.or_else(|| at_level.iter().find(|e| e.category.is_none()));
        if let Some(e) = found {
            return (e.status, Some(e.on));
        }
    }
    let parts: Vec<&Territory> = match t.kind {
        TerritoryKind::Commune => Vec::new(),
        TerritoryKind::Region => all(TerritoryKind::Department)
            .filter(|d| d.region.as_deref() == Some(&t.code))
            .collect(),
        _ => communes,
    };
    let of_parts: Vec<_> = parts.iter().map(|p| naive(entries, p, category)).collect();
    let touched = of_parts.iter().filter(|p| p.0 > Never);
    let on = touched.filter_map(|p| p.1).min();
    match on {
        None => (Never, None),
        Some(_) if of_parts.iter().all(|p| p.0 == Surveyed) => (Surveyed, on),
        Some(_) => (Partial, on),
    }
}

fn any_entries() -> impl Strategy<Value = Vec<CensusEntry>> {
    let places = GAZETTEER.all().len();
    let one = (0..places, prop::option::of(0..3usize), 0..3usize, 0..20u32);
    prop::collection::vec(one, 0..12).prop_map(|list| {
        // As in the store: one entry for each territory and category.
        let mut all = BTreeMap::new();
        for (place, category, status, on) in list {
            let at = TerritoryRef::from(&GAZETTEER.all()[place]).to_string();
            let category = category.map(|c| CATEGORIES[c]);
            let e = entry(&at, category, CensusStatus::ALL[status], on);
            all.insert((at, category), e);
        }
        all.into_values().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn inherited_as_defined(entries in any_entries(), asked in 0u64..16) {
        let c = census(entries.clone());
        let everything = if asked == 0 { 15 } else { asked };
        for t in GAZETTEER.all() {
            let each: Vec<_> = (0..4)
                .filter(|i| everything >> i & 1 == 1)
                .map(|i| naive(&entries, t, CATEGORIES[i]))
                .collect();
            let weakest = each.iter().map(|s| s.0).min().unwrap();
            let on = each.iter().filter(|s| s.0 == weakest).filter_map(|s| s.1).min();
            let found = c.of_bits(t, asked);
            prop_assert_eq!((found.status, found.on), (weakest, on), "{} {:?}", t.name, &entries);
            prop_assert_eq!(found.sources.is_empty(), found.on.is_none());
        }
    }
}
