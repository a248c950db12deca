//! A figure through the months.
use super::canvas::{Anchor, Area, Axis, Drawn, NARROW, Paint, Size, WIDE, units};
use super::{Framed, Place, table};
use crate::html::text;
use crate::html::words::Lang;
use chrono::NaiveDate;
use maud::{Markup, html};
use plotters::prelude::*;

/// Parts of the drawings' height that a line needs.
const TALL: (u32, u32) = (3, 4);

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A part, 0 to 1, said in hundredths.
    Share,
    /// A count.
    Count,
    /// A distance in metres.
    Distance,
}

impl Measure {
    fn words(self, lang: Lang, value: f64) -> String {
        match self {
            Self::Share => text::percent(lang, value, 1),
            Self::Count => lang.number(value, 0),
            Self::Distance => text::distance(lang, value),
        }
    }

    /// The least difference that an axis tells.
    fn least(self) -> f64 {
        match self {
            Self::Share => 0.01,
            Self::Count => 1.0,
            Self::Distance => 100.0,
        }
    }
}

/// Values by month, the last of which is written beside the line.
#[derive(Debug, Clone, Copy)]
pub struct Trend<'a> {
    /// What is measured, in words: `Part des habitants à moins de 10 km`.
    pub title: &'a str,
    /// How it is measured.
    pub measure: Measure,
    /// Any day of each month and its value, by growing date; values that are no numbers are left out.
    pub points: &'a [(NaiveDate, f64)],
}

impl Trend<'_> {
    /// The figure; before the second month a sentence that says when there will be one.
    #[must_use]
    pub fn figure(&self, lang: Lang, place: Place<'_>) -> Markup {
        let points: Vec<(NaiveDate, f64)> = self.sound();
        let framed = Framed {
            lang,
            place,
            title: self.title,
            lede: "",
        };
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return framed.around(&html! { p.mut { (lang.t("chart-trend-none")) } }, None);
        };
        if first.0 == last.0 {
            return framed.around(&html! { p.mut { (lang.t("chart-trend-none")) } }, None);
        }
        let said = |(on, v): &(NaiveDate, f64)| {
            let month = text::month(lang, *on);
            (month, self.measure.words(lang, *v))
        };
        let ((from, start), (to, end)) = (said(first), said(last));
        let says = lang.f(
            "chart-trend-says",
            &[
                ("from", from.into()),
                ("start", start.into()),
                ("to", to.into()),
                ("end", end.into()),
            ],
        );
        let drawing = |size: Size| {
            let size = Size {
                height: size.height * TALL.0 / TALL.1,
                ..size
            };
            let plan = Plan::of(lang, self.measure, &points, size);
            size.draw(place.id, &says, |area| plan.draw(area))
        };
        let drawings = html! { (drawing(WIDE)) (drawing(NARROW)) };
        let rows: Vec<Vec<String>> = points
            .iter()
            .map(|p| {
                let (month, value) = said(p);
                vec![month, value]
            })
            .collect();
        let heads = [lang.t("chart-head-month"), lang.t("chart-head-value")];
        let heads = [heads[0].as_ref(), heads[1].as_ref()];
        framed.around(&drawings, Some(&table(self.title, &heads, &rows)))
    }

    fn sound(&self) -> Vec<(NaiveDate, f64)> {
        let mut points = self.points.to_vec();
        points.retain(|(_, v)| v.is_finite() && *v >= 0.0);
        points.sort_by_key(|p| p.0);
        points
    }
}

struct Plan<'a> {
    lang: Lang,
    measure: Measure,
    points: &'a [(NaiveDate, f64)],
    size: Size,
    /// Values that are written on the axis, from its foot to its top.
    marks: Vec<f64>,
}

/// Round values around all of these, at most five.
fn marks(finest: f64, values: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(0.0, f64::max);
    let span = (high - low).max(finest);
    let tenth = 10f64.powf((span / 3.0).log10().floor()).max(finest);
    let steps = [1.0, 2.0, 5.0, 10.0].map(|n| n * tenth);
    let step = steps.into_iter().find(|s| span / s <= 3.0);
    let step = step.unwrap_or(span);
    let first = (low / step).floor();
    // A line that never moved still has an axis.
    let last = (high / step).ceil().max(first + 1.0);
    let count = (0u32..6).map(|n| first + f64::from(n));
    count.take_while(|n| *n <= last).map(|n| n * step).collect()
}

impl<'a> Plan<'a> {
    fn of(lang: Lang, measure: Measure, points: &'a [(NaiveDate, f64)], size: Size) -> Self {
        Self {
            lang,
            measure,
            points,
            size,
            marks: marks(measure.least(), points.iter().map(|p| p.1)),
        }
    }

    /// Days since the first point.
    fn day(&self, on: NaiveDate) -> f64 {
        let first = self.points.first().map_or(on, |p| p.0);
        (on - first).num_days() as f64
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        let marks = self.marks.clone();
        let (foot, top) = match marks.as_slice() {
            [foot, .., top] => (*foot, *top),
            _ => (0.0, 1.0),
        };
        let word = |v: &f64| self.measure.words(self.lang, *v);
        let widest = |words: &mut dyn Iterator<Item = String>| {
            words.map(|w| self.size.room(&w)).fold(0.0, f64::max) + 10.0
        };
        // Half of the first and of the last month stands beside the line.
        let half = |p: Option<&(NaiveDate, f64)>| {
            let month = p.map(|p| text::month(self.lang, p.0));
            month.map_or(0.0, |m| self.size.room(&m) / 2.0)
        };
        let left = widest(&mut marks.iter().map(word)).max(half(self.points.first()));
        let last = self.points.last();
        let right = widest(&mut last.map(|p| word(&p.1)).into_iter()).max(half(last));
        let span = self.points.last().map_or(1.0, |p| self.day(p.0)).max(1.0);
        let across = f64::from(self.size.width) - left - right;
        let mut chart = ChartBuilder::on(area)
            .margin_top(units(self.size.leading()))
            .margin_right(units(right))
            .set_label_area_size(LabelAreaPosition::Left, units(left))
            .set_label_area_size(LabelAreaPosition::Bottom, units(self.size.leading() + 10.0))
            .build_cartesian_2d(
                Axis::new(0.0, span, self.months(across / span)),
                Axis::new(foot, top, marks),
            )?;
        let tick = self.size.text(Paint::Tick, Anchor::Middle);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .axis_style(Paint::Nothing.line())
            .bold_line_style(Paint::Grid.line())
            .light_line_style(Paint::Nothing.line())
            .label_style(tick)
            .set_all_tick_mark_size(units(2.5))
            .x_label_formatter(&|day| self.month(*day))
            .y_label_formatter(&word)
            .draw()?;
        let path: Vec<(f64, f64)> = self
            .points
            .iter()
            .map(|(on, v)| (self.day(*on), *v))
            .collect();
        let Some(last) = path.last().copied() else {
            return Ok(());
        };
        let base = vec![(0.0, foot), (span, foot)];
        chart.draw_series([PathElement::new(base, Paint::Base.line())])?;
        chart.draw_series([PathElement::new(path, Paint::Curve.line())])?;
        chart.draw_series([Circle::new(last, units(4.5), Paint::Mark.filled())])?;
        let style = self.size.text(Paint::Value, Anchor::Start);
        let beside = (units(9.0), units(-self.size.letters / 2.0));
        chart.draw_series([EmptyElement::at(last) + Text::new(word(&last.1), beside, style)])?;
        Ok(())
    }

    /// Days whose month is written below: the last, and before it each, or one of two, three ... as there is room.
    fn months(&self, points_a_day: f64) -> Vec<f64> {
        let days: Vec<f64> = self.points.iter().rev().map(|p| self.day(p.0)).collect();
        let room = |day: &f64| self.size.room(&self.month(*day)) + 12.0;
        let widest = days.iter().map(room).fold(0.0, f64::max);
        let written = |every: usize| days.iter().copied().step_by(every).collect::<Vec<f64>>();
        let fits = |days: &Vec<f64>| {
            let gaps = days.windows(2).map(|w| (w[0] - w[1]) * points_a_day);
            gaps.fold(f64::INFINITY, f64::min) >= widest
        };
        let all = (1..=days.len()).map(written);
        all.into_iter().find(fits).unwrap_or_default()
    }

    fn month(&self, day: f64) -> String {
        #[allow(clippy::cast_possible_truncation)] // days between two dates
        let days = chrono::Duration::days(day as i64);
        let first = self.points.first().map(|p| p.0);
        let on = first.and_then(|f| f.checked_add_signed(days));
        on.map_or_else(String::new, |on| text::month(self.lang, on))
    }
}
