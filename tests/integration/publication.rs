//! Publication: a new revision is shown, a build that fails keeps what was shown.
use crate::support::{Desk, REFERENCE};
use boucle::catalog::CatalogHandle;
use boucle::domain::{CensusEntry, CensusStatus, Fields, TerritoryRef, clock};
use boucle::service::{Current, Renewal, geodata, publication};
use sqlx::Connection;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CSV: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\n";

async fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_build_that_fails_keeps_the_old_snapshot_and_is_tried_again() {
    let desk = Desk::empty().await;
    desk.import(CSV, "id;nom\n1;Un\n").await;
    let first = publication::build(&desk.store, &REFERENCE).await.unwrap();
    let (revision, seen) = (
        first.revision,
        Arc::new(publication::Seen::at(first.revision)),
    );
    let catalog = CatalogHandle::new(first);
    let nowhere = tempfile::tempdir().unwrap();
    let follower = tokio::spawn(publication::follow(
        desk.store.clone(),
        Current::new(REFERENCE.clone()),
        Renewal::of(nowhere.path().to_owned(), geodata::mark(nowhere.path())),
        catalog.clone(),
        Arc::clone(&seen),
    ));

    let mut other = sqlx::sqlite::SqliteConnection::connect(&desk.url)
        .await
        .unwrap();
    for sql in [
        "UPDATE structures SET document = '{broken' || document",
        "UPDATE state SET revision = revision + 1",
    ] {
        sqlx::query(sql).execute(&mut other).await.unwrap();
    }
    until("the damaged revision was not seen", || {
        seen.revision() > revision
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(
        (catalog.load().revision, catalog.load().len()),
        (revision, 1)
    );

    // No new revision: the same one is tried again.
    sqlx::query("UPDATE structures SET document = substr(document, 8)")
        .execute(&mut other)
        .await
        .unwrap();
    until("the mended revision was not shown", || {
        catalog.load().revision == revision + 1
    })
    .await;
    assert_eq!(catalog.load().len(), 1);
    follower.abort();
}

#[tokio::test]
async fn a_snapshot_knows_where_somebody_looked() {
    let desk = Desk::empty().await;
    let entry = |territory: &str, category: Option<&str>| CensusEntry {
        territory: territory.parse().unwrap(),
        category: category.map(str::to_owned),
        status: CensusStatus::Surveyed,
        on: "2026-05-01".parse().unwrap(),
        source: "Enquête".into(),
        note: None,
    };
    let known = entry("department:49", Some("ressourcerie"));
    let odd = [
        entry("department:49", Some("of_before")),
        entry("region:00", None),
    ];
    let all = [&odd[..], std::slice::from_ref(&known)].concat();
    desk.store.census_set(&all).await.unwrap();
    let s = publication::build(&desk.store, &REFERENCE).await.unwrap();
    assert_eq!(s.census().entries(), [known]);
    assert_eq!(s.census().ignored().len(), 2);
    let status = |at: &str, category: &str| {
        let at: TerritoryRef = at.parse().unwrap();
        let at = at.resolve(&s.gazetteer).unwrap();
        s.census().of_territory(at, &[category.to_owned()]).status
    };
    // Angers, and the region around it.
    assert_eq!(
        status("commune:49007", "ressourcerie"),
        CensusStatus::Surveyed
    );
    assert_eq!(status("commune:49007", "compostage"), CensusStatus::Never);
    assert_eq!(status("region:52", "ressourcerie"), CensusStatus::Partial);
}

#[tokio::test]
async fn a_snapshot_knows_how_far_its_structures_can_be_relied_on() {
    let desk = Desk::empty().await;
    let none = publication::build(&desk.store, &REFERENCE).await.unwrap();
    assert_eq!(none.quality([], none.day).completeness, None);
    desk.import(CSV, "id;nom\n1;Un\n2;Deux\n").await;
    let find = |s: &boucle::catalog::Snapshot, name: &str| {
        let all = 0..u32::try_from(s.len()).unwrap();
        let i = all
            .into_iter()
            .find(|i| s.structure(*i).unwrap().name == name);
        i.unwrap()
    };
    let s = publication::build(&desk.store, &REFERENCE).await.unwrap();
    assert_eq!(
        (s.quality(0..2, s.day).completeness, s.verified_on(0)),
        (Some(0.0), None)
    );
    let id = s.structure(find(&s, "Deux")).unwrap().id;
    let known = Fields {
        website: Some("https://example.org".into()),
        summary: Some("Un mot".into()),
        ..Fields::default()
    };
    let before = clock::paris_now().date();
    desk.store.correct(&id, known, Vec::new()).await.unwrap();
    let s = publication::build(&desk.store, &REFERENCE).await.unwrap();
    let (one, two) = (find(&s, "Un"), find(&s, "Deux"));
    let day = s.verified_on(two).unwrap();
    assert!((before..=clock::paris_now().date()).contains(&day), "{day}");
    assert_eq!(s.verified_on(one), None);
    let told = s.structure(two).unwrap();
    assert!((told.criteria.score() - 0.25).abs() < 1e-9 && (told.completeness - 0.25).abs() < 1e-9);
    let quality = s.quality([one, two], day + chrono::Duration::days(40));
    assert_eq!((quality.count, quality.completeness), (2, Some(0.125)));
    assert_eq!((quality.verified, quality.median_days), (1, Some(40.0)));
}
