//! Where things are: the R-tree over unique places, the cluster grid, and outlines to draw.
pub mod grid;
pub mod index;
pub mod outline;
pub use index::{PlaceIndex, Slot};
pub use outline::Outlines;
