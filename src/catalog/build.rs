//! Builds a snapshot: publish, sort along the Morton curve, serialise once, bulk-load.
use super::cluster::Level;
use super::draft::{Draft, Interner, Part, Preparer};
use super::matching::{Matching, low64};
use super::memo::Memo;
use super::search::{StructureIndex, TermIndex};
use super::snapshot::{Former, OfferMask, Row, Snapshot, Span};
use super::sums::SumTree;
use crate::catalog::bits::Bits;
use crate::domain::hours::Hours;
use crate::domain::{Gazetteer, Source, Structure, Taxonomy, clock};
use crate::spatial::{BoxIndex, NearIndex, Outlines, Points};
use rayon::prelude::*;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Code of the source of demonstration records.
pub const DEMO_SOURCE: &str = "demo";

/// Where the ULID begins in a fragment.
pub(super) const ID_AT: usize = super::draft::HEAD.len();

/// Structures that one core publishes in one go, at least.
const PART: usize = 256;

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
    communes: HashMap<String, u32>,
    sources: Vec<Source>,
    by_source: HashMap<String, Source>,
    former: HashMap<String, Former>,
    hours: Interner<String>,
    offer_sets: Interner<Vec<OfferMask>>,
    source_sets: Interner<Vec<String>>,
    network_sets: Interner<Vec<String>>,
    drafts: Vec<Draft>,
    /// Fragments in the order in which they came, a batch each.
    texts: Vec<Vec<u8>>,
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
        let communes = (0..).zip(base.gazetteer.all());
        let communes = communes
            .filter(|(_, t)| t.kind == crate::domain::TerritoryKind::Commune)
            .map(|(i, t)| (t.code.clone(), i))
            .collect();
        Self {
            revision,
            base,
            communes,
            by_source: sources
                .iter()
                .map(|s| (s.code.clone(), s.clone()))
                .collect(),
            sources,
            former: HashMap::new(),
            hours: Interner::default(),
            offer_sets: Interner::default(),
            source_sets: Interner::default(),
            network_sets: Interner::default(),
            drafts: Vec::new(),
            texts: Vec::new(),
            stats: BuildStats::default(),
        }
    }

    /// Notes what became of an id or a slug that no longer leads to a structure.
    pub fn former(&mut self, id_or_slug: String, former: Former) {
        self.former.insert(id_or_slug, former);
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
            communes: &self.communes,
        };
        let parts: Vec<Part> = batch
            .into_par_iter()
            .with_min_len(PART)
            .try_fold(Part::default, |mut part, item| {
                part.take(preparer.publish(read(item)?), &preparer);
                Ok(part)
            })
            .collect::<Result<_, E>>()?;
        for part in parts {
            self.join(part);
        }
        self.stats.publish += start.elapsed();
        Ok(())
    }

    /// Takes over a part: its numbers become those of the whole.
    fn join(&mut self, part: Part) {
        let hours = self.hours.join(part.hours);
        let offers = self.offer_sets.join(part.offer_sets);
        let sources = self.source_sets.join(part.source_sets);
        let networks = self.network_sets.join(part.network_sets);
        let text = small(self.texts.len());
        self.drafts.extend(part.drafts.into_iter().map(|mut d| {
            d.text.0 = text;
            let row = &mut d.row;
            row.hours = hours.get(row.hours as usize).copied().unwrap_or(u32::MAX);
            row.offers = offers[row.offers as usize];
            row.sources = sources[row.sources as usize];
            row.networks = networks[row.networks as usize];
            d
        }));
        self.texts.push(part.text);
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
        let (mut s, folds) = self.freeze();
        s.load_indexes();
        s.sums = SumTree::of(&s);
        s.levels = Level::build_all(&s);
        stats.index = lap();
        s.words = s.text_index(&folds);
        stats.text = lap();
        stats.text_bytes = s.words.bytes();
        stats.fragment_bytes = s.arena.len();
        stats.cluster_bytes = s.sums.bytes() + s.levels.iter().map(Level::bytes).sum::<usize>();
        s.stats = stats;
        s
    }

    /// The columns in their final order, and the folded names for the text index.
    fn freeze(mut self) -> (Snapshot, Vec<Box<str>>) {
        self.drafts.par_sort_unstable_by(|a, b| {
            let place = |d: &Draft| d.point.map(|p| (p.lon.to_bits(), p.lat.to_bits()));
            a.key
                .cmp(&b.key)
                .then_with(|| place(a).cmp(&place(b)))
                .then_with(|| a.id.cmp(&b.id))
        });
        let mut by_name: Vec<u32> = (0..small(self.drafts.len())).collect();
        by_name.par_sort_unstable_by(|a, b| {
            let (a, b) = (&self.drafts[*a as usize], &self.drafts[*b as usize]);
            a.fold.cmp(&b.fold).then_with(|| a.id.cmp(&b.id))
        });
        for (rank, i) in (0..).zip(&by_name) {
            self.drafts[*i as usize].row.name_rank = rank;
        }
        let (spans, arena) = self.arena();
        let today = clock::paris_now().date();
        let hours = self.hours.into_values().into_par_iter();
        let hours: Vec<Option<(Hours, u8)>> = hours
            .map(|text| Hours::parse(&text).ok().map(|h| (h.weekdays(today), h)))
            .map(|parsed| parsed.map(|(days, h)| (h, days)))
            .collect();
        let categories = self.base.taxonomy.categories.len();
        let mut s = Snapshot {
            revision: self.revision,
            source_counts: vec![0; self.sources.len()],
            category_counts: vec![0; categories],
            taxonomy: self.base.taxonomy,
            gazetteer: self.base.gazetteer,
            terms: self.base.terms,
            outlines: self.base.outlines,
            stamp: 0,
            stats: BuildStats::default(),
            sources: self.sources,
            hours: Vec::new(),
            hours_from: today,
            rows: Vec::with_capacity(self.drafts.len()),
            points: Arc::default(),
            keys: Vec::new(),
            sectors: Vec::new(),
            ids: Vec::with_capacity(self.drafts.len()),
            slugs: Vec::with_capacity(self.drafts.len()),
            former: self.former,
            offer_sets: self.offer_sets.into_values(),
            source_sets: self.source_sets.into_values(),
            network_sets: self.network_sets.into_values(),
            spans,
            arena,
            boxes: BoxIndex::default(),
            near: NearIndex::default(),
            near_of: Vec::new(),
            by_category: Vec::new(),
            levels: Vec::new(),
            sums: SumTree::default(),
            words: StructureIndex::empty(),
            matchings: Memo::new(REMEMBERED),
            whole: OnceLock::new(),
            has_demo: false,
        };
        let numbers = s.keep_sound(hours);
        let points = self.drafts.iter().filter_map(|d| d.point).collect();
        s.points = Arc::new(Points::new(points));
        let mut folds = Vec::with_capacity(self.drafts.len());
        for (i, d) in (0..).zip(self.drafts) {
            folds.push(s.take(i, d, &numbers));
        }
        s.ids.par_sort_unstable();
        s.slugs.par_sort_unstable();
        s.count_sources();
        (s, folds)
    }

    /// Copies the fragments into one piece, in the final order; neighbours on the map are neighbours in memory.
    fn arena(&mut self) -> (Vec<Span>, Vec<u8>) {
        let texts = std::mem::take(&mut self.texts);
        let mut arena = Vec::with_capacity(texts.iter().map(Vec::len).sum());
        let mut spans = Vec::with_capacity(self.drafts.len());
        for d in &self.drafts {
            let (batch, start, len) = d.text;
            spans.push(Span {
                start: arena.len(),
                len,
                properties: d.properties,
                card: d.card,
            });
            arena.extend_from_slice(&texts[batch as usize][start as usize..(start + len) as usize]);
        }
        (spans, arena)
    }
}

impl Snapshot {
    /// Keeps the opening hours that could be read; returns their new numbers.
    fn keep_sound(&mut self, hours: Vec<Option<(Hours, u8)>>) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(hours.len());
        for h in hours {
            numbers.push(h.map_or(u32::MAX, |h| {
                self.hours.push(h);
                small(self.hours.len() - 1)
            }));
        }
        numbers
    }

    fn take(&mut self, i: u32, mut d: Draft, hours: &[u32]) -> Box<str> {
        self.stamp = self.stamp.rotate_left(1) ^ low64(d.id) ^ d.row.updated.unsigned_abs();
        self.ids.push((d.id, i));
        self.slugs.push((d.slug, i));
        for (c, n) in self.category_counts.iter_mut().enumerate() {
            *n += usize::from(d.row.categories >> c & 1 == 1);
        }
        if d.point.is_some() {
            self.keys.push(d.key);
            self.sectors.push(d.row.sector.min(5));
        }
        d.row.hours = hours.get(d.row.hours as usize).copied().unwrap_or(u32::MAX);
        self.rows.push(d.row);
        d.fold
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
    fn text_index(&self, folds: &[Box<str>]) -> StructureIndex {
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
        let items = folds
            .iter()
            .zip(&self.rows)
            .map(|(name, r)| (name.as_ref(), about(r)));
        StructureIndex::build(items, folds.len())
    }
}
