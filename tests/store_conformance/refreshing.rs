//! When sources were last taken over.
use crate::desk::{Desk, import_at, record, source};
use boucle::store::Store;

async fn refreshed(store: &Store, code: &str) -> Option<String> {
    let all = store.sources().await.unwrap();
    let read = store.read().await.unwrap().sources;
    let of = |all: Vec<boucle::domain::Source>| {
        let found = all.into_iter().find(|s| s.code == code);
        found.and_then(|s| s.refreshed_at)
    };
    let told = of(all);
    assert_eq!(of(read), told, "a reading tells the same");
    told
}

pub async fn sources_tell_when_they_were_last_taken_over(desk: Desk) {
    let store = desk.open().await;
    let a = source("a");
    let records = |name: &str| vec![record("a", "1", name)];
    let monday = "2026-06-01T08:00:00Z";
    assert!(import_at(&store, &a, records("Un"), monday).await.unwrap());
    assert_eq!(refreshed(&store, "a").await.as_deref(), Some(monday));

    // Without changes on the same day: nothing at all.
    let revision = store.revision().await.unwrap();
    let later = "2026-06-01T20:00:00Z";
    assert!(!import_at(&store, &a, records("Un"), later).await.unwrap());
    assert_eq!(refreshed(&store, "a").await.as_deref(), Some(monday));
    assert_eq!(store.revision().await.unwrap(), revision);

    // On another day: the day alone, which is published.
    let tuesday = "2026-06-02T08:00:00Z";
    assert!(!import_at(&store, &a, records("Un"), tuesday).await.unwrap());
    assert_eq!(refreshed(&store, "a").await.as_deref(), Some(tuesday));
    assert_eq!(store.revision().await.unwrap(), revision + 1);
    assert_eq!(store.imports().await.unwrap().len(), 1);

    let friday = "2026-06-05T08:00:00Z";
    assert!(
        import_at(&store, &a, records("Deux"), friday)
            .await
            .unwrap()
    );
    assert_eq!(refreshed(&store, "a").await.as_deref(), Some(friday));
    let last = store.imports().await.unwrap()[0].id.clone();
    store.undo(&last).await.unwrap();
    let back = refreshed(&store, "a").await;
    assert_eq!(back.as_deref(), Some(monday), "the import that stands");

    // A source that never had a record is none.
    assert!(
        !import_at(&store, &source("b"), Vec::new(), friday)
            .await
            .unwrap()
    );
    assert_eq!(refreshed(&store, "b").await, None);
}
