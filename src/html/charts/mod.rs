//! Figures that the server draws: plain data in, markup out.
//!
//! Each is a `figure` with its heading, a drawing that scales with the page (a wide and a narrow one where bars need
//! room; the stylesheet shows one), and the same figures as a table. Colours are classes of `charts.css`, so that both
//! themes and paper come from the stylesheet alone.
mod canvas;
mod classes;
mod histogram;
mod lorenz;
mod shares;
mod trend;

pub use classes::{CLASSES, Classes};
pub use histogram::{Band, Histogram, edges};
pub use lorenz::Lorenz;
pub use shares::Shares;
pub use trend::{Measure, Trend};

use super::words::Lang;
use maud::{Markup, html};

/// Where a figure stands on its page.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its identifier, its own on the page: letters, digits and hyphens.
    pub id: &'a str,
    /// Level of its heading.
    pub heading: Heading,
}

/// Level of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// A part of the page.
    Second,
    /// Inside of such a part.
    Third,
}

/// What stands around a drawing.
struct Framed<'a> {
    lang: Lang,
    place: Place<'a>,
    /// Heading.
    title: &'a str,
    /// What is measured, in which unit.
    lede: &'a str,
}

impl Framed<'_> {
    /// A figure with its drawing, or the sentence that stands in its place, and its table.
    fn around(&self, drawing: &Markup, table: Option<&Markup>) -> Markup {
        let title = format!("{}-t", self.place.id);
        html! {
            figure.figure id=(self.place.id) aria-labelledby=(title) {
                figcaption {
                    @match self.place.heading {
                        Heading::Second => h2 id=(title) { (self.title) },
                        Heading::Third => h3 id=(title) { (self.title) },
                    }
                    @if !self.lede.is_empty() { p.sm.mut { (self.lede) } }
                }
                (drawing)
                @if let Some(table) = table {
                    details.numbers { summary { (self.lang.t("chart-numbers")) } (table) }
                }
            }
        }
    }
}

/// A table of figures: its heads, its rows with their head first.
fn table(title: &str, heads: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        table.plaintable {
            caption.vh { (title) }
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody { @for row in rows { tr {
                @for (i, cell) in row.iter().enumerate() {
                    @if i == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                }
            } } }
        }
    }
}

/// People of all of these.
fn total(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

/// A part of a whole as a part of one; 0 of nothing.
fn part(of: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        of as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests;
