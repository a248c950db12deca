//! Declared sources and their refreshes: one after the other, each whole or not at all, the others go on.
use super::geocoding::{self, Geocoder};
use super::origins::{self, Kind, OpenError, Size};
use super::{Current, Reference, imports};
use crate::domain::{Import, SyncState, clock, sync};
use crate::import::Mapping;
use crate::remote::download::{Event, Patience};
use crate::store::{Store, StoreError};
use chrono::Utc;
use imports::{ImportError, Options, Outcome};
use std::time::Duration;

/// A source that is refreshed, sound.
#[derive(Debug, Clone)]
pub struct Synced {
    /// What it is.
    pub kind: Kind,
    /// Address or path.
    pub place: String,
    /// Its mapping, under the source's code and for its departments.
    pub mapping: Mapping,
    /// Time between two refreshes.
    pub refresh: Duration,
    /// Who is asked where its addresses are; nobody unless said.
    pub geocoder: Option<Geocoder>,
}

impl Synced {
    /// The code that its records are kept under.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.mapping.source.code
    }
}

/// Why a refresh failed; what was there stays.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The file or the server.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file without a record of use: most likely another file than was meant.
    #[error("no record of {0} could be taken: what was there stays")]
    Nothing(String),
}

/// How far a refresh is.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// The source answers, with as much.
    Opened(Size),
    /// Of the addresses that a geocoder is asked for, so many have been.
    Addresses {
        /// Asked for.
        done: usize,
        /// Of these.
        total: usize,
    },
    /// The number of the row that is read.
    Row(u64),
}

/// Reads a source and writes what differs. `heard` is told how far it is.
///
/// # Errors
/// When it cannot be read to its end or be written; then nothing has changed.
pub async fn read(
    store: &Store,
    reference: &Reference,
    source: &Synced,
    patience: Patience,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Outcome, SyncError> {
    let Synced {
        kind,
        place,
        mapping,
        ..
    } = source.clone();
    let open = move || origins::open(kind, &place, mapping, patience, &mut |_: Event<'_>| {});
    let rows = tokio::task::spawn_blocking(open)
        .await
        .map_err(|e| ImportError::Broken(e.to_string()))??;
    heard(Progress::Opened(rows.size));
    let (mapping, origin) = (rows.mapping, rows.origin);
    let mut input = rows.input;
    if let Some(geocoder) = &source.geocoder {
        let told = &mut |done, total| heard(Progress::Addresses { done, total });
        let asked = geocoding::ask(store, reference, &mapping, input, geocoder, told).await?;
        input = asked.0;
        if let Some(cause) = &asked.1.failed {
            let waiting = asked.1.waiting;
            tracing::warn!(
                source = source.code(),
                waiting,
                "addresses wait for the geocoder: {cause}; their communes' positions are used, and the next refresh asks again"
            );
        }
    }
    let options = Options::default();
    let rows = &mut |row| heard(Progress::Row(row));
    let outcome = imports::run(store, reference, &mapping, &origin, input, options, rows).await?;
    if outcome.report.accepted == 0 {
        return Err(SyncError::Nothing(origin));
    }
    Ok(outcome)
}

/// Reads a source and keeps what became of it.
///
/// # Errors
/// As [`read`].
pub async fn refresh(
    store: &Store,
    reference: &Reference,
    source: &Synced,
    heard: &mut (dyn FnMut(Progress) + Send),
) -> Result<Import, SyncError> {
    let code = source.code();
    let done = read(store, reference, source, Patience::default(), heard).await;
    let at = clock::timestamp();
    let before = store.syncs().await?.into_iter().find(|s| s.source == code);
    let state = match &done {
        Ok(outcome) => SyncState::succeeded(code, at, outcome.import.clone()),
        Err(e) => SyncState::failed(before, code, at, e.to_string()),
    };
    store.sync_put(&state).await?;
    done.map(|o| o.import)
}

/// Whether a source is due; by hand one that failed does not wait.
#[must_use]
pub fn is_due(states: &[SyncState], source: &Synced, by_hand: bool) -> bool {
    let state = states.iter().find(|s| s.source == source.code());
    sync::due_at(state, source.refresh, by_hand).is_none_or(|at| at <= Utc::now())
}

/// How often the service looks whether a source is due.
const LOOK: Duration = Duration::from_secs(20);

/// Refreshes what is due, one source at a time, for as long as the service runs. A failure is told once, until it is
/// another one or the source was refreshed.
pub async fn follow(store: Store, current: Current, sources: Vec<Synced>) {
    loop {
        for source in &sources {
            // A database that does not answer is told by whoever serves.
            let Ok(states) = store.syncs().await else {
                break;
            };
            if is_due(&states, source, false) {
                let told = states.into_iter().find(|s| s.source == source.code());
                one(&store, &current.load(), source, told.and_then(|s| s.error)).await;
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn one(store: &Store, reference: &Reference, source: &Synced, told: Option<String>) {
    let code = source.code();
    match refresh(store, reference, source, &mut |_| {}).await {
        Ok(i) => tracing::info!(
            source = code,
            created = i.created,
            updated = i.updated,
            withdrawn = i.withdrawn,
            "source refreshed"
        ),
        Err(e) if told == Some(e.to_string()) => {
            tracing::debug!(source = code, "source not refreshed again: {e}");
        }
        Err(e) => tracing::warn!(
            source = code,
            "source not refreshed: {e}; it is tried again later, and what was there stays"
        ),
    }
}
