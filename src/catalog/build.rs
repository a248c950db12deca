//! Builds a snapshot: publish, sort along the Morton curve, serialise once, bulk-load.
use super::publish::{PublicStructure, Publisher};
use super::search::SearchIndex;
use super::snapshot::{Row, Snapshot, Span, Tri};
use crate::domain::geodesy::Coordinates;
use crate::domain::hours::Hours;
use crate::domain::taxonomy::Terms;
use crate::domain::text::fold;
use crate::domain::{Gazetteer, Source, Structure, Taxonomy, clock};
use crate::spatial::grid::morton;
use crate::spatial::{PlaceIndex, Slot};
use std::collections::HashMap;
use std::sync::Arc;

/// Code of the source of demonstration records.
pub const DEMO_SOURCE: &str = "demo";

struct Draft {
    id: u128,
    slug: Box<str>,
    fold: Box<str>,
    point: Option<Coordinates>,
    key: u64,
    row: Row,
    text: Box<[u8]>,
    properties: u32,
}

/// Takes structures one by one and keeps only their public form.
pub struct SnapshotBuilder {
    revision: i64,
    taxonomy: Arc<Taxonomy>,
    gazetteer: Arc<Gazetteer>,
    communes: HashMap<String, u32>,
    sources: Vec<Source>,
    by_source: HashMap<String, Source>,
    networks: Vec<String>,
    hours: Vec<(Hours, u8)>,
    hours_index: HashMap<String, u32>,
    drafts: Vec<Draft>,
}

fn bits<'a>(terms: &Terms, codes: impl IntoIterator<Item = &'a String>) -> u128 {
    codes
        .into_iter()
        .filter_map(|c| terms.index(c))
        .filter(|i| *i < 128)
        .fold(0, |b, i| b | 1 << i)
}

/// The lower 64 bits; the taxonomy has fewer categories than that.
#[allow(clippy::cast_possible_truncation)]
fn low64(b: u128) -> u64 {
    b as u64
}
#[allow(clippy::cast_possible_truncation)]
fn low32(b: u128) -> u32 {
    b as u32
}
/// An index that fits: a snapshot holds far fewer than 4 billion structures.
#[allow(clippy::cast_possible_truncation)]
fn small(n: usize) -> u32 {
    n as u32
}

impl SnapshotBuilder {
    /// An empty builder for one revision of the store.
    #[must_use]
    pub fn new(
        revision: i64,
        taxonomy: Arc<Taxonomy>,
        gazetteer: Arc<Gazetteer>,
        sources: Vec<Source>,
    ) -> Self {
        let communes = gazetteer.all().iter().enumerate();
        let communes = communes
            .filter(|(_, t)| t.kind == crate::domain::TerritoryKind::Commune)
            .map(|(i, t)| (t.code.clone(), small(i)))
            .collect();
        Self {
            revision,
            taxonomy,
            gazetteer,
            communes,
            by_source: sources
                .iter()
                .map(|s| (s.code.clone(), s.clone()))
                .collect(),
            sources,
            networks: Vec::new(),
            hours: Vec::new(),
            hours_index: HashMap::new(),
            drafts: Vec::new(),
        }
    }

    /// Takes in one structure.
    pub fn push(&mut self, structure: Structure) {
        let publisher = Publisher {
            taxonomy: &self.taxonomy,
            gazetteer: &self.gazetteer,
            sources: &self.by_source,
        };
        let public = publisher.publish(structure);
        self.push_public(&public);
    }

    fn push_public(&mut self, p: &PublicStructure) {
        let Ok(id) = ulid::Ulid::from_string(&p.id) else {
            return;
        };
        let row = self.row(p);
        let Some((text, properties)) = feature(p) else {
            return;
        };
        self.drafts.push(Draft {
            id: id.0,
            slug: p.slug.clone().into(),
            fold: fold(&p.name).into(),
            point: p.coordinates,
            key: p.coordinates.map_or(u64::MAX, morton),
            row,
            text,
            properties,
        });
    }

    fn row(&mut self, p: &PublicStructure) -> Row {
        let t = Arc::clone(&self.taxonomy);
        let networks = p
            .networks
            .iter()
            .filter_map(|n| self.network(n))
            .fold(0, |b, i| b | 1 << i);
        let source_bit = |code: &str| {
            self.sources
                .iter()
                .position(|s| s.code == code)
                .filter(|i| *i < 64)
        };
        Row {
            categories: low64(bits(&t.categories, &p.categories)),
            actions: low32(bits(&t.actions, p.offers.iter().map(|o| &o.action))),
            objects: bits(&t.objects, p.offers.iter().flat_map(|o| &o.objects)),
            labels: low32(bits(&t.labels, &p.labels)),
            commune: p
                .commune
                .as_ref()
                .and_then(|c| self.communes.get(&c.code))
                .copied()
                .unwrap_or(u32::MAX),
            name_rank: 0,
            updated: chrono::DateTime::parse_from_rfc3339(&p.updated).map_or(0, |d| d.timestamp()),
            sector: p
                .sector
                .as_ref()
                .and_then(|s| t.sectors.index(s))
                .and_then(|i| u8::try_from(i).ok())
                .unwrap_or(255),
            ess: p.ess.into(),
            appointment: p.by_appointment.into(),
            brand_only: p.brand_only.into(),
            at_home: p.at_home.is_some(),
            public: match p.public.as_deref() {
                Some("individuals") => 1,
                Some("professionals") => 2,
                Some("both") => 3,
                _ => 0,
            },
            sources: p
                .sources
                .iter()
                .filter_map(|s| source_bit(&s.source))
                .fold(0, |b, i| b | 1 << i),
            networks,
            hours: p
                .opening_hours
                .as_deref()
                .map_or(u32::MAX, |h| self.hours_of(h)),
        }
    }

    fn network(&mut self, name: &str) -> Option<usize> {
        if let Some(i) = self.networks.iter().position(|n| n == name) {
            return Some(i);
        }
        (self.networks.len() < 64).then(|| {
            self.networks.push(name.to_owned());
            self.networks.len() - 1
        })
    }

    /// Each distinct expression is parsed once.
    fn hours_of(&mut self, text: &str) -> u32 {
        if let Some(i) = self.hours_index.get(text) {
            return *i;
        }
        let i = Hours::parse(text).map_or(u32::MAX, |h| {
            let days = h.weekdays(clock::paris_now().date());
            self.hours.push((h, days));
            small(self.hours.len() - 1)
        });
        self.hours_index.insert(text.to_owned(), i);
        i
    }

    /// Sorts, indexes and freezes.
    #[must_use]
    pub fn finish(mut self) -> Snapshot {
        use rayon::slice::ParallelSliceMut;
        self.drafts.par_sort_by(|a, b| {
            a.key
                .cmp(&b.key)
                .then_with(|| place(a).cmp(&place(b)))
                .then(a.id.cmp(&b.id))
        });
        let mut by_name: Vec<u32> = (0..small(self.drafts.len())).collect();
        by_name.par_sort_by(|a, b| {
            let (a, b) = (&self.drafts[*a as usize], &self.drafts[*b as usize]);
            a.fold.cmp(&b.fold).then(a.id.cmp(&b.id))
        });
        for (rank, i) in by_name.iter().enumerate() {
            self.drafts[*i as usize].row.name_rank = small(rank);
        }
        let demo = self.sources.iter().position(|s| s.code == DEMO_SOURCE);
        let has_demo =
            demo.is_some_and(|i| self.drafts.iter().any(|d| d.row.sources >> i & 1 == 1));
        let search = SearchIndex::build(
            &self.taxonomy,
            &self.gazetteer,
            self.drafts
                .iter()
                .enumerate()
                .map(|(i, d)| (small(i), d.fold.as_ref())),
        );
        let mut s = Snapshot {
            revision: self.revision,
            category_counts: vec![0; self.taxonomy.categories.len()],
            category_index: Vec::new(),
            taxonomy: self.taxonomy,
            gazetteer: self.gazetteer,
            sources: self.sources,
            networks: self.networks,
            hours: self.hours,
            rows: Vec::with_capacity(self.drafts.len()),
            spans: Vec::with_capacity(self.drafts.len()),
            arena: Vec::with_capacity(self.drafts.iter().map(|d| d.text.len()).sum()),
            points: Vec::new(),
            keys: Vec::new(),
            by_id: HashMap::with_capacity(self.drafts.len()),
            by_slug: HashMap::with_capacity(self.drafts.len()),
            index: PlaceIndex::default(),
            search,
            has_demo,
        };
        for (i, d) in self.drafts.into_iter().enumerate() {
            s.take(small(i), d);
        }
        s.load_indexes();
        s
    }
}

fn place(d: &Draft) -> (u64, u64) {
    d.point
        .map_or((u64::MAX, u64::MAX), |p| (p.lon.to_bits(), p.lat.to_bits()))
}

/// The feature's text, and where its properties begin. `id` first, so that a reader can stop early.
fn feature(p: &PublicStructure) -> Option<(Box<[u8]>, u32)> {
    let geometry = p.coordinates.map_or_else(
        || "null".to_owned(),
        |c| {
            format!(
                "{{\"type\":\"Point\",\"coordinates\":[{},{}]}}",
                c.lon, c.lat
            )
        },
    );
    let head = format!(
        "{{\"type\":\"Feature\",\"id\":\"{}\",\"geometry\":{geometry},\"properties\":{{",
        p.id
    );
    let mut text = head.clone().into_bytes();
    let properties = serde_json::to_vec(p).ok()?;
    text.extend_from_slice(&properties[1..]);
    text.push(b'}');
    Some((text.into(), small(head.len())))
}

impl Snapshot {
    fn take(&mut self, i: u32, d: Draft) {
        self.spans.push(Span {
            start: self.arena.len(),
            properties: d.properties,
            len: small(d.text.len()),
        });
        self.arena.extend_from_slice(&d.text);
        self.by_id.insert(d.id, i);
        self.by_slug.insert(d.slug, i);
        for c in 0..self.category_counts.len() {
            self.category_counts[c] += u32::from(d.row.categories >> c & 1 == 1);
        }
        if let Some(p) = d.point {
            self.points.push(p);
            self.keys.push(d.key);
        }
        self.rows.push(d.row);
    }

    fn load_indexes(&mut self) {
        let places = |keep: &dyn Fn(&Row) -> bool| {
            let mut out: Vec<(Coordinates, Slot)> = Vec::new();
            for (i, p) in self
                .points
                .iter()
                .enumerate()
                .filter(|(i, _)| keep(&self.rows[*i]))
            {
                match out.last_mut() {
                    Some((q, slot)) if q == p => slot.len = small(i) - slot.start + 1,
                    _ => out.push((
                        *p,
                        Slot {
                            start: small(i),
                            len: 1,
                        },
                    )),
                }
            }
            out
        };
        let index = PlaceIndex::bulk_load(&places(&|_| true));
        let of = |c: usize| {
            PlaceIndex::bulk_load_nearest(&places(&|r: &Row| r.categories >> c & 1 == 1))
        };
        let category_index = (0..self.category_counts.len()).map(of).collect();
        self.index = index;
        self.category_index = category_index;
    }
}

impl Tri {
    /// Whether a yes/no filter lets this value through; unknown passes neither.
    #[must_use]
    pub fn is(self, wanted: bool) -> bool {
        self == if wanted { Self::Yes } else { Self::No }
    }
}
