//! Where things are: the R-tree over unique places, and the cluster grid.
pub mod grid;
pub mod index;
pub use index::{PlaceIndex, Slot};
