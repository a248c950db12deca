//! A fresh database for each test, and short ways to fill it.
use boucle::domain::structure::Address;
use boucle::domain::{Fields, Import, Source, SourceRecord, Structure};
use boucle::store::{Document, Store, StoreError, Upsert};
use sqlx::AnyPool;
use std::collections::BTreeMap;
use std::future::ready;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Desk {
    pub url: String,
    folder: Option<tempfile::TempDir>,
}

impl Desk {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A path that the driver's address syntax would misread.
        let url = format!("sqlite:{}/a 100%?/b.db", folder.path().display());
        Self {
            url,
            folder: Some(folder),
        }
    }

    pub async fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let server = pool(&format!("{}/postgres", crate::postgres::address())).await;
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&server)
            .await
            .unwrap();
        server.close().await;
        Self {
            url: format!("{}/{name}", crate::postgres::address()),
            folder: None,
        }
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }

    /// The database without the store in between.
    pub async fn raw(&self) -> AnyPool {
        let url = match self.url.strip_prefix("sqlite:") {
            Some(path) => {
                let path = path.replace('%', "%25").replace('?', "%3F");
                format!("sqlite:{path}?mode=rwc")
            }
            None => self.url.clone(),
        };
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder.path().join("a 100%?")).unwrap();
        }
        pool(&url).await
    }

    pub async fn execute(&self, sql: &'static str) -> Result<u64, sqlx::Error> {
        let pool = self.raw().await;
        let done = sqlx::query(sql).execute(&pool).await;
        pool.close().await;
        done.map(|d| d.rows_affected())
    }
}

pub async fn pool(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    sqlx::any::AnyPoolOptions::new()
        .max_connections(1)
        .connect(url)
        .await
        .unwrap()
}

pub fn source(code: &str) -> Source {
    Source {
        code: code.into(),
        name: format!("Source {code}"),
        licence: "ODbL 1.0".into(),
        attribution: "…".into(),
        priority: 10,
        ..Source::default()
    }
}

pub fn record(source: &str, id: &str, name: &str) -> SourceRecord {
    SourceRecord {
        source: source.into(),
        external_id: id.into(),
        fields: Fields {
            name: Some(name.into()),
            phone: Some("+33 2 40 00 00 00".into()),
            address: Some(Address {
                city: Some("Nantes".into()),
                ..Address::default()
            }),
            ..Fields::default()
        },
        commune: Some("44109".into()),
        commune_assignment: None,
        priority: 10,
        seen_at: "2026-01-01T00:00:00Z".into(),
        attribution: None,
        contributors: BTreeMap::new(),
    }
}

pub fn note(id: &str, source: &str, at: &str) -> Import {
    Import {
        id: id.into(),
        source: source.into(),
        at: at.into(),
        ..Import::default()
    }
}

/// Writes what differs, as the service does, and withdraws the rest.
pub async fn import(
    store: &Store,
    of: &Source,
    records: Vec<SourceRecord>,
) -> Result<bool, StoreError> {
    import_at(store, of, records, "2026-01-01T00:00:00Z").await
}

/// The same at a moment, RFC 3339.
pub async fn import_at(
    store: &Store,
    of: &Source,
    records: Vec<SourceRecord>,
    at: &str,
) -> Result<bool, StoreError> {
    let (mut writer, mut known) = store.begin(of).await?;
    let mut upserts = Vec::new();
    for record in records {
        let fingerprint = record.fingerprint();
        let known = known.remove(&record.external_id);
        if known.as_ref().is_none_or(|k| k.fingerprint != fingerprint) {
            upserts.push(Upsert::new(record, fingerprint, known).unwrap());
        }
    }
    while !upserts.is_empty() {
        let rest = upserts.split_off(upserts.len().min(300));
        writer.put(std::mem::replace(&mut upserts, rest)).await?;
    }
    let gone: Vec<String> = known.into_keys().collect();
    writer.withdraw(&gone).await?;
    let id = ulid::Ulid::generate().to_string();
    writer.finish(&note(&id, &of.code, at)).await
}

/// The published structures, by the identifier of their first record.
pub async fn published(store: &Store) -> BTreeMap<String, Structure> {
    let all = structures(store).await.unwrap().into_iter();
    all.map(|s| (s.origins[0].external_id.clone(), s)).collect()
}

/// The published structures, or why they cannot be read; seven at a time.
pub async fn structures(store: &Store) -> Result<Vec<Structure>, StoreError> {
    let mut all = Vec::new();
    let take = |batch: Vec<Document>| {
        assert!(batch.len() <= 7);
        all.extend(batch.iter().map(Document::structure));
        ready(true)
    };
    store.read().await?.structures(7, take).await?;
    all.into_iter().collect()
}
