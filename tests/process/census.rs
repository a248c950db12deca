//! The census on the command line: set, listed, removed, and as a file.
use crate::harness::{Place, Ran};

/// One entry, with blanks in its source.
fn set(p: &Place, arguments: &str, source: &str) -> Ran {
    let mut command = p.command(&format!("census set {arguments}"));
    let done = command.args(["--source", source]).output().unwrap();
    Ran {
        code: done.status.code(),
        out: done.stdout,
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

/// A database in which nobody noted anything: the census of the demonstration set goes with it.
fn blank() -> Place {
    let place = Place::with_demo();
    place
        .run("import demo --remove")
        .expect(0, &["309 demonstration"]);
    place
}

const SURVEYED: &str = "--status surveyed --date 2026-05-01";

#[test]
fn an_entry_is_set_listed_and_removed() {
    let p = Place::new();
    p.run("census list").expect(1, &["boucle setup"]);
    p.run("setup").expect(0, &[]);
    // The demonstration set has one of its own.
    assert_eq!(p.run("census list --format csv").text().lines().count(), 8);
    p.run("import demo --remove").expect(0, &[]);
    let none = p.run("census list");
    assert!(none.expect(0, &["There is no entry"]).out.is_empty());
    let one = format!("department:49 --category ressourcerie {SURVEYED}");
    let made = set(&p, &one, "Réseau, « Écho »");
    made.expect(
        0,
        &[
            "department:49 (Maine-et-Loire), ressourcerie: surveyed",
            "1 created",
        ],
    );
    assert!(made.out.is_empty());
    set(&p, &one, "Réseau, « Écho »").expect(0, &["1 unchanged", "Nothing changed"]);
    let other = "region:53 --status never --date 2026-01-31 --note -";
    set(&p, &format!("{other} --dry-run"), "A").expect(0, &["1 created", "Dry run"]);
    set(&p, other, "A").expect(0, &["all categories: never", "1 created"]);
    let table = p.run("census list").text();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(
        lines[1].starts_with("region:53 ")
            && lines[1].contains(" Bretagne ")
            && lines[1].contains(" (all) "),
        "{table}"
    );
    let within = p.run("census list --within region:52 --format json");
    let list: serde_json::Value = serde_json::from_slice(&within.expect(0, &[]).out).unwrap();
    assert_eq!(
        list,
        serde_json::json!([{"territory": "department:49", "name": "Maine-et-Loire", "category": "ressourcerie",
            "status": "surveyed", "date": "2026-05-01", "source": "Réseau, « Écho »", "note": null, "known": true}])
    );
    p.run("census remove department:49")
        .expect(1, &["no such entry", "has some for: ressourcerie"]);
    p.run("census remove department:49 --category ressourcerie")
        .expect(0, &["entry removed"]);
    p.run("census remove department:49")
        .expect(1, &["has none"]);
    assert_eq!(p.run("census list").text().lines().count(), 2);
}

#[test]
fn wrong_use_names_the_option_and_the_likely_value() {
    let p = Place::new();
    p.run("setup").expect(0, &[]);
    let before = p.run("census list --format csv").text();
    for (arguments, words) in [
        (
            format!("commune:Angers {SURVEYED}"),
            &["TERRITORY", "did you mean commune:49007 (Angers)?"][..],
        ),
        (
            format!("49 {SURVEYED}"),
            &["TERRITORY", "as in department:49"],
        ),
        (
            format!("region:52 --category resourcerie {SURVEYED}"),
            &["--category", "did you mean `ressourcerie`?"],
        ),
        (
            "region:99 --status partial --date 1/5/2026".to_owned(),
            &["TERRITORY", "\nboucle: --date", "as in 2026-05-01"],
        ),
        (
            "region:52 --status done --date 2026-05-01".to_owned(),
            &["--status", "surveyed"],
        ),
        ("region:52 --status never".to_owned(), &["--date"]),
        (
            format!("region:52 --file a.csv {SURVEYED}"),
            &["cannot be used with"],
        ),
    ] {
        set(&p, &arguments, "A").expect(2, words);
    }
    for (arguments, words) in [
        ("census", &["Usage"][..]),
        ("census remove region:99", &["TERRITORY", "no region"]),
        (
            "census remove region:52 --category resourcerie",
            &["did you mean"],
        ),
        (
            "census list --within department:Sarth",
            &["--within", "did you mean department:72 (Sarthe)?"],
        ),
    ] {
        p.run(arguments).expect(2, words);
    }
    assert_eq!(p.run("census list --format csv").text(), before);
}

#[test]
fn a_file_is_taken_whole_and_comes_back_as_it_was() {
    let p = blank();
    let good = "territory;category;status;date;source;note\ndepartment:44;;surveyed;2026-05-01;Enquête « 44 »;\ndepartment:49;ressourcerie;partial;2026-06-01;=1+1;\"a; b\"\n";
    p.write("good.csv", good);
    p.write("bad.csv", &format!("{good}department:49;ressourcerie;partial;2026-06-02;B;\nregion:52;;surveyd;2026-05-01;A;\n"));
    p.run("census set --file bad.csv").expect(
        1,
        &[
            "row 4, territory: row 3 has the same",
            "row 5, status: `surveyd`",
            "bad.csv: 2 values",
            "nothing was changed",
        ],
    );
    p.run("census set --file no.csv")
        .expect(1, &["cannot read no.csv"]);
    p.run("census set --file good.csv --dry-run")
        .expect(0, &["2 created", "Dry run"]);
    p.run("census list").expect(0, &["There is no entry"]);
    p.run("census set --file good.csv")
        .expect(0, &["2 created"]);
    let written = p.run("census list --format csv").text();
    assert!(
        written.contains("department:49,ressourcerie,partial,2026-06-01,'=1+1,a; b"),
        "{written}"
    );
    p.write("again.csv", &written);
    p.run("census set --file again.csv")
        .expect(0, &["0 updated, 2 unchanged"]);
    p.run("census set --file again.csv --database sqlite:other.db")
        .expect(0, &["2 created"]);
    let other = p.run("census list --format csv --database sqlite:other.db");
    assert_eq!(other.text(), written);
}

/// After the tables were replaced: kept, without effect, told once, and still to be taken away.
#[tokio::test]
async fn entries_that_the_tables_no_longer_know_are_kept() {
    let p = blank();
    set(&p, &format!("region:52 {SURVEYED}"), "A").expect(0, &[]);
    sqlx::any::install_default_drivers();
    let url = format!("sqlite:{}", p.path("data/boucle.db").display());
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    let old = "INSERT INTO census SELECT 'region:22', category, replace(document, 'region:52', 'region:22') FROM census";
    sqlx::query(old).execute(&pool).await.unwrap();
    pool.close().await;
    let csv = p.run("census list --format csv");
    csv.expect(0, &["1 of 2 entries are left out"]);
    assert_eq!(csv.text().lines().count(), 2);
    assert!(p.run("census list").text().contains("(not known here)"));
    let mut server = p.serve("");
    // A new revision is published without telling it again.
    set(&p, &format!("region:53 {SURVEYED}"), "A").expect(0, &[]);
    server.wait_for("the second snapshot", |s| {
        (s.said().matches("snapshot published").count() == 2).then_some(())
    });
    let told = "census entries of a territory or a category that is not known here";
    let said = server.stop(&[told]);
    assert_eq!(said.matches(told).count(), 1, "{said}");
    p.run("census remove region:22")
        .expect(0, &["entry removed"]);
    p.run("census list --format csv").expect(0, &[]);
}
