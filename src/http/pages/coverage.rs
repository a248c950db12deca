//! `/couverture`: how well the people of each territory are served, on a map and in a table.
mod files;
mod table;
mod zoom;

use super::figured::Wanted;
use super::territory::relief::contour;
use super::territory::{name, path, worked_out};
use super::{Visit, own, shell};
use crate::catalog::Snapshot;
use crate::catalog::coverage::{Figures, Scope};
use crate::domain::query::BoundingBox;
use crate::domain::{Coordinates, Territory, TerritoryKind, clock};
use crate::export::figures::ClassRow;
use crate::html::coverage::{Class, Coverage, share_words};
use crate::html::figures::Choice;
use crate::html::layout::Shell;
use crate::html::relief::{Area, Relief};
use crate::html::territory::classes;
use crate::html::text;
use crate::html::words::Lang;
use crate::http::App;
use crate::http::classes as map_classes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// Parameters of the page beside those of all pages of figures.
const OWN: [&str; 8] = ["within", "by", zoom::VIEW, "tri", "sens", "nom", "a", "b"];
/// Styles of the classes of shares, from the best served.
const STYLES: [&str; 5] = ["near-1", "near-2", "near-3", "near-4", "near-5"];
/// Style of what is not known.
const UNKNOWN: &str = "near-unknown";
/// Structures that are drawn at most.
const DOTS: usize = 2_000;

/// `/couverture`.
pub async fn coverage(State(app): State<App>, RawQuery(raw): RawQuery, visit: Visit) -> Response {
    let s = app.catalog.load();
    let wanted = Wanted::read(visit.lang, raw.as_deref(), &s, "/couverture", &OWN);
    if let Some(place) = &wanted.moved {
        return Redirect::to(place).into_response();
    }
    worked_out(&app, visit, move |app, visit| {
        Some(page(&shell(app, &s, visit), &s, wanted))
    })
    .await
}

/// What is shown.
struct Desk<'a> {
    lang: Lang,
    s: &'a Arc<Snapshot>,
    wanted: &'a Wanted,
    /// The territory that is shown; the whole country without one.
    within: Option<&'a Territory>,
    /// The part of the map that is shown; all of the territory without one.
    view: Option<BoundingBox>,
    /// The kind of the rows.
    by: TerritoryKind,
    all: Vec<Figures<'a>>,
}

/// The kinds of territory inside one.
fn finer(within: Option<&Territory>) -> &'static [TerritoryKind] {
    use TerritoryKind::{Commune, Department, Epci, Region};
    match within.map(|t| t.kind) {
        None => &[Region, Department, Epci],
        Some(Region) => &[Department, Epci, Commune],
        Some(Department) => &[Epci, Commune],
        Some(Epci | Commune) => &[Commune],
    }
}

/// The region in which most of the structures are, where there is one.
fn home(s: &Snapshot) -> Option<&Territory> {
    let regions = &s.overview_of_all().regions;
    let all: usize = regions.values().sum();
    let (code, n) = regions.iter().max_by_key(|(_, n)| **n)?;
    (n * 2 > all).then(|| s.gazetteer.get(TerritoryKind::Region, code))?
}

/// The territory that an address names; the whole country where it says `france`, the home region where it says nothing.
fn asked_for<'a>(s: &'a Snapshot, wanted: &Wanted) -> Result<Option<&'a Territory>, ()> {
    match wanted.asked.p.get("within") {
        None => Ok(home(s)),
        Some("france") => Ok(None),
        Some(text) => {
            let (kind, code) = text.split_once(':').ok_or(())?;
            let kind = TerritoryKind::parse(kind).ok_or(())?;
            s.gazetteer.get(kind, code).map(Some).ok_or(())
        }
    }
}

fn page(shell: &Shell<'_>, s: &Arc<Snapshot>, mut wanted: Wanted) -> maud::Markup {
    let lang = shell.lang;
    let within = asked_for(s, &wanted).unwrap_or_else(|()| {
        wanted
            .asked
            .notices
            .push(lang.t("cover-no-territory").into_owned());
        home(s)
    });
    let shown = zoom::settle(s, within, &mut wanted);
    let (within, view) = (shown.within, shown.view);
    let kinds = zoom::kinds(&shown);
    let by = wanted.asked.p.get("by").and_then(TerritoryKind::parse);
    let by = by.filter(|k| kinds.contains(k));
    let by = by.or_else(|| zoom::usual(view.as_ref()?, &kinds));
    let by = by.unwrap_or(match within {
        // Of the country the departments, of a region its EPCI: what one compares.
        None
        | Some(Territory {
            kind: TerritoryKind::Region,
            ..
        }) => kinds[1],
        Some(_) => kinds[0],
    });
    let desk = Desk {
        lang,
        s,
        within,
        view,
        by,
        all: s.figures(
            wanted.query(),
            &Scope {
                view,
                ..wanted.scope(by, within)
            },
        ),
        wanted: &wanted,
    };
    desk.view(&kinds).page(shell)
}

impl Desk<'_> {
    fn view(&self, kinds: &[TerritoryKind]) -> Coverage {
        let lang = self.lang;
        let subject = self.wanted.subject(self.s).title;
        let distance = text::distance(lang, self.wanted.threshold_m);
        let here = self.wanted.asked.href(&[]);
        let place = self
            .within
            .map_or_else(|| lang.t("cover-country").into_owned(), name);
        let now = text::date(lang, clock::paris_now().date());
        let said = [
            ("place", place.as_str().into()),
            ("distance", distance.as_str().into()),
            ("date", now.as_str().into()),
        ];
        let rows = self.rows();
        let relief = self.relief(&subject);
        Coverage {
            title: subject.clone(),
            lede: lang.f("cover-lede", &said),
            here: here.strip_prefix(lang.prefix()).unwrap_or(&here).to_owned(),
            controls: self.wanted.controls(self.s),
            chips: own::insisted(self.s, &self.wanted.asked),
            notices: self.wanted.asked.notices.clone(),
            trail: self.trail(),
            kinds: kinds.iter().map(|k| self.kind(*k)).collect(),
            zoom: self.zoom(relief.as_ref().and_then(Relief::frame)),
            relief,
            caption: self.caption(&subject),
            classes: self.classes(),
            measure: if self.by == TerritoryKind::Commune {
                lang.t("cover-measure-distance").into_owned()
            } else {
                lang.f("cover-measure-share", &[("distance", distance.into())])
            },
            columns: self.columns(),
            count: lang.f(
                if self.view.is_some() {
                    "cover-count-view"
                } else {
                    "cover-count"
                },
                &[
                    ("n", rows.len().into()),
                    ("kind", self.kind_words(rows.len()).into()),
                    ("place", place.into()),
                ],
            ),
            rows,
            named: self
                .wanted
                .asked
                .p
                .get("nom")
                .unwrap_or_default()
                .to_owned(),
            hidden: self.hidden(),
            others: self.others(),
            chosen: ["a", "b"].map(|n| self.wanted.asked.p.get(n).unwrap_or_default().to_owned()),
            pair: self.pair(),
            files: self.files(),
            sources: self.sources(&now),
        }
    }

    fn kind_words(&self, n: usize) -> String {
        let key = match self.by {
            TerritoryKind::Commune => "kinds-commune",
            TerritoryKind::Epci => "kinds-epci",
            TerritoryKind::Department => "kinds-department",
            TerritoryKind::Region => "kinds-region",
        };
        self.lang.f(key, &[("n", n.into())])
    }

    fn kind(&self, kind: TerritoryKind) -> Choice {
        let key = match kind {
            TerritoryKind::Commune => "by-commune",
            TerritoryKind::Epci => "by-epci",
            TerritoryKind::Department => "by-department",
            TerritoryKind::Region => "by-region",
        };
        Choice {
            words: self.lang.t(key).into_owned(),
            href: self.with(&[("by", Some(kind.as_str()))]),
            on: kind == self.by,
        }
    }

    /// This page with something else; a name that was looked for and a comparison are dropped with the place.
    fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut all = vec![("nom", None), ("a", None), ("b", None)];
        all.extend_from_slice(changes);
        self.wanted.asked.href(&all)
    }

    fn inside(&self, t: &Territory) -> String {
        let within = format!("{}:{}", t.kind.as_str(), t.code);
        self.with(&[("within", Some(&within)), ("by", None), (zoom::VIEW, None)])
    }

    fn trail(&self) -> Vec<(String, String)> {
        let country = self.lang.t("cover-country").into_owned();
        let mut trail = vec![(
            country,
            self.with(&[("within", Some("france")), ("by", None), (zoom::VIEW, None)]),
        )];
        if let Some(t) = self.within {
            for kind in TerritoryKind::ALL
                .into_iter()
                .rev()
                .filter(|k| *k >= t.kind)
            {
                let found = t
                    .parent(kind)
                    .and_then(|code| self.s.gazetteer.get(kind, code));
                trail.extend(found.map(|t| (name(t), self.inside(t))));
            }
        }
        trail
    }

    /// The class of a row: of communes by distance, of others by share; `None` where it is not known.
    fn class(&self, f: &Figures<'_>) -> Option<usize> {
        map_classes::of(f, self.by, self.wanted.threshold_m)
    }

    fn classes(&self) -> Vec<Class> {
        let by_distance = classes(self.wanted.threshold_m);
        let words = |class: usize| {
            if self.by == TerritoryKind::Commune {
                return by_distance.words(self.lang, class);
            }
            let (from, to) = map_classes::shares(class);
            share_words(self.lang, from, to)
        };
        let rows = map_classes::rows(&self.all, self.by, self.wanted.threshold_m);
        let class = |row: ClassRow| Class {
            style: row.class.map_or(UNKNOWN, |n| STYLES[n - 1]),
            words: row.class.map_or_else(
                || self.lang.t("cover-unknown").into_owned(),
                |n| words(n - 1),
            ),
            count: row.territories,
            people: row.population,
        };
        rows.into_iter().map(class).collect()
    }

    fn caption(&self, subject: &str) -> String {
        let place = self
            .within
            .map_or_else(|| self.lang.t("cover-country").into_owned(), name);
        self.lang.f(
            "cover-caption",
            &[("subject", subject.into()), ("place", place.into())],
        )
    }

    fn relief(&self, subject: &str) -> Option<Relief> {
        // On one map of the country the departments overseas would leave no room for the others.
        let shown = |at: &Coordinates| {
            self.within.is_some()
                || self.view.is_some()
                || (at.lat > 41.0 && at.lon > -6.0 && at.lon < 10.0)
        };
        let areas: Vec<Area> = self
            .all
            .iter()
            .filter_map(|f| {
                let t = f.territory;
                let class = f.people.share_within.and_then(|_| self.class(f));
                Some(Area {
                    name: name(t),
                    at: t.position.filter(shown)?,
                    people: t.population.unwrap_or(0),
                    class,
                    contour: self.shape(t),
                    href: if t.kind == TerritoryKind::Commune {
                        self.page_of(t)
                    } else {
                        self.inside(t)
                    },
                })
            })
            .collect();
        if areas.len() < 2 && self.view.is_none() {
            return None;
        }
        let mut towns: Vec<(u32, String, Coordinates)> = areas
            .iter()
            .map(|a| (a.people, a.name.clone(), a.at))
            .collect();
        towns.sort_by_key(|(people, ..)| std::cmp::Reverse(*people));
        let named = if self.by == TerritoryKind::Commune && self.view.is_none() {
            6
        } else {
            14
        };
        let reach = self.s.reach(self.wanted.query());
        let dots: Vec<Coordinates> = reach
            .matched()
            .iter()
            .filter_map(|i| self.s.point(*i))
            .filter(|at| self.view.is_none_or(|v| v.contains(*at)))
            .take(DOTS + 1)
            .collect();
        Some(Relief {
            label: self.caption(subject),
            own: self.departments(),
            view: self.view,
            zoomed: true,
            lands: self.s.outlines.lands().to_vec(),
            border: self.border(),
            areas,
            structures: if dots.len() > DOTS { Vec::new() } else { dots },
            sites: Vec::new(),
            towns: towns
                .into_iter()
                .take(named)
                .map(|(_, name, at)| (name, at))
                .collect(),
            around: Vec::new(),
            dots: self.lang.t("territory-dots").into_owned(),
            classes: classes(self.wanted.threshold_m),
        })
    }

    /// The exact border of the territory; where only those of its departments are loaded, theirs.
    fn border(&self) -> crate::html::relief::Rings {
        let exact = self.within.map(|t| contour(self.s, t)).unwrap_or_default();
        if !exact.is_empty() {
            return exact;
        }
        let department = |code: &String| self.s.gazetteer.get(TerritoryKind::Department, code);
        let own = self.departments();
        let all = own.iter().filter_map(department);
        let all: Vec<_> = all.map(|d| contour(self.s, d)).collect();
        if all.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        all.into_iter().flatten().collect()
    }

    /// The contour of a territory; of a department its outline where nothing finer is loaded.
    fn shape(&self, t: &Territory) -> crate::html::relief::Rings {
        let exact = contour(self.s, t);
        if !exact.is_empty() {
            return exact;
        }
        let inside = |land: &&crate::catalog::Land| match t.kind {
            TerritoryKind::Department => land.code == t.code,
            TerritoryKind::Region => {
                let d = self.s.gazetteer.get(TerritoryKind::Department, &land.code);
                d.is_some_and(|d| d.region.as_ref() == Some(&t.code))
            }
            _ => false,
        };
        let lands = self.s.outlines.lands().iter().filter(inside);
        lands.flat_map(|l| l.rings.iter().cloned()).collect()
    }

    /// Departments that stand out from the ground.
    fn departments(&self) -> Vec<String> {
        let all = self.s.gazetteer.of_kind(TerritoryKind::Department);
        let inside = all.filter(|d| {
            self.within
                .is_some_and(|w| self.s.gazetteer.lies_within(d, w))
        });
        inside.map(|d| d.code.clone()).collect()
    }

    fn page_of(&self, t: &Territory) -> String {
        let changes: Vec<(&str, Option<&str>)> = OWN.iter().map(|n| (*n, None)).collect();
        let query = self.wanted.asked.p.with(&changes);
        let mark = if query.is_empty() { "" } else { "?" };
        self.lang.path(&format!("{}{mark}{query}", path(t)))
    }
}
