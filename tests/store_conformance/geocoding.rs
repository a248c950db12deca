//! What geocoders said of addresses.
use crate::desk::{Desk, import, record, source};
use boucle::domain::geocoding::PlaceKind;
use boucle::domain::{Coordinates, Geocoding, Place};
use std::collections::{BTreeMap, HashMap};

fn found(asked_at: &str, label: &str) -> Geocoding {
    Geocoding {
        asked_at: asked_at.to_owned(),
        place: Some(Place {
            position: Coordinates {
                lon: -0.550_123,
                lat: 47.470_456,
            },
            kind: PlaceKind::Housenumber,
            score: 0.94,
            label: label.to_owned(),
            insee: Some("49007".to_owned()),
            postal_code: None,
        }),
    }
}

fn nothing(asked_at: &str) -> Geocoding {
    Geocoding {
        asked_at: asked_at.to_owned(),
        place: None,
    }
}

fn all(of: &[(&str, Geocoding)]) -> BTreeMap<String, Geocoding> {
    let own = of.iter().map(|(k, g)| ((*k).to_owned(), g.clone()));
    own.collect()
}

pub async fn answers_are_remembered_and_replaced(desk: Desk) {
    let store = desk.open().await;
    assert!(store.geocodings().await.unwrap().is_empty());
    let (first, second) = ("1 rue a|49000|angers|49007", "é, ' \" 2|||");
    let at = "2026-06-01T10:00:00Z";
    let batch = all(&[(first, found(at, "1 Rue A « bis »")), (second, nothing(at))]);
    store.geocodings_put(&batch).await.unwrap();
    store.geocodings_put(&BTreeMap::new()).await.unwrap();
    let known: HashMap<String, Geocoding> = batch.into_iter().collect();
    assert_eq!(store.geocodings().await.unwrap(), known);
    let later = all(&[(second, found("2026-09-01T10:00:00Z", "2"))]);
    store.geocodings_put(&later).await.unwrap();
    let mut expected = known;
    expected.extend(later);
    assert_eq!(desk.open().await.geocodings().await.unwrap(), expected);
    assert_eq!(store.revision().await.unwrap(), 0);
}

pub async fn many_answers_are_kept_in_one_go(desk: Desk) {
    let store = desk.open().await;
    let of = |i: usize| (format!("{i} rue a|49000|angers|49007"), nothing("x"));
    let batch: BTreeMap<String, Geocoding> = (0..1_777).map(of).collect();
    store.geocodings_put(&batch).await.unwrap();
    // Half of them once more, with others.
    let more: BTreeMap<String, Geocoding> = (900..2_000).map(of).collect();
    store.geocodings_put(&more).await.unwrap();
    assert_eq!(store.geocodings().await.unwrap().len(), 2_000);
}

pub async fn answers_outlive_imports_and_their_undoing(desk: Desk) {
    let store = desk.open().await;
    let batch = all(&[("a", nothing("x"))]);
    store.geocodings_put(&batch).await.unwrap();
    import(&store, &source("a"), vec![record("a", "1", "Un")])
        .await
        .unwrap();
    let last = store.imports().await.unwrap().remove(0);
    store.undo(&last.id).await.unwrap();
    store.remove_source("a").await.unwrap();
    assert_eq!(store.geocodings().await.unwrap().len(), 1);
}

pub async fn a_damaged_answer_is_named(desk: Desk) {
    let store = desk.open().await;
    desk.execute("INSERT INTO geocodings (address, document) VALUES ('1 rue a', '{')")
        .await
        .unwrap();
    let told = store.geocodings().await.unwrap_err().to_string();
    assert!(told.contains("geocoding 1 rue a is damaged"), "{told}");
}

/// This change came after one of a higher number: whoever has that one already gets it all the same.
pub async fn a_database_with_later_changes_gets_the_table(desk: Desk) {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir("src/store/migrations").unwrap() {
        let file = file.unwrap();
        if !file.file_name().to_string_lossy().starts_with("0007") {
            std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
    }
    let earlier = sqlx::migrate::Migrator::new(folder.path()).await.unwrap();
    let raw = desk.raw().await;
    earlier.run(&raw).await.unwrap();
    raw.close().await;
    let store = desk.open().await;
    store
        .geocodings_put(&all(&[("a", nothing("x"))]))
        .await
        .unwrap();
    assert_eq!(desk.open().await.geocodings().await.unwrap().len(), 1);
}
