//! One import: read the file, compare with the store, write all or nothing.
pub use crate::catalog::build::DEMO_SOURCE;

use super::Reference;
use super::changes::{self, Changes};
use super::matching::Fresh;
use super::own;
use crate::domain::{Asked, Crosswalk, Geocoding, Import, Source, SourceRecord, clock};
use crate::import::mapping::Shape;
use crate::import::pairs::SeenPair;
use crate::import::{self, Context, Input, Mapping, ReadError, Report};
use crate::store::{ImportWriter, Known, Store, StoreError, Upsert};
use std::cell::Cell;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;

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
    /// The source lost so much that somebody has to look at it first.
    #[error(
        "the file lacks {missing} of the {stored} stored records of {origin}, more than one in five: nothing was changed. \
         Look at the file (is it whole?); to withdraw them, import again with --yes"
    )]
    Held {
        /// Code of the source.
        origin: String,
        /// Stored records that the file does not carry.
        missing: u64,
        /// Stored records.
        stored: u64,
    },
    /// The reading thread ended early: a fault of the program.
    #[error("reading the file broke off: {0}. Nothing was imported")]
    Broken(String),
}

/// What is asked of an import.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Report only.
    pub dry_run: bool,
    /// Apply the cures of suspicious positions.
    pub fix_positions: bool,
    /// Withdraw records even when the source lost more than a fifth of them.
    pub accept_loss: bool,
}

/// The account of an import: the rows, and the difference to the store.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Row by row.
    pub report: Report,
    /// Counts of the difference.
    pub import: Import,
    /// The difference record by record.
    pub changes: Changes,
    /// The first pairs that were joined by rule, and the first that wait for a person.
    pub pairs: Vec<SeenPair>,
    /// Stored records of the source before, and the import would be held as it lacks more than a fifth of them.
    pub held: Option<u64>,
}

impl Outcome {
    /// The report as a page in French.
    #[must_use]
    pub fn page(&self, mapping: &Mapping, dry_run: bool) -> String {
        let about = import::page::About {
            import: &self.import,
            mapping,
            changes: &self.changes,
            pairs: &self.pairs,
            held: self.held,
            dry_run,
        };
        import::page::page(&self.report, about)
    }

    /// The remarks and the changes as CSV.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut file = self.report.csv();
        file.extend(self.changes.csv_rows());
        file
    }

    /// The counts, the remarks and the changes as JSON.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn json(&self) -> Result<Vec<u8>, serde_json::Error> {
        #[derive(serde::Serialize)]
        struct Document<'a> {
            #[serde(flatten)]
            report: &'a Report,
            difference: Difference,
            changes: &'a Changes,
            duplicates: &'a [SeenPair],
        }
        #[derive(serde::Serialize)]
        struct Difference {
            created: u64,
            updated: u64,
            unchanged: u64,
            withdrawn: u64,
            merged: u64,
            to_review: u64,
            held: bool,
        }
        serde_json::to_vec_pretty(&Document {
            report: &self.report,
            difference: Difference {
                created: self.import.created,
                updated: self.import.updated,
                unchanged: self.import.unchanged,
                withdrawn: self.import.withdrawn,
                merged: self.import.merged,
                to_review: self.import.to_review,
                held: self.held.is_some(),
            },
            changes: &self.changes,
            duplicates: &self.pairs,
        })
    }
}

/// Records of a batch, and bytes of their documents: what is on its way to the store stays in bounds.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 1 << 20;

/// What the reader hands over: records to write, their rows, and how far it is.
pub(super) struct Batch {
    row: u64,
    pub(super) rows: Vec<u64>,
    pub(super) upserts: Vec<Upsert>,
}

/// Of so many stored records one may be missing without a question.
const LOSS: u64 = 5;

/// What the reader knows at the end.
struct Read {
    report: Report,
    import: Import,
    /// Stored records that the file does not carry.
    missing: Vec<String>,
    /// Stored records before the import.
    stored: u64,
}

/// Runs an import. The same file a second time changes nothing.
///
/// The file is read on a thread of its own; changed records reach the store in batches, inside one
/// transaction, so that neither a large file fills the memory nor a broken one leaves a half. `progress`
/// hears the number of the row that was read last, about every thousand rows.
///
/// # Errors
/// A file that cannot be read to its end, a mapping that is not sound, a database that refuses: nothing is kept.
pub async fn run(
    store: &Store,
    reference: &Reference,
    mapping: &Mapping,
    origin: &str,
    input: impl Input + Send + 'static,
    options: Options,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Outcome, ImportError> {
    // Whole before the first row: a slip in the mapping is one error, not one remark per row.
    let crosswalk = reference.prepare(mapping).map_err(ImportError::Mapping)?;
    let geocodings = store.geocodings().await?;
    let (writer, known) = if options.dry_run {
        (None, store.known(&mapping.source.code).await?)
    } else {
        let (writer, known) = store.begin(&mapping.source).await?;
        (Some(writer), known)
    };
    let job = Job {
        reference: reference.clone(),
        mapping: mapping.clone(),
        crosswalk,
        fix_positions: options.fix_positions,
        geocodings,
        known,
    };
    let (send, mut batches) = mpsc::channel(4);
    let reading = tokio::task::spawn_blocking(move || job.read(input, send));
    let mut failed = None;
    let mut writing = Writing {
        store,
        from: (reference, mapping),
        writer,
        changes: Changes::default(),
        fresh: Fresh::new(&mapping.source.code, options.dry_run),
        own: own::Found::default(),
    };
    while let Some(batch) = batches.recv().await {
        progress(batch.row);
        if let Err(e) = writing.write(batch).await {
            failed = Some(e);
            break;
        }
    }
    // The reader stops at its next batch once nobody listens.
    drop(batches);
    let read = reading
        .await
        .map_err(|e| ImportError::Broken(e.to_string()));
    if let Some(e) = failed {
        return Err(e.into());
    }
    let mut read = read??;
    let Writing {
        writer,
        mut changes,
        fresh,
        own,
        ..
    } = writing;
    read.import.created -= own.same + own.corrected;
    read.import.unchanged += own.same;
    read.import.updated += own.corrected;
    origin.clone_into(&mut read.import.origin);
    let missing = read.missing.len() as u64;
    let held = missing * LOSS > read.stored && !options.accept_loss;
    let pairs;
    if let Some(mut w) = writer {
        if held {
            return Err(ImportError::Held {
                origin: read.import.source,
                missing,
                stored: read.stored,
            });
        }
        if read.report.accepted == 0 {
            // The source was not looked at, but something else in its place.
            drop(w);
            pairs = Vec::new();
        } else {
            let gone = w.withdraw(&read.missing).await?;
            changes::all_gone(&mut changes, &gone)?;
            pairs = fresh.settle(&mut w, &mut read.import).await?;
            w.finish(&read.import).await?;
        }
    } else {
        let import = &mut read.import;
        pairs = fresh.preview(store, &read.missing, import).await?;
        let listed = &read.missing[..read.missing.len().min(Changes::LISTED)];
        let before = changes::before(store, &mapping.source.code, listed).await?;
        for id in &read.missing {
            changes.gone(id, before.get(id));
        }
    }
    Ok(Outcome {
        report: read.report,
        import: read.import,
        changes,
        pairs,
        held: held.then_some(read.stored),
    })
}

/// What becomes of the batches.
struct Writing<'a> {
    store: &'a Store,
    from: (&'a Reference, &'a Mapping),
    /// None when nothing is to be written.
    writer: Option<ImportWriter>,
    changes: Changes,
    fresh: Fresh,
    own: own::Found,
}

impl Writing<'_> {
    /// Writes a batch, when anything is to be written, and notes what it changes.
    async fn write(&mut self, mut batch: Batch) -> Result<(), StoreError> {
        let mut stood = HashMap::new();
        let writer = self.writer.as_mut();
        let found = own::settle(self.store, writer, self.from, &mut batch, &mut stood).await?;
        self.own.same += found.same;
        self.own.corrected += found.corrected;
        self.fresh.note(&batch.upserts);
        let changes = &mut self.changes;
        let all = batch.rows.iter().zip(&batch.upserts);
        let listed: Vec<(u64, SourceRecord)> = all
            .map(|(row, u)| (*row, u.record().clone()))
            .take(changes.room())
            .collect();
        changes.left_out += (batch.upserts.len() - listed.len()) as u64;
        let ids = listed.iter().map(|(_, r)| r.external_id.clone());
        let code = &self.from.1.source.code;
        let mut before = match &mut self.writer {
            // Whoever writes has seen what was there.
            Some(w) => changes::replaced(w.put(batch.upserts).await?, &ids.collect())?,
            None => changes::before(self.store, code, &ids.collect::<Vec<_>>()).await?,
        };
        before.extend(stood);
        for (row, record) in &listed {
            changes.note(*row, record, before.get(&record.external_id));
        }
        Ok(())
    }
}

/// The work of the reading thread.
struct Job {
    reference: Reference,
    mapping: Mapping,
    crosswalk: Option<Crosswalk>,
    fix_positions: bool,
    /// By address: also without asking, so that a file is the same whether or not somebody asks today.
    geocodings: HashMap<String, Geocoding>,
    known: HashMap<String, Known>,
}

impl Job {
    fn read(
        mut self,
        input: impl Input + Send,
        send: mpsc::Sender<Batch>,
    ) -> Result<Read, ImportError> {
        let at = clock::timestamp();
        let nearest = |c| self.reference.nearest_commune(c);
        let covering = |c| self.reference.commune_at(c);
        let geocoded = |asked: &Asked| match self.geocodings.len() {
            0 => None,
            _ => self.geocodings.get(&asked.key()),
        };
        let context = Context {
            taxonomy: &self.reference.taxonomy,
            crosswalk: self.crosswalk.as_ref(),
            gazetteer: &self.reference.gazetteer,
            nearest: &nearest,
            covering: &covering,
            geocoded: &geocoded,
            fix_positions: self.fix_positions,
            seen_at: &at,
        };
        let mut out = Outbox::new(send);
        let input = Stoppable {
            inner: input,
            stop: Arc::clone(&out.stop),
        };
        let mut import = Import {
            id: ulid::Ulid::generate().to_string(),
            source: self.mapping.source.code.clone(),
            at: at.clone(),
            ..Import::default()
        };
        let stored = self.known.len();
        let known = &mut self.known;
        let row = Cell::new(0);
        let mut sink = |record: SourceRecord| {
            let known = known.remove(&record.external_id);
            let fingerprint = record.fingerprint();
            match &known {
                Some(k) if k.fingerprint == fingerprint => {
                    import.unchanged += 1;
                    return out.pass(row.get());
                }
                Some(_) => import.updated += 1,
                None => import.created += 1,
            }
            out.push(row.get(), Upsert::new(record, fingerprint, known));
        };
        let read = import::run(
            input,
            &self.mapping,
            &context,
            &mut |r| row.set(r),
            &mut sink,
        );
        out.flush(row.get());
        if let Some(e) = out.failed {
            return Err(e.into());
        }
        let mut report = read?;
        // A row that could not be taken says that its record is still there.
        for id in std::mem::take(&mut report.refused_ids) {
            report.kept += u64::from(self.known.remove(&id).is_some());
        }
        // A table with a part of the structures corrects those, and takes no correction of the others back.
        let own = self.mapping.shape == Some(Shape::Boucle);
        let missing = self.known.into_iter();
        let missing = missing.filter(|(id, known)| !(own && known.structure == *id));
        let mut missing: Vec<String> = missing.map(|(id, _)| id).collect();
        missing.sort_unstable();
        if report.accepted == 0 && stored > 0 {
            // A wrong file or mapping must not empty the directory.
            report.nothing_taken(stored);
            missing.clear();
        }
        import.withdrawn = missing.len() as u64;
        import.refused = report.refused;
        Ok(Read {
            report,
            import,
            missing,
            stored: stored as u64,
        })
    }
}

/// Collects what is to be written and sends it on.
struct Outbox {
    send: mpsc::Sender<Batch>,
    rows: Vec<u64>,
    upserts: Vec<Upsert>,
    bytes: usize,
    passed: usize,
    stop: Arc<AtomicBool>,
    failed: Option<StoreError>,
}

impl Outbox {
    fn new(send: mpsc::Sender<Batch>) -> Self {
        Self {
            send,
            rows: Vec::with_capacity(BATCH),
            upserts: Vec::with_capacity(BATCH),
            bytes: 0,
            passed: 0,
            stop: Arc::default(),
            failed: None,
        }
    }

    /// An unchanged record: nothing to write, but the way is told.
    fn pass(&mut self, row: u64) {
        self.passed += 1;
        if self.passed >= 1000 {
            self.flush(row);
        }
    }

    fn push(&mut self, row: u64, upsert: Result<Upsert, StoreError>) {
        match upsert {
            Ok(u) => {
                self.bytes += u.size();
                self.rows.push(row);
                self.upserts.push(u);
                if self.upserts.len() >= BATCH || self.bytes >= BATCH_BYTES {
                    self.flush(row);
                }
            }
            Err(e) => {
                self.stop.store(true, Ordering::Relaxed);
                self.failed.get_or_insert(e);
            }
        }
    }

    fn flush(&mut self, row: u64) {
        (self.bytes, self.passed) = (0, 0);
        let upserts = std::mem::replace(&mut self.upserts, Vec::with_capacity(BATCH));
        let rows = std::mem::take(&mut self.rows);
        let batch = Batch { row, rows, upserts };
        if self.send.blocking_send(batch).is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

/// An input that ends with an error once nobody wants it any more.
struct Stoppable<R> {
    inner: R,
    stop: Arc<AtomicBool>,
}

impl<R: io::Read> io::Read for Stoppable<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("the import was stopped"));
        }
        self.inner.read(buf)
    }
}

impl<R: Input> Input for Stoppable<R> {
    fn rewind(&mut self) -> io::Result<bool> {
        self.inner.rewind()
    }
}

/// Loads the demonstration set.
///
/// # Errors
/// As `run`.
pub async fn demo(store: &Store, reference: &Reference) -> Result<Outcome, ImportError> {
    let mapping = built_in("demo")?;
    let outcome = run(
        store,
        reference,
        &mapping,
        "demo",
        io::Cursor::new(crate::service::reference::DEMO),
        Options::default(),
        &mut |_| {},
    )
    .await?;
    super::census::demo(store, reference).await?;
    Ok(outcome)
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
        .any(|s: &Source| s.code == DEMO_SOURCE))
}
