//! What merging promises, whatever the records and the corrections are.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::domain::merge::{Identity, merge};
use boucle::domain::structure::{Address, CommuneAssignment};
use boucle::domain::{
    Coordinates, Fields, Offer, Position, Precision, Revision, SourceRecord, Status, Structure,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

fn word() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "c", "é", ""]).prop_map(str::to_owned)
}

fn fields() -> impl Strategy<Value = Fields> {
    let texts = vec(option::of(word()), 6);
    let flags = (option::of(any::<bool>()), option::of(any::<bool>()));
    let lists = (vec(word(), 0..3), vec(word(), 0..3), vec(word(), 0..3));
    let offer = (word(), vec(word(), 0..2)).prop_map(|(action, objects)| Offer { action, objects });
    let place = (
        option::of((-180.0..180.0, -90.0..90.0)),
        option::of(word()),
        option::of(0.0..100.0),
    );
    (texts, flags, lists, vec(offer, 0..3), place).prop_map(
        |(t, (ess, brand_only), l, offers, p)| Fields {
            name: t[0].clone(),
            summary: t[1].clone(),
            phone: t[2].clone(),
            email: t[3].clone(),
            website: t[4].clone(),
            opening_hours: t[5].clone(),
            ess,
            brand_only,
            categories: l.0,
            labels: l.1,
            social: l.2,
            offers,
            position: p.0.map(|(lon, lat)| Position {
                coordinates: Coordinates { lon, lat },
                precision: Precision::Rooftop,
            }),
            address: p.1.map(|city| Address {
                city: Some(city),
                ..Address::default()
            }),
            tonnage: p.2,
            ..Fields::default()
        },
    )
}

fn records() -> impl Strategy<Value = Vec<SourceRecord>> {
    let one = (
        fields(),
        select(vec!["x", "y", "z"]),
        0..3,
        0..3,
        any::<bool>(),
    );
    vec(one, 0..5).prop_map(|all| {
        let record = |(i, (fields, source, priority, day, placed)): (
            usize,
            (Fields, &str, i32, i32, bool),
        )| {
            SourceRecord {
                source: source.to_owned(),
                external_id: i.to_string(),
                fields,
                commune: placed.then(|| format!("4410{i}")),
                commune_assignment: placed.then_some(CommuneAssignment::Name),
                priority,
                seen_at: format!("2026-01-0{day}T00:00:00Z"),
                attribution: placed.then(|| format!("a{i}")),
                contributors: BTreeMap::new(),
            }
        };
        all.into_iter().enumerate().map(record).collect()
    })
}

fn revision() -> impl Strategy<Value = Option<Revision>> {
    let clear = subsequence(Fields::NAMES, 0..6);
    option::of(
        (fields(), clear, 1..9_i64).prop_map(|(set, clear, number)| Revision {
            number,
            set,
            clear: clear.into_iter().map(str::to_owned).collect(),
            made_at: "2026-02-01T00:00:00Z".into(),
        }),
    )
}

fn merged(records: &[SourceRecord], revision: Option<&Revision>) -> Structure {
    let identity = Identity {
        id: "I".into(),
        slug: "s".into(),
        created: "2026-01-01T00:00:00Z".into(),
        updated: "2026-01-01T00:00:00Z".into(),
    };
    merge(identity, records, revision)
}

/// The known fields by name, as they are published.
fn known(f: &Fields) -> Map<String, Value> {
    match serde_json::to_value(f) {
        Ok(Value::Object(map)) => map,
        other => panic!("{other:?}"),
    }
}

/// The values of a field: the items of a list, else the value itself.
fn items(v: &Value) -> Vec<&Value> {
    v.as_array().map_or_else(|| vec![v], |a| a.iter().collect())
}

fn first(v: &Value) -> Option<&Value> {
    items(v).first().copied()
}

fn is_cleared(name: &str, r: Option<&Revision>) -> bool {
    r.is_some_and(|r| r.clear.iter().any(|c| c == name) && !known(&r.set).contains_key(name))
}

proptest! {
    #[test]
    fn the_order_of_records_does_not_matter(
        (given, shuffled) in records().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle())),
        r in revision(),
    ) {
        prop_assert_eq!(merged(&given, r.as_ref()), merged(&shuffled, r.as_ref()));
    }

    #[test]
    fn the_values_of_the_revision_win(given in records(), r in revision()) {
        let published = known(&merged(&given, r.as_ref()).fields);
        for (name, value) in r.iter().flat_map(|r| known(&r.set)) {
            // Of a list each item stands once.
            let mut once: Vec<&Value> = Vec::new();
            for i in items(&value) {
                if !once.contains(&i) {
                    once.push(i);
                }
            }
            prop_assert_eq!(items(&published[&name]), once, "{}", name);
        }
    }

    #[test]
    fn a_cleared_field_is_unknown(given in records(), r in revision()) {
        let structure = merged(&given, r.as_ref());
        let published = known(&structure.fields);
        for name in Fields::NAMES.iter().filter(|n| is_cleared(n, r.as_ref())) {
            prop_assert!(!published.contains_key(*name), "{}", name);
            prop_assert!(!structure.provenance.contains_key(*name), "{}", name);
        }
    }

    #[test]
    fn merging_what_was_merged_changes_nothing(given in records()) {
        let first = merged(&given, None);
        let again = SourceRecord {
            source: "m".into(),
            external_id: "m".into(),
            fields: first.fields.clone(),
            commune: first.commune.clone(),
            commune_assignment: first.commune_assignment,
            priority: 0,
            seen_at: "2026-01-01T00:00:00Z".into(),
            attribution: None,
            contributors: BTreeMap::new(),
        };
        let second = merged(std::slice::from_ref(&again), None);
        prop_assert_eq!(&second.fields, &first.fields);
        prop_assert_eq!(second.commune, first.commune);
        // And with its own records beside it: nothing is added twice.
        let both: Vec<SourceRecord> = std::iter::once(SourceRecord { priority: -1, ..again })
            .chain(given)
            .collect();
        prop_assert_eq!(merged(&both, None).fields, first.fields);
    }

    #[test]
    fn provenance_names_exactly_the_known_fields(given in records(), r in revision()) {
        let structure = merged(&given, r.as_ref());
        let published = known(&structure.fields);
        prop_assert!(published.keys().eq(structure.provenance.keys()), "{:?}", structure);
        for (name, origin) in &structure.provenance {
            let of_revision = r.as_ref().filter(|r| *origin == format!("revision/{}", r.number));
            let of_record = given.iter().find(|r| *origin == format!("{}/{}", r.source, r.external_id));
            let said = of_revision.map(|r| known(&r.set)).or_else(|| of_record.map(|r| known(&r.fields)));
            // Who is named did say the value, or the beginning of the list.
            let said = said.and_then(|s| s.get(name).cloned()).unwrap_or_default();
            prop_assert_eq!(first(&published[name]), first(&said), "{}", name);
        }
    }

    #[test]
    fn a_correction_survives_any_refresh(before in records(), after in records(), r in revision()) {
        let Some(r) = r else { return Ok(()) };
        let (old, new) = (merged(&before, Some(&r)), merged(&after, Some(&r)));
        let (old, new) = (known(&old.fields), known(&new.fields));
        for name in known(&r.set).keys().chain(&r.clear) {
            prop_assert_eq!(old.get(name), new.get(name), "{}", name);
        }
    }

    #[test]
    fn no_value_is_invented(given in records(), r in revision()) {
        let structure = merged(&given, r.as_ref());
        let said: Vec<Map<String, Value>> = given
            .iter()
            .map(|r| known(&r.fields))
            .chain(r.iter().map(|r| known(&r.set)))
            .collect();
        for (name, value) in known(&structure.fields) {
            for item in items(&value) {
                let stands = said.iter().filter_map(|s| s.get(&name)).any(|v| items(v).contains(&item));
                prop_assert!(stands, "{} {}", name, item);
            }
        }
        if let Some(c) = &structure.commune {
            prop_assert!(given.iter().any(|r| r.commune.as_ref() == Some(c)));
        }
    }

    #[test]
    fn corrections_add_up(given in records(), one in fields(), two in fields(), clear in subsequence(Fields::NAMES, 0..4)) {
        let clear: Vec<String> = clear.into_iter().map(str::to_owned).collect();
        let earlier = Revision::default().followed_by(one.clone(), Vec::new(), String::new());
        let later = earlier.followed_by(two.clone(), clear.clone(), String::new());
        prop_assert_eq!((earlier.number, later.number), (1, 2));
        let published = known(&merged(&given, Some(&later)).fields);
        let (one, two) = (known(&one), known(&two));
        for name in Fields::NAMES {
            let expected = match (two.get(*name), one.get(*name)) {
                (None, _) if clear.iter().any(|c| c == name) => &Value::Null,
                (Some(v), _) | (None, Some(v)) => v,
                (None, None) => continue,
            };
            let told = published.get(*name).unwrap_or(&Value::Null);
            prop_assert_eq!(first(told), first(expected), "{}", name);
        }
    }

    #[test]
    fn without_records_it_is_withdrawn(given in records(), r in revision()) {
        let status = merged(&given, r.as_ref()).status;
        prop_assert_eq!(status == Status::Withdrawn, given.is_empty());
    }

    /// A commune that was found by nearness is that of nobody who knows it better; the records' order decides the rest.
    #[test]
    fn nearness_gives_way(given in records(), near in vec(any::<bool>(), 5)) {
        let mut given = given;
        for (r, near) in given.iter_mut().zip(near) {
            if near && r.commune.is_some() {
                r.commune_assignment = Some(CommuneAssignment::Nearest);
            }
        }
        let structure = merged(&given, None);
        let knows = |r: &&SourceRecord| r.commune_assignment == Some(CommuneAssignment::Name);
        let better: Vec<&SourceRecord> = given.iter().filter(knows).collect();
        let expected = better.iter().map(|r| r.priority).min();
        let expected = better.into_iter().filter(|r| Some(r.priority) == expected);
        let communes: Vec<_> = expected.map(|r| r.commune.clone()).collect();
        if communes.is_empty() {
            let any = given.iter().any(|r| r.commune.is_some());
            prop_assert_eq!(structure.commune.is_some(), any);
        } else {
            prop_assert!(communes.contains(&structure.commune));
            prop_assert_eq!(structure.commune_assignment, Some(CommuneAssignment::Name));
        }
    }
}
