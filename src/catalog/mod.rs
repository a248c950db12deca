//! The immutable picture of the directory from which every public read is answered.
pub mod build;
pub mod cluster;
pub mod handle;
pub mod publish;
pub mod search;
pub mod select;
pub mod snapshot;

pub use build::SnapshotBuilder;
pub use handle::CatalogHandle;
pub use publish::PublicStructure;
pub use select::Selection;
pub use snapshot::Snapshot;
