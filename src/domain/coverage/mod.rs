//! How well people are served: pure functions over communes, distances and weights.
//!
//! Communes are the units: all inhabitants of one are taken to live at its position. Distances are metres on the
//! sphere of [`super::geodesy::EARTH_RADIUS_M`]; `f64::INFINITY` stands for "nothing in reach". Nothing here knows
//! where distances come from, so that the service, the command line and the tests share one formula.
pub mod access;
pub mod inequality;
pub mod people;
pub mod sites;
pub mod zones;

pub use access::{Access, Weight};
pub use inequality::{Lorenz, gini};
pub use people::{Band, Summary, bands, summaries};
pub use sites::{Site, best_sites};
pub use zones::group_neighbours;
