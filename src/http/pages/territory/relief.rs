//! The map of a territory's page.
use super::{Desk, name};
use crate::catalog::Snapshot;
use crate::catalog::coverage::Sites;
use crate::domain::query::BoundingBox;
use crate::domain::{Coordinates, Territory, TerritoryKind};
use crate::html::relief::{Area, Relief, Rings, Spot};
use crate::html::territory::classes;
use crate::html::text;

/// Structures that are drawn at most.
const DOTS: usize = 3_000;
/// Names that are tried.
const NAMES: usize = 40;
/// What is drawn around the territory, as part of its own size.
const MARGIN: f64 = 0.15;

impl Desk<'_> {
    pub(super) fn relief(&self, sites: Option<&Sites<'_>>) -> Option<Relief> {
        let placed: Vec<(u32, Coordinates)> = self
            .communes
            .iter()
            .filter_map(|i| Some((*i, self.s.gazetteer.all()[*i as usize].position?)))
            .collect();
        if placed.len() < 2 {
            return None;
        }
        let classes = classes(self.wanted.threshold_m);
        let around = BoundingBox::around(placed.iter().map(|p| p.1))?;
        let areas = placed.iter().map(|(i, at)| {
            let t = &self.s.gazetteer.all()[*i as usize];
            let metres = self.reach.nearest[*i as usize].metres;
            Area {
                name: name(t),
                at: *at,
                people: self.people(*i),
                class: (!self.is_unknown(*i)).then(|| classes.of(metres)),
                contour: contour(self.s, t),
                href: String::new(),
            }
        });
        let spots = sites.into_iter().flat_map(|s| &s.rows).filter_map(|r| {
            Some(Spot {
                rank: r.rank,
                name: name(r.commune),
                at: r.commune.position?,
            })
        });
        Some(Relief {
            label: self.caption(),
            own: self.departments(),
            view: None,
            zoomed: false,
            lands: self.s.outlines.lands().to_vec(),
            border: contour(self.s, self.t),
            areas: areas.collect(),
            structures: self.dots(widened(around)),
            sites: spots.collect(),
            towns: self.towns(&placed),
            around: self.names_around(widened(around)),
            dots: self.lang.t("territory-dots").into_owned(),
            classes,
        })
    }

    /// Departments whose outline is that of the territory.
    fn departments(&self) -> Vec<String> {
        match self.t.kind {
            TerritoryKind::Department => vec![self.t.code.clone()],
            TerritoryKind::Region => {
                let all = self.s.gazetteer.of_kind(TerritoryKind::Department);
                let inside = all.filter(|d| d.region.as_ref() == Some(&self.t.code));
                inside.map(|d| d.code.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Structures that match, in the territory and beside it.
    fn dots(&self, b: BoundingBox) -> Vec<Coordinates> {
        let points = self.reach.matched().iter().filter_map(|i| self.s.point(*i));
        let seen: Vec<Coordinates> = points.filter(|p| b.contains(*p)).take(DOTS + 1).collect();
        if seen.len() > DOTS { Vec::new() } else { seen }
    }

    fn towns(&self, placed: &[(u32, Coordinates)]) -> Vec<(String, Coordinates)> {
        let mut all: Vec<&(u32, Coordinates)> = placed.iter().collect();
        all.sort_by_key(|(i, _)| std::cmp::Reverse(self.people(*i)));
        let most = if self.t.kind == TerritoryKind::Epci {
            NAMES / 4
        } else {
            5
        };
        all.into_iter()
            .take(most)
            .map(|(i, at)| (name(&self.s.gazetteer.all()[*i as usize]), *at))
            .collect()
    }

    /// Departments around, by name.
    fn names_around(&self, b: BoundingBox) -> Vec<(String, Coordinates)> {
        if !matches!(
            self.t.kind,
            TerritoryKind::Department | TerritoryKind::Region
        ) {
            return Vec::new();
        }
        let own = self.departments();
        let other = |t: &&Territory| !own.contains(&t.code);
        let all = self
            .s
            .gazetteer
            .of_kind(TerritoryKind::Department)
            .filter(other);
        let near = all.filter_map(|t| Some((t, t.position?)));
        let near = near.filter_map(|(t, at)| {
            // Its name stands where it lies, or as near to that as the map goes.
            let far = at.lon < b.west - 1.0
                || at.lon > b.east + 1.0
                || at.lat < b.south - 0.7
                || at.lat > b.north + 0.7;
            let (x, y) = ((b.east - b.west) * 0.06, (b.north - b.south) * 0.04);
            let at = Coordinates {
                lon: at.lon.clamp(b.west + x, b.east - x),
                lat: at.lat.clamp(b.south + y, b.north - y),
            };
            (!far).then(|| (name(t).to_uppercase(), at))
        });
        near.collect()
    }

    /// What the map shows.
    pub(super) fn caption(&self) -> String {
        let words = self.wanted.subject(self.s);
        self.lang.f(
            "territory-caption",
            &[
                ("subject", words.title.into()),
                ("place", text::apostrophes(&self.t.name).into()),
            ],
        )
    }
}

/// The official contour of a territory; nothing where none is loaded.
pub(in crate::http::pages) fn contour(s: &Snapshot, t: &Territory) -> Rings {
    let shape = s.contours().polygon(t.kind, &t.code);
    let polygons = shape.into_iter().flat_map(|m| &m.0);
    let rings = polygons.flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings
        .map(|ring| ring.coords().map(|c| (c.x, c.y)).collect())
        .collect()
}

fn widened(b: BoundingBox) -> BoundingBox {
    let (x, y) = ((b.east - b.west) * MARGIN, (b.north - b.south) * MARGIN);
    BoundingBox {
        west: b.west - x,
        south: b.south - y,
        east: b.east + x,
        north: b.north + y,
    }
}
