//! Web Mercator cells in Morton order: at every zoom a cell is one run of the sorted structures.
use crate::domain::geodesy::Coordinates;

/// Bits per axis of a Morton key.
const BITS: u32 = 24;
/// Cells per tile edge, as a power of two: 256 px tiles hold 4 x 4 cells of 64 px.
const CELL_BITS: u32 = 2;
/// From this zoom on every place stands for itself.
pub const MAX_ZOOM: u8 = 18;

/// Interleaved Web Mercator position of a point; neighbours in space are mostly neighbours in this order.
#[must_use]
pub fn morton(c: Coordinates) -> u64 {
    let size = f64::from(1u32 << BITS);
    let x = (c.lon + 180.0) / 360.0;
    let sin = c.lat.to_radians().sin().clamp(-0.9999, 0.9999);
    let y = 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * std::f64::consts::PI);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to the grid
    let cell = |v: f64| ((v * size).clamp(0.0, size - 1.0)) as u64;
    spread(cell(x)) | (spread(cell(y)) << 1)
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

/// The cell of a key at a zoom: keys with equal cells share a cell of 64 px.
#[must_use]
pub fn cell(key: u64, zoom: u8) -> u64 {
    let kept = (u32::from(zoom) + CELL_BITS).min(BITS);
    key >> (2 * (BITS - kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_nest() {
        let a = morton(Coordinates {
            lon: -1.55,
            lat: 47.21,
        });
        let b = morton(Coordinates {
            lon: -1.56,
            lat: 47.22,
        });
        for zoom in 0..MAX_ZOOM {
            if cell(a, zoom + 1) == cell(b, zoom + 1) {
                assert_eq!(cell(a, zoom), cell(b, zoom));
            }
        }
        assert_ne!(cell(a, 18), cell(b, 18));
    }

    #[test]
    fn poles_stay_on_the_grid() {
        assert!(
            morton(Coordinates {
                lon: 180.0,
                lat: 90.0
            }) < 1 << (2 * BITS)
        );
        assert!(
            morton(Coordinates {
                lon: -180.0,
                lat: -90.0
            }) < 1 << (2 * BITS)
        );
    }
}
