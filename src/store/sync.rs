//! What became of the refreshes of declared sources. Nothing that is published depends on it: the revision stays.
use super::{Store, StoreError, text};
use crate::domain::SyncState;

impl Store {
    /// What is known of all refreshes, by source.
    ///
    /// # Errors
    /// When the database does not answer, or a row cannot be read.
    pub async fn syncs(&self) -> Result<Vec<SyncState>, StoreError> {
        self.documents("sync", "SELECT source, document FROM sync ORDER BY source")
            .await
    }

    /// Keeps what became of a refresh in place of what was known of it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sync_put(&self, state: &SyncState) -> Result<(), StoreError> {
        let document = text("sync", &state.source, state)?;
        let mut tx = self.begin_change().await?;
        let sql = "INSERT INTO sync (source, document) VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET document = excluded.document";
        sqlx::query(sql)
            .bind(state.source.clone())
            .bind(document)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
