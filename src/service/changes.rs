//! What an import changed, out of the store.
pub use crate::import::changes::{Changes, Kind, RecordChange};

use crate::domain::{Import, SourceRecord};
use crate::store::{Change, Store, StoreError, Told};
use std::collections::{HashMap, HashSet};

/// Notes a list of records that went.
pub(super) fn all_gone(changes: &mut Changes, gone: &[Change]) -> Result<(), StoreError> {
    for c in gone {
        let before = c.before.as_ref().filter(|_| changes.room() > 0);
        let before = before.map(|b| b.record(&c.id)).transpose()?;
        changes.gone(&c.id, before.as_ref());
    }
    Ok(())
}

/// The stored records of these identifiers, for a run that writes nothing.
pub(super) async fn before(
    store: &Store,
    source: &str,
    ids: &[String],
) -> Result<HashMap<String, SourceRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let stored = store.stored(source, ids).await?;
    let read = stored
        .into_iter()
        .map(|(id, s)| Ok((id.clone(), s.record(&id)?)));
    read.collect()
}

/// What stood in the place of the records of these identifiers, of a batch that was written.
pub(super) fn replaced(
    written: Vec<Change>,
    ids: &HashSet<String>,
) -> Result<HashMap<String, SourceRecord>, StoreError> {
    let mut before = HashMap::new();
    for c in written.into_iter().filter(|c| ids.contains(&c.id)) {
        if let Some(stored) = &c.before {
            let record = stored.record(&c.id)?;
            before.insert(c.id, record);
        }
    }
    Ok(before)
}

/// What an earlier import changed; none when that is no longer kept.
///
/// # Errors
/// When the database does not answer, or a document is damaged.
pub async fn of_import(store: &Store, import: &Import) -> Result<Option<Changes>, StoreError> {
    let Some(all) = store.changes(import, Changes::LISTED).await? else {
        return Ok(None);
    };
    let mut changes = Changes::default();
    for told in &all {
        tell(&mut changes, told)?;
    }
    let total = import.created + import.updated + import.withdrawn;
    changes.left_out = total.saturating_sub(changes.records.len() as u64);
    Ok(Some(changes))
}

fn tell(changes: &mut Changes, told: &Told) -> Result<(), StoreError> {
    let c = &told.change;
    let before = c.before.as_ref().or(c.corrected.as_ref());
    let before = before.map(|b| b.record(&c.id)).transpose()?;
    let after = told.after.as_ref().map(|a| a.record(&c.id)).transpose()?;
    match (after, c.gone) {
        (_, true) => changes.gone(&c.id, before.as_ref()),
        (Some(after), false) => changes.note(0, &after, before.as_ref()),
        // Undone since: what it had brought is not kept.
        (None, false) => changes.lost(&c.id, before.as_ref()),
    }
    Ok(())
}
