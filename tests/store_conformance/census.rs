//! The census and the history: kept whole, replaced by key, counted as changes.
use crate::desk::{Desk, import, record, source};
use boucle::domain::{CensusEntry, CensusStatus, Figures, HistoryRow, Month, TerritoryRef};
use boucle::store::{CensusChange, StoreError};

fn entry(territory: &str, category: Option<&str>, source: &str) -> CensusEntry {
    CensusEntry {
        territory: territory.parse().unwrap(),
        category: category.map(str::to_owned),
        status: CensusStatus::Surveyed,
        on: "2026-05-01".parse().unwrap(),
        source: source.into(),
        note: None,
    }
}

fn change(created: usize, updated: usize, unchanged: usize) -> CensusChange {
    CensusChange {
        created,
        updated,
        unchanged,
    }
}

pub async fn census_entries_are_kept_replaced_and_removed(desk: Desk) {
    let store = desk.open().await;
    assert!(store.census().await.unwrap().is_empty());
    let mut full = entry(
        "region:52",
        Some("ressourcerie"),
        "Réseau « Écho »\u{0}\u{1F6B2}",
    );
    full.note = Some("porte à porte".into());
    // The largest territories first.
    let all = vec![
        full,
        entry("department:49", None, "A"),
        entry("department:49", Some("ressourcerie"), "B"),
    ];
    // Also what no table of ours knows: the store keeps it.
    let odd = entry("department:999", Some("no such category"), "C");
    assert_eq!(store.census_set(&all).await.unwrap(), change(3, 0, 0));
    assert_eq!(
        store.census_set(std::slice::from_ref(&odd)).await.unwrap(),
        change(1, 0, 0)
    );
    let mut sorted = all.clone();
    sorted.push(odd.clone());
    assert_eq!(store.census().await.unwrap(), sorted);
    assert_eq!(store.read().await.unwrap().census, sorted);
    let mut other = all.clone();
    other[1].status = CensusStatus::Never;
    assert_eq!(store.census_set(&other).await.unwrap(), change(0, 1, 2));
    assert_eq!(store.census().await.unwrap()[1], other[1]);
    assert!(
        store
            .census_remove(&odd.territory, odd.category.as_deref())
            .await
            .unwrap()
    );
    let at = &all[1].territory;
    assert!(store.census_remove(at, None).await.unwrap());
    assert!(!store.census_remove(at, None).await.unwrap());
    assert!(!store.census_remove(at, Some("compostage")).await.unwrap());
    assert_eq!(
        store.census().await.unwrap(),
        [all[0].clone(), all[2].clone()]
    );
}

pub async fn the_census_counts_its_changes(desk: Desk) {
    let store = desk.open().await;
    let revision = async || store.revision().await.unwrap();
    let one = entry("department:49", None, "A");
    store.census_set(&[]).await.unwrap();
    assert_eq!(revision().await, 0);
    store
        .census_set(&[one.clone(), entry("epci:1", None, "B")])
        .await
        .unwrap();
    assert_eq!(revision().await, 1);
    store.census_set(std::slice::from_ref(&one)).await.unwrap();
    store
        .census_remove(&one.territory, Some("compostage"))
        .await
        .unwrap();
    assert_eq!(revision().await, 1);
    store.census_remove(&one.territory, None).await.unwrap();
    assert_eq!(revision().await, 2);
    // Of two for the same territory and category the last counts.
    let twice = [one.clone(), entry("department:49", None, "Z")];
    assert_eq!(store.census_set(&twice).await.unwrap(), change(1, 0, 0));
    assert_eq!(store.census().await.unwrap()[0].source, "Z");
}

pub async fn a_reading_has_the_census_of_its_revision(desk: Desk) {
    let store = desk.open().await;
    store
        .census_set(&[entry("region:52", None, "A")])
        .await
        .unwrap();
    let reading = store.read().await.unwrap();
    store
        .census_set(&[entry("region:53", None, "B")])
        .await
        .unwrap();
    assert_eq!((reading.revision, reading.census.len()), (1, 1));
    let now = store.read().await.unwrap();
    assert_eq!((now.revision, now.census.len()), (2, 2));
}

pub async fn a_census_waits_for_an_import_under_way(desk: Desk) {
    let (store, other) = (desk.open().await, desk.open().await);
    let (writer, _) = store.begin(&source("a")).await.unwrap();
    let refused = other.census_set(&[entry("region:52", None, "A")]).await;
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    drop(writer);
    assert!(store.census().await.unwrap().is_empty());
    assert_eq!(
        other
            .census_set(&[entry("region:52", None, "A")])
            .await
            .unwrap(),
        change(1, 0, 0)
    );
}

pub async fn a_damaged_census_entry_is_named(desk: Desk) {
    let store = desk.open().await;
    store
        .census_set(&[entry("region:52", None, "A")])
        .await
        .unwrap();
    desk.execute("UPDATE census SET document = '{}'")
        .await
        .unwrap();
    for told in [
        store.census().await.unwrap_err().to_string(),
        store.read().await.unwrap_err().to_string(),
    ] {
        assert!(told.contains("census entry region:52 is damaged"), "{told}");
    }
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn row(territory: &str, filter: &str, count: u64) -> HistoryRow {
    HistoryRow {
        territory: territory.parse().unwrap(),
        filter: filter.into(),
        figures: Figures {
            count,
            population: Some(3_900_000),
            nearest_mean_m: Some(4_321.123_456_789),
            share_within_10km: Some(1.0 / 3.0),
            ..Figures::default()
        },
    }
}

pub async fn the_last_figures_of_a_month_count(desk: Desk) {
    let store = desk.open().await;
    let at = |text: &str| text.parse::<TerritoryRef>().unwrap();
    assert_eq!(store.history_last().await.unwrap(), None);
    assert!(
        store
            .history_of(&at("region:52"), "")
            .await
            .unwrap()
            .is_empty()
    );
    let november = [
        row("region:52", "", 10),
        row("region:52", "category=ressourcerie", 2),
        row("department:49", "", 3),
    ];
    assert!(
        store
            .history_put(month("2026-11"), &november)
            .await
            .unwrap()
    );
    assert!(
        store
            .history_put(month("2027-01"), &[row("region:52", "", 12)])
            .await
            .unwrap()
    );
    assert!(
        store
            .history_put(month("2026-12"), &[row("region:52", "", 11)])
            .await
            .unwrap()
    );
    assert_eq!(store.history_last().await.unwrap(), Some(month("2027-01")));
    assert_eq!(store.revision().await.unwrap(), 3);
    // The same again is no change; another figure replaces its own row alone.
    assert!(
        !store
            .history_put(month("2026-11"), &november)
            .await
            .unwrap()
    );
    assert!(!store.history_put(month("2026-11"), &[]).await.unwrap());
    assert_eq!(store.revision().await.unwrap(), 3);
    let again = [row("region:52", "", 20), row("region:52", "", 21)];
    assert!(store.history_put(month("2026-11"), &again).await.unwrap());
    assert_eq!(store.revision().await.unwrap(), 4);
    let trend = store.history_of(&at("region:52"), "").await.unwrap();
    let counts: Vec<(String, u64)> = trend
        .iter()
        .map(|(m, f)| (m.to_string(), f.count))
        .collect();
    let expected = [("2026-11", 21), ("2026-12", 11), ("2027-01", 12)];
    assert_eq!(counts, expected.map(|(m, n)| (m.to_owned(), n)));
    // Numbers come back as they were.
    assert_eq!(trend[0].1, again[1].figures);
    let of_one = store
        .history_of(&at("region:52"), "category=ressourcerie")
        .await
        .unwrap();
    assert_eq!(of_one, [(month("2026-11"), november[1].figures)]);
    assert_eq!(
        store
            .history_of(&at("department:49"), "")
            .await
            .unwrap()
            .len(),
        1
    );
}

pub async fn a_month_is_written_whole_or_not_at_all(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), vec![record("a", "1", "Un")])
        .await
        .unwrap();
    // More rows than one statement takes, the last of them refused by the database.
    let mut rows: Vec<HistoryRow> = (0..600)
        .map(|n| row(&format!("commune:{n:05}"), "", n))
        .collect();
    desk.execute("CREATE UNIQUE INDEX odd ON history (figures)")
        .await
        .unwrap();
    rows.push(row("region:52", "", 7));
    let refused = store.history_put(month("2026-11"), &rows).await;
    assert!(matches!(refused, Err(StoreError::Sql(_))), "{refused:?}");
    assert_eq!(store.history_last().await.unwrap(), None);
    assert_eq!(store.revision().await.unwrap(), 1);
    rows.pop();
    assert!(store.history_put(month("2026-11"), &rows).await.unwrap());
    assert_eq!(store.revision().await.unwrap(), 2);
}

pub async fn damaged_figures_are_named(desk: Desk) {
    let store = desk.open().await;
    let one = row("region:52", "", 1);
    store
        .history_put(month("2026-11"), std::slice::from_ref(&one))
        .await
        .unwrap();
    desk.execute("UPDATE history SET figures = '[]]'")
        .await
        .unwrap();
    let told = store
        .history_of(&one.territory, "")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("history region:52 of 2026-11 is damaged"),
        "{told}"
    );
    desk.execute("UPDATE history SET month = 'x', figures = '{}'")
        .await
        .unwrap();
    let told = store.history_last().await.unwrap_err().to_string();
    assert!(told.contains("month x is damaged"), "{told}");
}
