//! The changes: each one transaction, the revision counted up inside it.
use super::{Store, StoreError, parse, text};
use crate::domain::merge::{Identity, merge};
use crate::domain::text::slug;
use crate::domain::{Fields, Import, Revision, Source, SourceRecord, Structure, clock};
use sqlx::{Any, Row, Transaction};
use std::collections::BTreeSet;

/// What an import brings.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Records that are new or differ.
    pub upserts: Vec<SourceRecord>,
    /// Identifiers that the source no longer carries.
    pub withdraw: Vec<String>,
}

type Tx = Transaction<'static, Any>;

impl Store {
    /// Writes an import: all of it or nothing. Nothing to change leaves the revision as it is.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn apply(
        &self,
        source: &Source,
        import: &Import,
        changes: &Changes,
    ) -> Result<(), StoreError> {
        let mut tx = self.writer.begin().await?;
        sqlx::query("INSERT INTO sources (code, document) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET document = excluded.document")
            .bind(source.code.clone())
            .bind(text("source", source)?)
            .execute(&mut *tx)
            .await?;
        let mut touched = BTreeSet::new();
        for record in &changes.upserts {
            touched.insert(upsert(&mut tx, record).await?);
        }
        for id in &changes.withdraw {
            if let Some(s) = delete_record(&mut tx, &source.code, id).await? {
                touched.insert(s);
            }
        }
        for id in &touched {
            republish(&mut tx, id).await?;
        }
        sqlx::query("INSERT INTO imports (id, at, document) VALUES ($1, $2, $3)")
            .bind(import.id.clone())
            .bind(import.at.clone())
            .bind(text("import", import)?)
            .execute(&mut *tx)
            .await?;
        if !touched.is_empty() {
            bump(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Takes a whole source away; structures that only it carried are withdrawn. Returns its records.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn remove_source(&self, code: &str) -> Result<usize, StoreError> {
        let mut tx = self.writer.begin().await?;
        let ids: Vec<String> =
            sqlx::query_scalar("SELECT external_id FROM source_records WHERE source = $1")
                .bind(code.to_owned())
                .fetch_all(&mut *tx)
                .await?;
        let mut touched = BTreeSet::new();
        for id in &ids {
            touched.extend(delete_record(&mut tx, code, id).await?);
        }
        for id in &touched {
            republish(&mut tx, id).await?;
        }
        sqlx::query("DELETE FROM sources WHERE code = $1")
            .bind(code.to_owned())
            .execute(&mut *tx)
            .await?;
        if !touched.is_empty() {
            bump(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(ids.len())
    }

    /// Keeps a person's corrections of one structure.
    ///
    /// # Errors
    /// When the database refuses, or has no such structure.
    pub async fn correct(
        &self,
        structure: &str,
        set: Fields,
        clear: Vec<String>,
    ) -> Result<Revision, StoreError> {
        let mut tx = self.writer.begin().await?;
        let last: i64 = sqlx::query_scalar(
            "SELECT coalesce(max(number), 0) FROM revisions WHERE structure_id = $1",
        )
        .bind(structure.to_owned())
        .fetch_one(&mut *tx)
        .await?;
        let revision = Revision {
            number: last + 1,
            set,
            clear,
            made_at: clock::timestamp(),
        };
        sqlx::query("INSERT INTO revisions (structure_id, number, document) VALUES ($1, $2, $3)")
            .bind(structure.to_owned())
            .bind(revision.number)
            .bind(text("revision", &revision)?)
            .execute(&mut *tx)
            .await?;
        republish(&mut tx, structure).await?;
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(revision)
    }
}

async fn bump(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query("UPDATE state SET revision = revision + 1 WHERE id = 1")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Writes one record and returns its structure, made when the record is new.
async fn upsert(tx: &mut Tx, record: &SourceRecord) -> Result<String, StoreError> {
    let known: Option<String> = sqlx::query_scalar(
        "SELECT structure_id FROM source_records WHERE source = $1 AND external_id = $2",
    )
    .bind(record.source.clone())
    .bind(record.external_id.clone())
    .fetch_optional(&mut **tx)
    .await?;
    let structure = match known {
        Some(id) => id,
        None => create(tx, record).await?,
    };
    sqlx::query(
        "INSERT INTO source_records (source, external_id, structure_id, fingerprint, document) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (source, external_id) DO UPDATE SET fingerprint = excluded.fingerprint, document = excluded.document",
    )
    .bind(record.source.clone())
    .bind(record.external_id.clone())
    .bind(structure.clone())
    .bind(record.fingerprint())
    .bind(text("record", record)?)
    .execute(&mut **tx)
    .await?;
    Ok(structure)
}

async fn create(tx: &mut Tx, record: &SourceRecord) -> Result<String, StoreError> {
    let id = ulid::Ulid::generate().to_string();
    let city = record
        .fields
        .address
        .as_ref()
        .and_then(|a| a.city.as_deref())
        .unwrap_or_default();
    let wanted = slug(&format!(
        "{} {city}",
        record.fields.name.as_deref().unwrap_or_default()
    ));
    let slug = free_slug(tx, &wanted).await?;
    let now = clock::timestamp();
    let identity = Identity {
        id: id.clone(),
        slug: slug.clone(),
        created: now.clone(),
        updated: now,
    };
    write(tx, &merge(identity, std::slice::from_ref(record), None)).await?;
    Ok(id)
}

/// The wanted address, or with the first number that is free.
async fn free_slug(tx: &mut Tx, wanted: &str) -> Result<String, StoreError> {
    let mut slug = wanted.to_owned();
    for n in 2.. {
        let taken: i64 = sqlx::query_scalar("SELECT count(*) FROM structures WHERE slug = $1")
            .bind(slug.clone())
            .fetch_one(&mut **tx)
            .await?;
        if taken == 0 {
            break;
        }
        slug = format!("{wanted}-{n}");
    }
    Ok(slug)
}

async fn write(tx: &mut Tx, s: &Structure) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO structures (id, slug, status, document) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, document = excluded.document",
    )
    .bind(s.id.clone())
    .bind(s.slug.clone())
    .bind(s.status.as_str())
    .bind(text("structure", s)?)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn delete_record(tx: &mut Tx, source: &str, id: &str) -> Result<Option<String>, StoreError> {
    let of: Option<String> = sqlx::query_scalar(
        "SELECT structure_id FROM source_records WHERE source = $1 AND external_id = $2",
    )
    .bind(source.to_owned())
    .bind(id.to_owned())
    .fetch_optional(&mut **tx)
    .await?;
    sqlx::query("DELETE FROM source_records WHERE source = $1 AND external_id = $2")
        .bind(source.to_owned())
        .bind(id.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(of)
}

/// Merges the records and the last revision again, and keeps the result.
async fn republish(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT document FROM structures WHERE id = $1")
        .bind(id.to_owned())
        .fetch_one(&mut **tx)
        .await?;
    let old: Structure = parse("structure", &row.try_get::<String, _>(0)?)?;
    let records: Vec<String> =
        sqlx::query_scalar("SELECT document FROM source_records WHERE structure_id = $1")
            .bind(id.to_owned())
            .fetch_all(&mut **tx)
            .await?;
    let records: Vec<SourceRecord> = records
        .iter()
        .map(|d| parse("record", d))
        .collect::<Result<_, _>>()?;
    let last: Option<String> = sqlx::query_scalar(
        "SELECT document FROM revisions WHERE structure_id = $1 ORDER BY number DESC LIMIT 1",
    )
    .bind(id.to_owned())
    .fetch_optional(&mut **tx)
    .await?;
    let revision: Option<Revision> = last.map(|d| parse("revision", &d)).transpose()?;
    let identity = Identity {
        id: old.id,
        slug: old.slug,
        created: old.created,
        updated: clock::timestamp(),
    };
    let mut merged = merge(identity, &records, revision.as_ref());
    if records.is_empty() {
        // A withdrawn structure keeps what was last known, so that its page can say what it was.
        merged.fields = old.fields;
    }
    write(tx, &merged).await
}
