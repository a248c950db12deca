//! What Boucle speaks of: structures, taxonomy, territories, provenance. No I/O.
pub mod clock;
pub mod coverage;
pub mod crosswalk;
pub mod geodesy;
pub mod hours;
pub mod merge;
pub mod query;
pub mod record;
pub mod structure;
pub mod taxonomy;
pub mod territory;
pub mod text;

pub use crosswalk::Crosswalk;
pub use geodesy::Coordinates;
pub use query::{BoundingBox, StructureQuery};
pub use record::{Import, Revision, Source, SourceRecord};
pub use structure::{Fields, Offer, Position, Precision, Status, Structure};
pub use taxonomy::Taxonomy;
pub use territory::{Gazetteer, Territory, TerritoryKind};
