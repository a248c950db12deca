//! Pages for people: filled from the snapshot, tolerant of what is not understood.
use super::query::Parameters;
use super::{App, assets, error::ApiError};
use crate::catalog::search::Kind;
use crate::catalog::{PublicStructure, Snapshot};
use crate::domain::hours::Hours;
use crate::domain::query::{Sort, StructureQuery};
use crate::domain::{Offer, Precision, clock};
use crate::html::explore::{Card, Chip, Explore, OpenState};
use crate::html::layout::Shell;
use crate::html::structure::Sheet;
use crate::html::{statics, text};
use axum::extract::{Path, RawQuery, State};
use axum::response::{Html, IntoResponse, Response};
use chrono::{Datelike, Duration, NaiveDateTime};
use maud::Markup;

/// Cards of one page of the list.
const PAGE: usize = 30;

fn shell<'a>(app: &'a App, s: &Snapshot) -> Shell<'a> {
    Shell {
        name: &app.site.name,
        contact: &app.site.contact,
        demo: s.has_demo,
        asset: assets::url,
    }
}

fn html(markup: Markup) -> Html<String> {
    Html(markup.into_string())
}

fn state(hours: Option<&Hours>, now: NaiveDateTime) -> OpenState {
    let Some(h) = hours else {
        return OpenState {
            class: "unk",
            text: "Horaires inconnus".to_owned(),
        };
    };
    let s = h.at(now);
    let words = match (s.open, s.until) {
        (true, Some(at)) => format!("Ouvert, ferme {}", text::when(at, now)),
        (true, None) => "Ouvert".to_owned(),
        (false, Some(at)) => format!("Fermé, ouvre {}", text::when(at, now)),
        (false, None) => "Fermé".to_owned(),
    };
    OpenState {
        class: if s.open { "open" } else { "closed" },
        text: words,
    }
}

fn commune(p: &PublicStructure) -> String {
    let said = || p.address.as_ref().and_then(|a| a.city.clone());
    p.commune
        .as_ref()
        .map(|c| c.name.clone())
        .or_else(said)
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

fn offers(s: &Snapshot, list: &[Offer]) -> String {
    let one = |o: &Offer| {
        let objects: Vec<String> = o
            .objects
            .iter()
            .take(4)
            .map(|c| s.taxonomy.objects.label(c).to_lowercase())
            .collect();
        let action = s.taxonomy.actions.label(&o.action);
        if objects.is_empty() {
            action.to_owned()
        } else {
            format!("{action}\u{a0}: {}", objects.join(", "))
        }
    };
    list.iter().take(2).map(one).collect::<Vec<_>>().join(" · ")
}

fn card(s: &Snapshot, i: u32, distance: Option<f64>, now: NaiveDateTime) -> Option<Card> {
    let p = s.structure(i)?;
    Some(Card {
        icon: icon(s, &p),
        category: p
            .categories
            .first()
            .map(|c| s.taxonomy.categories.label(c).to_owned())
            .unwrap_or_default(),
        commune: commune(&p),
        offers: offers(s, &p.offers),
        state: state(s.hours_of(i), now),
        badges: p
            .labels
            .iter()
            .map(|l| s.taxonomy.labels.label(l).to_owned())
            .take(3)
            .collect(),
        sector: p.sector.unwrap_or_default(),
        id: p.id,
        slug: p.slug,
        name: p.name,
        distance,
    })
}

/// Reads what can be read; the rest is left aside and said.
fn lenient(p: &Parameters, s: &Snapshot) -> (StructureQuery, Option<String>) {
    match p.query(&s.taxonomy) {
        Ok(q) => (q, None),
        Err(e) => {
            let rest =
                Parameters::parse(Some(&p.with(&[(e.name.as_str(), None)]))).unwrap_or_default();
            let q = rest.query(&s.taxonomy).unwrap_or_default();
            (
                q,
                Some(format!(
                    "Le critère «\u{a0}{}\u{a0}» n’a pas été compris\u{a0}; il est laissé de côté.",
                    e.name
                )),
            )
        }
    }
}

/// Turns the free text of "Où ?" into a place: a commune and 10 km around, or a territory.
fn place(p: &Parameters, s: &Snapshot, q: &mut StructureQuery) -> Option<String> {
    let text = p.get("ou")?;
    if q.near.is_some() || !q.territories.is_empty() {
        return None;
    }
    let kinds = [Kind::Commune, Kind::Epci, Kind::Department, Kind::Region];
    let found = s
        .search_hits(text, &kinds, 1)
        .first()
        .and_then(|h| s.gazetteer.all().get(h.index as usize));
    match found {
        Some(t) if t.kind == crate::domain::TerritoryKind::Commune && t.position.is_some() => {
            q.near = t.position;
            q.radius = q.radius.or(Some(10_000.0));
            None
        }
        Some(t) => {
            q.territories = vec![(t.kind, t.code.clone())];
            None
        }
        None => Some(format!(
            "«\u{a0}{text}\u{a0}» n’a pas été trouvé. Essayez un nom de commune ou un code postal."
        )),
    }
}

/// `/`.
pub async fn explore(State(app): State<App>, RawQuery(raw): RawQuery) -> Response {
    let s = app.catalog.load();
    let (p, long) = match Parameters::parse(raw.as_deref()) {
        Ok(p) => (p, None),
        Err(_) => (
            Parameters::default(),
            Some("L’adresse est trop longue\u{a0}; tout est affiché.".to_owned()),
        ),
    };
    let (mut query, misread) = lenient(&p, &s);
    let lost = place(&p, &s, &mut query);
    let sort = p.sort(&query).unwrap_or(if query.near.is_some() {
        Sort::Distance
    } else {
        Sort::Name
    });
    let offset = p.offset().unwrap_or(0);
    let page = s.select(&s.compile(&query), sort, offset, PAGE);
    let now = clock::paris_now();
    let next = offset + page.items.len();
    let more = (next < page.matched)
        .then(|| format!("/?{}", p.with(&[("cursor", Some(&p.cursor(next)))])));
    let kept = [
        "category", "sector", "action", "object", "label", "ess", "open_at", "open_on",
    ];
    let view = Explore {
        what: p.get("q").unwrap_or_default().to_owned(),
        place: p.get("ou").unwrap_or_default().to_owned(),
        notice: long.or(misread).or(lost),
        hidden: kept
            .iter()
            .filter_map(|k| Some(((*k).to_owned(), p.get(k)?.to_owned())))
            .collect(),
        chips: chips(&s, &p, &query),
        matched: page.matched,
        order: match sort {
            Sort::Distance => "Les plus proches",
            Sort::Updated => "Les plus récentes",
            Sort::Relevance => "Les plus pertinentes",
            Sort::Name => "Par nom",
        },
        cards: page
            .items
            .iter()
            .filter_map(|(i, d)| card(&s, *i, *d, now))
            .collect(),
        next: more,
        filtered: !p.with(&[]).is_empty(),
        bounds: bounds(&s, &query),
        tiles: (
            app.site.tiles_url.clone(),
            app.site.tiles_attribution.clone(),
        ),
    };
    html(view.page(&shell(&app, &s))).into_response()
}

/// The asked box, else around the place, else around all matches.
fn bounds(s: &Snapshot, q: &StructureQuery) -> String {
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
    let points = s
        .matches(&s.compile(q))
        .into_iter()
        .filter_map(|i| s.point(i));
    let start = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    let (w, so, e, n) = points.fold(start, |b, c| {
        (
            b.0.min(c.lon),
            b.1.min(c.lat),
            b.2.max(c.lon),
            b.3.max(c.lat),
        )
    });
    if w > e {
        "-2.6,46.2,0.95,48.6".to_owned()
    } else {
        format!("{w:.4},{so:.4},{e:.4},{n:.4}")
    }
}

/// "Open now", then each category with its count; the active one first.
fn chips(s: &Snapshot, p: &Parameters, q: &StructureQuery) -> Vec<Chip> {
    let href = |name: &str, value: Option<&str>| {
        format!("/?{}", p.with(&[(name, value), ("cursor", None)]))
    };
    let now = q.open_at.is_some();
    let mut chips = vec![Chip {
        label: "Ouvert maintenant".to_owned(),
        count: None,
        href: href("open_at", (!now).then_some("now")),
        on: now,
        icon: "clock".to_owned(),
        sector: String::new(),
    }];
    let others = StructureQuery {
        categories: Vec::new(),
        ..q.clone()
    };
    let matches = s.matches(&s.compile(&others));
    let mut found: Vec<(bool, usize, &crate::domain::taxonomy::Term)> = Vec::new();
    for (c, term) in s.taxonomy.categories.iter().enumerate() {
        let n = matches
            .iter()
            .filter(|i| s.rows[**i as usize].categories >> c & 1 == 1)
            .count();
        found.push((q.categories.contains(&term.code), n, term));
    }
    found.retain(|(on, n, _)| *on || *n > 0);
    found.sort_by_key(|(on, n, _)| (!on, std::cmp::Reverse(*n)));
    chips.extend(found.into_iter().take(8).map(|(on, n, t)| Chip {
        label: t.label_fr.clone(),
        count: (!on).then_some(n),
        href: href("category", (!on).then_some(&t.code)),
        on,
        icon: t.icon.clone().unwrap_or_default(),
        sector: t.sector.clone().unwrap_or_default(),
    }));
    chips
}

/// `/structures/{slug}`.
///
/// # Errors
/// A page that says that there is no such structure.
pub async fn structure(State(app): State<App>, Path(slug): Path<String>) -> Response {
    let s = app.catalog.load();
    let found = s.find_slug(&slug).and_then(|i| Some((i, s.structure(i)?)));
    match found {
        Some((i, p)) => html(sheet(&s, i, p).page(&shell(&app, &s))).into_response(),
        None => error_page(&app, &ApiError::NotFound("no such structure".to_owned())),
    }
}

fn interval((from, to): (u16, u16)) -> String {
    let hour = |m: u16| text::hour(u32::from(m / 60) % 24, u32::from(m % 60));
    if (from, to) == (0, 1440) {
        "Toute la journée".to_owned()
    } else {
        format!("{} – {}", hour(from), hour(to))
    }
}

/// The seven days from Monday of this week, in words.
fn week(h: &Hours, now: NaiveDateTime) -> Vec<(String, String, bool)> {
    let monday = now.date() - Duration::days(i64::from(now.weekday().num_days_from_monday()));
    let day = |(n, name): (i64, &&str)| {
        let date = monday + Duration::days(n);
        let spans: Vec<String> = h.day(date).into_iter().map(interval).collect();
        let mut name = (*name).to_owned();
        name[..1].make_ascii_uppercase();
        (
            name,
            if spans.is_empty() {
                "Fermé".to_owned()
            } else {
                spans.join(", ")
            },
            date == now.date(),
        )
    };
    (0..).zip(text::DAYS.iter()).map(day).collect()
}

fn day_of(rfc3339: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(rfc3339)
        .map(|d| text::date(clock::paris(d.into())))
        .unwrap_or_default()
}

fn sheet(s: &Snapshot, i: u32, p: PublicStructure) -> Sheet {
    let now = clock::paris_now();
    let t = &s.taxonomy;
    let mut objects: Vec<&String> = Vec::new();
    for o in p.offers.iter().flat_map(|o| &o.objects) {
        if !objects.contains(&o) {
            objects.push(o);
        }
    }
    let row = |o: &Offer| {
        (
            t.actions.label(&o.action).to_owned(),
            objects.iter().map(|c| o.objects.contains(c)).collect(),
        )
    };
    let address = p.address.clone().unwrap_or_default();
    let town = format!(
        "{} {}",
        address.postal_code.clone().unwrap_or_default(),
        address.city.clone().unwrap_or_else(|| commune(&p))
    );
    let mut lines = address.lines;
    lines.push(town.trim().to_owned());
    let deposit = p
        .deposit_hours
        .as_deref()
        .and_then(|h| Hours::parse(h).ok());
    let sector = p.sector.clone().unwrap_or_default();
    Sheet {
        icon: icon(s, &p),
        sector: (sector.clone(), t.sectors.label(&sector).to_owned()),
        categories: p
            .categories
            .iter()
            .map(|c| t.categories.label(c).to_owned())
            .collect(),
        state: state(s.hours_of(i), now),
        directions: p.coordinates.map(|c| {
            format!(
                "https://www.openstreetmap.org/directions?to={}%2C{}",
                c.lat, c.lon
            )
        }),
        phone: p.phone.clone().map(|n| (n.clone(), n.replace(' ', ""))),
        email: p.email.clone(),
        website: p.website.clone().filter(|w| w.starts_with("http")),
        offers: p.offers.iter().map(row).collect(),
        objects: objects
            .iter()
            .map(|c| t.objects.label(c).to_owned())
            .collect(),
        week: s.hours_of(i).map(|h| week(h, now)).unwrap_or_default(),
        deposit: deposit
            .map(|h| week(&h, now).into_iter().map(|(d, w, _)| (d, w)).collect())
            .unwrap_or_default(),
        hours_text: p.opening_text.clone(),
        about: p.summary.iter().chain(&p.description).cloned().collect(),
        labels: labels(s, &p),
        facts: facts(&p),
        sources: p
            .sources
            .iter()
            .map(|c| (c.attribution.clone(), c.licence.clone()))
            .collect(),
        updated: day_of(&p.updated),
        verified: p.verified_at.as_deref().map(day_of),
        approximate: p.precision.is_some_and(|x| x > Precision::Street),
        networks: p.networks,
        name: p.name,
        address: lines.into_iter().filter(|l| !l.is_empty()).collect(),
    }
}

fn labels(s: &Snapshot, p: &PublicStructure) -> Vec<(String, String)> {
    let one = |c: &String| {
        s.taxonomy.labels.get(c).map(|t| {
            (
                t.label_fr.clone(),
                t.description_fr.clone().unwrap_or_default(),
            )
        })
    };
    p.labels.iter().filter_map(one).collect()
}

/// Only what is known; unknown is not said as no.
fn facts(p: &PublicStructure) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut say = |icon, text: &str| out.push((icon, text.to_owned()));
    match p.wheelchair.as_deref() {
        Some("yes") => say("accessible", "Accessible en fauteuil roulant."),
        Some("limited") => say("accessible", "Accès en fauteuil roulant limité."),
        Some("no") => say("accessible", "Pas d’accès en fauteuil roulant."),
        _ => {}
    }
    if p.by_appointment == Some(true) {
        say("clock", "Uniquement sur rendez-vous.");
    }
    if p.ess == Some(true) {
        say("check", "Économie sociale et solidaire.");
    }
    if let Some(crate::domain::structure::AtHome::Km { km }) = &p.at_home {
        say(
            "route",
            &format!("Se déplace chez vous, à moins de {km:.0}\u{a0}km."),
        );
    }
    out
}

/// `/sources`.
pub async fn sources(State(app): State<App>) -> Html<String> {
    let s = app.catalog.load();
    let line = |(i, x): (usize, &crate::domain::Source)| {
        (
            x.name.clone(),
            x.attribution.clone(),
            x.licence.clone(),
            s.source_counts[i],
        )
    };
    let lines: Vec<statics::SourceLine> = s.sources.iter().enumerate().map(line).collect();
    html(statics::sources(&shell(&app, &s), &lines))
}

/// `/mentions-legales`.
pub async fn legal(State(app): State<App>) -> Html<String> {
    html(statics::legal(
        &shell(&app, &app.catalog.load()),
        &app.site.operator,
    ))
}

/// `/confidentialite`.
pub async fn privacy(State(app): State<App>) -> Html<String> {
    html(statics::privacy(
        &shell(&app, &app.catalog.load()),
        app.site.tiles_url != "none",
    ))
}

/// `/accessibilite`.
pub async fn accessibility(State(app): State<App>) -> Html<String> {
    html(statics::accessibility(&shell(&app, &app.catalog.load())))
}

/// An error as people read it.
#[must_use]
pub fn error_page(app: &App, error: &ApiError) -> Response {
    let (title, message) = match error {
        ApiError::NotFound(_) => (
            "Page introuvable",
            "Rien ne se trouve à cette adresse. La structure a peut-être changé de nom ou fermé.",
        ),
        ApiError::Internal => ("Une erreur de notre côté", "Réessayez dans un instant."),
        _ => (
            "Demande non comprise",
            "Cette adresse ne peut pas être lue telle quelle.",
        ),
    };
    let s = app.catalog.load();
    (
        error.status(),
        html(statics::error(&shell(app, &s), title, message)),
    )
        .into_response()
}
