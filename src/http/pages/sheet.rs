//! `/structures/{slug}`: filled from the snapshot.
use super::asked::Asked;
use super::{card, commune, error_with, html, icon, shell, state};
use crate::catalog::{Former, PublicStructure, Snapshot};
use crate::domain::hours::{Hours, comments};
use crate::domain::query::{Sort, StructureQuery};
use crate::domain::structure::AtHome;
use crate::domain::{Offer, Precision, TerritoryKind, clock};
use crate::html::explore::Card;
use crate::html::structure::{Day, Locator, Matrix, Provenance, Sheet};
use crate::html::text;
use crate::http::App;
use crate::http::error::ApiError;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Timelike};

/// Others that are shown beside.
const NEARBY: usize = 4;

/// `/structures/{slug}`.
pub async fn structure(
    State(app): State<App>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Response {
    let s = app.catalog.load();
    let found = s.find_slug(&slug).and_then(|i| Some((i, s.structure(i)?)));
    if let Some((i, p)) = found {
        return html(sheet(&app, &s, (i, p), back(&headers, &s)).page(&shell(&app, &s)))
            .into_response();
    }
    let gone = match s.former(&slug) {
        Some(Former::MergedInto(id)) => {
            let into = s.find(id).and_then(|i| s.structure(i));
            if let Some(into) = into {
                return Redirect::permanent(&format!("/structures/{}", into.slug)).into_response();
            }
            true
        }
        Some(Former::Withdrawn) => true,
        None => false,
    };
    let words = text::shortened(&slug.replace('-', " "), 60);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &words)
        .finish();
    let search = (
        format!("/?{query}"),
        format!("Chercher «\u{a0}{words}\u{a0}»"),
    );
    let error = if gone {
        ApiError::Gone("the structure is no longer published".to_owned())
    } else {
        ApiError::NotFound("no such structure".to_owned())
    };
    error_with(&app, &error, &[search])
}

/// The list one comes from, as the browser tells it; the home page when it tells nothing.
fn back(headers: &HeaderMap, s: &Snapshot) -> (String, String) {
    let text_of = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let from = text_of(header::REFERER).and_then(|r| url::Url::parse(r).ok());
    let here = |u: &url::Url| {
        let host = u.host_str().unwrap_or_default();
        let authority = u
            .port()
            .map_or_else(|| host.to_owned(), |p| format!("{host}:{p}"));
        text_of(header::HOST) == Some(authority.as_str()) && u.path() == "/"
    };
    match from.filter(here) {
        Some(u) if u.query().is_some() => {
            let n = s.count(&s.compile(&Asked::read(u.query(), s).q));
            let words = if n > 1 {
                format!("Retour aux {}\u{a0}résultats", text::number(n))
            } else {
                "Retour à la liste".to_owned()
            };
            (format!("/?{}", u.query().unwrap_or_default()), words)
        }
        Some(_) => ("/".to_owned(), "Retour à la liste".to_owned()),
        None => ("/".to_owned(), "Voir la carte et la liste".to_owned()),
    }
}

/// The seven days from Monday of this week.
fn week(h: &Hours, now: NaiveDateTime) -> Vec<Day> {
    let monday = now.date() - Duration::days(i64::from(now.weekday().num_days_from_monday()));
    (0..)
        .zip(text::DAYS.iter())
        .map(|(n, name)| {
            let date = monday + Duration::days(n);
            let hours = h.day(date);
            Day {
                name: text::capital(name),
                open: hours.open,
                unknown: hours.unknown,
                today: date == now.date(),
            }
        })
        .collect()
}

/// Days with the same hours together: "Mercredi et samedi, 10 h – 12 h".
fn in_words(days: &[Day]) -> String {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    let some = |d: &&Day| !(d.open.is_empty() && d.unknown.is_empty());
    for d in days.iter().filter(some) {
        let hours = text::day(&d.open, &d.unknown).to_lowercase();
        match groups.iter_mut().find(|g| g.1 == hours) {
            Some(g) => g.0.push(d.name.to_lowercase()),
            None => groups.push((vec![d.name.to_lowercase()], hours)),
        }
    }
    if groups.is_empty() {
        return "Pas cette semaine.".to_owned();
    }
    let said: Vec<String> = groups
        .iter()
        .map(|(days, hours)| format!("{}, {hours}", text::listed(days)))
        .collect();
    format!("{}.", text::capital(&said.join("\u{a0}; ")))
}

/// Days of the next three weeks that differ from the same day of the week before and after.
fn exceptions(h: &Hours, today: NaiveDate) -> Vec<String> {
    let week = Duration::days(7);
    let odd = |d: &NaiveDate| {
        let usual = h.day(*d + week);
        h.day(*d) != usual && h.day(*d - week) == usual
    };
    let said = |d: NaiveDate| {
        let name = text::DAYS[d.weekday().num_days_from_monday() as usize];
        let day = text::date(d.and_time(chrono::NaiveTime::MIN));
        let hours = h.day(d);
        let hours = text::day(&hours.open, &hours.unknown).to_lowercase();
        format!("{} {day}\u{a0}: {hours}.", text::capital(name))
    };
    today.iter_days().take(21).filter(odd).map(said).collect()
}

fn day_of(rfc3339: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(rfc3339)
        .map(|d| text::date(clock::paris(d.into())))
        .unwrap_or_default()
}

fn matrix(s: &Snapshot, offers: &[Offer]) -> Matrix {
    let t = &s.taxonomy;
    let mut objects: Vec<&String> = Vec::new();
    for o in offers.iter().flat_map(|o| &o.objects) {
        if !objects.contains(&o) {
            objects.push(o);
        }
    }
    let row = |o: &Offer| {
        let cells = objects.iter().map(|c| o.objects.contains(c)).collect();
        (t.actions.label(&o.action).to_owned(), cells)
    };
    let head = |c: &&String| {
        let icon = t.objects.get(c).and_then(|o| o.icon.clone());
        (icon.unwrap_or_default(), t.objects.label(c).to_owned())
    };
    Matrix {
        rows: offers.iter().map(row).collect(),
        objects: objects.iter().map(head).collect(),
    }
}

/// Structures of the same kind close by, else of any kind.
fn nearby(s: &Snapshot, i: u32, p: &PublicStructure, now: NaiveDateTime) -> Vec<Card> {
    let Some(at) = p.coordinates else {
        return Vec::new();
    };
    let near = |categories: &[String]| {
        let q = StructureQuery {
            near: Some(at),
            radius: Some(30_000.0),
            categories: categories.to_vec(),
            ..StructureQuery::default()
        };
        let found = s.select(&s.compile(&q), Sort::Distance, 0, NEARBY + 1);
        let cards = found
            .items
            .into_iter()
            .filter(|(n, _)| *n != i)
            .take(NEARBY)
            .filter_map(|(n, d)| card(s, n, d, now));
        cards.collect::<Vec<_>>()
    };
    let alike = near(p.categories.get(..1).unwrap_or_default());
    if alike.len() < 2 { near(&[]) } else { alike }
}

/// `+33 2 40 00 00 00` as people write it here, and as it is dialled.
fn phone(number: &str) -> (String, String) {
    let shown = number
        .strip_prefix("+33")
        .map_or_else(|| number.to_owned(), |rest| format!("0{}", rest.trim()));
    let dialled = number.chars().filter(|c| c.is_ascii_digit() || *c == '+');
    (shown.replace(' ', "\u{a0}"), dialled.collect())
}

/// A web address with what is shown of it.
fn link(address: &str) -> Option<(String, String)> {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))?;
    let shown = rest.trim_start_matches("www.").trim_end_matches('/');
    Some((address.to_owned(), text::shortened(shown, 60)))
}

fn address(p: &PublicStructure) -> Vec<String> {
    let a = p.address.clone().unwrap_or_default();
    let town = format!(
        "{} {}",
        a.postal_code.unwrap_or_default(),
        a.city.unwrap_or_else(|| commune(p))
    );
    let mut lines = a.lines;
    lines.push(town.trim().to_owned());
    lines
        .iter()
        .filter(|l| !l.is_empty())
        .map(|l| text::apostrophes(l))
        .collect()
}

/// The small map, and the way to the list of what is around.
fn locator(app: &App, s: &Snapshot, p: &PublicStructure) -> Option<Locator> {
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
        around: format!("/?{query}"),
    })
}

fn sheet(app: &App, s: &Snapshot, (i, p): (u32, PublicStructure), back: (String, String)) -> Sheet {
    let now = clock::paris_now();
    let t = &s.taxonomy;
    let hours = s.hours_of(i);
    let deposit = p.deposit_hours.as_deref().map(Hours::parse);
    let sector = p.sector.clone().unwrap_or_default();
    let paragraphs = |text: &String| {
        let parts = text.split("\n\n").map(str::trim).filter(|x| !x.is_empty());
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    Sheet {
        icon: icon(s, &p),
        sector: (sector.clone(), t.sectors.label(&sector).to_owned()),
        categories: p
            .categories
            .iter()
            .map(|c| t.categories.label(c).to_owned())
            .collect(),
        state: state(hours, now),
        address: address(&p),
        directions: p.coordinates.map(|c| {
            format!(
                "https://www.openstreetmap.org/directions?to={}%2C{}",
                c.lat, c.lon
            )
        }),
        phone: p.phone.as_deref().map(phone),
        email: p.email.clone(),
        website: p.website.as_deref().and_then(link),
        social: p.social.iter().filter_map(|x| link(x)).collect(),
        offers: matrix(s, &p.offers),
        week: hours.map(|h| week(h, now)).unwrap_or_default(),
        now: u16::try_from(now.hour() * 60 + now.minute()).unwrap_or_default(),
        hours_text: p.opening_text.clone(),
        deposit: match deposit {
            Some(Ok(h)) => {
                let said = comments(p.deposit_hours.as_deref().unwrap_or_default());
                let mut words = in_words(&week(&h, now));
                for comment in said {
                    words = format!("{words} {comment}");
                }
                Some(words)
            }
            Some(Err(_)) => p.deposit_hours.clone(),
            None => None,
        },
        exceptions: hours.map(|h| exceptions(h, now.date())).unwrap_or_default(),
        summary: p.summary.clone(),
        about: p.description.as_ref().map(paragraphs).unwrap_or_default(),
        labels: labels(s, &p),
        facts: facts(s, &p),
        nearby: nearby(s, i, &p, now),
        sources: p
            .sources
            .iter()
            .map(|c| Provenance {
                attribution: c.attribution.clone(),
                licence: c.licence.clone(),
                seen: day_of(&c.seen_at),
            })
            .collect(),
        updated: day_of(&p.updated),
        verified: p.verified_at.as_deref().map(day_of),
        approximate: p.precision.is_some_and(|x| x > Precision::Street),
        locator: locator(app, s, &p),
        networks: p.networks,
        slug: p.slug,
        name: p.name,
        back,
    }
}

fn labels(s: &Snapshot, p: &PublicStructure) -> Vec<(String, String)> {
    let one = |c: &String| {
        let t = s.taxonomy.labels.get(c)?;
        let promise = t.description_fr.clone().unwrap_or_default();
        Some((t.label_fr.clone(), promise))
    };
    p.labels.iter().filter_map(one).collect()
}

/// Words of a legal form; nothing for one that is not known.
fn legal_form(code: &str) -> Option<&'static str> {
    Some(match code {
        "association" => "Association",
        "cooperative" => "Coopérative",
        "mutual" => "Mutuelle",
        "foundation" => "Fondation",
        "ess_company" => "Entreprise de l’économie sociale et solidaire",
        "company" => "Entreprise",
        "public_body" => "Organisme public",
        "artisan" => "Artisan",
        "individual" => "Entreprise individuelle",
        _ => return None,
    })
}

/// Only what is known; unknown is not said as no.
fn facts(s: &Snapshot, p: &PublicStructure) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut say = |icon, text: &str| out.push((icon, text.to_owned()));
    match p.wheelchair.as_deref() {
        Some("yes") => say("accessible", "Accessible en fauteuil roulant."),
        Some("limited") => say("accessible", "Accès en fauteuil roulant limité."),
        Some("no") => say("accessible", "Pas d’accès en fauteuil roulant."),
        _ => {}
    }
    match p.by_appointment {
        Some(true) => say("calendar", "Uniquement sur rendez-vous."),
        Some(false) => say("calendar", "Sans rendez-vous."),
        None => {}
    }
    match p.public.as_deref() {
        Some("individuals") => say("users", "Pour les particuliers."),
        Some("professionals") => say("users", "Pour les professionnels."),
        Some("both") => say("users", "Pour les particuliers et les professionnels."),
        _ => {}
    }
    if p.brand_only == Some(true) {
        say("info-circle", "Seulement pour les produits de sa marque.");
    }
    match &p.at_home {
        Some(AtHome::Km { km }) => say(
            "route",
            &format!(
                "Se déplace chez vous, à moins de {}.",
                text::distance(km * 1000.0)
            ),
        ),
        Some(AtHome::Department { code }) => {
            let name = s
                .gazetteer
                .get(TerritoryKind::Department, code)
                .map_or(code.as_str(), |d| &d.name);
            say("route", &format!("Se déplace chez vous\u{a0}: {name}."));
        }
        Some(AtHome::Metropolitan) => {
            say("route", "Se déplace dans toute la France métropolitaine.");
        }
        Some(AtHome::Overseas) => say("route", "Se déplace dans les départements d’outre-mer."),
        None => {}
    }
    if let Some(form) = p.legal_form.as_deref().and_then(legal_form) {
        say("heart-handshake", &format!("{form}."));
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(day: u32) -> NaiveDateTime {
        let date = NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
        date.and_hms_opt(10, 0, 0).unwrap()
    }

    #[test]
    fn deposit_hours_are_said_by_groups_of_days() {
        let h = Hours::parse("We,Sa 10:00-12:00; Fr 14:00-17:30").unwrap();
        assert_eq!(
            in_words(&week(&h, at(1))),
            "Mercredi et samedi, 10\u{a0}h\u{a0}– 12\u{a0}h\u{a0}; vendredi, 14\u{a0}h\u{a0}– 17\u{a0}h\u{a0}30."
        );
        let perhaps = Hours::parse("Sa 09:30-12:30 \"un samedi par mois\"").unwrap();
        assert_eq!(
            in_words(&week(&perhaps, at(1))),
            "Samedi, 9\u{a0}h\u{a0}30\u{a0}– 12\u{a0}h\u{a0}30, à vérifier."
        );
        let never = Hours::parse("off").unwrap();
        assert_eq!(in_words(&week(&never, at(1))), "Pas cette semaine.");
    }

    #[test]
    fn a_day_that_is_not_as_usual_is_told_ahead() {
        let h = Hours::parse("Mo-Sa 09:00-18:00; Dec 25 off").unwrap();
        let told = exceptions(&h, at(10).date());
        assert_eq!(told, ["Vendredi 25 décembre 2026\u{a0}: fermé."]);
        assert!(exceptions(&h, at(1).date()).is_empty(), "too far ahead");
        let usual = Hours::parse("Mo-Sa 09:00-18:00").unwrap();
        assert!(exceptions(&usual, at(10).date()).is_empty());
    }

    #[test]
    fn telephones_and_addresses_are_shown_as_people_write_them() {
        assert_eq!(
            phone("+33 2 40 11 22 33"),
            (
                "02\u{a0}40\u{a0}11\u{a0}22\u{a0}33".to_owned(),
                "+33240112233".to_owned()
            )
        );
        assert_eq!(phone("02 40").1, "0240");
        let (href, shown) = link("https://www.example.org/a/").unwrap();
        assert_eq!(
            (href.as_str(), shown.as_str()),
            ("https://www.example.org/a/", "example.org/a")
        );
        assert!(link("javascript:alert(1)").is_none());
    }
}
