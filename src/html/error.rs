//! The page that says what went wrong and where to go.
use super::layout::{Shell, document, icon};
use super::model::{ErrorPage, Site};
use maud::{Markup, html};

/// An error as a page, with ways on.
#[must_use]
pub fn error_page(site: &Site, page: &ErrorPage) -> Markup {
    let content = html! {
        main #contenu.wrap.text tabindex="-1" {
            p.kicker { "Erreur " (page.status) }
            h1 { (page.title) }
            p.lede { (page.message) }
            @if let Some(id) = &page.request_id { p.mut { "Référence à nous donner\u{a0}: " code { (id) } } }
            ul.opt {
                @for link in &page.suggestions {
                    li { (icon(site, "arrow-right")) div { strong { a href=(link.href) { (link.label) } } } }
                }
                @if page.suggestions.is_empty() {
                    li { (icon(site, "map-2")) div { strong { a href="/" { "Revenir à la carte" } } } }
                }
            }
        }
    };
    document(site, &Shell { title: &page.title, noindex: true, ..Shell::default() }, &content, true)
}
