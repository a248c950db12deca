//! Which structures match a query, and in which order.
use super::search::Kind;
use super::snapshot::{Row, Snapshot};
use crate::domain::TerritoryKind;
use crate::domain::geodesy::Coordinates;
use crate::domain::query::{AtHomeFilter, BoundingBox, Sort, StructureQuery};
use crate::domain::taxonomy::Terms;
use crate::spatial::{PlaceIndex, Slot};
use std::collections::HashMap;

/// A compiled query: masks and tables, ready to test rows.
#[derive(Debug)]
pub struct Filter {
    bbox: Option<BoundingBox>,
    near: Option<(Coordinates, Option<f64>)>,
    categories: u64,
    actions: u32,
    objects: u128,
    labels: u32,
    sources: Option<u64>,
    networks: Option<u64>,
    publics: Option<u8>,
    communes: Option<Vec<bool>>,
    hours: Option<Vec<bool>>,
    words: Option<HashMap<u32, f32>>,
    ess: Option<bool>,
    appointment: Option<bool>,
    brand_only: Option<bool>,
    at_home: AtHomeFilter,
    /// The only thing asked of columns is one category: its own tree answers alone.
    only_category: Option<usize>,
    columns: bool,
}

/// A page of matches.
#[derive(Debug, Default)]
pub struct Selection {
    /// All that match.
    pub matched: usize,
    /// The page: index and distance in metres from `near`.
    pub items: Vec<(u32, Option<f64>)>,
}

fn mask(terms: &Terms, codes: &[String]) -> u128 {
    codes
        .iter()
        .filter_map(|c| terms.index(c))
        .filter(|i| *i < 128)
        .fold(0, |b, i| b | 1 << i)
}
#[allow(clippy::cast_possible_truncation)]
fn low64(b: u128) -> u64 {
    b as u64
}
#[allow(clippy::cast_possible_truncation)]
fn low32(b: u128) -> u32 {
    b as u32
}
fn names<'a>(list: impl Iterator<Item = &'a str>, wanted: &[String]) -> Option<u64> {
    (!wanted.is_empty()).then(|| {
        list.enumerate()
            .filter(|(i, n)| *i < 64 && wanted.iter().any(|w| w == n))
            .fold(0, |b, (i, _)| b | 1 << i)
    })
}

impl Snapshot {
    /// Compiles a query against this snapshot.
    #[must_use]
    pub fn compile(&self, q: &StructureQuery) -> Filter {
        let t = &self.taxonomy;
        let of_sectors = t
            .categories
            .iter()
            .enumerate()
            .filter(|(_, c)| c.sector.as_ref().is_some_and(|s| q.sectors.contains(s)));
        let sectors = of_sectors.fold(0u64, |b, (i, _)| b | 1 << i);
        let chosen = low64(mask(&t.categories, &q.categories));
        let categories = match (q.sectors.is_empty(), q.categories.is_empty()) {
            (true, _) => chosen,
            (false, true) => sectors,
            (false, false) => chosen & sectors,
        };
        let impossible = categories == 0 && !(q.sectors.is_empty() && q.categories.is_empty());
        let narrow: Vec<String> = q
            .objects
            .iter()
            .flat_map(|o| t.with_narrower(o))
            .map(str::to_owned)
            .collect();
        let publics = (!q.publics.is_empty()).then(|| {
            q.publics.iter().fold(0, |b, p| {
                b | match p.as_str() {
                    "individuals" => 1,
                    "professionals" => 2,
                    _ => 3,
                }
            })
        });
        let mut f = Filter {
            bbox: q.bbox,
            near: q.near.map(|n| (n, q.radius)),
            categories,
            actions: low32(mask(&t.actions, &q.actions)),
            objects: mask(&t.objects, &narrow),
            labels: low32(mask(&t.labels, &q.labels)),
            sources: if impossible {
                Some(0)
            } else {
                names(self.sources.iter().map(|s| s.code.as_str()), &q.sources)
            },
            networks: names(self.networks.iter().map(String::as_str), &q.networks),
            publics,
            communes: self.communes_in(q),
            hours: self.hours_open(q),
            words: q.q.as_deref().map(|text| self.matching_words(text)),
            ess: q.ess,
            appointment: q.appointment,
            brand_only: q.brand_only,
            at_home: q.at_home,
            only_category: None,
            columns: false,
        };
        let others = f.other_columns();
        f.columns = others || f.categories != 0;
        f.only_category = (!others && f.categories.is_power_of_two())
            .then(|| f.categories.trailing_zeros() as usize);
        f
    }

    fn communes_in(&self, q: &StructureQuery) -> Option<Vec<bool>> {
        (!q.territories.is_empty()).then(|| {
            let inside = |t: &crate::domain::Territory| {
                t.kind == TerritoryKind::Commune
                    && q.territories.iter().any(|(kind, code)| {
                        let code = self
                            .gazetteer
                            .get(*kind, code)
                            .map_or(code.as_str(), |g| g.code.as_str());
                        t.parent(*kind) == Some(code)
                    })
            };
            self.gazetteer.all().iter().map(inside).collect()
        })
    }

    /// Which of the distinct opening hours are open; each is asked once.
    fn hours_open(&self, q: &StructureQuery) -> Option<Vec<bool>> {
        (q.open_at.is_some() || q.open_on != 0).then(|| {
            let open = |(h, days): &(crate::domain::hours::Hours, u8)| {
                q.open_at.is_none_or(|at| h.at(at).open)
                    && (q.open_on == 0 || days & q.open_on != 0)
            };
            self.hours.iter().map(open).collect()
        })
    }

    /// Structures found by name, and those of a category or with an object that the words name.
    fn matching_words(&self, text: &str) -> HashMap<u32, f32> {
        let hits = self
            .search
            .find(text, &[Kind::Structure], self.len().max(1));
        let mut out: HashMap<u32, f32> = hits.into_iter().map(|h| (h.index, h.score)).collect();
        let terms = self
            .search
            .find(text, &[Kind::Category, Kind::Object, Kind::Action], 3);
        for (i, row) in self.rows.iter().enumerate() {
            let score = terms.iter().filter(|h| match h.kind {
                Kind::Category => row.categories >> h.index & 1 == 1,
                Kind::Object => row.objects >> h.index & 1 == 1,
                Kind::Action => row.actions >> h.index & 1 == 1,
                _ => false,
            });
            if let (Some(best), Ok(i)) = (
                score.map(|h| h.score).max_by(f32::total_cmp),
                u32::try_from(i),
            ) {
                out.entry(i).or_insert(best / 2.0);
            }
        }
        out
    }

    /// The tree that holds the candidates.
    fn tree(&self, f: &Filter) -> &PlaceIndex {
        f.only_category
            .and_then(|c| self.category_index.get(c))
            .unwrap_or(&self.index)
    }

    /// All matches, in no order.
    #[must_use]
    pub fn matches(&self, f: &Filter) -> Vec<u32> {
        let keep = |i: &u32| self.passes(f, *i);
        match (f.bbox, f.near) {
            (_, Some((from, Some(radius)))) => self
                .tree(f)
                .within(from, radius)
                .flat_map(Slot::range)
                .filter(keep)
                .collect(),
            (Some(b), _) => self
                .index
                .in_bbox(&b)
                .flat_map(Slot::range)
                .filter(keep)
                .collect(),
            _ => {
                let end = u32::try_from(self.len()).unwrap_or(u32::MAX);
                (0..end).filter(keep).collect()
            }
        }
    }

    /// One structure against the whole filter.
    #[must_use]
    pub fn passes(&self, f: &Filter, i: u32) -> bool {
        let place = match (f.bbox, f.near, self.point(i)) {
            (None, None, _) => true,
            (_, _, None) => false,
            (b, n, Some(p)) => {
                b.is_none_or(|b| b.contains(p))
                    && n.is_none_or(|(from, r)| r.is_none_or(|r| from.distance_m(p) <= r))
            }
        };
        place && (!f.columns || f.row(&self.rows[i as usize], i))
    }

    /// A page of matches in the wanted order.
    #[must_use]
    pub fn select(&self, f: &Filter, sort: Sort, offset: usize, limit: usize) -> Selection {
        if let (Sort::Distance, Some((from, None)), None) = (sort, f.near, f.bbox) {
            return self.nearest(f, from, offset, limit);
        }
        let mut all = self.matches(f);
        let matched = all.len();
        let distance = |i: u32| {
            f.near
                .zip(self.point(i))
                .map(|((from, _), p)| from.distance_m(p))
        };
        let rank = |i: &u32| self.rows[*i as usize].name_rank;
        let take = offset.saturating_add(limit);
        let items: Vec<(u32, Option<f64>)> = if sort == Sort::Distance {
            let mut far: Vec<(u32, f64)> = all
                .into_iter()
                .map(|i| (i, distance(i).unwrap_or(f64::INFINITY)))
                .collect();
            first(&mut far, take, |a, b| {
                a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))
            });
            far.into_iter()
                .skip(offset)
                .take(limit)
                .map(|(i, d)| (i, Some(d)))
                .collect()
        } else {
            match sort {
                Sort::Updated => first(&mut all, take, |a, b| {
                    let u = |i: &u32| self.rows[*i as usize].updated;
                    u(b).cmp(&u(a)).then(rank(a).cmp(&rank(b)))
                }),
                Sort::Relevance => first(&mut all, take, |a, b| {
                    let s = |i: &u32| {
                        f.words
                            .as_ref()
                            .and_then(|w| w.get(i))
                            .copied()
                            .unwrap_or(0.0)
                    };
                    s(b).total_cmp(&s(a)).then(rank(a).cmp(&rank(b)))
                }),
                _ => first(&mut all, take, |a, b| rank(a).cmp(&rank(b))),
            }
            all.into_iter()
                .skip(offset)
                .take(limit)
                .map(|i| (i, distance(i)))
                .collect()
        };
        Selection { matched, items }
    }

    fn nearest(&self, f: &Filter, from: Coordinates, offset: usize, limit: usize) -> Selection {
        let slots = self.tree(f).nearest(from).flat_map(Slot::range);
        let items = slots
            .filter(|i| self.passes(f, *i))
            .skip(offset)
            .take(limit)
            .map(|i| (i, self.point(i).map(|p| from.distance_m(p))))
            .collect();
        let placed = u32::try_from(self.points.len()).unwrap_or(u32::MAX);
        let matched = (0..placed)
            .filter(|i| !f.columns || f.row(&self.rows[*i as usize], *i))
            .count();
        Selection { matched, items }
    }

    /// How many match.
    #[must_use]
    pub fn count(&self, f: &Filter) -> usize {
        self.matches(f).len()
    }
}

/// Sorts only the first `take`.
fn first<T>(list: &mut [T], take: usize, mut by: impl FnMut(&T, &T) -> std::cmp::Ordering) {
    if take < list.len() {
        list.select_nth_unstable_by(take, &mut by);
        list[..take].sort_unstable_by(by);
    } else {
        list.sort_unstable_by(by);
    }
}

fn tri(wanted: Option<bool>, value: super::snapshot::Tri) -> bool {
    wanted.is_none_or(|w| value.is(w))
}

impl Filter {
    fn other_columns(&self) -> bool {
        self.actions != 0
            || self.objects != 0
            || self.labels != 0
            || self.sources.is_some()
            || self.networks.is_some()
            || self.publics.is_some()
            || self.communes.is_some()
            || self.hours.is_some()
            || self.words.is_some()
            || self.ess.is_some()
            || self.appointment.is_some()
            || self.brand_only.is_some()
            || self.at_home != AtHomeFilter::Include
    }

    fn row(&self, r: &Row, i: u32) -> bool {
        let at = |table: &[bool], i: u32| table.get(i as usize).copied().unwrap_or(false);
        (self.categories == 0 || self.categories & r.categories != 0)
            && (self.actions == 0 || self.actions & r.actions != 0)
            && (self.objects == 0 || self.objects & r.objects != 0)
            && (self.labels == 0 || self.labels & r.labels != 0)
            && self.sources.is_none_or(|m| m & r.sources != 0)
            && self.networks.is_none_or(|m| m & r.networks != 0)
            && self.publics.is_none_or(|m| m & r.public != 0)
            && tri(self.ess, r.ess)
            && tri(self.appointment, r.appointment)
            && tri(self.brand_only, r.brand_only)
            && match self.at_home {
                AtHomeFilter::Include => true,
                AtHomeFilter::Exclude => !r.at_home,
                AtHomeFilter::Only => r.at_home,
            }
            && self.communes.as_ref().is_none_or(|t| at(t, r.commune))
            && self.hours.as_ref().is_none_or(|t| at(t, r.hours))
            && self.words.as_ref().is_none_or(|w| w.contains_key(&i))
    }
}
