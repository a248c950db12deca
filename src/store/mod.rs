//! Persistence on SQLite or PostgreSQL: one SQL text for both, one transaction per change.
mod census;
mod connect;
mod geocoding;
mod history;
mod joining;
mod journal;
mod matching;
mod read;
mod republish;
mod slugs;
mod sql;
mod sync;
mod write;

pub use census::CensusChange;
pub use history::Trend;
pub use joining::{MergeNote, RecordKey};
pub use journal::{Change, KEPT as KEPT_IMPORTS, Stored, Told};
pub use matching::{Compared, Decisions, Joined, Review};
pub use read::{Document, Former, Reading};
pub use write::{ImportWriter, Upsert};

use crate::domain::{Import, Source};
use futures_util::TryStreamExt;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Any, AnyPool, Executor, Row};
use std::collections::HashMap;

static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// What can go wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not `sqlite:PATH` nor `postgres://...`.
    #[error(
        "the database address must begin with sqlite: or postgres:// (option --database, BOUCLE_DATABASE)"
    )]
    Url,
    /// No connection.
    #[error("cannot open the database {at}: {cause}. {cure}")]
    Connect {
        /// The address without its password.
        at: String,
        /// The driver's word.
        cause: String,
        /// What to look at.
        cure: &'static str,
    },
    /// Another process writes.
    #[error(
        "another change is being written to the database (an import?): try again when it has ended"
    )]
    Busy,
    /// A decision on a structure that an import has meanwhile joined or withdrawn.
    #[error(
        "an import has just joined {0} to another structure or withdrawn it: look again at `boucle duplicates list`"
    )]
    Changed(String),
    /// A correction of a structure that is not there.
    #[error("there is no structure {0}")]
    NoStructure(String),
    /// An import that cannot be taken back.
    #[error("{0}. Nothing was changed")]
    NotUndone(String),
    /// The folder of the file cannot be made.
    #[error("cannot create the folder {folder}: {cause}")]
    Folder {
        /// Path.
        folder: String,
        /// The system's word.
        cause: std::io::Error,
    },
    /// Nothing of ours is there, and nothing may be created.
    #[error(
        "there is no Boucle database at {0}: `boucle setup` makes one, or name another with --database"
    )]
    Missing(String),
    /// An older program wrote it, and it may not be changed.
    #[error(
        "the database {0} was written by an older Boucle: back it up and bring it up to date with `boucle setup`"
    )]
    Older(String),
    /// A newer program wrote it.
    #[error(
        "this database was written by a newer Boucle (migration {0} is unknown here): upgrade the program, or restore an older backup"
    )]
    Newer(i64),
    /// Migrations failed.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(MigrateError),
    /// A statement failed.
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    /// The snapshot's build broke off.
    #[error("the snapshot could not be built: {0}")]
    Build(String),
    /// A stored document cannot be read.
    #[error(
        "the stored {what} {id} is damaged: {cause}. Restore a backup, or import its source again"
    )]
    Document {
        /// What it is.
        what: &'static str,
        /// Its identifier (of a record's or revision's structure).
        id: String,
        /// The parser's word.
        cause: serde_json::Error,
    },
}

/// A record as already stored, for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Structure it belongs to.
    pub structure: String,
    /// Digest of its content.
    pub fingerprint: String,
}

/// Which database it is: where the two need different words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgres,
}

/// The database. SQLite gets one writer and several readers (WAL).
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    writer: AnyPool,
    reader: AnyPool,
}

fn parse<T: serde::de::DeserializeOwned>(
    what: &'static str,
    id: &str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|cause| StoreError::Document {
        what,
        id: id.to_owned(),
        cause,
    })
}

fn text<T: serde::Serialize>(
    what: &'static str,
    id: &str,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|cause| StoreError::Document {
        what,
        id: id.to_owned(),
        cause,
    })
}

/// All sources, by code.
async fn sources(from: impl Executor<'_, Database = Any>) -> Result<Vec<Source>, StoreError> {
    let sql = "SELECT code, document, refreshed_at FROM sources ORDER BY code";
    let rows = sqlx::query(sql).fetch_all(from).await?;
    let read = |r: &sqlx::any::AnyRow| {
        let code: String = r.try_get(0)?;
        let source: Source = parse("source", &code, &r.try_get::<String, _>(1)?)?;
        Ok(Source {
            refreshed_at: r.try_get(2)?,
            ..source
        })
    };
    rows.iter().map(read).collect()
}

/// Records of a source, by the source's own identifier.
async fn known(
    from: impl Executor<'_, Database = Any>,
    source: &str,
) -> Result<HashMap<String, Known>, StoreError> {
    let sql = "SELECT external_id, structure_id, fingerprint FROM source_records WHERE source = $1";
    let mut known = HashMap::new();
    let mut rows = sqlx::query(sql).bind(source.to_owned()).fetch(from);
    while let Some(r) = rows.try_next().await? {
        let of = Known {
            structure: r.try_get(1)?,
            fingerprint: r.try_get(2)?,
        };
        known.insert(r.try_get(0)?, of);
    }
    Ok(known)
}

impl Store {
    /// Opens the database, creates it when it is not there, and brings it up to date.
    ///
    /// # Errors
    /// An address that is not one, a server that does not answer, a database of a newer version.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = connect::connect(url, connect::Wish::Create).await?;
        MIGRATIONS.run(&store.writer).await.map_err(|e| match e {
            MigrateError::VersionMissing(v) => StoreError::Newer(v),
            other => StoreError::Migrate(other),
        })?;
        Ok(store)
    }

    /// Whether there is something at the address of a database: a file of SQLite is looked for, a server is not asked.
    #[must_use]
    pub fn is_there(url: &str) -> bool {
        connect::path(url).is_none_or(std::path::Path::exists)
    }

    /// Opens a database that is there already: nothing is created, and nothing is brought up to date.
    ///
    /// # Errors
    /// As [`Store::open`]; besides, a database that is not there, or that an older version wrote.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        connect::connect(url, connect::Wish::Existing).await
    }

    /// Counts up with every change.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn revision(&self) -> Result<i64, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT revision FROM state WHERE id = 1")
                .fetch_one(&self.reader)
                .await?,
        )
    }

    /// Published structures.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count(&self) -> Result<i64, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT count(*) FROM structures WHERE status = 'published'")
                .fetch_one(&self.reader)
                .await?,
        )
    }

    /// All sources, by code.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        sources(&self.reader).await
    }

    /// Records of a source, by the source's own identifier.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn known(&self, source: &str) -> Result<HashMap<String, Known>, StoreError> {
        known(&self.reader, source).await
    }

    /// Imports, the last first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn imports(&self) -> Result<Vec<Import>, StoreError> {
        let sql = "SELECT id, document FROM imports ORDER BY at DESC, id DESC";
        self.documents("import", sql).await
    }

    async fn documents<T: serde::de::DeserializeOwned>(
        &self,
        what: &'static str,
        sql: &'static str,
    ) -> Result<Vec<T>, StoreError> {
        let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
        rows.iter()
            .map(|r| {
                let id: String = r.try_get(0)?;
                parse(what, &id, &r.try_get::<String, _>(1)?)
            })
            .collect()
    }
}
