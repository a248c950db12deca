//! One consistent look at everything that is published.
use super::{Database, Store, StoreError, parse};
use crate::domain::{CensusEntry, Source, Status, Structure};
use futures_util::TryStreamExt;
use sqlx::{Any, Row, Transaction};
use std::collections::HashMap;

/// Everything that a snapshot is made of, as of one revision, whatever is written meanwhile.
#[derive(Debug)]
pub struct Reading {
    /// Counts up with every change.
    pub revision: i64,
    /// All sources, by code.
    pub sources: Vec<Source>,
    /// Structures that are no longer published under their own address: withdrawn, or merged into another.
    pub former: Vec<Former>,
    /// Where somebody looked for structures.
    pub census: Vec<CensusEntry>,
    view: Transaction<'static, Any>,
}

/// A structure whose page is gone or lives on under another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// ULID.
    pub id: String,
    /// Last part of its page's address.
    pub slug: String,
    /// `Withdrawn` or `MergedInto`.
    pub status: Status,
    /// Identifier of the structure that took it in, when merged.
    pub merged_into: Option<String>,
    /// INSEE code of the commune that it was last known in.
    pub commune: Option<String>,
    /// Code of the main category that it last had.
    pub category: Option<String>,
}

/// What is read of the document of a structure that is gone: nobody's name and no address.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Trace {
    commune: Option<String>,
    fields: TraceFields,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct TraceFields {
    categories: Vec<String>,
}

/// A published structure as it is stored.
#[derive(Debug, Clone)]
pub struct Document {
    id: String,
    text: String,
}

impl Document {
    /// Reads it; takes longer than fetching it, so that callers do it on all cores.
    ///
    /// # Errors
    /// When the stored text is damaged.
    pub fn structure(&self) -> Result<Structure, StoreError> {
        parse("structure", &self.id, &self.text)
    }
}

impl Store {
    /// Begins a look at the store as it is now.
    ///
    /// # Errors
    /// When the database does not answer, or a source cannot be read.
    pub async fn read(&self) -> Result<Reading, StoreError> {
        let mut view = self.reader.begin().await?;
        if self.database == Database::Postgres {
            // SQLite's transactions are like this already.
            sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .execute(&mut *view)
                .await?;
        }
        let revision = sqlx::query_scalar("SELECT revision FROM state WHERE id = 1")
            .fetch_one(&mut *view)
            .await?;
        let sources = super::sources(&mut *view).await?;
        let former = former(&mut view).await?;
        let census = super::census::all(&mut *view).await?;
        Ok(Reading {
            revision,
            sources,
            former,
            census,
            view,
        })
    }
}

/// Costs the number of former ones, not that of all structures.
async fn former(view: &mut Transaction<'static, Any>) -> Result<Vec<Former>, StoreError> {
    let sql = "SELECT id, slug, merged_into, status, document FROM structures \
        WHERE status <> 'published' AND status IN ('withdrawn', 'merged_into') ORDER BY id";
    let rows = sqlx::query(sql).fetch_all(&mut **view).await?;
    let mut all = rows
        .iter()
        .map(|r| {
            let withdrawn = r.try_get::<String, _>(3)? == Status::Withdrawn.as_str();
            let document = r.try_get::<String, _>(4)?;
            // A damaged document costs the others near it, not the directory.
            let trace: Trace = serde_json::from_str(&document).unwrap_or_default();
            Ok(Former {
                id: r.try_get(0)?,
                slug: r.try_get(1)?,
                merged_into: r.try_get(2)?,
                status: if withdrawn {
                    Status::Withdrawn
                } else {
                    Status::MergedInto
                },
                commune: trace.commune,
                category: trace.fields.categories.into_iter().next(),
            })
        })
        .collect::<Result<Vec<Former>, StoreError>>()?;
    shorten(&mut all);
    Ok(all)
}

/// Who was joined to one that was joined itself lives on at the end of the chain.
fn shorten(all: &mut [Former]) {
    let next: HashMap<String, String> = all
        .iter()
        .filter_map(|f| Some((f.id.clone(), f.merged_into.clone()?)))
        .collect();
    for f in all {
        // A damaged circle ends as well.
        for _ in 0..next.len() {
            let Some(on) = f.merged_into.as_ref().and_then(|to| next.get(to)) else {
                break;
            };
            f.merged_into = Some(on.clone());
        }
    }
}

impl Reading {
    /// Hands over every published structure, `batch` at a time; ends early when `take` gives `false`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn structures<F: Future<Output = bool> + Send>(
        mut self,
        batch: usize,
        mut take: impl FnMut(Vec<Document>) -> F,
    ) -> Result<(), StoreError> {
        let sql = "SELECT id, document FROM structures WHERE status = 'published'";
        let mut rows = sqlx::query(sql).fetch(&mut *self.view);
        let mut full = Vec::with_capacity(batch);
        while let Some(row) = rows.try_next().await? {
            full.push(Document {
                id: row.try_get(0)?,
                text: row.try_get(1)?,
            });
            if full.len() == batch {
                let next = Vec::with_capacity(batch);
                if !take(std::mem::replace(&mut full, next)).await {
                    return Ok(());
                }
            }
        }
        if !full.is_empty() {
            take(full).await;
        }
        Ok(())
    }
}
