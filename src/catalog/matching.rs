//! The part of a query that looks at columns: worked out once per snapshot, then one bit per structure.
use super::bits::Bits;
use super::search::Kind;
use super::snapshot::{OfferMask, Row, Snapshot, Tri};
use crate::domain::TerritoryKind;
use crate::domain::query::{AtHomeFilter, StructureQuery};
use crate::domain::taxonomy::Terms;
use chrono::{NaiveDate, NaiveDateTime};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Which structures pass the column filters of one query.
#[derive(Debug, Default)]
pub struct Matching {
    /// One bit per structure.
    pub bits: Bits,
    /// Of them, those with a position.
    pub placed: usize,
    /// All of them.
    pub total: usize,
    /// How well the words of `q` fit, where words were asked for.
    pub scores: HashMap<u32, f32>,
}

/// Column filters in a form that can be compared: the key under which a `Matching` is remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Columns {
    categories: u64,
    /// The categories of the wanted sectors.
    sectors: u64,
    actions: u32,
    objects: u128,
    labels: u32,
    /// Categories are wanted, but none that there is.
    impossible: bool,
    territories: Vec<(TerritoryKind, String)>,
    networks: Vec<String>,
    sources: Vec<String>,
    publics: u8,
    ess: Option<bool>,
    appointment: Option<bool>,
    brand_only: Option<bool>,
    open_at: Option<NaiveDateTime>,
    open_on: u8,
    /// The day from which `open_on` looks, where the weekdays of the snapshot do not hold for it.
    open_on_from: Option<NaiveDate>,
    at_home: AtHomeFilter,
    q: Option<String>,
}

/// Bit mask of codes, in the order of their table.
pub(super) fn mask<'a>(terms: &Terms, codes: impl IntoIterator<Item = &'a String>) -> u128 {
    codes
        .into_iter()
        .filter_map(|c| terms.index(c))
        .filter(|i| *i < 128)
        .fold(0, |b, i| b | 1 << i)
}
/// The lower 64 bits; the taxonomy refuses more categories than that.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn low64(b: u128) -> u64 {
    b as u64
}
/// The lower 32 bits; the taxonomy refuses more actions or labels than that.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn low32(b: u128) -> u32 {
    b as u32
}

impl Columns {
    /// Turns codes into masks.
    pub(super) fn of(s: &Snapshot, q: &StructureQuery) -> Self {
        let t = &s.taxonomy;
        let in_sector = |c: &&crate::domain::taxonomy::Term| {
            c.sector.as_ref().is_some_and(|s| q.sectors.contains(s))
        };
        let sectors = low64(mask(
            &t.categories,
            t.categories.iter().filter(in_sector).map(|c| &c.code),
        ));
        let categories = low64(mask(&t.categories, &q.categories));
        let objects: Vec<String> = q
            .objects
            .iter()
            .flat_map(|o| t.with_narrower(o))
            .map(str::to_owned)
            .collect();
        // One bit per value of `Row::public`: who serves both serves individuals too.
        let publics = |b: u8, p: &String| {
            b | match p.as_str() {
                "individuals" => 0b1010,
                "professionals" => 0b1100,
                _ => 0b1000,
            }
        };
        Self {
            categories,
            sectors,
            actions: low32(mask(&t.actions, &q.actions)),
            objects: mask(&t.objects, &objects),
            labels: low32(mask(&t.labels, &q.labels)),
            impossible: (categories == 0 && !q.categories.is_empty())
                || (sectors == 0 && !q.sectors.is_empty()),
            territories: q.territories.clone(),
            networks: q.networks.clone(),
            sources: q.sources.clone(),
            publics: q.publics.iter().fold(0, publics),
            ess: q.ess,
            appointment: q.appointment,
            brand_only: q.brand_only,
            open_at: q.open_at,
            open_on: q.open_on,
            open_on_from: q.open_on_from.filter(|day| q.open_on != 0 && *day != s.day),
            at_home: q.at_home,
            q: q.q.clone(),
        }
    }

    /// The category, when it is all that is asked.
    pub(super) fn only_category(&self) -> Option<usize> {
        let alone = Self {
            categories: self.categories,
            ..Self::default()
        };
        (self.categories.is_power_of_two() && *self == alone)
            .then(|| self.categories.trailing_zeros() as usize)
    }

    /// Nothing is asked of the columns.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Tables that answer for an index with one look.
struct Tables<'a> {
    columns: &'a Columns,
    offers: Option<Vec<bool>>,
    communes: Option<Vec<bool>>,
    hours: Option<Vec<bool>>,
    sources: Option<Vec<bool>>,
    networks: Option<Vec<bool>>,
    words: Option<HashMap<u32, f32>>,
}

impl Snapshot {
    /// Works out the column filters; those asked before are remembered.
    pub(super) fn matching(&self, columns: &Columns) -> Arc<Matching> {
        if let Some(c) = columns.only_category()
            && let Some(ready) = self.by_category.get(c)
        {
            return Arc::clone(ready);
        }
        if let Some(known) = self.matchings.get(columns) {
            return known;
        }
        let fresh = Arc::new(self.work_out(columns));
        let weight = fresh.bits.bytes() + fresh.scores.len() * 16 + 256;
        self.matchings.insert(columns, &fresh, weight);
        fresh
    }

    fn work_out(&self, c: &Columns) -> Matching {
        if c.impossible {
            return Matching::default();
        }
        let tables = Tables {
            columns: c,
            offers: (c.actions != 0 || c.objects != 0).then(|| self.offering(c)),
            communes: (!c.territories.is_empty()).then(|| self.communes_in(&c.territories)),
            hours: (c.open_at.is_some() || c.open_on != 0).then(|| self.hours_open(c)),
            sources: some_of(&self.source_sets, &c.sources),
            networks: some_of(&self.network_sets, &c.networks),
            words: c.q.as_deref().map(|text| self.matching_words(text)),
        };
        let bits = Bits::of(self.len(), |i| tables.pass(&self.rows[i as usize], i));
        Matching {
            placed: bits.count_below(self.points.len()),
            total: bits.count_below(self.len()),
            scores: tables.words.unwrap_or_default(),
            bits,
        }
    }

    /// For each distinct set of offers: one offer has the action and the object, so that a shop which sells
    /// bicycles and repairs toasters does not repair bicycles.
    fn offering(&self, c: &Columns) -> Vec<bool> {
        let fits = |o: &OfferMask| {
            (c.actions == 0 || c.actions & o.actions != 0)
                && (c.objects == 0 || c.objects & o.objects != 0)
        };
        self.offer_sets
            .iter()
            .map(|set| set.iter().any(fits))
            .collect()
    }

    /// For each territory of the gazetteer: it is a commune inside one of those asked.
    fn communes_in(&self, territories: &[(TerritoryKind, String)]) -> Vec<bool> {
        let asked: Vec<(TerritoryKind, &str)> = territories
            .iter()
            .map(|(kind, code)| {
                let today = self.gazetteer.get(*kind, code);
                (*kind, today.map_or(code.as_str(), |t| t.code.as_str()))
            })
            .collect();
        let inside = |t: &crate::domain::Territory| {
            t.kind == TerritoryKind::Commune
                && asked
                    .iter()
                    .any(|(kind, code)| t.parent(*kind) == Some(code))
        };
        self.gazetteer.all().iter().map(inside).collect()
    }

    /// Which of the distinct opening hours are open for sure; each is asked once. Unknown is not open.
    fn hours_open(&self, c: &Columns) -> Vec<bool> {
        let weekdays = (c.open_on != 0).then(|| self.weekdays(c.open_on_from.unwrap_or(self.day)));
        let on = |i: u32| weekdays.as_ref().is_none_or(|w| w.of(i) & c.open_on != 0);
        let open = |i: u32| {
            let known = self.hours.get(i as usize);
            known.is_some_and(|h| on(i) && c.open_at.is_none_or(|at| h.is_open(at)))
        };
        let all = 0..u32::try_from(self.hours.len()).unwrap_or(u32::MAX);
        all.into_par_iter().with_min_len(64).map(open).collect()
    }

    /// Structures whose own words fit, and those of a category or with an object that the words name.
    fn matching_words(&self, text: &str) -> HashMap<u32, f32> {
        let mut out = self.words.find_all(text);
        let terms = self
            .terms
            .find(text, &[Kind::Category, Kind::Object, Kind::Action], 3, 1);
        for (i, row) in (0..).zip(&self.rows) {
            let score = terms.iter().filter(|h| match h.kind {
                Kind::Category => row.categories >> h.index & 1 == 1,
                Kind::Object => row.objects >> h.index & 1 == 1,
                Kind::Action => row.actions >> h.index & 1 == 1,
                _ => false,
            });
            if let Some(best) = score.map(|h| h.score).max_by(f32::total_cmp) {
                // A name that says it comes before a shop that merely does it.
                out.entry(i).or_insert(best / 2.0);
            }
        }
        out
    }
}

/// For each known set of names: it holds one of those wanted.
fn some_of(sets: &[Vec<String>], wanted: &[String]) -> Option<Vec<bool>> {
    (!wanted.is_empty()).then(|| {
        sets.iter()
            .map(|set| set.iter().any(|name| wanted.contains(name)))
            .collect()
    })
}

fn tri(wanted: Option<bool>, value: Tri) -> bool {
    wanted.is_none_or(|w| value.is(w))
}

impl Tables<'_> {
    fn pass(&self, r: &Row, i: u32) -> bool {
        let c = self.columns;
        let at = |table: &Option<Vec<bool>>, i: u32| {
            table
                .as_ref()
                .is_none_or(|t| t.get(i as usize).copied().unwrap_or(false))
        };
        // A structure of two sectors may answer to the one by one category and to the other by another.
        (c.categories == 0 || c.categories & r.categories != 0)
            && (c.sectors == 0 || c.sectors & r.categories != 0)
            && (c.labels == 0 || c.labels & r.labels != 0)
            && (c.publics == 0 || c.publics >> r.public & 1 == 1)
            && tri(c.ess, r.ess)
            && tri(c.appointment, r.appointment)
            && tri(c.brand_only, r.brand_only)
            && match c.at_home {
                AtHomeFilter::Include => true,
                AtHomeFilter::Exclude => !r.perimeter.at_home(),
                AtHomeFilter::Only => r.perimeter.at_home(),
            }
            && at(&self.offers, r.offers)
            && at(&self.communes, r.commune)
            && at(&self.hours, r.hours)
            && at(&self.sources, r.sources)
            && at(&self.networks, r.networks)
            && self.words.as_ref().is_none_or(|w| w.contains_key(&i))
    }
}
