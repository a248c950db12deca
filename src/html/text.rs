//! French typography: numbers, distances, hours, dates and plurals.

/// The no-break space of French typography (U+00A0: the type used has no narrow one).
pub const NBSP: char = '\u{a0}';

/// A whole number with no-break spaces between thousands: 1 284.
#[must_use]
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(NBSP);
        }
        out.push(c);
    }
    out
}

/// A count with its noun: "0 structure", "1 structure", "1 284 structures". In French, zero is singular.
#[must_use]
pub fn structures(n: usize) -> String {
    format!(
        "{}\u{a0}structure{}",
        number(n),
        if n > 1 { "s" } else { "" }
    )
}

/// The noun alone, in the number that French asks for.
#[must_use]
pub fn plural<'a>(count: u64, one: &'a str, many: &'a str) -> &'a str {
    if count < 2 { one } else { many }
}

/// A distance one can picture: "650 m", "4,1 km", "23 km".
#[must_use]
pub fn distance(metres: f64) -> String {
    let metres = metres.max(0.0);
    if metres < 995.0 {
        let step = if metres < 95.0 { 5.0 } else { 10.0 };
        return format!("{:.0}{NBSP}m", ((metres / step).round() * step).max(step));
    }
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

/// `à 14 h`, `demain à 9 h`, `samedi à 9 h 30`, as said at `now`.
#[must_use]
pub fn when(at: NaiveDateTime, now: NaiveDateTime) -> String {
    let time = hour(at.hour(), at.minute());
    match (at.date() - now.date()).num_days() {
        0 => format!("à {time}"),
        1 => format!("demain à {time}"),
        2..=6 => format!(
            "{} à {time}",
            DAYS[at.weekday().num_days_from_monday() as usize]
        ),
        _ => format!("le {} à {time}", date(at)),
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive, and far below 2^53
    let kilometres = (metres / 1000.0).round() as u64;
    format!("{}{NBSP}km", number(kilometres))
}

/// A time of day from minutes after midnight: "9 h", "18 h 30", "minuit".
#[must_use]
pub fn hour(minutes: u16) -> String {
    if minutes == 1440 {
        return "minuit".to_owned();
    }
    let (hours, rest) = (minutes / 60 % 24, minutes % 60);
    if rest == 0 { format!("{hours}{NBSP}h") } else { format!("{hours}{NBSP}h{NBSP}{rest:02}") }
}

/// Open intervals of a day: "10 h – 12 h 30, 14 h – 18 h 30", "24 h sur 24", "Fermé".
#[must_use]
pub fn intervals(intervals: &[(u16, u16)]) -> String {
    if intervals.is_empty() {
        return "Fermé".to_owned();
    }
    if intervals.iter().any(|&(from, to)| from == 0 && to >= 1440) {
        return format!("24{NBSP}h sur 24");
    }
    let parts: Vec<String> =
        intervals.iter().map(|&(from, to)| format!("{}{NBSP}– {}", hour(from), hour(to))).collect();
    parts.join(", ")
}

/// A date: "1er mars 2026", "24 novembre 2026". `None` when the month is not one.
#[must_use]
pub fn date(year: i32, month: u32, day: u32) -> Option<String> {
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
    let day = if at.day() == 1 {
        "1er".to_owned()
    } else {
        at.day().to_string()
    };
    format!("{day} {} {}", MONTHS[at.month0() as usize], at.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_by_no_break_spaces() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1284), "1\u{a0}284");
        assert_eq!(number(1_234_567), "1\u{a0}234\u{a0}567");
    }

    #[test]
    fn zero_is_singular() {
        assert_eq!(counted(0, "structure", "structures"), "0\u{a0}structure");
        assert_eq!(counted(1, "structure", "structures"), "1\u{a0}structure");
        assert_eq!(counted(2, "structure", "structures"), "2\u{a0}structures");
    }

    #[test]
    fn distances_are_rounded_to_what_one_can_picture() {
        assert_eq!(distance(0.0), "5\u{a0}m");
        assert_eq!(distance(42.0), "40\u{a0}m");
        assert_eq!(distance(648.0), "650\u{a0}m");
        assert_eq!(distance(994.0), "990\u{a0}m");
        assert_eq!(distance(996.0), "1,0\u{a0}km");
        assert_eq!(distance(4_120.0), "4,1\u{a0}km");
        assert_eq!(distance(9_949.0), "9,9\u{a0}km");
        assert_eq!(distance(9_960.0), "10\u{a0}km");
        assert_eq!(distance(23_400.0), "23\u{a0}km");
        assert_eq!(distance(1_234_000.0), "1\u{a0}234\u{a0}km");
    }

    #[test]
    fn hours_are_said_the_french_way() {
        assert_eq!(hour(540), "9\u{a0}h");
        assert_eq!(hour(1110), "18\u{a0}h\u{a0}30");
        assert_eq!(hour(545), "9\u{a0}h\u{a0}05");
        assert_eq!(hour(0), "0\u{a0}h");
        assert_eq!(hour(1440), "minuit");
        assert_eq!(hour(1500), "1\u{a0}h");
    }

    #[test]
    fn intervals_say_closed_and_all_day() {
        assert_eq!(intervals(&[]), "Fermé");
        assert_eq!(intervals(&[(0, 1440)]), "24\u{a0}h sur 24");
        assert_eq!(
            intervals(&[(600, 750), (840, 1110)]),
            "10\u{a0}h\u{a0}– 12\u{a0}h\u{a0}30, 14\u{a0}h\u{a0}– 18\u{a0}h\u{a0}30"
        );
    }

    #[test]
    fn dates_name_the_month() {
        assert_eq!(date(2026, 3, 1).as_deref(), Some("1er\u{a0}mars\u{a0}2026"));
        assert_eq!(date(2026, 11, 24).as_deref(), Some("24\u{a0}novembre\u{a0}2026"));
        assert_eq!(date(2026, 0, 1), None);
        assert_eq!(date(2026, 13, 1), None);
    }

    #[test]
    fn names_take_their_article() {
        assert_eq!(of("Saumur"), "de Saumur");
        assert_eq!(of("Angers"), "d’Angers");
        assert_eq!(of("Le Mans"), "du Mans");
        assert_eq!(of("Les Herbiers"), "des Herbiers");
        assert_eq!(of("La Flèche"), "de La Flèche");
        assert_eq!(of("Évron"), "d’Évron");
    }

    #[test]
    fn lists_and_cuts() {
        assert_eq!(listed(&["vélo"]), "vélo");
        assert_eq!(listed(&["vélo", "jouet", "meuble"]), "vélo, jouet et meuble");
        assert_eq!(shortened("Une phrase bien trop longue", 12), "Une phrase…");
        assert_eq!(shortened("court", 12), "court");
    }

    #[test]
    fn punctuation_is_kept_with_its_word() {
        assert_eq!(typographic("Où ? « Ici » : 12 %"), "Où\u{a0}? «\u{a0}Ici\u{a0}»\u{a0}: 12\u{a0}%");
        assert_eq!(typographic("l'atelier https://a.fr 18:30"), "l’atelier https://a.fr 18:30");
    }
}
