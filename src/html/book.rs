//! `/carnet`: an address book for paper.
use super::layout::{Meta, Shell};
use super::plan::{self, Frame, Mark, Town};
use super::scripts::Scripts;
use super::structure::Provenance;
use super::text;
use crate::catalog::Land;
use maud::{Markup, html};

/// The map: 186 mm by 92 mm, in tenths of a millimetre.
const SIZE: (f64, f64) = (1860.0, 920.0);
/// A frame around one place is at least this wide, degrees of longitude.
const LEAST: f64 = 0.3;

/// One structure.
pub struct Entry {
    /// Last part of the page's address.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Sector code.
    pub sector: String,
    /// Words of the main category.
    pub category: String,
    /// Lines of the address.
    pub address: Vec<String>,
    /// As people write it.
    pub phone: Option<String>,
    /// Usual hours, in words.
    pub hours: Option<String>,
    /// Hours as the source says them, in the language of the data.
    pub hours_text: Option<String>,
    /// Where it is.
    pub at: Option<crate::domain::Coordinates>,
    /// The position is not exact.
    pub approximate: bool,
}

/// A square code of light and dark fields.
pub struct Code {
    /// Fields of a side.
    pub side: usize,
    /// Path of the dark ones, in fields.
    pub path: String,
}

/// The address book.
pub struct Book<'a> {
    /// What is asked, in words.
    pub title: String,
    /// The structures, in their order.
    pub entries: Vec<Entry>,
    /// All matches of the list.
    pub matched: usize,
    /// Sources of the entries.
    pub sources: Vec<Provenance>,
    /// The day, in words.
    pub day: String,
    /// The list on the web, without scheme and host.
    pub list: String,
    /// Outlines.
    pub lands: &'a [Land],
    /// Towns, the largest first.
    pub towns: Vec<Town>,
    /// Draws the code of an address.
    pub code: fn(&str) -> Option<Code>,
}

impl Book<'_> {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let title = s.t("book-title");
        let whole = s.f("book-of", &[("what", self.title.as_str().into())]);
        let content = html! {
            main #contenu.wrap.book tabindex="-1" {
                div.book-head {
                    div {
                        p.kicker { (title) }
                        h1 { (self.title) }
                        p { (self.count(s)) " · " (self.day) }
                    }
                    p.acts {
                        button #print.btn.primary type="button" hidden { (s.icon("printer")) (s.t("book-print")) }
                        a.btn href=(self.list) { (s.icon("arrow-left")) (s.t("book-back")) }
                    }
                }
                @if self.entries.is_empty() { p { (s.t("book-nothing")) } }
                @else {
                    (self.map(s))
                    ol.entries { @for (i, e) in self.entries.iter().enumerate() { li { (self.entry(s, i + 1, e)) } } }
                    (self.colophon(s))
                }
            }
        };
        let meta = Meta {
            title: &whole,
            description: &s.t("book-description"),
            noindex: true,
            body: "page book-page",
            style: Some("book.css"),
            scripts: Scripts::Page,
            ..Meta::default()
        };
        s.page(&meta, &content)
    }

    fn count(&self, s: &Shell<'_>) -> String {
        let shown = self.entries.len();
        if shown == self.matched {
            return text::structures(s.lang, shown);
        }
        s.f(
            "book-some",
            &[("shown", shown.into()), ("n", self.matched.into())],
        )
    }

    fn map(&self, s: &Shell<'_>) -> Markup {
        let numbered = self.entries.iter().enumerate();
        let marks: Vec<Mark> = numbered
            .filter_map(|(i, e)| {
                Some(Mark {
                    number: i + 1,
                    at: e.at?,
                    sector: e.sector.clone(),
                })
            })
            .collect();
        let points: Vec<_> = marks.iter().map(|m| m.at).collect();
        let Some(frame) = Frame::around(&points, SIZE, 70.0, LEAST) else {
            return html! {};
        };
        let spots = plan::spots(&frame, &marks);
        let joined: Vec<String> = spots
            .iter()
            .filter(|x| x.numbers.len() > 1)
            .map(|x| {
                let others: Vec<String> = x.numbers.iter().map(usize::to_string).collect();
                format!("{}\u{a0}= {}", x.says(), others.join(", "))
            })
            .collect();
        let without = self.entries.len() - marks.len();
        let mut caption = s.t("book-ground").into_owned();
        if without > 0 {
            caption = format!(
                "{} {caption}",
                s.f("explore-unplaced", &[("n", without.into())])
            );
        }
        if !joined.is_empty() {
            let joined = joined.join(lang_break(s));
            caption = format!("{} {joined}. {caption}", s.t("book-joined"));
        }
        html! {
            figure.book-map role="figure" aria-label=(caption) {
                svg viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } role="img" aria-label=(s.f("book-map", &[("n", marks.len().into())])) {
                    (plan::ground(&frame, self.lands)) (plan::town_names(&frame, &spots, &self.towns)) (plan::numbers(&spots))
                }
                figcaption { (caption) }
            }
        }
    }

    fn entry(&self, s: &Shell<'_>, number: usize, e: &Entry) -> Markup {
        let path = s.path(&format!("/structures/{}", e.slug));
        let address = format!("{}{path}", s.origin);
        let code = (!s.origin.is_empty())
            .then(|| (self.code)(&address))
            .flatten();
        html! {
            article.entry.{ "sec-" (e.sector) } {
                span.no { (number) }
                div {
                    h2 { a href=(path) { (e.name) } }
                    p.cat { (e.category) }
                    @if !e.address.is_empty() { address { (e.address.join(", ")) @if e.approximate { " " span.mut { (s.t("book-approximate")) } } } }
                    @if let Some(p) = &e.phone { p.tel { (s.icon("phone")) (p) } }
                    @if let Some(h) = &e.hours { p.hours { (h) } }
                    @if let Some(h) = &e.hours_text { p.hours lang=[s.of_data()] { (h) } }
                    @if e.hours.is_none() && e.hours_text.is_none() { p.hours.mut { (s.t("state-no-hours")) } }
                }
                @if let Some(c) = &code {
                    svg.qr viewBox={ "0 0 " (c.side) " " (c.side) } role="img" aria-label=(s.f("book-code", &[("name", e.name.as_str().into())])) shape-rendering="crispEdges" {
                        rect width=(c.side) height=(c.side) fill="#FFF" {} path d=(c.path) fill="#000" {}
                    }
                }
            }
        }
    }

    fn colophon(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.colophon {
                h2 { (s.t("shell-sources")) }
                @for c in &self.sources { p { span lang=[s.of_data()] { (c.attribution) } ", " (c.licence) "." } }
                p { (s.f("book-made", &[("day", self.day.as_str().into()), ("name", s.name.into())])) " " (s.t("book-check")) }
                @if !s.origin.is_empty() { p { (s.t("book-list")) " " a href=(self.list) { (s.origin) (self.list) } } }
            }
        }
    }
}

fn lang_break(s: &Shell<'_>) -> &'static str {
    s.lang.pick("\u{a0}; ", "; ")
}
