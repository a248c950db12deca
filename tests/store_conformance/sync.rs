//! Refreshes of declared sources, and what records carry for them.
use crate::desk::{Desk, import, published, record, source};
use boucle::domain::{Import, SourceRecord, SyncState};
use std::collections::BTreeMap;

pub async fn refreshes_are_kept_by_source_and_change_no_revision(desk: Desk) {
    let store = desk.open().await;
    assert!(store.syncs().await.unwrap().is_empty());
    let outcome = Import {
        created: 3,
        ..Import::default()
    };
    let good = SyncState::succeeded("b", "2026-06-01T10:00:00Z".into(), outcome);
    let bad = SyncState::failed(None, "a", "2026-06-01T11:00:00Z".into(), "« non »".into());
    store.sync_put(&good).await.unwrap();
    store.sync_put(&bad).await.unwrap();
    assert_eq!(store.syncs().await.unwrap(), [bad.clone(), good.clone()]);
    let worse = SyncState::failed(Some(good), "b", "2026-06-02T10:00:00Z".into(), "x".into());
    store.sync_put(&worse).await.unwrap();
    assert_eq!(store.syncs().await.unwrap(), [bad, worse]);
    assert_eq!(store.revision().await.unwrap(), 0);
    assert_eq!(desk.open().await.syncs().await.unwrap().len(), 2);
}

/// What an earlier program stored has neither attribution nor contributors: it is read, and is the same record still.
pub async fn records_of_before_keep_their_fingerprint(desk: Desk) {
    let plain = record("a", "1", "Un");
    let text = serde_json::to_string(&plain).unwrap();
    assert!(!text.contains("attribution") && !text.contains("contributors"));
    let read: SourceRecord = serde_json::from_str(&text).unwrap();
    assert_eq!(read.fingerprint(), plain.fingerprint());
    let cited = SourceRecord {
        attribution: Some("ADEME, Réseau A".into()),
        ..plain.clone()
    };
    let known = SourceRecord {
        contributors: BTreeMap::from([("a".to_owned(), "1".to_owned())]),
        ..plain.clone()
    };
    assert_ne!(cited.fingerprint(), plain.fingerprint());
    assert_ne!(known.fingerprint(), cited.fingerprint());
    let store = desk.open().await;
    import(&store, &source("a"), vec![cited]).await.unwrap();
    let all = published(&store).await;
    assert_eq!(
        all["1"].origins[0].attribution.as_deref(),
        Some("ADEME, Réseau A")
    );
}
