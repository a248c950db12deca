//! French typography: figures, distances, hours.
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike};

/// 1284 is `1 284`, with a no-break space.
#[must_use]
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(d);
    }
    out
}

/// `1 structure`, `9 structures`.
#[must_use]
pub fn structures(n: usize) -> String {
    super::words::Lang::Fr.f("structures-count", &[("n", n.into())])
}

/// `650 m`, `4,1 km`, `5 km`, `12 km`: a decimal under ten kilometres, unless it is a zero.
#[must_use]
pub fn distance(metres: f64) -> String {
    if metres < 995.0 {
        return format!("{:.0}\u{a0}m", (metres / 10.0).round() * 10.0);
    }
    let decimals = usize::from(metres < 9_950.0);
    let km = format!("{:.decimals$}", metres / 1000.0).replace('.', ",");
    format!("{}\u{a0}km", km.strip_suffix(",0").unwrap_or(&km))
}

/// `18 h 30`, `9 h`.
#[must_use]
pub fn hour(hours: u32, minutes: u32) -> String {
    if minutes == 0 {
        format!("{hours}\u{a0}h")
    } else {
        format!("{hours}\u{a0}h\u{a0}{minutes:02}")
    }
}

/// Names of the days, Monday first.
pub const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

/// `à 14 h`, `demain à 9 h`, `samedi à 9 h 30`, as said at `now`; midnight is the end of the day before: `à minuit`.
#[must_use]
pub fn when(at: NaiveDateTime, now: NaiveDateTime) -> String {
    let midnight = at.hour() == 0 && at.minute() == 0;
    let (at, time) = match at.checked_sub_days(Days::new(1)) {
        Some(before) if midnight => (before, "minuit".to_owned()),
        _ => (at, hour(at.hour(), at.minute())),
    };
    match (at.date() - now.date()).num_days() {
        0 => format!("à {time}"),
        1 => format!("demain à {time}"),
        2..=6 => format!(
            "{} à {time}",
            DAYS[at.weekday().num_days_from_monday() as usize]
        ),
        _ => format!("le {} à {time}", date(at.date())),
    }
}

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// Day of the month: `1er`, `24`.
fn day_of_month(on: NaiveDate) -> String {
    match on.day() {
        1 => "1er".to_owned(),
        n => n.to_string(),
    }
}

/// `24 novembre`.
#[must_use]
pub fn day_and_month(on: NaiveDate) -> String {
    format!("{} {}", day_of_month(on), MONTHS[on.month0() as usize])
}

/// `24 novembre 2026`.
#[must_use]
pub fn date(on: NaiveDate) -> String {
    format!("{} {}", day_and_month(on), on.year())
}

/// `du 1er au 31 août`, `du 24 décembre au 3 janvier`.
#[must_use]
pub fn span(from: NaiveDate, to: NaiveDate) -> String {
    let start = if (from.year(), from.month()) == (to.year(), to.month()) {
        day_of_month(from)
    } else {
        day_and_month(from)
    };
    format!("du {start} au {}", day_and_month(to))
}

/// A time of day from minutes after midnight: `9 h`, `18 h 30`, `minuit`.
#[must_use]
pub fn minute(minutes: u16) -> String {
    if minutes == 1440 {
        "minuit".to_owned()
    } else {
        hour(u32::from(minutes / 60 % 24), u32::from(minutes % 60))
    }
}

/// Open intervals of a day in words: `10 h – 12 h 30, 14 h – 18 h 30`, `24 h sur 24`, `Fermé`.
#[must_use]
pub fn intervals(of_day: &[(u16, u16)]) -> String {
    if of_day.is_empty() {
        return "Fermé".to_owned();
    }
    if of_day.iter().any(|&(from, to)| from == 0 && to >= 1440) {
        return "24\u{a0}h sur 24".to_owned();
    }
    let one = |&(from, to): &(u16, u16)| format!("{}\u{a0}– {}", minute(from), minute(to));
    of_day.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A day in words, with what is not sure said so: `9 h – 12 h, à vérifier`, `À vérifier`.
#[must_use]
pub fn day(open: &[(u16, u16)], unknown: &[(u16, u16)]) -> String {
    match (open, unknown) {
        (_, []) => intervals(open),
        ([], [(0, 1440..)]) => "À vérifier".to_owned(),
        ([], _) => format!("{}, à vérifier", intervals(unknown)),
        _ => format!(
            "{}\u{a0}; à vérifier\u{a0}: {}",
            intervals(open),
            intervals(unknown)
        ),
    }
}

/// `vélo`, `vélo et jouet`, `vélo, jouet et meuble`.
#[must_use]
pub fn listed<S: AsRef<str>>(words: &[S]) -> String {
    joined(words, "et")
}

/// `Vélo`, `Vélo ou jouet`: several labels of which one is enough, with one capital at the start.
#[must_use]
pub fn either<S: AsRef<str>>(labels: &[S]) -> String {
    let one = |(i, w): (usize, &S)| match i {
        0 => w.as_ref().to_owned(),
        _ => small(w.as_ref()),
    };
    joined(
        &labels.iter().enumerate().map(one).collect::<Vec<_>>(),
        "ou",
    )
}

/// A label inside a sentence: without its capital, unless it is an abbreviation.
fn small(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

fn joined<S: AsRef<str>>(words: &[S], link: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} {link} {last}", head.join(", ")),
    }
}

/// "de" before a name: `de Saumur`, `d’Angers`, `du Mans`, `des Herbiers`.
#[must_use]
pub fn of(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("Le ") {
        return format!("du {rest}");
    }
    if let Some(rest) = name.strip_prefix("Les ") {
        return format!("des {rest}");
    }
    let first = name.chars().next().and_then(|c| c.to_lowercase().next());
    if first.is_some_and(|c| "aâàeéèêiîoôuyhœ".contains(c)) {
        format!("d’{name}")
    } else {
        format!("de {name}")
    }
}

/// Typewriter apostrophes as the typographic ones: `Orée d’Anjou`.
#[must_use]
pub fn apostrophes(text: &str) -> String {
    text.replace('\'', "’")
}

/// The first letter as a capital.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|c| c.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A text cut at a word, at most `limit` characters, with an ellipsis when something was cut.
#[must_use]
pub fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let head: String = text.chars().take(limit).collect();
    let cut = head.rfind(char::is_whitespace).unwrap_or(head.len());
    format!(
        "{}…",
        head[..cut].trim_end_matches([',', ';', ':', ' ', '.'])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_as_french_people_read() {
        assert_eq!(number(1_250_000), "1\u{a0}250\u{a0}000");
        assert_eq!(structures(1), "1\u{a0}structure");
        assert_eq!(hour(18, 30), "18\u{a0}h\u{a0}30");
        assert_eq!(hour(9, 0), "9\u{a0}h");
    }

    #[test]
    fn distances_have_no_idle_decimal() {
        for (metres, said) in [
            (654.0, "650 m"),
            (994.0, "990 m"),
            (999.0, "1 km"),
            (1_049.0, "1 km"),
            (2_000.0, "2 km"),
            (4_120.0, "4,1 km"),
            (5_000.0, "5 km"),
            (9_949.0, "9,9 km"),
            (9_960.0, "10 km"),
            (10_000.0, "10 km"),
            (100_000.0, "100 km"),
        ] {
            assert_eq!(distance(metres), said.replace(' ', "\u{a0}"), "{metres}");
        }
    }

    fn at(month: u32, day: u32, hour: u32) -> NaiveDateTime {
        let date = NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default();
        date.and_hms_opt(hour, 0, 0).unwrap_or_default()
    }

    #[test]
    fn moments_are_said_from_now() {
        // A Tuesday.
        let now = at(11, 24, 20);
        for (then, said) in [
            (at(11, 24, 22), "à 22 h"),
            (at(11, 25, 0), "à minuit"),
            (at(11, 25, 9), "demain à 9 h"),
            (at(11, 26, 0), "demain à minuit"),
            (at(11, 28, 0), "vendredi à minuit"),
            (at(11, 28, 9), "samedi à 9 h"),
            (at(12, 1, 9), "le 1er décembre 2026 à 9 h"),
        ] {
            assert_eq!(when(then, now), said.replace(" h", "\u{a0}h"));
        }
    }

    #[test]
    fn spans_name_the_month_once() {
        let on = |month, day| at(month, day, 0).date();
        assert_eq!(span(on(8, 1), on(8, 31)), "du 1er au 31 août");
        assert_eq!(span(on(7, 27), on(8, 16)), "du 27 juillet au 16 août");
    }

    #[test]
    fn hours_say_closed_and_all_day() {
        assert_eq!(intervals(&[]), "Fermé");
        assert_eq!(intervals(&[(0, 1440)]), "24\u{a0}h sur 24");
        assert_eq!(
            intervals(&[(600, 750), (840, 1440)]),
            "10\u{a0}h\u{a0}– 12\u{a0}h\u{a0}30, 14\u{a0}h\u{a0}– minuit"
        );
        assert_eq!(minute(1500), "1\u{a0}h");
        assert_eq!(day(&[], &[]), "Fermé");
        assert_eq!(day(&[], &[(0, 1440)]), "À vérifier");
        assert_eq!(
            day(&[], &[(540, 720)]),
            "9\u{a0}h\u{a0}– 12\u{a0}h, à vérifier"
        );
        assert_eq!(
            day(&[(540, 720)], &[(840, 960)]),
            "9\u{a0}h\u{a0}– 12\u{a0}h\u{a0}; à vérifier\u{a0}: 14\u{a0}h\u{a0}– 16\u{a0}h"
        );
    }

    #[test]
    fn names_take_their_article_and_lists_their_et() {
        for (name, said) in [
            ("Saumur", "de Saumur"),
            ("Angers", "d’Angers"),
            ("Le Mans", "du Mans"),
            ("Les Herbiers", "des Herbiers"),
            ("La Flèche", "de La Flèche"),
            ("Évron", "d’Évron"),
        ] {
            assert_eq!(of(name), said);
        }
        assert_eq!(
            listed(&["vélo", "jouet", "meuble"]),
            "vélo, jouet et meuble"
        );
        assert_eq!(either(&["Emprunter", "Louer"]), "Emprunter ou louer");
        assert_eq!(either(&["Vélo", "ESS", "Écran"]), "Vélo, ESS ou écran");
        assert_eq!(capital("élan"), "Élan");
        assert_eq!(shortened("Une phrase bien trop longue", 12), "Une phrase…");
        assert_eq!(shortened("court", 12), "court");
    }
}
