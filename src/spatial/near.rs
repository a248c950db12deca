//! Nearest and radius: an R-tree over blocks of neighbouring points.
//!
//! A block of sixteen costs one entry of the tree, so that a million points take a few megabytes and a search opens
//! few nodes; within a block every point is looked at, which is what processors are best at.
use super::points::{Points, chord_2, on_sphere};
use crate::domain::geodesy::Coordinates;
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::iter::Peekable;
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

/// Finds points by nearness and by distance.
#[derive(Debug, Default)]
pub struct NearIndex {
    points: Arc<Points>,
    /// Which of the points, in their order; all of them when there is no list.
    members: Option<Box<[u32]>>,
    tree: RTree<Block>,
}

impl NearIndex {
    /// Indexes all points.
    #[must_use]
    pub fn of_all(points: Arc<Points>) -> Self {
        let len = points.len();
        Self::load(points, None, len)
    }

    /// Indexes some of the points, given in their order.
    #[must_use]
    pub fn of_some(points: Arc<Points>, members: Vec<u32>) -> Self {
        let len = members.len();
        Self::load(points, Some(members.into()), len)
    }

    fn load(points: Arc<Points>, members: Option<Box<[u32]>>, len: usize) -> Self {
        let mut index = Self {
            points,
            members,
            tree: RTree::new(),
        };
        let end = u32::try_from(len).unwrap_or(u32::MAX);
        let starts = (0..end).step_by(BLOCK as usize);
        let block = |start: u32| index.block(start..end.min(start.saturating_add(BLOCK)));
        let blocks = starts.map(block).collect();
        index.tree = RTree::bulk_load(blocks);
        index
    }

    fn block(&self, places: Range<u32>) -> Block {
        let round: Vec<[f64; 3]> = places
            .clone()
            .map(|n| self.points.round(self.member(n)))
            .collect();
        Block {
            envelope: AABB::from_points(&round),
            places,
        }
    }

    /// The point at a place of the list.
    fn member(&self, n: u32) -> u32 {
        self.members.as_ref().map_or(n, |m| m[n as usize])
    }

    /// Points by growing distance; of equally far ones the first first.
    pub fn nearest(&self, from: Coordinates) -> impl Iterator<Item = u32> {
        let from = on_sphere(from);
        Nearest {
            index: self,
            from,
            blocks: self
                .tree
                .nearest_neighbor_iter_with_distance_2(&from)
                .peekable(),
            open: BinaryHeap::with_capacity(8 * BLOCK as usize),
        }
    }

    /// Points at most `metres` away, in no order.
    pub fn within(&self, from: Coordinates, metres: f64) -> impl Iterator<Item = u32> {
        let centre = on_sphere(from);
        let limit = chord_2(metres);
        // A chord's last digits are worth less than those of the distance: near the edge the distance decides.
        let (sure, possible) = (limit * (1.0 - 1e-9) - 1e-18, limit * (1.0 + 1e-9) + 1e-18);
        let blocks = self.tree.locate_within_distance(centre, possible);
        let members = blocks.flat_map(|b| b.places.clone().map(|n| self.member(n)));
        members.filter(move |i| {
            let chord = self.points.chord_2(*i, &centre);
            chord <= sure
                || (chord <= possible && from.distance_m(self.points[*i as usize]) <= metres)
        })
    }
}

/// A search under way: blocks by growing distance, and the points of those that were opened.
struct Nearest<'a, B: Iterator<Item = (&'a Block, f64)>> {
    index: &'a NearIndex,
    from: [f64; 3],
    blocks: Peekable<B>,
    /// Square of the chord and number of the point. The bits of a float that is not negative grow with it.
    open: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a, B: Iterator<Item = (&'a Block, f64)>> Iterator for Nearest<'a, B> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        while let Some((block, distance)) = self.blocks.peek() {
            let nearer = |Reverse((chord, _)): &Reverse<(u64, u32)>| *chord < distance.to_bits();
            if self.open.peek().is_some_and(nearer) {
                break;
            }
            let members = block.places.clone().map(|n| self.index.member(n));
            let ranked = members.map(|i| {
                let chord = self.index.points.chord_2(i, &self.from);
                Reverse((chord.to_bits(), i))
            });
            self.open.extend(ranked);
            self.blocks.next();
        }
        self.open.pop().map(|Reverse((_, i))| i)
    }
}
