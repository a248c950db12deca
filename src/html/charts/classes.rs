//! Classes of distance: the colours of the map, of its legend and of the bars.
use crate::html::text;
use crate::html::words::Lang;

/// How many there are: the colours `--near-1` to `--near-5` of the stylesheet, the lightest for the nearest.
pub const CLASSES: usize = 5;

/// The four limits between the classes, in metres, each in the class below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes {
    limits: [u32; CLASSES - 1],
}

impl Classes {
    /// Classes around a threshold in metres: its half, three quarters of it, itself, once and a half.
    ///
    /// # Example
    /// For 10 km these are 5, 7.5, 10 and 15 km.
    #[must_use]
    pub fn around(threshold_m: u32) -> Self {
        let quarter = |n: u64| u32::try_from(u64::from(threshold_m) * n / 4).unwrap_or(u32::MAX);
        Self {
            limits: [quarter(2), quarter(3), quarter(4), quarter(6)],
        }
    }

    /// Upper ends of all classes but the last, which has none; metres.
    #[must_use]
    pub fn limits(&self) -> [u32; CLASSES - 1] {
        self.limits
    }

    /// The class of a distance in metres, 0 for the nearest; what is nowhere near (infinite) is in the last.
    #[must_use]
    pub fn of(&self, metres: f64) -> usize {
        self.limits.partition_point(|l| f64::from(*l) < metres)
    }

    /// Name of the style of a class: `near-1` for the nearest.
    #[must_use]
    pub fn style(class: usize) -> &'static str {
        ["near-1", "near-2", "near-3", "near-4", "near-5"][class.min(CLASSES - 1)]
    }

    /// A class in words: `moins de 5 km`, `5 à 7,5 km`, `plus de 15 km`.
    #[must_use]
    pub fn words(&self, lang: Lang, class: usize) -> String {
        let end = |i: usize| text::distance(lang, f64::from(self.limits[i]));
        match class {
            0 => lang.f("chart-class-under", &[("to", end(0).into())]),
            1..CLASSES_BUT_LAST => interval(lang, self.limits[class - 1], self.limits[class]),
            _ => lang.f("chart-class-over", &[("from", end(CLASSES - 2).into())]),
        }
    }
}

const CLASSES_BUT_LAST: usize = CLASSES - 1;

/// Kilometres without their unit: `2,5`.
pub(super) fn kilometres(lang: Lang, metres: u32) -> String {
    lang.number(f64::from(metres) / 1000.0, 2)
}

/// `5 à 7,5 km`.
pub(super) fn interval(lang: Lang, from_m: u32, to_m: u32) -> String {
    let ends = [
        ("from", kilometres(lang, from_m).into()),
        ("to", kilometres(lang, to_m).into()),
    ];
    lang.f("chart-class-between", &ends)
}
