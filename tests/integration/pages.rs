//! The pages, as they come without JavaScript.
use crate::support::{Anonymous, Answer, Desk, REFERENCE};
use axum::http::{Method, StatusCode, header};
use boucle::catalog::CatalogHandle;
use boucle::http::Site;
use boucle::service::publication;

#[tokio::test]
async fn pages_answer_without_javascript_and_never_break() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let Answer {
        status,
        headers,
        body,
        ..
    } = anyone.get("/?utm_source=x&category=atelier_velo").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("(démo)") && body.contains("Données de démonstration"));
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    let slug = body
        .split("/structures/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(
        anyone.get(&format!("/structures/{slug}")).await.status,
        StatusCode::OK
    );
    for odd in [
        "/?bbox=9,9,1,1",
        "/?category=zzz",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?ou=zzzzzz",
        "/?cursor=%00",
    ] {
        let Answer { status, body, .. } = anyone.get(odd).await;
        assert_eq!(status, StatusCode::OK, "{odd}");
        assert!(!body.contains("<script>alert"), "{odd}");
    }
    for page in [
        "/sources",
        "/mentions-legales",
        "/confidentialite",
        "/accessibilite",
        "/health/live",
        "/health/ready",
    ] {
        assert_eq!(anyone.get(page).await.status, StatusCode::OK, "{page}");
    }
    let Answer { status, body, .. } = anyone.get("/nulle-part").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.contains("Page introuvable") && body.contains("href=\"/\""));
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_page() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (path, target) in [
        ("/structures/nulle-part/", "/structures/nulle-part"),
        (
            "/structures/nulle-part/?utm_source=a%20b&x",
            "/structures/nulle-part?utm_source=a%20b&x",
        ),
        ("/en/structures/nulle-part/", "/en/structures/nulle-part"),
        ("/couverture/?by=epci", "/couverture?by=epci"),
        ("/en/sources/", "/en/sources"),
        ("/territoires/", "/territoires"),
        ("/territoires/department/49/", "/territoires/department/49"),
        ("/reparer-velo/blain-44015/", "/reparer-velo/blain-44015"),
        // Never to another server.
        ("/\\exemple.fr/a/", "/%5Cexemple.fr/a"),
    ] {
        let answer = anyone.get(path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(answer.headers[header::LOCATION], target, "{path}");
    }
    for path in ["/structures/", "/a/b/c/d/"] {
        let answer = anyone.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["//exemple.fr/", "//exemple.fr/a/", "//exemple.fr//"] {
        let answer = anyone.get(path).await;
        let target = answer.headers.get(header::LOCATION);
        let target = target.map_or("/", |t| t.to_str().unwrap());
        assert!(
            target.starts_with('/') && !target.starts_with("//"),
            "{path} to {target}"
        );
    }
    for path in ["/", "/en/"] {
        assert_eq!(anyone.get(path).await.status, StatusCode::OK, "{path}");
    }
}

/// The value of the first element that has this mark before it, up to the next quotation mark.
fn after<'a>(page: &'a str, mark: &str) -> &'a str {
    let rest = page
        .split_once(mark)
        .unwrap_or_else(|| panic!("no {mark} in {page}"));
    rest.1.split('"').next().unwrap()
}

fn matched(page: &str) -> usize {
    after(page, "data-count=\"").parse().unwrap()
}

/// The address that the form of a page sends without JavaScript, with other words in its two fields.
fn sent(page: &str, what: &str, place: Option<&str>) -> String {
    let form = page.split("id=\"search\"").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let text = |t: &str| t.replace("&amp;", "&").replace("&quot;", "\"");
    let shown = after(form, "id=\"ou\" name=\"ou\" value=\"");
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", what);
    query.append_pair("ou", place.unwrap_or(&text(shown)));
    for field in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let name = field.split('"').next().unwrap();
        query.append_pair(name, &text(after(field, "value=\"")));
    }
    format!("/?{}", query.finish())
}

#[tokio::test]
async fn a_second_search_without_javascript_keeps_the_place() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for place in [
        "territory=department:53",
        "territory=department:53,department:49",
        "near=-1.5536,47.2184&radius=20000",
        "near=-1.5536,47.2184&radius=20000&ou=Mayenne",
        "bbox=-2,47,-1,48",
        "ou=Nantes",
    ] {
        let first = anyone.get(&format!("/?{place}")).await.body;
        let wanted = anyone.get(&format!("/?{place}&q=velo")).await.body;
        let second = anyone.get(&sent(&first, "velo", None)).await.body;
        let query = |page: &str| after(page, "data-query=\"").to_owned();
        assert_eq!(query(&second), query(&wanted), "{place}");
        assert_eq!(matched(&second), matched(&wanted), "{place}");
        // Other words are another place, no words none.
        let angers = anyone.get("/?q=velo&ou=Angers").await.body;
        let moved = anyone.get(&sent(&first, "velo", Some("Angers"))).await.body;
        assert_eq!(query(&moved), query(&angers), "{place}");
        if !place.starts_with("bbox") {
            let everywhere = anyone.get(&sent(&first, "velo", Some(""))).await.body;
            assert_eq!(query(&everywhere), "object=velo", "{place}");
        }
    }
}

#[tokio::test]
async fn words_that_are_no_place_stay_in_the_field_and_all_is_said() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let page = anyone.get("/?ou=zzzzzz&open_at=demain&bbox=1").await.body;
    let field = after(&page, "id=\"ou\" name=\"ou\" ");
    assert_eq!(field, "value=");
    assert!(page.contains("value=\"zzzzzz\"") && page.contains("aria-invalid=\"true\""));
    assert_eq!(after(&page, "aria-describedby=\""), "ou-inconnu");
    assert!(page.contains("id=\"ou-inconnu\">«\u{a0}zzzzzz\u{a0}» n’a pas été trouvé"));
    assert!(page.contains("<div class=\"notice warn\">") && page.contains("role=\"alert\""));
    let aside = "laissée de côté\u{a0}: la zone de la carte et l’heure d’ouverture.";
    assert!(page.contains(aside), "{page}");
    assert!(!page.contains("«\u{a0}open_at"), "no parameter is named");
    let sound = anyone.get("/?ou=Nantes").await.body;
    assert!(!sound.contains("aria-invalid") && !sound.contains("ou-inconnu"));
    let lost = anyone.get("/?near=abc&ou=Nantes").await.body;
    assert_eq!(after(&lost, "name=\"ou\" value=\""), "Nantes (44000)");
}

#[tokio::test]
async fn the_order_menu_is_there_whatever_the_address_says() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (query, now) in [
        ("", "Par nom"),
        ("?sort=relevance", "Par nom"),
        ("?sort=distance", "Par nom"),
        ("?sort=zzz", "Par nom"),
        ("?sort=updated", "Mises à jour récemment"),
        ("?sort=relevance&ou=Nantes", "Les plus proches"),
        ("?q=demo", "Les plus pertinentes"),
        ("?sort=opening", "Ouvertes en premier"),
        ("?sort=opening&open_at=now", "Ouvertes en premier"),
    ] {
        let page = anyone.get(&format!("/{query}")).await.body;
        let menu = page.split("class=\"sortmenu\"").nth(1);
        let menu = menu.unwrap_or_else(|| panic!("no menu for {query}"));
        let shown = menu.split("</span>").nth(1).unwrap();
        assert!(shown.starts_with(now), "{query}: {shown:.60}");
        assert_eq!(menu.matches("aria-current=\"true\"").count(), 1, "{query}");
    }
}

#[tokio::test]
async fn a_place_is_said_as_people_say_it() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (query, said) in [
        (
            "near=-1.55,47.21&radius=5000&ou=Ma+position",
            "près de vous",
        ),
        ("near=-1.55,47.21&radius=5000", "près du point choisi"),
        (
            "ou=Le+Mans&action=emprunter,louer",
            "Emprunter ou louer · près du Mans",
        ),
        (
            "territory=department:53,department:49",
            "Maine-et-Loire ou Mayenne",
        ),
    ] {
        let page = anyone.get(&format!("/?{query}")).await.body;
        let title = page
            .split("<title>")
            .nth(1)
            .unwrap()
            .split(" · Boucle")
            .next();
        assert_eq!(title, Some(said));
    }
    let near = anyone
        .get("/?near=-1.55,47.21&radius=5000&ou=Ma+position")
        .await
        .body;
    assert!(near.contains("À moins de 5\u{a0}km"));
}

#[tokio::test]
async fn nothing_found_in_a_place_offers_the_nearest_outside() {
    let desk = Desk::with_demo().await;
    let anyone = desk.anonymous().await;
    for (place, from) in [
        ("territory=department:75", "du centre du territoire"),
        ("bbox=2,48,3,49", "du centre de la zone"),
        ("near=2.35,48.85&radius=1000", "km"),
    ] {
        let page = anyone
            .get(&format!("/?{place}&category=ressourcerie"))
            .await
            .body;
        assert_eq!(matched(&page), 0, "{place}");
        let way = page.split("La plus proche").nth(1);
        let way = way.unwrap_or_else(|| panic!("no way out of {place}"));
        let way = way.split("</li>").next().unwrap();
        assert!(
            way.contains(from) && way.contains("href=\"/structures/"),
            "{way}"
        );
        // By the API: the nearest of them to the same centre.
        let centre = match place.split_once('=').unwrap().0 {
            "territory" => {
                let t = anyone.json("/api/v1/territories/department/75").await;
                format!("{},{}", t["position"][0], t["position"][1])
            }
            "bbox" => "2.5,48.5".to_owned(),
            _ => "2.35,48.85".to_owned(),
        };
        let list = format!("/api/v1/structures?category=ressourcerie&limit=1&near={centre}");
        let slug = anyone.json(&list).await["features"][0]["properties"]["slug"].clone();
        assert_eq!(after(way, "href=\"/structures/"), slug, "{place}");
    }
    let page = anyone
        .get("/?territory=department:75&category=ressourcerie")
        .await
        .body;
    let bounds = after(&page, "data-bounds=\"").split(',');
    let bounds: Vec<f64> = bounds.map(|n| n.parse().unwrap()).collect();
    assert!(
        bounds[0] < 2.35 && bounds[2] > 2.35 && bounds[1] < 48.85 && bounds[3] > 48.85,
        "the map shows where one looked: {bounds:?}"
    );
    assert!(
        page.contains("Retirer<span class=\"vh\"> «\u{a0}"),
        "no double negation"
    );
}

#[tokio::test]
async fn search_engines_get_whole_addresses() {
    let desk = Desk::with_demo().await;
    let anyone = desk.anonymous().await;
    let page = anyone
        .get_with("/sources", &[("host", "annuaire.example.org")])
        .await
        .body;
    let canonical = "<link rel=\"canonical\" href=\"http://annuaire.example.org/sources\">";
    assert!(page.contains(canonical), "{page}");
    assert_eq!(
        after(&page, "property=\"og:url\" content=\""),
        "http://annuaire.example.org/sources"
    );
    let site = Site {
        public_url: "https://boucle.example.org".into(),
        ..Site::default()
    };
    let snapshot = publication::build(&desk.store, &REFERENCE).await.unwrap();
    let configured = Anonymous::with(CatalogHandle::new(snapshot), site);
    let page = configured.get_with("/", &[("host", "10.0.0.1")]).await.body;
    assert!(
        page.contains("href=\"https://boucle.example.org/\""),
        "{page}"
    );
    let filtered = configured.get("/?ess=true").await.body;
    assert!(!filtered.contains("canonical") && filtered.contains("noindex"));
}

#[tokio::test]
async fn the_legal_notice_says_what_the_operator_said_and_what_is_missing() {
    let desk = Desk::empty().await;
    let page = desk.anonymous().await.get("/mentions-legales").await.body;
    assert_eq!(page.matches("information non renseignée").count(), 4);
    assert!(page.contains("Ces mentions sont incomplètes") && page.contains("GNU Affero"));
    let site = Site {
        operator: "Exploitant d’essai".into(),
        operator_address: "1 rue de l’Essai, 44000 Nantes".into(),
        publication_director: "Direction d’essai".into(),
        hosting: "Hébergeur d’essai, 2 rue de l’Essai".into(),
        source_url: "https://example.org/source".into(),
        ..Site::default()
    };
    let snapshot = publication::build(&desk.store, &REFERENCE).await.unwrap();
    let configured = Anonymous::with(CatalogHandle::new(snapshot), site.clone());
    let page = configured.get("/mentions-legales").await.body;
    for said in [
        &site.operator,
        &site.operator_address,
        &site.publication_director,
        &site.hosting,
        &site.source_url,
    ] {
        assert!(page.contains(said.as_str()), "{said}");
    }
    assert!(!page.contains("information non renseignée") && !page.contains("incomplètes"));
}

#[tokio::test]
async fn an_error_is_told_by_its_kind() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let page = anyone.get("/nulle-part").await.body;
    assert!(
        !page.contains("structure a peut-être"),
        "not a structure's address"
    );
    let sheet = anyone.get("/structures/nulle-part").await;
    assert_eq!(sheet.status, StatusCode::NOT_FOUND);
    assert!(sheet.body.contains("Structure introuvable") && sheet.body.contains("q=nulle+part"));
    let post = anyone.ask(Method::POST, "/").await;
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(post.body.contains("Cette page se lit seulement"));
}

#[tokio::test]
async fn the_list_offers_itself_as_files_with_the_same_rows() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let list = "category=atelier_velo&sort=name&ou=&utm_source=x";
    let page = anyone.get(&format!("/?{list}")).await.body;
    let matched = anyone
        .json("/api/v1/structures?category=atelier_velo&limit=1000")
        .await["numberMatched"]
        .as_u64()
        .unwrap();
    assert!(matched > 1);
    for end in ["csv", "geojson", "xlsx"] {
        let href = format!("/api/v1/export/structures.{end}?");
        let rest = page.split_once(&href).unwrap().1.split('"').next().unwrap();
        let asked = format!("{href}{}", rest.replace("&amp;", "&"));
        let file = anyone.get(&asked).await;
        assert_eq!(file.status, StatusCode::OK, "{asked}");
        let rows = match end {
            "csv" => csv::Reader::from_reader(&file.bytes[..]).records().count(),
            "geojson" => file.body.matches("\"type\":\"Feature\"").count(),
            _ => continue,
        };
        assert_eq!(rows as u64, matched, "{asked}");
    }
    // Nothing to take away, nothing offered.
    let none = anyone.get("/?q=zzzzzz").await.body;
    assert!(!none.contains("/api/v1/export/"));
}
