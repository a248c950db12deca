//! How fast files are read: OpenStreetMap extracts, workbooks' rows and text files.
#![allow(missing_docs, clippy::unwrap_used)] // a bench may stop at the first surprise
use boucle::domain::Crosswalk;
use boucle::import::{Mapping, reader};
use boucle::service::Reference;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::io::Cursor;

#[path = "../tests/support/pbf.rs"]
mod pbf;

use pbf::{Node, Pbf, Way};

/// Nodes of the generated extract; blocks of 8,000, as osmium writes them.
const NODES: u32 = 1_000_000;
const BLOCK: u32 = 8_000;

/// One node in fifty has tags, one in a thousand is ours: about as in France.
fn extract() -> Vec<u8> {
    let mut file = Pbf::new();
    for from in (0..NODES).step_by(BLOCK as usize) {
        let nodes: Vec<Node> = (from..from + BLOCK)
            .map(|i| Node {
                id: i64::from(i),
                lon: f64::from(i % 1000) / 500.0 - 2.0,
                lat: f64::from(i / 1000) / 1000.0 + 46.5,
                tags: match i {
                    i if i % 1000 == 0 => vec![("shop", "second_hand"), ("name", "Friperie")],
                    i if i % 50 == 0 => vec![("natural", "tree"), ("genus", "Quercus")],
                    _ => Vec::new(),
                },
            })
            .collect();
        file.nodes(&nodes);
    }
    let ways: Vec<Way> = (0..5_000)
        .map(|i| Way {
            id: i,
            refs: (i * 100..i * 100 + 8).collect(),
            tags: match i % 100 {
                0 => vec![("amenity", "recycling"), ("recycling_type", "centre")],
                _ => vec![("building", "yes")],
            },
        })
        .collect();
    file.ways(&ways);
    file.bytes
}

fn crosswalk() -> Crosswalk {
    let mapping = Mapping::parse(Mapping::built_in("osm").unwrap()).unwrap();
    let reference = Reference::embedded().unwrap();
    reference.prepare(&mapping).unwrap().unwrap()
}

fn osm(c: &mut Criterion) {
    let (file, crosswalk) = (extract(), crosswalk());
    let mut group = c.benchmark_group("osm.pbf");
    group.sample_size(10);
    group.throughput(Throughput::Elements(u64::from(NODES)));
    for threads in [1, rayon::current_num_threads()] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        group.bench_function(format!("a million nodes, {threads} threads"), |b| {
            b.iter(|| {
                let mut rows = 0;
                let mut take = |_| rows += 1;
                let input = Cursor::new(file.as_slice());
                pool.install(|| reader::osm::read(input, Some(&crosswalk), &mut |r| take(r)))
                    .unwrap();
                assert_eq!(rows, 1_050);
                black_box(rows)
            });
        });
    }
}

fn text(c: &mut Criterion) {
    use std::fmt::Write as _;
    let mut file = "id;nom;adresse;cp;ville;lat;lon\n".to_owned();
    for i in 0..100_000 {
        writeln!(
            file,
            "{i};Le Bac {i};{i} rue Molière;44000;Nantes;47,2;-1,5"
        )
        .unwrap();
    }
    let mut group = c.benchmark_group("csv");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(file.len() as u64));
    for (name, bytes) in [
        ("utf-8", file.clone().into_bytes()),
        (
            "windows-1252",
            file.chars().map(|c| u8::try_from(c).unwrap()).collect(),
        ),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut rows = 0;
                reader::delimited::read(bytes.as_slice(), |_| rows += 1).unwrap();
                black_box(rows)
            });
        });
    }
}

criterion_group!(benches, osm, text);
criterion_main!(benches);
