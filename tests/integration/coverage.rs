//! `/coverage`, `/gaps`, `/sites` and `/sites/loss` as a program sees them.
use crate::support::{Anonymous, Desk};
use serde_json::Value;

async fn reader() -> Anonymous {
    Desk::with_demo().await.anonymous().await
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["rows"].as_array().unwrap()
}

#[tokio::test]
async fn counts_are_those_of_the_list() {
    let reader = reader().await;
    for filters in [
        "category=repair_cafe",
        "action=reparer&object=velo",
        "open_on=sa",
        "appointment=false",
    ] {
        let answer = reader
            .json(&format!(
                "/api/v1/coverage?by=department&within=region:52&{filters}"
            ))
            .await;
        assert_eq!(rows(&answer).len(), 5);
        for row in rows(&answer) {
            let code = row["territory"]["code"].as_str().unwrap();
            let list = reader
                .json(&format!(
                    "/api/v1/structures?territory=department:{code}&{filters}"
                ))
                .await;
            assert_eq!(row["count"], list["numberMatched"], "{code} {filters}");
        }
    }
}

#[tokio::test]
async fn what_was_asked_and_what_it_rests_on_stand_beside() {
    let answer = reader()
        .await
        .json("/api/v1/coverage?within=region:52&category=repair_cafe")
        .await;
    let p = &answer["parameters"];
    assert_eq!(
        (&p["threshold"], &p["d0"]),
        (&10_000.0.into(), &20_000.0.into())
    );
    assert_eq!(
        (p["weight"].as_str(), p["category"].as_str()),
        (Some("step"), Some("repair_cafe"))
    );
    let source = &answer["sources"][0];
    assert!(source["count"].as_u64().unwrap() > 0);
    assert!(!source["attribution"].as_str().unwrap().is_empty());
    assert_eq!(source["open_contributors_only"], false);
}

#[tokio::test]
async fn the_same_rows_as_csv_and_geojson() {
    let reader = reader().await;
    for (path, columns) in [
        (
            "coverage?by=epci&within=department:49&category=repair_cafe",
            &["count", "share_within", "gini"][..],
        ),
        (
            "gaps?within=department:49&category=repair_cafe&threshold=5000",
            &["population", "nearest_m", "zone"],
        ),
        (
            "sites?within=department:49&category=repair_cafe&count=3",
            &["rank", "gain", "share_within"],
        ),
    ] {
        let json = reader.json(&format!("/api/v1/{path}")).await;
        let rows = rows(&json);
        assert!(rows.len() >= 3, "{path}");
        let geojson = reader.json(&format!("/api/v1/{path}&format=geojson")).await;
        assert_eq!(geojson["type"], "FeatureCollection");
        let features = geojson["features"].as_array().unwrap();
        assert!(features.iter().all(|f| f["geometry"]["type"] == "Point"));
        let properties: Vec<&Value> = features.iter().map(|f| &f["properties"]).collect();
        assert_eq!(properties, rows.iter().collect::<Vec<_>>());
        let shaped = reader
            .json(&format!("/api/v1/{path}&format=geojson&geometry=true"))
            .await;
        assert_eq!(
            shaped["features"][0]["properties"],
            features[0]["properties"]
        );
        let csv = reader.get(&format!("/api/v1/{path}&format=csv")).await;
        assert!(
            csv.headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/csv")
        );
        let mut table = csv::Reader::from_reader(csv.body.as_bytes());
        let head = table.headers().unwrap().clone();
        assert_eq!(&head[head.len() - 1], "attribution");
        let lines: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        assert_eq!(lines.len(), rows.len());
        for (line, row) in lines.iter().zip(rows) {
            for column in columns {
                let at = head.iter().position(|h| h == *column).unwrap();
                let told: Option<f64> = line[at].parse().ok();
                assert_eq!(told, row[*column].as_f64(), "{path} {column}");
            }
        }
    }
}

/// An answer about the whole country comes in parts, and its files whole.
#[tokio::test]
async fn gaps_come_in_parts() {
    let reader = reader().await;
    let whole = reader.json("/api/v1/gaps?category=repair_cafe").await;
    let matched = whole["numberMatched"].as_u64().unwrap();
    assert!(matched > 20_000, "{matched}");
    assert_eq!(
        (&whole["numberReturned"], rows(&whole).len()),
        (&5_000.into(), 5_000)
    );
    let path = "/api/v1/gaps?within=department:49&category=repair_cafe&threshold=5000";
    let whole = reader.json(path).await;
    let all = rows(&whole).len();
    assert_eq!(whole["numberMatched"], all);
    assert_eq!(whole["links"].as_array().map(Vec::len), Some(0));
    let mut next = format!("{path}&limit=50");
    let mut together = Vec::new();
    loop {
        let part = reader.json(&next).await;
        assert_eq!(
            (&part["numberMatched"], &part["zones"]),
            (&all.into(), &whole["zones"])
        );
        assert!(rows(&part).len() <= 50);
        together.extend(rows(&part).iter().cloned());
        match part["links"][0]["href"].as_str() {
            Some(href) => next = href.to_owned(),
            None => break,
        }
    }
    assert_eq!(together, *rows(&whole));
    let csv = |more: &str| format!("/api/v1/gaps?category=repair_cafe&format=csv{more}");
    let lines = async |more: &str| reader.get(&csv(more)).await.body.lines().count();
    assert_eq!(lines("").await as u64, matched + 1);
    assert_eq!(lines("&limit=10").await, 11);
    reader
        .refused("/api/v1/gaps?limit=50001", "limit", "from 1 to 50000")
        .await;
}

/// Every share, distance and rank of an answer is a number or null, whatever is asked.
fn no_nonsense(v: &Value) {
    match v {
        Value::Array(all) => all.iter().for_each(no_nonsense),
        Value::Object(all) => all.values().for_each(no_nonsense),
        Value::Number(n) => assert!(n.as_f64().unwrap() >= 0.0),
        _ => {}
    }
}

#[tokio::test]
async fn departments_have_their_outline_when_it_is_wanted() {
    let path = "/api/v1/coverage?within=region:52&format=geojson";
    let reader = reader().await;
    for (more, kinds) in [
        ("", &["Point"][..]),
        ("&geometry=true", &["Polygon", "MultiPolygon"]),
    ] {
        let answer = reader.json(&format!("{path}{more}")).await;
        for f in answer["features"].as_array().unwrap() {
            assert!(kinds.contains(&f["geometry"]["type"].as_str().unwrap()));
        }
    }
}

#[tokio::test]
async fn odd_territories_and_filters_have_answers() {
    let reader = reader().await;
    // Nothing matches.
    let none = reader
        .json("/api/v1/coverage?within=region:52&category=eco_organisme&label=qualirepar")
        .await;
    for row in rows(&none) {
        assert_eq!(
            (&row["count"], &row["share_within"]),
            (&0.into(), &0.0.into())
        );
        assert!(
            row["gini"].is_null() && row["nearest_mean_m"].is_null() && row["lorenz"].is_null()
        );
    }
    // A commune without inhabitants, one without a position, an overseas department without any structure.
    let empty = reader
        .json("/api/v1/coverage?by=commune&within=commune:55039")
        .await;
    assert_eq!(rows(&empty)[0]["population"], 0);
    assert!(rows(&empty)[0]["share_within"].is_null() && rows(&empty)[0]["per_10k"].is_null());
    let nowhere = reader.json("/api/v1/gaps?within=commune:98411").await;
    assert_eq!(rows(&nowhere).len(), 1);
    assert!(rows(&nowhere)[0]["nearest_m"].is_null());
    let unknown = reader
        .json("/api/v1/coverage?by=commune&within=commune:98411")
        .await;
    assert_eq!(rows(&unknown)[0]["unknown"], 1);
    let island = reader
        .json("/api/v1/coverage?within=department:976&threshold=1e9")
        .await;
    assert_eq!(rows(&island)[0]["share_within"], 0.0);
    for answer in [none, empty, nowhere, unknown, island] {
        no_nonsense(&answer);
    }
}

#[tokio::test]
async fn bad_input_is_told_with_its_cure() {
    let reader = reader().await;
    for (query, name, cure) in [
        (
            "coverage?within=region:999",
            "within",
            "/api/v1/territories?kind=region",
        ),
        (
            "coverage?within=commune:angers",
            "within",
            "did you mean `commune:49007` (Angers)?",
        ),
        ("coverage?within=49", "within", "kind:code"),
        (
            "coverage?by=departement",
            "by",
            "did you mean `department`?",
        ),
        (
            "coverage?category=repair_caffe",
            "category",
            "did you mean `repair_cafe`?",
        ),
        ("coverage?threshold=0", "threshold", "more than 0"),
        ("coverage?threshold=-5", "threshold", "more than 0"),
        ("coverage?threshold=NaN", "threshold", "as in 10000"),
        ("coverage?threshold=inf", "threshold", "as in 10000"),
        ("coverage?d0=1e9", "d0", "from 100 to 50000"),
        (
            "coverage?weight=gausian",
            "weight",
            "did you mean `gaussian`?",
        ),
        ("gaps?format=xlsx", "format", "json or csv or geojson"),
        ("gaps?by=commune", "by", "unknown parameter"),
        ("sites?count=0", "count", "from 1 to 50"),
        ("sites?count=10000", "count", "from 1 to 50"),
        (
            "sites?category=eco_organisme&label=qualirepar&threshold=900000",
            "within",
            "a smaller territory",
        ),
        ("sites/loss?threshold=5", "structure", "is missing"),
    ] {
        let uri = format!("/api/v1/{query}");
        reader.refused(&uri, name, cure).await;
    }
    let gone = reader
        .get("/api/v1/sites/loss?structure=01ARZ3NDEKTSV4RRFFQ69G5FAV")
        .await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn a_reader_who_has_the_figures_is_told_so() {
    let reader = reader().await;
    let path = "/api/v1/gaps?within=department:49&category=repair_cafe";
    let first = reader.get(path).await;
    let etag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = reader.get_with(path, &[("if-none-match", &etag)]).await;
    assert_eq!(again.status, 304);
    let packed = reader.get_with(path, &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    let mut plain = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::GzDecoder::new(&packed.bytes[..]),
        &mut plain,
    )
    .unwrap();
    assert_eq!(plain, first.body);
}
