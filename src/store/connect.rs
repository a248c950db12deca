//! From an address to pools of connections.
use super::{Database, Store, StoreError};
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

/// Connects to SQLite (one writer, several readers) or to PostgreSQL (one pool).
pub(super) async fn connect(url: &str) -> Result<Store, StoreError> {
    sqlx::any::install_default_drivers();
    if let Some(path) = url.strip_prefix("sqlite:") {
        sqlite(path.strip_prefix("//").unwrap_or(path)).await
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        postgres(url).await
    } else {
        Err(StoreError::Url)
    }
}

async fn sqlite(path: &str) -> Result<Store, StoreError> {
    if let Some(folder) = Path::new(path).parent() {
        std::fs::create_dir_all(folder).map_err(|cause| StoreError::Folder {
            folder: folder.display().to_string(),
            cause,
        })?;
    }
    // The driver reads the path as part of an address.
    let escaped = path.replace('%', "%25").replace('?', "%3F");
    let url = format!("sqlite:{escaped}?mode=rwc");
    let failed = |cause: sqlx::Error| StoreError::Connect {
        at: format!("sqlite:{path}"),
        cause: cause.to_string(),
        cure: SQLITE_CURE,
    };
    let options = quiet(&url).map_err(failed)?;
    let one = first(&options, PRAGMAS).await.map_err(failed)?;
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

async fn postgres(url: &str) -> Result<Store, StoreError> {
    let failed = |cause: String| StoreError::Connect {
        at: without_secrets(url),
        cause,
        cure: POSTGRES_CURE,
    };
    let options = quiet(url).map_err(|e| failed(e.to_string()))?;
    let one = tokio::time::timeout(PATIENCE, first(&options, [])).await;
    match one {
        Err(_) => return Err(failed(format!("no answer within {PATIENCE:?}"))),
        Ok(Err(e)) => return Err(failed(e.to_string())),
        Ok(Ok(connection)) => connection.close().await?,
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

/// The address without password and parameters, for messages.
fn without_secrets(url: &str) -> String {
    let Ok(mut url) = url::Url::parse(url) else {
        return "postgres://... (not a sound address)".to_owned();
    };
    if url.set_password(None).is_err() {
        return "postgres://...".to_owned();
    }
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn messages_carry_no_password() {
        let told = without_secrets("postgres://user:pass@db.example.org:5433/boucle?password=pass");
        assert_eq!(told, "postgres://user@db.example.org:5433/boucle");
        assert!(!without_secrets("postgres://user:pass@:x/").contains("pass"));
    }
}
