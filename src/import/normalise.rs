//! Cleans values; what cannot be cleaned is reported and, where it says something, kept as text.
use super::report::{Report, Severity};
use crate::domain::Taxonomy;
use crate::domain::hours::Hours;
use crate::domain::structure::{Address, Fields};
use phonenumber::{Mode, country};

fn warn(
    report: &mut Report,
    row: u64,
    field: &str,
    code: &'static str,
    message: &str,
    original: &str,
) {
    report.say(row, field, Severity::Warning, code, message, original);
}

/// Cleans all fields of one record.
pub(super) fn clean(f: &mut Fields, taxonomy: &Taxonomy, row: u64, report: &mut Report) {
    texts(f);
    address(f, row, report);
    phone(f, row, report);
    hours(f, row, report);
    siret(f, row, report);
    if let Some(w) = f.website.take() {
        f.website = website(&w);
        if f.website.is_none() {
            warn(
                report,
                row,
                "website",
                "bad_url",
                "not a web address; left out. Write it as https://www.example.org",
                &w,
            );
        }
    }
    f.wheelchair = f
        .wheelchair
        .take()
        .filter(|w| ["yes", "no", "limited"].contains(&w.as_str()));
    let known = |codes: &mut Vec<String>,
                 terms: &crate::domain::taxonomy::Terms,
                 field: &str,
                 report: &mut Report| {
        codes.retain(|c| {
            let ok = terms.get(c).is_some();
            if !ok {
                warn(
                    report,
                    row,
                    field,
                    "unknown_code",
                    "not in the taxonomy; left out",
                    c,
                );
            }
            ok
        });
    };
    known(
        &mut f.categories,
        &taxonomy.categories,
        "categories",
        report,
    );
    known(&mut f.labels, &taxonomy.labels, "labels", report);
    for o in &mut f.offers {
        known(&mut o.objects, &taxonomy.objects, "offers", report);
    }
    f.offers
        .retain(|o| taxonomy.actions.get(&o.action).is_some());
}

/// Markup out, white space single; line breaks stay in texts of several sentences.
fn texts(f: &mut Fields) {
    for line in [&mut f.name, &mut f.trade_name, &mut f.summary] {
        *line = line.take().and_then(|t| one_line(&plain(&t)));
    }
    for text in [&mut f.description, &mut f.opening_text] {
        *text = text.take().and_then(|t| {
            let t = plain(&t);
            Some(t.trim().to_owned()).filter(|t| !t.is_empty())
        });
    }
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
        let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        if let Some((tag, behind)) = after.split_once('>').filter(|_| opens) {
            let name = tag.trim_matches('/').to_lowercase();
            if ["br", "p", "li", "div"].iter().any(|n| name.starts_with(n)) {
                out.push('\n');
            }
            rest = behind;
        } else {
            out.push('<');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn address(f: &mut Fields, row: u64, report: &mut Report) {
    let Some(a) = &mut f.address else { return };
    a.city = a.city.take().and_then(|c| one_line(&c));
    a.lines = a.lines.iter().filter_map(|l| one_line(l)).collect();
    // A number alone is the rest of an address that was lost.
    a.lines.retain(|l| l.contains(char::is_alphabetic));
    if a.postal_code.is_none() {
        split_postal_code(a);
    }
    let Some(p) = a.postal_code.take() else {
        return;
    };
    let digits: String = p.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit()) {
        a.postal_code = Some(digits);
    } else if !p.is_empty() {
        let message = "not five digits; left out. A leading zero may be lost, or a digit";
        warn(report, row, "postal_code", "bad_postal_code", message, &p);
    }
    if *a == Address::default() {
        f.address = None;
    }
}

/// "11 passage Douard, 44000 Nantes": postal code and city at the end of the last line.
fn split_postal_code(a: &mut Address) {
    let Some(line) = a.lines.last().cloned() else {
        return;
    };
    let words: Vec<&str> = line.split(' ').collect();
    let is_code = |i: &usize| {
        let digits = words[*i].bytes().all(|b| b.is_ascii_digit());
        // Four digits only where a comma ends the street: a year or a number else.
        let comma = *i > 0 && words[*i - 1].ends_with(',');
        digits && (words[*i].len() == 5 || words[*i].len() == 4 && comma)
    };
    let Some(at) = (0..words.len()).rev().find(is_code) else {
        return;
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
}

fn phone(f: &mut Fields, row: u64, report: &mut Report) {
    let Some(text) = f.phone.take() else { return };
    let first = text
        .split([';', '/', ','])
        .next()
        .unwrap_or_default()
        .trim();
    match phonenumber::parse(Some(country::FR), first) {
        Ok(n) if n.is_valid() || first.starts_with('+') || fictional(&n) => {
            f.phone = Some(n.format().mode(Mode::International).to_string());
        }
        _ => warn(
            report,
            row,
            "phone",
            "bad_phone",
            "not a telephone number; left out. Write it as 02 40 00 00 00 or +33 2 40 00 00 00",
            &text,
        ),
    }
}

/// Numbers that ARCEP keeps free for works of fiction (decision 2018-0881), and so for demonstrations.
fn fictional(n: &phonenumber::PhoneNumber) -> bool {
    let national = n.national().value();
    n.country().code() == 33
        && [19_900, 26_191, 35_301, 46_571, 53_649, 63_998].contains(&(national / 10_000))
}

/// An address with a scheme, or nothing.
fn website(text: &str) -> Option<String> {
    let text = text.split(';').next().unwrap_or_default().trim();
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = url::Url::parse(&full).ok()?;
    let sound =
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|h| h.contains('.'));
    sound.then(|| url.to_string())
}

fn hours(f: &mut Fields, row: u64, report: &mut Report) {
    let Some(text) = f.opening_hours.take() else {
        return;
    };
    if Hours::parse(&text).is_ok() {
        f.opening_hours = Some(text);
        return;
    }
    if let Some(mended) = super::hours::mend(&text) {
        warn(
            report,
            row,
            "opening_hours",
            "repaired_hours",
            "mended into OSM syntax; check the hours",
            &text,
        );
        f.opening_hours = Some(mended);
    } else {
        warn(
            report,
            row,
            "opening_hours",
            "bad_hours",
            "not in OSM syntax; kept as text. Write it as Tu-Sa 10:00-12:00,14:00-18:00",
            &text,
        );
        f.opening_text.get_or_insert(text);
    }
}

fn siret(f: &mut Fields, row: u64, report: &mut Report) {
    let Some(text) = f.siret.take() else { return };
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 14 && luhn(&digits) {
        f.siret = Some(digits);
    } else {
        warn(
            report,
            row,
            "siret",
            "bad_siret",
            "not fourteen digits with a right check digit; left out. Compare it with the official register",
            &text,
        );
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
        assert_eq!(
            one_line(" La conciergerie -\nInspiration ").unwrap(),
            "La conciergerie - Inspiration"
        );
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
    }
}
