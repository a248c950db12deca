//! Opening hours as people write them, put into OSM syntax where what is meant is beyond doubt.
mod french;
mod lexer;
mod week;

use crate::domain::hours::Hours;

/// The text in OSM syntax, when it is French for something that has only one meaning; `None` else.
pub(super) fn read_french(text: &str) -> Option<String> {
    french::read(text)
}

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
    use super::{mend, read_french};
    use crate::domain::hours::Hours;
    use proptest::prelude::*;

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

    #[test]
    fn reads_french_that_has_one_meaning_and_nothing_else() {
        let mut read = 0;
        for line in include_str!("phrases.tsv").lines() {
            let Some((text, expected)) = line.split_once('\t') else {
                assert!(line.starts_with('#'), "{line}");
                continue;
            };
            let told = read_french(text).unwrap_or_default();
            assert_eq!(told, expected, "{text}");
            if !expected.is_empty() {
                assert!(Hours::parse(expected).is_ok(), "{expected}");
                read += 1;
            }
        }
        assert!(read > 40);
    }

    #[test]
    fn an_hour_beyond_the_day_is_left_a_text() {
        for text in [
            "25h",
            "24h30",
            "1092h16",
            "2026h00",
            "65535:59",
            "lundi 9h-2026:00",
        ] {
            assert_eq!(read_french(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_left(text in "([0-9]{1,5}|[0-9]{1,2}|h|à|au|-|/|,|;|:|\\.|lundi|mardi|mar\\.|fermé|sauf|1er|mois|mai|matin|24h/24|tous les jours|\\n| ){0,24}") {
            if let Some(read) = read_french(&text) {
                prop_assert!(Hours::parse(&read).is_ok(), "{} from {}", read, text);
            }
        }

        /// Times written in several ways are the same hours, minute by minute.
        #[test]
        fn days_and_times_come_back(first in 0_usize..7, length in 0_usize..7, from in 420_u16..720, span in 1_u16..600, style in 0_usize..4) {
            const FRENCH: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
            let last = (first + length) % 7;
            let to = from + span;
            let clock = |m: u16| match style {
                0 => format!("{}h{:02}", m / 60, m % 60),
                1 => format!("{}:{:02}", m / 60, m % 60),
                2 if m.is_multiple_of(60) => format!("{} h", m / 60),
                _ => format!("{:02}H{:02}", m / 60, m % 60),
            };
            let days = if length == 0 { format!("le {}", FRENCH[first]) } else { format!("du {} au {}", FRENCH[first], FRENCH[last]) };
            let read = read_french(&format!("{days} de {} à {}", clock(from), clock(to))).unwrap();
            let hours = Hours::parse(&read).unwrap();
            // A week without a public holiday, from Monday, 14 September 2026.
            let monday = chrono::NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();
            for day in 0..7_usize {
                let inside = (day + 7 - first) % 7 <= length;
                let expected = if inside { vec![(from, to)] } else { Vec::new() };
                let date = monday + chrono::Days::new(day as u64);
                prop_assert_eq!(hours.day(date).open, expected, "{} on day {}", read, day);
            }
        }
    }
}
