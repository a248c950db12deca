//! Cleans values; what cannot be cleaned is reported and, where it says something, kept as text.
use super::reader::is_blank;
use super::report::Notes;
use super::texts::{self, one_line, paragraphs, plain};
use super::words::{INCLUSION, LEGAL_FORMS, PUBLICS, TAKE_BACK, WHEELCHAIR, is_unknown, of_list};
use super::{Code, contact};
use crate::domain::hours::Hours;
use crate::domain::structure::{Address, Fields};

/// Cleans all fields of one record.
pub(super) fn clean(f: &mut Fields, notes: &mut Notes<'_>) {
    texts::clean(f, notes);
    address(f, notes);
    contact::clean(f, notes);
    opening_hours(f, notes);
    deposit_hours(f, notes);
    registers(f, notes);
    closed_lists(f, notes);
}

fn address(f: &mut Fields, notes: &mut Notes<'_>) {
    let Some(a) = &mut f.address else { return };
    a.city = a.city.take().and_then(|c| one_line(&plain(&c)));
    a.insee = a.insee.take().map(|i| i.trim().to_uppercase());
    a.lines = a.lines.iter().filter_map(|l| one_line(&plain(l))).collect();
    // A number alone is the rest of an address that was lost.
    a.lines.retain(|l| l.contains(char::is_alphabetic));
    // Each time the lines grow shorter: what is left after a wrong code holds none any more.
    loop {
        if let Some(p) = a.postal_code.take() {
            let digits: String = p.chars().filter(|c| !c.is_whitespace()).collect();
            if digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit()) {
                a.postal_code = Some(digits);
                break;
            } else if !p.is_empty() {
                let message = "not five digits; left out. A leading zero may be lost, or a digit";
                notes.warn("postal_code", Code::BadPostalCode, message, &p);
            }
        }
        if !split_postal_code(a) {
            break;
        }
    }
    if *a == Address::default() {
        f.address = None;
    }
}

/// "11 passage Douard, 44000 Nantes": postal code and city at the end of the last line; `false` when there is none.
fn split_postal_code(a: &mut Address) -> bool {
    let Some(line) = a.lines.last().cloned() else {
        return false;
    };
    let words: Vec<&str> = line.split(' ').collect();
    let is_code = |i: &usize| {
        let digits = words[*i].bytes().all(|b| b.is_ascii_digit());
        // Four digits only where a comma ends the street: a year or a number else.
        let comma = *i > 0 && words[*i - 1].ends_with(',');
        digits && (words[*i].len() == 5 || words[*i].len() == 4 && comma)
    };
    let Some(at) = (0..words.len()).rev().find(is_code) else {
        return false;
    };
    a.postal_code = Some(words[at].to_owned());
    let city = words[at + 1..].join(" ");
    if a.city.is_none() && !city.is_empty() {
        a.city = Some(city);
    }
    a.lines.pop();
    let street = words[..at].join(" ");
    let street = street.trim_end_matches([',', ' ', '-']);
    if !street.is_empty() {
        a.lines.push(street.to_owned());
    }
    true
}

fn opening_hours(f: &mut Fields, notes: &mut Notes<'_>) {
    let text = f.opening_hours.take().map(|t| paragraphs(&t));
    if let Some(text) = text.filter(|t| !is_blank(t)) {
        f.opening_hours = hours("opening_hours", &text, notes);
        if f.opening_hours.is_none() {
            f.opening_text.get_or_insert(text);
        }
    }
    // The source's own words stay beside what was read in them.
    if f.opening_hours.is_none()
        && let Some(text) = &f.opening_text
        && let Some(read) = super::hours::read_french(text)
    {
        let message = "read as OSM syntax; check the hours";
        notes.propose("opening_text", Code::ReadHours, message, text, read.clone());
        f.opening_hours = Some(read);
    }
}

fn deposit_hours(f: &mut Fields, notes: &mut Notes<'_>) {
    let text = f.deposit_hours.take().map(|t| paragraphs(&t));
    let Some(text) = text.filter(|t| !is_blank(t)) else {
        return;
    };
    f.deposit_hours = hours("deposit_hours", &text, notes);
    if f.deposit_hours.is_none() {
        let told = format!("Dépôt\u{a0}: {text}");
        f.opening_text = Some(match f.opening_text.take() {
            Some(before) => format!("{before}\n{told}"),
            None => told,
        });
    }
}

/// The hours in OSM syntax, mended where that is beyond doubt.
fn hours(field: &str, text: &str, notes: &mut Notes<'_>) -> Option<String> {
    if Hours::parse(text).is_ok() {
        return Some(text.to_owned());
    }
    if let Some(mended) = super::hours::mend(text) {
        let message = "mended into OSM syntax; check the hours";
        notes.propose(field, Code::RepairedHours, message, text, mended.clone());
        return Some(mended);
    }
    if let Some(read) = super::hours::read_french(text) {
        let message = "read as OSM syntax; check the hours";
        notes.propose(field, Code::ReadHours, message, text, read.clone());
        return Some(read);
    }
    let message = "not in OSM syntax; kept as text. Write it as Tu-Sa 10:00-12:00,14:00-18:00";
    notes.warn(field, Code::BadHours, message, text);
    None
}

/// The numbers of the official register.
fn registers(f: &mut Fields, notes: &mut Notes<'_>) {
    let mut checked = |field: &str, code: Code, length: usize, text: &str| {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() == length && luhn(&digits) {
            return Some(digits);
        }
        let message = format!(
            "not {length} digits with a right check digit; left out. Compare it with the official register"
        );
        notes.warn(field, code, message, text);
        None
    };
    for (field, code, length, value) in [
        ("siret", Code::BadSiret, 14, &mut f.siret),
        ("siren", Code::BadSiren, 9, &mut f.siren),
    ] {
        *value = value.take().and_then(|t| checked(field, code, length, &t));
    }
}

/// Fields that take a few words only; "unknown" is no word of theirs, and is not told.
fn closed_lists(f: &mut Fields, notes: &mut Notes<'_>) {
    for (field, list, value) in [
        ("legal_form", LEGAL_FORMS, &mut f.legal_form),
        ("inclusion", INCLUSION, &mut f.inclusion),
        ("public", PUBLICS, &mut f.public),
        ("take_back", TAKE_BACK, &mut f.take_back),
        ("wheelchair", WHEELCHAIR, &mut f.wheelchair),
    ] {
        let Some(text) = value.take() else { continue };
        *value = of_list(list, &text).map(str::to_owned);
        if value.is_none() && !is_unknown(&text) {
            let known: Vec<&str> = list.iter().map(|(code, _)| *code).collect();
            let known = known.join(", ");
            let message = format!("not a word of this field; left out. Use one of {known}");
            notes.propose(field, Code::UnknownWord, message, &text, known);
        }
    }
}

/// The check of SIREN and SIRET numbers (ISO/IEC 7812-1).
fn luhn(digits: &str) -> bool {
    let Some(numbers) = digits
        .chars()
        .rev()
        .map(|c| c.to_digit(10))
        .collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    let weigh = |(i, d): (usize, u32)| {
        if i % 2 == 0 {
            d
        } else {
            d * 2 / 10 + d * 2 % 10
        }
    };
    numbers.into_iter().enumerate().map(weigh).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_sirets() {
        assert!(luhn("73282932000074"));
        assert!(!luhn("73282932000075"));
        assert!(!luhn("7328293200007a"));
    }

    #[test]
    fn splits_one_line_addresses() {
        let split = |line: &str| {
            let mut a = Address {
                lines: vec![line.to_owned()],
                ..Address::default()
            };
            split_postal_code(&mut a);
            (a.lines.join("|"), a.postal_code, a.city)
        };
        let known =
            |l: &str, p: &str, c: &str| (l.to_owned(), Some(p.to_owned()), Some(c.to_owned()));
        assert_eq!(
            split("1 rue A, 44000 Nantes"),
            known("1 rue A", "44000", "Nantes")
        );
        assert_eq!(
            split("1 rue A, 4400 Nantes"),
            known("1 rue A", "4400", "Nantes")
        );
        assert_eq!(split("3 rue B 44210").1.as_deref(), Some("44210"));
        assert_eq!(split("rue de la Commune de 1871").1, None);
    }

    /// The record after cleaning, and how often each code was told.
    fn cleaned(mut f: Fields) -> (Fields, Vec<(&'static str, u64)>) {
        let mut report = super::super::Report::default();
        clean(&mut f, &mut report.of_row(1));
        (f, report.counts.into_iter().collect())
    }

    #[test]
    fn nothing_vanishes_without_a_remark() {
        let text = |t: &str| Some(t.to_owned());
        let (f, told) = cleaned(Fields {
            wheelchair: text("designated"),
            public: text("martiens"),
            take_back: text("1 pour 1"),
            legal_form: text("inconnu"),
            siren: text("732829321"),
            deposit_hours: text("le matin"),
            email: text("nous arobase ici"),
            ..Fields::default()
        });
        assert_eq!(
            told,
            [
                ("bad_email", 1),
                ("bad_hours", 1),
                ("bad_siren", 1),
                ("unknown_word", 2)
            ]
        );
        assert_eq!(f.opening_text.as_deref(), Some("Dépôt\u{a0}: le matin"));
        let kept = Fields {
            take_back: text("one_for_one"),
            opening_text: f.opening_text.clone(),
            ..Fields::default()
        };
        assert_eq!(f, kept);
    }
}
