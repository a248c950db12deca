//! From the store to the snapshot that readers see.
use super::Reference;
use crate::catalog::{CatalogHandle, Former, Snapshot, SnapshotBuilder};
use crate::store::{Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Structures published at a time, on all cores.
const BATCH: usize = 4_096;

/// Reads the store and builds the snapshot of its revision.
///
/// # Errors
/// When the store does not answer.
pub async fn build(store: &Store, reference: &Reference) -> Result<Snapshot, StoreError> {
    let revision = store.revision().await?;
    let sources = store.sources().await?;
    let mut builder = SnapshotBuilder::new(revision, reference.base(), sources);
    let mut batch = Vec::with_capacity(BATCH);
    store
        .for_each_structure(|s| {
            batch.push(s);
            if batch.len() == BATCH {
                builder.extend(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
            }
        })
        .await?;
    for f in store.former().await? {
        let kind = f.merged_into.map_or(Former::Withdrawn, Former::MergedInto);
        builder.former(f.id, kind.clone());
        builder.former(f.slug, kind);
    }
    let built = tokio::task::spawn_blocking(move || {
        builder.extend(batch);
        builder.finish()
    });
    built.await.map_err(|e| StoreError::Build(e.to_string()))
}

/// Puts a line in the log: what the snapshot holds and what it took.
pub fn announce(snapshot: &Snapshot) {
    let s = snapshot.stats;
    tracing::info!(
        revision = snapshot.revision,
        structures = snapshot.len(),
        publish = ?s.publish,
        index = ?s.index,
        text = ?s.text,
        fragment_bytes = s.fragment_bytes,
        cluster_bytes = s.cluster_bytes,
        text_bytes = s.text_bytes,
        "snapshot published"
    );
}

/// Looks at the store every second and publishes each new revision; a failure keeps the old snapshot.
pub async fn follow(
    store: Store,
    reference: Reference,
    catalog: CatalogHandle,
    seen: Arc<AtomicI64>,
) {
    let mut failed = 0;
    let mut silent = false;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let revision = match store.revision().await {
            Ok(revision) => revision,
            Err(error) => {
                // Once, not every second.
                if !std::mem::replace(&mut silent, true) {
                    tracing::error!(%error, "the store does not answer; the snapshot stays as it is");
                }
                continue;
            }
        };
        if std::mem::take(&mut silent) {
            tracing::info!("the store answers again");
        }
        seen.store(revision, Ordering::Relaxed);
        if revision == catalog.load().revision || revision == failed {
            continue;
        }
        match build(&store, &reference).await {
            Ok(next) => {
                announce(&next);
                catalog.publish(next);
            }
            Err(error) => {
                failed = revision;
                tracing::error!(revision, %error, "the snapshot could not be built; the old one stays");
            }
        }
    }
}
