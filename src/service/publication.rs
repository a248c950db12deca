//! From the store to the snapshot that readers see.
use super::{Current, Reference, Renewal};
use crate::catalog::{CatalogHandle, Former, Last, Snapshot, SnapshotBuilder};
use crate::store::{Document, Store, StoreError};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Structures published at a time, on all cores.
const BATCH: usize = 4_096;

/// Reads the store and builds the snapshot of its revision, off the threads that answer requests.
///
/// # Errors
/// When the store does not answer, or holds a damaged document.
pub async fn build(store: &Store, reference: &Reference) -> Result<Snapshot, StoreError> {
    let reading = store.read().await?;
    let sources = reading.sources.clone();
    let mut builder = SnapshotBuilder::new(reading.revision, reference.base(), sources);
    builder.census(reading.census.clone());
    for t in store.history().await? {
        if let Some(share) = t.share_within_10km {
            builder.trend(t.territory, t.filter, t.month, share);
        }
    }
    for f in &reading.former {
        let last = || {
            Former::Withdrawn(Last {
                commune: f.commune.clone(),
                category: f.category.clone(),
            })
        };
        let kind = f.merged_into.clone();
        let kind = kind.map_or_else(last, Former::MergedInto);
        builder.former(f.id.clone(), kind.clone());
        builder.former(f.slug.clone(), kind);
    }
    // The database reads on while a batch is published.
    let (batches, mut queue) = mpsc::channel::<Vec<Document>>(2);
    let published = tokio::task::spawn_blocking(move || -> Result<_, StoreError> {
        while let Some(batch) = queue.blocking_recv() {
            builder.read(batch, |d| d.structure())?;
        }
        Ok(builder)
    });
    // The receiver goes when a document is damaged: then there is nothing more to read.
    let hand_over = move |batch| {
        let batches = batches.clone();
        async move { batches.send(batch).await.is_ok() }
    };
    let whole = reading.structures(BATCH, hand_over).await;
    let broke_off = |e: tokio::task::JoinError| StoreError::Build(e.to_string());
    let builder = published.await.map_err(broke_off)??;
    whole?;
    let finished = tokio::task::spawn_blocking(move || builder.finish());
    finished.await.map_err(broke_off)
}

/// Puts a line in the log: what the snapshot holds and what it took. Another tells of census entries without effect,
/// where those of the snapshot `before` were not the same.
pub fn announce(snapshot: &Snapshot, before: Option<&Snapshot>) {
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
    let odd = snapshot.census().ignored();
    if let Some(first) = odd.first()
        && before.is_none_or(|b| b.census().ignored() != odd)
    {
        let entries = odd.len();
        let (territory, category) = (&first.territory, first.category.as_deref());
        tracing::warn!(
            entries, %territory, category,
            "census entries of a territory or a category that is not known here have no effect; `boucle census list` shows them"
        );
    }
}

/// What was last seen of what is published, for those who ask how the service is.
#[derive(Debug, Default)]
pub struct Seen {
    revision: AtomicI64,
    contours: Mutex<Option<String>>,
}

impl Seen {
    /// Starts with a revision of the store.
    #[must_use]
    pub fn at(revision: i64) -> Self {
        Self {
            revision: AtomicI64::new(revision),
            ..Self::default()
        }
    }

    /// Revision of the store.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.revision.load(Ordering::Relaxed)
    }

    /// Why the newest contours are not used, if they are not.
    #[must_use]
    pub fn contours_problem(&self) -> Option<String> {
        let told = self.contours.lock();
        told.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tell(&self, problem: Option<&str>) {
        let told = self.contours.lock();
        *told.unwrap_or_else(PoisonError::into_inner) = problem.map(str::to_owned);
    }
}

/// Looks at the store and at the file of the contours every second, and publishes each new revision and new contours;
/// a failure keeps the old snapshot, and is tried again after a pause that doubles up to a minute.
pub async fn follow(
    store: Store,
    current: Current,
    mut renewal: Renewal,
    catalog: CatalogHandle,
    seen: Arc<Seen>,
) {
    let mut failed: Option<Failure> = None;
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
        seen.revision.store(revision, Ordering::Relaxed);
        let contours = renewal.look(&current).await;
        seen.tell(renewal.problem());
        let before = failed.take().filter(|f| f.revision == revision);
        if revision == catalog.load().revision && contours.is_none() {
            continue;
        }
        if before.as_ref().is_some_and(|f| Instant::now() < f.again) {
            failed = before;
            continue;
        }
        let reference = contours.map_or_else(|| current.load(), Arc::new);
        match build(&store, &reference).await {
            Ok(next) => {
                announce(&next, Some(&catalog.load()));
                catalog.publish(next);
                renewal.shown(&current);
            }
            Err(error) => {
                let next = Failure::after(revision, before.as_ref());
                let pause = next.pause.as_secs();
                tracing::error!(revision, %error, pause, "the snapshot could not be built; the old one stays");
                failed = Some(next);
            }
        }
    }
}

/// A build that failed, and when it is tried again.
#[derive(Debug)]
struct Failure {
    revision: i64,
    pause: Duration,
    again: Instant,
}

impl Failure {
    fn after(revision: i64, before: Option<&Self>) -> Self {
        let pause = before.map_or(Duration::from_secs(1), |f| f.pause * 2);
        let pause = pause.min(Duration::from_mins(1));
        Self {
            revision,
            pause,
            again: Instant::now() + pause,
        }
    }
}
