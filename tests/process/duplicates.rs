//! Duplicates on the command line: joined with an import, listed, parted, rejected, joined by hand.
use crate::harness::Place;

const MAPPING: &str = r#"
format = "csv"
categories = ["ressourcerie"]
id = ["id"]
[source]
code = "CODE"
name = "Essai"
licence = "Licence Ouverte 2.0"
attribution = "Essai"
[fields]
name = ["nom"]
street = ["rue"]
postal_code = ["cp"]
city = ["ville"]
latitude = ["lat"]
longitude = ["lon"]
phone = ["tel"]
"#;
const HEAD: &str = "id;nom;rue;cp;ville;lat;lon;tel\n";
const PORT: &str = "44000;Nantes;47.2100;-1.5600;02 40 00 00 11\n";
const NORTH: &str = "3 rue Haute;44000;Nantes;47.2300;-1.5500;02 40 00 00 22\n";

/// Two sources: one shop in both, and one that has moved.
fn two() -> Place {
    let p = Place::new();
    p.write("a.toml", &MAPPING.replace("CODE", "a"));
    p.write("b.toml", &MAPPING.replace("CODE", "b"));
    p.write(
        "a.csv",
        &format!("{HEAD}1;Ressourcerie du Vieux Port;8 quai Est;{PORT}2;Atelier Colibri;{NORTH}"),
    );
    let moved = NORTH
        .replace("3 rue Haute", "9 rue Basse")
        .replace("47.2300", "47.2390");
    p.write(
        "b.csv",
        &format!(
            "{HEAD}x;LA RESSOURCERIE DU VIEUX-PORT;8, quai Est;{PORT}y;L'Atelier Colibri;{moved}"
        ),
    );
    p.run("import csv a.csv --mapping a.toml")
        .expect(0, &["2 created"]);
    p
}

const IMPORT: &str = "import csv b.csv --mapping b.toml";
const TOLD: &str = "1 joined to another structure by rule, 1 pairs to review";

#[test]
fn an_import_joins_what_is_sure_and_asks_about_the_rest() {
    let p = two();
    p.run(&format!("{IMPORT} --dry-run"))
        .expect(0, &[TOLD, "Dry run"]);
    p.run("duplicates list").expect(0, &["nothing was joined"]);
    p.run(IMPORT).expect(0, &[TOLD]);
    assert!(p.content().contains("\"numberMatched\":3"));
    // The same again: nothing changes, and nothing is compared.
    let again = p.run(IMPORT);
    assert!(
        !again
            .expect(0, &["2 unchanged", "Nothing changed"])
            .err
            .contains("joined")
    );
    let list: serde_json::Value =
        serde_json::from_str(&p.run("duplicates list --format json").text()).unwrap();
    assert_eq!(list[0]["kind"], "review");
    assert_eq!(list[1]["kind"], "rule");
    assert_eq!(
        list[1]["second"]["slug"],
        "la-ressourcerie-du-vieux-port-nantes"
    );
    assert!(
        list[1]["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r["kind"] == "phone" && r["text"] == "same telephone")
    );
    let table = p.run("duplicates list --limit 1").text();
    assert_eq!(table.lines().count(), 3, "{table}");
}

#[test]
fn a_pair_waits_on_when_another_record_of_its_structure_changes() {
    let p = two();
    // The same shop in b, and in c one that has moved: told by b's record alone once a's has another name.
    p.write("b.csv", &format!("{HEAD}y;L'Atelier Colibri;{NORTH}"));
    p.run(IMPORT).expect(0, &["1 joined"]);
    let moved = NORTH
        .replace("3 rue Haute", "9 rue Basse")
        .replace("47.2300", "47.2390");
    p.write("c.toml", &MAPPING.replace("CODE", "c"));
    p.write("c.csv", &format!("{HEAD}z;Atelier Colibri;{moved}"));
    p.run("import csv c.csv --mapping c.toml")
        .expect(0, &["1 pairs to review"]);
    let renamed = p
        .read("a.csv")
        .replace("Atelier Colibri", "Halte aux objets")
        .replace("40 00 00 22", "40 00 00 44");
    p.write("a.csv", &renamed);
    let list = "duplicates list --format csv";
    assert_eq!(p.run(list).text().matches("review,").count(), 1);
    p.run("import csv a.csv --mapping a.toml --dry-run")
        .expect(0, &["1 updated", "1 pairs to review"]);
    p.run("import csv a.csv --mapping a.toml")
        .expect(0, &["1 updated", "1 pairs to review"]);
    let after = p.run(list).text();
    assert_eq!(after.matches("review,").count(), 1, "{after}");
}

#[test]
fn people_decide_and_a_refresh_keeps_to_it() {
    let p = two();
    p.run(IMPORT).expect(0, &[TOLD]);
    let (port, shop) = (
        "ressourcerie-du-vieux-port-nantes",
        "la-ressourcerie-du-vieux-port-nantes",
    );
    p.run(&format!("duplicates split {shop}"))
        .expect(0, &[port, "two again"]);
    assert!(p.content().contains("\"numberMatched\":4"));
    p.run(&format!("duplicates split {shop}"))
        .expect(1, &["not joined"]);
    // A changed record of the source is compared again, and left alone.
    let changed = p
        .read("b.csv")
        .replace("LA RESSOURCERIE", "La Ressourcerie");
    p.write("b.csv", &changed);
    assert!(
        !p.run(IMPORT)
            .expect(0, &["1 updated"])
            .err
            .contains("joined")
    );
    p.run("duplicates scan")
        .expect(0, &["0 joined by rule, 1 pairs"]);
    let (one, other) = ("atelier-colibri-nantes", "l-atelier-colibri-nantes");
    p.run(&format!("duplicates reject {one} {other}"))
        .expect(0, &["stay two"]);
    p.run("duplicates scan --dry-run")
        .expect(0, &["0 joined by rule, 0 pairs", "Dry run"]);
    p.run(&format!("duplicates merge {port} {shop}"))
        .expect(0, &[shop, "now leads to"]);
    p.run(&format!("duplicates merge {port} {shop}"))
        .expect(1, &["was joined to", "split"]);
    p.run(&format!("duplicates merge {port} {port}"))
        .expect(2, &["twice"]);
    p.run("duplicates merge nobody x")
        .expect(1, &["no structure `nobody`"]);
    let list = p.run("duplicates list --format csv").text();
    assert_eq!(list.lines().count(), 2, "{list}");
    assert!(list.contains("person,1.00,"), "{list}");
}

#[test]
fn demonstration_structures_are_never_joined_to_real_ones() {
    let p = two();
    p.run("import demo").expect(0, &["309 created"]);
    let demo = p.content();
    let slug = demo
        .split("\"slug\":\"")
        .find(|s| s.contains("-demo"))
        .unwrap();
    let slug = slug.split('"').next().unwrap();
    p.run(&format!("duplicates merge atelier-colibri-nantes {slug}"))
        .expect(1, &["demonstration"]);
}
