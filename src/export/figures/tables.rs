//! The tables that stand behind the charts of pages: people by distance, shares of access, months, classes of a map.
use super::rows::Cells;
use super::{Frame, csv};
use crate::catalog::coverage::Band;
use crate::domain::Month;
use crate::export::FigureFormat;
use serde::Serialize;
use serde_json::Value;

/// A band of distance.
#[derive(Debug, Serialize)]
pub struct DistanceRow {
    from_m: u32,
    to_m: Option<u32>,
    communes: u32,
    population: u64,
    share: Option<f64>,
    known_population: u64,
    known_share: Option<f64>,
    unknown_population: u64,
}

/// Rows of bands, with their shares of all people in them.
#[must_use]
pub fn distance_rows(bands: &[Band]) -> Vec<DistanceRow> {
    let all: u64 = bands
        .iter()
        .map(|b| b.population + b.unknown_population)
        .sum();
    let share = |n: u64| (all > 0).then(|| n as f64 / all as f64);
    let row = |b: &Band| {
        let population = b.population + b.unknown_population;
        DistanceRow {
            from_m: b.from_m,
            to_m: b.to_m,
            communes: b.communes,
            population,
            share: share(population),
            known_population: b.population,
            known_share: share(b.population),
            unknown_population: b.unknown_population,
        }
    };
    bands.iter().map(row).collect()
}

/// A point of a Lorenz curve.
#[derive(Debug, Serialize)]
pub struct SharedRow {
    people: f64,
    access: f64,
}

impl SharedRow {
    /// The least served part of the people and its part of the access, both 0 to 1.
    #[must_use]
    pub fn of([people, access]: [f64; 2]) -> Self {
        Self { people, access }
    }
}

/// The figure of a month.
#[derive(Debug, Serialize)]
pub struct MonthRow {
    month: String,
    share_within: f64,
}

impl MonthRow {
    /// The part of the people within 10 km in a month, 0 to 1.
    #[must_use]
    pub fn of((month, share): (Month, f64)) -> Self {
        Self {
            month: month.to_string(),
            share_within: share,
        }
    }
}

/// A class of the map of coverage.
#[derive(Debug, Serialize)]
pub struct ClassRow {
    /// 1 is the best served; `None` for what is not known.
    pub class: Option<usize>,
    /// `share_within`, or `nearest_m` of communes.
    pub measure: &'static str,
    /// From this value on.
    pub from: Option<f64>,
    /// Up to this value.
    pub to: Option<f64>,
    /// Territories in it.
    pub territories: usize,
    /// People in them.
    pub population: u64,
}

fn or(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

impl Cells for DistanceRow {
    const COLUMNS: &'static [&'static str] = &[
        "from_m",
        "to_m",
        "communes",
        "population",
        "share",
        "known_population",
        "known_share",
        "unknown_population",
    ];
    fn cells(&self) -> Vec<String> {
        vec![
            self.from_m.to_string(),
            or(self.to_m),
            self.communes.to_string(),
            self.population.to_string(),
            or(self.share),
            self.known_population.to_string(),
            or(self.known_share),
            self.unknown_population.to_string(),
        ]
    }
}

impl Cells for SharedRow {
    const COLUMNS: &'static [&'static str] = &["people", "access"];
    fn cells(&self) -> Vec<String> {
        vec![self.people.to_string(), self.access.to_string()]
    }
}

impl Cells for MonthRow {
    const COLUMNS: &'static [&'static str] = &["month", "share_within"];
    fn cells(&self) -> Vec<String> {
        vec![self.month.clone(), self.share_within.to_string()]
    }
}

impl Cells for ClassRow {
    const COLUMNS: &'static [&'static str] = &[
        "class",
        "measure",
        "from",
        "to",
        "territories",
        "population",
    ];
    fn cells(&self) -> Vec<String> {
        vec![
            self.class
                .map_or_else(|| "unknown".to_owned(), |n| n.to_string()),
            self.measure.to_owned(),
            or(self.from),
            or(self.to),
            self.territories.to_string(),
            self.population.to_string(),
        ]
    }
}

impl Frame<'_> {
    /// A table as CSV, or as JSON with its parameters and sources.
    #[must_use]
    pub fn table(&self, rows: &[impl Cells], defaults: Value, format: FigureFormat) -> Vec<u8> {
        match format {
            FigureFormat::Csv => csv(rows, &self.attribution()),
            FigureFormat::Json | FigureFormat::GeoJson => {
                self.json("rows", rows, defaults, serde_json::json!({}))
            }
        }
    }
}
