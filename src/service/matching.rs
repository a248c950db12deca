//! Duplicates: compared with each import, and decided by people.
use super::imports::DEMO_SOURCE;
use crate::domain::matching::{Corpus, Facts, Kind, Plan, Reason};
use crate::domain::{Fields, Import, Status, Structure};
use crate::import::pairs::SeenPair;
use crate::store::{Compared, Decisions, ImportWriter, RecordKey, Store, StoreError, Upsert};
use std::collections::{BTreeSet, HashMap, HashSet};

pub use crate::store::{Joined, Review};

/// Pairs of either kind that a report shows side by side.
const SHOWN: usize = 100;

/// Records of a dry run whose fields are kept for that: a quarter of a million would fill the memory.
const KEPT: usize = 20_000;

/// The records that an import brings or changes.
#[derive(Debug, Default)]
pub struct Fresh {
    ids: HashSet<String>,
    /// Of a dry run, by structure.
    fields: HashMap<String, Fields>,
    /// Of a dry run: the structures of its records.
    structures: BTreeSet<String>,
    /// Filled by a dry run only: what it brings is nowhere else.
    corpus: Gathering,
    dry_run: bool,
    demo: bool,
}

impl Fresh {
    /// Nothing yet, of an import of this source.
    #[must_use]
    pub fn new(source: &str, dry_run: bool) -> Self {
        Self {
            dry_run,
            demo: source == DEMO_SOURCE,
            ..Self::default()
        }
    }

    /// Notes the records of a batch.
    pub fn note(&mut self, batch: &[Upsert]) {
        for u in batch {
            let record = u.record();
            self.ids.insert(record.external_id.clone());
            if self.dry_run {
                // No structure is called so: identifiers are ULIDs.
                let structure = u
                    .structure()
                    .map_or_else(|| format!("~{}", record.external_id), str::to_owned);
                let key = (record.source.clone(), record.external_id.clone());
                self.corpus
                    .add(&Facts::from(record), &structure, &key, true);
                self.structures.insert(structure.clone());
                if self.fields.len() < KEPT {
                    self.fields.insert(structure, record.fields.clone());
                }
            }
        }
    }

    /// Compares what the import brought with all records, joins and queues, inside the import's change, and counts;
    /// hands over the first pairs. Nothing is compared when nothing changed; demonstration records are never compared.
    ///
    /// # Errors
    /// When the database refuses; then the writer must be dropped.
    pub async fn settle(
        self,
        w: &mut ImportWriter,
        import: &mut Import,
    ) -> Result<Vec<SeenPair>, StoreError> {
        if self.ids.is_empty() || self.demo {
            return Ok(Vec::new());
        }
        let (mut all, mut seen) = (Gathering::default(), BTreeSet::new());
        let source = import.source.clone();
        let decisions = w
            .compared(DEMO_SOURCE, |r| {
                let fresh = r.source == source && self.ids.contains(&r.id);
                if fresh {
                    seen.insert(r.structure.clone());
                }
                all.take(r, fresh)
            })
            .await?;
        // Their pairs leave the queue, and have to be found again whichever record they rest on.
        all.corpus.renew(seen.iter().map(String::as_str));
        let plan = all.plan(decisions).await?;
        import.merged = plan.merges.len() as u64;
        import.to_review = plan.reviews.len() as u64;
        let seen: Vec<String> = seen.into_iter().collect();
        // As they stand before they are joined.
        let stored = w.structures(&named(&plan)).await?;
        w.matched(&plan.merges, &plan.reviews, &seen, &import.id)
            .await?;
        Ok(side_by_side(plan, &by_id(stored)))
    }

    /// Counts and shows what [`Fresh::settle`] would do; `missing` are the records that the import would withdraw.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn preview(
        mut self,
        store: &Store,
        missing: &[String],
        import: &mut Import,
    ) -> Result<Vec<SeenPair>, StoreError> {
        if self.ids.is_empty() || self.demo {
            return Ok(Vec::new());
        }
        self.ids.extend(missing.iter().cloned());
        let mut all = self.corpus;
        let decisions = store
            .compared(DEMO_SOURCE, |r| {
                if r.source == import.source && self.ids.contains(&r.id) {
                    return Ok(());
                }
                all.take(r, false)
            })
            .await?;
        all.corpus.renew(self.structures.iter().map(String::as_str));
        let plan = all.plan(decisions).await?;
        import.merged = plan.merges.len() as u64;
        import.to_review = plan.reviews.len() as u64;
        let mut fields = by_id(store.structures_of(&named(&plan)).await?);
        // What the file says counts more than what it would replace.
        fields.extend(self.fields);
        Ok(side_by_side(plan, &fields))
    }
}

/// The structures of the pairs that are shown.
fn named(plan: &Plan) -> Vec<String> {
    let joined = plan.merges.iter().take(SHOWN);
    let joined = joined.flat_map(|m| [&m.kept, &m.joined]);
    let asked = plan.reviews.iter().take(SHOWN);
    let asked = asked.flat_map(|p| [&p.first, &p.second]);
    let all: BTreeSet<&String> = joined.chain(asked).collect();
    all.into_iter().cloned().collect()
}

fn by_id(structures: Vec<Structure>) -> HashMap<String, Fields> {
    let pair = |s: Structure| (s.id, s.fields);
    structures.into_iter().map(pair).collect()
}

/// The first pairs of either kind whose fields are known.
fn side_by_side(plan: Plan, fields: &HashMap<String, Fields>) -> Vec<SeenPair> {
    let joined = plan.merges.into_iter().take(SHOWN);
    let joined = joined.map(|m| (true, m.kept, m.joined, m.score, m.reasons));
    let asked = plan.reviews.into_iter().take(SHOWN);
    let asked = asked.map(|p| (false, p.first, p.second, p.score, p.reasons));
    let seen = joined
        .chain(asked)
        .filter_map(|(joined, first, second, score, reasons)| {
            Some(SeenPair {
                first: fields.get(&first)?.clone(),
                second: fields.get(&second)?.clone(),
                score,
                reasons,
                joined,
            })
        });
    seen.collect()
}

/// Records on their way into a comparison.
#[derive(Debug, Default)]
struct Gathering {
    corpus: Corpus,
    numbers: HashMap<u64, u32>,
}

/// Records are found again by a digest of their key: a quarter of a million keys would weigh more than the records.
fn digest(key: &RecordKey) -> u64 {
    use std::hash::BuildHasher;
    foldhash::quality::FixedState::default().hash_one(key)
}

impl Gathering {
    fn add(&mut self, facts: &Facts<'_>, structure: &str, key: &RecordKey, fresh: bool) {
        let number = self.corpus.add(facts, structure, fresh);
        self.numbers.insert(digest(key), number);
    }

    fn take(&mut self, r: Compared, fresh: bool) -> Result<(), StoreError> {
        let facts: Facts<'_> =
            serde_json::from_str(&r.document).map_err(|cause| StoreError::Document {
                what: "record",
                id: r.structure.clone(),
                cause,
            })?;
        self.add(&facts, &r.structure, &(r.source, r.id), fresh);
        Ok(())
    }

    /// Off the threads that answer requests.
    async fn plan(mut self, decisions: Decisions) -> Result<Plan, StoreError> {
        for structure in &decisions.revised {
            self.corpus.revised(structure);
        }
        for (a, b) in &decisions.rejected {
            let number = |key| self.numbers.get(&digest(key)).copied();
            if let (Some(a), Some(b)) = (number(a), number(b)) {
                self.corpus.reject(a, b);
            }
        }
        let corpus = self.corpus;
        let planned = tokio::task::spawn_blocking(move || corpus.plan()).await;
        planned.map_err(|e| StoreError::Build(e.to_string()))
    }
}

/// Compares all records with one another, joins what a rule joins and queues the rest.
///
/// # Errors
/// When the database refuses, or something is written meanwhile; then nothing was written.
pub async fn scan(store: &Store, dry_run: bool) -> Result<Plan, StoreError> {
    let revision = store.revision().await?;
    let (mut all, mut seen) = (Gathering::default(), BTreeSet::new());
    let take = |r: Compared| {
        seen.insert(r.structure.clone());
        all.take(r, true)
    };
    let decisions = store.compared(DEMO_SOURCE, take).await?;
    let basis = (revision, decisions.rejected.len());
    let plan = all.plan(decisions).await?;
    let seen: Vec<String> = seen.into_iter().collect();
    if !dry_run
        && !store
            .matched(&plan.merges, &plan.reviews, &seen, basis)
            .await?
    {
        return Err(StoreError::Busy);
    }
    Ok(plan)
}

/// Why a decision of a person could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No structure has that identifier or address.
    #[error(
        "there is no structure `{0}`: name it by its identifier or the last part of its page's address"
    )]
    Unknown(String),
    /// Twice the same.
    #[error("{0} is named twice: a structure cannot be compared with itself")]
    Same(String),
    /// It lives on in another.
    #[error("{slug} was joined to {into}: `boucle duplicates split {slug}` parts them")]
    Joined {
        /// Last part of its page's address.
        slug: String,
        /// Identifier of the one that it lives on in.
        into: String,
    },
    /// Its sources dropped it.
    #[error("{0} is withdrawn: no source carries it any more")]
    Withdrawn(String),
    /// Nothing to part.
    #[error(
        "{0} is not joined to another structure; `boucle duplicates list` shows those that are"
    )]
    NotJoined(String),
    /// A demonstration structure and a real one.
    #[error("{0} is a demonstration structure, {1} is not: they are never joined")]
    Demo(String, String),
}

async fn found(store: &Store, name: &str) -> Result<Structure, DecisionError> {
    let found = store.find(name).await?;
    found.ok_or_else(|| DecisionError::Unknown(name.to_owned()))
}

/// Two different structures that are shown.
async fn both(store: &Store, a: &str, b: &str) -> Result<(Structure, Structure), DecisionError> {
    let (a, b) = (found(store, a).await?, found(store, b).await?);
    if a.id == b.id {
        return Err(DecisionError::Same(a.slug));
    }
    for s in [&a, &b] {
        match (s.status, &s.merged_into) {
            (Status::MergedInto, into) => {
                let into = into.clone().unwrap_or_default();
                return Err(DecisionError::Joined {
                    slug: s.slug.clone(),
                    into,
                });
            }
            (Status::Withdrawn, _) => return Err(DecisionError::Withdrawn(s.slug.clone())),
            _ => {}
        }
    }
    Ok((a, b))
}

fn is_demo(s: &Structure) -> bool {
    s.origins.iter().any(|o| o.source == DEMO_SOURCE)
}

/// Joins the second structure to the first. Corrections of the first win; those of the second fill what those say
/// nothing of.
///
/// # Errors
/// A structure that is unknown or not shown; a demonstration structure with a real one; a database that refuses.
pub async fn merge(
    store: &Store,
    kept: &str,
    joined: &str,
) -> Result<(Structure, Structure), DecisionError> {
    let (kept, joined) = both(store, kept, joined).await?;
    match (is_demo(&kept), is_demo(&joined)) {
        (true, false) => return Err(DecisionError::Demo(kept.slug, joined.slug)),
        (false, true) => return Err(DecisionError::Demo(joined.slug, kept.slug)),
        _ => {}
    }
    store
        .merge(&kept.id, &joined.id, vec![Reason::new(Kind::Person, 0.0)])
        .await?;
    Ok((kept, joined))
}

/// Parts a structure from the one that it was joined to; says both. They are not joined by rule again.
///
/// # Errors
/// A structure that is unknown or not joined; a database that refuses.
pub async fn split(store: &Store, joined: &str) -> Result<(Structure, Structure), DecisionError> {
    let one = found(store, joined).await?;
    let Some(home) = store.split(&one.id).await? else {
        return Err(DecisionError::NotJoined(one.slug));
    };
    Ok((one, found(store, &home).await?))
}

/// Remembers that two structures are not one: they leave the queue and are not joined by rule.
///
/// # Errors
/// A structure that is unknown or not shown; a database that refuses.
pub async fn reject(
    store: &Store,
    a: &str,
    b: &str,
) -> Result<(Structure, Structure), DecisionError> {
    let (a, b) = both(store, a, b).await?;
    store.reject(&a.id, &b.id).await?;
    Ok((a, b))
}
