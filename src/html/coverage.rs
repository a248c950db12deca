//! `/couverture`: a map of how well people are served, and the table that says the same.
use super::explore::Chip;
use super::figures::{Census, Choice, Controls, people, percent};
use super::layout::{Meta, Shell};
use super::relief::Relief;
use super::scripts::Scripts;
use maud::{Markup, html};

/// A column that the table can be sorted by.
pub struct Column {
    /// Its heading.
    pub words: String,
    /// The page sorted by it.
    pub href: String,
    /// `ascending` or `descending` where the table is sorted by it.
    pub sorted: Option<&'static str>,
    /// Numbers stand to the right.
    pub numeric: bool,
}

/// A territory of the table.
pub struct Row {
    /// Its name and page.
    pub name: String,
    /// See above.
    pub href: String,
    /// The same question inside it; empty where there is nothing finer.
    pub inside: String,
    /// The cells behind the name.
    pub cells: Vec<String>,
    /// Where somebody looked.
    pub census: Census,
}

/// A class of the map.
pub struct Class {
    /// Style of its colour.
    pub style: &'static str,
    /// « 60 à 80 % ».
    pub words: String,
    /// Territories in it.
    pub count: usize,
    /// People in them.
    pub people: u64,
}

/// Two territories beside each other.
pub struct Pair {
    /// Names and pages.
    pub names: [(String, String); 2],
    /// What is compared, and the two values.
    pub rows: Vec<(String, [String; 2])>,
}

/// How the map is zoomed: by links, and by the script, which makes the same addresses.
pub struct Zoom {
    /// What the drawing shows: west,south,east,north, degrees.
    pub shown: String,
    /// The page of half of it; `None` at the closest.
    pub closer: Option<String>,
    /// The page of twice as much; `None` of the whole country.
    pub farther: Option<String>,
    /// The page of the whole territory; `None` where it is shown.
    pub whole: Option<String>,
    /// The address of this very page, with its view and its unit.
    pub here: String,
    /// Widths from which on the map is of EPCI and of communes, degrees of longitude.
    pub units: String,
    /// The narrowest and the widest view, degrees of longitude.
    pub bounds: (f64, f64),
    /// The same for people.
    pub says: String,
}

/// All of the page.
pub struct Coverage {
    /// « Couverture : réparer un vélo ».
    pub title: String,
    /// What the page shows, in a sentence.
    pub lede: String,
    /// The page with all that is asked, as it is in French.
    pub here: String,
    /// What is asked and can be asked.
    pub controls: Controls,
    /// Filters that are no subject.
    pub chips: Vec<Chip>,
    /// What was not understood.
    pub notices: Vec<String>,
    /// From the country down to the territory that is shown.
    pub trail: Vec<(String, String)>,
    /// Kinds of territory that can be shown.
    pub kinds: Vec<Choice>,
    /// The map.
    pub relief: Option<Relief>,
    /// How it is zoomed.
    pub zoom: Option<Zoom>,
    /// What the map shows.
    pub caption: String,
    /// The classes of its colours.
    pub classes: Vec<Class>,
    /// What the classes are of.
    pub measure: String,
    /// The head of the table.
    pub columns: Vec<Column>,
    /// The table.
    pub rows: Vec<Row>,
    /// « 68 intercommunalités ».
    pub count: String,
    /// Part of the name that the table is narrowed to.
    pub named: String,
    /// Parameters that the forms below keep.
    pub hidden: Vec<(String, String)>,
    /// Territories that can be compared: value and name.
    pub others: Vec<(String, String)>,
    /// Those that are.
    pub chosen: [String; 2],
    /// Two of them.
    pub pair: Option<Pair>,
    /// Files: words and addresses.
    pub files: Vec<(String, String)>,
    /// What it rests on.
    pub sources: Vec<String>,
}

impl Coverage {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let content = html! {
            main #contenu.wrap.cover tabindex="-1" {
                div.fhead {
                    div { p.over { (s.t("cover-over")) } h1 { (self.title) } p.mut { (self.lede) } }
                    div.acts {
                        button #print.btn type="button" hidden { (s.icon("printer")) (s.t("book-print")) }
                        details.files {
                            summary.btn { (s.icon("download")) (s.t("territory-files")) }
                            ul { @for (words, href) in &self.files { li { a href=(href) { (words) } } } }
                        }
                    }
                }
                (self.controls.form(s))
                @if !self.chips.is_empty() { ul.chips { @for c in &self.chips { li { (super::explore::chip(s, c)) } } } }
                @for n in &self.notices { (s.notice("warn", "info-circle", &html! { p { (n) } })) }
                (self.places(s))
                (self.map(s))
                (self.table(s))
                (self.compare(s))
                section.two.foot aria-labelledby="provenance" { div {
                    h2 #provenance { (s.t("territory-sources")) } @for x in &self.sources { p.sm { (x) } }
                } div { h2 { (s.t("territory-method")) } p.sm { (s.t("method-distance")) } } }
            }
        };
        let meta = Meta {
            title: &self.title,
            description: &self.lede,
            canonical: Some("/couverture"),
            noindex: self.here != "/couverture",
            body: "page",
            current: "/couverture",
            style: Some("figures.css"),
            scripts: Scripts::Coverage,
            ..Meta::default()
        };
        s.page(&meta, &content)
    }

    fn places(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.places {
                nav.trail aria-label=(s.t("cover-trail")) { ol {
                    @for (n, (words, href)) in self.trail.iter().enumerate() {
                        li { @if n + 1 == self.trail.len() { strong aria-current="true" { (words) } } @else { a href=(href) { (words) } (s.icon("chevron-right")) } }
                    }
                } }
                @if self.kinds.len() > 1 {
                    nav.within aria-label=(s.t("cover-kinds")) {
                        span { (s.t("cover-by")) }
                        ul.seg { @for c in &self.kinds { li { a href=(c.href) aria-current=[c.on.then_some("true")] { (c.words) } } } }
                    }
                }
            }
        }
    }

    fn map(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.relief aria-label=(s.t("cover-map")) {
                figure {
                    @match &self.relief {
                        Some(relief) => (self.zoomed(s, &relief.drawing(s))),
                        None => p.mut { (s.t("cover-no-map")) },
                    }
                    figcaption.sm.mut { (self.caption) @if let Some(z) = &self.zoom { " " (z.says) } }
                }
                div {
                    h2 { (self.measure) }
                    table.classes {
                        thead { tr { th scope="col" { (s.t("cover-class")) } th.num scope="col" { (s.t("cover-territories")) } th.num scope="col" { (s.t("territory-people")) } } }
                        tbody { @for c in &self.classes { tr {
                            th scope="row" { span.{ "swatch " (c.style) } aria-hidden="true" {} (c.words) }
                            td.num { (s.lang.number(c.count as f64, 0)) }
                            td.num { (people(s.lang, c.people)) }
                        } } }
                    }
                    @if let Some(relief) = &self.relief { (relief.legend(s)) }
                    (s.notice("info", "question-mark", &html! { p { strong { (s.t("territory-unknown")) } " " (s.t("cover-unknown-why")) } }))
                }
            }
        }
    }

    /// The drawing with what zooms it.
    fn zoomed(&self, s: &Shell<'_>, drawing: &Markup) -> Markup {
        let Some(z) = &self.zoom else {
            return drawing.clone();
        };
        let button = |id: &str, key: &str, icon: &str, href: Option<&String>| {
            let words = s.t(key);
            // A link that leads nowhere says so, and keeps its place.
            let off = href.is_none().then_some("link");
            html! { a id=(id) href=[href] role=[off] aria-disabled=[href.is_none().then_some("true")] aria-label=(words) title=(words) { (s.icon(icon)) } }
        };
        html! {
            div #zoom.zoom data-shown=(z.shown) data-here=(z.here) data-units=(z.units) data-least=(z.bounds.0) data-most=(z.bounds.1) data-whole[z.whole.is_none()] {
                div.pane { (drawing) p.hint aria-hidden="true" { (s.t("cover-zoom-hint")) } }
                div.zooms {
                    (button("closer", "map-zoom-in", "plus", z.closer.as_ref()))
                    (button("farther", "map-zoom-out", "minus", z.farther.as_ref()))
                    (button("whole", "cover-zoom-whole", "maximize", z.whole.as_ref()))
                }
                p #live.vh role="status" {}
            }
        }
    }

    fn table(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.far aria-labelledby="tableau" {
                div.tablehead {
                    h2 #tableau { (self.count) }
                    form.narrow method="get" action={ (s.path("/couverture")) "#tableau" } {
                        @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                        label for="nom" { (s.t("cover-named")) }
                        input #nom type="search" name="nom" value=(self.named) autocomplete="off";
                        button.btn type="submit" { (s.t("cover-narrow")) }
                    }
                }
                @if self.rows.is_empty() { p { (s.t("cover-nothing")) } }
                @else {
                    div.scroll tabindex="0" role="region" aria-label=(s.t("cover-scroll")) {
                        table.rows aria-labelledby="tableau" {
                            thead { tr {
                                @for c in &self.columns { th scope="col" .num[c.numeric] aria-sort=[c.sorted] {
                                    a href=(c.href) { (c.words) @if let Some(way) = c.sorted { (s.icon(if way == "ascending" { "arrow-up" } else { "arrow-down" })) } }
                                } }
                                th scope="col" { (s.t("territory-census")) }
                                @if self.rows.iter().any(|r| !r.inside.is_empty()) { th scope="col" { span.vh { (s.t("cover-inside")) } } }
                            } }
                            tbody { @for r in &self.rows { tr {
                                th scope="row" { a href=(r.href) { (r.name) } }
                                @for c in &r.cells { td.num { (c) } }
                                td { (r.census.badge(s)) }
                                @if !r.inside.is_empty() { td.num { a href=(r.inside) { (s.t("cover-look")) span.vh { " " (r.name) } } } }
                            } } }
                        }
                    }
                }
            }
        }
    }

    fn compare(&self, s: &Shell<'_>) -> Markup {
        let options = |chosen: &str| {
            html! {
                option value="" { (s.t("cover-choose")) }
                @for (value, name) in &self.others { option value=(value) selected[value == chosen] { (name) } }
            }
        };
        html! {
            section.far aria-labelledby="comparer" {
                h2 #comparer { (s.t("cover-compare")) }
                form.asking.pairing method="get" action={ (s.path("/couverture")) "#comparer" } {
                    @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                    label for="a" { (s.t("cover-first")) } select #a name="a" { (options(&self.chosen[0])) }
                    label for="b" { (s.t("cover-second")) } select #b name="b" { (options(&self.chosen[1])) }
                    button.btn type="submit" { (s.t("cover-do-compare")) }
                }
                @if let Some(pair) = &self.pair {
                    table.rows.pair aria-labelledby="comparer" {
                        thead { tr { td {} @for (name, href) in &pair.names { th.num scope="col" { a href=(href) { (name) } } } } }
                        tbody { @for (words, values) in &pair.rows { tr { th scope="row" { (words) } @for v in values { td.num { (v) } } } } }
                    }
                }
            }
        }
    }
}

/// « 60 à 80 % ».
#[must_use]
pub fn share_words(lang: super::words::Lang, from: f64, to: f64) -> String {
    lang.f(
        "cover-between",
        &[
            ("from", lang.number(from * 100.0, 0).into()),
            ("to", percent(lang, to).into()),
        ],
    )
}
