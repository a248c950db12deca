//! Map and list.
use super::layout::{Shell, card, document, footer, icon, notice, sector_class};
use super::model::{ChipView, EmptyView, ExplorePage, Site, SortView};
use super::text::counted;
use maud::{Markup, html};

/// The page `/`: search, filters, list, map.
#[must_use]
pub fn explore_page(site: &Site, page: &ExplorePage) -> Markup {
    let content = html! {
        (search(site, page))
        div.explore {
            div.panel {
                main #contenu tabindex="-1" { (results(site, page)) }
                (footer(site, "foot-links"))
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

/// The part that the scripts replace: filters, count, list.
fn results(site: &Site, page: &ExplorePage) -> Markup {
    let bounds = page.map.bounds.map(|b| b.map(|v| v.to_string()).join(","));
    html! {
        div #results data-count=(page.count) data-query=(page.map.query) data-bounds=[bounds] {
            div.pad {
                h1 class=[(page.intents.is_empty()).then_some("vh")] {
                    @if page.intents.is_empty() { (page.title) } @else { "Que voulez-vous faire\u{a0}?" }
                }
                @if !page.intents.is_empty() {
                    ul.tiles {
                        @for intent in &page.intents {
                            li {
                                a.tile.{ (sector_class(&intent.sector)) } href=(intent.href) {
                                    span.o { (icon(site, &intent.icon)) }
                                    (intent.label)
                                }
                            }
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
        a.chip.on[view.active] href=(view.href) rel="nofollow" {
            @if let Some(name) = &view.icon {
                span.sw.{ (view.sector.as_deref().map(sector_class).unwrap_or_default()) } { (icon(site, name)) }
            }
            (view.label)
            @if let Some(count) = view.count { " " em { (super::text::number(count)) } }
            @if view.active { span.vh { " (actif, retirer ce filtre)" } (icon(site, "x")) }
        }
    }
}

fn sorts(site: &Site, sorts: &[SortView]) -> Markup {
    let current = sorts.iter().find(|s| s.active).or_else(|| sorts.first());
    html! {
        @if let Some(current) = current {
            @if sorts.len() == 1 { span.sort { (current.label) } }
            @else {
                details.sortmenu {
                    summary.sort { span.vh { "Ordre\u{a0}: " } (current.label) (icon(site, "chevron-down")) }
                    ul {
                        @for view in sorts {
                            li { a href=(view.href) rel="nofollow" aria-current=[view.active.then_some("true")] { (view.label) } }
                        }
                    }
                }
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
