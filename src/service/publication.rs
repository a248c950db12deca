//! From the store to the snapshot that readers see.
use super::Reference;
use crate::catalog::{CatalogHandle, Snapshot, SnapshotBuilder};
use crate::store::{Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Reads the store and builds the snapshot of its revision.
///
/// # Errors
/// When the store does not answer.
pub async fn build(store: &Store, reference: &Reference) -> Result<Snapshot, StoreError> {
    let revision = store.revision().await?;
    let sources = store.sources().await?;
    let mut builder = SnapshotBuilder::new(
        revision,
        Arc::clone(&reference.taxonomy),
        Arc::clone(&reference.gazetteer),
        sources,
    );
    store.for_each_structure(|s| builder.push(s)).await?;
    let built = tokio::task::spawn_blocking(move || builder.finish()).await;
    built.map_err(|e| StoreError::Build(e.to_string()))
}

/// Looks at the store every second and publishes each new revision; a failure keeps the old snapshot.
pub async fn follow(
    store: Store,
    reference: Reference,
    catalog: CatalogHandle,
    seen: Arc<AtomicI64>,
) {
    let mut failed = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let Ok(revision) = store.revision().await else {
            continue;
        };
        seen.store(revision, Ordering::Relaxed);
        if revision == catalog.load().revision || revision == failed {
            continue;
        }
        match build(&store, &reference).await {
            Ok(next) => {
                tracing::info!(revision, structures = next.len(), "snapshot published");
                catalog.publish(next);
            }
            Err(error) => {
                failed = revision;
                tracing::error!(revision, %error, "the snapshot could not be built; the old one stays");
            }
        }
    }
}
