//! Merges records and the last revision again, for many structures at once.
use super::sql::{ROWS, Tx, insert, select_in};
use super::{StoreError, parse, text};
use crate::domain::merge::{Identity, merge};
use crate::domain::{Revision, SourceRecord, Status, Structure, clock};
use serde::de::DeserializeOwned;
use sqlx::Row;
use std::collections::HashMap;

/// Publishes the structures anew and keeps the result.
pub(super) async fn republish(tx: &mut Tx, ids: &[String]) -> Result<(), StoreError> {
    for ids in ids.chunks(ROWS) {
        let old: Vec<(String, Structure)> = documents(
            tx,
            "structure",
            "SELECT id, document FROM structures WHERE id",
            ids,
        )
        .await?;
        let mut records: HashMap<String, Vec<SourceRecord>> = HashMap::new();
        let sql = "SELECT structure_id, document FROM source_records WHERE structure_id";
        for (id, record) in documents(tx, "record", sql, ids).await? {
            records.entry(id).or_default().push(record);
        }
        let sql = "SELECT structure_id, document FROM revisions r WHERE number = \
            (SELECT max(number) FROM revisions m WHERE m.structure_id = r.structure_id) AND structure_id";
        let revisions: HashMap<String, Revision> = documents(tx, "revision", sql, ids)
            .await?
            .into_iter()
            .collect();
        let mut rows = Vec::with_capacity(old.len());
        for (id, old) in old {
            let records = records.remove(&id).unwrap_or_default();
            rows.push(row(&publish(old, &records, revisions.get(&id)))?);
        }
        let update =
            "ON CONFLICT (id) DO UPDATE SET status = excluded.status, document = excluded.document";
        insert(tx, "structures (id, slug, status, document)", rows, update).await?;
    }
    Ok(())
}

/// A withdrawn structure keeps what was last known, so that its page can say what it was.
fn publish(old: Structure, records: &[SourceRecord], revision: Option<&Revision>) -> Structure {
    if old.status == Status::MergedInto {
        return old;
    }
    let updated = clock::timestamp();
    if records.is_empty() {
        return Structure {
            status: Status::Withdrawn,
            updated,
            ..old
        };
    }
    let identity = Identity {
        id: old.id,
        slug: old.slug,
        created: old.created,
        updated,
    };
    merge(identity, records, revision)
}

/// The row of a structure: id, slug, status, document.
pub(super) fn row(s: &Structure) -> Result<[String; 4], StoreError> {
    Ok([
        s.id.clone(),
        s.slug.clone(),
        s.status.as_str().to_owned(),
        text("structure", &s.id, s)?,
    ])
}

async fn documents<T: DeserializeOwned>(
    tx: &mut Tx,
    what: &'static str,
    sql: &str,
    ids: &[String],
) -> Result<Vec<(String, T)>, StoreError> {
    let rows = select_in(tx, sql, ids, None).await?;
    rows.iter()
        .map(|r| {
            let id: String = r.try_get(0)?;
            let value = parse(what, &id, &r.try_get::<String, _>(1)?)?;
            Ok((id, value))
        })
        .collect()
}
