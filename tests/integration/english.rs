//! The pages in English, below `/en/`.
use crate::support::{Anonymous, Desk};
use axum::http::{Method, StatusCode, header};
use boucle::catalog::CatalogHandle;
use boucle::http::Site;

/// Pages whose words are all of the interface, once cards and names are left out.
const PAGES: [&str; 11] = [
    "/",
    "/?q=zzzzzz",
    "/?category=auto_ecole_sociale&ou=Saumur&radius=3000",
    "/?ou=zzzzzz&bbox=1&open_at=demain",
    "/favoris",
    "/carnet?q=zzzzzz",
    "/sources",
    "/mentions-legales",
    "/confidentialite",
    "/accessibilite",
    "/nulle-part",
];

/// Small words that a French sentence can hardly do without and an English one never has.
const FRENCH: [&str; 28] = [
    "à", "au", "aux", "avec", "cette", "dans", "de", "des", "du", "elle", "est", "et", "la", "le",
    "les", "leur", "ne", "nous", "ou", "où", "par", "pas", "pour", "sans", "sur", "une", "votre",
    "vous",
];

/// Names that stay French.
const NAMES: [&str; 6] = [
    "Recensement de démonstration (fictif)",
    "Données de démonstration",
    "Défenseur des droits",
    "Pays de la Loire",
    "lang=\"fr\"",
    "Français",
];

/// A page without what is data: cards, and names that are the same in both languages.
fn chrome(page: &str) -> String {
    let mut out = String::new();
    for (i, part) in page.split("<article").enumerate() {
        let rest = part.split_once("</article>").map_or(part, |(_, rest)| rest);
        out.push_str(if i == 0 { part } else { rest });
    }
    for name in NAMES {
        out = out.replace(name, " ");
    }
    out
}

/// What people read or hear of a page: text, and the attributes that are text.
fn said(page: &str) -> String {
    let mut out = String::new();
    for part in page.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        for name in ["aria-label=\"", "placeholder=\"", "title=\"", "content=\""] {
            for value in tag.split(name).skip(1) {
                out.push_str(value.split('"').next().unwrap());
                out.push('\n');
            }
        }
        // Names of structures; those of the demonstration set all say what they are.
        if !text.contains("(démo)") {
            out.push_str(text);
            out.push('\n');
        }
    }
    out
}

fn french(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphabetic());
    words
        .filter(|w| FRENCH.contains(&w.to_lowercase().as_str()))
        .collect()
}

#[tokio::test]
async fn no_french_is_left_in_the_words_of_english_pages() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for path in PAGES {
        let page = anyone.get(&format!("/en{path}")).await.body;
        let text = said(&chrome(&page));
        assert!(text.len() > 400, "{path}: {text}");
        let left = french(&text);
        assert!(left.is_empty(), "{path}: {left:?} in {text}");
        // The test sees French where there is some.
        let page = anyone.get(path).await.body;
        assert!(french(&said(&chrome(&page))).len() > 5, "{path}");
    }
}

/// Text whose element is a name of a territory or of a source: the same in both languages.
const NAMED: [&str; 8] = [
    "a href=\"/en/territoires/",
    "a href=\"/en/couverture",
    "option ",
    "text ",
    "title",
    "h1",
    "strong aria-current",
    "td class=\"wide\"",
];

#[tokio::test]
async fn pages_of_figures_are_wholly_in_english() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for path in [
        "/territoires/department/49?action=reparer&object=velo",
        "/territoires/commune/49007",
        "/territoires/region/52?label=qualirepar&category=eco_organisme",
        "/couverture?within=region:52&by=department&a=49&b=53",
        "/couverture?within=department:49&by=commune&nom=segre",
    ] {
        let words = |page: &str| {
            let main = crate::support::between(page, "<main", "</main>");
            let kept = main.split('<').filter(|part| {
                let name = NAMED.iter().any(|n| part.starts_with(n));
                !name
            });
            let kept = kept.fold(String::new(), |all, p| all + "<" + p);
            said(&chrome(&kept.replace("Maine-et-Loire", " ")))
        };
        let text = words(&anyone.get(&format!("/en{path}")).await.body);
        assert!(text.len() > 400, "{path}: {text}");
        let left = french(&text);
        assert!(left.is_empty(), "{path}: {left:?} in {text}");
        // A message without words would show its key.
        for key in [
            "territory-",
            "cover-",
            "key-",
            "trust-",
            "lede-",
            "chart-",
            "file-",
        ] {
            assert!(!text.contains(key), "{path}: {key} in {text}");
        }
        let page = anyone.get(path).await.body;
        assert!(french(&words(&page)).len() > 5, "{path}");
    }
}

#[tokio::test]
async fn english_pages_say_so_and_lead_to_english_pages() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for path in PAGES {
        let page = anyone.get(&format!("/en{path}")).await.body;
        assert!(page.contains("<html lang=\"en\">"), "{path}");
        let escaped = path.replace('&', "&amp;");
        let there = format!("href=\"{escaped}\" lang=\"fr\" hreflang=\"fr\">Français</a>");
        assert!(page.contains(&there), "{path}: no {there}");
        let links = page
            .split("href=\"/")
            .skip(1)
            .chain(page.split("action=\"/").skip(1));
        for link in links.map(|l| l.split('"').next().unwrap()) {
            let own = ["en/", "assets/", "api/"]
                .iter()
                .any(|p| link.starts_with(p));
            assert!(own || format!("/{link}") == escaped, "{path}: /{link}");
        }
    }
    let home = anyone.get("/en/").await.body;
    assert!(home.contains("<title>Map and list · Boucle</title>"));
    assert!(home.contains("What would you like to do?") && home.contains(">Repair<"));
}

#[tokio::test]
async fn each_page_names_itself_in_both_languages() {
    let desk = Desk::with_demo().await;
    let snapshot = boucle::service::publication::build(&desk.store, &crate::support::REFERENCE);
    let site = Site {
        name: "Boucle".into(),
        public_url: "https://boucle.example.org".into(),
        tiles_url: "none".into(),
        ..Site::default()
    };
    let anyone = Anonymous::with(CatalogHandle::new(snapshot.await.unwrap()), site);
    let home = anyone.get("/").await.body;
    let slug = home.split("/structures/").nth(1).unwrap();
    let sheet = format!("/structures/{}", slug.split('"').next().unwrap());
    for path in ["/", "/sources", &sheet] {
        for (prefix, other) in [("", "/en"), ("/en", "")] {
            let page = anyone.get(&format!("{prefix}{path}")).await.body;
            let whole = |prefix: &str| format!("https://boucle.example.org{prefix}{path}");
            let own = format!("<link rel=\"canonical\" href=\"{}\">", whole(prefix));
            assert!(page.contains(&own), "no {own}");
            for (code, prefix) in [("fr", ""), ("en", "/en"), ("x-default", "")] {
                let address = whole(prefix);
                let link =
                    format!("<link rel=\"alternate\" hreflang=\"{code}\" href=\"{address}\">");
                assert_eq!(page.matches(&link).count(), 1, "{link}");
            }
            assert!(
                page.contains(&format!("href=\"{other}{path}\"")),
                "{prefix}{path}"
            );
        }
    }
    let list = anyone.get("/en/?q=velo").await.body;
    assert!(
        !list.contains("rel=\"alternate\""),
        "not for search engines"
    );
}

#[tokio::test]
async fn english_lists_and_sheets_have_english_labels_and_figures() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let list = anyone
        .get("/en/?near=-1.5536,47.2184&radius=200000&ou=Ma+position")
        .await
        .body;
    assert!(
        list.contains("<title>near you · Boucle</title>") && list.contains("value=\"My location\"")
    );
    assert!(list.contains("organisations</h2>") && list.contains("Within 200\u{a0}km"));
    assert!(list.contains(" away</span>") && list.contains("Nearest"));
    let slug = list.split("/en/structures/").nth(1).unwrap();
    let path = format!("/en/structures/{}", slug.split('"').next().unwrap());
    let headers = [("referer", "http://here/en/?q=velo"), ("host", "here")];
    let sheet = anyone.get_with(&path, &headers).await.body;
    assert!(sheet.contains("What you can do there") && sheet.contains("Opening hours"));
    assert!(sheet.contains("href=\"/en/?q=velo\"") && sheet.contains("Back to the "));
    let from_french = [("referer", "http://here/?q=velo"), ("host", "here")];
    let sheet = anyone.get_with(&path, &from_french).await.body;
    assert!(
        sheet.contains("See the map and the list"),
        "not to a French list"
    );
    let chosen = anyone.get("/en/?object=velo&action=reparer").await.body;
    assert!(
        chosen.contains("<title>Repair · Bicycle"),
        "labels in English"
    );
    let nothing = anyone
        .get("/en/?category=auto_ecole_sociale&ou=Saumur&radius=3000")
        .await
        .body;
    assert!(nothing.contains("Nothing found here") && nothing.contains("Remove"));
}

#[tokio::test]
async fn odd_english_addresses_are_answered_in_english() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let home = anyone.get("/en?q=velo").await;
    assert_eq!(home.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(home.headers[header::LOCATION], "/en/?q=velo");
    for (path, title) in [
        ("/en/nulle-part", "Page not found"),
        ("/en/structures/nulle-part", "Organisation not found"),
    ] {
        let missing = anyone.get(path).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.body.contains(title), "{path}");
        assert!(missing.body.contains("action=\"/en/\""), "{path}");
    }
    let post = anyone.ask(Method::POST, "/en/").await;
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(post.body.contains("This page is only for reading"));
    let french = anyone.get("/energie").await;
    assert!(
        french.body.contains("Page introuvable"),
        "no prefix of ours"
    );
    let asked = anyone.get_with("/", &[("accept-language", "en")]).await;
    assert!(
        asked.body.contains("<html lang=\"fr\">"),
        "the address alone says the language"
    );
    assert!(!asked.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn suggestions_have_labels_in_the_language_that_is_asked() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let first = |answer: serde_json::Value| answer["suggestions"][0]["label"].clone();
    let asked = "/api/v1/suggest?q=meuble&kinds=object&limit=1";
    let french = first(anyone.json(asked).await);
    assert_eq!(
        first(anyone.json(&format!("{asked}&lang=fr")).await),
        french
    );
    assert_eq!(
        first(anyone.json(&format!("{asked}&lang=en")).await),
        "Furniture"
    );
    let other = anyone.get(&format!("{asked}&lang=de")).await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
    assert!(
        other.body.contains("`de`; expected fr or en"),
        "{}",
        other.body
    );
}
