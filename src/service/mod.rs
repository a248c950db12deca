//! Use cases: what the program does with the store, the import and the catalog together.
pub mod addresses;
pub mod census;
pub mod changes;
pub mod exports;
pub mod geocoding;
pub mod geodata;
pub mod history;
pub mod imports;
pub mod matching;
pub mod origins;
mod own;
pub mod publication;
pub mod reference;
pub mod renewal;
pub mod sync;

pub use addresses::Addresses;
pub use exports::Figures;
pub use geocoding::Geocoder;
pub use reference::Reference;
pub use renewal::{Current, Renewal};

// What stands in the signatures of the use cases, so that whoever calls them needs no layer below.
pub use crate::catalog::CatalogHandle;
pub use crate::export::figures::text_table;
pub use crate::export::{FigureFormat, Format as ExportFormat, Pieces as ExportPieces};
pub use crate::import::gogocarto::names as category_names;
pub use crate::import::guess::{Guess, GuessError, guess};
pub use crate::import::mapping::BUILT_IN as BUILT_IN_MAPPINGS;
pub use crate::import::{Format, Input, Mapping, Report};
pub use crate::spatial::Contours;
pub use crate::store::{CensusChange, Store, StoreError};
