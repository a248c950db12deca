//! Cleans values; what cannot be cleaned is reported and, where it says something, kept as text.
use super::report::{Report, Severity};
use crate::domain::Taxonomy;
use crate::domain::hours::Hours;
use crate::domain::structure::Fields;
use phonenumber::{Mode, country};

fn warn(
    report: &mut Report,
    row: u64,
    field: &str,
    code: &'static str,
    message: &str,
    original: &str,
) {
    report.say(
        row,
        field,
        Severity::Warning,
        code,
        message.to_owned(),
        original,
    );
}

/// Cleans all fields of one record.
pub(super) fn clean(f: &mut Fields, taxonomy: &Taxonomy, row: u64, report: &mut Report) {
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
                "not a web address; left out",
                &w,
            );
        }
    }
    if let Some(a) = &mut f.address
        && let Some(p) = a.postal_code.take()
    {
        let digits: String = p.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit()) {
            a.postal_code = Some(digits);
        } else {
            warn(
                report,
                row,
                "postal_code",
                "bad_postal_code",
                "not five digits; left out",
                &p,
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

fn phone(f: &mut Fields, row: u64, report: &mut Report) {
    let Some(text) = f.phone.take() else { return };
    let first = text
        .split([';', '/', ','])
        .next()
        .unwrap_or_default()
        .trim();
    match phonenumber::parse(Some(country::FR), first) {
        Ok(n) if n.is_valid() || first.starts_with('+') => {
            f.phone = Some(n.format().mode(Mode::International).to_string());
        }
        _ => warn(
            report,
            row,
            "phone",
            "bad_phone",
            "not a telephone number; left out",
            &text,
        ),
    }
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
    // "Tu-Sa 10:00 - 12:00": spaces around the dash of a time span are the commonest slip.
    let tight = text.replace(" - ", "-").replace(" / ", ",");
    if Hours::parse(&tight).is_ok() {
        warn(
            report,
            row,
            "opening_hours",
            "repaired_hours",
            "spaces or separators mended",
            &text,
        );
        f.opening_hours = Some(tight);
    } else {
        warn(
            report,
            row,
            "opening_hours",
            "bad_hours",
            "not in OSM syntax; kept as text",
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
            "not fourteen digits with a right check digit; left out",
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
    fn completes_web_addresses() {
        assert_eq!(
            website("example.org/a").as_deref(),
            Some("https://example.org/a")
        );
        assert_eq!(website("javascript://alert.x"), None);
        assert_eq!(website("rien"), None);
    }
}
