//! Imports that are shown and taken back.
use crate::desk::{Desk, import, published, record, source};
use boucle::domain::{Fields, Import, SourceRecord, Structure};
use boucle::store::{KEPT_IMPORTS, Store, StoreError};
use std::collections::BTreeMap;

fn records(names: &[(&str, &str)]) -> Vec<SourceRecord> {
    names
        .iter()
        .map(|(id, name)| record("a", id, name))
        .collect()
}

async fn take(store: &Store, names: &[(&str, &str)]) {
    assert!(import(store, &source("a"), records(names)).await.unwrap());
}

/// Identifier -> name of what is published.
async fn names(store: &Store) -> BTreeMap<String, String> {
    let all = published(store).await.into_iter();
    all.map(|(id, s): (String, Structure)| (id, s.fields.name.unwrap()))
        .collect()
}

fn expected(names: &[(&str, &str)]) -> BTreeMap<String, String> {
    names
        .iter()
        .map(|(i, n)| ((*i).to_owned(), (*n).to_owned()))
        .collect()
}

/// The imports, the first one first: those of a test may be of the same millisecond.
async fn imports(store: &Store) -> Vec<Import> {
    let mut all = store.imports().await.unwrap();
    all.reverse();
    all
}

pub async fn imports_are_taken_back_one_by_one(desk: Desk) {
    let store = desk.open().await;
    let states: [&[(&str, &str)]; 3] = [
        &[("1", "Un"), ("2", "Deux"), ("3", "Trois")],
        &[("1", "Un"), ("2", "Deux bis"), ("4", "Quatre")],
        &[("2", "Deux ter"), ("3", "Trois"), ("4", "Quatre")],
    ];
    let mut slugs = BTreeMap::new();
    for state in states {
        take(&store, state).await;
        for (id, s) in published(&store).await {
            slugs.insert(id, s.slug);
        }
        // Two imports of one millisecond would have no order.
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    }
    let made = imports(&store).await;
    let revision = store.revision().await.unwrap();
    for n in [2, 1] {
        store.undo(&made[n].id).await.unwrap();
        assert_eq!(
            names(&store).await,
            expected(states[n - 1]),
            "after undoing {n}"
        );
        for (id, s) in published(&store).await {
            assert_eq!(s.slug, slugs[&id], "each finds its address again");
        }
    }
    store.undo(&made[0].id).await.unwrap();
    assert!(names(&store).await.is_empty());
    assert!(store.sources().await.unwrap().is_empty());
    assert_eq!(store.revision().await.unwrap(), revision + 3);
    assert!(imports(&store).await.iter().all(|i| i.undone_at.is_some()));
    // What was undone can be done again.
    take(&store, states[2]).await;
    assert_eq!(names(&store).await, expected(states[2]));
}

pub async fn only_the_last_import_of_a_source_is_taken_back(desk: Desk) {
    let store = desk.open().await;
    take(&store, &[("1", "Un")]).await;
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    take(&store, &[("1", "Un bis")]).await;
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    let b = vec![record("b", "9", "Ailleurs")];
    assert!(import(&store, &source("b"), b).await.unwrap());
    let made = imports(&store).await;
    let told = async |id: &str| match store.undo(id).await {
        Err(StoreError::NotUndone(why)) => why,
        other => panic!("{other:?}"),
    };
    let before = (names(&store).await, store.revision().await.unwrap());
    assert!(told(&made[0].id).await.contains(&made[1].id));
    assert!(told("nothing").await.contains("no import nothing"));
    assert_eq!(
        (names(&store).await, store.revision().await.unwrap()),
        before
    );
    // Another source's import does not stand in the way.
    store.undo(&made[1].id).await.unwrap();
    assert!(told(&made[1].id).await.contains("undone already"));
    assert_eq!(
        names(&store).await,
        expected(&[("1", "Un"), ("9", "Ailleurs")])
    );
}

pub async fn corrections_survive_an_undo(desk: Desk) {
    let store = desk.open().await;
    take(&store, &[("1", "Un"), ("2", "Deux")]).await;
    let id = published(&store).await["1"].id.clone();
    let set = Fields {
        name: Some("Juste".into()),
        ..Fields::default()
    };
    store.correct(&id, set, Vec::new()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    take(&store, &[("1", "Faux"), ("2", "Deux")]).await;
    let last = imports(&store).await.pop().unwrap();
    store.undo(&last.id).await.unwrap();
    assert_eq!(
        names(&store).await,
        expected(&[("1", "Juste"), ("2", "Deux")])
    );
}

pub async fn an_import_tells_what_it_changed_even_after_later_ones(desk: Desk) {
    let store = desk.open().await;
    take(&store, &[("1", "Un"), ("2", "Deux")]).await;
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    take(&store, &[("1", "Un bis"), ("3", "Trois")]).await;
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    take(&store, &[("1", "Un ter"), ("3", "Trois")]).await;
    let mut second = imports(&store).await[1].clone();
    // The count that the service notes.
    second.updated = 1;
    let name = |s: Option<boucle::store::Stored>, id: &str| {
        s.map(|s| s.record(id).unwrap().fields.name.unwrap())
    };
    let told = store
        .changes(&second, 100)
        .await
        .unwrap()
        .unwrap()
        .into_iter();
    let told: Vec<_> = told
        .map(|t| {
            let id = t.change.id.clone();
            (
                name(t.change.before, &id),
                name(t.after, &id),
                t.change.gone,
            )
        })
        .collect();
    let text = |t: &str| Some(t.to_owned());
    assert_eq!(
        told,
        [
            (text("Un"), text("Un bis"), false),
            (None, text("Trois"), false),
            (text("Deux"), None, true)
        ]
    );
}

pub async fn changes_of_long_ago_are_let_go(desk: Desk) {
    let store = desk.open().await;
    for n in 0..KEPT_IMPORTS + 2 {
        take(&store, &[("1", &format!("Nom {n}"))]).await;
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    }
    let made = imports(&store).await;
    let mut first = made[0].clone();
    first.created = 1;
    assert_eq!(store.changes(&first, 10).await.unwrap(), None);
    assert_eq!(made.len(), KEPT_IMPORTS + 2);
    let mut last = made[made.len() - KEPT_IMPORTS].clone();
    last.updated = 1;
    assert!(store.changes(&last, 10).await.unwrap().is_some());
}
