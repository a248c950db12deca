//! Boucle: an interactive map and online directory of circular-economy actors.
pub mod domain;
pub mod spatial;
pub mod catalog;
pub mod export;
pub mod html;
pub mod http;
pub mod store;
pub mod import;
pub mod cli;
pub mod service;
