//! How a structure is reached: telephone, e-mail, pages. A field has room for one value: of several in a cell the first
//! that is one is kept, and the others are told.
use super::Code;
use super::report::Notes;
use crate::domain::structure::Fields;
use phonenumber::{Mode, PhoneNumber, country};

/// Cleans the three of them.
pub(super) fn clean(f: &mut Fields, notes: &mut Notes<'_>) {
    phone(f, notes);
    email(f, notes);
    links(f, notes);
}

/// The parts of a cell that say something.
fn parts<'t>(text: &'t str, between: &'t [&str]) -> Vec<&'t str> {
    let mut parts = vec![text];
    for sign in between {
        parts = parts.iter().flat_map(|p| p.split(sign)).collect();
    }
    let said = |p: &&str| p.contains(char::is_alphanumeric);
    parts.into_iter().map(str::trim).filter(said).collect()
}

fn tell_others(field: &str, others: &[&str], kept: &str, text: &str, notes: &mut Notes<'_>) {
    if others.is_empty() {
        return;
    }
    let message = format!(
        "one value is kept here: `{}` is left out. Put what people need of it into the description",
        others.join("`, `")
    );
    notes.propose(field, Code::SeveralValues, message, text, kept);
}

fn phone(f: &mut Fields, notes: &mut Notes<'_>) {
    let Some(text) = f.phone.take() else { return };
    let read = |text: &str| phonenumber::parse(Some(country::FR), text).ok();
    // A slash stands between two numbers, or between the pairs of one.
    let whole = read(&text.replace('/', " ")).filter(PhoneNumber::is_valid);
    let one = |part: &&str| read(part).filter(|n| n.is_valid() || foreign(n) || fictional(n));
    let between = [";", "/", ",", "\n", " ou ", " et ", " - "];
    let all = parts(&text, &between);
    let found = match whole {
        Some(n) => Some((n, Vec::new())),
        None => all.iter().find_map(one).map(|n| {
            let another = |p: &&&str| one(p).as_ref() != Some(&n);
            let others: Vec<&str> = all.iter().filter(another).copied().collect();
            (n, others)
        }),
    };
    let Some((n, others)) = found else {
        let message =
            "not a telephone number; left out. Write it as 02 40 00 00 00 or +33 2 40 00 00 00";
        notes.warn("phone", Code::BadPhone, message, &text);
        return;
    };
    let kept = n.format().mode(Mode::International).to_string();
    tell_others("phone", &others, &kept, &text, notes);
    f.phone = Some(kept);
}

/// A number of another country, of whose rules this program may know less than its owner.
fn foreign(n: &PhoneNumber) -> bool {
    n.country().code() != 33
}

/// Numbers that ARCEP keeps free for works of fiction (decision 2018-0881), and so for demonstrations.
fn fictional(n: &PhoneNumber) -> bool {
    let national = n.national().value();
    n.country().code() == 33
        && [19_900, 26_191, 35_301, 46_571, 53_649, 63_998].contains(&(national / 10_000))
}

/// Never shown without consent, but kept: so it must be one.
fn email(f: &mut Fields, notes: &mut Notes<'_>) {
    let Some(text) = f.email.take() else { return };
    let parts = parts(&text, &[";", ","]);
    let found = parts.iter().find_map(|p| mail_address(p).map(|a| (p, a)));
    let Some((part, address)) = found else {
        let message = "not an e-mail address; left out";
        notes.warn("email", Code::BadEmail, message, &text);
        return;
    };
    let others: Vec<&str> = parts.iter().filter(|p| *p != part).copied().collect();
    tell_others("email", &others, &address, &text, notes);
    f.email = Some(address);
}

fn mail_address(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (who, host) = text.split_once('@')?;
    let sound =
        |t: &str| !t.is_empty() && !t.contains(['@', '<', '>']) && !t.contains(char::is_whitespace);
    (sound(who) && sound(host) && host.contains('.')).then(|| text.to_owned())
}

/// Web addresses: of the structure, and of its pages on social networks.
fn links(f: &mut Fields, notes: &mut Notes<'_>) {
    let mut checked = |field: &str, text: &str| {
        let parts = parts(text, &[";", "\n"]);
        let found = parts.iter().find_map(|p| website(p).map(|w| (p, w)));
        let Some((part, address)) = found else {
            let message = "not a web address, or one with a user or an e-mail in it; left out. Write it as https://www.example.com";
            notes.warn(field, Code::BadUrl, message, text);
            return None;
        };
        let others: Vec<&str> = parts.iter().filter(|p| *p != part).copied().collect();
        tell_others(field, &others, &address, text, notes);
        Some(address)
    };
    f.website = f.website.take().and_then(|w| checked("website", &w));
    let social = std::mem::take(&mut f.social);
    f.social = social.iter().filter_map(|s| checked("social", s)).collect();
}

/// An address with a scheme, or nothing; one with a user may be somebody's e-mail or password.
fn website(text: &str) -> Option<String> {
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = url::Url::parse(&full).ok()?;
    let sound = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|h| h.contains('.'))
        && url.username().is_empty()
        && url.password().is_none();
    sound.then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The record after cleaning, and what was told.
    fn cleaned(mut f: Fields) -> (Fields, super::super::Report) {
        let mut report = super::super::Report::default();
        clean(&mut f, &mut report.of_row(1));
        (f, report)
    }

    #[test]
    fn completes_web_addresses() {
        assert_eq!(
            website("example.org/a").as_deref(),
            Some("https://example.org/a")
        );
        assert_eq!(website("javascript://alert.x"), None);
        assert_eq!(website("rien"), None);
        assert_eq!(website("contact@ressourcerie.example.org"), None);
        assert_eq!(website("https://qui:secret@example.org/"), None);
    }

    #[test]
    fn a_number_of_this_country_is_one() {
        for (given, kept) in [
            ("02 40 00 00 00 / 06 00", Some("+33 2 40 00 00 00")),
            ("+33 2 40/12/34/56/78", None),
            ("+33 2/40/12/34/56", Some("+33 2 40 12 34 56")),
            ("02/40/12/34/56", Some("+33 2 40 12 34 56")),
            ("+33 2 40/12/34", None),
            ("+33 240", None),
            ("+32 2 123 45 67", Some("+32 2 123 45 67")),
            ("+377 93 15 00 00", Some("+377 93 15 00 00")),
        ] {
            let (f, told) = cleaned(Fields {
                phone: Some(given.to_owned()),
                ..Fields::default()
            });
            assert_eq!(f.phone.as_deref(), kept, "{given}");
            assert_eq!(
                told.counts.contains_key("bad_phone"),
                kept.is_none(),
                "{given}"
            );
        }
    }

    #[test]
    fn of_several_values_the_first_is_kept_and_the_others_are_told() {
        for (given, kept, others) in [
            (
                "02 41 00 00 00 / 06 00 00 00 00",
                "+33 2 41 00 00 00",
                "`06 00 00 00 00`",
            ),
            (
                "02.41.12.34.56 ou 06.12.34.56.78",
                "+33 2 41 12 34 56",
                "`06.12.34.56.78`",
            ),
            (
                "standard : 3 ; 0241123456",
                "+33 2 41 12 34 56",
                "`standard : 3`",
            ),
            (
                "02 41 12 34 56 - 06 12 34 56 78, 06 12 34 56 79",
                "+33 2 41 12 34 56",
                "`06 12 34 56 78`, `06 12 34 56 79`",
            ),
            ("02 41 12 34 56 / 0241123456", "+33 2 41 12 34 56", ""),
        ] {
            let (f, report) = cleaned(Fields {
                phone: Some(given.to_owned()),
                ..Fields::default()
            });
            assert_eq!(f.phone.as_deref(), Some(kept), "{given}");
            let told = report.messages.iter().map(|m| m.message.as_str());
            let told: Vec<&str> = told.collect();
            assert_eq!(told.len(), usize::from(!others.is_empty()), "{told:?}");
            assert!(others.is_empty() || told[0].contains(others), "{told:?}");
        }
        let (f, report) = cleaned(Fields {
            email: Some("mailto:a@b.org; c@d.org".to_owned()),
            website: Some("www.example.org; autre.example.org".to_owned()),
            ..Fields::default()
        });
        assert_eq!(f.email.as_deref(), Some("a@b.org"));
        assert_eq!(f.website.as_deref(), Some("https://www.example.org/"));
        assert_eq!(report.counts.get("several_values"), Some(&2));
        assert!(!format!("{report:?}").contains("d.org"), "{report:?}");
    }

    #[test]
    fn an_address_in_a_link_is_refused_and_told() {
        let (f, told) = cleaned(Fields {
            website: Some("contact@ressourcerie.example.org".to_owned()),
            social: vec![
                "facebook.example.org/nous".to_owned(),
                "nous@example.org".to_owned(),
            ],
            ..Fields::default()
        });
        assert_eq!(
            (f.website, f.social),
            (None, vec!["https://facebook.example.org/nous".to_owned()])
        );
        let told: Vec<_> = told.counts.into_iter().collect();
        assert_eq!(told, [("bad_url", 2)]);
    }

    #[test]
    fn e_mail_addresses_are_checked() {
        assert_eq!(mail_address("mailto:a@b.org").as_deref(), Some("a@b.org"));
        assert_eq!(mail_address("Nous <a@b.org>"), None);
        assert_eq!(mail_address("a@b"), None);
    }
}
