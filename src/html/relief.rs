//! A map of distances drawn by the server: communes in the colour of their class, structures, sites.
use super::charts::Classes;
use super::layout::Shell;
use super::plan::{Frame, outline};
use crate::catalog::Land;
use crate::domain::Coordinates;
use crate::domain::query::BoundingBox;
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
    /// The part of the world that is shown; without one, all areas.
    pub view: Option<BoundingBox>,
    /// The drawing has buttons that zoom it.
    pub zoomed: bool,
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

/// How wide the drawing is shown.
#[derive(Clone, Copy)]
enum Screen {
    Wide,
    Narrow,
}

impl Screen {
    fn of(self, (wide, narrow): (f64, f64)) -> f64 {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }
}

/// What a name is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Site,
    Town,
    Around,
}

impl Kind {
    /// Size of its letters, units, as in figures.css.
    fn size(self, screen: Screen) -> f64 {
        screen.of(match self {
            Self::Site => (21.0, 30.0),
            Self::Town => (25.0, 34.0),
            Self::Around => (18.0, 30.0),
        })
    }

    /// Where its line stands, units below the point; figures.css moves those of sites further on narrow screens.
    fn below(self, screen: Screen) -> f64 {
        match self {
            Self::Site => screen.of((44.0, 60.0)),
            Self::Town => -14.0,
            Self::Around => 0.0,
        }
    }
}

/// A name and where it belongs.
struct Name<'a> {
    words: &'a str,
    at: (f64, f64),
    kind: Kind,
}

impl Name<'_> {
    /// The room that it takes: left, top, right, bottom.
    fn place(&self, screen: Screen) -> [f64; 4] {
        let size = self.kind.size(screen);
        // Capitals set apart are wider.
        let letter = if self.kind == Kind::Around {
            0.84
        } else {
            0.57
        };
        let half = self.words.chars().count() as f64 * size * letter / 2.0;
        let (x, y) = (self.at.0, self.at.1 + self.kind.below(screen));
        [x - half, y - 0.85 * size, x + half, y + 0.28 * size]
    }
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

/// A drawing that shows all of these; none without any.
#[must_use]
pub fn fitting(points: &[Coordinates]) -> Option<Frame> {
    Frame::fitting(points, WIDTH, 46.0, 0.12)
}

/// A drawing that shows this part of the world.
#[must_use]
pub fn showing(view: &BoundingBox) -> Frame {
    Frame::of(view, WIDTH)
}

impl Relief {
    /// What the drawing shows.
    #[must_use]
    pub fn frame(&self) -> Option<Frame> {
        if let Some(view) = &self.view {
            return Some(showing(view));
        }
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
        fitting(&points)
    }

    /// The drawing.
    #[must_use]
    pub fn drawing(&self, s: &Shell<'_>) -> Markup {
        let Some(frame) = self.frame() else {
            return html! {};
        };
        let (width, height) = frame.size;
        // An image holds nothing that leads anywhere.
        let linked = self.areas.iter().any(|a| !a.href.is_empty());
        let role = if linked { "group" } else { "img" };
        html! {
            svg.ground viewBox=(format!("0 0 {width:.0} {height:.0}")) role=(role) aria-label=(self.label) {
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

    /// The names that have room. Letters are larger on narrow screens, as a part of the drawing: what has no room there
    /// is for wide ones.
    fn names(&self, frame: &Frame) -> Markup {
        let all = self.all_names(frame);
        let narrow = self.free(frame, &all, Screen::Narrow, &vec![false; all.len()]);
        let wide = self.free(frame, &all, Screen::Wide, &narrow);
        let text = |kind: Kind| {
            let shown = all.iter().zip(narrow.iter().zip(&wide));
            let shown = shown.filter(move |(n, (_, on))| n.kind == kind && **on);
            html! { @for (n, (anywhere, _)) in shown {
                text.roomy[!anywhere] x=(format!("{:.0}", n.at.0)) y=(format!("{:.0}", n.at.1 + kind.below(Screen::Wide))) { (n.words) }
            } }
        };
        html! {
            g.beyond aria-hidden="true" { (text(Kind::Around)) }
            g.towns aria-hidden="true" { (text(Kind::Town)) }
            g.opened aria-hidden="true" { (text(Kind::Site)) }
        }
    }

    /// All names, those that matter most first.
    fn all_names(&self, frame: &Frame) -> Vec<Name<'_>> {
        let sites = self.sites.iter().map(|s| (&s.name, s.at, Kind::Site));
        let towns = self.towns.iter().map(|(n, at)| (n, *at, Kind::Town));
        let around = self.around.iter().map(|(n, at)| (n, *at, Kind::Around));
        let all = sites.chain(towns).chain(around);
        let all = all.map(|(words, at, kind)| Name {
            words,
            at: frame.at(at.lon, at.lat),
            kind,
        });
        let mut seen: Vec<Name<'_>> = Vec::new();
        for name in all {
            // A town that is a site as well has its name once.
            if seen.iter().all(|s| s.words != name.words) {
                seen.push(name);
            }
        }
        seen
    }

    /// Which names lie on nothing else; those that are placed already come first.
    fn free(&self, frame: &Frame, all: &[Name<'_>], screen: Screen, placed: &[bool]) -> Vec<bool> {
        let size = frame.size;
        let mark = screen.of((20.0, 32.0));
        let sites = self.sites.iter().map(|p| frame.at(p.at.lon, p.at.lat));
        let mut taken: Vec<[f64; 4]> = sites
            .map(|(x, y)| [x - mark, y - mark, x + mark, y + mark])
            .collect();
        // The scale.
        taken.push([0.0, size.1 - 56.0, 0.38 * WIDTH, size.1]);
        // What zooms stands in the corner of wide ones, below narrow ones.
        if self.zoomed && matches!(screen, Screen::Wide) {
            taken.push([size.0 - 90.0, 0.0, size.0, 230.0]);
        }
        let shown = all.iter().zip(placed).filter(|(_, on)| **on);
        taken.extend(shown.map(|(n, _)| n.place(screen)));
        let mut free = |name: &Name<'_>| {
            let p = name.place(screen);
            let inside = p[0] > 8.0 && p[1] > 4.0 && p[2] < size.0 - 8.0 && p[3] < size.1 - 4.0;
            let meets = |o: &[f64; 4]| p[2] > o[0] && p[0] < o[2] && p[3] > o[1] && p[1] < o[3];
            let free = inside && !taken.iter().any(meets);
            if free {
                taken.push(p);
            }
            free
        };
        let all = all.iter().zip(placed);
        all.map(|(name, on)| *on || free(name)).collect()
    }

    fn marks(&self, frame: &Frame) -> Markup {
        let inside: Vec<(f64, f64)> = self
            .structures
            .iter()
            .map(|c| frame.at(c.lon, c.lat))
            .filter(|at| frame.holds(*at, 3.0))
            .collect();
        let many = inside.len() > 300;
        let radius = if many { "2.6" } else { "4.2" };
        let mut dots = String::with_capacity(inside.len() * 40);
        for (x, y) in inside {
            let _ = write!(dots, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>");
        }
        html! {
            g.dots.many[many] { (PreEscaped(dots)) }
            g.spots { @for p in &self.sites {
                @let (x, y) = frame.at(p.at.lon, p.at.lat);
                circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="17" {}
                text.num x=(format!("{x:.1}")) y=(format!("{y:.1}")) { (p.rank) }
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
    html! { @if a.href.is_empty() { (drawing) } @else { a href=(a.href) tabindex="-1" aria-label=(a.name) { (drawing) } } }
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
