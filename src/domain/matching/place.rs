//! How near two records are: positions by their precision, addresses, communes.
use super::corpus::{Corpus, Point, Subject};
use crate::domain::Coordinates;

/// The comparison of two places.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// Metres between the positions, less what they may be off.
    pub metres: Option<f64>,
    /// Both positions are of a building or a street.
    pub precise: bool,
    /// One position is mirrored at longitude 0: a minus sign was lost.
    pub mirrored: bool,
    /// Street and number: the same, different, or not known.
    pub address: Option<bool>,
    /// Commune or postal code: the same, different, or not known.
    pub town: Option<bool>,
}

/// How near, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Near {
    /// The same door as far as can be told.
    Same,
    /// Within a short walk.
    Close,
    /// In the same commune; nothing finer is known.
    Town,
    /// Less than a kilometre, more than a walk: another door.
    Quarter,
    /// Nothing is known.
    Unknown,
    /// Elsewhere.
    Apart,
}

/// As far as positions of one shop lie apart between two surveys, metres.
pub(super) const DOOR_M: f64 = 75.0;
/// A short walk, metres.
pub(super) const WALK_M: f64 = 300.0;
/// From here on it is another part of the town, metres.
const QUARTER_M: f64 = 1_000.0;
/// A mirrored point must come this near: that two places lie so by chance is rare.
const MIRROR_M: f64 = 150.0;
/// The longitudes of metropolitan France lie between this and its negative, in millionths of a degree.
pub(super) const MIRROR_LON: i32 = 10_000_000;

pub(super) fn compare(c: &Corpus, a: &Subject, b: &Subject) -> Place {
    let mut place = Place::default();
    if let (Some(p), Some(q)) = (a.point, b.point) {
        let slack = f64::from(p.slack.max(q.slack));
        place.precise = p.precise && q.precise;
        place.metres = Some((p.coordinates().distance_m(q.coordinates()) - slack).max(0.0));
        if let Some(m) = mirrored(p, q).filter(|m| place.precise && *m <= MIRROR_M) {
            place.metres = Some(m);
            place.mirrored = true;
        }
    }
    place.town = town(a, b, place.mirrored);
    place.address = address(c, a, b, place);
    place
}

/// Metres between the points when one is mirrored; `None` where that says nothing.
pub(super) fn mirrored(p: Point, q: Point) -> Option<f64> {
    let opposite = (p.lon > 0) != (q.lon > 0);
    let inside = p.lon.abs() < MIRROR_LON && q.lon.abs() < MIRROR_LON;
    // Within a kilometre of the meridian a mirrored point is near its own place.
    if !opposite || !inside || (p.lon - q.lon).abs() < 30_000 {
        return None;
    }
    let back = Point { lon: -q.lon, ..q };
    Some(p.coordinates().distance_m(back.coordinates()))
}

/// Whether the first point is the second one with its minus sign lost.
///
/// # Example
/// ```
/// use boucle::domain::{Coordinates, matching::lost_minus};
/// let at = |lon| Coordinates { lon, lat: 47.2 };
/// assert!(lost_minus(at(1.55), at(-1.55)));
/// assert!(!lost_minus(at(-1.55), at(1.55)));
/// ```
#[must_use]
pub fn lost_minus(east: Coordinates, west: Coordinates) -> bool {
    let limit = f64::from(MIRROR_LON) / 1e6;
    let sides = east.lon > 0.0 && west.lon < 0.0 && east.lon < limit && east.lon - west.lon >= 0.03;
    let back = Coordinates {
        lon: -east.lon,
        ..east
    };
    sides && back.distance_m(west) <= MIRROR_M
}

fn town(a: &Subject, b: &Subject, mirrored: bool) -> Option<bool> {
    let same = |x: Option<u32>, y: Option<u32>| Some(x? == y?);
    let answers = [same(a.postal, b.postal), same(a.commune, b.commune)];
    if answers.contains(&Some(true)) {
        return Some(true);
    }
    // The commune of a mirrored point was given by the wrong place.
    answers.into_iter().flatten().next().filter(|_| !mirrored)
}

fn address(c: &Corpus, a: &Subject, b: &Subject, place: Place) -> Option<bool> {
    let (x, y) = (a.street?, b.street?);
    let near = place
        .metres
        .filter(|_| place.precise)
        .map(|m| m <= QUARTER_M);
    // A street without a commune is everywhere.
    if place.town != Some(true) && near != Some(true) {
        return None;
    }
    let same_street = x == y || like(c.words.get(x), c.words.get(y));
    match (a.number, b.number) {
        (Some(n), Some(m)) => Some(same_street && n == m),
        // The same street without a number says something only where streets are short: nothing is concluded.
        _ if same_street => None,
        _ => Some(false),
    }
}

fn like(x: &str, y: &str) -> bool {
    x.len().abs_diff(y.len()) <= 4 && strsim::jaro_winkler(x, y) >= 0.93 || tail(x, y) || tail(y, x)
}

/// "rue general gaulle" and "general gaulle": the kind of way is left out.
fn tail(long: &str, short: &str) -> bool {
    short.len() >= 6 && long.ends_with(short) && long[..long.len() - short.len()].ends_with(' ')
}

impl Place {
    pub(super) fn near(&self) -> Near {
        if self.address == Some(true) {
            return Near::Same;
        }
        match self.metres {
            Some(m) if self.precise && m <= DOOR_M => Near::Same,
            Some(m) if self.precise && m <= WALK_M => Near::Close,
            Some(m) if self.precise && m > QUARTER_M => Near::Apart,
            Some(_) if self.precise => Near::Quarter,
            Some(m) if self.town == Some(true) || m <= QUARTER_M => Near::Town,
            Some(m) if m <= 10.0 * QUARTER_M => Near::Unknown,
            Some(_) => Near::Apart,
            None => match self.town {
                Some(true) => Near::Town,
                Some(false) => Near::Apart,
                None => Near::Unknown,
            },
        }
    }
}
