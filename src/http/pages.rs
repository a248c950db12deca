//! Pages for people: filled from the snapshot, tolerant of what is not understood.
mod asked;
mod explore;
mod facts;
mod filters;
mod origin;
mod own;
mod place;
mod sheet;
mod ways_out;
mod week;

pub use explore::explore;
pub use sheet::structure;

use super::{App, assets, error::ApiError};
use crate::catalog::{PublicStructure, Snapshot};
use crate::domain::Offer;
use crate::domain::hours::{Hours, Opening};
use crate::html::explore::{Card, OpenState};
use crate::html::layout::Shell;
use crate::html::words::Lang;
use crate::html::{statics, text};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use chrono::NaiveDateTime;
use maud::Markup;
use origin::Origin;

fn shell<'a>(app: &'a App, s: &Snapshot, origin: &'a str) -> Shell<'a> {
    Shell {
        lang: Lang::Fr,
        name: &app.site.name,
        contact: &app.site.contact,
        origin,
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

fn state(hours: Option<&Hours>, now: NaiveDateTime) -> OpenState {
    let Some(h) = hours else {
        return OpenState {
            class: "unk",
            text: "Horaires inconnus".to_owned(),
        };
    };
    let s = h.at(now);
    let (class, text) = match (s.opening, s.then) {
        (Opening::Open, Some((at, Opening::Closed))) => {
            ("open", format!("Ouvert, ferme {}", text::when(at, now)))
        }
        (Opening::Open, _) => ("open", "Ouvert".to_owned()),
        (Opening::Closed, Some((at, Opening::Open))) => {
            ("closed", format!("Fermé, ouvre {}", text::when(at, now)))
        }
        (Opening::Closed, Some((at, _))) => (
            "closed",
            format!("Fermé, ouvre peut-être {}", text::when(at, now)),
        ),
        (Opening::Closed, None) => ("closed", "Fermé".to_owned()),
        (Opening::Unknown, _) => ("unk", "Horaires à vérifier".to_owned()),
    };
    OpenState { class, text }
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
            let more = if o.objects.len() > 4 { "…" } else { "" };
            format!("{action}\u{a0}: {}{more}", objects.join(", "))
        }
    };
    list.iter().take(2).map(one).collect::<Vec<_>>().join(" · ")
}

/// What a badge says: the label, or its usual initials.
fn badge(s: &Snapshot, code: &str) -> String {
    if code == "ess" {
        "ESS".to_owned()
    } else {
        s.taxonomy.labels.label(code).to_owned()
    }
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
        badges: p.labels.iter().map(|l| badge(s, l)).take(3).collect(),
        position: p.coordinates.map(|c| (c.lon, c.lat)),
        sector: p.sector.unwrap_or_default(),
        id: p.id,
        slug: p.slug,
        name: p.name,
        distance,
    })
}

/// `/sources`.
pub async fn sources(State(app): State<App>, Origin(origin): Origin) -> Html<String> {
    let s = app.catalog.load();
    let line = |(i, x): (usize, &crate::domain::Source)| statics::SourceLine {
        name: x.name.clone(),
        attribution: x.attribution.clone(),
        licence: x.licence.clone(),
        url: x.url.clone().filter(|u| u.starts_with("http")),
        count: s.source_counts[i],
    };
    let lines: Vec<statics::SourceLine> = s.sources.iter().enumerate().map(line).collect();
    let shell = shell(&app, &s, &origin);
    html(statics::sources(&shell, &lines, tiles(&app)))
}

/// `/mentions-legales`.
pub async fn legal(State(app): State<App>, Origin(origin): Origin) -> Html<String> {
    let site = &app.site;
    let words = statics::Legal {
        operator: &site.operator,
        address: &site.operator_address,
        director: &site.publication_director,
        hosting: &site.hosting,
        source: &site.source_url,
    };
    let s = app.catalog.load();
    html(statics::legal(&shell(&app, &s, &origin), &words))
}

/// `/confidentialite`.
pub async fn privacy(State(app): State<App>, Origin(origin): Origin) -> Html<String> {
    let s = app.catalog.load();
    html(statics::privacy(&shell(&app, &s, &origin), tiles(&app)))
}

/// `/accessibilite`.
pub async fn accessibility(State(app): State<App>, Origin(origin): Origin) -> Html<String> {
    let s = app.catalog.load();
    html(statics::accessibility(&shell(&app, &s, &origin)))
}

/// What is not where one looked.
#[derive(Clone, Copy)]
enum Missing {
    /// A page of no kind.
    Page,
    /// The page of a structure.
    Structure,
}

/// An error as people read it.
#[must_use]
pub fn error_page(app: &App, error: &ApiError) -> Response {
    error_with(app, error, Missing::Page, &[])
}

/// Title and sentence of an error.
fn words(error: &ApiError, missing: Missing) -> (&'static str, &'static str) {
    match (error, missing) {
        (ApiError::NotFound(_), Missing::Page) => {
            ("Page introuvable", "Rien ne se trouve à cette adresse.")
        }
        (ApiError::NotFound(_), Missing::Structure) => (
            "Structure introuvable",
            "Aucune structure ne se trouve à cette adresse. Elle a peut-être changé de nom.",
        ),
        (ApiError::Gone(_), _) => (
            "Cette structure n’est plus dans l’annuaire",
            "Ses sources ne la mentionnent plus\u{a0}: elle a peut-être fermé, déménagé ou changé de nom.",
        ),
        (ApiError::Internal(_), _) => ("Une erreur de notre côté", "Réessayez dans un instant."),
        (ApiError::Method, _) => (
            "Cette page se lit seulement",
            "Rien ne peut être envoyé à cette adresse. Ouvrez-la dans votre navigateur.",
        ),
        _ => (
            "Demande non comprise",
            "Cette adresse ne peut pas être lue telle quelle.",
        ),
    }
}

/// An error with further ways out: addresses and words.
fn error_with(
    app: &App,
    error: &ApiError,
    missing: Missing,
    links: &[(String, String)],
) -> Response {
    let (title, message) = words(error, missing);
    let status = error.status();
    let reference = match error {
        ApiError::Internal(number) => Some(number.as_str()),
        _ => None,
    };
    let words = statics::ErrorWords {
        status: status.as_u16(),
        title,
        message,
        reference,
    };
    let s = app.catalog.load();
    let page = statics::error(&shell(app, &s, ""), &words, links);
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
            let s = state(Some(&h), now);
            assert_eq!((s.class, s.text.as_str()), (class, words), "{hours}");
        }
        assert_eq!(state(None, now).class, "unk");
    }
}
