//! The API: lists, counts, pages of a list, suggestions.
use crate::support::{Answer, Desk};
use std::collections::BTreeSet;

#[tokio::test]
async fn counts_agree_between_list_clusters_facets_and_export() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for query in [
        "category=ressourcerie",
        "action=reparer&bbox=-2,46.5,0,48",
        "territory=department:49",
        "near=-0.55,47.47&radius=30000",
        "ess=true",
    ] {
        let list = anyone
            .json(&format!("/api/v1/structures?limit=1000&{query}"))
            .await;
        let matched = list["numberMatched"].as_u64().unwrap();
        assert!(matched > 0, "{query}");
        assert_eq!(list["features"].as_array().unwrap().len() as u64, matched);
        for zoom in [0, 6, 12, 18] {
            let clusters = anyone
                .json(&format!("/api/v1/clusters?zoom={zoom}&{query}"))
                .await;
            let sum: u64 = clusters["features"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| f["properties"]["count"].as_u64().unwrap())
                .sum();
            assert_eq!(sum, matched, "{query} at zoom {zoom}");
        }
        assert_eq!(
            anyone.json(&format!("/api/v1/facets?{query}")).await["numberMatched"],
            matched
        );
        let facets = anyone.json(&format!("/api/v1/facets?{query}")).await;
        let rows = anyone.get(&format!("/api/v1/facets.csv?{query}")).await;
        assert_eq!(in_file(&rows.body), in_json(&facets), "{query}");
        let Answer { body: csv, .. } = anyone
            .get(&format!("/api/v1/export/structures.csv?{query}"))
            .await;
        assert_eq!(
            csv::Reader::from_reader(csv.as_bytes()).records().count() as u64,
            matched
        );
    }
}

/// Kind, code and count of each row.
fn in_file(text: &str) -> BTreeSet<(String, String, u64)> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let row = |r: csv::StringRecord| (r[0].to_owned(), r[1].to_owned(), r[3].parse().unwrap());
    rows.records().map(|r| row(r.unwrap())).collect()
}

/// The same of the JSON answer.
fn in_json(facets: &serde_json::Value) -> BTreeSet<(String, String, u64)> {
    ["category", "action", "territory"]
        .into_iter()
        .flat_map(|kind| {
            facets[kind]
                .as_object()
                .unwrap()
                .iter()
                .map(move |(code, n)| {
                    let (kind, code) = code.split_once(':').unwrap_or((kind, code));
                    (kind.to_owned(), code.to_owned(), n.as_u64().unwrap())
                })
        })
        .collect()
}

#[tokio::test]
async fn pages_follow_the_cursor_to_the_end() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let mut seen = BTreeSet::new();
    let mut next = Some("/api/v1/structures?limit=70&sort=name".to_owned());
    let mut matched = 0;
    while let Some(uri) = next {
        let page = anyone.json(&uri).await;
        matched = page["numberMatched"].as_u64().unwrap();
        for f in page["features"].as_array().unwrap() {
            assert!(
                seen.insert(f["id"].as_str().unwrap().to_owned()),
                "a structure came twice"
            );
        }
        let links = page["links"].as_array().unwrap();
        next = links
            .iter()
            .find(|l| l["rel"] == "next")
            .map(|l| l["href"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen.len() as u64, matched);
}

#[tokio::test]
async fn places_and_objects_are_suggested_in_spite_of_accents_and_slips() {
    let anyone = Desk::empty().await.anonymous().await;
    for (query, kind, code) in [
        ("q=st+nazaire&kinds=commune", "commune", "44184"),
        ("q=angres&kinds=commune&limit=3", "commune", "49007"),
        ("q=49100&kinds=commune", "commune", "49007"),
        ("q=chollet&kinds=commune", "commune", "49099"),
        ("q=velo&kinds=object", "object", "velo"),
        ("q=ressourcerie&kinds=category", "category", "ressourcerie"),
    ] {
        let found = anyone.json(&format!("/api/v1/suggest?{query}")).await;
        let list = found["suggestions"].as_array().unwrap();
        assert!(
            list.iter().any(|s| s["kind"] == kind && s["code"] == code),
            "{query}: {found}"
        );
    }
}

/// EPCI over a border: each stands under the department where most of its people live, and is found from every
/// department in which one of its communes lies.
#[tokio::test]
async fn an_epci_over_a_border_is_found_from_both_sides() {
    let anyone = Desk::empty().await.anonymous().await;
    let listed = async |within: &str| {
        let path = format!("/api/v1/territories?kind=epci&within={within}&limit=5000");
        let list = anyone.json(&path).await;
        let all = list["territories"].as_array().unwrap();
        assert_eq!(list["numberMatched"], all.len());
        let codes = all.iter().map(|t| t["code"].as_str().unwrap().to_owned());
        codes.collect::<std::collections::BTreeSet<String>>()
    };
    for (code, name, department, region, also, not) in [
        (
            "244400552",
            "Pays d'Ancenis",
            "44",
            "52",
            ["department:49", "region:52"],
            "department:85",
        ),
        (
            "244400610",
            "Cap Atlantique",
            "44",
            "52",
            ["department:56", "region:53"],
            "department:35",
        ),
        (
            "243500741",
            "Redon Agglomération",
            "35",
            "53",
            ["department:44", "department:56"],
            "department:49",
        ),
        (
            "246100663",
            "Alençon",
            "61",
            "28",
            ["department:72", "region:52"],
            "department:53",
        ),
    ] {
        let one = anyone
            .json(&format!("/api/v1/territories/epci/{code}"))
            .await;
        assert!(
            one["name"].as_str().unwrap().contains(name),
            "{}",
            one["name"]
        );
        assert_eq!(one["parents"]["department"], department, "{name}");
        assert_eq!(one["parents"]["region"], region, "{name}");
        for within in also
            .map(str::to_owned)
            .into_iter()
            .chain([format!("department:{department}")])
        {
            assert!(listed(&within).await.contains(code), "{name} in {within}");
        }
        assert!(!listed(not).await.contains(code), "{name} in {not}");
    }
}

/// What no map can show is counted, so that list and map agree.
#[tokio::test]
async fn clusters_say_how_many_have_no_position() {
    const CSV: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\nlongitude=[\"x\"]\nlatitude=[\"y\"]\n";
    let desk = Desk::empty().await;
    desk.import(
        CSV,
        "id;nom;x;y\n1;Un;-0.5;47.4\n2;Deux;;\n3;Trois;-1.5;47.2\n",
    )
    .await;
    let anyone = desk.anonymous().await;
    for (query, matched, unplaced) in [
        ("", 2, 1),
        ("&category=compostage", 2, 1),
        ("&category=ressourcerie", 0, 0),
        ("&bbox=-2,46,0,48", 2, 0),
        ("&near=-0.5,47.4", 2, 0),
        ("&near=-0.5,47.4&radius=1000", 1, 0),
        ("&q=deux", 0, 1),
    ] {
        let clusters = anyone
            .json(&format!("/api/v1/clusters?zoom=12{query}"))
            .await;
        assert_eq!(clusters["numberMatched"], matched, "{query}");
        assert_eq!(clusters["unplaced"], unplaced, "{query}");
        let list = anyone
            .json(&format!("/api/v1/structures?limit=9{query}"))
            .await;
        assert_eq!(list["numberMatched"], matched + unplaced, "{query}");
    }
}

#[tokio::test]
async fn near_changes_what_is_suggested() {
    let anyone = Desk::empty().await.anonymous().await;
    let first = async |near: &str| {
        let path = format!("/api/v1/suggest?q=saint+aubin&kinds=commune&limit=3{near}");
        let found = anyone.json(&path).await;
        assert_eq!(found["suggestions"].as_array().unwrap().len(), 3);
        found["suggestions"][0]["code"].as_str().unwrap().to_owned()
    };
    let here = anyone.json("/api/v1/territories/commune/44153").await["position"].clone();
    assert_eq!(
        first(&format!("&near={},{}", here[0], here[1])).await,
        "44153"
    );
    assert_ne!(first("").await, "44153");
}

/// Hours with a comment alone are unknown: they pass neither as open now nor on a day, and the page says so.
#[tokio::test]
async fn hours_in_a_comment_are_told_and_never_taken_as_open() {
    const CSV: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\nopening_hours=[\"h\"]\n";
    let desk = Desk::empty().await;
    let rows = "id;nom;h\n1;Un;\"\"\"Sur rendez-vous\"\"\"\n2;Deux;\"Sa 09:30-12:30 \"\"Un samedi par mois\"\"\"\n3;Trois;Sa 09:00-12:00\n";
    desk.import(CSV, rows).await;
    let anyone = desk.anonymous().await;
    for query in [
        "open_at=2026-11-28T10:00",
        "open_on=sa",
        "open_on=mo,tu,we,th,fr,sa,su",
    ] {
        let list = anyone.json(&format!("/api/v1/structures?{query}")).await;
        assert_eq!(list["numberMatched"], 1, "{query}");
        assert_eq!(
            list["features"][0]["properties"]["name"], "Trois",
            "{query}"
        );
    }
    let list = anyone.json("/api/v1/structures?sort=name&limit=1").await;
    let two = &list["features"][0]["properties"];
    assert_eq!(two["opening_text"], "Un samedi par mois");
    let page = anyone.get("/structures/deux").await.body;
    assert!(page.contains("Un samedi par mois") && page.contains("12\u{a0}h\u{a0}30, à vérifier"));
    let page = anyone.get("/structures/un").await.body;
    assert!(page.contains("Horaires à vérifier") && page.contains("Sur rendez-vous"));
    assert!(!page.contains("24\u{a0}h sur 24"));
}
