//! The index of territories and its search.
use crate::support::{Anonymous, Desk, REFERENCE};
use axum::http::StatusCode;
use boucle::domain::TerritoryKind;

/// Addresses that a page's lists lead to, in their order, with the words beside each.
fn listed(page: &str) -> Vec<(String, String)> {
    let main = page.split_once("<main").unwrap().1;
    let main = main.split_once("</main>").unwrap().0;
    let links = main.split("<a href=\"").skip(1);
    links
        .filter(|rest| rest.contains('>'))
        .map(|rest| {
            let (path, rest) = rest.split_once('"').unwrap();
            let words = rest.split_once('>').unwrap().1;
            let end = words
                .find("</li>")
                .or_else(|| words.find("</h"))
                .unwrap_or(words.len());
            let mut text = String::new();
            for part in words[..end].split('<') {
                let part = part.split_once('>').map_or(part, |(_, text)| text);
                text.push_str(part);
                text.push(' ');
            }
            (path.to_owned(), text.trim().replace('\u{a0}', " "))
        })
        .filter(|(path, _)| path.contains("/territoires/"))
        .collect()
}

async fn search(a: &Anonymous, typed: &str) -> Vec<(String, String)> {
    let query: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let page = a.get(&format!("/territoires?q={query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{typed}");
    listed(&page.body)
}

#[tokio::test]
async fn every_kind_is_found_by_what_people_type() {
    let a = Desk::with_demo().await.anonymous().await;
    for (typed, first) in [
        ("Saumur", "/territoires/commune/49328"),
        ("saumurr", "/territoires/commune/49328"),
        ("Saumur (49400)", "/territoires/commune/49328"),
        ("angers loire metropole", "/territoires/epci/244900015"),
        ("Maine et Loire", "/territoires/department/49"),
        ("49", "/territoires/department/49"),
        ("2a", "/territoires/department/2A"),
        ("département 53", "/territoires/department/53"),
        ("Pays de la Loire", "/territoires/region/52"),
        ("49100", "/territoires/commune/49007"),
        // No postal code, though the code of a commune, which has another one.
        ("49007", "/territoires/commune/49007"),
        ("244900015", "/territoires/epci/244900015"),
    ] {
        let found = search(&a, typed).await;
        assert_eq!(found.first().map(|f| f.0.as_str()), Some(first), "{typed}");
    }
    let found = search(&a, "49007").await;
    assert_eq!(found.len(), 1, "{found:?}");
    let angers = &found[0].1;
    for part in [
        "Angers",
        "commune",
        "Maine-et-Loire",
        "habitants",
        "structures",
    ] {
        assert!(angers.contains(part), "{angers}");
    }
}

#[tokio::test]
async fn communes_of_a_postal_code_are_all_told() {
    let a = Desk::with_demo().await.anonymous().await;
    let found = search(&a, "49400").await;
    let mut expected: Vec<String> = REFERENCE
        .gazetteer
        .all()
        .iter()
        .filter(|t| t.postal_codes.iter().any(|p| p == "49400"))
        .map(|t| format!("/territoires/commune/{}", t.code))
        .collect();
    let mut told: Vec<String> = found.into_iter().map(|f| f.0).collect();
    assert!(told.len() > 1);
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn what_is_nowhere_is_said_with_a_way_on() {
    let a = Desk::with_demo().await.anonymous().await;
    let page = a.get("/territoires?q=Zzyzx+Saumur").await;
    assert!(
        page.body
            .contains("Aucun territoire ne répond à «\u{a0}Zzyzx Saumur\u{a0}»")
    );
    let all = listed(&page.body);
    assert_eq!(all[0].0, "/territoires/commune/49328", "one of the words");
    assert!(
        all.iter().any(|l| l.0 == "/territoires/region/52"),
        "the index"
    );
    let escaped = a.get("/territoires?q=%3Cscript%3E%22").await;
    assert_eq!(escaped.status, StatusCode::OK);
    assert!(!escaped.body.contains("<script>\""));
    // Nothing typed, or something that cannot be read, is the index.
    for query in ["?q=", "?q=+", "", &format!("?q={}", "a".repeat(9_000))] {
        let page = a.get(&format!("/territoires{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("id=\"reponse\""));
    }
}

#[tokio::test]
async fn the_index_tells_all_departments_and_what_is_in_each() {
    let desk = Desk::with_demo().await;
    let a = desk.anonymous().await;
    let page = a.get("/territoires").await;
    let all = listed(&page.body);
    assert_eq!(all[0].0, "/territoires/region/52", "where the directory is");
    let g = &REFERENCE.gazetteer;
    let departments = g.of_kind(TerritoryKind::Department);
    for t in departments.chain(g.of_kind(TerritoryKind::Region)) {
        let path = format!("/territoires/{}/{}", t.kind.as_str(), t.code);
        assert!(all.iter().any(|l| l.0 == path), "{path}");
    }
    // The other way to count: what the list of the directory finds there.
    for (kind, code) in [
        ("department", "44"),
        ("epci", "244900015"),
        ("region", "52"),
        ("region", "53"),
    ] {
        let list = a
            .get(&format!(
                "/api/v1/structures?territory={kind}:{code}&limit=1"
            ))
            .await;
        let list: serde_json::Value = serde_json::from_str(&list.body).unwrap();
        let matched = list["numberMatched"].as_u64().unwrap();
        let asked = a.get(&format!("/territoires?q={code}")).await;
        let words = match kind {
            "region" => {
                let name = &g.get(TerritoryKind::Region, code).unwrap().name;
                search(&a, name).await[0].1.clone()
            }
            _ => listed(&asked.body)[0].1.clone(),
        };
        assert!(
            words.contains(&format!(" {matched} structure")),
            "{kind} {code}: {matched}, {words}"
        );
    }
}

#[tokio::test]
async fn the_index_is_in_english_and_in_the_sitemap_and_a_search_is_in_no_index() {
    let a = Desk::with_demo().await.anonymous().await;
    let page = a.get("/en/territoires?q=49").await;
    assert!(
        page.body.contains("1 territory answers to “49”"),
        "{}",
        page.body
    );
    assert!(page.body.contains("href=\"/en/territoires/department/49\""));
    assert!(page.body.contains("noindex"));
    assert!(!a.get("/en/territoires").await.body.contains("noindex"));
    let map = a
        .get_with("/sitemaps/pages.xml", &[("host", "carte.example")])
        .await;
    for path in ["/territoires", "/en/territoires"] {
        assert!(
            map.body
                .contains(&format!("<loc>http://carte.example{path}</loc>"))
        );
    }
}

#[tokio::test]
async fn an_empty_directory_has_an_index_of_all_regions() {
    let a = Desk::empty().await.anonymous().await;
    let page = a.get("/territoires").await;
    assert!(page.body.contains("Toutes les régions"));
    assert!(page.body.contains("href=\"/territoires/region/52\""));
}
