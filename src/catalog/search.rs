//! Text search: accent-blind, typo-tolerant, by prefix of the last word. tantivy in memory.
//!
//! Two indexes: territories and taxonomy, built once per program, and the structures of one snapshot.
use crate::domain::text::fold;
use crate::domain::{Gazetteer, Taxonomy, TerritoryKind};
use std::collections::HashMap;
use tantivy::collector::{Collector, FilterCollector, SegmentCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{DocAddress, DocId, Index, IndexReader, Score, SegmentOrdinal, SegmentReader, Term};

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `Hit::index` is an index into `Gazetteer::all`.
    Commune,
    /// As above.
    Epci,
    /// As above.
    Department,
    /// As above.
    Region,
    /// Index into the taxonomy's categories.
    Category,
    /// Index into the taxonomy's actions.
    Action,
    /// Index into the taxonomy's objects.
    Object,
    /// Index into the snapshot.
    Structure,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Commune,
        Self::Epci,
        Self::Department,
        Self::Region,
        Self::Category,
        Self::Action,
        Self::Object,
        Self::Structure,
    ];
    /// The word used in addresses and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Epci => "epci",
            Self::Department => "department",
            Self::Region => "region",
            Self::Category => "category",
            Self::Action => "action",
            Self::Object => "object",
            Self::Structure => "structure",
        }
    }
    fn number(self) -> u64 {
        let at = Self::ALL.iter().position(|k| *k == self);
        at.map_or(0, |i| i as u64)
    }
}

/// One find: what, which, how well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Which one; see `Kind`.
    pub index: u32,
    /// Higher is better.
    pub score: f32,
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    /// The thing's own words.
    name: Field,
    /// Words around it: commune, postal code, what it is, what for.
    about: Field,
    kind: Field,
    index: Field,
    /// Score beside that of the words, in thousandths.
    bonus: Field,
}

fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let words = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::Basic);
        TextOptions::default().set_indexing_options(indexing)
    };
    let number = || NumericOptions::from(FAST);
    let fields = Fields {
        name: b.add_text_field("name", words()),
        about: b.add_text_field("about", words()),
        kind: b.add_u64_field("kind", number()),
        index: b.add_u64_field("index", number()),
        bonus: b.add_u64_field("bonus", number()),
    };
    (b.build(), fields)
}

/// How words are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// As they are typed, the last one as a prefix.
    Strict,
    /// One letter may be wrong from 4 letters on, two from 9 on.
    Lenient,
}

/// How much it counts that the last word is found whole. While somebody types it is a beginning: "roch" asks for
/// La Roche-sur-Yon as well as for Saint-Roch.
const WHILE_TYPING: f32 = 0.25;
/// The same of a word that is typed to its end, and of all words before.
const WHOLE: f32 = 4.0;

/// All words must be found.
fn words_query(
    f: Fields,
    text: &str,
    with_about: bool,
    reading: Reading,
    last_whole: f32,
) -> Option<Vec<(Occur, Box<dyn Query>)>> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|w| !w.is_empty())
        .take(12)
        .collect();
    let last = words.len().checked_sub(1)?;
    let each = words.iter().enumerate().map(|(i, word)| {
        let word: String = word.chars().take(40).collect();
        let mut any = Vec::new();
        let prefix = (i == last).then_some(last_whole);
        word_in((f.name, 1.0), &word, prefix, reading, &mut any);
        if with_about {
            word_in((f.about, 0.4), &word, prefix, reading, &mut any);
        }
        let any: Box<dyn Query> = Box::new(BooleanQuery::new(any));
        (Occur::Must, any)
    });
    Some(each.collect())
}

/// A word in one field, which has a weight: exactly, with a slip, or, with the weight of the whole word, as a prefix.
fn word_in(
    (field, boost): (Field, f32),
    word: &str,
    prefix: Option<f32>,
    reading: Reading,
    any: &mut Vec<(Occur, Box<dyn Query>)>,
) {
    let term = Term::from_field_text(field, word);
    let mut or = |query: Box<dyn Query>, weight: f32| {
        let weighed = BoostQuery::new(query, weight * boost);
        any.push((Occur::Should, Box::new(weighed)));
    };
    let exact = TermQuery::new(term.clone(), IndexRecordOption::Basic);
    or(Box::new(exact), prefix.unwrap_or(WHOLE));
    if prefix.is_some() {
        let starts = FuzzyTermQuery::new_prefix(term.clone(), 0, true);
        or(Box::new(starts), 3.0);
    }
    // Digits are postal codes: a slip there is another place.
    let slips = match word.len() {
        _ if reading == Reading::Strict => 0,
        _ if word.bytes().all(|b| b.is_ascii_digit()) => 0,
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    };
    if slips > 0 {
        let fuzzy = if prefix.is_some() {
            FuzzyTermQuery::new_prefix(term, slips, true)
        } else {
            FuzzyTermQuery::new(term, slips, true)
        };
        or(Box::new(fuzzy), 1.0);
    }
}

/// Documents of one index while it is written.
struct Writer {
    inner: tantivy::IndexWriter,
    fields: Fields,
    index: Index,
}

impl Writer {
    fn new(memory: usize) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        let inner = index.writer_with_num_threads(1, memory)?;
        // One commit at the end: merging segments afterwards would only cost time.
        inner.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
        Ok(Self {
            inner,
            fields,
            index,
        })
    }

    fn add(
        &self,
        kind: Kind,
        index: u32,
        name: &str,
        about: &str,
        weight: u64,
    ) -> tantivy::Result<()> {
        let f = self.fields;
        let mut doc = tantivy::TantivyDocument::default();
        doc.add_text(f.name, name);
        if !about.is_empty() {
            doc.add_text(f.about, about);
        }
        doc.add_u64(f.kind, kind.number());
        doc.add_u64(f.index, u64::from(index));
        doc.add_u64(f.bonus, bonus(weight));
        self.inner.add_document(doc).map(|_| ())
    }

    fn finish(mut self) -> tantivy::Result<Reader> {
        self.inner.commit()?;
        Ok(Reader {
            fields: self.fields,
            reader: self.index.reader()?,
        })
    }
}

/// Towns before hamlets whose names fit alike; the logarithm keeps the words first. In thousandths of a score.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)] // a few ten thousand at most
fn bonus(weight: u64) -> u64 {
    (600.0 * ((weight + 1) as f64).ln()) as u64
}

/// Inhabitants that a word of the taxonomy counts for: there are few of them, and towns that begin alike are many.
const AS_A_TOWN_OF: u64 = 100_000;

/// A finished index.
struct Reader {
    fields: Fields,
    reader: IndexReader,
}

fn or_log<T>(what: &str, built: tantivy::Result<T>) -> Option<T> {
    built
        .map_err(|error| tracing::error!(%error, "{what}"))
        .ok()
}

/// Territories and taxonomy.
pub struct TermIndex(Option<Reader>);

/// The structures of one snapshot.
pub struct StructureIndex(Option<Reader>);

impl std::fmt::Debug for TermIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TermIndex").field(&self.0.is_some()).finish()
    }
}
impl std::fmt::Debug for StructureIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("StructureIndex")
            .field(&self.0.is_some())
            .finish()
    }
}

impl TermIndex {
    /// Indexes territories and taxonomy. A failure is logged and leaves the search empty.
    #[must_use]
    pub fn build(taxonomy: &Taxonomy, gazetteer: &Gazetteer) -> Self {
        let write = || {
            let w = Writer::new(30_000_000)?;
            Self::territories(&w, gazetteer)?;
            Self::taxonomy(&w, taxonomy)?;
            w.finish()
        };
        Self(or_log("the index of terms could not be built", write()))
    }

    fn territories(w: &Writer, gazetteer: &Gazetteer) -> tantivy::Result<()> {
        let mut places: HashMap<&str, u32> = HashMap::new();
        for (i, t) in (0u32..).zip(gazetteer.all()) {
            let kind = match t.kind {
                TerritoryKind::Commune => Kind::Commune,
                TerritoryKind::Epci => Kind::Epci,
                TerritoryKind::Department => Kind::Department,
                TerritoryKind::Region => Kind::Region,
            };
            let mut words = fold(&t.name);
            if kind == Kind::Commune {
                places.insert(&t.code, i);
            }
            if kind == Kind::Department {
                words = format!("{words} {}", t.code.to_lowercase());
            }
            for code in &t.postal_codes {
                words.push(' ');
                words.push_str(code);
            }
            w.add(kind, i, &words, "", u64::from(t.population.unwrap_or(0)))?;
        }
        for (_, name, today) in gazetteer.former() {
            if let Some(i) = places.get(today.code.as_str()) {
                w.add(Kind::Commune, *i, &fold(name), "", 1)?;
            }
        }
        Ok(())
    }

    fn taxonomy(w: &Writer, taxonomy: &Taxonomy) -> tantivy::Result<()> {
        for (kind, terms) in [
            (Kind::Category, &taxonomy.categories),
            (Kind::Action, &taxonomy.actions),
            (Kind::Object, &taxonomy.objects),
        ] {
            for (i, t) in (0u32..).zip(terms) {
                let labels = [&t.label_fr, &t.label_en].into_iter();
                for word in labels.chain(&t.synonyms_fr).chain(&t.synonyms_en) {
                    w.add(kind, i, &fold(word), "", AS_A_TOWN_OF)?;
                }
            }
        }
        Ok(())
    }

    /// The best finds of these kinds, each thing once. Slips are looked for when there are fewer than `enough`.
    #[must_use]
    pub fn find(&self, text: &str, kinds: &[Kind], limit: usize, enough: usize) -> Vec<Hit> {
        let Some(r) = &self.0 else { return Vec::new() };
        r.best(text, kinds, false, limit, enough)
    }
}

impl StructureIndex {
    /// One that finds nothing.
    pub(super) fn empty() -> Self {
        Self(None)
    }

    /// Indexes structures by their folded name and the words around it; the items come in the snapshot's order.
    /// A failure is logged and leaves the search empty.
    pub fn build<'a>(structures: impl Iterator<Item = (&'a str, String)>, count: usize) -> Self {
        let memory = (count * 160).clamp(20_000_000, 400_000_000);
        let write = || {
            let w = Writer::new(memory)?;
            for (i, (name, about)) in (0u32..).zip(structures) {
                w.add(Kind::Structure, i, name, &about, 0)?;
            }
            w.finish()
        };
        Self(or_log(
            "the index of structures could not be built",
            write(),
        ))
    }

    /// The best finds. Slips are looked for when there are fewer than `enough`.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize, enough: usize) -> Vec<Hit> {
        let Some(r) = &self.0 else { return Vec::new() };
        r.best(text, &[Kind::Structure], true, limit, enough)
    }

    /// Every structure that fits, with its score; slips are looked for when nothing fits without.
    pub(super) fn find_all(&self, text: &str) -> HashMap<u32, f32> {
        let Some(r) = &self.0 else {
            return HashMap::new();
        };
        for reading in [Reading::Strict, Reading::Lenient] {
            let Some(words) = words_query(r.fields, text, true, reading, WHOLE) else {
                return HashMap::new();
            };
            let searcher = r.reader.searcher();
            let found = searcher.search(&BooleanQuery::new(words), &Everything);
            let found = or_log("text search failed", found).unwrap_or_default();
            if !found.is_empty() {
                return found.into_iter().collect();
            }
        }
        HashMap::new()
    }

    /// Size in memory, bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let space = |r: &Reader| r.reader.searcher().space_usage().ok();
        let space = self.0.as_ref().and_then(space);
        space.map_or(0, |s| s.total().get_bytes())
    }
}

impl Reader {
    /// The best finds as typed; when they are fewer than `enough`, also those with a slip, after them.
    fn best(
        &self,
        text: &str,
        kinds: &[Kind],
        with_about: bool,
        limit: usize,
        enough: usize,
    ) -> Vec<Hit> {
        let mut hits = self.read(text, kinds, with_about, limit, Reading::Strict);
        if hits.len() < enough {
            let more = self.read(text, kinds, with_about, limit, Reading::Lenient);
            let known: Vec<(Kind, u32)> = hits.iter().map(|h| (h.kind, h.index)).collect();
            hits.extend(
                more.into_iter()
                    .filter(|h| !known.contains(&(h.kind, h.index))),
            );
            hits.truncate(limit);
        }
        hits
    }

    fn read(
        &self,
        text: &str,
        kinds: &[Kind],
        with_about: bool,
        limit: usize,
        reading: Reading,
    ) -> Vec<Hit> {
        let words = words_query(self.fields, text, with_about, reading, WHILE_TYPING);
        let Some(words) = words else {
            return Vec::new();
        };
        let query = BooleanQuery::new(words);
        let searcher = self.reader.searcher();
        // A term has a document for each of its names, a structure has one.
        let structures = kinds == [Kind::Structure];
        let documents = limit.saturating_mul(if structures { 1 } else { 8 });
        let top = TopDocs::with_limit(documents.clamp(64, 10_000));
        // The bonus counts before anything is cut off: a prefix gives all its finds one and the same score.
        let found = if structures {
            searcher.search(&query, &top.order_by_score())
        } else {
            let wanted = kinds.iter().fold(0u64, |mask, k| mask | 1 << k.number());
            let of_kind = move |kind: u64| wanted >> kind & 1 == 1;
            let top = top.tweak_score(with_bonus);
            searcher.search(
                &query,
                &FilterCollector::new("kind".to_owned(), of_kind, top),
            )
        };
        let found: Vec<(f32, DocAddress)> = or_log("text search failed", found).unwrap_or_default();
        let segments: Vec<Option<Stored>> = searcher
            .segment_readers()
            .iter()
            .map(|s| or_log("text search failed", Stored::of(s)))
            .collect();
        let mut best: HashMap<(Kind, u32), f32> = HashMap::new();
        for (score, at) in found {
            let stored = segments
                .get(at.segment_ord as usize)
                .and_then(Option::as_ref);
            if let Some(thing) = stored.and_then(|s| s.thing(at.doc_id)) {
                let entry = best.entry(thing).or_insert(score);
                *entry = entry.max(score);
            }
        }
        let hit = |((kind, index), score)| Hit { kind, index, score };
        let mut hits: Vec<Hit> = best.into_iter().map(hit).collect();
        hits.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then((a.kind, a.index).cmp(&(b.kind, b.index)))
        });
        hits.truncate(limit);
        hits
    }
}

/// The score of the words and the bonus of the thing.
fn with_bonus(segment: &SegmentReader) -> impl Fn(DocId, Score) -> Score + use<> {
    let bonus = segment.fast_fields().u64("bonus").ok();
    let bonus = bonus.map(|column| column.first_or_default_col(0));
    #[allow(clippy::cast_precision_loss)] // a few ten thousand at most
    move |doc, score| {
        score
            + bonus
                .as_ref()
                .map_or(0.0, |b| b.get_val(doc) as f32 / 1000.0)
    }
}

/// What the documents of a segment stand for.
struct Stored {
    kind: Column<u64>,
    index: Column<u64>,
}

impl Stored {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self {
            kind: fast.u64("kind")?,
            index: fast.u64("index")?,
        })
    }
    fn thing(&self, doc: DocId) -> Option<(Kind, u32)> {
        let kind = usize::try_from(self.kind.first(doc)?).ok()?;
        let index = u32::try_from(self.index.first(doc)?).ok()?;
        Some((*Kind::ALL.get(kind)?, index))
    }
}

/// Collects every find with its score.
struct Everything;

struct EverythingOfSegment {
    index: Column<u64>,
    found: Vec<(u32, f32)>,
}

impl Collector for Everything {
    type Fruit = Vec<(u32, f32)>;
    type Child = EverythingOfSegment;
    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<EverythingOfSegment> {
        Ok(EverythingOfSegment {
            index: segment.fast_fields().u64("index")?,
            found: Vec::new(),
        })
    }
    fn requires_scoring(&self) -> bool {
        true
    }
    fn merge_fruits(&self, parts: Vec<Vec<(u32, f32)>>) -> tantivy::Result<Vec<(u32, f32)>> {
        Ok(parts.concat())
    }
}

impl SegmentCollector for EverythingOfSegment {
    type Fruit = Vec<(u32, f32)>;
    fn collect(&mut self, doc: DocId, score: Score) {
        if let Some(i) = self.index.first(doc).and_then(|i| u32::try_from(i).ok()) {
            self.found.push((i, score));
        }
    }
    fn harvest(self) -> Self::Fruit {
        self.found
    }
}
