//! Opening hours in OSM syntax, read with French public holidays and Paris time.
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};
use opening_hours::{Context, OpeningHours, RuleKind, localization::Country};
use opening_hours_syntax::rules::time::{Time, TimeEvent};
use std::borrow::Cow;

/// Parsed opening hours.
#[derive(Debug, Clone)]
pub struct Hours(OpeningHours);

/// What the hours say of a moment. Unknown is neither open nor closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Open.
    Open,
    /// Closed.
    Closed,
    /// Only a comment says when, or the source says `unknown`.
    Unknown,
}

impl From<RuleKind> for Opening {
    fn from(kind: RuleKind) -> Self {
        match kind {
            RuleKind::Open => Self::Open,
            RuleKind::Closed => Self::Closed,
            RuleKind::Unknown => Self::Unknown,
        }
    }
}

/// What holds at a moment, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// At that moment.
    pub opening: Opening,
    /// When it changes and what holds then; nothing when that is more than a month ahead.
    pub then: Option<(NaiveDateTime, Opening)>,
}

/// The intervals of a day, in minutes after its midnight. What is in neither list is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayHours {
    /// Open.
    pub open: Vec<(u16, u16)>,
    /// Perhaps open: ask before.
    pub unknown: Vec<(u16, u16)>,
}

impl DayHours {
    /// Closed from midnight to midnight.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.open.is_empty() && self.unknown.is_empty()
    }
}

/// The texts between quotation marks, with whether `open`, `closed`, `off` or `unknown` stands before each. A quoted
/// text before a colon is the name of a season and no comment.
fn quoted(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let parts: Vec<&str> = text.split('"').collect();
    let found: Vec<(&str, bool)> = (1..parts.len().saturating_sub(1))
        .step_by(2)
        .filter(|i| !parts[i + 1].trim_start().starts_with(':'))
        .map(|i| (parts[i], ends_with_state(parts[i - 1])))
        .collect();
    found.into_iter()
}

fn ends_with_state(before: &str) -> bool {
    let word = before
        .trim_end()
        .rsplit(|c: char| !c.is_ascii_alphabetic())
        .next();
    word.is_some_and(|w| {
        ["open", "closed", "off", "unknown"]
            .iter()
            .any(|s| w.eq_ignore_ascii_case(s))
    })
}

/// The text with `unknown` before each comment that stands without a state.
///
/// The parser reads `"By appointment only"` as open day and night, and `Sa 09:30-12:30 "one Saturday a month"` as open
/// on each of them. The specification of OSM and its reference program `opening_hours.js` take a comment without a
/// state as unknown: only a person can tell.
fn with_states(text: &str) -> Cow<'_, str> {
    if quoted(text).all(|(_, stated)| stated) {
        return Cow::Borrowed(text);
    }
    let parts: Vec<&str> = text.split('"').collect();
    let mut out = String::with_capacity(text.len() + 16);
    for (i, part) in parts.iter().enumerate() {
        if i % 2 == 0 {
            out.push_str(part);
            continue;
        }
        let season = parts
            .get(i + 1)
            .is_none_or(|p| p.trim_start().starts_with(':'));
        if !season && !ends_with_state(parts[i - 1]) {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str("unknown ");
        }
        out.push('"');
        out.push_str(part);
        // A quotation mark that is never closed stays so: the parser says it.
        if i + 1 < parts.len() {
            out.push('"');
        }
    }
    Cow::Owned(out)
}

/// The comments of an expression, each once, in its order: what only a reader understands.
#[must_use]
pub fn comments(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for comment in quoted(text).map(|(c, _)| c.trim()) {
        if !comment.is_empty() && !out.contains(&comment) {
            out.push(comment);
        }
    }
    out
}

/// Bytes of an expression; OSM's own values have 255 letters at most, and each rule is asked for each moment.
const LONGEST: usize = 1000;

/// "10:00-18:00/24:00", at which the parser stumbles.
fn repeats_daily(text: &str) -> bool {
    let mut after = text.split('/').skip(1);
    after.any(|t| t.trim_start().starts_with("24:00"))
}

/// A span that begins so long after sunrise or sunset that the next day has come: its end may then lie beyond the two
/// days that the evaluation has room for, and it would panic.
fn begins_another_day(hours: &OpeningHours) -> bool {
    let expression = hours.get_expression();
    let mut spans = expression.rules.iter().flat_map(|r| &r.time_selector.spans);
    spans.any(|span| match span.range.start {
        Time::Fixed(_) => false,
        Time::Variable(time) => {
            // Without a position each day has the same.
            let event = match time.event {
                TimeEvent::Dawn => 6,
                TimeEvent::Sunrise => 7,
                TimeEvent::Sunset => 19,
                TimeEvent::Dusk => 20,
            };
            event * 60 + i32::from(time.offset) >= 24 * 60
        }
    })
}

impl Hours {
    /// Reads an expression. A comment without `open` or `closed` before it makes its rule unknown.
    ///
    /// # Errors
    /// The parser's message; and what it takes, but cannot work out.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("longer than {LONGEST} letters"));
        }
        if repeats_daily(text) {
            return Err("a repetition after 24:00 is none".to_owned());
        }
        let context = Context::default().with_holidays(Country::FR.holidays());
        let hours = with_states(text)
            .parse::<OpeningHours>()
            .map_err(|e| e.to_string())?;
        if begins_another_day(&hours) {
            return Err("begins after midnight by the sun".to_owned());
        }
        Ok(Self(hours.with_context(context)))
    }

    /// What holds at a moment of Paris time, and until when.
    #[must_use]
    pub fn at(&self, moment: NaiveDateTime) -> State {
        let mut ranges = self.0.iter_range(moment, moment + Duration::days(31));
        let opening = ranges
            .next()
            .map_or(Opening::Closed, |r| Opening::from(r.kind));
        // Ranges that differ in their comment alone are one to us.
        let then = ranges
            .map(|r| (r.range.start, Opening::from(r.kind)))
            .find(|(_, next)| *next != opening);
        State { opening, then }
    }

    /// Open for sure at a moment of Paris time; cheaper than [`Self::at`], which also looks ahead.
    #[must_use]
    pub fn is_open(&self, moment: NaiveDateTime) -> bool {
        self.0.is_open(moment)
    }

    /// The intervals of a day.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> DayHours {
        let minutes = |t: opening_hours_syntax::ExtendedTime| {
            u16::from(t.hour()) * 60 + u16::from(t.minute())
        };
        let mut out = DayHours::default();
        for range in self.0.schedule_at(day) {
            let list = match range.kind {
                RuleKind::Open => &mut out.open,
                RuleKind::Unknown => &mut out.unknown,
                RuleKind::Closed => continue,
            };
            let (from, to) = (minutes(range.range.start), minutes(range.range.end));
            match list.last_mut() {
                Some(before) if before.1 == from => before.1 = to,
                _ => list.push((from, to)),
            }
        }
        out
    }

    /// Opens for sure at some time of that day.
    fn opens(&self, day: NaiveDate) -> bool {
        let mut ranges = self.0.schedule_at(day).into_iter();
        ranges.any(|r| r.kind == RuleKind::Open)
    }

    /// Bits 0 (Monday) to 6 (Sunday) on which it opens in the five weeks from `from` (public holidays apart),
    /// bit 7 when it opens on some public holiday of the year that follows.
    #[must_use]
    pub fn weekdays(&self, from: NaiveDate) -> u8 {
        let holidays = Country::FR.holidays();
        let is_holiday = |d: NaiveDate| holidays.get_public().contains(d);
        let mut bits = 0;
        for d in from.iter_days().take(35) {
            let bit = 1 << d.weekday().num_days_from_monday();
            if bits & bit == 0 && !is_holiday(d) && self.opens(d) {
                bits |= bit;
            }
        }
        let mut year = from.iter_days().take(366);
        if year.any(|d| is_holiday(d) && self.opens(d)) {
            bits |= 1 << 7;
        }
        bits
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    fn days(text: &str, from: &str) -> u8 {
        Hours::parse(text)
            .unwrap()
            .weekdays(from.parse::<NaiveDate>().unwrap())
    }

    /// Values that stand so in OpenStreetMap around Nantes. The moment is a Saturday at 10 in the morning.
    #[test]
    fn a_comment_alone_is_never_open() {
        for text in [
            r#""By appointment only""#,
            r#""Certains samedis de 9h30 à 12h""#,
            r#""Quand l'île Versaille est ouverte""#,
            r#""Quand parc est ouvert""#,
            r#"Sa 09:30-12:30 "Un samedi matin par mois""#,
            r#"Mo 14:00-18:00; We 10:00-17:00; Fr 10:00-13:00 || "Fermée début août""#,
            "unknown",
            r#"24/7 "sur demande""#,
        ] {
            let h = Hours::parse(text).unwrap();
            let saturday = at("2026-11-28T10:00");
            assert_eq!(h.at(saturday).opening, Opening::Unknown, "{text}");
            assert!(!h.is_open(saturday), "{text}");
            let day = h.day(saturday.date());
            assert!(day.open.is_empty() && !day.unknown.is_empty(), "{text}");
            assert_eq!(h.weekdays(saturday.date()) & 1 << 5, 0, "{text}");
        }
    }

    #[test]
    fn a_comment_beside_a_state_changes_nothing() {
        let h =
            Hours::parse(r#"Mo-Fr 09:00-18:00 open "sonner"; Sa off "sauf foire"; PH Off "fermé""#);
        let h = h.unwrap();
        assert!(h.is_open(at("2026-11-24T10:00")));
        assert_eq!(h.at(at("2026-11-28T10:00")).opening, Opening::Closed);
        assert_eq!(h.weekdays(at("2026-11-24T10:00").date()), 0b1_1111);
        // A season has a name, and two comments that follow each other are one opening.
        let h = Hours::parse(r#"Mo-Su 09:00-12:00 open "a", 12:00-18:00 open "b""#).unwrap();
        let state = h.at(at("2026-11-24T10:00"));
        assert_eq!(state.then, Some((at("2026-11-24T18:00"), Opening::Closed)));
        assert_eq!(h.day(at("2026-11-24T10:00").date()).open, [(540, 1080)]);
    }

    #[test]
    fn what_follows_is_told_with_its_kind() {
        let h = Hours::parse("Mo-Fr 09:00-12:00; Sa 09:00-12:00 unknown").unwrap();
        let friday = h.at(at("2026-11-27T13:00"));
        assert_eq!(friday.opening, Opening::Closed);
        assert_eq!(
            friday.then,
            Some((at("2026-11-28T09:00"), Opening::Unknown))
        );
        let morning = h.at(at("2026-11-27T11:00"));
        assert_eq!(
            morning.then,
            Some((at("2026-11-27T12:00"), Opening::Closed))
        );
        assert_eq!(
            Hours::parse("24/7")
                .unwrap()
                .at(at("2026-11-27T11:00"))
                .then,
            None
        );
        assert!(Hours::parse(r#"Mo "never closed"#).is_err());
    }

    #[test]
    fn comments_come_out_once_and_in_order() {
        let text = r#"Mo 10:00-12:00 "sur rdv"; Tu open "Sonner "; We "sur rdv" || "été":off"#;
        assert_eq!(comments(text), ["sur rdv", "Sonner"]);
        assert!(comments("Mo-Fr 09:00-18:00").is_empty());
        assert!(comments("\"").is_empty());
    }

    #[test]
    fn weekdays_are_those_of_the_season() {
        let summer = "Apr-Oct Sa 10:00-12:00; We 14:00-16:00";
        // The first of May 2027 is a Saturday.
        assert_eq!(days(summer, "2026-07-01"), 1 << 7 | 0b10_0100);
        assert_eq!(days(summer, "2026-12-01"), 1 << 7 | 0b00_0100);
        assert_eq!(days("Mo-Su 10:00-12:00; PH off", "2026-12-01"), 0b111_1111);
        assert_eq!(days("PH 10:00-12:00", "2026-12-01"), 1 << 7);
    }

    #[test]
    fn the_edges_of_the_calendar_do_not_break() {
        let h = Hours::parse("Mo-Su 10:00-12:00; PH off").unwrap();
        for moment in ["1900-01-01T00:00", "9999-12-31T23:59"] {
            assert!(!h.is_open(at(moment)), "{moment}");
            assert_eq!(h.at(at(moment)).opening, Opening::Closed, "{moment}");
        }
    }

    #[test]
    fn what_cannot_be_worked_out_is_refused() {
        for text in [
            "Mo-Su (sunset+10:00)-26:00",
            "(sunset+24:00)-(sunrise+24:00)",
            "Mo 10:00-18:00/24:00",
            "Mo 10:00-18:00 / 24:00",
        ] {
            assert!(Hours::parse(text).is_err(), "{text}");
        }
        assert!(Hours::parse(&"Mo 10:00-12:00;".repeat(100)).is_err());
        let h = Hours::parse("Tu sunrise-sunset; Fr (sunset-01:00)-26:00").unwrap();
        assert!(h.is_open(at("2026-11-24T10:00")) && !h.is_open(at("2026-11-24T23:00")));
        assert!(h.is_open(at("2026-11-28T01:30")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// What is read can be asked for any day.
        #[test]
        fn what_is_read_can_be_asked(rules in prop::collection::vec(rule(), 1..4), day in -4000_i64..4000) {
            let text = rules.join("; ");
            if let Ok(h) = Hours::parse(&text) {
                let moment = at("2026-11-24T22:30") + Duration::days(day);
                let (open, told) = (h.is_open(moment), h.at(moment).opening);
                prop_assert_eq!(open, told == Opening::Open);
                for (from, to) in h.day(moment.date()).open {
                    prop_assert!(from < to && to <= 24 * 60);
                }
                let _ = h.weekdays(moment.date());
            }
        }
    }

    fn rule() -> impl Strategy<Value = String> {
        let hour = || {
            prop_oneof![
                (0..49_u8, 0..60_u8).prop_map(|(h, m)| format!("{h:02}:{m:02}")),
                Just("24:00".to_owned())
            ]
        };
        let event = prop::sample::select(vec!["dawn", "sunrise", "sunset", "dusk"]);
        let sun = (event, prop::sample::select(vec!['+', '-']), hour());
        let sun = sun.prop_map(|(e, sign, by)| format!("({e}{sign}{by})"));
        let time = prop_oneof![hour(), sun].boxed();
        let end = prop::sample::select(vec!["", "+", "/01:30", "/24:00", "/30"]);
        let days = prop::sample::select(vec![
            "",
            "Mo-Fr ",
            "PH ",
            "Sa[1,-1] ",
            "Fr-Mo ",
            "week 1-53/2 ",
            "Feb 29 ",
            "easter -2 days ",
            "Dec 24-Jan 02 ",
            "SH,Su ",
            "2026 Nov ",
        ]);
        let state = prop::sample::select(vec!["", " off", " unknown", " \"sur rdv\""]);
        (days, time.clone(), time, end, state)
            .prop_map(|(d, from, to, end, state)| format!("{d}{from}-{to}{end}{state}"))
    }
}
