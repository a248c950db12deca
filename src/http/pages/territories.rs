//! `/territoires`: a search of territories and their index.
use super::origin::Visit;
use super::{html, shell};
use crate::catalog::Snapshot;
use crate::catalog::places::{bare, postal_code};
use crate::catalog::search::Kind;
use crate::domain::text::fold;
use crate::domain::{Territory, TerritoryKind};
use crate::html::territories::{Region, Row, Search, Territories};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::App;
use crate::http::query::Parameters;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use std::cmp::Reverse;
use std::collections::HashSet;

/// Territories that are listed at most.
const MOST: usize = 30;
/// Of each word that was typed, when no territory answers to all.
const MOST_LIKE: usize = 3;
/// Letters of a text that are read.
const LETTERS: usize = 200;
/// What is searched.
const KINDS: [Kind; 4] = [Kind::Commune, Kind::Epci, Kind::Department, Kind::Region];

/// `/territoires`.
pub async fn territories(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    visit: Visit,
) -> Html<String> {
    let s = app.catalog.load();
    let p = Parameters::parse(raw.as_deref()).unwrap_or_default();
    let typed: Option<String> = p.get("q").map(|q| q.chars().take(LETTERS).collect());
    let search = typed.map(|typed| search(visit.lang, &s, typed));
    let (own, others) = regions(visit.lang, &s);
    let page = Territories {
        search,
        own,
        others,
    };
    html(page.page(&shell(&app, &s, &visit)))
}

/// The address of a territory's page, as it is in French.
pub(in crate::http) fn path(t: &Territory) -> String {
    format!("/territoires/{}/{}", t.kind.as_str(), t.code)
}

fn search(lang: Lang, s: &Snapshot, typed: String) -> Search {
    let row = |t: &Territory| row(lang, s, t, &typed);
    let mut found = find(s, &typed, MOST + 1);
    let cut = found.len() > MOST;
    found.truncate(MOST);
    let like = if found.is_empty() {
        like(s, &typed)
    } else {
        Vec::new()
    };
    Search {
        found: found.into_iter().map(row).collect(),
        like: like.into_iter().map(row).collect(),
        cut,
        typed,
    }
}

/// Those of that code or postal code, else those of that name, the best first.
fn find<'a>(s: &'a Snapshot, typed: &str, most: usize) -> Vec<&'a Territory> {
    let g = &s.gazetteer;
    let code = bare(typed).to_uppercase();
    let mut all: Vec<&Territory> = Vec::new();
    if code.bytes().any(|b| b.is_ascii_digit()) {
        let department = g.get(TerritoryKind::Department, &code);
        let epci = g.get(TerritoryKind::Epci, &code);
        let postal = g.of_postal_code(&code);
        all.extend(department.into_iter().chain(epci).chain(postal));
        all.sort_by_key(|t| (Reverse(t.kind), Reverse(t.population)));
        // Often the postal code of one commune is the INSEE code of another: the postal code is what people know.
        if all.is_empty() {
            all.extend(g.get(TerritoryKind::Commune, &code));
        }
    }
    if all.is_empty() {
        let hits = s.search_hits(typed, &KINDS, most);
        all.extend(hits.iter().filter_map(|h| g.all().get(h.index as usize)));
    }
    let mut seen = HashSet::new();
    all.retain(|t| seen.insert((t.kind, t.code.as_str())));
    all.truncate(most);
    all
}

/// Those that answer to one of the words.
fn like<'a>(s: &'a Snapshot, typed: &str) -> Vec<&'a Territory> {
    let words = typed.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|w| w.chars().count() > 3).take(4);
    let mut seen = HashSet::new();
    words
        .flat_map(|w| find(s, w, MOST_LIKE))
        .filter(|t| seen.insert((t.kind, t.code.as_str())))
        .collect()
}

/// The regions of the directory, that with the most structures first, and the others by name.
fn regions(lang: Lang, s: &Snapshot) -> (Vec<Region>, Vec<Region>) {
    let own = |t: &Territory| s.overview_of_all().holds_many_in(&t.code);
    let all = s.gazetteer.of_kind(TerritoryKind::Region);
    let (own, others): (Vec<&Territory>, Vec<&Territory>) = all.partition(|t| own(t));
    let mut own: Vec<Region> = own.into_iter().map(|t| region(lang, s, t, true)).collect();
    own.sort_by_key(|r| Reverse(r.region.structures));
    let others = others.into_iter().map(|t| region(lang, s, t, false));
    let mut others: Vec<Region> = others.collect();
    others.sort_by_cached_key(|r| fold(&r.region.name));
    (own, others)
}

fn region(lang: Lang, s: &Snapshot, t: &Territory, whole: bool) -> Region {
    let rows = |all: Vec<&Territory>| all.into_iter().map(|t| row(lang, s, t, "")).collect();
    let department = |t: &Territory| {
        let epci = whole.then(|| inside(s, TerritoryKind::Epci, t));
        (row(lang, s, t, ""), rows(epci.unwrap_or_default()))
    };
    Region {
        region: row(lang, s, t, ""),
        departments: inside(s, TerritoryKind::Department, t)
            .into_iter()
            .map(department)
            .collect(),
    }
}

/// Territories of a kind in another, by name.
fn inside<'a>(s: &'a Snapshot, kind: TerritoryKind, around: &Territory) -> Vec<&'a Territory> {
    let g = &s.gazetteer;
    let all = g.of_kind(kind).filter(|t| g.lies_within(t, around));
    let mut all: Vec<&Territory> = all.collect();
    all.sort_by_cached_key(|t| fold(&t.name));
    all
}

fn row(lang: Lang, s: &Snapshot, t: &Territory, typed: &str) -> Row {
    let kind = match t.kind {
        TerritoryKind::Commune => "place-commune",
        TerritoryKind::Epci => "place-epci",
        TerritoryKind::Department => "place-department",
        TerritoryKind::Region => "place-region",
    };
    let parent = |kind| s.gazetteer.get(kind, t.parent(kind)?);
    let around = match t.kind {
        TerritoryKind::Commune | TerritoryKind::Epci => parent(TerritoryKind::Department),
        TerritoryKind::Department => parent(TerritoryKind::Region),
        TerritoryKind::Region => None,
    };
    let around = around.map(|a| text::apostrophes(&a.name));
    let around: Vec<String> = postal_code(t, typed)
        .map(str::to_owned)
        .into_iter()
        .chain(around)
        .collect();
    let at = s.gazetteer.index(t.kind, &t.code);
    Row {
        name: text::apostrophes(&t.name),
        path: path(t),
        kind: lang.t(kind).into_owned(),
        around: around.join(" "),
        population: t.population,
        structures: at.map_or(0, |i| s.structures_in(i)),
    }
}
