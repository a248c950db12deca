//! A map for paper, drawn by the server: outlines, towns and marks, in the colours of the light theme.
use crate::catalog::Land;
use crate::domain::Coordinates;
use crate::domain::query::BoundingBox;
use maud::{Markup, html};
use std::fmt::Write as _;

/// Colours of the paper; those of the theme are out of reach of a picture.
const SEA: &str = "#DCE7E6";
const ABROAD: &str = "#F0EADF";
const LAND: &str = "#FBF6EC";
const COAST: &str = "#6F8C8C";
const BORDER: &str = "#B9AE98";
const INK: &str = "#1D2A26";
const PAPER: &str = "#FFFEFB";

/// Colour of a sector on paper.
#[must_use]
pub fn colour(sector: &str) -> &'static str {
    match sector {
        "reemploi" => "#B5472F",
        "reparation" => "#22577A",
        "mobilite" => "#2F7D4F",
        "dechets" => "#75478C",
        "accompagnement" => "#8F6511",
        _ => INK,
    }
}

/// A tint of it, for grounds.
#[must_use]
pub fn tint(sector: &str) -> &'static str {
    match sector {
        "reemploi" => "#FBEBE4",
        "reparation" => "#E0EBF2",
        "mobilite" => "#EAF5EC",
        "dechets" => "#EFE5F3",
        "accompagnement" => "#FAF1DD",
        _ => "#F3EDE2",
    }
}

/// Degrees on the Mercator map, upwards.
fn northing(lat: f64) -> f64 {
    let lat = lat.clamp(-85.0, 85.0).to_radians();
    (std::f64::consts::FRAC_PI_4 + lat / 2.0)
        .tan()
        .ln()
        .to_degrees()
}

/// Back from the Mercator map.
fn latitude(northing: f64) -> f64 {
    northing.to_radians().sinh().atan().to_degrees()
}

/// The part of the world that a map shows.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Width and height, units of the drawing.
    pub size: (f64, f64),
    west: f64,
    /// On the Mercator map.
    north: f64,
    /// Units for a degree of longitude.
    scale: f64,
}

impl Frame {
    /// Holds all points with `margin` units around, and at least `least` degrees of longitude. Nothing without points.
    #[must_use]
    pub fn around(
        points: &[Coordinates],
        size: (f64, f64),
        margin: f64,
        least: f64,
    ) -> Option<Self> {
        let b = BoundingBox::around(points.iter().copied())?;
        let (south, north) = (northing(b.south), northing(b.north));
        let room = (size.0 - 2.0 * margin, size.1 - 2.0 * margin);
        let across = (room.0 / (b.east - b.west)).min(room.1 / (north - south));
        let scale = across.min(size.0 / least);
        Some(Self {
            size,
            west: f64::midpoint(b.west, b.east) - size.0 / 2.0 / scale,
            north: f64::midpoint(south, north) + size.1 / 2.0 / scale,
            scale,
        })
    }

    /// As `around`, of this width and as high as the points ask for, from half of the width to once and a quarter.
    #[must_use]
    pub fn fitting(points: &[Coordinates], width: f64, margin: f64, least: f64) -> Option<Self> {
        let b = BoundingBox::around(points.iter().copied())?;
        let across = (b.east - b.west).max(least);
        let up = northing(b.north) - northing(b.south);
        let room = width - 2.0 * margin;
        let height = (up / across * room + 2.0 * margin).clamp(0.5 * width, 1.25 * width);
        Self::around(points, (width, height), margin, least)
    }

    /// Shows a part of the world, as wide as it says; as high as it says as far as the height of a drawing allows,
    /// which is as in `fitting`. A box without a width is taken for a narrow one.
    #[must_use]
    pub fn of(view: &BoundingBox, width: f64) -> Self {
        let scale = width / (view.east - view.west).max(1e-6);
        let (south, north) = (northing(view.south), northing(view.north));
        let height = ((north - south) * scale).clamp(0.5 * width, 1.25 * width);
        Self {
            size: (width, height),
            west: view.west,
            north: f64::midpoint(south, north) + height / 2.0 / scale,
            scale,
        }
    }

    /// The part of the world that it shows.
    #[must_use]
    pub fn bounds(&self) -> BoundingBox {
        self.around_its_middle(1.0)
    }

    /// A part of the world around the same middle, this many times as wide and as high.
    #[must_use]
    pub fn around_its_middle(&self, times: f64) -> BoundingBox {
        let (wide, high) = (self.size.0 / self.scale, self.size.1 / self.scale);
        let (lon, up) = (self.west + wide / 2.0, self.north - high / 2.0);
        BoundingBox {
            west: lon - times * wide / 2.0,
            south: latitude(up - times * high / 2.0),
            east: lon + times * wide / 2.0,
            north: latitude(up + times * high / 2.0),
        }
    }

    /// Units for a metre on the ground, in the middle of the map.
    #[must_use]
    pub fn units_per_metre(&self) -> f64 {
        let middle = self.north - self.size.1 / 2.0 / self.scale;
        let lat = latitude(middle).to_radians();
        let degree = crate::domain::geodesy::EARTH_RADIUS_M * 1_f64.to_radians() * lat.cos();
        self.scale / degree
    }

    /// Where a place lies, units from the upper left corner.
    #[must_use]
    pub fn at(&self, lon: f64, lat: f64) -> (f64, f64) {
        (
            (lon - self.west) * self.scale,
            (self.north - northing(lat)) * self.scale,
        )
    }

    /// Something in this box is on the map: west, south, east, north.
    #[must_use]
    pub fn shows(&self, [west, south, east, north]: [f64; 4]) -> bool {
        let (left, bottom) = self.at(west, south);
        let (right, top) = self.at(east, north);
        right >= 0.0 && left <= self.size.0 && bottom >= 0.0 && top <= self.size.1
    }

    /// A place that it shows, some units from the edge.
    #[must_use]
    pub fn holds(&self, (x, y): (f64, f64), margin: f64) -> bool {
        let inside = |v: f64, size: f64| v >= margin && v <= size - margin;
        inside(x, self.size.0) && inside(y, self.size.1)
    }
}

/// Lines nearer than this to the point before are not drawn, units.
const FINE: f64 = 1.2;

/// A land as the path of a drawing.
#[must_use]
pub fn outline(frame: &Frame, land: &Land) -> String {
    let mut d = String::new();
    for ring in &land.rings {
        let mut last: Option<(f64, f64)> = None;
        for (lon, lat) in ring {
            let (x, y) = frame.at(*lon, *lat);
            if last.is_some_and(|(a, b)| (x - a).hypot(y - b) < FINE) {
                continue;
            }
            let _ = write!(d, "{}{x:.0} {y:.0}", if last.is_some() { "L" } else { "M" });
            last = Some((x, y));
        }
        d.push('Z');
    }
    d
}

/// Sea, lands and borders.
#[must_use]
pub fn ground(frame: &Frame, lands: &[Land]) -> Markup {
    let seen: Vec<(&Land, String)> = lands
        .iter()
        .filter(|l| frame.shows(l.bounds))
        .map(|l| (l, outline(frame, l)))
        .collect();
    html! {
        rect width=(frame.size.0) height=(frame.size.1) fill=(SEA) {}
        g stroke=(COAST) stroke-width="5" stroke-linejoin="round" {
            @for (land, d) in &seen { path d=(d) fill=(if land.code.is_empty() { ABROAD } else { LAND }) {} }
        }
        // The coast is what is left of the wide line once the lands lie on it.
        g stroke=(BORDER) stroke-width="2" stroke-linejoin="round" {
            @for (land, d) in &seen { path d=(d) fill=(if land.code.is_empty() { ABROAD } else { LAND }) {} }
        }
    }
}

/// A town with its name.
#[derive(Debug, Clone)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub at: Coordinates,
}

/// A structure on the map.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its number in the list.
    pub number: usize,
    /// Where it lies.
    pub at: Coordinates,
    /// Sector code, for the colour.
    pub sector: String,
}

/// Marks that would lie on each other, in the place of the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Units from the upper left corner.
    pub at: (f64, f64),
    /// Numbers of those that it stands for, the smallest first.
    pub numbers: Vec<usize>,
    sector: String,
}

/// Radius of a mark, units.
const RADIUS: f64 = 25.0;
/// Height of the letters of towns, units, and about how wide one of them is.
const LETTER: (f64, f64) = (25.0, 13.0);

/// Joins those that would lie on each other.
#[must_use]
pub fn spots(frame: &Frame, marks: &[Mark]) -> Vec<Spot> {
    let mut out: Vec<Spot> = Vec::new();
    for m in marks {
        let at = frame.at(m.at.lon, m.at.lat);
        let apart = |s: &Spot| (s.at.0 - at.0).hypot(s.at.1 - at.1) >= 2.0 * RADIUS;
        match out.iter_mut().find(|s| !apart(s)) {
            Some(spot) => spot.numbers.push(m.number),
            None => out.push(Spot {
                at,
                numbers: vec![m.number],
                sector: m.sector.clone(),
            }),
        }
    }
    out
}

/// The names of towns where they have room; the first of them have it first.
#[must_use]
pub fn town_names(frame: &Frame, spots: &[Spot], towns: &[Town]) -> Markup {
    html! {
        g font-family="Atkinson Hyperlegible Next" font-size=(LETTER.0) fill=(INK) {
            @for (x, y, name) in names(frame, spots, towns) {
                circle cx=(units(x)) cy=(units(y)) r="5" {}
                text x=(units(x + 11.0)) y=(units(y + 8.0)) stroke=(LAND) stroke-width="6" stroke-linejoin="round" { (name) }
                text x=(units(x + 11.0)) y=(units(y + 8.0)) { (name) }
            }
        }
    }
}

/// The numbered marks.
#[must_use]
pub fn numbers(spots: &[Spot]) -> Markup {
    html! {
        g font-family="Bricolage Grotesque" font-weight="700" font-size="25" text-anchor="middle" {
            @for s in spots {
                circle cx=(units(s.at.0)) cy=(units(s.at.1)) r=(RADIUS) fill=(colour(&s.sector)) stroke=(PAPER) stroke-width="4" {}
                text x=(units(s.at.0)) y=(units(s.at.1 + 9.0)) fill="#FFF" font-size=[(s.says().len() > 3).then_some("19")] { (s.says()) }
            }
        }
    }
}

impl Spot {
    /// A place that names of towns leave free.
    #[must_use]
    pub fn around(at: (f64, f64)) -> Self {
        Self {
            at,
            numbers: Vec::new(),
            sector: String::new(),
        }
    }

    /// Its first number; a plus sign where it stands for others too.
    #[must_use]
    pub fn says(&self) -> String {
        let more = if self.numbers.len() > 1 { "+" } else { "" };
        let first = self.numbers.first().copied().unwrap_or_default();
        format!("{first}{more}")
    }
}

fn units(value: f64) -> String {
    format!("{value:.0}")
}

/// Most towns that are named.
const NAMED: usize = 14;

/// Towns whose name lies on nothing.
fn names<'a>(frame: &Frame, spots: &[Spot], towns: &'a [Town]) -> Vec<(f64, f64, &'a str)> {
    let mut taken: Vec<[f64; 4]> = spots
        .iter()
        .map(|s| {
            [
                s.at.0 - RADIUS,
                s.at.1 - RADIUS,
                s.at.0 + RADIUS,
                s.at.1 + RADIUS,
            ]
        })
        .collect();
    let mut out = Vec::new();
    for t in towns {
        let (x, y) = frame.at(t.at.lon, t.at.lat);
        let width = 11.0 + LETTER.1 * t.name.chars().count() as f64;
        let place = [x - 6.0, y - LETTER.0 / 2.0, x + width, y + LETTER.0 / 2.0];
        let free = taken
            .iter()
            .all(|o| place[2] < o[0] || place[0] > o[2] || place[3] < o[1] || place[1] > o[3]);
        if free && frame.holds((x, y), LETTER.0) && frame.holds((x + width, y), 8.0) {
            taken.push(place);
            out.push((x, y, t.name.as_str()));
        }
        if out.len() == NAMED {
            break;
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Coordinates {
        Coordinates { lon, lat }
    }

    #[test]
    fn a_frame_holds_all_points_and_one_point_gets_a_neighbourhood() {
        let points = [at(-2.5, 46.3), at(0.9, 48.5), at(-1.5, 47.2)];
        let frame = Frame::around(&points, (1860.0, 800.0), 60.0, 0.2).unwrap();
        for p in points {
            assert!(frame.holds(frame.at(p.lon, p.lat), 59.0), "{p:?}");
        }
        let one = Frame::around(&points[..1], (1860.0, 800.0), 60.0, 0.2).unwrap();
        let (x, y) = one.at(-2.5, 46.3);
        assert!((x - 930.0).hypot(y - 400.0) < 1e-6, "{x} {y}");
        let (right, _) = one.at(-2.4, 46.3);
        assert!(
            (right - 1860.0).abs() < 1.0,
            "a tenth of a degree on each side: {right}"
        );
        assert!(Frame::around(&[], (10.0, 10.0), 0.0, 1.0).is_none());
    }

    #[test]
    fn a_frame_of_a_view_shows_it_and_grows_around_its_middle() {
        let view = BoundingBox {
            west: -1.6,
            south: 47.0,
            east: -0.4,
            north: 47.7,
        };
        let frame = Frame::of(&view, 1000.0);
        let (left, top) = frame.at(-1.6, 47.7);
        let (right, bottom) = frame.at(-0.4, 47.0);
        assert!(left.abs() < 1e-6 && top.abs() < 1e-6, "{left} {top}");
        assert!((right - 1000.0).abs() < 1e-6 && (bottom - frame.size.1).abs() < 1e-6);
        let same = frame.bounds();
        assert!((same.south - 47.0).abs() < 1e-9 && (same.north - 47.7).abs() < 1e-9);
        let twice = frame.around_its_middle(2.0);
        assert!((twice.west + 2.2).abs() < 1e-9 && (twice.east - 0.2).abs() < 1e-9);
        // Half of that again is where it began.
        let back = Frame::of(&twice, 1000.0).around_its_middle(0.5);
        assert!((back.south - 47.0).abs() < 1e-9 && (back.north - 47.7).abs() < 1e-9);
        // A strip is as high as a drawing has to be.
        let strip = BoundingBox {
            north: 47.01,
            ..view
        };
        assert!((Frame::of(&strip, 1000.0).size.1 - 500.0).abs() < 1e-9);
    }

    #[test]
    fn marks_that_would_hide_each_other_are_one_and_none_is_lost() {
        let frame =
            Frame::around(&[at(-2.0, 47.0), at(0.0, 48.0)], (1860.0, 800.0), 60.0, 0.2).unwrap();
        let mark = |number, lon| Mark {
            number,
            at: at(lon, 47.5),
            sector: String::new(),
        };
        let all = spots(
            &frame,
            &[
                mark(1, -1.0),
                mark(2, -1.01),
                mark(3, -0.2),
                mark(4, -1.001),
            ],
        );
        let numbers: Vec<_> = all.iter().map(|s| s.numbers.clone()).collect();
        assert_eq!(numbers, [vec![1, 2, 4], vec![3]]);
        assert_eq!(
            (all[0].says(), all[1].says()),
            ("1+".to_owned(), "3".to_owned())
        );
    }
}
