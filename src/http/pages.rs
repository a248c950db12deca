//! Pages for people: filled from the snapshot, tolerant of what is not understood.
mod asked;
mod book;
mod components;
mod conditions;
mod coverage;
mod explore;
mod facts;
mod favourites;
mod figured;
mod filters;
mod found;
mod linked;
mod nearby;
mod origin;
mod own;
mod picked;
mod picture;
mod place;
mod sheet;
mod territories;
mod territory;
mod ways_out;
mod week;
mod what;

pub use book::book;
pub use components::components;
pub use coverage::coverage;
pub use explore::explore;
pub use favourites::favourites;
pub use found::found;
pub(super) use found::path as found_path;
pub use origin::Visit;
pub use picture::{overview_picture, structure_picture};
pub use sheet::structure;
pub use territories::territories;
pub(super) use territory::path as territory_path;
pub use territory::territory;

use super::{App, assets, error::ApiError};
use crate::catalog::{PublicStructure, Snapshot};
use crate::domain::Offer;
use crate::domain::hours::{Hours, Opening};
use crate::domain::query::StructureQuery;
use crate::domain::taxonomy::{Term, Terms};
use crate::html::explore::{Card, OpenState};
use crate::html::layout::Shell;
use crate::html::words::Lang;
use crate::html::{accessibility, statics, text};
use crate::service::Addresses;
use axum::extract::{RawQuery, State};
use axum::http::Uri;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::NaiveDateTime;
use maud::Markup;

fn shell<'a>(app: &'a App, s: &Snapshot, visit: &'a Visit) -> Shell<'a> {
    Shell {
        lang: visit.lang,
        here: &visit.here,
        name: &app.site.name,
        contact: &app.site.contact,
        origin: &visit.origin,
        demo: s.has_demo,
        asset: assets::url,
    }
}

fn html(markup: Markup) -> Html<String> {
    Html(markup.into_string())
}

/// Credit of the tiles, when there are some.
fn tiles(app: &App) -> Option<&str> {
    (app.site.tiles_url != "none").then_some(app.site.tiles_attribution.as_str())
}

/// Address and credit of the tiles.
fn tiles_of(app: &App) -> (String, String) {
    let site = &app.site;
    (site.tiles_url.clone(), site.tiles_attribution.clone())
}

fn state(lang: Lang, hours: Option<&Hours>, now: NaiveDateTime) -> OpenState {
    let plain = |class, key| OpenState {
        class,
        text: lang.t(key).into_owned(),
    };
    let until = |class, key, at| OpenState {
        class,
        text: lang.f(key, &[("when", text::when(lang, at, now).into())]),
    };
    let Some(h) = hours else {
        return plain("unk", "state-no-hours");
    };
    let s = h.at(now);
    match (s.opening, s.then) {
        (Opening::Open, Some((at, Opening::Closed))) => until("open", "state-open-until", at),
        (Opening::Open, _) => plain("open", "state-open"),
        (Opening::Closed, Some((at, Opening::Open))) => until("closed", "state-opens", at),
        (Opening::Closed, Some((at, _))) => until("closed", "state-may-open", at),
        (Opening::Closed, None) => plain("closed", "hours-closed"),
        (Opening::Unknown, _) => plain("unk", "state-unsure"),
    }
}

fn commune(p: &PublicStructure) -> String {
    let said = || p.address.as_ref().and_then(|a| a.city.clone());
    p.commune
        .as_ref()
        .map(|c| c.name.clone())
        .or_else(said)
        .map(|name| text::apostrophes(&name))
        .unwrap_or_default()
}

fn icon(s: &Snapshot, p: &PublicStructure) -> String {
    let of = p
        .categories
        .first()
        .and_then(|c| s.taxonomy.categories.get(c))
        .and_then(|c| c.icon.clone());
    of.unwrap_or_else(|| "map-pin".to_owned())
}

/// What one can do there, what was asked first.
fn offers(lang: Lang, s: &Snapshot, list: &[Offer], q: &StructureQuery) -> String {
    let t = &s.taxonomy;
    let objects: Vec<&str> = q.objects.iter().flat_map(|o| t.with_narrower(o)).collect();
    let asked = |code: &String| objects.contains(&code.as_str());
    let fits = |o: &Offer| {
        (q.actions.is_empty() || q.actions.contains(&o.action))
            && (objects.is_empty() || o.objects.iter().any(asked))
    };
    let one = |o: &&Offer| {
        let mut codes: Vec<&String> = o.objects.iter().collect();
        codes.sort_by_key(|c| !asked(c));
        let objects: Vec<String> = codes
            .iter()
            .take(4)
            .map(|c| text::small(label(lang, &t.objects, c)))
            .collect();
        let action = label(lang, &s.taxonomy.actions, &o.action);
        if objects.is_empty() {
            action.to_owned()
        } else {
            let more = if o.objects.len() > 4 { "…" } else { "" };
            let objects = format!("{}{more}", objects.join(", "));
            lang.f(
                "card-offer",
                &[("action", action.into()), ("objects", objects.into())],
            )
        }
    };
    let mut list: Vec<&Offer> = list.iter().collect();
    list.sort_by_key(|o| !fits(o));
    list.iter().take(2).map(one).collect::<Vec<_>>().join(" · ")
}

/// What a badge says: the label, or its usual initials.
fn badge(lang: Lang, s: &Snapshot, code: &str) -> String {
    if code == "ess" {
        lang.t("badge-ess").into_owned()
    } else {
        label(lang, &s.taxonomy.labels, code).to_owned()
    }
}

/// Label of a term.
fn named(lang: Lang, term: &Term) -> &str {
    lang.pick(&term.label_fr, &term.label_en)
}

/// Label of a code; the code itself when it is not known.
fn label<'a>(lang: Lang, terms: &'a Terms, code: &'a str) -> &'a str {
    terms.get(code).map_or(code, |t| named(lang, t))
}

fn card(lang: Lang, s: &Snapshot, hit: (u32, Option<f64>), now: NaiveDateTime) -> Option<Card> {
    card_of(lang, s, hit, now, &StructureQuery::default())
}

/// The card of a find, as an answer to what was asked.
fn card_of(
    lang: Lang,
    s: &Snapshot,
    (i, distance): (u32, Option<f64>),
    now: NaiveDateTime,
    asked: &StructureQuery,
) -> Option<Card> {
    let p = s.structure(i)?;
    Some(Card {
        icon: icon(s, &p),
        category: p
            .categories
            .first()
            .map(|c| label(lang, &s.taxonomy.categories, c).to_owned())
            .unwrap_or_default(),
        commune: commune(&p),
        offers: offers(lang, s, &p.offers, asked),
        state: state(lang, s.hours_of(i), now),
        badges: p.labels.iter().map(|l| badge(lang, s, l)).take(3).collect(),
        position: p.coordinates.map(|c| (c.lon, c.lat)),
        sector: p.sector.unwrap_or_default(),
        id: p.id,
        slug: p.slug,
        name: p.name,
        distance,
    })
}

/// `/sources`.
pub async fn sources(State(app): State<App>, visit: Visit) -> Html<String> {
    let s = app.catalog.load();
    let line = |(i, x): (usize, &crate::domain::Source)| statics::SourceLine {
        name: x.name.clone(),
        attribution: x.attribution.clone(),
        licence: x.licence.clone(),
        url: x.url.clone().filter(|u| u.starts_with("http")),
        count: s.source_counts[i],
        refreshed: x
            .refreshed_at
            .as_deref()
            .map(|at| sheet::day_of(visit.lang, at)),
        leaves_out: visit.lang.pick(&x.leaves_out, &x.leaves_out_en).clone(),
    };
    let lines: Vec<statics::SourceLine> = s.sources.iter().enumerate().map(line).collect();
    let shell = shell(&app, &s, &visit);
    let contours = s.contours().about().map(|a| a.year);
    html(statics::sources(&shell, &lines, contours, tiles(&app)))
}

/// `/mentions-legales`.
pub async fn legal(State(app): State<App>, visit: Visit) -> Html<String> {
    let site = &app.site;
    let words = statics::Legal {
        operator: &site.operator,
        address: &site.operator_address,
        director: &site.publication_director,
        hosting: &site.hosting,
        source: &site.source_url,
    };
    let s = app.catalog.load();
    html(statics::legal(&shell(&app, &s, &visit), &words))
}

/// `/confidentialite`.
pub async fn privacy(State(app): State<App>, visit: Visit) -> Html<String> {
    let s = app.catalog.load();
    let geocoder = app.addresses.as_ref().map(Addresses::host);
    html(statics::privacy(
        &shell(&app, &s, &visit),
        tiles(&app),
        geocoder,
    ))
}

/// `/accessibilite`.
pub async fn accessible(State(app): State<App>, visit: Visit) -> Html<String> {
    let s = app.catalog.load();
    html(accessibility::page(&shell(&app, &s, &visit)))
}

/// `/hors-ligne`: what the service worker shows in the place of a page that it cannot get.
pub async fn offline(State(app): State<App>, visit: Visit) -> Html<String> {
    let s = app.catalog.load();
    html(statics::offline(&shell(&app, &s, &visit)))
}

/// What is not where one looked.
#[derive(Clone, Copy)]
enum Missing {
    /// A page of no kind.
    Page,
    /// The page of a structure.
    Structure,
}

/// An error as people read it, in the language of the address.
#[must_use]
pub fn error_page(app: &App, uri: &Uri, error: &ApiError) -> Response {
    error_with(app, &Visit::at(uri), error, Missing::Page, &[])
}

/// `/en` without its slash, led to the page that has one.
pub async fn with_slash(RawQuery(raw): RawQuery) -> Redirect {
    let query = raw.map(|q| format!("?{q}")).unwrap_or_default();
    Redirect::permanent(&format!("{}{query}", Lang::En.path("/")))
}

/// An address with a slash too many at its end, led to the page that has none. One slash begins it: a browser takes
/// `//host` and `/\host` for another server.
pub async fn without_slash(uri: Uri) -> Redirect {
    let path = uri.path().trim_matches('/').replace('\\', "%5C");
    let query = uri.query().map(|q| format!("?{q}")).unwrap_or_default();
    Redirect::permanent(&format!("/{path}{query}"))
}

/// Messages of the title and the sentence of an error.
fn words(error: &ApiError, missing: Missing) -> (&'static str, &'static str) {
    match (error, missing) {
        (ApiError::NotFound(_), Missing::Page) => ("error-page", "error-page-why"),
        (ApiError::NotFound(_), Missing::Structure) => ("error-structure", "error-structure-why"),
        (ApiError::Gone(_), _) => ("error-gone", "error-gone-why"),
        (ApiError::Internal(_), _) => ("error-ours", "error-ours-why"),
        (ApiError::Method, _) => ("error-method", "error-method-why"),
        _ => ("error-unread", "error-unread-why"),
    }
}

/// An error with further ways out: addresses and words.
fn error_with(
    app: &App,
    visit: &Visit,
    error: &ApiError,
    missing: Missing,
    links: &[(String, String)],
) -> Response {
    error_beside(app, visit, error, missing, (links, &[]))
}

/// An error with further ways out, and structures that one can go to instead.
fn error_beside(
    app: &App,
    visit: &Visit,
    error: &ApiError,
    missing: Missing,
    (links, instead): (&[(String, String)], &[Card]),
) -> Response {
    let (title, message) = words(error, missing);
    let (title, message) = (visit.lang.t(title), visit.lang.t(message));
    let status = error.status();
    let reference = match error {
        ApiError::Internal(number) => Some(number.as_str()),
        _ => None,
    };
    let words = statics::ErrorWords {
        status: status.as_u16(),
        title: &title,
        message: &message,
        reference,
    };
    let s = app.catalog.load();
    let page = statics::error(&shell(app, &s, visit), &words, links, instead);
    (status, html(page)).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_never_said_as_open_or_closed() {
        let now = NaiveDateTime::parse_from_str("2026-11-28T10:00", "%Y-%m-%dT%H:%M").unwrap();
        for (hours, class, words) in [
            ("Sa 09:00-12:00", "open", "Ouvert, ferme à 12\u{a0}h"),
            ("24/7", "open", "Ouvert"),
            ("Sa 14:00-16:00", "closed", "Fermé, ouvre à 14\u{a0}h"),
            ("off", "closed", "Fermé"),
            ("\"sur rendez-vous\"", "unk", "Horaires à vérifier"),
            ("Sa 09:00-12:00 unknown", "unk", "Horaires à vérifier"),
            (
                "Sa 14:00-16:00 \"un samedi par mois\"",
                "closed",
                "Fermé, ouvre peut-être à 14\u{a0}h",
            ),
        ] {
            let h = Hours::parse(hours).unwrap();
            let s = state(Lang::Fr, Some(&h), now);
            assert_eq!((s.class, s.text.as_str()), (class, words), "{hours}");
        }
        assert_eq!(state(Lang::Fr, None, now).class, "unk");
    }
}
