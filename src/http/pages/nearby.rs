//! Others close to a structure, or to where one was: those that are open now first.
use super::card;
use crate::catalog::{Last, PublicStructure, Snapshot};
use crate::domain::query::{Sort, StructureQuery};
use crate::domain::{Coordinates, TerritoryKind};
use crate::html::explore::Card;
use crate::html::words::Lang;
use chrono::NaiveDateTime;

/// Others that are shown beside.
const SHOWN: usize = 4;
/// Among so many of the nearest the open ones come first: further away, being open is no help.
const LOOKED_AT: usize = 8;
/// Of the same kind they may be this far, metres; of any kind, as far as the nearest are.
const CLOSE: f64 = 30_000.0;

/// Beside a structure.
pub(super) fn beside(
    lang: Lang,
    s: &Snapshot,
    (i, p): (u32, &PublicStructure),
    now: NaiveDateTime,
) -> Vec<Card> {
    let at = p.coordinates.or_else(|| middle(s, p));
    let category = p.categories.first().map(String::as_str);
    at.map(|at| around(lang, s, at, category, Some(i), now))
        .unwrap_or_default()
}

/// In the place of one that is gone.
pub(super) fn instead(lang: Lang, s: &Snapshot, last: &Last, now: NaiveDateTime) -> Vec<Card> {
    let commune = last.commune.as_deref();
    let at = commune.and_then(|c| s.gazetteer.get(TerritoryKind::Commune, c)?.position);
    at.map(|at| around(lang, s, at, last.category.as_deref(), None, now))
        .unwrap_or_default()
}

/// The commune's place, else the department's, of a structure without a position.
fn middle(s: &Snapshot, p: &PublicStructure) -> Option<Coordinates> {
    let place = |kind, code: &str| s.gazetteer.get(kind, code)?.position;
    let commune = p.commune.as_ref();
    let commune = commune.and_then(|c| place(TerritoryKind::Commune, &c.code));
    commune.or_else(|| place(TerritoryKind::Department, p.department.as_deref()?))
}

/// Of the same category close by, else of any.
fn around(
    lang: Lang,
    s: &Snapshot,
    at: Coordinates,
    category: Option<&str>,
    but: Option<u32>,
    now: NaiveDateTime,
) -> Vec<Card> {
    let near = |category: Option<&str>, radius| {
        let q = StructureQuery {
            near: Some(at),
            radius,
            categories: category.map(str::to_owned).into_iter().collect(),
            ..StructureQuery::default()
        };
        let found = s.select(&s.compile(&q), Sort::Distance, 0, LOOKED_AT + 1);
        let mut hits = found.items;
        hits.retain(|(n, _)| Some(*n) != but);
        hits.truncate(LOOKED_AT);
        // Stable: among the open ones, and among the others, the nearest come first.
        hits.sort_by_key(|(n, _)| !s.hours_of(*n).is_some_and(|h| h.is_open(now)));
        hits.truncate(SHOWN);
        hits
    };
    let mut hits = match category {
        Some(c) => near(Some(c), Some(CLOSE)),
        None => Vec::new(),
    };
    if hits.len() < 2 {
        hits = near(None, None);
    }
    let cards = hits.into_iter();
    cards.filter_map(|hit| card(lang, s, hit, now)).collect()
}
