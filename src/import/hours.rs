//! Mends the common slips of opening hours, where what is meant is beyond doubt.
use crate::domain::hours::Hours;

/// The text in OSM syntax, when small repairs are enough; `None` else.
pub(super) fn mend(text: &str) -> Option<String> {
    // Each repair on top of those before; the first result that can be read is taken.
    let mut mended = text.trim().to_owned();
    for repair in [spaces, separators, clock, endings] {
        mended = repair(&mended);
        if Hours::parse(&mended).is_ok() {
            return Some(mended);
        }
    }
    None
}

/// "10:00 - 12:00 / 14:00 - 18:00".
fn spaces(text: &str) -> String {
    text.replace(" - ", "-").replace(" / ", ",")
}

/// "Sa[2][4]", "Sa [1]".
fn separators(text: &str) -> String {
    text.replace("] [", ",")
        .replace("][", ",")
        .replace(" [", "[")
}

/// "10h30-19h", "18.00": hours with another sign than the colon.
fn clock(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(text.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        let after_hour = i > 0 && digit(i - 1);
        let minutes = digit(i + 1) && digit(i + 2) && !digit(i + 3);
        let alone = !chars.get(i + 1).is_some_and(|c| c.is_alphanumeric());
        match c {
            'h' | 'H' | '.' if after_hour && minutes => out.push(':'),
            'h' | 'H' if after_hour && alone => out.push_str(":00"),
            _ => out.push(c),
        }
    }
    out
}

/// A last semicolon, "Off".
fn endings(text: &str) -> String {
    let text = text.replace("Off", "off").replace("OFF", "off");
    text.trim_end_matches([';', ' ', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::mend;

    #[test]
    fn mends_what_is_beyond_doubt_and_nothing_else() {
        for (text, expected) in [
            (
                "Tu-Sa 10:00 - 12:00 / 14:00 - 18:00",
                "Tu-Sa 10:00-12:00,14:00-18:00",
            ),
            ("Tu We Fr 10h30-19h00, Sa 10h30-18h", ""),
            (
                "We,Fr 10h30-19h; Sa 11h-18h",
                "We,Fr 10:30-19:00; Sa 11:00-18:00",
            ),
            (
                "Mo 10:00-17:00; Sa [2] [4] 10:00-18:00",
                "Mo 10:00-17:00; Sa[2,4] 10:00-18:00",
            ),
            ("09:30-18.00; Su off", "09:30-18:00; Su off"),
            ("Mo-Fr 09:30-19:00; Su off;", "Mo-Fr 09:30-19:00; Su off"),
            ("Sa[-1] 09:30-12-00", ""),
            ("Un samedi sur deux. 9h30 à 12h.", ""),
            ("Mo 10:00-13:30,15:00,19:30", ""),
        ] {
            let told = mend(text).unwrap_or_default();
            assert_eq!(told, expected, "{text}");
        }
    }
}
