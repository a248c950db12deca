//! `/`: filled from the snapshot.
use super::asked::Asked;
use super::{card, filters, html, shell};
use crate::catalog::Snapshot;
use crate::domain::clock;
use crate::domain::query::{Sort, StructureQuery};
use crate::domain::taxonomy::Terms;
use crate::html::explore::{Chip, Explore, MapData, WayOut};
use crate::html::text;
use crate::http::App;
use crate::http::query::Parameters;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};

/// Cards of one page of the list.
const PAGE: usize = 30;
/// Filters that the form sends along; the two fields stand for the others.
const KEPT: [&str; 14] = [
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
    "radius",
];
/// Pays de la Loire, where nothing else says what to show.
const HOME: &str = "-2.6,46.2,0.95,48.6";

/// `/`.
pub async fn explore(State(app): State<App>, RawQuery(raw): RawQuery) -> Response {
    let s = app.catalog.load();
    let asked = Asked::read(raw.as_deref(), &s);
    let (p, q) = (&asked.p, &asked.q);
    let sort = p.sort(q).unwrap_or_else(|_| Parameters::usual_sort(q));
    let offset = p.offset().unwrap_or(0);
    let page = s.select(&s.compile(q), sort, offset, PAGE);
    let all = s.matches(&s.compile(q));
    let now = clock::paris_now();
    let next = offset + page.items.len();
    let more = next < page.matched;
    let (on, off, groups) = filters::chips(&s, &asked, &all);
    let ways_out = if page.matched == 0 {
        ways_out(&s, &asked, &on)
    } else {
        Vec::new()
    };
    let what = p.get("q").map(str::to_owned);
    let view = Explore {
        title: title(&s, &asked),
        asked: asked.anything(),
        what: what.unwrap_or_else(|| object_text(&s, q)),
        place: asked.place_text(&s),
        notice: asked.notice.clone(),
        hidden: hidden(&asked),
        chips: on.into_iter().chain(off).collect(),
        more: groups,
        matched: page.matched,
        unplaced: all.iter().filter(|i| s.point(**i).is_none()).count(),
        orders: if page.matched > 1 {
            orders(&asked, sort)
        } else {
            Vec::new()
        },
        cards: page
            .items
            .iter()
            .filter_map(|(i, d)| card(&s, *i, *d, now))
            .collect(),
        ways_out,
        first: (offset > 0).then(|| asked.href(&[])),
        next: more.then(|| asked.href(&[("cursor", Some(&p.cursor(next)))])),
        map: MapData {
            query: p.with(&[("ou", None), ("cursor", None), ("sort", None)]),
            bounds: bounds(&s, q, &all),
            circle: q
                .near
                .zip(q.radius)
                .map(|(c, r)| format!("{},{},{r}", c.lon, c.lat)),
            regions: shown_regions(&s, &all),
            tiles: (
                app.site.tiles_url.clone(),
                app.site.tiles_attribution.clone(),
            ),
        },
        sectors: s
            .taxonomy
            .sectors
            .iter()
            .map(|t| {
                let icon = t.icon.clone().unwrap_or_default();
                (t.code.clone(), t.label_fr.clone(), icon)
            })
            .collect(),
    };
    html(view.page(&shell(&app, &s))).into_response()
}

fn hidden(asked: &Asked) -> Vec<(String, String)> {
    let zone = asked.p.get("ou").is_none().then_some("bbox");
    KEPT.iter()
        .copied()
        .chain(zone)
        .filter_map(|k| Some((k.to_owned(), asked.p.get(k)?.to_owned())))
        .collect()
}

/// Text of "Quoi ?" when one object was chosen.
fn object_text(s: &Snapshot, q: &StructureQuery) -> String {
    match q.objects.as_slice() {
        [one] => s.taxonomy.objects.label(one).to_owned(),
        _ => String::new(),
    }
}

/// What is asked, in words: "Réparer · Grille-pain · près de Saumur".
fn title(s: &Snapshot, asked: &Asked) -> String {
    let (q, t) = (&asked.q, &s.taxonomy);
    let words = |codes: &[String], terms: &Terms| {
        let labels: Vec<&str> = codes.iter().map(|c| terms.label(c)).collect();
        (!labels.is_empty()).then(|| text::listed(&labels))
    };
    let parts = [
        q.q.as_ref().map(|w| format!("«\u{a0}{w}\u{a0}»")),
        words(&q.actions, &t.actions),
        words(&q.objects, &t.objects),
        words(&q.categories, &t.categories),
        words(&q.sectors, &t.sectors),
        asked.place_words(s),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    if said.is_empty() {
        "Carte et liste".to_owned()
    } else {
        said.join(" · ")
    }
}

fn orders(asked: &Asked, now: Sort) -> Vec<(&'static str, String, bool)> {
    let all = [
        (
            "Les plus proches",
            "distance",
            Sort::Distance,
            asked.q.near.is_some(),
        ),
        (
            "Les plus pertinentes",
            "relevance",
            Sort::Relevance,
            asked.q.q.is_some(),
        ),
        ("Par nom", "name", Sort::Name, true),
        ("Les plus récentes", "updated", Sort::Updated, true),
    ];
    all.into_iter()
        .filter(|o| o.3)
        .map(|(words, code, sort, _)| (words, asked.href(&[("sort", Some(code))]), sort == now))
        .collect()
}

/// The asked box, else around the place, else around all matches.
fn bounds(s: &Snapshot, q: &StructureQuery, all: &[u32]) -> String {
    if let Some(b) = q.bbox {
        return format!("{},{},{},{}", b.west, b.south, b.east, b.north);
    }
    if let Some(c) = q.near {
        let lat = q.radius.unwrap_or(10_000.0) / 111_000.0;
        let lon = lat / c.lat.to_radians().cos().max(0.01);
        return format!(
            "{:.4},{:.4},{:.4},{:.4}",
            c.lon - lon,
            c.lat - lat,
            c.lon + lon,
            c.lat + lat
        );
    }
    let start = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    let points = all.iter().filter_map(|i| s.point(*i));
    let (w, so, e, n) = points.fold(start, |b, c| {
        (
            b.0.min(c.lon),
            b.1.min(c.lat),
            b.2.max(c.lon),
            b.3.max(c.lat),
        )
    });
    if w > e {
        HOME.to_owned()
    } else {
        format!("{w:.4},{so:.4},{e:.4},{n:.4}")
    }
}

/// Regions that the backdrop brings forward: those of the matches, else those of all structures.
fn shown_regions(s: &Snapshot, all: &[u32]) -> String {
    let found = regions(s, all);
    if found.is_empty() {
        regions(s, &s.matches(&s.compile(&StructureQuery::default())))
    } else {
        found
    }
}

/// Regions that hold more than a tenth of some structures.
fn regions(s: &Snapshot, all: &[u32]) -> String {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for i in all {
        let commune = s.rows.get(*i as usize).map_or(u32::MAX, |r| r.commune);
        if let Some(r) = s
            .gazetteer
            .all()
            .get(commune as usize)
            .and_then(|c| c.region.as_deref())
        {
            *counts.entry(r).or_default() += 1;
        }
    }
    let few = all.len() / 10;
    let codes: Vec<&str> = counts
        .into_iter()
        .filter(|(_, n)| *n > few)
        .map(|(c, _)| c)
        .collect();
    codes.join(",")
}

/// Other searches, when nothing was found: further away, or without the filter that costs most.
fn ways_out(s: &Snapshot, asked: &Asked, on: &[Chip]) -> Vec<WayOut> {
    let mut out = Vec::new();
    if let (Some(from), Some(radius)) = (asked.q.near, asked.q.radius) {
        let far = StructureQuery {
            radius: None,
            ..asked.q.clone()
        };
        let found = s.select(&s.compile(&far), Sort::Distance, 0, 1);
        if let Some((i, Some(d))) = found.items.first()
            && let Some(p) = s.structure(*i)
        {
            out.push(WayOut {
                icon: "map-pin",
                title: "La plus proche, plus loin".to_owned(),
                detail: format!(
                    "{}, {}, à {}",
                    p.name,
                    super::commune(&p),
                    text::distance(*d)
                ),
                verb: "Voir",
                href: format!("/structures/{}", p.slug),
            });
        }
        let wider = (radius * 3.0).min(100_000.0);
        let q = StructureQuery {
            near: Some(from),
            radius: Some(wider),
            ..asked.q.clone()
        };
        let n = s.count(&s.compile(&q));
        if n > 0 {
            out.push(WayOut {
                icon: "map-search",
                title: format!("À moins de {}", text::distance(wider)),
                detail: text::structures(n),
                verb: "Élargir",
                href: asked.href(&[("radius", Some(&format!("{wider:.0}")))]),
            });
        }
    }
    let mut without: Vec<(usize, &Chip)> = on
        .iter()
        .map(|c| {
            let query = c.href.strip_prefix("/?");
            let other = Asked::read(query, s);
            (s.count(&s.compile(&other.q)), c)
        })
        .filter(|(n, c)| *n > 0 && c.href != "/")
        .collect();
    without.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    out.extend(without.into_iter().take(3).map(|(n, c)| WayOut {
        icon: "x",
        title: format!(
            "Sans «\u{a0}{}\u{a0}»",
            c.label.trim_matches(['«', '»', '\u{a0}'])
        ),
        detail: text::structures(n),
        verb: "Retirer",
        href: c.href.clone(),
    }));
    out
}
