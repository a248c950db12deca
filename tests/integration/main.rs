//! The service without a socket: import, store, snapshot, API and pages together, in one binary.
#![allow(clippy::unwrap_used, clippy::too_many_lines, missing_docs)] // a test may stop at the first surprise
mod answers;
mod api;
mod book;
mod coverage;
mod english;
mod errors;
mod favourites;
mod figured;
mod found;
mod history;
mod import;
mod markup;
mod openapi;
mod pages;
mod panel;
mod pictures;
mod publication;
mod rgaa;
mod search;
mod sentences;
mod sheet;
mod sources;
mod support;
mod territories;
