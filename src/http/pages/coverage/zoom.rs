//! The part of the map that `/couverture` shows, and what is coloured in it: the finer the closer.
//!
//! An address says it with `vue`, west,south,east,north in degrees. Wider than [`EPCI_FROM`] the map is of departments,
//! from there on of EPCI, and from [`COMMUNES_FROM`] on of communes, unless `by` says otherwise. A view is of what
//! lies in the territory shown until it is wider than that: then it is of the country.
use super::{Desk, contour};
use crate::catalog::{Land, Snapshot};
use crate::domain::query::BoundingBox;
use crate::domain::{Coordinates, Territory, TerritoryKind};
use crate::html::coverage::Zoom;
use crate::html::relief::{fitting, showing};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::figures;
use crate::http::pages::figured::Wanted;
use crate::http::pages::place::with;

/// The parameter of the view.
pub(super) const VIEW: &str = "vue";
/// Views this wide and narrower are of EPCI, degrees of longitude; in the middle of the country 570 km.
const EPCI_FROM: f64 = 7.6;
/// Views this wide and narrower are of communes, degrees of longitude; in the middle of the country 105 km.
const COMMUNES_FROM: f64 = 1.4;
/// Communes of the whole country are shown in views up to this wide.
const COMMUNES_UP_TO: f64 = 3.0;
/// The narrowest view, degrees of longitude.
const NARROWEST: f64 = 0.12;
/// What a step of the buttons does.
const STEP: f64 = 2.0;

/// The unit of a view of this width.
fn unit(width: f64) -> TerritoryKind {
    if width <= COMMUNES_FROM {
        TerritoryKind::Commune
    } else if width <= EPCI_FROM {
        TerritoryKind::Epci
    } else {
        TerritoryKind::Department
    }
}

fn width(view: &BoundingBox) -> f64 {
    view.east - view.west
}

/// Departments that are drawn on a map of the country: those overseas would leave no room for the others.
fn on_the_continent(l: &Land) -> bool {
    !l.code.is_empty() && l.bounds[1] > 41.0 && l.bounds[0] > -6.0 && l.bounds[2] < 10.0
}

/// What the map of a whole territory shows, or of the whole country.
fn extent(s: &Snapshot, within: Option<&Territory>) -> Option<BoundingBox> {
    let exact = within.map(|t| contour(s, t)).unwrap_or_default();
    let mut points: Vec<(f64, f64)> = exact.into_iter().flatten().collect();
    if points.is_empty() {
        let own = |l: &&Land| match within {
            None => on_the_continent(l),
            Some(t) => s
                .gazetteer
                .get(TerritoryKind::Department, &l.code)
                .is_some_and(|d| s.gazetteer.lies_within(d, t)),
        };
        let lands = s.outlines.lands().iter().filter(own);
        points.extend(lands.flat_map(|l| l.rings.iter().flatten().copied()));
    }
    if points.is_empty() {
        let communes = s.gazetteer.of_kind(TerritoryKind::Commune);
        let inside = communes.filter(|c| within.is_some_and(|t| s.gazetteer.lies_within(c, t)));
        points.extend(inside.filter_map(|c| c.position.map(|at| (at.lon, at.lat))));
    }
    let points: Vec<Coordinates> = points
        .into_iter()
        .map(|(lon, lat)| Coordinates { lon, lat })
        .collect();
    fitting(&points).map(|f| f.bounds())
}

/// What is shown once all is weighed.
pub(super) struct Shown<'a> {
    pub within: Option<&'a Territory>,
    pub view: Option<BoundingBox>,
}

/// The territory and the view that an address asks for: a view that is wider than the territory leaves it, and one
/// that is as wide as all that is shown is none. The parameters in force say the same afterwards.
pub(super) fn settle<'a>(
    s: &'a Snapshot,
    within: Option<&'a Territory>,
    wanted: &mut Wanted,
) -> Shown<'a> {
    let asked = figures::view(&wanted.asked.p, VIEW).unwrap_or_else(|_| {
        let notice = wanted.asked.lang.t("cover-no-view").into_owned();
        wanted.asked.notices.push(notice);
        None
    });
    let view = asked.map(|v| showing(&v).bounds());
    let shown = weigh(s, within, view);
    let place = code_of(shown.within);
    let view = shown.view.as_ref().map(written);
    let mut changes = vec![(VIEW, view.as_deref())];
    if asked.is_some() {
        changes.push(("within", Some(place.as_str())));
    }
    wanted.asked.p = with(&wanted.asked.p, &changes);
    shown
}

fn weigh<'a>(
    s: &'a Snapshot,
    within: Option<&'a Territory>,
    view: Option<BoundingBox>,
) -> Shown<'a> {
    let Some(view) = view else {
        return Shown { within, view };
    };
    let Some(all) = extent(s, within) else {
        return Shown {
            within,
            view: Some(view),
        };
    };
    let times = width(&view) / width(&all);
    if within.is_some() && times > 1.1 {
        return weigh(s, None, Some(view));
    }
    let middle = Coordinates {
        lon: f64::midpoint(view.west, view.east),
        lat: f64::midpoint(view.south, view.north),
    };
    let whole = times > 0.9 && all.contains(middle);
    Shown {
        within,
        view: (!whole).then_some(view),
    }
}

/// The kinds that can be shown in a view of a territory.
pub(super) fn kinds(shown: &Shown<'_>) -> Vec<TerritoryKind> {
    let mut kinds = super::finer(shown.within).to_vec();
    let close = |v: &BoundingBox| width(v) <= COMMUNES_UP_TO;
    if shown.within.is_none() && shown.view.as_ref().is_some_and(close) {
        kinds.push(TerritoryKind::Commune);
    }
    kinds
}

/// The kind that a view is of where the address names none.
pub(super) fn usual(view: &BoundingBox, kinds: &[TerritoryKind]) -> Option<TerritoryKind> {
    let unit = unit(width(view));
    let known = kinds.contains(&unit).then_some(unit);
    // Inside an EPCI there are communes alone.
    known.or_else(|| kinds.first().copied())
}

/// `region:52`; `france` for the whole country.
fn code_of(within: Option<&Territory>) -> String {
    within.map_or_else(
        || "france".to_owned(),
        |t| format!("{}:{}", t.kind.as_str(), t.code),
    )
}

/// A view in an address: to the metre.
pub(super) fn written(view: &BoundingBox) -> String {
    let all = [view.west, view.south, view.east, view.north];
    all.map(|v| format!("{v:.5}")).join(",")
}

impl Desk<'_> {
    /// How the map is zoomed from what the drawing shows.
    pub(super) fn zoom(&self, frame: Option<crate::html::plan::Frame>) -> Option<Zoom> {
        let frame = frame?;
        let shown = frame.bounds();
        let most = extent(self.s, None).map_or(width(&shown), |all| width(&all));
        let to = |times: f64| {
            let view = frame.around_its_middle(times);
            let keeps = unit(width(&view)) == unit(width(&shown));
            let place = code_of(self.within);
            let mut changes = vec![("within", Some(place.as_str()))];
            if !keeps {
                changes.push(("by", None));
            }
            let view = written(&view);
            changes.push((VIEW, Some(view.as_str())));
            self.with(&changes)
        };
        let closer = width(&shown) / STEP >= NARROWEST;
        let farther = self.within.is_some() || self.view.is_some();
        Some(Zoom {
            shown: written(&shown),
            closer: closer.then(|| to(1.0 / STEP)),
            farther: farther.then(|| to(STEP)),
            whole: self.view.map(|_| self.with(&[(VIEW, None), ("by", None)])),
            here: self.canonical(),
            units: format!("{EPCI_FROM} {COMMUNES_FROM}"),
            bounds: (NARROWEST, most),
            says: thresholds(self.lang),
        })
    }

    /// The address that shows the same again: a view with its territory and its unit.
    fn canonical(&self) -> String {
        let by = self.view.map(|_| self.by.as_str());
        let by = by.or_else(|| self.wanted.asked.p.get("by"));
        self.wanted.asked.href(&[("by", by)])
    }
}

/// From which width on the map is of what, in words.
fn thresholds(lang: Lang) -> String {
    // In the middle of the country, to two figures.
    let kilometres = |degrees: f64| {
        let metres = degrees.to_radians()
            * crate::domain::geodesy::EARTH_RADIUS_M
            * 47_f64.to_radians().cos();
        let round = if metres > 200_000.0 {
            10_000.0
        } else {
            5_000.0
        };
        text::distance(lang, (metres / round).round() * round)
    };
    lang.f(
        "cover-zoom-units",
        &[
            ("epci", kilometres(EPCI_FROM).into()),
            ("communes", kilometres(COMMUNES_FROM).into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closer_the_finer() {
        for (width, kind) in [
            (16.0, TerritoryKind::Department),
            (8.0, TerritoryKind::Department),
            (7.6, TerritoryKind::Epci),
            (1.5, TerritoryKind::Epci),
            (1.4, TerritoryKind::Commune),
            (0.1, TerritoryKind::Commune),
        ] {
            assert_eq!(unit(width), kind, "{width}");
        }
    }
}
