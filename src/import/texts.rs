//! Texts of a record without markup and of bounded length.
use super::Code;
use super::reader::{clean as strip, is_blank};
use super::report::Notes;
use crate::domain::structure::Fields;
use quick_xml::escape::resolve_html5_entity;

/// Markup out, white space single; line breaks stay in texts of several sentences.
pub(super) fn clean(f: &mut Fields, notes: &mut Notes<'_>) {
    let said = |t: &String| !is_blank(t);
    let mut bounded = |field, longest, text: String| within(field, longest, text, notes);
    for (field, longest, line) in [
        ("name", LINE, &mut f.name),
        ("trade_name", LINE, &mut f.trade_name),
        ("summary", SUMMARY, &mut f.summary),
        ("source_updated", LINE, &mut f.source_updated),
    ] {
        let text = line.take().and_then(|t| one_line(&plain(&t))).filter(said);
        *line = text.map(|t| bounded(field, longest, t));
    }
    for (field, text) in [
        ("description", &mut f.description),
        ("opening_text", &mut f.opening_text),
    ] {
        let said = text.take().map(|t| paragraphs(&t)).filter(said);
        *text = said.map(|t| bounded(field, TEXT, t));
    }
    for (field, list) in [
        ("networks", &mut f.networks),
        ("jobs", &mut f.jobs),
        ("skills", &mut f.skills),
        ("social", &mut f.social),
        ("photos", &mut f.photos),
    ] {
        let lines = std::mem::take(list);
        let lines = lines.iter().filter_map(|t| one_line(t)).filter(said);
        // An address that is cut off leads nowhere: those are left as they are.
        let longest = if ["social", "photos"].contains(&field) {
            TEXT
        } else {
            LINE
        };
        *list = lines.map(|t| bounded(field, longest, t)).collect();
    }
    if let Some(a) = &mut f.address {
        for line in a.lines.iter_mut().chain(&mut a.city) {
            *line = bounded("address", LINE, std::mem::take(line));
        }
    }
}

/// Most characters of a name or another line, of a summary and of a text: what is longer stands in the wrong column.
const LINE: usize = 300;
const SUMMARY: usize = 5_000;
const TEXT: usize = 20_000;

/// The text, cut off behind its last whole word where it is too long.
fn within(field: &str, longest: usize, text: String, notes: &mut Notes<'_>) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else {
        return text;
    };
    let length = text.chars().count();
    let message = format!(
        "{length} characters, at most {longest} are kept: the rest is cut off. Shorten it, or check the column that it is taken from"
    );
    // The last character is the mark.
    let kept = text[..end].char_indices().next_back().map_or(0, |(i, _)| i);
    let kept = &text[..kept];
    let word = kept
        .rfind(char::is_whitespace)
        .filter(|at| at * 2 > kept.len());
    let short = format!("{}…", kept[..word.unwrap_or(kept.len())].trim_end());
    notes.propose(field, Code::TextTooLong, message, &text, short.clone());
    short
}

/// Text of several sentences, without markup, and no blanks at its ends.
pub(super) fn paragraphs(text: &str) -> String {
    strip(&characters(&plain(text)))
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

pub(super) fn one_line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// `a<br/>b <i>c</i>` is "a", a line break, "b c". A `<` that opens no tag stays.
pub(super) fn plain(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn what_is_too_long_is_cut_off_behind_a_word_and_told() {
        let long = "mot ".repeat(2_500);
        let mut f = Fields {
            name: Some(long.clone()),
            description: Some(long.clone()),
            networks: vec!["é".repeat(301), "é".repeat(300)],
            address: Some(crate::domain::structure::Address {
                lines: vec![long.clone()],
                ..Default::default()
            }),
            ..Fields::default()
        };
        let mut report = super::super::Report::default();
        clean(&mut f, &mut report.of_row(7));
        let name = f.name.unwrap();
        assert!(
            name.ends_with("mot…") && name.chars().count() <= LINE,
            "{name}"
        );
        assert_eq!(f.description.unwrap(), long.trim());
        assert_eq!(f.networks[0], format!("{}…", "é".repeat(299)));
        assert_eq!(f.networks[1], "é".repeat(300));
        let told: Vec<_> = report
            .messages
            .iter()
            .map(|m| (m.row, m.field.as_str()))
            .collect();
        assert_eq!(told, [(7, "name"), (7, "networks"), (7, "address")]);
        assert!(
            report.messages[0]
                .message
                .contains("9999 characters, at most 300")
        );
    }
}
