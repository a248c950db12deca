//! Map and list.
use super::layout::{Shell, card, document, footer, icon, notice, sector_class};
use super::model::{ChipView, EmptyView, ExplorePage, Site, SortView};
use super::text::counted;
use maud::{Markup, html};

/// One filter that can be put on or taken off.
pub struct Chip {
    /// What it says.
    pub label: String,
    /// Structures it would give; not told on an active one.
    pub count: Option<usize>,
    /// The page with this filter toggled.
    pub href: String,
    /// It is on.
    pub on: bool,
    /// Icon of the sprite.
    pub icon: String,
    /// Sector code, for the colour.
    pub sector: String,
}

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
}

/// All of the page.
pub struct Explore {
    /// What was typed in "Quoi ?".
    pub what: String,
    /// What was typed in "Où ?".
    pub place: String,
    /// A place that could not be found, or a parameter that was left aside.
    pub notice: Option<String>,
    /// Filters kept by the form.
    pub hidden: Vec<(String, String)>,
    /// Filters.
    pub chips: Vec<Chip>,
    /// All matches.
    pub matched: usize,
    /// How the list is sorted, in words.
    pub order: &'static str,
    /// This page of the list.
    pub cards: Vec<Card>,
    /// The page that follows.
    pub next: Option<String>,
    /// The page that has no filter.
    pub filtered: bool,
    /// `west,south,east,north` to begin with.
    pub bounds: String,
    /// Tiles.
    pub tiles: (String, String),
}

impl Explore {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let main = html! {
            (self.form(s))
            main.explore {
                div.panel {
                    h1.vh { "Structures de l’économie circulaire" }
                    @if let Some(n) = &self.notice { div.notice.warn role="status" { (s.icon("alert-triangle")) div { (n) } } }
                    (self.filters(s))
                    p.vh #live aria-live="polite" {}
                    (self.results(s))
                }
                div.mapwrap {
                    div #map role="region" aria-label="Carte des structures ; la liste à côté dit la même chose"
                        data-tiles-url=(self.tiles.0) data-tiles-attribution=(self.tiles.1) data-bounds=(self.bounds) data-style=((s.asset)("map.css"))
                        data-departments=((s.asset)("departments.geojson")) data-neighbours=((s.asset)("neighbours.geojson")) {}
                }
            }
            (map(site, page))
        }
        div #live.vh role="status" aria-live="polite" {}
    };
    let shell = Shell {
        title: &page.title,
        description: &page.description,
        canonical: Some(&page.canonical),
        noindex: page.noindex,
        body: "explore-page",
        on_map: true,
        skips: &[("contenu", "Aller à la liste"), ("map", "Aller à la carte")],
    };
    document(site, &shell, &content, false)
}

fn search(site: &Site, page: &ExplorePage) -> Markup {
    let echo = &page.echo;
    html! {
        form #search.search role="search" action="/" method="get" {
            div.duo {
                div.f {
                    label for="q" { "Quoi\u{a0}?" }
                    input #q type="text" name="q" value=(echo.what) autocomplete="off" autocapitalize="none"
                        spellcheck="false" enterkeyhint="search" maxlength="200"
                        placeholder="grille-pain, vélo, meuble, ressourcerie…";
                }
                div.f {
                    label for="ou" { "Où\u{a0}?" }
                    input #ou type="text" name="ou" value=(echo.place) autocomplete="off" spellcheck="false"
                        enterkeyhint="search" maxlength="200" placeholder="commune, code postal";
                    button #locate.btn.loc type="button" hidden {
                        (icon(site, "current-location")) span { "Autour de moi" }
                    }
                }
                @for (name, value) in &echo.hidden { input type="hidden" name=(name) value=(value); }
                button.btn.primary.go type="submit" { (icon(site, "search")) span { "Chercher" } }
            }
        }
    }
}

    fn filters(&self, s: &Shell<'_>) -> Markup {
        html! {
            nav #filters.pad aria-label="Filtres" {
                div.chips {
                    @for c in &self.chips {
                        a.chip.{ "sec-" (c.sector) }.on[c.on] href=(c.href) aria-current=[c.on.then_some("true")] {
                            (s.icon(&c.icon)) (c.label)
                            @if let Some(n) = c.count { " " em { (text::number(n)) } }
                            @if c.on { (s.icon("x")) span.vh { " (retirer)" } }
                        }
                    }
                }
                @if let Some(view) = &page.notice { (notice(site, view)) }
                (filters(site, page))
            }
            div.listhead {
                h2 { (counted(page.count, "structure", "structures")) }
                (sorts(site, &page.sorts))
            }
            @if let Some(empty) = &page.empty { (nothing(site, empty)) }
            @if !page.cards.is_empty() {
                ul.cards { @for view in &page.cards { (card(site, view, 3)) } }
            }
            @if page.first_href.is_some() || page.next_href.is_some() {
                nav.pages aria-label="Pages de la liste" {
                    @if let Some(href) = &page.first_href { a.btn href=(href) { "Revenir au début" } }
                    @if let Some(href) = &page.next_href { a.btn href=(href) rel="next" { "Voir la suite" } }
                }
            }
        }
    }
}

fn filters(site: &Site, page: &ExplorePage) -> Markup {
    html! {
        @if !page.chips.is_empty() || page.clear_href.is_some() {
            div role="group" aria-label="Filtres" {
                ul.chips {
                    @for view in &page.chips { li { (chip(site, view)) } }
                    @if let Some(href) = &page.clear_href { li { a.chip.clear href=(href) { "Tout effacer" } } }
                }
                @if !page.more_chips.is_empty() {
                    details.more {
                        summary.chip { (icon(site, "adjustments-horizontal")) "Tous les filtres" }
                        ul.chips { @for view in &page.more_chips { li { (chip(site, view)) } } }
                    }
                }
            }
        }
    }
}

fn chip(site: &Site, view: &ChipView) -> Markup {
    html! {
        article.card.{ "sec-" (c.sector) } data-id=(c.id) {
            span.o { (s.icon(&c.icon)) }
            h3 { a href={ "/structures/" (c.slug) } { (c.name) } }
            @if let Some(d) = c.distance { span.dist { (text::distance(d)) } }
            p.cat { strong { (c.category) } @if !c.commune.is_empty() { " · " (c.commune) } }
            @if !c.offers.is_empty() { p.do { (c.offers) } }
            div.foot {
                span.state.(c.state.class) { (c.state.text) }
                @if !c.badges.is_empty() { span.badges { @for b in &c.badges { span.badge.line { (b) } } } }
            }
        }
    }
}

fn nothing(site: &Site, view: &EmptyView) -> Markup {
    html! {
        div.empty {
            h2 { (view.title) }
            @for sentence in &view.why { p.why { (sentence) } }
            @if !view.ways_out.is_empty() {
                ul.opt {
                    @for way in &view.ways_out {
                        li {
                            (icon(site, &way.icon))
                            div {
                                strong { a href=(way.href) { (way.title) } }
                                @if let Some(detail) = &way.detail { span { (detail) } }
                            }
                            (icon(site, "arrow-right"))
                        }
                    }
                }
            }
        }
    }
}

fn map(site: &Site, page: &ExplorePage) -> Markup {
    let bounds = page.map.bounds.map(|b| b.map(|v| v.to_string()).join(","));
    html! {
        section.mapwrap aria-label="Carte" {
            div #map.map data-map-css=(site.assets.url("map.css"))
                data-sprite=(site.assets.url("sprite.svg"))
                data-departments=(site.assets.url("departments.geojson"))
                data-neighbours=(site.assets.url("neighbours.geojson"))
                data-tiles-url=(site.tiles_url) data-tiles-attribution=(site.tiles_attribution)
                data-region=[site.region.as_deref()] data-bounds=[bounds] data-query=(page.map.query) tabindex="-1" {}
            button #zone.btn.zone type="button" hidden { (icon(site, "refresh")) "Chercher dans cette zone" }
            noscript { p.nojs { "La carte a besoin de JavaScript. La liste donne les mêmes structures." } }
        }
    }
}
