//! One import: read the file, compare with the store, write all or nothing.
use super::Reference;
use crate::domain::{Import, Source, clock};
use crate::import::{self, Context, Mapping, ReadError, Report};
use crate::store::{Changes, Store, StoreError};
use std::io::Read;

/// What went wrong with an import; nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The mapping or its crosswalk.
    #[error("{0}")]
    Mapping(String),
}

/// What is asked of an import.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Report only.
    pub dry_run: bool,
    /// Apply the cures of suspicious positions.
    pub fix_positions: bool,
}

/// The account of an import: the rows, and the difference to the store.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Row by row.
    pub report: Report,
    /// Counts of the difference.
    pub import: Import,
}

/// Runs an import. The same file a second time changes nothing.
///
/// # Errors
/// A file that cannot be read to its end, a mapping that is not sound, a database that refuses: nothing is kept.
pub async fn run(
    store: &Store,
    reference: &Reference,
    mapping: &Mapping,
    origin: &str,
    input: impl Read,
    options: Options,
    progress: &mut dyn FnMut(u64),
) -> Result<Outcome, ImportError> {
    let crosswalk = mapping
        .crosswalk
        .as_deref()
        .map(|n| reference.crosswalk(n))
        .transpose()
        .map_err(ImportError::Mapping)?;
    let at = clock::timestamp();
    let mut known = store.known(&mapping.source.code).await?;
    let mut import = Import {
        id: ulid::Ulid::generate().to_string(),
        source: mapping.source.code.clone(),
        origin: origin.to_owned(),
        at: at.clone(),
        ..Import::default()
    };
    let mut changes = Changes::default();
    let report = {
        let nearest = |c| reference.nearest_commune(c);
        let context = Context {
            taxonomy: &reference.taxonomy,
            crosswalk: crosswalk.as_ref(),
            gazetteer: &reference.gazetteer,
            nearest: &nearest,
            fix_positions: options.fix_positions,
            seen_at: &at,
        };
        let mut sink = |record: crate::domain::SourceRecord| match known.remove(&record.external_id)
        {
            Some(k) if k.fingerprint == record.fingerprint() => import.unchanged += 1,
            Some(_) => {
                import.updated += 1;
                changes.upserts.push(record);
            }
            None => {
                import.created += 1;
                changes.upserts.push(record);
            }
        };
        import::run(input, mapping, &context, progress, &mut sink)?
    };
    changes.withdraw = known.into_keys().collect();
    import.withdrawn = changes.withdraw.len() as u64;
    import.refused = report.refused;
    let nothing = changes.upserts.is_empty() && changes.withdraw.is_empty();
    if !options.dry_run && !nothing {
        store.apply(&mapping.source, &import, &changes).await?;
    }
    Ok(Outcome { report, import })
}

/// Loads the demonstration set.
///
/// # Errors
/// As `run`.
pub async fn demo(store: &Store, reference: &Reference) -> Result<Outcome, ImportError> {
    let mapping = built_in("demo")?;
    run(
        store,
        reference,
        &mapping,
        "demo",
        crate::service::reference::DEMO.as_bytes(),
        Options::default(),
        &mut |_| {},
    )
    .await
}

/// A mapping that comes with the program.
///
/// # Errors
/// An unknown name, with the known ones.
pub fn built_in(name: &str) -> Result<Mapping, ImportError> {
    let known = || {
        import::mapping::BUILT_IN
            .iter()
            .map(|(n, _)| *n)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let text = Mapping::built_in(name).ok_or_else(|| {
        ImportError::Mapping(format!(
            "there is no mapping `{name}`; known ones: {}",
            known()
        ))
    })?;
    Mapping::parse(text).map_err(ImportError::Mapping)
}

/// Whether demonstration records are in the store.
///
/// # Errors
/// When the database does not answer.
pub async fn has_demo(store: &Store) -> Result<bool, StoreError> {
    Ok(store
        .sources()
        .await?
        .iter()
        .any(|s: &Source| s.code == crate::catalog::build::DEMO_SOURCE))
}
