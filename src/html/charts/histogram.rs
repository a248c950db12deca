//! People by distance to the nearest structure.
use super::canvas::{Anchor, Area, Axis, Drawn, NARROW, Paint, Size, WIDE, ticks, units};
use super::classes::{Classes, interval, kilometres};
use super::{Framed, Place, part, table, total};
use crate::html::text;
use crate::html::words::Lang;
use maud::{Markup, html};
use plotters::prelude::*;

/// Bars that `edges` makes, but for the last, which has no end.
const BARS: u64 = 8;
/// Width of a band without an end that stands alone, in metres.
const ALONE: u32 = 1000;

/// People whose nearest structure is at a distance of one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// From this distance on, metres.
    pub from_m: u32,
    /// Up to this distance, metres; `None` for the last band, which has no end.
    pub to_m: Option<u32>,
    /// Inhabitants of communes that were surveyed at least in part.
    pub population: u64,
    /// Inhabitants of communes that nobody ever surveyed: something may be nearer to them.
    pub unknown_population: u64,
}

impl Band {
    fn people(&self) -> u64 {
        self.population.saturating_add(self.unknown_population)
    }

    fn words(&self, lang: Lang) -> String {
        let from = text::distance(lang, f64::from(self.from_m));
        match self.to_m {
            Some(to) if self.from_m == 0 => {
                let to = text::distance(lang, f64::from(to));
                lang.f("chart-class-under", &[("to", to.into())])
            }
            Some(to) => interval(lang, self.from_m, to),
            None => lang.f("chart-class-over", &[("from", from.into())]),
        }
    }
}

/// Upper ends of bands of one width, in metres, up to twice a threshold: quarters of the threshold, so that no bar has
/// two of its `Classes`. A last band, without an end, takes the rest.
#[must_use]
pub fn edges(threshold_m: u32) -> Vec<u32> {
    let edge = |n: u64| u32::try_from(u64::from(threshold_m) * n / 4).unwrap_or(u32::MAX);
    (1..=BARS).map(edge).collect()
}

/// Inhabitants by distance, a bar for each band in the colour that its distance has on the map.
#[derive(Debug, Clone, Copy)]
pub struct Histogram<'a> {
    /// Bands by growing distance, each from where the one before it ends.
    pub bands: &'a [Band],
    /// The distance that is still near, metres.
    pub threshold_m: u32,
}

impl Histogram<'_> {
    /// The figure; without any inhabitant a sentence that says so.
    #[must_use]
    pub fn figure(&self, lang: Lang, place: Place<'_>) -> Markup {
        let title = lang.t("chart-histogram");
        let scale = Scale::of(self);
        let lede = Scale::lede(lang, self.bands);
        let framed = Framed {
            lang,
            place,
            title: &title,
            lede: &lede,
        };
        if self.people() == 0 {
            let nobody = html! { p.mut { (lang.t("chart-nobody")) } };
            return framed.around(&nobody, None);
        }
        let says = self.says(lang);
        let drawing = |size: Size| {
            let plan = Plan {
                of: self,
                lang,
                size,
                scale,
            };
            size.draw(place.id, &says, |area| plan.draw(area))
        };
        let drawings = html! { (drawing(WIDE)) (drawing(NARROW)) };
        framed.around(&drawings, Some(&self.table(lang, &title)))
    }

    fn people(&self) -> u64 {
        total(self.bands.iter().map(Band::people))
    }

    /// People beyond the threshold; nothing when a band lies on both sides of it.
    fn beyond(&self) -> Option<u64> {
        let t = self.threshold_m;
        let on_both = |b: &Band| b.from_m < t && b.to_m.is_none_or(|to| to > t);
        let beyond = self.bands.iter().filter(|b| b.from_m >= t);
        (!self.bands.iter().any(on_both)).then(|| total(beyond.map(Band::people)))
    }

    /// The whole in a sentence, for those who do not see it.
    fn says(&self, lang: Lang) -> String {
        let people = self.people();
        let share = |n: u64| text::percent(lang, part(n, people), 1);
        let limit = text::distance(lang, f64::from(self.threshold_m));
        let mut says = match self.beyond() {
            Some(n) => lang.f(
                "chart-histogram-says",
                &[
                    ("near", share(people - n).into()),
                    ("far", share(n).into()),
                    ("limit", limit.into()),
                ],
            ),
            None => lang.t("chart-histogram-says-bars").into_owned(),
        };
        let unknown = total(self.bands.iter().map(|b| b.unknown_population));
        if unknown > 0 {
            let unknown = ("share", share(unknown).into());
            says.push(' ');
            says.push_str(&lang.f("chart-says-unknown", &[unknown]));
        }
        says
    }

    fn table(&self, lang: Lang, title: &str) -> Markup {
        let people = self.people();
        let heads = [
            "chart-head-distance",
            "chart-head-people",
            "chart-head-share",
            "chart-head-unknown",
        ];
        let heads = heads.map(|key| lang.t(key));
        let heads: Vec<&str> = heads.iter().map(AsRef::as_ref).collect();
        let count = |n: u64| lang.number(n as f64, 0);
        let row = |b: &Band| {
            vec![
                b.words(lang),
                count(b.people()),
                text::percent(lang, part(b.people(), people), 1),
                count(b.unknown_population),
            ]
        };
        let rows: Vec<Vec<String>> = self.bands.iter().map(row).collect();
        table(title, &heads, &rows)
    }
}

/// How people and distances are measured along the axes.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// The most people of one band.
    most: f64,
    /// People for one unit of the axis.
    unit: f64,
    /// Message of that unit.
    unit_key: &'static str,
    /// Where the axis of distances ends, metres.
    end_m: u32,
}

impl Scale {
    fn of(h: &Histogram<'_>) -> Self {
        let most = h.bands.iter().map(Band::people).max().unwrap_or(0) as f64;
        let (unit, unit_key) = match most {
            10_000_000.0.. => (1e6, "chart-millions"),
            10_000.0.. => (1e3, "chart-thousands"),
            _ => (1.0, "chart-people"),
        };
        let last = h.bands.last();
        let before = h.bands.len().checked_sub(2).and_then(|i| h.bands.get(i));
        let width = before.and_then(|b| Some(b.to_m? - b.from_m.min(b.to_m?)));
        let end = last.map(|b| {
            b.to_m
                .unwrap_or(b.from_m.saturating_add(width.unwrap_or(ALONE)))
        });
        Self {
            most,
            unit,
            unit_key,
            end_m: end.unwrap_or(ALONE).max(1),
        }
    }

    /// Habitants par tranche de 2,5 km.
    fn lede(lang: Lang, bands: &[Band]) -> String {
        let width = |b: &Band| b.to_m.map(|to| to.saturating_sub(b.from_m));
        let mut widths = bands.iter().filter_map(width);
        match widths.next() {
            Some(first) if widths.all(|w| w == first) => {
                let width = text::distance(lang, f64::from(first));
                lang.f("chart-histogram-by", &[("width", width.into())])
            }
            _ => lang.t("chart-histogram-by-band").into_owned(),
        }
    }
}

/// One drawing of it: lengths in points.
struct Plan<'a> {
    of: &'a Histogram<'a>,
    lang: Lang,
    size: Size,
    scale: Scale,
}

impl Plan<'_> {
    /// Room left of the bars, for the numbers of the axis.
    fn left(&self) -> f64 {
        let ticks = self.ticks().into_iter();
        let widest = ticks.map(|v| self.size.room(&self.tick(v)));
        widest.fold(0.0, f64::max) + 8.0
    }

    /// Room above the bars: the unit of the axis, then, where it has no room beside it, what the threshold says.
    fn top(&self) -> f64 {
        let rows = if self.size == NARROW { 3.0 } else { 1.0 };
        self.size.leading() * rows + 8.0
    }

    /// Room below the bars: numbers, and what they measure.
    fn bottom(&self) -> f64 {
        self.size.leading() * 2.0 + 12.0
    }

    fn across(&self) -> f64 {
        f64::from(self.size.width) - self.left() - 4.0
    }

    fn tall(&self) -> f64 {
        f64::from(self.size.height) - self.top() - self.bottom()
    }

    /// Points for this many metres.
    fn points(&self, metres: u32) -> f64 {
        self.across() * f64::from(metres) / f64::from(self.scale.end_m)
    }

    fn ticks(&self) -> Vec<f64> {
        ticks(self.scale.most)
    }

    fn tick(&self, people: f64) -> String {
        self.lang.number(people / self.scale.unit, 1)
    }

    /// The top of the axis: the highest bar with its label below it.
    fn most(&self) -> f64 {
        let tall = self.tall();
        self.scale.most * tall / (tall - self.size.leading() - 4.0)
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        let end = f64::from(self.scale.end_m);
        let mut chart = ChartBuilder::on(area)
            .margin_top(units(self.top()))
            .margin_right(units(4.0))
            .set_label_area_size(LabelAreaPosition::Left, units(self.left()))
            .set_label_area_size(LabelAreaPosition::Bottom, units(self.bottom()))
            .build_cartesian_2d(
                Axis::new(0.0, end, self.distances()),
                Axis::new(0.0, self.most(), self.ticks()),
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
            .x_label_formatter(&|m| self.lang.number(m / 1000.0, 2))
            .y_label_formatter(&|v| self.tick(*v))
            .draw()?;
        let bar = |from: f64, to: f64, low: f64, high: f64, paint: Paint| {
            Rectangle::new([(from, low), (to, high)], paint.filled())
        };
        let classes = Classes::around(self.of.threshold_m);
        let mut bars = Vec::new();
        for b in self.of.bands {
            let (from, to) = (f64::from(b.from_m), f64::from(self.end_of(b)));
            // A hair of air between bars, as between printed ones.
            let air = end / self.across();
            let (from, to) = (from + air, (to - air).max(from + air));
            let known = b.population as f64;
            if b.population > 0 {
                let class = classes.of(f64::midpoint(from, to));
                bars.push(bar(from, to, 0.0, known, Paint::Near(class)));
            }
            if b.unknown_population > 0 {
                let all = b.people() as f64;
                bars.push(bar(from, to, known, all, Paint::Unknown));
            }
        }
        chart.draw_series(bars)?;
        chart.draw_series([PathElement::new(
            vec![(0.0, 0.0), (end, 0.0)],
            Paint::Base.line(),
        )])?;
        let labels = self.shares().into_iter().map(|(m, people, label)| {
            let style = self.size.above(Paint::Value, Anchor::Middle);
            EmptyElement::at((m, people)) + Text::new(label, (0, units(-2.5)), style)
        });
        chart.draw_series(labels)?;
        self.captions(area)?;
        self.threshold(area)
    }

    fn end_of(&self, b: &Band) -> u32 {
        b.to_m.unwrap_or(self.scale.end_m)
    }

    /// Distances that are written below the axis: all ends of bands, or one of two, three ... where they have no room.
    fn distances(&self) -> Vec<f64> {
        let ends: Vec<u32> = self.of.bands.iter().map(|b| b.from_m).collect();
        let closed = self.of.bands.last().and_then(|b| b.to_m);
        let ends: Vec<u32> = ends.into_iter().chain(closed).collect();
        let room = |e: &u32| self.size.room(&kilometres(self.lang, *e)) + 8.0;
        let widest = ends.iter().map(room).fold(0.0, f64::max);
        let gaps = ends
            .windows(2)
            .map(|w| self.points(w[1].saturating_sub(w[0])));
        let narrowest = gaps.fold(f64::INFINITY, f64::min).max(0.1);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a small ratio
        let every = (widest / narrowest).ceil().max(1.0) as usize;
        ends.into_iter().step_by(every).map(f64::from).collect()
    }

    /// Where the share of each band stands, and its words: with their sign where it has room, else without.
    fn shares(&self) -> Vec<(f64, f64, String)> {
        let people = self.of.people();
        let share = |b: &Band| {
            let share = part(b.people(), people);
            text::percent(self.lang, share, usize::from(share < 0.0995))
        };
        let all: Vec<(&Band, String)> = self.of.bands.iter().map(|b| (b, share(b))).collect();
        let fits = |b: &Band, label: &str| {
            self.size.room(label) <= self.points(self.end_of(b).saturating_sub(b.from_m)) + 2.0
        };
        let bare = |label: &str| label.trim_end_matches(['%', '\u{a0}']).to_owned();
        let with_sign = all.iter().all(|(b, label)| fits(b, label));
        let middle = |b: &Band| f64::midpoint(f64::from(b.from_m), f64::from(self.end_of(b)));
        all.into_iter()
            .map(|(b, label)| (b, if with_sign { label } else { bare(&label) }))
            .filter(|(b, label)| fits(b, label))
            .map(|(b, label)| (middle(b), b.people() as f64, label))
            .collect()
    }

    /// Units of the axes, and that the last band goes on.
    fn captions(&self, area: &Area<'_>) -> Drawn {
        let lang = self.lang;
        let caption = |anchor| self.size.text(Paint::Caption, anchor);
        let right = units(f64::from(self.size.width) - 4.0);
        let foot = f64::from(self.size.height) - self.size.leading() - 2.0;
        let key = if self.size == NARROW {
            "chart-axis-distance-short"
        } else {
            "chart-axis-distance"
        };
        let unit = lang.t(self.scale.unit_key);
        area.draw_text(&unit, &caption(Anchor::Start), (0, 0))?;
        area.draw_text(&lang.t(key), &caption(Anchor::End), (right, units(foot)))?;
        let Some(last) = self.of.bands.last().filter(|b| b.to_m.is_none()) else {
            return Ok(());
        };
        let wide = self.points(self.scale.end_m - last.from_m.min(self.scale.end_m));
        let middle = self.left() + self.points(last.from_m) + wide / 2.0;
        let more = lang.t("chart-and-more");
        let room = self.size.room(&more) + self.size.room("00") <= wide;
        let more = if room { more.as_ref() } else { "+" };
        let below = units(f64::from(self.size.height) - self.bottom() + 5.0);
        let tick = self.size.text(Paint::Tick, Anchor::Middle);
        area.draw_text(more, &tick, (units(middle), below))
    }

    /// The line at the threshold, with how many live beyond it.
    fn threshold(&self, area: &Area<'_>) -> Drawn {
        let (t, lang) = (self.of.threshold_m, self.lang);
        let Some(beyond) = self.of.beyond().filter(|_| t < self.scale.end_m && t > 0) else {
            return Ok(());
        };
        let x = self.left() + self.points(t);
        let first = if self.size == NARROW {
            self.size.leading() + 4.0
        } else {
            0.0
        };
        let foot = f64::from(self.size.height) - self.bottom();
        let line = vec![(units(x), units(first)), (units(x), units(foot))];
        area.draw(&PathElement::new(line, Paint::Threshold.line()))?;
        let limit = ("limit", text::distance(lang, f64::from(t)).into());
        let head = lang.f("chart-beyond", &[limit]);
        let count = lang.f("people-count", &[("n", (beyond as f64).into())]);
        let rows = if self.size == NARROW {
            vec![head, count]
        } else {
            vec![format!("{head} {count}")]
        };
        // To the side where the longest line has more room.
        let widest = rows.iter().map(|r| self.size.room(r)).fold(0.0, f64::max);
        let to_the_right = x + 6.0 + widest <= f64::from(self.size.width);
        let (anchor, x) = if to_the_right {
            (Anchor::Start, x + 6.0)
        } else {
            (Anchor::End, x - 6.0)
        };
        let style = self.size.text(Paint::ThresholdLabel, anchor);
        for (i, row) in (0u32..).zip(rows) {
            let y = first + f64::from(i) * self.size.leading();
            area.draw_text(&row, &style, (units(x), units(y)))?;
        }
        Ok(())
    }
}
