//! Points on the globe and on the unit sphere.
//!
//! The straight chord between two points of the sphere grows with their great-circle distance: comparing chords puts
//! places in the right order across the antimeridian and at the poles, for three multiplications each.
use crate::domain::geodesy::{Coordinates, EARTH_RADIUS_M};
use rayon::prelude::*;
use std::ops::Deref;

/// Points in the caller's order; neighbours in it should be neighbours on the ground, as in Morton order.
#[derive(Debug, Default)]
pub struct Points {
    flat: Vec<Coordinates>,
    round: Vec<[f64; 3]>,
}

impl Deref for Points {
    type Target = [Coordinates];
    fn deref(&self) -> &[Coordinates] {
        &self.flat
    }
}

impl Points {
    /// Takes points over.
    #[must_use]
    pub fn new(flat: Vec<Coordinates>) -> Self {
        let round = flat.par_iter().map(|c| on_sphere(*c)).collect();
        Self { flat, round }
    }

    /// Where they are on the unit sphere.
    #[must_use]
    pub fn round(&self) -> &[[f64; 3]] {
        &self.round
    }
}

/// Square of the chord between two points of the unit sphere: grows with their distance, 4 at the antipode.
#[must_use]
pub fn chord_2(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let d = |axis: usize| (a[axis] - b[axis]) * (a[axis] - b[axis]);
    d(0) + d(1) + d(2)
}

/// Where a place is on the unit sphere.
#[must_use]
pub fn on_sphere(c: Coordinates) -> [f64; 3] {
    let (lon, lat) = (c.lon.to_radians(), c.lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// The great-circle distance in metres of the square of a chord: the haversine formula, whose argument is a quarter
/// of it, without its four sines and cosines.
#[must_use]
pub fn metres_of(chord_2: f64) -> f64 {
    2.0 * EARTH_RADIUS_M * (chord_2.sqrt() / 2.0).min(1.0).asin()
}

/// Square of the chord of a great-circle distance in metres.
#[must_use]
pub fn chord_2_of(metres: f64) -> f64 {
    let half = (metres / (2.0 * EARTH_RADIUS_M)).min(std::f64::consts::FRAC_PI_2);
    (2.0 * half.sin()).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::anywhere::anywhere;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_chord_tells_the_distance(a in anywhere(), b in anywhere(), near in 0.0..1e-3f64) {
            let metres = |b: Coordinates| metres_of(chord_2(&on_sphere(a), &on_sphere(b)));
            // Towards the antipode neither formula is finer than a metre.
            prop_assert!((metres(b) - a.distance_m(b)).abs() < 1.0);
            let b = Coordinates { lat: (a.lat + near).min(90.0), ..a };
            prop_assert!((metres(b) - a.distance_m(b)).abs() < 1e-3);
        }
    }
}
