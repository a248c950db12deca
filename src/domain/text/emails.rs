//! E-mail addresses in texts, also those that are written so that programs do not find them.

/// Ways in which the @ of an address is written.
const AT_SIGNS: [&str; 5] = ["@", "%40", "\u{ff20}", "&#64;", "&commat;"];

/// Words that stand for it, alone or in brackets, and those that stand in brackets only.
const AT_WORDS: [&str; 2] = ["arobase", "arobas"];
const AT_IN_BRACKETS: [&str; 5] = ["at", "arobase", "arobas", "@", "a"];

/// Words for the full stop of a host, in brackets; "point" also without.
const DOTS: [&str; 3] = ["dot", "point", "."];

/// An @ in a text.
struct Sign {
    /// Where it begins, with the blanks before it.
    start: usize,
    /// Where it ends, with the blanks after it.
    end: usize,
    /// It is written out: only a whole host after it makes an address of it.
    spelt: bool,
}

/// The first @ of a text, in whatever way it is written.
fn at_sign(text: &str) -> Option<Sign> {
    let bytes = text.as_bytes();
    // Any of them begins with one of these bytes; 0xEF that of full width. Many a word has an "a": it is looked further.
    let begins = |at: &usize| match bytes[*at] {
        b'@' | b'%' | b'&' | 0xEF | b'(' | b'[' | b'{' => true,
        b'a' | b'A' => matches!(bytes.get(*at + 1), Some(b'r' | b'R')),
        _ => false,
    };
    let mut places = (0..bytes.len()).filter(begins);
    places.find_map(|at| sign_at(text, at))
}

/// The @ that begins at this byte, which is one of ASCII or the first one of a character.
fn sign_at(text: &str, at: usize) -> Option<Sign> {
    let rest = text.as_bytes().get(at..)?;
    if let Some(sign) = AT_SIGNS.iter().find(|s| rest.starts_with(s.as_bytes())) {
        return Some(spaced(text, at, at + sign.len()));
    }
    let rest = text.get(at..)?;
    let length = bracketed(rest, &AT_IN_BRACKETS).or_else(|| {
        let length = word(rest, &AT_WORDS)?;
        let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let alone = blank(text[..at].chars().next_back()) && blank(rest[length..].chars().next());
        alone.then_some(length)
    })?;
    Some(Sign {
        spelt: true,
        ..spaced(text, at, at + length)
    })
}

/// The sign with the blanks around it; one with blanks on both sides is as good as spelt.
fn spaced(text: &str, start: usize, end: usize) -> Sign {
    let before = text[..start].trim_end().len();
    let after = text.len() - text[end..].trim_start().len();
    if before < start && after > end {
        return Sign {
            start: before,
            end: after,
            spelt: true,
        };
    }
    Sign {
        start,
        end,
        spelt: false,
    }
}

/// The length of one of these words at the beginning, whatever its case.
fn word(text: &str, words: &[&str]) -> Option<usize> {
    let begins = |w: &&&str| {
        let head = text.as_bytes().get(..w.len());
        head.is_some_and(|h| h.eq_ignore_ascii_case(w.as_bytes()))
    };
    let length = words.iter().find(begins)?.len();
    let ends = !text[length..].starts_with(char::is_alphanumeric);
    ends.then_some(length)
}

/// The length of one of these words in brackets at the beginning.
fn bracketed(text: &str, words: &[&str]) -> Option<usize> {
    let inner = text.strip_prefix(['(', '[', '{'])?;
    let trimmed = inner.trim_start_matches(' ');
    let length = word(trimmed, words)?;
    let behind = trimmed[length..].trim_start_matches(' ');
    let rest = behind.strip_prefix([')', ']', '}'])?;
    Some(text.len() - rest.len())
}

/// The length of the full stop that begins a text, however it is written, with blanks around it where it is a word.
fn dot(text: &str) -> Option<usize> {
    if text.starts_with('.') {
        return Some(1);
    }
    let trimmed = text.trim_start_matches(' ');
    let length = bracketed(trimmed, &DOTS).or_else(|| {
        let length = word(trimmed, &["point", "dot"])?;
        (trimmed.len() < text.len()).then_some(length)
    })?;
    let rest = trimmed[length..].trim_start_matches(' ');
    Some(text.len() - rest.len())
}

/// The length of the host that begins a text: two names or more, the last one of letters; none where there is no such host.
fn whole_host(text: &str) -> Option<usize> {
    let name = |t: &str| {
        let end = t.find(|c: char| !c.is_alphanumeric() && c != '-');
        end.unwrap_or(t.len())
    };
    let mut length = name(text);
    let mut last = "";
    while length > 0
        && let Some(sign) = dot(&text[length..])
    {
        let behind = &text[length + sign..];
        let next = &behind[..name(behind)];
        if next.is_empty() {
            break;
        }
        last = next;
        length += sign + last.len();
    }
    (last.len() >= 2 && last.chars().all(char::is_alphabetic)).then_some(length)
}

/// The text with each e-mail address replaced by `[e-mail]`, also where its @ is written `%40`, `&#64;`, `(at)` or
/// `arobase`. A name behind a slash, as in `https://video.example/@name`, is no address.
///
/// # Example
/// `without_emails("écrire à <a.b@example.org>")` is `"écrire à <[e-mail]>"`.
#[must_use]
pub fn without_emails(text: &str) -> String {
    let inside = |c: char| c.is_alphanumeric() || ".!#$&*+-^_`{|}~%'".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = at_sign(rest) {
        let (before, after) = (&rest[..sign.start], &rest[sign.end..]);
        let kept = before.trim_end_matches(inside).len();
        let host = if sign.spelt {
            whole_host(after).unwrap_or_default()
        } else {
            after
                .find(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
                .unwrap_or(after.len())
        };
        if kept < before.len() && host > 0 {
            out.push_str(&before[..kept]);
            out.push_str("[e-mail]");
            rest = &after[host..];
        } else {
            // What follows may begin an address: "@a@b.fr".
            out.push_str(&rest[..sign.end]);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The text holds an e-mail address, by the reading of [`without_emails`].
#[must_use]
pub fn has_email(text: &str) -> bool {
    at_sign(text).is_some() && without_emails(text) != text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn leaves_e_mail_addresses_out() {
        for (text, plain) in [
            ("a.b+c@example.org", "[e-mail]"),
            (
                "de <é@exemple.fr>, puis x@y;fin",
                "de <[e-mail]>, puis [e-mail];fin",
            ),
            ("mailto:a%40example.org!", "mailto:[e-mail]!"),
            ("a@b@c.d é", "[e-mail]@c.d é"),
            ("@ seul, @nom et 3 @ 4", "@ seul, @nom et 3 @ 4"),
            ("@a@b.fr %40c@d.fr", "@[e-mail] %40[e-mail]"),
            ("a&#64;b.fr, c\u{ff20}d.fr", "[e-mail], [e-mail]"),
            ("/?q=a@b.fr&x=1", "/?q=[e-mail]&x=1"),
            ("https://video.example/@nom", "https://video.example/@nom"),
            ("https://a@b.fr/", "https://[e-mail]/"),
            ("rien", "rien"),
            ("100 %, 5 & 6 \u{ff01} ﬁ", "100 %, 5 & 6 \u{ff01} ﬁ"),
        ] {
            assert_eq!(without_emails(text), plain);
            assert_eq!(has_email(text), text != plain, "{text}");
        }
        // Every sign was looked for in all that follows.
        let many = "% @ ".repeat(500_000);
        assert_eq!(without_emails(&many), many);
    }

    #[test]
    fn addresses_that_are_written_out_are_left_out_too() {
        for (text, plain) in [
            ("contact (at) exemple.fr", "[e-mail]"),
            ("contact[at]exemple[dot]fr", "[e-mail]"),
            ("À contact(arobase)exemple.fr, merci", "À [e-mail], merci"),
            (
                "jean.dupont [ AT ] mon-exemple (point) asso (point) fr.",
                "[e-mail].",
            ),
            ("contact arobase exemple point fr", "[e-mail]"),
            ("contact @ exemple.fr", "[e-mail]"),
            ("contact{at}exemple.fr ou 02 41", "[e-mail] ou 02 41"),
            ("contact(a)exemple.fr", "[e-mail]"),
            // None of these is one.
            ("Réunion (at) salle 3", "Réunion (at) salle 3"),
            ("Le café (a) ouvert. Venez", "Le café (a) ouvert. Venez"),
            ("3 @ 4.55", "3 @ 4.55"),
            ("rdv (à) 14.30", "rdv (à) 14.30"),
            (
                "Une arobase est un signe. Le point final",
                "Une arobase est un signe. Le point final",
            ),
            ("[a] (at)", "[a] (at)"),
            (
                "atelier (atelier vélo) exemple.fr",
                "atelier (atelier vélo) exemple.fr",
            ),
        ] {
            assert_eq!(without_emails(text), plain);
            assert_eq!(has_email(text), text != plain, "{text}");
        }
        let many = "a (at) ".repeat(200_000);
        assert_eq!(without_emails(&many), many);
    }

    proptest! {
        /// What was withheld once is not read as an address again, and no piece of it is left.
        #[test]
        fn twice_is_once(text in "([a-c.@(){}\\[\\]<> é%]|\\(at\\)|\\[dot\\]| arobase | point |fr|&#64;){0,20}") {
            let once = without_emails(&text);
            prop_assert!(!has_email(&once), "{} from {}", once, text);
        }
    }
}
