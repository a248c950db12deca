//! What an import leaves behind, and what it leaves alone.
use crate::commands::MAPPING;
use crate::harness::Place;

#[test]
fn what_only_looks_creates_nothing() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write("a.csv", "id;nom\n1;Un\n");
    for command in ["export csv", "import demo --remove", "imports list"] {
        p.run(command).expect(
            1,
            &[
                "no Boucle database at sqlite:data/boucle.db",
                "boucle setup",
            ],
        );
    }
    p.run("check").expect(0, &[]);
    // A trial needs no directory.
    let alone = "no database at sqlite:data/boucle.db yet";
    p.run("import demo --dry-run")
        .expect(0, &[alone, "309 created", "nothing was written"]);
    p.run("import csv a.csv --mapping t.toml --dry-run --report r.csv")
        .expect(0, &[alone, "1 created", "nothing was written"]);
    assert!(p.read("r.csv").contains("created"));
    assert!(!p.path("data").exists() && !p.path("r.csv.part").exists());
}

#[tokio::test]
async fn what_only_looks_changes_no_older_and_no_foreign_database() {
    let p = Place::with_demo();
    let run = async |file: &str, sql: &'static str| {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite:{}?mode=rwc", p.path(file).display());
        let pool = sqlx::AnyPool::connect(&url).await.unwrap();
        sqlx::query(sql).execute(&pool).await.unwrap();
        pool.close().await;
        std::fs::read(p.path(file)).unwrap()
    };
    let older =
        "DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)";
    let before = run("data/boucle.db", older).await;
    for command in ["export csv", "import demo --dry-run"] {
        p.run(command)
            .expect(1, &["an older Boucle", "boucle setup"]);
    }
    assert!(before == std::fs::read(p.path("data/boucle.db")).unwrap());
    let before = run("other.db", "CREATE TABLE a (b TEXT)").await;
    for command in ["export csv", "import demo --dry-run"] {
        p.run(&format!("{command} --database sqlite:other.db"))
            .expect(1, &["no Boucle database at sqlite:other.db"]);
    }
    assert!(before == std::fs::read(p.path("other.db")).unwrap());
}

#[test]
fn an_empty_file_takes_nothing_away_and_is_a_failure() {
    let p = Place::with_demo();
    p.write("t.toml", MAPPING);
    p.write(
        "empty.geojson",
        r#"{"type":"FeatureCollection","features":[]}"#,
    );
    p.write("header.csv", "id;nom\n");
    let before = p.content();
    for command in [
        "import geojson empty.geojson --mapping osm --yes",
        "import geojson empty.geojson --mapping osm --remove",
        "import csv header.csv --mapping t.toml --yes",
        "import csv header.csv --mapping t.toml --dry-run",
    ] {
        p.run(command).expect(1, &["could be taken"]);
        assert_eq!(p.content(), before, "{command}");
    }
    // Nor when the source has records already.
    p.write("a.csv", "id;nom\n1;Un\n");
    p.run("import csv a.csv --mapping t.toml").expect(0, &[]);
    let before = p.content();
    p.run("import csv header.csv --mapping t.toml --yes")
        .expect(1, &["1 stored ones of its source are kept"]);
    assert_eq!(p.content(), before);
}

fn rows(names: impl Iterator<Item = String>) -> String {
    let lines = names.enumerate().map(|(i, n)| format!("{i};{n}\n"));
    format!("id;nom\n{}", lines.collect::<String>())
}

#[test]
fn a_source_that_loses_much_is_held_until_it_is_confirmed() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write("ten.csv", &rows((0..10).map(|i| format!("Lieu {i}"))));
    p.write("eight.csv", &rows((0..8).map(|i| format!("Lieu {i}"))));
    p.write("six.csv", &rows((0..6).map(|i| format!("Lieu {i} bis"))));
    let import = |file: &str| format!("import csv {file} --mapping t.toml");
    p.run(&import("ten.csv")).expect(0, &["10 created"]);
    // One in five may go.
    p.run(&import("eight.csv")).expect(0, &["2 withdrawn"]);
    let before = p.content();
    p.run(&import("six.csv")).expect(
        1,
        &[
            "lacks 2 of the 8 stored records of t",
            "--yes",
            "nothing was changed",
        ],
    );
    p.run(&format!("{} --dry-run --report r.html", import("six.csv")))
        .expect(0, &["would be held", "6 updated"]);
    assert_eq!(p.content(), before);
    let page = p.read("r.html");
    assert!(
        page.contains("l’import est retenu") && page.contains("Lieu 3 bis"),
        "{page}"
    );
    p.run(&format!("{} --yes", import("six.csv")))
        .expect(0, &["6 updated", "2 withdrawn"]);
}

#[test]
fn imports_are_listed_shown_and_undone() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.run("imports list").expect(1, &["no Boucle database"]);
    p.write(
        "a.csv",
        "id;nom;mail;tel\n1;Un;un@example.org;0240000000\n2;Deux;;\n",
    );
    p.write(
        "b.csv",
        "id;nom;mail;tel\n1;Un;uno@example.org;0240000001\n2;Deux;;\n3;Trois;;\n",
    );
    p.run("import csv a.csv --mapping t.toml")
        .expect(0, &["2 created"]);
    let before = p.run("export csv").text();
    p.run("import csv b.csv --mapping t.toml --report r.csv --fix positions")
        .expect(0, &["1 created, 1 updated"]);
    let report = p.read("r.csv");
    for line in [
        "2,phone,change,updated,1 Un,+33 2 40 00 00 00,+33 2 40 00 00 01",
        "2,email,change,updated,1 Un,[…],[…]",
        "4,,change,created,3 Trois,,",
    ] {
        assert!(report.contains(line), "no {line} in {report}");
    }
    let list = p.run("imports list");
    list.expect(0, &[]);
    assert!(list.text().contains("a.csv") && list.text().find("b.csv") < list.text().find("a.csv"));
    let shown = p.run("imports show last");
    shown.expect(0, &["1 created, 1 updated"]);
    let line = "0,phone,change,updated,1 Un,+33 2 40 00 00 00,+33 2 40 00 00 01";
    assert!(shown.text().contains(line), "{}", shown.text());
    assert!(!shown.text().contains("example.org"));
    p.run("imports show nothing")
        .expect(2, &["no import `nothing`"]);
    p.run("imports undo last")
        .expect(0, &["1 records removed, 1 as before"]);
    let line = |t: &str| {
        t.lines()
            .filter(|l| l.contains("Deux") || l.contains("Un,"))
            .count()
    };
    let after = p.run("export csv").text();
    assert!(!after.contains("Trois"), "{after}");
    assert_eq!(line(&after), line(&before));
    assert!(after.contains("+33 2 40 00 00 00"), "{after}");
    let list: serde_json::Value =
        serde_json::from_str(&p.run("imports list --format json").text()).unwrap();
    assert!(list[0]["undone_at"].is_string() && list[1]["undone_at"].is_null());
    p.run("imports undo last").expect(0, &["2 records removed"]);
    p.run("imports undo last")
        .expect(1, &["no import that stands"]);
}

#[test]
fn a_demonstration_set_that_was_taken_away_stays_away() {
    let p = Place::with_demo();
    p.run("import demo --remove").expect(0, &["309"]);
    p.run("setup")
        .expect(0, &["taken away", "boucle import demo"]);
    assert!(p.content().contains("\"numberMatched\":0"));
}

#[test]
fn an_import_that_fails_leaves_an_earlier_report_alone() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write("a.csv", "id;nom;tel\n1;Un;x\n");
    p.write("broken.csv", "PK\u{3}\u{4}");
    for report in ["r.csv", "r.json", "r.html"] {
        p.run(&format!(
            "import csv a.csv --mapping t.toml --report {report}"
        ))
        .expect(0, &[]);
        let before = p.read(report);
        assert!(before.contains("bad_phone"), "{before}");
        p.run(&format!(
            "import csv broken.csv --mapping t.toml --report {report}"
        ))
        .expect(1, &["Nothing was imported"]);
        assert_eq!(p.read(report), before);
        assert!(!p.path(&format!("{report}.part")).exists());
    }
}

#[test]
fn the_report_is_a_french_page_too() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write(
        "a.csv",
        "id;nom;lat;lon;cp;ville;mail;tel\n1;Un;47.2;1.55;44000;Nantes;a@example.org;b@example.org\n2;<Deux>;;;;;;=1+1\n",
    );
    p.run("setup").expect(0, &[]);
    p.run("import csv a.csv --mapping t.toml --dry-run --report r.html")
        .expect(0, &["2 accepted"]);
    let page = p.read("r.html");
    for words in [
        "<html lang=\"fr\">",
        "Essai à blanc",
        "<dt>Fiches créées</dt><dd>2</dd>",
        "Position douteuse (1)",
        "<td>-1.55, 47.2</td>",
        "Numéro de téléphone incorrect (2)",
        "<td>=1+1</td>",
    ] {
        assert!(page.contains(words), "no `{words}` in {page}");
    }
    assert!(
        !page.contains("example.org") && !page.contains("<script"),
        "{page}"
    );
}

/// What we export can be read again, and says no more of a place than was known.
#[test]
fn our_own_export_comes_back_as_it_was() {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write(
        "a.csv",
        "id;nom;lat;lon;cp;ville;heures\n1;Exacte;47.2;-1.55;44000;Nantes;Mo-Fr 10:00-12:00\n2;Commune;;;44000;Nantes;\n",
    );
    p.run("import csv a.csv --mapping t.toml").expect(0, &[]);
    p.write("out.geojson", &p.content());
    let ran = p.run("import geojson out.geojson --mapping boucle --database sqlite:second.db");
    ran.expect(0, &["2 created"]);
    assert!(!ran.err.contains("does not use"), "{}", ran.err);
    let told = |content: &str| {
        let list: serde_json::Value = serde_json::from_str(content).unwrap();
        let mut all: Vec<String> = list["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| {
                let p = &f["properties"];
                format!(
                    "{} {} {} {} {}",
                    p["name"], p["precision"], p["commune"], p["opening_hours"], f["geometry"]
                )
            })
            .collect();
        all.sort();
        all
    };
    let second = p.run("export geojson --database sqlite:second.db");
    let (first, second) = (told(&p.content()), told(&second.text()));
    assert_eq!(first, second);
    assert!(first[0].contains("\"commune\"") && first[1].contains("\"rooftop\""));
}

/// Neither the file's own words nor the identifier lead to somebody's door.
#[test]
fn a_home_without_name_and_identifier_is_published_as_its_commune_only() {
    let p = Place::new();
    p.write(
        "a.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-1.56547,47.21234]},
        "properties":{"categories":["reparateur"],"hide_exact_position":true,"address":{"lines":["12 rue Secrète"],"postal_code":"44000","city":"Nantes"}}}]}"#,
    );
    p.run("import geojson a.geojson --mapping boucle")
        .expect(0, &["1 created"]);
    let content = p.content();
    assert!(content.contains("Réparateur, artisan, Nantes"), "{content}");
    for secret in ["Secrète", "secrete", "1.5654", "47.2123", "derived"] {
        assert!(!content.contains(secret), "{secret}: {content}");
    }
    // The same file again is the same record.
    p.run("import geojson a.geojson --mapping boucle")
        .expect(0, &["1 unchanged"]);
}
