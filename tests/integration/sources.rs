//! The sources: licence, count, refresh, what each leaves out; and how complete each record is.
use crate::support::{Desk, between};
use boucle::domain::clock;
use serde_json::{Value, json};

const FILE: &str = r#"[
    {"id": "1", "name": "Atelier Un", "geo": {"latitude": 47.47, "longitude": -0.55}, "status": 1},
    {"id": "2", "name": "Atelier Deux", "geo": {"latitude": 47.48, "longitude": -0.56}, "status": 1,
     "address": {"streetAddress": "2 rue du Bois", "postalCode": "49000", "addressLocality": "Angers"},
     "openHours": {"Mo": "09:00-12:00"}, "website": "https://example.org/", "telephone": "02 41 00 00 00",
     "description": "Un atelier."}
]"#;

#[tokio::test]
async fn each_source_says_what_it_is_and_what_it_leaves_out() {
    let desk = Desk::with_demo().await;
    let mapping = boucle::import::Mapping::built_in("gogocarto").unwrap();
    let outcome = desk.import(mapping, FILE).await;
    assert_eq!(outcome.import.created, 2);
    let anyone = desk.anonymous().await;
    let told = anyone.json("/api/v1/sources").await;
    let rows = told["sources"].as_array().unwrap();
    let codes: Vec<&str> = rows.iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["demo", "gogocarto"]);
    for row in rows {
        let code = row["code"].as_str().unwrap();
        let list = anyone
            .json(&format!("/api/v1/structures?limit=1&source={code}"))
            .await;
        assert_eq!(row["count"], list["numberMatched"], "{code}");
        let at = row["refreshed_at"].as_str().unwrap();
        assert!(at.starts_with(&clock::timestamp()[..7]), "{at}");
    }
    assert_eq!(rows[0]["leaves_out"], Value::Null);
    let words = rows[1]["leaves_out"].as_str().unwrap();
    let english = rows[1]["leaves_out_en"].as_str().unwrap();
    let french_page = anyone.get("/sources").await.body;
    let english_page = anyone.get("/en/sources").await.body;
    assert!(french_page.contains(words) && french_page.contains("Actualisée le"));
    assert!(english_page.contains(english) && english_page.contains("Refreshed on"));
    assert_eq!(anyone.get("/api/v1/sources?x=1").await.status, 400);
}

#[tokio::test]
async fn a_record_says_what_is_missing_of_it() {
    let desk = Desk::empty().await;
    let mapping = boucle::import::Mapping::built_in("gogocarto").unwrap();
    desk.import(mapping, FILE).await;
    let anyone = desk.anonymous().await;
    let all = anyone.json("/api/v1/structures?sort=name").await;
    let of = |i: usize, key: &str| all["features"][i]["properties"][key].clone();
    assert_eq!(of(0, "name"), "Atelier Deux");
    assert_eq!(
        of(0, "completeness_missing"),
        json!(["offers", "wheelchair"])
    );
    assert_eq!(of(0, "completeness"), 0.75);
    let missing = of(1, "completeness_missing");
    assert_eq!(missing.as_array().unwrap().len(), 7);
    assert_eq!(of(1, "completeness"), 0.13);
    let slug = of(0, "slug").as_str().unwrap().to_owned();
    let page = anyone.get(&format!("/structures/{slug}")).await.body;
    let told = between(&page, "Fiche renseignée à 75\u{a0}%.", "</p>");
    assert_eq!(
        told,
        " Il manque\u{a0}: ce qu’on y fait et l’accès en fauteuil roulant."
    );
}
