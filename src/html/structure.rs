//! The sheet of one structure.
use super::layout::{Shell, card, document, icon, notice, sector_class, state};
use super::model::{DayView, LabelView, OfferMatrix, Site, SourceView, StructurePage};
use super::text::hour;
use maud::{Markup, html};

/// The page `/structures/{slug}`.
#[must_use]
pub fn structure_page(site: &Site, page: &StructurePage) -> Markup {
    let content = html! {
        main #contenu.sheet.{ (sector_class(&page.sector)) } tabindex="-1" data-structure=(page.id) {
            div.wrap {
                nav.crumb.no-print aria-label="Fil d’Ariane" {
                    @let (href, label) = page.back.as_ref()
                        .map_or(("/", "Retour à la carte"), |b| (b.href.as_str(), b.label.as_str()));
                    a #back href=(href) { (icon(site, "arrow-left")) (label) }
                }
            }
            (band(site, page))
            div.wrap.cols {
                div { (main_column(site, page)) }
                (side(site, page))
            }
        }
    };
    let shell = Shell {
        title: &page.name,
        description: &page.description,
        canonical: Some(&page.canonical),
        ..Shell::default()
    };
    document(site, &shell, &content, true)
}

impl Sheet {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let main = html! {
            main #results class={ "sec-" (self.sector.0) } {
                nav.crumb.wrap aria-label="Fil d’Ariane" { a href="/" { (s.icon("arrow-left")) "Retour à la carte" } }
                div.band { div.wrap {
                    p.kick { span.o { (s.icon(&self.icon)) } (self.sector.1) " · " (self.categories.join(", ")) }
                    h1 { (self.name) }
                    p.line { span.state.(self.state.class) { (self.state.text) } span { (self.address.join(", ")) } }
                    div.acts {
                        @if let Some(d) = &self.directions { a.btn.primary href=(d) rel="noopener" { (s.icon("route")) "Y aller" } }
                        @if let Some((_, dial)) = &self.phone { a.btn href={ "tel:" (dial) } { (s.icon("phone")) "Appeler" } }
                        @if let Some(w) = &self.website { a.btn href=(w) rel="noopener nofollow" { (s.icon("world")) "Site web" } }
                    }
                    @if let Some(phone) = page.phones.first() {
                        a.btn href=(phone.href) aria-label={ "Appeler le " (phone.label) } { (icon(site, "phone")) "Appeler" }
                    }
                    @if let Some(link) = &page.website {
                        a.btn href=(link.href) rel="noopener nofollow external" { (icon(site, "world")) "Site web" }
                    }
                    button #share.btn type="button" hidden { (icon(site, "share-2")) span { "Partager" } }
                }
                @if actions { p #shared.vh role="status" {} }
            }
        }
    }
}

fn main_column(site: &Site, page: &StructurePage) -> Markup {
    html! {
        @if !page.offers.rows.is_empty() {
            section.blk { h2 { "Ce qu’on peut y faire" } (matrix(site, &page.offers)) }
        }
        section.blk {
            h2 { "Horaires" }
            @if !page.week.is_empty() { (week(page)) }
            @else if let Some(raw) = &page.hours_text { p { (raw) } }
            @else { p.mut { "Les horaires ne sont pas connus. Appelez avant de vous déplacer." } }
            @for view in &page.hour_notices { (notice(site, view)) }
        }
        @if !page.about.is_empty() {
            section.blk { h2 { "À propos" } @for paragraph in &page.about { p { (paragraph) } } }
        }
        @if !page.nearby.is_empty() {
            section.blk.no-print { h2 { "À côté" } ul.near { @for view in &page.nearby { (card(site, view, 3)) } } }
        }
    }
}

fn matrix(site: &Site, offers: &OfferMatrix) -> Markup {
    if offers.objects.is_empty() {
        return html! {
            ul.plain {
                @for row in &offers.rows {
                    li { strong { (row.action) } @if let Some(note) = &row.note { "\u{a0}: " (note) } }
                }
            }
        };
    }
    // A wide table is turned: few columns fit on a phone, many rows always do.
    let wide = offers.objects.len() > offers.rows.len().max(4);
    html! {
        div.tblwrap tabindex=[(!wide && offers.objects.len() > 4).then_some("0")] role="group" aria-label="Actions par objet" {
            table.matrix.tall[wide] {
                caption.vh { "Actions possibles par objet" }
                @if wide {
                    thead { tr { td {} @for row in &offers.rows { th scope="col" { (row.action) } } } }
                    tbody {
                        @for (i, (image, label)) in offers.objects.iter().enumerate() {
                            tr {
                                th scope="row" { (icon(site, image)) (label) }
                                @for row in &offers.rows { (cell(site, row.cells.get(i).copied().unwrap_or_default())) }
                            }
                        }
                    }
                } @else {
                    thead { tr { td {} @for (image, label) in &offers.objects { th scope="col" { (icon(site, image)) (label) } } } }
                    tbody {
                        @for row in &offers.rows {
                            tr {
                                th scope="row" { (row.action) }
                                @for i in 0..offers.objects.len() { (cell(site, row.cells.get(i).copied().unwrap_or_default())) }
                            }
                        }
                    }
                }
            }
        }
        @let notes: Vec<_> = offers.rows.iter().filter_map(|r| r.note.as_ref().map(|n| (&r.action, n))).collect();
        @if !notes.is_empty() {
            ul.plain.sm.mut { @for (action, note) in notes { li { strong { (action) } "\u{a0}: " (note) } } }
        }
    }
}

fn cell(site: &Site, yes: bool) -> Markup {
    html! {
        @if yes { td.yes { (icon(site, "check")) span.vh { "oui" } } }
        @else { td.no { span aria-hidden="true" { "–" } span.vh { "non" } } }
    }
}

fn week(page: &StructurePage) -> Markup {
    let all = || page.week.iter().flat_map(|d| d.intervals.iter());
    let from = all().map(|i| i.0 / 60 * 60).min().unwrap_or(480).min(480);
    let to = all().map(|i| i.1.div_ceil(60) * 60).max().unwrap_or(1200).clamp(1200, 1440);
    let bars = all().next().is_some();
    html! {
        table.week {
            caption.vh { "Horaires de la semaine" }
            tbody {
                @for day in &page.week {
                    tr.today[day.today] {
                        th scope="row" { (day.label) @if day.today { span.vh { " (aujourd’hui)" } } }
                        td.off[day.intervals.is_empty()] { (day.text) }
                        @if bars { td.bar aria-hidden="true" { (bar(day, from, to, page.now_minute)) } }
                    }
                }
            }
        }
        @if bars {
            div.tlax aria-hidden="true" {
                @for step in 0..=3_u16 { span { (hour((from + (to - from) / 3 * step) / 60 * 60)) } }
            }
        }
    }
}

fn bar(day: &DayView, from: u16, to: u16, now: Option<u16>) -> Markup {
    let width = to - from;
    let now = now.filter(|m| day.today && (from..=to).contains(m)).map(|m| m - from);
    html! {
        svg.tl viewBox={ "0 0 " (width) " 22" } preserveAspectRatio="none" focusable="false" {
            rect.ground x="0" y="5" width=(width) height="12" {}
            @for (start, end) in &day.intervals {
                @let end = (*end).min(to);
                @if *start < end { rect.open x=(start - from) y="5" width=(end - start) height="12" {} }
            }
            @if let Some(x) = now { rect.now x=(x) y="0" width={ (f64::from(width) / 90.0) } height="22" {} }
        }
    }
}

fn side(site: &Site, page: &StructurePage) -> Markup {
    html! {
        aside.side aria-label="Adresse, labels et sources" {
            div {
                @if let Some((lon, lat)) = page.position { (locator(site, page, lon, lat)) }
                (facts(site, page))
            }
            @if !page.labels.is_empty() || !page.networks.is_empty() {
                section {
                    h2.small { "Labels et réseaux" }
                    @for view in &page.labels { (label(site, view)) }
                    @if !page.networks.is_empty() {
                        p.sm.mut.member {
                            "Membre\u{a0}: "
                            @for (i, link) in page.networks.iter().enumerate() {
                                @if i > 0 { ", " }
                                @if link.href.is_empty() { (link.label) } @else { a href=(link.href) { (link.label) } }
                            }
                            "."
                        }
                    }
                }
            }
            @if let Some(href) = &page.correct_href {
                div.notice.info.no-print {
                    (icon(site, "flag"))
                    div { p { strong { "Une erreur\u{a0}?" } } p { a href=(href) { "Corriger cette fiche" } } }
                }
            }
            div.prov {
                @if let Some(sentence) = &page.verified { p { (sentence) } }
                @if !page.sources.is_empty() {
                    p { @if page.sources.len() == 1 { "Source\u{a0}: " } @else { "Sources\u{a0}: " }
                        @for (i, view) in page.sources.iter().enumerate() { @if i > 0 { "\u{a0}; " } (source(view)) }
                        "."
                    }
                }
            }
        }
    }
}

fn locator(site: &Site, page: &StructurePage, lon: f64, lat: f64) -> Markup {
    html! {
        div #locator.locmap.map.no-print role="img" aria-label={ "Carte\u{a0}: emplacement de " (page.name) }
            data-map-css=(site.assets.url("map.css")) data-sprite=(site.assets.url("sprite.svg"))
            data-departments=(site.assets.url("departments.geojson"))
            data-neighbours=(site.assets.url("neighbours.geojson"))
            data-tiles-url=(site.tiles_url) data-tiles-attribution=(site.tiles_attribution)
            data-region=[site.region.as_deref()] data-lon=(lon) data-lat=(lat)
            data-sector=(page.sector) data-icon=(page.icon) {}
        @if let Some(sentence) = &page.approximate { p.sm.mut { (sentence) } }
    }
}

fn facts(site: &Site, page: &StructurePage) -> Markup {
    html! {
        ul.facts {
            @if !page.address.is_empty() {
                li {
                    (icon(site, "map-pin"))
                    address { @for (i, line) in page.address.iter().enumerate() { @if i > 0 { br; } (line) } }
                }
            }
            @for phone in &page.phones { li { (icon(site, "phone")) p { a href=(phone.href) { (phone.label) } } } }
            @if let Some(link) = &page.website {
                li { (icon(site, "world")) p { a href=(link.href) rel="noopener nofollow external" { (link.label) } } }
            }
            @for link in &page.links {
                li {
                    (icon(site, if link.href.starts_with("mailto:") { "mail" } else { "external-link" }))
                    p { a href=(link.href) rel="noopener nofollow external" { (link.label) } }
                }
            }
            @for (image, sentence) in &page.facts { li { (icon(site, image)) p { (sentence) } } }
        }
    }
}

fn label(site: &Site, view: &LabelView) -> Markup {
    let image = view.icon.as_deref().unwrap_or("circle-check");
    html! {
        @if let Some(meaning) = &view.meaning {
            details.lab {
                summary { (icon(site, image)) (view.label) (icon(site, "chevron-down")) }
                p { (meaning) }
            }
        } @else {
            p.lab { (icon(site, image)) (view.label) }
        }
    }
}

/// One source with its licence and date, as running text.
pub(super) fn source(view: &SourceView) -> Markup {
    html! {
        @if let Some(href) = &view.href { a href=(href) rel="external" { (view.name) } } @else { (view.name) }
        @if let Some(licence) = &view.licence {
            ", "
            @if let Some(href) = &view.licence_href { a href=(href) rel="license external" { (licence) } } @else { (licence) }
        }
        @if let Some(date) = &view.date { ", " (date) }
    }
}
