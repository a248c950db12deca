//! Boucle: an interactive map and online directory of circular-economy actors.
pub mod domain;
pub mod spatial;
pub mod catalog;
