//! Duplicates in real files: the identifiers are hidden from the matcher and serve as labels.
//!
//! Two lists of Nantes derive from the same objects of OpenStreetMap as an Overpass export; what merges by rule is
//! compared with the pairs that the identifiers say, corrected by hand where a look at the records says otherwise.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
#[path = "support/reading.rs"]
mod reading;

use boucle::domain::SourceRecord;
use boucle::domain::matching::{Corpus, Facts, Kind, Plan};
use boucle::import::Mapping;
use boucle::service::Reference;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A pair of records: identifier in OpenStreetMap of the one in the export, and of the one in the list.
type Pair = (String, String);

/// The folder of real files, where there is one.
fn real_data() -> Option<PathBuf> {
    let folder = std::env::var("BOUCLE_REAL_DATA").unwrap_or_else(|_| "../shared/data".into());
    let folder = PathBuf::from(folder).join("structures");
    if !folder.exists() {
        println!("skipped: no real data beside the project (BOUCLE_REAL_DATA)");
        return None;
    }
    Some(folder)
}

fn records(reference: &Reference, file: &Path, mapping: &str) -> Vec<SourceRecord> {
    let mapping = Mapping::parse(Mapping::built_in(mapping).unwrap()).unwrap();
    let mut all = Vec::new();
    let input = std::fs::File::open(file).unwrap();
    reading::import(reference, &mapping, input, false, &mut |r| all.push(r)).unwrap();
    all
}

/// The identifier in OpenStreetMap by the list's own code.
fn osm_ids(file: &Path) -> BTreeMap<String, String> {
    let all: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let list = all.get("_structuresDatas").unwrap_or(&all);
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let rows = list.as_array().unwrap().iter();
    // One row of 2020 is empty.
    rows.filter(|r| r.get("code").is_some())
        .map(|r| (text(&r["code"]), text(&r["id_osm"])))
        .collect()
}

struct Case {
    exported: Vec<SourceRecord>,
    listed: Vec<SourceRecord>,
    ids: BTreeMap<String, String>,
    /// Of two years later.
    later: bool,
}

impl Case {
    fn read(reference: &Reference, folder: &Path, list: &str) -> Self {
        let export = folder.join("osm_overpass_reemploi_vrac_pdl_ouest_2020.geojson");
        let later = list.contains("2022");
        let list = folder.join(list);
        Self {
            exported: records(reference, &export, "osm"),
            listed: records(reference, &list, "nantes-structures"),
            ids: osm_ids(&list),
            later,
        }
    }

    /// Side and identifier of the record of that number in the corpus.
    fn id(&self, number: usize) -> (bool, String) {
        match self.exported.get(number) {
            Some(r) => (false, r.external_id.clone()),
            None => (
                true,
                self.ids[&self.listed[number - self.exported.len()].external_id].clone(),
            ),
        }
    }

    fn plan(&self) -> Plan {
        let mut corpus = Corpus::default();
        for (i, r) in self.exported.iter().chain(&self.listed).enumerate() {
            // What the matcher is given holds no identifier of either source.
            let facts = Facts::from(r);
            corpus.add(&facts, &format!("{i:06}"), true);
        }
        corpus.plan()
    }

    /// Pairs of records of the same structure after all merges by rule.
    fn merged(&self, plan: &Plan) -> (BTreeSet<Pair>, Vec<Pair>) {
        let count = self.exported.len() + self.listed.len();
        let mut of: Vec<usize> = (0..count).collect();
        for m in &plan.merges {
            let (kept, joined): (usize, usize) =
                (m.kept.parse().unwrap(), m.joined.parse().unwrap());
            for o in &mut of {
                if *o == joined {
                    *o = kept;
                }
            }
        }
        let (mut cross, mut inside) = (BTreeSet::new(), Vec::new());
        for a in 0..count {
            for b in (a + 1..count).filter(|b| of[*b] == of[a]) {
                let (x, y) = (self.id(a), self.id(b));
                if x.0 == y.0 {
                    inside.push((x.1, y.1));
                } else {
                    cross.insert((x.1, y.1));
                }
            }
        }
        (cross, inside)
    }

    fn labels(&self) -> BTreeSet<Pair> {
        let listed: BTreeSet<&String> = self.ids.values().collect();
        let both = self.exported.iter().map(|r| &r.external_id);
        let mut labels: BTreeSet<Pair> = both
            .filter(|id| listed.contains(id))
            .map(|id| (id.clone(), id.clone()))
            .collect();
        let exported: BTreeSet<&String> = self.exported.iter().map(|r| &r.external_id).collect();
        for (a, b, one, _) in CORRECTIONS {
            let pair = ((*a).to_owned(), (*b).to_owned());
            if !exported.contains(&pair.0) || !listed.contains(&pair.1) {
                continue;
            }
            // A pair of one and the same id is a reuse of the time between: the earlier list knows nothing of it.
            if *one {
                labels.insert(pair);
            } else if self.later {
                labels.remove(&pair);
            }
        }
        labels
    }
}

/// What a look at the records says against the identifiers: export, list, one place or two, why.
const CORRECTIONS: &[(&str, &str, bool, &str)] = &[
    (
        "node/4244068292",
        "node/6581235085",
        true,
        "one shop under two ids: same name, telephone, address, site",
    ),
    (
        "node/6581235085",
        "node/4244068292",
        true,
        "the same, the other way round",
    ),
    (
        "node/6088358201",
        "node/6088358201",
        false,
        "the id was reused by a successor of another name and trade",
    ),
    (
        "node/6387896888",
        "node/6387896888",
        false,
        "a successor: other name, telephone, e-mail and site",
    ),
    (
        "node/1730640904",
        "way/140257436",
        true,
        "drawn as a building since: same name, address, site",
    ),
    (
        "node/5931513699",
        "way/140257436",
        true,
        "its workshop, told with it since: same e-mail, address, site",
    ),
    (
        "node/6312004156",
        "node/8521298196",
        true,
        "drawn anew: same name, telephone, site, way",
    ),
    (
        "node/6580334758",
        "way/101861199",
        true,
        "drawn as a building since: same point, address, site",
    ),
    (
        "node/6582461485",
        "way/84706368",
        true,
        "drawn as a building since: everything the same",
    ),
    (
        "node/6653984385",
        "node/9455535385",
        true,
        "drawn anew elsewhere: same name, address, site",
    ),
    (
        "node/6680914785",
        "node/6553184658",
        true,
        "drawn anew: its name in brackets, same address, site",
    ),
    (
        "way/270901433",
        "node/7232440905",
        true,
        "drawn anew: same street, network, 6 m away",
    ),
];

/// Pairs of one source that are one shop, by a look at the records.
const TWICE: &[(&str, &str)] = &[("node/4244068292", "node/6581235085")];

fn evaluate(list: &str, twice: usize) {
    let Some(folder) = real_data() else { return };
    let reference = Reference::embedded().unwrap();
    let case = Case::read(&reference, &folder, list);
    let plan = case.plan();
    let labels = case.labels();
    let (merged, inside) = case.merged(&plan);
    let (right, all) = (merged.intersection(&labels).count(), merged.len());
    let precision = (right + twice) as f64 / (all + inside.len()) as f64;
    let recall = right as f64 / labels.len() as f64;
    let mirrored = plan
        .merges
        .iter()
        .filter(|m| m.reasons.iter().any(|r| r.kind == Kind::Mirrored));
    println!(
        "{list}: {} pairs by label, {all} merged by rule, {right} of them right; {} inside a source; \
         precision {precision:.4}, recall {recall:.4}; {} over a lost minus sign; {} for review, {} compared",
        labels.len(),
        inside.len(),
        mirrored.count(),
        plan.reviews.len(),
        plan.compared
    );
    for p in merged.difference(&labels) {
        println!("  false merge {p:?}");
    }
    for p in labels.difference(&merged) {
        println!("  missed {p:?}");
    }
    let known = |p: &&Pair| TWICE.contains(&(p.0.as_str(), p.1.as_str()));
    assert_eq!(inside.iter().filter(known).count(), twice, "{inside:?}");
    assert!(precision >= 0.98, "precision {precision}");
    assert!(recall >= 0.90, "recall {recall}");
}

/// 355 pairs, 58 of them with a lost minus sign.
#[test]
fn a_list_of_the_same_month() {
    evaluate("nantes_structures_2020.json", 2);
}

/// Two years later: shops drawn anew, renamed, moved, succeeded.
#[test]
fn a_list_of_two_years_later() {
    evaluate("nantes_structures_2022.json", 1);
}
