//! Sentences in "Quoi ?": what they do, with what, where and when.
use crate::support::{Anonymous, Desk};

const MAPPING: &str = include_str!("../../geodata/mappings/boucle.toml");

async fn page(anyone: &Anonymous, words: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", words)
        .finish();
    anyone.get(&format!("/?{query}")).await.body
}

/// The filters in force, in words.
fn on(page: &str) -> Vec<String> {
    let chips = page.split("<nav id=\"filters\"").nth(1).unwrap();
    let chips = chips.split("</ul>").next().unwrap();
    let one = |chip: &str| {
        // The words stand before those for the ear alone, with an icon or without.
        let words = chip
            .split("<span class=\"vh\"")
            .next()?
            .rsplit('>')
            .next()?;
        Some(words.trim().replace('\u{a0}', " "))
    };
    let on = chips.split("<a class=\"chip").skip(1);
    on.filter(|c| {
        c.split('"')
            .next()
            .is_some_and(|class| class.ends_with(" on"))
    })
    .filter_map(one)
    .collect()
}

#[tokio::test]
async fn a_sentence_is_its_filters_its_place_and_its_time() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (words, place, filters) in [
        (
            "donner un vélo à Saint-Nazaire",
            "Saint-Nazaire (44600)",
            &["Vélo", "Donner"][..],
        ),
        (
            "fix a bike in St Nazaire",
            "Saint-Nazaire (44600)",
            &["Vélo", "Réparer"],
        ),
        (
            "vêtements à La Roche-sur-Yon",
            "La Roche-sur-Yon (85000)",
            &["Vêtement"],
        ),
        (
            "réparer vélo à Nantes samedi",
            "Nantes (44000)",
            &["Vélo", "Réparer", "Ouvert le samedi"],
        ),
        (
            "ressourcerie ouverte maintenant",
            "",
            &["Ressourcerie, recyclerie", "Ouvert maintenant"],
        ),
        ("ouvert dimanche", "", &["Ouvert le dimanche"]),
    ] {
        let page = page(&anyone, words).await;
        let found = on(&page);
        for filter in filters {
            assert!(
                found.iter().any(|f| f == filter),
                "{words}: {filter} in {found:?}"
            );
        }
        let circle = usize::from(!place.is_empty());
        assert_eq!(found.len(), filters.len() + circle, "{words}: {found:?}");
        assert!(
            page.contains(&format!("name=\"ou\" value=\"{place}\"")),
            "{words}"
        );
    }
}

#[tokio::test]
async fn what_nobody_does_is_said_and_not_replaced_by_something_else() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let boats = anyone
        .json("/api/v1/structures?action=reparer&object=bateau")
        .await;
    assert_eq!(
        boats["numberMatched"], 0,
        "the set has nobody who repairs boats"
    );
    let boats = page(&anyone, "réparer mon bateau").await;
    assert!(boats.contains("data-count=\"0\""));
    assert_eq!(on(&boats), ["Bateau", "Réparer"]);
    // A name stays a name, with the place that follows it.
    let name = page(&anyone, "Roues libres Rezé").await;
    assert!(name.contains("name=\"ou\" value=\"Rezé (44400)\""));
    assert!(name.contains("La Ressourcerie des Roues libres (démo)"));
}

#[tokio::test]
async fn who_does_not_say_for_what_is_offered_as_perhaps() {
    let desk = Desk::empty().await;
    let shop = |id: &str, offers: serde_json::Value| {
        serde_json::json!({
            "type": "Feature", "id": id,
            "geometry": { "type": "Point", "coordinates": [-1.55, 47.21] },
            "properties": { "name": id, "categories": ["depot_vente"], "offers": offers },
        })
    };
    let sells = |objects: &[&str]| serde_json::json!([{ "action": "acheter", "objects": objects }]);
    let features = [shop("Tout", sells(&[])), shop("Livres", sells(&["livre"]))];
    let file = serde_json::json!({ "type": "FeatureCollection", "features": features });
    desk.import(MAPPING, &file.to_string()).await;
    let page = page(&desk.anonymous().await, "acheter un meuble d'occasion").await;
    assert!(page.contains("data-count=\"0\""));
    let way = page
        .split("Peut-être aussi «\u{a0}Meuble\u{a0}»")
        .nth(1)
        .unwrap();
    assert!(
        way.contains("1\u{a0}structure sur 2 ne dit pas")
            || way.contains("1 structure sur 2 ne dit pas"),
        "{way:.300}"
    );
    assert!(way.contains("href=\"/?action=acheter\""));
    assert!(
        !page.contains("Sans «\u{a0}Meuble"),
        "the same way is not offered twice"
    );
}
