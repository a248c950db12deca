//! Boucle: an interactive map and online directory of circular-economy actors.
pub mod catalog;
pub mod cli;
pub mod config;
pub mod domain;
pub mod export;
pub mod html;
pub mod http;
pub mod import;
pub mod remote;
pub mod service;
pub mod spatial;
pub mod store;
pub mod telemetry;
