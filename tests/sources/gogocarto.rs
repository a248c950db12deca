//! Elements of GoGoCarto: nested values, states and numbers of categories.
use super::{mapping, read};
use boucle::import::{Format, gogocarto};
use serde_json::{Value, json};

fn elements() -> Value {
    json!({"licence": "https://example.org/odbl", "ontology": "gogofull", "data": [
        {"id": "f1", "name": "Recyclerie Fictive", "status": 1, "sourceKey": "Annuaire fictif",
         "geo": {"latitude": 47.47, "longitude": -0.55},
         "address": {"streetAddress": "1 Rue Imaginaire", "addressLocality": "Angers", "postalCode": "49100", "addressCountry": "FR", "customFormatedAddress": "1 Rue Imaginaire, 49100 Angers"},
         "openHours": {"Mo": "9h-12h", "Tu": "09:00-12:00", "Sa": "10:00-18:00"}, "openHoursString": "et sur demande",
         "createdAt": "02/01/2025", "updatedAt": "31/05/2026", "categories": ["Ressourcerie", 7, "Chose inouïe"],
         "categoriesDescriptions": [{"category": 7, "description": "pour tous"}, {"category": "x", "description": ""}],
         "stamps": [{"id": 1, "name": "ess", "icon": "x"}], "images": ["https://example.org/a.jpg", {"url": "https://example.org/b.jpg"}],
         "abstract": "Court.", "description": "Long.", "website": "https://f1.example.org/", "telephone": "0261910002",
         "couleur": "vert"},
        {"id": "f2", "name": "Atelier Fictif", "status": 3, "geo": {"latitude": "47.21", "longitude": "-1.55"},
         "address": {"customFormatedAddress": "2 Place Inventée, 44000 Nantes"}, "updatedAt": "2026-04-01T10:00:00+02:00", "categories": ["7"]},
        {"id": "f3", "name": "En attente", "status": 0, "categories": ["Ressourcerie"]},
        {"id": "f4", "name": "Refusé", "status": -2, "categories": ["Ressourcerie"]},
        {"id": "f5", "name": "Sans statut (fictif)", "geo": {"latitude": 47.21, "longitude": -1.55}, "categories": ["Ressourcerie"]},
    ]})
}

#[test]
fn elements_become_records() {
    let mut m = mapping("gogocarto", Format::Json);
    m.names =
        gogocarto::names(r#"[{"id":1,"name":"Quoi","options":[{"id":7,"name":"Atelier vélo"}]}]"#)
            .unwrap();
    let (records, report) = read(&m, elements().to_string().as_bytes()).unwrap();
    assert_eq!((report.rows, report.accepted, report.aside), (5, 3, 2));
    assert_eq!(report.unknown_columns, ["couleur"]);
    let first = &records["f1"];
    let f = &first.fields;
    assert_eq!(first.attribution.as_deref(), Some("Annuaire fictif"));
    assert_eq!(f.categories, ["ressourcerie", "atelier_velo"]);
    assert_eq!(f.labels, ["ess"]);
    assert_eq!(
        f.opening_hours.as_deref(),
        Some("Mo-Tu 09:00-12:00; Sa 10:00-18:00")
    );
    assert_eq!(f.opening_text.as_deref(), Some("et sur demande"));
    assert_eq!(f.source_updated.as_deref(), Some("2026-05-31"));
    assert_eq!(
        f.description.as_deref(),
        Some("Long.\nAtelier vélo\u{a0}: pour tous")
    );
    assert_eq!(
        f.photos,
        ["https://example.org/a.jpg", "https://example.org/b.jpg"]
    );
    let second = &records["f2"];
    let address = second.fields.address.as_ref().unwrap();
    assert_eq!(address.lines, ["2 Place Inventée"]);
    assert_eq!(address.postal_code.as_deref(), Some("44000"));
    assert_eq!(second.commune.as_deref(), Some("44109"));
    assert_eq!(second.fields.categories, ["atelier_velo"]);
    assert_eq!(report.counts.get("not_published"), Some(&2));
    assert_eq!(report.counts.get("unknown_code"), Some(&1));
}

#[test]
fn numbers_without_a_taxonomy_are_told_and_own_rules_hold() {
    let m = mapping("gogocarto", Format::Json);
    let (records, report) = read(&m, elements().to_string().as_bytes()).unwrap();
    assert!(records["f2"].fields.categories.is_empty());
    let told = report.messages.iter().filter(|m| m.code == "unknown_code");
    let told: Vec<&str> = told.map(|m| m.original.as_str()).collect();
    assert_eq!(told, ["7", "Chose inouïe", "7"]);
    let text = boucle::import::Mapping::built_in("gogocarto")
        .unwrap()
        .replacen(
            "[source]",
            "[[rules]]\nwhen = { categories = [\"7\"] }\ncategories = [\"repair_cafe\"]\n[source]",
            1,
        );
    let own = boucle::import::Mapping::parse(&text).unwrap();
    let (records, _) = read(&own, elements().to_string().as_bytes()).unwrap();
    assert_eq!(records["f2"].fields.categories, ["repair_cafe"]);
}
