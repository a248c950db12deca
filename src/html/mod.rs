//! The pages: pure functions from data to markup.
pub mod accessibility;
pub mod book;
pub mod charts;
pub mod components;
pub mod explore;
pub mod favourites;
pub mod found;
pub mod layout;
pub mod picture;
pub mod plan;
pub mod rgaa;
pub mod scripts;
pub mod statics;
pub mod structure;
pub mod text;
pub mod words;
