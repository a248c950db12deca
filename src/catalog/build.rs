//! Builds a snapshot: publish, sort along the Morton curve, serialise once, bulk-load.
use super::cluster::Level;
use super::coverage::Ground;
use super::draft::{Interner, Part, Preparer};
use super::matching::{Matching, low64};
use super::memo::Memo;
use super::opening::Weekdays;
use super::order::{Drafts, Made, Ordered};
use super::pieces::Pieces;
use super::search::{StructureIndex, TermIndex};
use super::snapshot::{Former, OfferMask, Row, Snapshot, Span};
use super::sums::SumTree;
use crate::catalog::bits::Bits;
use crate::domain::hours::Hours;
use crate::domain::{Census, CensusEntry, Gazetteer, Month, Source, Structure, Taxonomy, clock};
use crate::spatial::{BoxIndex, Contours, NearIndex, Outlines, Points};
use arc_swap::{ArcSwap, ArcSwapOption};
use rayon::prelude::*;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Code of the source of demonstration records.
pub const DEMO_SOURCE: &str = "demo";

/// Where the ULID begins in a fragment.
pub(super) const ID_AT: usize = super::draft::HEAD.len();

/// Structures that one core publishes in one go, at least.
pub(super) const PART: usize = 256;

/// Memory for column filters that were asked before, bytes.
const REMEMBERED: usize = 24 << 20;

/// What stays the same from snapshot to snapshot.
#[derive(Debug, Clone)]
pub struct Base {
    /// The taxonomy.
    pub taxonomy: Arc<Taxonomy>,
    /// The territories.
    pub gazetteer: Arc<Gazetteer>,
    /// The text index over both.
    pub terms: Arc<TermIndex>,
    /// Outlines of territories.
    pub outlines: Arc<Outlines>,
    /// The communes for figures of coverage.
    pub ground: Arc<Ground>,
    /// Official contours; empty where none are loaded.
    pub contours: Arc<Contours>,
}

/// What a build took.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuildStats {
    /// Publishing and serialising, as the structures came in.
    pub publish: Duration,
    /// Sorting, columns and trees.
    pub index: Duration,
    /// The text index.
    pub text: Duration,
    /// Size of the text index, bytes.
    pub text_bytes: u64,
    /// Size of the ready fragments, bytes.
    pub fragment_bytes: usize,
    /// Size of the ready clusters, bytes.
    pub cluster_bytes: usize,
}

/// Takes structures in batches and keeps only their public form.
pub struct SnapshotBuilder {
    revision: i64,
    base: Base,
    sources: Vec<Source>,
    by_source: HashMap<String, Source>,
    former: HashMap<String, Former>,
    trends: HashMap<(String, String), Vec<(Month, f64)>>,
    census: Vec<CensusEntry>,
    hours: Interner<String>,
    offer_sets: Interner<Vec<OfferMask>>,
    source_sets: Interner<Vec<String>>,
    network_sets: Interner<Vec<String>>,
    drafts: Drafts,
    /// Vectors of parts that were taken over.
    used: Vec<Made>,
    stats: BuildStats,
}

/// An index that fits: a snapshot holds far fewer than 4 billion structures, and clusters of a zoom are far below 4 GB.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn small(n: usize) -> u32 {
    n as u32
}

impl SnapshotBuilder {
    /// An empty builder for one revision of the store.
    #[must_use]
    pub fn new(revision: i64, base: Base, sources: Vec<Source>) -> Self {
        Self {
            revision,
            base,
            by_source: sources
                .iter()
                .map(|s| (s.code.clone(), s.clone()))
                .collect(),
            sources,
            former: HashMap::new(),
            trends: HashMap::new(),
            census: Vec::new(),
            hours: Interner::default(),
            offer_sets: Interner::default(),
            source_sets: Interner::default(),
            network_sets: Interner::default(),
            drafts: Drafts::default(),
            used: Vec::new(),
            stats: BuildStats::default(),
        }
    }

    /// Notes what became of an id or a slug that no longer leads to a structure.
    pub fn former(&mut self, id_or_slug: String, former: Former) {
        self.former.insert(id_or_slug, former);
    }

    /// Takes a month's share of a territory under a filter; months come by growing date.
    pub fn trend(&mut self, territory: String, filter: String, month: Month, share: f64) {
        self.trends
            .entry((territory, filter))
            .or_default()
            .push((month, share));
    }

    /// Notes where somebody looked for structures, in place of what was noted before.
    pub fn census(&mut self, entries: Vec<CensusEntry>) {
        self.census = entries;
    }

    /// Takes in a batch, on all cores. A structure whose id is no ULID cannot be addressed and is left out.
    pub fn extend(&mut self, batch: Vec<Structure>) {
        let Ok(()) = self.read(batch, Ok::<_, Infallible>);
    }

    /// Takes in a batch of what has first to be read, on all cores.
    ///
    /// # Errors
    /// The first that cannot be read; then the builder must be dropped.
    pub fn read<T, E>(
        &mut self,
        batch: Vec<T>,
        read: impl Fn(T) -> Result<Structure, E> + Sync,
    ) -> Result<(), E>
    where
        T: Send,
        E: Send,
    {
        let start = Instant::now();
        let preparer = Preparer {
            base: &self.base,
            sources: &self.by_source,
        };
        let used = Mutex::new(std::mem::take(&mut self.used));
        let roomy = || Part::roomy(used.lock().ok().and_then(|mut u| u.pop()));
        let parts: Vec<Part> = batch
            .into_par_iter()
            .with_min_len(PART)
            .try_fold(roomy, |mut part, item| {
                part.take(preparer.publish(read(item)?), &preparer);
                Ok(part)
            })
            .collect::<Result<_, E>>()?;
        let made: Vec<Made> = parts.into_iter().map(|part| self.join(part)).collect();
        self.drafts.extend(&made);
        self.used = made;
        self.stats.publish += start.elapsed();
        Ok(())
    }

    /// The drafts of a part with the numbers of the whole.
    fn join(&mut self, part: Part) -> Made {
        let hours = self.hours.join(part.hours);
        let offers = self.offer_sets.join(part.offer_sets);
        let sources = self.source_sets.join(part.source_sets);
        let networks = self.network_sets.join(part.network_sets);
        let mut drafts = part.drafts;
        for row in drafts.iter_mut().map(|d| &mut d.row) {
            row.hours = hours.get(row.hours as usize).copied().unwrap_or(u32::MAX);
            row.offers = offers[row.offers as usize];
            row.sources = sources[row.sources as usize];
            row.networks = networks[row.networks as usize];
        }
        (drafts, part.text)
    }

    /// Sorts, indexes and freezes.
    #[must_use]
    pub fn finish(self) -> Snapshot {
        let mut start = Instant::now();
        let mut stats = self.stats;
        let mut lap = move || {
            let took = start.elapsed();
            start = Instant::now();
            took
        };
        let (mut s, drafts) = self.freeze();
        s.load_indexes();
        s.sums = SumTree::of(&s);
        s.levels = Level::build_all(&s);
        stats.index = lap();
        s.words = s.text_index(&drafts);
        drop(drafts);
        stats.text = lap();
        stats.text_bytes = s.words.bytes();
        stats.fragment_bytes = s.fragments.bytes();
        stats.cluster_bytes = s.sums.bytes() + s.levels.iter().map(Level::bytes).sum::<usize>();
        s.stats = stats;
        s
    }

    /// The columns in their final order; the drafts still have the folded names for the text index.
    fn freeze(mut self) -> (Snapshot, Ordered) {
        let mut drafts = std::mem::take(&mut self.drafts).ordered();
        let hours = std::mem::take(&mut self.hours).into_values();
        let mut s = self.blank(drafts.len(), std::mem::take(&mut drafts.fragments));
        let numbers = s.read_hours(hours);
        let (by_name, ()) = rayon::join(|| drafts.by_name(), || s.fill(&drafts, &numbers));
        for (rank, place) in (0..).zip(by_name) {
            s.rows[place as usize].name_rank = rank;
        }
        s.count_sources();
        (s, drafts)
    }

    /// A snapshot that has only its fragments.
    fn blank(self, len: usize, fragments: Pieces) -> Snapshot {
        let categories = self.base.taxonomy.categories.len();
        let day = clock::paris_now().date();
        let census = Census::new(
            self.census,
            Arc::clone(&self.base.gazetteer),
            Arc::clone(&self.base.taxonomy),
        );
        Snapshot {
            census,
            revision: self.revision,
            source_counts: vec![0; self.sources.len()],
            category_counts: vec![0; categories],
            taxonomy: self.base.taxonomy,
            gazetteer: self.base.gazetteer,
            terms: self.base.terms,
            outlines: self.base.outlines,
            // Other contours make other answers at the same revision.
            stamp: u64::from(self.base.contours.stamp()),
            contours: self.base.contours,
            stats: BuildStats::default(),
            sources: self.sources,
            hours: Vec::new(),
            day,
            rows: Vec::with_capacity(len),
            points: Arc::default(),
            keys: Vec::new(),
            sectors: Vec::new(),
            ids: Vec::with_capacity(len),
            slugs: Vec::with_capacity(len),
            former: self.former,
            trends: self.trends,
            offer_sets: self.offer_sets.into_values(),
            source_sets: self.source_sets.into_values(),
            network_sets: self.network_sets.into_values(),
            spans: Vec::with_capacity(len),
            fragments,
            boxes: BoxIndex::default(),
            near: NearIndex::default(),
            near_of: Vec::new(),
            by_category: Vec::new(),
            levels: Vec::new(),
            sums: SumTree::default(),
            words: StructureIndex::empty(),
            matchings: Memo::new(REMEMBERED),
            ground: self.base.ground,
            coverage: super::coverage::Known::default(),
            weekdays: ArcSwap::from_pointee(Weekdays {
                from: day,
                bits: Vec::new(),
            }),
            openings: ArcSwapOption::empty(),
            whole: OnceLock::new(),
            subjects: OnceLock::new(),
            offered: OnceLock::new(),
            combinations: OnceLock::new(),
            has_demo: false,
        }
    }
}

impl Snapshot {
    /// Keeps the opening hours that can be read; returns their new numbers.
    fn read_hours(&mut self, texts: Vec<String>) -> Vec<u32> {
        let from = self.day;
        let read = |text: String| {
            let hours = Hours::parse(&text).ok()?;
            let weekdays = hours.weekdays(from);
            Some((hours, weekdays))
        };
        let all: Vec<Option<(Hours, u8)>> = texts.into_par_iter().map(read).collect();
        let mut bits = Vec::with_capacity(all.len());
        let mut numbers = Vec::with_capacity(all.len());
        for hours in all {
            numbers.push(hours.map_or(u32::MAX, |(h, weekdays)| {
                self.hours.push(h);
                bits.push(weekdays);
                small(bits.len() - 1)
            }));
        }
        self.weekdays.store(Arc::new(Weekdays { from, bits }));
        numbers
    }

    /// Fills the columns.
    fn fill(&mut self, drafts: &Ordered, hours: &[u32]) {
        let points = drafts.iter().filter_map(|d| d.point).collect();
        self.points = Arc::new(Points::new(points));
        for (i, d) in (0..).zip(drafts.iter()) {
            self.stamp = self.stamp.rotate_left(1) ^ low64(d.id) ^ d.row.updated.unsigned_abs();
            self.spans.push(Span {
                place: d.place,
                len: d.len,
                properties: d.properties,
                card: d.card,
            });
            self.ids.push((d.id, i));
            self.slugs.push((d.slug, i));
            for (c, n) in self.category_counts.iter_mut().enumerate() {
                *n += usize::from(d.row.categories >> c & 1 == 1);
            }
            if d.point.is_some() {
                self.keys.push(d.key);
                self.sectors.push(d.row.sector.min(5));
            }
            let hours = hours.get(d.row.hours as usize).copied();
            self.rows.push(Row {
                hours: hours.unwrap_or(u32::MAX),
                ..d.row
            });
        }
        rayon::join(
            || self.ids.par_sort_unstable(),
            || self.slugs.par_sort_unstable(),
        );
    }

    fn count_sources(&mut self) {
        let mut per_set = vec![0usize; self.source_sets.len()];
        for r in &self.rows {
            per_set[r.sources as usize] += 1;
        }
        for (source, total) in self.sources.iter().zip(&mut self.source_counts) {
            let sets = self.source_sets.iter().zip(&per_set);
            *total = sets
                .filter(|(set, _)| set.contains(&source.code))
                .map(|(_, n)| n)
                .sum();
        }
        let demo = self.sources.iter().position(|s| s.code == DEMO_SOURCE);
        self.has_demo = demo.is_some_and(|i| self.source_counts[i] > 0);
    }

    fn load_indexes(&mut self) {
        let of_category = |c: usize| {
            let bits = Bits::of(self.len(), |i| {
                self.rows[i as usize].categories >> c & 1 == 1
            });
            let placed = bits.within(0..small(self.points.len())).collect();
            let near = NearIndex::of_some(Arc::clone(&self.points), placed);
            let matching = Matching {
                placed: bits.count_below(self.points.len()),
                total: bits.count_below(self.len()),
                bits,
                ..Matching::default()
            };
            (near, Arc::new(matching))
        };
        let categories = || -> (Vec<NearIndex>, Vec<Arc<Matching>>) {
            (0..self.category_counts.len())
                .into_par_iter()
                .map(of_category)
                .unzip()
        };
        let all = || {
            (
                BoxIndex::of_all(Arc::clone(&self.points)),
                NearIndex::of_all(Arc::clone(&self.points)),
            )
        };
        let ((boxes, near), (near_of, by_category)) = rayon::join(all, categories);
        self.boxes = boxes;
        self.near = near;
        self.near_of = near_of;
        self.by_category = by_category;
    }

    /// Names, communes, postal codes, categories and objects as words to search.
    fn text_index(&self, drafts: &Ordered) -> StructureIndex {
        use crate::domain::text::fold;
        let labels = |terms: &crate::domain::taxonomy::Terms| -> Vec<String> {
            terms.iter().map(|t| fold(&t.label_fr)).collect()
        };
        let categories = labels(&self.taxonomy.categories);
        let objects = labels(&self.taxonomy.objects);
        let mut communes: HashMap<u32, String> = HashMap::new();
        for r in &self.rows {
            communes.entry(r.commune).or_insert_with(|| {
                let t = self.gazetteer.all().get(r.commune as usize);
                t.map_or_else(String::new, |t| {
                    format!("{} {}", fold(&t.name), t.postal_codes.join(" "))
                })
            });
        }
        let about = |r: &Row| {
            let mut text = communes.get(&r.commune).cloned().unwrap_or_default();
            let of = |mask: u128, words: &[String], text: &mut String| {
                for (_, w) in (0..).zip(words).filter(|(i, _)| mask >> i & 1 == 1) {
                    text.push(' ');
                    text.push_str(w);
                }
            };
            of(u128::from(r.categories), &categories, &mut text);
            of(r.objects, &objects, &mut text);
            text
        };
        let items = drafts
            .names()
            .zip(&self.rows)
            .map(|(names, r)| (names, about(r)));
        StructureIndex::build(items, self.len())
    }
}
