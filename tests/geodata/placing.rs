//! Which commune covers a point: older codes followed, borders, positions.
use super::server::{collection, square};
use super::{Desk, REFERENCE};
use axum::body::Body;
use axum::http::Request;
use boucle::catalog::{CatalogHandle, SnapshotBuilder};
use boucle::domain::structure::CommuneAssignment;
use boucle::domain::{Coordinates, Movements, TerritoryKind};
use boucle::http::{App, Site, service};
use boucle::import::{Context, Mapping};
use boucle::service::Reference;
use boucle::service::geodata::{From, survey};
use boucle::spatial::Contours;
use boucle::spatial::contours::{About, Area, Assembly};
use geo::{Coord, Polygon, Rect};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

const MOVEMENTS: &str = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n\
    32,2019-01-01,COM,44160,COM,44003\n32,2019-01-01,COM,44003,COM,44003\n\
    21,2024-01-01,COM,85084,COM,85084\n21,2024-01-01,COM,85084,COM,85165\n21,2024-01-01,COM,85084,COM,85212\n";

fn boxed(west: f64, south: f64, east: f64, north: f64) -> Vec<Polygon<f64>> {
    let corner = |x, y| Coord { x, y };
    vec![Rect::new(corner(west, south), corner(east, north)).to_polygon()]
}

fn assembled(year: u16, movements: &str, areas: &[(&str, Vec<Polygon<f64>>)]) -> Contours {
    let movements = Movements::parse(movements).unwrap();
    let mut all = Assembly::new(&REFERENCE.gazetteer, &movements, year);
    for (code, polygons) in areas {
        let area = Area {
            code: (*code).to_owned(),
            name: format!("Nom de {code}"),
            polygons: polygons.clone(),
        };
        all.take(TerritoryKind::Commune, area);
    }
    let about = About {
        year,
        resolution: "100m".to_owned(),
        source: "test".to_owned(),
        taken: String::new(),
        partial: None,
        movements: !movements.is_empty(),
        followed: 0,
        unknown: Vec::new(),
    };
    Contours::from_bytes(&all.finish(about).unwrap()).unwrap()
}

fn at(lon: f64, lat: f64) -> Coordinates {
    Coordinates::new(lon, lat).unwrap()
}

#[test]
fn merged_communes_together_cover_the_new_one() {
    let areas = [
        ("44003", boxed(0.0, 47.0, 1.0, 48.0)),
        ("44160", boxed(1.0, 47.0, 2.0, 48.0)),
        ("99999", boxed(5.0, 47.0, 6.0, 48.0)),
    ];
    let c = assembled(2018, MOVEMENTS, &areas);
    let shape = c.polygon(TerritoryKind::Commune, "44003").unwrap();
    assert_eq!(shape.0.len(), 2);
    assert!(c.polygon(TerritoryKind::Commune, "44160").is_none());
    for lon in [0.0, 0.5, 1.0, 1.5, 2.0] {
        assert_eq!(c.covering(at(lon, 47.5)).unwrap().code, "44003", "{lon}");
    }
    assert!(c.covering(at(5.5, 47.5)).is_none());
    let about = c.about().unwrap();
    let unknown = (
        TerritoryKind::Commune,
        "99999".to_owned(),
        "Nom de 99999".to_owned(),
    );
    assert_eq!((about.followed, &about.unknown), (1, &vec![unknown]));
    // Without the movements the embedded table knows most mergers, but not this one.
    let c = assembled(
        2018,
        "DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n",
        &areas,
    );
    assert_eq!(c.about().unwrap().unknown.len(), 2);
}

#[test]
fn where_a_commune_was_separated_since_the_nearest_of_the_new_ones_counts() {
    let areas = [
        ("85084", boxed(-1.35, 46.6, -1.1, 46.9)),
        ("85191", boxed(-1.6, 46.6, -1.35, 46.9)),
    ];
    let c = assembled(2018, MOVEMENTS, &areas);
    let shared = survey(&REFERENCE.gazetteer, &c).shared;
    assert_eq!(shared, [["Essarts-en-Bocage", "L'Oie", "Sainte-Florence"]]);
    let missing = survey(&REFERENCE.gazetteer, &c).missing;
    assert!(
        missing
            .iter()
            .all(|m| !["85084", "85165", "85212"].contains(&m.0.as_str()))
    );
    let reference = Reference::with(c).unwrap();
    let before = |code: &str| {
        REFERENCE
            .gazetteer
            .get(TerritoryKind::Commune, code)
            .unwrap()
    };
    for code in ["85084", "85165", "85212"] {
        // Its own contour says nothing of where it lies.
        let t = reference
            .gazetteer
            .get(TerritoryKind::Commune, code)
            .unwrap();
        assert_eq!(t.position, before(code).position);
        let found = reference.commune_at(t.position.unwrap()).unwrap();
        assert_eq!(found.1, CommuneAssignment::Nearest);
    }
    let (t, how) = reference.commune_at(at(-1.5, 46.75)).unwrap();
    assert_eq!(
        (t.code.as_str(), how),
        ("85191", CommuneAssignment::Contour)
    );
}

#[test]
fn the_districts_of_a_city_add_nothing_to_its_own_contour() {
    let districts = [
        ("75101", boxed(2.0, 48.0, 2.5, 49.0)),
        ("75102", boxed(2.5, 48.0, 3.0, 49.0)),
    ];
    let alone = assembled(2026, MOVEMENTS, &districts);
    let paris = |c: &Contours| c.polygon(TerritoryKind::Commune, "75056").unwrap().0.len();
    assert_eq!(paris(&alone), 2);
    let mut with_city = districts.to_vec();
    with_city.push(("75056", boxed(2.0, 48.0, 3.0, 49.0)));
    assert_eq!(paris(&assembled(2026, MOVEMENTS, &with_city)), 1);
}

#[test]
fn a_common_border_belongs_to_the_lowest_code() {
    let areas = [
        ("49015", boxed(1.0, 47.0, 2.0, 48.0)),
        ("49007", boxed(0.0, 47.0, 1.0, 48.0)),
        ("49020", boxed(0.0, 48.0, 2.0, 49.0)),
    ];
    let c = assembled(2026, MOVEMENTS, &areas);
    for (lon, lat, code) in [
        (1.0, 47.5, "49007"),
        (1.0, 48.0, "49007"),
        (1.5, 48.0, "49015"),
        (2.0, 48.0, "49015"),
        (2.0, 49.0, "49020"),
        (0.0, 47.0, "49007"),
    ] {
        assert_eq!(c.covering(at(lon, lat)).unwrap().code, code, "{lon} {lat}");
    }
    assert!(c.covering(at(2.000_000_1, 47.5)).is_none());
}

#[test]
fn communes_stand_inside_their_contours() {
    // A square without its middle: the centroid is outside.
    let hole = boxed(0.2, 47.2, 0.8, 47.8);
    let outer = boxed(0.0, 47.0, 1.0, 48.0);
    let ring = Polygon::new(
        outer[0].exterior().clone(),
        vec![hole[0].exterior().clone()],
    );
    let c = assembled(
        2026,
        MOVEMENTS,
        &[
            ("49007", boxed(1.0, 47.0, 1.5, 47.5)),
            ("49015", vec![ring]),
        ],
    );
    assert_eq!(c.point("49007"), Coordinates::new(1.25, 47.25));
    assert_eq!(c.covering(c.point("49015").unwrap()).unwrap().code, "49015");
    assert!(c.covering(at(0.5, 47.5)).is_none());
    let reference = Reference::with(c).unwrap();
    let get = |r: &Reference, kind, code: &str| r.gazetteer.get(kind, code).unwrap().clone();
    let angers = get(&reference, TerritoryKind::Commune, "49007");
    assert_eq!(angers.position, Coordinates::new(1.25, 47.25));
    assert_eq!(angers.precision.as_deref(), Some("commune"));
    assert_eq!(
        reference.nearest_commune(at(1.25, 47.25)).unwrap().code,
        "49007"
    );
    // The others stay where the table has them; those around the moved ones move with them.
    let nantes = |r| get(r, TerritoryKind::Commune, "44109");
    assert_eq!(nantes(&reference), nantes(&REFERENCE));
    let department = |r| get(r, TerritoryKind::Department, "49").position;
    assert_ne!(department(&reference), department(&REFERENCE));
}

#[test]
fn a_view_has_what_reaches_into_it() {
    // An L: the box around it has a corner that it leaves free.
    let corner = |x, y| Coord { x, y };
    let ring = geo::LineString(vec![
        corner(1.0, 47.0),
        corner(1.5, 47.0),
        corner(1.5, 47.1),
        corner(1.1, 47.1),
        corner(1.1, 47.5),
        corner(1.0, 47.5),
        corner(1.0, 47.0),
    ]);
    let c = assembled(2026, "", &[("49007", vec![Polygon::new(ring, vec![])])]);
    let base = Reference::with(c).unwrap().base();
    let s = SnapshotBuilder::new(1, base, Vec::new()).finish();
    let commune = |code| s.gazetteer.get(TerritoryKind::Commune, code).unwrap();
    let view = |text: &str| boucle::domain::query::BoundingBox::parse(text).unwrap();
    for (text, reaches) in [
        // Around its position, over an end, touching an edge, inside the whole.
        ("0.9,46.9,1.6,47.6", true),
        ("1.4,47.05,1.8,47.3", true),
        ("1.5,46.5,1.9,47.05", true),
        ("1.02,47.3,1.08,47.4", true),
        // In its box and not in itself; beside; beyond the sea.
        ("1.2,47.2,1.4,47.4", false),
        ("1.6,47.0,1.9,47.4", false),
        ("-61,14,-60,15", false),
    ] {
        assert_eq!(s.in_view(commune("49007"), &view(text)), reaches, "{text}");
    }
    // Without a contour its position decides.
    let nantes = commune("44109").position.unwrap();
    let around = view("0,0,0,0").including(nantes);
    assert!(s.in_view(commune("44109"), &around));
    assert!(!s.in_view(commune("44109"), &view("-1.5,47.3,-1.2,47.5")));
}

#[tokio::test]
async fn answers_have_the_exact_shape_and_another_tag() {
    let ask = async |contours: Contours, path: &str| {
        let base = Reference::with(contours).unwrap().base();
        let snapshot = SnapshotBuilder::new(1, base, Vec::new()).finish();
        let app = App::new(
            CatalogHandle::new(snapshot),
            Site::default(),
            Arc::default(),
        );
        let request = Request::get(format!("/api/v1/territories/{path}?geometry=true"));
        let answer = service(app).oneshot(request.body(Body::empty()).unwrap());
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let tag = answer.headers()["etag"].clone();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        (tag, json["geometry"].clone())
    };
    let shape = boxed(0.0, 47.0, 1.0, 48.0);
    let with = || assembled(2026, MOVEMENTS, &[("49007", shape.clone())]);
    let (tag, geometry) = ask(with(), "commune/49007").await;
    let geometry: geojson::Geometry = serde_json::from_value(geometry).unwrap();
    let found = geo::MultiPolygon::<f64>::try_from(geometry).unwrap();
    assert_eq!(found.0, shape);
    let (tag_without, none) = ask(Contours::default(), "commune/49007").await;
    assert!(none.is_null());
    assert_ne!(tag, tag_without);
    // Where no contour is loaded the outline to draw is the same as before.
    let drawn = ask(Contours::default(), "department/49").await.1;
    assert!(drawn.is_object());
    assert_eq!(ask(with(), "department/49").await.1, drawn);
}

/// Code, then postal code and name, then the contour, then nearness.
#[test]
fn what_a_record_says_goes_before_its_contour_and_that_before_nearness() {
    let angers = REFERENCE
        .gazetteer
        .get(TerritoryKind::Commune, "49007")
        .unwrap();
    let c = angers.position.unwrap();
    // The contour of Saumur around the middle of Angers: nobody else would say so.
    let around = boxed(c.lon - 0.01, c.lat - 0.01, c.lon + 0.01, c.lat + 0.01);
    let reference = Reference::with(assembled(2026, MOVEMENTS, &[("49328", around)])).unwrap();
    let mapping = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\n[source]\ncode=\"t\"\nname=\"T\"\n\
        licence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"id\"]\nlatitude=[\"lat\"]\nlongitude=[\"lon\"]\n\
        postal_code=[\"cp\"]\ncity=[\"ville\"]\ninsee=[\"insee\"]\n";
    let mapping = Mapping::parse(mapping).unwrap();
    let (x, y, north) = (c.lon, c.lat, c.lat + 0.02);
    let rows = format!(
        "id,lon,lat,cp,ville,insee\ncode,{x},{y},49000,Angers,49015\nname,{x},{y},49000,Angers,\n\
         contour,{x},{y},,,\nnear,{x},{north},,,\n"
    );
    let mut found = Vec::new();
    let (nearest, covering) = (
        |at| reference.nearest_commune(at),
        |at| reference.commune_at(at),
    );
    let context = Context {
        taxonomy: &reference.taxonomy,
        crosswalk: None,
        gazetteer: &reference.gazetteer,
        nearest: &nearest,
        covering: &covering,
        geocoded: &|_| None,
        fix_positions: false,
        seen_at: "2026-01-01T00:00:00Z",
    };
    let report = boucle::import::run(rows.as_bytes(), &mapping, &context, &mut |_| {}, &mut |r| {
        found.push((
            r.external_id,
            r.commune.unwrap(),
            r.commune_assignment.unwrap(),
        ));
    });
    let expected = [
        ("code", "49015", CommuneAssignment::Code),
        ("name", "49007", CommuneAssignment::Name),
        ("contour", "49328", CommuneAssignment::Contour),
        ("near", found[3].1.as_str(), CommuneAssignment::Nearest),
    ];
    let expected = expected.map(|(id, code, how)| (id.to_owned(), code.to_owned(), how));
    assert_eq!(found, expected);
    let report = report.unwrap();
    assert_eq!((report.contour_commune, report.nearest_commune), (1, 1));
}

#[tokio::test]
async fn an_older_year_brings_its_movements_from_the_server_too() {
    let mut d = Desk::new().await;
    d.wanted.year = 2018;
    d.change(|all| {
        all.push(square("44160", "Saint-Géréon", (1.0, 50.0), 0.01));
        all.push(square("99999", "Nulle Part", (1.2, 50.0), 0.01));
    });
    let (done, told) = d.update().await;
    assert!(
        told.contains(&"mouvements-communes.csv missing".to_owned()),
        "{told:?}"
    );
    let names = |c: &Contours| {
        let unknown = c.about().unwrap().unknown.iter();
        unknown.map(|u| u.2.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&done.unwrap()), ["Saint-Géréon", "Nulle Part"]);
    d.server.put("mouvements-communes.csv", MOVEMENTS.into());
    let c = d.good().await;
    assert_eq!(names(&c), ["Nulle Part"]);
    assert_eq!(c.covering(at(1.005, 50.005)).unwrap().code, "44003");
    // The same from a folder.
    let folder = d.folder.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    let communes = super::squares(
        &REFERENCE.gazetteer,
        TerritoryKind::Commune,
        Some(super::region()),
    );
    std::fs::write(folder.join("mouvements-communes.csv"), MOVEMENTS).unwrap();
    let mut with = communes;
    with.push(square("44160", "Saint-Géréon", (1.0, 50.0), 0.01));
    std::fs::write(folder.join("communes.geojson"), collection(&with)).unwrap();
    d.wanted.from = From::Folder(folder.clone());
    assert_eq!(
        d.good().await.covering(at(1.005, 50.005)).unwrap().code,
        "44003"
    );
    std::fs::write(folder.join("mouvements-communes.csv"), "a,b\n1,2\n").unwrap();
    let told = d.fails().await.to_string();
    assert!(
        told.contains("mouvements-communes.csv") && told.contains("COM_AV"),
        "{told}"
    );
}
