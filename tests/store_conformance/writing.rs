//! Changes: all or nothing, each counted once.
use crate::desk::{Desk, import, note, published, record, source};
use boucle::domain::{Fields, SourceRecord};
use boucle::store::{StoreError, Upsert};
use std::collections::BTreeSet;

fn named(name: &str) -> Fields {
    Fields {
        name: Some(name.into()),
        ..Fields::default()
    }
}

fn many(range: std::ops::Range<u32>, name: &str) -> Vec<SourceRecord> {
    range
        .map(|i| record("a", &i.to_string(), &format!("{name} {i}")))
        .collect()
}

fn new(records: Vec<SourceRecord>) -> Vec<Upsert> {
    let one = |r: SourceRecord| Upsert::new(r.clone(), r.fingerprint(), None).unwrap();
    records.into_iter().map(one).collect()
}

pub async fn the_revision_counts_changes_and_nothing_else(desk: Desk) {
    let store = desk.open().await;
    let a = source("a");
    let revision = async || store.revision().await.unwrap();
    assert!(!import(&store, &a, Vec::new()).await.unwrap());
    assert_eq!(revision().await, 0);
    assert!(store.sources().await.unwrap().is_empty());
    assert!(import(&store, &a, many(0..3, "Lieu")).await.unwrap());
    assert_eq!(revision().await, 1);
    // The same again, seen later: no change.
    let mut again = many(0..3, "Lieu");
    for r in &mut again {
        r.seen_at = "2027-01-01T00:00:00Z".into();
    }
    assert!(!import(&store, &a, again).await.unwrap());
    assert_eq!(revision().await, 1);
    assert_eq!(store.imports().await.unwrap().len(), 1);
    assert!(import(&store, &a, many(0..2, "Lieu")).await.unwrap());
    assert_eq!(revision().await, 2);
    let id = published(&store).await["0"].id.clone();
    store
        .correct(&id, named("Juste"), Vec::new())
        .await
        .unwrap();
    assert_eq!(revision().await, 3);
    store.remove_source("a").await.unwrap();
    assert_eq!(revision().await, 4);
    assert_eq!(store.remove_source("a").await.unwrap(), 0);
    assert_eq!(revision().await, 4);
}

pub async fn a_failing_statement_keeps_the_old_state(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), many(0..5, "Avant"))
        .await
        .unwrap();
    let before = published(&store).await;
    let (mut writer, known) = store.begin(&source("a")).await.unwrap();
    let mut batch = new(many(5..300, "Neuf"));
    let changed = record("a", "0", "Changé");
    let fingerprint = changed.fingerprint();
    batch.push(Upsert::new(changed, fingerprint, known.get("0").cloned()).unwrap());
    writer.put(batch).await.unwrap();
    writer.withdraw(&["1".to_owned()]).await.unwrap();
    // The identifier is stored already: the database refuses.
    let refused = writer.put(new(many(2..3, "Double"))).await;
    assert!(matches!(refused, Err(StoreError::Sql(_))), "{refused:?}");
    drop(writer);
    assert_eq!(published(&store).await, before);
    assert_eq!(store.revision().await.unwrap(), 1);
    assert_eq!(store.known("a").await.unwrap().len(), 5);
    assert!(store.read().await.unwrap().former.is_empty());
    // The way is free again.
    assert!(
        import(&store, &source("a"), many(0..6, "Avant"))
            .await
            .unwrap()
    );
}

pub async fn an_import_that_is_dropped_leaves_nothing(desk: Desk) {
    let store = desk.open().await;
    let (mut writer, _) = store.begin(&source("a")).await.unwrap();
    writer.put(new(many(0..10, "Lieu"))).await.unwrap();
    drop(writer);
    assert!(store.known("a").await.unwrap().is_empty());
    assert!(store.sources().await.unwrap().is_empty());
    assert_eq!(store.count().await.unwrap(), 0);
    assert_eq!(store.revision().await.unwrap(), 0);
}

pub async fn known_says_what_is_stored(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), many(0..3, "Lieu"))
        .await
        .unwrap();
    import(&store, &source("b"), vec![record("b", "0", "Autre")])
        .await
        .unwrap();
    let known = store.known("a").await.unwrap();
    assert_eq!(known.len(), 3);
    let all = published(&store).await;
    assert_eq!(known["1"].structure, all["1"].id);
    assert_eq!(
        known["1"].fingerprint,
        record("a", "1", "Lieu 1").fingerprint()
    );
    let (_, in_change) = store.begin(&source("a")).await.unwrap();
    assert_eq!(in_change, known);
    assert!(store.known("none").await.unwrap().is_empty());
}

pub async fn corrections_survive_a_refresh(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), vec![record("a", "1", "Avant")])
        .await
        .unwrap();
    let first = published(&store).await.remove("1").unwrap();
    let kept = store
        .correct(&first.id, named("Juste"), Vec::new())
        .await
        .unwrap();
    assert_eq!(kept.number, 1);
    let mut fresh = record("a", "1", "Après");
    fresh.fields.summary = Some("Neuf".into());
    import(&store, &source("a"), vec![fresh]).await.unwrap();
    let now = published(&store).await.remove("1").unwrap();
    assert_eq!(now.fields.name.as_deref(), Some("Juste"));
    assert_eq!(now.fields.summary.as_deref(), Some("Neuf"));
    assert_eq!(now.provenance["name"], "revision/1");
    assert_eq!(now.provenance["summary"], "a/1");
    assert_eq!(
        (&now.id, &now.slug, &now.created),
        (&first.id, &first.slug, &first.created)
    );
    assert!(now.verified_at.is_some());
}

pub async fn corrections_add_up_and_clear(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), vec![record("a", "1", "Avant")])
        .await
        .unwrap();
    let id = published(&store).await["1"].id.clone();
    store
        .correct(&id, named("Juste"), vec!["phone".into()])
        .await
        .unwrap();
    let summary = Fields {
        summary: Some("Dit".into()),
        ..Fields::default()
    };
    let second = store.correct(&id, summary, Vec::new()).await.unwrap();
    assert_eq!(second.number, 2);
    let now = published(&store).await.remove("1").unwrap().fields;
    assert_eq!(now.name.as_deref(), Some("Juste"));
    assert_eq!(now.summary.as_deref(), Some("Dit"));
    assert_eq!(now.phone, None);
    let phone = Fields {
        phone: Some("+33 2 40 99 99 99".into()),
        ..Fields::default()
    };
    store
        .correct(&id, phone, vec!["name".into()])
        .await
        .unwrap();
    let now = published(&store).await.remove("1").unwrap().fields;
    assert_eq!(now.phone.as_deref(), Some("+33 2 40 99 99 99"));
    assert_eq!(now.name, None);
}

pub async fn a_correction_of_nothing_is_refused(desk: Desk) {
    let store = desk.open().await;
    let refused = store
        .correct("none", named("X"), Vec::new())
        .await
        .unwrap_err();
    assert_eq!(refused.to_string(), "there is no structure none");
    assert_eq!(store.revision().await.unwrap(), 0);
}

pub async fn a_withdrawn_structure_keeps_what_was_known(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), many(0..2, "Lieu"))
        .await
        .unwrap();
    let was = published(&store).await.remove("1").unwrap();
    import(&store, &source("a"), many(0..1, "Lieu"))
        .await
        .unwrap();
    assert_eq!(store.count().await.unwrap(), 1);
    let pool = desk.raw().await;
    let kept: String = sqlx::query_scalar("SELECT document FROM structures WHERE id = $1")
        .bind(was.id.clone())
        .fetch_one(&pool)
        .await
        .unwrap();
    let kept: boucle::domain::Structure = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept.status, boucle::domain::Status::Withdrawn);
    assert_eq!((kept.fields, kept.commune), (was.fields, was.commune));
}

pub async fn a_record_that_comes_back_finds_its_address(desk: Desk) {
    let store = desk.open().await;
    let a = source("a");
    import(&store, &a, many(0..3, "Lieu")).await.unwrap();
    let was = published(&store).await;
    store
        .correct(&was["1"].id, named("Juste"), Vec::new())
        .await
        .unwrap();
    import(&store, &a, many(0..1, "Lieu")).await.unwrap();
    assert_eq!(store.read().await.unwrap().former.len(), 2);
    import(&store, &a, many(0..4, "Revenu")).await.unwrap();
    let now = published(&store).await;
    for id in ["0", "1", "2"] {
        assert_eq!((&now[id].id, &now[id].slug), (&was[id].id, &was[id].slug));
    }
    assert_eq!(now["1"].fields.name.as_deref(), Some("Juste"));
    assert_eq!(now["2"].fields.name.as_deref(), Some("Revenu 2"));
    assert!(store.read().await.unwrap().former.is_empty());
    // Also when the whole source went.
    store.remove_source("a").await.unwrap();
    assert_eq!(store.count().await.unwrap(), 0);
    import(&store, &a, many(0..1, "Encore")).await.unwrap();
    assert_eq!(published(&store).await["0"].id, was["0"].id);
}

pub async fn equal_names_get_different_addresses(desk: Desk) {
    let store = desk.open().await;
    let same = |source: &str, from: u32, to: u32| -> Vec<SourceRecord> {
        (from..to)
            .map(|i| record(source, &i.to_string(), "Borne"))
            .collect()
    };
    // The third number is somebody's own name.
    import(
        &store,
        &source("b"),
        vec![SourceRecord {
            fields: named("Borne Nantes 3"),
            ..record("b", "x", "")
        }],
    )
    .await
    .unwrap();
    import(&store, &source("a"), same("a", 0, 700))
        .await
        .unwrap();
    let all = published(&store).await;
    assert_eq!(all["0"].slug, "borne-nantes");
    assert_eq!(all["1"].slug, "borne-nantes-2");
    assert_eq!(all["2"].slug, "borne-nantes-4");
    assert_eq!(all["699"].slug, "borne-nantes-701");
    import(&store, &source("c"), same("c", 1000, 1002))
        .await
        .unwrap();
    let all = published(&store).await;
    assert_eq!(all["1001"].slug, "borne-nantes-703");
    let slugs: BTreeSet<&str> = all.values().map(|s| s.slug.as_str()).collect();
    assert_eq!(slugs.len(), 703);
}

pub async fn sources_are_kept_apart_and_removed(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("b"), vec![record("b", "1", "Chez B")])
        .await
        .unwrap();
    import(&store, &source("a"), many(2..5, "Chez A"))
        .await
        .unwrap();
    let codes: Vec<String> = store
        .sources()
        .await
        .unwrap()
        .into_iter()
        .map(|s| s.code)
        .collect();
    assert_eq!(codes, ["a", "b"]);
    // An import withdraws only what its own source carried.
    import(&store, &source("a"), many(2..3, "Chez A"))
        .await
        .unwrap();
    assert_eq!(store.count().await.unwrap(), 2);
    assert_eq!(store.remove_source("a").await.unwrap(), 1);
    assert_eq!(store.sources().await.unwrap().len(), 1);
    assert_eq!(
        published(&store).await.into_keys().collect::<Vec<_>>(),
        ["1"]
    );
}

pub async fn a_source_that_changes_its_words_is_a_change(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), many(0..1, "Lieu"))
        .await
        .unwrap();
    let mut other = source("a");
    other.licence = "Licence Ouverte 2.0".into();
    assert!(import(&store, &other, many(0..1, "Lieu")).await.unwrap());
    other.refreshed_at = Some("2026-01-01T00:00:00Z".into());
    assert_eq!(store.sources().await.unwrap()[0], other);
    assert_eq!(store.revision().await.unwrap(), 2);
}

pub async fn five_thousand_records(desk: Desk) {
    let store = desk.open().await;
    assert!(
        import(&store, &source("a"), many(0..5000, "Lieu"))
            .await
            .unwrap()
    );
    assert_eq!(store.count().await.unwrap(), 5000);
    assert_eq!(store.revision().await.unwrap(), 1);
    let mut changed = many(0..5000, "Lieu");
    changed.truncate(4000);
    for r in changed.iter_mut().skip(1000) {
        r.fields.summary = Some("neuf".into());
    }
    import(&store, &source("a"), changed).await.unwrap();
    let all = published(&store).await;
    assert_eq!(all.len(), 4000);
    let fresh = all.values().filter(|s| s.fields.summary.is_some());
    assert_eq!(fresh.count(), 3000);
    assert_eq!(store.read().await.unwrap().former.len(), 1000);
}

pub async fn unicode_and_long_texts(desk: Desk) {
    let store = desk.open().await;
    let long = "é𝄞 \u{202e}\"'\\\u{1}\n".repeat(100_000);
    let mut odd = record("a", "🚲/'; DROP TABLE structures; --", "Ō l’Œuvre 🚲");
    odd.fields.description = Some(long.clone());
    let mut nul = record("a", "2", "Nul \u{0}");
    nul.fields.summary = Some("\u{0}".into());
    import(&store, &source("a"), vec![odd.clone(), nul])
        .await
        .unwrap();
    let all = published(&store).await;
    let kept = &all[&odd.external_id];
    assert_eq!(kept.fields, odd.fields);
    assert_eq!(all["2"].fields.summary.as_deref(), Some("\u{0}"));
    assert!(
        !import(
            &store,
            &source("a"),
            vec![odd, {
                let mut nul = record("a", "2", "Nul \u{0}");
                nul.fields.summary = Some("\u{0}".into());
                nul
            }]
        )
        .await
        .unwrap()
    );
    assert_eq!(store.imports().await.unwrap()[0].source, "a");
}

/// Two programs, or two tasks of one: the second waits for some seconds and is then told why.
pub async fn a_second_writer_is_told_to_wait(desk: Desk) {
    let (store, other) = (desk.open().await, desk.open().await);
    let (mut writer, _) = store.begin(&source("a")).await.unwrap();
    let r = record("a", "1", "Un");
    let fingerprint = r.fingerprint();
    let upsert = Upsert::new(r, fingerprint, None).unwrap();
    writer.put(vec![upsert]).await.unwrap();
    let sources = (source("b"), source("c"));
    let (program, task) = tokio::join!(other.begin(&sources.0), store.begin(&sources.1));
    for second in [program.err(), task.err()] {
        assert!(matches!(second, Some(StoreError::Busy)), "{second:?}");
    }
    let done = writer.finish(&note("A", "a", "2026-01-01T00:00:00Z")).await;
    assert!(done.unwrap());
    assert!(other.begin(&sources.0).await.is_ok());
}
