//! `/territoires`: every territory of the country by name, those of the directory at hand.
use super::layout::{Meta, Shell};
use super::text;
use maud::{Markup, html};

/// A territory in a list.
pub struct Row {
    /// Name.
    pub name: String,
    /// Its page, as it is in French.
    pub path: String,
    /// `commune`, `département`.
    pub kind: String,
    /// What tells it from others of its name: postal code, department.
    pub around: String,
    /// Inhabitants, where known.
    pub population: Option<u32>,
    /// Structures in it.
    pub structures: usize,
}

/// A region with what is in it.
pub struct Region {
    /// Itself.
    pub region: Row,
    /// Its departments, each with its intercommunalities where these are told.
    pub departments: Vec<(Row, Vec<Row>)>,
}

/// What was searched.
pub struct Search {
    /// As it was typed.
    pub typed: String,
    /// The territories that answer, the best first.
    pub found: Vec<Row>,
    /// There are more.
    pub cut: bool,
    /// Territories of which a word was typed, when none answers to all.
    pub like: Vec<Row>,
}

/// All of the page.
pub struct Territories {
    /// What was asked, if anything was.
    pub search: Option<Search>,
    /// Regions with many structures of the directory.
    pub own: Vec<Region>,
    /// The others, by name.
    pub others: Vec<Region>,
}

impl Territories {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let found = self.search.as_ref().is_some_and(|x| !x.found.is_empty());
        let title = match &self.search {
            Some(search) => {
                let typed = text::shortened(&search.typed, 60);
                s.f("territories-searched", &[("words", typed.into())])
            }
            None => s.t("territories-title").into_owned(),
        };
        let content = html! {
            main #contenu.wrap.territories tabindex="-1" {
                h1 { (s.t("territories-title")) }
                p.lede { (s.t("territories-lede")) }
                (self.form(s))
                @if let Some(search) = &self.search { (search.answer(s)) }
                @if found { p.all { a href=(s.path("/territoires")) { (s.t("territories-all")) } } }
                @else {
                    @for region in &self.own { (region.whole(s)) }
                    (self.folded(s))
                }
            }
        };
        let meta = Meta {
            title: &title,
            description: &s.t("territories-lede"),
            canonical: Some("/territoires"),
            noindex: self.search.is_some(),
            body: "page",
            current: "/territoires",
            style: Some("territories.css"),
            ..Meta::default()
        };
        s.page(&meta, &content)
    }

    fn form(&self, s: &Shell<'_>) -> Markup {
        let typed = self.search.as_ref().map_or("", |x| x.typed.as_str());
        html! {
            form.again action=(s.path("/territoires")) method="get" role="search" {
                label for="territoire" { (s.t("territories-label")) }
                div {
                    input #territoire type="search" name="q" value=(typed) autocomplete="off" spellcheck="false" maxlength="200" aria-describedby="aide";
                    button.btn.primary type="submit" { (s.icon("search")) (s.t("explore-search")) }
                }
                p #aide.sm.mut { (s.t("territories-hint")) }
            }
        }
    }

    fn folded(&self, s: &Shell<'_>) -> Markup {
        let key = if self.own.is_empty() {
            "territories-regions"
        } else {
            "territories-others"
        };
        html! {
            @if !self.others.is_empty() {
                section aria-labelledby="regions" {
                    h2 #regions { (s.t(key)) }
                    div.themes { @for r in &self.others { details.theme {
                        summary { strong { (r.region.name) } (s.icon("chevron-down")) span.mut { (figures(s, &r.region)) } }
                        ul.places {
                            (place(s, &r.region, true))
                            @for (department, _) in &r.departments { (place(s, department, false)) }
                        }
                    } } }
                }
            }
        }
    }
}

impl Search {
    fn answer(&self, s: &Shell<'_>) -> Markup {
        let typed = text::shortened(&self.typed, 60);
        let words = || ("words", typed.clone().into());
        html! {
            section.answer aria-labelledby="reponse" {
                @if self.found.is_empty() {
                    h2 #reponse { (s.f("territories-none", &[words()])) }
                    p { (s.t("territories-none-why")) }
                    @if !self.like.is_empty() {
                        p { (s.t("territories-like")) }
                        ul.places { @for row in &self.like { (place(s, row, true)) } }
                    }
                } @else {
                    h2 #reponse { (s.f("territories-found", &[("n", self.found.len().into()), words()])) }
                    ul.places.single { @for row in &self.found { (place(s, row, true)) } }
                    @if self.cut { p.mut { (s.t("territories-cut")) } }
                }
            }
        }
    }
}

impl Region {
    /// A region of the directory: all that is in it.
    fn whole(&self, s: &Shell<'_>) -> Markup {
        let id = |row: &Row| row.path.replace('/', "-");
        html! {
            section.own aria-labelledby=(id(&self.region)) {
                div.listed {
                    h2 id=(id(&self.region)) { a href=(s.path(&self.region.path)) { (self.region.name) } }
                    p.mut { (s.t("place-region")) " · " (figures(s, &self.region)) }
                }
                p.sm.mut { (s.t("territories-short")) }
                div.departments { @for (department, epci) in &self.departments {
                    div {
                        h3 { a href=(s.path(&department.path)) { (department.name) } }
                        p.sm.mut { (figures(s, department)) }
                        ul.places { @for row in epci { (place(s, row, false)) } }
                    }
                } }
            }
        }
    }
}

/// A line of a list: name, perhaps what it is, structures.
fn place(s: &Shell<'_>, row: &Row, with_kind: bool) -> Markup {
    let count = text::structures(s.lang, row.structures);
    html! {
        li {
            a href=(s.path(&row.path)) { (row.name) }
            @if with_kind { span.sm.mut {
                (row.kind)
                @if !row.around.is_empty() { " · " (row.around) }
                @if let Some(people) = row.population { " · " (people_count(s, people)) }
            } }
            span.n { (count) }
        }
    }
}

/// « 833 776 habitants · 110 structures ».
fn figures(s: &Shell<'_>, row: &Row) -> String {
    let count = text::structures(s.lang, row.structures);
    match row.population {
        Some(people) => format!("{} · {count}", people_count(s, people)),
        None => count,
    }
}

fn people_count(s: &Shell<'_>, people: u32) -> String {
    s.f("people-count", &[("n", people.into())])
}
