//! `/couverture` and `/territoires/{kind}/{code}` as they come without JavaScript.
use crate::support::{Anonymous, Desk, between};
use axum::http::{StatusCode, header};
use serde_json::Value;

const SHEET: &str = "/territoires/department/49";

async fn reader() -> Anonymous {
    Desk::with_demo().await.anonymous().await
}

/// The page, which must be there.
async fn page(reader: &Anonymous, path: &str) -> String {
    let answer = reader.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

/// A number as the pages write it: `1 250`, `12,5`, `1,250` in English.
fn number(text: &str) -> f64 {
    let plain = text.replace(['\u{a0}', '\u{202f}'], "").replace(',', ".");
    let digits = plain.trim_end_matches(|c: char| !c.is_ascii_digit());
    digits.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The big number under a label of the key figures.
fn key(page: &str, label: &str) -> f64 {
    let after = between(page, &format!("<dt>{label}</dt>"), "</dd>");
    let value = between(after, "<b>", "</b>");
    number(value.split("<small>").next().unwrap())
}

/// The one row of the figures of the API for the same question.
async fn figures(reader: &Anonymous, kind: &str, code: &str, query: &str) -> Value {
    let path = format!("/api/v1/coverage?by={kind}&within={kind}:{code}&{query}");
    reader.json(&path).await["rows"][0].clone()
}

#[tokio::test]
async fn filters_of_the_address_are_those_of_the_figures() {
    let reader = reader().await;
    let all = key(&page(&reader, SHEET).await, "Structures du territoire");
    for query in [
        "category=repair_cafe",
        "action=reparer&object=velo",
        "open_on=sa",
        "appointment=false",
        "category=repair_cafe&threshold=5000",
    ] {
        let body = page(&reader, &format!("{SHEET}?{query}")).await;
        let told = figures(&reader, "department", "49", query).await;
        let count = told["count"].as_f64().unwrap();
        let same = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(
            same(key(&body, "Structures du territoire"), count),
            "{query}"
        );
        assert!(count < all, "{query} narrows");
        let threshold = if query.contains("5000") { "5" } else { "10" };
        let share = key(&body, &format!("À moins de {threshold}\u{a0}km"));
        let exact = told["share_within"].as_f64().unwrap() * 100.0;
        assert!((share - exact).abs() < 0.051, "{query}: {share} {exact}");
        // The table of the other page has the same department.
        let table = page(
            &reader,
            &format!("/couverture?within=region:52&by=department&{query}"),
        )
        .await;
        let row = between(&table, ">Maine-et-Loire</a></th>", "</tr>");
        let cells: Vec<&str> = row
            .split("<td class=\"num\">")
            .skip(1)
            .map(|c| c.split('<').next().unwrap())
            .collect();
        assert!(same(number(cells[1]), count), "{query}: {cells:?}");
        assert!((number(cells[2]) - exact).abs() < 0.051, "{query}");
        // Its files ask the same.
        for file in between(&body, "<details class=\"files\">", "</details>")
            .split("href=\"")
            .skip(1)
            .filter(|h| h.starts_with("/api/"))
        {
            let href = file.split('"').next().unwrap().replace("&amp;", "&");
            assert_eq!(reader.get(&href).await.status, StatusCode::OK, "{href}");
            // What there is by category is told of the whole activity.
            if href.starts_with("/api/v1/facets.csv") {
                continue;
            }
            let kept = query.split('&').filter(|p| !p.starts_with("threshold"));
            assert!(kept.into_iter().all(|p| href.contains(p)), "{href}");
        }
    }
}

#[tokio::test]
async fn what_is_not_understood_is_left_aside_and_said() {
    let reader = reader().await;
    for path in [SHEET, "/couverture"] {
        let usual = page(&reader, path).await;
        let notices = |body: &str| body.matches("class=\"notice warn").count();
        assert_eq!(notices(&usual), 0, "{path}");
        for (query, said) in [
            ("category=zzz", "le type de lieu"),
            ("open_on=jour", "laissée de côté"),
            ("threshold=abc", "la valeur habituelle la remplace"),
            ("threshold=NaN", "la valeur habituelle la remplace"),
            ("threshold=-1", "la valeur habituelle la remplace"),
            ("threshold=1e12", "la valeur habituelle la remplace"),
            ("d0=9e9&weight=zzz", "la valeur habituelle la remplace"),
        ] {
            let body = page(&reader, &format!("{path}?{query}")).await;
            assert!(notices(&body) > 0, "{path}?{query}");
            assert!(body.contains(said), "{path}?{query}: no {said}");
            assert!(body.contains("10\u{a0}km"), "{path}?{query}");
        }
    }
    for within in ["region:999", "pays:1", "49"] {
        let body = page(&reader, &format!("/couverture?within={within}")).await;
        assert!(
            body.contains("Le territoire de l’adresse n’existe pas"),
            "{within}"
        );
        assert!(body.contains("Pays de la Loire"));
    }
}

#[tokio::test]
async fn a_subject_of_the_list_leads_to_its_filters() {
    let reader = reader().await;
    for path in [SHEET, "/couverture", "/en/couverture"] {
        let body = page(&reader, path).await;
        let select = between(&body, "<select id=\"sujet\"", "</select>");
        let option = select
            .split("<option value=\"")
            .find(|o| o.contains("Réparer un vélo") || o.contains("Repair a bicycle"))
            .unwrap_or_else(|| panic!("no bicycle in {select}"));
        let slug = option.split('"').next().unwrap();
        let answer = reader
            .get(&format!(
                "{path}?open_on=sa&category=repair_cafe&threshold=5000&sujet={slug}"
            ))
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let place = answer.headers[header::LOCATION].to_str().unwrap();
        let (there, query) = place.split_once('?').unwrap();
        assert_eq!(there, path);
        let mut query: Vec<&str> = query.split('&').collect();
        query.sort_unstable();
        assert_eq!(
            query,
            [
                "action=reparer",
                "object=velo",
                "open_on=sa",
                "threshold=5000"
            ]
        );
        // The address that one lands on keeps the choice shown.
        let landed = page(&reader, place).await;
        assert!(landed.contains(&format!("<option value=\"{slug}\" selected")));
        // All of them: the filters of the subject go.
        let all = reader
            .get(&format!("{path}?category=repair_cafe&sujet=tout"))
            .await;
        assert_eq!(all.headers[header::LOCATION], path);
    }
}

#[tokio::test]
async fn a_code_of_before_leads_to_the_commune_of_today() {
    let reader = reader().await;
    // Gennes became part of Gennes-Val-de-Loire.
    for prefix in ["", "/en"] {
        let answer = reader
            .get(&format!(
                "{prefix}/territoires/commune/49149?category=repair_cafe"
            ))
            .await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
        let place = answer.headers[header::LOCATION].to_str().unwrap();
        assert_eq!(
            place,
            format!("{prefix}/territoires/commune/49261?category=repair_cafe")
        );
        assert!(page(&reader, place).await.contains("Gennes-Val-de-Loire"));
    }
    for path in ["/territoires/commune/99999", "/territoires/canton/49"] {
        let missing = reader.get(path).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{path}");
        assert!(missing.body.contains("<a href=\"/territoires?q="), "{path}");
    }
}

/// No word of the markup, text or attribute, is a number that is none.
fn no_nonsense(path: &str, body: &str) {
    for word in body.split(|c: char| !c.is_ascii_alphanumeric()) {
        let word = word.to_ascii_lowercase();
        assert!(
            !["nan", "inf", "infinity", "undefined", "null"].contains(&word.as_str()),
            "{word} in {path}"
        );
    }
}

#[tokio::test]
async fn odd_territories_and_questions_have_whole_pages() {
    let reader = reader().await;
    for path in [
        // Overseas, without a structure; a commune without inhabitants, one without a position; nothing that matches.
        "/territoires/department/976",
        "/territoires/department/976?category=repair_cafe&threshold=4e7",
        "/territoires/commune/55039",
        "/territoires/commune/98411",
        "/territoires/region/52?category=eco_organisme&label=qualirepar",
        "/territoires/epci/244900015?threshold=1",
        "/couverture?within=department:976",
        "/couverture?within=department:976&by=commune",
        "/couverture?within=commune:55039",
        "/couverture?within=region:52&category=eco_organisme&label=qualirepar",
        "/couverture?within=department:49&by=commune&a=49007&b=49328",
        "/couverture?within=france&by=region",
        "/couverture?within=region:52&nom=zzzz",
    ] {
        for prefix in ["", "/en"] {
            let path = format!("{prefix}{path}");
            let body = page(&reader, &path).await;
            no_nonsense(&path, between(&body, "<main", "</main>"));
            assert_eq!(body.matches("<h1").count(), 1, "{path}");
        }
    }
    let empty = page(&reader, "/territoires/commune/55039").await;
    assert!(empty.contains("n’a pas d’habitants"));
    let nothing = page(
        &reader,
        "/territoires/region/52?category=eco_organisme&label=qualirepar",
    )
    .await;
    assert!(nothing.contains("pour <b>personne</b>"));
    assert!(nothing.contains("<dt>Distance médiane</dt><dd><b>—</b>"));
}

#[tokio::test]
async fn the_table_is_sorted_narrowed_and_compared() {
    let reader = reader().await;
    let names = |body: &str| -> Vec<String> {
        let table = between(body, "<table class=\"rows\"", "</table>");
        let rows = table.split("<th scope=\"row\">").skip(1);
        rows.map(|r| between(r, ">", "</a>").to_owned()).collect()
    };
    let base = "/couverture?within=region:52&by=department&category=repair_cafe";
    let by_name = names(&page(&reader, &format!("{base}&tri=nom&sens=asc")).await);
    assert_eq!(
        by_name,
        [
            "Loire-Atlantique",
            "Maine-et-Loire",
            "Mayenne",
            "Sarthe",
            "Vendée"
        ]
    );
    let by_people = names(&page(&reader, &format!("{base}&tri=habitants")).await);
    assert_eq!(by_people[0], "Loire-Atlantique");
    assert_eq!(by_people[4], "Mayenne");
    // As said by the API, from the least served.
    let told = reader
        .json("/api/v1/coverage?within=region:52&by=department&category=repair_cafe")
        .await;
    let mut rows: Vec<&Value> = told["rows"].as_array().unwrap().iter().collect();
    let share = |r: &Value| r["share_within"].as_f64().unwrap();
    rows.sort_by(|a, b| share(a).total_cmp(&share(b)));
    let expected: Vec<&str> = rows
        .iter()
        .map(|r| r["territory"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names(&page(&reader, base).await), expected);
    let narrowed = names(&page(&reader, &format!("{base}&nom=LOIRE")).await);
    assert_eq!(narrowed.len(), 2);
    let none = page(&reader, &format!("{base}&nom=zzz")).await;
    assert!(none.contains("Aucun territoire ne porte ce nom ici."));
    let pair = page(&reader, &format!("{base}&a=49&b=53")).await;
    let table = between(&pair, "<table class=\"rows pair\"", "</table>");
    assert!(table.contains("Maine-et-Loire") && table.contains("Mayenne"));
    assert!(table.matches("<tr>").count() > 8);
}
