//! `/carnet`: an address book of a list, or of structures that are named.
use crate::support::{Anonymous, Desk};
use axum::http::StatusCode;

const CSV: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"Licence d'essai\"\nattribution=\"Recenseurs d'essai\"\n[fields]\nname=[\"nom\"]\nlongitude=[\"lon\"]\nlatitude=[\"lat\"]\n";

async fn page(anyone: &Anonymous, path: &str) -> String {
    let answer = anyone
        .get_with(path, &[("host", "annuaire.example.org")])
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

fn entries(page: &str) -> usize {
    page.matches("<article class=\"entry").count()
}

#[tokio::test]
async fn the_book_holds_the_list_that_its_address_asks_for() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for query in [
        "category=ressourcerie",
        "q=velo&ou=Nantes",
        "territory=department:53",
    ] {
        let asked = page(&anyone, &format!("/?{query}")).await;
        let asked = asked.split("data-query=\"").nth(1).unwrap();
        let asked = asked.split('"').next().unwrap().replace("&amp;", "&");
        let list = anyone
            .json(&format!("/api/v1/structures?limit=1&{asked}"))
            .await;
        let matched = list["numberMatched"].as_u64().unwrap();
        let home = page(&anyone, &format!("/?{query}")).await;
        let link = home.split("class=\"pad print\"").nth(1).unwrap();
        let link = link
            .split("href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let book = page(&anyone, &link.replace("&amp;", "&")).await;
        assert!(
            matched > 0 && entries(&book) as u64 == matched,
            "{query}: {matched} and {}",
            entries(&book)
        );
        assert!(book.contains("Recensement") || book.contains("Données de démonstration"));
        assert_eq!(book.matches("class=\"qr\"").count(), entries(&book));
        assert!(book.contains("class=\"book-map\"") && book.contains("Natural Earth"));
        assert!(
            book.contains(">http://annuaire.example.org/?"),
            "the list on the web"
        );
        assert!(
            !book.contains("style=\""),
            "no style that the policy refuses"
        );
    }
}

#[tokio::test]
async fn a_long_list_says_how_many_of_how_many() {
    let desk = Desk::empty().await;
    let line = |n: u32| {
        format!(
            "{n};Compost {n:03};{};47.3",
            -1.0 + f64::from(n % 100) / 100.0
        )
    };
    let lines: Vec<String> = (0..260).map(line).collect();
    let csv = format!("id;nom;lon;lat\n{}\n", lines.join("\n"));
    desk.import(CSV, &csv).await;
    let anyone = desk.anonymous().await;
    let book = page(&anyone, "/carnet?category=compostage&sort=name").await;
    assert_eq!(entries(&book), 200);
    assert!(book.contains("200 structures sur 260"), "{book:.3000}");
    assert!(book.contains("Recenseurs d&#39;essai") || book.contains("Recenseurs d'essai"));
    // Those that share a place are one mark, and none of them is lost.
    let map = book.split("class=\"book-map\"").nth(1).unwrap();
    let (drawn, caption) = map.split_once("<figcaption>").unwrap();
    let said = caption.split("</figcaption>").next().unwrap();
    let words = drawn.split("text-anchor=\"middle\"").nth(1).unwrap();
    let alone = words
        .split("</text>")
        .filter_map(|t| t.rsplit('>').next()?.parse::<usize>().ok());
    let joined = said
        .split(|c: char| !c.is_ascii_digit() && c != '+')
        .filter_map(|n| n.parse().ok());
    let all: std::collections::BTreeSet<usize> = alone.chain(joined).collect();
    assert_eq!(all, (1..=200).collect(), "{said}");
    let english = page(&anyone, "/en/carnet?category=compostage").await;
    assert!(english.contains("200 organisations out of 260"));
}

#[tokio::test]
async fn named_structures_come_in_their_order_and_nothing_is_nothing() {
    let desk = Desk::empty().await;
    desk.import(CSV, "id;nom;lon;lat\n1;Une;-1;47\n2;Deux;;\n")
        .await;
    let anyone = desk.anonymous().await;
    let book = page(&anyone, "/carnet?s=deux,une").await;
    assert_eq!(entries(&book), 2);
    assert!(book.find(">Deux<").unwrap() < book.find(">Une<").unwrap());
    assert!(
        book.contains("1\u{a0}structure sans position connue"),
        "the map says what it lacks: {book}"
    );
    let none = page(&anyone, "/carnet?q=zzzzzz").await;
    assert_eq!(entries(&none), 0);
    assert!(none.contains("Aucune structure à imprimer") && !none.contains("class=\"book-map\""));
    for odd in ["/carnet?s=%00", "/carnet?s=,,,", "/carnet?cursor=9&bbox=1"] {
        page(&anyone, odd).await;
    }
}
