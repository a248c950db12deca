//! The pages: pure functions from data to markup.
pub mod components;
pub mod explore;
pub mod found;
pub mod layout;
pub mod scripts;
pub mod statics;
pub mod structure;
pub mod text;
pub mod words;
