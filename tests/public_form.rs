//! What leaves the house with a record: no e-mail address without consent, no home, and all that may be known.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::catalog::{Snapshot, SnapshotBuilder};
use boucle::domain::{Fields, Source, Structure, TerritoryKind};
use boucle::export::Format;
use boucle::service::Reference;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

/// Every field, filled; a test changes some of them.
fn all_fields() -> Value {
    json!({
        "name": "La Remise", "trade_name": "Chez Paul", "summary": "Une phrase.", "description": "Un texte.",
        "legal_form": "association", "ess": true, "inclusion": "aci", "siren": "732829320", "siret": "73282932000074",
        "address": { "lines": ["3 rue du Four"], "postal_code": "49400", "city": "Saumur", "insee": "49328" },
        "position": { "coordinates": [-0.07123, 47.26543], "precision": "rooftop" },
        "categories": ["reparateur"], "offers": [{ "action": "reparer", "objects": ["velo"] }],
        "labels": ["ess"], "public": "both", "by_appointment": false, "brand_only": false,
        "take_back": "one_for_one", "at_home": { "kind": "km", "km": 10.0 },
        "opening_hours": "Mo-Fr 09:00-12:00", "deposit_hours": "Sa 09:00-12:00", "opening_text": "Le matin.",
        "phone": "+33 2 41 00 00 00", "website": "https://example.org/", "social": ["https://video.example/@remise"],
        "wheelchair": "limited", "networks": ["Un réseau"], "jobs": ["I1201"], "skills": ["100001"],
        "headcount_fte": 4.5, "headcount_inclusion": 2.0, "tonnage": 12.5,
        "photos": ["https://example.org/photo.jpg"], "source_updated": "2025-11-30",
    })
}

fn structure(fields: &Value, external_id: &str) -> Structure {
    serde_json::from_value(json!({
        "id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "slug": "la-remise", "status": "published", "fields": fields,
        "commune": "49328", "commune_assignment": "name",
        "origins": [{ "source": "s", "external_id": external_id, "seen_at": "2026-01-01T00:00:00Z" }],
        "provenance": {}, "created": "2026-01-01T00:00:00Z", "updated": "2026-01-02T00:00:00Z",
    }))
    .unwrap()
}

fn snapshot(s: Structure) -> Snapshot {
    let source = Source {
        code: "s".into(),
        licence: "L".into(),
        attribution: "A".into(),
        ..Source::default()
    };
    let mut builder = SnapshotBuilder::new(1, REFERENCE.base(), vec![source]);
    builder.extend(vec![s]);
    builder.finish()
}

fn published(fields: &Value, external_id: &str) -> Value {
    let s = snapshot(structure(fields, external_id));
    serde_json::from_slice(s.fragment(0)).unwrap()
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut fields = all_fields();
    for (name, value) in changes {
        fields[*name] = value.clone();
    }
    fields
}

fn csv(fields: &Value) -> BTreeMap<String, String> {
    let s = Arc::new(snapshot(structure(fields, "7")));
    let text: Vec<u8> = Format::Csv
        .write(s, vec![0])
        .unwrap()
        .flatten()
        .flatten()
        .collect();
    let mut reader = csv::Reader::from_reader(&text[..]);
    let head: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let row = reader.records().next().unwrap().unwrap();
    head.into_iter()
        .zip(row.iter().map(str::to_owned))
        .collect()
}

/// Each text of a value, with the way to it.
fn texts(v: &Value, at: &str, out: &mut Vec<String>) {
    match v {
        Value::String(_) => out.push(at.to_owned()),
        Value::Array(list) => {
            for (i, x) in list.iter().enumerate() {
                texts(x, &format!("{at}/{i}"), out);
            }
        }
        Value::Object(map) => {
            for (k, x) in map {
                texts(x, &format!("{at}/{k}"), out);
            }
        }
        _ => {}
    }
}

/// Ways to every text field; those of a closed vocabulary cannot hold anything else.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut out = Vec::new();
    texts(&all_fields(), "", &mut out);
    out.retain(|p| p != "/position/precision" && p != "/at_home/kind");
    assert!(out.len() > 28, "{out:?}");
    out
});

#[test]
fn the_fields_of_this_test_are_all_there_are() {
    let known: Vec<String> = all_fields().as_object().unwrap().keys().cloned().collect();
    for name in Fields::NAMES {
        let left_out = ["email", "email_public", "hide_exact_position"].contains(name);
        assert_eq!(known.iter().any(|k| k == name), !left_out, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// An address in any text field, in any of its spellings, never reaches a fragment or a file.
    #[test]
    fn no_address_leaves_without_consent(
        at in 0..29usize,
        user in "[a-z]{1,3}[a-z0-9._+-]{0,5}[a-z0-9]",
        sign in prop::sample::select(vec!["@", "%40", "\u{ff20}", "&#64;", "&commat;"]),
        host in "[a-z][a-z0-9-]{0,6}[a-z0-9]\\.(fr|org|example)",
        before in prop::sample::select(vec!["", "sur rdv : ", "https://", "mailto:", "<", "@", "(é) \"", "é\n"]),
        after in prop::sample::select(vec!["", ".", "/", " ou @nom", ">\"", "?x=1"]),
        as_id in any::<bool>(),
    ) {
        let address = format!("{user}{sign}{host}");
        let text = format!("{before}{address}{after}");
        let mut fields = all_fields();
        let place = &TEXTS[at % TEXTS.len()];
        *fields.pointer_mut(place).unwrap() = text.clone().into();
        fields["email"] = address.clone().into();
        let id = if as_id { text.as_str() } else { "7" };
        let feature = published(&fields, id);
        let mut ways = Vec::new();
        texts(&feature, "", &mut ways);
        for way in ways {
            let value = feature.pointer(&way).unwrap().as_str().unwrap();
            prop_assert!(!value.contains(&address), "{place}: {way} is {value:?}");
            // The user alone would do: hosts are easily guessed.
            prop_assert!(!value.contains(&format!("{user}{sign}")), "{place}: {way} is {value:?}");
        }
        for (column, value) in csv(&fields) {
            prop_assert!(!value.contains(&address), "{place}: {column} is {value:?}");
        }
    }
}

#[test]
fn with_consent_the_address_is_shown() {
    let fields = with(&[
        ("email", "a@b.fr".into()),
        ("email_public", true.into()),
        ("description", "Écrire à a@b.fr".into()),
    ]);
    let p = &published(&fields, "7")["properties"];
    assert_eq!(p["email"], "a@b.fr");
    assert_eq!(p["description"], "Écrire à a@b.fr");
    assert_eq!(csv(&fields)["email"], "a@b.fr");
    for refused in [json!(false), Value::Null] {
        let fields = with(&[("email", "a@b.fr".into()), ("email_public", refused)]);
        assert!(published(&fields, "7")["properties"].get("email").is_none());
    }
}

#[test]
fn a_web_address_with_an_e_mail_in_it_goes_and_a_handle_stays() {
    let fields = with(&[
        ("website", "https://contact@ressourcerie.fr/".into()),
        (
            "social",
            json!(["https://video.example/@remise", "mailto:a@b.fr"]),
        ),
    ]);
    let p = &published(&fields, "7")["properties"];
    assert!(p.get("website").is_none());
    assert_eq!(p["social"], json!(["https://video.example/@remise"]));
}

/// Nothing of a home leads to its door: not the point, the street, the numbers of the register, nor the identifier
/// under which the source shows all of it.
#[test]
fn of_a_home_only_the_commune_is_public() {
    let fields = with(&[("hide_exact_position", true.into())]);
    let feature = published(&fields, "node/123456789");
    let commune = REFERENCE
        .gazetteer
        .get(TerritoryKind::Commune, "49328")
        .unwrap();
    let centre = commune.position.unwrap();
    assert_eq!(
        feature["geometry"]["coordinates"],
        json!([centre.lon, centre.lat])
    );
    let p = &feature["properties"];
    assert_eq!(p["precision"], "commune");
    assert_eq!(p["commune"]["code"], "49328");
    assert_eq!(
        p["address"],
        json!({ "postal_code": "49400", "city": "Saumur", "insee": "49328" })
    );
    for gone in ["siret", "siren"] {
        assert!(p.get(gone).is_none(), "{gone}");
    }
    assert_eq!(
        p["sources"][0],
        json!({ "source": "s", "licence": "L", "attribution": "A", "seen_at": "2026-01-01T00:00:00Z" })
    );
    let whole = feature.to_string();
    let row = csv(&fields);
    for secret in ["732829320", "123456789", "rue du Four", "0.0712", "47.2654"] {
        assert!(!whole.contains(secret), "{secret}");
        assert!(!row.values().any(|v| v.contains(secret)), "{secret}");
    }
    // A shop at the same place shows them.
    let shop = published(&all_fields(), "node/123456789")["properties"].clone();
    assert_eq!(shop["siret"], "73282932000074");
    assert_eq!(shop["sources"][0]["external_id"], "node/123456789");
    // Without a commune there is nothing left to show it at.
    let mut nowhere = structure(&fields, "7");
    nowhere.commune = None;
    let s = snapshot(nowhere);
    let feature: Value = serde_json::from_slice(s.fragment(0)).unwrap();
    assert!(feature["geometry"].is_null() && s.point(0).is_none());
}

#[test]
fn the_demonstration_set_has_a_home() {
    let demo: Value = serde_json::from_str(include_str!("../geodata/demo/demo.geojson")).unwrap();
    let features = demo["features"].as_array().unwrap();
    let hidden = |f: &&Value| f["properties"]["hide_exact_position"] == true;
    let homes: Vec<&Value> = features.iter().filter(hidden).collect();
    assert!(!homes.is_empty());
    assert!(homes.iter().all(|f| f["properties"]["at_home"].is_object()));
}

/// Each field that may be known is in the feature and in the file.
#[test]
fn all_that_is_known_is_published() {
    let fields = all_fields();
    let feature = published(&fields, "7");
    let p = feature["properties"].as_object().unwrap();
    for (name, value) in fields.as_object().unwrap() {
        if name == "position" {
            continue;
        }
        assert_eq!(p.get(name), Some(value), "{name}");
    }
    assert_eq!(p["commune_assignment"], "name");
    let row = csv(&fields);
    for (column, value) in [
        ("id", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("slug", "la-remise"),
        ("trade_name", "Chez Paul"),
        ("summary", "Une phrase."),
        ("description", "Un texte."),
        ("opening_text", "Le matin."),
        ("deposit_hours", "Sa 09:00-12:00"),
        ("siren", "732829320"),
        ("siret", "73282932000074"),
        ("legal_form", "association"),
        ("inclusion", "aci"),
        ("ess", "true"),
        ("by_appointment", "false"),
        ("brand_only", "false"),
        ("take_back", "one_for_one"),
        ("public", "both"),
        ("at_home", "km:10"),
        ("wheelchair", "limited"),
        ("networks", "Un réseau"),
        ("social", "https://video.example/@remise"),
        ("jobs", "I1201"),
        ("skills", "100001"),
        ("headcount_fte", "4.5"),
        ("headcount_inclusion", "2"),
        ("tonnage", "12.5"),
        ("photos", "https://example.org/photo.jpg"),
        ("commune_assignment", "name"),
        ("department", "49"),
        ("sector", "reparation"),
        ("email", ""),
        ("sources", "s:7"),
        ("source_updated", "2025-11-30"),
        ("verified_at", ""),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
}

/// Comments of hours say what no program understands: they reach the reader.
#[test]
fn comments_of_hours_are_told() {
    let said = |hours: &str, text: Value| {
        let fields = with(&[("opening_hours", hours.into()), ("opening_text", text)]);
        published(&fields, "7")["properties"]["opening_text"].clone()
    };
    let monthly = r#"Sa 09:30-12:30 "Un samedi matin par mois""#;
    assert_eq!(said(monthly, Value::Null), "Un samedi matin par mois");
    assert_eq!(
        said(monthly, "Se renseigner.".into()),
        "Se renseigner.\u{a0}; Un samedi matin par mois"
    );
    assert_eq!(
        said(monthly, "Un samedi matin par mois, sauf en août".into()),
        "Un samedi matin par mois, sauf en août"
    );
    assert_eq!(said("Mo-Fr 09:00-12:00", Value::Null), Value::Null);
    assert_eq!(
        said(r#""sur rdv : a@b.fr""#, Value::Null),
        "sur rdv : [e-mail]"
    );
}
