//! Structures joined and parted.
use crate::desk::{Desk, import, note, published, record, source};
use boucle::domain::matching::{Kind, Merge, Pair, Reason};
use boucle::domain::{Fields, SourceRecord, Status, Structure};
use boucle::store::{Store, Upsert};
use std::collections::BTreeMap;

fn why() -> Vec<Reason> {
    vec![Reason::new(Kind::Person, 0.0)]
}

/// Three structures of two sources: a/1, b/2, b/3.
async fn three(store: &Store) -> BTreeMap<String, Structure> {
    import(store, &source("a"), vec![record("a", "1", "Un")])
        .await
        .unwrap();
    let b = vec![record("b", "2", "Deux"), record("b", "3", "Trois")];
    import(store, &source("b"), b).await.unwrap();
    published(store).await
}

async fn status(store: &Store, id: &str) -> (Status, Option<String>) {
    let s = store.find(id).await.unwrap().unwrap();
    (s.status, s.merged_into)
}

fn said(name: &str) -> Fields {
    Fields {
        summary: Some(name.into()),
        ..Fields::default()
    }
}

pub async fn joined_structures_are_one_and_stay_so(desk: Desk) {
    let store = desk.open().await;
    let all = three(&store).await;
    let (one, two) = (&all["1"], &all["2"]);
    let before = store.revision().await.unwrap();
    store.merge(&one.id, &two.id, why()).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), before + 1);
    let now = published(&store).await;
    assert_eq!(now.len(), 2);
    assert_eq!(now["1"].origins.len(), 2);
    assert_eq!(
        status(&store, &two.slug).await,
        (Status::MergedInto, Some(one.id.clone()))
    );
    let former = store.read().await.unwrap().former;
    assert_eq!(
        (former[0].slug.as_str(), former[0].merged_into.as_deref()),
        (two.slug.as_str(), Some(one.id.as_str()))
    );
    // A refresh of either source keeps them one; a changed value comes through.
    let mut fresh = record("b", "2", "Deux");
    fresh.fields.summary = Some("neuf".into());
    let b = vec![fresh, record("b", "3", "Trois")];
    import(&store, &source("b"), b.clone()).await.unwrap();
    let now = published(&store).await;
    assert_eq!(now.len(), 2);
    assert_eq!(now["1"].fields.summary.as_deref(), Some("neuf"));
    // The record goes, and comes back to the structure that stays.
    import(&store, &source("b"), b[1..].to_vec()).await.unwrap();
    assert_eq!(published(&store).await["1"].origins.len(), 1);
    import(&store, &source("b"), b.clone()).await.unwrap();
    assert_eq!(published(&store).await["1"].origins.len(), 2);
    // The last record goes: both addresses are gone.
    store.remove_source("b").await.unwrap();
    store.remove_source("a").await.unwrap();
    assert_eq!(store.count().await.unwrap(), 0);
    assert_eq!(status(&store, &one.id).await.0, Status::Withdrawn);
    import(&store, &source("b"), b).await.unwrap();
    assert_eq!(status(&store, &one.id).await.0, Status::Published);
    assert_eq!(store.merges().await.unwrap().len(), 1);
}

pub async fn parted_structures_are_as_before(desk: Desk) {
    let store = desk.open().await;
    let all = three(&store).await;
    let (one, two) = (&all["1"], &all["2"]);
    store.merge(&one.id, &two.id, why()).await.unwrap();
    // A record that its source drops while they are one goes back with the rest.
    import(&store, &source("b"), vec![record("b", "3", "Trois")])
        .await
        .unwrap();
    assert_eq!(store.split(&two.id).await.unwrap(), Some(one.id.clone()));
    assert_eq!(status(&store, &two.id).await.0, Status::Withdrawn);
    let b = vec![record("b", "2", "Deux"), record("b", "3", "Trois")];
    import(&store, &source("b"), b).await.unwrap();
    let now = published(&store).await;
    for id in ["1", "2", "3"] {
        assert_eq!(
            (&now[id].id, &now[id].slug, &now[id].fields),
            (&all[id].id, &all[id].slug, &all[id].fields)
        );
        assert_eq!(now[id].merged_into, None);
    }
    assert!(store.read().await.unwrap().former.is_empty());
    assert!(store.merges().await.unwrap().is_empty());
    assert_eq!(store.split(&two.id).await.unwrap(), None);
    // The pair is remembered, by the records.
    let decisions = store.compared("demo", |_| Ok(())).await.unwrap();
    let key = |s: &str, i: &str| (s.to_owned(), i.to_owned());
    assert_eq!(decisions.rejected, [(key("a", "1"), key("b", "2"))]);
    // A person may think again.
    store.merge(&one.id, &two.id, why()).await.unwrap();
    let decisions = store.compared("demo", |_| Ok(())).await.unwrap();
    assert!(decisions.rejected.is_empty());
}

pub async fn chains_of_joins_lead_to_the_end(desk: Desk) {
    let store = desk.open().await;
    let all = three(&store).await;
    let [one, two, three] = ["1", "2", "3"].map(|i| all[i].id.clone());
    store.merge(&two, &one, why()).await.unwrap();
    store.merge(&three, &two, why()).await.unwrap();
    let now = published(&store).await;
    assert_eq!(now.len(), 1);
    assert_eq!(now.values().next().unwrap().origins.len(), 3);
    let former = store.read().await.unwrap().former;
    assert!(
        former
            .iter()
            .all(|f| f.merged_into.as_deref() == Some(three.as_str())),
        "{former:?}"
    );
    // The first of the chain leaves alone, then the second.
    assert_eq!(store.split(&one).await.unwrap(), Some(three.clone()));
    assert_eq!(published(&store).await.len(), 2);
    assert_eq!(store.split(&two).await.unwrap(), Some(three));
    let now = published(&store).await;
    for id in ["1", "2", "3"] {
        assert_eq!(now[id].id, all[id].id);
    }
}

pub async fn corrections_come_along_and_go_back(desk: Desk) {
    let store = desk.open().await;
    let all = three(&store).await;
    let (one, two) = (all["1"].id.clone(), all["2"].id.clone());
    store
        .correct(&one, said("de un"), Vec::new())
        .await
        .unwrap();
    let other = Fields {
        website: Some("https://deux.example/".into()),
        ..said("de deux")
    };
    store
        .correct(&two, other, vec!["phone".into()])
        .await
        .unwrap();
    let apart = published(&store).await;
    store.merge(&one, &two, why()).await.unwrap();
    let now = store.find(&one).await.unwrap().unwrap().fields;
    // The kept one's word wins; what it says nothing of comes from the other.
    assert_eq!(now.summary.as_deref(), Some("de un"));
    assert_eq!(now.website.as_deref(), Some("https://deux.example/"));
    assert_eq!(now.phone, None);
    store.split(&two).await.unwrap();
    for id in ["1", "2"] {
        let now = store.find(&apart[id].id).await.unwrap().unwrap();
        assert_eq!(now.fields, apart[id].fields, "{id}");
        assert_eq!(now.verified_at, apart[id].verified_at);
    }
    // With a correction made in between: that one stays, the other's go.
    store.merge(&one, &two, why()).await.unwrap();
    let wheelchair = Fields {
        wheelchair: Some("yes".into()),
        ..Fields::default()
    };
    store.correct(&one, wheelchair, Vec::new()).await.unwrap();
    store.split(&two).await.unwrap();
    let now = store.find(&one).await.unwrap().unwrap().fields;
    assert_eq!(
        (now.website, now.wheelchair.as_deref()),
        (None, Some("yes"))
    );
    assert_eq!(now.summary.as_deref(), Some("de un"));
    assert!(now.phone.is_some());
}

fn pair(a: &str, b: &str, score: f64) -> Pair {
    Pair {
        first: a.min(b).into(),
        second: a.max(b).into(),
        score,
        reasons: why(),
    }
}

/// An import of one more record of `a` that finds this.
async fn found(store: &Store, id: &str, merges: &[Merge], reviews: &[Pair], seen: &[String]) {
    let (mut w, _) = store.begin(&source("a")).await.unwrap();
    let r: SourceRecord = record("a", id, id);
    let fingerprint = r.fingerprint();
    w.put(vec![Upsert::new(r, fingerprint, None).unwrap()])
        .await
        .unwrap();
    w.matched(merges, reviews, seen, id).await.unwrap();
    assert!(
        w.finish(&note(id, "a", "2027-01-01T00:00:00Z"))
            .await
            .unwrap()
    );
}

pub async fn the_queue_follows_what_is_found_and_decided(desk: Desk) {
    let store = desk.open().await;
    let all = three(&store).await;
    let [one, two, three] = ["1", "2", "3"].map(|i| all[i].id.clone());
    let (p, q) = (pair(&one, &two, 0.6), pair(&one, &three, 0.9));
    found(&store, "x", &[], &[p.clone(), q.clone()], &[]).await;
    let waiting = store.reviews().await.unwrap();
    assert_eq!(
        waiting.iter().map(|r| r.score).collect::<Vec<_>>(),
        [0.9, 0.6]
    );
    let since = waiting[0].since.clone();
    // Compared again: one pair is gone, the other keeps its date.
    found(
        &store,
        "y",
        &[],
        &[pair(&one, &three, 0.8)],
        std::slice::from_ref(&one),
    )
    .await;
    let waiting = store.reviews().await.unwrap();
    assert_eq!(
        (waiting.len(), waiting[0].score, &waiting[0].since),
        (1, 0.8, &since)
    );
    // Two joins three: the pair is now one and two.
    store.merge(&two, &three, why()).await.unwrap();
    let waiting = store.reviews().await.unwrap();
    // Of one millisecond, they come in any order.
    let mut ids = waiting[0].structures.clone().map(|s| s.id);
    let mut expected = [one.clone(), two.clone()];
    ids.sort();
    expected.sort();
    assert_eq!(ids, expected);
    store.reject(&two, &one).await.unwrap();
    assert!(store.reviews().await.unwrap().is_empty());
    let decisions = store.compared("demo", |_| Ok(())).await.unwrap();
    assert_eq!(decisions.rejected.len(), 2, "one with each record of two");
}

pub async fn an_undone_import_parts_what_it_joined(desk: Desk) {
    let store = desk.open().await;
    let all = three(&store).await;
    let merge = |kept: &str, joined: &str| Merge {
        kept: all[kept].id.clone(),
        joined: all[joined].id.clone(),
        score: 0.99,
        reasons: why(),
    };
    // In one go along a chain: 3 to 2, 2 to 1.
    found(&store, "x", &[merge("2", "3"), merge("1", "2")], &[], &[]).await;
    let now = published(&store).await;
    assert_eq!(now["1"].origins.len(), 3);
    let joined = store.merges().await.unwrap();
    assert!(joined.iter().all(|j| j.kept.id == all["1"].id
        && j.import.as_deref() == Some("x")
        && !j.note.by_person));
    store.undo("x").await.unwrap();
    let now = published(&store).await;
    assert_eq!(now.len(), 3);
    for id in ["1", "2", "3"] {
        assert_eq!(now[id].id, all[id].id);
        assert_eq!(now[id].origins.len(), 1);
    }
    // Nobody said that they are two.
    let decisions = store.compared("demo", |_| Ok(())).await.unwrap();
    assert!(decisions.rejected.is_empty());
}

/// A thousand at once, as a second source of the same shops brings them.
pub async fn many_join_in_one_import(desk: Desk) {
    let store = desk.open().await;
    let many = |code: &str| {
        (0..1000)
            .map(|i| record(code, &format!("{code}{i}"), &format!("Lieu {i}")))
            .collect()
    };
    import(&store, &source("b"), many("b")).await.unwrap();
    import(&store, &source("c"), many("c")).await.unwrap();
    let all = published(&store).await;
    let merges: Vec<Merge> = (0..1000)
        .map(|i| Merge {
            kept: all[&format!("b{i}")].id.clone(),
            joined: all[&format!("c{i}")].id.clone(),
            score: 0.99,
            reasons: why(),
        })
        .collect();
    found(&store, "x", &merges, &[], &[]).await;
    let now = published(&store).await;
    assert_eq!(now.len(), 1001);
    assert_eq!(now.values().filter(|s| s.origins.len() == 2).count(), 1000);
    store.undo("x").await.unwrap();
    assert_eq!(store.count().await.unwrap(), 2000);
}
