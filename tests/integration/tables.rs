//! The tables of the pages of coverage, and the file behind each.
use crate::support::{Anonymous, Desk, between};
use serde_json::{Value, json};

const ASKED: &str = "category=repair_cafe";

async fn reader() -> Anonymous {
    Desk::with_demo().await.anonymous().await
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["rows"].as_array().unwrap()
}

/// The records of a CSV file under the names of their columns.
async fn csv(reader: &Anonymous, path: &str) -> Vec<serde_json::Map<String, Value>> {
    let answer = reader.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let kind = answer.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/csv"), "{path}");
    let mut read = csv::Reader::from_reader(answer.body.as_bytes());
    let heads = read.headers().unwrap().clone();
    let record = |r: Result<csv::StringRecord, csv::Error>| {
        let r = r.unwrap();
        let cells = heads.iter().zip(r.iter());
        cells.map(|(h, v)| (h.to_owned(), v.into())).collect()
    };
    read.records().map(record).collect()
}

/// Numbers of a page in French: `1 250`, `12,5 %`.
fn number(text: &str) -> f64 {
    let plain = text.replace(['\u{a0}', '\u{202f}', ' '], "");
    let plain = plain.replace(',', ".");
    let digits = plain.trim_matches(|c: char| !c.is_ascii_digit());
    digits.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// The cells of each row of the body of a table, as they are written.
fn cells(table: &str) -> Vec<Vec<String>> {
    let body = between(table, "<tbody>", "</tbody>");
    let row = |tr: &str| {
        let cells = tr.split("<td").skip(1);
        let text = |td: &str| {
            let td = td.split_once('>').unwrap().1.split("</td>").next().unwrap();
            td.split('<').next().unwrap().to_owned()
        };
        cells.map(text).collect()
    };
    body.split("<tr>").skip(1).map(row).collect()
}

fn of(record: &serde_json::Map<String, Value>, name: &str) -> f64 {
    record[name].as_str().unwrap().parse().unwrap()
}

/// The address of the file of these words on a page.
fn file(page: &str, words: &str) -> String {
    let menu = between(page, "<details class=\"files\">", "</details>");
    let links = menu.split("href=\"").skip(1);
    let mut found = links.filter(|l| l.split('>').nth(1).unwrap().starts_with(words));
    let link = found.next().unwrap_or_else(|| panic!("no {words}"));
    link.split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn people_by_distance_are_those_of_the_communes_of_the_table_and_of_the_file() {
    let reader = reader().await;
    for (threshold, within) in [(10_000_u32, "department:49"), (6_000, "epci:244900015")] {
        let (kind, code) = within.split_once(':').unwrap();
        let asked = format!("{ASKED}&threshold={threshold}");
        let page = reader
            .get(&format!("/territoires/{kind}/{code}?{asked}"))
            .await
            .body;
        let records = csv(&reader, &file(&page, "Habitants selon la distance")).await;
        // Worked out from the communes, which the file of the coverage has one by one.
        let communes = reader
            .json(&format!(
                "/api/v1/coverage?by=commune&within={within}&{asked}"
            ))
            .await;
        let mut all = vec![(0_u64, 0_u64); 9];
        for c in rows(&communes) {
            let metres = c["nearest_median_m"].as_f64();
            let metres = metres.or_else(|| c["nearest_mean_m"].as_f64());
            let quarter = f64::from(threshold) / 4.0;
            let band = metres.map_or(8, |m| {
                (1..=8).filter(|n| m > quarter * f64::from(*n)).count()
            });
            let people = c["population"].as_u64().unwrap();
            all[band].0 += people;
            let far = metres.is_none_or(|m| m > f64::from(threshold));
            let looked = c["census"]["status"] == "surveyed";
            all[band].1 += if far && !looked { people } else { 0 };
        }
        let whole: u64 = all.iter().map(|b| b.0).sum();
        assert!(whole > 100_000 && all.iter().filter(|b| b.0 > 0).count() > 2);
        assert_eq!(records.len(), 9);
        for (n, (r, (people, unknown))) in records.iter().zip(&all).enumerate() {
            let edge = |n: usize| (n * threshold as usize / 4).to_string();
            assert_eq!(r["from_m"], edge(n), "{within}");
            assert_eq!(r["to_m"], if n == 8 { String::new() } else { edge(n + 1) });
            assert_eq!(r["population"], people.to_string(), "{within} band {n}");
            assert_eq!(r["unknown_population"], unknown.to_string(), "{within} {n}");
            assert!((of(r, "share") - *people as f64 / whole as f64).abs() < 1e-12);
        }
        // The page's own table says the same.
        let figure = between(
            &page,
            "<figure class=\"figure\" id=\"habitants\"",
            "</figure>",
        );
        let told = cells(between(figure, "<table class=\"plaintable\">", "</table>"));
        assert_eq!(told.len(), records.len());
        for (cells, r) in told.iter().zip(&records) {
            assert!(same(number(&cells[0]), of(r, "population")));
            assert!(
                (number(&cells[1]) - 100.0 * of(r, "share")).abs() < 0.0501,
                "{cells:?}"
            );
            assert!(same(number(&cells[2]), of(r, "unknown_population")));
        }
        // So do the classes.
        let classes = csv(&reader, &file(&page, "Habitants par classe")).await;
        let told = cells(between(&page, "<table class=\"shares\">", "</table>"));
        assert_eq!((told.len(), classes.len()), (6, 5));
        for (cells, r) in told.iter().zip(&classes) {
            assert!((number(&cells[1]) - 100.0 * of(r, "known_share")).abs() < 0.0501);
        }
        let unknown: f64 = classes.iter().map(|r| of(r, "unknown_population")).sum();
        assert!((number(&told[5][1]) - 100.0 * unknown / whole as f64).abs() < 0.0501);
        // And how it is shared.
        let shares = csv(&reader, &file(&page, "Partage de l")).await;
        let figure = between(
            &page,
            "<figure class=\"figure\" id=\"partage\"",
            "</figure>",
        );
        for (part, told) in [0.1, 0.25, 0.5, 0.75, 0.9].iter().zip(cells(figure)) {
            let row = shares
                .iter()
                .find(|r| (of(r, "people") - part).abs() < 1e-9);
            let access = of(row.unwrap(), "access");
            assert!((number(&told[0]) - 100.0 * access).abs() < 0.0501, "{part}");
        }
    }
}

#[tokio::test]
async fn classes_and_compared_territories_have_their_file() {
    let reader = reader().await;
    for by in ["department", "epci", "commune"] {
        let path = format!("/couverture?within=region:52&by={by}&{ASKED}");
        let page = reader.get(&path).await.body;
        let told = cells(between(&page, "<table class=\"classes\">", "</table>"));
        let records = csv(&reader, &file(&page, "Classes de la carte")).await;
        assert_eq!((told.len(), records.len()), (6, 6));
        for (cells, r) in told.iter().zip(&records) {
            assert!(same(number(&cells[0]), of(r, "territories")), "{by}");
            // People are told in hundreds.
            let people = of(r, "population");
            assert!((number(&cells[1]) - people).abs() <= 50.0, "{by}");
        }
        let all: f64 = records.iter().map(|r| of(r, "territories")).sum();
        let rows = csv(&reader, &file(&page, "Chiffres du tableau (CSV)")).await;
        assert!(all > 4.0 && all <= rows.len() as f64);
    }
    let path = format!("/couverture?within=region:52&by=department&a=53&b=49&{ASKED}");
    let page = reader.get(&path).await.body;
    let two = csv(&reader, &file(&page, "Les deux territoires")).await;
    let all = csv(&reader, &file(&page, "Chiffres du tableau (CSV)")).await;
    assert_eq!(two.len(), 2);
    for r in &two {
        // Its rank is that among all.
        assert!(all.contains(r), "{r:?}");
    }
    // Without a pair there is no file of one.
    let page = reader.get("/couverture?a=49").await.body;
    assert!(!page.contains("Les deux territoires comparés (CSV)"));
}

#[tokio::test]
async fn a_view_has_the_territories_that_lie_in_it() {
    let reader = reader().await;
    let (west, south, east, north) = (-1.0, 47.25, -0.2, 47.65);
    let view = format!("{west},{south},{east},{north}");
    // Without contours a commune lies where its position is.
    let all = reader
        .json("/api/v1/territories?kind=commune&within=region:52&limit=2000")
        .await;
    let inside = |t: &&Value| {
        let at = |i: usize| t["position"][i].as_f64();
        at(0).is_some_and(|x| (west..=east).contains(&x))
            && at(1).is_some_and(|y| (south..=north).contains(&y))
    };
    let codes = |list: &[Value], of: &dyn Fn(&Value) -> Value| -> Vec<String> {
        let mut all: Vec<String> = list
            .iter()
            .map(|v| of(v).as_str().unwrap().into())
            .collect();
        all.sort();
        all
    };
    let listed = all["territories"].as_array().unwrap();
    let wanted: Vec<Value> = listed.iter().filter(inside).cloned().collect();
    assert!(wanted.len() > 50 && wanted.len() < listed.len());
    let path = format!("/api/v1/coverage?by=commune&within=region:52&view={view}&{ASKED}");
    let got = reader.json(&path).await;
    assert_eq!(
        codes(rows(&got), &|r| r["territory"]["code"].clone()),
        codes(&wanted, &|t| t["code"].clone())
    );
    assert_eq!(rows(&got)[0]["peers"], wanted.len());
    // Of a department without contours the box of its outline decides: this view lies in Maine-et-Loire and touches others.
    let path = "/api/v1/coverage?by=department&view=-0.6,47.45,-0.5,47.5";
    let got = reader.json(path).await;
    assert_eq!(rows(&got)[0]["territory"]["code"], "49", "{got}");
    // The page of the view has the same rows, and says so.
    let path = format!("/couverture?within=region:52&vue={view}&{ASKED}");
    let page = reader.get(&path).await.body;
    assert_eq!(
        cells(between(&page, "<div class=\"scroll\"", "</div>")).len(),
        wanted.len()
    );
    assert!(between(&page, "<h2 id=\"tableau\">", "</h2>").contains("sur la carte"));
    let rows = csv(&reader, &file(&page, "Chiffres du tableau (CSV)")).await;
    assert_eq!(rows.len(), wanted.len());
}

#[tokio::test]
async fn the_closer_the_finer_and_out_again() {
    let reader = reader().await;
    let state = async |path: &str| {
        let page = reader.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        let zoom = between(&page.body, " id=\"zoom\"", ">").to_owned();
        let here = between(&zoom, "data-here=\"", "\"").replace("&amp;", "&");
        let link = |id: &str| {
            let a = between(&page.body, &format!("<a id=\"{id}\""), ">");
            a.contains("href=")
                .then(|| between(a, "href=\"", "\"").replace("&amp;", "&"))
        };
        (here, link("closer"), link("farther"), link("whole"))
    };
    // Of the country: departments, then EPCI, then communes, by the links alone.
    let mut path = "/couverture?within=france".to_owned();
    let mut units = Vec::new();
    for _ in 0..6 {
        let (here, closer, ..) = state(&path).await;
        let by = here
            .split("by=")
            .nth(1)
            .map(|t| t.split('&').next().unwrap().to_owned());
        units.push(by.unwrap_or_else(|| "department".to_owned()));
        path = closer.unwrap();
    }
    units.dedup();
    assert_eq!(units, ["department", "epci", "commune"]);
    // And back: as wide as the country there is no view any more.
    let mut steps = 0;
    while let (here, _, Some(farther), _) = state(&path).await {
        assert!(here.contains("within=france"), "{here}");
        path = farther;
        steps += 1;
        assert!(steps < 10, "{path}");
    }
    assert!(!state(&path).await.0.contains("vue="));
    // The address of a view is its own.
    let view = "/couverture?within=region:52&vue=-1,47.2,-0.2,47.7";
    let (here, ..) = state(view).await;
    assert!(here.contains("by=commune"), "{here}");
    assert_eq!(state(&here).await.0, here);
    // A view that is wider than its territory is of the country.
    let (here, ..) = state("/couverture?within=department:49&vue=-3,45,3,49").await;
    assert!(
        here.contains("within=france") && here.contains("by=epci"),
        "{here}"
    );
    // What makes no sense is left aside and said.
    for bad in ["vue=1", "vue=1,2,1,3", "vue=0,50,1,49", "vue=a,b,c,d"] {
        let page = reader
            .get(&format!("/couverture?within=region:52&{bad}"))
            .await
            .body;
        assert!(page.contains("n’en est pas une"), "{bad}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_the_cure() {
    let reader = reader().await;
    for (query, name, cure) in [
        ("coverage?view=1,2,3", "view", "west,south,east,north"),
        ("coverage?view=1,2,1,3", "view", "no surface"),
        ("coverage?by=department&codes=49,999", "codes", "`999`"),
        (
            "coverage/distances?bands=all",
            "bands",
            "quarters or classes",
        ),
        ("coverage/distances?format=geojson", "format", "json or csv"),
        (
            "coverage/distances?weight=step",
            "weight",
            "unknown parameter",
        ),
        ("coverage/months", "within", "is missing"),
        ("coverage/classes?d0=5", "d0", "unknown parameter"),
    ] {
        let uri = format!("/api/v1/{query}");
        reader.refused(&uri, name, cure).await;
    }
    // Where nobody lives nothing is shared, and nothing is no number.
    let none = reader
        .json("/api/v1/coverage/shares?within=commune:55189")
        .await;
    assert_eq!(none["rows"], json!([]));
    let none = reader
        .json("/api/v1/coverage/distances?within=commune:55189")
        .await;
    assert!(rows(&none).iter().all(|r| r["share"].is_null()), "{none}");
}
