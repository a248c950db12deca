//! `/a-propos/composants`: everything that pages are made of, on one page; what the tests photograph in both themes.
use super::charts::{
    Band, CLASSES, Classes, Heading, Histogram, Lorenz, Measure, Place, Shares, Trend,
};
use super::explore::{Card, Chip, OpenState, card, chip, state};
use super::layout::{Meta, Shell};
use super::structure::{Day, week};
use super::text;
use chrono::NaiveDate;
use maud::{Markup, html};

/// A colour: its class, the message of its name, its values in light and dark.
const COLOURS: [(&str, &str, &str); 10] = [
    ("paper", "components-paper", "#FBF8F3 · #121A17"),
    ("surface", "components-surface", "#FFFEFB · #1A2420"),
    ("sunk", "components-sunk", "#F3EDE2 · #222E29"),
    ("ink", "components-ink", "#1D2A26 · #F3EEE4"),
    ("brand", "components-brand", "#12503F · #7CC7A6"),
    ("reemploi", "components-reemploi", "#B5472F · #F0957A"),
    ("reparation", "components-reparation", "#22577A · #86BEE0"),
    ("mobilite", "components-mobilite", "#2F7D4F · #7CCB95"),
    ("dechets", "components-dechets", "#75478C · #CBA0E2"),
    (
        "accompagnement",
        "components-accompagnement",
        "#8F6511 · #DDB34F",
    ),
];

/// What the page takes from the directory.
pub struct Samples {
    /// Chips in their states.
    pub chips: Vec<Chip>,
    /// Cards as lists show them.
    pub cards: Vec<Card>,
    /// Open, closed and unknown.
    pub states: Vec<OpenState>,
    /// Labels.
    pub badges: Vec<String>,
    /// Icons of the categories and sectors: sector, icon, words.
    pub icons: Vec<(String, String, String)>,
    /// A week with hours.
    pub week: Vec<Day>,
    /// Minutes since midnight.
    pub now: u16,
    /// Structures of each sector, for the colours of figures.
    pub bars: Vec<Bar>,
    /// Figures that are made up, as pages about territories draw real ones.
    pub figures: Figures,
}

/// Data of each kind of figure.
pub struct Figures {
    /// People by distance.
    pub bands: Vec<Band>,
    /// The distance that is near, metres.
    pub threshold_m: u32,
    /// People by class of distance.
    pub shares: Shares,
    /// Access of the least served part of the people.
    pub lorenz: Vec<[f64; 2]>,
    /// Its Gini coefficient.
    pub gini: f64,
    /// Part of the people within reach, by month.
    pub trend: Vec<(NaiveDate, f64)>,
}

/// One bar of a figure.
pub struct Bar {
    /// Code of the sector: its colour.
    pub sector: String,
    /// Icon and words: a colour is never alone.
    pub icon: String,
    /// What is counted.
    pub words: String,
    /// How many.
    pub count: usize,
}

/// The page.
#[must_use]
pub fn components(s: &Shell<'_>, samples: &Samples) -> Markup {
    let title = s.t("components-title");
    let content = html! {
        main #contenu.wrap.found tabindex="-1" {
            h1 { (title) }
            p.lede { (s.t("components-lede")) }
            (part(s, "components-colours", &html! {
                ul.swatches { @for (class, key, values) in &COLOURS { li {
                    span.{ "sw sw-" (class) } aria-hidden="true" { "Aa" }
                    strong { (s.t(key)) } span.sm.mut { (values) }
                } } }
            }))
            (part(s, "components-ramp", &html! {
                ul.ramp { @for class in 0..CLASSES { li { span.{ "swatch " (Classes::style(class)) } {} (Classes::around(10_000).words(s.lang, class)) } }
                    li { span.swatch.near-unknown {} (s.t("chart-unknown")) } }
            }))
            (part(s, "components-type", &type_scale(s)))
            (part(s, "components-buttons", &html! { div.row {
                a.btn.primary href="#contenu" { (s.icon("search")) (s.t("explore-search")) }
                a.btn href="#contenu" { (s.icon("route")) (s.t("sheet-go")) }
                button.btn type="button" disabled { (s.icon("share-2")) (s.t("components-disabled")) }
            } }))
            (part(s, "components-fields", &html! { div.duo.sample {
                div.f { label for="essai" { (s.t("explore-what")) } input #essai placeholder=(s.t("explore-what-hint")) autocomplete="off"; }
            } }))
            (part(s, "components-chips", &html! {
                ul.chips { @for c in &samples.chips { li { (chip(s, c)) } } }
                ul.row { @for b in &samples.badges { li.badge { (b) } } }
                div.row { @for o in &samples.states { (state(o)) } }
            }))
            (part(s, "components-cards", &html! { ul.cards { @for c in &samples.cards { li { (card(s, c)) } } } }))
            (part(s, "components-tables", &week(s, &samples.week, samples.now)))
            (part(s, "components-charts", &bars(s, &samples.bars)))
            (part(s, "components-figures", &figures(s, &samples.figures)))
            // Drawn by the map's own code: without scripts there is no map to have marks.
            (part(s, "components-marks", &html! {
                div #marks.row data-style=((s.asset)("map.css")) data-sprite=((s.asset)("sprite.svg")) {}
                noscript { p.mut { (s.t("explore-no-script")) } }
            }))
            (part(s, "components-notices", &html! {
                div.stack {
                    (s.notice("info", "plus", &html! { p { (s.t("explore-know-one")) } }))
                    (s.notice("warn", "calendar", &html! { p { (s.t("components-warning")) } }))
                    (s.notice("", "gift", &html! { p { (s.t("components-aside")) } }))
                }
            }))
            (part(s, "components-icons", &html! {
                ul.iconlist { @for (sector, icon, words) in &samples.icons { li.{ "sec-" (sector) } { span.o { (s.icon(icon)) } span { (words) } } } }
            }))
        }
    };
    let meta = Meta {
        title: &title,
        description: &s.t("components-lede"),
        canonical: Some("/a-propos/composants"),
        noindex: true,
        body: "page",
        style: Some("territories.css"),
        ..Meta::default()
    };
    s.page(&meta, &content)
}

/// One of each kind, and what stands in the place of those that have nothing to draw.
fn figures(s: &Shell<'_>, f: &Figures) -> Markup {
    let lang = s.lang;
    let place = |id| Place {
        id,
        heading: Heading::Third,
    };
    let histogram = Histogram {
        bands: &f.bands,
        threshold_m: f.threshold_m,
    };
    let lorenz = Lorenz {
        points: &f.lorenz,
        gini: Some(f.gini),
    };
    let title = s.t("components-trend");
    let trend = Trend {
        title: &title,
        measure: Measure::Share,
        points: &f.trend,
    };
    let begun = Trend {
        points: &f.trend[..1.min(f.trend.len())],
        ..trend
    };
    let none = Lorenz {
        points: &[],
        gini: None,
    };
    html! {
        p.mut { (s.t("components-made-up")) }
        div.figures-grid {
            (histogram.figure(lang, place("histogramme"))) (lorenz.figure(lang, place("lorenz")))
            (trend.figure(lang, place("evolution"))) (f.shares.figure(lang, place("parts")))
            (begun.figure(lang, place("debut"))) (none.figure(lang, place("sans-acces")))
        }
    }
}

/// Bars from one side, the longest over the whole width, each with its words and its figure.
fn bars(s: &Shell<'_>, bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|b| b.count).max().unwrap_or(1).max(1);
    html! {
        ul.bars { @for b in bars { li.{ "sec-" (b.sector) } {
            (s.icon(&b.icon)) span { (b.words) } strong { (text::number(s.lang, b.count)) }
            svg.hbar aria-hidden="true" focusable="false" { rect width={ (100 * b.count / most) "%" } height="100%" rx="3" {} }
        } } }
    }
}

fn part(s: &Shell<'_>, key: &str, content: &Markup) -> Markup {
    html! { section aria-labelledby=(key) { h2 id=(key) { (s.t(key)) } (content) } }
}

/// The sizes of type, from the largest to the smallest.
fn type_scale(s: &Shell<'_>) -> Markup {
    html! {
        div.stack.types {
            p.t1 { "Maine-et-Loire" }
            p.t2 { (s.t("explore-ask")) }
            p.t3 { (s.t("components-sentence")) }
            p { (s.t("components-text")) }
            p.sm.mut { (s.t("components-small")) }
        }
    }
}
