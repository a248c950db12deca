//! Each row of the error table, and each bad parameter.
use crate::support::{Answer, Desk};
use axum::http::{Method, StatusCode, header};

#[tokio::test]
async fn each_bad_parameter_is_named_with_its_cure() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (query, word) in [
        ("categorie=x", "did you mean `category`"),
        ("category=ressourceri", "did you mean `ressourcerie`"),
        ("bbox=1,5,2,4", "above north"),
        ("bbox=a,b,c,d", "not a number"),
        ("limit=0", "from 1 to 1000"),
        ("limit=-1", "from 1 to 1000"),
        ("near=1", "lon,lat"),
        ("near=500,1", "off the globe"),
        ("near=47.2,-1.55", "did you mean `-1.55,47.2`"),
        ("near=-12.8,45.2&radius=5000", "did you mean `45.2,-12.8`"),
        ("radius=5", "needs `near"),
        ("radius=NaN&near=1,1", "more than 0"),
        ("cursor=zzz", "is not one of ours"),
        ("cursor=10-abcdef", "another query"),
        ("open_at=soon", "2026-11-28T10:00"),
        ("ess=maybe", "true or false"),
        ("territory=49", "kind:code"),
        ("sort=distance", "needs `near"),
        ("sort=relevance", "needs `q"),
        ("open_at=%2B262142-12-31T23:59", "from 1900 to 9999"),
        ("open_at=1899-12-31T23:59", "from 1900 to 9999"),
        ("open_at=-0001-01-01T00:00", "from 1900 to 9999"),
        (
            "territory=department:999",
            "/api/v1/territories?kind=department",
        ),
        ("territory=region:52,epci:1", "there is no epci of code `1`"),
        ("source=demoo", "did you mean `demo`"),
        ("source=zzz", "known ones: demo"),
        ("foo=", "unknown parameter"),
        ("categorie=", "did you mean `category`"),
    ] {
        let Answer {
            status,
            headers,
            body,
            ..
        } = anyone.get(&format!("/api/v1/structures?{query}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert!(body.contains(word), "{query}: {body}");
    }
    let long = "a=b&".repeat(300_000);
    assert_eq!(
        anyone
            .get(&format!("/api/v1/structures?{}", &long[..60_000]))
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
    let many = vec!["ressourcerie"; 500].join(",");
    assert_eq!(
        anyone
            .get(&format!("/api/v1/structures?category={many}"))
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        anyone.get("/api/v1/structures/nope").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        anyone.get("/api/v1/nope").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        anyone.get("/assets/..%2f..%2fCargo.toml").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn programs_get_problems_and_people_get_pages() {
    let anyone = Desk::empty().await.anonymous().await;
    for (method, path, status) in [
        (Method::GET, "/api/v1/nope", StatusCode::NOT_FOUND),
        (Method::GET, "/nulle-part", StatusCode::NOT_FOUND),
        (Method::GET, "/structures/nulle-part", StatusCode::NOT_FOUND),
        (
            Method::POST,
            "/api/v1/structures",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (Method::DELETE, "/", StatusCode::METHOD_NOT_ALLOWED),
        (
            Method::GET,
            "/api/v1/export/structures.exe",
            StatusCode::NOT_FOUND,
        ),
        (
            Method::GET,
            "/api/v1/territories/planet/1",
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::GET,
            "/api/v1/territories/commune/00000",
            StatusCode::NOT_FOUND,
        ),
    ] {
        let answer = anyone.ask(method.clone(), path).await;
        assert_eq!(answer.status, status, "{method} {path}");
        let kind = answer.headers[header::CONTENT_TYPE].to_str().unwrap();
        if path.starts_with("/api/") {
            assert_eq!(kind, "application/problem+json", "{method} {path}");
            let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(problem["status"], status.as_u16(), "{method} {path}");
            assert!(problem["detail"].as_str().is_some_and(|d| !d.is_empty()));
        } else {
            assert!(kind.starts_with("text/html"), "{method} {path}: {kind}");
            assert!(
                answer.body.contains("href=\"/\""),
                "{method} {path}: no way out"
            );
        }
    }
}

/// What the API refuses, a page leaves aside and says so; an empty field of a form is no mistake.
#[tokio::test]
async fn pages_leave_aside_what_the_api_refuses() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for (query, name) in [
        ("territory=department:999", "le territoire"),
        ("source=nope", "la source"),
        ("open_at=%2B262142-12-31T23:59", "l’heure d’ouverture"),
    ] {
        let page = anyone.get(&format!("/?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let said = format!("laissée de côté\u{a0}: {name}.");
        assert!(page.body.contains(&said), "{query}");
    }
    let relevance = anyone.get("/?sort=relevance").await;
    assert_eq!(relevance.status, StatusCode::OK);
    for path in ["/?q=&ou=&foo=", "/api/v1/structures?q=&category="] {
        assert_eq!(anyone.get(path).await.status, StatusCode::OK, "{path}");
    }
}

/// Latitude first, as maps copy it: the page looks where it is meant, and says so.
#[tokio::test]
async fn a_point_written_the_other_way_round_is_understood_by_pages() {
    let anyone = Desk::with_demo().await.anonymous().await;
    let count = |page: &str| crate::support::between(page, "data-count=\"", "\"").to_owned();
    let meant = anyone
        .get("/?near=-1.55,47.2&radius=20000&ou=Ici")
        .await
        .body;
    let swapped = anyone
        .get("/?near=47.2,-1.55&radius=20000&ou=Ici")
        .await
        .body;
    assert_eq!(count(&swapped), count(&meant));
    assert_ne!(count(&swapped), "0");
    let words = "la latitude avant la longitude";
    assert!(
        swapped.contains(words) && !meant.contains(words),
        "{swapped}"
    );
    // Abroad is no mistake by itself.
    for near in ["-3.7,40.4", "45.2,-12.8", "4.35,50.85"] {
        let answer = anyone.get(&format!("/api/v1/structures?near={near}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{near}");
    }
}

/// The ends of the calendar, with hours to work out: an answer, never a panic.
#[tokio::test]
async fn the_ends_of_the_calendar_are_answered() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for at in ["1900-01-01T00:00", "9999-12-31T23:59", "9999-12-31T00:00"] {
        let path = format!("/api/v1/structures?limit=1&open_at={at}");
        assert_eq!(anyone.get(&path).await.status, StatusCode::OK, "{at}");
        assert_eq!(
            anyone.get(&format!("/?open_at={at}")).await.status,
            StatusCode::OK
        );
    }
}

/// Whatever cannot be found below `/api/` says so as data that a program in a browser may read.
#[tokio::test]
async fn an_address_that_leads_nowhere_is_told_in_its_own_form() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for path in [
        "/api/v1/nope",
        "/api/v1/structures/a/b",
        "/api/",
        "/api/v1/structures/%FF",
        "/api/v1/territories/commune/%C3%28",
        "/api/v1/export/%FF",
    ] {
        let answer = anyone.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let of = |name: header::HeaderName| answer.headers.get(name).unwrap().to_str().unwrap();
        assert_eq!(
            of(header::CONTENT_TYPE),
            "application/problem+json",
            "{path}"
        );
        assert_eq!(of(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "{path}");
    }
    let page = anyone.get("/structures/%FF").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("<h1>"), "{}", page.body);
    assert!(page.headers.contains_key(header::CONTENT_SECURITY_POLICY));
}
