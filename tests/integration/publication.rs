//! Publication: a new revision is shown, a build that fails keeps what was shown.
use crate::support::{Desk, REFERENCE};
use boucle::catalog::CatalogHandle;
use boucle::service::publication;
use sqlx::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
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
    let (revision, seen) = (first.revision, Arc::new(AtomicI64::new(first.revision)));
    let catalog = CatalogHandle::new(first);
    let follower = tokio::spawn(publication::follow(
        desk.store.clone(),
        REFERENCE.clone(),
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
        seen.load(Ordering::Relaxed) > revision
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
