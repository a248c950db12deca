//! The one place that reads the wall clock, in the time of the directory: Europe/Paris.
use chrono::{DateTime, NaiveDateTime, SecondsFormat, Timelike, Utc};

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

/// Now without its seconds: what is worked out for "now" can be remembered until the minute is over.
#[must_use]
pub fn paris_minute() -> NaiveDateTime {
    minute(paris_now())
}

fn minute(at: NaiveDateTime) -> NaiveDateTime {
    let whole = at.with_second(0).and_then(|t| t.with_nanosecond(0));
    whole.unwrap_or(at)
}

/// An instant as people in metropolitan France read it on a clock.
#[must_use]
pub fn paris(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&chrono_tz::Europe::Paris).naive_local()
}

/// A moment in RFC 3339 as people in metropolitan France read it on a clock; nothing where the text is none.
#[must_use]
pub fn in_paris(rfc3339: &str) -> Option<NaiveDateTime> {
    let at = DateTime::parse_from_rfc3339(rfc3339).ok()?;
    Some(paris(at.with_timezone(&Utc)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_no_seconds() {
        let at = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").unwrap();
        assert_eq!(
            minute(at("2026-11-28T10:07:59.999")),
            at("2026-11-28T10:07:00")
        );
        assert_eq!(
            (paris_minute().second(), paris_minute().nanosecond()),
            (0, 0)
        );
    }
}
