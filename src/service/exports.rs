//! The list of a query as a file, straight from the store: the bytes that the web service gives.
use super::{Reference, publication};
use crate::domain::StructureQuery;
use crate::domain::query::Sort;
use crate::export;
use crate::store::{Store, StoreError};

/// Form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A GeoJSON `FeatureCollection`.
    Geojson,
    /// CSV with a header.
    Csv,
}

/// All published structures that match, in the order of `sort`.
///
/// # Errors
/// When the database does not answer.
pub async fn structures(
    store: &Store,
    reference: &Reference,
    query: &StructureQuery,
    sort: Sort,
    format: Format,
) -> Result<Vec<u8>, StoreError> {
    let s = publication::build(store, reference).await?;
    let all = s.select(&s.compile(query), sort, 0, usize::MAX);
    Ok(match format {
        Format::Geojson => export::geojson(&s, &all),
        Format::Csv => export::csv(&s, &all),
    })
}
