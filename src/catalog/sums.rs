//! Counts per sector and mean positions of runs of structures, without a look at each.
//!
//! Running totals stand at every sixteenth structure of the Morton order, so that a run of any length costs two of
//! them and the odd ones at its ends. What a box cuts out of a cell is a few runs: its quadrants, and theirs.
use super::snapshot::Snapshot;
use crate::domain::geodesy::Coordinates;
use crate::domain::query::BoundingBox;
use crate::spatial::grid::{self, Span};
use std::ops::Range;

/// Structures between two running totals.
const BLOCK: u32 = 16;
/// Runs up to this length are looked at one by one.
const SHORT: u32 = 24;

/// Members of one cluster, added up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    /// Structures by index of the sector; the last is "no sector".
    pub sectors: [u32; 6],
    /// Sum of the longitudes, degrees.
    pub lon: f64,
    /// Sum of the latitudes, degrees.
    pub lat: f64,
    /// One of them; the only one when `count` is 1.
    pub first: u32,
}

impl Sum {
    /// How many there are.
    pub fn count(&self) -> u32 {
        self.sectors.iter().sum()
    }

    /// Adds one structure, which must have a position.
    pub fn add(&mut self, s: &Snapshot, i: u32) {
        let at = s.points[i as usize];
        self.first = i;
        self.lon += at.lon;
        self.lat += at.lat;
        self.sectors[usize::from(s.sectors[i as usize])] += 1;
    }

    /// Adds what stands between two running totals.
    fn add_difference(&mut self, from: &Self, to: &Self) {
        for (n, (a, b)) in self
            .sectors
            .iter_mut()
            .zip(from.sectors.iter().zip(to.sectors))
        {
            *n += b - a;
        }
        self.lon += to.lon - from.lon;
        self.lat += to.lat - from.lat;
        self.first = to.first;
    }

    /// Mean position.
    pub fn mean(&self) -> Coordinates {
        let n = f64::from(self.count());
        Coordinates {
            lon: self.lon / n,
            lat: self.lat / n,
        }
        .rounded()
    }
}

/// The running totals: entry `n` sums the structures before `16 n`.
#[derive(Debug, Default)]
pub(super) struct RunningTotals(Vec<Sum>);

impl RunningTotals {
    /// Adds up all placed structures.
    pub fn of(s: &Snapshot) -> Self {
        let mut all = Vec::with_capacity(s.points.len() / BLOCK as usize + 1);
        let mut sum = Sum::default();
        for i in (0..).take(s.points.len()) {
            if i % BLOCK == 0 {
                all.push(sum);
            }
            sum.add(s, i);
        }
        Self(all)
    }

    /// Adds a run to `sum`.
    pub fn add_run(&self, s: &Snapshot, run: Range<u32>, sum: &mut Sum) {
        let (from, to) = (run.start.div_ceil(BLOCK), run.end / BLOCK);
        let ends = (self.0.get(from as usize), self.0.get(to as usize));
        match ends {
            (Some(a), Some(b)) if from < to => {
                (run.start..from * BLOCK).for_each(|i| sum.add(s, i));
                sum.add_difference(a, b);
                (to * BLOCK..run.end).for_each(|i| sum.add(s, i));
            }
            _ => run.for_each(|i| sum.add(s, i)),
        }
    }

    /// Adds to `sum` what of a cell's members lies inside a box, edges included.
    pub fn add_inside(
        &self,
        s: &Snapshot,
        cell: &Range<u32>,
        zoom: u8,
        view: &BoundingBox,
        sum: &mut Sum,
    ) {
        for part in view.parts() {
            let (north_west, south_east) = (
                grid::finest(part.west, part.north),
                grid::finest(part.east, part.south),
            );
            let cut = Cut {
                view: &part,
                columns: north_west.0..=south_east.0,
                rows: north_west.1..=south_east.1,
            };
            self.descend(s, cell.clone(), zoom, &cut, sum);
        }
    }

    fn descend(&self, s: &Snapshot, run: Range<u32>, zoom: u8, cut: &Cut<'_>, sum: &mut Sum) {
        let Some(key) = s.keys.get(run.start as usize).filter(|_| !run.is_empty()) else {
            return;
        };
        match cut.against(&grid::span(*key, zoom)) {
            Side::Outside => {}
            Side::Inside => self.add_run(s, run, sum),
            Side::Across if run.end - run.start <= SHORT || zoom >= grid::FINEST_ZOOM => {
                for i in run.filter(|i| cut.view.contains(s.points[*i as usize])) {
                    sum.add(s, i);
                }
            }
            Side::Across => {
                let mut start = run.start;
                while start < run.end {
                    let quadrant = grid::cell(s.keys[start as usize], zoom + 1);
                    let rest = &s.keys[start as usize..run.end as usize];
                    let len = rest.partition_point(|k| grid::cell(*k, zoom + 1) == quadrant);
                    let end = start + u32::try_from(len).unwrap_or(u32::MAX);
                    self.descend(s, start..end, zoom + 1, cut, sum);
                    start = end;
                }
            }
        }
    }
}

/// A box that does not cross the antimeridian, in degrees and on the finest grid.
struct Cut<'a> {
    view: &'a BoundingBox,
    columns: std::ops::RangeInclusive<u32>,
    rows: std::ops::RangeInclusive<u32>,
}

enum Side {
    Inside,
    Outside,
    Across,
}

impl Cut<'_> {
    /// Grid cells grow with the coordinates: strictly between the cells of the edges is strictly inside the box, and
    /// a cell that holds an edge has to be looked into.
    fn against(&self, cell: &Span) -> Side {
        let beside = |at: &std::ops::RangeInclusive<u32>, c: &std::ops::RangeInclusive<u32>| {
            c.end() < at.start() || c.start() > at.end()
        };
        let within = |at: &std::ops::RangeInclusive<u32>, c: &std::ops::RangeInclusive<u32>| {
            c.start() > at.start() && c.end() < at.end()
        };
        if beside(&self.columns, &cell.columns) || beside(&self.rows, &cell.rows) {
            Side::Outside
        } else if within(&self.columns, &cell.columns) && within(&self.rows, &cell.rows) {
            Side::Inside
        } else {
            Side::Across
        }
    }
}
