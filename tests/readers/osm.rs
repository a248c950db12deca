use super::pbf::{Node, Pbf, Relation, Way};
use super::{run, told};
use boucle::domain::SourceRecord;
use boucle::import::{Mapping, Stream};
use std::io::Cursor;

/// The mapping of the program, for one of the forms.
fn mapping(format: &str) -> String {
    let osm = Mapping::built_in("osm").unwrap();
    osm.replace("\"geojson\"", &format!("\"{format}\""))
}

fn node(id: i64, lon: f64, lat: f64, tags: &[(&'static str, &'static str)]) -> Node {
    let tags = tags.to_vec();
    Node { id, lon, lat, tags }
}

/// A shop at a node, a building (a square of 20 m), a recycling centre of two outer ways, a route of one node, and
/// what is not wanted.
fn file() -> Vec<u8> {
    let mut file = Pbf::new();
    let mut nodes = vec![
        node(
            1,
            -1.55,
            47.21,
            &[
                ("shop", "charity"),
                ("name", "Le Bac"),
                ("website", "https://example.org"),
            ],
        ),
        node(2, -1.56, 47.22, &[("amenity", "bench")]),
        node(3, -1.57, 47.23, &[]),
    ];
    for (id, lon, lat) in [
        (11, -1.5, 47.2),
        (12, -1.498, 47.2),
        (13, -1.498, 47.202),
        (14, -1.5, 47.202),
        (21, -1.4, 47.3),
        (22, -1.39, 47.3),
        (23, -1.39, 47.31),
        (24, -1.4, 47.31),
    ] {
        nodes.push(node(id, lon, lat, &[]));
    }
    file.nodes(&nodes);
    file.ways(&[
        Way {
            id: 1,
            refs: vec![11, 12, 13, 14, 11],
            tags: vec![("shop", "second_hand"), ("name", "Friperie")],
        },
        Way {
            id: 2,
            refs: vec![21, 22, 23],
            tags: vec![],
        },
        Way {
            id: 3,
            refs: vec![21, 24, 23],
            tags: vec![("highway", "service")],
        },
        // A node that the extract does not have.
        Way {
            id: 4,
            refs: vec![99, 98],
            tags: vec![("amenity", "public_bookcase")],
        },
    ]);
    file.relations(&[
        Relation {
            id: 1,
            members: vec![("outer", 1, 2), ("outer", 1, 3)],
            tags: vec![
                ("type", "multipolygon"),
                ("amenity", "recycling"),
                ("recycling_type", "centre"),
            ],
        },
        Relation {
            id: 2,
            members: vec![("", 0, 3), ("", 2, 1)],
            tags: vec![("amenity", "toy_library")],
        },
        Relation {
            id: 3,
            members: vec![("outer", 1, 2)],
            tags: vec![("landuse", "grass")],
        },
    ]);
    file.bytes
}

fn sorted(mut records: Vec<SourceRecord>) -> Vec<SourceRecord> {
    records.sort_by(|a, b| a.external_id.cmp(&b.external_id));
    records
}

#[test]
fn only_what_has_a_category_is_taken_and_has_its_place() {
    let (report, records) = run(Cursor::new(file()), &mapping("osm")).unwrap();
    assert_eq!((report.rows, report.accepted), (5, 5));
    let records = sorted(records);
    let ids: Vec<&str> = records.iter().map(|r| r.external_id.as_str()).collect();
    assert_eq!(
        ids,
        ["node/1", "relation/1", "relation/2", "way/1", "way/4"]
    );
    let at = |i: usize| {
        let p = records[i].fields.position.map(|p| p.coordinates);
        p.map(|c| (c.lon, c.lat))
    };
    assert_eq!(at(0), Some((-1.55, 47.21)));
    let (lon, lat) = at(1).unwrap();
    assert!(
        (-1.4..=-1.39).contains(&lon) && (47.3..=47.31).contains(&lat),
        "{lon} {lat}"
    );
    assert_eq!(at(2), Some((-1.57, 47.23)));
    assert_eq!(at(3), Some((-1.499, 47.201)));
    assert_eq!(at(4), None);
    assert_eq!(records[0].fields.categories, ["boutique_solidaire"]);
    assert_eq!(
        records[0].fields.website.as_deref(),
        Some("https://example.org/")
    );
}

/// Overpass with `out center`, with `out geom`, with the nodes beside; GeoJSON of the same: one record each.
#[test]
fn the_same_object_is_the_same_record_in_every_form() {
    let tags = r#""tags":{"shop":"second_hand","name":"Friperie"}"#;
    let ring = r#"[{"lat":47.2,"lon":-1.5},{"lat":47.2,"lon":-1.498},{"lat":47.202,"lon":-1.498},{"lat":47.202,"lon":-1.5},{"lat":47.2,"lon":-1.5}]"#;
    let bench = r#"{"type":"node","id":2,"lat":47.22,"lon":-1.56,"tags":{"amenity":"bench"}}"#;
    let nodes = [
        (11, 47.2, -1.5),
        (12, 47.2, -1.498),
        (13, 47.202, -1.498),
        (14, 47.202, -1.5),
    ]
    .map(|(id, lat, lon)| format!(r#"{{"type":"node","id":{id},"lat":{lat},"lon":{lon}}}"#))
    .join(",");
    let forms = [
        format!(r#"{{"version":0.6,"elements":[{bench},{{"type":"way","id":1,"center":{{"lat":47.201,"lon":-1.499}},{tags}}}]}}"#),
        format!(r#"{{"version":0.6,"elements":[{{"type":"way","id":1,"geometry":{ring},{tags}}},{bench}]}}"#),
        format!(r#"{{"version":0.6,"elements":[{{"type":"way","id":1,"nodes":[11,12,13,14,11],{tags}}},{nodes}]}}"#),
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"way/1","properties":{"@id":"way/1","shop":"second_hand","name":"Friperie"},"geometry":{"type":"Polygon","coordinates":[[[-1.5,47.2],[-1.498,47.2],[-1.498,47.202],[-1.5,47.202],[-1.5,47.2]]]}}]}"#.to_owned(),
    ];
    let mut of_pbf = run(Cursor::new(file()), &mapping("osm")).unwrap().1;
    of_pbf.retain(|r| r.external_id == "way/1");
    for form in forms {
        let (_, records) = run(form.as_bytes(), &mapping("osm")).unwrap();
        assert_eq!(records.len(), 1, "{form}");
        assert_eq!(records[0].fingerprint(), of_pbf[0].fingerprint(), "{form}");
        assert_eq!(records[0].external_id, "way/1");
    }
}

#[test]
fn relations_of_overpass_have_their_place() {
    let members = r#""members":[{"type":"way","ref":2,"role":"outer","geometry":[{"lat":47.3,"lon":-1.4},{"lat":47.3,"lon":-1.39},{"lat":47.31,"lon":-1.39}]},{"type":"way","ref":3,"role":"outer","geometry":[{"lat":47.3,"lon":-1.4},{"lat":47.31,"lon":-1.4},{"lat":47.31,"lon":-1.39}]}]"#;
    let apart = r#""members":[{"type":"way","ref":2,"role":"outer"},{"type":"way","ref":3,"role":""}]},{"type":"way","id":2,"nodes":[21,22,23]},{"type":"way","id":3,"nodes":[21,24,23]},{"type":"node","id":21,"lat":47.3,"lon":-1.4},{"type":"node","id":22,"lat":47.3,"lon":-1.39},{"type":"node","id":23,"lat":47.31,"lon":-1.39},{"type":"node","id":24,"lat":47.31,"lon":-1.4"#;
    for members in [members, apart] {
        let text = format!(
            r#"{{"elements":[{{"type":"relation","id":1,"tags":{{"amenity":"toy_library"}},{members}}}]}}"#
        );
        let (_, records) = run(text.as_bytes(), &mapping("osm")).unwrap();
        let at = records[0].fields.position.unwrap().coordinates;
        let inside = (-1.4..=-1.39).contains(&at.lon) && (47.3..=47.31).contains(&at.lat);
        assert!(inside, "{at:?}");
    }
}

#[test]
fn broken_files_are_told_and_nothing_large_is_made_room_for() {
    let whole = file();
    let osm = mapping("osm");
    for end in [whole.len() - 1, whole.len() / 2, 70] {
        let told = told(&whole[..end], &osm);
        assert!(
            told.contains("ends in the middle") && told.contains("Nothing was imported"),
            "{told}"
        );
    }
    let mut file = Pbf::new();
    file.blob("OSMData", b"x", 4 << 30);
    assert!(told(&file.bytes, &osm).contains("too large"));
    let mut file = Pbf::new();
    file.blob("OSMData", b"x", 31 << 20);
    assert!(told(&file.bytes, &osm).contains("ends in the middle"));
    let mut file = Pbf::new();
    file.bytes.extend_from_slice(&[0xff; 16]);
    assert!(told(&file.bytes, &osm).contains("header of 4294967295 bytes"));
    // 40 MB of zeros in 40 kB.
    let mut file = Pbf::new();
    file.block("OSMData", &vec![0; 40 << 20]);
    assert!(told(&file.bytes, &osm).contains("damaged"));
    // Packed as the format's optional lz4.
    let mut file = Pbf::new();
    file.blob("OSMData", &[0x32, 1, 0], 3);
    assert!(told(&file.bytes, &osm).contains("osmium"));
    let history = Pbf::needing(&["OsmSchema-V0.6", "HistoricalInformation"]);
    assert!(told(&history.bytes, &osm).contains("HistoricalInformation"));
    let piped = run(Stream(whole.as_slice()), &osm);
    assert!(piped.unwrap_err().to_string().contains("pipe"));
}

#[test]
fn a_text_longer_than_any_of_osm_is_left_out() {
    let long: &'static str = "a".repeat(1021).leak();
    let longest: &'static str = "é".repeat(255).leak();
    let mut file = Pbf::new();
    let tags = [
        ("shop", "charity"),
        ("name", longest),
        ("description", long),
    ];
    file.nodes(&[node(1, -1.55, 47.21, &tags)]);
    let (report, records) = run(std::io::Cursor::new(file.bytes), &mapping("osm")).unwrap();
    assert_eq!(report.accepted, 1);
    assert!(records[0].fields.name.as_ref().unwrap().starts_with("éé"));
    assert_eq!(records[0].fields.description, None);
}

/// Counted apart: pyosmium for the file, the crosswalk's rules gone through in Python.
#[test]
fn monaco() {
    let folder = std::env::var("BOUCLE_REAL_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let path = std::path::Path::new(&folder).join("osm_pbf/monaco-latest.osm.pbf");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: no {}", path.display());
        return;
    };
    let (report, records) = run(file, &mapping("osm")).unwrap();
    assert_eq!((report.accepted, report.refused), (29, 0));
    let nodes = records
        .iter()
        .filter(|r| r.external_id.starts_with("node/"));
    assert_eq!(nodes.count(), 28);
    let of = |category: &str| {
        let has = |r: &&SourceRecord| r.fields.categories.iter().any(|c| c == category);
        records.iter().filter(has).count()
    };
    for (category, count) in [
        ("point_apport", 16),
        ("location_velo", 9),
        ("depot_vente", 2),
        ("vrac_consigne", 1),
        ("reparateur_velo", 1),
        ("bibliotheque_objets", 1),
    ] {
        assert_eq!(of(category), count, "{category}");
    }
    for r in &records {
        let at = r.fields.position.unwrap().coordinates;
        let inside = (7.40..7.45).contains(&at.lon) && (43.71..43.76).contains(&at.lat);
        assert!(inside, "{} {at:?}", r.external_id);
    }
}
