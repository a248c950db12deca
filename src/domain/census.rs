//! Where somebody looked for structures, and where nobody did: without it, "none found" and "none there" read alike.
use super::Taxonomy;
use super::query::StructureQuery;
use super::territory::{Gazetteer, Territory, TerritoryKind};
use super::territory_ref::TerritoryRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How far a territory was gone over for a category; the weakest first.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum CensusStatus {
    /// Nobody looked.
    #[default]
    Never,
    /// Somebody looked, not everywhere or not for all.
    Partial,
    /// Somebody looked for all of them.
    Surveyed,
}

impl CensusStatus {
    /// All of them, the weakest first.
    pub const ALL: [Self; 3] = [Self::Never, Self::Partial, Self::Surveyed];

    /// The word in files, commands and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Partial => "partial",
            Self::Surveyed => "surveyed",
        }
    }

    /// The status of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// Whether a place without structures may be called a gap. Elsewhere it is unknown: there may be some that nobody
    /// wrote down.
    #[must_use]
    pub fn vouches_for_gaps(self) -> bool {
        self == Self::Surveyed
    }
}

/// What a person noted about one territory, for one category or for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CensusEntry {
    /// Where.
    pub territory: TerritoryRef,
    /// Code of a category; all categories without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How far it was gone over.
    pub status: CensusStatus,
    /// The day as of which this holds.
    pub on: NaiveDate,
    /// Who made the census, or where it is written down.
    pub source: String,
    /// What else is to be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What holds of a territory and some categories, worked out from the entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Standing<'a> {
    /// The weakest status of the categories.
    pub status: CensusStatus,
    /// The oldest day of the entries that it comes from; none where there is no entry.
    pub on: Option<NaiveDate>,
    /// Sources of those entries, in alphabetical order.
    pub sources: Vec<&'a str>,
    /// Worked out from the parts of the territory, which has no entry of its own and inherits none.
    pub derived: bool,
}

impl<'a> Standing<'a> {
    fn of(entry: &'a CensusEntry) -> Self {
        Self {
            status: entry.status,
            on: Some(entry.on),
            sources: vec![&entry.source],
            derived: false,
        }
    }

    /// Two of the same status: what both come from.
    fn and(mut self, other: &Self) -> Self {
        self.on = oldest(self.on, other.on);
        let both: BTreeSet<&str> = self.sources.iter().chain(&other.sources).copied().collect();
        self.sources = both.into_iter().collect();
        self.derived |= other.derived;
        self
    }

    fn weaker(self, other: Self) -> Self {
        match self.status.cmp(&other.status) {
            std::cmp::Ordering::Less => self,
            std::cmp::Ordering::Equal => self.and(&other),
            std::cmp::Ordering::Greater => other,
        }
    }
}

/// The earlier of two days; the only one of a day and none.
fn oldest(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    a.into_iter().chain(b).min()
}

/// What decides between entries of one place and category, the least first: under the code of a commune merged since,
/// status, day, and the number of the entry.
type Rank = (bool, CensusStatus, NaiveDate, usize);

/// The entries of one territory, as numbers.
#[derive(Debug, Default)]
struct Own {
    all: Option<usize>,
    /// By place of the category in the taxonomy.
    of: BTreeMap<usize, usize>,
}

/// All entries, looked up with their inheritance.
///
/// An entry for the very territory and category wins, then one for the territory and all categories; then the same of
/// the territories around it, from the nearest: EPCI, department, region. A territory that none of them speaks of is
/// worked out from its parts (departments of a region, communes of a department or an EPCI): all surveyed is
/// surveyed, none of them touched is never, anything between is partial. An EPCI in several departments inherits from
/// none of them: its communes do.
#[derive(Debug, Default)]
pub struct Census {
    taxonomy: Arc<Taxonomy>,
    gazetteer: Arc<Gazetteer>,
    entries: Vec<CensusEntry>,
    ignored: Vec<CensusEntry>,
    /// By place in `Gazetteer::all`.
    own: foldhash::HashMap<usize, Own>,
    /// Bits of the categories that some entry names.
    named: u64,
    land: Land,
}

/// How territories lie in each other, as far as the census needs it.
#[derive(Debug, Default)]
struct Land {
    /// Departments of a region, communes of a department or an EPCI.
    parts: foldhash::HashMap<usize, Vec<usize>>,
    /// EPCI whose communes lie in several departments.
    split: BTreeSet<usize>,
    /// Territories in which something smaller has an entry.
    around: BTreeSet<usize>,
}

impl Census {
    /// Puts the entries in order. One whose territory or category is not known here (the tables were replaced since) is
    /// kept apart, see [`Census::ignored`]. An entry under the code of a merged commune stands for the commune of today,
    /// unless that has an entry itself; of several such entries the weakest, then the oldest, counts.
    #[must_use]
    pub fn new(
        entries: Vec<CensusEntry>,
        gazetteer: Arc<Gazetteer>,
        taxonomy: Arc<Taxonomy>,
    ) -> Self {
        let mut census = Self {
            taxonomy,
            gazetteer,
            ..Self::default()
        };
        let mut best: BTreeMap<(usize, Option<usize>), Rank> = BTreeMap::new();
        for entry in entries {
            let Some((place, category)) = census.place(&entry) else {
                census.ignored.push(entry);
                continue;
            };
            let followed = census.gazetteer.all()[place].code != entry.territory.code;
            let rank = (followed, entry.status, entry.on, census.entries.len());
            let kept = best.entry((place, category)).or_insert(rank);
            *kept = rank.min(*kept);
            census.entries.push(entry);
        }
        for ((place, category), (.., entry)) in best {
            let own = census.own.entry(place).or_default();
            match category {
                None => own.all = Some(entry),
                Some(c) => {
                    own.of.insert(c, entry);
                    census.named |= 1 << c;
                }
            }
        }
        if !census.own.is_empty() {
            census.land = Land::of(&census.gazetteer, &census.own);
        }
        census
    }

    /// Places of its territory and category; nothing where one of them is not known.
    fn place(&self, e: &CensusEntry) -> Option<(usize, Option<usize>)> {
        let place = self.gazetteer.index(e.territory.kind, &e.territory.code)?;
        let Some(code) = &e.category else {
            return Some((place, None));
        };
        let category = self.taxonomy.categories.index(code)?;
        (category < 64).then_some((place, Some(category)))
    }

    /// The entries whose territory and category are known, as they were given.
    #[must_use]
    pub fn entries(&self) -> &[CensusEntry] {
        &self.entries
    }

    /// Entries of a territory or a category that is not known here: they have no effect.
    #[must_use]
    pub fn ignored(&self) -> &[CensusEntry] {
        &self.ignored
    }

    /// Nobody noted anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What holds of a territory and these categories: the weakest of them; of all categories where none is given.
    /// A code that the taxonomy does not have is passed over; a territory that is not there was never surveyed.
    #[must_use]
    pub fn of_territory(&self, territory: &Territory, categories: &[String]) -> Standing<'_> {
        let bits = categories
            .iter()
            .filter_map(|c| self.taxonomy.categories.index(c));
        self.of_bits(territory, bits.fold(0, |all, c| all | 1 << c))
    }

    /// The same for the categories that a query asks for, by themselves and by their sectors.
    #[must_use]
    pub fn of_query(&self, territory: &Territory, query: &StructureQuery) -> Standing<'_> {
        self.of_bits(territory, self.asked(query))
    }

    /// Bits of the categories that a query leaves, in the taxonomy's order; 0 where it leaves all or none.
    #[must_use]
    pub fn asked(&self, query: &StructureQuery) -> u64 {
        if query.categories.is_empty() && query.sectors.is_empty() {
            return 0;
        }
        let is_asked = |code: &str, sector: Option<&String>| {
            let named = query.categories.is_empty() || query.categories.iter().any(|c| c == code);
            let within =
                query.sectors.is_empty() || sector.is_some_and(|s| query.sectors.contains(s));
            named && within
        };
        let all = (0..64).zip(&self.taxonomy.categories);
        all.filter(|(_, t)| is_asked(&t.code, t.sector.as_ref()))
            .fold(0, |bits, (c, _)| bits | 1u64 << c)
    }

    /// The same for categories given as bits in the taxonomy's order; 0 stands for all of them.
    #[must_use]
    pub fn of_bits(&self, territory: &Territory, categories: u64) -> Standing<'_> {
        if self.own.is_empty() {
            return Standing::default();
        }
        let place = self.gazetteer.index(territory.kind, &territory.code);
        place.map_or_else(Standing::default, |place| self.of_place(place, categories))
    }

    /// The same for a territory by its place in [`Gazetteer::all`].
    #[must_use]
    pub fn of_place(&self, place: usize, categories: u64) -> Standing<'_> {
        if self.own.is_empty() {
            return Standing::default();
        }
        let count = self.taxonomy.categories.len().min(64);
        let all = (0..count).fold(0, |bits, c| bits | 1u64 << c);
        let asked = if categories & all == 0 {
            all
        } else {
            categories & all
        };
        // Categories that no entry names are alike.
        let others = (asked & !self.named != 0 || asked == 0).then_some(None);
        let named = (0..count).filter(|c| (asked & self.named) >> c & 1 == 1);
        let standings = named.map(Some).chain(others).map(|c| self.one(place, c));
        standings.reduce(Standing::weaker).unwrap_or_default()
    }

    /// One category; `None` for one that no entry names.
    fn one(&self, place: usize, category: Option<usize>) -> Standing<'_> {
        let own = |place: usize| {
            let own = self.own.get(&place)?;
            let number = category.and_then(|c| own.of.get(&c)).copied().or(own.all)?;
            self.entries.get(number)
        };
        if let Some(entry) = own(place) {
            return Standing::of(entry);
        }
        let parts = self.land.parts.get(&place);
        let split = self.land.split.contains(&place);
        if !split && let Some(entry) = self.parents(place).find_map(own) {
            return Standing::of(entry);
        }
        match parts.filter(|_| split || self.land.around.contains(&place)) {
            None => Standing::default(),
            Some(parts) => self.of_parts(parts, category),
        }
    }

    /// The territories around one, from the nearest.
    fn parents(&self, place: usize) -> impl Iterator<Item = usize> {
        let t = &self.gazetteer.all()[place];
        let larger = TerritoryKind::ALL.into_iter().filter(|k| *k > t.kind);
        larger.filter_map(|kind| self.gazetteer.index(kind, t.parent(kind)?))
    }

    fn of_parts(&self, parts: &[usize], category: Option<usize>) -> Standing<'_> {
        let mut whole = true;
        let mut sum: Option<Standing<'_>> = None;
        for part in parts {
            let standing = self.one(*part, category);
            whole &= standing.status == CensusStatus::Surveyed;
            if standing.status > CensusStatus::Never {
                sum = Some(match sum {
                    Some(s) => s.and(&standing),
                    None => standing,
                });
            }
        }
        let status = match &sum {
            Some(_) if whole => CensusStatus::Surveyed,
            Some(_) => CensusStatus::Partial,
            None => CensusStatus::Never,
        };
        Standing {
            status,
            derived: sum.is_some(),
            ..sum.unwrap_or_default()
        }
    }
}

impl Land {
    /// Looks at every commune once.
    fn of(gazetteer: &Gazetteer, own: &foldhash::HashMap<usize, Own>) -> Self {
        let mut land = Self::default();
        let mut department_of: foldhash::HashMap<usize, usize> = foldhash::HashMap::default();
        for (place, t) in gazetteer.all().iter().enumerate() {
            let parent = |kind| gazetteer.index(kind, t.parent(kind)?);
            let region = parent(TerritoryKind::Region);
            match t.kind {
                TerritoryKind::Commune => {
                    let epci = parent(TerritoryKind::Epci);
                    let department = parent(TerritoryKind::Department);
                    for larger in epci.into_iter().chain(department) {
                        land.parts.entry(larger).or_default().push(place);
                    }
                    if let (Some(e), Some(d)) = (epci, department)
                        && *department_of.entry(e).or_insert(d) != d
                    {
                        land.split.insert(e);
                    }
                    let here = own.contains_key(&place);
                    land.around.extend(epci.filter(|_| here));
                    if here || epci.is_some_and(|e| own.contains_key(&e)) {
                        land.around.extend(department.into_iter().chain(region));
                    }
                }
                TerritoryKind::Department => {
                    if let Some(r) = region {
                        land.parts.entry(r).or_default().push(place);
                        land.around.extend(own.contains_key(&place).then_some(r));
                    }
                }
                TerritoryKind::Epci | TerritoryKind::Region => {}
            }
        }
        land
    }
}

#[cfg(test)]
mod tests;
