//! Figures of territories.
use super::reach::{Reach, Tally};
use crate::catalog::snapshot::Snapshot;
use crate::domain::census::Standing;
use crate::domain::completeness::{CRITERIA, median};
use crate::domain::coverage::{Lorenz, Summary, Weight, summaries};
use crate::domain::query::BoundingBox;
use crate::domain::{StructureQuery, Territory, TerritoryKind};
use chrono::NaiveDate;
use serde::Serialize;

/// Parts of the people at which a Lorenz curve is given.
const LORENZ_STEPS: u32 = 20;

/// Source whose records come from openly licensed contributors alone.
const OPEN_CONTRIBUTORS: &str = "ademe";

/// Which figures are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The kind of territory of a row.
    pub by: TerritoryKind,
    /// Only territories inside this one.
    pub within: Option<&'a Territory>,
    /// Only territories of which some lies in this box.
    pub view: Option<BoundingBox>,
    /// Of these only those of these codes, all where there are none; their rank stays that among all.
    pub codes: &'a [String],
    /// The distance that counts as near, metres.
    pub threshold_m: f64,
    /// The radius of a catchment, metres.
    pub d0_m: f64,
    /// How access falls with distance.
    pub weight: Weight,
    /// The day from which ages are counted.
    pub today: NaiveDate,
}

/// Structures that serve at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AtHomeCount {
    /// In a perimeter of kilometres or a department: their people are at distance 0.
    pub local: u32,
    /// In the whole country: they fill no gap.
    pub national: u32,
}

/// Coverage of one territory.
#[derive(Debug, Clone)]
pub struct Figures<'a> {
    /// Which one.
    pub territory: &'a Territory,
    /// People and distances.
    pub people: Summary,
    /// Structures that match and lie in it.
    pub count: u32,
    /// The same per 10,000 inhabitants.
    pub per_10k: Option<f64>,
    /// Structures per 10,000 inhabitants that the people can reach, mean over the people.
    pub accessibility: Option<f64>,
    /// Gini coefficient of access; `None` when nobody has any.
    pub gini: Option<f64>,
    /// The Lorenz curve in steps of a twentieth; of communes none.
    pub lorenz: Option<Vec<[f64; 2]>>,
    /// Place by `share_within` among the rows of the answer, 1 the best; equal shares have equal places.
    pub rank: Option<u32>,
    /// Rows that have a rank.
    pub peers: u32,
    /// Structures counted here that have no position.
    pub unplaced: u32,
    /// Communes whose distance cannot be known, as they have no position.
    pub unknown: u32,
    /// Structures counted here that serve at home.
    pub at_home: AtHomeCount,
    /// How much is known of the structures counted here, mean of their completeness, 0 to 1.
    pub completeness: Option<f64>,
    /// Median of the days since a person confirmed them, over those that were ever confirmed.
    pub verification_median_days: Option<f64>,
    /// Where somebody looked for them.
    pub census: Standing<'a>,
}

/// A source on which figures rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceOfFigures {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Under which licence.
    pub licence: String,
    /// How it is to be named.
    pub attribution: String,
    /// Structures of it that match.
    pub count: usize,
    /// It holds only contributors who license their data openly: others may be there that it does not know.
    pub open_contributors_only: bool,
}

/// Which row each commune counts for.
struct Groups<'a> {
    territories: Vec<&'a Territory>,
    /// Their places in `Gazetteer::all`.
    places: Vec<usize>,
    /// By index in `Gazetteer::all`; `usize::MAX` for those that are not wanted.
    rows: Vec<usize>,
}

impl Snapshot {
    /// Coverage of each territory of the scope, in the gazetteer's order.
    #[must_use]
    pub fn figures<'a>(&'a self, q: &StructureQuery, scope: &Scope<'a>) -> Vec<Figures<'a>> {
        let reach = self.reach(q);
        let access = self.access(q, &reach, scope.weight, scope.d0_m);
        let groups = self.groups(scope);
        let row = |i: u32| {
            let around = self.ground.around(scope.by, i) as usize;
            groups.rows.get(around).copied().unwrap_or(usize::MAX)
        };
        // The rows are large: each is written once, from small tables.
        let n = groups.territories.len();
        let people = self.people(&reach, scope, n, row);
        let (ranks, peers) = ranks(&people);
        let sums = self.sums(n, &reach, row);
        let shares = self.shares(n, &access, scope.by, row);
        let verified = verified(n, &reach, scope.today, row);
        let asked = self.census().asked(q);
        let standing = |row: usize| match groups.places.get(row) {
            Some(place) if !self.census().is_empty() => self.census().of_place(*place, asked),
            _ => Standing::default(),
        };
        let tables = people.into_iter().zip(ranks).zip(sums).zip(shares);
        let rows = groups.territories.iter().zip(tables).enumerate();
        let wanted = |t: &Territory| scope.codes.is_empty() || scope.codes.contains(&t.code);
        let rows = rows.filter(|(_, (t, _))| wanted(t));
        rows.map(
            |(row, (territory, (((people, rank), sums), share)))| Figures {
                territory,
                count: sums.tally.count,
                per_10k: (people.population > 0)
                    .then(|| f64::from(sums.tally.count) * 10_000.0 / people.population as f64),
                people,
                accessibility: share.accessibility,
                gini: share.gini,
                lorenz: share.lorenz,
                rank,
                peers,
                unplaced: sums.tally.unplaced,
                unknown: sums.unknown,
                at_home: AtHomeCount {
                    local: sums.tally.local,
                    national: sums.tally.national,
                },
                completeness: sums.completeness(),
                verification_median_days: verified.get(row).copied().flatten(),
                census: standing(row),
            },
        )
        .collect()
    }

    /// The people of each row and their distances.
    fn people(
        &self,
        reach: &Reach,
        scope: &Scope<'_>,
        rows: usize,
        row: impl Fn(u32) -> usize,
    ) -> Vec<Summary> {
        let population = &self.ground.population;
        if scope.by != TerritoryKind::Commune {
            let (metres, order) = (&reach.metres, &reach.by_distance);
            return summaries(rows, row, population, metres, order, scope.threshold_m);
        }
        // The rows of communes are in their order: no need to go through them by distance.
        let communes = (0..).zip(population).zip(&reach.metres);
        let mine = communes.filter(|((i, _), _)| row(*i) < rows);
        mine.map(|((_, people), metres)| Summary::of_one(*people, *metres, scope.threshold_m))
            .collect()
    }

    /// The territories of a kind, inside another and in a box where these are wanted.
    fn groups<'a>(&'a self, scope: &Scope<'_>) -> Groups<'a> {
        let inside = |t: &Territory| {
            t.kind == scope.by
                && scope
                    .within
                    .is_none_or(|w| self.gazetteer.lies_within(t, w))
                && scope.view.is_none_or(|view| self.in_view(t, &view))
        };
        let all = self.gazetteer.all();
        let mut groups = Groups {
            territories: Vec::new(),
            places: Vec::new(),
            rows: vec![usize::MAX; all.len()],
        };
        for (place, (row, t)) in groups.rows.iter_mut().zip(all).enumerate() {
            if inside(t) {
                *row = groups.territories.len();
                groups.territories.push(t);
                groups.places.push(place);
            }
        }
        groups
    }

    /// What is counted in each row.
    fn sums(&self, rows: usize, reach: &Reach, row: impl Fn(u32) -> usize) -> Vec<Counted> {
        let mut all = vec![Counted::default(); rows];
        for (i, t) in (0..).zip(&reach.tallies) {
            if let Some(sums) = all.get_mut(row(i)) {
                sums.add(*t);
                sums.unknown += u32::from(self.ground.at[i as usize].is_none());
            }
        }
        all
    }

    /// The access of each row and how evenly its people share it.
    fn shares(
        &self,
        rows: usize,
        access: &[f64],
        by: TerritoryKind,
        row: impl Fn(u32) -> usize,
    ) -> Vec<Share> {
        let communes = (0..)
            .zip(access.iter().copied())
            .zip(&self.ground.population);
        let people = communes.map(|((i, a), p): ((u32, f64), &u32)| (row(i), *p, a));
        if by == TerritoryKind::Commune {
            let mut all = vec![Share::default(); rows];
            for (row, population, a) in people {
                if let Some(share) = all.get_mut(row).filter(|_| population > 0) {
                    share.accessibility = Some(a * 10_000.0);
                    // One commune shares with nobody: all have the same.
                    share.gini = (a > 0.0).then_some(0.0);
                }
            }
            return all;
        }
        let mut groups: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rows];
        for (row, population, a) in people {
            if let Some(group) = groups.get_mut(row) {
                group.push((population, a));
            }
        }
        let share = |group: Vec<(u32, f64)>| {
            let accessibility = mean(&group).map(|a| a * 10_000.0);
            let curve = Lorenz::of(group);
            Share {
                accessibility,
                gini: curve.as_ref().map(Lorenz::gini),
                lorenz: curve.map(|c| c.sampled(LORENZ_STEPS)),
            }
        };
        groups.into_iter().map(share).collect()
    }

    /// The sources of what matches, each once.
    #[must_use]
    pub fn sources_of(&self, reach: &Reach) -> Vec<SourceOfFigures> {
        let mut per_set = vec![0usize; self.source_sets.len()];
        for i in reach.matched() {
            per_set[self.rows[*i as usize].sources as usize] += 1;
        }
        let count = |code: &String| -> usize {
            let sets = self.source_sets.iter().zip(&per_set);
            sets.filter(|(set, _)| set.contains(code))
                .map(|(_, n)| n)
                .sum()
        };
        let sources = self.sources.iter().map(|s| (s, count(&s.code)));
        sources
            .filter(|(_, count)| *count > 0)
            .map(|(s, count)| SourceOfFigures {
                code: s.code.clone(),
                name: s.name.clone(),
                licence: s.licence.clone(),
                attribution: s.attribution.clone(),
                count,
                open_contributors_only: s.code == OPEN_CONTRIBUTORS,
            })
            .collect()
    }
}

/// What is counted in one row.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    tally: Tally,
    unknown: u32,
}

impl Counted {
    fn add(&mut self, t: Tally) {
        self.tally.count += t.count;
        self.tally.held += t.held;
        self.tally.unplaced += t.unplaced;
        self.tally.local += t.local;
        self.tally.national += t.national;
    }

    /// Criteria that the structures hold, of those that they could hold.
    fn completeness(&self) -> Option<f64> {
        let most = f64::from(self.tally.count) * CRITERIA.len() as f64;
        (most > 0.0).then(|| f64::from(self.tally.held) / most)
    }
}

/// Access in one row.
#[derive(Debug, Clone, Default)]
struct Share {
    accessibility: Option<f64>,
    gini: Option<f64>,
    lorenz: Option<Vec<[f64; 2]>>,
}

/// Median of the days since the structures of each row were verified; empty where none ever was.
fn verified(
    rows: usize,
    reach: &Reach,
    today: NaiveDate,
    row: impl Fn(u32) -> usize,
) -> Vec<Option<f64>> {
    if reach.verified.is_empty() {
        return Vec::new();
    }
    let mut days: Vec<Vec<i64>> = vec![Vec::new(); rows];
    for (commune, on) in &reach.verified {
        if let Some(list) = days.get_mut(row(*commune)) {
            list.push((today - *on).num_days().max(0));
        }
    }
    days.iter_mut().map(|days| median(days)).collect()
}

/// Mean over the people.
fn mean(group: &[(u32, f64)]) -> Option<f64> {
    let people: f64 = group.iter().map(|(p, _)| f64::from(*p)).sum();
    let sum: f64 = group.iter().map(|(p, a)| f64::from(*p) * a).sum();
    (people > 0.0).then(|| sum / people)
}

/// The place of each row by its share, and how many rows have one.
fn ranks(all: &[Summary]) -> (Vec<Option<u32>>, u32) {
    let shares = (0u32..).zip(all);
    let mut order: Vec<(f64, u32)> = shares
        .filter_map(|(i, people)| Some((people.share_within?, i)))
        .collect();
    // By the share alone: equal ones have equal places, and most communes have one of two.
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut ranks = vec![None; all.len()];
    let mut place = 0;
    let mut before = f64::NAN;
    for (n, (share, i)) in (1..).zip(&order) {
        if share.to_bits() != before.to_bits() {
            place = n;
            before = *share;
        }
        ranks[*i as usize] = Some(place);
    }
    let peers = u32::try_from(order.len()).unwrap_or(u32::MAX);
    (ranks, peers)
}
