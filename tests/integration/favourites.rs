//! `/favoris`: what an address names, without JavaScript.
use crate::support::{Anonymous, Desk, REFERENCE};
use axum::http::StatusCode;
use boucle::catalog::{CatalogHandle, Former, SnapshotBuilder};
use boucle::domain::Structure;
use serde_json::json;

fn structure(n: u8, slug: &str, name: &str) -> Structure {
    serde_json::from_value(json!({
        "id": ulid::Ulid(u128::from(n)).to_string(), "slug": slug, "status": "published",
        "fields": { "name": name, "categories": ["ressourcerie"] },
        "origins": [], "provenance": {}, "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z",
    }))
    .unwrap()
}

fn anyone() -> Anonymous {
    let mut builder = SnapshotBuilder::new(1, REFERENCE.base(), Vec::new());
    builder.extend(vec![
        structure(1, "la-une", "La Une"),
        structure(2, "la-deux", "La Deux"),
        structure(3, "la-trois", "La Trois"),
    ]);
    let into = ulid::Ulid(2).to_string();
    builder.former("l-ancienne".to_owned(), Former::MergedInto(into));
    builder.former(
        "la-fermee".to_owned(),
        Former::Withdrawn(boucle::catalog::Last::default()),
    );
    Anonymous::of(CatalogHandle::new(builder.finish()))
}

fn names(page: &str) -> Vec<&str> {
    let cards = page.split("<h3><a href=\"").skip(1);
    cards
        .map(|c| c.split("\">").nth(1).unwrap().split('<').next().unwrap())
        .collect()
}

#[tokio::test]
async fn an_address_names_its_structures_in_its_order() {
    let anyone = anyone();
    for path in ["/favoris", "/en/favoris"] {
        let page = anyone
            .get(&format!("{path}?s=la-trois,la-une,la-trois"))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(names(&page.body), ["La Trois", "La Une"], "{path}");
        assert!(page.body.contains("noindex"));
        let print = path.replace("favoris", "carnet");
        assert!(
            page.body
                .contains(&format!("href=\"{print}?s=la-trois,la-une\"")),
            "{}",
            page.body
        );
    }
    // A merged one is the one that took it in, once; what is gone is said.
    let page = anyone
        .get("/favoris?s=l-ancienne,la-deux,la-fermee,%3Cem%3E")
        .await
        .body;
    assert_eq!(names(&page), ["La Deux"]);
    assert!(page.contains("Plus dans l’annuaire") && page.contains("La fermee"));
    assert!(!page.contains("<em>") && page.contains("data-keep=\"la-fermee\""));
}

#[tokio::test]
async fn without_names_the_page_is_a_shell_that_says_what_it_is() {
    let page = anyone().get("/favoris").await.body;
    assert!(page.contains("Aucun favori pour l’instant") && page.contains("<noscript>"));
    assert!(names(&page).is_empty() && !page.contains("data-named"));
    let named = anyone().get("/favoris?s=").await.body;
    assert!(
        named.contains("data-named"),
        "an empty list is still a list that was named"
    );
}

#[tokio::test]
async fn a_very_long_list_is_cut_and_said() {
    let many: Vec<String> = (0..300).map(|n| format!("x-{n}")).collect();
    let page = anyone()
        .get(&format!("/favoris?s={},la-une", many.join(",")))
        .await
        .body;
    assert!(page.contains("Les 200 premières structures"));
    assert_eq!(page.matches("class=\"lost\"").count(), 200);
}

#[tokio::test]
async fn every_card_and_sheet_has_its_star() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let home = anyone.get("/").await.body;
    assert_eq!(home.matches("data-keep=\"").count(), 30);
    let slug = home
        .split("data-keep=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(home.contains(&format!("href=\"/structures/{slug}\"")));
    let sheet = anyone.get(&format!("/structures/{slug}")).await.body;
    assert!(sheet.contains(&format!("data-keep=\"{slug}\" aria-pressed=\"false\"")));
}
