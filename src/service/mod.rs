//! Use cases: what the program does with the store, the import and the catalog together.
pub mod imports;
pub mod publication;
pub mod reference;

pub use reference::Reference;
