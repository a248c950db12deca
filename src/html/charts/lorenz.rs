//! How access is shared: the Lorenz curve.
use super::canvas::{Anchor, Area, Axis, Drawn, Paint, Size, lines, units};
use super::{Framed, Place, table};
use crate::html::text;
use crate::html::words::Lang;
use maud::{Markup, html};
use plotters::prelude::*;

/// One drawing is enough: it is as wide as a phone.
const SQUARE: Size = Size {
    width: 350,
    height: 350,
    letters: 13.0,
    class: "square",
};
/// Room for the numbers of the axes and what they measure, in points: left, below, above, right.
const EDGES: (f64, f64, f64, f64) = (34.0, 44.0, 24.0, 18.0);
/// Parts of the people that the table tells.
const TOLD: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];
/// Letters of a line beside the mark.
const LINE: usize = 22;

/// What part of all access the least served part of the people has.
#[derive(Debug, Clone, Copy)]
pub struct Lorenz<'a> {
    /// Part of the people and their part of the access, both from 0 to 1, the least served first; points that are no
    /// such parts are left out. Fewer than two: there is no curve, as where nobody has any access.
    pub points: &'a [[f64; 2]],
    /// The Gini coefficient, 0 to 1; `None` when there is none.
    pub gini: Option<f64>,
}

impl Lorenz<'_> {
    /// The figure; without a curve a sentence that says why.
    #[must_use]
    pub fn figure(&self, lang: Lang, place: Place<'_>) -> Markup {
        let points = self.sound();
        let title = lang.t("chart-lorenz");
        let lede = match self.gini.filter(|g| g.is_finite()) {
            Some(gini) => {
                let gini = ("gini", lang.number(gini, 2).into());
                lang.f("chart-lorenz-gini", &[gini])
            }
            None => String::new(),
        };
        let framed = Framed {
            lang,
            place,
            title: &title,
            lede: &lede,
        };
        if points.len() < 2 {
            let none = html! { p.mut { (lang.t("chart-lorenz-none")) } };
            return framed.around(&none, None);
        }
        let plan = Plan {
            half: at(&points, 0.5),
            points: &points,
            lang,
        };
        let says = lang.f("chart-lorenz-says", &[("half", plan.half_said().into())]);
        let drawing = SQUARE.draw(place.id, &says, |area| plan.draw(area));
        let row = |x: f64| {
            let share = |v| text::percent(lang, v, 0);
            vec![share(x), text::percent(lang, at(&points, x), 1)]
        };
        let rows: Vec<Vec<String>> = TOLD.into_iter().map(row).collect();
        let heads = [lang.t("chart-head-least"), lang.t("chart-head-supply")];
        let heads = [heads[0].as_ref(), heads[1].as_ref()];
        framed.around(&drawing, Some(&table(&title, &heads, &rows)))
    }

    /// The points that are parts, by growing part of the people.
    fn sound(&self) -> Vec<(f64, f64)> {
        let is_part = |v: f64| (0.0..=1.0).contains(&v);
        let points = self.points.iter().filter(|p| p.iter().all(|v| is_part(*v)));
        let mut points: Vec<(f64, f64)> = points.map(|[x, y]| (*x, *y)).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        points
    }
}

/// The height of the curve over a part of the people, on a straight line between its points.
fn at(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.partition_point(|p| p.0 < x);
    match (after.checked_sub(1).map(|i| points[i]), points.get(after)) {
        (Some(a), Some(b)) if b.0 > a.0 => a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0),
        (_, Some(b)) => b.1,
        (Some(a), None) => a.1,
        (None, None) => 0.0,
    }
}

struct Plan<'a> {
    points: &'a [(f64, f64)],
    half: f64,
    lang: Lang,
}

impl Plan<'_> {
    fn half_said(&self) -> String {
        text::percent(self.lang, self.half, 0)
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        let (left, below, above, right) = EDGES;
        let quarters = || vec![0.0, 0.25, 0.5, 0.75, 1.0];
        let mut chart = ChartBuilder::on(area)
            .margin_top(units(above))
            .margin_right(units(right))
            .set_label_area_size(LabelAreaPosition::Left, units(left))
            .set_label_area_size(LabelAreaPosition::Bottom, units(below))
            .build_cartesian_2d(
                Axis::new(0.0, 1.0, quarters()),
                Axis::new(0.0, 1.0, quarters()),
            )?;
        let (lang, tick) = (self.lang, SQUARE.text(Paint::Tick, Anchor::Middle));
        chart
            .configure_mesh()
            .axis_style(Paint::Nothing.line())
            .bold_line_style(Paint::Grid.line())
            .light_line_style(Paint::Nothing.line())
            .label_style(tick)
            .set_all_tick_mark_size(units(2.5))
            .x_label_formatter(&|v| tick_of(lang, *v))
            .y_label_formatter(&|v| tick_of(lang, *v))
            .draw()?;
        let curve = self.points.to_vec();
        let around: Vec<(f64, f64)> = curve
            .iter()
            .copied()
            .chain([(1.0, 1.0), (0.0, 0.0)])
            .collect();
        chart.draw_series([Polygon::new(around, Paint::Between.filled())])?;
        let path = |points: Vec<(f64, f64)>, paint: Paint| PathElement::new(points, paint.line());
        chart.draw_series([
            path(vec![(0.0, 0.0), (1.0, 1.0)], Paint::Equality),
            path(vec![(0.0, 1.0), (0.0, 0.0), (1.0, 0.0)], Paint::Base),
            path(curve, Paint::Curve),
        ])?;
        chart.draw_series([Circle::new(
            (0.5, self.half),
            units(4.5),
            Paint::Mark.filled(),
        )])?;
        self.words(area)
    }

    fn words(&self, area: &Area<'_>) -> Drawn {
        let (left, below, above, right) = EDGES;
        let (w, h) = (f64::from(SQUARE.width), f64::from(SQUARE.height));
        let (wide, tall) = (w - left - right, h - below - above);
        let lang = self.lang;
        let start = SQUARE.text(Paint::Caption, Anchor::Start);
        let end = SQUARE.text(Paint::Caption, Anchor::End);
        area.draw_text(&lang.t("chart-axis-supply"), &start, (0, 0))?;
        let foot = units(h - SQUARE.leading() - 2.0);
        area.draw_text(&lang.t("chart-axis-people"), &end, (units(w - 4.0), foot))?;
        // Above the diagonal nothing else stands.
        let equal = (units(left + 0.6 * wide), units(above + 0.28 * tall));
        area.draw_text(&lang.t("chart-equal"), &end, equal)?;
        let said = lang.f("chart-lorenz-half", &[("half", self.half_said().into())]);
        let rows = lines(&said, LINE);
        // Below the curve, unless it runs so low that there is no room: then above the diagonal, with a line to the mark.
        let mark = above + (1.0 - self.half) * tall;
        let high = SQUARE.leading() * rows.len() as f64;
        let (x, top) = if mark + 8.0 + high <= h - below - 2.0 {
            (left + 0.5 * wide + 8.0, mark + 8.0)
        } else {
            let top = above + 0.42 * tall;
            let from = (units(left + 0.2 * wide), units(top + high + 2.0));
            let to = (units(left + 0.5 * wide - 5.0), units(mark - 4.0));
            let pointer = PathElement::new(vec![from, to], Paint::Equality.line());
            area.draw(&pointer)?;
            (left + 8.0, top)
        };
        let style = SQUARE.text(Paint::Label, Anchor::Start);
        for (i, row) in (0u32..).zip(rows) {
            let y = top + f64::from(i) * SQUARE.leading();
            area.draw_text(&row, &style, (units(x), units(y)))?;
        }
        Ok(())
    }
}

/// Nought, a half and all; nothing at the quarters.
fn tick_of(lang: Lang, part: f64) -> String {
    if (part * 4.0).round() % 2.0 == 0.0 {
        lang.number(part * 100.0, 0)
    } else {
        String::new()
    }
}
