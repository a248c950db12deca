//! `/accessibilite`: what holds of the accessibility standard, what does not, and what is there for people.
use super::layout::Shell;
use super::rgaa::{self, Assessment, Counts, Criterion, Finding, Theme};
use super::statics::{contact, prose};
use super::text;
use maud::{Markup, html};

/// The page.
#[must_use]
pub fn page(s: &Shell<'_>) -> Markup {
    let all = rgaa::assessment();
    let counts = all.counts();
    let body = html! {
        (status(s, all, counts))
        (wanting(s, all))
        h2 { (s.t("accessibility-exempt")) }
        p { (s.t("accessibility-tiles")) }
        h2 { (s.t("accessibility-for-you")) }
        ul.bullets {
            li { (s.t("accessibility-list")) }
            li { (s.t("accessibility-keyboard")) }
            li { (s.t("accessibility-script")) }
            li { (s.t("accessibility-colour")) }
            li { (s.t("accessibility-settings")) }
        }
        h2 { (s.t("accessibility-report")) }
        p { (s.rich("accessibility-write", &[("contact", contact(s))], &[])) }
        p { (s.rich("accessibility-appeal", &[], &[&|words| html! { a href="https://formulaire.defenseurdesdroits.fr/" rel="external" { (words) } }])) }
        h2 { (s.t("accessibility-how")) }
        p { (s.t("accessibility-tools")) }
        p { (s.t("accessibility-pages")) }
        h2 { (s.t("accessibility-criteria")) }
        p { (s.t("accessibility-titles")) }
        div.themes { @for (i, t) in all.themes.iter().enumerate() { (theme(s, i + 1, t)) } }
    };
    prose(
        s,
        "/accessibilite",
        &s.t("accessibility-title"),
        &s.t("accessibility-description"),
        &body,
    )
}

/// The status with its figures, and who says so.
fn status(s: &Shell<'_>, all: &Assessment, counts: Counts) -> Markup {
    let day = text::date(s.lang, all.day);
    let mut said = rgaa::variables(counts).to_vec();
    said.push(("state", rgaa::state(s.lang).into_owned().into()));
    let figures = [
        (counts.holding, "accessibility-holding"),
        (counts.failing, "accessibility-failing"),
        (counts.unchecked, "accessibility-not-checked"),
        (counts.without_object, "accessibility-without"),
    ];
    html! {
        p.lede { (s.f("accessibility-state", &said)) }
        ul.figures { @for (n, key) in figures { li { strong { (text::number(s.lang, n)) } " " (s.f(key, &[("n", n.into())])) } } }
        p { (s.f("accessibility-self", &[("day", day.into())])) }
        p { (s.t("accessibility-tried")) }
    }
}

/// What does not hold, before all else.
fn wanting(s: &Shell<'_>, all: &Assessment) -> Markup {
    let wanting = || all.criteria().filter(|c| c.state.wanting());
    html! {
        h2 { (s.t("accessibility-missing")) }
        @if wanting().next().is_none() { p { (s.t("accessibility-nothing-missing")) } }
        @else { ul.sources { @for c in wanting() {
            li {
                h3 { (c.id) " " (c.title(s.lang)) }
                p { (finding(s, c.state)) }
                @if let Some(note) = c.note(s.lang) { p.mut { (note) } }
            }
        } } }
        p { (s.t("accessibility-groups")) }
    }
}

/// A theme that can be unfolded; its line says how it stands.
fn theme(s: &Shell<'_>, number: usize, t: &Theme) -> Markup {
    let of = |state: Finding| t.criteria.iter().filter(|c| c.state == state).count();
    let applicable = t.criteria.len() - of(Finding::None);
    let standing = if applicable == 0 {
        s.t("accessibility-theme-none").into_owned()
    } else {
        let held = [
            ("holding", of(Finding::Holds).into()),
            ("n", applicable.into()),
        ];
        s.f("accessibility-theme", &held)
    };
    html! {
        details.theme {
            summary { h3 { (number) ". " (t.name(s.lang)) } span.mut { (standing) } (s.icon("chevron-down")) }
            table.criteria {
                caption.vh { (s.f("accessibility-table", &[("theme", t.name(s.lang).into())])) }
                thead { tr {
                    th scope="col" { (s.t("accessibility-criterion")) }
                    th scope="col" { (s.t("accessibility-asks")) }
                    th scope="col" { (s.t("accessibility-found")) }
                } }
                tbody { @for c in &t.criteria { (row(s, c)) } }
            }
        }
    }
}

fn row(s: &Shell<'_>, c: &Criterion) -> Markup {
    html! {
        tr {
            th scope="row" { (c.id) }
            td { (c.title(s.lang)) @if let Some(note) = c.note(s.lang) { p.sm.mut { (note) } } }
            td { (finding(s, c.state)) }
        }
    }
}

/// A word; the mark before it only repeats it.
fn finding(s: &Shell<'_>, state: Finding) -> Markup {
    let (class, icon) = match state {
        Finding::Holds => ("good", "circle-check"),
        Finding::Fails => ("bad", "x"),
        Finding::Unchecked => ("bad", "info-circle"),
        Finding::None => ("", ""),
    };
    html! { span.found-as.(class) { @if !icon.is_empty() { (s.icon(icon)) } (s.t(state.key())) } }
}
