//! "Quoi ?" and "Où ?" as people fill them in: what the page makes of the words, and what is suggested.
use crate::support::{Anonymous, Desk};
use axum::http::StatusCode;
use serde_json::Value;
use std::collections::BTreeSet;

fn encoded(name: &str, words: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair(name, words)
        .finish()
}

/// Text between a mark and the next quotation mark, as it is meant.
fn after(page: &str, mark: &str) -> String {
    let rest = page
        .split_once(mark)
        .unwrap_or_else(|| panic!("no {mark} in {page}"));
    let text = rest.1.split('"').next().unwrap();
    text.replace("&amp;", "&").replace("&quot;", "\"")
}

/// The filters in force, without the place.
fn filters(page: &str) -> String {
    let query = after(page, "data-query=\"");
    let all = url::form_urlencoded::parse(query.as_bytes());
    let place = ["near", "radius", "territory", "bbox"];
    let kept = all.filter(|(name, _)| !place.contains(&&**name));
    kept.map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}

/// Words of the active chips.
fn chips(page: &str) -> Vec<String> {
    let filters = page.split("id=\"filters\"").nth(1).unwrap();
    let filters = filters.split("</nav>").next().unwrap();
    let filters = filters.split("<details").next().unwrap();
    let active = filters.split("<a ").filter(|a| a.contains(" on\""));
    let words = |chip: &str| {
        let text = chip.split_once('>').unwrap().1;
        let text = text
            .rsplit("</svg>")
            .find(|t| t.contains("(actif"))
            .unwrap_or(text);
        text.split('<').next().unwrap().trim().to_owned()
    };
    active.map(words).collect()
}

async fn page(anyone: &Anonymous, query: &str) -> String {
    let answer = anyone.get(&format!("/?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    answer.body
}

#[tokio::test]
async fn a_sentence_becomes_filters_that_the_chips_show() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (words, wanted, shown) in [
        (
            "réparer un grille-pain",
            "action=reparer&object=petit_electromenager",
            &["Petit électroménager", "Réparer"][..],
        ),
        (
            "mon grille-pain est cassé",
            "action=reparer&object=petit_electromenager",
            &["Petit électroménager", "Réparer"],
        ),
        (
            "donner des livres",
            "action=donner&object=livre",
            &["Livre", "Donner"],
        ),
        (
            "acheter un vélo d'occasion",
            "action=acheter&object=velo",
            &["Vélo", "Acheter d’occasion"],
        ),
        (
            "où jeter des piles",
            "action=trier&object=batteries_et_piles_portables",
            &["Piles et petites batteries", "Déposer pour recyclage"],
        ),
        (
            "emprunter une perceuse",
            "action=emprunter&object=abj_electrique",
            &["Outil électrique", "Emprunter"],
        ),
        (
            "cordonnier",
            "action=reparer&object=chaussures",
            &["Chaussures", "Réparer"],
        ),
        (
            "grille-pain",
            "object=petit_electromenager",
            &["Petit électroménager"],
        ),
        ("repair café", "category=repair_cafe", &["Repair café"]),
    ] {
        for name in ["q", "quoi"] {
            let page = page(&anyone, &encoded(name, words)).await;
            assert_eq!(filters(&page), wanted, "{words}");
            assert_eq!(chips(&page), shown, "{words}");
            assert_ne!(after(&page, "data-count=\""), "0", "{words}");
            // The words stay in the field.
            let field = after(&page, "id=\"quoi\" name=\"q\" value=\"").replace("&#39;", "'");
            assert_eq!(field, words);
        }
        let list = anyone.json(&format!("/api/v1/structures?{wanted}")).await;
        let page = page(&anyone, &encoded("q", words)).await;
        assert_eq!(
            after(&page, "data-count=\""),
            list["numberMatched"].to_string(),
            "{words}"
        );
    }
}

#[tokio::test]
async fn words_that_name_structures_stay_words() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for words in ["Sept Clochettes", "donnerie clochettes", "zzzzzz"] {
        let page = page(&anyone, &encoded("q", words)).await;
        assert_eq!(filters(&page), format!("q={words}"));
    }
    // A brand is left aside, and said, where the words as they are would find nothing.
    let page = page(&anyone, &encoded("q", "réparer un grille-pain Zyxwv")).await;
    assert_eq!(filters(&page), "action=reparer&object=petit_electromenager");
    assert!(
        page.contains("«\u{a0}zyxwv\u{a0}» n’a pas été compris"),
        "{page}"
    );
}

#[tokio::test]
async fn a_place_in_the_words_is_the_place() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (words, wanted) in [
        ("réparer un vélo à Nantes", "action=reparer&object=velo"),
        ("vélo Nantes", "object=velo"),
        ("réparer vélo 44000", "action=reparer&object=velo"),
    ] {
        let page = page(&anyone, &encoded("q", words)).await;
        assert_eq!(filters(&page), wanted, "{words}");
        assert_eq!(
            after(&page, "name=\"ou\" value=\""),
            "Nantes (44000)",
            "{words}"
        );
    }
    // "Où ?" says where.
    let page = page(&anyone, "q=r%C3%A9parer+v%C3%A9lo&ou=Angers").await;
    assert_eq!(after(&page, "name=\"ou\" value=\""), "Angers (49000)");
    assert_eq!(filters(&page), "action=reparer&object=velo");
}

#[tokio::test]
async fn a_sentence_is_suggested_as_a_whole_search() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (words, code, label) in [
        (
            "réparer un grille-pain",
            "action=reparer&object=petit_electromenager",
            "Réparer · Petit électroménager",
        ),
        (
            "reparer un grille-p",
            "action=reparer&object=petit_electromenager",
            "Réparer · Petit électroménager",
        ),
        (
            "donner des bouq",
            "action=donner&object=livre",
            "Donner · Livre",
        ),
        ("vélo cassé", "action=reparer&object=velo", "Réparer · Vélo"),
        (
            "fix my bike",
            "action=reparer&object=velo",
            "Réparer · Vélo",
        ),
    ] {
        let kinds = "kinds=search,object,category,action,structure";
        let found = anyone
            .json(&format!("/api/v1/suggest?{kinds}&{}", encoded("q", words)))
            .await;
        let first = &found["suggestions"][0];
        assert_eq!(first["kind"], "search", "{words}: {found}");
        assert_eq!(
            (&first["code"], &first["label"]),
            (&code.into(), &label.into())
        );
        // Nothing else is read into letters that begin a word.
        let searches = found["suggestions"].as_array().unwrap().iter();
        assert_eq!(
            searches.filter(|s| s["kind"] == "search").count(),
            1,
            "{found}"
        );
        // What is suggested can be asked.
        let list = anyone.json(&format!("/api/v1/structures?{code}")).await;
        assert!(list["numberMatched"].as_u64().unwrap() > 0, "{code}");
    }
    let found = anyone.json("/api/v1/suggest?q=four&kinds=object").await;
    assert_eq!(found["suggestions"][0]["detail"], "four", "{found}");
    let found = anyone.json("/api/v1/suggest?q=velo&kinds=object").await;
    assert_eq!(found["suggestions"][0]["detail"], Value::Null, "{found}");
    let refused = anyone.get("/api/v1/suggest?q=a&kinds=searches").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.body.contains("search"));
}

#[tokio::test]
async fn a_place_is_found_however_it_is_written() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (typed, shown) in [
        ("Angers", "Angers (49000)"),
        ("angers", "Angers (49000)"),
        ("Angrs centre-ville", "Angers (49000)"),
        ("Angers centre", "Angers (49000)"),
        ("autour d'Angers", "Angers (49000)"),
        ("près de Saumur", "Saumur (49400)"),
        ("Saumure", "Saumur (49400)"),
        ("a coté de segre", "Segré-en-Anjou Bleu (49500)"),
        ("segre", "Segré-en-Anjou Bleu (49500)"),
        ("St Nazaire", "Saint-Nazaire (44600)"),
        ("saint nazaire", "Saint-Nazaire (44600)"),
        ("Chollet", "Cholet (49300)"),
        ("49400", "Saumur (49400)"),
        ("49100", "Angers (49100)"),
        ("491", "Angers (49100)"),
        ("Paris 11", "Paris (75011)"),
        ("Paris 11ème", "Paris (75011)"),
        ("75011", "Paris (75011)"),
        ("Lyon 3e arrondissement", "Lyon (69003)"),
        ("le mans", "Le Mans (72000)"),
        ("La Roche sur Yon", "La Roche-sur-Yon (85000)"),
        ("Saint-Denis 93", "Saint-Denis (93200)"),
        ("Saint-Denis, Seine-Saint-Denis", "Saint-Denis (93200)"),
        ("st denis gard", "Saint-Denis (30500)"),
        ("Saumur 49", "Saumur (49400)"),
        ("Maine-et-Loire", "Maine-et-Loire"),
        ("maine et loire", "Maine-et-Loire"),
        ("49", "Maine-et-Loire"),
        ("département 53", "Mayenne"),
        ("2A", "Corse-du-Sud"),
        ("Nantes Métropole", "Nantes Métropole"),
        ("Pays de la Loire", "Pays de la Loire"),
    ] {
        let page = page(&anyone, &encoded("ou", typed)).await;
        assert_eq!(after(&page, "name=\"ou\" value=\""), shown, "{typed}");
        assert!(!page.contains("aria-invalid"), "{typed}");
    }
    let part = page(&anyone, "ou=4950").await;
    assert!(
        after(&part, "name=\"ou\" value=\"").contains("(4950"),
        "{part}"
    );
}

#[tokio::test]
async fn a_name_that_stands_many_times_offers_all_and_takes_the_largest() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let all = anyone
        .json("/api/v1/territories?kind=commune&limit=5000")
        .await;
    assert!(all["numberMatched"].as_u64().unwrap() > 30_000);
    for (name, how_many, largest) in [
        ("Sainte-Colombe", 12, "Sainte-Colombe (69560)"),
        ("Saint-Denis", 4, "Saint-Denis (97400)"),
        ("st sauveur", 11, "Saint-Sauveur"),
    ] {
        let page = page(&anyone, &encoded("ou", name)).await;
        assert!(
            after(&page, "name=\"ou\" value=\"").starts_with(largest),
            "{name}"
        );
        let notice = page.split("Plusieurs lieux répondent à").nth(1).unwrap();
        let notice = notice.split("</ul>").next().unwrap();
        let links: BTreeSet<&str> = notice
            .split("href=\"")
            .skip(1)
            .map(|l| l.split('"').next().unwrap())
            .collect();
        assert!(links.len() >= how_many - 1, "{name}: {}", links.len());
        // Each says its department, and leads to its own place.
        for link in links {
            let other = anyone.get(&link.replace("&amp;", "&")).await.body;
            assert!(!other.contains("Plusieurs lieux"), "{link}");
            assert!(!after(&other, "name=\"ou\" value=\"").is_empty(), "{link}");
        }
        assert!(notice.contains("), "), "{notice}");
    }
    // None of them lies where the directory is: those that begin so and do are offered first.
    let denis = page(&anyone, "ou=Saint-Denis").await;
    let first = denis.split("<ul class=\"chips\">").nth(1).unwrap();
    let first = first.split("</ul>").next().unwrap();
    assert!(
        first.contains("Saint-Denis-d’Anjou (53290), Mayenne"),
        "{first}"
    );
    // What has no words of its own is said by its filters.
    let label = page(&anyone, "ess=true&label=bonusrepar_ABJ_TH").await;
    assert!(
        label.contains("cette recherche\u{a0}: Bonus réparation Bricolage et jardin thermique"),
        "{label}"
    );
    let brand = page(&anyone, "brand_only=true&at_home=only&ess=false").await;
    assert!(
        brand.contains("cette recherche\u{a0}: Hors économie sociale et solidaire · Seulement"),
        "{brand}"
    );
    let mayenne = page(&anyone, "ou=Mayenne").await;
    assert!(mayenne.contains("Mayenne (département)"), "{mayenne}");
    // No choice where there is none.
    for clear in [
        "Nantes",
        // Two more are called so, both far from what the directory tells of.
        "Saint-Nazaire",
        "Angers+(49000)",
        "Saint-Denis+(93200)",
        "Saumur",
        "49",
        "zzzzzz",
    ] {
        let page = page(&anyone, &format!("ou={clear}")).await;
        assert!(!page.contains("Plusieurs lieux"), "{clear}");
    }
}

#[tokio::test]
async fn suggested_places_say_where_they_are_the_largest_first_or_the_nearest() {
    let anyone = Desk::empty().await.anonymous().await;
    let asked = async |query: &str| {
        let path = format!("/api/v1/suggest?kinds=commune,epci,department,region&limit=10&{query}");
        let found = anyone.json(&path).await;
        let list = found["suggestions"].as_array().unwrap().clone();
        let told = |s: &Value| {
            format!(
                "{} {}",
                s["label"].as_str().unwrap(),
                s["detail"].as_str().unwrap()
            )
        };
        list.iter().map(told).collect::<Vec<String>>()
    };
    let denis = asked("q=saint-denis").await;
    assert_eq!(denis[0], "Saint-Denis 97400 La Réunion", "{denis:?}");
    assert_eq!(denis[1], "Saint-Denis 93200 Seine-Saint-Denis", "{denis:?}");
    let gard = asked("q=saint-denis&near=4.2,44.2").await;
    assert_eq!(gard[0], "Saint-Denis 30500 Gard", "{gard:?}");
    for (query, first) in [
        ("q=paris+11", "Paris 75011 Paris"),
        ("q=75011", "Paris 75011 Paris"),
        ("q=491", "Angers 49100 Maine-et-Loire"),
        (
            "q=a+cote+de+segre",
            "Segré-en-Anjou Bleu 49500 Maine-et-Loire",
        ),
        ("q=autour+d%27Angers", "Angers 49000 Maine-et-Loire"),
        ("q=angers+centre", "Angers 49000 Maine-et-Loire"),
        ("q=st+etienne", "Saint-Étienne 42000 Loire"),
    ] {
        let found = asked(query).await;
        assert_eq!(
            found.first().map(String::as_str),
            Some(first),
            "{query}: {found:?}"
        );
    }
    let slip = asked("q=saint+etiene").await;
    assert!(
        slip[..2].contains(&"Saint-Étienne 42000 Loire".to_owned()),
        "{slip:?}"
    );
    assert!(asked("q=nantes+metro").await[0].starts_with("Nantes Métropole"));
}

#[tokio::test]
async fn nothing_here_offers_the_nearest_and_what_is_akin() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let count = async |query: &str| {
        let list = anyone.json(&format!("/api/v1/structures?{query}")).await;
        list["numberMatched"].as_u64().unwrap()
    };
    let discs = "action=acheter&object=cd_dvd_et_jeu_video";
    let books = "action=acheter&object=livre";
    let mut seen = 0;
    for department in ["44", "49", "53", "72", "85"] {
        let place = format!("territory=department:{department}");
        if count(&format!("{discs}&{place}")).await > 0
            || count(&format!("{books}&{place}")).await == 0
        {
            continue;
        }
        seen += 1;
        let page = page(&anyone, &format!("{discs}&{place}")).await;
        assert_eq!(after(&page, "data-count=\""), "0");
        assert!(
            page.contains(
                "ne répond à cette recherche\u{a0}: Acheter d’occasion · CD, DVD et jeu vidéo"
            ),
            "{page}"
        );
        assert!(page.contains("La plus proche"));
        // The link leads to what it says.
        let way = page
            .split("À la place\u{a0}: «\u{a0}Livre\u{a0}»")
            .nth(1)
            .unwrap();
        let href = after(way, "href=\"");
        let other = anyone.get(&href).await.body;
        let expected = count(&format!("{books}&{place}")).await.to_string();
        assert_eq!(after(&other, "data-count=\""), expected, "{href}");
    }
    assert!(seen > 0, "the demonstration set has changed");
}

#[tokio::test]
async fn long_and_odd_words_are_answered() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let (html, long) = ("<img src=x onerror=alert(1)>", "grille ".repeat(900));
    for words in [
        html,
        &long,
        &"x".repeat(6_000),
        "\u{0}\u{7f}\u{202e}",
        "' OR 1=1 --",
        "%",
        "(((\"",
        "🙂",
    ] {
        for name in ["q", "quoi", "ou"] {
            let page = page(&anyone, &encoded(name, words)).await;
            assert!(!page.contains("<img"), "{words:.40}");
            assert!(page.contains("id=\"results\""), "{words:.40}");
        }
        let suggest = format!("/api/v1/suggest?{}", encoded("q", words));
        assert_eq!(
            anyone.get(&suggest).await.status,
            StatusCode::OK,
            "{words:.40}"
        );
    }
    let ten = page(&anyone, &encoded("q", &"réparer ".repeat(1_300))).await;
    assert!(ten.contains("L’adresse est trop longue") && ten.contains("id=\"results\""));
    let shown = page(&anyone, &encoded("q", html)).await;
    assert!(shown.contains("&lt;img src=x"), "{shown}");
}

#[tokio::test]
async fn a_commune_that_is_named_brings_its_epci() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (typed, commune, epci) in [
        ("segré", "Segré-en-Anjou Bleu", "Anjou Bleu"),
        ("saumur", "Saumur", "Saumur Val de Loire"),
    ] {
        let uri = format!("/api/v1/suggest?{}&kinds=commune,epci", encoded("q", typed));
        let list = anyone.json(&uri).await;
        let of = |i: usize, key: &str| list["suggestions"][i][key].as_str().unwrap().to_owned();
        assert_eq!(
            (of(0, "kind"), of(0, "label")),
            ("commune".into(), commune.into())
        );
        assert_eq!(
            (of(1, "kind"), of(1, "detail")),
            ("epci".into(), commune.into())
        );
        assert!(of(1, "label").contains(epci), "{list}");
        let all = list["suggestions"].as_array().unwrap();
        let same = all.iter().filter(|x| x["code"] == all[1]["code"]);
        assert_eq!(same.count(), 1, "it comes once");
    }
}

#[tokio::test]
async fn a_card_names_what_was_asked_first() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let page = page(&anyone, "object=puericulture&action=acheter").await;
    let first = page.split("<p class=\"do\">").nth(1).unwrap();
    let first = first.split("</p>").next().unwrap().replace('\u{a0}', " ");
    assert!(
        first.starts_with("Acheter d’occasion : puériculture"),
        "{first}"
    );
}
