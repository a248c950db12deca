//! `/`: the search, the list and the map.
use super::favourites::star;
use super::layout::{Meta, Shell};
use super::scripts::Scripts;
use super::text;
use maud::{Markup, html};
use std::borrow::Cow;

/// One filter that can be put on or taken off.
pub struct Chip {
    /// What it says.
    pub label: String,
    /// Structures that have it, among those of the other filters; not told on an active one.
    pub count: Option<usize>,
    /// The page with this filter toggled.
    pub href: String,
    /// It is on.
    pub on: bool,
    /// Icon of the sprite; empty for none.
    pub icon: String,
    /// Sector code, for the colour.
    pub sector: String,
}

/// One of the large intentions of the home page.
pub struct Intent {
    /// The message of the verb.
    pub key: &'static str,
    /// The page that answers it, in French.
    pub href: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Sector code, for the colour.
    pub sector: &'static str,
}

/// What people come for, in the order of the tiles.
pub const INTENTS: [Intent; 6] = [
    Intent {
        key: "intent-repair",
        href: "/?action=reparer",
        icon: "tool",
        sector: "reparation",
    },
    Intent {
        key: "intent-give",
        href: "/?action=donner",
        icon: "gift",
        sector: "reemploi",
    },
    Intent {
        key: "intent-buy",
        href: "/?action=acheter",
        icon: "shopping-bag",
        sector: "reemploi",
    },
    Intent {
        key: "intent-borrow",
        href: "/?action=emprunter%2Clouer",
        icon: "key",
        sector: "accompagnement",
    },
    Intent {
        key: "intent-travel",
        href: "/?sector=mobilite",
        icon: "bike",
        sector: "mobilite",
    },
    Intent {
        key: "intent-sort",
        href: "/?action=trier",
        icon: "recycle",
        sector: "dechets",
    },
];

/// Open, closed or unknown, in words.
pub struct OpenState {
    /// `open`, `closed` or `unk`.
    pub class: &'static str,
    /// The sentence.
    pub text: String,
}

/// One structure of the list.
pub struct Card {
    /// ULID.
    pub id: String,
    /// Last part of the page's address.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Sector code.
    pub sector: String,
    /// Icon of the category.
    pub icon: String,
    /// Word of the category.
    pub category: String,
    /// Commune.
    pub commune: String,
    /// What one can do there.
    pub offers: String,
    /// Metres, when asked near a place.
    pub distance: Option<f64>,
    /// Open or not.
    pub state: OpenState,
    /// Labels.
    pub badges: Vec<String>,
    /// Longitude and latitude.
    pub position: Option<(f64, f64)>,
}

/// Another search, when nothing was found.
pub struct WayOut {
    /// Icon of the sprite.
    pub icon: &'static str,
    /// "Sans « Ouvert maintenant »".
    pub title: String,
    /// "12 structures".
    pub detail: String,
    /// Word of the button.
    pub verb: Cow<'static, str>,
    /// What the button is about, for those who hear it alone: "« Ouvert maintenant »".
    pub aim: String,
    /// Where it leads.
    pub href: String,
}

/// What the map must know of the search.
#[derive(Default)]
pub struct MapData {
    /// Filters for the API, as a query string.
    pub query: String,
    /// `west,south,east,north` to begin with.
    pub bounds: String,
    /// `lon,lat,radius` of a search around a place.
    pub circle: Option<String>,
    /// Codes of the regions that the backdrop brings forward.
    pub regions: String,
    /// Tiles: address and credit.
    pub tiles: (String, String),
}

/// All of the page.
pub struct Explore {
    /// What is asked, in words; the title of the page.
    pub title: String,
    /// Something is asked.
    pub asked: bool,
    /// What is asked, in words or by its filters.
    pub sought: String,
    /// What was typed in "Quoi ?".
    pub what: String,
    /// What was typed in "Où ?".
    pub place: String,
    /// No place answers to what was typed in "Où ?".
    pub unfound: bool,
    /// A place that could not be found, then parameters that were left aside.
    pub notices: Vec<String>,
    /// Other places that the first notice is about: words and address.
    pub places: Vec<(String, String)>,
    /// Filters kept by the form.
    pub hidden: Vec<(String, String)>,
    /// Active filters, then the most useful ones.
    pub chips: Vec<Chip>,
    /// All filters by group.
    pub more: Vec<(Cow<'static, str>, Vec<Chip>)>,
    /// All matches.
    pub matched: usize,
    /// Matches that have no place on the map.
    pub unplaced: usize,
    /// Orders of the list: words, address, the one in force; empty where there is nothing to order.
    pub orders: Vec<(Cow<'static, str>, String, bool)>,
    /// This page of the list.
    pub cards: Vec<Card>,
    /// Ways out of an empty list.
    pub ways_out: Vec<WayOut>,
    /// The address of the list.
    pub address: String,
    /// The list on paper; none when it is empty.
    pub print: Option<String>,
    /// The list as files: name of the form and address; none when it is empty.
    pub files: Vec<(&'static str, String)>,
    /// First page, when this is a later one.
    pub first: Option<String>,
    /// The page that follows.
    pub next: Option<String>,
    /// The map.
    pub map: MapData,
    /// Sector codes, words and icons, for the legend.
    pub sectors: Vec<(String, String, String)>,
}

impl Explore {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let content = html! {
            (self.form(s))
            div.explore {
                (self.map(s))
                div #panel.panel {
                    // Where the panel is a sheet over the map, these are its three heights.
                    div.stops aria-hidden="true" { span {} span {} span {} }
                    div.pulled {
                        button #grip.grip type="button" hidden { span {} }
                        main #contenu tabindex="-1" { (self.results(s)) }
                        (s.footer("foot-links"))
                    }
                }
            }
            p #live.vh role="status" {}
            p #shared.vh role="status" {}
            p #alarm.vh role="alert" {}
        };
        let title = match self.first {
            Some(_) => s.f("explore-later", &[("title", self.title.as_str().into())]),
            None => self.title.clone(),
        };
        let meta = Meta {
            title: &title,
            description: &s.t("explore-description"),
            canonical: (!self.asked).then_some("/"),
            noindex: self.asked,
            body: "explore-page",
            current: "/",
            scripts: Scripts::Explore,
            own_footer: true,
            skips: &[("map", "explore-to-map")],
            ..Meta::default()
        };
        s.page(&meta, &content)
    }

    fn form(&self, s: &Shell<'_>) -> Markup {
        html! {
            form #search.search.asked[self.asked] action=(s.path("/")) method="get" role="search" {
                div.duo {
                    div.f {
                        label for="quoi" { (s.t("explore-what")) }
                        input #quoi name="q" value=(self.what) placeholder=(s.t("explore-what-hint")) title={ (s.t("explore-what")) " " (s.t("explore-what-hint")) } autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search" maxlength="200";
                    }
                    div.f {
                        label for="ou" { (s.t("explore-where")) }
                        input #ou name="ou" value=(self.place) placeholder=(s.t("explore-where-hint")) title={ (s.t("explore-where")) " " (s.t("explore-where-hint")) } autocomplete="off" spellcheck="false" enterkeyhint="search" maxlength="200"
                            aria-invalid=[self.unfound.then_some("true")] aria-describedby=[self.unfound.then_some("ou-inconnu")];
                        button #locate.btn.loc type="button" hidden { (s.icon("current-location")) span { (s.t("explore-around-me")) } }
                    }
                    span #kept { @for (k, v) in &self.hidden { input type="hidden" name=(k) value=(v); } }
                    button.btn.primary.go type="submit" { (s.icon("search")) span { (s.t("explore-search")) } }
                }
            }
        }
    }

    /// The part that the scripts replace.
    fn results(&self, s: &Shell<'_>) -> Markup {
        html! {
            section #results tabindex="-1" aria-label=(s.t("explore-results")) data-query=(self.map.query) data-bounds=(self.map.bounds)
                data-circle=[self.map.circle.as_deref()] data-regions=(self.map.regions) data-count=(self.matched) data-unplaced=(self.unplaced) {
                div.pad {
                    @if self.asked { h1.vh { (self.title) } } @else {
                        h1.ask { (s.t("explore-ask")) }
                        ul.tiles { @for i in &INTENTS {
                            li { a.tile.{ "sec-" (i.sector) } href=(s.path(i.href)) { span.o { (s.icon(i.icon)) } (s.t(i.key)) } }
                        } }
                    }
                    (self.notices(s))
                    (self.filters(s))
                }
                div.listhead { h2 { (text::structures(s.lang, self.matched)) } (self.orders(s)) }
                @if self.cards.is_empty() { (self.nothing(s)) }
                @if !self.cards.is_empty() { ul.cards { @for c in &self.cards { li { (card(s, c)) } } } }
                @if let Some(href) = &self.print { p.pad.print {
                    a href=(href) rel="nofollow" { (s.icon("printer")) (s.t("explore-print")) }
                    @if self.asked { button #share type="button" hidden data-url=(self.address) { (s.icon("share-2")) span { (s.t("favourites-share")) } } }
                } }
                @if !self.files.is_empty() { div.pad.print.files {
                    span { (s.icon("download")) (s.t("explore-files")) }
                    @for (form, href) in &self.files { a href=(href) rel="nofollow" { (form) } }
                } }
                @if self.unplaced > 0 { p.pad.sm.mut { (s.f("explore-unplaced", &[("n", self.unplaced.into())])) } }
                @if self.first.is_some() || self.next.is_some() {
                    nav.pager aria-label=(s.t("explore-pages")) {
                        @if let Some(href) = &self.first { a.btn href=(href) { (s.t("explore-first")) } }
                        @if let Some(href) = &self.next { a.btn href=(href) rel="next" { (s.t("explore-next")) } }
                    }
                }
            }
        }
    }

    fn notices(&self, s: &Shell<'_>) -> Markup {
        html! {
            @if !self.notices.is_empty() {
                div.notice.warn {
                    (s.icon("alert-triangle"))
                    div {
                        @for (i, n) in self.notices.iter().enumerate() {
                            p id=[(self.unfound && i == 0).then_some("ou-inconnu")] { (n) }
                            @if i == 0 && !self.places.is_empty() {
                                ul.chips { @for (words, href) in &self.places { li { a.chip href=(href) rel="nofollow" { (words) } } } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn filters(&self, s: &Shell<'_>) -> Markup {
        html! {
            nav #filters aria-label=(s.t("explore-filters")) {
                ul.chips {
                    @for c in &self.chips { li { (chip(s, c)) } }
                    @if self.asked { li { a.chip.clear href=(s.path("/")) { (s.t("explore-clear")) } } }
                }
                @if !self.more.is_empty() {
                    details.more {
                        summary.chip { (s.icon("adjustments-horizontal")) (s.t("explore-all-filters")) (s.icon("chevron-down")) }
                        @for (title, chips) in &self.more {
                            h2.group { (title) }
                            ul.chips { @for c in chips { li { (chip(s, c)) } } }
                        }
                    }
                }
            }
        }
    }

    fn orders(&self, s: &Shell<'_>) -> Markup {
        html! {
            @if let Some((now, ..)) = self.orders.iter().find(|o| o.2).or(self.orders.first()) {
                details.sortmenu {
                    summary.sort { span.vh { (s.t("explore-order")) " " } (now) (s.icon("chevron-down")) }
                    ul { @for (words, href, on) in &self.orders {
                        li { a href=(href) rel="nofollow" aria-current=[on.then_some("true")] { (words) } }
                    } }
                }
            }
        }
    }

    fn nothing(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.empty {
                h2 { (s.t("explore-nothing")) }
                p.why { (s.f("explore-nothing-why", &[("what", self.sought.as_str().into())])) }
                ul.opt {
                    @for w in &self.ways_out {
                        li {
                            (s.icon(w.icon))
                            div { strong { (w.title) } span { (w.detail) } }
                            a.btn href=(w.href) { (w.verb) span.vh { " " (w.aim) } }
                        }
                    }
                    li { (s.icon("map-2")) div { strong { (s.t("explore-all")) } } a.btn href=(s.path("/")) { (s.t("explore-clear")) } }
                }
                @if !s.contact.is_empty() {
                    (s.notice("info", "plus", &html! { h3 { (s.t("explore-know-one")) } p { (s.rich("explore-report", &[], &[&|words| html! { a href=(s.contact) { (words) } }])) } }))
                }
            }
        }
    }

    fn map(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.mapwrap aria-label=(s.t("shell-map")) {
                div #map tabindex="-1" data-tiles-url=(self.map.tiles.0) data-tiles-attribution=(self.map.tiles.1)
                    data-style=((s.asset)("map.css")) data-parts=((s.asset)("map.parts")) data-sprite=((s.asset)("sprite.svg"))
                    data-backdrop=((s.asset)("backdrop.json")) data-towns=((s.asset)("towns.json")) {}
                noscript { p.nojs { (s.t("explore-no-script")) } }
                details.legend { summary { h2 { (s.t("explore-sectors")) } (s.icon("chevron-down")) } ul { @for (code, words, icon) in &self.sectors { li.{ "sec-" (code) } { (s.icon(icon)) (words) } } } }
            }
        }
    }
}

/// One filter.
#[must_use]
pub fn chip(s: &Shell<'_>, c: &Chip) -> Markup {
    html! {
        a.chip.{ "sec-" (c.sector) }.on[c.on] href=(c.href) rel="nofollow" {
            @if !c.icon.is_empty() { (s.icon(&c.icon)) }
            (c.label)
            @if let Some(n) = c.count { " " span.n { (text::number(s.lang, n)) } }
            @if c.on { span.vh { " " (s.t("explore-chip-on")) } (s.icon("x")) }
        }
    }
}

/// One card of a list; the whole card is its link.
#[must_use]
pub fn card(s: &Shell<'_>, c: &Card) -> Markup {
    html! {
        article.card.{ "sec-" (c.sector) } data-id=(c.id) data-sector=(c.sector) data-icon=(c.icon)
            data-at=[c.position.map(|(lon, lat)| format!("{lon},{lat}"))] {
            span.o { (s.icon(&c.icon)) }
            h3 { a href={ (s.lang.prefix()) "/structures/" (c.slug) } { (c.name) } }
            @if let Some(d) = c.distance { span.dist { (s.rich("card-distance", &[("distance", html! { (text::distance(s.lang, d)) })], &[&|words| html! { span.vh { (words) } }])) } }
            p.cat { strong { (c.category) } @if !c.commune.is_empty() { " · " (c.commune) } }
            @if !c.offers.is_empty() { p.do { (c.offers) } }
            (star(s, &c.slug, &c.name))
            div.foot {
                (state(&c.state))
                @if !c.badges.is_empty() { ul.badges { @for b in &c.badges { li.badge { (b) } } } }
            }
        }
    }
}

/// The state line.
#[must_use]
pub fn state(s: &OpenState) -> Markup {
    html! { span.state.(s.class) { (s.text) } }
}
