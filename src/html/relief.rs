//! A map of distances drawn by the server: communes in the colour of their class, structures, sites.
use super::charts::Classes;
use super::layout::Shell;
use super::plan::{Frame, outline};
use crate::catalog::Land;
use crate::domain::Coordinates;
use maud::{Markup, PreEscaped, html};
use std::fmt::Write as _;

/// Width of the drawing, units.
const WIDTH: f64 = 1000.0;
/// Radius of the circle of the largest commune, units, and of the smallest.
const RADII: (f64, f64) = (46.0, 5.0);

/// A commune, or another territory that has a colour.
pub struct Area {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub at: Coordinates,
    /// Inhabitants.
    pub people: u32,
    /// Its class of distance; `None` where a gap is unknown.
    pub class: Option<usize>,
    /// Rings of its contour, where it is known: longitudes and latitudes.
    pub contour: Rings,
    /// Where it leads; empty for nowhere.
    pub href: String,
}

/// Closed lines: longitudes and latitudes.
pub type Rings = Vec<Vec<(f64, f64)>>;

/// A numbered site.
pub struct Spot {
    /// Its number.
    pub rank: u32,
    /// The commune.
    pub name: String,
    /// Where it lies.
    pub at: Coordinates,
}

/// All that is drawn.
pub struct Relief {
    /// What the drawing shows, for those who do not see it.
    pub label: String,
    /// Codes of the departments that stand out.
    pub own: Vec<String>,
    /// Outlines of lands.
    pub lands: Vec<Land>,
    /// The exact border of what is shown; empty where it is not known.
    pub border: Rings,
    /// The areas.
    pub areas: Vec<Area>,
    /// Structures.
    pub structures: Vec<Coordinates>,
    /// Sites.
    pub sites: Vec<Spot>,
    /// Names to write, the important ones first.
    pub towns: Vec<(String, Coordinates)>,
    /// Names of what lies around.
    pub around: Vec<(String, Coordinates)>,
    /// What the dots are: « Réparateur de vélos ».
    pub dots: String,
    /// The classes.
    pub classes: Classes,
}

/// Corners nearer than this to the one before are left out, units.
const FINE: f64 = 1.1;

fn path(rings: &[Vec<(f64, f64)>], frame: &Frame) -> String {
    let mut d = String::new();
    for ring in rings {
        let mut last: Option<(f64, f64)> = None;
        for (lon, lat) in ring {
            let (x, y) = frame.at(*lon, *lat);
            if last.is_some_and(|(a, b)| (x - a).hypot(y - b) < FINE) {
                continue;
            }
            // Writing to a string cannot fail.
            let _ = write!(d, "{}{x:.1} {y:.1}", if last.is_none() { "M" } else { "L" });
            last = Some((x, y));
        }
        d.push('Z');
    }
    d
}

fn style(class: Option<usize>) -> &'static str {
    class.map_or("near-unknown", Classes::style)
}

impl Relief {
    fn frame(&self) -> Option<Frame> {
        let corners = self.areas.iter().flat_map(|a| a.contour.iter().flatten());
        let corners = corners.map(|(lon, lat)| Coordinates {
            lon: *lon,
            lat: *lat,
        });
        let own = self.lands.iter().filter(|l| self.own.contains(&l.code));
        let outlines = own.flat_map(|l| l.rings.iter().flatten());
        let outlines = outlines.map(|(lon, lat)| Coordinates {
            lon: *lon,
            lat: *lat,
        });
        let points: Vec<Coordinates> = self
            .areas
            .iter()
            .map(|a| a.at)
            .chain(corners)
            .chain(outlines)
            .collect();
        Frame::fitting(&points, WIDTH, 46.0, 0.12)
    }

    /// The drawing.
    #[must_use]
    pub fn drawing(&self, s: &Shell<'_>) -> Markup {
        let Some(frame) = self.frame() else {
            return html! {};
        };
        let (width, height) = frame.size;
        html! {
            svg.ground viewBox=(format!("0 0 {width:.0} {height:.0}")) role="img" aria-label=(self.label) {
                (hatch())
                rect.sea width=(format!("{width:.0}")) height=(format!("{height:.0}")) {}
                g.lands { @for land in self.lands.iter().filter(|l| frame.shows(l.bounds)) {
                    path.own[self.own.contains(&land.code)].abroad[land.code.is_empty()] d=(outline(&frame, land)) {}
                } }
                (self.areas(&frame))
                g.border {
                    @if !self.border.is_empty() { path d=(path(&self.border, &frame)) {} }
                    @else { @for land in self.lands.iter().filter(|l| self.own.contains(&l.code) && frame.shows(l.bounds)) {
                        path d=(outline(&frame, land)) {}
                    } }
                }
                (self.names(&frame))
                (self.marks(&frame))
                (scale(s, &frame))
            }
        }
    }

    /// Contours where they are known, else circles whose area is that of the people.
    fn areas(&self, frame: &Frame) -> Markup {
        let most = self
            .areas
            .iter()
            .map(|a| a.people)
            .max()
            .unwrap_or(1)
            .max(1);
        let radius = |people: u32| {
            let r = RADII.0 * (f64::from(people) / f64::from(most)).sqrt();
            r.max(RADII.1)
        };
        let mut circles: Vec<&Area> = self.areas.iter().filter(|a| a.contour.is_empty()).collect();
        // Small ones lie on large ones.
        circles.sort_by_key(|a| std::cmp::Reverse(a.people));
        html! {
            g.areas {
                @for a in self.areas.iter().filter(|a| !a.contour.is_empty()) {
                    (linked(a, &html! { path class=(style(a.class)) d=(path(&a.contour, frame)) { title { (a.name) } } }))
                }
                @for a in circles {
                    @let (x, y) = frame.at(a.at.lon, a.at.lat);
                    (linked(a, &html! { circle class=(style(a.class)) cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(format!("{:.1}", radius(a.people))) { title { (a.name) } } }))
                }
            }
        }
    }

    fn names(&self, frame: &Frame) -> Markup {
        let mut taken: Vec<[f64; 4]> = self
            .sites
            .iter()
            .map(|p| frame.at(p.at.lon, p.at.lat))
            .map(|(x, y)| [x - 20.0, y - 20.0, x + 20.0, y + 20.0])
            .collect();
        let mut write = |name: &str, (x, y): (f64, f64), letter: f64, most: f64| {
            let half = name.chars().count() as f64 * letter * 0.3;
            let place = [x - half, y - letter, x + half, y + 6.0];
            let free = taken
                .iter()
                .all(|o| place[2] < o[0] || place[0] > o[2] || place[3] < o[1] || place[1] > o[3]);
            let inside = x - half > 8.0
                && x + half < frame.size.0 - 8.0
                && y > letter
                && y < frame.size.1 - most;
            let shown = free && inside;
            if shown {
                taken.push(place);
            }
            shown
        };
        let sites: Vec<(&str, f64, f64)> = self
            .sites
            .iter()
            .map(|p| (p.name.as_str(), frame.at(p.at.lon, p.at.lat)))
            .map(|(name, (x, y))| (name, (x, y + 46.0)))
            .filter(|(name, at)| write(name, *at, 23.0, 4.0))
            .map(|(name, (x, y))| (name, x, y))
            .collect();
        let around: Vec<(&str, f64, f64)> = self
            .around
            .iter()
            .map(|(name, at)| (name.as_str(), frame.at(at.lon, at.lat)))
            .filter(|(name, at)| write(name, *at, 24.0, 40.0))
            .map(|(name, (x, y))| (name, x, y))
            .collect();
        let towns: Vec<(&str, f64, f64)> = self
            .towns
            .iter()
            .map(|(name, at)| (name.as_str(), frame.at(at.lon, at.lat)))
            .map(|(name, (x, y))| (name, (x, y - 14.0)))
            .filter(|(name, at)| write(name, *at, 26.0, 30.0))
            .map(|(name, (x, y))| (name, x, y))
            .collect();
        let text = |(name, x, y): &(&str, f64, f64)| html! { text x=(format!("{x:.0}")) y=(format!("{y:.0}")) { (name) } };
        html! {
            g.beyond aria-hidden="true" { @for t in &around { (text(t)) } }
            g.towns aria-hidden="true" { @for t in &towns { (text(t)) } }
            g.opened aria-hidden="true" { @for t in &sites { (text(t)) } }
        }
    }

    fn marks(&self, frame: &Frame) -> Markup {
        let inside: Vec<(f64, f64)> = self
            .structures
            .iter()
            .map(|c| frame.at(c.lon, c.lat))
            .filter(|at| frame.holds(*at, 3.0))
            .collect();
        let radius = if inside.len() > 300 { "2.6" } else { "4.2" };
        let mut dots = String::with_capacity(inside.len() * 40);
        for (x, y) in inside {
            let _ = write!(dots, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>");
        }
        html! {
            g.dots { (PreEscaped(dots)) }
            g.spots { @for p in &self.sites {
                @let (x, y) = frame.at(p.at.lon, p.at.lat);
                circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="17" {}
                text.num x=(format!("{x:.1}")) y=(format!("{:.1}", y + 7.5)) { (p.rank) }
            } }
        }
    }

    /// What the marks are.
    #[must_use]
    pub fn legend(&self, s: &Shell<'_>) -> Markup {
        html! {
            ul.marks {
                @if !self.structures.is_empty() { li { svg.dot viewBox="0 0 12 12" aria-hidden="true" focusable="false" { circle cx="6" cy="6" r="4" {} } (self.dots) } }
                @if !self.sites.is_empty() { li { span.rank aria-hidden="true" { "1" } (s.t("territory-site-mark")) } }
                @if self.areas.iter().any(|a| a.contour.is_empty()) { li { svg.size viewBox="0 0 24 16" aria-hidden="true" focusable="false" { circle cx="4" cy="12" r="3" {} circle cx="16" cy="8" r="7" {} } (s.t("territory-circles")) } }
            }
        }
    }
}

/// An area that leads somewhere. The table beside has the same links: these stay out of the way of the keyboard.
fn linked(a: &Area, drawing: &Markup) -> Markup {
    html! { @if a.href.is_empty() { (drawing) } @else { a href=(a.href) tabindex="-1" { (drawing) } } }
}

/// Lines over what nobody surveyed.
fn hatch() -> Markup {
    html! { defs { pattern #hachures width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
        rect.under width="9" height="9" {} rect.line width="2.6" height="9" {}
    } } }
}

/// A bar of a round length, with its kilometres.
fn scale(s: &Shell<'_>, frame: &Frame) -> Markup {
    let metre = frame.units_per_metre();
    let lengths = [
        1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0, 200_000.0,
    ];
    let length = lengths
        .into_iter()
        .rev()
        .find(|m| m * metre <= 0.22 * WIDTH)
        .unwrap_or(500.0);
    let (x, y, w) = (24.0, frame.size.1 - 20.0, length * metre);
    html! {
        g.scale aria-hidden="true" {
            path d=(format!("M{x:.0} {:.0}V{y:.0}H{:.0}V{:.0}", y - 8.0, x + w, y - 8.0)) {}
            text x=(format!("{:.0}", x + w + 8.0)) y=(format!("{y:.0}")) { (super::text::distance(s.lang, length)) }
        }
    }
}
