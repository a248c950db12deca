//! The official contours while a service runs: `boucle geodata update` replaces their file, and who serves takes it.
use super::Reference;
use super::geodata::{self, GeodataError, Mark};
use arc_swap::ArcSwap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_mins(1);

/// The reference of the moment, for all who work while a service runs; cheap to clone.
#[derive(Debug, Clone)]
pub struct Current(Arc<ArcSwap<Reference>>);

impl Current {
    /// Starts with a reference.
    #[must_use]
    pub fn new(first: Reference) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(first)))
    }

    /// The reference of this moment; take it once per task.
    #[must_use]
    pub fn load(&self) -> Arc<Reference> {
        self.0.load_full()
    }

    pub(super) fn put(&self, next: Reference) {
        self.0.store(Arc::new(next));
    }
}

/// Looks after the file of the contours in a folder.
#[derive(Debug)]
pub struct Renewal {
    folder: PathBuf,
    /// The file whose contours are in use, or that is known to be of no use.
    known: Mark,
    failed: Option<Failed>,
    /// Contours that are read and not yet shown.
    next: Option<(Mark, Reference)>,
}

/// A file that could not be read, and when that is tried again.
#[derive(Debug)]
struct Failed {
    mark: Mark,
    pause: Duration,
    again: Instant,
    /// For those who ask how the service is; without paths.
    why: String,
}

impl Renewal {
    /// Looks after a folder; `known` is the mark of its file before that was read.
    #[must_use]
    pub fn of(folder: PathBuf, known: Mark) -> Self {
        Self {
            folder,
            known,
            failed: None,
            next: None,
        }
    }

    /// Why the contours that are there are not used, if they are not.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.failed.as_ref().map(|f| f.why.as_str())
    }

    /// The reference with the contours of a new file, once it is read; the same again until it is shown. A file that
    /// cannot be read is told once, and is tried again after a pause that doubles.
    pub(super) async fn look(&mut self, current: &Current) -> Option<Reference> {
        let mark = geodata::mark(&self.folder);
        if self.next.as_ref().is_none_or(|(of, _)| *of != mark) {
            self.next = None;
            if mark == self.known {
                self.failed = None;
            } else if self.is_due(mark) {
                self.read(mark, current).await;
            }
        }
        self.next.as_ref().map(|(_, reference)| reference.clone())
    }

    fn is_due(&self, mark: Mark) -> bool {
        let failed = self.failed.as_ref().filter(|f| f.mark == mark);
        failed.is_none_or(|f| Instant::now() >= f.again)
    }

    async fn read(&mut self, mark: Mark, current: &Current) {
        let folder = self.folder.clone();
        let stamp = current.load().contours().stamp();
        // Read and unpacked off the threads that answer.
        let read = tokio::task::spawn_blocking(move || {
            let contours = geodata::load(&folder).map_err(|e| (e.to_string(), without_path(&e)))?;
            if contours.stamp() == stamp {
                return Ok(None);
            }
            Reference::with(contours)
                .map(Some)
                .map_err(|e| (e.clone(), e))
        });
        let read = read
            .await
            .unwrap_or_else(|e| Err((e.to_string(), e.to_string())));
        match read {
            Ok(Some(reference)) => {
                self.failed = None;
                self.next = Some((mark, reference));
            }
            // The same contours, written once more.
            Ok(None) => {
                self.failed = None;
                self.known = mark;
            }
            Err((error, why)) => {
                let before = self.failed.take().filter(|f| f.mark == mark);
                if before.is_none() {
                    tracing::error!(%error, "the new contours are not used; the former ones stay");
                }
                let pause = before.map_or(Duration::from_secs(1), |f| f.pause * 2);
                let pause = pause.min(LONGEST);
                self.failed = Some(Failed {
                    mark,
                    pause,
                    again: Instant::now() + pause,
                    why,
                });
            }
        }
    }

    /// What [`Renewal::look`] gave is shown now.
    pub(super) fn shown(&mut self, current: &Current) {
        let Some((mark, reference)) = self.next.take() else {
            return;
        };
        self.known = mark;
        let about = reference.contours().about();
        let (year, resolution) = about.map_or((0, ""), |a| (a.year, a.resolution.as_str()));
        tracing::info!(year, resolution, "new contours in use");
        current.put(reference);
    }
}

/// What is wrong, for everyone: the folder is the operator's.
fn without_path(e: &GeodataError) -> String {
    match e {
        GeodataError::Stored { cause, .. } => cause.to_string(),
        _ => "the file of the contours cannot be read".to_owned(),
    }
}
