//! `/`: filled from the snapshot.
use super::asked::Asked;
use super::filters::{self, Chips};
use super::origin::Visit;
use super::own;
use super::place::{STANDS_FOR, WHERE};
use super::ways_out::ways_out;
use super::{card_of, html, label, named, shell, tiles_of};
use crate::catalog::{Overview, Selection, Snapshot};
use crate::domain::clock;
use crate::domain::query::{BoundingBox, Sort, StructureQuery};
use crate::domain::taxonomy::Terms;
use crate::domain::{Coordinates, TerritoryKind};
use crate::html::explore::{Chip, Explore, MapData};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::App;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use chrono::NaiveDateTime;
use std::borrow::Cow;
use std::mem::discriminant;

/// Cards of one page of the list.
const PAGE: usize = 30;
/// From so many structures on, the page is made off the threads that answer: it may look at each of them.
const MANY: usize = 20_000;
/// Filters that the form sends along; the two fields and the place stand for the others.
const KEPT: [&str; 13] = [
    "category",
    "sector",
    "action",
    "label",
    "ess",
    "open_at",
    "open_on",
    "public",
    "appointment",
    "brand_only",
    "at_home",
    "network",
    "source",
];
/// Pays de la Loire, where nothing else says what to show.
const HOME: BoundingBox = BoundingBox {
    west: -2.6,
    south: 46.2,
    east: 0.95,
    north: 48.6,
};

/// `/`.
pub async fn explore(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    visit: Visit,
) -> Html<String> {
    let s = app.catalog.load();
    let many = s.len() >= MANY;
    let make = move || {
        let asked = Asked::read(visit.lang, raw.as_deref(), &s);
        html(view(&app, &s, &asked).page(&shell(&app, &s, &visit)))
    };
    if !many {
        return make();
    }
    match tokio::task::spawn_blocking(make).await {
        Ok(page) => page,
        // It panicked, or the program is ending: the edge answers for both.
        Err(e) => match e.try_into_panic() {
            Ok(cause) => std::panic::resume_unwind(cause),
            Err(e) => std::panic::resume_unwind(Box::new(e.to_string())),
        },
    }
}

fn view(app: &App, s: &Snapshot, asked: &Asked) -> Explore {
    let (p, q) = (&asked.p, &asked.q);
    let now = clock::paris_minute();
    let filter = s.compile(q);
    let offset = p.offset().unwrap_or(0);
    let page = s.list(&filter, asked.sort, offset, PAGE);
    let all = s.overview(&filter);
    let Chips { on, off, groups } = filters::chips(s, asked, &all, now);
    let ways_out = if page.matched == 0 {
        ways_out(s, asked, &on)
    } else {
        Vec::new()
    };
    let next = offset.saturating_add(page.items.len());
    let more = next < page.matched;
    let sought = sought(s, asked, &on);
    Explore {
        title: title(s, asked),
        sought,
        asked: asked.anything() || asked.unfound.is_some(),
        what: what_text(s, asked),
        place: place_text(s, asked),
        unfound: asked.unfound.is_some(),
        notices: asked.notices.clone(),
        places: asked.others.clone(),
        hidden: hidden(s, asked),
        chips: on.into_iter().chain(off).collect(),
        more: groups,
        matched: page.matched,
        unplaced: all.unplaced,
        orders: orders(asked, page.matched, now),
        cards: cards(asked, s, &page, now),
        ways_out,
        address: asked.href(&[]),
        print: (page.matched > 0).then(|| asked.printed()),
        files: files(asked, page.matched),
        first: (offset > 0).then(|| asked.href(&[])),
        next: more.then(|| asked.href(&[("cursor", Some(&p.cursor(next)))])),
        map: map(app, s, asked, &all),
        sectors: sectors(asked.lang, s),
    }
}

fn cards(
    asked: &Asked,
    s: &Snapshot,
    page: &Selection,
    now: NaiveDateTime,
) -> Vec<crate::html::explore::Card> {
    let one = |hit: &(u32, Option<f64>)| card_of(asked.lang, s, *hit, now, &asked.q);
    page.items.iter().filter_map(one).collect()
}

fn map(app: &App, s: &Snapshot, asked: &Asked, all: &Overview) -> MapData {
    let q = &asked.q;
    let circle = |(c, r): (Coordinates, f64)| format!("{},{},{r}", c.lon, c.lat);
    MapData {
        query: asked
            .p
            .with(&[("ou", None), ("cursor", None), ("sort", None)]),
        bounds: bounds(s, q, all),
        circle: q.near.zip(q.radius).map(circle),
        regions: shown_regions(s, all),
        tiles: tiles_of(app),
    }
}

/// The whole list as files, in its order.
fn files(asked: &Asked, matched: usize) -> Vec<(&'static str, String)> {
    if matched == 0 {
        return Vec::new();
    }
    let query = asked.p.with(&[("ou", None), ("cursor", None)]);
    let file = |(form, end)| (form, format!("/api/v1/export/structures.{end}?{query}"));
    let all = [("XLSX", "xlsx"), ("CSV", "csv"), ("GeoJSON", "geojson")];
    all.into_iter().map(file).collect()
}

/// Codes, words and icons of the sectors.
fn sectors(lang: Lang, s: &Snapshot) -> Vec<(String, String, String)> {
    let all = s.taxonomy.sectors.iter();
    all.map(|t| {
        let icon = t.icon.clone().unwrap_or_default();
        (t.code.clone(), named(lang, t).to_owned(), icon)
    })
    .collect()
}

/// Text of "Où ?": words that were not found stay, else what stands for the place.
fn place_text(s: &Snapshot, asked: &Asked) -> String {
    let unfound = asked.unfound.clone();
    unfound.or_else(|| asked.place_label(s)).unwrap_or_default()
}

/// What the form sends along: the filters, and the place with the words that stand for it.
fn hidden(s: &Snapshot, asked: &Asked) -> Vec<(String, String)> {
    let sent = KEPT
        .iter()
        .chain(&WHERE)
        .filter_map(|k| Some(((*k).to_owned(), asked.p.get(k)?.to_owned())));
    let label = asked.place_label(s).map(|l| (STANDS_FOR.to_owned(), l));
    sent.chain(label).collect()
}

/// Text of "Quoi ?": what was typed, else what was chosen.
fn what_text(s: &Snapshot, asked: &Asked) -> String {
    let typed = asked.typed.as_deref().or(asked.p.get("q"));
    typed.map_or_else(|| object_text(asked.lang, s, &asked.q), str::to_owned)
}

/// Text of "Quoi ?" when one object was chosen.
fn object_text(lang: Lang, s: &Snapshot, q: &StructureQuery) -> String {
    match q.objects.as_slice() {
        [one] => label(lang, &s.taxonomy.objects, one).to_owned(),
        _ => String::new(),
    }
}

/// What is asked with its conditions: "Compostage · près de Nantes · Ouvert le dimanche".
fn sought(s: &Snapshot, asked: &Asked, on: &[Chip]) -> String {
    let conditions = on
        .iter()
        .filter(|c| own::IS_CONDITION.contains(&c.icon.as_str()));
    let all = said(s, asked).into_iter();
    let all: Vec<String> = all.chain(conditions.map(|c| c.label.clone())).collect();
    all.join(" · ")
}

/// What is asked, in words: "Réparer · Grille-pain · près de Saumur".
pub(super) fn title(s: &Snapshot, asked: &Asked) -> String {
    let nothing = || asked.lang.t("asked-nothing").into_owned();
    said(s, asked).unwrap_or_else(nothing)
}

/// The same; nothing where what is asked has no words of its own.
fn said(s: &Snapshot, asked: &Asked) -> Option<String> {
    let (q, t, lang) = (&asked.q, &s.taxonomy, asked.lang);
    let words = |codes: &[String], terms: &Terms| {
        let labels: Vec<&str> = codes.iter().map(|c| label(lang, terms, c)).collect();
        (!labels.is_empty()).then(|| text::either(lang, &labels))
    };
    let parts = [
        q.q.as_ref()
            .map(|w| lang.f("quoted", &[("words", w.as_str().into())])),
        words(&q.actions, &t.actions),
        words(&q.objects, &t.objects),
        words(&q.categories, &t.categories),
        words(&q.sectors, &t.sectors),
        words(&q.labels, &t.labels),
        asked.place_words(s),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

/// Orders of a list of some length: words, address, whether it is in force.
fn orders(
    asked: &Asked,
    matched: usize,
    now: NaiveDateTime,
) -> Vec<(Cow<'static, str>, String, bool)> {
    if matched < 2 {
        return Vec::new();
    }
    // The moment of an order by opening is not part of its name.
    let in_force = |sort: Sort| discriminant(&sort) == discriminant(&asked.sort);
    let all = [
        (
            "order-distance",
            "distance",
            Sort::Distance,
            asked.q.near.is_some(),
        ),
        (
            "order-relevance",
            "relevance",
            Sort::Relevance,
            asked.q.q.is_some(),
        ),
        (
            "order-opening",
            "opening",
            Sort::Opening(now),
            // Where all are open there is nothing to order.
            asked.q.open_at.is_none() || in_force(Sort::Opening(now)),
        ),
        ("order-name", "name", Sort::Name, true),
        ("order-updated", "updated", Sort::Updated, true),
    ];
    let one = |(key, code, sort, _)| {
        let href = asked.href(&[("sort", Some(code))]);
        (asked.lang.t(key), href, in_force(sort))
    };
    all.into_iter().filter(|o| o.3).map(one).collect()
}

/// A box that holds a circle of so many metres.
fn around(c: Coordinates, radius: f64) -> BoundingBox {
    let lat = radius / 111_000.0;
    let lon = lat / c.lat.to_radians().cos().max(0.01);
    BoundingBox {
        west: c.lon - lon,
        south: c.lat - lat,
        east: c.lon + lon,
        north: c.lat + lat,
    }
}

/// About where a territory is, for the map of one that holds no match.
fn around_territory(s: &Snapshot, q: &StructureQuery) -> Option<BoundingBox> {
    let (kind, code) = q.territories.first()?;
    let at = s.gazetteer.get(*kind, code)?.position?;
    let radius = match kind {
        TerritoryKind::Commune => 10_000.0,
        TerritoryKind::Epci => 25_000.0,
        TerritoryKind::Department => 60_000.0,
        TerritoryKind::Region => 160_000.0,
    };
    Some(around(at, radius))
}

/// The asked box, else around the place, else around all matches, else about where the territory is.
fn bounds(s: &Snapshot, q: &StructureQuery, all: &Overview) -> String {
    if let Some(b) = q.bbox {
        return format!("{},{},{},{}", b.west, b.south, b.east, b.north);
    }
    let near = q.near.map(|c| around(c, q.radius.unwrap_or(10_000.0)));
    let b = near
        .or(all.bounds)
        .or_else(|| around_territory(s, q))
        .unwrap_or(HOME);
    format!("{:.4},{:.4},{:.4},{:.4}", b.west, b.south, b.east, b.north)
}

/// Regions that the backdrop brings forward: those of the matches, else those of all structures.
fn shown_regions(s: &Snapshot, all: &Overview) -> String {
    let found = regions(all);
    if found.is_empty() {
        regions(s.overview_of_all())
    } else {
        found
    }
}

/// Regions that hold more than a tenth of some structures.
fn regions(all: &Overview) -> String {
    let codes = all.regions.keys().map(String::as_str);
    let many: Vec<&str> = codes.filter(|code| all.holds_many_in(code)).collect();
    many.join(",")
}
