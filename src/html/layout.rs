//! The shell of every page: head, masthead, banner, footer, and the small pieces that views share.
use super::model::{CardView, NoticeView, Site, StateKind, StateView};
use maud::{DOCTYPE, Markup, html};

/// What one page tells its shell.
pub(super) struct Shell<'a> {
    /// Title without the name of the site; the home page has its own.
    pub title: &'a str,
    /// Sentence for search engines.
    pub description: &'a str,
    /// Canonical path; `None` leaves the link out.
    pub canonical: Option<&'a str>,
    /// Kept out of search engines.
    pub noindex: bool,
    /// Class of the body.
    pub body: &'static str,
    /// The map is the current page.
    pub on_map: bool,
    /// Skip links: identifier and words.
    pub skips: &'a [(&'static str, &'static str)],
}

impl Default for Shell<'_> {
    fn default() -> Self {
        Self {
            title: "",
            description: "",
            canonical: None,
            noindex: false,
            body: "page",
            on_map: false,
            skips: &[("contenu", "Aller au contenu")],
        }
    }
}

    /// A whole document.
    #[must_use]
    pub fn page(&self, title: &str, description: &str, scripts: bool, main: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="fr" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    title { (title) " · " (self.name) }
                    meta name="description" content=(description);
                    link rel="icon" href=((self.asset)("favicon.svg")) type="image/svg+xml";
                    link rel="preload" href=((self.asset)("atkinson.woff2")) as="font" type="font/woff2" crossorigin;
                    link rel="stylesheet" href=((self.asset)("app.css"));
                    @if scripts { script type="module" src=((self.asset)("app.js")) {} }
                }
                body {
                    a.skip href="#results" { "Aller à la liste" }
                    header.mast {
                        a.brandmark href="/" { img src=((self.asset)("favicon.svg")) alt="" width="34" height="34"; b { (self.name) } span { "L’économie circulaire" br; "près de chez vous" } }
                        nav aria-label="Principale" { ul { li { a href="/" { "Carte" } } li { a href="/sources" { "Sources" } } } }
                    }
                    div.rule2 {}
                    @if self.demo {
                        p.demo-banner role="note" { (self.icon("info-circle")) " Données de démonstration\u{a0}: ces structures sont fictives." }
                    }
                    (main)
                    (self.footer())
                }
                meta property="og:type" content="website";
                meta property="og:site_name" content=(site.name);
                meta property="og:title" content=(shell.title);
                @if !shell.description.is_empty() { meta property="og:description" content=(shell.description); }
                meta name="theme-color" content="#FBF8F3" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#121A17" media="(prefers-color-scheme: dark)";
                link rel="icon" href=(assets.url("favicon.svg")) type="image/svg+xml";
                link rel="preload" href=(assets.url("bricolage.woff2")) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=(assets.url("app.css"));
                script type="module" src=(assets.url("app.js")) {}
            }
            body class=(shell.body) {
                @for (id, words) in shell.skips { a.skip href={ "#" (id) } { (words) } }
                (masthead(site, shell.on_map))
                @if site.demo { (demo_banner()) }
                (content)
                @if with_footer { (footer(site, "site-foot")) }
            }
        }
    }
}

fn masthead(site: &Site, on_map: bool) -> Markup {
    html! {
        header.mast {
            a.brandmark href="/" {
                (mark())
                b { (site.name) }
                @if !site.tagline.is_empty() { span { (site.tagline) } }
            }
            nav aria-label="Principal" {
                ul { li { a href="/" aria-current=[on_map.then_some("page")] { "Carte" } } }
            }
        }
        div.rule2 aria-hidden="true" {}
    }
}

/// The ring of five arcs.
fn mark() -> Markup {
    html! {
        svg viewBox="0 0 34 34" aria-hidden="true" fill="none" stroke-width="6.2" {
            path.s-reemploi d="M18.07 4.45A12.6 12.6 0 0 1 29.6 16.76" {}
            path.s-reparation d="M29.46 18.9A12.6 12.6 0 0 1 17.77 29.58" {}
            path.s-mobilite d="M15.63 29.53A12.6 12.6 0 0 1 5.55 22.25" {}
            path.s-dechets d="M4.82 20.24A12.6 12.6 0 0 1 7.08 9.24" {}
            path.s-accompagnement d="M8.53 7.67A12.6 12.6 0 0 1 15.93 4.45" {}
        }
    }
}

fn demo_banner() -> Markup {
    html! {
        aside.demo aria-label="Démonstration" {
            p { strong { "Démonstration." } " Les structures montrées ici sont fictives\u{a0}: n’y allez pas." }
        }
    }
}

/// The foot of the page.
pub(super) fn footer(site: &Site, class: &str) -> Markup {
    html! {
        footer class=(class) {
            div.wrap {
                a href="/mentions-legales" { "Mentions légales" }
                a href="/confidentialite" { "Confidentialité" }
                a href="/accessibilite" { "Accessibilité\u{a0}: non conforme" }
                a href="/sources" { "Sources" }
                @if let Some(email) = &site.operator.email {
                    a href={ "mailto:" (email) } { "Contact" }
                }
            }
        }
    }
}

/// An icon of the sprite, hidden from screen readers: words always stand beside it.
pub(super) fn icon(site: &Site, name: &str) -> Markup {
    html! {
        svg.i aria-hidden="true" { use href={ (site.assets.url("sprite.svg")) "#" (name) } {} }
    }
}

/// Class that sets the two colours of a sector.
pub(super) fn sector_class(code: &str) -> String {
    format!("sec-{code}")
}

/// The state line.
pub(super) fn state(view: &StateView) -> Markup {
    let class = match view.kind {
        StateKind::Open => "state open",
        StateKind::Closed => "state closed",
        StateKind::Unknown => "state unk",
    };
    html! { span class=(class) { (view.text) } }
}

/// A sentence set apart.
pub(super) fn notice(site: &Site, view: &NoticeView) -> Markup {
    html! {
        div class={ "notice" @if view.warn { " warn" } } {
            (icon(site, &view.icon))
            div {
                @if !view.title.is_empty() { p { strong { (view.title) } } }
                p { (view.text) }
            }
        }
    }
}

/// A structure in a list; the whole card is its link. `level` is that of its heading.
pub(super) fn card(site: &Site, view: &CardView, level: u8) -> Markup {
    let link = html! { a href=(view.href) { (view.name) } };
    let lon = view.position.map(|p| p.0.to_string());
    let lat = view.position.map(|p| p.1.to_string());
    html! {
        li class={ "card " (sector_class(&view.sector)) } data-id=(view.id) data-sector=(view.sector)
            data-icon=(view.icon) data-lon=[lon] data-lat=[lat] {
            span.o { (icon(site, &view.icon)) }
            @if level == 2 { h2 { (link) } } @else { h3 { (link) } }
            @if let Some(distance) = &view.distance { span.dist { span.vh { "à " } (distance) } }
            p.cat {
                strong { (view.category) }
                @if let Some(commune) = &view.commune { " · " (commune) }
            }
            @for line in &view.offers { p.do { (line) } }
            @if view.state.is_some() || !view.badges.is_empty() {
                div.foot {
                    @if let Some(line) = &view.state { (state(line)) }
                    @if !view.badges.is_empty() {
                        ul.badges aria-label="Labels" { @for badge in &view.badges { li.badge.line { (badge) } } }
                    }
                }
            }
        }
    }
}
