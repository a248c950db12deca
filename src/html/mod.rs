//! The pages people see: pure functions from plain data to markup.
//!
//! Every view takes the [`Site`] (the same for all pages) and one struct of [`model`]; it returns a whole
//! document. Nothing here reads a file, a clock or a catalog, so a page is the same for the same input.
mod explore;
mod layout;
pub mod model;
mod statics;
mod structure;
pub mod text;

mod error;

pub use error::error_page;
pub use explore::explore_page;
pub use model::{
    Assets, CardView, ChipView, DayView, EmptyView, ErrorPage, ExplorePage, IntentView, LabelView, LinkView, MapView,
    NoticeView, OfferMatrix, OfferRow, Operator, PageEcho, Site, SortView, SourceView, SourcesPage, StateKind,
    StateView, StructurePage, WayOut,
};
pub use statics::{accessibility_page, legal_page, privacy_page, sources_page};
pub use structure::structure_page;
