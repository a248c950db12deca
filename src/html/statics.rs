//! Pages of words: sources, legal notice, privacy, errors.
use super::explore::{Card, card};
use super::layout::{Meta, Shell};
use super::scripts::Scripts;
use super::text;
use maud::{Markup, html};

/// A page of words under its title; `words` are for search engines.
pub(super) fn prose(
    s: &Shell<'_>,
    path: &'static str,
    title: &str,
    words: &str,
    body: &Markup,
) -> Markup {
    let meta = Meta {
        title,
        description: words,
        canonical: Some(path),
        body: "page",
        current: path,
        ..Meta::default()
    };
    s.page(
        &meta,
        &html! { main #contenu.wrap.prose tabindex="-1" { h1 { (title) } (body) } },
    )
}

/// One source: name, attribution, licence, address, records, refresh, gaps.
pub struct SourceLine {
    /// Name for people.
    pub name: String,
    /// What to cite.
    pub attribution: String,
    /// Licence, by its name.
    pub licence: String,
    /// Where it can be had.
    pub url: Option<String>,
    /// Structures that it tells of.
    pub count: usize,
    /// Day of its last refresh, in words.
    pub refreshed: Option<String>,
    /// What it leaves out, in the language of the page.
    pub leaves_out: Option<String>,
}

/// `/sources`; `contours` is the year of the official contours and `tiles` the credit of the tiles, when there are some.
#[must_use]
pub fn sources(
    s: &Shell<'_>,
    lines: &[SourceLine],
    contours: Option<u16>,
    tiles: Option<&str>,
) -> Markup {
    let body = html! {
        p.lede { (s.t("sources-lede")) }
        h2 { (s.t("sources-structures")) }
        @if lines.is_empty() { p { (s.t("sources-none")) } }
        @else { ul.sources { @for l in lines {
            li {
                p { strong lang=[s.of_data()] { @if let Some(u) = &l.url { a href=(u) rel="external" { (l.name) } } @else { (l.name) } } }
                p.mut { (text::structures(s.lang, l.count)) " · " span lang=[s.of_data()] { (l.attribution) } " · " (l.licence) }
                @if let Some(day) = &l.refreshed { p.mut { (s.f("sources-refreshed", &[("date", day.as_str().into())])) "." } }
                @if let Some(words) = &l.leaves_out { p { strong { (s.t("sources-leaves-out")) } " " (words) } }
            }
        } } }
        h2 { (s.t("sources-land")) }
        ul.sources {
            li { p { strong { (s.t("sources-territories")) } } p.mut { (s.t("sources-territories-by")) } }
            li { p { strong { (s.t("sources-positions")) } } p.mut { "GeoNames · CC BY 4.0" } }
            li { p { strong { (s.t("sources-outlines")) } } p.mut { (s.t("sources-outlines-by")) } }
            @if let Some(year) = contours {
                li { p { strong { (s.t("sources-contours")) } } p.mut { (s.f("sources-contours-by", &[("year", year.to_string().into())])) } }
            }
            @if let Some(t) = tiles { li { p { strong { (s.t("sources-tiles")) } } p.mut { (t) } } }
        }
        h2 { (s.t("sources-software")) }
        ul.sources {
            li { p { strong { a href="https://tabler.io/icons" rel="external" { "Tabler Icons" } } } p.mut { (s.t("sources-icons")) } }
            li { p { strong { (s.t("sources-fonts")) } } p.mut { (s.t("sources-fonts-by")) } }
            li { p { strong { a href="https://leafletjs.com/" rel="external" { "Leaflet" } } } p.mut { (s.t("sources-leaflet")) } }
        }
    };
    prose(
        s,
        "/sources",
        &s.t("shell-sources"),
        &s.t("sources-description"),
        &body,
    )
}

/// How to write to the operator, as the end of a sentence.
pub(super) fn contact(s: &Shell<'_>) -> Markup {
    html! {
        @if s.contact.is_empty() { em { (s.t("contact-none")) } }
        @else { a href=(s.contact) { @match s.contact.strip_prefix("mailto:") { Some(address) => (address), None => (s.t("contact-page")) } } }
    }
}

/// Who answers for the service, as the operator says it; what is empty is not known.
#[derive(Default)]
pub struct Legal<'a> {
    /// Who runs it.
    pub operator: &'a str,
    /// Address, telephone and registration of the operator.
    pub address: &'a str,
    /// Who directs the publication.
    pub director: &'a str,
    /// Name, address and telephone of the hosting provider.
    pub hosting: &'a str,
    /// Where the source of the program that runs here can be had.
    pub source: &'a str,
}

/// What the operator said, or that nothing was said.
fn said(s: &Shell<'_>, words: &str) -> Markup {
    html! { @if words.trim().is_empty() { em { (s.t("legal-unsaid")) } } @else { strong { (words) } } }
}

/// `/mentions-legales`.
#[must_use]
pub fn legal(s: &Shell<'_>, l: &Legal<'_>) -> Markup {
    let missing = [l.operator, l.address, l.director, l.hosting]
        .iter()
        .any(|x| x.trim().is_empty());
    let body = html! {
        @if missing { (s.notice("warn", "alert-triangle", &html! { p { (s.t("legal-incomplete")) } })) }
        h2 { (s.t("legal-publisher")) }
        p { (s.rich("legal-operator", &[("who", said(s, l.operator))], &[])) }
        p { (s.rich("legal-address", &[("who", said(s, l.address))], &[])) }
        p { (s.rich("legal-director", &[("who", said(s, l.director))], &[])) }
        p { (s.rich("legal-contact", &[("who", contact(s))], &[])) }
        h2 { (s.t("legal-hosting")) }
        p { (s.rich("legal-host", &[("who", said(s, l.hosting))], &[])) }
        h2 { (s.t("legal-content")) }
        p { (s.rich("legal-content-from", &[], &[&|words| html! { a href=(s.path("/sources")) { (words) } }])) }
        p {
            (s.rich("legal-software", &[], &[&|words| html! { a href="https://www.gnu.org/licenses/agpl-3.0.html" rel="external" hreflang="en" { (words) } }])) " "
            @if l.source.is_empty() { (s.t("legal-source-ask")) }
            @else { a href=(l.source) rel="external" { (s.t("legal-source")) } "." }
        }
        h2 { (s.t("legal-accuracy")) }
        p {
            (s.t("legal-accuracy-why"))
            @if !s.contact.is_empty() { " " (s.rich("legal-mistake", &[], &[&|words| html! { a href=(s.contact) { (words) } }])) }
        }
    };
    prose(
        s,
        "/mentions-legales",
        &s.t("shell-legal"),
        &s.t("legal-description"),
        &body,
    )
}

/// `/confidentialite`; `tiles` is the credit of the tiles, `geocoder` the host that looks addresses up, when there are
/// some.
#[must_use]
pub fn privacy(s: &Shell<'_>, tiles: Option<&str>, geocoder: Option<&str>) -> Markup {
    let body = html! {
        p.lede { (s.t("privacy-lede")) }
        h2 { (s.t("privacy-not")) }
        ul.bullets {
            li { (s.t("privacy-cookies")) }
            li { (s.t("privacy-files")) }
        }
        h2 { (s.t("privacy-position")) }
        p { (s.t("privacy-position-use")) }
        p { (s.t("privacy-position-share")) }
        h2 { (s.t("privacy-map")) }
        @if let Some(t) = tiles { p { (s.f("privacy-map-tiles", &[("provider", t.into())])) } }
        @else { p { (s.t("privacy-map-own")) } }
        @if let Some(host) = geocoder {
            h2 { (s.t("privacy-addresses")) }
            p { (s.f("privacy-addresses-what", &[("host", host.into())])) }
        }
        h2 { (s.t("privacy-logs")) }
        p { (s.t("privacy-logs-what")) }
        h2 { (s.t("privacy-browser")) }
        p { (s.t("privacy-browser-what")) }
        p { (s.rich("privacy-browser-kept", &[], &[&|words| html! { a href=(s.path("/hors-ligne")) { (words) } }])) }
        p { (s.t("privacy-favourites")) }
        h2 { (s.t("privacy-people")) }
        p { (s.rich("privacy-people-what", &[("contact", contact(s))], &[&|words| html! { a href="https://www.cnil.fr/" rel="external" { (words) } }])) }
    };
    prose(
        s,
        "/confidentialite",
        &s.t("shell-privacy"),
        &s.t("privacy-description"),
        &body,
    )
}

/// `/hors-ligne`: the page that could not be had, and those that this device keeps. A script fills the list in.
#[must_use]
pub fn offline(s: &Shell<'_>) -> Markup {
    let title = s.t("offline-title");
    let meta = Meta {
        title: &title,
        noindex: true,
        body: "page",
        scripts: Scripts::Offline,
        ..Meta::default()
    };
    let content = html! {
        main #contenu.wrap.prose tabindex="-1" {
            h1 { (title) }
            p.lede { (s.t("offline-lede")) }
            p { button #again.btn.primary type="button" hidden { (s.icon("refresh")) (s.t("offline-again")) } }
            h2 { (s.t("offline-kept")) }
            noscript { p { (s.t("offline-no-script")) } }
            ul #kept-pages.opt data-icon=((s.asset)("sprite.svg")) {}
            p #kept-none.mut hidden { (s.t("offline-none")) }
            p { button #forget.btn type="button" hidden { (s.icon("x")) (s.t("offline-forget")) } }
            p #live.vh role="status" {}
        }
    };
    s.page(&meta, &content)
}

/// An error as people read it.
pub struct ErrorWords<'a> {
    /// HTTP status.
    pub status: u16,
    /// What happened.
    pub title: &'a str,
    /// Why, or what to do.
    pub message: &'a str,
    /// The number under which the log knows the cause.
    pub reference: Option<&'a str>,
}

/// An error with ways out; `links` are addresses and words, `instead` what one can go to.
#[must_use]
pub fn error(
    s: &Shell<'_>,
    e: &ErrorWords<'_>,
    links: &[(String, String)],
    instead: &[Card],
) -> Markup {
    let meta = Meta {
        title: e.title,
        noindex: true,
        body: "page",
        ..Meta::default()
    };
    let content = html! {
        main #contenu.wrap.prose.err tabindex="-1" {
            p.kicker { (s.f("error-kicker", &[("status", e.status.to_string().into())])) }
            h1 { (e.title) }
            p.lede { (e.message) }
            @if let Some(r) = e.reference { p { (s.rich("error-reference", &[("reference", html! { code { (r) } })], &[])) } }
            @if !instead.is_empty() {
                section { h2 { (s.t("gone-instead")) } ul.near { @for c in instead { li { (card(s, c)) } } } }
            }
            form.again action=(s.path("/")) method="get" role="search" {
                label for="quoi" { (s.t("error-search")) }
                div { input #quoi name="q" maxlength="200"; button.btn.primary type="submit" { (s.icon("search")) (s.t("explore-search")) } }
            }
            ul.opt {
                @for (href, words) in links { li { (s.icon("arrow-right")) div { a href=(href) { (words) } } } }
                li { (s.icon("map-2")) div { a href=(s.path("/")) { (s.t("back-home")) } } }
                @if !s.contact.is_empty() { li { (s.icon("mail")) div { a href=(s.contact) { (s.t("error-write")) } } } }
            }
        }
    };
    s.page(&meta, &content)
}
