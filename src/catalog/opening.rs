//! What opening hours say for all structures at once: on which weekdays they open, which of them open first.
use super::snapshot::Snapshot;
use crate::domain::hours::{Hours, Opening, State};
use chrono::{NaiveDate, NaiveDateTime};
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// On which weekdays each of the distinct opening hours open, in the weeks from a day on.
#[derive(Debug)]
pub(super) struct Weekdays {
    pub(super) from: NaiveDate,
    /// Bits of [`Hours::weekdays`].
    pub(super) bits: Vec<u8>,
}

impl Weekdays {
    /// Those of a structure, by its row's `hours`; none where they are not known.
    pub(super) fn of(&self, hours: u32) -> u8 {
        self.bits.get(hours as usize).copied().unwrap_or(0)
    }
}

/// Not worked out yet.
const BLANK: u32 = u32::MAX;
/// Perhaps open, now or first of all: ask before.
const PERHAPS: u32 = 1 << 20;
/// Nobody said when.
const UNKNOWN: u32 = 1 << 21;
/// Closed, and for more than a month as far as is known.
const CLOSED: u32 = 1 << 22;

/// Ranks of the distinct opening hours at one moment, filled as they are asked for: one who turns the pages of a list
/// within a minute has each of them worked out once.
#[derive(Debug)]
pub(super) struct Openings {
    at: NaiveDateTime,
    ranks: Vec<AtomicU32>,
}

impl Openings {
    fn new(at: NaiveDateTime, len: usize) -> Self {
        let ranks = (0..len).map(|_| AtomicU32::new(BLANK)).collect();
        Self { at, ranks }
    }

    /// The rank of hours that [`Snapshot::openings`] was asked for; that of unknown ones for any other number.
    pub(super) fn rank(&self, hours: u32) -> u32 {
        let known = self.ranks.get(hours as usize);
        known.map_or(UNKNOWN, |r| r.load(Ordering::Relaxed))
    }

    fn fill(&self, hours: &[Hours], wanted: &[u32]) {
        let one = |i: &u32| {
            let (Some(h), Some(slot)) = (hours.get(*i as usize), self.ranks.get(*i as usize))
            else {
                return;
            };
            // Two that fill the same slot write the same number.
            slot.store(rank(h.at(self.at), self.at), Ordering::Relaxed);
        };
        wanted.par_iter().with_min_len(64).for_each(one);
    }
}

/// Open comes first, then by the minutes until the doors open, then what may be open, unknown hours, and last what is
/// closed without an opening in the month ahead.
fn rank(state: State, at: NaiveDateTime) -> u32 {
    let minutes = |then: NaiveDateTime| {
        let ahead = (then - at).num_minutes().clamp(0, i64::from(PERHAPS) - 2);
        u32::try_from(ahead).unwrap_or(0)
    };
    match (state.opening, state.then) {
        (Opening::Open, _) => 0,
        (Opening::Closed, Some((then, Opening::Open))) => 1 + minutes(then),
        (Opening::Unknown, _) => PERHAPS,
        (Opening::Closed, Some((then, _))) => PERHAPS + minutes(then),
        (Opening::Closed, None) => CLOSED,
    }
}

impl Snapshot {
    /// The weekdays in the weeks from a day on: those of the build, and once a snapshot has lived past midnight those
    /// of the day that was asked for last.
    pub(super) fn weekdays(&self, from: NaiveDate) -> Arc<Weekdays> {
        let known = self.weekdays.load_full();
        if known.from == from {
            return known;
        }
        let hours = self.hours.par_iter().with_min_len(16);
        let bits = hours.map(|h| h.weekdays(from)).collect();
        let fresh = Arc::new(Weekdays { from, bits });
        self.weekdays.store(Arc::clone(&fresh));
        fresh
    }

    /// The ranks of some structures at a moment; those of the moment asked last are remembered.
    pub(super) fn openings(&self, at: NaiveDateTime, structures: &[u32]) -> Arc<Openings> {
        let known = self.openings.load_full().filter(|o| o.at == at);
        let openings = known.unwrap_or_else(|| {
            let fresh = Arc::new(Openings::new(at, self.hours.len()));
            self.openings.store(Some(Arc::clone(&fresh)));
            fresh
        });
        let hours = structures.iter().map(|i| self.rows[*i as usize].hours);
        let mut wanted: Vec<u32> = hours.filter(|h| openings.rank(*h) == BLANK).collect();
        wanted.sort_unstable();
        wanted.dedup();
        openings.fill(&self.hours, &wanted);
        openings
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_open_ones_come_first_and_unknown_is_not_closed() {
        let at = NaiveDateTime::parse_from_str("2026-11-24T10:00", "%Y-%m-%dT%H:%M").unwrap();
        let of = |text: &str| rank(Hours::parse(text).unwrap().at(at), at);
        let order = [
            of("Tu 09:00-18:00"),
            of("Tu 11:00-18:00"),
            of("We 09:00-18:00"),
            of("Mo 09:00-18:00"),
            of("\"sur rendez-vous\""),
            of("Tu 11:00-12:00 unknown"),
            UNKNOWN,
            of("off"),
        ];
        assert!(order.windows(2).all(|w| w[0] < w[1]), "{order:?}");
        assert_eq!((order[0], order[1]), (0, 61));
    }
}
