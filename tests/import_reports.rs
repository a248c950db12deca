//! What an import says of bad input: the whole report and what was taken, as snapshots.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::domain::SourceRecord;
use boucle::import::{self, Mapping, ReadError, Report};
use boucle::service::Reference;
use serde_json::{Value, json};
use std::sync::LazyLock;

#[path = "support/reading.rs"]
mod reading;
#[path = "import_reports/records.rs"]
mod records;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

const MAPPING: &str = r#"
format = "FORMAT"
territory = "region:52"
categories = ["compostage"]
id = ["id"]
ignore = ["note"]
[source]
code = "t"
name = "Essai"
licence = "Licence Ouverte 2.0"
attribution = "Essai"
[fields]
name = ["nom", "enseigne"]
street = ["adresse"]
postal_code = ["cp"]
city = ["ville"]
latitude = ["lat"]
longitude = ["lon"]
phone = ["tel"]
email = ["mail"]
website = ["site"]
siret = ["siret"]
opening_hours = ["horaires"]
description = ["texte"]
"#;

fn mapping(format: &str) -> Mapping {
    Mapping::parse(&MAPPING.replace("FORMAT", format)).unwrap()
}

/// The report and the records, or the error that keeps everything out.
fn read(mapping: &Mapping, bytes: &[u8], fix_positions: bool) -> Value {
    let mut records = Vec::new();
    let done = run(mapping, bytes, fix_positions, &mut |r| {
        records.push(json!({
            "id": r.external_id, "commune": r.commune, "by": r.commune_assignment, "fields": r.fields,
        }));
    });
    match done {
        Ok(report) => {
            sound(&report);
            json!({ "report": report, "records": records })
        }
        Err(e) => json!({ "error": e.to_string() }),
    }
}

fn report(mapping: &Mapping, bytes: &[u8]) -> Report {
    run(mapping, bytes, false, &mut |_| {}).unwrap()
}

fn run(
    mapping: &Mapping,
    input: impl import::Input + Send,
    fix_positions: bool,
    sink: &mut dyn FnMut(SourceRecord),
) -> Result<Report, ReadError> {
    reading::import(&REFERENCE, mapping, input, fix_positions, sink)
}

/// What holds of every report.
fn sound(r: &Report) {
    assert_eq!(r.accepted + r.refused, r.rows, "a row was lost");
    let counted: u64 = r.counts.values().sum();
    assert_eq!(counted, r.messages.len() as u64 + r.messages_left_out);
    for m in &r.messages {
        assert!(!m.field.is_empty() && m.message.len() > 10, "{m:?}");
        assert!(!format!("{m:?}").contains("example.org>"), "{m:?}");
        assert!(!format!("{m:?}").contains("courrier@"), "an e-mail: {m:?}");
    }
}

fn csv(text: &str) -> Value {
    read(&mapping("csv"), text.as_bytes(), false)
}

fn geojson(text: &str) -> Value {
    read(&mapping("geojson"), text.as_bytes(), false)
}

/// A collection with one feature of that geometry.
fn with_geometry(geometry: &str) -> Value {
    geojson(&format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry},"properties":{{"id":"1","nom":"Lieu"}}}}]}}"#
    ))
}

macro_rules! snapshot {
    ($value:expr) => {
        insta::assert_json_snapshot!($value)
    };
}

#[test]
fn csv_bom_semicolons_and_quoted_newlines() {
    snapshot!(csv(
        "\u{feff}id;nom ; ville ;cp;texte\n1;Compost du Clos;Nantes;44000;\"deux\nlignes; un \"\"mot\"\"\"\n2; Le Bac ;Angers;49000;-\n"
    ));
}

#[test]
fn csv_tabs_and_windows_1252() {
    let text = "id\tnom\tville\tcp\n1\tL\u{e9}gumerie\tS\u{e9}gr\u{e9}\t49500\n2\tL\u{92}Œuf\t\t\n";
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| {
            if c == 'Œ' {
                0x8c
            } else {
                u8::try_from(u32::from(c)).unwrap()
            }
        })
        .collect();
    snapshot!(read(&mapping("csv"), &bytes, false));
}

#[test]
fn csv_windows_1252_far_behind_the_head() {
    let mut bytes = b"id,nom\n".to_vec();
    for i in 0..8000 {
        bytes.extend_from_slice(format!("{i},Lieu {i}\n").as_bytes());
    }
    bytes.extend_from_slice(b"x,Pr\xe9au\n");
    let all = read(&mapping("csv"), &bytes, false);
    assert_eq!(all["records"][8000]["fields"]["name"], "Préau");
}

#[test]
fn csv_rows_empty_short_and_long() {
    snapshot!(csv(
        "id,nom,ville,cp\n1,Un,Nantes,44000\n,,,\n\n2,Deux\n3,Trois,Nantes,44000,,\n4,Quatre,Nantes,44000,de trop,encore\n5,\n"
    ));
}

#[test]
fn csv_columns_twice_unknown_and_nameless() {
    snapshot!(csv(
        "id,nom,nom,couleur,,note\n1,,Second,vert,x,y\n2,Premier,Second,,,\n"
    ));
}

#[test]
fn csv_identifiers_twice_and_missing() {
    snapshot!(csv(
        "id,nom,lat,lon\n1,Un,47.2,-1.55\n1,Un encore,47.3,-1.5\n,Sans,47.2,-1.6\n,Sans,47.2,-1.6\n-,Tiret,47.2,-1.6\n"
    ));
}

const POSITIONS: &str = "id;nom;lat;lon;cp;ville\n1;Virgules;47,218;-1,553;44000;Nantes\n2;Échangées;-1.553;47.218;44000;Nantes\n3;Moins perdu;47.218;1.553;44000;Nantes\n4;Les deux;1.553;47.218;44000;Nantes\n5;Hors du globe;97.2;-1.5;44000;Nantes\n6;Une seule;47.2;;44000;Nantes\n7;Des lettres;N47;O1;44000;Nantes\n8;Ailleurs;43.3;5.4;44000;Nantes\n9;Sans rien;;;;\n10;Pas un nombre;NaN;inf;44000;Nantes\n11;Sans commune, moins perdu;47.218;1.553;;\n12;Code postal seul;47.218;-1.553;44000;\n";

#[test]
fn csv_positions_as_they_are() {
    snapshot!(csv(POSITIONS));
}

#[test]
fn csv_positions_fixed_when_asked() {
    let fixed = read(&mapping("csv"), POSITIONS.as_bytes(), true);
    snapshot!(fixed);
    for row in [1, 2, 3, 10] {
        let at = &fixed["records"][row]["fields"]["position"]["coordinates"];
        assert_eq!(*at, json!([-1.553, 47.218]), "record {row}");
    }
}

#[test]
fn csv_bad_values() {
    snapshot!(csv(
        "id;nom;tel;siret;site;horaires;cp;ville;mail;adresse\n\
         1;Téléphone;douze;;;;;;;\n\
         2;Téléphones;02 40 12 34 56 / 06 12 34 56 78;;;;;;;\n\
         3;Siret faux;;73282932000075;;;;;;\n\
         4;Siret espacé;;732 829 320 00074;;;;;;\n\
         5;Adresse web;;;javascript:alert(1);;;;;\n\
         6;Adresse courte;;;www.example.org/a b;;;;;\n\
         7;Heures à mender;;;;Tu-Sa 10:00 - 12:00 / 14:00 - 18:00;;;;\n\
         8;Heures en mots;;;;sur rendez-vous le mardi;;;;\n\
         9;Code postal;;;;;4400;Nantes;;\n\
         10;Code postal ailleurs;;;;;75001;Nantes;;1 quai de la Fosse\n\
         11;Courriel;écrire à <courrier@example.org>;;;;;;courrier@example.org;\n\
         12;Une ligne;;;;;;;;11 passage Douard, 44000 Nantes\n\
         13;Une ligne sans ville;;;;;;;;3 boulevard de Linz 44210\n"
    ));
}

#[test]
fn csv_without_a_name() {
    let mut nameless = mapping("csv");
    nameless.categories.clear();
    snapshot!(read(
        &nameless,
        b"id,nom,ville\n1,,Nantes\n2,Un,Nantes\n",
        false
    ));
}

#[test]
fn csv_header_only() {
    snapshot!(csv("id,nom\n"));
}

#[test]
fn geojson_feature_shapes() {
    snapshot!(geojson(
        r#"{"type":"FeatureCollection","name":"x","features":[
        {"type":"Feature","id":"p","geometry":{"type":"Point","coordinates":[-1.55,47.2]},"properties":null},
        {"type":"Feature","geometry":null,"properties":{"id":"n","nom":"Nul","ville":"Nantes","cp":"44000"}},
        {"type":"Feature","properties":{"id":"a","nom":"Absente"}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[-1.55,47.2,12.5]},"properties":{"id":"h","nom":"Haut","objet":{"a":{"b":[1,"deux",null]}},"liste":[{"x":1}]}},
        {"type":"Feature","geometry":null,"properties":null},
        "du texte", 12, null, [1, 2],
        {"type":"Feature","geometry":{"type":"Point","coordinates":[-1.55,47.2]},"properties":{"id":17,"nom":true}}
        ]}"#
    ));
}

#[test]
fn geojson_geometries() {
    for (name, geometry) in [
        ("false", r#"{"type":"Point","coordinates":false}"#),
        ("empty_point", r#"{"type":"Point","coordinates":[]}"#),
        ("one_number", r#"{"type":"Point","coordinates":[-1.55]}"#),
        (
            "texts",
            r#"{"type":"Point","coordinates":["-1.55","47.2"]}"#,
        ),
        (
            "off_the_globe",
            r#"{"type":"Point","coordinates":[355000,6689000]}"#,
        ),
        (
            "huge",
            r#"{"type":"Polygon","coordinates":[[[1e308,1e308],[-1e308,1e308],[1e308,-1e308],[1e308,1e308]]]}"#,
        ),
        (
            "polygon",
            r#"{"type":"Polygon","coordinates":[[[-1.6,47.2],[-1.5,47.2],[-1.5,47.3],[-1.6,47.2]]]}"#,
        ),
        ("empty_polygon", r#"{"type":"Polygon","coordinates":[]}"#),
        (
            "flat_polygon",
            r#"{"type":"Polygon","coordinates":[[[-1.6,47.2],[-1.6,47.2],[-1.6,47.2],[-1.6,47.2]]]}"#,
        ),
        (
            "crossed_polygon",
            r#"{"type":"Polygon","coordinates":[[[-1.6,47.2],[-1.5,47.3],[-1.5,47.2],[-1.6,47.3],[-1.6,47.2]]]}"#,
        ),
        (
            "multipolygon",
            r#"{"type":"MultiPolygon","coordinates":[[[[-1.6,47.2],[-1.5,47.2],[-1.5,47.3],[-1.6,47.2]]],[[[-1.4,47.2],[-1.39,47.2],[-1.39,47.21],[-1.4,47.2]]]]}"#,
        ),
        (
            "line",
            r#"{"type":"LineString","coordinates":[[-1.6,47.2],[-1.5,47.2]]}"#,
        ),
        (
            "collection",
            r#"{"type":"GeometryCollection","geometries":[]}"#,
        ),
        ("unknown", r#"{"type":"Cercle","coordinates":[-1.6,47.2]}"#),
        ("text", r#""POINT(-1.6 47.2)""#),
    ] {
        insta::assert_json_snapshot!(format!("geometry_{name}"), with_geometry(geometry));
    }
}

#[test]
fn files_that_cannot_be_read() {
    let deep = format!(
        r#"{{"type":"FeatureCollection","features":[{}1{}]}}"#,
        "[".repeat(2000),
        "]".repeat(2000)
    );
    let one = r#"{"type":"Feature","geometry":null,"properties":{"id":"1","nom":"Un"}}"#;
    let list = |rest: &str| format!(r#"{{"type":"FeatureCollection","features":[{one}{rest}"#);
    for (name, text) in [
        ("broken", list(",{\"type\":")),
        ("trailing_garbage", list("]} et puis")),
        ("missing_comma", list(&format!(" {one}]}}"))),
        ("no_collection", one.to_owned()),
        (
            "topology",
            r#"{"type":"Topology","objects":{"a":[1]}}"#.to_owned(),
        ),
        (
            "features_no_list",
            r#"{"type":"FeatureCollection","features":{"a":1}}"#.to_owned(),
        ),
        ("deep", deep),
        ("huge_number", list(r#",{"properties":{"a":1e999}}]}"#)),
        ("nan", list(r#",{"properties":{"a":NaN}}]}"#)),
        ("empty", String::new()),
        ("white", " \r\n\t \n".to_owned()),
        ("html", "<!DOCTYPE html><html></html>".to_owned()),
        ("number", "17".to_owned()),
        ("bom_only", "\u{feff}".to_owned()),
    ] {
        insta::assert_json_snapshot!(format!("file_{name}"), geojson(&text));
    }
    for (name, bytes) in [
        ("binary", b"\x7fELF\x02\x01\x01\x00\x00\x00".as_slice()),
        ("workbook", b"PK\x03\x04rest"),
        ("utf16", b"\xff\xfei\x00d\x00"),
        ("latin1_json", b"[{\"id\":\"1\",\"nom\":\"Pr\xe9\"}]"),
    ] {
        insta::assert_json_snapshot!(
            format!("bytes_{name}"),
            read(&mapping("json"), bytes, false)
        );
    }
    for (name, text) in [("empty", ""), ("white", " \n\n")] {
        insta::assert_json_snapshot!(format!("csv_file_{name}"), csv(text));
    }
}

#[test]
fn json_arrays() {
    let json = |text: &str| read(&mapping("json"), text.as_bytes(), false);
    snapshot!(json(
        "\u{feff}[{\"id\":1,\"nom\":\"Un\",\"lat\":47.2,\"lon\":\"-1,55\"},{\"id\":\"2\",\"nom\":\"\\u0000Nul\\u0007\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[-1.5,47.2]}},{},\"texte\",{\"id\":\"3\"}]"
    ));
    insta::assert_json_snapshot!("json_one_object", json(r#"{"id":"1","nom":"Un"}"#));
    insta::assert_json_snapshot!("json_empty_list", json("[]"));
}

#[test]
fn a_record_that_never_ends_is_refused_before_it_fills_the_memory() {
    // An unclosed quote in the second row.
    let head = b"id,nom\n1,\"sans fin\n".to_vec();
    let endless = std::io::Read::chain(std::io::Cursor::new(head), std::io::repeat(b'a'));
    let failed = run(&mapping("csv"), import::Stream(endless), false, &mut |_| {});
    let told = failed.unwrap_err().to_string();
    assert!(told.contains("more than 32 MB"), "{told}");
}

/// One real file: its mapping, rows, refused ones, communes by name and by nearness, remarks by code.
struct RealFile {
    path: &'static str,
    mapping: &'static str,
    rows: u64,
    refused: u64,
    by_name: usize,
    nearest: usize,
    counts: &'static [(&'static str, u64)],
}

const REAL: [RealFile; 6] = [
    RealFile {
        path: "structures/osm_overpass_reemploi_vrac_pdl_ouest_2020.geojson",
        mapping: "osm",
        rows: 355,
        refused: 0,
        by_name: 256,
        nearest: 99,
        counts: &[
            ("bad_email", 1),
            ("bad_hours", 17),
            // "+33 28 24 54 46" and "+33 62967278" lack a digit.
            ("bad_phone", 2),
            ("bad_postal_code", 1),
            ("bad_url", 3),
            ("postal_code_contradicts", 10),
            ("read_hours", 1),
            ("repaired_hours", 4),
            ("several_values", 6),
        ],
    },
    RealFile {
        path: "structures/nantes_structures_2022.json",
        mapping: "nantes-structures",
        rows: 256,
        refused: 0,
        by_name: 142,
        nearest: 114,
        counts: &[
            ("bad_hours", 1),
            ("bad_url", 3),
            ("postal_code_contradicts", 10),
            ("repaired_hours", 1),
            ("several_values", 4),
        ],
    },
    RealFile {
        path: "structures/nantes_conteneurs_2022.json",
        mapping: "nantes-conteneurs",
        rows: 1192,
        refused: 3,
        by_name: 862,
        nearest: 325,
        counts: &[
            ("bad_postal_code", 1),
            ("city_from_address", 822),
            ("id_twice", 3),
            ("suspicious_position", 1),
        ],
    },
    RealFile {
        path: "structures/nantes_structures_2020.json",
        mapping: "nantes-structures",
        rows: 355,
        refused: 0,
        by_name: 256,
        // Positions in doubt give no commune.
        nearest: 90,
        counts: &[
            ("bad_email", 1),
            ("bad_hours", 17),
            // "+33 28 24 54 46" and "+33 62967278" lack a digit.
            ("bad_phone", 2),
            ("bad_postal_code", 1),
            ("bad_url", 3),
            ("postal_code_contradicts", 10),
            ("read_hours", 1),
            ("repaired_hours", 4),
            ("several_values", 6),
            ("suspicious_position", 54),
        ],
    },
    RealFile {
        path: "ugly/nantes_points_compost_LaTricyclerie.csv",
        mapping: "compost-tricyclerie",
        rows: 22,
        refused: 0,
        by_name: 19,
        nearest: 3,
        counts: &[("bad_postal_code", 1), ("city_from_address", 3)],
    },
    RealFile {
        path: "ugly/nantes_points_compost_OuiValo.csv",
        mapping: "compost-ouivalo",
        rows: 14,
        refused: 0,
        by_name: 13,
        nearest: 0,
        counts: &[("read_hours", 4)],
    },
];

/// The folder of real files, where there is one.
fn real_data() -> Option<std::path::PathBuf> {
    let folder = std::env::var("BOUCLE_REAL_DATA").unwrap_or_else(|_| "../shared/data".into());
    let folder = std::path::PathBuf::from(folder);
    if !folder.exists() {
        println!("skipped: no real data beside the project (BOUCLE_REAL_DATA)");
        return None;
    }
    Some(folder)
}

fn built_in(name: &str) -> Mapping {
    Mapping::parse(Mapping::built_in(name).unwrap()).unwrap()
}

#[test]
fn real_files_are_told_as_they_are() {
    let Some(folder) = real_data() else { return };
    let mut wrong = Vec::new();
    for file in REAL {
        let bytes = std::fs::read(folder.join(file.path)).unwrap();
        let all = read(&built_in(file.mapping), &bytes, false);
        let records = all["records"].as_array().unwrap();
        let by = |how: &str| records.iter().filter(|r| r["by"] == how).count();
        let report = &all["report"];
        let told = json!({
            "rows": report["rows"], "refused": report["refused"], "name": by("name"),
            "nearest": by("nearest"), "counts": report["counts"],
        });
        let counts: std::collections::BTreeMap<_, _> = file.counts.iter().copied().collect();
        let expected = json!({
            "rows": file.rows, "refused": file.refused, "name": file.by_name,
            "nearest": file.nearest, "counts": counts,
        });
        if told != expected {
            wrong.push(format!("{}: {told}", file.path));
        }
        for r in records {
            let f = &r["fields"];
            let categories = f["categories"].as_array().map_or(0, Vec::len);
            assert!(categories > 0, "{}: {r}", file.path);
            assert!(!f["name"].as_str().unwrap().contains(['<', '\n']), "{r}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_lost_minus_sign_is_found_and_cured_in_a_real_file() {
    let Some(folder) = real_data() else { return };
    let bytes = std::fs::read(folder.join("structures/nantes_structures_2020.json")).unwrap();
    let east = |all: &Value| {
        let records = all["records"].as_array().unwrap();
        records
            .iter()
            .filter(|r| r["fields"]["position"]["coordinates"][0].as_f64() > Some(0.0))
            .count()
    };
    let mapping = built_in("nantes-structures");
    let told = read(&mapping, &bytes, false);
    assert_eq!(east(&told), 58);
    assert_eq!(told["report"]["counts"]["suspicious_position"], 54);
    let cured = read(&mapping, &bytes, true);
    assert_eq!(cured["report"]["counts"]["fixed_position"], 54);
    // Four say nothing of their commune and lie less than 25 km beyond the region's border.
    assert_eq!(east(&cured), 4);
}

#[tokio::test]
async fn a_wrong_file_does_not_empty_the_directory() {
    use boucle::service::imports::{Options, run};
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/b.db", folder.path().display());
    let store = boucle::store::Store::open(&url).await.unwrap();
    let import = async |text: &'static str| {
        let mapping = mapping("csv");
        let input = text.as_bytes();
        let options = Options {
            accept_loss: true,
            ..Options::default()
        };
        let done = run(
            &store,
            &REFERENCE,
            &mapping,
            "t",
            input,
            options,
            &mut |_| {},
        )
        .await;
        done.unwrap()
    };
    import("id,nom\n1,Un\n2,Deux\n").await;
    for wrong in ["id,nom\n", "a;b\n;\n"] {
        let out = import(wrong).await;
        assert_eq!(out.import.withdrawn, 0, "{wrong}");
        assert_eq!(out.report.counts["nothing_taken"], 1, "{wrong}");
        assert_eq!(store.count().await.unwrap(), 2);
        assert_eq!(store.revision().await.unwrap(), 1);
    }
    // A file that still carries something withdraws the rest.
    assert_eq!(import("id,nom\n1,Un\n").await.import.withdrawn, 1);
    assert_eq!(store.count().await.unwrap(), 1);
}
