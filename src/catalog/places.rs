//! What people write around the name of a place: "à côté de Segré", "Angers centre", "Paris 11ème", "dépt 49".
use crate::domain::Territory;
use crate::domain::text::fold;

/// Words before a name.
const BEFORE: &[&str] = &[
    "a",
    "alentours",
    "au",
    "autour",
    "aux",
    "around",
    "close",
    "cote",
    "dans",
    "de",
    "departement",
    "dept",
    "des",
    "dpt",
    "du",
    "d",
    "en",
    "environs",
    "in",
    "j",
    "habite",
    "l",
    "la",
    "le",
    "les",
    "loin",
    "mairie",
    "near",
    "non",
    "par",
    "pas",
    "pres",
    "proche",
    "proximite",
    "region",
    "secteur",
    "sur",
    "to",
    "vers",
    "ville",
    "commune",
];
/// Words behind a name.
const BEHIND: &[&str] = &[
    "agglomeration",
    "agglo",
    "alentours",
    "arr",
    "arrondissement",
    "centre",
    "environs",
    "et",
    "france",
    "gare",
    "ses",
    "ville",
];

/// The name alone, folded; empty when nothing but such words is there.
///
/// # Example
/// `bare("à côté de Segré")` is `"segre"`.
#[must_use]
pub fn bare(text: &str) -> String {
    let folded = fold(text);
    let mut words: Vec<&str> = folded.split(' ').collect();
    while words.len() > 1 && words.last().is_some_and(|w| BEHIND.contains(w)) {
        words.pop();
    }
    let first = words.iter().position(|w| !BEFORE.contains(w));
    let words = words.split_off(first.unwrap_or(words.len()));
    words
        .into_iter()
        .map(plain_number)
        .collect::<Vec<_>>()
        .join(" ")
}

/// "11" of "11eme".
fn plain_number(word: &str) -> &str {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    match &word[digits.len()..] {
        "e" | "er" | "eme" | "ieme" | "nd" | "th" | "st" if !digits.is_empty() => digits,
        _ => word,
    }
}

/// The postal code that a text means: the one that it begins, that of the arrondissement, else the first.
///
/// "Paris 11e" means 75011, "4920" the second one of a commune that has 49000 and 49200.
#[must_use]
pub fn postal_code<'a>(t: &'a Territory, typed: &str) -> Option<&'a str> {
    let bare = fold(typed);
    let numbers = bare.split(' ').map(plain_number);
    let numbers = numbers.filter(|w| w.bytes().all(|b| b.is_ascii_digit()) && !w.is_empty());
    let mut meant = numbers.filter_map(|n| {
        let begun = || {
            t.postal_codes
                .iter()
                .find(|c| n.len() > 2 && c.starts_with(n))
        };
        let quarter = || {
            let ending = format!("{n:0>3}");
            let quarters = t.postal_codes.len() > 8 && n.len() < 3;
            t.postal_codes
                .iter()
                .find(|c| quarters && c.ends_with(&ending))
        };
        begun().or_else(quarter)
    });
    let meant = meant.next_back().or(t.postal_codes.first());
    meant.map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TerritoryKind;

    #[test]
    fn the_name_is_left() {
        for (text, name) in [
            ("à côté de Segré", "segre"),
            ("a coté de segre", "segre"),
            ("près de Saumur", "saumur"),
            ("autour d'Angers", "angers"),
            ("Angers centre", "angers"),
            ("Angers centre-ville", "angers"),
            ("Cholet et ses environs", "cholet"),
            ("dans le Maine-et-Loire", "maine et loire"),
            ("Paris 11ème", "paris 11"),
            ("Paris 11e arrondissement", "paris 11"),
            ("département 49", "49"),
            ("Le Mans", "mans"),
            ("La Roche-sur-Yon", "roche sur yon"),
            ("", ""),
            ("à côté de", ""),
        ] {
            assert_eq!(bare(text), name, "{text}");
        }
    }

    #[test]
    fn the_postal_code_that_was_meant() {
        let of = |codes: &[String], typed: &str| {
            let t = Territory {
                kind: TerritoryKind::Commune,
                code: String::new(),
                name: String::new(),
                population: None,
                position: None,
                precision: None,
                postal_codes: codes.to_vec(),
                epci: None,
                department: None,
                region: None,
            };
            postal_code(&t, typed).map(str::to_owned)
        };
        let paris: Vec<String> = (75001..=75020).map(|c: u32| c.to_string()).collect();
        let angers = ["49000".to_owned(), "49100".to_owned()];
        for (codes, typed, meant) in [
            (&paris[..], "Paris 11", Some("75011")),
            (&paris, "paris 1er", Some("75001")),
            (&paris, "75020", Some("75020")),
            (&paris, "Paris", Some("75001")),
            (&angers, "Angers (49100)", Some("49100")),
            (&angers, "491", Some("49100")),
            (&angers, "49", Some("49000")),
            (&[], "Angers", None),
        ] {
            assert_eq!(of(codes, typed).as_deref(), meant, "{typed}");
        }
    }
}
