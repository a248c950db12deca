//! Filters beside the terms of the taxonomy, as links: days of the week, and what one may insist on.
use super::asked::Asked;
use super::own;
use crate::catalog::{Conditions, Snapshot};
use crate::domain::clock;
use crate::domain::query::{AtHomeFilter, StructureQuery, days_named};
use crate::html::explore::Chip;
use crate::html::text;

/// The chips of the days: one can be open on any of those that are on.
pub(super) fn days(s: &Snapshot, asked: &Asked, all: &Conditions) -> Vec<Chip> {
    let on = asked.q.open_on;
    let counted;
    let counts = if on == 0 {
        &all.days
    } else {
        // A group's own filter does not count for its own chips.
        let others = StructureQuery {
            open_on: 0,
            open_on_from: None,
            ..asked.q.clone()
        };
        counted = counts(s, &others).days;
        &counted
    };
    let one = |(day, n): (usize, &usize)| {
        let is_on = on >> day & 1 == 1;
        let label = if day < 7 {
            text::capital(&text::weekday(asked.lang, day))
        } else {
            asked.lang.t("filters-holidays").into_owned()
        };
        let value = days_named(on ^ 1 << day);
        (is_on || *n > 0).then(|| Chip {
            count: (!is_on).then_some(*n),
            href: asked.href(&[("open_on", value.as_deref())]),
            ..own::plain(label, "", is_on)
        })
    };
    counts.iter().enumerate().filter_map(one).collect()
}

/// The counts of a query, with the days of the weeks from today on.
pub(super) fn counts(s: &Snapshot, q: &StructureQuery) -> Conditions {
    s.conditions(&s.compile(q), clock::paris_minute().date())
}

/// What one may insist on: an appointment is not needed, they come to you, any brand, of the social economy.
pub(super) fn insisted(asked: &Asked, all: &Conditions) -> Vec<Chip> {
    let q = &asked.q;
    let offered = [
        (
            ("appointment", "false"),
            "filter-no-appointment",
            q.appointment == Some(false),
            all.no_appointment,
        ),
        (
            ("at_home", "only"),
            "filter-at-home",
            q.at_home == AtHomeFilter::Only,
            all.at_home,
        ),
        (
            ("brand_only", "false"),
            "filter-any-brand",
            q.brand_only == Some(false),
            all.any_brand,
        ),
        (("ess", "true"), "filter-ess", q.ess == Some(true), all.ess),
    ];
    let one = |((name, value), key, on, n): ((&str, &str), &str, bool, usize)| {
        (on || n > 0).then(|| Chip {
            count: (!on).then_some(n),
            href: asked.href(&[(name, (!on).then_some(value))]),
            ..own::plain(asked.lang.t(key), "", on)
        })
    };
    offered.into_iter().filter_map(one).collect()
}
