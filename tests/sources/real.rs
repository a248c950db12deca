//! ADEME's own vocabulary and ten of its actors, where they are at hand (`BOUCLE_REAL_DATA`).
use super::{REFERENCE, mapping, read};
use boucle::import::Format;
use serde_json::{Value, json};
use std::path::PathBuf;

fn table(name: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("BOUCLE_REAL_DATA") else {
        eprintln!("skipped: BOUCLE_REAL_DATA is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("taxonomy").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    Some(all.into_iter().map(|mut v| v["fields"].take()).collect())
}

/// `[["velo"], ["meuble"]]` and `["velo", "meuble"]` alike.
fn words(v: &Value) -> Vec<String> {
    let list = v.as_array().cloned().unwrap_or_default();
    let word = |v: &Value| v.as_str().or_else(|| v[0].as_str()).unwrap().to_owned();
    list.iter().map(word).collect()
}

/// The actors as rows of the open data.
fn rows(actors: &[Value], proposals: &[Value]) -> Vec<Value> {
    let row = |a: &Value| {
        let mine = proposals
            .iter()
            .filter(|p| words(&p["acteur"]).contains(&a["uuid"].as_str().unwrap().to_owned()));
        let offers: Vec<Value> = mine
            .map(|p| json!({ "action": words(&p["action"])[0], "sous_categories": words(&p["sous_categories"]) }))
            .collect();
        let point = a["location"].as_str().unwrap_or_default();
        let inside = point.split(['(', ')']).nth(1).unwrap_or_default();
        let degrees: Vec<&str> = inside.split(' ').collect();
        json!({
            "identifiant": a["uuid"], "paternite": words(&a["sources"]).join("|"), "nom": a["nom"],
            "nom_commercial": a["nom_commercial"], "siren": a["siren"], "siret": a["siret"],
            "type_dacteur": words(&a["acteur_type"])[0], "adresse": a["adresse"], "code_postal": a["code_postal"],
            "ville": a["ville"], "site_web": a["url"], "telephone": a["telephone"],
            "longitude": degrees.first(), "latitude": degrees.get(1),
            "qualites_et_labels": words(&a["labels"]).join("|"), "public_accueilli": a["public_accueilli"],
            "reprise": a["reprise"], "horaires_osm": a["horaires_osm"], "horaires_description": a["horaires_description"],
            "uniquement_sur_rdv": a["uniquement_sur_rdv"],
            "exclusivite_de_reprisereparation": a["exclusivite_de_reprisereparation"],
            "type_de_services": words(&a["acteur_services"]).join("|"),
            "propositions_de_services": json!(offers).to_string(),
            "date_de_derniere_modification": a["modifie_le"],
        })
    };
    actors.iter().map(row).collect()
}

#[test]
fn its_actors_are_taken_whole() {
    let (Some(actors), Some(proposals)) = (
        table("qfdmo_acteurs.json"),
        table("qfdmo_propositions_services.json"),
    ) else {
        return;
    };
    let rows = rows(&actors, &proposals);
    let text = Value::Array(rows.clone()).to_string();
    let (records, report) = read(&mapping("ademe", Format::Json), text.as_bytes()).unwrap();
    assert_eq!(records.len(), actors.len());
    for code in [
        "unknown_code",
        "offer_left_out",
        "unknown_word",
        "bad_json",
        "bad_yes_no",
        "bad_date",
    ] {
        assert_eq!(report.counts.get(code), None, "{:?}", report.messages);
    }
    for row in &rows {
        let record = &records[row["identifiant"].as_str().unwrap()];
        let f = &record.fields;
        assert!(!f.categories.is_empty(), "{row}");
        assert!(record.commune.is_some(), "{row}");
        assert!(f.position.is_some(), "{row}");
        assert!(record.attribution.is_some(), "{row}");
        // Counted a second way: the proposals of the row, joined by action.
        let given: Vec<Value> =
            serde_json::from_str(row["propositions_de_services"].as_str().unwrap()).unwrap();
        let mut actions: Vec<&str> = given
            .iter()
            .map(|p| p["action"].as_str().unwrap())
            .collect();
        actions.sort_unstable();
        actions.dedup();
        assert_eq!(f.offers.len(), actions.len(), "{row}");
    }
}

#[test]
fn its_codes_are_in_the_taxonomy() {
    let (Some(actions), Some(objects), Some(labels)) = (
        table("qfdmo_actions.json"),
        table("qfdmo_categories.json"),
        table("qfdmo_labels.json"),
    ) else {
        return;
    };
    let t = &REFERENCE.taxonomy;
    let with_objects = objects.iter().filter(|o| o.get("categorie").is_some());
    for (terms, all) in [
        (&t.objects, with_objects.collect::<Vec<_>>()),
        (&t.labels, labels.iter().collect()),
        (
            &t.actions,
            actions
                .iter()
                .filter(|a| a.get("groupe_action").is_some())
                .collect(),
        ),
    ] {
        for code in all.iter().filter_map(|v| v["code"].as_str()) {
            assert!(terms.get(code).is_some(), "{code}");
        }
    }
}
