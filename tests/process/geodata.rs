//! Official contours from the command line to the answers.
use crate::commands::MAPPING;
use crate::harness::{Place, Server};
use boucle::domain::{Gazetteer, TerritoryKind};
use boucle::service::Reference;
use serde_json::json;

/// Communes of Angers Loire Métropole.
const AROUND_ANGERS: &str = "epci:244900015";

/// A folder whose communes are squares around the places where the table has them.
fn publish(p: &Place) -> usize {
    let reference = Reference::embedded().unwrap();
    let g: &Gazetteer = &reference.gazetteer;
    let around = g.get(TerritoryKind::Epci, "244900015").unwrap();
    let communes = g.of_kind(TerritoryKind::Commune);
    let communes: Vec<_> = communes.filter(|t| g.lies_within(t, around)).collect();
    let square = |i: usize, code: &str, name: &str| {
        let west = -0.9 + 0.02 * f64::from(u32::try_from(i).unwrap());
        let (east, south, north) = (west + 0.02, 47.4, 47.5);
        json!({
            "type": "Feature", "properties": { "code": code, "nom": name },
            "geometry": { "type": "Polygon", "coordinates": [[
                [west, south], [east, south], [east, north], [west, north], [west, south]
            ]] },
        })
    };
    let squares = communes.iter().enumerate();
    let features: Vec<_> = squares.map(|(i, t)| square(i, &t.code, &t.name)).collect();
    std::fs::create_dir_all(p.path("contours")).unwrap();
    let text = json!({ "type": "FeatureCollection", "features": features }).to_string();
    p.write("contours/communes.geojson", &text);
    communes.len()
}

#[test]
fn contours_go_from_a_folder_into_the_answers() {
    let p = Place::with_demo();
    p.run("geodata check").expect(0, &[]);
    let none = p.run("geodata check").text();
    assert!(
        none.contains("no official contours in data/geodata"),
        "{none}"
    );
    let count = publish(&p);
    let update = format!("geodata update --from contours --partial {AROUND_ANGERS}");
    let counted = format!("communes: {count} of {count} have a contour");
    p.run(&update).expect(
        0,
        &[
            "communes.geojson: reading",
            "contours of 2026",
            &counted,
            "Licence Ouverte 2.0",
        ],
    );
    let checked = p.run("geodata check").expect(0, &[]).text();
    assert!(
        checked.contains(&counted) && checked.contains("whole and sound"),
        "{checked}"
    );

    p.write("t.toml", MAPPING);
    p.write(
        "a.csv",
        "id;nom;lat;lon\n1;Dedans;47.45;-0.895\n2;Dehors;47.45;-1.3\n",
    );
    p.run("import csv a.csv --mapping t.toml --yes --report r.json")
        .expect(
            0,
            &["1 with the commune given by its contour, 1 by nearness"],
        );
    let report: serde_json::Value = serde_json::from_str(&p.read("r.json")).unwrap();
    assert_eq!(
        (&report["contour_commune"], &report["nearest_commune"]),
        (&json!(1), &json!(1))
    );

    let server = p.serve("");
    let all = server.json("/api/v1/structures?sort=name");
    let one = &all["features"][0]["properties"];
    assert_eq!(one["commune_assignment"], "contour", "{one}");
    let code = one["commune"]["code"].as_str().unwrap();
    let commune = server.json(&format!("/api/v1/territories/commune/{code}?geometry=true"));
    assert_eq!(commune["position"], json!([-0.89, 47.45]));
    assert_eq!(commune["geometry"]["type"], "MultiPolygon");
    let ring = json!([
        [-0.9, 47.4],
        [-0.88, 47.4],
        [-0.88, 47.5],
        [-0.9, 47.5],
        [-0.9, 47.4]
    ]);
    assert_eq!(commune["geometry"]["coordinates"], json!([[ring]]));
    // Where no contour is loaded, the outline to draw.
    let department = server.json("/api/v1/territories/department/49?geometry=true");
    assert!(department["geometry"].is_object());
    let elsewhere = server.json("/api/v1/territories/commune/75056?geometry=true");
    assert!(elsewhere["geometry"].is_null());
    let page = |path| String::from_utf8(server.get(path).1).unwrap();
    assert!(page("/sources").contains("IGN Admin Express (Etalab), communes de 2026"));
    assert!(page("/en/sources").contains("municipalities of 2026"));
    server.stop(&[]);
}

/// The `ETag` of an answer.
fn tag(server: &Server, path: &str) -> String {
    let answer = ureq::get(format!("http://{}{path}", server.address)).call();
    let headers = answer.unwrap().headers().clone();
    headers["etag"].to_str().unwrap().to_owned()
}

#[test]
fn a_service_that_runs_takes_new_contours_and_keeps_them_when_newer_ones_are_damaged() {
    let p = Place::with_demo();
    publish(&p);
    let mut server = p.serve("");
    let path = "/api/v1/territories/commune/49007?geometry=true";
    let coverage = "/couverture?within=epci:244900015";
    let ready = server.json("/health/ready");
    assert!(ready["contours"].is_null() && ready["contours_problem"].is_null());
    assert!(server.json(path)["geometry"].is_null());
    let before = tag(&server, path);

    let update = format!("geodata update --from contours --partial {AROUND_ANGERS}");
    p.run(&update).expect(0, &[]);
    server.wait_for("the contours", |s| {
        s.json(path)["geometry"].is_object().then_some(())
    });
    let after = tag(&server, path);
    assert_ne!(before, after);
    let shape = server.json(path);
    // Nobody has to ask twice: all of the service has them.
    let ready = server.json("/health/ready");
    assert_eq!(ready["contours"]["year"], 2026, "{ready}");
    assert_eq!(ready["snapshot_revision"], ready["store_revision"]);
    let page = |path| String::from_utf8(server.get(path).1).unwrap();
    assert!(page("/sources").contains("IGN Admin Express (Etalab), communes de 2026"));
    assert!(page(coverage).contains("<path class=\"near-"), "circles");

    // A file that cannot be read: what was there stays, and it is told once, without its path.
    let stored = p.path("data/geodata/contours.bin");
    let whole = std::fs::read(&stored).unwrap();
    let mut broken = whole.clone();
    let last = broken.len() - 1;
    broken[last] ^= 1;
    p.write_whole("data/geodata/contours.bin", &broken);
    let told = server.wait_for("the damage", |s| {
        let ready = s.json("/health/ready");
        ready["contours_problem"].as_str().map(str::to_owned)
    });
    assert!(told.contains("checksum") && !told.contains('/'), "{told}");
    assert_eq!((server.json(path), tag(&server, path)), (shape, after));

    // Mended, with one commune fewer.
    let fewer = p
        .read("contours/communes.geojson")
        .replace("49007", "49099");
    p.write("contours/communes.geojson", &fewer);
    p.run(&update).expect(0, &[]);
    server.wait_for("the mended contours", |s| {
        s.json(path)["geometry"].is_null().then_some(())
    });
    assert!(server.json("/health/ready")["contours_problem"].is_null());
    let said = server.stop(&["the new contours are not used"]);
    assert_eq!(said.matches("the new contours are not used").count(), 1);
    assert_eq!(said.matches("new contours in use").count(), 2, "{said}");
}

#[test]
fn damaged_contours_are_told_and_done_without() {
    let p = Place::with_demo();
    publish(&p);
    let update = format!("geodata update --from contours --partial {AROUND_ANGERS}");
    p.run(&update).expect(0, &[]);
    let path = p.path("data/geodata/contours.bin");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let words = ["checksum", "boucle geodata update"];
    p.run("geodata check").expect(1, &words);
    p.run("export csv").expect(0, &words);
    let server = p.serve("");
    assert!(server.json("/api/v1/territories/commune/49007?geometry=true")["geometry"].is_null());
    server.stop(&[]);
    p.run(&update).expect(0, &[]);
    p.run("geodata check").expect(0, &[]);
}

#[test]
fn wrong_use_and_no_network_have_exit_codes_of_their_own() {
    let p = Place::new();
    for (arguments, words) in [
        ("update --year 26", &["--year is `26`: expected a year"][..]),
        (
            "update --resolution 10m",
            &["--resolution is `10m`", "1000m, 100m, 50m or 5m"],
        ),
        (
            "update --timeout 0",
            &["--timeout is `0`: expected whole seconds"],
        ),
        (
            "update --from . --partial 52",
            &["--partial is `52`", "region:52"],
        ),
        ("update --from .", &["there is no communes-100m.geojson.gz"]),
        ("load", &["update", "check"]),
    ] {
        p.run(&format!("geodata {arguments}")).expect(2, words);
    }
    let from = [("BOUCLE_GEODATA_FROM", "http://127.0.0.1:9/contours")];
    let ran = p.run_with("geodata update", &from);
    ran.expect(3, &["127.0.0.1:9 cannot be reached", "stay"]);
    assert_eq!(ran.err.trim_end().lines().count(), 1, "{}", ran.err);
    assert!(!p.path("data/geodata/contours.bin").exists());
    // The same from the file, and another folder.
    p.write(
        "boucle.toml",
        "geodata = \"ici\"\ngeodata_from = \"http://127.0.0.1:9/x\"\ngeodata_year = 2025\n",
    );
    p.run("geodata update").expect(3, &["cannot be reached"]);
    assert!(p.path("ici").exists());
    let text = p.run("check").expect(0, &[]).text();
    for line in [
        "geodata = \"ici\"",
        "geodata.year = \"2025\"",
        "geodata.resolution = \"100m\" (default)",
    ] {
        assert!(text.contains(line), "no `{line}` in {text}");
    }
    p.run("geodata update --help").expect(0, &[]);
}
