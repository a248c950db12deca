//! Which structures match a query, and in which order.
use super::matching::{Columns, Matching};
use super::snapshot::Snapshot;
use crate::domain::geodesy::Coordinates;
use crate::domain::query::{BoundingBox, Sort, StructureQuery};
use crate::spatial::NearIndex;
use crate::spatial::points::{chord_2, metres_of, on_sphere};
use std::cmp::Ordering;
use std::sync::Arc;

/// A compiled query, ready to test structures.
#[derive(Debug, Clone)]
pub struct Filter {
    pub(super) bbox: Option<BoundingBox>,
    pub(super) near: Option<(Coordinates, Option<f64>)>,
    /// The column filters; `None` lets everything pass.
    pub(super) matching: Option<Arc<Matching>>,
    /// The only thing asked of columns is one category: its own tree answers alone.
    only_category: Option<usize>,
}

/// Pages that begin after this many finds are cut from a sorted list: a tree would be walked for too long.
const DEEP: usize = 5_000;

/// A page of matches.
#[derive(Debug, Default)]
pub struct Selection {
    /// All that match.
    pub matched: usize,
    /// The page: index and distance in metres from `near`.
    pub items: Vec<(u32, Option<f64>)>,
}

impl Filter {
    /// Only the column filters: does the structure pass?
    #[must_use]
    pub fn columns_pass(&self, i: u32) -> bool {
        self.matching.as_ref().is_none_or(|m| m.bits.contains(i))
    }

    /// The same of a find of [`Snapshot::near`]: the tree of a category holds nothing else.
    fn found_passes(&self, i: u32) -> bool {
        self.only_category.is_some() || self.columns_pass(i)
    }
}

impl Snapshot {
    /// Compiles a query against this snapshot.
    #[must_use]
    pub fn compile(&self, q: &StructureQuery) -> Filter {
        let columns = Columns::of(self, q);
        Filter {
            bbox: q.bbox,
            near: q.near.map(|n| (n, q.radius)),
            only_category: columns.only_category(),
            matching: (!columns.is_empty()).then(|| self.matching(&columns)),
        }
    }

    /// The tree that holds the candidates.
    fn near(&self, f: &Filter) -> &NearIndex {
        f.only_category
            .and_then(|c| self.near_of.get(c))
            .unwrap_or(&self.near)
    }

    /// Structures whose columns pass, in the snapshot's order; placed ones only, or all.
    fn passing<'a>(&'a self, f: &'a Filter, placed_only: bool) -> impl Iterator<Item = u32> + 'a {
        let end = if placed_only {
            self.points.len()
        } else {
            self.len()
        };
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        let (some, all) = match &f.matching {
            Some(m) => (Some(m.bits.within(0..end)), 0..0),
            None => (None, 0..end),
        };
        some.into_iter().flatten().chain(all)
    }

    /// All matches, in no order.
    #[must_use]
    pub fn matches(&self, f: &Filter) -> Vec<u32> {
        match (f.bbox, f.near) {
            (_, Some((from, Some(radius)))) => {
                self.around(f, from, radius).map(|(_, i)| i).collect()
            }
            (Some(b), _) => {
                let mut out = Vec::with_capacity(512);
                self.boxes.inside(&b, |run| match &f.matching {
                    None => out.extend(run),
                    Some(m) => out.extend(run.filter(|i| m.bits.contains(*i))),
                });
                out
            }
            (None, Some((_, None))) => self.passing(f, true).collect(),
            (None, None) => self.passing(f, false).collect(),
        }
    }

    /// Matches at most `radius` metres away, each with the square of its chord.
    fn around<'a>(
        &'a self,
        f: &'a Filter,
        from: Coordinates,
        radius: f64,
    ) -> impl Iterator<Item = (f64, u32)> + 'a {
        let in_box = |i: u32| f.bbox.is_none_or(|b| b.contains(self.points[i as usize]));
        let found = self.near(f).within(from, radius);
        found.filter(move |(_, i)| in_box(*i) && f.found_passes(*i))
    }

    /// One structure against the whole filter.
    #[must_use]
    pub fn passes(&self, f: &Filter, i: u32) -> bool {
        f.columns_pass(i) && self.place_passes(f, i)
    }

    /// One structure against the box and the circle.
    pub(super) fn place_passes(&self, f: &Filter, i: u32) -> bool {
        match (f.bbox, f.near, self.point(i)) {
            (None, None, _) => true,
            (_, _, None) => false,
            (b, n, Some(p)) => {
                b.is_none_or(|b| b.contains(p))
                    && n.is_none_or(|(from, r)| r.is_none_or(|r| from.distance_m(p) <= r))
            }
        }
    }

    /// A page of matches in the wanted order.
    #[must_use]
    pub fn select(&self, f: &Filter, sort: Sort, offset: usize, limit: usize) -> Selection {
        if let (Sort::Distance, Some((from, None)), None) = (sort, f.near, f.bbox) {
            return self.nearest(f, from, offset, limit);
        }
        if let (Sort::Distance, Some((from, Some(radius)))) = (sort, f.near) {
            let found = self.around(f, from, radius);
            let mut all: Vec<Ranked> = found.map(|(chord, i)| (chord.to_bits(), i)).collect();
            return Selection {
                matched: all.len(),
                items: page_by_chord(&mut all, offset, limit),
            };
        }
        let mut all = self.matches(f);
        let matched = all.len();
        let take = offset.saturating_add(limit);
        let from = f.near.map(|(from, _)| from);
        if let (Sort::Distance, Some(from)) = (sort, from) {
            return Selection {
                matched,
                items: self.by_distance(all.into_iter(), from, offset, limit),
            };
        }
        let centre = from.map(on_sphere);
        let rank = |i: &u32| self.rows[*i as usize].name_rank;
        match sort {
            Sort::Updated => first(&mut all, take, |a, b| {
                let u = |i: &u32| self.rows[*i as usize].updated;
                u(b).cmp(&u(a)).then_with(|| rank(a).cmp(&rank(b)))
            }),
            Sort::Relevance => first(&mut all, take, |a, b| {
                let score = |i: &u32| {
                    f.matching
                        .as_ref()
                        .and_then(|m| m.scores.get(i))
                        .copied()
                        .unwrap_or(0.0)
                };
                score(b)
                    .total_cmp(&score(a))
                    .then_with(|| rank(a).cmp(&rank(b)))
            }),
            Sort::Opening(at) => {
                let openings = self.openings(at, &all);
                let opening = |i: &u32| openings.rank(self.rows[*i as usize].hours);
                let near = |i: &u32| {
                    let point = self.points.round().get(*i as usize);
                    point.zip(centre).map(|(p, c)| chord_2(p, &c).to_bits())
                };
                first(&mut all, take, |a, b| {
                    let key = |i| (opening(i), near(i), rank(i), *i);
                    key(a).cmp(&key(b))
                });
            }
            _ => first(&mut all, take, |a, b| rank(a).cmp(&rank(b))),
        }
        let page = all.into_iter().skip(offset).take(limit);
        let distance = |i: u32| {
            let at = self.points.round().get(i as usize)?;
            Some(metres_of(chord_2(at, &centre?)))
        };
        Selection {
            matched,
            items: page.map(|i| (i, distance(i))).collect(),
        }
    }

    /// A page by distance, then by the snapshot's order.
    fn by_distance(
        &self,
        candidates: impl Iterator<Item = u32>,
        from: Coordinates,
        offset: usize,
        limit: usize,
    ) -> Vec<(u32, Option<f64>)> {
        let centre = on_sphere(from);
        let chord = |i: u32| chord_2(&self.points.round()[i as usize], &centre);
        let mut all: Vec<Ranked> = candidates.map(|i| (chord(i).to_bits(), i)).collect();
        page_by_chord(&mut all, offset, limit)
    }

    /// The nearest: from the tree, or by looking at each match where there are so few that the tree would be
    /// walked for long. Both give the same order, so that pages fit together.
    fn nearest(&self, f: &Filter, from: Coordinates, offset: usize, limit: usize) -> Selection {
        let placed = self.points.len();
        let matched = f.matching.as_ref().map_or(placed, |m| m.placed);
        // A step of the tree costs some ten times a look, and it takes `placed / matched` steps per find.
        let few = f.only_category.is_none() && matched.saturating_mul(matched) < 10 * placed;
        let items = if few || offset >= DEEP {
            self.by_distance(self.passing(f, true), from, offset, limit)
        } else {
            self.near(f)
                .nearest(from, offset.saturating_add(limit), |i| f.found_passes(i))
                .into_iter()
                .skip(offset)
                .map(|(chord, i)| (i, Some(metres_of(chord))))
                .collect()
        };
        Selection { matched, items }
    }

    /// How many match.
    #[must_use]
    pub fn count(&self, f: &Filter) -> usize {
        match (f.bbox, f.near, &f.matching) {
            (None, None, None) => self.len(),
            (None, None, Some(m)) => m.total,
            (None, Some((_, None)), None) => self.points.len(),
            (None, Some((_, None)), Some(m)) => m.placed,
            _ => self.matches(f).len(),
        }
    }
}

/// Square of the chord, and index. The bits of a float that is not negative grow with it.
type Ranked = (u64, u32);

/// A page by distance, then by the snapshot's order.
fn page_by_chord(all: &mut [Ranked], offset: usize, limit: usize) -> Vec<(u32, Option<f64>)> {
    first(all, offset.saturating_add(limit), Ord::cmp);
    let page = all.iter().skip(offset).take(limit);
    page.map(|(bits, i)| (*i, Some(metres_of(f64::from_bits(*bits)))))
        .collect()
}

/// Sorts only the first `take`.
fn first<T>(list: &mut [T], take: usize, mut by: impl FnMut(&T, &T) -> Ordering) {
    if take < list.len() {
        list.select_nth_unstable_by(take, &mut by);
        list[..take].sort_unstable_by(by);
    } else {
        list.sort_unstable_by(by);
    }
}
