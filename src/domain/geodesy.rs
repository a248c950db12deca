//! Distances on the sphere used by every figure: WGS84 mean radius.
use serde::{Deserialize, Serialize};

/// Mean radius of WGS84, in metres (IUGG R1).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point, degrees, written `[lon, lat]` as in RFC 7946.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 2]", into = "[f64; 2]")]
pub struct Coordinates {
    /// Degrees east, -180 to 180.
    pub lon: f64,
    /// Degrees north, -90 to 90.
    pub lat: f64,
}

impl From<[f64; 2]> for Coordinates {
    fn from([lon, lat]: [f64; 2]) -> Self {
        Self { lon, lat }
    }
}
impl From<Coordinates> for [f64; 2] {
    fn from(c: Coordinates) -> Self {
        [c.lon, c.lat]
    }
}

/// West, south, east and north of France: the mainland with Corsica, and what lies overseas.
const FRANCE: [[f64; 4]; 9] = [
    [-5.6, 41.2, 9.8, 51.3],
    [-63.3, 14.2, -60.7, 18.2],
    [-54.7, 2.0, -51.5, 5.9],
    [55.1, -21.5, 55.9, -20.8],
    [44.9, -13.1, 45.4, -12.5],
    [-56.6, 46.7, -56.0, 47.2],
    [163.0, -23.0, 168.6, -17.9],
    [-155.0, -28.0, -134.0, -7.8],
    [-178.5, -14.5, -175.9, -13.1],
];

impl Coordinates {
    /// Whether it lies in France, roughly.
    #[must_use]
    pub fn in_france(self) -> bool {
        FRANCE.iter().any(|[west, south, east, north]| {
            (*west..=*east).contains(&self.lon) && (*south..=*north).contains(&self.lat)
        })
    }

    /// The point that is meant where latitude and longitude were written the other way round: that one lies in France, and
    /// this one does not.
    #[must_use]
    pub fn swapped(self) -> Option<Self> {
        let other = Self::new(self.lat, self.lon)?;
        (!self.in_france() && other.in_france()).then_some(other)
    }

    /// A point, or `None` when a value is not a number or is off the globe.
    #[must_use]
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        let ok = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        ok.then_some(Self { lon, lat })
    }

    /// Great-circle distance in metres (haversine).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let (p1, p2) = (self.lat.to_radians(), other.lat.to_radians());
        let dp = p2 - p1;
        let dl = (other.lon - self.lon).to_radians();
        let h = (dp / 2.0).sin().powi(2) + p1.cos() * p2.cos() * (dl / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }

    /// Rounded to about a tenth of a metre, the finest that a directory needs.
    #[must_use]
    pub fn rounded(self) -> Self {
        let r = |v: f64| (v * 1e6).round() / 1e6;
        Self {
            lon: r(self.lon),
            lat: r(self.lat),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_a_meridian_is_ten_thousand_kilometres() {
        let pole = Coordinates {
            lon: 12.0,
            lat: 90.0,
        };
        let equator = Coordinates {
            lon: -30.0,
            lat: 0.0,
        };
        let quarter = EARTH_RADIUS_M * std::f64::consts::FRAC_PI_2;
        assert!((pole.distance_m(equator) - quarter).abs() < 1e-3);
    }

    #[test]
    fn off_the_globe_is_no_point() {
        assert!(Coordinates::new(181.0, 0.0).is_none());
        assert!(Coordinates::new(f64::NAN, 0.0).is_none());
        assert!(Coordinates::new(0.0, -90.0).is_some());
    }
}
