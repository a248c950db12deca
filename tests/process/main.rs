//! The built program as people run it: its commands, its configuration, its signals.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
mod breaking;
mod census;
mod commands;
mod configuration;
mod duplicates;
mod figures;
#[path = "../support/geocoder.rs"]
mod geocoder;
mod geocoding;
mod geodata;
mod guessing;
mod harness;
mod importing;
#[path = "../support/loopback.rs"]
mod loopback;
mod serving;
mod sources;
