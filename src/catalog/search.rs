//! Text search: accent-blind, typo-tolerant, by prefix of the last word. tantivy in memory.
use crate::domain::text::fold;
use crate::domain::{Gazetteer, Taxonomy, TerritoryKind};
use std::collections::HashMap;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{DocAddress, Index, IndexReader, Term};

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `Ref` is an index into `Gazetteer::all`.
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
        Self::ALL
            .iter()
            .position(|k| *k == self)
            .map_or(0, |i| i as u64)
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

#[derive(Clone, Copy)]
struct Schemas {
    text: Field,
    kind: Field,
    index: Field,
    weight: Field,
}

/// The text index of one snapshot.
pub struct SearchIndex {
    fields: Schemas,
    reader: Option<IndexReader>,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex")
            .field("ready", &self.reader.is_some())
            .finish_non_exhaustive()
    }
}

fn schema() -> (Schema, Schemas) {
    let mut b = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqs);
    let number = NumericOptions::from(FAST | INDEXED);
    let fields = Schemas {
        text: b.add_text_field("text", TextOptions::default().set_indexing_options(words)),
        kind: b.add_u64_field("kind", number.clone()),
        index: b.add_u64_field("index", number.clone()),
        weight: b.add_u64_field("weight", number),
    };
    (b.build(), fields)
}

impl SearchIndex {
    /// Indexes territories, taxonomy and the folded names of structures. A failure is logged and leaves search empty.
    pub fn build<'a>(
        taxonomy: &Taxonomy,
        gazetteer: &Gazetteer,
        structures: impl Iterator<Item = (u32, &'a str)>,
    ) -> Self {
        let (schema, fields) = schema();
        let built = Self::write(
            &Index::create_in_ram(schema),
            fields,
            taxonomy,
            gazetteer,
            structures,
        );
        let reader = built
            .map_err(|error| tracing::error!(%error, "the text index could not be built"))
            .ok();
        Self { fields, reader }
    }

    fn write<'a>(
        index: &Index,
        f: Schemas,
        taxonomy: &Taxonomy,
        gazetteer: &Gazetteer,
        structures: impl Iterator<Item = (u32, &'a str)>,
    ) -> tantivy::Result<IndexReader> {
        let mut writer = index.writer_with_num_threads(1, 64_000_000)?;
        let add = |kind: Kind, i: u64, text: &str, weight: u64| -> tantivy::Result<()> {
            let mut doc = tantivy::TantivyDocument::default();
            doc.add_text(f.text, text);
            doc.add_u64(f.kind, kind.number());
            doc.add_u64(f.index, i);
            doc.add_u64(f.weight, weight);
            writer.add_document(doc).map(|_| ())
        };
        let mut places: HashMap<&str, u64> = HashMap::new();
        for (i, t) in gazetteer.all().iter().enumerate() {
            let kind = match t.kind {
                TerritoryKind::Commune => Kind::Commune,
                TerritoryKind::Epci => Kind::Epci,
                TerritoryKind::Department => Kind::Department,
                TerritoryKind::Region => Kind::Region,
            };
            if kind == Kind::Commune {
                places.insert(&t.code, i as u64);
            }
            let codes = t.postal_codes.join(" ");
            let code = if kind == Kind::Department {
                t.code.as_str()
            } else {
                ""
            };
            add(
                kind,
                i as u64,
                &format!("{} {codes} {}", fold(&t.name), code.to_lowercase()),
                u64::from(t.population.unwrap_or(0)),
            )?;
        }
        for (_, name, today) in gazetteer.former() {
            if let Some(i) = places.get(today.code.as_str()) {
                add(Kind::Commune, *i, &fold(name), 1)?;
            }
        }
        for (kind, terms) in [
            (Kind::Category, &taxonomy.categories),
            (Kind::Action, &taxonomy.actions),
            (Kind::Object, &taxonomy.objects),
        ] {
            for (i, t) in terms.iter().enumerate() {
                for word in [&t.label_fr, &t.label_en]
                    .into_iter()
                    .chain(&t.synonyms_fr)
                    .chain(&t.synonyms_en)
                {
                    add(kind, i as u64, &fold(word), 1_000)?;
                }
            }
        }
        for (i, name) in structures {
            add(Kind::Structure, u64::from(i), name, 0)?;
        }
        writer.commit()?;
        index.reader()
    }

    /// All words must be found, the last one as a prefix; one letter may be wrong from 4 letters on, two from 9 on.
    fn query(&self, text: &str, kinds: &[Kind]) -> Option<BooleanQuery> {
        let folded = fold(text);
        let words: Vec<&str> = folded
            .split(' ')
            .filter(|w| !w.is_empty())
            .take(12)
            .collect();
        let last = words.len().checked_sub(1)?;
        let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (i, word) in words.iter().enumerate() {
            let term =
                Term::from_field_text(self.fields.text, &word.chars().take(40).collect::<String>());
            let digits = word.bytes().all(|b| b.is_ascii_digit());
            let distance = if digits {
                0
            } else {
                match word.len() {
                    0..=3 => 0,
                    4..=8 => 1,
                    _ => 2,
                }
            };
            let exact: Box<dyn Query> =
                Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs));
            let mut any: Vec<(Occur, Box<dyn Query>)> =
                vec![(Occur::Should, Box::new(BoostQuery::new(exact, 4.0)))];
            if i == last {
                let prefix = FuzzyTermQuery::new_prefix(term.clone(), 0, true);
                any.push((
                    Occur::Should,
                    Box::new(BoostQuery::new(Box::new(prefix), 3.0)),
                ));
            }
            if distance > 0 {
                let fuzzy = if i == last {
                    FuzzyTermQuery::new_prefix(term, distance, true)
                } else {
                    FuzzyTermQuery::new(term, distance, true)
                };
                any.push((Occur::Should, Box::new(fuzzy)));
            }
            all.push((Occur::Must, Box::new(BooleanQuery::new(any))));
        }
        let of_kind = |k: &Kind| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_u64(self.fields.kind, k.number());
            (
                Occur::Should,
                Box::new(BoostQuery::new(
                    Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
                    0.0,
                )),
            )
        };
        all.push((
            Occur::Must,
            Box::new(BooleanQuery::new(kinds.iter().map(of_kind).collect())),
        ));
        Some(BooleanQuery::new(all))
    }

    /// The best finds of these kinds, each thing once.
    #[must_use]
    pub fn find(&self, text: &str, kinds: &[Kind], limit: usize) -> Vec<Hit> {
        let Some((query, reader)) = self.query(text, kinds).zip(self.reader.as_ref()) else {
            return Vec::new();
        };
        let searcher = reader.searcher();
        let wanted = limit.saturating_mul(8).clamp(64, 200_000);
        let found: Vec<(f32, DocAddress)> =
            match searcher.search(&query, &TopDocs::with_limit(wanted).order_by_score()) {
                Ok(found) => found,
                Err(error) => {
                    tracing::error!(%error, "text search failed");
                    return Vec::new();
                }
            };
        let mut best: HashMap<(Kind, u32), f32> = HashMap::new();
        for (score, at) in found {
            let fast = searcher.segment_reader(at.segment_ord).fast_fields();
            let number = |name: &str| fast.u64(name).ok().and_then(|c| c.first(at.doc_id));
            let (Some(kind), Some(index), Some(weight)) =
                (number("kind"), number("index"), number("weight"))
            else {
                continue;
            };
            let Some(kind) = usize::try_from(kind).ok().and_then(|k| Kind::ALL.get(k)) else {
                continue;
            };
            let Ok(index) = u32::try_from(index) else {
                continue;
            };
            // Towns before hamlets of the same name; the logarithm keeps the text first.
            #[allow(clippy::cast_possible_truncation)]
            let score = score + 0.6 * ((weight + 1) as f64).ln() as f32;
            let entry = best.entry((*kind, index)).or_insert(score);
            *entry = entry.max(score);
        }
        let mut hits: Vec<Hit> = best
            .into_iter()
            .map(|((kind, index), score)| Hit { kind, index, score })
            .collect();
        hits.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then((a.kind, a.index).cmp(&(b.kind, b.index)))
        });
        hits.truncate(limit);
        hits
    }
}

impl super::Snapshot {
    /// Finds of these kinds, the best first.
    #[must_use]
    pub fn search_hits(&self, text: &str, kinds: &[Kind], limit: usize) -> Vec<Hit> {
        self.search.find(text, kinds, limit)
    }

    /// Where a find lies, when it lies somewhere.
    #[must_use]
    pub fn hit_point(&self, hit: &Hit) -> Option<crate::domain::Coordinates> {
        match hit.kind {
            Kind::Structure => self.point(hit.index),
            Kind::Commune | Kind::Epci | Kind::Department | Kind::Region => {
                self.gazetteer.all().get(hit.index as usize)?.position
            }
            _ => None,
        }
    }
}
