//! Addresses for suggestions: the geocoder behind a memory, with a bound on what runs at once.
use crate::catalog::memo::Memo;
use crate::domain::text::fold;
use crate::remote::geocoder::{Geocoder, GeocoderError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

pub use crate::remote::geocoder::FoundAddress;

/// Questions that are under way at once.
const AT_ONCE: usize = 4;
/// Pause after a failure, in which nobody waits for the geocoder.
const PAUSE: Duration = Duration::from_secs(20);
/// Bytes of answers that are kept.
const MEMORY: usize = 4 << 20;
/// Fewest letters and words of what may be an address.
const LEAST: (usize, usize) = (6, 2);

/// The addresses of a geocoder that the operator named; cheap to clone.
#[derive(Debug, Clone)]
pub struct Addresses(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    geocoder: Geocoder,
    known: Memo<String, Arc<Vec<FoundAddress>>>,
    slots: Semaphore,
    started: Instant,
    /// Milliseconds after the start until which nothing is asked.
    rests_until: AtomicU64,
    failing: AtomicBool,
}

impl Addresses {
    /// Those of the geocoder at this address.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self(Arc::new(Inner {
            geocoder: Geocoder::new(url),
            known: Memo::new(MEMORY),
            slots: Semaphore::new(AT_ONCE),
            started: Instant::now(),
            rests_until: AtomicU64::new(0),
            failing: AtomicBool::new(false),
        }))
    }

    /// The host that is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.geocoder.host()
    }

    /// Addresses for a text; none when it cannot be one, when too many ask, or when the geocoder fails.
    pub async fn find(&self, text: &str) -> Arc<Vec<FoundAddress>> {
        let key = fold(text);
        if key.len() < LEAST.0 || key.split(' ').count() < LEAST.1 {
            return Arc::default();
        }
        if let Some(known) = self.0.known.get(&key) {
            return known;
        }
        if self.0.now() < self.0.rests_until.load(Ordering::Relaxed) {
            return Arc::default();
        }
        let Ok(_slot) = self.0.slots.try_acquire() else {
            return Arc::default();
        };
        let (geocoder, words) = (self.0.geocoder.clone(), text.trim().to_owned());
        let asked = tokio::task::spawn_blocking(move || geocoder.search(&words)).await;
        match asked {
            Ok(Ok(found)) => self.0.keep(&key, found),
            Ok(Err(error)) => self.0.failed(&error),
            Err(error) => self
                .0
                .failed(&GeocoderError::Unreachable(error.to_string())),
        }
    }
}

impl Inner {
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn keep(&self, key: &String, found: Vec<FoundAddress>) -> Arc<Vec<FoundAddress>> {
        if self.failing.swap(false, Ordering::Relaxed) {
            tracing::info!("the geocoder answers again");
        }
        let size = |a: &FoundAddress| size_of::<FoundAddress>() + a.label.len() + a.place.len();
        let weight = key.len() + 64 + found.iter().map(size).sum::<usize>();
        let found = Arc::new(found);
        self.known.insert(key, &found, weight);
        found
    }

    fn failed(&self, error: &GeocoderError) -> Arc<Vec<FoundAddress>> {
        let pause = u64::try_from(PAUSE.as_millis()).unwrap_or(u64::MAX);
        self.rests_until
            .store(self.now().saturating_add(pause), Ordering::Relaxed);
        if !self.failing.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "suggestions come without addresses until the geocoder answers");
        }
        Arc::default()
    }
}
