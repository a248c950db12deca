//! What geocoders said of addresses. Nothing that is published depends on it by itself: the revision stays.
use super::sql::insert;
use super::{Store, StoreError, parse, text};
use crate::domain::Geocoding;
use futures_util::TryStreamExt;
use sqlx::Row;
use std::collections::{BTreeMap, HashMap};

impl Store {
    /// All that is remembered, by [`crate::domain::Asked::key`].
    ///
    /// # Errors
    /// When the database does not answer, or a row cannot be read.
    pub async fn geocodings(&self) -> Result<HashMap<String, Geocoding>, StoreError> {
        let mut all = HashMap::new();
        let mut rows = sqlx::query("SELECT address, document FROM geocodings").fetch(&self.reader);
        while let Some(r) = rows.try_next().await? {
            let key: String = r.try_get(0)?;
            let known = parse("geocoding", &key, &r.try_get::<String, _>(1)?)?;
            all.insert(key, known);
        }
        Ok(all)
    }

    /// Remembers answers in place of what was known of their addresses: all of them or none.
    ///
    /// # Errors
    /// When the database refuses, or another change is being written.
    pub async fn geocodings_put(
        &self,
        all: &BTreeMap<String, Geocoding>,
    ) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(all.len());
        for (key, known) in all {
            rows.push([key.clone(), text("geocoding", key, known)?]);
        }
        let mut tx = self.begin_change().await?;
        let known = "ON CONFLICT (address) DO UPDATE SET document = excluded.document";
        insert(&mut tx, "geocodings (address, document)", rows, known).await?;
        tx.commit().await?;
        Ok(())
    }
}
