//! A page about a subject in a commune: « Réparer un vélo à Cholet ».
use super::explore::{Card, card};
use super::layout::{Meta, Shell};
use super::text;
use maud::{Markup, html};

/// Words and address.
pub type Link = (String, String);

/// All of the page.
pub struct Found {
    /// « Réparer un vélo à Cholet ».
    pub title: String,
    /// What is found, in a sentence with its figures.
    pub lede: String,
    /// The address of the page, as it is in French.
    pub path: String,
    /// « à Cholet ».
    pub place: String,
    /// Those in the commune.
    pub here: Vec<Card>,
    /// All in the commune; more than are shown, perhaps.
    pub here_count: usize,
    /// Those around it, the nearest first.
    pub around: Vec<Card>,
    /// The same list on the map.
    pub map: String,
    /// Other pages about the commune.
    pub beside: Vec<Link>,
    /// Pages about the same subject in communes nearby.
    pub nearby: Vec<Link>,
}

impl Found {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let content = html! {
            main #contenu.wrap.found tabindex="-1" {
                h1 { (self.title) }
                p.lede { (self.lede) }
                p { a.btn.primary href=(self.map) { (s.icon("map-2")) (s.t("found-on-map")) } }
                section aria-labelledby="ici" {
                    h2 #ici { (s.f("found-here", &[("n", self.here_count.into()), ("place", self.place.as_str().into())])) }
                    (cards(s, &self.here))
                    @if self.here_count > self.here.len() { p { a href=(self.map) { (s.f("found-all", &[("n", self.here_count.into())])) } } }
                }
                @if !self.around.is_empty() {
                    section aria-labelledby="autour" { h2 #autour { (s.t("found-around")) } (cards(s, &self.around)) }
                }
                (links(s, "aussi", &s.f("found-beside", &[("place", self.place.as_str().into())]), &self.beside))
                (links(s, "voisins", &s.t("found-nearby"), &self.nearby))
            }
        };
        let meta = Meta {
            title: &self.title,
            description: &self.lede,
            canonical: Some(&self.path),
            body: "page",
            ..Meta::default()
        };
        s.page(&meta, &content)
    }
}

fn cards(s: &Shell<'_>, list: &[Card]) -> Markup {
    html! { ul.cards { @for c in list { li { (card(s, c)) } } } }
}

fn links(s: &Shell<'_>, id: &str, title: &str, list: &[Link]) -> Markup {
    html! {
        @if !list.is_empty() {
            nav aria-labelledby=(id) {
                h2 id=(id) { (title) }
                ul.links { @for (words, path) in list { li { a href=(s.path(path)) { (text::capital(words)) } } } }
            }
        }
    }
}
