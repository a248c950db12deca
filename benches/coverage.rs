//! Figures of coverage over 250,000 structures, on one core: cold as after a new snapshot, warm as asked again.
#![allow(clippy::unwrap_used, missing_docs)]
mod support;

use axum::body::Body;
use axum::http::Request;
use boucle::catalog::coverage::Scope;
use boucle::catalog::{CatalogHandle, Snapshot, SnapshotBuilder};
use boucle::domain::coverage::Weight;
use boucle::domain::{StructureQuery, TerritoryKind};
use boucle::export::FigureFormat;
use boucle::export::figures::{Frame, sites};
use boucle::http::{App, Site, service};
use boucle::service::Reference;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use http_body_util::BodyExt;
use std::hint::black_box;
use tower::ServiceExt;

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
        view: None,
        codes: &[],
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
            geometry: false,
        };
        group.bench_function(format!("5 sites of a region beyond 2 km, {name}"), |b| {
            b.iter(|| {
                let answer = sites(&frame, region, 2_000.0, 5, FigureFormat::Json);
                black_box(answer.unwrap().len())
            });
        });
    }
    group.finish();
    sheets(c, s);
}

/// The whole page of a territory as it leaves the service, its figures known.
fn sheets(c: &mut Criterion, s: Snapshot) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let site = Site {
        name: "Boucle".into(),
        tiles_url: "none".into(),
        ..Site::default()
    };
    let service = service(App::new(
        CatalogHandle::new(s),
        site,
        std::sync::Arc::default(),
    ));
    let mut group = c.benchmark_group("sheet");
    for path in [
        "/territoires/department/49?category=reparateur_velo",
        "/territoires/region/52",
        "/territoires/epci/244900015?action=reparer&object=velo",
        "/couverture?within=region:52&by=commune&category=reparateur_velo",
    ] {
        let ask = || {
            runtime.block_on(async {
                let request = Request::get(path).body(Body::empty()).unwrap();
                let answer = service.clone().oneshot(request).await.unwrap();
                assert_eq!(answer.status(), 200);
                answer.into_body().collect().await.unwrap().to_bytes().len()
            })
        };
        ask();
        group.bench_function(format!("warm, {path}"), |b| b.iter(|| black_box(ask())));
    }
    group.finish();
}

criterion_group! { name = benches; config = Criterion::default(); targets = figures }
criterion_main!(benches);
