//! The commands that come to an end: what they change, what they leave alone, what they say.
use crate::harness::Place;
use std::io::Read;
use std::process::Stdio;

/// A mapping for small files.
pub const MAPPING: &str = "format=\"csv\"\nid=[\"id\"]\ncategories=[\"compostage\"]\nterritory=\"region:52\"\n\
    [source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n[fields]\nname=[\"nom\"]\n\
    description=[\"texte\"]\nlatitude=[\"lat\"]\nlongitude=[\"lon\"]\npostal_code=[\"cp\"]\ncity=[\"ville\"]\n\
    email=[\"mail\"]\nphone=[\"tel\"]\nwebsite=[\"web\"]\nopening_hours=[\"heures\"]\nsiret=[\"siret\"]\n";

/// Imports `rows`, under this header, with the mapping above.
const HEADER: &str = "id;nom;lat;lon;cp;ville;mail;tel;web;heures;siret\n";

#[test]
fn setup_twice_changes_nothing() {
    let p = Place::with_demo();
    let before = p.content();
    p.run("setup").expect(0, &["nothing to do"]);
    assert_eq!(p.content(), before);
}

#[test]
fn a_dry_run_changes_nothing_and_a_second_run_says_so() {
    let p = Place::with_demo();
    p.write("t.toml", MAPPING);
    p.write(
        "a.csv",
        &format!("{HEADER}1;Un;47.2;-1.55;44000;Nantes;;;;;\n2;Deux;47.3;-1.5;44000;Nantes;;;;;\n"),
    );
    let before = p.content();
    let import = "import csv a.csv --mapping t.toml";
    p.run(&format!("{import} --dry-run --yes"))
        .expect(0, &["2 created", "Dry run: nothing was written"]);
    assert_eq!(p.content(), before);
    p.run("import demo --remove --dry-run")
        .expect(0, &["309 demonstration structures would be removed"]);
    assert_eq!(p.content(), before);
    p.run(import).expect(
        0,
        &["2 created", "Demonstration structures are still loaded"],
    );
    let after = p.content();
    assert!(after.contains("\"Deux\"") && after.contains("(démo)"));
    p.run(import).expect(0, &["2 unchanged", "Nothing changed"]);
    assert_eq!(p.content(), after);
}

#[test]
fn broken_files_change_nothing() {
    let p = Place::with_demo();
    p.write("t.toml", MAPPING);
    p.write(
        "nom.toml",
        &MAPPING.replace("name=[\"nom\"]", "nmae=[\"nom\"]"),
    );
    p.write("a.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"name\":\"A\"}},\n{\"ty");
    p.write("a.csv", HEADER);
    p.write(
        "sans.toml",
        &MAPPING.replace("categories=[\"compostage\"]\n", ""),
    );
    p.write(
        "b.csv",
        &format!("{HEADER};;47.2;-1.55;44000;Nantes;;;;;\n"),
    );
    let before = p.content();
    for (arguments, code, words) in [
        (
            "import geojson a.geojson --mapping osm",
            1,
            &["a.geojson", "line 3", "Nothing was imported"][..],
        ),
        (
            "import geojson no.geojson --mapping osm",
            1,
            &["cannot read no.geojson"],
        ),
        ("import geojson . --mapping osm", 1, &["is a folder"]),
        (
            "import csv a.csv --mapping nom.toml",
            2,
            &["nom.toml", "`nmae`"],
        ),
        (
            "import csv a.csv --mapping t.toml --report no/r.csv",
            1,
            &["cannot write the report no/r.csv"],
        ),
        (
            "import csv b.csv --mapping sans.toml",
            1,
            &["1 refused", "no record of b.csv could be taken"],
        ),
    ] {
        p.run(arguments).expect(code, words);
        assert_eq!(p.content(), before, "{arguments:?}");
    }
}

#[test]
fn the_demonstration_set_goes_and_comes_back() {
    let p = Place::with_demo();
    p.run("import demo --remove")
        .expect(0, &["309 demonstration structures removed"]);
    assert!(p.content().contains("\"numberMatched\":0"));
    p.run("import demo --remove")
        .expect(0, &["0 demonstration"]);
    p.run("import demo").expect(0, &["309 created"]);
    p.write("t.toml", MAPPING);
    p.write(
        "a.csv",
        &format!("{HEADER}1;Un;47.2;-1.55;44000;Nantes;;;;;\n"),
    );
    p.run("import csv a.csv --mapping t.toml --remove")
        .expect(0, &["1 created", "309 demonstration structures removed"]);
    let content = p.content();
    assert!(
        content.contains("\"Un\"") && !content.contains("(démo)"),
        "{content}"
    );
}

#[test]
fn another_source_keeps_its_records_a_duplicate_joins_and_fixes_are_asked_for() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write(
        "a.csv",
        &format!("{HEADER}1;Perdu;47.2;1.55;44000;Nantes;;;;;\n"),
    );
    let import = "import csv a.csv --mapping t.toml";
    p.run(import).expect(0, &["1 created", "lost minus sign"]);
    assert!(p.content().contains("[1.55,47.2]"));
    p.run(&format!(
        "{import} --source t-2026 --fix positions --report r.json"
    ))
    .expect(0, &["1 created", "1 joined to another structure by rule"]);
    // Of the two records the one that lost no minus sign says where it is.
    let content = p.content();
    assert!(
        content.contains("[-1.55,47.2]") && content.contains("\"numberMatched\":1"),
        "{content}"
    );
    let report: serde_json::Value = serde_json::from_str(&p.read("r.json")).unwrap();
    assert_eq!(report["accepted"], 1);
    assert_eq!(report["messages"][0]["code"], "fixed_position", "{report}");
}

#[test]
fn no_address_of_a_file_is_logged_or_reported() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    let row = "1;Un;47.2;-1.55;a@example.org;Nantes;b@example.org;c@example.org;d e@example.org;f@example.org;g@example.org;h@example.org\n";
    p.write(
        "a.csv",
        &format!("{}{row}", HEADER.replace('\n', ";i@example.org\n")),
    );
    let import = "import csv a.csv --mapping t.toml --log trace";
    for report in ["r.csv", "r.json"] {
        let ran = p.run(&format!("{import} --report {report}"));
        ran.expect(0, &["row 2, phone", "[e-mail]", "siret"]);
        assert!(!ran.err.contains("example.org"), "{}", ran.err);
    }
    let report = p.read("r.csv");
    assert!(
        report.contains("bad_phone") && !report.contains('@'),
        "{report}"
    );
    let server = p.serve("--log debug");
    assert_eq!(server.get("/api/v1/structures?q=b@example.org").0, 200);
    assert!(!server.stop(&[]).contains("example.org"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let p = Place::with_demo();
    for arguments in ["export geojson", "check", "export csv --help"] {
        let mut command = p.command(arguments);
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let mut first = [0; 10];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(
            done.status.success() && said.is_empty(),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn a_source_that_the_database_does_not_have_is_refused() {
    let p = Place::with_demo();
    p.run("export csv --source demo").expect(0, &[]);
    p.run("export csv --source dmo")
        .expect(2, &["--source", "no source `dmo`", "did you mean `demo`?"]);
}

#[test]
fn a_file_is_written_whole() {
    let p = Place::with_demo();
    let ran = p.run("export csv -o a.csv");
    ran.expect(0, &["a.csv written"]);
    assert!(ran.out.is_empty());
    assert_eq!(p.read("a.csv"), p.run("export csv").text());
    p.run("export csv -o no/a.csv")
        .expect(1, &["cannot write no/a.csv"]);
    p.run("export csv -o /dev/null").expect(0, &[]);
    assert!(!p.path("a.csv.part").exists());
}

#[test]
fn a_database_that_cannot_be_used_is_told() {
    let p = Place::new();
    p.write("text", &"This is a text and no database. ".repeat(100));
    let writable = "the path is a file that this user may write";
    for (database, made, found) in [
        (
            "sqlite:text/sub/boucle.db",
            "give this user the right to write there",
            "no Boucle database at sqlite:text/sub/boucle.db",
        ),
        ("sqlite:text", writable, writable),
        ("sqlite:.", writable, writable),
    ] {
        for (command, words) in [
            ("setup", made),
            ("serve --listen 127.0.0.1:0", made),
            ("export csv", found),
        ] {
            p.run(&format!("{command} --database {database}"))
                .expect(1, &[words]);
        }
    }
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let p = Place::with_demo();
    let file = p.path("data/boucle.db");
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (99999999999999, 'later', true, x'00', 0)")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    for command in [
        "setup",
        "serve --listen 127.0.0.1:0",
        "import demo --remove",
        "import demo --dry-run",
        "export csv",
    ] {
        p.run(command)
            .expect(1, &["newer Boucle", "upgrade the program"]);
    }
}
