//! Where a row is: its geometry, its columns in degrees or in metres, or what a document of our own shape says.
use super::Code;
use super::mapping::{Mapping, Shape};
use super::reader::RawRow;
use super::report::Notes;
use crate::domain::{Coordinates, Position, Precision};
use proj4rs::Proj;
use proj4rs::adaptors::transform_xy;
use std::sync::LazyLock;

/// Fields that a position is made of, besides the geometry of a feature: degrees in two columns, or both in one
/// (latitude first, unless only the other order lies in France), and Lambert-93 (EPSG:2154) or the conic zones CC42 to
/// CC50 (EPSG:3942 to 3950) in metres, in two columns or in one (x first).
pub(super) const PARTS: [&str; 6] = [
    "latitude",
    "longitude",
    "coordinates",
    "x_lambert93",
    "y_lambert93",
    "lambert93",
];

/// A position that cannot be used: why, and what stands in the file.
type Unusable = (String, String);

/// Where the row is: its geometry, else its columns, else what the document itself says. The precision is the
/// document's, else that of a door.
pub(super) fn position(
    mapping: &Mapping,
    row: &RawRow,
    said: Option<Position>,
    notes: &mut Notes<'_>,
) -> Option<Position> {
    let found = match &row.geometry {
        Some(g) => g.clone().map(Some).map_err(|e| (e, String::new())),
        None => of_columns(mapping, row),
    };
    let found = match found {
        Ok(Some(at)) if at.lon == 0.0 && at.lat == 0.0 => {
            let why = "0, 0 stands for none: leave it blank";
            Err((why.to_owned(), "0, 0".to_owned()))
        }
        found => found,
    };
    match found {
        Ok(None) => said.and_then(|p| on_globe(p, notes)),
        Ok(Some(at)) => Some(Position {
            coordinates: at.rounded(),
            precision: precision(mapping, row, notes)
                .or(said.map(|p| p.precision))
                .unwrap_or(Precision::Rooftop),
        }),
        Err((detail, original)) => {
            let message =
                format!("the position cannot be used: {detail}. The record is kept without it");
            notes.warn("position", Code::BadPosition, message, &original);
            None
        }
    }
}

/// A position that stands in a document was not looked at yet.
fn on_globe(p: Position, notes: &mut Notes<'_>) -> Option<Position> {
    let Coordinates { lon, lat } = p.coordinates;
    if let Some(at) = Coordinates::new(lon, lat) {
        return Some(Position {
            coordinates: at.rounded(),
            ..p
        });
    }
    let message = "the position cannot be used: it is off the globe. The record is kept without it";
    let original = format!("longitude {lon}, latitude {lat}");
    notes.warn("position", Code::BadPosition, message, &original);
    None
}

/// As our own exports write it, beside the geometry.
fn precision(mapping: &Mapping, row: &RawRow, notes: &mut Notes<'_>) -> Option<Precision> {
    // Also in tables, which have no document.
    let word = row
        .values
        .get("precision")
        .filter(|_| mapping.shape == Some(Shape::Boucle))?;
    let known = serde_json::from_value(word.as_str().into()).ok();
    if known.is_none() {
        let (message, words) = (
            "no such precision; the point is taken as exact",
            "rooftop, street, commune, postal_code",
        );
        notes.propose("precision", Code::UnknownWord, message, word, words);
    }
    known
}

/// The position of the columns; the first kind that is filled counts. `None` when all are blank.
fn of_columns(mapping: &Mapping, row: &RawRow) -> Result<Option<Coordinates>, Unusable> {
    let of = |field| mapping.first(row, field);
    if let Some(at) = of_two(
        ["longitude", "latitude"],
        [of("longitude"), of("latitude")],
        "longitude and latitude must be numbers in degrees",
        degrees,
    )? {
        return Ok(Some(at));
    }
    if let Some(cell) = of("coordinates") {
        return one_cell(cell).map(Some);
    }
    if let Some(at) = of_two(
        ["x_lambert93", "y_lambert93"],
        [of("x_lambert93"), of("y_lambert93")],
        "x and y must be numbers in metres",
        metres,
    )? {
        return Ok(Some(at));
    }
    let Some(cell) = of("lambert93") else {
        return Ok(None);
    };
    let unusable = |why: String| (why, cell.to_owned());
    let (x, y) = pair(cell).ok_or_else(|| unusable("expected x and y in metres".to_owned()))?;
    metres(x, y).map(Some).map_err(unusable)
}

/// The position of two columns; `None` when both are blank.
fn of_two(
    names: [&str; 2],
    cells: [Option<&str>; 2],
    expected: &str,
    read: fn(f64, f64) -> Result<Coordinates, String>,
) -> Result<Option<Coordinates>, Unusable> {
    let [first, second] = cells.map(|c| c.unwrap_or("-"));
    let original = format!("{} {first}, {} {second}", names[0], names[1]);
    let found = match cells {
        [None, None] => return Ok(None),
        [Some(x), Some(y)] => match number(x).zip(number(y)) {
            Some((x, y)) => read(x, y),
            None => Err(expected.to_owned()),
        },
        _ => Err(format!("one of {} and {} is blank", names[0], names[1])),
    };
    found.map(Some).map_err(|why| (why, original))
}

fn degrees(lon: f64, lat: f64) -> Result<Coordinates, String> {
    Coordinates::new(lon, lat).ok_or_else(|| "it is off the globe".to_owned())
}

/// "47.2, -1.55" and its like; the order that lies in France counts, else latitude first.
fn one_cell(cell: &str) -> Result<Coordinates, Unusable> {
    let unusable = |why: &str| (why.to_owned(), cell.to_owned());
    let (a, b) = pair(cell).ok_or_else(|| {
        unusable("expected latitude and longitude in degrees, as in 47.218, -1.553")
    })?;
    let (usual, other) = (Coordinates::new(b, a), Coordinates::new(a, b));
    // WKT has its own order.
    let wkt = cell.trim_start().to_lowercase().starts_with("point");
    let swapped =
        other.filter(|o| wkt || o.in_france() && !usual.is_some_and(Coordinates::in_france));
    swapped
        .or(usual)
        .ok_or_else(|| unusable("it is off the globe"))
}

/// Two numbers in one cell: "47.2, -1.55", "47,2 ; -1,55", "47,218 -1,553", "[47.2,-1.55]", "POINT(-1.55 47.2)".
pub(super) fn pair(cell: &str) -> Option<(f64, f64)> {
    let lower = cell.trim().to_lowercase();
    let inside = lower
        .strip_prefix("point")
        .unwrap_or(&lower)
        .trim_matches(|c: char| c.is_whitespace() || "()[]".contains(c));
    let two = |parts: Vec<&str>| match parts.as_slice() {
        [a, b] => number(a).zip(number(b)),
        _ => None,
    };
    for separator in [';', '|', '/'] {
        if inside.contains(separator) {
            return two(inside.split(separator).collect());
        }
    }
    let words: Vec<&str> = inside
        .split_whitespace()
        .map(|w| w.trim_matches(','))
        .filter(|w| !w.is_empty())
        .collect();
    if let Some(found) = two(words) {
        return Some(found);
    }
    match inside.split(',').collect::<Vec<_>>().as_slice() {
        [a, b] => number(a).zip(number(b)),
        // Decimal commas, and a comma between them.
        [a, b, c, d] => number(&format!("{a}.{b}")).zip(number(&format!("{c}.{d}"))),
        _ => None,
    }
}

/// A number with a comma or a point; blanks, a typographic minus and a degree sign are understood.
fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '°')
        .map(|c| match c {
            ',' => '.',
            '\u{2212}' => '-',
            c => c,
        })
        .collect();
    plain.parse().ok()
}

/// Conic projections of France on GRS80: Lambert-93, then the nine zones from CC42 on.
static LAMBERT: LazyLock<Option<Vec<Proj>>> = LazyLock::new(|| {
    let conic = |lat_0: f64, lat_1: f64, lat_2: f64, x_0: u32, y_0: u32| {
        let text = format!(
            "+proj=lcc +lat_0={lat_0} +lon_0=3 +lat_1={lat_1} +lat_2={lat_2} +x_0={x_0} +y_0={y_0} +ellps=GRS80 +units=m +no_defs"
        );
        Proj::from_proj_string(&text).ok()
    };
    let zones = (1..=9_u32).map(|n| {
        let middle = f64::from(41 + n);
        let y_0 = n * 1_000_000 + 200_000;
        conic(middle, middle - 0.75, middle + 0.75, 1_700_000, y_0)
    });
    std::iter::once(conic(46.5, 49.0, 44.0, 700_000, 6_600_000))
        .chain(zones)
        .collect()
});

static DEGREES: LazyLock<Option<Proj>> =
    LazyLock::new(|| Proj::from_proj_string("+proj=longlat +ellps=GRS80 +no_defs").ok());

/// From metres to degrees: Lambert-93 where that lies in France, else the zone that y tells.
pub(super) fn metres(x: f64, y: f64) -> Result<Coordinates, String> {
    let convert = |from: &Proj| {
        let to = DEGREES.as_ref()?;
        let (lon, lat) = transform_xy(from, to, x, y).ok()?;
        Coordinates::new(lon.to_degrees(), lat.to_degrees()).filter(|c| c.in_france())
    };
    let all = LAMBERT.as_deref().unwrap_or_default();
    // A zone is two degrees high: the northing tells which one it is.
    let zone = (y - 200_000.0) / 1_000_000.0;
    let zone = (1..=9_u32).find(|n| (f64::from(*n) - zone).abs() <= 0.5);
    let zone = zone.and_then(|n| all.get(n as usize));
    all.first()
        .and_then(convert)
        .or_else(|| zone.and_then(convert))
        .ok_or_else(|| "it is not in France in Lambert-93 nor in a zone CC42 to CC50".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_in_one_cell() {
        for cell in [
            "47.218, -1.553",
            "47.218,-1.553",
            "47,218 ; -1,553",
            "47,218 -1,553",
            "47,218, -1,553",
            "47,218,-1,553",
            "[47.218, -1.553]",
            " 47.218°|\u{2212}1.553°",
            "-1.553;47.218",
            "POINT(-1.553 47.218)",
            "-1.553 / 47.218",
        ] {
            let at = one_cell(cell).unwrap();
            assert_eq!((at.lon, at.lat), (-1.553, 47.218), "{cell}");
        }
        for cell in ["", "47.2", "1, 2, 3", "a, b", "95, 200", "NaN, 1"] {
            assert!(one_cell(cell).is_err(), "{cell}");
        }
        // Neither order is in France: latitude first.
        let at = one_cell("52.5, 13.4").unwrap();
        assert_eq!((at.lon, at.lat), (13.4, 52.5));
    }

    /// Points of IGN's geodesy: both projections written out by their formulas, as the tables of EPSG have them.
    fn forward(
        lat_0: f64,
        [lat_1, lat_2]: [f64; 2],
        x_0: f64,
        y_0: f64,
        at: Coordinates,
    ) -> (f64, f64) {
        let (a, f) = (6_378_137.0_f64, 1.0 / 298.257_222_101_f64);
        let e = (2.0 * f - f * f).sqrt();
        let m = |p: f64| p.cos() / (1.0 - e * e * p.sin().powi(2)).sqrt();
        let t = |p: f64| {
            let s = e * p.sin();
            (std::f64::consts::FRAC_PI_4 - p / 2.0).tan() / ((1.0 - s) / (1.0 + s)).powf(e / 2.0)
        };
        let [p0, p1, p2, p] = [lat_0, lat_1, lat_2, at.lat].map(f64::to_radians);
        let n = (m(p1).ln() - m(p2).ln()) / (t(p1).ln() - t(p2).ln());
        let big_f = m(p1) / (n * t(p1).powf(n));
        let radius = |p: f64| a * big_f * t(p).powf(n);
        let theta = n * (at.lon - 3.0).to_radians();
        let x = x_0 + radius(p) * theta.sin();
        (x, y_0 + radius(p0) - radius(p) * theta.cos())
    }

    #[test]
    fn lambert_93_and_the_zones_are_told_apart() {
        for (lon, lat) in [
            (-1.553, 47.218),
            (2.35, 48.85),
            (7.75, 48.58),
            (9.0, 42.0),
            (-4.48, 48.39),
        ] {
            let at = Coordinates::new(lon, lat).unwrap();
            let near = |(x, y): (f64, f64)| metres(x, y).unwrap().distance_m(at) < 0.01;
            assert!(near(forward(46.5, [49.0, 44.0], 7e5, 6.6e6, at)), "{at:?}");
            let zone = lat.round();
            let y_0 = (zone - 41.0) * 1e6 + 2e5;
            let to = forward(zone, [zone - 0.75, zone + 0.75], 1.7e6, y_0, at);
            assert!(near(to), "{at:?} CC{zone}");
        }
        for (x, y) in [(0.0, 0.0), (1e9, 1e9), (f64::NAN, 6.6e6), (7e5, 1e5)] {
            assert!(metres(x, y).is_err(), "{x} {y}");
        }
    }
}
