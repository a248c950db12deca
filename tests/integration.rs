//! The service without a socket: import, store, snapshot, API and pages together.
#![allow(clippy::unwrap_used, clippy::too_many_lines, missing_docs)] // a test may stop at the first surprise
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use boucle::catalog::CatalogHandle;
use boucle::http::{App, Site, router};
use boucle::import::Mapping;
use boucle::service::imports::{self, Options};
use boucle::service::{Reference, publication};
use boucle::store::Store;
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

struct Desk {
    _folder: tempfile::TempDir,
    store: Store,
}

async fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/a/boucle.db", folder.path().display()))
        .await
        .unwrap();
    Desk {
        _folder: folder,
        store,
    }
}

async fn app(store: &Store) -> axum::Router {
    let snapshot = publication::build(store, &REFERENCE).await.unwrap();
    let site = Site {
        name: "Boucle".into(),
        contact: "mailto:contact@example.org".into(),
        operator: String::new(),
        tiles_url: "none".into(),
        tiles_attribution: String::new(),
    };
    router(App::new(CatalogHandle::new(snapshot), site, Arc::default()))
}

async fn get(app: &axum::Router, uri: &str) -> (StatusCode, axum::http::HeaderMap, String) {
    let answer = app
        .clone()
        .oneshot(Request::get(uri).body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

async fn json(app: &axum::Router, uri: &str) -> Value {
    let (status, _, body) = get(app, uri).await;
    assert_eq!(status, StatusCode::OK, "{uri}: {body}");
    serde_json::from_str(&body).unwrap()
}

async fn import(store: &Store, mapping: &str, text: &str) -> imports::Outcome {
    let mapping = Mapping::parse(mapping).unwrap();
    imports::run(
        store,
        &REFERENCE,
        &mapping,
        "test",
        std::io::Cursor::new(text.to_owned()),
        Options::default(),
        &mut |_| {},
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn demo_comes_twice_changes_nothing_and_goes() {
    let d = desk().await;
    let first = imports::demo(&d.store, &REFERENCE).await.unwrap();
    assert!(first.import.created >= 300, "{:?}", first.import);
    assert_eq!(first.report.refused, 0, "{:?}", first.report.messages);
    let revision = d.store.revision().await.unwrap();
    let again = imports::demo(&d.store, &REFERENCE).await.unwrap();
    assert_eq!(
        (
            again.import.created,
            again.import.updated,
            again.import.withdrawn
        ),
        (0, 0, 0)
    );
    assert_eq!(d.store.revision().await.unwrap(), revision);
    d.store.remove_source("demo").await.unwrap();
    assert_eq!(d.store.count().await.unwrap(), 0);
    assert!(d.store.sources().await.unwrap().is_empty());
}

#[tokio::test]
async fn counts_agree_between_list_clusters_facets_and_export() {
    let d = desk().await;
    imports::demo(&d.store, &REFERENCE).await.unwrap();
    let app = app(&d.store).await;
    for query in [
        "category=ressourcerie",
        "action=reparer&bbox=-2,46.5,0,48",
        "territory=department:49",
        "near=-0.55,47.47&radius=30000",
        "ess=true",
    ] {
        let list = json(&app, &format!("/api/v1/structures?limit=1000&{query}")).await;
        let matched = list["numberMatched"].as_u64().unwrap();
        assert!(matched > 0, "{query}");
        assert_eq!(list["features"].as_array().unwrap().len() as u64, matched);
        for zoom in [0, 6, 12, 18] {
            let clusters = json(&app, &format!("/api/v1/clusters?zoom={zoom}&{query}")).await;
            let sum: u64 = clusters["features"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| f["properties"]["count"].as_u64().unwrap())
                .sum();
            assert_eq!(sum, matched, "{query} at zoom {zoom}");
        }
        assert_eq!(
            json(&app, &format!("/api/v1/facets?{query}")).await["numberMatched"],
            matched
        );
        let (_, _, csv) = get(&app, &format!("/api/v1/export/structures.csv?{query}")).await;
        assert_eq!(
            csv::Reader::from_reader(csv.as_bytes()).records().count() as u64,
            matched
        );
    }
}

#[tokio::test]
async fn pages_follow_the_cursor_to_the_end() {
    let d = desk().await;
    imports::demo(&d.store, &REFERENCE).await.unwrap();
    let app = app(&d.store).await;
    let mut seen = std::collections::BTreeSet::new();
    let mut next = Some("/api/v1/structures?limit=70&sort=name".to_owned());
    let mut matched = 0;
    while let Some(uri) = next {
        let page = json(&app, &uri).await;
        matched = page["numberMatched"].as_u64().unwrap();
        for f in page["features"].as_array().unwrap() {
            assert!(
                seen.insert(f["id"].as_str().unwrap().to_owned()),
                "a structure came twice"
            );
        }
        let links = page["links"].as_array().unwrap();
        next = links
            .iter()
            .find(|l| l["rel"] == "next")
            .map(|l| l["href"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen.len() as u64, matched);
}

#[tokio::test]
async fn each_bad_parameter_is_named_with_its_cure() {
    let d = desk().await;
    let app = app(&d.store).await;
    for (query, word) in [
        ("categorie=x", "did you mean `category`"),
        ("category=ressourceri", "did you mean `ressourcerie`"),
        ("bbox=1,5,2,4", "above north"),
        ("bbox=a,b,c,d", "not a number"),
        ("limit=0", "from 1 to 1000"),
        ("limit=-1", "from 1 to 1000"),
        ("near=1", "lon,lat"),
        ("near=500,1", "off the globe"),
        ("radius=5", "needs `near"),
        ("radius=NaN&near=1,1", "more than 0"),
        ("cursor=zzz", "is not one of ours"),
        ("cursor=10-abcdef", "another query"),
        ("open_at=soon", "2026-11-28T10:00"),
        ("ess=maybe", "true or false"),
        ("territory=49", "kind:code"),
        ("sort=distance", "needs `near"),
    ] {
        let (status, headers, body) = get(&app, &format!("/api/v1/structures?{query}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert!(body.contains(word), "{query}: {body}");
    }
    let long = "a=b&".repeat(300_000);
    assert_eq!(
        get(&app, &format!("/api/v1/structures?{}", &long[..60_000]))
            .await
            .0,
        StatusCode::BAD_REQUEST
    );
    let many = vec!["ressourcerie"; 500].join(",");
    assert_eq!(
        get(&app, &format!("/api/v1/structures?category={many}"))
            .await
            .0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        get(&app, "/api/v1/structures/nope").await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(get(&app, "/api/v1/nope").await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        get(&app, "/assets/..%2f..%2fCargo.toml").await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn pages_answer_without_javascript_and_never_break() {
    let d = desk().await;
    imports::demo(&d.store, &REFERENCE).await.unwrap();
    let app = app(&d.store).await;
    let (status, headers, body) = get(&app, "/?utm_source=x&category=atelier_velo").await;
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
        get(&app, &format!("/structures/{slug}")).await.0,
        StatusCode::OK
    );
    for odd in [
        "/?bbox=9,9,1,1",
        "/?category=zzz",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?ou=zzzzzz",
        "/?cursor=%00",
    ] {
        let (status, _, body) = get(&app, odd).await;
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
        assert_eq!(get(&app, page).await.0, StatusCode::OK, "{page}");
    }
    let (status, _, body) = get(&app, "/nulle-part").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.contains("Page introuvable") && body.contains("href=\"/\""));
}

#[tokio::test]
async fn places_and_objects_are_suggested_in_spite_of_accents_and_slips() {
    let d = desk().await;
    let app = app(&d.store).await;
    for (query, kind, code) in [
        ("q=st+nazaire&kinds=commune", "commune", "44184"),
        ("q=angres&kinds=commune&limit=3", "commune", "49007"),
        ("q=49100&kinds=commune", "commune", "49007"),
        ("q=chollet&kinds=commune", "commune", "49099"),
        ("q=velo&kinds=object", "object", "velo"),
        ("q=ressourcerie&kinds=category", "category", "ressourcerie"),
    ] {
        let found = json(&app, &format!("/api/v1/suggest?{query}")).await;
        let list = found["suggestions"].as_array().unwrap();
        assert!(
            list.iter().any(|s| s["kind"] == kind && s["code"] == code),
            "{query}: {found}"
        );
    }
}

const CSV: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\nterritory=\"region:52\"\n[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\nlatitude=[\"lat\"]\nlongitude=[\"lon\"]\npostal_code=[\"cp\"]\ncity=[\"ville\"]\nemail=[\"mail\"]\n";

#[tokio::test]
async fn a_bad_csv_is_told_row_by_row() {
    let d = desk().await;
    let text = "\u{feff}id;nom ;lat;lon;cp;ville;mail;autre\n\
        1;Bon;47,2;-1,55;44000;Nantes;a@example.org;x\n\
        ;;;;;;;\n\
        2;Moins perdu;47.2;1.55;44000;Nantes;;\n\
        3;Échangé;-1.55;47.2;44000;Nantes;;\n\
        4;Sans position;;;44000;Nantes;;\n\
        1;Deux fois;47.2;-1.55;44000;Nantes;;\n\
        5;Lettres;abc;-1.5;44000;Nantes;;\n";
    let out = import(&d.store, CSV, text).await;
    let r = &out.report;
    assert_eq!(
        (r.rows, r.accepted, r.refused, r.empty),
        (7 - 1, 5, 1, 1),
        "{r:?}"
    );
    assert_eq!(r.unknown_columns, ["autre"]);
    let told: Vec<(u64, &str)> = r.messages.iter().map(|m| (m.row, m.code)).collect();
    assert_eq!(
        told,
        [
            (4, "suspicious_position"),
            (5, "suspicious_position"),
            (7, "id_twice"),
            (8, "bad_position")
        ]
    );
    assert!(
        r.messages[0].message.contains("lost minus sign")
            && r.messages[1].message.contains("swapped")
    );
    let app = app(&d.store).await;
    let list = json(&app, "/api/v1/structures").await;
    assert_eq!(list["numberMatched"], 5);
    assert!(
        !list.to_string().contains("example.org"),
        "an e-mail leaked"
    );
}

#[tokio::test]
async fn broken_json_keeps_nothing_and_odd_shapes_are_told() {
    let d = desk().await;
    let mapping = CSV.replace("csv", "geojson");
    let parsed = Mapping::parse(&mapping).unwrap();
    let broken = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"nom":"A"}},{"#;
    let failed = imports::run(
        &d.store,
        &REFERENCE,
        &parsed,
        "t",
        broken.as_bytes(),
        Options::default(),
        &mut |_| {},
    )
    .await;
    assert!(failed.unwrap_err().to_string().contains("line 1"));
    assert_eq!(d.store.count().await.unwrap(), 0);
    let odd = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":false},"properties":{"id":"1","nom":"Faux"}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[-1.55,47.2,12]},"properties":{"id":"2","nom":"Haut"}},
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[-1.6,47.2],[-1.5,47.2],[-1.5,47.3],[-1.6,47.2]]]},"properties":{"id":"3","nom":"Aire"}}]}"#;
    let out = import(&d.store, &mapping, odd).await;
    assert_eq!(
        (out.report.accepted, out.report.unplaced),
        (3, 1),
        "{:?}",
        out.report
    );
    assert_eq!(out.report.messages[0].code, "bad_position");
}

#[tokio::test]
async fn a_correction_survives_a_refresh_and_an_address_stays() {
    let d = desk().await;
    import(&d.store, CSV, "id;nom;lat;lon\n1;Avant;47.2;-1.55\n").await;
    let id = d.store.known("t").await.unwrap()["1"].structure.clone();
    let set = boucle::domain::Fields {
        name: Some("Corrigé".into()),
        ..Default::default()
    };
    d.store.correct(&id, set, Vec::new()).await.unwrap();
    let out = import(&d.store, CSV, "id;nom;lat;lon\n1;Après;47.3;-1.55\n").await;
    assert_eq!(out.import.updated, 1);
    let app = app(&d.store).await;
    let one = json(&app, &format!("/api/v1/structures/{id}")).await;
    assert_eq!(one["properties"]["name"], "Corrigé");
    assert_eq!(one["geometry"]["coordinates"][1], 47.3);
    assert_eq!(one["properties"]["slug"], "avant");
}

/// Real files: where they are, what is known of them.
#[tokio::test]
async fn real_files_are_swallowed() {
    let folder = std::env::var("BOUCLE_REAL_DATA").unwrap_or_else(|_| "../shared/data".into());
    let folder = std::path::Path::new(&folder);
    if !folder.exists() {
        println!("skipped: no real data beside the project (BOUCLE_REAL_DATA)");
        return;
    }
    let d = desk().await;
    for (file, mapping, rows, accepted) in [
        (
            "structures/osm_overpass_reemploi_vrac_pdl_ouest_2020.geojson",
            "osm",
            355,
            355,
        ),
        (
            "structures/nantes_structures_2022.json",
            "nantes-structures",
            256,
            256,
        ),
        (
            "structures/nantes_conteneurs_2022.json",
            "nantes-conteneurs",
            1192,
            1189,
        ),
        (
            "ugly/nantes_points_compost_LaTricyclerie.csv",
            "compost-tricyclerie",
            22,
            22,
        ),
        (
            "ugly/nantes_points_compost_OuiValo.csv",
            "compost-ouivalo",
            14,
            14,
        ),
    ] {
        let mapping = imports::built_in(mapping).unwrap();
        let open = || std::fs::File::open(folder.join(file)).unwrap();
        let out = imports::run(
            &d.store,
            &REFERENCE,
            &mapping,
            file,
            open(),
            Options::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
        let errors: Vec<_> = out
            .report
            .messages
            .iter()
            .filter(|m| m.severity == boucle::import::Severity::Error)
            .collect();
        assert_eq!(
            (out.report.rows, out.report.accepted),
            (rows, accepted),
            "{file}: {errors:?}"
        );
        let again = imports::run(
            &d.store,
            &REFERENCE,
            &mapping,
            file,
            open(),
            Options::default(),
            &mut |_| {},
        )
        .await
        .unwrap();
        assert_eq!(
            (
                again.import.created,
                again.import.updated,
                again.import.withdrawn
            ),
            (0, 0, 0),
            "{file}"
        );
    }
}
