//! Nearest and radius: an R-tree over blocks of neighbouring points.
//!
//! A block of sixteen costs one entry of the tree, so that a million points take a few megabytes and a search opens
//! few nodes; within a block every point is looked at, one after the other in memory.
use super::points::{Points, chord_2, chord_2_of, on_sphere};
use crate::domain::geodesy::Coordinates;
use rstar::{AABB, ParentNode, PointDistance, RTree, RTreeNode, RTreeObject};
use std::collections::BinaryHeap;
use std::ops::Range;
use std::sync::Arc;

/// Points of one block.
const BLOCK: u32 = 16;

/// Neighbouring points and the box around them on the unit sphere.
#[derive(Debug)]
struct Block {
    envelope: AABB<[f64; 3]>,
    places: Range<u32>,
}

impl RTreeObject for Block {
    type Envelope = AABB<[f64; 3]>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl PointDistance for Block {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.envelope.distance_2(point)
    }
}

/// Some of the points. Where they are is kept once more, so that a block is one piece of memory.
#[derive(Debug)]
struct Members {
    numbers: Vec<u32>,
    round: Vec<[f64; 3]>,
}

/// Finds points by nearness and by distance.
#[derive(Debug, Default)]
pub struct NearIndex {
    points: Arc<Points>,
    /// Which of the points, in their order; all of them when there is no list.
    members: Option<Members>,
    tree: RTree<Block>,
}

impl NearIndex {
    /// Indexes all points.
    #[must_use]
    pub fn of_all(points: Arc<Points>) -> Self {
        Self::load(points, None)
    }

    /// Indexes some of the points, given in their order.
    #[must_use]
    pub fn of_some(points: Arc<Points>, numbers: Vec<u32>) -> Self {
        let round = numbers.iter().map(|i| points.round()[*i as usize]);
        let round = round.collect();
        Self::load(points, Some(Members { numbers, round }))
    }

    fn load(points: Arc<Points>, members: Option<Members>) -> Self {
        let mut index = Self {
            points,
            members,
            tree: RTree::new(),
        };
        let end = u32::try_from(index.round().len()).unwrap_or(u32::MAX);
        let starts = (0..end).step_by(BLOCK as usize);
        let block = |start: u32| {
            let places = start..end.min(start.saturating_add(BLOCK));
            Block {
                envelope: AABB::from_points(index.of_block(&places)),
                places,
            }
        };
        let blocks = starts.map(block).collect();
        index.tree = RTree::bulk_load(blocks);
        index
    }

    /// Where the indexed points are on the unit sphere.
    fn round(&self) -> &[[f64; 3]] {
        match &self.members {
            None => self.points.round(),
            Some(members) => &members.round,
        }
    }

    fn of_block(&self, places: &Range<u32>) -> &[[f64; 3]] {
        &self.round()[places.start as usize..places.end as usize]
    }

    /// The points of a block, with the square of each one's chord to a point of the sphere.
    fn chords(&self, places: &Range<u32>, from: [f64; 3]) -> impl Iterator<Item = (f64, u32)> {
        let chords = self
            .of_block(places)
            .iter()
            .map(move |at| chord_2(at, &from));
        chords
            .zip(places.clone())
            .map(|(chord, n)| (chord, self.member(n)))
    }

    /// The point at a place of the list.
    fn member(&self, n: u32) -> u32 {
        self.members.as_ref().map_or(n, |m| m.numbers[n as usize])
    }

    /// The nearest point to a place of the unit sphere, of equally far ones the first, with the square of its chord.
    #[must_use]
    pub fn nearest_to(&self, from: [f64; 3]) -> Option<(f64, u32)> {
        let mut search = Search {
            index: self,
            from,
            take: 1,
            keep: |_| true,
            found: BinaryHeap::with_capacity(1),
        };
        search.parent(self.tree.root());
        let (bits, i) = search.found.pop()?;
        Some((f64::from_bits(bits), i))
    }

    /// The `take` nearest of the points that `keep` lets pass, by growing distance; of equally far ones the first first. Each comes with
    /// the square of its chord to `from`, of which [`metres_of`](super::points::metres_of) makes its distance.
    pub fn nearest(
        &self,
        from: Coordinates,
        take: usize,
        keep: impl Fn(u32) -> bool,
    ) -> Vec<(f64, u32)> {
        let mut search = Search {
            index: self,
            from: on_sphere(from),
            take,
            keep,
            found: BinaryHeap::with_capacity(take.min(self.round().len())),
        };
        if take > 0 {
            search.parent(self.tree.root());
        }
        let found = search.found.into_sorted_vec();
        let found = found.into_iter();
        found.map(|(bits, i)| (f64::from_bits(bits), i)).collect()
    }

    /// Points at most `metres` away, in no order, each with the square of its chord to `from`.
    pub fn within(&self, from: Coordinates, metres: f64) -> impl Iterator<Item = (f64, u32)> {
        let centre = on_sphere(from);
        let limit = chord_2_of(metres);
        // A chord's last digits are worth less than those of the distance: near the edge the distance decides.
        let (sure, possible) = (limit * (1.0 - 1e-9) - 1e-18, limit * (1.0 + 1e-9) + 1e-18);
        let blocks = self.tree.locate_within_distance(centre, possible);
        let found = blocks.flat_map(move |b| self.chords(&b.places, centre));
        found.filter(move |(chord, i)| {
            *chord <= sure
                || (*chord <= possible && from.distance_m(self.points[*i as usize]) <= metres)
        })
    }
}

/// Children of a node that are looked at together: all that rstar puts into one.
const CHILDREN: usize = 8;

/// A search of the nearest under way, the nearest branch first (Roussopoulos, Kelley and Vincent 1995): what lies
/// farther than the last of those found so far is not opened.
struct Search<'a, K> {
    index: &'a NearIndex,
    from: [f64; 3],
    take: usize,
    keep: K,
    /// Square of the chord and number of the point, the last on top. The bits of a float that is not negative grow
    /// with it.
    found: BinaryHeap<(u64, u32)>,
}

impl<K: Fn(u32) -> bool> Search<'_, K> {
    /// Whether something at that distance may still be among the nearest.
    fn may_hold(&self, chord: u64) -> bool {
        self.found.len() < self.take || self.found.peek().is_none_or(|last| chord <= last.0)
    }

    fn parent(&mut self, parent: &ParentNode<Block>) {
        for children in parent.children().chunks(CHILDREN) {
            let mut near = [(u64::MAX, 0); CHILDREN];
            for (to, (child, n)) in near.iter_mut().zip(children.iter().zip(0..)) {
                *to = (child.envelope().distance_2(&self.from).to_bits(), n);
            }
            // Behind the nearest few are opened: putting all in order would take longer than it spares.
            let near = &mut near[..children.len()];
            if let Some(first) = (0..near.len()).min_by_key(|n| near[*n]) {
                near.swap(0, first);
            }
            for (chord, n) in near {
                if self.may_hold(*chord) {
                    match &children[*n] {
                        RTreeNode::Parent(parent) => self.parent(parent),
                        RTreeNode::Leaf(block) => self.block(block),
                    }
                }
            }
        }
    }

    fn block(&mut self, block: &Block) {
        let index = self.index;
        for (chord, i) in index.chords(&block.places, self.from) {
            let point = (chord.to_bits(), i);
            if self.found.len() < self.take {
                if (self.keep)(i) {
                    self.found.push(point);
                }
            } else if self.found.peek().is_some_and(|last| point < *last) && (self.keep)(i) {
                // In one step: the last goes as the new one comes.
                if let Some(mut last) = self.found.peek_mut() {
                    *last = point;
                }
            }
        }
    }
}
