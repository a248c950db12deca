//! Columns, indexes and ready GeoJSON fragments of all published structures.
use super::build::BuildStats;
use super::cluster::Level;
use super::coverage::Ground;
use super::matching::{Columns, Matching};
use super::memo::Memo;
use super::opening::{Openings, Weekdays};
use super::pieces::{Pieces, Place};
use super::publish::PublicStructure;
use super::search::{StructureIndex, TermIndex};
use super::subjects::{Combination, Subjects};
use super::sums::SumTree;
use crate::domain::completeness::{Completeness, Quality};
use crate::domain::geodesy::Coordinates;
use crate::domain::hours::Hours;
use crate::domain::{Census, Gazetteer, Month, Source, StructureQuery, Taxonomy, Territory};
use crate::spatial::{BoxIndex, Contours, NearIndex, Outlines, Points};
use arc_swap::{ArcSwap, ArcSwapOption};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

/// Unknown, no, yes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tri {
    /// Nobody said.
    #[default]
    Unknown,
    /// No.
    No,
    /// Yes.
    Yes,
}
impl From<Option<bool>> for Tri {
    fn from(v: Option<bool>) -> Self {
        match v {
            None => Self::Unknown,
            Some(false) => Self::No,
            Some(true) => Self::Yes,
        }
    }
}
impl Tri {
    /// Whether a yes/no filter lets this value through; unknown passes neither.
    #[must_use]
    pub fn is(self, wanted: bool) -> bool {
        self == if wanted { Self::Yes } else { Self::No }
    }
}

/// Where a structure serves at home.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Perimeter {
    /// It does not, or nobody said.
    #[default]
    None,
    /// Around its position, up to this many metres.
    Metres(f32),
    /// In a department: its index into `Gazetteer::all`, or `u32::MAX` for one that there is not.
    Department(u32),
    /// Metropolitan or overseas France as a whole: told apart, it fills no gap.
    National,
}

impl Perimeter {
    /// It serves at home, wherever.
    #[must_use]
    pub fn at_home(self) -> bool {
        self != Self::None
    }
}

/// One offer as masks over the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OfferMask {
    /// Bit of the action.
    pub actions: u32,
    /// Bits of the objects.
    pub objects: u128,
}

/// What filters look at; one per structure, in the snapshot's order.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Bit per category, in display order.
    pub categories: u64,
    /// Bit per object of any offer.
    pub objects: u128,
    /// Bit per action of any offer.
    pub actions: u32,
    /// Bit per label.
    pub labels: u32,
    /// Index into `Gazetteer::all`, or `u32::MAX`.
    pub commune: u32,
    /// Index into the distinct opening hours, or `u32::MAX`.
    pub hours: u32,
    /// Index into the distinct sets of offers.
    pub offers: u32,
    /// Index into the distinct sets of sources.
    pub sources: u32,
    /// Index into the distinct sets of networks.
    pub networks: u32,
    /// Place in the alphabetical order.
    pub name_rank: u32,
    /// Seconds since 1970 of the last change.
    pub updated: i64,
    /// Index of the sector of the main category; 255 without.
    pub sector: u8,
    /// Index of the main category; 255 without.
    pub category: u8,
    /// ESS.
    pub ess: Tri,
    /// By appointment.
    pub appointment: Tri,
    /// Own brands only.
    pub brand_only: Tri,
    /// Where it serves at home.
    pub perimeter: Perimeter,
    /// 1 individuals, 2 professionals, 3 both, 0 unknown.
    pub public: u8,
    /// What is known of it.
    pub completeness: Completeness,
    /// The day on which a person last confirmed it, Paris time, counted from the year 1; 0 for never.
    pub verified: i32,
}

/// A structure's fragment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    /// Where it lies.
    pub place: Place,
    /// Length in bytes.
    pub len: u32,
    /// From here on the properties, without their opening brace.
    pub properties: u32,
    /// Here the name and the slug, which the properties begin with, end.
    pub card: u32,
}

/// What is still told of a structure that is gone, so that others like it can be offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Last {
    /// INSEE code of its commune.
    pub commune: Option<String>,
    /// Code of its main category.
    pub category: Option<String>,
}

/// Why an address that once was does not lead to a structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Former {
    /// No longer published; where and what it was.
    Withdrawn(Last),
    /// Joined to the structure of this id.
    MergedInto(String),
}

/// An immutable picture of the directory at one revision of the store.
#[derive(Debug)]
pub struct Snapshot {
    /// Revision of the store.
    pub revision: i64,
    /// The taxonomy.
    pub taxonomy: Arc<Taxonomy>,
    /// The territories.
    pub gazetteer: Arc<Gazetteer>,
    /// Outlines to draw.
    pub outlines: Arc<Outlines>,
    pub(super) contours: Arc<Contours>,
    /// Differs between two stores that happen to be at the same revision.
    pub stamp: u64,
    /// What its build took.
    pub stats: BuildStats,
    /// The sources.
    pub sources: Vec<Source>,
    /// Structures of each source.
    pub source_counts: Vec<usize>,
    /// Columns. Placed structures first, in Morton order.
    pub rows: Vec<Row>,
    /// Positions of the placed ones.
    pub points: Arc<Points>,
    /// Structures of each category, placed or not.
    pub category_counts: Vec<usize>,
    /// Distinct opening hours.
    pub hours: Vec<Hours>,
    /// The day of the build.
    pub day: NaiveDate,
    /// A demonstration record is among them.
    pub has_demo: bool,
    pub(super) keys: Vec<u64>,
    /// Sectors of the placed ones, apart from the rows: clusters look at nothing else of them. 5 without.
    pub(super) sectors: Vec<u8>,
    pub(super) ids: Vec<(u128, u32)>,
    /// Digest of the slug, index.
    pub(super) slugs: Vec<(u64, u32)>,
    pub(super) former: HashMap<String, Former>,
    /// Parts of the people within 10 km, by territory and filter, month by month.
    pub(super) trends: HashMap<(String, String), Vec<(Month, f64)>>,
    pub(super) census: Census,
    pub(super) offer_sets: Vec<Vec<OfferMask>>,
    pub(super) source_sets: Vec<Vec<String>>,
    pub(super) network_sets: Vec<Vec<String>>,
    pub(super) spans: Vec<Span>,
    pub(super) fragments: Pieces,
    pub(super) boxes: BoxIndex,
    pub(super) near: NearIndex,
    /// The placed ones of each category, in the taxonomy's order.
    pub(super) near_of: Vec<NearIndex>,
    pub(super) by_category: Vec<Arc<Matching>>,
    pub(super) sums: SumTree,
    /// Clusters of all structures, by zoom.
    pub(super) levels: Vec<Level>,
    pub(super) terms: Arc<TermIndex>,
    pub(super) words: StructureIndex,
    pub(super) matchings: Memo<Columns, Arc<Matching>>,
    pub(super) ground: Arc<Ground>,
    pub(super) coverage: super::coverage::Known,
    /// The weekdays on which the distinct opening hours open.
    pub(super) weekdays: ArcSwap<Weekdays>,
    /// Ranks by opening at the moment that was asked for last.
    pub(super) openings: ArcSwapOption<Openings>,
    /// Figures of all structures, once they were asked for.
    pub(super) whole: OnceLock<super::overview::Whole>,
    pub(super) subjects: OnceLock<Subjects>,
    /// What can be done with what, once it was asked for.
    pub(super) offered: OnceLock<Vec<(super::subjects::Subject, usize)>>,
    /// Pages about communes, once they were asked for.
    pub(super) combinations: OnceLock<Vec<Combination>>,
}

impl Snapshot {
    /// All structures.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// There are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// The official contours, as in `contours().polygon(kind, code)`; empty where none are loaded.
    #[must_use]
    pub fn contours(&self) -> &Contours {
        &self.contours
    }
    /// The point of a structure, if it has one.
    #[must_use]
    pub fn point(&self, i: u32) -> Option<Coordinates> {
        self.points.get(i as usize).copied()
    }
    /// Its GeoJSON feature.
    #[must_use]
    pub fn fragment(&self, i: u32) -> &[u8] {
        let s = self.spans[i as usize];
        self.fragments.get(s.place, s.len)
    }
    /// Appends the feature, with `distance_m` when given.
    pub fn write_feature(&self, i: u32, distance_m: Option<f64>, out: &mut Vec<u8>) {
        let text = self.fragment(i);
        let Some(d) = distance_m else {
            out.extend_from_slice(text);
            return;
        };
        let (head, tail) = text.split_at(self.spans[i as usize].properties as usize);
        out.extend_from_slice(head);
        out.extend_from_slice(b"\"distance_m\":");
        // Whole metres, without the machinery of `write!`. Writing to memory cannot fail.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // half the globe at most
        let _ = serde_json::to_writer(&mut *out, &(d.round() as u32));
        out.push(b',');
        out.extend_from_slice(tail);
    }
    /// Bytes of the features of a page, for an answer that is allocated once.
    #[must_use]
    pub fn features_len(&self, items: &[(u32, Option<f64>)]) -> usize {
        let one = |(i, _): &(u32, Option<f64>)| self.spans[*i as usize].len as usize + 32;
        items.iter().map(one).sum()
    }
    /// Appends `,"id":…,"name":…,"slug":…,"sector":…,"category":…` of one structure.
    pub(super) fn write_card(&self, i: u32, out: &mut Vec<u8>) {
        let row = &self.rows[i as usize];
        let span = self.spans[i as usize];
        let text = self.fragment(i);
        out.extend_from_slice(b",\"id\":\"");
        out.extend_from_slice(&text[super::build::ID_AT..super::build::ID_AT + ulid::ULID_LEN]);
        out.extend_from_slice(b"\",");
        out.extend_from_slice(&text[span.properties as usize..span.card as usize]);
        let code = |terms: &crate::domain::taxonomy::Terms, n: u8| {
            terms.nth(usize::from(n)).map(|t| t.code.clone())
        };
        for (name, code) in [
            ("sector", code(&self.taxonomy.sectors, row.sector)),
            ("category", code(&self.taxonomy.categories, row.category)),
        ] {
            if let Some(code) = code {
                let _ = write!(out, ",\"{name}\":\"{code}\"");
            }
        }
    }
    /// Reads a structure back from its fragment, for a page.
    #[must_use]
    pub fn structure(&self, i: u32) -> Option<PublicStructure> {
        #[derive(serde::Deserialize)]
        struct Feature {
            id: String,
            properties: PublicStructure,
        }
        let f: Feature = serde_json::from_slice(self.fragment(i)).ok()?;
        Some(PublicStructure {
            id: f.id,
            coordinates: self.point(i),
            ..f.properties
        })
    }
    /// The licences of some structures' sources, each once.
    #[must_use]
    pub fn licences_of(&self, structures: &[u32]) -> BTreeSet<&str> {
        let sets = structures.iter().map(|i| self.rows[*i as usize].sources);
        let sets: BTreeSet<u32> = sets.collect();
        let codes = sets.iter().flat_map(|n| &self.source_sets[*n as usize]);
        let codes: BTreeSet<&String> = codes.collect();
        let used = self.sources.iter().filter(|s| codes.contains(&s.code));
        used.map(|s| s.licence.as_str()).collect()
    }
    /// By ULID.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        let id = ulid::Ulid::from_string(id).ok()?.0;
        let at = self.ids.binary_search_by_key(&id, |x| x.0).ok()?;
        Some(self.ids[at].1)
    }
    /// By the last part of the page's address.
    #[must_use]
    pub fn find_slug(&self, slug: &str) -> Option<u32> {
        let digest = slug_digest(slug);
        let from = self.slugs.partition_point(|x| x.0 < digest);
        self.slugs[from..]
            .iter()
            .take_while(|x| x.0 == digest)
            .map(|x| x.1)
            .find(|i| self.structure(*i).is_some_and(|s| s.slug == slug))
    }
    /// What became of an id or a slug that no longer leads to a structure.
    #[must_use]
    pub fn former(&self, id_or_slug: &str) -> Option<&Former> {
        self.former.get(id_or_slug)
    }
    /// Where somebody looked for structures.
    #[must_use]
    pub fn census(&self) -> &Census {
        &self.census
    }
    /// The spelling of a filter under which figures are kept by the month: that of all structures, and those of one
    /// category. `None` for others.
    #[must_use]
    pub fn history_key(q: &StructureQuery) -> Option<String> {
        let alone = StructureQuery {
            categories: q.categories.clone(),
            ..StructureQuery::default()
        };
        match &q.categories[..] {
            [] if *q == alone => Some(String::new()),
            [category] if *q == alone => Some(format!("category={category}")),
            _ => None,
        }
    }
    /// The part of a territory's people within 10 km, month by month, where it was kept.
    #[must_use]
    pub fn trend(&self, t: &Territory, q: &StructureQuery) -> &[(Month, f64)] {
        let place = format!("{}:{}", t.kind.as_str(), t.code);
        let found = Self::history_key(q).and_then(|key| self.trends.get(&(place, key)));
        found.map_or(&[], Vec::as_slice)
    }
    /// The day on which a person last confirmed it, Paris time.
    #[must_use]
    pub fn verified_on(&self, i: u32) -> Option<NaiveDate> {
        let days = self.rows[i as usize].verified;
        NaiveDate::from_num_days_from_ce_opt(days).filter(|_| days > 0)
    }
    /// Completeness and age of verification of some structures, as seen on a day.
    pub fn quality(&self, of: impl IntoIterator<Item = u32>, today: NaiveDate) -> Quality {
        let one = |i: u32| (self.rows[i as usize].completeness, self.verified_on(i));
        Quality::of(of.into_iter().map(one), today)
    }
    /// Parsed opening hours.
    #[must_use]
    pub fn hours_of(&self, i: u32) -> Option<&Hours> {
        self.hours.get(self.rows[i as usize].hours as usize)
    }
}

/// The same slug gives the same number while the program runs.
pub(super) fn slug_digest(slug: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut h = DefaultHasher::new();
    slug.hash(&mut h);
    h.finish()
}
