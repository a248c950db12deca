//! Opening hours in OSM syntax, read with French public holidays and Paris time.
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime};
use opening_hours::{Context, OpeningHours, localization::Country};

/// Parsed opening hours.
#[derive(Debug, Clone)]
pub struct Hours(OpeningHours);

/// Open or not, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Open at that moment.
    pub open: bool,
    /// The next moment at which it changes, within a month.
    pub until: Option<NaiveDateTime>,
}

impl Hours {
    /// Reads an expression.
    ///
    /// # Errors
    /// The parser's message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let context = Context::default().with_holidays(Country::FR.holidays());
        text.parse::<OpeningHours>()
            .map(|h| Self(h.with_context(context)))
            .map_err(|e| e.to_string())
    }

    /// State at a moment of Paris time.
    #[must_use]
    pub fn at(&self, moment: NaiveDateTime) -> State {
        let until = self
            .0
            .next_change(moment)
            .filter(|n| *n < moment + Duration::days(31));
        State {
            open: self.0.is_open(moment),
            until,
        }
    }

    /// Open intervals of a day, in minutes after its midnight; past midnight is over 1440.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> Vec<(u16, u16)> {
        let minutes = |t: opening_hours_syntax::ExtendedTime| {
            u16::from(t.hour()) * 60 + u16::from(t.minute())
        };
        let mut out: Vec<(u16, u16)> = Vec::new();
        for range in self.0.schedule_at(day) {
            if range.kind == opening_hours::RuleKind::Open {
                out.push((minutes(range.range.start), minutes(range.range.end)));
            }
        }
        out
    }

    /// Bits 0 (Monday) to 6 (Sunday) on which it opens in the five weeks from `from` (public holidays apart),
    /// bit 7 when it opens on some public holiday of the year that follows.
    #[must_use]
    pub fn weekdays(&self, from: NaiveDate) -> u8 {
        let holidays = Country::FR.holidays();
        let is_holiday = |d: NaiveDate| holidays.get_public().contains(d);
        let mut bits = 0;
        for d in from.iter_days().take(35).filter(|d| !is_holiday(*d)) {
            let bit = 1 << d.weekday().num_days_from_monday();
            if bits & bit == 0 && !self.day(d).is_empty() {
                bits |= bit;
            }
        }
        if from
            .iter_days()
            .take(366)
            .any(|d| is_holiday(d) && !self.day(d).is_empty())
        {
            bits |= 1 << 7;
        }
        bits
    }
}
