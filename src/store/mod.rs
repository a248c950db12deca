//! Persistence on SQLite or PostgreSQL: one SQL text for both, one transaction per change.
mod write;
pub use write::Changes;

use crate::domain::{Import, Source, Structure};
use futures_util::TryStreamExt;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Executor, Row};
use std::collections::HashMap;
use std::path::Path;

static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// What can go wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not `sqlite:PATH` nor `postgres://...`.
    #[error(
        "the database address must begin with sqlite: or postgres:// (option --database, BOUCLE_DATABASE)"
    )]
    Url,
    /// The folder of the file cannot be made.
    #[error("cannot create the folder {folder}: {cause}")]
    Folder {
        /// Path.
        folder: String,
        /// The system's word.
        cause: std::io::Error,
    },
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
    #[error("a stored {what} cannot be read: {cause}")]
    Document {
        /// Table.
        what: &'static str,
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

/// The database. SQLite gets one writer and several readers (WAL).
#[derive(Debug, Clone)]
pub struct Store {
    writer: AnyPool,
    reader: AnyPool,
}

fn parse<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|cause| StoreError::Document { what, cause })
}

fn text<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|cause| StoreError::Document { what, cause })
}

async fn sqlite(url: &str, connections: u32) -> Result<AnyPool, sqlx::Error> {
    AnyPoolOptions::new()
        .max_connections(connections)
        .after_connect(|c, _| {
            Box::pin(async move {
                for pragma in [
                    "PRAGMA journal_mode=WAL",
                    "PRAGMA foreign_keys=ON",
                    "PRAGMA busy_timeout=10000",
                    "PRAGMA synchronous=NORMAL",
                ] {
                    c.execute(pragma).await?;
                }
                Ok(())
            })
        })
        .connect(url)
        .await
}

impl Store {
    /// Opens the database, creates it when it is not there, and brings it up to date.
    ///
    /// # Errors
    /// An address that is not one, a server that does not answer, a database of a newer version.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let store = if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.trim_start_matches("//");
            if let Some(folder) = Path::new(path).parent() {
                let failed = |cause| StoreError::Folder {
                    folder: folder.display().to_string(),
                    cause,
                };
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            let url = format!("sqlite:{path}?mode=rwc");
            Self {
                writer: sqlite(&url, 1).await?,
                reader: sqlite(&url, 4).await?,
            }
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = AnyPoolOptions::new()
                .max_connections(8)
                .connect(url)
                .await?;
            Self {
                writer: pool.clone(),
                reader: pool,
            }
        } else {
            return Err(StoreError::Url);
        };
        MIGRATIONS.run(&store.writer).await.map_err(|e| match e {
            MigrateError::VersionMissing(v) => StoreError::Newer(v),
            other => StoreError::Migrate(other),
        })?;
        Ok(store)
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

    /// Hands over every published structure.
    ///
    /// # Errors
    /// When the database does not answer, or a document cannot be read.
    pub async fn for_each_structure(
        &self,
        mut take: impl FnMut(Structure),
    ) -> Result<(), StoreError> {
        let mut rows = sqlx::query("SELECT document FROM structures WHERE status = 'published'")
            .fetch(&self.reader);
        while let Some(row) = rows.try_next().await? {
            take(parse("structure", &row.try_get::<String, _>(0)?)?);
        }
        Ok(())
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
        let rows: Vec<String> = sqlx::query_scalar("SELECT document FROM sources ORDER BY code")
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(|d| parse("source", d)).collect()
    }

    /// Records of a source, by the source's own identifier.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn known(&self, source: &str) -> Result<HashMap<String, Known>, StoreError> {
        let rows = sqlx::query(
            "SELECT external_id, structure_id, fingerprint FROM source_records WHERE source = $1",
        )
        .bind(source.to_owned())
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|r| {
                Ok((
                    r.try_get(0)?,
                    Known {
                        structure: r.try_get(1)?,
                        fingerprint: r.try_get(2)?,
                    },
                ))
            })
            .collect()
    }

    /// Imports, the last first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn imports(&self) -> Result<Vec<Import>, StoreError> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT document FROM imports ORDER BY at DESC, id DESC")
                .fetch_all(&self.reader)
                .await?;
        rows.iter().map(|d| parse("import", d)).collect()
    }
}
