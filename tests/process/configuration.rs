//! Flag, environment, file, default; and what is said when one of them is wrong.
use crate::commands::MAPPING;
use crate::harness::Place;

#[test]
fn flag_goes_before_environment_before_file_before_default() {
    let p = Place::new();
    let holds = |arguments: &str, variables: &[(&str, &str)]| {
        let ran = p.run_with(&format!("check {arguments}"), variables);
        let text = ran.expect(0, &[]).text();
        let line = text.lines().find(|l| l.starts_with("name = "));
        line.unwrap().to_owned()
    };
    let env = [("BOUCLE_NAME", "Du milieu")];
    assert_eq!(holds("", &[]), "name = \"Boucle\" (default)");
    p.write("boucle.toml", "name = \"Du fichier\"\n");
    assert_eq!(holds("", &[]), "name = \"Du fichier\" (boucle.toml)");
    assert_eq!(holds("", &env), "name = \"Du milieu\" (environment)");
    p.write("autre.toml", "name = \"De l’autre\"\n");
    let other = [("BOUCLE_CONFIG", "autre.toml")];
    assert_eq!(holds("", &other), "name = \"De l’autre\" (autre.toml)");
    assert_eq!(
        holds("--config boucle.toml", &other),
        "name = \"Du fichier\" (boucle.toml)"
    );
}

#[test]
fn the_service_takes_its_settings_from_all_places() {
    let p = Place::new();
    p.write(
        "boucle.toml",
        "name = \"Du fichier\"\noperator = \"Du fichier\"\ncontact = \"https://example.org/fichier\"\n\
         database = \"sqlite:ici/base.db\"\n[tiles]\nurl = \"none\"\n",
    );
    let server = p.serve_with(
        "--name Drapeau",
        &[
            ("BOUCLE_NAME", "Du milieu"),
            ("BOUCLE_OPERATOR", "Du milieu"),
        ],
    );
    let page = |path| String::from_utf8(server.get(path).1).unwrap();
    let home = page("/");
    assert!(
        home.contains("Drapeau") && !home.contains("Du milieu"),
        "{home}"
    );
    let legal = page("/mentions-legales");
    assert!(
        legal.contains("Du milieu") && legal.contains("https://example.org/fichier"),
        "{legal}"
    );
    assert!(!legal.contains("Du fichier"), "{legal}");
    assert!(p.path("ici/base.db").exists(), "the file's database");
    server.stop(&[]);
    assert!(
        !p.path("port").exists(),
        "the port file goes with the service"
    );
}

#[test]
fn options_of_an_import_come_from_all_places_too() {
    let p = Place::new();
    p.run("setup").expect(0, &[]);
    p.run("import demo --remove").expect(0, &[]);
    p.write("boucle.toml", "[import]\ndry_run = true\n");
    p.run("import demo")
        .expect(0, &["Dry run: nothing was written"]);
    let env = [("BOUCLE_IMPORT_DRY_RUN", "false")];
    let ran = p.run_with("import demo --dry-run", &env);
    ran.expect(0, &["Dry run: nothing was written"]);
    let ran = p.run("import demo --dry-run=false");
    ran.expect(0, &["309 created"]);
    assert!(!ran.err.contains("Dry run"), "{}", ran.err);
}

#[test]
fn wrong_use_and_wrong_settings_end_with_2_and_the_cure() {
    let p = Place::new();
    p.write("b.csv", "id;nom\n1;Un\n");
    for (arguments, variables, words) in [
        (
            "serve --listen localhost",
            &[][..],
            &["--listen is `localhost`", "127.0.0.1:8080"][..],
        ),
        (
            "serve",
            &[("BOUCLE_LISTEN", "8080")],
            &["BOUCLE_LISTEN is `8080`", "an address and a port"],
        ),
        (
            "serve --tiles-url https://example.org/{z}.png",
            &[],
            &["--tiles-url is", "{z}, {x} and {y}", "none"],
        ),
        (
            "serve --contact nous",
            &[],
            &["--contact is `nous`", "mailto:ADDRESS"],
        ),
        (
            "setup --database mysql://localhost/b",
            &[],
            &["--database is `mysql", "sqlite:PATH", "postgres://"],
        ),
        (
            "setup",
            &[("BOUCLE_CONFIG", "no.toml")],
            &["cannot read the configuration file no.toml"],
        ),
        (
            "export csv --category ressourceri",
            &[],
            &["--category: `ressourceri`", "did you mean `ressourcerie`"],
        ),
        (
            "export csv",
            &[("BOUCLE_EXPORT_RADIUS", "5")],
            &["BOUCLE_EXPORT_RADIUS: needs `near"],
        ),
        ("export pdf", &[], &["geojson, csv"]),
        ("export csv --categry x", &[], &["--category"]),
        ("import csv", &[], &["name the file"]),
        ("import csv b.csv", &[], &["--mapping", "osm", "TOML file"]),
        (
            "import csv a.csv --mapping ossm",
            &[],
            &["no mapping `ossm`", "osm"],
        ),
        (
            "import csv a.csv --mapping osm",
            &[],
            &["`osm` is for geojson files"],
        ),
        (
            "import json a.json --mapping osm --source demo",
            &[],
            &["--source is `demo`"],
        ),
        (
            "import json a.json --mapping osm --report a.pdf",
            &[],
            &["--report is `a.pdf`", "FILE.csv"],
        ),
        ("import demo a.json", &[], &["takes no file"]),
        ("serv", &[], &["serve"]),
        ("", &[], &["Usage:"]),
    ] {
        p.run_with(arguments, variables).expect(2, words);
    }
    assert!(!p.path("data").exists(), "wrong use leaves nothing behind");
}

#[test]
fn an_unknown_key_is_refused_by_every_command() {
    let p = Place::new();
    p.write("boucle.toml", "tiles_ulr = \"none\"\n");
    for command in ["serve", "setup", "check", "export csv", "import demo"] {
        p.run(command).expect(
            2,
            &["boucle.toml", "`tiles_ulr`", "did you mean `tiles_url`?"],
        );
    }
}

#[test]
fn check_names_what_nobody_reads() {
    let p = Place::new();
    let ran = p.run_with(
        "check",
        &[
            ("BOUCLE_LISTN", "x"),
            ("BOUCLE_DATABASE", "postgres://b:secret@localhost/b"),
        ],
    );
    ran.expect(0, &["BOUCLE_LISTN", "did you mean BOUCLE_LISTEN?"]);
    let text = ran.text();
    assert!(
        text.contains("34969 communes") && text.contains("postgres://b:***@localhost/b"),
        "{text}"
    );
    assert!(!text.contains("secret"), "{text}");
    let query = [(
        "BOUCLE_DATABASE",
        "postgres://127.0.0.1:1/b?user=u&password=secret",
    )];
    for (command, code) in [("check", 0), ("export csv", 1), ("setup", 1)] {
        let ran = p.run_with(command, &query);
        ran.expect(code, &[]);
        assert!(
            !ran.text().contains("secret") && !ran.err.contains("secret"),
            "{ran:?}"
        );
    }
    p.write("boucle.toml", "import.fix = \"all\"\n");
    p.run("check")
        .expect(2, &["import.fix in boucle.toml is `all`", "positions"]);
}

/// A slip in the mapping that every import uses is found before the first import.
#[test]
fn check_reads_the_mapping_whole() {
    let p = Place::new();
    p.write("boucle.toml", "[import]\nmapping = \"t.toml\"\n");
    for (slip, words) in [
        (MAPPING.replace("region:52", "region 52"), "`region 52`"),
        (MAPPING.replace("compostage", "compost"), "`compostage`"),
        (MAPPING.replace("code=\"t\"", "code=\"T T\""), "`T T`"),
        (
            MAPPING.replace("name=[", "address=["),
            "street, complement, postal_code",
        ),
    ] {
        p.write("t.toml", &slip);
        p.run("check").expect(2, &["t.toml", words]);
        p.write("a.csv", "id;nom\n1;Un\n");
        p.run("import csv a.csv").expect(2, &["t.toml", words]);
    }
    assert!(
        !p.path("data").exists(),
        "nothing was made for a wrong mapping"
    );
    p.write("t.toml", MAPPING);
    p.run("check").expect(0, &[]);
}
