//! `/{subject}/{commune}`: pages for those who search elsewhere first, about what there is and nothing else.
use super::origin::Visit;
use super::{card, html, named, shell};
use crate::catalog::subjects::{self, Subject};
use crate::catalog::{Selection, Snapshot};
use crate::domain::query::{Sort, StructureQuery};
use crate::domain::{Taxonomy, Territory, TerritoryKind, clock};
use crate::html::explore::Card;
use crate::html::found::{Found, Link};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::App;
use crate::http::error::{self, ApiError};
use crate::http::path::Path;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};

/// Cards of each of the two lists.
const SHOWN: usize = 30;
/// Other pages that one leads to, of each kind.
const LINKS: usize = 12;
/// Structures among which communes nearby are looked for.
const AMONG: usize = 200;

/// `/{subject}/{commune}`.
pub async fn found(
    State(app): State<App>,
    Path((what, place)): Path<(String, String)>,
    uri: Uri,
    visit: Visit,
) -> Response {
    let s = app.catalog.load();
    let known = s.subjects().find(&what).zip(s.place_of(&place));
    let Some((subject, commune)) = known else {
        let nothing = ApiError::NotFound("there is nothing at this address".to_owned());
        return error::answer(&app, &uri, nothing);
    };
    if !s.has_page(subject, commune) {
        // The question is understood, though there is too little for a page of its own: the list and its ways out.
        return Redirect::temporary(&on_map(visit.lang, &s, subject, commune)).into_response();
    }
    let path = path(&s, subject, commune).unwrap_or_default();
    if path != format!("/{what}/{place}") {
        return Redirect::permanent(&visit.lang.path(&path)).into_response();
    }
    html(view(visit.lang, &s, subject, commune, path).page(&shell(&app, &s, &visit)))
        .into_response()
}

/// The address of a page, as it is in French.
pub(in crate::http) fn path(s: &Snapshot, subject: Subject, commune: &Territory) -> Option<String> {
    let what = s.subjects().slug(subject)?;
    Some(format!("/{what}/{}", subjects::place_slug(commune)))
}

/// « Réparer un vélo à Cholet ».
pub(in crate::http) fn title(
    lang: Lang,
    t: &Taxonomy,
    subject: Subject,
    commune: &Territory,
) -> String {
    let phrase = |of: Option<&crate::domain::taxonomy::Term>| {
        let said = of.and_then(|t| lang.pick(t.phrase_fr.clone(), t.phrase_en.clone()));
        said.or_else(|| of.map(|t| named(lang, t).to_owned()))
            .unwrap_or_default()
    };
    let key = match subject.action(t).map(|a| a.code.as_str()) {
        None => "found-category",
        Some("reparer") => "found-repair",
        Some("donner") => "found-give",
        Some("acheter") => "found-buy",
        Some("emprunter") => "found-borrow",
        Some("louer") => "found-rent",
        Some(_) => "found-sort",
    };
    let thing = phrase(subject.term(t));
    lang.f(
        key,
        &[
            ("thing", thing.into()),
            ("place", text::at(lang, &commune.name).into()),
        ],
    )
}

/// The same question on the map.
fn on_map(lang: Lang, s: &Snapshot, subject: Subject, commune: &Territory) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let asked = subject.query(&s.taxonomy);
    let codes = [
        ("category", &asked.categories),
        ("action", &asked.actions),
        ("object", &asked.objects),
    ];
    for (name, list) in codes {
        for code in list {
            query.append_pair(name, code);
        }
    }
    query.append_pair("territory", &format!("commune:{}", commune.code));
    format!("{}?{}", lang.path("/"), query.finish())
}

fn view(lang: Lang, s: &Snapshot, subject: Subject, commune: &Territory, path: String) -> Found {
    let (here, around) = s.stands(subject, commune, SHOWN * 2);
    let outside = |(i, _): &&(u32, Option<f64>)| {
        let row = &s.rows[*i as usize];
        let of = s.gazetteer.all().get(row.commune as usize);
        of.is_none_or(|t| t.code != commune.code)
    };
    let beyond: Vec<_> = around.items.iter().filter(outside).copied().collect();
    let within = around.matched.max(here.matched);
    let place = text::at(lang, &commune.name);
    let title = title(lang, &s.taxonomy, subject, commune);
    let figures = [
        ("n", here.matched.into()),
        ("around", within.into()),
        ("place", place.as_str().into()),
    ];
    Found {
        lede: lang.f("found-lede", &figures),
        title,
        path,
        place,
        here_count: here.matched,
        here: cards(lang, s, &here.items),
        around: cards(lang, s, &beyond),
        map: on_map(lang, s, subject, commune),
        beside: beside(lang, s, subject, commune),
        nearby: nearby(lang, s, subject, commune),
    }
}

fn cards(lang: Lang, s: &Snapshot, items: &[(u32, Option<f64>)]) -> Vec<Card> {
    let now = clock::paris_minute();
    let list = items.iter().take(SHOWN);
    list.filter_map(|hit| card(lang, s, *hit, now)).collect()
}

/// Other pages about the commune: categories first, as the taxonomy orders them.
fn beside(lang: Lang, s: &Snapshot, subject: Subject, commune: &Territory) -> Vec<Link> {
    let others = s.subjects_in(commune).into_iter();
    others
        .filter(|other| *other != subject && s.has_page(*other, commune))
        .filter_map(|other| {
            let words = title(lang, &s.taxonomy, other, commune);
            Some((words, path(s, other, commune)?))
        })
        .take(LINKS)
        .collect()
}

/// The same subject in the communes of the nearest structures.
fn nearby(lang: Lang, s: &Snapshot, subject: Subject, commune: &Territory) -> Vec<Link> {
    let asked = StructureQuery {
        near: commune.position,
        ..subject.query(&s.taxonomy)
    };
    if asked.near.is_none() {
        return Vec::new();
    }
    let Selection { items, .. } = s.select(&s.compile(&asked), Sort::Distance, 0, AMONG);
    let mut seen = vec![commune.code.as_str()];
    let mut links = Vec::new();
    for (i, _) in items {
        let place = s.rows[i as usize].commune as usize;
        let Some(other) = s.gazetteer.all().get(place) else {
            continue;
        };
        let new = other.kind == TerritoryKind::Commune && !seen.contains(&other.code.as_str());
        if new {
            seen.push(&other.code);
            let page = path(s, subject, other).filter(|_| s.has_page(subject, other));
            links.extend(page.map(|p| (title(lang, &s.taxonomy, subject, other), p)));
        }
        if links.len() == LINKS {
            break;
        }
    }
    links
}
