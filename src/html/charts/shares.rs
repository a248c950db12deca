//! People by class of distance: what the map's colours mean, and its text.
use super::classes::{CLASSES, Classes};
use super::{Framed, Place, part, total};
use crate::html::text;
use crate::html::words::Lang;
use maud::{Markup, html};

/// Inhabitants per class, a swatch, a bar and a share for each.
#[derive(Debug, Clone, Copy)]
pub struct Shares {
    /// The classes.
    pub classes: Classes,
    /// Inhabitants of each, the nearest first, without those of communes that nobody ever surveyed.
    pub population: [u64; CLASSES],
    /// Inhabitants of communes that nobody ever surveyed.
    pub unknown_population: u64,
}

impl Shares {
    /// The figure: a table, whose bars repeat its figures for the eye.
    #[must_use]
    pub fn figure(&self, lang: Lang, place: Place<'_>) -> Markup {
        let title = lang.t("chart-shares");
        let lede = lang.t("chart-shares-lede");
        let framed = Framed {
            lang,
            place,
            title: &title,
            lede: &lede,
        };
        let known = self.population.iter().enumerate();
        let known = known.map(|(i, n)| (Classes::style(i), self.classes.words(lang, i), *n));
        let unknown = lang.t("chart-unknown").into_owned();
        let unknown = ("near-unknown", unknown, self.unknown_population);
        let rows: Vec<(&str, String, u64)> = known.chain([unknown]).collect();
        let people = total(rows.iter().map(|r| r.2));
        let most = rows.iter().map(|r| r.2).max().unwrap_or(0);
        let body = html! {
            @if people == 0 { p.mut { (lang.t("chart-nobody")) } }
            table.shares {
                caption.vh { (title) }
                thead.vh { tr { th scope="col" { (lang.t("chart-head-distance")) } td {} th scope="col" { (lang.t("chart-head-share")) } } }
                tbody { @for (style, words, n) in &rows { tr {
                    th scope="row" { span.{ "swatch " (style) } {} (words) }
                    td.bar { svg aria-hidden="true" focusable="false" { rect width={ (format!("{:.2}", 100.0 * part(*n, most))) "%" } height="100%" rx="3" {} } }
                    td { @if people == 0 { "–" } @else { (text::percent(lang, part(*n, people), 1)) } }
                } } }
            }
        };
        framed.around(&body, None)
    }
}
