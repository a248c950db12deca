//! Figures of coverage, month by month.
use super::sql::insert;
use super::write::bump;
use super::{Store, StoreError, parse, text};
use crate::domain::{Figures, HistoryRow, Month, TerritoryRef};
use serde::de::Error as _;
use sqlx::Row;
use std::collections::BTreeMap;

/// One value of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// `department:49`.
    pub territory: String,
    /// The filter in one canonical spelling; empty for all structures.
    pub filter: String,
    /// When.
    pub month: Month,
    /// Part of the people within 10 km, 0 to 1.
    pub share_within_10km: Option<f64>,
}

impl Store {
    /// Keeps the figures of a month, all of them or none. The last write of a month counts: each row replaces the one of
    /// its month, territory and filter, and those of the month that are not given stay. Where nothing differs the
    /// revision stays; else it counts up, because answers that show a trend are cached under it. `true` when something
    /// changed.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn history_put(&self, month: Month, rows: &[HistoryRow]) -> Result<bool, StoreError> {
        let month = month.to_string();
        let mut wanted = BTreeMap::new();
        for r in rows {
            let territory = r.territory.to_string();
            let figures = text("figures", &territory, &r.figures)?;
            wanted.insert((territory, r.filter.clone()), figures);
        }
        let mut tx = self.begin_change().await?;
        let stored = sqlx::query("SELECT territory, filter, figures FROM history WHERE month = $1")
            .bind(month.clone())
            .fetch_all(&mut *tx)
            .await?;
        for row in stored {
            let key = (row.try_get(0)?, row.try_get(1)?);
            let figures: String = row.try_get(2)?;
            if wanted.get(&key) == Some(&figures) {
                wanted.remove(&key);
            }
        }
        if wanted.is_empty() {
            tx.rollback().await?;
            return Ok(false);
        }
        let rows = wanted.into_iter();
        let rows =
            rows.map(|((territory, filter), figures)| [territory, filter, month.clone(), figures]);
        let into = "history (territory, filter, month, figures)";
        let update =
            "ON CONFLICT (territory, filter, month) DO UPDATE SET figures = excluded.figures";
        insert(&mut tx, into, rows.collect(), update).await?;
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The figures of a territory under a filter, the earliest month first.
    ///
    /// # Errors
    /// When the database does not answer, or a row cannot be read.
    pub async fn history_of(
        &self,
        territory: &TerritoryRef,
        filter: &str,
    ) -> Result<Vec<(Month, Figures)>, StoreError> {
        let sql = "SELECT month, figures FROM history WHERE territory = $1 AND filter = $2 ORDER BY month";
        let rows = sqlx::query(sql)
            .bind(territory.to_string())
            .bind(filter.to_owned())
            .fetch_all(&self.reader)
            .await?;
        rows.iter()
            .map(|row| {
                let month: String = row.try_get(0)?;
                let id = format!("{territory} of {month}");
                let figures = parse("history", &id, &row.try_get::<String, _>(1)?)?;
                Ok((self::month(&month)?, figures))
            })
            .collect()
    }

    /// All figures that are kept: territory, filter, month and part of the people within 10 km, by growing month.
    ///
    /// # Errors
    /// When the database does not answer, or a row cannot be read.
    pub async fn history(&self) -> Result<Vec<Trend>, StoreError> {
        let sql = "SELECT territory, filter, month, figures FROM history ORDER BY month, territory, filter";
        let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
        rows.iter()
            .map(|row| {
                let territory: String = row.try_get(0)?;
                let month: String = row.try_get(2)?;
                let id = format!("{territory} of {month}");
                let figures: Figures = parse("history", &id, &row.try_get::<String, _>(3)?)?;
                Ok(Trend {
                    territory,
                    filter: row.try_get(1)?,
                    month: self::month(&month)?,
                    share_within_10km: figures.share_within_10km,
                })
            })
            .collect()
    }

    /// The last month that has figures, for [`crate::domain::history::due`].
    ///
    /// # Errors
    /// When the database does not answer, or the month cannot be read.
    pub async fn history_last(&self) -> Result<Option<Month>, StoreError> {
        let last: Option<String> = sqlx::query_scalar("SELECT max(month) FROM history")
            .fetch_one(&self.reader)
            .await?;
        last.as_deref().map(month).transpose()
    }
}

fn month(text: &str) -> Result<Month, StoreError> {
    // As the JSON text that it is elsewhere, so that a damaged one is told alike.
    let cause = |e: crate::domain::history::MonthError| StoreError::Document {
        what: "month",
        id: text.to_owned(),
        cause: serde_json::Error::custom(e),
    };
    text.parse().map_err(cause)
}
