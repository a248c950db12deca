//! Where things are: R-trees over blocks of points, the cluster grid, and outlines to draw.
pub mod boxes;
pub mod grid;
pub mod near;
pub mod outline;
pub mod points;
pub use boxes::BoxIndex;
pub use near::NearIndex;
pub use outline::Outlines;
pub use points::Points;
