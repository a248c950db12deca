//! The page of a structure: what search engines and those who share it get, itineraries, what is close, what is gone.
use crate::support::{Anonymous, Answer, Desk, REFERENCE};
use axum::http::{StatusCode, header};
use boucle::catalog::{CatalogHandle, SnapshotBuilder};
use boucle::http::Site;
use boucle::service::publication;
use serde_json::{Value, json};

const MAPPING: &str = include_str!("../../geodata/mappings/boucle.toml");

#[allow(clippy::needless_pass_by_value)] // made for it each time
fn feature(id: &str, at: Value, properties: Value) -> Value {
    let mut feature =
        json!({ "type": "Feature", "id": id, "geometry": null, "properties": properties });
    if at.is_array() {
        feature["geometry"] = json!({ "type": "Point", "coordinates": at });
    }
    feature
}

fn collection(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn address(lines: &[&str]) -> Value {
    json!({ "lines": lines, "postal_code": "49400", "city": "Saumur", "insee": "49328" })
}

fn shop() -> Value {
    json!({
        "name": "L'Établi </script><b>", "trade_name": "Chez Paul", "categories": ["ressourcerie"],
        "address": address(&["3 rue du Four"]), "phone": "+33 2 41 00 00 00", "website": "https://example.org/",
        "position": { "coordinates": [-0.0712, 47.2654], "precision": "rooftop" },
        "email": "bonjour@example.org", "email_public": true, "inclusion": "aci", "take_back": "one_for_one",
        "opening_hours": "Tu-Sa 10:00-18:00", "source_updated": "2025-11-30", "wheelchair": "yes",
        "offers": [{ "action": "acheter", "objects": ["cd_dvd_et_jeu_video", "meuble"] }],
    })
}

/// One structure as the store holds it: a name may be anything there.
fn kept(fields: &Value) -> Anonymous {
    let structure = serde_json::from_value(json!({
        "id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "slug": "l-etabli", "status": "published", "fields": fields,
        "commune": "49328", "origins": [], "provenance": {},
        "created": "2026-01-01T00:00:00Z", "updated": "2026-01-02T00:00:00Z",
    }));
    let mut builder = SnapshotBuilder::new(1, REFERENCE.base(), Vec::new());
    builder.extend(vec![structure.unwrap()]);
    Anonymous::of(CatalogHandle::new(builder.finish()))
}

async fn seen(features: &[Value]) -> Anonymous {
    let desk = Desk::empty().await;
    desk.import(MAPPING, &collection(features)).await;
    desk.anonymous().await
}

async fn sheet(anyone: &Anonymous, path: &str) -> String {
    let host = [
        ("host", "annuaire.example.org"),
        ("x-forwarded-proto", "https"),
    ];
    let Answer { status, body, .. } = anyone.get_with(path, &host).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    body
}

/// The block for search engines, read as a browser reads it: to the first closing tag.
fn linked(page: &str) -> Value {
    let block = page.split("<script type=\"application/ld+json\">").nth(1);
    let block = block.unwrap_or_else(|| panic!("no block in {page}"));
    let text = block.split("</script>").next().unwrap();
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[tokio::test]
async fn search_engines_get_what_the_page_tells_and_no_email() {
    let anyone = kept(&shop());
    let page = sheet(&anyone, "/structures/l-etabli").await;
    let told = linked(&page);
    assert_eq!(told["@type"], "Store");
    assert_eq!(
        told["name"], "L'Établi </script><b>",
        "its end is no end of the block"
    );
    assert_eq!(told["alternateName"], "Chez Paul");
    assert_eq!(told["url"], "https://example.org/");
    assert_eq!(told["telephone"], "+33 2 41 00 00 00");
    assert_eq!(told["address"]["streetAddress"], "3 rue du Four");
    assert_eq!(told["address"]["postalCode"], "49400");
    assert_eq!(told["geo"]["latitude"], 47.2654);
    let base = "https://annuaire.example.org/structures/l-etabli";
    assert_eq!(told["mainEntityOfPage"], base);
    assert_eq!(told["image"], format!("{base}/apercu.png"));
    let hours = &told["openingHoursSpecification"][0];
    assert_eq!(
        (&hours["opens"], &hours["closes"]),
        (&json!("10:00"), &json!("18:00"))
    );
    assert_eq!(hours["dayOfWeek"].as_array().unwrap().len(), 5);
    assert!(
        !told.to_string().contains('@') || !told.to_string().contains("bonjour@"),
        "{told}"
    );
    for mark in [
        format!("<link rel=\"canonical\" href=\"{base}\">"),
        format!("<meta property=\"og:url\" content=\"{base}\">"),
        format!("<meta property=\"og:image\" content=\"{base}/apercu.png\">"),
        "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
    ] {
        assert!(page.contains(&mark), "{mark}");
    }
    let english = sheet(&anyone, "/en/structures/l-etabli").await;
    let picture = "content=\"https://annuaire.example.org/en/structures/l-etabli/apercu.png\"";
    assert!(english.contains(picture));
    assert_eq!(linked(&english)["@type"], "Store");
    // Nobody says where the service is: no address is made up.
    let nowhere = anyone.get("/structures/l-etabli").await.body;
    assert!(!nowhere.contains("ld+json") && !nowhere.contains("og:image"));
}

#[tokio::test]
async fn a_home_is_told_by_its_commune_only() {
    let mut home = shop();
    home["hide_exact_position"] = true.into();
    home["position"]["coordinates"] = json!([-0.07123, 47.26543]);
    let anyone = kept(&home);
    let page = sheet(&anyone, "/structures/l-etabli").await;
    let told = linked(&page);
    assert_eq!(told.get("geo"), None);
    assert_eq!(told["address"].get("streetAddress"), None);
    assert_eq!(told["address"]["addressLocality"], "Saumur");
    assert!(!page.contains("47.26543") && !page.contains("rue du Four"));
    assert!(!page.contains("class=\"go\""), "no way to somebody's door");
}

#[tokio::test]
async fn all_that_is_known_is_on_the_page() {
    let anyone = kept(&shop());
    let page = sheet(&anyone, "/structures/l-etabli").await;
    for words in [
        "Enseigne\u{a0}: Chez Paul",
        "atelier et chantier d’insertion",
        "reprise «\u{a0}un pour un\u{a0}»",
        "Mise à jour par la source le 30\u{a0}novembre 2025",
    ] {
        let plain = words.replace("30\u{a0}novembre", "30 novembre");
        assert!(
            page.contains(words) || page.contains(&plain),
            "{words} in {page}"
        );
    }
    for way in [
        "https://www.openstreetmap.org/directions?to=47.2654%2C-0.0712",
        "https://maps.apple.com/?daddr=47.2654%2C-0.0712",
        "geo:47.2654,-0.0712?q=47.2654%2C-0.0712",
    ] {
        assert!(page.contains(&format!("href=\"{way}\"")), "{way}");
    }
    let card = anyone.get("/").await.body;
    assert!(
        card.contains("CD, DVD et jeu vidéo, meuble"),
        "abbreviations stay as they are: {card}"
    );
}

/// Names of the cards of "À côté", in their order.
fn beside(page: &str) -> Vec<String> {
    let list = page.split("class=\"near\"").nth(1).unwrap_or_default();
    let cards = list.split("<h3>").skip(1);
    let name = |c: &str| {
        c.split("\">")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned()
    };
    cards.map(name).collect()
}

#[tokio::test]
async fn every_sheet_has_others_beside_it_and_open_ones_come_first() {
    let at = |n: f64| json!([-0.07 + n / 100.0, 47.26]);
    let other = |name: &str, hours: &str| json!({ "name": name, "categories": ["ressourcerie"], "opening_hours": hours });
    let anyone = seen(&[
        feature("0", at(0.0), other("Ici", "24/7")),
        feature("1", at(1.0), other("Fermée tout près", "off")),
        feature("2", at(2.0), other("Ouverte", "24/7")),
        feature("3", at(3.0), other("Ouverte plus loin", "24/7")),
        feature("4", Value::Null, json!({ "name": "Sans position", "categories": ["formation"], "address": address(&[]) })),
        feature("5", json!([5.37, 43.3]), json!({ "name": "Au loin", "categories": ["autopartage"] })),
    ])
    .await;
    let here = beside(&sheet(&anyone, "/structures/ici").await);
    assert_eq!(
        here[..3],
        ["Ouverte", "Ouverte plus loin", "Fermée tout près"],
        "{here:?}"
    );
    for slug in ["sans-position-saumur", "au-loin"] {
        let found = beside(&sheet(&anyone, &format!("/structures/{slug}")).await);
        assert_eq!(found.len(), 4, "{slug}: {found:?}");
    }
}

#[tokio::test]
async fn a_page_that_is_gone_offers_what_is_near_of_the_same_kind() {
    let one = |id: &str, name: &str, lon: f64, category: &str| {
        let properties = json!({ "name": name, "categories": [category], "address": address(&[]) });
        feature(id, json!([lon, 47.26]), properties)
    };
    let stays = [
        one("2", "La suivante", -0.06, "ressourcerie"),
        one("3", "Une autre", -0.05, "ressourcerie"),
        one("4", "Le garage", -0.07, "garage_solidaire"),
    ];
    let desk = Desk::empty().await;
    let before = [&[one("1", "La partie", -0.07, "ressourcerie")], &stays[..]].concat();
    desk.import(MAPPING, &collection(&before)).await;
    desk.import(MAPPING, &collection(&stays)).await;
    let anyone = desk.anonymous().await;
    for (path, words) in [
        ("/structures/la-partie-saumur", "À proximité"),
        ("/en/structures/la-partie-saumur", "Nearby"),
    ] {
        let page = anyone.get(path).await;
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.body.contains(words), "{}", page.body);
        assert_eq!(
            beside(&page.body),
            ["La suivante", "Une autre"],
            "not the garage"
        );
        assert!(
            page.body.contains("?territory=commune%3A49328"),
            "{}",
            page.body
        );
        assert!(page.body.contains("?q=la+partie+saumur"));
    }
    // A picture leads nobody on: it is just not there.
    let picture = anyone.get("/structures/la-partie-saumur/apercu.png").await;
    assert_eq!(picture.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_operator_says_where_the_service_is() {
    let desk = Desk::with_demo().await;
    let snapshot = publication::build(&desk.store, &REFERENCE).await.unwrap();
    let site = Site {
        name: "Boucle".into(),
        public_url: "https://carte.example.org/".into(),
        tiles_url: "none".into(),
        ..Site::default()
    };
    let anyone = Anonymous::with(CatalogHandle::new(snapshot), site);
    let page = anyone.get("/").await;
    assert!(
        page.body
            .contains("content=\"https://carte.example.org/apercu.png\"")
    );
    let english = anyone.get("/en/").await;
    assert!(
        english
            .body
            .contains("content=\"https://carte.example.org/en/apercu.png\"")
    );
    assert!(
        page.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .contains("script-src 'self';")
    );
}
