//! Bounding boxes: an R-tree over blocks of neighbouring points, in degrees.
use super::points::Points;
use crate::domain::query::BoundingBox;
use rstar::{AABB, Envelope, RTree, RTreeObject};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

/// Points of one block: an entry of the tree.
const BLOCK: u32 = 16;

#[derive(Debug)]
struct Block {
    envelope: AABB<[f64; 2]>,
    members: Range<u32>,
}

impl RTreeObject for Block {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// Finds points by box.
#[derive(Debug, Default)]
pub struct BoxIndex {
    points: Arc<Points>,
    tree: RTree<Block>,
}

impl BoxIndex {
    /// Indexes all points.
    #[must_use]
    pub fn of_all(points: Arc<Points>) -> Self {
        let end = u32::try_from(points.len()).unwrap_or(u32::MAX);
        let block = |start: u32| {
            let members = start..end.min(start.saturating_add(BLOCK));
            let corners = members.clone().map(|i| points[i as usize]);
            let corners: Vec<[f64; 2]> = corners.map(|p| [p.lon, p.lat]).collect();
            Block {
                envelope: AABB::from_points(&corners),
                members,
            }
        };
        let tree = RTree::bulk_load((0..end).step_by(BLOCK as usize).map(block).collect());
        Self { points, tree }
    }

    /// Hands over runs of points inside the box, edges included; no point twice, the runs in no order.
    pub fn inside(&self, bbox: &BoundingBox, mut take: impl FnMut(Range<u32>)) {
        for part in bbox.parts() {
            let envelope = AABB::from_corners([part.west, part.south], [part.east, part.north]);
            let _: ControlFlow<()> =
                self.tree
                    .locate_in_envelope_intersecting_int(&envelope, |block| {
                        if envelope.contains_envelope(&block.envelope) {
                            take(block.members.clone());
                        } else {
                            let inside = |i: &u32| part.contains(self.points[*i as usize]);
                            for i in block.members.clone().filter(inside) {
                                take(i..i + 1);
                            }
                        }
                        ControlFlow::Continue(())
                    });
        }
    }
}
