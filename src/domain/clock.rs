//! The one place that reads the wall clock, in the time of the directory: Europe/Paris.
use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

/// Now as an RFC 3339 text in UTC, to the second.
#[must_use]
pub fn timestamp() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Now as people in metropolitan France read it on a clock.
#[must_use]
pub fn paris_now() -> NaiveDateTime {
    paris(Utc::now())
}

/// An instant as people in metropolitan France read it on a clock.
#[must_use]
pub fn paris(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&chrono_tz::Europe::Paris).naive_local()
}
