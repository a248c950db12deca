//! French typography: figures, distances, hours.
use chrono::{Datelike, NaiveDateTime, Timelike};

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
    format!(
        "{}\u{a0}structure{}",
        number(n),
        if n > 1 { "s" } else { "" }
    )
}

/// `650 m`, `4,1 km`, `12 km`.
#[must_use]
pub fn distance(metres: f64) -> String {
    if metres < 995.0 {
        format!("{:.0}\u{a0}m", (metres / 10.0).round() * 10.0)
    } else if metres < 9_950.0 {
        format!("{:.1}\u{a0}km", metres / 1000.0).replace('.', ",")
    } else {
        format!("{:.0}\u{a0}km", metres / 1000.0)
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
}

/// `24 novembre 2026`.
#[must_use]
pub fn date(at: NaiveDateTime) -> String {
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
    fn writes_as_french_people_read() {
        assert_eq!(number(1_250_000), "1\u{a0}250\u{a0}000");
        assert_eq!(structures(1), "1\u{a0}structure");
        assert_eq!(distance(654.0), "650\u{a0}m");
        assert_eq!(distance(999.0), "1,0\u{a0}km");
        assert_eq!(distance(4_120.0), "4,1\u{a0}km");
        assert_eq!(hour(18, 30), "18\u{a0}h\u{a0}30");
        assert_eq!(hour(9, 0), "9\u{a0}h");
    }
}
