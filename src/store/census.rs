//! Where somebody looked for structures.
use super::sql::insert;
use super::write::bump;
use super::{Store, StoreError, parse, text};
use crate::domain::{CensusEntry, TerritoryRef};
use sqlx::any::AnyRow;
use sqlx::{Any, Executor, Row};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What was made of the entries that were given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CensusChange {
    /// Of a territory and a category that had none.
    pub created: usize,
    /// In place of another.
    pub updated: usize,
    /// The same as before.
    pub unchanged: usize,
}

/// The territory and the category as they stand in the key; all categories are the empty text.
fn key(territory: &TerritoryRef, category: Option<&str>) -> (String, String) {
    (
        territory.to_string(),
        category.unwrap_or_default().to_owned(),
    )
}

fn order(e: &CensusEntry) -> impl Ord + '_ {
    (Reverse(e.territory.kind), &e.territory.code, &e.category)
}

fn read(row: &AnyRow) -> Result<CensusEntry, StoreError> {
    let (territory, category): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let id = format!("{territory} {category}");
    parse("census entry", id.trim_end(), &row.try_get::<String, _>(2)?)
}

/// All entries: regions first, communes last; by code and by category. Sorted here, as databases sort texts each in its
/// own way.
pub(super) async fn all(
    from: impl Executor<'_, Database = Any>,
) -> Result<Vec<CensusEntry>, StoreError> {
    let sql = "SELECT territory, category, document FROM census";
    let rows = sqlx::query(sql).fetch_all(from).await?;
    let mut all: Vec<CensusEntry> = rows.iter().map(read).collect::<Result<_, _>>()?;
    all.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(all)
}

impl Store {
    /// All census entries, the largest territories first; also those whose territory or category is no longer known.
    ///
    /// # Errors
    /// When the database does not answer, or an entry cannot be read.
    pub async fn census(&self) -> Result<Vec<CensusEntry>, StoreError> {
        all(&self.reader).await
    }

    /// Keeps entries, all of them or none, each in place of the one of its territory and category; of two for the same
    /// the last counts. Where nothing differs the revision stays.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn census_set(&self, entries: &[CensusEntry]) -> Result<CensusChange, StoreError> {
        let mut wanted = BTreeMap::new();
        for e in entries {
            let key = key(&e.territory, e.category.as_deref());
            let document = text("census entry", &key.0, e)?;
            wanted.insert(key, document);
        }
        let mut tx = self.begin_change().await?;
        let sql = "SELECT territory, category, document FROM census";
        let mut stored: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in sqlx::query(sql).fetch_all(&mut *tx).await? {
            stored.insert((row.try_get(0)?, row.try_get(1)?), row.try_get(2)?);
        }
        let mut change = CensusChange::default();
        let mut rows = Vec::new();
        for (key, document) in wanted {
            match stored.get(&key) {
                Some(before) if *before == document => {
                    change.unchanged += 1;
                    continue;
                }
                Some(_) => change.updated += 1,
                None => change.created += 1,
            }
            rows.push([key.0, key.1, document]);
        }
        if rows.is_empty() {
            tx.rollback().await?;
            return Ok(change);
        }
        let into = "census (territory, category, document)";
        let update = "ON CONFLICT (territory, category) DO UPDATE SET document = excluded.document";
        insert(&mut tx, into, rows, update).await?;
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(change)
    }

    /// Takes away the entry of exactly this territory and category (all categories: `None`); `false` when there was none.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn census_remove(
        &self,
        territory: &TerritoryRef,
        category: Option<&str>,
    ) -> Result<bool, StoreError> {
        let (territory, category) = key(territory, category);
        let mut tx = self.begin_change().await?;
        let gone = sqlx::query("DELETE FROM census WHERE territory = $1 AND category = $2")
            .bind(territory)
            .bind(category)
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(true)
    }
}
