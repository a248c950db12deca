//! How answers leave: tags, compression, cross-origin reads, and addresses that once were.
use crate::support::{Anonymous, Answer, Desk, REFERENCE};
use axum::http::{Method, StatusCode, header};
use boucle::catalog::{CatalogHandle, Former, SnapshotBuilder};
use boucle::store::Document;
use std::io::Read;

const CSV: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\n";

#[tokio::test]
async fn packed_answers_are_the_plain_ones() {
    let anyone = Desk::with_demo().await.anonymous().await;
    for path in [
        "/api/v1/structures?limit=50",
        "/api/v1/clusters?zoom=7",
        "/api/v1/taxonomy",
        "/api/v1/export/structures.csv",
        "/",
    ] {
        let plain = anyone.get(path).await;
        assert!(
            !plain.headers.contains_key(header::CONTENT_ENCODING),
            "{path}"
        );
        // Twice: the second one comes from memory.
        for _ in 0..2 {
            let gzip = anyone.get_with(path, &[("accept-encoding", "gzip")]).await;
            assert_eq!(gzip.headers[header::CONTENT_ENCODING], "gzip", "{path}");
            assert!(
                gzip.headers[header::VARY]
                    .to_str()
                    .unwrap()
                    .contains("accept-encoding"),
                "{path}"
            );
            let mut back = String::new();
            flate2::read::GzDecoder::new(&gzip.bytes[..])
                .read_to_string(&mut back)
                .unwrap();
            assert_eq!(back, plain.body, "{path}");
            let br = anyone
                .get_with(path, &[("accept-encoding", "gzip, br")])
                .await;
            assert_eq!(br.headers[header::CONTENT_ENCODING], "br", "{path}");
            back.clear();
            brotli::Decompressor::new(&br.bytes[..], 4096)
                .read_to_string(&mut back)
                .unwrap();
            assert_eq!(back, plain.body, "{path}");
        }
    }
}

#[tokio::test]
async fn a_tag_spares_the_body_until_something_changes() {
    let desk = Desk::with_demo().await;
    let before = desk.anonymous().await;
    let path = "/api/v1/structures?category=ressourcerie";
    let first = before.get(path).await;
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    let same = before.get_with(path, &[("if-none-match", &tag)]).await;
    assert_eq!(
        (same.status, same.body.as_str()),
        (StatusCode::NOT_MODIFIED, "")
    );
    let other = before
        .get_with(
            "/api/v1/structures?category=decheterie",
            &[("if-none-match", &tag)],
        )
        .await;
    assert_eq!(other.status, StatusCode::OK);
    desk.import(CSV, "id;nom\n1;Un\n").await;
    let after = desk
        .anonymous()
        .await
        .get_with(path, &[("if-none-match", &tag)])
        .await;
    assert_eq!(after.status, StatusCode::OK);
}

#[tokio::test]
async fn every_origin_may_read() {
    let anyone = Desk::empty().await.anonymous().await;
    for path in [
        "/api/v1/structures",
        "/api/v1/export/structures.geojson",
        "/api/v1/structures?limit=0",
    ] {
        let answer = anyone
            .get_with(path, &[("origin", "https://commune.example")])
            .await;
        assert_eq!(
            answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN],
            "*",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_withdrawn_structure_is_gone_and_not_merely_missing() {
    let desk = Desk::empty().await;
    desk.import(CSV, "id;nom\n1;Un\n2;Deux\n").await;
    let list = desk
        .anonymous()
        .await
        .json("/api/v1/structures?sort=name")
        .await;
    let gone = list["features"][1]["id"].as_str().unwrap().to_owned();
    desk.import(CSV, "id;nom\n2;Deux\n").await;
    let anyone = desk.anonymous().await;
    let Answer { status, body, .. } = anyone.get(&format!("/api/v1/structures/{gone}")).await;
    assert_eq!(status, StatusCode::GONE, "{body}");
    let page = anyone.get("/structures/un").await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.body.contains("n’est plus dans l’annuaire"));
    assert_eq!(anyone.json("/api/v1/structures").await["numberMatched"], 1);
}

#[tokio::test]
async fn a_merged_structure_leads_to_the_one_that_took_it_in() {
    let desk = Desk::empty().await;
    desk.import(CSV, "id;nom\n1;Un\n").await;
    let mut kept = Vec::new();
    let take = |batch: Vec<Document>| {
        kept.extend(batch.iter().map(|d| d.structure().unwrap()));
        std::future::ready(true)
    };
    let reading = desk.store.read().await.unwrap();
    reading.structures(10, take).await.unwrap();
    let id = kept[0].id.clone();
    let mut builder = SnapshotBuilder::new(9, REFERENCE.base(), Vec::new());
    builder.extend(kept);
    builder.former(
        "01ARZ3NDEKTSV4RRFFQ69G5FAV".into(),
        Former::MergedInto(id.clone()),
    );
    builder.former("ancien-nom".into(), Former::MergedInto(id.clone()));
    let anyone = Anonymous::of(CatalogHandle::new(builder.finish()));
    let api = anyone
        .get("/api/v1/structures/01ARZ3NDEKTSV4RRFFQ69G5FAV")
        .await;
    assert_eq!(api.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(
        api.headers[header::LOCATION],
        format!("/api/v1/structures/{id}")
    );
    let page = anyone.get("/structures/ancien-nom").await;
    assert_eq!(page.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(page.headers[header::LOCATION], "/structures/un");
}

#[tokio::test]
async fn a_territory_gives_its_outline() {
    let anyone = Desk::empty().await.anonymous().await;
    for (path, some) in [
        ("department/49", true),
        ("region/52", true),
        ("commune/49007", false),
    ] {
        let plain = anyone.json(&format!("/api/v1/territories/{path}")).await;
        assert!(plain.get("geometry").is_none());
        let with = anyone
            .json(&format!("/api/v1/territories/{path}?geometry=true"))
            .await;
        assert_eq!(with["geometry"]["coordinates"].is_array(), some, "{path}");
    }
}

#[tokio::test]
async fn programs_in_a_browser_may_read_the_interface_and_nothing_else() {
    let a = Desk::with_demo().await.anonymous().await;
    let header = |answer: &Answer, name: &str| {
        let value = answer.headers.get(name);
        value.map_or("", |v| v.to_str().unwrap()).to_owned()
    };
    for uri in [
        "/api/v1/structures?limit=1",
        "/api/v1/structures?limit=0",
        "/api/v1/export/structures.csv",
        "/api/v1/nothing",
    ] {
        let answer = a.get(uri).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), "*", "{uri}");
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{uri}"
        );
    }
    let asks = [
        ("origin", "https://carte.example"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "if-none-match"),
    ];
    let preflight = a.send(Method::OPTIONS, "/api/v1/structures", &asks).await;
    assert_eq!(preflight.status, StatusCode::OK);
    assert_eq!(header(&preflight, "access-control-allow-origin"), "*");
    assert_eq!(header(&preflight, "access-control-allow-headers"), "*");
    let wrong = a.ask(Method::DELETE, "/api/v1/structures").await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header(&wrong, "access-control-allow-origin"), "*");
    for uri in ["/", "/health/live"] {
        let answer = a.get(uri).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), "", "{uri}");
    }
}
