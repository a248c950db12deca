//! Filters as links: what each would give, which are on.
use super::asked::Asked;
use super::{conditions, named, own};
use crate::catalog::{Overview, Snapshot};
use crate::domain::query::StructureQuery;
use crate::domain::taxonomy::{Term, Terms};
use crate::html::explore::Chip;
use chrono::NaiveDateTime;
use std::borrow::Cow;

/// One group of filters, each with its count.
struct Group<'a> {
    /// Parameter.
    name: &'static str,
    /// Message of its title.
    title: &'static str,
    terms: &'a Terms,
    /// Codes that are on.
    on: &'a [String],
    counts: Vec<usize>,
}

impl Group<'_> {
    /// The page with one term put on or taken off; terms of one group are joined by "or".
    fn href(&self, asked: &Asked, term: &Term) -> String {
        let mut codes: Vec<&str> = self.on.iter().map(String::as_str).collect();
        if self.on.contains(&term.code) {
            codes.retain(|c| *c != term.code);
        } else {
            codes.push(&term.code);
        }
        codes.sort_unstable();
        let value = (!codes.is_empty()).then(|| codes.join(","));
        asked.href(&[(self.name, value.as_deref())])
    }

    fn chips(&self, asked: &Asked) -> Vec<Chip> {
        let one = |(term, n): (&Term, &usize)| {
            let on = self.on.contains(&term.code);
            (on || *n > 0).then(|| Chip {
                label: named(asked.lang, term).to_owned(),
                count: (!on).then_some(*n),
                href: self.href(asked, term),
                on,
                icon: term.icon.clone().unwrap_or_default(),
                sector: match self.name {
                    "sector" => term.code.clone(),
                    _ => term.sector.clone().unwrap_or_default(),
                },
            })
        };
        let mut chips: Vec<Chip> = self
            .terms
            .iter()
            .zip(&self.counts)
            .filter_map(one)
            .collect();
        chips.sort_by_key(|c| (!c.on, std::cmp::Reverse(c.count)));
        chips
    }
}

/// The groups that the panel shows; `all` are the figures of the whole query.
fn groups<'a>(s: &'a Snapshot, q: &'a StructureQuery, all: &Overview) -> Vec<Group<'a>> {
    let t = &s.taxonomy;
    // A group's own filter does not count for its own chips; where it is not set, the matches are those of the list.
    let count =
        |on: &[String], clear: fn(&mut StructureQuery), counts: fn(&Overview) -> &Vec<usize>| {
            if on.is_empty() {
                return counts(all).clone();
            }
            let mut others = q.clone();
            clear(&mut others);
            counts(&s.overview(&s.compile(&others))).clone()
        };
    vec![
        Group {
            name: "sector",
            title: "explore-sectors",
            terms: &t.sectors,
            on: &q.sectors,
            counts: count(&q.sectors, |q| q.sectors.clear(), |o| &o.sectors),
        },
        Group {
            name: "category",
            title: "filters-categories",
            terms: &t.categories,
            on: &q.categories,
            counts: count(&q.categories, |q| q.categories.clear(), |o| &o.categories),
        },
        Group {
            name: "action",
            title: "sheet-what",
            terms: &t.actions,
            on: &q.actions,
            counts: count(&q.actions, |q| q.actions.clear(), |o| &o.actions),
        },
        Group {
            name: "label",
            title: "filters-labels",
            terms: &t.labels,
            on: &q.labels,
            counts: count(&q.labels, |q| q.labels.clear(), |o| &o.labels),
        },
    ]
}

/// The filters of a search.
pub(super) struct Chips {
    /// Active ones.
    pub on: Vec<Chip>,
    /// The most useful others.
    pub off: Vec<Chip>,
    /// All by group.
    pub groups: Vec<(Cow<'static, str>, Vec<Chip>)>,
}

/// The filters of a search; `all` are the figures of its matches, `now` is cut to the minute.
pub(super) fn chips(s: &Snapshot, asked: &Asked, all: &Overview, now: NaiveDateTime) -> Chips {
    let groups = groups(s, &asked.q, all);
    let mut on = own::chips(s, asked);
    for g in &groups {
        on.extend(g.chips(asked).into_iter().filter(|c| c.on));
    }
    let mut off: Vec<Chip> = open_now(s, asked, now).into_iter().collect();
    let shown = if asked.anything() {
        "category"
    } else {
        "sector"
    };
    for g in groups.iter().filter(|g| g.name == shown) {
        off.extend(g.chips(asked).into_iter().filter(|c| !c.on).take(3));
    }
    let others = conditions::counts(s, &asked.q);
    let mut panel: Vec<_> = groups
        .iter()
        .map(|g| (asked.lang.t(g.title), g.chips(asked)))
        .collect();
    // When one can come matters to more people than the long list of kinds that follows.
    let more = [
        ("filters-days", conditions::days(s, asked, &others)),
        ("filters-conditions", conditions::insisted(asked, &others)),
    ];
    panel.splice(1..1, more.map(|(key, chips)| (asked.lang.t(key), chips)));
    panel.retain(|(_, chips)| !chips.is_empty());
    Chips {
        on,
        off,
        groups: panel,
    }
}

/// What is open at this minute, among the matches.
fn open_now(s: &Snapshot, asked: &Asked, now: NaiveDateTime) -> Option<Chip> {
    if asked.q.open_at.is_some() {
        return None;
    }
    let open = StructureQuery {
        open_at: Some(now),
        ..asked.q.clone()
    };
    let n = s.count(&s.compile(&open));
    (n > 0).then(|| Chip {
        count: Some(n),
        href: asked.href(&[("open_at", Some("now"))]),
        ..own::plain(asked.lang.t("filter-open-now"), "clock", false)
    })
}
