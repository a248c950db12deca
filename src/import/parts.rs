//! Parts of the report's page: how columns were read, the first rows, what differs.
use super::Mapping;
use super::changes::{Changes, Kind, RecordChange};
use super::sample::Sample;
use maud::{Markup, html};

/// Which column fills which field.
pub(super) fn mapping(m: &Mapping) -> Markup {
    html! {
        section {
            h2 { "Correspondance des colonnes" }
            @if m.fields.is_empty() {
                p { "Le fichier porte déjà les champs de Boucle." }
            } @else {
                div.scroll {
                    table {
                        thead { tr { th scope="col" { "Champ" } th scope="col" { "Colonnes, la première remplie compte" } } }
                        tbody {
                            @if !m.id.is_empty() { tr { td { "identifiant" } td { (codes(&m.id)) } } }
                            @for (field, columns) in &m.fields {
                                tr { td { code { (field) } } td { (codes(columns)) } }
                            }
                        }
                    }
                }
            }
            @if !m.categories.is_empty() { p { "Catégories données à chaque fiche\u{a0}: " (codes(&m.categories)) "." } }
            @if let Some(t) = &m.territory { p { "Territoire déclaré\u{a0}: " code { (t) } "." } }
            @if !m.ignore.is_empty() { p { "Colonnes laissées de côté à dessein\u{a0}: " (codes(&m.ignore)) "." } }
        }
    }
}

fn codes(all: &[String]) -> Markup {
    html! {
        @for (i, c) in all.iter().enumerate() {
            @if i > 0 { ", " }
            code { (c) }
        }
    }
}

/// The first rows, as they stand in the file and as they were taken.
pub(super) fn samples(all: &[Sample]) -> Markup {
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Premières lignes" }
                @for s in all {
                    h3 { "Ligne " (s.row) }
                    div.scroll {
                        table {
                            thead { tr { th scope="col" { "Dans le fichier" } th scope="col" { "Repris" } } }
                            tbody {
                                tr {
                                    td {
                                        @if s.given.is_empty() { "Masqué\u{a0}: l’adresse est peut-être un domicile." }
                                        (pairs(s.given.iter().map(|(c, v)| (c.as_str(), v.as_str()))))
                                    }
                                    td { (pairs(s.taken.iter().map(|(c, v)| (*c, v.as_str())))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn pairs<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        @for (name, value) in all {
            div { code { (name) } "\u{a0}: " (value) }
        }
    }
}

/// What becomes of the records that were stored.
pub(super) fn changes(all: &Changes) -> Markup {
    html! {
        @if !all.records.is_empty() {
            section {
                h2 id="changes" { "Ce que l’import change" }
                (updated(all))
                (named(all, Kind::Created, "Fiches créées"))
                (named(all, Kind::Withdrawn, "Fiches retirées"))
                @if all.left_out > 0 {
                    p { (all.left_out) " de plus ne sont pas détaillées." }
                }
            }
        }
    }
}

fn of(all: &Changes, kind: Kind) -> impl Iterator<Item = &RecordChange> {
    all.records.iter().filter(move |r| r.kind == kind)
}

fn updated(all: &Changes) -> Markup {
    html! {
        @if of(all, Kind::Updated).next().is_some() {
            h3 { "Fiches modifiées" }
            div.scroll {
                table {
                    thead {
                        tr {
                            th.n scope="col" { "Ligne" }
                            th scope="col" { "Fiche" }
                            th scope="col" { "Champ" }
                            th scope="col" { "Avant" }
                            th scope="col" { "Après" }
                        }
                    }
                    tbody {
                        @for r in of(all, Kind::Updated) {
                            @if r.fields.is_empty() {
                                tr { td.n { (row(r)) } td { (r.name) } td colspan="3" { "Commune ou rang de la source" } }
                            }
                            @for (i, f) in r.fields.iter().enumerate() {
                                tr {
                                    td.n { @if i == 0 { (row(r)) } }
                                    td { @if i == 0 { (r.name) } }
                                    td { code { (f.field) } }
                                    td { (f.before) }
                                    td { (f.after) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn row(r: &RecordChange) -> String {
    if r.row == 0 {
        "–".to_owned()
    } else {
        r.row.to_string()
    }
}

fn named(all: &Changes, kind: Kind, title: &str) -> Markup {
    html! {
        @if of(all, kind).next().is_some() {
            h3 { (title) }
            ul {
                @for r in of(all, kind) {
                    li { (r.name) @if !r.id.is_empty() { " (" code { (r.id) } ")" } }
                }
            }
        }
    }
}
