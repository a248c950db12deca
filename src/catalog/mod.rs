//! The immutable picture of the directory from which every public read is answered.
mod bits;
pub mod build;
pub mod cluster;
mod draft;
mod finds;
pub mod handle;
pub mod lexicon;
pub mod matching;
pub mod memo;
mod order;
mod overview;
mod pieces;
pub mod places;
pub mod publish;
pub mod search;
pub mod select;
pub mod snapshot;
pub mod subjects;
mod suggest;
mod sums;

pub use crate::spatial::Land;
pub use build::{Base, BuildStats, SnapshotBuilder};
pub use handle::CatalogHandle;
pub use overview::Overview;
pub use publish::PublicStructure;
pub use select::Selection;
pub use snapshot::{Former, Last, Snapshot};
