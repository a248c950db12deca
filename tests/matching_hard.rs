//! Duplicates in three hundred hard pairs, made by hand as templates: tests/fixtures/duplicates/generate.py.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::domain::matching::{Corpus, FactFields, Facts, Plan};
use boucle::domain::structure::Address;
use boucle::domain::{Coordinates, Position, Precision};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const PAIRS: &str = include_str!("fixtures/duplicates/hard_pairs.csv");

type Row = BTreeMap<String, String>;

fn rows() -> Vec<Row> {
    let mut read = csv::Reader::from_reader(PAIRS.as_bytes());
    read.deserialize().map(Result::unwrap).collect()
}

fn facts(r: &Row) -> Facts<'_> {
    let text = |k: &str| {
        r.get(k)
            .filter(|t| !t.is_empty())
            .map(|t| Cow::Borrowed(t.as_str()))
    };
    let owned = |k: &str| r.get(k).filter(|t| !t.is_empty()).cloned();
    let number = |k: &str| r[k].parse::<f64>().ok();
    let position = number("lon").zip(number("lat")).map(|(lon, lat)| Position {
        coordinates: Coordinates::new(lon, lat).unwrap(),
        precision: Precision::Rooftop,
    });
    Facts {
        source: Cow::Borrowed(&r["side"]),
        commune: None,
        fields: FactFields {
            name: text("name"),
            trade_name: text("trade_name"),
            siret: text("siret"),
            address: Some(Cow::Owned(Address {
                lines: owned("address").into_iter().collect(),
                postal_code: owned("postal_code"),
                city: owned("city"),
                insee: None,
            })),
            position,
            phone: text("phone"),
            email: text("email"),
            website: text("website"),
            categories: Cow::Owned(vec![r["category"].clone()]),
            ..FactFields::default()
        },
    }
}

/// A record's structure: its pair and side.
fn structure(r: &Row) -> String {
    format!("{:03}{}", r["pair"].parse::<u32>().unwrap(), r["side"])
}

fn plan(rows: &[Row]) -> Plan {
    let mut corpus = Corpus::default();
    for r in rows {
        corpus.add(&facts(r), &structure(r), true);
    }
    corpus.plan()
}

fn pair(a: &str, b: &str) -> (String, String) {
    (a.min(b).to_owned(), a.max(b).to_owned())
}

#[test]
fn what_merges_by_rule_is_right_and_what_is_doubtful_waits() {
    let rows = rows();
    assert_eq!(rows.len(), 600);
    let plan = plan(&rows);
    let merged: BTreeSet<_> = plan
        .merges
        .iter()
        .map(|m| pair(&m.kept, &m.joined))
        .collect();
    let waiting: BTreeSet<_> = plan
        .reviews
        .iter()
        .map(|r| pair(&r.first, &r.second))
        .collect();
    // Trap -> label, merged, waiting, neither.
    let mut traps: BTreeMap<&str, (&str, [u32; 3])> = BTreeMap::new();
    let mut ours = BTreeSet::new();
    for two in rows.chunks(2) {
        let p = pair(&structure(&two[0]), &structure(&two[1]));
        let at = if merged.contains(&p) {
            0
        } else if waiting.contains(&p) {
            1
        } else {
            2
        };
        traps
            .entry(&two[0]["trap"])
            .or_insert((&two[0]["label"], [0; 3]))
            .1[at] += 1;
        ours.insert(p);
    }
    let sum = |label: &str, at: usize| -> u32 {
        traps
            .values()
            .filter(|t| t.0 == label)
            .map(|t| t.1[at])
            .sum()
    };
    let strays: Vec<_> = merged.difference(&ours).collect();
    let right = f64::from(sum("same", 0));
    let precision = right / merged.len() as f64;
    let recall = right / f64::from((0..3).map(|at| sum("same", at)).sum::<u32>());
    let asked = f64::from(sum("doubtful", 1))
        / f64::from((0..3).map(|at| sum("doubtful", at)).sum::<u32>());
    println!(
        "precision {precision:.4}, recall {recall:.4}, doubtful that wait {asked:.4}; merged across pairs: {strays:?}"
    );
    for (trap, (label, [merged, waiting, neither])) in &traps {
        println!(
            "  {trap:26} {label:9} merged {merged:2}, waiting {waiting:2}, neither {neither:2}"
        );
    }
    assert!(precision >= 0.98, "precision {precision}");
    assert!(recall >= 0.90, "recall {recall}");
    assert!(
        asked >= 0.90,
        "{asked} of the doubtful pairs wait for a person"
    );
}

#[test]
fn the_order_of_the_records_does_not_matter() {
    let rows = rows();
    let forwards = plan(&rows);
    let backwards = plan(&rows.iter().rev().cloned().collect::<Vec<_>>());
    let merges =
        |p: &Plan| -> BTreeSet<_> { p.merges.iter().map(|m| pair(&m.kept, &m.joined)).collect() };
    assert_eq!(merges(&forwards), merges(&backwards));
    let reviews = |p: &Plan| -> BTreeSet<_> {
        p.reviews
            .iter()
            .map(|m| pair(&m.first, &m.second))
            .collect()
    };
    assert_eq!(reviews(&forwards), reviews(&backwards));
}
