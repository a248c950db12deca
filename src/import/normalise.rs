//! Cleans values; what cannot be cleaned is reported and, where it says something, kept as text.
use super::Code;
use super::reader::{clean as clean_text, is_blank};
use super::report::Notes;
use super::words::{INCLUSION, LEGAL_FORMS, PUBLICS, TAKE_BACK, WHEELCHAIR, is_unknown, of_list};
use crate::domain::hours::Hours;
use crate::domain::structure::{Address, Fields};
use phonenumber::{Mode, country};
use quick_xml::escape::resolve_html5_entity;

/// Cleans all fields of one record.
pub(super) fn clean(f: &mut Fields, notes: &mut Notes<'_>) {
    texts(f);
    address(f, notes);
    phone(f, notes);
    email(f, notes);
    links(f, notes);
    opening_hours(f, notes);
    deposit_hours(f, notes);
    registers(f, notes);
    closed_lists(f, notes);
}

/// Markup out, white space single; line breaks stay in texts of several sentences.
fn texts(f: &mut Fields) {
    let said = |t: &String| !is_blank(t);
    for line in [
        &mut f.name,
        &mut f.trade_name,
        &mut f.summary,
        &mut f.source_updated,
    ] {
        *line = line.take().and_then(|t| one_line(&plain(&t))).filter(said);
    }
    for text in [&mut f.description, &mut f.opening_text] {
        *text = text.take().map(|t| paragraphs(&t)).filter(said);
    }
    for list in [
        &mut f.networks,
        &mut f.jobs,
        &mut f.skills,
        &mut f.social,
        &mut f.photos,
    ] {
        let lines = std::mem::take(list);
        let lines = lines.iter().filter_map(|t| one_line(t));
        *list = lines.filter(said).collect();
    }
}

/// Text of several sentences, without markup, and no blanks at its ends.
fn paragraphs(text: &str) -> String {
    clean_text(&characters(&plain(text)))
}

/// Bytes that the name of a character in HTML may have: "&CounterClockwiseContourIntegral;".
const ENTITY: usize = 40;

/// `l&#39;&eacute;t&eacute;` is "l'été". What names no character stays.
fn characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name = after.bytes().take(ENTITY).position(|b| b == b';');
        let name = name.map(|end| &after[..end]);
        let number = |n: &str| {
            let hex = n.strip_prefix(['x', 'X']);
            hex.map_or_else(|| n.parse().ok(), |h| u32::from_str_radix(h, 16).ok())
        };
        let found = name.and_then(|name| match name.strip_prefix('#') {
            Some(n) => number(n).and_then(char::from_u32).map(String::from),
            None => resolve_html5_entity(name).map(str::to_owned),
        });
        if let (Some(found), Some(name)) = (found, name) {
            out.push_str(&found);
            rest = &after[name.len() + 1..];
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn one_line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// `a<br/>b <i>c</i>` is "a", a line break, "b c". A `<` that opens no tag stays.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        if !after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            out.push('<');
            rest = after;
        } else if let Some((tag, behind)) = after.split_once('>') {
            let name = tag.trim_matches('/').to_lowercase();
            if ["br", "p", "li", "div"].iter().any(|n| name.starts_with(n)) {
                out.push('\n');
            }
            rest = behind;
        } else {
            // Nor does any other that follows.
            rest = &rest[before.len()..];
            break;
        }
    }
    out.push_str(rest);
    out
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

fn phone(f: &mut Fields, notes: &mut Notes<'_>) {
    let Some(text) = f.phone.take() else { return };
    let first = text
        .split([';', '/', ','])
        .next()
        .unwrap_or_default()
        .trim();
    let read = |text: &str| phonenumber::parse(Some(country::FR), text).ok();
    // A slash stands between two numbers, or between the pairs of one.
    let whole = read(&text.replace('/', " ")).filter(phonenumber::PhoneNumber::is_valid);
    let one = || read(first).filter(|n| n.is_valid() || foreign(n) || fictional(n));
    if let Some(n) = whole.or_else(one) {
        f.phone = Some(n.format().mode(Mode::International).to_string());
        return;
    }
    let message =
        "not a telephone number; left out. Write it as 02 40 00 00 00 or +33 2 40 00 00 00";
    notes.warn("phone", Code::BadPhone, message, &text);
}

/// A number of another country, of whose rules this program may know less than its owner.
fn foreign(n: &phonenumber::PhoneNumber) -> bool {
    n.country().code() != 33
}

/// Numbers that ARCEP keeps free for works of fiction (decision 2018-0881), and so for demonstrations.
fn fictional(n: &phonenumber::PhoneNumber) -> bool {
    let national = n.national().value();
    n.country().code() == 33
        && [19_900, 26_191, 35_301, 46_571, 53_649, 63_998].contains(&(national / 10_000))
}

/// Never shown without consent, but kept: so it must be one.
fn email(f: &mut Fields, notes: &mut Notes<'_>) {
    let Some(text) = f.email.take() else { return };
    f.email = mail_address(&text);
    if f.email.is_none() {
        let message = "not an e-mail address; left out";
        notes.warn("email", Code::BadEmail, message, &text);
    }
}

fn mail_address(text: &str) -> Option<String> {
    let first = text.split([';', ',']).next()?.trim();
    let first = first.strip_prefix("mailto:").unwrap_or(first);
    let (who, host) = first.split_once('@')?;
    let sound =
        |t: &str| !t.is_empty() && !t.contains(['@', '<', '>']) && !t.contains(char::is_whitespace);
    (sound(who) && sound(host) && host.contains('.')).then(|| first.to_owned())
}

/// Web addresses: of the structure, and of its pages on social networks.
fn links(f: &mut Fields, notes: &mut Notes<'_>) {
    let mut checked = |field: &str, text: &str| {
        let found = website(text);
        if found.is_none() {
            let message = "not a web address, or one with a user or an e-mail in it; left out. Write it as https://www.example.com";
            notes.warn(field, Code::BadUrl, message, text);
        }
        found
    };
    f.website = f.website.take().and_then(|w| checked("website", &w));
    let social = std::mem::take(&mut f.social);
    f.social = social.iter().filter_map(|s| checked("social", s)).collect();
}

/// An address with a scheme, or nothing; one with a user may be somebody's e-mail or password.
fn website(text: &str) -> Option<String> {
    let text = text.split(';').next().unwrap_or_default().trim();
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
    fn takes_markup_out() {
        assert_eq!(plain("a<br/>b <i>c</i> < d"), "a\nb c < d");
        assert_eq!(plain("é < 3 <b et <i>c</i> <d <e"), "é < 3 c <d <e");
        // Each of them looked for its end in all that follows.
        let open = "<a".repeat(500_000);
        assert_eq!(plain(&open), open);
        assert_eq!(
            one_line(" La conciergerie -\nInspiration ").unwrap(),
            "La conciergerie - Inspiration"
        );
    }

    #[test]
    fn characters_by_their_names_are_characters() {
        for (text, plain) in [
            (
                "<p>l&#39;&eacute;t&eacute;&nbsp;: &#x2764; &lt;3</p>",
                "l'été\u{a0}: ❤ <3",
            ),
            (
                "Dons & Co; R&D; &rien; &#xD800; &",
                "Dons & Co; R&D; &rien; &#xD800; &",
            ),
            ("é&é;&amp;amp;", "é&é;&amp;"),
        ] {
            let shown = paragraphs(text);
            assert_eq!(shown.trim(), plain, "{text}");
        }
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
            assert_eq!(told.is_empty(), kept.is_some(), "{given}");
        }
    }

    /// The record after cleaning, and how often each code was told.
    fn cleaned(mut f: Fields) -> (Fields, Vec<(&'static str, u64)>) {
        let mut report = super::super::Report::default();
        clean(&mut f, &mut report.of_row(1));
        (f, report.counts.into_iter().collect())
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
        assert_eq!(told, [("bad_url", 2)]);
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

    #[test]
    fn e_mail_addresses_are_checked() {
        assert_eq!(mail_address("mailto:a@b.org").as_deref(), Some("a@b.org"));
        assert_eq!(mail_address("a@b.org; c@d.org").as_deref(), Some("a@b.org"));
        assert_eq!(mail_address("Nous <a@b.org>"), None);
        assert_eq!(mail_address("a@b"), None);
    }
}
