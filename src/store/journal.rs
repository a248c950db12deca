//! What imports changed: kept batch by batch, shown, and undone.
use super::republish::republish;
use super::sql::{ROWS, Tx, delete_in, insert, select_in};
use super::write::{bump, refreshed, withdraw};
use super::{Store, StoreError, parse, text};
use crate::domain::{Import, Source, SourceRecord, clock};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::{BTreeSet, HashMap};

/// Imports of one source whose changes are kept.
pub const KEPT: usize = 10;

/// A record as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Digest of its content.
    pub fingerprint: String,
    /// The record as JSON.
    pub document: String,
}

impl Stored {
    /// The record itself.
    ///
    /// # Errors
    /// When the stored text is damaged.
    pub fn record(&self, id: &str) -> Result<SourceRecord, StoreError> {
        parse("record", id, &self.document)
    }
}

/// What an import did to one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The source's identifier of the record.
    pub id: String,
    /// Structure that it belonged to.
    pub structure: String,
    /// As it was before; none when the import brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Stored>,
    /// The structure before, where the record was new and corrects it: only told, as there is no record to put back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Stored>,
    /// The import took it away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// A change with what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What was done.
    pub change: Change,
    /// As it was after the import; none when it took it away, and when a later undo has lost it.
    pub after: Option<Stored>,
}

/// Keeps a batch of changes.
pub(super) async fn keep(
    tx: &mut Tx,
    journal: &str,
    batch: i64,
    changes: &[Change],
) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    sqlx::query("INSERT INTO import_changes (journal, batch, document) VALUES ($1, $2, $3)")
        .bind(journal.to_owned())
        .bind(batch)
        .bind(text("journal", journal, &changes)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Lets go of the changes of imports that are too long ago.
pub(super) async fn forget_old(tx: &mut Tx, source: &str) -> Result<(), StoreError> {
    let old = all(tx).await?.into_iter().filter(|i| i.source == source);
    for import in old.skip(KEPT) {
        if let Some(journal) = import.journal {
            sqlx::query("DELETE FROM import_changes WHERE journal = $1")
                .bind(journal)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// All imports, the last first.
async fn all(tx: &mut Tx) -> Result<Vec<Import>, StoreError> {
    let sql = "SELECT id, document FROM imports ORDER BY at DESC, id DESC";
    let rows = sqlx::query(sql).fetch_all(&mut **tx).await?;
    rows.iter()
        .map(|r| {
            let id: String = r.try_get(0)?;
            parse("import", &id, &r.try_get::<String, _>(1)?)
        })
        .collect()
}

/// Records as they are stored now, with their structure.
pub(super) async fn stored(
    tx: &mut Tx,
    source: &str,
    ids: &[String],
) -> Result<HashMap<String, (String, Stored)>, StoreError> {
    let sql = "SELECT external_id, structure_id, fingerprint, document FROM source_records WHERE external_id";
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(ROWS) {
        for r in select_in(tx, sql, ids, Some(source)).await? {
            let stored = Stored {
                fingerprint: r.try_get(2)?,
                document: r.try_get(3)?,
            };
            found.insert(r.try_get(0)?, (r.try_get(1)?, stored));
        }
    }
    Ok(found)
}

async fn batches(tx: &mut Tx, journal: &str) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT batch FROM import_changes WHERE journal = $1 ORDER BY batch";
    let sql = sqlx::query_scalar(sql).bind(journal.to_owned());
    Ok(sql.fetch_all(&mut **tx).await?)
}

async fn batch(tx: &mut Tx, journal: &str, batch: i64) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT document FROM import_changes WHERE journal = $1 AND batch = $2";
    let document: String = sqlx::query_scalar(sql)
        .bind(journal.to_owned())
        .bind(batch)
        .fetch_one(&mut **tx)
        .await?;
    parse("journal", journal, &document)
}

impl Store {
    /// Records of a source as they are stored now, by the source's own identifier.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn stored(
        &self,
        source: &str,
        ids: &[String],
    ) -> Result<HashMap<String, Stored>, StoreError> {
        let mut tx = self.reader.begin().await?;
        let found = stored(&mut tx, source, ids).await?;
        Ok(found.into_iter().map(|(id, (_, s))| (id, s)).collect())
    }

    /// What an import changed, at most `most` records; none when its changes are no longer kept.
    ///
    /// # Errors
    /// When the database does not answer, or a document is damaged.
    pub async fn changes(
        &self,
        import: &Import,
        most: usize,
    ) -> Result<Option<Vec<Told>>, StoreError> {
        let mut tx = self.reader.begin().await?;
        let Some(journal) = &import.journal else {
            return Ok(None);
        };
        let mut changes = Vec::new();
        let numbers = batches(&mut tx, journal).await?;
        for n in &numbers {
            if changes.len() >= most {
                break;
            }
            changes.extend(batch(&mut tx, journal, *n).await?);
        }
        if numbers.is_empty() && import.created + import.updated + import.withdrawn > 0 {
            return Ok(None);
        }
        changes.truncate(most);
        let mut after = after(&mut tx, import, &changes).await?;
        let told = changes.into_iter().map(|change| Told {
            after: after.remove(&change.id).filter(|_| !change.gone),
            change,
        });
        Ok(Some(told.collect()))
    }

    /// Takes an import back: its new records go, changed ones are as before, those that it took away are there again.
    ///
    /// # Errors
    /// When it is not the last one of its source that stands, when its changes are no longer kept, or when the
    /// database refuses; then nothing was written.
    pub async fn undo(&self, id: &str) -> Result<Import, StoreError> {
        let mut tx = self.begin_change().await?;
        let imports = all(&mut tx).await?;
        let no = |cause: String| StoreError::NotUndone(cause);
        let Some(import) = imports.iter().find(|i| i.id == id) else {
            return Err(no(format!(
                "there is no import {id}; `boucle imports list` shows them"
            )));
        };
        if let Some(at) = &import.undone_at {
            return Err(no(format!("the import {id} was undone already, on {at}")));
        }
        let stands = |i: &&Import| i.source == import.source && i.undone_at.is_none();
        if let Some(last) = imports.iter().find(stands).filter(|i| i.id != id) {
            return Err(no(format!(
                "a later import of {} stands on it: undo {} first",
                import.source, last.id
            )));
        }
        let numbers = match &import.journal {
            Some(journal) => batches(&mut tx, journal).await?,
            None => Vec::new(),
        };
        let something = import.created + import.updated + import.withdrawn > 0;
        let Some(journal) = import
            .journal
            .as_ref()
            .filter(|_| !numbers.is_empty() || !something)
        else {
            return Err(no(format!(
                "what the import {id} changed is not kept any more (only that of the last {KEPT} of each source is)"
            )));
        };
        super::joining::part_import(&mut tx, id).await?;
        // Backwards, as what came last stands on what came before.
        for n in numbers.iter().rev() {
            let changes = batch(&mut tx, journal, *n).await?;
            take_back(&mut tx, &import.source, changes).await?;
        }
        restore_source(&mut tx, import).await?;
        let before = imports.iter().filter(stands).find(|i| i.id != id);
        refreshed(&mut tx, &import.source, before.map(|i| i.at.as_str())).await?;
        let undone = Import {
            undone_at: Some(clock::timestamp()),
            ..import.clone()
        };
        sqlx::query("UPDATE imports SET document = $1 WHERE id = $2")
            .bind(text("import", id, &undone)?)
            .bind(id.to_owned())
            .execute(&mut *tx)
            .await?;
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(undone)
    }
}

/// As the records were right after the import: before the next one that touched them, else as they are now.
async fn after(
    tx: &mut Tx,
    import: &Import,
    changes: &[Change],
) -> Result<HashMap<String, Stored>, StoreError> {
    if import.undone_at.is_some() {
        return Ok(HashMap::new());
    }
    let ids: Vec<String> = changes.iter().map(|c| c.id.clone()).collect();
    let now = stored(tx, &import.source, &ids).await?;
    let mut found: HashMap<String, Stored> = now.into_iter().map(|(id, (_, s))| (id, s)).collect();
    let wanted: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    // The last first, so that the one next to ours has the last word.
    for later in all(tx).await? {
        if later.id == import.id {
            break;
        }
        let Some(journal) = later
            .journal
            .filter(|_| later.source == import.source && later.undone_at.is_none())
        else {
            continue;
        };
        for n in batches(tx, &journal).await? {
            for change in batch(tx, &journal, n).await? {
                if let Some(before) = change
                    .before
                    .filter(|_| wanted.contains(change.id.as_str()))
                {
                    found.insert(change.id, before);
                }
            }
        }
    }
    Ok(found)
}

/// Takes one batch of changes back.
async fn take_back(tx: &mut Tx, source: &str, changes: Vec<Change>) -> Result<(), StoreError> {
    let (mut new, mut old) = (Vec::new(), Vec::new());
    for c in changes {
        match c.before {
            Some(before) => old.push((c.id, c.structure, before)),
            None => new.push(c.id),
        }
    }
    withdraw(tx, source, &new).await?;
    let ids: Vec<String> = old.iter().map(|(id, _, _)| id.clone()).collect();
    // A record may belong to another structure by now: people join and part them.
    let now = stored(tx, source, &ids).await?;
    let homes = homes(tx, old.iter().map(|(_, s, _)| s.clone()).collect()).await?;
    delete_in(tx, "former_records", source, &ids).await?;
    let mut touched = BTreeSet::new();
    let rows = old.into_iter().map(|(id, structure, before)| {
        let home = homes.get(&structure).cloned().unwrap_or(structure);
        let structure = now.get(&id).map_or(home, |(s, _)| s.clone());
        touched.insert(structure.clone());
        [
            source.to_owned(),
            id,
            structure,
            before.fingerprint,
            before.document,
        ]
    });
    let rows = rows.collect();
    let into = "source_records (source, external_id, structure_id, fingerprint, document)";
    let update = "ON CONFLICT (source, external_id) DO UPDATE SET fingerprint = excluded.fingerprint, document = excluded.document";
    insert(tx, into, rows, update).await?;
    let touched: Vec<String> = touched.into_iter().collect();
    republish(tx, &touched).await
}

/// Where records of these structures belong today: a joined structure lives on in another.
async fn homes(
    tx: &mut Tx,
    structures: Vec<String>,
) -> Result<HashMap<String, String>, StoreError> {
    let mut homes: HashMap<String, String> = HashMap::new();
    let mut wanted = structures;
    // Joined again and again: each round follows all of them by one step.
    while !wanted.is_empty() {
        let sql = "SELECT id, merged_into FROM structures WHERE merged_into IS NOT NULL AND id";
        let rows = select_in(tx, sql, &wanted, None).await?;
        wanted = Vec::new();
        for r in &rows {
            let (from, to): (String, String) = (r.try_get(0)?, r.try_get(1)?);
            for home in homes.values_mut().filter(|h| **h == from) {
                home.clone_from(&to);
            }
            homes.insert(from, to.clone());
            wanted.push(to);
        }
        wanted.retain(|w| !homes.contains_key(w));
    }
    Ok(homes)
}

/// The source speaks of itself as before; without records, and without a before, it goes.
async fn restore_source(tx: &mut Tx, import: &Import) -> Result<(), StoreError> {
    let code = import.source.clone();
    if let Some(before) = &import.source_before {
        sqlx::query("UPDATE sources SET document = $1 WHERE code = $2")
            .bind(text::<Source>("source", &code, before)?)
            .bind(code)
            .execute(&mut **tx)
            .await?;
        return Ok(());
    }
    let sql = "DELETE FROM sources WHERE code = $1 AND NOT EXISTS (SELECT 1 FROM source_records WHERE source = $2)";
    sqlx::query(sql)
        .bind(code.clone())
        .bind(code)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
