//! Text search: accent-blind, typo-tolerant, by prefix of the last word. tantivy in memory.
//!
//! Two indexes: territories and taxonomy, built once per program, and the structures of one snapshot.
use super::finds::{Everything, Stored};
use super::lexicon::{Lexicon, Understood};
use super::places::bare;
use crate::domain::text::fold;
use crate::domain::{Gazetteer, Taxonomy, TerritoryKind};
use std::collections::HashMap;
use tantivy::collector::{FilterCollector, TopDocs};
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{DocAddress, DocId, Index, IndexReader, Score, SegmentReader, Term};

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

/// Score of a thing that the text names: above what the words of any other can give.
const NAMED: f32 = 10_000.0;

/// Territories and taxonomy.
pub struct TermIndex {
    reader: Option<Reader>,
    lexicon: Lexicon,
}

/// The structures of one snapshot.
pub struct StructureIndex(Option<Reader>);

impl std::fmt::Debug for TermIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TermIndex")
            .field(&self.reader.is_some())
            .finish()
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
        Self {
            reader: or_log("the index of terms could not be built", write()),
            lexicon: Lexicon::build(taxonomy, gazetteer),
        }
    }

    /// What a text says in everyday words.
    #[must_use]
    pub fn understand(&self, text: &str) -> Understood {
        self.lexicon.understand(text)
    }

    /// The everyday word of a find that a text begins, when it is not its label.
    #[must_use]
    pub fn said(&self, hit: &Hit, text: &str) -> Option<&str> {
        self.lexicon.said(hit.kind, hit.index, text)
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
            let people = u64::from(t.population.unwrap_or(0));
            // An EPCI that is named after its town has more people, and is meant less often.
            let weight = people / if kind == Kind::Epci { 10 } else { 1 };
            w.add(kind, i, &words, "", weight)?;
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
                for label in [&t.label_fr, &t.label_en] {
                    w.add(kind, i, &fold(label), "", 2 * AS_A_TOWN_OF)?;
                }
                let verbs = t.verbs_fr.iter().chain(&t.verbs_en);
                let words = t.synonyms_fr.iter().chain(&t.synonyms_en);
                for word in words.chain(verbs) {
                    w.add(kind, i, &fold(word), "", AS_A_TOWN_OF)?;
                }
            }
        }
        Ok(())
    }

    /// The best finds of these kinds, each thing once: those that the text names, those that it begins, and, when
    /// they are fewer than `enough`, those that it means with a slip.
    #[must_use]
    pub fn find(&self, text: &str, kinds: &[Kind], limit: usize, enough: usize) -> Vec<Hit> {
        let Some(r) = &self.reader else {
            return Vec::new();
        };
        let (named, meant) = self.named(text, kinds);
        let mut begun = r.read(text, kinds, false, limit, Reading::Strict);
        let bare = bare(text);
        let mut text = text;
        if begun.is_empty() && !bare.is_empty() {
            // Only then: there are communes called Vers and Pas-en-Artois.
            begun = r.read(&bare, kinds, false, limit, Reading::Strict);
            text = &bare;
        }
        let mut hits = joined(named, begun, limit);
        if hits.len() < enough {
            let lowest = hits.last().map_or(NAMED, |h| h.score);
            let meant = meant.into_iter().map(|h| Hit { score: lowest, ..h });
            hits = joined(hits, meant.collect(), limit);
            let lenient = r.read(text, kinds, false, limit, Reading::Lenient);
            hits = joined(hits, lenient, limit);
        }
        hits
    }

    /// What the whole text says in everyday words: as it is written, and with a slip put right.
    fn named(&self, text: &str, kinds: &[Kind]) -> (Vec<Hit>, Vec<Hit>) {
        let understood = self.understand(text);
        // A term alone does not say when.
        if !understood.is_whole() || understood.is_timed() {
            return (Vec::new(), Vec::new());
        }
        let things = understood.things().filter(|(kind, _)| kinds.contains(kind));
        let hits = things.zip((0u8..).map(|n| NAMED - f32::from(n)));
        let hits = hits.map(|((kind, index), score)| Hit { kind, index, score });
        if understood.slipped {
            (Vec::new(), hits.collect())
        } else {
            (hits.collect(), Vec::new())
        }
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
        let read = |reading| r.read(text, &[Kind::Structure], true, limit, reading);
        let hits = read(Reading::Strict);
        if hits.len() < enough {
            return joined(hits, read(Reading::Lenient), limit);
        }
        hits
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

/// Finds, then others that are not among them.
fn joined(mut hits: Vec<Hit>, more: Vec<Hit>, limit: usize) -> Vec<Hit> {
    let known: Vec<(Kind, u32)> = hits.iter().map(|h| (h.kind, h.index)).collect();
    let new = |h: &Hit| !known.contains(&(h.kind, h.index));
    hits.extend(more.into_iter().filter(new));
    hits.truncate(limit);
    hits
}

impl Reader {
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
