//! The figures of each month: kept once, shown on the sheet from two months on.
use crate::support::{Desk, REFERENCE};
use boucle::domain::{Month, TerritoryRef};
use boucle::service::{history, publication};
use chrono::NaiveDate;
use std::sync::Arc;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_month_is_kept_once_and_two_make_a_trend() {
    let desk = Desk::with_demo().await;
    let sheet = "/territoires/department/49?category=repair_cafe";
    let build = async || Arc::new(publication::build(&desk.store, &REFERENCE).await.unwrap());
    let kept = history::keep(&desk.store, build().await, day("2026-09-30"))
        .await
        .unwrap();
    assert!(kept.unwrap() > 100);
    let again = history::keep(&desk.store, build().await, day("2026-09-30"))
        .await
        .unwrap();
    assert_eq!(again, None);
    let page = desk.anonymous().await.get(sheet).await;
    assert!(!page.body.contains("id=\"evolution\""));
    let next = history::keep(&desk.store, build().await, day("2026-10-01"))
        .await
        .unwrap();
    assert!(next.is_some());
    let reader = desk.anonymous().await;
    let page = reader.get(sheet).await;
    assert!(
        page.body.contains("id=\"evolution\"") && page.body.contains("septembre"),
        "{}",
        page.body
    );
    // What is kept is what the API says.
    let maine: TerritoryRef = "department:49".parse().unwrap();
    let stored = desk
        .store
        .history_of(&maine, "category=repair_cafe")
        .await
        .unwrap();
    let months: Vec<Month> = stored.iter().map(|(month, _)| *month).collect();
    assert_eq!(months, ["2026-09", "2026-10"].map(|m| m.parse().unwrap()));
    let told = reader
        .json("/api/v1/coverage?within=department:49&category=repair_cafe")
        .await;
    let (row, kept) = (&told["rows"][0], stored[1].1);
    assert_eq!(row["share_within"].as_f64(), kept.share_within_10km);
    assert_eq!(row["accessibility"].as_f64(), kept.accessibility);
    assert_eq!(row["count"].as_u64(), Some(kept.count));
    // Another filter has no trend.
    let page = reader
        .get("/territoires/department/49?category=repair_cafe&open_on=sa")
        .await;
    assert!(!page.body.contains("id=\"evolution\""));
}

#[tokio::test]
async fn nothing_is_kept_of_an_empty_directory() {
    let desk = Desk::empty().await;
    let empty = Arc::new(publication::build(&desk.store, &REFERENCE).await.unwrap());
    assert_eq!(
        history::keep(&desk.store, empty, day("2026-09-30"))
            .await
            .unwrap(),
        None
    );
    assert_eq!(desk.store.history_last().await.unwrap(), None);
}

#[tokio::test]
async fn the_census_of_the_demonstration_set_comes_and_goes_with_it() {
    let desk = Desk::with_demo().await;
    let all = desk.store.census().await.unwrap();
    assert_eq!(all.len(), 7);
    assert!(all.iter().all(|e| e.source.contains("fictif")));
    let row = desk
        .anonymous()
        .await
        .json("/api/v1/coverage?within=department:44")
        .await;
    assert_eq!(row["rows"][0]["census"]["status"], "surveyed");
    let gaps = desk
        .anonymous()
        .await
        .json("/api/v1/gaps?within=epci:244900809&category=repair_cafe&threshold=1000")
        .await;
    assert_eq!(gaps["rows"][0]["census"]["status"], "never");
    // What somebody else noted stays.
    let mut own = all[0].clone();
    own.source = "Enquête".to_owned();
    desk.store.census_set(&[own.clone()]).await.unwrap();
    boucle::service::census::remove_demo(&desk.store, &REFERENCE)
        .await
        .unwrap();
    assert_eq!(desk.store.census().await.unwrap(), [own]);
}
