//! The official contours of territories: exact shapes to draw, to place communes, and to tell which commune covers a
//! point.
//!
//! The file is read whole at start, but a shape stays packed until it is asked for: of 38,000 territories few are ever
//! looked at. What must be at hand at once, the boxes and a point inside, stands beside each shape.
mod assemble;
mod packed;
mod read;

pub use assemble::{Area, Assembly, Unknown};
pub use packed::{About, FORMAT, FileError};
pub use read::{ReadError, read};

use crate::domain::query::BoundingBox;
use crate::domain::{Coordinates, TerritoryKind};
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Coord, Intersects, MultiPolygon, Polygon, Rect};
use packed::{Box4, Stored};
use rstar::{AABB, RTree, RTreeObject};
use std::sync::OnceLock;

/// One territory's shape, packed until it is asked for.
#[derive(Debug)]
struct Entry {
    code: String,
    /// Communes of today that share this older shape, when it was split since; else empty.
    heirs: Vec<String>,
    /// A point inside.
    point: Option<Coordinates>,
    packed: Box<[u8]>,
    shape: OnceLock<Option<MultiPolygon<f64>>>,
}

impl Entry {
    fn shape(&self) -> Option<&MultiPolygon<f64>> {
        let unpack = || {
            packed::unpack(&self.packed)
                .inspect_err(|error| {
                    tracing::error!(code = self.code, %error, "a stored contour cannot be read");
                })
                .ok()
        };
        self.shape.get_or_init(unpack).as_ref()
    }
}

/// The box around one polygon of a commune.
#[derive(Debug)]
struct Part {
    envelope: AABB<[f64; 2]>,
    entry: u32,
    polygon: u32,
}

impl RTreeObject for Part {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// The contours that are loaded; none at all by default.
#[derive(Debug, Default)]
pub struct Contours {
    about: Option<About>,
    /// By kind, in the order of the codes.
    entries: [Vec<Entry>; TerritoryKind::ALL.len()],
    tree: RTree<Part>,
    stamp: u32,
    bytes: usize,
}

/// The commune whose contour covers a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covering<'a> {
    /// INSEE code.
    pub code: &'a str,
    /// Communes of today that share this contour, because it is older than their separation; else empty.
    pub heirs: &'a [String],
}

impl Contours {
    /// Reads a file that [`Assembly::finish`] made.
    ///
    /// # Errors
    /// Another file, one that is cut or damaged, or one of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        let (stored, stamp) = packed::open(bytes)?;
        let mut out = Self {
            about: Some(stored.about),
            stamp,
            bytes: bytes.len(),
            ..Self::default()
        };
        let mut parts = Vec::new();
        for t in stored.territories {
            let entries = &mut out.entries[t.kind as usize];
            if t.kind == TerritoryKind::Commune {
                let entry = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                let boxes = (0..).zip(&t.boxes);
                parts.extend(boxes.map(|(polygon, b)| Part {
                    envelope: envelope(b),
                    entry,
                    polygon,
                }));
            }
            entries.push(Entry::from(t));
        }
        // The file has them so; searching relies on it.
        for entries in &out.entries {
            if !entries.is_sorted_by(|a, b| a.code < b.code) {
                return Err(FileError::Damaged(
                    "codes stand out of order or twice".to_owned(),
                ));
            }
        }
        out.tree = RTree::bulk_load(parts);
        Ok(out)
    }

    /// What is loaded; `None` when nothing is.
    #[must_use]
    pub fn about(&self) -> Option<&About> {
        self.about.as_ref()
    }

    /// A number that differs between two files, 0 when none is loaded.
    #[must_use]
    pub fn stamp(&self) -> u32 {
        self.stamp
    }

    /// Size of the file, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The exact shape of a territory; that of a commune put together from several merged ones has several polygons
    /// which touch each other.
    #[must_use]
    pub fn polygon(&self, kind: TerritoryKind, code: &str) -> Option<&MultiPolygon<f64>> {
        self.entry(kind, code)?.shape()
    }

    /// A point inside a commune, none where its contour is older than its borders.
    #[must_use]
    pub fn point(&self, code: &str) -> Option<Coordinates> {
        self.entry(TerritoryKind::Commune, code)?.point
    }

    /// Some of a territory's contour lies in a box; `None` where no contour is known.
    #[must_use]
    pub fn meets(&self, kind: TerritoryKind, code: &str, view: &BoundingBox) -> Option<bool> {
        let corner = |x, y| Coord { x, y };
        let view = Rect::new(corner(view.west, view.south), corner(view.east, view.north));
        Some(self.polygon(kind, code)?.intersects(&view))
    }

    /// The commune whose contour covers a point: inside or on the border; of several the one of the lowest code.
    #[must_use]
    pub fn covering(&self, at: Coordinates) -> Option<Covering<'_>> {
        let point = AABB::from_point([at.lon, at.lat]);
        let here = Coord {
            x: at.lon,
            y: at.lat,
        };
        let communes = &self.entries[TerritoryKind::Commune as usize];
        let mut best: Option<u32> = None;
        for part in self.tree.locate_in_envelope_intersecting(&point) {
            // The entries stand in the order of their codes.
            if best.is_some_and(|b| b <= part.entry) {
                continue;
            }
            let shape = communes[part.entry as usize].shape();
            if shape.is_some_and(|s| {
                s.0.get(part.polygon as usize)
                    .is_some_and(|p| covers(p, here))
            }) {
                best = Some(part.entry);
            }
        }
        best.map(|i| &communes[i as usize]).map(|e| Covering {
            code: &e.code,
            heirs: &e.heirs,
        })
    }

    /// Codes of the territories of a kind that have a contour of their own, each with those that share it.
    pub fn codes(&self, kind: TerritoryKind) -> impl Iterator<Item = (&str, &[String])> {
        let entries = self.entries[kind as usize].iter();
        entries.map(|e| (e.code.as_str(), e.heirs.as_slice()))
    }

    /// Unpacks every shape and counts their corners.
    ///
    /// # Errors
    /// The first shape that cannot be unpacked.
    pub fn verify(&self) -> Result<usize, FileError> {
        let mut corners = 0;
        for entry in self.entries.iter().flatten() {
            let shape = packed::unpack(&entry.packed)
                .map_err(|e| FileError::Damaged(format!("the contour of {}: {e}", entry.code)))?;
            corners += geo::CoordsIter::coords_count(&shape);
        }
        Ok(corners)
    }

    fn entry(&self, kind: TerritoryKind, code: &str) -> Option<&Entry> {
        let entries = &self.entries[kind as usize];
        let at = entries.binary_search_by(|e| e.code.as_str().cmp(code));
        Some(&entries[at.ok()?])
    }
}

impl From<Stored<'_>> for Entry {
    fn from(t: Stored<'_>) -> Self {
        Self {
            code: t.code.to_owned(),
            heirs: t.heirs.into_iter().map(str::to_owned).collect(),
            point: t.point.and_then(packed::coordinates),
            packed: t.shape.into(),
            shape: OnceLock::new(),
        }
    }
}

fn envelope(b: &Box4) -> AABB<[f64; 2]> {
    let [west, south, east, north] = b.map(packed::degrees);
    AABB::from_corners([west, south], [east, north])
}

/// Inside or on the border: neither `geo::Contains`, which leaves the border out, nor a distance.
fn covers(polygon: &Polygon<f64>, at: Coord<f64>) -> bool {
    polygon.coordinate_position(&at) != CoordPos::Outside
}
