//! Pages about a subject in a commune, and what search engines are told.
use crate::support::{Anonymous, Desk, REFERENCE};
use axum::http::{StatusCode, header};
use boucle::domain::TerritoryKind;
use std::collections::BTreeSet;

async fn demo() -> Anonymous {
    Desk::with_demo().await.anonymous().await
}

/// Addresses of a sitemap, without the scheme and the host.
async fn addresses(a: &Anonymous, file: &str) -> Vec<String> {
    let answer = a.get_with(file, &[("host", "carte.example")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{file}");
    let all = answer.body.split("<loc>").skip(1);
    all.map(|rest| {
        let address = rest.split("</loc>").next().unwrap();
        address
            .strip_prefix("http://carte.example")
            .unwrap()
            .to_owned()
    })
    .collect()
}

#[tokio::test]
async fn a_subject_in_a_commune_has_its_page_in_both_languages() {
    let a = demo().await;
    for (path, title) in [
        ("/reparer-velo/blain-44015", "Réparer un vélo à Blain"),
        ("/reparer-velo/le-gavre-44062", "Réparer un vélo au Gâvre"),
        (
            "/en/reparer-velo/le-gavre-44062",
            "Repair a bicycle in Le Gâvre",
        ),
        (
            "/ressourcerie/les-sorinieres-44198",
            "Ressourceries et recycleries aux Sorinières",
        ),
        ("/en/ressourcerie/nantes-44109", "Reuse centres in Nantes"),
    ] {
        let page = a.get_with(path, &[("host", "carte.example")]).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains(&format!("<h1>{title}</h1>")), "{path}");
        let other = "hreflang=\"en\" href=\"http://carte.example/en/";
        assert!(page.body.contains(other), "{path}");
        assert!(!page.body.contains("noindex"), "{path}");
    }
}

#[tokio::test]
async fn other_addresses_lead_to_the_page_or_to_the_list_or_nowhere() {
    let a = demo().await;
    let to = |answer: &crate::support::Answer| {
        let to = answer.headers.get(header::LOCATION);
        to.map(|v| v.to_str().unwrap().to_owned())
    };
    let other_name = a.get("/en/reparer-velo/blain-le-grand-44015").await;
    assert_eq!(other_name.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(
        to(&other_name).as_deref(),
        Some("/en/reparer-velo/blain-44015")
    );
    // Ouessant has nothing: the list says so and what is nearest.
    let thin = a.get("/reparer-velo/ouessant-29155").await;
    assert_eq!(thin.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(
        to(&thin).as_deref(),
        Some("/?action=reparer&object=velo&territory=commune%3A29155")
    );
    for nowhere in [
        "/reparer-licorne/cholet-49099",
        "/reparer-velo/cholet",
        "/reparer-velo/cholet-99999",
        "/reparer-velo/-",
        "/wp-admin/setup-config.php",
    ] {
        let answer = a.get(nowhere).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
        assert!(answer.body.contains("<html lang=\"fr\">"), "{nowhere}");
    }
}

#[tokio::test]
async fn the_sitemap_lists_what_is_there_and_no_thin_page() {
    let a = demo().await;
    let files = addresses(&a, "/sitemap.xml").await;
    assert_eq!(
        files,
        [
            "/sitemaps/pages.xml",
            "/sitemaps/structures-1.xml",
            "/sitemaps/communes-1.xml"
        ]
    );
    let structures = addresses(&a, "/sitemaps/structures-1.xml").await;
    assert_eq!(structures.len(), 2 * 309);
    let pages: Vec<String> = addresses(&a, "/sitemaps/communes-1.xml").await;
    let unique: BTreeSet<&String> = pages.iter().collect();
    assert_eq!(unique.len(), pages.len());
    for path in addresses(&a, "/sitemaps/pages.xml").await {
        assert_eq!(a.get(&path).await.status, StatusCode::OK, "{path}");
    }
    // Each page is there, and shows what the interface counts by itself.
    let french: Vec<&String> = pages.iter().filter(|p| !p.starts_with("/en/")).collect();
    assert!(french.len() > 20, "{french:?}");
    for path in french.iter().step_by(7) {
        let page = a.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let (map, rest) = page.body.split_once("btn primary\" href=\"/?").unwrap();
        assert!(map.contains("<h1>"));
        let asked = rest.split('"').next().unwrap().replace("&amp;", "&");
        let (subject, _) = asked.split_once("&territory=").unwrap();
        let code = path.rsplit('-').next().unwrap().to_uppercase();
        let commune = REFERENCE.gazetteer.get(TerritoryKind::Commune, &code);
        let at = commune.unwrap().position.unwrap();
        let count = async |filters: String| {
            let uri = format!("/api/v1/structures?limit=1&{filters}");
            a.json(&uri).await["numberMatched"].as_u64().unwrap()
        };
        assert!(count(asked.clone()).await >= 1, "{path}");
        let near = format!("{subject}&near={},{}&radius=10000", at.lon, at.lat);
        assert!(count(near).await >= 3, "{path}");
    }
    for none in [
        "/sitemaps/communes-2.xml",
        "/sitemaps/communes-0.xml",
        "/sitemaps/x.xml",
        "/sitemaps/pages",
    ] {
        assert_eq!(a.get(none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
}

#[tokio::test]
async fn robots_are_told_where_the_sitemap_is() {
    let a = demo().await;
    let robots = a
        .get_with("/robots.txt", &[("host", "carte.example")])
        .await;
    assert_eq!(
        robots.body,
        "User-agent: *\nDisallow: /api/\nSitemap: http://carte.example/sitemap.xml\n"
    );
}
