//! Opening hours in words: the week, the days that are not as usual.
use crate::domain::hours::{DayHours, Hours};
use crate::html::structure::Day;
use crate::html::text;
use crate::html::words::Lang;
use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, Timelike};

/// Days ahead in which hours that are not the usual ones must begin to be told.
const AHEAD: usize = 21;
/// Days for which they are followed to their end.
const LONGEST: usize = 200;
/// Weeks before and after this one that say what is usual.
const AROUND: i64 = 8;
/// Changes from week to week, among those, beyond which a day of the week has no usual hours ("each first Saturday").
const STEADY: usize = 4;
/// Stretches of one run that are told one by one; more are told as a week.
const MOST_STRETCHES: usize = 4;

fn number(d: NaiveDate) -> usize {
    d.weekday().num_days_from_monday() as usize
}

/// Minutes since midnight.
pub(super) fn minutes(now: NaiveDateTime) -> u16 {
    u16::try_from(now.hour() * 60 + now.minute()).unwrap_or_default()
}

fn seven(lang: Lang, h: &Hours, from: NaiveDate, today: NaiveDate) -> Vec<Day> {
    let one = |date: NaiveDate| {
        let DayHours { open, unknown } = h.day(date);
        Day {
            name: text::capital(&text::weekday_of(lang, date)),
            open,
            unknown,
            today: date == today,
        }
    };
    from.iter_days().take(7).map(one).collect()
}

/// The seven days from Monday of this week.
pub(super) fn week(lang: Lang, h: &Hours, now: NaiveDateTime) -> Vec<Day> {
    let today = now.date();
    let monday = today - Duration::days(i64::from(today.weekday().num_days_from_monday()));
    seven(lang, h, monday, today)
}

/// Hours of a day inside a sentence.
fn inside(lang: Lang, open: &[(u16, u16)], unknown: &[(u16, u16)]) -> String {
    text::small(&text::day(lang, open, unknown))
}

/// Days with the same hours together: "Mercredi et samedi, 10 h – 12 h"; nothing when all are closed.
fn grouped(lang: Lang, days: &[Day]) -> Option<String> {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    let some = |d: &&Day| !(d.open.is_empty() && d.unknown.is_empty());
    // Only French writes the days without capitals.
    let inner = |name: &str| lang.pick(text::small(name), name.to_owned());
    for d in days.iter().filter(some) {
        let hours = inside(lang, &d.open, &d.unknown);
        match groups.iter_mut().find(|g| g.1 == hours) {
            Some(g) => g.0.push(inner(&d.name)),
            None => groups.push((vec![inner(&d.name)], hours)),
        }
    }
    let said: Vec<String> = groups
        .iter()
        .map(|(days, hours)| format!("{}, {hours}", text::listed(lang, days)))
        .collect();
    (!said.is_empty()).then(|| said.join(lang.pick("\u{a0}; ", "; ")))
}

/// "Mercredi et samedi, 10 h – 12 h."
pub(super) fn in_words(lang: Lang, days: &[Day]) -> String {
    grouped(lang, days).map_or_else(
        || lang.t("hours-not-this-week").into_owned(),
        |said| format!("{}.", text::capital(&said)),
    )
}

/// Usual hours of each day of the week, Monday first: what most of the weeks around have.
struct Usual([Option<DayHours>; 7]);

/// The usual hours in words; those of this week where some day has none that are usual.
pub(super) fn usually(lang: Lang, h: &Hours, today: NaiveDate) -> String {
    let monday = today - Days::new(number(today) as u64);
    let mut days = seven(lang, h, monday, today);
    let all: Option<Vec<DayHours>> = usual(h, today).into_iter().collect();
    for (day, hours) in days.iter_mut().zip(all.into_iter().flatten()) {
        (day.open, day.unknown) = (hours.open, hours.unknown);
    }
    in_words(lang, &days)
}

/// The usual hours of each day of the week, Monday first; nothing for a day that has none.
pub(super) fn usual(h: &Hours, today: NaiveDate) -> [Option<DayHours>; 7] {
    Usual::of(h, today).0
}

/// How a day is beside the usual.
#[derive(PartialEq)]
enum Kind {
    /// Open as usual.
    Usual,
    /// Closed, as always on this day of the week, or on one that has no usual hours.
    Idle,
    /// Not as usual.
    Odd(DayHours),
}

impl Usual {
    fn of(h: &Hours, today: NaiveDate) -> Self {
        Self(std::array::from_fn(|n| {
            let ahead = (n + 7 - number(today)) % 7;
            let this = today + Days::new(ahead as u64);
            let weeks = (-AROUND..=AROUND).map(|w| h.day(this + Duration::weeks(w)));
            most(&weeks.collect::<Vec<_>>())
        }))
    }

    fn kind(&self, h: &Hours, d: NaiveDate) -> Kind {
        let hours = h.day(d);
        match &self.0[number(d)] {
            Some(usual) if *usual != hours => Kind::Odd(hours),
            _ if hours.is_closed() => Kind::Idle,
            _ => Kind::Usual,
        }
    }

    /// The days before this one were already not as usual.
    fn begun(&self, h: &Hours, today: NaiveDate) -> bool {
        let before = (1..=7).filter_map(|n| today.checked_sub_days(Days::new(n)));
        let mut kinds = before.map(|d| self.kind(h, d));
        kinds.find(|k| *k != Kind::Idle) == Some(Kind::Odd(DayHours::default()))
    }
}

/// The hours that most weeks have; none where they change too often to have any.
fn most(weeks: &[DayHours]) -> Option<DayHours> {
    let changes = weeks.windows(2).filter(|w| w[0] != w[1]).count();
    if changes > STEADY {
        return None;
    }
    let same = |x: &DayHours| weeks.iter().filter(|w| *w == x).count();
    weeks.iter().max_by_key(|w| same(w)).cloned()
}

/// Days in a row with the same unusual hours; idle days between them do not count.
struct Stretch {
    first: NaiveDate,
    last: NaiveDate,
    hours: DayHours,
}

/// What is not as usual in the three weeks from today, each run of days in one sentence.
pub(super) fn exceptions(lang: Lang, h: &Hours, today: NaiveDate) -> Vec<String> {
    let usual = Usual::of(h, today);
    let mut begun = usual.begun(h, today);
    let mut out = Vec::new();
    let mut run: Vec<Stretch> = Vec::new();
    for (n, d) in today.iter_days().take(LONGEST).enumerate() {
        match usual.kind(h, d) {
            Kind::Odd(hours) if n < AHEAD || !run.is_empty() => match run.last_mut() {
                Some(s) if s.hours == hours => s.last = d,
                _ => run.push(Stretch {
                    first: d,
                    last: d,
                    hours,
                }),
            },
            Kind::Idle if goes_on(&run, d) => {}
            _ if n >= AHEAD && run.is_empty() => return out,
            Kind::Idle if run.is_empty() => {}
            _ => {
                out.extend(told(lang, h, &std::mem::take(&mut run), begun, today));
                begun = false;
            }
        }
    }
    let Some(first) = run.first() else {
        return out;
    };
    // It goes on for longer than one looks ahead.
    let hours = grouped(lang, &seven(lang, h, first.first, today));
    let hours = hours.unwrap_or_else(|| inside(lang, &[], &[]));
    let from = text::day_and_month(lang, first.first);
    let from = lang.f("hours-from", &[("date", from.into())]);
    out.push(on(lang, from, hours));
    out
}

/// Days with their hours, as a sentence.
fn on(lang: Lang, days: String, hours: String) -> String {
    lang.f(
        "hours-on",
        &[("days", days.into()), ("hours", hours.into())],
    )
}

/// Idle days do not end a run, unless a whole week has gone by since its last day.
fn goes_on(run: &[Stretch], d: NaiveDate) -> bool {
    run.last().is_some_and(|s| (d - s.last).num_days() < 7)
}

/// A run that ends, in sentences.
fn told(lang: Lang, h: &Hours, run: &[Stretch], begun: bool, today: NaiveDate) -> Vec<String> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return Vec::new();
    };
    if run.len() > MOST_STRETCHES {
        let hours = grouped(lang, &seven(lang, h, first.first, today)).unwrap_or_default();
        let span = text::capital(&text::span(lang, first.first, last.last));
        return vec![on(lang, span, hours)];
    }
    let one = |s: &Stretch| {
        let hours = inside(lang, &s.hours.open, &s.hours.unknown);
        let days = if s.first == s.last {
            let name = text::capital(&text::weekday_of(lang, s.first));
            format!("{name} {}", text::date(lang, s.first))
        } else if begun && s.first == first.first && s.hours.is_closed() {
            let last = text::day_and_month(lang, s.last);
            lang.f("hours-until", &[("date", last.into())])
        } else {
            text::capital(&text::span(lang, s.first, s.last))
        };
        on(lang, days, hours)
    };
    run.iter().map(one).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn on(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn told_on(hours: &str, today: NaiveDate) -> Vec<String> {
        let told = exceptions(Lang::Fr, &Hours::parse(hours).unwrap(), today);
        told.iter().map(|t| t.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn deposit_hours_are_said_by_groups_of_days() {
        let said = |hours: &str| {
            let now = on(12, 1).and_hms_opt(10, 0, 0).unwrap();
            in_words(
                Lang::Fr,
                &week(Lang::Fr, &Hours::parse(hours).unwrap(), now),
            )
            .replace('\u{a0}', " ")
        };
        assert_eq!(
            said("We,Sa 10:00-12:00; Fr 14:00-17:30"),
            "Mercredi et samedi, 10 h – 12 h ; vendredi, 14 h – 17 h 30."
        );
        assert_eq!(
            said("Sa 09:30-12:30 \"un samedi par mois\""),
            "Samedi, 9 h 30 – 12 h 30, à vérifier."
        );
        assert_eq!(said("off"), "Pas cette semaine.");
    }

    #[test]
    fn a_day_that_is_not_as_usual_is_told_ahead() {
        let hours = "Mo-Sa 09:00-18:00; Dec 25 off";
        assert_eq!(
            told_on(hours, on(12, 10)),
            ["Vendredi 25 décembre 2026 : fermé."]
        );
        assert!(told_on(hours, on(12, 1)).is_empty(), "too far ahead");
        assert!(told_on("Mo-Sa 09:00-18:00", on(12, 10)).is_empty());
    }

    #[test]
    fn a_long_closure_is_one_sentence_before_and_during() {
        let hours = "We,Sa 10:00-12:00; Aug off";
        // Saturday the 1st is the first day missed, Saturday the 29th the last.
        assert_eq!(told_on(hours, on(7, 20)), ["Du 1er au 29 août : fermé."]);
        assert_eq!(
            told_on(hours, on(8, 10)),
            ["Jusqu’au 29 août inclus : fermé."]
        );
        assert!(told_on(hours, on(8, 30)).is_empty(), "it is over");
        let daily = "Mo-Su 10:00-12:00; Aug off";
        assert_eq!(told_on(daily, on(7, 20)), ["Du 1er au 31 août : fermé."]);
        assert_eq!(
            told_on(daily, on(8, 10)),
            ["Jusqu’au 31 août inclus : fermé."]
        );
        let shop = "Mo-Sa 09:00-18:00; Dec 24 09:00-12:00; Dec 25-31 off";
        assert_eq!(
            told_on(shop, on(12, 10)),
            [
                "Jeudi 24 décembre 2026 : 9 h – 12 h.",
                "Du 25 au 31 décembre : fermé."
            ]
        );
    }

    #[test]
    fn other_hours_are_told_as_a_week_and_a_season_from_its_start() {
        let summer = "Mo-Fr 09:00-18:00; Jul 06-31 Mo-Fr 09:00-12:00; Jul 06-31 Fr off";
        assert_eq!(
            told_on(summer, on(6, 20)),
            ["Du 6 au 31 juillet : lundi, mardi, mercredi et jeudi, 9 h – 12 h."]
        );
        let season = "Nov-Mar Sa 14:00-16:00; Apr-Oct Sa 10:00-12:00";
        assert_eq!(
            told_on(season, on(3, 20)),
            ["À partir du 4 avril : samedi, 10 h – 12 h."]
        );
        assert!(told_on(season, on(5, 20)).is_empty());
    }

    #[test]
    fn what_is_never_the_same_has_no_exceptions() {
        for hours in [
            "Sa[1] 10:00-12:00",
            "Sa[-1] 10:00-12:00",
            "Sa[4] 09:30-12:30; Dec closed",
            "Mo 10:00-12:30; We[4] 14:30-17:30",
            "week 01-53/2 Sa 10:00-12:00",
        ] {
            for today in [on(6, 1), on(9, 14), on(11, 24)] {
                let told = told_on(hours, today);
                assert!(told.is_empty(), "{hours}, {today}: {told:?}");
            }
        }
    }

    #[test]
    fn one_more_opening_is_no_season() {
        let more = "Sa 10:00-12:00; 2026 Nov 29 10:00-17:00";
        let told = ["Dimanche 29 novembre 2026 : 10 h – 17 h."];
        assert_eq!(told_on(more, on(11, 24)), told);
        let alone = "2026 Nov 29 10:00-17:00";
        assert_eq!(told_on(alone, on(11, 24)), told);
    }
}
