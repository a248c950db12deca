//! ADEME's file in its forms: what becomes of its own words.
use super::{mapping, read};
use boucle::domain::structure::{AtHome, CommuneAssignment};
use boucle::domain::{Offer, SourceRecord};
use boucle::import::{Format, Report};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const FILE: &str = include_str!("ademe.csv");

/// The display headers of the older export, where they are not only another case.
const DISPLAY: [(&str, &str); 15] = [
    ("identifiant,", "Identifiant,"),
    ("paternite,", "Paternité,"),
    (
        "identifiants_des_contributeurs",
        "Identifiants des contributeurs",
    ),
    ("nom_commercial", "Nom commercial"),
    ("type_dacteur", "Type d'acteur"),
    ("site_web", "Site web"),
    ("telephone", "Téléphone"),
    ("complement_dadresse", "Complément d'adresse"),
    ("code_postal", "Code Postal"),
    ("qualites_et_labels", "Qualités et labels"),
    (
        "exclusivite_de_reprisereparation",
        "Exclusivité de reprise/réparation",
    ),
    ("uniquement_sur_rdv", "Uniquement sur RDV"),
    ("type_de_services", "Type de services"),
    ("propositions_de_services", "Propositions de services"),
    (
        "date_de_derniere_modification",
        "Date de dernière modification",
    ),
];

fn csv(text: &str) -> (BTreeMap<String, SourceRecord>, Report) {
    read(&mapping("ademe", Format::Csv), text.as_bytes()).unwrap()
}

/// The file's rows as data-fair writes them: numbers and booleans as such, what is blank left out.
fn objects() -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    let header = reader.headers().unwrap().clone();
    let object = |row: csv::StringRecord| {
        let filled = header.iter().zip(&row).filter(|(_, v)| !v.is_empty());
        let value = |(k, v): (&str, &str)| {
            let value = match k {
                "latitude" | "longitude" => json!(v.parse::<f64>().unwrap()),
                "uniquement_sur_rdv" | "exclusivite_de_reprisereparation" => json!(v == "true"),
                _ => json!(v),
            };
            (k.to_owned(), value)
        };
        let mut all: Map<String, Value> = filled.map(value).collect();
        all.insert("_score".to_owned(), Value::Null);
        all.insert("_i".to_owned(), json!(7));
        Value::Object(all)
    };
    reader.records().map(|r| object(r.unwrap())).collect()
}

fn offer(action: &str, objects: &[&str]) -> Offer {
    Offer {
        action: action.to_owned(),
        objects: objects.iter().map(|o| (*o).to_owned()).collect(),
    }
}

#[test]
fn a_file_of_somebody_else_is_refused_with_what_was_expected() {
    for text in [
        "Lieu;Rue\nLe Bac;1 rue A\n",
        // Some words are everybody's.
        "nom,adresse,code_postal,ville,latitude,longitude,type_dacteur\nLe Bac,1 rue A,44000,Nantes,47.2,-1.5,ess\n",
    ] {
        let told = read(&mapping("ademe", Format::Csv), text.as_bytes()).unwrap_err();
        let told = told.to_string();
        for words in [
            "ADEME",
            "no column `identifiant`",
            "of the 44 columns",
            "Nothing was imported",
            "import csv",
        ] {
            assert!(told.contains(words), "no `{words}` in {told}");
        }
    }
    // A part of ADEME's columns with its identifiers is hers.
    let (records, _) = csv("identifiant,nom\nA1,Le Bac\n");
    assert_eq!(records.len(), 1);
}

#[test]
fn each_word_of_a_record_finds_its_place() {
    let (records, report) = csv(FILE);
    assert_eq!((report.rows, report.accepted, report.aside), (6, 6, 0));
    let r = &records["fiction-ressourcerie"];
    let f = &r.fields;
    assert_eq!(
        r.attribution.as_deref(),
        Some("Longue Vie Aux Objets, ADEME, Réseau fictif des ressourceries")
    );
    let ids = [("lvao", "900001"), ("reseau_fictif", "R-17")];
    assert_eq!(
        r.contributors,
        ids.map(|(k, v)| (k.to_owned(), v.to_owned())).into()
    );
    assert_eq!(r.commune.as_deref(), Some("49007"));
    assert_eq!(r.commune_assignment, Some(CommuneAssignment::Code));
    assert_eq!(f.trade_name.as_deref(), Some("Les Ponts (fictif)"));
    assert_eq!(f.categories, ["ressourcerie"]);
    assert_eq!(
        f.offers,
        [
            offer("donner", &["vetement", "meuble"]),
            offer("acheter", &["meuble"])
        ]
    );
    let address = f.address.as_ref().unwrap();
    assert_eq!(address.lines, ["1 Rue Imaginaire", "Bâtiment B"]);
    assert_eq!(f.siret.as_deref(), Some("73282932000074"));
    assert_eq!(f.labels, ["ess"]);
    assert_eq!((f.ess, f.legal_form.as_deref()), (Some(true), None));
    assert_eq!(f.public.as_deref(), Some("individuals"));
    assert_eq!(f.take_back.as_deref(), Some("one_for_zero"));
    assert_eq!((f.brand_only, f.by_appointment), (Some(false), Some(false)));
    assert_eq!(f.hide_exact_position, Some(false));
    assert_eq!(f.opening_hours.as_deref(), Some("Tu-Sa 10:00-18:00"));
    assert_eq!(
        f.opening_text.as_deref(),
        Some("le samedi matin\nEntrée par la cour")
    );
    assert_eq!(f.website.as_deref(), Some("https://ponts.example.org/"));
    assert_eq!(f.source_updated.as_deref(), Some("2026-05-31"));
}

#[test]
fn words_of_other_kinds_are_understood_and_the_unknown_ones_told() {
    let (records, report) = csv(FILE);
    let bike = &records["fiction-velo"].fields;
    assert_eq!(bike.categories, ["reparateur_velo"]);
    assert_eq!(bike.offers, [offer("reparer", &["velo"])]);
    assert_eq!(bike.labels, ["BonusRepar_ASL", "qualirepar"]);
    assert_eq!(bike.public.as_deref(), Some("both"));
    assert_eq!(
        (bike.ess, bike.brand_only, bike.by_appointment),
        (None, Some(true), None)
    );
    assert_eq!(bike.hide_exact_position, None);
    assert_eq!(bike.source_updated.as_deref(), Some("2026-05-31"));
    // A commune of before a merger, a record without a point, a blank public, an unheard word.
    let merged = &records["fiction-merged"];
    assert_eq!(merged.commune.as_deref(), Some("49050"));
    assert_eq!(merged.fields.categories, ["decheterie"]);
    assert_eq!(
        (&merged.fields.public, &merged.fields.take_back),
        (&None, &None)
    );
    // Proposals in columns of their own.
    let lender = &records["fiction-columns"].fields;
    assert_eq!(
        lender.offers,
        [
            offer("emprunter", &["jouet"]),
            offer("preter", &["outil_de_bricolage_et_jardinage", "jouet"])
        ]
    );
    assert_eq!(lender.categories, ["bibliotheque_objets"]);
    assert_eq!(lender.legal_form.as_deref(), Some("public_body"));
    let broken = &records["fiction-broken"];
    assert_eq!(broken.fields.at_home, None);
    assert_eq!(broken.fields.hide_exact_position, Some(true));
    assert_eq!(broken.fields.categories, ["depot_vente"]);
    let expected = [
        ("bad_date", 1),
        ("bad_json", 2),
        ("hidden_to_be_safe", 1),
        ("missing_column", 7),
        ("several_perimeters", 1),
        ("unknown_code", 1),
        ("unknown_department", 1),
        ("unknown_word", 1),
    ];
    assert_eq!(report.counts, expected.into());
    let missing: Vec<&str> = report
        .messages
        .iter()
        .filter(|m| m.code == "missing_column")
        .map(|m| m.field.as_str())
        .collect();
    let expected = [
        "louer",
        "mettreenlocation",
        "reparer",
        "trier",
        "echanger",
        "revendre",
        "rapporter",
    ];
    assert_eq!(missing, expected);
    assert!(report.unknown_columns.is_empty());
}

#[test]
fn a_home_is_hidden_and_the_widest_area_kept() {
    let (records, _) = csv(FILE);
    let home = &records["fiction-domicile"].fields;
    assert_eq!(home.hide_exact_position, Some(true));
    let department = AtHome::Department {
        code: "44".to_owned(),
    };
    assert_eq!(home.at_home, Some(department));
    assert_eq!(home.by_appointment, Some(true));
    assert_eq!(home.categories, ["reparateur"]);
}

#[test]
fn display_headers_and_json_say_the_same() {
    let (expected, told) = csv(FILE);
    let (header, rows) = FILE.split_once('\n').unwrap();
    let mut display = header.to_owned();
    for (slug, words) in DISPLAY {
        assert!(display.contains(slug), "{slug}");
        display = display.replacen(slug, words, 1);
    }
    let (records, report) = csv(&format!("{display}\n{rows}"));
    assert_eq!(records, expected);
    assert_eq!(report.counts, told.counts);
    assert!(
        report.unknown_columns.is_empty(),
        "{:?}",
        report.unknown_columns
    );

    let page =
        json!({ "total": 6, "next": "https://example.org/lines?after=6", "results": objects() });
    for text in [page.to_string(), Value::Array(objects()).to_string()] {
        let (records, report) = read(&mapping("ademe", Format::Json), text.as_bytes()).unwrap();
        assert_eq!(records, expected);
        assert_eq!(report.counts, told.counts);
        assert!(
            report.unknown_columns.is_empty(),
            "{:?}",
            report.unknown_columns
        );
    }
}

#[test]
fn columns_too_many_are_told_and_change_nothing() {
    let more = FILE.replacen("identifiant,", "nouvelle,identifiant,", 1);
    let (header, rows) = more.split_once('\n').unwrap();
    let rows = rows.lines().map(|l| format!("x,{l}\n"));
    let (records, report) = csv(&format!("{header}\n{}", rows.collect::<String>()));
    assert_eq!(records, csv(FILE).0);
    assert_eq!(report.unknown_columns, ["nouvelle"]);
}

#[test]
fn only_the_departments_asked_for_are_taken() {
    let mut m = mapping("ademe", Format::Csv);
    m.departments = vec!["49".to_owned(), "75".to_owned()];
    let (records, report) = read(&m, FILE.as_bytes()).unwrap();
    let ids: Vec<&str> = records.keys().map(String::as_str).collect();
    assert_eq!(
        ids,
        ["fiction-columns", "fiction-merged", "fiction-ressourcerie"]
    );
    assert_eq!((report.rows, report.accepted, report.aside), (6, 3, 3));
    m.departments = vec!["49".to_owned(), "4".to_owned()];
    let told = super::REFERENCE.prepare(&m).unwrap_err();
    assert!(told.contains("`4`") && told.contains("2A"), "{told}");
}
