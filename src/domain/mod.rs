//! What Boucle speaks of: structures, taxonomy, territories, provenance. No I/O.
pub mod census;
pub mod clock;
pub mod completeness;
pub mod coverage;
pub mod crosswalk;
pub mod geodesy;
pub mod history;
pub mod hours;
pub mod merge;
pub mod query;
pub mod record;
pub mod structure;
pub mod taxonomy;
pub mod territory;
pub mod territory_ref;
pub mod text;

pub use census::{Census, CensusEntry, CensusStatus};
pub use completeness::Completeness;
pub use crosswalk::Crosswalk;
pub use geodesy::Coordinates;
pub use history::{Figures, HistoryRow, Month};
pub use query::{BoundingBox, StructureQuery};
pub use record::{Import, Revision, Source, SourceRecord};
pub use structure::{Fields, Offer, Position, Precision, Status, Structure};
pub use taxonomy::Taxonomy;
pub use territory::{Gazetteer, Territory, TerritoryKind};
pub use territory_ref::TerritoryRef;
