//! The index and the answers of a snapshot at 100,000 and, with `BOUCLE_BENCH_MILLION=1`, a million structures.
//!
//! `cargo bench` prints also what a build took and weighs: publishing, indexes, text index, resident memory.
#![allow(clippy::unwrap_used, missing_docs)]
mod support;

use boucle::catalog::{Snapshot, SnapshotBuilder};
use boucle::domain::query::{BoundingBox, Sort, StructureQuery};
use boucle::domain::{Coordinates, Structure};
use boucle::service::Reference;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use support::{Places, Random};

/// The program's own: what a build weighs and takes hangs on it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Structures handed over at a time, as from the store.
const BATCH: usize = 4_096;

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|l| l.starts_with("VmRSS:"))
        .unwrap_or_default();
    let kb: u64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    kb / 1024
}

fn build(reference: &Reference, count: u64) -> Snapshot {
    let before = resident_mb();
    let start = std::time::Instant::now();
    let mut generating = std::time::Duration::ZERO;
    let mut source = support::structures(count, 1, &reference.gazetteer);
    let mut builder = SnapshotBuilder::new(1, reference.base(), vec![support::source()]);
    loop {
        let lap = std::time::Instant::now();
        let batch: Vec<Structure> = source.by_ref().take(BATCH).collect();
        generating += lap.elapsed();
        if batch.is_empty() {
            break;
        }
        builder.extend(batch);
    }
    let snapshot = builder.finish();
    let stats = snapshot.stats;
    let all = start.elapsed().saturating_sub(generating);
    println!(
        "{count} structures: snapshot {:.2} s (publish {:.2}, index {:.2}), text index {:.2} s and {} MB; fragments {} MB, clusters {} MB; resident {} MB more",
        all.saturating_sub(stats.text).as_secs_f64(),
        stats.publish.as_secs_f64(),
        stats.index.as_secs_f64(),
        stats.text.as_secs_f64(),
        stats.text_bytes >> 20,
        stats.fragment_bytes >> 20,
        stats.cluster_bytes >> 20,
        resident_mb().saturating_sub(before),
    );
    snapshot
}

fn boxed(c: Coordinates, degrees: f64) -> BoundingBox {
    BoundingBox {
        west: c.lon - degrees,
        south: c.lat - degrees * 0.7,
        east: c.lon + degrees,
        north: c.lat + degrees * 0.7,
    }
}

/// A box around a place that holds some five hundred structures.
fn five_hundred(s: &Snapshot, c: Coordinates) -> BoundingBox {
    let mut degrees = 0.02;
    loop {
        let bbox = boxed(c, degrees);
        let query = StructureQuery {
            bbox: Some(bbox),
            ..StructureQuery::default()
        };
        if s.count(&s.compile(&query)) >= 500 || degrees > 5.0 {
            return bbox;
        }
        degrees *= 1.1;
    }
}

fn answer(s: &Snapshot, q: &StructureQuery, sort: Sort, limit: usize) -> usize {
    let page = s.select(&s.compile(q), sort, 0, limit);
    let mut out = Vec::with_capacity(s.features_len(&page.items));
    for (i, distance) in &page.items {
        s.write_feature(*i, *distance, &mut out);
    }
    black_box(out.len())
}

fn queries(c: &mut Criterion) {
    let reference = Reference::embedded().unwrap();
    let mut sizes = vec![100_000];
    if std::env::var_os("BOUCLE_BENCH_MILLION").is_some() {
        sizes.push(1_000_000);
    }
    for size in sizes {
        let s = build(&reference, size);
        let places = Places::new(&reference.gazetteer);
        let mut r = Random::new(9);
        let spots: Vec<Coordinates> = (0..64)
            .map(|_| places.draw(&mut r).position.unwrap())
            .collect();
        let boxes: Vec<BoundingBox> = spots.iter().map(|c| five_hundred(&s, *c)).collect();
        let mut group = c.benchmark_group("answer");
        let mut run = |name: &str, ask: &dyn Fn(usize) -> usize| {
            let mut n = 0;
            group.bench_function(BenchmarkId::new(name, size), |b| {
                b.iter(|| {
                    n += 1;
                    ask(n % 64)
                });
            });
        };
        run("bbox of 500", &|n| {
            let q = StructureQuery {
                bbox: Some(boxes[n]),
                ..StructureQuery::default()
            };
            answer(&s, &q, Sort::Name, 1000)
        });
        let of_category = |n: usize, radius: Option<f64>| StructureQuery {
            near: Some(spots[n]),
            radius,
            categories: vec![support::CATEGORIES[n % 6].0.to_owned()],
            ..StructureQuery::default()
        };
        run("10 nearest of a category", &|n| {
            answer(&s, &of_category(n, None), Sort::Distance, 10)
        });
        run("within 10 km of a category", &|n| {
            answer(&s, &of_category(n, Some(10_000.0)), Sort::Distance, 100)
        });
        run("10 nearest with two filters", &|n| {
            let q = StructureQuery {
                ess: Some(true),
                ..of_category(n, None)
            };
            answer(&s, &q, Sort::Distance, 10)
        });
        let region = BoundingBox {
            west: -2.6,
            south: 46.2,
            east: 0.95,
            north: 48.6,
        };
        run("clusters of a region", &|n| {
            let west = region.west + f64::from(u32::try_from(n).unwrap()) / 100.0;
            let q = StructureQuery {
                bbox: Some(BoundingBox { west, ..region }),
                ..StructureQuery::default()
            };
            let mut out = Vec::with_capacity(64 << 10);
            s.write_clusters(&s.compile(&q), 8, &mut out);
            out.len()
        });
        run("clusters of a region and a category", &|n| {
            let q = StructureQuery {
                bbox: Some(region),
                categories: vec![support::CATEGORIES[n % 6].0.to_owned()],
                ..StructureQuery::default()
            };
            let mut out = Vec::with_capacity(64 << 10);
            s.write_clusters(&s.compile(&q), 8, &mut out);
            out.len()
        });
        let words = [
            "nante",
            "saint etien",
            "49100",
            "velo",
            "ressourceri",
            "chateau gont",
            "grille pa",
            "fontenai",
        ];
        run("suggest", &|n| {
            s.search_hits(words[n % 8], &boucle::catalog::search::Kind::ALL, 8)
                .len()
        });
        group.finish();
    }
}

criterion_group! { name = benches; config = Criterion::default().sample_size(30); targets = queries }
criterion_main!(benches);
