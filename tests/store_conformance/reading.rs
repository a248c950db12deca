//! What readers see.
use crate::desk::{Desk, import, note, published, record, source, structures};
use boucle::domain::{Source, SourceRecord, Status};
use boucle::store::{Document, Upsert};
use std::collections::BTreeSet;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

pub async fn imports_are_listed_last_first(desk: Desk) {
    let store = desk.open().await;
    for (id, at) in [
        ("B", "2026-01-02T00:00:00Z"),
        ("A", "2026-01-01T00:00:00Z"),
        ("C", "2026-01-02T00:00:00Z"),
    ] {
        let (mut w, _) = store.begin(&source("a")).await.unwrap();
        let r = record("a", id, id);
        let fingerprint = r.fingerprint();
        w.put(vec![Upsert::new(r, fingerprint, None).unwrap()])
            .await
            .unwrap();
        assert!(w.finish(&note(id, "a", at)).await.unwrap());
    }
    let ids: Vec<String> = store
        .imports()
        .await
        .unwrap()
        .into_iter()
        .map(|i| i.id)
        .collect();
    assert_eq!(ids, ["C", "B", "A"]);
}

pub async fn former_structures_are_listed(desk: Desk) {
    let store = desk.open().await;
    let all = vec![
        record("a", "1", "Un"),
        record("a", "2", "Deux"),
        record("a", "3", "Trois"),
    ];
    import(&store, &source("a"), all).await.unwrap();
    assert!(store.read().await.unwrap().former.is_empty());
    let one = published(&store).await.remove("1").unwrap();
    import(
        &store,
        &source("a"),
        vec![record("a", "1", "Un"), record("a", "3", "Trois")],
    )
    .await
    .unwrap();
    let former = store.read().await.unwrap().former;
    assert_eq!(former.len(), 1);
    assert_eq!(
        (former[0].slug.as_str(), former[0].status),
        ("deux-nantes", Status::Withdrawn)
    );
    desk.execute(
        "UPDATE structures SET status = 'merged_into', merged_into = \
         (SELECT id FROM structures WHERE slug = 'un-nantes') WHERE slug = 'trois-nantes'",
    )
    .await
    .unwrap();
    let merged = store.read().await.unwrap().former;
    let merged = merged.iter().find(|f| f.slug == "trois-nantes").unwrap();
    assert_eq!(merged.status, Status::MergedInto);
    assert_eq!(merged.merged_into.as_deref(), Some(one.id.as_str()));
}

pub async fn foreign_keys_are_enforced(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), vec![record("a", "1", "Un")])
        .await
        .unwrap();
    for sql in [
        "INSERT INTO source_records SELECT 'nobody', '9', structure_id, '', '' FROM source_records",
        "INSERT INTO source_records VALUES ('a', '9', 'no-structure', '', '')",
        "INSERT INTO revisions VALUES ('no-structure', 1, '')",
        "INSERT INTO former_records VALUES ('a', '9', 'no-structure')",
        "DELETE FROM structures",
        "DELETE FROM sources",
        "UPDATE structures SET merged_into = 'no-structure'",
    ] {
        let refused = desk.execute(sql).await.unwrap_err().to_string();
        assert!(refused.to_lowercase().contains("foreign key"), "{refused}");
    }
}

fn version(v: &str) -> Vec<SourceRecord> {
    (0..300)
        .map(|i| {
            let mut r = record("a", &i.to_string(), &format!("Lieu {i}"));
            r.fields.summary = Some(v.into());
            r
        })
        .collect()
}

pub async fn readers_see_the_old_or_the_new_state(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), version("old")).await.unwrap();
    let (done, reads) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU32::new(0)),
    );
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (store, done, reads) = (store.clone(), Arc::clone(&done), Arc::clone(&reads));
            tokio::spawn(async move {
                while !done.load(Ordering::Relaxed) {
                    let all = structures(&store).await.unwrap();
                    let count = all.len();
                    let seen: BTreeSet<_> = all.into_iter().map(|s| s.fields.summary).collect();
                    assert_eq!((count, seen.len()), (300, 1), "{seen:?}");
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let (mut writer, mut known) = store.begin(&source("a")).await.unwrap();
    for r in version("new").chunks(30) {
        let upserts = r.iter().map(|r| {
            let known = known.remove(&r.external_id);
            Upsert::new(r.clone(), r.fingerprint(), known).unwrap()
        });
        writer.put(upserts.collect()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
    let before = reads.load(Ordering::Relaxed);
    assert!(before > 0, "nothing was read while the change was written");
    writer
        .finish(&note("n", "a", "2026-01-01T00:00:00Z"))
        .await
        .unwrap();
    while reads.load(Ordering::Relaxed) < before + 6 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(readers.iter().all(|r| !r.is_finished()), "a reader failed");
    }
    done.store(true, Ordering::Relaxed);
    for r in readers {
        r.await.unwrap();
    }
    let all = published(&store).await;
    assert!(
        all.values()
            .all(|s| s.fields.summary.as_deref() == Some("new"))
    );
}

/// Revision, sources, structures and former ones belong together, also when a change comes in between.
pub async fn a_reading_is_of_one_revision(desk: Desk) {
    let store = desk.open().await;
    let one = vec![record("a", "1", "Un"), record("a", "2", "Deux")];
    import(&store, &source("a"), one).await.unwrap();
    let reading = store.read().await.unwrap();
    import(&store, &source("a"), vec![record("a", "1", "Un")])
        .await
        .unwrap();
    import(&store, &source("b"), vec![record("b", "3", "Trois")])
        .await
        .unwrap();
    let codes = |all: &[Source]| -> Vec<String> { all.iter().map(|s| s.code.clone()).collect() };
    assert_eq!(codes(&reading.sources), ["a"]);
    assert!(reading.former.is_empty());
    let revision = reading.revision;
    let mut names = BTreeSet::new();
    let take = |batch: Vec<Document>| {
        names.extend(
            batch
                .iter()
                .map(|d| d.structure().unwrap().fields.name.unwrap()),
        );
        ready(true)
    };
    reading.structures(100, take).await.unwrap();
    assert_eq!(names, ["Deux", "Un"].map(str::to_owned).into());
    let now = store.read().await.unwrap();
    assert_eq!(codes(&now.sources), ["a", "b"]);
    assert_eq!((now.revision, now.former.len()), (revision + 2, 1));
}

pub async fn a_reading_ends_when_nobody_listens(desk: Desk) {
    let store = desk.open().await;
    let all = (0..30).map(|n| record("a", &n.to_string(), "Un")).collect();
    import(&store, &source("a"), all).await.unwrap();
    let mut batches = 0;
    let take = |_| {
        batches += 1;
        ready(batches < 2)
    };
    store
        .read()
        .await
        .unwrap()
        .structures(10, take)
        .await
        .unwrap();
    assert_eq!(batches, 2);
}

pub async fn a_damaged_document_is_named(desk: Desk) {
    let store = desk.open().await;
    import(&store, &source("a"), vec![record("a", "1", "Un")])
        .await
        .unwrap();
    let id = published(&store).await["1"].id.clone();
    desk.execute("UPDATE structures SET document = '{\"id\":'")
        .await
        .unwrap();
    let told = structures(&store).await.unwrap_err().to_string();
    assert!(
        told.contains(&format!("structure {id} is damaged")),
        "{told}"
    );
    desk.execute("UPDATE sources SET document = '[]'")
        .await
        .unwrap();
    let told = store.sources().await.unwrap_err().to_string();
    assert!(told.contains("source a is damaged"), "{told}");
}
