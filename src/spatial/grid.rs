//! Web Mercator cells in Morton order: at every zoom a cell is one run of the sorted structures.
use crate::domain::geodesy::Coordinates;

/// Bits per axis of a Morton key.
const BITS: u32 = 24;
/// Cells per tile edge, as a power of two: 256 px tiles hold 4 x 4 cells of 64 px.
const CELL_BITS: u32 = 2;
/// From this zoom on every place stands for itself.
pub const MAX_ZOOM: u8 = 18;

/// The finest column of a longitude, from the west.
fn x(lon: f64) -> u64 {
    on_grid((lon + 180.0) / 360.0)
}

/// The finest row of a latitude, from the north.
fn y(lat: f64) -> u64 {
    let sin = lat.to_radians().sin().clamp(-0.9999, 0.9999);
    on_grid(0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * std::f64::consts::PI))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to the grid
fn on_grid(v: f64) -> u64 {
    let size = f64::from(1u32 << BITS);
    (v * size).clamp(0.0, size - 1.0) as u64
}

/// Bits left out at a zoom.
fn coarse(zoom: u8) -> u32 {
    BITS - (u32::from(zoom) + CELL_BITS).min(BITS)
}

#[allow(clippy::cast_possible_truncation)] // 24 bits at most
fn narrow(v: u64) -> u32 {
    v as u32
}

/// Column of a longitude at a zoom; grows eastwards.
#[must_use]
pub fn column(lon: f64, zoom: u8) -> u32 {
    narrow(x(lon) >> coarse(zoom))
}

/// Row of a latitude at a zoom; grows southwards.
#[must_use]
pub fn row(lat: f64, zoom: u8) -> u32 {
    narrow(y(lat) >> coarse(zoom))
}

/// Column and row of a longitude and a latitude on the finest grid.
#[must_use]
pub fn finest(lon: f64, lat: f64) -> (u32, u32) {
    (narrow(x(lon)), narrow(y(lat)))
}

/// Column and row on the finest grid of the cell that a key names.
#[must_use]
pub fn finest_of(key: u64) -> (u32, u32) {
    (narrow(gather(key)), narrow(gather(key >> 1)))
}

/// Column and row at a zoom of the cell that a key names.
#[must_use]
pub fn column_and_row(key: u64, zoom: u8) -> (u32, u32) {
    let (column, row) = finest_of(key);
    (column >> coarse(zoom), row >> coarse(zoom))
}

/// Interleaved Web Mercator position of a point; neighbours in space are mostly neighbours in this order.
#[must_use]
pub fn morton(c: Coordinates) -> u64 {
    spread(x(c.lon)) | (spread(y(c.lat)) << 1)
}

/// Puts a zero bit before each of the lower 32 bits.
fn spread(v: u64) -> u64 {
    let mut v = v & 0xffff_ffff;
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        v = (v | (v << shift)) & mask;
    }
    v
}

/// Every other bit, from the lowest on: undoes `spread`.
fn gather(v: u64) -> u64 {
    let mut v = v & 0x5555_5555_5555_5555;
    for (shift, mask) in [
        (1, 0x3333_3333_3333_3333),
        (2, 0x0f0f_0f0f_0f0f_0f0f),
        (4, 0x00ff_00ff_00ff_00ff),
        (8, 0x0000_ffff_0000_ffff),
        (16, 0x0000_0000_ffff_ffff),
    ] {
        v = (v | (v >> shift)) & mask;
    }
    v
}

/// The cell of a key at a zoom: keys with equal cells share a cell of 64 px.
#[must_use]
pub fn cell(key: u64, zoom: u8) -> u64 {
    key >> (2 * coarse(zoom))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::anywhere::anywhere;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn points_share_a_cell_when_they_share_its_row_and_column(a in anywhere(), b in anywhere(), zoom in 0..MAX_ZOOM) {
            let same = row(a.lat, zoom) == row(b.lat, zoom) && column(a.lon, zoom) == column(b.lon, zoom);
            prop_assert_eq!(cell(morton(a), zoom) == cell(morton(b), zoom), same);
        }

        #[test]
        fn rows_grow_southwards_and_columns_eastwards(a in anywhere(), b in anywhere(), zoom in 0..MAX_ZOOM) {
            prop_assert!(a.lat < b.lat || row(a.lat, zoom) <= row(b.lat, zoom));
            prop_assert!(a.lon > b.lon || column(a.lon, zoom) <= column(b.lon, zoom));
        }

        #[test]
        fn a_key_names_its_finest_cell(a in anywhere()) {
            prop_assert_eq!(finest_of(morton(a)), finest(a.lon, a.lat));
            for zoom in 0..MAX_ZOOM {
                prop_assert_eq!(column_and_row(morton(a), zoom), (column(a.lon, zoom), row(a.lat, zoom)));
            }
        }

        #[test]
        fn cells_nest(a in anywhere(), b in anywhere(), zoom in 0..MAX_ZOOM) {
            let (a, b) = (morton(a), morton(b));
            prop_assert!(cell(a, zoom + 1) != cell(b, zoom + 1) || cell(a, zoom) == cell(b, zoom));
        }
    }

    #[test]
    fn poles_stay_on_the_grid() {
        for (lon, lat) in [(180.0, 90.0), (-180.0, -90.0)] {
            assert!(morton(Coordinates { lon, lat }) < 1 << (2 * BITS));
        }
    }
}
