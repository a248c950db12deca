//! Figures of coverage as they were month by month, so that a territory sees its trend.
use super::territory_ref::TerritoryRef;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A month of a year, `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i32,
    /// 1 to 12.
    month: u32,
}

/// A text that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no month; write the year and the month, as in 2026-11")]
pub struct MonthError(String);

impl Month {
    /// The month in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        // Always a day: only years of four digits are read, and months from 1 to 12.
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |t: &str, n| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        let parts = text.split_once('-');
        parts
            .filter(|(y, m)| digits(y, 4) && digits(m, 2))
            .and_then(|(y, m)| NaiveDate::from_ymd_opt(y.parse().ok()?, m.parse().ok()?, 1))
            .map(Self::of)
            .ok_or_else(|| MonthError(text.to_owned()))
    }
}

impl TryFrom<String> for Month {
    type Error = MonthError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(m: Month) -> Self {
        m.to_string()
    }
}

/// The figures of one territory and one filter, defined as in `domain::coverage`. What cannot be worked out, or was not
/// yet when the month was written, is not there: never 0 in its place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// Structures in the territory.
    pub count: u64,
    /// Inhabitants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<u64>,
    /// Mean distance to the nearest structure, metres, weighted by population.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_mean_m: Option<f64>,
    /// Median of that distance, metres, weighted by population.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest_median_m: Option<f64>,
    /// Share of the inhabitants with a structure within 10 km, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_within_10km: Option<f64>,
    /// Accessibility (E2SFCA), per 10,000 inhabitants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessibility: Option<f64>,
    /// Gini coefficient of the accessibility, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gini: Option<f64>,
    /// Mean completeness of the structures, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completeness: Option<f64>,
}

/// One row of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryRow {
    /// Where.
    pub territory: TerritoryRef,
    /// The filter in one canonical spelling; empty for all structures.
    pub filter: String,
    /// What was found.
    pub figures: Figures,
}

/// Whether the figures of this month are still to be written: once a month, at the first occasion. A clock that went
/// back makes nothing due.
#[must_use]
pub fn due(last: Option<Month>, today: NaiveDate) -> bool {
    last.is_none_or(|last| last < Month::of(today))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_and_read_alike_and_sorts_in_time() {
        for text in ["0001-01", "2026-11", "9999-12"] {
            let month: Month = text.parse().unwrap();
            assert_eq!(month.to_string(), text);
            assert_eq!(month.first_day().to_string(), format!("{text}-01"));
            assert_eq!(Month::of(month.first_day()), month);
        }
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "26-11",
            "2026-11-01",
            "+026-11",
        ] {
            let told = text.parse::<Month>().unwrap_err().to_string();
            assert!(told.contains("2026-11"), "{told}");
        }
        let mut months = ["2027-01", "2026-02", "2026-12"].map(|t| t.parse::<Month>().unwrap());
        months.sort();
        assert_eq!(
            months.map(|m| m.to_string()),
            ["2026-02", "2026-12", "2027-01"]
        );
    }

    #[test]
    fn due_once_a_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let month = |text: &str| Some(text.parse::<Month>().unwrap());
        for (last, today, expected) in [
            (None, "2026-11-26", true),
            (month("2026-11"), "2026-11-30", false),
            (month("2026-11"), "2026-12-01", true),
            (month("2026-11"), "2027-01-01", true),
            (month("2026-11"), "2026-10-31", false),
            (month("2025-12"), "2026-01-01", true),
        ] {
            assert_eq!(due(last, day(today)), expected, "{last:?} {today}");
        }
    }

    #[test]
    fn figures_of_an_earlier_form_are_read() {
        let read: Figures = serde_json::from_str(r#"{"count":3,"since_gone":1}"#).unwrap();
        assert_eq!(
            read,
            Figures {
                count: 3,
                ..Figures::default()
            }
        );
        let text = serde_json::to_string(&read).unwrap();
        assert_eq!(text, r#"{"count":3}"#);
    }
}
