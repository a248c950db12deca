//! When a declared source is due, and what became of the last tries. Pure.
use super::record::Import;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Where ADEME publishes its list of actors, page by page (data-fair).
pub const ADEME: &str = "https://data.ademe.fr/data-fair/api/v1/datasets/longue-vie-aux-objets-acteurs-de-leconomie-circulaire/lines";

/// Pause of the service after a first failure; it doubles from failure to failure.
const FIRST_PAUSE: Duration = Duration::from_mins(15);
/// The longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_hours(6);

/// What is known of a source's refreshes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    /// Code of the source.
    pub source: String,
    /// When it was last tried, RFC 3339.
    pub last_try: String,
    /// When it last was refreshed whole, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_success: Option<String>,
    /// The counts of that refresh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Import>,
    /// Failures since.
    #[serde(default)]
    pub failures: u32,
    /// Why the last try failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl SyncState {
    /// The state after a refresh that went well.
    #[must_use]
    pub fn succeeded(source: &str, at: String, outcome: Import) -> Self {
        Self {
            source: source.to_owned(),
            last_try: at.clone(),
            last_success: Some(at),
            outcome: Some(outcome),
            failures: 0,
            error: None,
        }
    }

    /// The state after one that did not.
    #[must_use]
    pub fn failed(before: Option<Self>, source: &str, at: String, error: String) -> Self {
        let before = before.unwrap_or_default();
        Self {
            source: source.to_owned(),
            last_try: at,
            failures: before.failures.saturating_add(1),
            error: Some(error),
            ..before
        }
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc())
}

fn after(at: DateTime<Utc>, pause: Duration) -> DateTime<Utc> {
    let pause = TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX);
    at.checked_add_signed(pause)
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// When a source is due again; `None`: at once. Somebody who asks by hand does not wait after a failure.
#[must_use]
pub fn due_at(
    state: Option<&SyncState>,
    refresh: Duration,
    by_hand: bool,
) -> Option<DateTime<Utc>> {
    let state = state?;
    if state.failures > 0 {
        let pause = FIRST_PAUSE.saturating_mul(1 << (state.failures - 1).min(10));
        let pause = pause.min(LONGEST_PAUSE).min(refresh);
        return instant(&state.last_try)
            .filter(|_| !by_hand)
            .map(|at| after(at, pause));
    }
    let at = state.last_success.as_deref().and_then(instant)?;
    Some(after(at, refresh))
}

/// "7d", "24h", "30m": a length of time, from a minute to a year.
#[must_use]
pub fn period(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let minutes = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    let n: u64 = number.parse().ok()?;
    let all = n.checked_mul(minutes)?;
    (1..=366 * 24 * 60)
        .contains(&all)
        .then(|| Duration::from_mins(all))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    fn at(text: &str) -> Option<DateTime<Utc>> {
        instant(text)
    }

    #[test]
    fn a_source_is_due_a_period_after_its_last_success() {
        assert_eq!(due_at(None, HOUR, false), None);
        let good = SyncState::succeeded("a", "2026-06-01T10:00:00Z".into(), Import::default());
        assert_eq!(due_at(Some(&good), HOUR, false), at("2026-06-01T11:00:00Z"));
        assert_eq!(due_at(Some(&good), HOUR, true), at("2026-06-01T11:00:00Z"));
    }

    #[test]
    fn failures_make_it_wait_longer_and_longer_but_not_by_hand() {
        let mut state = Some(SyncState::succeeded(
            "a",
            "2026-06-01T00:00:00Z".into(),
            Import::default(),
        ));
        let day = Duration::from_hours(24);
        for (n, expected) in [
            "2026-06-02T00:15:00Z",
            "2026-06-02T00:30:00Z",
            "2026-06-02T01:00:00Z",
            "2026-06-02T02:00:00Z",
            "2026-06-02T04:00:00Z",
            "2026-06-02T06:00:00Z",
            "2026-06-02T06:00:00Z",
        ]
        .into_iter()
        .enumerate()
        {
            let failed = SyncState::failed(
                state.take(),
                "a",
                "2026-06-02T00:00:00Z".into(),
                format!("{n}"),
            );
            assert_eq!(due_at(Some(&failed), day, false), at(expected), "{n}");
            assert_eq!(due_at(Some(&failed), day, true), None);
            assert_eq!(failed.last_success.as_deref(), Some("2026-06-01T00:00:00Z"));
            state = Some(failed);
        }
        // Never longer than the period itself.
        let minute = Duration::from_mins(1);
        assert_eq!(
            due_at(state.as_ref(), minute, false),
            at("2026-06-02T00:01:00Z")
        );
        let good = SyncState::succeeded("a", "2026-06-03T00:00:00Z".into(), Import::default());
        assert_eq!((good.failures, good.error), (0, None));
    }

    #[test]
    fn lengths_of_time_are_read() {
        assert_eq!(period("7d"), Some(Duration::from_hours(24 * 7)));
        assert_eq!(period("24h"), Some(Duration::from_hours(24)));
        assert_eq!(period("30m"), Some(Duration::from_mins(30)));
        for odd in [
            "",
            "d",
            "7",
            "7w",
            "0h",
            "-1d",
            "1.5d",
            "367d",
            "99999999999999999999d",
            "7é",
        ] {
            assert_eq!(period(odd), None, "{odd}");
        }
    }
}
