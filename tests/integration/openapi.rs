//! The description of the API against what the API answers.
use crate::support::Desk;
use serde_json::{Value, json};

/// The schemas with every object closed, so that an undescribed member is told.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.insert("additionalProperties".into(), Value::Bool(false));
            }
            for v in map.values_mut() {
                *v = closed(v.take());
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|v| *v = closed(v.take())),
        _ => {}
    }
    schema
}

#[tokio::test]
async fn answers_have_the_form_that_is_described() {
    let desk = Desk::with_demo().await;
    let reader = desk.anonymous().await;
    let document = reader.json("/api/v1/openapi.json").await;
    assert_eq!(document["openapi"].as_str().unwrap()[..3], *"3.1");
    let list = reader.json("/api/v1/structures?limit=1000").await;
    let id = list["features"][0]["id"].as_str().unwrap().to_owned();
    for (path, asked) in [
        (
            "/structures",
            "/structures?limit=1000&near=-0.5,47.4".to_owned(),
        ),
        ("/structures", "/structures?limit=7&q=velo".to_owned()),
        ("/structures/{id}", format!("/structures/{id}")),
        ("/clusters", "/clusters?zoom=6".to_owned()),
        (
            "/clusters",
            "/clusters?zoom=15&category=ressourcerie".to_owned(),
        ),
        ("/facets", "/facets?territory=region:52".to_owned()),
        ("/suggest", "/suggest?q=a&limit=50".to_owned()),
        ("/suggest", "/suggest?q=angers".to_owned()),
        ("/sources", "/sources".to_owned()),
        ("/taxonomy", "/taxonomy".to_owned()),
        (
            "/territories",
            "/territories?kind=epci&within=department:49".to_owned(),
        ),
        (
            "/territories",
            "/territories?kind=commune&within=region:52&limit=20".to_owned(),
        ),
        (
            "/territories/{kind}/{code}",
            "/territories/department/49?geometry=true".to_owned(),
        ),
        (
            "/territories/{kind}/{code}",
            "/territories/commune/49007".to_owned(),
        ),
        (
            "/coverage",
            "/coverage?by=epci&within=department:49&category=repair_cafe&threshold=7000".to_owned(),
        ),
        (
            "/coverage",
            "/coverage?by=commune&within=department:976".to_owned(),
        ),
        (
            "/coverage/distances",
            "/coverage/distances?within=department:49&category=repair_cafe&bands=classes"
                .to_owned(),
        ),
        (
            "/coverage/shares",
            "/coverage/shares?within=department:49&category=repair_cafe".to_owned(),
        ),
        (
            "/coverage/months",
            "/coverage/months?within=department:49".to_owned(),
        ),
        (
            "/coverage/classes",
            "/coverage/classes?by=commune&within=region:52&view=-1,47,0,48".to_owned(),
        ),
        (
            "/gaps",
            "/gaps?within=region:52&category=garage_solidaire".to_owned(),
        ),
        (
            "/sites",
            "/sites?within=department:53&object=velo&action=reparer".to_owned(),
        ),
        (
            "/sites/loss",
            format!("/sites/loss?structure={id}&threshold=3000"),
        ),
    ] {
        let answer = reader.json(&format!("/api/v1{asked}")).await;
        let pointer = format!(
            "/paths/{}/get/responses/200/content",
            format!("/api/v1{path}").replace('/', "~1")
        );
        let content = document.pointer(&pointer).unwrap().as_object().unwrap();
        let schema = content.values().next().unwrap()["schema"].clone();
        let whole =
            json!({ "allOf": [schema], "components": closed(document["components"].clone()) });
        let errors: Vec<String> = jsonschema::validator_for(&whole)
            .unwrap()
            .iter_errors(&answer)
            .map(|e| format!("{} at {}", e, e.instance_path()))
            .take(5)
            .collect();
        assert!(errors.is_empty(), "{asked}: {errors:#?}");
    }
}

#[tokio::test]
async fn problems_have_the_form_that_is_described() {
    let reader = Desk::empty().await.anonymous().await;
    let document = reader.json("/api/v1/openapi.json").await;
    let whole = json!({ "$ref": "#/components/schemas/Problem", "components": closed(document["components"].clone()) });
    let validator = jsonschema::validator_for(&whole).unwrap();
    for path in [
        "/api/v1/structures?limit=0",
        "/api/v1/structures/nope",
        "/api/v1/nowhere",
    ] {
        let answer = reader.get(path).await;
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert!(validator.is_valid(&problem), "{path}: {problem}");
        assert_eq!(problem["status"], answer.status.as_u16());
    }
}

/// A client made from the description may send the bounds it names, and nothing beyond them.
#[tokio::test]
async fn described_bounds_are_those_that_are_checked() {
    let reader = Desk::with_demo().await.anonymous().await;
    let document = reader.json("/api/v1/openapi.json").await;
    let mut bounds = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for p in item["get"]["parameters"].as_array().into_iter().flatten() {
            let schema = &p["schema"];
            let (Some(least), Some(most)) =
                (schema["minimum"].as_i64(), schema["maximum"].as_i64())
            else {
                continue;
            };
            let name = p["name"].as_str().unwrap();
            let default = schema["default"].as_i64().unwrap();
            assert!((least..=most).contains(&default), "{path}: {name}");
            for (n, status) in [
                (least, 200),
                (most, 200),
                (default, 200),
                (least - 1, 400),
                (most + 1, 400),
            ] {
                let answer = reader.get(&format!("{path}?{name}={n}")).await;
                assert_eq!(answer.status, status, "{path}?{name}={n}");
            }
            // Not sent is the same as the default.
            let plain = reader.get(path).await;
            assert_eq!(plain.status, 200, "{path}");
            let said = reader.get(&format!("{path}?{name}={default}")).await;
            let members = |body: &str| -> Value {
                let mut v: Value = serde_json::from_str(body).unwrap();
                v.as_object_mut().unwrap().remove("links");
                v
            };
            assert_eq!(members(&plain.body), members(&said.body), "{path}: {name}");
            bounds.push((
                path.trim_start_matches("/api/v1/").to_owned(),
                name.to_owned(),
                most,
            ));
        }
    }
    bounds.sort();
    let expected = [
        ("clusters", "zoom", 22),
        ("gaps", "limit", 50_000),
        ("sites", "count", 50),
        ("structures", "limit", 1000),
        ("suggest", "limit", 50),
        ("territories", "limit", 5000),
    ];
    assert_eq!(
        bounds,
        expected.map(|(p, n, m)| (p.to_owned(), n.to_owned(), m))
    );
}

/// Every parameter of the description is known to its endpoint, and none more.
#[tokio::test]
async fn documented_parameters_are_those_that_work() {
    let reader = Desk::with_demo().await.anonymous().await;
    let document = reader.json("/api/v1/openapi.json").await;
    let first = reader.json("/api/v1/structures?limit=1").await;
    let id = first["features"][0]["id"].as_str().unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        if path.contains('{') {
            continue;
        }
        let refused = reader.get(&format!("{path}?zzzzzz=1")).await;
        assert_eq!(refused.status, 400, "{path}");
        for p in item["get"]["parameters"].as_array().into_iter().flatten() {
            let name = p["name"].as_str().unwrap();
            let answer = reader.get(&format!("{path}?{name}=%21")).await;
            assert!(!answer.body.contains("unknown parameter"), "{path}: {name}");
            if let Some(example) = p["example"].as_str() {
                // What the parameter or the endpoint cannot do without.
                let near = if name == "radius" {
                    "&near=-0.5,47.4"
                } else {
                    ""
                };
                let loss = path.ends_with("/loss").then(|| format!("&structure={id}"));
                // The whole country is large; one department says as much.
                let known = item["get"]["parameters"].as_array().into_iter().flatten();
                let small = name != "within" && known.clone().any(|p| p["name"] == "within");
                let small = if small { "&within=department:53" } else { "" };
                let with = format!("{near}{small}{}", loss.unwrap_or_default());
                let answer = reader.get(&format!("{path}?{name}={example}{with}")).await;
                assert_eq!(
                    answer.status, 200,
                    "{path}?{name}={example}: {}",
                    answer.body
                );
            }
        }
    }
}
