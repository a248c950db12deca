//! `/territoires/{kind}/{code}`: the figures of one territory on a page to read, to print and to hand on.
use super::charts::{Band, Classes, Heading, Histogram, Lorenz, Measure, Place, Shares, Trend};
use super::explore::Chip;
use super::figures::{Census, Controls};
use super::layout::{Meta, Shell};
use super::relief::Relief;
use super::text;
use chrono::NaiveDate;
use maud::{Markup, html};

/// A key figure.
pub struct Key {
    /// What it is.
    pub label: String,
    /// The number.
    pub value: String,
    /// Its unit; empty for none.
    pub unit: String,
    /// What helps to judge it.
    pub note: String,
}

/// A place where one more structure would help.
pub struct Site {
    /// 1 helps most.
    pub rank: u32,
    /// The commune, and its page.
    pub name: String,
    /// See above.
    pub href: String,
    /// « + 28 436 hab. ».
    pub gain: String,
    /// Part of the people before it and with it, 0 to 1.
    pub shares: (f64, f64),
    /// « 80,5 % à moins de 10 km ».
    pub reached: String,
}

/// A commune that is too far.
pub struct Gap {
    /// Its name and page.
    pub name: String,
    /// See above.
    pub href: String,
    /// The EPCI.
    pub epci: String,
    /// Inhabitants.
    pub people: String,
    /// Distance; a dash where there is nothing.
    pub distance: String,
    /// Where somebody looked.
    pub census: Census,
}

/// A structure near a commune.
pub struct Near {
    /// Name.
    pub name: String,
    /// Last part of the page's address.
    pub slug: String,
    /// How far.
    pub distance: String,
    /// Its commune.
    pub commune: String,
}

/// Two columns of a table: words with their address, and a number.
pub type Count = (String, String, String);

/// A territory around or inside: its words and address.
pub type Link = (String, String);

/// The charts of a territory of several communes.
pub struct Charts {
    /// People by distance.
    pub bands: Vec<Band>,
    /// The threshold, metres.
    pub threshold_m: u32,
    /// People by class of distance, with those of unknown gaps apart.
    pub shares: Shares,
    /// The Lorenz curve.
    pub lorenz: Vec<[f64; 2]>,
    /// The Gini coefficient.
    pub gini: Option<f64>,
}

/// All of the page.
pub struct Territory {
    /// « Département 49 ».
    pub kind: String,
    /// Its name.
    pub name: String,
    /// « 833 776 habitants (INSEE) · 176 communes · chiffres au 24 novembre 2026 ».
    pub facts: String,
    /// Path, as it is in French.
    pub path: String,
    /// The page with all that is asked, as it is in French.
    pub permalink: String,
    /// Territories around it.
    pub around: Vec<Link>,
    /// What is asked and can be asked.
    pub controls: Controls,
    /// Filters that are no subject, each with the page without it.
    pub chips: Vec<Chip>,
    /// What was not understood.
    pub notices: Vec<String>,
    /// « Réparer un vélo ».
    pub subject: String,
    /// The sentence; `None` without inhabitants.
    pub lede: Option<Markup>,
    /// Four figures.
    pub keys: Vec<Key>,
    /// How far the figures can be relied on.
    pub trust: Vec<String>,
    /// Completeness of the records, 0 to 1.
    pub completeness: Option<f64>,
    /// The census.
    pub census: Census,
    /// The map.
    pub relief: Option<Relief>,
    /// Words under the map.
    pub caption: String,
    /// The charts.
    pub charts: Option<Charts>,
    /// Part of the people within 10 km, month by month; shown from two on.
    pub trend: Vec<(NaiveDate, f64)>,
    /// Where to open next.
    pub sites: Vec<Site>,
    /// Communes that are too far: those that are shown at once, and the others.
    pub gaps: (Vec<Gap>, Vec<Gap>),
    /// How many there are, and the people in them.
    pub gap_count: String,
    /// Structures near the commune.
    pub near: Vec<Near>,
    /// Structures by category.
    pub categories: Vec<Count>,
    /// Territories inside, with what part of the people has it near.
    pub inside: Vec<Count>,
    /// Files: words and addresses.
    pub files: Vec<Link>,
    /// How it was worked out.
    pub method: Vec<String>,
    /// What it rests on.
    pub sources: Vec<String>,
    /// Some figure rests on a source of open contributors alone.
    pub open_only: bool,
}

impl Territory {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let content = html! {
            main #contenu.wrap.fiche tabindex="-1" {
                (self.head(s))
                (self.controls.form(s))
                @if !self.chips.is_empty() { ul.chips { @for c in &self.chips { li { (super::explore::chip(s, c)) } } } }
                @for n in &self.notices { (s.notice("warn", "info-circle", &html! { p { (n) } })) }
                @match &self.lede {
                    Some(lede) => p.lead { (lede) },
                    None => p.lead { (s.t("territory-nobody")) },
                }
                (self.key_figures(s))
                (self.trust_line(s))
                (self.ground(s))
                @if let Some(c) = &self.charts { (charts(s, c)) }
                (self.history(s))
                (self.site_list(s))
                (self.gap_table(s))
                (self.near_list(s))
                (self.tables(s))
                (self.foot(s))
            }
        };
        let title = format!("{} · {}", self.name, self.subject);
        let description = format!(
            "{}, {}. {}",
            self.kind,
            self.name,
            s.t("territory-description")
        );
        let meta = Meta {
            title: &title,
            description: &description,
            canonical: Some(&self.path),
            noindex: self.permalink != self.path,
            body: "page",
            current: "/territoires",
            style: Some("figures.css"),
            ..Meta::default()
        };
        s.page(&meta, &content)
    }

    fn head(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.fhead {
                div {
                    p.over { (s.t("territory-sheet")) " · " (self.kind) }
                    h1 { (self.name) }
                    p.mut { (self.facts) }
                    @if !self.around.is_empty() {
                        nav.around aria-label=(s.t("territory-around")) { ul { @for (words, href) in &self.around { li { a href=(s.path(href)) { (words) } } } } }
                    }
                }
                div.acts {
                    button #print.btn type="button" hidden { (s.icon("printer")) (s.t("book-print")) }
                    details.files {
                        summary.btn { (s.icon("download")) (s.t("territory-files")) }
                        ul { @for (words, href) in &self.files { li { a href=(href) { (words) } } } }
                    }
                }
            }
        }
    }

    fn key_figures(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.keys aria-label=(s.t("territory-keys")) { dl { @for k in &self.keys { div {
                dt { (k.label) }
                dd { b { (k.value) @if !k.unit.is_empty() { small { "\u{a0}" (k.unit) } } } span { (k.note) } }
            } } } }
        }
    }

    fn trust_line(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.trust {
                (self.census.badge(s))
                @if let Some(c) = self.completeness {
                    svg.meter viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                        rect.all width="100" height="6" rx="3" {} rect.some width=(format!("{:.0}", c * 100.0)) height="6" rx="3" {}
                    }
                }
                @for t in &self.trust { span { (t) } }
                @if self.open_only { span.census.partial { (s.icon("info-circle")) (s.t("territory-open-only")) } }
            }
        }
    }

    fn ground(&self, s: &Shell<'_>) -> Markup {
        let Some(relief) = &self.relief else {
            return html! {};
        };
        html! {
            section.relief aria-label=(s.t("territory-map")) {
                figure {
                    (relief.drawing(s))
                    figcaption.sm.mut { (self.caption) }
                }
                div {
                    @if let Some(c) = &self.charts {
                        (c.shares.figure(s.lang, Place { id: "distances", heading: Heading::Second }))
                    }
                    (relief.legend(s))
                    (s.notice("info", "question-mark", &html! { p { strong { (s.t("territory-unknown")) } " " (s.t("territory-unknown-why")) } }))
                }
            }
        }
    }

    fn history(&self, s: &Shell<'_>) -> Markup {
        if self.trend.len() < 2 {
            return html! {};
        }
        let title = s.t("territory-trend");
        let trend = Trend {
            title: &title,
            measure: Measure::Share,
            points: &self.trend,
        };
        html! { div.past { (trend.figure(s.lang, Place { id: "evolution", heading: Heading::Second })) } }
    }

    fn site_list(&self, s: &Shell<'_>) -> Markup {
        if self.sites.is_empty() {
            return html! {};
        }
        html! {
            section.where-next aria-labelledby="ouvrir" {
                h2 #ouvrir { (s.t("territory-sites")) }
                p.mut { (s.f("territory-sites-why", &[("n", self.sites.len().into())])) }
                ol.sites { @for site in &self.sites { li {
                    span.rank aria-hidden="true" { (site.rank) }
                    h3 { a href=(s.path(&site.href)) { (site.name) } }
                    b { (site.gain) }
                    svg.meter viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                        rect.all width="100" height="6" {}
                        rect.more width=(format!("{:.1}", site.shares.1 * 100.0)) height="6" {}
                        rect.some width=(format!("{:.1}", site.shares.0 * 100.0)) height="6" {}
                    }
                    span.sm { (site.reached) }
                } } }
            }
        }
    }

    fn gap_table(&self, s: &Shell<'_>) -> Markup {
        let (first, others) = &self.gaps;
        if first.is_empty() {
            return html! {};
        }
        html! {
            section.far aria-labelledby="trop-loin" {
                h2 #trop-loin { (s.t("territory-gaps")) }
                p.mut { (self.gap_count) }
                (gap_rows(s, first, 1, "trop-loin"))
                @if !others.is_empty() {
                    details.rest {
                        summary.btn { (s.f("territory-gaps-rest", &[("n", others.len().into())])) (s.icon("chevron-down")) }
                        (gap_rows(s, others, first.len() + 1, "trop-loin"))
                    }
                }
            }
        }
    }

    fn near_list(&self, s: &Shell<'_>) -> Markup {
        if self.near.is_empty() {
            return html! {};
        }
        html! {
            section aria-labelledby="proches" {
                h2 #proches { (s.t("territory-near")) }
                table.rows {
                    thead { tr { th scope="col" { (s.t("territory-structure")) } th scope="col" { (s.t("territory-commune")) } th.num scope="col" { (s.t("territory-distance")) } } }
                    tbody { @for n in &self.near { tr {
                        th scope="row" { a href=(s.path(&format!("/structures/{}", n.slug))) { (n.name) } }
                        td { (n.commune) } td.num { (n.distance) }
                    } } }
                }
            }
        }
    }

    fn tables(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.two {
                (counts(s, "dedans", "territory-inside", "territory-share", &self.inside))
                (counts(s, "activites", "territory-categories", "territory-count", &self.categories))
            }
        }
    }

    fn foot(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.two.foot {
                section aria-labelledby="methode" { h2 #methode { (s.t("territory-method")) } @for m in &self.method { p.sm { (m) } } }
                section aria-labelledby="provenance" {
                    h2 #provenance { (s.t("territory-sources")) }
                    @for x in &self.sources { p.sm { (x) } }
                    p.sm { a.permalink href=(s.path(&self.permalink)) { (s.origin.trim_start_matches("https://").trim_start_matches("http://")) (s.path(&self.permalink)) } }
                }
            }
        }
    }
}

fn charts(s: &Shell<'_>, c: &Charts) -> Markup {
    let histogram = Histogram {
        bands: &c.bands,
        threshold_m: c.threshold_m,
    };
    let lorenz = Lorenz {
        points: &c.lorenz,
        gini: c.gini,
    };
    let place = |id| Place {
        id,
        heading: Heading::Second,
    };
    html! {
        div.charts {
            (histogram.figure(s.lang, place("habitants")))
            (lorenz.figure(s.lang, place("partage")))
        }
    }
}

fn gap_rows(s: &Shell<'_>, gaps: &[Gap], from: usize, id: &str) -> Markup {
    html! {
        table.rows aria-labelledby=(id) {
            thead { tr {
                th.n scope="col" { span.vh { (s.t("territory-rank")) } }
                th scope="col" { (s.t("territory-commune")) }
                th.wide scope="col" { (s.t("territory-epci")) }
                th.num scope="col" { (s.t("territory-people")) }
                th.num scope="col" { (s.t("territory-distance")) }
                th.cens scope="col" { (s.t("territory-census")) }
            } }
            tbody { @for (n, g) in (from..).zip(gaps) { tr {
                td.n { (n) }
                th scope="row" { a href=(s.path(&g.href)) { (g.name) } }
                td.wide { (g.epci) }
                td.num { (g.people) }
                td.num { (g.distance) }
                td.cens { (g.census.badge(s)) }
            } } }
        }
    }
}

fn counts(s: &Shell<'_>, id: &str, title: &str, number: &str, rows: &[Count]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (s.t(title)) }
            table.rows aria-labelledby=(id) {
                thead { tr { th scope="col" { (s.t("territory-name")) } th.num scope="col" { (s.t(number)) } } }
                tbody { @for (words, href, n) in rows { tr {
                    th scope="row" { @if href.is_empty() { (words) } @else { a href=(s.path(href)) { (words) } } }
                    td.num { (n) }
                } } }
            }
        }
    }
}

/// The classes of distance around a threshold in metres.
#[must_use]
pub fn classes(threshold_m: f64) -> Classes {
    Classes::around(whole(threshold_m))
}

/// Metres as the charts take them.
#[must_use]
pub fn whole(metres: f64) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let metres = metres.round().clamp(1.0, f64::from(u32::MAX / 4)) as u32;
    metres
}

/// A distance, or a dash where there is nothing.
#[must_use]
pub fn distance_or_dash(s: super::words::Lang, metres: Option<f64>) -> String {
    metres.map_or_else(|| "—".to_owned(), |m| text::distance(s, m))
}
