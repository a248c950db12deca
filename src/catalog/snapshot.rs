//! Columns, indexes and ready GeoJSON fragments of all published structures.
use super::publish::PublicStructure;
use crate::domain::geodesy::Coordinates;
use crate::domain::hours::Hours;
use crate::domain::{Gazetteer, Source, Taxonomy};
use crate::spatial::PlaceIndex;
use std::collections::HashMap;
use std::sync::Arc;

/// Unknown, no, yes, in two bits each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
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

/// What filters look at; one per structure, in the snapshot's order.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Bit per category, in display order.
    pub categories: u64,
    /// Bit per action.
    pub actions: u32,
    /// Bit per object.
    pub objects: u128,
    /// Bit per label.
    pub labels: u32,
    /// Index into `Gazetteer::all`, or `u32::MAX`.
    pub commune: u32,
    /// Index into the distinct opening hours, or `u32::MAX`.
    pub hours: u32,
    /// Place in the alphabetical order.
    pub name_rank: u32,
    /// Seconds since 1970 of the last change.
    pub updated: i64,
    /// Index of the sector of the main category; 255 without.
    pub sector: u8,
    /// ESS.
    pub ess: Tri,
    /// By appointment.
    pub appointment: Tri,
    /// Own brands only.
    pub brand_only: Tri,
    /// Serves at home.
    pub at_home: bool,
    /// 1 individuals, 2 professionals, 3 both, 0 unknown.
    pub public: u8,
    /// Bit per source.
    pub sources: u64,
    /// Bit per network.
    pub networks: u64,
}

/// Where a structure's text lies in the arena.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// From here on the properties, without their opening brace.
    pub properties: u32,
    /// Length in bytes.
    pub len: u32,
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
    /// The sources.
    pub sources: Vec<Source>,
    /// Network names, one bit each.
    pub networks: Vec<String>,
    /// Columns. Placed structures first, in Morton order.
    pub rows: Vec<Row>,
    /// Positions of the placed ones.
    pub points: Vec<Coordinates>,
    /// Morton keys of the placed ones.
    pub keys: Vec<u64>,
    pub(super) spans: Vec<Span>,
    pub(super) arena: Vec<u8>,
    pub(super) by_id: HashMap<u128, u32>,
    pub(super) by_slug: HashMap<Box<str>, u32>,
    /// Distinct opening hours with the weekdays on which they open.
    pub hours: Vec<(Hours, u8)>,
    /// All places.
    pub index: PlaceIndex,
    /// Places of each category, in the taxonomy's order.
    pub category_index: Vec<PlaceIndex>,
    /// Structures of each category, placed or not.
    pub category_counts: Vec<u32>,
    pub(super) search: super::search::SearchIndex,
    /// A demonstration record is among them.
    pub has_demo: bool,
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
    /// The point of a structure, if it has one.
    #[must_use]
    pub fn point(&self, i: u32) -> Option<Coordinates> {
        self.points.get(i as usize).copied()
    }
    /// Its GeoJSON feature.
    #[must_use]
    pub fn fragment(&self, i: u32) -> &[u8] {
        let s = self.spans[i as usize];
        &self.arena[s.start..s.start + s.len as usize]
    }
    /// Appends the feature, with `distance_m` when given.
    pub fn write_feature(&self, i: u32, distance_m: Option<f64>, out: &mut Vec<u8>) {
        let s = self.spans[i as usize];
        let text = self.fragment(i);
        match distance_m {
            None => out.extend_from_slice(text),
            Some(d) => {
                let (head, tail) = text.split_at(s.properties as usize);
                out.extend_from_slice(head);
                out.extend_from_slice(format!("\"distance_m\":{:.0},", d.round()).as_bytes());
                out.extend_from_slice(tail);
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
    /// By ULID.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.by_id
            .get(&ulid::Ulid::from_string(id).ok()?.0)
            .copied()
    }
    /// By the last part of the page's address.
    #[must_use]
    pub fn find_slug(&self, slug: &str) -> Option<u32> {
        self.by_slug.get(slug).copied()
    }
    /// Parsed opening hours.
    #[must_use]
    pub fn hours_of(&self, i: u32) -> Option<&Hours> {
        self.hours
            .get(self.rows[i as usize].hours as usize)
            .map(|h| &h.0)
    }
}
