//! Positions for the addresses of an import, before it: which of them nobody has asked for yet, asked in batches, each
//! remembered as soon as it is answered, so that a run that ends early loses one batch at most and the next one goes on.
use super::Reference;
use super::imports::ImportError;
use crate::domain::geocoding::{Asked, Geocoding, Place};
use crate::domain::{Crosswalk, clock};
use crate::import::{self, Context, Input, Mapping, Report};
use crate::remote::geocoding::{Bulk, GeocodingError, Reply};
use crate::store::{Store, StoreError};
use chrono::Utc;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Seek};

pub use crate::remote::geocoding::Pace;

/// Rows that can be read a second time.
pub type Rows = Box<dyn Input + Send>;

/// A geocoder and whether it may be asked.
#[derive(Debug, Clone)]
pub struct Geocoder {
    /// Address of its search, or of what stands before that.
    pub url: String,
    /// How it is asked.
    pub pace: Pace,
    /// Only count what would be asked for; no address leaves the machine and nothing is written.
    pub dry_run: bool,
}

/// What became of the addresses of one import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Addresses that were asked for.
    pub asked: usize,
    /// Of these with a position to trust.
    pub found: usize,
    /// Addresses that were not asked for, or not answered.
    pub waiting: usize,
    /// Why the geocoder did not answer to the end.
    pub failed: Option<String>,
    /// Nobody was asked, on purpose.
    pub dry_run: bool,
}

impl Told {
    /// One line for people.
    #[must_use]
    pub fn line(&self) -> String {
        let Self {
            asked,
            found,
            waiting,
            ..
        } = self;
        if self.dry_run {
            return format!("{waiting} addresses would be asked for: a dry run sends none");
        }
        if asked + waiting == 0 {
            return "No address needs to be asked for".to_owned();
        }
        let done = format!("{asked} addresses asked for, {found} of them found");
        match &self.failed {
            Some(cause) => format!(
                "warning: {done}; {waiting} wait, as the geocoder failed: {cause}. The import goes on with the positions \
                 of their communes; a later one with --geocode asks for the rest"
            ),
            None if *waiting > 0 => format!(
                "{done}; the server failed over {waiting}, which a later import asks for again"
            ),
            None => done,
        }
    }
}

/// Asks for the addresses of a file that need a position and have no answer yet; gives the rows back at their first
/// byte. A file that cannot be read to its end is left for the import to complain of. `progress` hears how many of how
/// many addresses are answered.
///
/// # Errors
/// A mapping that is not sound, rows that come from a server and break off, a database that refuses. A geocoder that
/// fails is no error.
pub async fn ask(
    store: &Store,
    reference: &Reference,
    mapping: &Mapping,
    input: Rows,
    geocoder: &Geocoder,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<(Rows, Told), ImportError> {
    let crosswalk = reference.prepare(mapping).map_err(ImportError::Mapping)?;
    let known = store.geocodings().await?;
    let first = First {
        reference: reference.clone(),
        mapping: mapping.clone(),
        crosswalk,
        known,
    };
    let (input, waiting) = blocking(move || first.pass(input)).await??;
    let mut told = Told {
        waiting: waiting.len(),
        dry_run: geocoder.dry_run,
        ..Told::default()
    };
    if !geocoder.dry_run {
        let bulk = Bulk::new(&geocoder.url, geocoder.pace);
        send(store, bulk, waiting, &mut told, progress).await?;
    }
    Ok((input, told))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ImportError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| ImportError::Broken(e.to_string()))
}

/// Asks batch after batch, and remembers each before the next.
async fn send(
    store: &Store,
    mut bulk: Bulk,
    mut waiting: Vec<Asked>,
    told: &mut Told,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<(), StoreError> {
    let total = waiting.len();
    let mut done = 0;
    progress(done, total);
    while done < total {
        let batch = move || {
            let replies = bulk.ask(&waiting[done..]);
            (bulk, waiting, replies)
        };
        let answered: Result<Vec<Reply>, GeocodingError>;
        match tokio::task::spawn_blocking(batch).await {
            Ok((b, w, replies)) => (bulk, waiting, answered) = (b, w, replies),
            Err(e) => {
                told.failed = Some(e.to_string());
                break;
            }
        }
        let replies = match answered {
            Ok(replies) => replies,
            Err(e) => {
                told.failed = Some(e.to_string());
                break;
            }
        };
        let batch = remembered(&waiting[done..], &replies, told);
        store.geocodings_put(&batch).await?;
        done += replies.len();
        progress(done, total);
    }
    Ok(())
}

/// The answers as they are kept; one that failed is not.
fn remembered(
    waiting: &[Asked],
    replies: &[Reply],
    told: &mut Told,
) -> BTreeMap<String, Geocoding> {
    let at = clock::timestamp();
    let mut batch = BTreeMap::new();
    for (asked, reply) in waiting.iter().zip(replies) {
        let place = match reply {
            Reply::Found(place) => Some(place.clone()),
            Reply::Nothing => None,
            Reply::Failed => continue,
        };
        told.found += usize::from(place.as_ref().is_some_and(Place::is_sound));
        told.asked += 1;
        told.waiting -= 1;
        let asked_at = at.clone();
        batch.insert(asked.key(), Geocoding { asked_at, place });
    }
    batch
}

/// The first reading of a file: as an import, of which only the questions are kept.
struct First {
    reference: Reference,
    mapping: Mapping,
    crosswalk: Option<Crosswalk>,
    known: HashMap<String, Geocoding>,
}

impl First {
    fn pass(&self, input: Rows) -> Result<(Rows, Vec<Asked>), ImportError> {
        let mut input = rewindable(input).map_err(import::ReadError::from)?;
        let now = Utc::now();
        // One question for each address, however many records have it.
        let wanted: RefCell<BTreeMap<String, Asked>> = RefCell::default();
        // What the record under way asks; only records that are taken may ask.
        let question: Cell<Option<Asked>> = Cell::default();
        let geocoded = |asked: &Asked| {
            let known = self.known.get(&asked.key());
            if known.is_none_or(|k| !k.holds(now)) {
                question.set(Some(asked.clone()));
            }
            known
        };
        let nearest = |c| self.reference.nearest_commune(c);
        let covering = |c| self.reference.commune_at(c);
        let context = Context {
            taxonomy: &self.reference.taxonomy,
            crosswalk: self.crosswalk.as_ref(),
            gazetteer: &self.reference.gazetteer,
            nearest: &nearest,
            covering: &covering,
            geocoded: &geocoded,
            fix_positions: false,
            seen_at: "",
        };
        let read: Result<Report, _> = import::run(
            &mut input,
            &self.mapping,
            &context,
            &mut |_| question.set(None),
            &mut |_| {
                if let Some(asked) = question.take() {
                    wanted.borrow_mut().insert(asked.key(), asked);
                }
            },
        );
        input.rewind().map_err(import::ReadError::from)?;
        let wanted = wanted.into_inner();
        // Nobody is asked for the sake of a file that will be refused.
        let wanted = if read.is_ok() {
            wanted
        } else {
            BTreeMap::new()
        };
        Ok((input, wanted.into_values().collect()))
    }
}

/// The same rows, on this disk where they come only once.
fn rewindable(mut input: Rows) -> io::Result<Rows> {
    // A pipe has a file's form and cannot be rewound.
    if matches!(input.rewind(), Ok(true)) {
        return Ok(input);
    }
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input, &mut file)?;
    Seek::rewind(&mut file)?;
    Ok(Box::new(file))
}
