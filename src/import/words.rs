//! The words that sources use: taxonomy labels, yes and no, numbers, the few closed lists.
use super::Code;
use super::report::Notes;
use crate::domain::structure::{AtHome, Fields, Offer};
use crate::domain::taxonomy::{Taxonomy, Terms};
use crate::domain::text::{fold, nearest};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// A closed list: our code, and other words for it, folded.
type List = &'static [(&'static str, &'static [&'static str])];

pub(super) const LEGAL_FORMS: List = &[
    ("association", &["asso", "association loi 1901", "loi 1901"]),
    (
        "cooperative",
        &["scop", "scic", "societe cooperative", "cooperatif"],
    ),
    ("mutual", &["mutuelle"]),
    ("foundation", &["fondation"]),
    (
        "ess_company",
        &[
            "esus",
            "societe commerciale de l ess",
            "entreprise de l ess",
        ],
    ),
    (
        "company",
        &["entreprise", "societe", "sarl", "sas", "sasu", "eurl", "sa"],
    ),
    (
        "public_body",
        &["collectivite", "etablissement public", "public"],
    ),
    (
        "artisan",
        &[
            "entreprise individuelle",
            "auto entrepreneur",
            "micro entreprise",
        ],
    ),
    ("individual", &["particulier", "citoyen"]),
];
pub(super) const INCLUSION: List = &[
    ("aci", &["atelier et chantier d insertion"]),
    ("ei", &["entreprise d insertion"]),
    ("ai", &["association intermediaire"]),
    ("etti", &["entreprise de travail temporaire d insertion"]),
    ("esat", &["ea", "entreprise adaptee"]),
    ("none", &["aucun", "aucune", "non"]),
];
pub(super) const PUBLICS: List = &[
    (
        "individuals",
        &["particuliers", "particulier", "tout public"],
    ),
    ("professionals", &["professionnels", "professionnel"]),
    (
        "both",
        &[
            "tous",
            "particuliers et professionnels",
            "professionnels et particuliers",
        ],
    ),
];
pub(super) const TAKE_BACK: List = &[
    ("one_for_one", &["1 pour 1", "un pour un"]),
    ("one_for_zero", &["1 pour 0", "un pour zero"]),
];
pub(super) const WHEELCHAIR: List = &[
    ("yes", &["oui"]),
    ("no", &["non"]),
    ("limited", &["limite", "partiel"]),
];

/// What sources write where they know nothing.
const UNKNOWN: [&str; 8] = [
    "unknown",
    "inconnu",
    "inconnue",
    "nc",
    "n c",
    "nsp",
    "na",
    "non renseigne",
];

/// Whether the source says in words that it does not know.
pub(super) fn is_unknown(text: &str) -> bool {
    let folded = fold(text);
    folded.is_empty() || UNKNOWN.contains(&folded.as_str())
}

/// The code of a word of a closed list.
pub(super) fn of_list(list: List, text: &str) -> Option<&'static str> {
    let folded = fold(text);
    list.iter()
        .find(|(code, words)| fold(code) == folded || words.contains(&folded.as_str()))
        .map(|(code, _)| *code)
}

/// Oui, non, and their like.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "oui" | "o" | "yes" | "y" | "vrai" | "true" | "1" | "x" => Some(true),
        "non" | "n" | "no" | "faux" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A number that is not negative, with a comma or a point; blanks between its digits are understood.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let n: f64 = plain.replace(',', ".").parse().ok()?;
    (n.is_finite() && n >= 0.0).then_some(n)
}

/// "30 km", "département 44", "métropole", "outre-mer".
pub(super) fn at_home(text: &str) -> Option<AtHome> {
    let folded = fold(text);
    for word in ["departement ", "department "] {
        if let Some(code) = folded.strip_prefix(word) {
            let code = code.to_uppercase();
            return Some(AtHome::Department { code });
        }
    }
    match folded.as_str() {
        "metropolitan" | "metropole" | "france metropolitaine" => Some(AtHome::Metropolitan),
        "overseas" | "outre mer" => Some(AtHome::Overseas),
        _ => {
            let text = text.trim().to_lowercase();
            // "km:30" is what our own CSV says.
            let text = text.strip_prefix("km:").unwrap_or(&text);
            let km = number(text.strip_suffix("km").unwrap_or(text))?;
            (km > 0.0).then_some(AtHome::Km { km })
        }
    }
}

/// The taxonomy by code and by label.
#[derive(Debug)]
pub(super) struct Words {
    categories: Index,
    labels: Index,
    actions: Index,
    objects: Index,
}

impl Words {
    pub(super) fn new(taxonomy: &Taxonomy) -> Self {
        Self {
            categories: Index::of(&taxonomy.categories),
            labels: Index::of(&taxonomy.labels),
            actions: Index::of(&taxonomy.actions),
            objects: Index::of(&taxonomy.objects),
        }
    }

    /// Whether this is a category, or several with commas between them.
    pub(super) fn is_category(&self, text: &str) -> bool {
        self.categories.find_all(text).is_some()
    }

    /// Whether this is a label, or several with commas between them.
    pub(super) fn is_label(&self, text: &str) -> bool {
        self.labels.find_all(text).is_some()
    }

    /// Replaces labels by codes. What is not in the taxonomy is left out, with a remark for each.
    pub(super) fn resolve(&self, f: &mut Fields, notes: &mut Notes<'_>) {
        self.categories
            .codes(&mut f.categories, "categories", notes);
        self.labels.codes(&mut f.labels, "labels", notes);
        f.offers.retain_mut(|o| self.offer(o, notes));
    }

    /// Replaces the labels of an offer; `false` when nothing is left of it.
    fn offer(&self, o: &mut Offer, notes: &mut Notes<'_>) -> bool {
        let Some(action) = self.actions.find(&o.action) else {
            let message = self.actions.unknown(&o.action);
            notes.warn("offers", Code::OfferLeftOut, message, &o.action);
            return false;
        };
        if action != o.action {
            o.action = action.to_owned();
        }
        if self.objects.are_codes(&o.objects) {
            return true;
        }
        let named = o.objects.join(", ");
        self.objects.codes(&mut o.objects, "offers", notes);
        // An offer without objects would say that the source does not tell which.
        if o.objects.is_empty() {
            let message = format!(
                "none of the objects of `{}` is in the taxonomy: the offer is left out",
                o.action
            );
            notes.warn("offers", Code::OfferLeftOut, message, &named);
        }
        !o.objects.is_empty()
    }
}

/// Terms by folded word.
#[derive(Debug)]
struct Index {
    codes: HashSet<String>,
    by_word: HashMap<String, String>,
    /// What was said of unknown words: one that the taxonomy lacks stands in thousands of rows, and the likely one is
    /// searched along all of them.
    told: RefCell<HashMap<String, String>>,
}

/// Unknown words that are remembered.
const REMEMBERED: usize = 10_000;

impl Index {
    /// Codes before labels, whole labels before their parts ("Ressourcerie, recyclerie"), those before everyday words.
    fn of(terms: &Terms) -> Self {
        let mut by_word = HashMap::new();
        let labels = |t: &crate::domain::taxonomy::Term| [t.label_fr.clone(), t.label_en.clone()];
        let parts = |t: &crate::domain::taxonomy::Term| {
            let parts = labels(t)
                .into_iter()
                .flat_map(|l| l.split(", ").map(str::to_owned).collect::<Vec<_>>());
            parts.collect::<Vec<_>>()
        };
        let synonyms = |t: &crate::domain::taxonomy::Term| t.synonyms_fr.clone();
        let mut add = |code: &str, words: Vec<String>| {
            for w in words {
                by_word.entry(key(&w)).or_insert_with(|| code.to_owned());
            }
        };
        for t in terms {
            add(&t.code, vec![t.code.clone()]);
        }
        for t in terms {
            add(&t.code, labels(t).into());
        }
        for t in terms {
            add(&t.code, parts(t));
        }
        for t in terms {
            add(&t.code, synonyms(t));
        }
        let codes = terms.iter().map(|t| t.code.clone());
        Self {
            codes: codes.collect(),
            by_word,
            told: RefCell::default(),
        }
    }

    fn find(&self, word: &str) -> Option<&str> {
        let code = self.codes.get(word);
        code.or_else(|| self.by_word.get(&key(word)))
            .map(String::as_str)
    }

    /// One word, or several with commas between them.
    fn find_all(&self, word: &str) -> Option<Vec<&str>> {
        if let Some(code) = self.find(word) {
            return Some(vec![code]);
        }
        word.contains(',')
            .then(|| word.split(',').map(|w| self.find(w)).collect())
            .flatten()
    }

    fn are_codes(&self, words: &[String]) -> bool {
        words.iter().all(|w| self.codes.contains(w))
    }

    fn codes(&self, words: &mut Vec<String>, field: &str, notes: &mut Notes<'_>) {
        // Most sources carry codes: nothing to do, and nothing to allocate.
        if self.are_codes(words) {
            return;
        }
        let mut codes: Vec<String> = Vec::with_capacity(words.len());
        for word in words.iter() {
            let Some(found) = self.find_all(word) else {
                notes.warn(field, Code::UnknownCode, self.unknown(word), word);
                continue;
            };
            for code in found {
                if !codes.iter().any(|c| c == code) {
                    codes.push(code.to_owned());
                }
            }
        }
        *words = codes;
    }

    fn unknown(&self, word: &str) -> String {
        if let Some(told) = self.told.borrow().get(word) {
            return told.clone();
        }
        let told = self.likely(word);
        let mut all = self.told.borrow_mut();
        if all.len() < REMEMBERED {
            all.insert(word.to_owned(), told.clone());
        }
        told
    }

    fn likely(&self, word: &str) -> String {
        let like = nearest(&key(word), self.by_word.keys().map(String::as_str));
        let hint = like
            .and_then(|w| self.by_word.get(w))
            .map(|code| format!("; did you mean `{code}`?"))
            .unwrap_or_default();
        format!("not in the taxonomy, neither as code nor as label; left out{hint}")
    }
}

/// Folded, and each word without the plural's s or x.
fn key(text: &str) -> String {
    let folded = fold(&text.replace('_', " "));
    let words = folded.split(' ').map(|w| {
        if w.len() > 3 {
            w.strip_suffix(['s', 'x']).unwrap_or(w)
        } else {
            w
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::Report;
    use super::*;

    fn taxonomy() -> Taxonomy {
        Taxonomy::parse(include_str!("../../geodata/taxonomy.toml")).unwrap()
    }

    #[test]
    fn the_taxonomy_is_found_by_code_label_and_part_of_a_label() {
        let words = Words::new(&taxonomy());
        for (word, code) in [
            ("ressourcerie", "ressourcerie"),
            ("Ressourcerie, recyclerie", "ressourcerie"),
            ("RECYCLERIES", "ressourcerie"),
            ("Dépôt vente", "depot_vente"),
            ("Boîte à livres", "boite_a_livres"),
        ] {
            assert_eq!(words.categories.find(word), Some(code), "{word}");
        }
        assert_eq!(words.actions.find("Réparer"), Some("reparer"));
        assert_eq!(words.objects.find("Vélos"), Some("velo"));
        assert_eq!(words.categories.find("fusée"), None);
    }

    /// Each code of the taxonomy must find itself, whatever other terms are called.
    #[test]
    fn no_label_hides_a_code() {
        let taxonomy = taxonomy();
        for terms in [&taxonomy.categories, &taxonomy.objects, &taxonomy.labels] {
            let index = Index::of(terms);
            for t in terms {
                assert_eq!(index.find(&t.code), Some(t.code.as_str()));
            }
        }
    }

    #[test]
    fn an_offer_that_nothing_is_left_of_goes_with_a_remark() {
        let offer = |action: &str, objects: &[&str]| Offer {
            action: action.to_owned(),
            objects: objects.iter().map(|o| (*o).to_owned()).collect(),
        };
        let mut f = Fields {
            offers: vec![
                offer("Réparer", &["Vélos", "fusée"]),
                offer("voler", &["velo"]),
                offer("donner", &["fusée"]),
                offer("trier", &[]),
            ],
            ..Fields::default()
        };
        let mut report = Report::default();
        Words::new(&taxonomy()).resolve(&mut f, &mut report.of_row(1));
        assert_eq!(f.offers, [offer("reparer", &["velo"]), offer("trier", &[])]);
        assert_eq!(report.counts["unknown_code"], 2);
        assert_eq!(report.counts["offer_left_out"], 2);
    }

    #[test]
    fn reads_numbers_yes_and_no_and_areas() {
        assert_eq!(number("1 234,5"), Some(1234.5));
        assert_eq!(number("-1"), None);
        assert_eq!(number("NaN"), None);
        assert_eq!(
            (yes_no("Oui"), yes_no("NON"), yes_no("?")),
            (Some(true), Some(false), None)
        );
        assert_eq!(at_home("30 km"), Some(AtHome::Km { km: 30.0 }));
        assert_eq!(at_home("km:30"), Some(AtHome::Km { km: 30.0 }));
        let corsica = AtHome::Department {
            code: "2A".to_owned(),
        };
        assert_eq!(at_home("Département 2A"), Some(corsica));
        assert_eq!(
            at_home("department:44"),
            Some(AtHome::Department {
                code: "44".to_owned()
            })
        );
        assert_eq!(at_home("France métropolitaine"), Some(AtHome::Metropolitan));
        assert_eq!(at_home("partout"), None);
    }

    #[test]
    fn closed_lists_know_french_words() {
        assert_eq!(of_list(LEGAL_FORMS, "SCOP"), Some("cooperative"));
        assert_eq!(of_list(PUBLICS, "Tout public"), Some("individuals"));
        assert_eq!(of_list(TAKE_BACK, "one_for_one"), Some("one_for_one"));
        assert_eq!(of_list(WHEELCHAIR, "designated"), None);
        assert!(is_unknown("Non renseigné") && !is_unknown("oui"));
    }
}
