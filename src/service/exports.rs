//! The list of a query as a file, straight from the store: the bytes that the web service gives.
use super::{Reference, publication};
use crate::domain::StructureQuery;
use crate::domain::query::Sort;
use crate::export::Format;
use crate::store::{Store, StoreError};
use std::sync::Arc;

/// All published structures that match, in the order of `sort`, as pieces of a file.
///
/// # Errors
/// When the database does not answer.
pub async fn structures(
    store: &Store,
    reference: &Reference,
    query: &StructureQuery,
    sort: Sort,
    format: Format,
) -> Result<impl Iterator<Item = Vec<u8>> + use<>, StoreError> {
    let s = Arc::new(publication::build(store, reference).await?);
    let all = s.select(&s.compile(query), sort, 0, usize::MAX);
    let order = all.items.into_iter().map(|(i, _)| i).collect();
    Ok(format.write(s, order))
}
