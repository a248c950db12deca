//! What becomes of the values of a record: types, communes, positions, homes, our own shape.
use super::{read, sound};
use boucle::import::Mapping;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const SOURCE: &str = "[source]\ncode=\"t\"\nname=\"T\"\nlicence=\"L\"\nattribution=\"A\"\n";

/// Imports a CSV whose columns bear the names of the fields; `keys` stand at the mapping's top.
fn csv(keys: &str, fields: &[&str], text: &str) -> Value {
    let mut toml = format!("format=\"csv\"\nid=[\"id\"]\n{keys}\n{SOURCE}[fields]\n");
    for f in fields {
        writeln!(toml, "{f}=[\"{f}\"]").unwrap();
    }
    let all = read(&Mapping::parse(&toml).unwrap(), text.as_bytes(), false);
    assert!(all["report"].is_object(), "{all}");
    all
}

fn boucle(text: &str) -> Value {
    let mapping = Mapping::parse(Mapping::built_in("boucle").unwrap()).unwrap();
    read(&mapping, text.as_bytes(), false)
}

#[test]
fn a_census_fills_fields_of_every_type_without_any_rust() {
    let all = csv(
        "[[rules]]\nwhen={genre=[\"Atelier\"]}\ncategories=[\"atelier_velo\"]\noffers=[{action=\"reparer\",objects=[\"velo\"]}]",
        &[
            "name",
            "categories",
            "offers",
            "labels",
            "ess",
            "headcount_fte",
            "at_home",
            "networks",
            "legal_form",
            "public",
            "email",
            "email_public",
        ],
        "id;name;categories;offers;labels;ess;headcount_fte;at_home;networks;legal_form;public;email;email_public;genre\n\
         1;Un;Ressourcerie | Boîte à livres;donner:meuble+livre;QualiRépar;oui;3,5;30 km;A;SCIC;Tout public;a@example.org;oui;Atelier\n\
         2;Deux;Fusée;voler:meuble;;peut-être;beaucoup;partout;;inconnu;martiens;rien;;Autre\n",
    );
    let f = &all["records"][0]["fields"];
    let expected = json!({
        "name": "Un", "categories": ["ressourcerie", "boite_a_livres", "atelier_velo"],
        "offers": [{"action": "donner", "objects": ["meuble", "livre"]}, {"action": "reparer", "objects": ["velo"]}],
        "labels": ["qualirepar"], "ess": true, "headcount_fte": 3.5, "at_home": {"kind": "km", "km": 30.0},
        "networks": ["A"], "legal_form": "cooperative", "public": "individuals",
        "email": "a@example.org", "email_public": true,
    });
    assert_eq!(*f, expected, "{f}");
    assert_eq!(all["records"][1]["fields"], json!({"name": "Deux"}));
    let report = &all["report"];
    assert_eq!(report["unknown_columns"], json!([]));
    let counts = json!({
        "bad_at_home": 1, "bad_email": 1, "bad_number": 1, "bad_yes_no": 1,
        "offer_left_out": 1, "unknown_code": 1, "unknown_word": 1,
    });
    assert_eq!(report["counts"], counts, "{report}");
}

#[test]
fn the_insee_code_of_a_source_gives_the_commune_and_merged_codes_are_followed() {
    // 49149 became part of Gennes-Val-de-Loire, 49261.
    let all = csv(
        "categories=[\"reseau\"]",
        &["name", "insee", "city"],
        "id,name,insee,city\n1,Un,44109,\n2,Deux,49149,\n3,Trois,99999,Nantes\n4,Quatre, 2a004 ,\n",
    );
    let of = |i: usize| {
        (
            all["records"][i]["commune"].clone(),
            all["records"][i]["by"].clone(),
        )
    };
    assert_eq!(of(0), (json!("44109"), json!("code")));
    assert_eq!(of(1), (json!("49261"), json!("code")));
    assert_eq!(of(2).1, json!("name"));
    assert_eq!(of(3), (json!("2A004"), json!("code")));
    assert_eq!(all["report"]["counts"], json!({"unknown_insee": 1}));
    assert_eq!(
        all["records"][0]["fields"]["position"]["precision"],
        "commune"
    );
}

#[test]
fn a_position_taken_from_a_commune_says_how_well_it_is_known() {
    let communes = std::fs::read_to_string("geodata/territories/communes.csv").unwrap();
    let mut rows = csv_reader(&communes);
    let mut of = |precision: &str| {
        rows.find(|r| &r[9] == precision)
            .map(|r| r[0].to_owned())
            .unwrap()
    };
    let (postal, epci) = (of("postal_code"), of("epci"));
    let all = csv(
        "categories=[\"reseau\"]",
        &["name", "insee"],
        &format!("id,name,insee\n1,Un,{postal}\n2,Deux,{epci}\n"),
    );
    let position = |i: usize| all["records"][i]["fields"]["position"].clone();
    assert_eq!(position(0)["precision"], "postal_code");
    // The mean of a whole EPCI says nothing of a place: no position rather than a wrong one.
    assert_eq!(position(1), Value::Null);
    assert_eq!(all["records"][1]["commune"], epci);
    assert_eq!(all["report"]["unplaced"], 1);
}

fn csv_reader(text: &str) -> impl Iterator<Item = csv::StringRecord> {
    let reader = csv::Reader::from_reader(std::io::Cursor::new(text.to_owned()));
    reader.into_records().map(Result::unwrap)
}

/// A commune's own position may be a mean of its whole department: it contradicts nothing.
#[test]
fn a_vague_commune_is_no_anchor() {
    let communes = std::fs::read_to_string("geodata/territories/communes.csv").unwrap();
    let vague = csv_reader(&communes)
        .find(|r| &r[9] == "department")
        .unwrap();
    let lat: f64 = vague[8].parse().unwrap();
    let all = csv(
        "categories=[\"reseau\"]",
        &["name", "insee", "latitude", "longitude"],
        &format!(
            "id,name,insee,latitude,longitude\n1,Un,{},{},{}\n",
            &vague[0],
            lat + 0.5,
            &vague[7]
        ),
    );
    assert_eq!(all["report"]["counts"], json!({}), "{all}");
}

#[test]
fn no_commune_is_given_to_a_point_far_from_all_or_in_doubt() {
    let rows = "id,name,latitude,longitude\n\
        1,Océan Indien,-1.55,47.2\n2,Madrid,40.4168,-3.7038\n3,Atlantique,47,-8\n4,Nantes,47.218,-1.553\n";
    let fields = ["name", "latitude", "longitude"];
    let by = |all: &Value, i: usize| all["records"][i]["by"].clone();
    let all = csv("categories=[\"reseau\"]", &fields, rows);
    assert_eq!(
        (0..4).map(|i| by(&all, i)).collect::<Vec<_>>(),
        [Value::Null, Value::Null, Value::Null, json!("nearest")]
    );
    assert_eq!(all["records"][0]["commune"], Value::Null);
    // With a territory they are told, and have none either.
    let all = csv(
        "categories=[\"reseau\"]\nterritory=\"region:52\"",
        &fields,
        rows,
    );
    assert_eq!(all["report"]["counts"], json!({"suspicious_position": 3}));
    assert_eq!(by(&all, 0), Value::Null);
    assert_eq!(all["report"]["messages"][0]["proposal"], "-1.55, 47.2");
}

#[test]
fn a_postal_code_alone_gives_its_only_commune_or_the_mean_of_several() {
    let all = csv(
        "categories=[\"reseau\"]",
        &["name", "postal_code"],
        "id,name,postal_code\n1,Un,44210\n2,Plusieurs,49320\n3,Aucune,00000\n",
    );
    let r = |i: usize| &all["records"][i];
    assert_eq!(
        (&r(0)["commune"], &r(0)["by"]),
        (&json!("44131"), &json!("name"))
    );
    assert_eq!(r(1)["commune"], Value::Null);
    assert_eq!(r(1)["fields"]["position"]["precision"], "postal_code");
    let lat = r(1)["fields"]["position"]["coordinates"][1]
        .as_f64()
        .unwrap();
    assert!((47.2..47.5).contains(&lat), "{lat}");
    assert_eq!(r(2)["fields"]["position"], Value::Null);
}

#[test]
fn words_of_an_address_become_a_city_only_with_a_remark_and_never_a_streets_name() {
    let all = csv(
        "categories=[\"reseau\"]",
        &["name", "street", "latitude", "longitude"],
        "id,name,street,latitude,longitude\n\
         1,Un,12 quai de la Fosse Nantes,47.2123,-1.5655\n\
         2,Deux,Avenue Pornichet,47.2735,-2.2138\n\
         3,Trois,Rue de Nantes,47.2735,-2.2138\n",
    );
    let address = |i: usize| all["records"][i]["fields"]["address"].clone();
    assert_eq!(
        address(0),
        json!({"lines": ["12 quai de la Fosse"], "city": "Nantes"})
    );
    assert_eq!(address(1), json!({"lines": ["Avenue Pornichet"]}));
    assert_eq!(address(2), json!({"lines": ["Rue de Nantes"]}));
    let report = &all["report"];
    assert_eq!(report["counts"], json!({"city_from_address": 1}));
    assert_eq!(report["messages"][0]["proposal"], "Nantes");
}

#[test]
fn a_nameless_home_is_called_by_its_commune() {
    let text = |hidden: bool| {
        format!(
            r#"{{"features":[{{"type":"Feature","geometry":{{"type":"Point","coordinates":[-1.5655,47.2123]}},"properties":{{"categories":["reparateur"],"hide_exact_position":{hidden},"address":{{"lines":["12 rue Secrète"],"postal_code":"44000","city":"Nantes"}}}}}}]}}"#
        )
    };
    let name = |hidden| boucle(&text(hidden))["records"][0]["fields"]["name"].clone();
    assert_eq!(name(true), "Réparateur, artisan, Nantes");
    assert_eq!(name(false), "Réparateur, artisan, 12 rue Secrète");
}

/// From a name and a digest of name and position anybody could try out positions: such an identifier stays inside.
#[test]
fn a_derived_identifier_is_stable_and_never_published() {
    use boucle::domain::merge::{Identity, merge};
    use boucle::domain::{Fields, SourceRecord};
    let text = "name,latitude,longitude\nUn,47.2123,-1.5655\n";
    let fields = ["name", "latitude", "longitude"];
    let id = || {
        let all = csv("categories=[\"reseau\"]", &fields, text);
        all["records"][0]["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(id(), "derived:6dda12d8daf2bc4d");
    let published = |external_id: String| {
        let record = SourceRecord {
            source: "t".to_owned(),
            external_id,
            fields: Fields::default(),
            commune: None,
            commune_assignment: None,
            priority: 0,
            seen_at: String::new(),
            attribution: None,
            contributors: BTreeMap::new(),
        };
        let identity = Identity {
            id: "I".to_owned(),
            slug: "i".to_owned(),
            created: String::new(),
            updated: String::new(),
        };
        merge(identity, &[record], None).origins[0]
            .external_id
            .clone()
    };
    assert_eq!(published(id()), "");
    assert_eq!(published("node/1".to_owned()), "node/1");
}

#[test]
fn an_identifier_without_end_is_refused() {
    let all = csv(
        "categories=[\"reseau\"]",
        &["name"],
        &format!(
            "id,name\n{},Un\n{},Deux\n",
            "a".repeat(201),
            "b".repeat(200)
        ),
    );
    assert_eq!(all["report"]["counts"], json!({"id_too_long": 1}));
    assert_eq!(all["report"]["accepted"], 1);
}

#[test]
fn our_own_shape_names_what_it_does_not_know_and_keeps_precision() {
    let all = boucle(
        r#"{"features":[
        {"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[-1.55,47.2]},
         "properties":{"name":"A","opening_hour":"24/7","telephone":"1","address":{"city":"Nantes","town":"x"},
          "precision":"commune","slug":"a","commune":{"code":"44109","name":"Nantes"},"sources":[{"source":"x"}],"completeness":0.5}},
        {"type":"Feature","id":"b","geometry":null,
         "properties":{"name":"B","position":{"coordinates":[-1.55,47.2],"precision":"street"}}},
        {"type":"Feature","id":"c","geometry":null,
         "properties":{"name":"C","position":{"coordinates":[-1.55,97.2],"precision":"street"}}},
        {"type":"Feature","id":"d","geometry":{"type":"Point","coordinates":[-1.55,47.2]},
         "properties":{"name":"D","precision":"au doigt mouillé"}},
        {"type":"Feature","id":"e","geometry":{"type":"Point","coordinates":[-1.55,47.2]},"properties":{"name":"E"}}]}"#,
    );
    let report = &all["report"];
    assert_eq!(
        report["unknown_columns"],
        json!(["address.town", "opening_hour", "telephone"])
    );
    assert_eq!(
        report["counts"],
        json!({"bad_position": 1, "unknown_word": 1})
    );
    let precision: Vec<_> = (0..5)
        .map(|i| all["records"][i]["fields"]["position"]["precision"].clone())
        .collect();
    assert_eq!(
        precision,
        [
            json!("commune"),
            json!("street"),
            Value::Null,
            json!("rooftop"),
            json!("rooftop")
        ]
    );
}

#[test]
fn columns_that_no_rule_reads_are_named() {
    let mapping = Mapping::parse(Mapping::built_in("osm").unwrap()).unwrap();
    let text = r#"{"features":[{"type":"Feature","id":"a","geometry":null,"properties":{"@id":"n1","name":"A",
        "shop":"bicycle","service:bicycle:repair":"yes","recycling:clothes":"yes","contact:mobile":"1","addr:place":"x","opening_hours:covid19":"off"}}]}"#;
    let all = read(&mapping, text.as_bytes(), false);
    assert_eq!(
        all["report"]["unknown_columns"],
        json!(["addr:place", "contact:mobile", "opening_hours:covid19"])
    );
}

#[test]
fn a_column_that_is_somebodys_address_is_not_told() {
    let all = csv(
        "categories=[\"reseau\"]",
        &["name"],
        "id,name,courrier@example.org\n1,Un,x\n",
    );
    assert_eq!(all["report"]["unknown_columns"], json!(["[e-mail]"]));
}

/// The page people print tells what the report tells.
#[test]
fn every_remark_of_a_bad_file_stands_on_the_page() {
    use boucle::domain::Import;
    use boucle::import::changes::Changes;
    use boucle::import::page::{About, page};
    let bytes = "id;nom;tel;mail\n1;Un;courrier@example.org;x\n1;Deux;;\n";
    let mapping = super::mapping("csv");
    let report = super::report(&mapping, bytes.as_bytes());
    sound(&report);
    let about = About {
        import: &Import::default(),
        mapping: &mapping,
        changes: &Changes::default(),
        pairs: &[],
        held: None,
        dry_run: false,
    };
    let text = page(&report, about);
    for m in &report.messages {
        assert!(text.contains(&format!("id=\"{}\"", m.code)), "{m:?}");
    }
    assert!(
        report.messages.len() >= 3 && !text.contains("courrier@"),
        "{text}"
    );
}
