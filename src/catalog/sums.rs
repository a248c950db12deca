//! Counts per sector and mean positions of what lies inside a view, without a look at each structure.
//!
//! A quadtree over the Morton order keeps the sum of every node. What a view cuts out of a cell is the sum of the
//! nodes inside it and of the few structures of the leaves that its edge crosses.
use super::build::small;
use super::snapshot::Snapshot;
use crate::domain::geodesy::Coordinates;
use crate::domain::query::BoundingBox;
use crate::spatial::grid;
use std::ops::{Range, RangeInclusive};

/// Runs up to this length are not divided further: their structures are looked at one by one.
pub(super) const LEAF: u32 = 12;

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
    /// Adds up a run of placed structures.
    pub fn of(s: &Snapshot, run: Range<u32>) -> Self {
        let mut sum = Self::default();
        run.for_each(|i| sum.add(s, i));
        sum
    }

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

    /// Adds all of another.
    fn join(&mut self, other: &Self) {
        for (n, more) in self.sectors.iter_mut().zip(other.sectors) {
            *n += more;
        }
        self.lon += other.lon;
        self.lat += other.lat;
        self.first = other.first;
    }

    /// Mean position.
    pub fn mean(&self) -> Coordinates {
        let n = f64::from(self.count());
        Coordinates {
            lon: self.lon / n,
            lat: self.lat / n,
        }
    }
}

/// A run of the Morton order that shares a quadrant.
#[derive(Debug, Clone)]
struct Node {
    /// Extent of the members on the finest grid.
    columns: (u32, u32),
    rows: (u32, u32),
    /// Its first member; the last is the one before the first of the node at `skip`.
    start: u32,
    /// The node after all that lies below this one; the next one for a leaf.
    skip: u32,
}

/// All nodes, each before those below it.
#[derive(Debug, Default)]
pub(super) struct SumTree {
    /// Closed by a node that begins after the last structure.
    nodes: Vec<Node>,
    /// Their sums, apart: a walk looks at few of them.
    sums: Vec<Sum>,
}

impl SumTree {
    /// Adds up all placed structures.
    pub fn of(s: &Snapshot) -> Self {
        let mut tree = Self::default();
        let end = small(s.points.len());
        if end > 0 {
            tree.grow(s, 0..end);
        }
        tree.push(end);
        tree.nodes.shrink_to_fit();
        tree.sums.shrink_to_fit();
        tree
    }

    fn push(&mut self, start: u32) {
        self.sums.push(Sum::default());
        self.nodes.push(Node {
            columns: (u32::MAX, 0),
            rows: (u32::MAX, 0),
            start,
            skip: u32::MAX,
        });
    }

    /// Appends the node of a run and what is below it; returns its number.
    fn grow(&mut self, s: &Snapshot, run: Range<u32>) -> usize {
        let this = self.nodes.len();
        self.push(run.start);
        let keys = &s.keys[run.start as usize..run.end as usize];
        let differ = keys[0] ^ keys[keys.len() - 1];
        if run.end - run.start <= LEAF || differ == 0 {
            self.sums[this] = Sum::of(s, run);
            for key in keys {
                self.reach(this, grid::finest_of(*key), grid::finest_of(*key));
            }
        } else {
            // Two bits of a key choose the quadrant: the highest pair in which the first and the last differ.
            let pair = differ.ilog2() & !1;
            let mut start = run.start;
            for quadrant in keys.chunk_by(|a, b| a >> pair == b >> pair) {
                let end = start + small(quadrant.len());
                let child = self.grow(s, start..end);
                let sum = self.sums[child];
                self.sums[this].join(&sum);
                let (c, r) = (self.nodes[child].columns, self.nodes[child].rows);
                self.reach(this, (c.0, r.0), (c.1, r.1));
                start = end;
            }
        }
        self.nodes[this].skip = small(self.nodes.len());
        this
    }

    /// Widens a node's extent by a box from north-west to south-east.
    fn reach(&mut self, node: usize, north_west: (u32, u32), south_east: (u32, u32)) {
        let n = &mut self.nodes[node];
        n.columns = (n.columns.0.min(north_west.0), n.columns.1.max(south_east.0));
        n.rows = (n.rows.0.min(north_west.1), n.rows.1.max(south_east.1));
    }

    fn members(&self, node: &Node) -> Range<u32> {
        node.start..self.nodes[node.skip as usize].start
    }

    /// The node of a run, if the run is all of one quadrant and no part of a leaf.
    pub fn node(&self, run: &Range<u32>) -> Option<u32> {
        let place = |r: Range<u32>| (r.start, std::cmp::Reverse(r.end));
        let nodes = &self.nodes[..self.nodes.len() - 1];
        let at = nodes.binary_search_by_key(&place(run.clone()), |n| place(self.members(n)));
        at.ok().map(small)
    }

    /// The sum of a node.
    pub fn sum(&self, node: u32) -> &Sum {
        &self.sums[node as usize]
    }

    /// Adds to `sum` what of a node's members lies inside a view, edges included.
    pub fn add_inside(&self, s: &Snapshot, node: u32, cut: &Cut, sum: &mut Sum) {
        let end = self.nodes[node as usize].skip;
        let mut at = node;
        while at < end {
            let n = &self.nodes[at as usize];
            match cut.against(n) {
                Side::Outside => at = n.skip,
                Side::Inside => {
                    sum.join(&self.sums[at as usize]);
                    at = n.skip;
                }
                Side::Across => {
                    at += 1;
                    if n.skip == at {
                        cut.add_members(s, self.members(n), sum);
                    }
                }
            }
        }
    }

    /// Size in memory, bytes.
    pub fn bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>() + self.sums.capacity() * size_of::<Sum>()
    }
}

/// A view that does not cross the antimeridian, in degrees and on the finest grid.
#[derive(Debug)]
pub(super) struct Cut {
    view: BoundingBox,
    columns: RangeInclusive<u32>,
    rows: RangeInclusive<u32>,
}

enum Side {
    Inside,
    Outside,
    Across,
}

impl Cut {
    pub fn new(view: BoundingBox) -> Self {
        let (west, north) = grid::finest(view.west, view.north);
        let (east, south) = grid::finest(view.east, view.south);
        Self {
            view,
            columns: west..=east,
            rows: north..=south,
        }
    }

    /// Adds those of a run that lie inside, after a look at each.
    pub fn add_members(&self, s: &Snapshot, run: Range<u32>, sum: &mut Sum) {
        for i in run {
            if self.view.contains(s.points[i as usize]) {
                sum.add(s, i);
            }
        }
    }

    /// Columns and rows grow with the coordinates: strictly between those of the edges is strictly inside the view,
    /// and what reaches one of them has to be looked into.
    fn against(&self, n: &Node) -> Side {
        let beside = |edges: &RangeInclusive<u32>, (from, to): (u32, u32)| {
            to < *edges.start() || from > *edges.end()
        };
        let within = |edges: &RangeInclusive<u32>, (from, to): (u32, u32)| {
            from > *edges.start() && to < *edges.end()
        };
        if beside(&self.columns, n.columns) || beside(&self.rows, n.rows) {
            Side::Outside
        } else if within(&self.columns, n.columns) && within(&self.rows, n.rows) {
            Side::Inside
        } else {
            Side::Across
        }
    }
}
