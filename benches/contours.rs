//! Contours of all communes: reading the file at start, and which commune covers a point.
//!
//! The shapes are made up, as many and with as many corners as those of the official file at 100 m (45 a commune);
//! `cargo bench --bench contours` prints also their size.
#![allow(clippy::unwrap_used, missing_docs)]
use boucle::domain::{Coordinates, Movements, TerritoryKind};
use boucle::service::Reference;
use boucle::spatial::Contours;
use boucle::spatial::contours::{About, Area, Assembly};
use criterion::{Criterion, criterion_group, criterion_main};
use geo::{Coord, LineString, Polygon};
use std::f64::consts::TAU;
use std::hint::black_box;
use std::time::Instant;

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Corners of a commune.
const CORNERS: u32 = 45;

/// A crooked disc of about a commune's size around a place, with the five decimals of the official files.
fn disc(at: Coordinates, number: u32) -> Polygon<f64> {
    let decimal = |v: f64| (v * 1e5).round() / 1e5;
    let corner = |i: u32| {
        let angle = TAU * f64::from(i % CORNERS) / f64::from(CORNERS);
        let radius = 0.02 + 0.006 * (angle * f64::from(3 + number % 5)).sin();
        Coord {
            x: decimal(at.lon + radius * 1.4 * angle.cos()),
            y: decimal(at.lat + radius * angle.sin()),
        }
    };
    Polygon::new(LineString((0..=CORNERS).map(corner).collect()), Vec::new())
}

fn file(reference: &Reference) -> Vec<u8> {
    let none = Movements::default();
    let mut all = Assembly::new(&reference.gazetteer, &none, 2026);
    let communes = reference.gazetteer.of_kind(TerritoryKind::Commune);
    for (i, t) in (0..).zip(communes) {
        if let Some(at) = t.position {
            let area = Area {
                code: t.code.clone(),
                name: t.name.clone(),
                polygons: vec![disc(at, i)],
            };
            all.take(TerritoryKind::Commune, area);
        }
    }
    let about = About {
        year: 2026,
        resolution: "100m".to_owned(),
        source: String::new(),
        taken: String::new(),
        partial: None,
        movements: false,
        followed: 0,
        unknown: Vec::new(),
    };
    all.finish(about).unwrap()
}

fn contours(c: &mut Criterion) {
    let reference = Reference::embedded().unwrap();
    let start = Instant::now();
    let bytes = file(&reference);
    let packed = start.elapsed();
    let loaded = Contours::from_bytes(&bytes).unwrap();
    let count = loaded.codes(TerritoryKind::Commune).count();
    let corners = loaded.verify().unwrap();
    println!(
        "{count} communes, {corners} corners: packed in {packed:?} into {:.1} MB; {:.0} MB if every shape were unpacked",
        bytes.len() as f64 / 1e6,
        (corners * size_of::<Coord<f64>>()) as f64 / 1e6,
    );
    let mut group = c.benchmark_group("contours");
    group.sample_size(20);
    group.bench_function("read at start", |b| {
        b.iter(|| Contours::from_bytes(black_box(&bytes)).unwrap());
    });
    // Where structures are: some hundred metres to some kilometres from the middle of a commune.
    let communes = reference.gazetteer.of_kind(TerritoryKind::Commune);
    let points: Vec<Coordinates> = (0..)
        .zip(communes.filter_map(|t| t.position))
        .map(|(i, at)| {
            let angle = f64::from(i);
            let off = 0.000_4 * f64::from(i % 97);
            Coordinates {
                lon: at.lon + off * angle.cos(),
                lat: at.lat + off * angle.sin(),
            }
        })
        .collect();
    let mut next = points.iter().cycle();
    group.bench_function("commune that covers a point", |b| {
        b.iter(|| {
            next.next()
                .map(|at| loaded.covering(black_box(*at)).is_some())
        });
    });
    group.finish();
}

criterion_group!(benches, contours);
criterion_main!(benches);
