//! Figures of all matches of a query that a page tells: counted in one pass, and once per snapshot where nothing
//! is asked.
use super::select::{Filter, Selection};
use super::snapshot::Snapshot;
use crate::domain::TerritoryKind;
use crate::domain::query::{BoundingBox, Sort, StructureQuery};
use std::collections::BTreeMap;

/// Structures of the first page of the whole list that are kept at hand.
const FIRST: u32 = 100;

/// What a page tells of all matches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// How many they are.
    pub matched: usize,
    /// Of them, those without a position.
    pub unplaced: usize,
    /// Structures per sector, in the taxonomy's order; one with categories of two sectors counts in both.
    pub sectors: Vec<usize>,
    /// Structures per category; one with two counts in both.
    pub categories: Vec<usize>,
    /// Structures per action.
    pub actions: Vec<usize>,
    /// Structures per label.
    pub labels: Vec<usize>,
    /// The smallest box around the placed ones; `None` without any.
    pub bounds: Option<BoundingBox>,
    /// Structures per region, by INSEE code; those without a commune are in none.
    pub regions: BTreeMap<String, usize>,
}

impl Overview {
    /// A region, by INSEE code, holds more than a tenth of them.
    #[must_use]
    pub fn holds_many_in(&self, region: &str) -> bool {
        self.regions
            .get(region)
            .is_some_and(|n| *n > self.matched / 10)
    }
}

/// The figures of all structures, and where their list begins.
#[derive(Debug)]
pub(super) struct Whole {
    overview: Overview,
    /// By name.
    first: Vec<u32>,
    /// Structures in each territory of the gazetteer.
    territories: Vec<u32>,
}

/// Counts while it looks at each structure once.
struct Tally<'a> {
    s: &'a Snapshot,
    /// Of each category, the bit of its sector.
    sector_of: Vec<u64>,
    /// Structures per territory of the gazetteer.
    communes: Vec<usize>,
    out: Overview,
}

fn count(counts: &mut [usize], mut bits: u64) {
    while bits != 0 {
        if let Some(n) = counts.get_mut(bits.trailing_zeros() as usize) {
            *n += 1;
        }
        bits &= bits - 1;
    }
}

impl<'a> Tally<'a> {
    fn new(s: &'a Snapshot) -> Self {
        let t = &s.taxonomy;
        let bit = |code: &Option<String>| {
            let at = code.as_deref().and_then(|c| t.sectors.index(c));
            at.filter(|i| *i < 64).map_or(0, |i| 1 << i)
        };
        Self {
            s,
            sector_of: t.categories.iter().map(|c| bit(&c.sector)).collect(),
            communes: vec![0; s.gazetteer.all().len()],
            out: Overview {
                sectors: vec![0; t.sectors.len()],
                categories: vec![0; t.categories.len()],
                actions: vec![0; t.actions.len()],
                labels: vec![0; t.labels.len()],
                ..Overview::default()
            },
        }
    }

    fn add(&mut self, i: u32) {
        let Some(row) = self.s.rows.get(i as usize) else {
            return;
        };
        let out = &mut self.out;
        out.matched += 1;
        count(&mut out.sectors, sectors(row.categories, &self.sector_of));
        count(&mut out.categories, row.categories);
        count(&mut out.actions, u64::from(row.actions));
        count(&mut out.labels, u64::from(row.labels));
        if let Some(n) = self.communes.get_mut(row.commune as usize) {
            *n += 1;
        }
        let Some(p) = self.s.point(i) else {
            out.unplaced += 1;
            return;
        };
        let bounds = out.bounds.unwrap_or_else(|| BoundingBox::at(p));
        out.bounds = Some(bounds.including(p));
    }

    fn finish(mut self) -> Overview {
        let territories = self.s.gazetteer.all().iter().zip(self.communes);
        for (t, n) in territories.filter(|(_, n)| *n > 0) {
            if let Some(region) = &t.region {
                *self.out.regions.entry(region.clone()).or_default() += n;
            }
        }
        self.out
    }
}

/// The sectors of all categories of a structure.
fn sectors(mut categories: u64, of: &[u64]) -> u64 {
    let mut found = 0;
    while categories != 0 {
        let sector = of.get(categories.trailing_zeros() as usize);
        found |= sector.copied().unwrap_or(0);
        categories &= categories - 1;
    }
    found
}

impl Snapshot {
    /// The figures of all matches of a filter.
    #[must_use]
    pub fn overview(&self, f: &Filter) -> Overview {
        if f.is_open() {
            self.whole().overview.clone()
        } else {
            self.tally(f)
        }
    }

    /// The figures of all structures, counted at the first call.
    #[must_use]
    pub fn overview_of_all(&self) -> &Overview {
        &self.whole().overview
    }

    /// As `select`; the beginning of the whole list by name is at hand.
    #[must_use]
    pub fn list(&self, f: &Filter, sort: Sort, offset: usize, limit: usize) -> Selection {
        let at_hand =
            f.is_open() && sort == Sort::Name && offset.saturating_add(limit) <= FIRST as usize;
        if !at_hand {
            return self.select(f, sort, offset, limit);
        }
        let page = self.whole().first.iter().skip(offset).take(limit);
        Selection {
            matched: self.len(),
            items: page.map(|i| (*i, None)).collect(),
        }
    }

    /// Structures in a territory, by its place in the gazetteer: those whose commune lies in it. An EPCI over a border
    /// counts with all of its communes.
    #[must_use]
    pub fn structures_in(&self, territory: usize) -> usize {
        let counts = &self.whole().territories;
        counts.get(territory).map_or(0, |n| *n as usize)
    }

    /// Structures of each commune, and of all around it.
    fn per_territory(&self) -> Vec<u32> {
        let g = &self.gazetteer;
        let mut counts = vec![0; g.all().len()];
        for row in &self.rows {
            if let Some(n) = counts.get_mut(row.commune as usize) {
                *n += 1;
            }
        }
        let communes = g.all().iter().zip(counts.clone());
        for (t, n) in communes.filter(|(_, n)| *n > 0) {
            let around = TerritoryKind::ALL.into_iter().filter(|k| *k != t.kind);
            let around = around.filter_map(|k| g.index(k, t.parent(k)?));
            around.for_each(|i| counts[i] += n);
        }
        counts
    }

    fn tally(&self, f: &Filter) -> Overview {
        let mut tally = Tally::new(self);
        for i in self.matches(f) {
            tally.add(i);
        }
        tally.finish()
    }

    fn whole(&self) -> &Whole {
        self.whole.get_or_init(|| {
            let mut first: Vec<(u32, u32)> = (0..)
                .zip(&self.rows)
                .filter(|(_, r)| r.name_rank < FIRST)
                .map(|(i, r)| (r.name_rank, i))
                .collect();
            first.sort_unstable();
            Whole {
                overview: self.tally(&self.compile(&StructureQuery::default())),
                first: first.into_iter().map(|(_, i)| i).collect(),
                territories: self.per_territory(),
            }
        })
    }
}

impl Filter {
    /// Everything passes.
    fn is_open(&self) -> bool {
        self.bbox.is_none() && self.near.is_none() && self.matching.is_none()
    }
}
