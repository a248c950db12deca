//! The file of contours: a head with a checksum, then the territories, packed.
//!
//! Coordinates are whole numbers of 1e-7 degrees (a centimetre; the official files have fewer decimals, so that nothing
//! is lost) and stand as differences from corner to corner, which postcard writes in one to three bytes each: about a
//! third of the GeoJSON, and one quick read at start. FlatGeobuf keeps two floats a corner, has no checksum and no
//! place for the point inside; reading all of it back into polygons at each start would take longer and weigh more.
use crate::domain::{Coordinates, TerritoryKind};
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon};
use serde::{Deserialize, Serialize};

/// Version of the file's form; stands in its first bytes.
pub const FORMAT: &[u8; 8] = b"BOUCLEG1";

/// Bytes before the territories: the form, the length and the checksum.
const HEAD: usize = FORMAT.len() + 8 + 4;

/// Units of a degree.
const UNITS: f64 = 1e7;

/// What is known of a set of contours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The year whose communes these are.
    pub year: u16,
    /// How much the lines are simplified: `100m`; for files from a folder, whatever their names say.
    pub resolution: String,
    /// Address or folder that they were taken from.
    pub source: String,
    /// When, RFC 3339.
    pub taken: String,
    /// `region:52` for files that cover only this.
    pub partial: Option<String>,
    /// Whether a file of movements told what became of older codes.
    pub movements: bool,
    /// Shapes of former communes, put together under the codes of today.
    pub followed: u32,
    /// Codes that no table and no movement knows: their shapes are not kept.
    pub unknown: Vec<(TerritoryKind, String, String)>,
}

/// Why a file of contours cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Not ours, or of another version.
    #[error("it is no file of contours of this version")]
    Foreign,
    /// Cut or changed.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

/// West, south, east, north.
pub(super) type Box4 = [i32; 4];

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stored<'a> {
    pub kind: TerritoryKind,
    pub code: &'a str,
    #[serde(borrow)]
    pub heirs: Vec<&'a str>,
    pub point: Option<[i32; 2]>,
    /// Of each polygon.
    pub boxes: Vec<Box4>,
    pub shape: &'a [u8],
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Body<'a> {
    pub about: About,
    #[serde(borrow)]
    pub territories: Vec<Stored<'a>>,
}

/// The whole file.
pub(super) fn write(body: &Body<'_>) -> Result<Vec<u8>, FileError> {
    let damaged = |e: postcard::Error| FileError::Damaged(e.to_string());
    let body = postcard::to_allocvec(body).map_err(damaged)?;
    let mut out = Vec::with_capacity(HEAD + body.len());
    out.extend_from_slice(FORMAT);
    out.extend_from_slice(&(body.len() as u64).to_le_bytes());
    out.extend_from_slice(&checksum(&body).to_le_bytes());
    out.extend_from_slice(&body);
    Ok(out)
}

/// The content of a file, and its checksum.
pub(super) fn open(bytes: &[u8]) -> Result<(Body<'_>, u32), FileError> {
    let Some((form, rest)) = bytes.split_first_chunk::<8>() else {
        return Err(FileError::Foreign);
    };
    if form != FORMAT {
        return Err(FileError::Foreign);
    }
    let cut = || FileError::Damaged("it ends too early".to_owned());
    let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(cut)?;
    let (sum, body) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
    let sum = u32::from_le_bytes(*sum);
    if body.len() as u64 != u64::from_le_bytes(*length) {
        return Err(FileError::Damaged(format!(
            "it has {} bytes instead of {}",
            body.len(),
            u64::from_le_bytes(*length)
        )));
    }
    if checksum(body) != sum {
        return Err(FileError::Damaged("its checksum is wrong".to_owned()));
    }
    let body = postcard::from_bytes(body).map_err(|e| FileError::Damaged(e.to_string()))?;
    Ok((body, sum))
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Corners as differences from the one before, ring by ring, polygon by polygon.
type Deltas = Vec<Vec<Vec<(i32, i32)>>>;

/// A shape in few bytes.
pub(super) fn pack(polygons: &[Polygon<f64>]) -> Result<Vec<u8>, postcard::Error> {
    let mut last = (0_i32, 0_i32);
    // A difference across half the globe does not fit: both ways count round the same circle of whole numbers.
    let mut step = |c: &Coord<f64>| {
        let here = (units(c.x), units(c.y));
        let delta = (here.0.wrapping_sub(last.0), here.1.wrapping_sub(last.1));
        last = here;
        delta
    };
    let mut rings = |p: &Polygon<f64>| -> Vec<Vec<(i32, i32)>> {
        let all = std::iter::once(p.exterior()).chain(p.interiors());
        all.map(|r| r.coords().map(&mut step).collect()).collect()
    };
    let deltas: Deltas = polygons.iter().map(&mut rings).collect();
    postcard::to_allocvec(&deltas)
}

pub(super) fn unpack(bytes: &[u8]) -> Result<MultiPolygon<f64>, postcard::Error> {
    let deltas: Deltas = postcard::from_bytes(bytes)?;
    let mut last = (0_i32, 0_i32);
    let mut ring = |deltas: Vec<(i32, i32)>| {
        let corners = deltas.into_iter().map(|d| {
            last = (last.0.wrapping_add(d.0), last.1.wrapping_add(d.1));
            Coord {
                x: degrees(last.0),
                y: degrees(last.1),
            }
        });
        LineString(corners.collect())
    };
    let polygons = deltas.into_iter().map(|rings| {
        let mut rings = rings.into_iter().map(&mut ring);
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Polygon::new(outer, rings.collect())
    });
    Ok(MultiPolygon(polygons.collect()))
}

/// The box around a polygon, of the numbers that are stored.
pub(super) fn box_of(polygon: &Polygon<f64>) -> Box4 {
    polygon.bounding_rect().map_or([0; 4], |r| {
        [r.min().x, r.min().y, r.max().x, r.max().y].map(units)
    })
}

/// Degrees in whole numbers. Whoever calls has seen to it that they are degrees.
#[allow(clippy::cast_possible_truncation)] // 180 degrees are 1.8e9 units; i32 ends at 2.1e9
pub(super) fn units(degrees: f64) -> i32 {
    (degrees * UNITS).round() as i32
}

/// The number nearest to that many units: the same that reading the decimals from a text gives.
pub(super) fn degrees(units: i32) -> f64 {
    f64::from(units) / UNITS
}

pub(super) fn coordinates([lon, lat]: [i32; 2]) -> Option<Coordinates> {
    Coordinates::new(degrees(lon), degrees(lat))
}
