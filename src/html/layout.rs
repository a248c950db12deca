//! The shell of every page.
use super::rgaa;
use super::scripts::{self, Scripts};
use super::words::{FluentValue, Lang};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::borrow::Cow;

/// What every page needs from the operator and the bundle.
pub struct Shell<'a> {
    /// Language of the page.
    pub lang: Lang,
    /// Address of the page with its query, as it is in French.
    pub here: &'a str,
    /// Name of the service.
    pub name: &'a str,
    /// Where people write; empty when none is configured.
    pub contact: &'a str,
    /// Scheme and host under which the service is reached, without a slash at the end; empty when nobody says.
    pub origin: &'a str,
    /// Demonstration records are shown.
    pub demo: bool,
    /// Address of a bundled file by its logical name.
    pub asset: fn(&str) -> String,
}

/// What one page tells its shell.
#[derive(Default)]
pub struct Meta<'a> {
    /// Title without the name of the service.
    pub title: &'a str,
    /// Sentence for search engines.
    pub description: &'a str,
    /// Canonical path, as it is in French.
    pub canonical: Option<&'a str>,
    /// Kept out of search engines: filtered lists, errors.
    pub noindex: bool,
    /// Class of the body.
    pub body: &'static str,
    /// Path of the entry of the header that is shown now.
    pub current: &'static str,
    /// The scripts that the page has beside those of every page.
    pub scripts: Scripts,
    /// A further style that the page has, by its logical name.
    pub style: Option<&'static str>,
    /// The footer stands inside the content.
    pub own_footer: bool,
    /// The page for search engines: JSON-LD that can stand in a page.
    pub linked: Option<&'a str>,
    /// Path of the picture that stands for the page, as it is in French, and what it shows; the general one without.
    pub picture: Option<(&'a str, &'a str)>,
    /// Further skip links: identifier and message.
    pub skips: &'a [(&'static str, &'static str)],
}

/// Entries of the header: only what exists.
const ENTRIES: [(&str, &str); 4] = [
    ("/", "shell-map"),
    ("/couverture", "shell-coverage"),
    ("/territoires", "shell-territories"),
    ("/sources", "shell-sources"),
];

/// Entries that narrow screens have in the footer alone.
const IN_FOOTER: [&str; 2] = ["/territoires", "/sources"];

impl Shell<'_> {
    /// A message without variables, in the language of the page.
    #[must_use]
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.lang.t(key)
    }

    /// A message with its variables, in the language of the page.
    #[must_use]
    pub fn f(&self, key: &str, variables: &[(&str, FluentValue<'_>)]) -> String {
        self.lang.f(key, variables)
    }

    /// A page's address in the language of this one, from the French one.
    #[must_use]
    pub fn path(&self, french: &str) -> String {
        self.lang.path(french)
    }

    /// The language of what structures say of themselves, where it is not that of the page.
    #[must_use]
    pub fn of_data(&self) -> Option<&'static str> {
        (self.lang != Lang::Fr).then_some(Lang::Fr.code())
    }

    /// A message with pieces of a page as its variables, whose `<a>…</a>` become what `links` make of their words, in
    /// their order.
    #[must_use]
    pub fn rich(
        &self,
        key: &str,
        pieces: &[(&str, Markup)],
        links: &[&dyn Fn(&str) -> Markup],
    ) -> Markup {
        let marks = pieces.iter().zip(MARKS);
        let marks: Vec<_> = marks
            .map(|((name, _), c)| (*name, c.to_string().into()))
            .collect();
        let text = self.f(key, &marks);
        let mut parts = text.split("<a>");
        html! {
            (filled(parts.next().unwrap_or_default(), pieces))
            @for (part, link) in parts.zip(links) {
                @let (words, after) = part.split_once("</a>").unwrap_or((part, ""));
                (link(words)) (filled(after, pieces))
            }
        }
    }

    /// An icon of the sprite; decorative, the words stand beside it.
    #[must_use]
    pub fn icon(&self, name: &str) -> Markup {
        let href = format!("{}#{name}", (self.asset)("sprite.svg"));
        html! { svg.i aria-hidden="true" focusable="false" { use href=(href) {} } }
    }

    /// A whole document; `content` holds its `main` with the id `contenu`.
    #[must_use]
    pub fn page(&self, m: &Meta<'_>, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.lang.code()) {
                (self.head(m))
                body class=(m.body) {
                    a.skip href="#contenu" { @if m.own_footer { (self.t("shell-to-list")) } @else { (self.t("shell-to-content")) } }
                    @for (id, key) in m.skips { a.skip href={ "#" (id) } { (self.t(key)) } }
                    (self.masthead(m))
                    (content)
                    @if !m.own_footer { (self.footer("site-foot")) }
                    (scripts::words(self.lang, m.scripts))
                }
            }
        }
    }

    fn head(&self, m: &Meta<'_>) -> Markup {
        // Search engines take whole addresses only.
        let whole = m.canonical.filter(|_| !self.origin.is_empty());
        let address = |lang: Lang| whole.map(|path| format!("{}{}", self.origin, lang.path(path)));
        let (own, french, english) = (address(self.lang), address(Lang::Fr), address(Lang::En));
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#FBF8F3" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#121A17" media="(prefers-color-scheme: dark)";
                title { (m.title) " · " (self.name) }
                @if !m.description.is_empty() { meta name="description" content=(m.description); }
                @if m.noindex { meta name="robots" content="noindex, follow"; }
                @if let Some(address) = &own { link rel="canonical" href=(address); }
                @for (code, address) in [("fr", &french), ("en", &english), ("x-default", &french)] {
                    @if let Some(address) = address { link rel="alternate" hreflang=(code) href=(address); }
                }
                (self.shared(m, own.as_deref()))
                link rel="icon" href=((self.asset)("favicon.svg")) type="image/svg+xml";
                link rel="apple-touch-icon" href=((self.asset)("icon-180.png"));
                link rel="manifest" href=(self.path("/manifest.webmanifest"));
                link rel="preload" href=((self.asset)("bricolage.woff2")) as="font" type="font/woff2" crossorigin;
                link rel="stylesheet" href=((self.asset)("app.css"));
                @if let Some(style) = m.style { link rel="stylesheet" href=((self.asset)(style)); }
                @if let Some(json) = m.linked { script type="application/ld+json" { (PreEscaped(json)) } }
                script type="module" src=((self.asset)("app.js")) {}
                @for part in (self.asset)("app.parts").split(' ') { link rel="modulepreload" href=(part); }
            }
        }
    }

    /// What others show of the page where somebody shares it: Open Graph, and the little that Twitter adds.
    fn shared(&self, m: &Meta<'_>, own: Option<&str>) -> Markup {
        html! {
            meta property="og:type" content="website";
            meta property="og:locale" content=(self.lang.pick("fr_FR", "en_GB"));
            meta property="og:site_name" content=(self.name);
            @if let Some(address) = own { meta property="og:url" content=(address); }
            meta property="og:title" content=(m.title);
            @if !m.description.is_empty() { meta property="og:description" content=(m.description); }
            @if !self.origin.is_empty() {
                @let tagline = format!("{}, {} {}", self.name, self.t("shell-tagline-1"), self.t("shell-tagline-2"));
                @let (path, alt) = m.picture.unwrap_or(("/apercu.png", tagline.as_str()));
                meta property="og:image" content={ (self.origin) (self.path(path)) };
                meta property="og:image:type" content="image/png";
                meta property="og:image:width" content="1200";
                meta property="og:image:height" content="630";
                meta property="og:image:alt" content=(alt);
                meta name="twitter:card" content="summary_large_image";
            }
        }
    }

    fn masthead(&self, m: &Meta<'_>) -> Markup {
        let other = self.lang.other();
        html! {
            header.mast {
                a.brandmark href=(self.path("/")) { (mark()) b { (self.name) } span { (self.t("shell-tagline-1")) br; (self.t("shell-tagline-2")) } }
                nav aria-label=(self.t("shell-nav")) { ul {
                    @for (path, key) in ENTRIES {
                        li.roomy[IN_FOOTER.contains(&path)] { a href=(self.path(path)) aria-current=[(path == m.current).then_some("page")] { (self.t(key)) } }
                    }
                    li #favourites hidden { a href=(self.path("/favoris")) aria-current=[(m.current == "/favoris").then_some("page")] { (self.icon("star")) span.vh { (self.t("favourites-title")) " " } b {} } }
                    li { a #language href=(other.path(self.here)) lang=(other.code()) hreflang=(other.code()) { (self.t("shell-other-language")) } }
                } }
            }
            div.rule2 {}
            @if self.demo {
                aside.demo aria-label=(self.t("shell-demo")) {
                    p { (self.icon("info-circle")) span { strong { (self.t("shell-demo-data")) } " " (self.t("shell-demo-why")) } }
                }
            }
        }
    }

    /// The foot of the page.
    #[must_use]
    pub fn footer(&self, class: &str) -> Markup {
        html! {
            footer class=(class) {
                div.wrap { ul {
                    li { a href=(self.path("/mentions-legales")) { (self.t("shell-legal")) } }
                    li { a href=(self.path("/confidentialite")) { (self.t("shell-privacy")) } }
                    li { a href=(self.path("/accessibilite")) { (self.f("shell-accessibility", &[("state", rgaa::state(self.lang).into())])) } }
                    li { a href=(self.path("/territoires")) { (self.t("shell-territories")) } }
                    li { a href=(self.path("/sources")) { (self.t("shell-sources")) } }
                    @if !self.contact.is_empty() { li { a href=(self.contact) { (self.t("shell-contact")) } } }
                } }
            }
        }
    }

    /// A sentence set apart; `class` is `info`, `warn` or empty.
    #[must_use]
    pub fn notice(&self, class: &str, icon: &str, text: &Markup) -> Markup {
        html! { div class={ "notice " (class) } { (self.icon(icon)) div { (text) } } }
    }
}

/// Letters for private use, which stand for the pieces of a message while it is made.
const MARKS: [char; 3] = ['\u{e000}', '\u{e001}', '\u{e002}'];

/// A text with the pieces in the place of their marks.
fn filled(text: &str, pieces: &[(&str, Markup)]) -> Markup {
    html! { @for part in text.split_inclusive(MARKS) {
        @match MARKS.iter().zip(pieces).find(|(mark, _)| part.ends_with(**mark)) {
            Some((mark, (_, piece))) => { (part.trim_end_matches(*mark)) (piece) },
            None => (part),
        }
    } }
}

/// The ring of five arcs, in the colours of the theme.
fn mark() -> Markup {
    html! {
        svg viewBox="0 0 34 34" width="34" height="34" aria-hidden="true" focusable="false" fill="none" stroke-width="6.2" {
            path.s-reemploi d="M18.07 4.45A12.6 12.6 0 0 1 29.6 16.76" {}
            path.s-reparation d="M29.46 18.9A12.6 12.6 0 0 1 17.77 29.58" {}
            path.s-mobilite d="M15.63 29.53A12.6 12.6 0 0 1 5.55 22.25" {}
            path.s-dechets d="M4.82 20.24A12.6 12.6 0 0 1 7.08 9.24" {}
            path.s-accompagnement d="M8.53 7.67A12.6 12.6 0 0 1 15.93 4.45" {}
        }
    }
}
