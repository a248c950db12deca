//! Duplicates among 250,000 records, all of them new: the worst that an import can bring.
//!
//! Four fifths come from one source, one fifth are the same places from another one: another spelling, a position some
//! metres off. Nine names in ten are borne by thousands, as names are that a trade and a street make.
#![allow(clippy::unwrap_used, missing_docs)]
mod support;

use boucle::domain::SourceRecord;
use boucle::domain::matching::{Corpus, Facts};
use boucle::service::Reference;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const RECORDS: u64 = 250_000;

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn blank(source: &str) -> SourceRecord {
    let text = format!(r#"{{"source":"{source}","external_id":"","fields":{{}},"seen_at":""}}"#);
    serde_json::from_str(&text).unwrap()
}

fn corpus(reference: &Reference) -> Corpus {
    let mut all = Corpus::default();
    let firsts = RECORDS / 5 * 4;
    let (a, b) = (blank("a"), blank("b"));
    for (n, s) in (0_u64..).zip(support::structures(firsts, 1, &reference.gazetteer)) {
        let mut r = SourceRecord {
            fields: s.fields,
            commune: s.commune,
            ..a.clone()
        };
        // The generator numbers every name; most real ones are not unique.
        if n % 10 != 0 {
            r.fields.name = r
                .fields
                .name
                .map(|name| name.split(" (").next().unwrap_or_default().to_owned());
        }
        r.fields.phone = (n % 2 == 0).then(|| format!("+33 2 {n:08}"));
        all.add(&Facts::from(&r), &format!("a{n:08}"), true);
        if n % 4 == 0 {
            let mut again = SourceRecord {
                source: b.source.clone(),
                ..r
            };
            again.fields.name = again.fields.name.map(|t| t.to_uppercase());
            again.fields.website = None;
            if let Some(p) = &mut again.fields.position {
                p.coordinates.lat += 0.000_1;
            }
            all.add(&Facts::from(&again), &format!("b{n:08}"), true);
        }
    }
    all
}

fn matching(c: &mut Criterion) {
    let reference = Reference::embedded().unwrap();
    let start = std::time::Instant::now();
    let all = corpus(&reference);
    let gathered = start.elapsed();
    let start = std::time::Instant::now();
    let plan = all.plan();
    println!(
        "{} records: gathered in {:.2} s (generating included), compared in {:.2} s; {} pairs weighed, {} merges, {} for review",
        all.len(),
        gathered.as_secs_f64(),
        start.elapsed().as_secs_f64(),
        plan.compared,
        plan.merges.len(),
        plan.reviews.len()
    );
    let mut group = c.benchmark_group("matching");
    group.sample_size(10);
    group.bench_function("plan_250000", |b| b.iter(|| black_box(all.plan())));
    group.finish();
}

criterion_group!(benches, matching);
criterion_main!(benches);
