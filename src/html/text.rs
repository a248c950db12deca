//! Figures, distances, dates and hours as each language says them.
use super::words::Lang;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike};

/// 1284 is `1 284` with a no-break space, `1,284`.
#[must_use]
pub fn number(lang: Lang, n: usize) -> String {
    lang.number(n as f64, 0)
}

/// `1 structure`, `9 structures`.
#[must_use]
pub fn structures(lang: Lang, n: usize) -> String {
    lang.f("structures-count", &[("n", n.into())])
}

/// `650 m`, `4,1 km`, `5 km`, `12 km`: a decimal under ten kilometres, unless it is a zero.
#[must_use]
pub fn distance(lang: Lang, metres: f64) -> String {
    if metres < 995.0 {
        return format!("{:.0}\u{a0}m", (metres / 10.0).round() * 10.0);
    }
    let decimals = usize::from(metres < 9_950.0);
    format!("{}\u{a0}km", lang.number(metres / 1000.0, decimals))
}

/// A part from 0 to 1 in hundredths: `61,4 %`, `61.4%`. What is more than nothing is never said to be nothing:
/// `moins de 0,1 %`.
#[must_use]
pub fn percent(lang: Lang, share: f64, decimals: usize) -> String {
    let least = 10f64.powi(-i32::try_from(decimals).unwrap_or(0));
    let hundredths = share * 100.0;
    if hundredths > 0.0 && hundredths < least / 2.0 {
        let least = ("least", lang.number(least, decimals).into());
        return lang.f("percent-under", &[least]);
    }
    lang.f(
        "percent",
        &[("n", lang.number(hundredths, decimals).into())],
    )
}

/// `18 h 30`, `9 h`; `6:30 pm`, `9 am`, `noon`.
#[must_use]
pub fn hour(lang: Lang, hours: u32, minutes: u32) -> String {
    match (lang, hours, minutes) {
        (_, 12, 0) => lang.t("time-noon").into_owned(),
        (Lang::Fr, h, 0) => format!("{h}\u{a0}h"),
        (Lang::Fr, h, m) => format!("{h}\u{a0}h\u{a0}{m:02}"),
        (Lang::En, 0, 0) => lang.t("time-midnight").into_owned(),
        (Lang::En, h, m) => {
            let half = if h < 12 { "am" } else { "pm" };
            let h = (h + 11) % 12 + 1;
            if m == 0 {
                format!("{h}\u{a0}{half}")
            } else {
                format!("{h}:{m:02}\u{a0}{half}")
            }
        }
    }
}

/// Messages of the days, Monday first.
const DAYS: [&str; 7] = [
    "day-monday",
    "day-tuesday",
    "day-wednesday",
    "day-thursday",
    "day-friday",
    "day-saturday",
    "day-sunday",
];

/// Name of a day of the week, 0 is Monday: `lundi`, `Monday`.
#[must_use]
pub fn weekday(lang: Lang, from_monday: usize) -> String {
    DAYS.get(from_monday)
        .map_or_else(String::new, |key| lang.t(key).into_owned())
}

/// Name of the day of the week of a date.
#[must_use]
pub fn weekday_of(lang: Lang, on: NaiveDate) -> String {
    weekday(lang, on.weekday().num_days_from_monday() as usize)
}

/// `à 14 h`, `demain à 9 h`, `samedi à 9 h 30`, as said at `now`; midnight is the end of the day before: `à minuit`.
#[must_use]
pub fn when(lang: Lang, at: NaiveDateTime, now: NaiveDateTime) -> String {
    let midnight = at.hour() == 0 && at.minute() == 0;
    let (at, time) = match at.checked_sub_days(Days::new(1)) {
        Some(before) if midnight => (before, lang.t("time-midnight").into_owned()),
        _ => (at, hour(lang, at.hour(), at.minute())),
    };
    let time = ("time", time.into());
    match (at.date() - now.date()).num_days() {
        0 => lang.f("when-today", &[time]),
        1 => lang.f("when-tomorrow", &[time]),
        2..=6 => {
            let day = ("day", weekday_of(lang, at.date()).into());
            lang.f("when-weekday", &[day, time])
        }
        _ => {
            let date = ("date", date(lang, at.date()).into());
            lang.f("when-date", &[date, time])
        }
    }
}

/// Messages of the months.
const MONTHS: [&str; 12] = [
    "month-january",
    "month-february",
    "month-march",
    "month-april",
    "month-may",
    "month-june",
    "month-july",
    "month-august",
    "month-september",
    "month-october",
    "month-november",
    "month-december",
];

/// Day of the month: `1er`, `24`; `1`, `24`.
fn day_of_month(lang: Lang, on: NaiveDate) -> String {
    match on.day() {
        1 => lang.t("date-first").into_owned(),
        n => n.to_string(),
    }
}

/// `24 novembre`, `24 November`.
#[must_use]
pub fn day_and_month(lang: Lang, on: NaiveDate) -> String {
    let month = lang.t(MONTHS[on.month0() as usize]);
    format!("{} {month}", day_of_month(lang, on))
}

/// `24 novembre 2026`, `24 November 2026`.
#[must_use]
pub fn date(lang: Lang, on: NaiveDate) -> String {
    format!("{} {}", day_and_month(lang, on), on.year())
}

/// `novembre 2026`, `November 2026`.
#[must_use]
pub fn month(lang: Lang, on: NaiveDate) -> String {
    format!("{} {}", lang.t(MONTHS[on.month0() as usize]), on.year())
}

/// `du 1er au 31 août`, `du 24 décembre au 3 janvier`; `from 1 to 31 August`.
#[must_use]
pub fn span(lang: Lang, from: NaiveDate, to: NaiveDate) -> String {
    let start = if (from.year(), from.month()) == (to.year(), to.month()) {
        day_of_month(lang, from)
    } else {
        day_and_month(lang, from)
    };
    let end = day_and_month(lang, to);
    lang.f("date-span", &[("from", start.into()), ("to", end.into())])
}

/// A time of day from minutes after midnight: `9 h`, `18 h 30`, `minuit`.
#[must_use]
pub fn minute(lang: Lang, minutes: u16) -> String {
    if minutes == 1440 {
        lang.t("time-midnight").into_owned()
    } else {
        hour(lang, u32::from(minutes / 60 % 24), u32::from(minutes % 60))
    }
}

/// Open intervals of a day in words: `10 h – 12 h 30, 14 h – 18 h 30`, `24 h sur 24`, `Fermé`.
#[must_use]
pub fn intervals(lang: Lang, of_day: &[(u16, u16)]) -> String {
    if of_day.is_empty() {
        return lang.t("hours-closed").into_owned();
    }
    if of_day.iter().any(|&(from, to)| from == 0 && to >= 1440) {
        return lang.t("hours-all-day").into_owned();
    }
    let one =
        |&(from, to): &(u16, u16)| format!("{}\u{a0}– {}", minute(lang, from), minute(lang, to));
    of_day.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A day in words, with what is not sure said so: `9 h – 12 h, à vérifier`, `À vérifier`.
#[must_use]
pub fn day(lang: Lang, open: &[(u16, u16)], unknown: &[(u16, u16)]) -> String {
    let unsure = || ("unsure", intervals(lang, unknown).into());
    match (open, unknown) {
        (_, []) => intervals(lang, open),
        ([], [(0, 1440..)]) => lang.t("hours-unsure").into_owned(),
        ([], _) => lang.f("hours-unsure-only", &[unsure()]),
        _ => {
            let open = ("open", intervals(lang, open).into());
            lang.f("hours-unsure-too", &[open, unsure()])
        }
    }
}

/// `vélo`, `vélo et jouet`, `vélo, jouet et meuble`.
#[must_use]
pub fn listed<S: AsRef<str>>(lang: Lang, words: &[S]) -> String {
    joined(words, &lang.t("list-and"))
}

/// `Vélo`, `Vélo ou jouet`: several labels of which one is enough, with one capital at the start.
#[must_use]
pub fn either<S: AsRef<str>>(lang: Lang, labels: &[S]) -> String {
    let one = |(i, w): (usize, &S)| match i {
        0 => w.as_ref().to_owned(),
        _ => small(w.as_ref()),
    };
    let words: Vec<String> = labels.iter().enumerate().map(one).collect();
    joined(&words, &lang.t("list-or"))
}

/// A label inside a sentence: without its capital, unless it is an abbreviation.
#[must_use]
pub fn small(label: &str) -> String {
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

/// A name after "près" and "near": `de Saumur`, `d’Angers`, `du Mans`, `des Herbiers`; in English the name alone.
#[must_use]
pub fn of(lang: Lang, name: &str) -> String {
    if lang == Lang::En {
        return name.to_owned();
    }
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

/// A name after a verb: `à Cholet`, `au Mans`, `aux Herbiers`, `à La Flèche`; `in Cholet` in English.
#[must_use]
pub fn at(lang: Lang, name: &str) -> String {
    let name = apostrophes(name);
    let plain = lang == Lang::En;
    if let Some(rest) = name.strip_prefix("Le ").filter(|_| !plain) {
        return format!("au {rest}");
    }
    if let Some(rest) = name.strip_prefix("Les ").filter(|_| !plain) {
        return format!("aux {rest}");
    }
    lang.f("place-at", &[("name", name.into())])
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
        assert_eq!(number(Lang::Fr, 1_250_000), "1\u{a0}250\u{a0}000");
        assert_eq!(structures(Lang::Fr, 1), "1\u{a0}structure");
        assert_eq!(hour(Lang::Fr, 18, 30), "18\u{a0}h\u{a0}30");
        assert_eq!(hour(Lang::Fr, 9, 0), "9\u{a0}h");
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
            assert_eq!(
                distance(Lang::Fr, metres),
                said.replace(' ', "\u{a0}"),
                "{metres}"
            );
        }
    }

    #[test]
    fn parts_are_said_in_hundredths() {
        for (share, decimals, french, english) in [
            (0.6138, 1, "61,4 %", "61.4%"),
            (0.54, 0, "54 %", "54%"),
            (0.5, 1, "50 %", "50%"),
            (0.0, 1, "0 %", "0%"),
            (0.0004, 1, "< 0,1 %", "< 0.1%"),
            (0.004, 0, "< 1 %", "< 1%"),
            (1.0, 1, "100 %", "100%"),
        ] {
            let said = french.replace(' ', "\u{a0}");
            assert_eq!(
                percent(Lang::Fr, share, decimals).replace(' ', "\u{a0}"),
                said
            );
            assert_eq!(percent(Lang::En, share, decimals), english);
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
            assert_eq!(when(Lang::Fr, then, now), said.replace(" h", "\u{a0}h"));
        }
    }

    #[test]
    fn spans_name_the_month_once() {
        let on = |month, day| at(month, day, 0).date();
        assert_eq!(span(Lang::Fr, on(8, 1), on(8, 31)), "du 1er au 31 août");
        assert_eq!(
            span(Lang::Fr, on(7, 27), on(8, 16)),
            "du 27 juillet au 16 août"
        );
    }

    #[test]
    fn hours_say_closed_and_all_day() {
        assert_eq!(intervals(Lang::Fr, &[]), "Fermé");
        assert_eq!(intervals(Lang::Fr, &[(0, 1440)]), "24\u{a0}h sur 24");
        assert_eq!(
            intervals(Lang::Fr, &[(600, 750), (840, 1440)]),
            "10\u{a0}h\u{a0}– 12\u{a0}h\u{a0}30, 14\u{a0}h\u{a0}– minuit"
        );
        assert_eq!(minute(Lang::Fr, 1500), "1\u{a0}h");
        assert_eq!(day(Lang::Fr, &[], &[]), "Fermé");
        assert_eq!(day(Lang::Fr, &[], &[(0, 1440)]), "À vérifier");
        assert_eq!(
            day(Lang::Fr, &[], &[(540, 720)]),
            "9\u{a0}h\u{a0}– 12\u{a0}h, à vérifier"
        );
        assert_eq!(
            day(Lang::Fr, &[(540, 720)], &[(840, 960)]),
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
            assert_eq!(of(Lang::Fr, name), said);
        }
        assert_eq!(
            listed(Lang::Fr, &["vélo", "jouet", "meuble"]),
            "vélo, jouet et meuble"
        );
        assert_eq!(
            either(Lang::Fr, &["Emprunter", "Louer"]),
            "Emprunter ou louer"
        );
        assert_eq!(
            either(Lang::Fr, &["Vélo", "ESS", "Écran"]),
            "Vélo, ESS ou écran"
        );
        assert_eq!(capital("élan"), "Élan");
        assert_eq!(shortened("Une phrase bien trop longue", 12), "Une phrase…");
        assert_eq!(shortened("court", 12), "court");
    }

    #[test]
    fn english_people_read_as_they_are_used_to() {
        let en = Lang::En;
        assert_eq!(number(en, 1_250_000), "1,250,000");
        assert_eq!(distance(en, 4_120.0), "4.1\u{a0}km");
        for (hours, minutes, said) in [
            (0, 0, "midnight"),
            (0, 30, "12:30 am"),
            (9, 0, "9 am"),
            (12, 0, "noon"),
            (12, 30, "12:30 pm"),
            (18, 30, "6:30 pm"),
        ] {
            assert_eq!(hour(en, hours, minutes), said.replace(' ', "\u{a0}"));
        }
        let now = at(11, 24, 20);
        for (then, said) in [
            (at(11, 24, 22), "at 10 pm"),
            (at(11, 25, 0), "at midnight"),
            (at(11, 25, 9), "tomorrow at 9 am"),
            (at(11, 28, 9), "on Saturday at 9 am"),
            (at(12, 1, 9), "on 1 December 2026 at 9 am"),
        ] {
            assert_eq!(when(en, then, now).replace('\u{a0}', " "), said);
        }
        let on = |month, day| at(month, day, 0).date();
        assert_eq!(span(en, on(8, 1), on(8, 31)), "from 1 to 31 August");
        assert_eq!(
            listed(en, &["bikes", "toys", "lamps"]),
            "bikes, toys and lamps"
        );
        assert_eq!(either(en, &["Borrow", "Rent"]), "Borrow or rent");
        assert_eq!(of(en, "Le Mans"), "Le Mans");
        assert_eq!(day(en, &[], &[(0, 1440)]), "To be checked");
    }
}
