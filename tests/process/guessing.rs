//! An import without a mapping: what is guessed is shown, and used only when somebody agrees.
use crate::harness::Place;

const ROWS: &str = "Nom du lieu;Adresse;Code Postal;Ville;Courriel;Genre;Lat;Lon\n\
    Le Bac;1 rue A;44000;Nantes;a@example.org;Ressourcerie;47,218;-1,553\n\
    La Cale;2 rue B;44000;Nantes;b@example.org;Repair café;47,219;-1,554\n";

#[test]
fn nobody_agreed_and_nothing_is_imported() {
    let p = Place::new();
    p.write("recensement.csv", ROWS);
    p.run("setup").expect(0, &[]);
    let before = p.content();
    let ran = p.run("import csv recensement.csv");
    ran.expect(
        2,
        &[
            "Nom du lieu -> name: Le Bac | La Cale",
            "Code Postal -> postal_code: 44000",
            "Genre       -> categories (not sure): Ressourcerie | Repair café",
            "--yes",
            "--save-mapping FILE.toml",
        ],
    );
    assert!(!ran.err.contains("@example.org"), "{}", ran.err);
    assert_eq!(p.content(), before);
    p.run("import csv recensement.csv --dry-run")
        .expect(0, &["2 created", "Dry run: nothing was written"]);
    assert_eq!(p.content(), before);
}

#[test]
fn a_guess_that_is_saved_gives_the_same_import() {
    let p = Place::new();
    p.write("recensement.csv", ROWS);
    p.run("import csv recensement.csv --yes --save-mapping m.toml")
        .expect(0, &["2 created", "written to m.toml"]);
    let content = p.content();
    for word in ["\"Le Bac\"", "repair_cafe", "non précisée", "recensement"] {
        assert!(content.contains(word), "no {word} in {content}");
    }
    p.run("import csv recensement.csv --mapping m.toml")
        .expect(0, &["2 unchanged", "Nothing changed"]);
    assert_eq!(p.content(), content);
    // One that was worked on is not written over.
    let saved = p.read("m.toml");
    p.run("import csv recensement.csv --yes --save-mapping m.toml")
        .expect(1, &["cannot write the mapping m.toml"]);
    assert_eq!(p.read("m.toml"), saved);
    // The mapping speaks of the source that was asked for.
    p.run("import csv recensement.csv --yes --source autre --save-mapping autre.toml")
        .expect(0, &["2 created"]);
    assert!(p.read("autre.toml").contains("code = \"autre\""));
    p.run("import csv recensement.csv --mapping autre.toml")
        .expect(0, &["2 unchanged"]);
}

#[test]
fn what_cannot_be_guessed_is_told() {
    let p = Place::new();
    p.write("a.csv", "a;b\n1;2\n");
    p.write("b.json", "[{\"nom\":\"Un\"},");
    p.run("import csv a.csv --yes")
        .expect(2, &["no column looks like a name", "a, b"]);
    p.run("import json b.json --yes")
        .expect(1, &["the JSON is broken", "Nothing was imported"]);
    p.run("import xlsx a.csv --yes")
        .expect(1, &["neither XLSX nor ODS", "import csv"]);
}

#[test]
fn openstreetmap_needs_no_mapping_and_finds_out_the_form() {
    let p = Place::new();
    p.write(
        "a.json",
        r#"{"elements":[{"type":"node","id":1,"lat":47.218,"lon":-1.553,"tags":{"shop":"charity","name":"Le Bac"}}]}"#,
    );
    p.write(
        "a.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"@id":"node/1","shop":"charity","name":"Le Bac"},"geometry":{"type":"Point","coordinates":[-1.553,47.218]}}]}"#,
    );
    p.run("import osm a.json").expect(0, &["1 created"]);
    p.run("import osm a.geojson").expect(0, &["1 unchanged"]);
    p.run("import geojson a.geojson --mapping osm")
        .expect(0, &["1 unchanged"]);
}
