//! Real data in one command, and kept up to date: the program against servers on loopback.
use crate::harness::{Place, Ran};
use crate::loopback::{Answer, Loopback};
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

const FILE: &str = include_str!("../sources/ademe.csv");

/// The rows of the fixture as data-fair writes them.
fn rows() -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    let header = reader.headers().unwrap().clone();
    let object = |row: csv::StringRecord| {
        let filled = header.iter().zip(&row).filter(|(_, v)| !v.is_empty());
        let all: Map<String, Value> = filled.map(|(k, v)| (k.to_owned(), json!(v))).collect();
        Value::Object(all)
    };
    reader.records().map(|r| object(r.unwrap())).collect()
}

/// ADEME's list, two rows a page.
fn list(path: &str, own: &str) -> Answer {
    let all = rows();
    let after = path
        .split_once("after=")
        .map_or(0, |p| p.1.parse().unwrap());
    let page = &all[after..(after + 2).min(all.len())];
    let mut answer = json!({ "total": all.len(), "results": page });
    if after + 2 < all.len() {
        answer["next"] = json!(format!("{own}/lines?after={}", after + 2));
    }
    Answer::json(answer.to_string())
}

fn setup(place: &Place, url: &str) -> Ran {
    place.run_with("setup", &[("BOUCLE_ADEME_URL", url)])
}

/// An address where nobody listens.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/lines", listener.local_addr().unwrap())
}

#[test]
fn setup_takes_the_region_from_ademe_and_each_record_keeps_whom_to_cite() {
    let server = Loopback::start(|path, _, own| list(path, own));
    let p = Place::new();
    let url = format!("{}/lines", server.url);
    // Paris is not in Pays de la Loire: the server gave it, it is left aside here.
    setup(&p, &url).expect(0, &["5 structures loaded", "Licence Ouverte 2.0"]);
    let asked = server.asked();
    assert_eq!(asked.len(), 4, "a probe and three pages: {asked:?}");
    assert!(
        asked[1].contains("size=2000") && asked[1].contains("code_postal"),
        "{}",
        asked[1]
    );
    setup(&p, &url).expect(0, &["nothing to do"]);
    assert_eq!(server.asked().len(), 4);
    let s = p.serve("");
    let found = s.json("/api/v1/structures?q=ressourcerie%20fictive");
    let source = &found["features"][0]["properties"]["sources"][0];
    let cited = "Longue Vie Aux Objets, ADEME, Réseau fictif des ressourceries";
    assert_eq!(source["attribution"], cited);
    assert_eq!(source["licence"], "Licence Ouverte 2.0");
    let slug = found["features"][0]["properties"]["slug"].as_str().unwrap();
    let (_, page) = s.get(&format!("/structures/{slug}"));
    assert!(String::from_utf8(page).unwrap().contains(cited));
    s.stop(&[]);
    assert!(p.run("export csv").expect(0, &[]).text().contains(cited));
    // The home's exact point is nowhere.
    let content = p.content();
    assert!(content.contains("Réparatrice à Domicile Fictive"));
    assert!(!content.contains("47.0931"), "{content}");
}

#[test]
fn without_network_the_demonstration_set_is_there_within_seconds() {
    let silent =
        Loopback::start(|_, _, _| Answer::Stall(b"{\"total\"".to_vec(), Duration::from_mins(1)));
    let html =
        Loopback::start(|_, _, _| Answer::Body("text/html", b"<html>sign in</html>".to_vec()));
    for (url, word) in [
        (nobody(), "cannot be reached"),
        (
            "http://nowhere.invalid/lines".to_owned(),
            "cannot be reached",
        ),
        (format!("{}/lines", silent.url), "not loaded"),
        (format!("{}/lines", html.url), "HTML"),
    ] {
        let p = Place::new();
        let start = Instant::now();
        setup(&p, &url).expect(
            0,
            &[
                word,
                "309 demonstration structures loaded",
                "boucle import ademe --region 52",
            ],
        );
        // Four seconds of waiting at most; the rest is the set itself, on a machine that has other work.
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{url}: {:?}",
            start.elapsed()
        );
        setup(&p, &url).expect(0, &["nothing to do"]);
    }
}

#[test]
fn a_list_that_breaks_leaves_no_half_behind() {
    let server = Loopback::start(|path, _, own| {
        if path.contains("after=4") {
            return Answer::status("500 Internal Server Error");
        }
        list(path, own)
    });
    let p = Place::new();
    let url = format!("{}/lines", server.url);
    setup(&p, &url).expect(0, &["500", "309 demonstration"]);
    assert!(!p.content().contains("FICTIVE DES PONTS"));
    let before = p.content();
    p.run(&format!("import ademe {url} --yes"))
        .expect(1, &["after=4", "500", "Nothing was imported"]);
    assert_eq!(p.content(), before);
}

#[test]
fn an_import_takes_files_and_addresses() {
    let server = Loopback::start(|path, _, own| match path {
        "/annuaire.csv" => Answer::Body(
            "text/csv",
            b"id;nom\n1;Un (fictif)\n2;Deux (fictif)\n".to_vec(),
        ),
        "/full" => Answer::Body("text/csv", FILE.as_bytes().to_vec()),
        "/api/elements.json" => Answer::json(
            r#"{"data":[{"id":"g1","name":"Atelier Fictif de Carte","status":1,"geo":{"latitude":47.21,"longitude":-1.55},"categories":[7]}]}"#,
        ),
        "/api/taxonomy" => {
            Answer::json(r#"[{"id":1,"name":"Quoi","options":[{"id":7,"name":"Atelier vélo"}]}]"#)
        }
        "/moved.csv" => Answer::Body("text/html", b"<!DOCTYPE html><p>Ailleurs".to_vec()),
        _ if path.starts_with("/lines") => list(path, own),
        _ => Answer::status("404 Not Found"),
    });
    let p = Place::new();
    p.write("t.toml", crate::commands::MAPPING);
    let run = |arguments: &str| p.run(&arguments.replace("HOST", &server.url));
    run("import csv HOST/annuaire.csv --mapping t.toml").expect(0, &["2 created"]);
    run("import csv HOST/annuaire.csv --mapping t.toml").expect(0, &["Nothing changed"]);
    run("import csv HOST/moved.csv --mapping t.toml")
        .expect(1, &["moved.csv", "HTML", "check the address"]);
    run("import csv HOST/none.csv --mapping t.toml").expect(1, &["there is no http", "none.csv"]);
    p.run(&format!("import csv {} --mapping t.toml", nobody()))
        .expect(3, &["cannot be reached"]);
    run("import ademe HOST/full --department 49").expect(0, &["2 created", "4 rows left aside"]);
    run("import ademe HOST/lines --department 49").expect(0, &["Nothing changed"]);
    p.write("ademe.csv", FILE);
    run("import ademe ademe.csv --region 52")
        .expect(0, &["3 created", "2 unchanged", "1 rows left aside"]);
    run("import ademe --region 52").expect(2, &["name the file"]);
    run("import ademe ademe.csv --department 4").expect(2, &["`4` is no department", "2A"]);
    run("import ademe ademe.csv --region pdl").expect(2, &["`pdl` is no region", "52"]);
    run("import gogocarto HOST/api/elements.json").expect(0, &["1 created"]);
    let content = p.content();
    assert!(
        content.contains("127-0-0-1") && content.contains("atelier_velo"),
        "{content}"
    );
}

const CONFIG: &str = r#"
[[sources]]
kind = "ademe"
url = "HOST/lines"
region = "52"

[[sources]]
code = "annuaire"
kind = "csv"
url = "HOST/annuaire.csv"
mapping = "t.toml"
refresh = "24h"
"#;

#[test]
fn sources_are_refreshed_when_due_and_one_that_fails_stops_none() {
    let up = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_up = std::sync::Arc::clone(&up);
    let server = Loopback::start(move |path, _, own| match path {
        "/annuaire.csv" if is_up.load(std::sync::atomic::Ordering::Relaxed) => {
            Answer::Body("text/csv", b"id;nom\n1;Un (fictif)\n".to_vec())
        }
        "/annuaire.csv" => Answer::status("404 Not Found"),
        _ => list(path, own),
    });
    let p = Place::new();
    p.write("t.toml", crate::commands::MAPPING);
    p.write("boucle.toml", &CONFIG.replace("HOST", &server.url));
    let checked = p.run("check").expect(0, &[]).text();
    assert!(
        checked.contains("source annuaire") && checked.contains("source ademe"),
        "{checked}"
    );
    p.run("sync").expect(
        1,
        &[
            "ademe: 5 created",
            "annuaire: failed: there is no http",
            "1 of 2 sources",
        ],
    );
    let told = p.run("sync --status").expect(0, &[]).text();
    assert!(told.contains("annuaire: last refreshed never"), "{told}");
    assert!(
        told.contains("1 failed tries") && told.contains("annuaire.csv"),
        "{told}"
    );
    up.store(true, std::sync::atomic::Ordering::Relaxed);
    p.run("sync")
        .expect(0, &["ademe: not due", "annuaire: 1 created"]);
    let asked = server.asked().len();
    p.run("sync")
        .expect(0, &["ademe: not due", "annuaire: not due"]);
    assert_eq!(server.asked().len(), asked);
    p.run("sync --source ademe --force")
        .expect(0, &["ademe: 0 created, 0 updated, 5 unchanged"]);
    p.run("sync --source ailleurs")
        .expect(2, &["`ailleurs`", "ademe, annuaire"]);
    let told = p.run("sync --status").expect(0, &[]).text();
    assert!(
        !told.contains("never") && !told.contains("failed"),
        "{told}"
    );
}

#[test]
fn the_service_refreshes_by_itself_when_asked_to() {
    let server = Loopback::start(|path, _, own| match path {
        "/annuaire.csv" => Answer::status("403 Forbidden"),
        _ => list(path, own),
    });
    let p = Place::new();
    p.write("t.toml", crate::commands::MAPPING);
    p.write("boucle.toml", &CONFIG.replace("HOST", &server.url));
    let off = p.serve("");
    assert_eq!(off.json("/api/v1/structures")["numberMatched"], 0);
    off.stop(&[]);
    assert!(server.asked().is_empty(), "off by default");
    let mut on = p.serve("--sync");
    on.wait_for("five structures", |s| {
        (s.json("/api/v1/structures")["numberMatched"] == 5).then_some(())
    });
    on.wait_for("the failure", |s| s.said().contains("403").then_some(()));
    on.stop(&["source not refreshed"]);
    // A failure waits: the next start does not ask again at once, and says nothing.
    let again = p.serve("--sync");
    std::thread::sleep(Duration::from_millis(300));
    again.stop(&[]);
    let forbidden = server
        .asked()
        .iter()
        .filter(|a| *a == "/annuaire.csv")
        .count();
    assert_eq!(forbidden, 1);
}

#[test]
fn a_slip_in_a_source_is_told_with_its_key() {
    let p = Place::new();
    p.write("t.toml", crate::commands::MAPPING);
    for (text, words) in [
        (
            "[sources]\nkind = \"csv\"",
            &["sources in boucle.toml", "[[sources]]"][..],
        ),
        (
            "[[sources]]\ncode = \"a\"",
            &["sources[1].kind", "ademe or csv"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\nregoin = \"52\"",
            &["sources[1].regoin", "did you mean `region`?"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\nrefresh = \"weekly\"",
            &["sources[1].refresh", "`weekly`", "7d"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\n[[sources]]\nkind = \"ademe\"",
            &["sources[2].code", "no other source"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\ncode = \"Mon Code\"",
            &["sources[1].code", "`Mon Code`"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\nurl = \"ftp://a\"",
            &["sources[1].url", "`ftp://a`"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\nurl = \"https://a.example.org/x\"\nfile = \"b\"",
            &["sources[1].file", "not both"],
        ),
        (
            "[[sources]]\nkind = \"carte\"",
            &["sources[1]", "kind", "`carte`", "gogocarto"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\nregion = \"99\"",
            &["sources[1]", "`99` is no region"],
        ),
        (
            "[[sources]]\nkind = \"ademe\"\ndepartments = [\"44\", \"4\"]",
            &["sources[1]", "`4` is no department"],
        ),
        (
            "[[sources]]\nkind = \"csv\"\nfile = \"a.csv\"",
            &["sources[1]", "mapping"],
        ),
        (
            "[[sources]]\nkind = \"csv\"\nfile = \"a.csv\"\nmapping = \"none.toml\"",
            &["sources[1]", "none.toml"],
        ),
        (
            "[[sources]]\nkind = \"csv\"\nmapping = \"t.toml\"",
            &["sources[1]", "url"],
        ),
    ] {
        p.write("boucle.toml", text);
        p.run("check").expect(2, words);
    }
}
