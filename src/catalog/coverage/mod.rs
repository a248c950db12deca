//! Coverage of the territories, worked out on one snapshot and remembered with it.
//!
//! [`Ground`] is what does not change: the communes, their people and where they lie. [`Reach`] is what one filter
//! gives: for each commune the nearest structure. Everything else, figures of territories, gaps, sites, is read from
//! the two. Definitions stand in [`crate::domain::coverage`].
mod access;
mod distances;
mod figures;
mod gaps;
mod ground;
mod reach;
mod sites;

pub use distances::Band;
pub use figures::{AtHomeCount, Figures, Scope, SourceOfFigures};
pub use gaps::{Gap, Gaps, NearestStructure, Zone};
pub use ground::Ground;
pub use reach::{Nearest, Reach};
pub use sites::{Loss, LostCommune, SiteRow, Sites, TooMany};

use super::memo::Memo;
use crate::domain::coverage::Weight;
use reach::Key;
use std::sync::Arc;

/// Memory for what filters gave, bytes.
const REMEMBERED: usize = 64 << 20;

/// Access of each commune, under the filter, the weight and the bits of the catchment's radius.
type AccessKey = (Key, Weight, u64);

/// What was worked out before on a snapshot.
#[derive(Debug)]
pub(super) struct Known {
    reaches: Memo<Key, Arc<Reach>>,
    access: Memo<AccessKey, Arc<Vec<f64>>>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            reaches: Memo::new(REMEMBERED),
            access: Memo::new(REMEMBERED / 2),
        }
    }
}

impl super::Snapshot {
    /// Forgets what was worked out before, as a new snapshot does not know it: for measuring.
    pub fn forget_coverage(&self) {
        self.coverage.reaches.clear();
        self.coverage.access.clear();
    }
}
