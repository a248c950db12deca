//! Pages of words: sources, legal notice, privacy, accessibility, errors.
use super::layout::Shell;
use maud::{Markup, html};

fn prose(s: &Shell<'_>, title: &str, body: &Markup) -> Markup {
    s.page(
        title,
        title,
        false,
        &html! { main.wrap.prose #results { h1 { (title) } (body) } },
    )
}

/// One source: name, attribution, licence, records.
pub type SourceLine = (String, String, String, usize);

/// `/sources`.
#[must_use]
pub fn sources(s: &Shell<'_>, lines: &[SourceLine]) -> Markup {
    prose(
        s,
        "Sources",
        &html! {
            p { "Chaque structure indique sur sa fiche d’où viennent ses informations. Voici toutes les sources." }
            @if lines.is_empty() { p { "Aucune donnée n’est encore chargée." } }
            @for (name, attribution, licence, count) in lines {
                section.blk { h2 { (name) } p { (attribution) } p.mut { (super::text::structures(*count)) " · " (licence) } }
            }
            section.blk {
                h2 { "Territoires" }
                p { "Communes, intercommunalités, départements et régions\u{a0}: INSEE et DGCL, Licence Ouverte 2.0. Positions des communes\u{a0}: GeoNames, CC BY 4.0. Contours de fond\u{a0}: Natural Earth, domaine public." }
            }
        },
    )
}

/// `/mentions-legales`.
#[must_use]
pub fn legal(s: &Shell<'_>, operator: &str) -> Markup {
    prose(
        s,
        "Mentions légales",
        &html! {
            @if operator.is_empty() { p { "L’exploitant de ce service n’a pas encore renseigné son identité." } } @else { p { "Ce service est exploité par " (operator) "." } }
            p { "Boucle est un logiciel libre, sous licence AGPL 3.0 ou ultérieure. Les données gardent la licence de leur source." }
        },
    )
}

/// `/confidentialite`.
#[must_use]
pub fn privacy(s: &Shell<'_>, tiles: bool) -> Markup {
    prose(
        s,
        "Confidentialité",
        &html! {
            p { "Ce service ne dépose aucun cookie, ne mesure pas votre audience et ne vous demande pas de compte." }
            @if tiles { p { "Le fond de carte est chargé depuis le serveur de tuiles choisi par l’exploitant\u{a0}: ce serveur voit votre adresse IP et la zone affichée. Rien d’autre ne sort d’ici." } }
            @else { p { "Aucune requête n’est envoyée à un tiers." } }
            p { "Les adresses électroniques des structures ne sont publiées qu’avec leur accord, et l’adresse exacte d’une personne qui travaille chez elle ne l’est jamais." }
        },
    )
}

/// `/accessibilite`.
#[must_use]
pub fn accessibility(s: &Shell<'_>) -> Markup {
    prose(
        s,
        "Accessibilité",
        &html! {
            p { strong { "État de conformité\u{a0}: non conforme." } " Aucun audit RGAA n’a encore été mené." }
            p { "La liste dit la même chose que la carte, se parcourt au clavier et fonctionne sans JavaScript. Des contrôles automatiques (axe) sont passés à chaque modification." }
            @if !s.contact.is_empty() { p { "Quelque chose vous empêche d’avancer\u{a0}? " a href=(s.contact) { "Écrivez-nous" } "." } }
        },
    )
}

/// An error with ways out.
#[must_use]
pub fn error(s: &Shell<'_>, title: &str, message: &str) -> Markup {
    s.page(
        title,
        title,
        false,
        &html! {
            main.wrap.prose.err #results {
                h1 { (title) }
                p { (message) }
                p { a.btn.primary href="/" { "Voir la carte et la liste" } }
            }
        },
    )
}
