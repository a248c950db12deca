//! Figures of coverage over 250,000 structures, on one core: cold as after a new snapshot, warm as asked again.
#![allow(clippy::unwrap_used, missing_docs)]
mod support;

use boucle::catalog::coverage::Scope;
use boucle::catalog::{Snapshot, SnapshotBuilder};
use boucle::domain::coverage::Weight;
use boucle::domain::{StructureQuery, TerritoryKind};
use boucle::export::FigureFormat;
use boucle::export::figures::{Frame, sites};
use boucle::service::Reference;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Structures of the set: as many as the national file has.
const SIZE: u64 = 250_000;

fn build(reference: &Reference) -> Snapshot {
    let mut builder = SnapshotBuilder::new(1, reference.base(), vec![support::source()]);
    let mut source = support::structures(SIZE, 1, &reference.gazetteer);
    loop {
        let batch: Vec<_> = source.by_ref().take(4_096).collect();
        if batch.is_empty() {
            return builder.finish();
        }
        builder.extend(batch);
    }
}

fn figures(c: &mut Criterion) {
    let reference = Reference::embedded().unwrap();
    let s = build(&reference);
    let queries = [
        ("all", StructureQuery::default()),
        (
            "a category",
            StructureQuery {
                categories: vec!["reparateur_velo".to_owned()],
                ..StructureQuery::default()
            },
        ),
    ];
    let scope = |weight| Scope {
        by: TerritoryKind::Commune,
        within: None,
        threshold_m: 10_000.0,
        d0_m: 20_000.0,
        weight,
        today: chrono::NaiveDate::default(),
    };
    let mut group = c.benchmark_group("coverage");
    group.sample_size(10);
    for (name, q) in &queries {
        let cold = |b: &mut criterion::Bencher<'_>, work: &dyn Fn()| {
            b.iter_batched(|| s.forget_coverage(), |()| work(), BatchSize::PerIteration);
        };
        group.bench_function(format!("nearest of all communes, cold, {name}"), |b| {
            cold(b, &|| {
                black_box(s.reach(q));
            });
        });
        for weight in Weight::ALL {
            group.bench_function(
                format!("access of all communes, cold, {name}, {weight}"),
                |b| {
                    let reach = s.reach(q);
                    cold(b, &|| {
                        black_box(s.access(q, &reach, weight, 20_000.0));
                    });
                },
            );
        }
        group.bench_function(format!("figures of all communes, warm, {name}"), |b| {
            black_box(s.figures(q, &scope(Weight::Step)));
            b.iter(|| black_box(s.figures(q, &scope(Weight::Step)).len()));
        });
        let region = s.gazetteer.get(TerritoryKind::Region, "52");
        let frame = Frame {
            snapshot: &s,
            query: q,
            parameters: Vec::new(),
        };
        group.bench_function(format!("5 sites of a region beyond 2 km, {name}"), |b| {
            b.iter(|| {
                let answer = sites(&frame, region, 2_000.0, 5, FigureFormat::Json);
                black_box(answer.unwrap().len())
            });
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = Criterion::default(); targets = figures }
criterion_main!(benches);
