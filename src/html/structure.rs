//! `/structures/{slug}`: all that is known of one structure.
use super::explore::{Card, OpenState, card, state};
use super::layout::{Meta, Shell};
use super::scripts::Scripts;
use super::text;
use maud::{Markup, html};

/// What one can do there: a table of actions by objects.
#[derive(Default)]
pub struct Matrix {
    /// Icon and word of each object.
    pub objects: Vec<(String, String)>,
    /// Word of an action and, per object, whether it is offered.
    pub rows: Vec<(String, Vec<bool>)>,
}

/// Hours of one day.
pub struct Day {
    /// "Lundi".
    pub name: String,
    /// Open intervals in minutes after midnight; past midnight is over 1440.
    pub open: Vec<(u16, u16)>,
    /// Intervals in which it is perhaps open.
    pub unknown: Vec<(u16, u16)>,
    /// It is today.
    pub today: bool,
}

/// Where a record comes from.
pub struct Provenance {
    /// What to cite.
    pub attribution: String,
    /// Licence, by its name.
    pub licence: String,
    /// Day on which it was last seen there.
    pub seen: String,
}

/// One way to get an itinerary.
pub struct Way {
    /// Message of its name.
    pub key: &'static str,
    /// Where it leads.
    pub href: String,
    /// Only telephones know what to do with it.
    pub of_phones: bool,
}

/// What the small map must know.
pub struct Locator {
    /// Longitude and latitude.
    pub at: (f64, f64),
    /// The region that the backdrop brings forward.
    pub region: String,
    /// Tiles: address and credit.
    pub tiles: (String, String),
    /// The list of what is around.
    pub around: String,
}

/// The sheet.
pub struct Sheet {
    /// Last part of the page's address.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Name over the door, where it differs.
    pub trade_name: Option<String>,
    /// Sector code and word.
    pub sector: (String, String),
    /// Icon of the category.
    pub icon: String,
    /// Words of the categories.
    pub categories: Vec<String>,
    /// Open or not.
    pub state: OpenState,
    /// Lines of the address.
    pub address: Vec<String>,
    /// Itineraries.
    pub directions: Vec<Way>,
    /// As written, and as dialled.
    pub phone: Option<(String, String)>,
    /// Public e-mail.
    pub email: Option<String>,
    /// Web address, and how it is shown.
    pub website: Option<(String, String)>,
    /// Pages on social networks, and how they are shown.
    pub social: Vec<(String, String)>,
    /// What one can do there.
    pub offers: Matrix,
    /// The days of this week from Monday; empty when unknown.
    pub week: Vec<Day>,
    /// Minutes after midnight, now.
    pub now: u16,
    /// Hours as the source says them.
    pub hours_text: Option<String>,
    /// Hours for bringing things, in words.
    pub deposit: Option<String>,
    /// Days to come whose hours are not the usual ones, in words.
    pub exceptions: Vec<String>,
    /// One sentence.
    pub summary: Option<String>,
    /// Paragraphs.
    pub about: Vec<String>,
    /// Labels with what they promise.
    pub labels: Vec<(String, String)>,
    /// Short facts: icon and sentence.
    pub facts: Vec<(&'static str, String)>,
    /// Networks.
    pub networks: Vec<String>,
    /// Others close by.
    pub nearby: Vec<Card>,
    /// Sources.
    pub sources: Vec<Provenance>,
    /// How complete it is, in a sentence with what is missing.
    pub completeness: String,
    /// Day of the last change here.
    pub updated: String,
    /// Day of the source's own last change.
    pub source_updated: Option<String>,
    /// Day of the last verification.
    pub verified: Option<String>,
    /// The position is not exact.
    pub approximate: bool,
    /// The small map, when the position is known.
    pub locator: Option<Locator>,
    /// The same for search engines, in JSON-LD that can stand in a page.
    pub linked: Option<String>,
    /// Back to the list one comes from: address and words.
    pub back: (String, String),
}

impl Sheet {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let main = html! {
            main #contenu tabindex="-1" class={ "sec-" (self.sector.0) } {
                nav.crumb.wrap aria-label=(s.t("sheet-trail")) { a href=(self.back.0) { (s.icon("arrow-left")) (self.back.1) } }
                (self.band(s))
                div.wrap.cols {
                    div { (self.what(s)) (self.hours(s)) (self.about(s)) (self.near(s)) }
                    aside.side aria-label=(s.t("sheet-side")) { (self.side(s)) }
                }
            }
        };
        let place = self.address.last().map_or("", String::as_str);
        let words = format!(
            "{}, {place}. {}",
            self.categories.join(", "),
            self.summary.as_deref().unwrap_or_default()
        );
        let description = text::shortened(words.trim(), 160);
        let canonical = format!("/structures/{}", self.slug);
        let picture = format!("{canonical}/apercu.png");
        let meta = Meta {
            title: &self.name,
            description: &description,
            canonical: Some(&canonical),
            body: "page",
            scripts: Scripts::Sheet,
            linked: self.linked.as_deref(),
            picture: Some((&picture, &self.name)),
            ..Meta::default()
        };
        s.page(&meta, &main)
    }

    fn band(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.band { div.wrap {
                p.kick { span.o { (s.icon(&self.icon)) } span { @if !self.sector.1.is_empty() { (self.sector.1) " · " } (self.categories.join(" · ")) } }
                h1 { (self.name) }
                @if let Some(name) = &self.trade_name { p.trade { (s.f("sheet-trade-name", &[("name", name.as_str().into())])) } }
                p.line { (state(&self.state)) " " @if !self.address.is_empty() { span { (self.address.join(", ")) } } }
                div.acts {
                    @if !self.directions.is_empty() { (go(s, &self.directions)) }
                    @if let Some((_, dial)) = &self.phone { a.btn href={ "tel:" (dial) } { (s.icon("phone")) (s.t("sheet-call")) } }
                    @if let Some((href, _)) = &self.website { a.btn href=(href) rel="noopener nofollow" { (s.icon("world")) (s.t("sheet-website")) } }
                    button.btn.star type="button" data-keep=(self.slug) aria-pressed="false" { (s.icon("star")) (s.t("sheet-keep")) }
                    button #share.btn type="button" hidden { (s.icon("share-2")) span { (s.t("sheet-share")) } }
                }
                p #shared.vh role="status" {}
            } }
        }
    }

    fn what(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.blk {
                h2 { (s.t("sheet-what")) }
                @if self.offers.rows.is_empty() { p.mut { (s.t("sheet-what-unknown")) } }
                @else if self.offers.objects.is_empty() { ul.plain { @for (action, _) in &self.offers.rows { li { (s.icon("check")) (action) } } } }
                @else { (self.offers.table(s)) }
            }
        }
    }

    fn hours(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.blk {
                h2 { (s.t("sheet-hours")) }
                @if self.week.is_empty() && self.hours_text.is_none() {
                    p.mut { (s.t("sheet-hours-unknown")) }
                }
                @if let Some(t) = &self.hours_text { p lang=[s.of_data()] { (t) } }
                @if !self.week.is_empty() { (week(s, &self.week, self.now)) }
                @if let Some(d) = &self.deposit { (s.notice("", "gift", &html! { h3 { (s.t("sheet-deposit")) } p { (d) } })) }
                @if !self.exceptions.is_empty() {
                    (s.notice("warn", "calendar", &html! { h3 { (s.t("sheet-exceptions")) } ul { @for e in &self.exceptions { li { (e) } } } }))
                }
            }
        }
    }

    fn about(&self, s: &Shell<'_>) -> Markup {
        html! {
            @if self.summary.is_some() || !self.about.is_empty() {
                section.blk { h2 { (s.t("sheet-about")) } @if let Some(p) = &self.summary { p.lede lang=[s.of_data()] { (p) } } @for p in &self.about { p lang=[s.of_data()] { (p) } } }
            }
        }
    }

    fn near(&self, s: &Shell<'_>) -> Markup {
        html! {
            @if !self.nearby.is_empty() {
                section.blk.no-print { h2 { (s.t("sheet-near")) } ul.near { @for c in &self.nearby { li { (card(s, c)) } } } }
            }
        }
    }

    fn side(&self, s: &Shell<'_>) -> Markup {
        html! {
            div {
            @if let Some(l) = &self.locator { (self.locator(s, l)) }
            ul.facts {
                @if !self.address.is_empty() {
                    li { (s.icon("map-pin")) div {
                        address { @for (i, l) in self.address.iter().enumerate() { @if i > 0 { br; } (l) } }
                        @if self.approximate { p.sm.mut { (s.t("sheet-approximate")) } }
                        @if let Some(l) = &self.locator { p.no-print { a href=(l.around) { (s.t("sheet-around")) } } }
                    } }
                }
                @if let Some((shown, dial)) = &self.phone { li { (s.icon("phone")) p { a href={ "tel:" (dial) } { (shown) } } } }
                @if let Some((href, shown)) = &self.website { li { (s.icon("world")) p { a href=(href) rel="noopener nofollow" { (shown) } } } }
                @if let Some(e) = &self.email { li { (s.icon("mail")) p { a href={ "mailto:" (e) } { (e) } } } }
                @for (href, shown) in &self.social { li { (s.icon("external-link")) p { a href=(href) rel="noopener nofollow" { (shown) } } } }
                @for (icon, fact) in &self.facts { li { (s.icon(icon)) p { (fact) } } }
            }
            }
            @if !self.labels.is_empty() || !self.networks.is_empty() {
                section {
                    h2.small { (s.t("sheet-labels")) }
                    ul { @for (label, promise) in &self.labels { li { (label_line(s, label, promise)) } } }
                    @if !self.networks.is_empty() { p.sm.mut.member { (s.f("sheet-member", &[("networks", text::listed(s.lang, &self.networks).into())])) } }
                }
            }
            @if !s.contact.is_empty() {
                (s.notice("info", "flag", &html! { h2 { (s.t("sheet-mistake")) } p { a href=(s.contact) { (s.t("sheet-tell-us")) } } }))
            }
            div.prov {
                @match &self.verified { Some(d) => p { (s.f("sheet-verified", &[("date", d.as_str().into())])) }, None => p { (s.t("sheet-unverified")) } }
                @if let Some(d) = &self.source_updated { p { (s.f("sheet-source-updated", &[("date", d.as_str().into())])) } }
                p { (s.f("sheet-updated", &[("date", self.updated.as_str().into())])) }
                p { (self.completeness) }
                @for c in &self.sources { p { (s.t("sheet-source")) " " span lang=[s.of_data()] { (c.attribution) } ", " (c.licence) @if !c.seen.is_empty() { ", " (c.seen) } "." } }
            }
        }
    }
}

impl Sheet {
    fn locator(&self, s: &Shell<'_>, l: &Locator) -> Markup {
        html! {
            // The credit of the map stands beside the picture: what is inside one is not told to those who do not see it.
            div.locmap { div #locator role="img" aria-label=(s.f("sheet-map", &[("name", self.name.as_str().into())]))
                data-style=((s.asset)("map.css")) data-parts=((s.asset)("locator.parts")) data-sprite=((s.asset)("sprite.svg"))
                data-backdrop=((s.asset)("backdrop.json")) data-towns=((s.asset)("towns.json"))
                data-tiles-url=(l.tiles.0) data-tiles-attribution=(l.tiles.1) data-regions=(l.region)
                data-at={ (l.at.0) "," (l.at.1) } data-sector=(self.sector.0) data-icon=(self.icon) {} }
        }
    }
}

/// A menu that works without JavaScript.
fn go(s: &Shell<'_>, ways: &[Way]) -> Markup {
    html! {
        details.go {
            summary.btn.primary { (s.icon("route")) (s.t("sheet-go")) (s.icon("chevron-down")) }
            ul { @for w in ways { li.of-phones[w.of_phones] { a href=(w.href) rel="noopener noreferrer" { (s.t(w.key)) } } } }
        }
    }
}

fn label_line(s: &Shell<'_>, label: &str, promise: &str) -> Markup {
    html! {
        @if promise.is_empty() { p.lab { (s.icon("circle-check")) (label) } }
        @else { details.lab { summary { (s.icon("circle-check")) (label) (s.icon("chevron-down")) } p { (promise) } } }
    }
}

impl Matrix {
    /// Actions as rows while the objects fit as columns; turned round when they are many, so that no phone scrolls sideways.
    fn table(&self, s: &Shell<'_>) -> Markup {
        let tall = self.objects.len() > 4;
        html! {
            table.matrix.tall[tall] {
                caption.vh { (s.t("sheet-matrix")) }
                @if tall {
                    thead { tr { td {} @for (action, _) in &self.rows { th scope="col" { (action) } } } }
                    tbody { @for (i, (icon, object)) in self.objects.iter().enumerate() {
                        tr { th scope="row" { (object_icon(s, icon)) (object) } @for (_, cells) in &self.rows { (cell(s, cells.get(i) == Some(&true))) } }
                    } }
                } @else {
                    thead { tr { td {} @for (icon, object) in &self.objects { th scope="col" { (object_icon(s, icon)) (object) } } } }
                    tbody { @for (action, cells) in &self.rows {
                        tr { th scope="row" { (action) } @for yes in cells { (cell(s, *yes)) } }
                    } }
                }
            }
        }
    }
}

fn object_icon(s: &Shell<'_>, icon: &str) -> Markup {
    html! { @if !icon.is_empty() { (s.icon(icon)) } }
}

fn cell(s: &Shell<'_>, yes: bool) -> Markup {
    html! {
        @if yes { td.yes { (s.icon("check")) span.vh { (s.t("sheet-yes")) } } }
        @else { td.no { span aria-hidden="true" { "–" } span.vh { (s.t("sheet-unknown")) } } }
    }
}

/// The week as text first, then as bars over the hours of a day; `now` is in minutes since midnight.
#[must_use]
pub fn week(s: &Shell<'_>, days: &[Day], now: u16) -> Markup {
    let all = || days.iter().flat_map(|d| d.open.iter());
    let from = all().map(|i| i.0 / 60 * 60).min().unwrap_or(480).min(480);
    let to = all()
        .map(|i| i.1.div_ceil(60) * 60)
        .max()
        .unwrap_or(1200)
        .clamp(1200, 1440);
    let bars = all().next().is_some();
    html! {
        table.week {
            caption.vh { (s.t("sheet-week")) }
            tbody {
                @for d in days {
                    tr.today[d.today] {
                        th scope="row" { (d.name) @if d.today { span.vh { " " (s.t("sheet-today")) } } }
                        td.off[d.open.is_empty()] { (text::day(s.lang, &d.open, &d.unknown)) }
                        @if bars { td.bar aria-hidden="true" { (bar(d, from, to, now)) } }
                    }
                }
            }
        }
        @if bars { p.tlax aria-hidden="true" { @for step in 0..=3_u16 { span { (text::minute(s.lang, (from + (to - from) / 3 * step) / 60 * 60)) } } } }
    }
}

fn bar(day: &Day, from: u16, to: u16, now: u16) -> Markup {
    let width = to - from;
    let mark = (day.today && (from..=to).contains(&now)).then(|| now - from);
    html! {
        svg.tl viewBox={ "0 0 " (width) " 22" } preserveAspectRatio="none" focusable="false" {
            rect.ground x="0" y="5" width=(width) height="12" rx="6" {}
            @for (start, end) in &day.open {
                @let end = (*end).min(to);
                @if *start < end { rect.open x=(start - from) y="5" width=(end - start) height="12" {} }
            }
            @if let Some(x) = mark { rect.now x=(x) y="0" width="7" height="22" {} }
        }
    }
}
