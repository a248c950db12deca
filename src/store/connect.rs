//! From an address to pools of connections.
use super::{Database, MIGRATIONS, Store, StoreError};
use crate::domain::text::without_password;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, ConnectOptions, Connection, Executor};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

const SQLITE_CURE: &str = "Check that the path is a file that this user may write";
const POSTGRES_CURE: &str =
    "Check that the server runs, and host, port, user, password and name of the database";

/// Write-ahead log, foreign keys, patience with other processes, and a log that is cut back after a large import.
const PRAGMAS: [&str; 5] = [
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA journal_size_limit=67108864",
];

/// What may be done to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Folder, file and tables may be made.
    Create,
    /// Nothing may be made: it must be there, as this program knows it.
    Existing,
}

fn sqlite_path(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path))
}

/// The file of an SQLite database.
pub(super) fn path(url: &str) -> Option<&Path> {
    sqlite_path(url).map(Path::new)
}

/// Connects to SQLite (one writer, several readers) or to PostgreSQL (one pool).
pub(super) async fn connect(url: &str, wish: Wish) -> Result<Store, StoreError> {
    sqlx::any::install_default_drivers();
    if let Some(path) = sqlite_path(url) {
        sqlite(path, wish).await
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        postgres(url, wish).await
    } else {
        Err(StoreError::Url)
    }
}

/// Looks whether the tables are there and of this version, without changing anything.
async fn look(one: &mut AnyConnection, at: &str, cure: &'static str) -> Result<(), StoreError> {
    let sql = "SELECT version FROM _sqlx_migrations ORDER BY version";
    let there: Vec<i64> = match sqlx::query_scalar(sql).fetch_all(&mut *one).await {
        Ok(versions) => versions,
        Err(sqlx::Error::Database(e)) if matches!(e.code().as_deref(), Some("1" | "42P01")) => {
            return Err(StoreError::Missing(at.to_owned()));
        }
        Err(e) => {
            return Err(StoreError::Connect {
                at: at.to_owned(),
                cause: e.to_string(),
                cure,
            });
        }
    };
    let ours: Vec<i64> = MIGRATIONS.iter().map(|m| m.version).collect();
    if let Some(newer) = there.iter().find(|v| !ours.contains(v)) {
        return Err(StoreError::Newer(*newer));
    }
    if ours.iter().any(|v| !there.contains(v)) {
        return Err(StoreError::Older(at.to_owned()));
    }
    Ok(())
}

async fn sqlite(path: &str, wish: Wish) -> Result<Store, StoreError> {
    let at = format!("sqlite:{path}");
    if wish == Wish::Existing && !Path::new(path).exists() {
        return Err(StoreError::Missing(at));
    }
    if let Some(folder) = Path::new(path).parent().filter(|_| wish == Wish::Create) {
        std::fs::create_dir_all(folder).map_err(|cause| StoreError::Folder {
            folder: folder.display().to_string(),
            cause,
        })?;
    }
    // The driver reads the path as part of an address.
    let escaped = path.replace('%', "%25").replace('?', "%3F");
    let mode = if wish == Wish::Create { "rwc" } else { "rw" };
    let url = format!("sqlite:{escaped}?mode={mode}");
    let failed = |cause: sqlx::Error| StoreError::Connect {
        at: at.clone(),
        cause: cause.to_string(),
        cure: SQLITE_CURE,
    };
    let options = quiet(&url).map_err(failed)?;
    let mut one = match wish {
        Wish::Create => first(&options, PRAGMAS).await.map_err(failed)?,
        Wish::Existing => first(&options, []).await.map_err(failed)?,
    };
    if wish == Wish::Existing {
        look(&mut one, &at, SQLITE_CURE).await?;
    }
    let pool = async |connections| {
        AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .after_connect(|c, _| Box::pin(prepare(c, PRAGMAS)))
            .connect_with(options.clone())
            .await
            .map_err(failed)
    };
    one.close().await.map_err(failed)?;
    Ok(Store {
        database: Database::Sqlite,
        writer: pool(1).await?,
        reader: pool(4).await?,
    })
}

async fn postgres(url: &str, wish: Wish) -> Result<Store, StoreError> {
    let failed = |cause: String| StoreError::Connect {
        at: without_password(url),
        cause,
        cure: POSTGRES_CURE,
    };
    let options = quiet(url).map_err(|e| failed(e.to_string()))?;
    let one = tokio::time::timeout(PATIENCE, first(&options, [])).await;
    match one {
        Err(_) => return Err(failed(format!("no answer within {PATIENCE:?}"))),
        Ok(Err(e)) => return Err(failed(e.to_string())),
        Ok(Ok(mut connection)) => {
            if wish == Wish::Existing {
                look(&mut connection, &without_password(url), POSTGRES_CURE).await?;
            }
            connection.close().await?;
        }
    }
    let pool = AnyPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(|e| failed(e.to_string()))?;
    Ok(Store {
        database: Database::Postgres,
        writer: pool.clone(),
        reader: pool,
    })
}

/// One connection before the pool, which would hide the cause of a failure behind its own time limit.
async fn first<const N: usize>(
    options: &AnyConnectOptions,
    statements: [&'static str; N],
) -> Result<AnyConnection, sqlx::Error> {
    let mut one = AnyConnection::connect_with(options).await?;
    prepare(&mut one, statements).await?;
    Ok(one)
}

async fn prepare<const N: usize>(
    connection: &mut AnyConnection,
    statements: [&'static str; N],
) -> Result<(), sqlx::Error> {
    for statement in statements {
        connection.execute(statement).await?;
    }
    Ok(())
}

/// Options without a log of statements: those of an import are long and of no use to an operator.
fn quiet(url: &str) -> Result<AnyConnectOptions, sqlx::Error> {
    Ok(AnyConnectOptions::from_str(url)?.disable_statement_logging())
}
