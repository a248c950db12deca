//! The report as one page that people read and print, in French: no script, nothing from elsewhere.
use super::Code;
use super::changes::Changes;
use super::pairs::{self, SeenPair};
use super::report::{Message, Report, Severity};
use super::{Mapping, parts};
use crate::domain::Import;
use crate::domain::text::without_emails;
use maud::{DOCTYPE, Markup, html};

/// Rows of one group: who prints ten thousand lines wants the CSV.
const GROUP: usize = 1_000;

const STYLE: &str = "\
:root{color-scheme:light}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;color:#1b1b1b;background:#fff}\
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .3rem}p{margin:.3rem 0}\
table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;font-weight:600;padding:.3rem 0}\
th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
h3{font-size:1rem;margin:1.2rem 0 .2rem}th{background:#f0f0ee}.n{text-align:right;white-space:nowrap}\
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.5rem;margin:1rem 0}\
dl div{border:1px solid #767676;padding:.4rem .6rem}dt{font-size:.9rem}dd{margin:0;font-size:1.3rem;font-weight:600}\
.scroll{overflow-x:auto}@media screen{.scroll table{min-width:34rem}}.note{border-left:.3rem solid #8a5a00;padding:.3rem .6rem;background:#fff7e6}\
@media print{body{padding:0;max-width:none;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}a{color:inherit;text-decoration:none}}";

/// What the page says besides the report itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The import and its difference to the store.
    pub import: &'a Import,
    /// How it was read, and whose file it is.
    pub mapping: &'a Mapping,
    /// The difference record by record.
    pub changes: &'a Changes,
    /// The first duplicates, joined or to be looked at.
    pub pairs: &'a [SeenPair],
    /// Stored records of the source, when it lost so many that the import is held.
    pub held: Option<u64>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// The whole page. Everything from the file is escaped, and e-mail addresses are left out.
#[must_use]
pub fn page(report: &Report, about: About<'_>) -> String {
    let origin = without_emails(&about.import.origin);
    let title = format!("Rapport d’import\u{a0}: {origin}");
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    @let source = &about.mapping.source;
                    p { "Source\u{a0}: " (source.name) " (" code { (source.code) } "), licence\u{a0}: " (source.licence) "." }
                    p { "Import du " (day(&about.import.at)) "." }
                    @if about.dry_run {
                        p.note { "Essai à blanc\u{a0}: rien n’a été enregistré. Les chiffres disent ce que l’import aurait changé." }
                    }
                    @if let Some(stored) = about.held {
                        p.note { "Le fichier ne contient plus " (about.import.withdrawn) " des " (stored) " fiches enregistrées de cette source, soit plus d’une sur cinq\u{a0}: l’import est retenu. Vérifiez que le fichier est entier, puis confirmez avec " code { "--yes" } "." }
                    }
                    (figures(report, about.import))
                    (parts::mapping(about.mapping))
                    (parts::samples(&report.samples))
                    (columns(report))
                    (summary(report))
                    @for code in Code::ALL {
                        (group(*code, report))
                    }
                    (duplicates(about))
                    (parts::changes(about.changes))
                    @if report.messages_left_out > 0 {
                        p.note { (report.messages_left_out) " remarques de plus ne sont pas détaillées. Corrigez celles-ci et importez de nouveau." }
                    }
                }
            }
        }
    }
    .into_string()
}

/// "2026-11-24T13:37:57Z" is "24/11/2026 à 13 h 37 (UTC)".
fn day(at: &str) -> String {
    let part = |from: usize, to: usize| at.get(from..to);
    match (
        part(0, 4),
        part(5, 7),
        part(8, 10),
        part(11, 13),
        part(14, 16),
    ) {
        (Some(y), Some(m), Some(d), Some(hour), Some(minute)) => {
            format!("{d}/{m}/{y} à {hour}\u{a0}h\u{a0}{minute} (UTC)")
        }
        _ => at.to_owned(),
    }
}

fn figures(r: &Report, d: &Import) -> Markup {
    let all = [
        ("Lignes lues", r.rows),
        ("Lignes reprises", r.accepted),
        ("Lignes refusées", r.refused),
        ("Lignes vides", r.empty),
        ("Lignes laissées de côté à dessein", r.aside),
        ("Fiches créées", d.created),
        ("Fiches modifiées", d.updated),
        ("Fiches inchangées", d.unchanged),
        ("Fiches retirées", d.withdrawn),
        ("Fiches réunies à une autre", d.merged),
        ("Paires à vérifier", d.to_review),
        ("Fiches conservées malgré un refus", r.kept),
        ("Fiches sans position", r.unplaced),
        ("Communes données par contour officiel", r.contour_commune),
        ("Communes données par proximité", r.nearest_commune),
        ("Remarques", r.remarks()),
    ];
    html! {
        dl {
            @for (name, n) in all {
                div { dt { (name) } dd { (n) } }
            }
        }
    }
}

fn duplicates(about: About<'_>) -> Markup {
    let all = about.import.merged + about.import.to_review;
    let more = all.saturating_sub(about.pairs.len() as u64);
    html! {
        @if all > 0 {
            h2 { "Doublons" }
            p { "Deux fiches d’une même structure sont réunies quand rien ne permet d’en douter\u{a0}; les autres paires attendent votre avis. Les champs marqués ≠ diffèrent." }
            (pairs::duplicates(about.pairs))
            @if more > 0 { p { (more) " paires de plus ne sont pas montrées." } }
        }
    }
}

fn columns(r: &Report) -> Markup {
    html! {
        @if !r.unknown_columns.is_empty() {
            h2 { "Colonnes non employées" }
            p { "La correspondance ne les nomme pas\u{a0}: leurs valeurs ne sont pas reprises." }
            p {
                @for (i, c) in r.unknown_columns.iter().enumerate() {
                    @if i > 0 { ", " }
                    code { (c) }
                }
                "."
            }
            @if r.unknown_columns_left_out > 0 {
                p { (r.unknown_columns_left_out) " valeurs d’autres colonnes ne sont pas détaillées." }
            }
        }
    }
}

fn summary(r: &Report) -> Markup {
    html! {
        @if r.counts.is_empty() {
            p { "Aucune remarque." }
        } @else {
            h2 { "Remarques par nature" }
            div.scroll {
                table {
                    thead { tr { th scope="col" { "Nature" } th scope="col" { "Code" } th.n scope="col" { "Nombre" } } }
                    tbody {
                        @for code in Code::ALL {
                            @if let Some(n) = r.counts.get(code.as_str()) {
                                tr {
                                    td { a href={ "#" (code.as_str()) } { (code.title()) } }
                                    td { code { (code.as_str()) } }
                                    td.n { (n) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn group(code: Code, r: &Report) -> Markup {
    let Some(n) = r.counts.get(code.as_str()) else {
        return Markup::default();
    };
    let all = || r.messages.iter().filter(|m| m.code == code.as_str());
    let shown = all().count().min(GROUP);
    let proposes = all().any(|m| m.proposal.is_some());
    html! {
        section {
            h2 id=(code.as_str()) { (code.title()) " (" (n) ")" }
            p { (code.cure()) }
            @if shown > 0 {
                div.scroll {
                    table {
                        thead {
                            tr {
                                th.n scope="col" { "Ligne" }
                                th scope="col" { "Champ" }
                                th scope="col" { "Valeur" }
                                @if proposes { th scope="col" { "Proposition" } }
                            }
                        }
                        tbody {
                            @for m in all().take(GROUP) { (line(m, proposes)) }
                        }
                    }
                }
            }
            @if *n > shown as u64 {
                p { "Les " (shown) " premières sont montrées." }
            }
        }
    }
}

fn line(m: &Message, proposes: bool) -> Markup {
    html! {
        tr {
            td.n { @if m.row > 0 { (m.row) } @else { "–" } }
            td {
                code { (m.field) }
                @if m.severity == Severity::Error { " (refus)" }
            }
            td { (m.original) }
            @if proposes { td { (m.proposal.as_deref().unwrap_or_default()) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fields, SourceRecord};
    use crate::import::sample::Sample;

    fn told(report: &Report, dry_run: bool) -> String {
        told_with(report, dry_run, &Changes::default())
    }

    fn told_with(report: &Report, dry_run: bool, changes: &Changes) -> String {
        let import = Import {
            origin: "liste de a@example.org.csv".to_owned(),
            at: "2026-11-24T13:37:57Z".to_owned(),
            created: 7,
            ..Import::default()
        };
        let mapping = Mapping::parse(
            "format=\"csv\"\nid=[\"no\"]\ncategories=[\"compostage\"]\nignore=[\"vu\"]\n[source]\ncode=\"t\"\nname=\"Essai <1>\"\nlicence=\"Licence Ouverte 2.0\"\nattribution=\"x\"\n[fields]\nname=[\"nom\",\"<enseigne>\"]\n",
        )
        .unwrap();
        let about = About {
            import: &import,
            mapping: &mapping,
            changes,
            pairs: &[],
            held: dry_run.then_some(12),
            dry_run,
        };
        page(report, about)
    }

    #[test]
    fn the_page_shows_columns_first_rows_and_differences_and_escapes_them() {
        let mut changes = Changes::default();
        let record = |name: &str| SourceRecord {
            source: "t".to_owned(),
            external_id: "n/1".to_owned(),
            fields: Fields {
                name: Some(name.to_owned()),
                email: Some(format!("{}@example.org", name.len())),
                ..Fields::default()
            },
            commune: None,
            commune_assignment: None,
            priority: 0,
            seen_at: String::new(),
            attribution: None,
            contributors: std::collections::BTreeMap::new(),
        };
        changes.note(4, &record("<i>Neuf"), Some(&record("<b>Vieux")));
        changes.note(5, &record("Tout neuf"), None);
        changes.gone("n/3", Some(&record("Parti")));
        changes.left_out = 3;
        let mut report = Report::default();
        report.samples.push(Sample {
            row: 2,
            given: vec![("nom".to_owned(), "<u>N".to_owned())],
            taken: vec![("name", "<u>N".to_owned())],
        });
        let page = told_with(&report, true, &changes);
        for words in [
            "<code>nom</code>, <code>&lt;enseigne&gt;</code>",
            "&lt;u&gt;N",
            "&lt;b&gt;Vieux",
            "&lt;i&gt;Neuf",
            "Tout neuf",
            "Parti",
            "3 de plus",
            "l’import est retenu",
            "compostage",
        ] {
            assert!(page.contains(words), "no `{words}` in {page}");
        }
        assert!(!page.contains("example.org"), "{page}");
    }

    #[test]
    fn the_page_has_counts_groups_rows_and_cures_and_escapes_what_it_quotes() {
        let mut r = Report {
            rows: 12,
            unknown_columns: vec!["<b>couleur".to_owned()],
            ..Report::default()
        };
        r.of_row(3).warn(
            "phone",
            Code::BadPhone,
            "odd",
            "<script>alert(1)</script> a@example.org",
        );
        r.of_row(4).propose(
            "position",
            Code::SuspiciousPosition,
            "odd",
            "1.5, 47.2",
            "-1.5, 47.2",
        );
        r.of_row(5).refuse("id", Code::IdTwice, "odd", "x");
        let page = told(&r, true);
        for words in [
            "<html lang=\"fr\">",
            "Rapport d’import\u{a0}: liste de [e-mail]",
            "Essai &lt;1&gt;",
            "Essai à blanc",
            "24/11/2026 à 13\u{a0}h\u{a0}37",
            "<dt>Lignes lues</dt><dd>12</dd>",
            "<dt>Fiches créées</dt><dd>7</dd>",
            "<code>&lt;b&gt;couleur</code>",
            "<h2 id=\"bad_phone\">Numéro de téléphone incorrect (1)</h2>",
            "Écrivez-le sous la forme 02 40 00 00 00",
            "<td class=\"n\">3</td><td><code>phone</code></td><td>&lt;script&gt;alert(1)&lt;/script&gt; [e-mail]</td>",
            "<td>1.5, 47.2</td><td>-1.5, 47.2</td>",
            "<code>id</code> (refus)",
        ] {
            assert!(page.contains(words), "no `{words}` in {page}");
        }
        assert!(
            !page.contains("<script") && !page.contains("example.org"),
            "{page}"
        );
        assert!(
            !page.contains("http://") && !page.contains("https://"),
            "{page}"
        );
    }

    #[test]
    fn a_report_without_remarks_says_so() {
        let page = told(&Report::default(), false);
        assert!(page.contains("Aucune remarque."), "{page}");
        assert!(!page.contains("blanc"), "{page}");
    }

    #[test]
    fn a_long_report_stays_printable_and_says_what_it_leaves_out() {
        let mut r = Report::default();
        for row in 0..Report::LISTED as u64 + 5 {
            r.of_row(row).warn("x", Code::BadPhone, "odd", "");
        }
        let page = told(&r, false);
        assert_eq!(page.matches("<code>x</code>").count(), GROUP);
        assert!(
            page.contains("Les 1000 premières sont montrées."),
            "no word of the rest"
        );
        assert!(page.contains("5 remarques de plus"));
    }
}
