//! Rows in the form of ADEME's open data, for measuring: `cargo run --release --example ademe_rows -- 250000 > rows.csv`.
//!
//! The same number gives the same rows. Words come from the taxonomy, places from the territories; every structure is
//! invented. About one row in fifty is a neighbour said once more by another contributor, as the real file has them.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    missing_docs
)] // a tool of measuring may stop at the first surprise
#[path = "../benches/support/mod.rs"]
mod support;

use boucle::domain::Territory;
use boucle::service::Reference;
use serde_json::json;
use std::io::Write;
use support::{Places, Random};

const SEED: u64 = 20_260_601;

/// Columns in the order of the file.
const COLUMNS: [&str; 44] = [
    "identifiant",
    "paternite",
    "identifiants_des_contributeurs",
    "nom",
    "nom_commercial",
    "siren",
    "siret",
    "description",
    "type_dacteur",
    "site_web",
    "telephone",
    "adresse",
    "complement_dadresse",
    "code_postal",
    "ville",
    "code_commune",
    "code_epci",
    "nom_epci",
    "latitude",
    "longitude",
    "qualites_et_labels",
    "public_accueilli",
    "reprise",
    "exclusivite_de_reprisereparation",
    "uniquement_sur_rdv",
    "type_de_services",
    "consignes_dacces",
    "horaires_description",
    "horaires_osm",
    "lieu_prestation",
    "perimetreadomicile",
    "propositions_de_services",
    "emprunter",
    "preter",
    "louer",
    "mettreenlocation",
    "reparer",
    "donner",
    "trier",
    "echanger",
    "revendre",
    "acheter",
    "rapporter",
    "date_de_derniere_modification",
];
const ACTIONS: [&str; 11] = [
    "emprunter",
    "preter",
    "louer",
    "mettreenlocation",
    "reparer",
    "donner",
    "trier",
    "echanger",
    "revendre",
    "acheter",
    "rapporter",
];

/// A kind of actor: share among 100, type, services, actions, first words of its name.
struct Kind(
    u32,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const KINDS: [Kind; 9] = [
    Kind(
        30,
        "pav_public",
        "structure_de_collecte",
        &["trier"],
        &["Borne textile", "Point d’apport", "Colonne à verre"],
    ),
    Kind(
        22,
        "artisan",
        "service_de_reparation",
        &["reparer"],
        &["Cordonnerie", "Dépannage", "Horlogerie", "Retouches"],
    ),
    Kind(
        14,
        "commerce",
        "service_de_reparation|structure_de_collecte",
        &["reparer", "rapporter"],
        &["Magasin", "Électroménager", "Cycles"],
    ),
    Kind(
        10,
        "commerce",
        "achat_revente_professionnel|depot_vente",
        &["acheter", "revendre"],
        &["Dépôt-vente", "Friperie", "Brocante"],
    ),
    Kind(
        8,
        "ess",
        "recyclerie|structure_de_collecte",
        &["donner", "acheter"],
        &["Ressourcerie", "Recyclerie", "Communauté"],
    ),
    Kind(
        6,
        "decheterie",
        "structure_de_collecte",
        &["trier", "donner"],
        &["Déchèterie"],
    ),
    Kind(
        4,
        "ess",
        "atelier_pour_reparer_soi_meme",
        &["reparer"],
        &["Atelier vélo", "Repair café"],
    ),
    Kind(
        4,
        "collectivite",
        "espace_de_partage|partage_particuliers",
        &["emprunter", "preter", "donner"],
        &["Bibliothèque", "Boîte à livres", "Ludothèque"],
    ),
    Kind(
        2,
        "commerce",
        "location_professionnel",
        &["louer", "mettreenlocation"],
        &["Location d’outils", "Location de vélos"],
    ),
];
const EPITHETS: [&str; 16] = [
    "du Pont",
    "des Halles",
    "de la Gare",
    "du Moulin",
    "des Tanneurs",
    "du Marché",
    "de la Fontaine",
    "du Port",
    "des Tilleuls",
    "du Vieux Puits",
    "de l’Église",
    "des Lavandières",
    "du Canal",
    "des Quatre Vents",
    "de la Tuilerie",
    "du Champ de Foire",
];
const STREETS: [&str; 12] = [
    "Rue de la République",
    "Avenue de la Gare",
    "Place du Marché",
    "Rue du Moulin",
    "Route de la Vallée",
    "Zone Artisanale des Landes",
    "Rue des Écoles",
    "Boulevard de la Liberté",
    "Impasse des Lilas",
    "Chemin du Bois",
    "Rue Nationale",
    "Quai des Mariniers",
];
const CONTRIBUTORS: [&str; 8] = [
    "SINOE",
    "REFASHION",
    "ECOSYSTEM",
    "ECOMAISON",
    "ECOLOGIC",
    "CMA",
    "CITEO",
    "Communauté",
];
const HOURS: [&str; 7] = [
    "Tu-Sa 09:30-12:30,14:00-18:30",
    "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
    "24/7",
    "We,Sa 14:00-18:00",
    "Mo-Sa 10:00-19:00; PH off",
    "Sa[1] 14:00-17:00",
    "Mo-Fr 08:30-12:00,13:30-17:30",
];
const TEXTS: [&str; 4] = [
    "mercredi 10h00-18h00  samedi 10h00-18h00",
    "du lundi au vendredi de 9h à 12h et de 14h à 18h",
    "sur rendez-vous",
    "le premier samedi du mois",
];

/// One row, by column.
type Row = Vec<String>;

fn main() {
    let count: u64 = std::env::args()
        .nth(1)
        .map_or(250_000, |n| n.parse().unwrap());
    let reference = Reference::embedded().unwrap();
    let places = Places::new(&reference.gazetteer);
    let objects: Vec<&str> = reference
        .taxonomy
        .objects
        .iter()
        .map(|t| t.code.as_str())
        .collect();
    let mut r = Random::new(SEED);
    let out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS).unwrap();
    let mut last = row(0, places.draw(&mut r), &objects, &mut r);
    for n in 0..count {
        let next = if n > 0 && r.below(50) == 0 {
            again(&last, n, &mut r)
        } else {
            row(n, places.draw(&mut r), &objects, &mut r)
        };
        out.write_record(&next).unwrap();
        last = next;
    }
    out.into_inner()
        .map_err(|e| e.to_string())
        .unwrap()
        .flush()
        .unwrap();
}

fn at(column: &str) -> usize {
    COLUMNS.iter().position(|c| *c == column).unwrap()
}

fn pick<'a>(all: &[&'a str], r: &mut Random) -> &'a str {
    all[r.below(all.len())]
}

/// With so many chances in a hundred.
fn chance(percent: usize, r: &mut Random) -> bool {
    r.below(100) < percent
}

/// Digits with a right check digit (Luhn) at their end.
fn checked(first: &str) -> String {
    let weigh = |(i, c): (usize, char)| {
        let d = c.to_digit(10).unwrap();
        if i % 2 == 0 {
            d * 2 / 10 + d * 2 % 10
        } else {
            d
        }
    };
    let sum: u32 = first.chars().rev().enumerate().map(weigh).sum();
    format!("{first}{}", (10 - sum % 10) % 10)
}

fn row(n: u64, commune: &Territory, objects: &[&str], r: &mut Random) -> Row {
    let mut cells: Row = vec![String::new(); COLUMNS.len()];
    let mut share = r.below(100) as u32;
    let drawn = KINDS.iter().find(|k| {
        let here = share < k.0;
        share = share.saturating_sub(k.0);
        here
    });
    let kind = drawn.unwrap_or(&KINDS[0]);
    let home = kind.1 == "artisan" && chance(6, r);
    identity(&mut cells, n, kind, r);
    contact(&mut cells, n, r);
    place(&mut cells, commune, r);
    terms(&mut cells, kind, r);
    let mut set = |column: &str, text: String| cells[at(column)] = text;
    if home {
        let km = (r.below(8) * 10 + 10).to_string();
        set("lieu_prestation", "A_DOMICILE".to_owned());
        let area = json!([{ "type": "KILOMETRIQUE", "valeur": km }]);
        set("perimetreadomicile", area.to_string());
    } else {
        let line = format!("{} {}", r.below(180) + 1, pick(&STREETS, r));
        set("adresse", line);
        set("lieu_prestation", pick(&["", "SUR_PLACE"], r).to_owned());
    }
    offers(&mut cells, kind.3, objects, r);
    let (year, month, day) = (r.below(3) + 4, r.below(12) + 1, r.below(28) + 1);
    cells[at("date_de_derniere_modification")] = format!("202{year}-{month:02}-{day:02}");
    cells
}

/// Who it is, and who says so.
fn identity(cells: &mut Row, n: u64, kind: &Kind, r: &mut Random) {
    let mut set = |column: &str, text: String| cells[at(column)] = text;
    set("identifiant", format!("generated-{n:07}"));
    let contributor = pick(&CONTRIBUTORS, r);
    set(
        "paternite",
        format!("Longue Vie Aux Objets|ADEME|{contributor}"),
    );
    let id = format!("{:06}", r.below(1_000_000));
    set(
        "identifiants_des_contributeurs",
        json!([{ contributor.to_lowercase(): id }]).to_string(),
    );
    let name = format!("{} {} (généré)", pick(kind.4, r), pick(&EPITHETS, r));
    let name = if chance(40, r) {
        name.to_uppercase()
    } else {
        name
    };
    set("nom", name);
    if chance(15, r) {
        set("nom_commercial", format!("Chez {}", pick(&EPITHETS, r)));
    }
    if chance(8, r) {
        let siren = checked(&format!("{:08}", r.below(100_000_000)));
        let office = r.below(9_000) + 10;
        set("siret", checked(&format!("{siren}{office:04}")));
        set("siren", siren);
    }
    set("type_dacteur", kind.1.to_owned());
    set("type_de_services", kind.2.to_owned());
    set("qualites_et_labels", labels(kind.1, r));
}

fn contact(cells: &mut Row, n: u64, r: &mut Random) {
    let mut set = |column: &str, text: String| cells[at(column)] = text;
    if chance(10, r) {
        let text = "Structure générée, pour mesurer.";
        set("description", text.to_owned());
    }
    if chance(20, r) {
        set("site_web", format!("https://generated-{n}.example.org/"));
    }
    if chance(35, r) {
        // A range that is kept free for fiction.
        let (a, b) = (r.below(100), r.below(100));
        set("telephone", format!("02 61 91 {a:02} {b:02}"));
    }
    if chance(25, r) {
        set("horaires_osm", pick(&HOURS, r).to_owned());
    } else if chance(20, r) {
        set("horaires_description", pick(&TEXTS, r).to_owned());
    }
}

/// For whom, and on which terms.
fn terms(cells: &mut Row, kind: &Kind, r: &mut Random) {
    let takes_back = kind.1 == "commerce";
    for (column, words) in [
        (
            "public_accueilli",
            &[
                "Particuliers",
                "Particuliers",
                "Particuliers et professionnels",
                "",
            ][..],
        ),
        (
            "exclusivite_de_reprisereparation",
            &["false", "false", "", "true"],
        ),
        ("uniquement_sur_rdv", &["", "false", "true"]),
    ] {
        pick(words, r).clone_into(&mut cells[at(column)]);
    }
    if takes_back {
        pick(&["", "", "1 pour 0", "1 pour 1"], r).clone_into(&mut cells[at("reprise")]);
    }
}

fn place(cells: &mut Row, commune: &Territory, r: &mut Random) {
    let mut set = |column: &str, text: String| cells[at(column)] = text;
    set(
        "code_postal",
        commune.postal_codes.first().cloned().unwrap_or_default(),
    );
    set("ville", commune.name.clone());
    if !chance(3, r) {
        set("code_commune", commune.code.clone());
    }
    set("code_epci", commune.epci.clone().unwrap_or_default());
    if let Some(p) = commune.position.filter(|_| !chance(2, r)) {
        // A kilometre or two around the commune's middle.
        set("longitude", format!("{:.6}", p.lon + r.bell() * 0.012));
        set("latitude", format!("{:.6}", p.lat + r.bell() * 0.009));
    }
}

fn labels(actor: &str, r: &mut Random) -> String {
    match actor {
        "ess" => "ess".to_owned(),
        "artisan" | "commerce" => pick(
            &[
                "",
                "",
                "",
                "reparacteur",
                "qualirepar",
                "refashion",
                "bonusrepar",
                "BonusRepar_ASL|qualirepar",
            ],
            r,
        )
        .to_owned(),
        _ => String::new(),
    }
}

fn offers(cells: &mut Row, actions: &[&str], objects: &[&str], r: &mut Random) {
    let mut proposals = Vec::new();
    for action in actions {
        let mut some: Vec<&str> = (0..=r.below(7)).map(|_| pick(objects, r)).collect();
        some.sort_unstable();
        some.dedup();
        if ACTIONS.contains(action) {
            cells[at(action)] = some.join("|");
        }
        proposals.push(json!({ "action": action, "sous_categories": some }));
    }
    cells[at("propositions_de_services")] = json!(proposals).to_string();
}

/// The same structure as another contributor says it: another identifier, a slip in the name, a point beside it.
fn again(before: &Row, n: u64, r: &mut Random) -> Row {
    let mut cells = before.clone();
    cells[at("identifiant")] = format!("generated-{n:07}");
    let contributor = pick(&CONTRIBUTORS, r);
    cells[at("paternite")] = format!("Longue Vie Aux Objets|ADEME|{contributor}");
    let name = &mut cells[at("nom")];
    *name = if chance(50, r) {
        name.to_uppercase()
    } else {
        name.replace('é', "e")
    };
    for column in ["longitude", "latitude"] {
        if let Ok(value) = cells[at(column)].parse::<f64>() {
            cells[at(column)] = format!("{:.6}", value + (r.unit() - 0.5) * 0.0004);
        }
    }
    cells
}
