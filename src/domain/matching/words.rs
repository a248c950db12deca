//! Words of names and addresses, brought to one spelling before they are compared.
use crate::domain::text::fold;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// Words that carry no meaning in a name.
const EMPTY: &[&str] = &[
    "a", "au", "aux", "chez", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les",
    "n", "of", "par", "pour", "s", "sur", "the", "un", "une", "qu", "c",
];

/// Forms of organisation: they tell nothing of who it is.
const LEGAL: &[&str] = &[
    "association",
    "loi",
    "1901",
    "sarl",
    "sas",
    "sasu",
    "eurl",
    "sa",
    "ei",
    "scop",
    "scic",
    "scea",
    "snc",
    "earl",
    "societe",
    "entreprise",
    "etablissements",
    "compagnie",
    "auto",
    "entrepreneur",
    "micro",
    "cooperative",
    "federation",
    "reseau",
    "groupe",
    "collectif",
    "monsieur",
    "madame",
    "m",
    "mr",
    "mme",
    "france",
];

/// Kinds of place and trade: many bear them, so that they tell little of which one it is.
const GENERIC: &[&str] = &[
    "ressourcerie",
    "atelier",
    "boutique",
    "magasin",
    "centre",
    "espace",
    "maison",
    "velo",
    "reparation",
    "reparateur",
    "repair",
    "cafe",
    "decheterie",
    "dechetterie",
    "depot",
    "vente",
    "friperie",
    "vetements",
    "solidaire",
    "solidarite",
    "emmaus",
    "epicerie",
    "vrac",
    "bio",
    "cordonnerie",
    "cordonnier",
    "couture",
    "retouches",
    "informatique",
    "electromenager",
    "garage",
    "reemploi",
    "recyclage",
    "compost",
    "composteur",
    "borne",
    "relais",
    "textile",
    "conteneur",
    "point",
    "apport",
    "volontaire",
    "livres",
    "boite",
    "bibliotheque",
    "insertion",
    "service",
    "services",
    "local",
    "communaute",
    "mairie",
    "commune",
    "ville",
    "asso",
    "accueil",
    "bourse",
    "brocante",
    "marche",
    "drive",
    "collecte",
    "aire",
    "site",
    "antenne",
    "nord",
    "sud",
    "est",
    "ouest",
    "jouets",
    "meubles",
    "objets",
    "phone",
    "mobile",
    "telephone",
    "occasion",
    "recup",
    "recuperation",
    "shop",
    "store",
    "partage",
    "participatif",
    "zone",
    "gratuite",
    "gratuiterie",
    "outils",
    "fripe",
    "vestiaire",
    "secours",
    "croix",
    "rendez",
    "vous",
    "rouge",
];

/// How much a word of that kind weighs beside a proper name, which weighs 1.
#[must_use]
pub(super) fn base_weight(word: &str) -> f32 {
    if LEGAL.contains(&word) {
        0.08
    } else if GENERIC.contains(&word) {
        0.35
    } else {
        1.0
    }
}

/// The word as it is compared: abbreviations written out, words of one meaning made one.
fn canonical(word: &str) -> &str {
    match word {
        "asso" | "assoc" | "ass" | "associations" | "association" => "association",
        "ets" | "etab" | "etablissement" => "etablissements",
        "ste" | "soc" => "societe",
        "cie" => "compagnie",
        "ctre" | "ctr" => "centre",
        "recyclerie" | "recycleries" | "ressourceries" | "resourcerie" | "recyclarie" => {
            "ressourcerie"
        }
        "velos" | "cycles" | "cycle" | "bicyclette" | "bicyclettes" | "bike" | "bikes" => "velo",
        "ateliers" => "atelier",
        "reparations" => "reparation",
        "reparateurs" => "reparateur",
        "dechetteries" | "decheteries" | "dechetterie" => "decheterie",
        "epiceries" => "epicerie",
        "cafes" | "coffee" => "cafe",
        "solidaires" => "solidaire",
        other => other,
    }
}

/// The words of a name that are compared, in their order. A name of empty words alone keeps them all.
#[must_use]
pub(super) fn name_words(name: &str) -> Vec<String> {
    // "O.G.E.C" and "OGEC" are one word.
    let joined: String = name.chars().filter(|c| *c != '.').collect();
    let name = if single_letters(name) {
        joined.as_str()
    } else {
        name
    };
    let folded = fold(name);
    let all = || folded.split(' ').filter(|w| !w.is_empty());
    let full: Vec<String> = all()
        .filter(|w| !EMPTY.contains(w))
        .map(|w| canonical(w).to_owned())
        .collect();
    if full.is_empty() {
        all().map(str::to_owned).collect()
    } else {
        full
    }
}

/// Whether points stand between single letters only.
fn single_letters(name: &str) -> bool {
    let parts = || name.split('.');
    parts().count() > 2 && parts().next().is_some_and(|p| p.chars().count() <= 1)
}

/// Number and street of an address, in one spelling; `None` where there is no street.
#[must_use]
pub(super) fn street(lines: &[String]) -> Option<(Option<u32>, String)> {
    let parts = lines.iter().flat_map(|l| l.split(','));
    let folded = joined_numbers(parts.map(fold));
    let has_way = |l: &&String| l.split(' ').any(|w| WAYS.contains(&way(w)));
    let numbered = |l: &&String| l.starts_with(|c: char| c.is_ascii_digit());
    let line = folded
        .iter()
        .find(|l| has_way(l) && numbered(l))
        .or_else(|| folded.iter().find(has_way))
        .or_else(|| folded.iter().find(numbered))
        .or_else(|| folded.first())?;
    let words: Vec<&str> = line.split(' ').filter(|w| !w.is_empty()).collect();
    let start = words.iter().position(|w| WAYS.contains(&way(w)));
    let number = number(&words[..start.unwrap_or(words.len())]);
    let from = start.unwrap_or_else(|| usize::from(number.is_some()).max(leading_numbers(&words)));
    let name: Vec<&str> = words[from.min(words.len())..]
        .iter()
        .map(|w| way(w))
        .filter(|w| !EMPTY.contains(w))
        .collect();
    (!name.is_empty()).then(|| (number, name.join(" ")))
}

/// A number that a comma parts from its street goes back to it: "12, rue Haute".
fn joined_numbers(parts: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut before: Option<String> = None;
    for part in parts.filter(|p| !p.is_empty()) {
        let words: Vec<&str> = part.split(' ').collect();
        if leading_numbers(&words) == words.len() {
            before = Some(part);
        } else {
            let number = before.take().map(|n| n + " ").unwrap_or_default();
            out.push(number + &part);
        }
    }
    out.extend(before);
    out
}

/// Kinds of ways that a street's name begins with.
const WAYS: &[&str] = &[
    "rue",
    "avenue",
    "boulevard",
    "place",
    "route",
    "chemin",
    "impasse",
    "allee",
    "quai",
    "cours",
    "square",
    "passage",
    "esplanade",
    "faubourg",
    "ruelle",
    "rond",
    "sentier",
    "venelle",
    "cite",
    "lotissement",
    "zone",
    "mail",
    "promenade",
];

fn way(word: &str) -> &str {
    match word {
        "av" | "ave" => "avenue",
        "bd" | "bvd" | "bld" | "boul" | "blvd" => "boulevard",
        "pl" => "place",
        "rte" => "route",
        "che" | "chem" | "ch" => "chemin",
        "imp" => "impasse",
        "all" | "allees" => "allee",
        "r" => "rue",
        "fg" | "fbg" => "faubourg",
        "za" | "zi" | "zac" => "zone",
        "sq" => "square",
        "gal" => "general",
        "dr" => "docteur",
        "mal" => "marechal",
        "pdt" => "president",
        other => other,
    }
}

fn leading_numbers(words: &[&str]) -> usize {
    words
        .iter()
        .take_while(|w| w.starts_with(|c: char| c.is_ascii_digit()) || suffix(w).is_some())
        .count()
}

/// 12 bis: the number and its letter as one value.
fn number(words: &[&str]) -> Option<u32> {
    let at = words
        .iter()
        .position(|w| w.starts_with(|c: char| c.is_ascii_digit()))?;
    let word = words[at];
    let digits = word
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(word.len());
    let number: u32 = word[..digits].parse().ok().filter(|n| *n < 100_000)?;
    let glued = suffix(&word[digits..]);
    let next = words.get(at + 1).and_then(|w| suffix(w));
    Some(number * 32 + glued.or(next).unwrap_or(0))
}

fn suffix(word: &str) -> Option<u32> {
    match word {
        "bis" | "b" => Some(2),
        "ter" | "t" => Some(3),
        "quater" => Some(4),
        w if w.len() == 1 && w.starts_with(|c: char| c.is_ascii_lowercase()) => {
            Some(5 + u32::from(w.as_bytes()[0] - b'a'))
        }
        _ => None,
    }
}

/// A web address in one spelling: host and path, without scheme, `www.`, query and closing slash.
#[must_use]
pub(super) fn site(address: &str) -> Option<String> {
    let low = address.trim().to_lowercase();
    let rest = low.split_once("://").map_or(low.as_str(), |(_, r)| r);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = ["www.", "m.", "fr-fr.", "fr."]
        .iter()
        .fold(host, |h, p| h.strip_prefix(p).unwrap_or(h));
    if !host.contains('.') {
        return None;
    }
    let path = path
        .trim_end_matches('/')
        .trim_end_matches("index.html")
        .trim_end_matches("index.php")
        .trim_end_matches('/');
    let path = path.strip_prefix("pg/").unwrap_or(path);
    Some(if path.is_empty() {
        host.to_owned()
    } else {
        format!("{host}/{path}")
    })
}

/// The digits of a number; blank when they are too few to tell anybody.
#[must_use]
pub(super) fn digits(text: &str) -> Option<u64> {
    let mut n: u64 = 0;
    let mut count = 0;
    for d in text.chars().filter_map(|c| c.to_digit(10)) {
        n = n.wrapping_mul(10).wrapping_add(u64::from(d));
        count += 1;
    }
    (count >= 6).then_some(n)
}

/// A key that is the same in every run; `kind` keeps the values of different fields apart.
#[must_use]
pub(super) fn key(kind: u8, value: impl std::hash::Hash) -> u64 {
    FixedState::with_seed(u64::from(kind)).hash_one(value)
}

/// Pairs of letters as bits: names without a bit in common are not alike.
#[must_use]
pub(super) fn signature(words: &[String]) -> u64 {
    let mut bits = 0;
    let mut last = b' ';
    for b in words.iter().flat_map(|w| w.bytes()) {
        bits |= 1 << (key(0, [last, b]) & 63);
        last = b;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_empty_words_and_abbreviations() {
        assert_eq!(
            name_words("Assoc. L’Échappée du Vélo"),
            ["association", "echappee", "velo"]
        );
        assert_eq!(
            name_words("Les Cycles de la St-Martin"),
            ["velo", "saint", "martin"]
        );
        assert_eq!(name_words("E.N.V.I.E"), ["envie"]);
        assert_eq!(name_words("Le La"), ["le", "la"]);
        assert!(name_words("***").is_empty());
    }

    #[test]
    fn streets_are_one_in_every_spelling() {
        let read = |t: &str| street(&[t.to_owned()]);
        assert_eq!(
            read("12 bis, av. du Gal de Gaulle"),
            read("12B avenue du Général de Gaulle")
        );
        assert_eq!(read("ZA des Fleurs"), Some((None, "zone fleurs".into())));
        assert_eq!(
            read("ZA des Fleurs, 12, rue A Briand"),
            read("12 rue A Briand")
        );
        assert_eq!(read("Le Bourg"), Some((None, "bourg".into())));
        assert_ne!(read("12 rue A Briand"), read("14 rue A Briand"));
        assert_eq!(
            read("Rue du 8 mai 1945"),
            Some((None, "rue 8 mai 1945".into()))
        );
        assert_eq!(street(&[]), None);
        let two = street(&["Bâtiment B".into(), "3 rue Haute".into()]);
        assert_eq!(two, Some((Some(96), "rue haute".into())));
    }

    #[test]
    fn web_addresses_are_one_in_every_spelling() {
        assert_eq!(
            site("https://www.A.example/"),
            site("http://a.example/index.php?x=1")
        );
        assert_ne!(site("a.example/nantes"), site("a.example/angers"));
        assert_eq!(site("néant"), None);
    }

    #[test]
    fn digits_of_telephones() {
        assert_eq!(digits("+33 2 40 00 00 01"), Some(33_240_000_001));
        assert_eq!(digits("15"), None);
    }
}
