//! Folding of names, so that "Saint-Étienne", "st etienne" and "ST ETIENNE" are one.
mod emails;

pub use emails::{has_email, without_emails};

use deunicode::deunicode;
use std::borrow::Cow;

/// Lower case, no accents, single spaces; "st"/"ste" become "saint"/"sainte".
///
/// # Example
/// `fold("St-Étienne-de-Mer-Morte")` is `"saint etienne de mer morte"`.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain = deunicode(text).to_lowercase();
    let mut out = String::with_capacity(plain.len());
    for word in plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(match word {
            "st" => "saint",
            "ste" => "sainte",
            other => other,
        });
    }
    out
}

/// A readable address part: `slug("L’Échappée (démo)")` is `"l-echappee-demo"`; never empty.
#[must_use]
pub fn slug(text: &str) -> String {
    let plain = deunicode(text).to_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let mut out = String::new();
    for word in words {
        if out.len() + word.len() > 80 {
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(word);
    }
    if out.is_empty() {
        "structure".to_owned()
    } else {
        out
    }
}

/// The candidate most like `given`, when it is near enough to be a likely misspelling.
#[must_use]
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|c| (strsim::jaro_winkler(given, c), c))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it; numbers and telephone
/// numbers stay as they are.
///
/// # Example
/// `guarded("=1+1")` is `"'=1+1"`, `guarded("-1.5")` is `"-1.5"`.
#[must_use]
pub fn guarded(value: &str) -> Cow<'_, str> {
    // An apostrophe of the value's own before such a text is doubled, so that it can be told from ours.
    let inner = value.trim_start_matches('\'');
    let number = inner.parse::<f64>().is_ok();
    let phone =
        inner.starts_with('+') && inner[1..].bytes().all(|b| b.is_ascii_digit() || b == b' ');
    if !number && !phone && inner.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

/// The value of a cell that [`guarded`] may have written.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    let value = cell.strip_prefix('\'').unwrap_or(cell);
    if guarded(value) == cell { value } else { cell }
}

/// Several values as one text. Where they stand between bars, a bar or a backslash of a value gets a backslash before it.
///
/// # Example
/// `joined(&["a|b", "c"], " | ")` is `a\|b | c`.
#[must_use]
pub fn joined(values: &[String], between: &str) -> String {
    if !between.contains('|') {
        return values.join(between);
    }
    let escaped = values
        .iter()
        .map(|v| v.replace('\\', "\\\\").replace('|', "\\|"));
    escaped.collect::<Vec<_>>().join(between)
}

/// The values that [`joined`] wrote with bars between them; blank ones are left out.
#[must_use]
pub fn parted(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '|' => all.push(String::new()),
            '\\' => {
                let escaped = chars.next_if(|n| matches!(n, '|' | '\\'));
                if let Some(v) = all.last_mut() {
                    v.push(escaped.unwrap_or(c));
                }
            }
            _ => {
                if let Some(v) = all.last_mut() {
                    v.push(c);
                }
            }
        }
    }
    let trimmed = all.iter().map(|v| v.trim().to_owned());
    trimmed.filter(|v| !v.is_empty()).collect()
}

/// The address of a database as it may be shown: without its password, and without its parameters, which may
/// hold one. An address that cannot be read is cut off after its scheme; a path of SQLite is shown as it is.
///
/// # Example
/// `without_password("postgres://u:p@host/b?x=y")` is `"postgres://u:***@host/b"`.
#[must_use]
pub fn without_password(address: &str) -> String {
    if address.starts_with("sqlite:") {
        return address.to_owned();
    }
    let readable = url::Url::parse(address)
        .ok()
        .filter(|u| !u.cannot_be_a_base());
    let Some(mut url) = readable else {
        return match address.split_once(':') {
            Some((scheme, _)) => format!("{scheme}:..."),
            None if address.contains('@') => "...".to_owned(),
            None => address.to_owned(),
        };
    };
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return format!("{}:...", url.scheme());
    }
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

/// The first `bytes` bytes of the SHA-256 digest, in hexadecimal: a short name for a content.
#[must_use]
pub fn digest(content: impl AsRef<[u8]>, bytes: usize) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(content);
    hex(&hash[..bytes.min(hash.len())]).collect()
}

/// Bytes as hexadecimal digits. Every answer has some: formatting each byte would take longer than their digest.
pub fn hex(bytes: &[u8]) -> impl Iterator<Item = char> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
    digits.map(|d| char::from(HEX[usize::from(d)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_saints_accents_and_ligatures() {
        assert_eq!(
            fold("St-Étienne-de-Mer-Morte"),
            "saint etienne de mer morte"
        );
        assert_eq!(fold("  L’Œuvre d'Art "), "l oeuvre d art");
    }

    #[test]
    fn slugs_are_never_empty_and_never_long() {
        assert_eq!(slug("L’Échappée (démo)"), "l-echappee-demo");
        assert_eq!(slug("!!!"), "structure");
        assert!(slug(&"abc ".repeat(100)).len() <= 80);
    }

    #[test]
    fn proposes_the_likely_word() {
        assert_eq!(nearest("categorie", ["category", "bbox"]), Some("category"));
        assert_eq!(nearest("zzz", ["category", "bbox"]), None);
    }

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for (cell, told) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-cmd", "'-cmd"),
            ("+33 2 40 00 00 00", "+33 2 40 00 00 00"),
            ("-1.5", "-1.5"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), told);
            assert_eq!(unguarded(told), cell);
        }
    }

    #[test]
    fn no_form_of_an_address_shows_its_password() {
        for (address, told) in [
            (
                "postgres://boucle:s3cret@db.example.org:5433/b",
                "postgres://boucle:***@db.example.org:5433/b",
            ),
            (
                "postgres://db.example.org/b?user=u&password=s3cret",
                "postgres://db.example.org/b",
            ),
            ("postgres://boucle@/b#s3cret", "postgres:..."),
            ("postgres://u:s3cret@:x/", "postgres:..."),
            ("u:s3cret@db.example.org/b", "u:..."),
            ("s3cret@db.example.org", "..."),
            ("sqlite:data/a?b.db", "sqlite:data/a?b.db"),
            ("boucle.db", "boucle.db"),
        ] {
            assert_eq!(without_password(address), told, "{address}");
        }
    }
}
