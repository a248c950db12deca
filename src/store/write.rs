//! The changes: each one transaction, the revision counted up inside it.
use super::journal::{self, Change, Stored};
use super::republish::{republish, row};
use super::slugs::Slugs;
use super::sql::{ROWS, Tx, delete_in, insert, select_in};
use super::{Database, Known, Store, StoreError, parse, text};
use crate::domain::merge::{Identity, merge};
use crate::domain::text::slug;
use crate::domain::{Fields, Import, Revision, Source, SourceRecord, clock};
use futures_util::TryStreamExt;
use sqlx::Row;
use std::collections::{BTreeSet, HashMap};

/// One record that is new or differs from what is stored.
#[derive(Debug, Clone)]
pub struct Upsert {
    record: SourceRecord,
    fingerprint: String,
    document: String,
    structure: Option<String>,
    /// The structure before, where the record corrects one.
    corrected: Option<Stored>,
}

impl Upsert {
    /// Prepares a record for writing; `fingerprint` is the record's own, `known` what [`Store::begin`] said of it.
    ///
    /// # Errors
    /// When the record cannot be written as JSON.
    pub fn new(
        record: SourceRecord,
        fingerprint: String,
        known: Option<Known>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            document: text("record", &record.external_id, &record)?,
            record,
            fingerprint,
            structure: known.map(|k| k.structure),
            corrected: None,
        })
    }

    /// The record.
    #[must_use]
    pub fn record(&self) -> &SourceRecord {
        &self.record
    }

    /// Structure that the record belongs to, when it is stored already.
    #[must_use]
    pub fn structure(&self) -> Option<&str> {
        self.structure.as_deref()
    }

    /// Gives a record that is not stored yet to a structure that is; `before` is that structure as such a record.
    ///
    /// # Errors
    /// When that cannot be written as JSON.
    pub fn corrects(&mut self, structure: &str, before: &SourceRecord) -> Result<(), StoreError> {
        self.structure = Some(structure.to_owned());
        self.corrected = Some(Stored {
            fingerprint: before.fingerprint(),
            document: text("record", &before.external_id, before)?,
        });
        Ok(())
    }

    /// Bytes of the stored document.
    #[must_use]
    pub fn size(&self) -> usize {
        self.document.len()
    }
}

/// An import being written: one transaction, batch after batch; dropped without [`ImportWriter::finish`]
/// it leaves nothing behind.
#[derive(Debug)]
pub struct ImportWriter {
    pub(super) tx: Tx,
    source: Source,
    stored_source: Option<String>,
    /// As the source stood before the import.
    source_before: Option<String>,
    former: HashMap<String, String>,
    slugs: Slugs,
    changed: bool,
    /// Under which the changes are kept, and how many batches of them there are.
    journal: (String, i64),
}

impl Store {
    /// Begins an import and says what is stored of its source, by the source's own identifier. Until the
    /// writer is finished or dropped no other change is written; readers go on with the old state.
    ///
    /// # Errors
    /// When the database does not answer, or another change is being written.
    pub async fn begin(
        &self,
        source: &Source,
    ) -> Result<(ImportWriter, HashMap<String, Known>), StoreError> {
        let mut tx = self.begin_change().await?;
        let stored_source = sqlx::query_scalar("SELECT document FROM sources WHERE code = $1")
            .bind(source.code.clone())
            .fetch_optional(&mut *tx)
            .await?;
        let known = super::known(&mut *tx, &source.code).await?;
        let mut former = HashMap::new();
        let sql = "SELECT external_id, structure_id FROM former_records WHERE source = $1";
        let mut rows = sqlx::query(sql).bind(source.code.clone()).fetch(&mut *tx);
        while let Some(r) = rows.try_next().await? {
            former.insert(r.try_get(0)?, r.try_get(1)?);
        }
        drop(rows);
        let writer = ImportWriter {
            tx,
            source: source.clone(),
            source_before: stored_source.clone(),
            stored_source,
            former,
            slugs: Slugs::default(),
            changed: false,
            journal: (ulid::Ulid::generate().to_string(), 0),
        };
        Ok((writer, known))
    }

    /// Takes a whole source away; structures that only it carried are withdrawn. Returns its records.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn remove_source(&self, code: &str) -> Result<usize, StoreError> {
        let mut tx = self.begin_change().await?;
        let ids: Vec<String> =
            sqlx::query_scalar("SELECT external_id FROM source_records WHERE source = $1")
                .bind(code.to_owned())
                .fetch_all(&mut *tx)
                .await?;
        withdraw(&mut tx, code, &ids).await?;
        let gone = sqlx::query("DELETE FROM sources WHERE code = $1")
            .bind(code.to_owned())
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() > 0 {
            bump(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(ids.len())
    }

    /// Keeps a person's corrections of one structure, on top of those made before. On a withdrawn
    /// structure they take effect when it comes back.
    ///
    /// # Errors
    /// When the database refuses, or has no such structure.
    pub async fn correct(
        &self,
        structure: &str,
        set: Fields,
        clear: Vec<String>,
    ) -> Result<Revision, StoreError> {
        let mut tx = self.begin_change().await?;
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM structures WHERE id = $1")
            .bind(structure.to_owned())
            .fetch_one(&mut *tx)
            .await?;
        if found == 0 {
            return Err(StoreError::NoStructure(structure.to_owned()));
        }
        let last: Option<String> = sqlx::query_scalar(
            "SELECT document FROM revisions WHERE structure_id = $1 ORDER BY number DESC LIMIT 1",
        )
        .bind(structure.to_owned())
        .fetch_optional(&mut *tx)
        .await?;
        let last: Option<Revision> = last.map(|d| parse("revision", structure, &d)).transpose()?;
        let revision = last
            .unwrap_or_default()
            .followed_by(set, clear, clock::timestamp());
        sqlx::query("INSERT INTO revisions (structure_id, number, document) VALUES ($1, $2, $3)")
            .bind(structure.to_owned())
            .bind(revision.number)
            .bind(text("revision", structure, &revision)?)
            .execute(&mut *tx)
            .await?;
        republish(&mut tx, &[structure.to_owned()]).await?;
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Opens a transaction that holds the right to write from its first statement: a change that reads
    /// before it writes would else be refused when another process wrote in between.
    pub(super) async fn begin_change(&self) -> Result<Tx, StoreError> {
        let mut tx = self.writer.begin().await.map_err(busy)?;
        if self.database == Database::Postgres {
            // SQLite has its own patience, set with each connection.
            sqlx::query("SET LOCAL lock_timeout = '10s'")
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("UPDATE state SET revision = revision WHERE id = 1")
            .execute(&mut *tx)
            .await
            .map_err(busy)?;
        Ok(tx)
    }
}

/// Whether another writer had the database for longer than one waits: told by the drivers' codes (SQLite: BUSY and
/// its extended forms, PostgreSQL: `lock_not_available`), or by the one connection that writes.
fn busy(e: sqlx::Error) -> StoreError {
    let code = e
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    let locked = code.is_some_and(|c| matches!(c.as_ref(), "5" | "261" | "517" | "55P03"));
    if locked || matches!(e, sqlx::Error::PoolTimedOut) {
        StoreError::Busy
    } else {
        e.into()
    }
}

impl ImportWriter {
    /// Writes a batch of records; each identifier may come once in an import. Returns what was there before.
    ///
    /// # Errors
    /// When the database refuses; then the writer must be dropped.
    pub async fn put(&mut self, batch: Vec<Upsert>) -> Result<Vec<Change>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        self.changed = true;
        self.keep_source().await?;
        let (mut new, mut old, mut back) = (Vec::new(), Vec::new(), Vec::new());
        for mut u in batch {
            if u.structure.is_none()
                && let Some(structure) = self.former.remove(&u.record.external_id)
            {
                back.push(u.record.external_id.clone());
                u.structure = Some(structure);
            }
            if u.structure.is_some() {
                old.push(u);
            } else {
                new.push(u);
            }
        }
        let ids: Vec<String> = old.iter().map(|u| u.record.external_id.clone()).collect();
        let mut before = journal::stored(&mut self.tx, &self.source.code, &ids).await?;
        let mut changes = Vec::with_capacity(new.len() + old.len());
        let change = |u: &Upsert, before| Change {
            id: u.record.external_id.clone(),
            structure: u.structure.clone().unwrap_or_default(),
            before,
            corrected: u.corrected.clone(),
            gone: false,
        };
        for u in &old {
            let stored = before.remove(&u.record.external_id).map(|(_, s)| s);
            changes.push(change(u, stored));
        }
        self.create(&mut new).await?;
        changes.extend(new.iter().map(|u| change(u, None)));
        self.keep_records(new, "").await?;
        delete_in(&mut self.tx, "former_records", &self.source.code, &back).await?;
        let touched: BTreeSet<String> = old.iter().filter_map(|u| u.structure.clone()).collect();
        let touched: Vec<String> = touched.into_iter().collect();
        let update = "ON CONFLICT (source, external_id) DO UPDATE SET fingerprint = excluded.fingerprint, document = excluded.document";
        self.keep_records(old, update).await?;
        republish(&mut self.tx, &touched).await?;
        self.keep_changes(&changes).await?;
        Ok(changes)
    }

    async fn keep_changes(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        let (journal, batch) = &mut self.journal;
        *batch += 1;
        journal::keep(&mut self.tx, journal, *batch, changes).await
    }

    /// Takes away records that the source no longer carries. Returns what was there before.
    ///
    /// # Errors
    /// When the database refuses; then the writer must be dropped.
    pub async fn withdraw(&mut self, ids: &[String]) -> Result<Vec<Change>, StoreError> {
        self.changed |= !ids.is_empty();
        let mut all = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let before = journal::stored(&mut self.tx, &self.source.code, ids).await?;
            let change = |(id, (structure, before))| Change {
                id,
                structure,
                before: Some(before),
                corrected: None,
                gone: true,
            };
            let mut changes: Vec<Change> = before.into_iter().map(change).collect();
            changes.sort_unstable_by(|a, b| a.id.cmp(&b.id));
            withdraw(&mut self.tx, &self.source.code, ids).await?;
            self.keep_changes(&changes).await?;
            all.append(&mut changes);
        }
        Ok(all)
    }

    /// Notes the import and makes all of it visible at once. When nothing differs nothing is noted, and
    /// the revision stays; `true` when something changed.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn finish(mut self, import: &Import) -> Result<bool, StoreError> {
        if !self.changed && !self.source_differs()? {
            return self.finish_unchanged(import).await;
        }
        let before = self.source_before.as_deref();
        let before = before.map(|d| parse("source", &self.source.code, d));
        let noted = Import {
            journal: Some(self.journal.0.clone()),
            source_before: before.transpose()?,
            ..import.clone()
        };
        self.keep_source().await?;
        refreshed(&mut self.tx, &self.source.code, Some(&import.at)).await?;
        sqlx::query("INSERT INTO imports (id, at, document) VALUES ($1, $2, $3)")
            .bind(import.id.clone())
            .bind(import.at.clone())
            .bind(text("import", &import.id, &noted)?)
            .execute(&mut *self.tx)
            .await?;
        journal::forget_old(&mut self.tx, &self.source.code).await?;
        bump(&mut self.tx).await?;
        self.tx.commit().await?;
        Ok(true)
    }

    /// Notes only that the source was looked at. That is published to the day: the revision moves once a day at most.
    async fn finish_unchanged(mut self, import: &Import) -> Result<bool, StoreError> {
        let day = |at: &str| at.get(..10).map(str::to_owned);
        let code = &self.source.code;
        let sql = "SELECT refreshed_at FROM sources WHERE code = $1";
        let before: Option<Option<String>> = sqlx::query_scalar(sql)
            .bind(code.clone())
            .fetch_optional(&mut *self.tx)
            .await?;
        let same_day = before.flatten().and_then(|b| day(&b)) == day(&import.at);
        if self.stored_source.is_none() || same_day {
            self.tx.rollback().await?;
            return Ok(false);
        }
        refreshed(&mut self.tx, code, Some(&import.at)).await?;
        bump(&mut self.tx).await?;
        self.tx.commit().await?;
        Ok(false)
    }

    /// A source that is not stored yet does not differ: it comes with its first record.
    fn source_differs(&self) -> Result<bool, StoreError> {
        let now = text("source", &self.source.code, &self.source)?;
        Ok(self.stored_source.as_ref().is_some_and(|s| *s != now))
    }

    async fn keep_source(&mut self) -> Result<(), StoreError> {
        let now = text("source", &self.source.code, &self.source)?;
        if self.stored_source.as_ref() == Some(&now) {
            return Ok(());
        }
        sqlx::query("INSERT INTO sources (code, document) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET document = excluded.document")
            .bind(self.source.code.clone())
            .bind(now.clone())
            .execute(&mut *self.tx)
            .await?;
        self.stored_source = Some(now);
        Ok(())
    }

    /// Makes the structures of new records: with one record and no revision nothing needs to be read again.
    async fn create(&mut self, new: &mut [Upsert]) -> Result<(), StoreError> {
        let wanted: Vec<String> = new.iter().map(|u| wanted(&u.record)).collect();
        let slugs = self.slugs.choose(&mut self.tx, &wanted).await?;
        let now = clock::timestamp();
        let mut rows = Vec::with_capacity(new.len());
        for (u, slug) in new.iter_mut().zip(slugs) {
            let id = ulid::Ulid::generate().to_string();
            let identity = Identity {
                id: id.clone(),
                slug,
                created: now.clone(),
                updated: now.clone(),
            };
            rows.push(row(&merge(
                identity,
                std::slice::from_ref(&u.record),
                None,
            ))?);
            u.structure = Some(id);
        }
        let into = "structures (id, slug, status, document)";
        Ok(insert(&mut self.tx, into, rows, "").await?)
    }

    async fn keep_records(
        &mut self,
        records: Vec<Upsert>,
        conflict: &str,
    ) -> Result<(), StoreError> {
        let rows = records
            .into_iter()
            .map(|u| {
                [
                    u.record.source,
                    u.record.external_id,
                    u.structure.unwrap_or_default(),
                    u.fingerprint,
                    u.document,
                ]
            })
            .collect();
        let into = "source_records (source, external_id, structure_id, fingerprint, document)";
        Ok(insert(&mut self.tx, into, rows, conflict).await?)
    }
}

/// The address that name and city give.
fn wanted(record: &SourceRecord) -> String {
    let address = record.fields.address.as_ref();
    let city = address.and_then(|a| a.city.as_deref()).unwrap_or_default();
    let name = record.fields.name.as_deref().unwrap_or_default();
    slug(&format!("{name} {city}"))
}

/// Notes when a source was last taken over whole.
pub(super) async fn refreshed(
    tx: &mut Tx,
    source: &str,
    at: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE sources SET refreshed_at = $1 WHERE code = $2")
        .bind(at.map(str::to_owned))
        .bind(source.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Counts the revision up; inside the transaction of the change.
pub(super) async fn bump(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query("UPDATE state SET revision = revision + 1 WHERE id = 1")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Moves records to the former ones and publishes their structures anew.
pub(super) async fn withdraw(tx: &mut Tx, source: &str, ids: &[String]) -> Result<(), StoreError> {
    for ids in ids.chunks(ROWS) {
        let sql = "SELECT source, external_id, structure_id FROM source_records WHERE external_id";
        let mut former: Vec<[String; 3]> = Vec::with_capacity(ids.len());
        for r in select_in(tx, sql, ids, Some(source)).await? {
            former.push([r.try_get(0)?, r.try_get(1)?, r.try_get(2)?]);
        }
        let touched: BTreeSet<String> = former.iter().map(|[_, _, s]| s.clone()).collect();
        let touched: Vec<String> = touched.into_iter().collect();
        delete_in(tx, "source_records", source, ids).await?;
        let update =
            "ON CONFLICT (source, external_id) DO UPDATE SET structure_id = excluded.structure_id";
        let into = "former_records (source, external_id, structure_id)";
        insert(tx, into, former, update).await?;
        republish(tx, &touched).await?;
    }
    Ok(())
}
