//! The one place where a snapshot is taken from and put: readers never wait.
use super::snapshot::Snapshot;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// Shared by all handlers; cheap to clone.
#[derive(Debug, Clone)]
pub struct CatalogHandle(Arc<ArcSwap<Snapshot>>);

impl CatalogHandle {
    /// Starts with a snapshot.
    #[must_use]
    pub fn new(first: Snapshot) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(first)))
    }
    /// The snapshot of this moment; take it once per answer.
    #[must_use]
    pub fn load(&self) -> Arc<Snapshot> {
        self.0.load_full()
    }
    /// Puts a newer snapshot in place; answers under way keep theirs.
    pub fn publish(&self, next: Snapshot) {
        self.0.store(Arc::new(next));
    }
}
