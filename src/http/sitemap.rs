//! `/robots.txt` and `/sitemap.xml`: what search engines are told (sitemaps.org, 0.9).
use super::App;
use super::error::ApiError;
use super::pages::{self, Visit};
use super::path::Path;
use crate::catalog::Snapshot;
use crate::domain::TerritoryKind;
use crate::html::words::Lang;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use maud::{Markup, PreEscaped, html};
use std::ops::Range;
use std::sync::Arc;

/// Pages of one file, in both languages; the protocol allows 50,000 addresses.
const PER_FILE: usize = 20_000;
/// Pages that are always there.
const ALWAYS: [&str; 7] = [
    "/",
    "/couverture",
    "/territoires",
    "/sources",
    "/mentions-legales",
    "/confidentialite",
    "/accessibilite",
];

/// `/robots.txt`: everything but the data for programs, which says the same again.
pub async fn robots(visit: Visit) -> Response {
    let map = match visit.origin.as_str() {
        "" => String::new(),
        origin => format!("Sitemap: {origin}/sitemap.xml\n"),
    };
    let text = format!("User-agent: *\nDisallow: /api/\n{map}");
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

fn xml(content: &Markup) -> Response {
    let kind = HeaderValue::from_static("application/xml; charset=utf-8");
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", content.0);
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// The parts of the whole: structures, then pages about communes.
fn parts(s: &Snapshot) -> [(&'static str, usize); 2] {
    let files = |n: usize| n.div_ceil(PER_FILE);
    [
        ("structures", files(s.len())),
        ("communes", files(s.combinations().len())),
    ]
}

/// Off the threads that answer: the pages about communes are worked out with the first question.
async fn apart(
    app: &App,
    answer: impl FnOnce(Arc<Snapshot>) -> Result<Response, ApiError> + Send + 'static,
) -> Result<Response, ApiError> {
    let s = app.catalog.load();
    let made = tokio::task::spawn_blocking(move || answer(s)).await;
    made.map_err(|e| ApiError::internal(&e.to_string()))?
}

/// `/sitemap.xml`: the list of the files.
///
/// # Errors
/// 500 when it cannot be worked out.
pub async fn index(State(app): State<App>, visit: Visit) -> Result<Response, ApiError> {
    apart(&app, move |s| {
        let files = parts(&s).into_iter();
        let names = files.flat_map(|(name, count)| (1..=count).map(move |n| format!("{name}-{n}")));
        Ok(xml(&html! {
            sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
                @for name in std::iter::once("pages".to_owned()).chain(names) {
                    sitemap { loc { (visit.origin) "/sitemaps/" (name) ".xml" } }
                }
            }
        }))
    })
    .await
}

/// `/sitemaps/{file}`: `pages.xml`, `structures-1.xml`, `communes-1.xml` ...
///
/// # Errors
/// 404 for a file that is not in the list.
pub async fn file(
    State(app): State<App>,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, ApiError> {
    apart(&app, move |s| {
        let none = || ApiError::NotFound("no such file; see /sitemap.xml".to_owned());
        let stem = name.strip_suffix(".xml").ok_or_else(none)?;
        if stem == "pages" {
            let always = ALWAYS.map(str::to_owned).into_iter();
            let pages = always.chain(territories(&s)).map(|p| (p, None));
            return Ok(addresses(&visit.origin, pages));
        }
        let (kind, number) = stem.split_once('-').ok_or_else(none)?;
        let number: usize = number.parse().map_err(|_| none())?;
        let known = parts(&s)
            .into_iter()
            .any(|(k, files)| k == kind && (1..=files).contains(&number));
        if !known {
            return Err(none());
        }
        let range = (number - 1) * PER_FILE..number * PER_FILE;
        Ok(match kind {
            "structures" => addresses(&visit.origin, structures(&s, range)),
            _ => addresses(&visit.origin, communes(&s, range)),
        })
    })
    .await
}

/// A page as it is in French, and the day on which it last changed.
type Entry = (String, Option<String>);

fn structures(s: &Snapshot, range: Range<usize>) -> Vec<Entry> {
    let within = range.start.min(s.len())..range.end.min(s.len());
    let one = |i: usize| {
        let i = u32::try_from(i).ok()?;
        let changed = DateTime::from_timestamp(s.rows[i as usize].updated, 0);
        let day = changed.map(|at| at.format("%Y-%m-%d").to_string());
        Some((format!("/structures/{}", s.structure(i)?.slug), day))
    };
    within.filter_map(one).collect()
}

/// Sheets of the regions, departments and EPCI that have structures. Communes have pages of their own.
fn territories(s: &Snapshot) -> impl Iterator<Item = String> {
    let all = s.gazetteer.all().iter().enumerate();
    let large = all.filter(|(_, t)| t.kind != TerritoryKind::Commune);
    let served = large.filter(|(place, _)| s.structures_in(*place) > 0);
    served.map(|(_, t)| pages::territory_path(t))
}

fn communes(s: &Snapshot, range: Range<usize>) -> Vec<Entry> {
    let all = s.combinations();
    let part = &all[range.start.min(all.len())..range.end.min(all.len())];
    let one = |(place, subject): &(u32, _)| {
        let commune = s.gazetteer.all().get(*place as usize)?;
        Some((pages::found_path(s, *subject, commune)?, None))
    };
    part.iter().filter_map(one).collect()
}

fn addresses(origin: &str, entries: impl IntoIterator<Item = Entry>) -> Response {
    let one = |(path, day): Entry| {
        html! { @for lang in Lang::ALL {
            url {
                loc { (origin) (lang.path(&path)) }
                @for other in Lang::ALL { (alternate(origin, other, &path)) }
                @if let Some(day) = &day { lastmod { (day) } }
            }
        } }
    };
    let all = entries.into_iter().map(one);
    xml(&html! {
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" {
            @for entry in all { (entry) }
        }
    })
}

/// The same page in a language. Written by hand: an element of XML that is closed at once.
fn alternate(origin: &str, lang: Lang, path: &str) -> Markup {
    let address = html! { (origin) (lang.path(path)) }.0;
    PreEscaped(format!(
        "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{address}\"/>",
        lang.code()
    ))
}
