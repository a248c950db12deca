//! `/favoris`: the structures that a device keeps, or those that somebody shares by the address.
use super::explore::{Card, card};
use super::layout::{Meta, Shell};
use super::scripts::Scripts;
use super::text;
use maud::{Markup, html};

/// The page.
pub struct Favourites {
    /// The address names some; without it the script asks for those of the device.
    pub named: bool,
    /// Those that are found.
    pub cards: Vec<Card>,
    /// Slugs that lead nowhere any more, with words that stand for their names.
    pub missing: Vec<(String, String)>,
    /// More were named than are shown.
    pub cut: bool,
    /// The printed form of the list.
    pub print: String,
    /// The page of these by its address, in the language of the page.
    pub address: String,
}

impl Favourites {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let title = s.t("favourites-title");
        let meta = Meta {
            title: &title,
            description: &s.t("favourites-description"),
            noindex: true,
            body: "page",
            current: "/favoris",
            scripts: Scripts::Favourites,
            ..Meta::default()
        };
        let content = html! {
            main #contenu.wrap.prose.keep-page tabindex="-1" {
                h1 { (title) }
                p.lede { (s.t("favourites-lede")) }
                (self.list(s))
            }
        };
        s.page(&meta, &content)
    }

    /// The part that the script replaces.
    fn list(&self, s: &Shell<'_>) -> Markup {
        html! {
            section #keepsakes data-named[self.named] tabindex="-1" aria-labelledby="keepsakes-title" {
                @if self.cards.is_empty() && self.missing.is_empty() {
                    h2 #keepsakes-title { (s.t("favourites-none")) }
                    p { (s.t("favourites-how")) }
                    noscript { p.mut { (s.t("favourites-no-script")) } }
                    p.blocked hidden { (s.t("favourites-blocked")) }
                    p.acts { a.btn href=(s.path("/")) { (s.icon("map-2")) (s.t("back-home")) } }
                } @else {
                    h2 #keepsakes-title { (text::structures(s.lang, self.cards.len())) }
                    @if self.cut { p.mut { (s.t("favourites-cut")) } }
                    @if !self.cards.is_empty() {
                        p.acts {
                            a.btn href=(self.print) { (s.icon("printer")) (s.t("favourites-print")) }
                            button #share.btn type="button" hidden data-url=(self.address) { (s.icon("share-2")) span { (s.t("favourites-share")) } }
                        }
                        p #shared.vh role="status" {}
                        ul.cards { @for c in &self.cards { li { (card(s, c)) } } }
                    }
                    @if !self.missing.is_empty() {
                        h3 { (s.t("favourites-missing")) }
                        ul.sources { @for (slug, words) in &self.missing { li.lost { (words) " " (star(s, slug, words)) } } }
                    }
                }
            }
        }
    }
}

/// The button that keeps a structure on the device; seen where a script can keep something.
#[must_use]
pub fn star(s: &Shell<'_>, slug: &str, name: &str) -> Markup {
    let label = s.f("keep-one", &[("name", name.into())]);
    html! { button.star type="button" data-keep=(slug) aria-pressed="false" aria-label=(label) { (s.icon("star")) } }
}
