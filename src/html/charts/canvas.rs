//! What drawings are drawn on. plotters lays out and writes the SVG; it knows colours, our styles are classes, so every
//! colour that it is given stands for a class, which is written in its place.
use maud::{Markup, PreEscaped, html};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// An area that is drawn on.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// What drawing gives.
pub(super) type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Units for a point of the page: plotters sets all in whole units.
const SCALE: u32 = 10;
/// plotters' sizes of type are that much larger than those of SVG.
const TYPE_SCALE: f64 = 1.24;
/// Width of a letter in sizes of type, roughly and rather too much: only what has room for certain is drawn.
const LETTER: f64 = 0.57;

/// Width and height in points at which a drawing is shown as large as it was made, and its size of type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    pub width: u32,
    pub height: u32,
    pub letters: f64,
    /// The class that the stylesheet shows or hides it by.
    pub class: &'static str,
}

/// For a phone.
pub(super) const NARROW: Size = Size {
    width: 350,
    height: 290,
    letters: 12.5,
    class: "narrow",
};
/// For all else.
pub(super) const WIDE: Size = Size {
    width: 720,
    height: 340,
    letters: 13.5,
    class: "wide",
};

/// An axis with the places that are written on it, which plotters would choose by itself.
pub(super) struct Axis {
    range: RangedCoordf64,
    marks: Vec<f64>,
}

impl Axis {
    pub(super) fn new(from: f64, to: f64, marks: Vec<f64>) -> Self {
        Self {
            range: (from..to).into(),
            marks,
        }
    }
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.range.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // Asked for the lines between, too, which no figure here has.
        if hint.weight().allow_light_points() {
            Vec::new()
        } else {
            self.marks.clone()
        }
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.range.range()
    }
}

/// Units of a length in points.
#[allow(clippy::cast_possible_truncation)] // lengths of a drawing
pub(super) fn units(points: f64) -> i32 {
    (points * f64::from(SCALE)).round() as i32
}

/// What a line, a surface or a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// A class of distance, 0 for the nearest.
    Near(usize),
    Unknown,
    Grid,
    Base,
    Tick,
    Caption,
    Value,
    Threshold,
    ThresholdLabel,
    Equality,
    Curve,
    Between,
    Mark,
    Label,
    /// Not drawn.
    Nothing,
}

/// All that has a style, with it.
const STYLES: [(Paint, &str); 18] = [
    (Paint::Near(0), "near-1"),
    (Paint::Near(1), "near-2"),
    (Paint::Near(2), "near-3"),
    (Paint::Near(3), "near-4"),
    (Paint::Near(4), "near-5"),
    (Paint::Unknown, "near-unknown"),
    (Paint::Grid, "c-grid"),
    (Paint::Base, "c-base"),
    (Paint::Tick, "c-tick"),
    (Paint::Caption, "c-caption"),
    (Paint::Value, "c-value"),
    (Paint::Threshold, "c-limit"),
    (Paint::ThresholdLabel, "c-limit-said"),
    (Paint::Equality, "c-equal"),
    (Paint::Curve, "c-curve"),
    (Paint::Between, "c-between"),
    (Paint::Mark, "c-mark"),
    (Paint::Label, "c-label"),
];

impl Paint {
    /// The colour that stands for it while plotters draws.
    pub(super) fn colour(self) -> RGBAColor {
        match (0u8..).zip(STYLES).find(|(_, (p, _))| *p == self) {
            Some((n, _)) => RGBColor(1, 2, n).to_rgba(),
            // What is transparent is not drawn at all.
            None => RGBAColor(0, 0, 0, 0.0),
        }
    }

    pub(super) fn line(self) -> ShapeStyle {
        ShapeStyle {
            color: self.colour(),
            filled: false,
            stroke_width: 1,
        }
    }

    pub(super) fn filled(self) -> ShapeStyle {
        ShapeStyle {
            filled: true,
            ..self.line()
        }
    }
}

/// Where the given point of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Size {
    /// Style of a text that hangs from a point.
    pub(super) fn text(&self, paint: Paint, anchor: Anchor) -> TextStyle<'static> {
        self.type_of(paint, anchor, VPos::Top)
    }

    /// Style of a text that stands above a point.
    pub(super) fn above(&self, paint: Paint, anchor: Anchor) -> TextStyle<'static> {
        self.type_of(paint, anchor, VPos::Bottom)
    }

    fn type_of(&self, paint: Paint, anchor: Anchor, v: VPos) -> TextStyle<'static> {
        let h = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = ("inherit", self.letters * f64::from(SCALE) * TYPE_SCALE).into_font();
        font.color(&paint.colour()).pos(Pos::new(h, v))
    }

    /// Room that a text takes, in points.
    pub(super) fn room(&self, text: &str) -> f64 {
        text.chars().count() as f64 * LETTER * self.letters
    }

    /// Height of a line of text, in points.
    pub(super) fn leading(&self) -> f64 {
        self.letters * 1.28
    }

    /// The drawing with what it says; nothing when it could not be made, which the log then says.
    ///
    /// `id` tells it from the other drawings of the page: hatchings are found by their identifier.
    pub(super) fn draw(
        &self,
        id: &str,
        says: &str,
        draw: impl FnOnce(&Area<'_>) -> Drawn,
    ) -> Markup {
        let across = (self.width * SCALE, self.height * SCALE);
        let mut svg = String::new();
        let done = {
            let area = SVGBackend::with_string(&mut svg, across).into_drawing_area();
            draw(&area).and_then(|()| area.present())
        };
        if let Err(e) = done {
            tracing::error!(id, cause = %e, "a figure that cannot be drawn");
            return Markup::default();
        }
        let hatch = format!("{id}-{}-hatch", self.class);
        let body = styled(&svg, &hatch);
        let hatched = body.contains(&hatch);
        html! {
            svg.chart.(self.class) viewBox={ "0 0 " (across.0) " " (across.1) } role="img" aria-label=(says) {
                @if hatched { defs { pattern id=(hatch) width="60" height="60" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.hatch-ground width="60" height="60" {} path.hatch-line d="M0 0V60" {}
                } } }
                (PreEscaped(body))
            }
        }
    }
}

/// What plotters wrote inside of its `svg`, with classes for the colours that stand for them.
fn styled(svg: &str, hatch: &str) -> String {
    let inside = svg.split_once('>').map_or("", |(_, rest)| rest);
    let inside = inside.trim_end().trim_end_matches("</svg>");
    let mut out = inside
        .replace(" opacity=\"1\"", "")
        .replace(" font-family=\"inherit\"", "")
        .replace("\n</text>", "</text>")
        .replace('\n', "");
    for (n, (paint, class)) in STYLES.iter().enumerate() {
        let fill = match paint {
            Paint::Unknown => format!(" fill=\"url(#{hatch})\""),
            _ => String::new(),
        };
        for attribute in ["fill", "stroke"] {
            let colour = format!("{attribute}=\"#0102{n:02X}\"");
            out = out.replace(&colour, &format!("class=\"{class}\"{fill}"));
        }
    }
    out
}

/// A text in lines of at most that many letters, cut at plain spaces.
pub(super) fn lines(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Ticks of an axis from nought to at most `most`: steps of 1, 2 or 5 and their tenfolds, five at most.
pub(super) fn ticks(most: f64) -> Vec<f64> {
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(60) {
        if most / step <= 5.0 {
            break;
        }
        step *= factor;
    }
    (0..=5)
        .map(|n| f64::from(n) * step)
        .take_while(|v| *v <= most)
        .collect()
}
