//! The API: lists, counts, pages of a list, suggestions.
use crate::support::{Answer, Desk};

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
        let Answer { body: csv, .. } = anyone
            .get(&format!("/api/v1/export/structures.csv?{query}"))
            .await;
        assert_eq!(
            csv::Reader::from_reader(csv.as_bytes()).records().count() as u64,
            matched
        );
    }
}

#[tokio::test]
async fn pages_follow_the_cursor_to_the_end() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let mut seen = std::collections::BTreeSet::new();
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
