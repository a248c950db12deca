//! `/structures/{slug}`: filled from the snapshot.
use super::asked::Asked;
use super::origin::Visit;
use super::{
    Missing, error_beside, error_with, facts, html, icon, label, linked, nearby, shell, state, week,
};
use crate::catalog::{Former, Last, PublicStructure, Snapshot};
use crate::domain::hours::{Hours, comments};
use crate::domain::text::fold;
use crate::domain::{Offer, TerritoryKind, clock};
use crate::html::structure::{Locator, Matrix, Provenance, Sheet};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::App;
use crate::http::error::ApiError;
use crate::http::path::Path;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{NaiveDate, NaiveDateTime};

/// Merges that are followed from an old address to the present one.
const MOST_MERGES: usize = 100;

/// `/structures/{slug}`.
pub async fn structure(
    State(app): State<App>,
    Path(slug): Path<String>,
    visit: Visit,
    headers: HeaderMap,
) -> Response {
    let s = app.catalog.load();
    let lang = visit.lang;
    let found = s.find_slug(&slug).and_then(|i| Some((i, s.structure(i)?)));
    if let Some((i, p)) = found {
        let back = back(lang, &headers, &s);
        let sheet = sheet(&visit, &app, &s, (i, p), back);
        return html(sheet.page(&shell(&app, &s, &visit))).into_response();
    }
    let now = now_at(&s, &slug);
    if let Some(Now::At(slug)) = now {
        let path = lang.path(&format!("/structures/{slug}"));
        return Redirect::permanent(&path).into_response();
    }
    let words = text::shortened(&slug.replace('-', " "), 60);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &words)
        .finish();
    let search = (
        format!("{}?{query}", lang.path("/")),
        lang.f("back-search", &[("words", words.into())]),
    );
    let Some(Now::Nowhere(last)) = now else {
        let error = ApiError::NotFound("no such structure".to_owned());
        return error_with(&app, &visit, &error, Missing::Structure, &[search]);
    };
    let error = ApiError::Gone("the structure is no longer published".to_owned());
    let instead = nearby::instead(lang, &s, &last, clock::paris_minute());
    let mut links = around(lang, &s, &last);
    links.push(search);
    error_beside(&app, &visit, &error, Missing::Structure, (&links, &instead))
}

/// The list of what is around the commune where one was.
fn around(lang: Lang, s: &Snapshot, last: &Last) -> Vec<(String, String)> {
    let commune = last.commune.as_deref();
    let commune = commune.and_then(|c| s.gazetteer.get(TerritoryKind::Commune, c));
    let link = commune.map(|c| {
        let name = text::apostrophes(&c.name);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("territory", &format!("commune:{}", c.code))
            .finish();
        let words = lang.f("gone-commune", &[("commune", name.into())]);
        (format!("{}?{query}", lang.path("/")), words)
    });
    link.into_iter().collect()
}

/// Where an address that once was leads.
pub(super) enum Now {
    /// The page of this slug.
    At(String),
    /// Nothing is left but where and what it was.
    Nowhere(Last),
}

/// Follows a structure from merge to merge.
pub(super) fn now_at(s: &Snapshot, slug: &str) -> Option<Now> {
    let mut former = s.former(slug)?;
    // Each merge was made after the one before it: a longer chain than this is a ring.
    for _ in 0..MOST_MERGES {
        let id = match former {
            Former::MergedInto(id) => id,
            Former::Withdrawn(last) => return Some(Now::Nowhere(last.clone())),
        };
        if let Some(into) = s.find(id).and_then(|i| s.structure(i)) {
            return Some(Now::At(into.slug));
        }
        let Some(next) = s.former(id) else {
            break;
        };
        former = next;
    }
    Some(Now::Nowhere(Last::default()))
}

/// The list one comes from, as the browser tells it; the home page when it tells nothing.
fn back(lang: Lang, headers: &HeaderMap, s: &Snapshot) -> (String, String) {
    let home = lang.path("/");
    let text_of = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let from = text_of(header::REFERER).and_then(|r| url::Url::parse(r).ok());
    let here = |u: &url::Url| {
        let host = u.host_str().unwrap_or_default();
        let authority = u
            .port()
            .map_or_else(|| host.to_owned(), |p| format!("{host}:{p}"));
        text_of(header::HOST) == Some(authority.as_str()) && u.path() == home
    };
    match from.filter(here) {
        Some(u) if u.query().is_some() => {
            let n = s.count(&s.compile(&Asked::read(lang, u.query(), s).q));
            let words = if n > 1 {
                lang.f("back-results", &[("n", n.into())])
            } else {
                lang.t("back-list").into_owned()
            };
            (format!("{home}?{}", u.query().unwrap_or_default()), words)
        }
        Some(_) => (home, lang.t("back-list").into_owned()),
        None => (home, lang.t("back-home").into_owned()),
    }
}

pub(super) fn day_of(lang: Lang, rfc3339: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(rfc3339)
        .map(|d| text::date(lang, clock::paris(d.into()).date()))
        .unwrap_or_default()
}

/// A day as sources write it: ISO 8601, with a time or without.
fn plain_day(lang: Lang, iso: &str) -> Option<String> {
    let day = iso.get(..10)?.parse::<NaiveDate>().ok()?;
    Some(text::date(lang, day))
}

fn matrix(lang: Lang, s: &Snapshot, offers: &[Offer]) -> Matrix {
    let t = &s.taxonomy;
    let mut objects: Vec<&String> = Vec::new();
    for o in offers.iter().flat_map(|o| &o.objects) {
        if !objects.contains(&o) {
            objects.push(o);
        }
    }
    let row = |o: &Offer| {
        let cells = objects.iter().map(|c| o.objects.contains(c)).collect();
        (label(lang, &t.actions, &o.action).to_owned(), cells)
    };
    let head = |c: &&String| {
        let icon = t.objects.get(c).and_then(|o| o.icon.clone());
        let words = label(lang, &t.objects, c).to_owned();
        (icon.unwrap_or_default(), words)
    };
    Matrix {
        rows: offers.iter().map(row).collect(),
        objects: objects.iter().map(head).collect(),
    }
}

/// The small map, and the way to the list of what is around.
fn locator(lang: Lang, app: &App, s: &Snapshot, p: &PublicStructure) -> Option<Locator> {
    let at = p.coordinates?;
    let near = format!("{},{}", at.lon, at.lat);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("near", &near)
        .append_pair("ou", &p.name)
        .append_pair("radius", "10000")
        .finish();
    let department = p.department.as_deref();
    let region = department
        .and_then(|d| s.gazetteer.get(TerritoryKind::Department, d))
        .and_then(|d| d.region.clone());
    Some(Locator {
        at: (at.lon, at.lat),
        region: region.unwrap_or_default(),
        tiles: (
            app.site.tiles_url.clone(),
            app.site.tiles_attribution.clone(),
        ),
        around: format!("{}?{query}", lang.path("/")),
    })
}

/// Paragraphs of a text.
fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(str::trim).filter(|x| !x.is_empty());
    parts.map(str::to_owned).collect()
}

/// Hours for bringing things, in words, then what only a reader understands; as they came where they are no hours.
fn deposit(lang: Lang, hours: &str, now: NaiveDateTime) -> String {
    match Hours::parse(hours) {
        Ok(h) => {
            let words = week::in_words(lang, &week::week(lang, &h, now));
            let said = comments(hours).into_iter().map(str::to_owned);
            std::iter::once(words)
                .chain(said)
                .collect::<Vec<_>>()
                .join(" ")
        }
        Err(_) => hours.to_owned(),
    }
}

fn provenance(lang: Lang, p: &PublicStructure) -> Vec<Provenance> {
    let sources = p.sources.iter();
    sources
        .map(|c| Provenance {
            attribution: c.attribution.clone(),
            licence: c.licence.clone(),
            seen: day_of(lang, &c.seen_at),
        })
        .collect()
}

fn sheet(
    visit: &Visit,
    app: &App,
    s: &Snapshot,
    (i, p): (u32, PublicStructure),
    back: (String, String),
) -> Sheet {
    let lang = visit.lang;
    let now = clock::paris_minute();
    let t = &s.taxonomy;
    let hours = s.hours_of(i);
    let sector = p.sector.clone().unwrap_or_default();
    let category = |c: &String| label(lang, &t.categories, c).to_owned();
    Sheet {
        icon: icon(s, &p),
        sector: (sector.clone(), label(lang, &t.sectors, &sector).to_owned()),
        categories: p.categories.iter().map(category).collect(),
        state: state(lang, hours, now),
        address: facts::address(&p),
        directions: facts::directions(&p),
        phone: p.phone.as_deref().map(facts::phone),
        email: p.email.clone(),
        website: p.website.as_deref().and_then(facts::link),
        social: p.social.iter().filter_map(|x| facts::link(x)).collect(),
        offers: matrix(lang, s, &p.offers),
        week: hours.map(|h| week::week(lang, h, now)).unwrap_or_default(),
        now: week::minutes(now),
        hours_text: p.opening_text.clone(),
        deposit: p.deposit_hours.as_deref().map(|h| deposit(lang, h, now)),
        exceptions: hours
            .map(|h| week::exceptions(lang, h, now.date()))
            .unwrap_or_default(),
        summary: p.summary.clone(),
        about: p.description.as_deref().map(paragraphs).unwrap_or_default(),
        labels: facts::labels(lang, s, &p),
        facts: facts::facts(lang, s, &p),
        nearby: nearby::beside(lang, s, (i, &p), now),
        linked: linked::linked(lang, s, (&p, hours), &visit.origin, now.date()),
        sources: provenance(lang, &p),
        completeness: facts::completeness(lang, p.criteria),
        updated: day_of(lang, &p.updated),
        source_updated: p.source_updated.as_deref().and_then(|d| plain_day(lang, d)),
        verified: p.verified_at.as_deref().map(|d| day_of(lang, d)),
        approximate: facts::approximate(&p),
        locator: locator(lang, app, s, &p),
        trade_name: p.trade_name.filter(|n| fold(n) != fold(&p.name)),
        networks: p.networks,
        slug: p.slug,
        name: p.name,
        back,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::SnapshotBuilder;
    use crate::domain::Structure;
    use crate::service::Reference;

    #[test]
    fn an_old_address_follows_all_merges() {
        let id = |n: u8| ulid::Ulid(u128::from(n)).to_string();
        let base = Reference::embedded().unwrap().base();
        let mut builder = SnapshotBuilder::new(0, base, Vec::new());
        let there: Structure = serde_json::from_value(serde_json::json!({
            "id": id(3), "slug": "la-derniere", "status": "published", "fields": { "name": "La dernière" },
            "origins": [], "provenance": {}, "created": "", "updated": "",
        }))
        .unwrap();
        builder.extend(vec![there]);
        for (from, into) in [("a", 2), (&id(2), 3), ("ring", 5), (&id(5), 5), ("lost", 6)] {
            builder.former(from.to_owned(), Former::MergedInto(id(into)));
        }
        builder.former("closed".to_owned(), Former::Withdrawn(Last::default()));
        let s = builder.finish();
        let led = |slug| match now_at(&s, slug) {
            Some(Now::At(slug)) => slug,
            Some(Now::Nowhere(_)) => "gone".to_owned(),
            None => "never".to_owned(),
        };
        assert_eq!(led("a"), "la-derniere");
        assert_eq!(
            (led("ring"), led("lost")),
            ("gone".to_owned(), "gone".to_owned())
        );
        assert_eq!(
            (led("closed"), led("other")),
            ("gone".to_owned(), "never".to_owned())
        );
    }
}
