//! Duplicates in real files: the identifiers are hidden from the matcher and serve as labels.
//!
//! Two lists of Nantes derive from the same objects of OpenStreetMap as an Overpass export; what merges by rule is
//! compared with the pairs that the identifiers say, corrected by hand where a look at the records says otherwise.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::domain::SourceRecord;
use boucle::domain::matching::{Corpus, Facts, Plan};
use boucle::import::{self, Context, Mapping};
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
    let crosswalk = reference.prepare(&mapping).unwrap();
    let nearest = |c| reference.nearest_commune(c);
    let covering = |c| reference.commune_at(c);
    let context = Context {
        taxonomy: &reference.taxonomy,
        crosswalk: crosswalk.as_ref(),
        gazetteer: &reference.gazetteer,
        nearest: &nearest,
        covering: &covering,
        fix_positions: false,
        seen_at: "2026-01-01T00:00:00Z",
    };
    let mut all = Vec::new();
    let input = std::fs::File::open(file).unwrap();
    import::run(input, &mapping, &context, &mut |_| {}, &mut |r| all.push(r)).unwrap();
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
}

impl Case {
    fn read(reference: &Reference, folder: &Path, list: &str) -> Self {
        let export = folder.join("osm_overpass_reemploi_vrac_pdl_ouest_2020.geojson");
        let list = folder.join(list);
        Self {
            exported: records(reference, &export, "osm"),
            listed: records(reference, &list, "nantes-structures"),
            ids: osm_ids(&list),
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
            corpus.add(&facts, &format!("{i:06}"), i >= self.exported.len());
        }
        corpus.plan()
    }

    /// Pairs of records of the same structure after all merges by rule.
    fn merged(&self, plan: &Plan) -> (BTreeSet<Pair>, Vec<String>) {
        let count = self.exported.len() + self.listed.len();
        let mut of: Vec<usize> = (0..count).collect();
        for m in &plan.merges {
            let (kept, joined): (usize, usize) = (m.kept.parse().unwrap(), m.joined.parse().unwrap());
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
                    inside.push(format!("{} {}", x.1, y.1));
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
        both.filter(|id| listed.contains(id))
            .map(|id| (id.clone(), id.clone()))
            .collect()
    }
}

fn show(case: &Case, pair: &Pair, plan: &Plan) {
    let find = |side: bool, id: &str| {
        (0..case.exported.len() + case.listed.len())
            .find(|n| case.id(*n) == (side, id.to_owned()))
    };
    let (a, b) = (find(false, &pair.0).unwrap(), find(true, &pair.1).unwrap());
    let all: Vec<&SourceRecord> = case.exported.iter().chain(&case.listed).collect();
    for n in [a, b] {
        let f = &all[n].fields;
        println!(
            "    {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            f.name, f.trade_name, f.address, f.position.map(|p| p.coordinates), f.phone, f.email, f.website, f.categories
        );
    }
    let names = [format!("{a:06}"), format!("{b:06}")];
    for p in plan.reviews.iter().filter(|p| names.contains(&p.first) && names.contains(&p.second)) {
        println!("    review {:.3} {:?}", p.score, p.reasons.iter().map(boucle::domain::matching::Reason::en).collect::<Vec<_>>());
    }
    for p in plan.merges.iter().filter(|p| names.contains(&p.kept) && names.contains(&p.joined)) {
        println!("    merged {:.3} {:?}", p.score, p.reasons.iter().map(boucle::domain::matching::Reason::en).collect::<Vec<_>>());
    }
}

fn evaluate(list: &str) {
    let Some(folder) = real_data() else { return };
    let reference = Reference::embedded().unwrap();
    let case = Case::read(&reference, &folder, list);
    let plan = case.plan();
    let labels = case.labels();
    let (merged, inside) = case.merged(&plan);
    let right = merged.intersection(&labels).count();
    println!("{list}: {} labels, {} merged, {right} right, inside {inside:?}, reviews {} compared {}", labels.len(), merged.len(), plan.reviews.len(), plan.compared);
    for p in merged.difference(&labels) {
        println!("  false merge {p:?}");
        show(&case, p, &plan);
    }
    for p in labels.difference(&merged) {
        println!("  missed {p:?}");
        show(&case, p, &plan);
    }
}

#[test]
fn list_of_2020() {
    evaluate("nantes_structures_2020.json");
}

#[test]
fn list_of_2022() {
    evaluate("nantes_structures_2022.json");
}
