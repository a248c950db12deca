//! Figures of coverage as JSON, CSV and GeoJSON: what the API answers and what the command line writes.
mod rows;
mod table;
mod tables;

pub use table::text_table;
pub use tables::{ClassRow, DistanceRow, MonthRow, SharedRow, distance_rows};

use crate::catalog::Snapshot;
use crate::catalog::coverage::{NearestStructure, Scope, TooMany};
use crate::domain::{StructureQuery, Territory};
use rows::{Cells, CoverageRow, GapRow, LossRow, Row, SiteRow};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FigureFormat {
    /// Rows with what they rest on.
    #[default]
    Json,
    /// One line per row, UTF-8, with a header.
    Csv,
    /// A `FeatureCollection`: each row where its territory lies.
    GeoJson,
}

impl FigureFormat {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Json, Self::Csv, Self::GeoJson];

    /// The word used in addresses and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
        }
    }

    /// The form of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.as_str() == word)
    }

    /// Media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::GeoJson => "application/geo+json",
        }
    }
}

/// What all answers say of themselves.
#[derive(Debug)]
pub struct Frame<'a> {
    /// What is asked.
    pub snapshot: &'a Snapshot,
    /// The filters of the structures.
    pub query: &'a StructureQuery,
    /// The parameters as they were sent.
    pub parameters: Vec<(&'a str, &'a str)>,
    /// GeoJSON has the contours of territories where they are known, not their positions.
    pub geometry: bool,
}

impl<'a> Frame<'a> {
    fn parameters(&self, defaults: Value) -> Value {
        let mut all = match defaults {
            Value::Object(all) => all,
            _ => Map::new(),
        };
        for (name, value) in &self.parameters {
            // The values that were read stand there as numbers already.
            if !all.contains_key(*name) {
                all.insert((*name).to_owned(), (*value).into());
            }
        }
        all.into()
    }

    /// Rows, parameters, sources, revision and what else there is.
    fn write<R: Row>(
        &self,
        rows: &[R],
        defaults: Value,
        others: Value,
        format: FigureFormat,
    ) -> Vec<u8> {
        match format {
            FigureFormat::Csv => csv(rows, &self.attribution()),
            FigureFormat::Json => self.json("rows", rows, defaults, others),
            FigureFormat::GeoJson => {
                let features: Vec<Box<RawValue>> =
                    rows.iter().filter_map(|r| self.feature(r)).collect();
                let mut others = others;
                others["type"] = "FeatureCollection".into();
                self.json("features", &features, defaults, others)
            }
        }
    }

    fn json(&self, name: &str, rows: &[impl Serialize], defaults: Value, others: Value) -> Vec<u8> {
        let reach = self.snapshot.reach(self.query);
        // Rows are written as they are, without a copy as values in between.
        let mut out = b"{\"".to_vec();
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut out, rows);
        let mut rest = others;
        rest["parameters"] = self.parameters(defaults);
        rest["sources"] = json!(self.snapshot.sources_of(&reach));
        rest["revision"] = self.snapshot.revision.into();
        let rest = rest.to_string();
        out.push(b',');
        out.extend_from_slice(&rest.as_bytes()[1..]);
        out
    }

    /// A row where its territory lies: a contour where it is wanted and known, else a point.
    fn feature(&self, row: &impl Row) -> Option<Box<RawValue>> {
        let contour = || self.snapshot.contour_of(row.territory());
        let contour = self.geometry.then(contour).flatten();
        let geometry = contour.unwrap_or_else(|| match row.territory().position {
            Some(c) => json!({ "type": "Point", "coordinates": [c.lon, c.lat] }).to_string(),
            None => "null".to_owned(),
        });
        let properties = serde_json::to_string(row).ok()?;
        let text =
            format!("{{\"type\":\"Feature\",\"geometry\":{geometry},\"properties\":{properties}}}");
        RawValue::from_string(text).ok()
    }

    /// Who is to be named, as one text.
    fn attribution(&self) -> String {
        let reach = self.snapshot.reach(self.query);
        let sources = self.snapshot.sources_of(&reach);
        let each = sources
            .iter()
            .map(|s| format!("{} ({})", s.attribution, s.licence));
        each.collect::<Vec<_>>().join(" | ")
    }

    /// Figures of the scope's territories.
    #[must_use]
    pub fn coverage_rows(&self, scope: &Scope<'a>) -> Vec<CoverageRow<'a>> {
        let all = self.snapshot.figures(self.query, scope);
        all.into_iter().map(CoverageRow::of).collect()
    }
}

fn csv<R: Cells>(rows: &[R], attribution: &str) -> Vec<u8> {
    let mut w = csv::Writer::from_writer(Vec::new());
    let guarded = |v: &str| crate::domain::text::guarded(v).into_owned();
    // Writing to memory cannot fail.
    let _ = w.write_record(R::COLUMNS.iter().copied().chain(["attribution"]));
    for row in rows {
        let cells = row.cells();
        let cells = cells.iter().map(|v| guarded(v));
        let _ = w.write_record(cells.chain([guarded(attribution)]));
    }
    w.into_inner().unwrap_or_default()
}

/// `/coverage`.
#[must_use]
pub fn coverage(f: &Frame<'_>, scope: &Scope<'_>, format: FigureFormat) -> Vec<u8> {
    let all = f.snapshot.figures(f.query, scope);
    let rows: Vec<CoverageRow<'_>> = all.into_iter().map(CoverageRow::of).collect();
    let defaults = json!({
        "by": scope.by, "threshold": scope.threshold_m, "d0": scope.d0_m, "weight": scope.weight.as_str(),
    });
    f.write(&rows, defaults, json!({}), format)
}

/// A part of the rows.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// Rows before it.
    pub offset: usize,
    /// Most rows in it.
    pub limit: usize,
    /// The address of the part that begins behind so many rows.
    pub address: &'a dyn Fn(usize) -> String,
}

impl Part<'_> {
    /// All rows.
    pub const WHOLE: Self = Self {
        offset: 0,
        limit: usize::MAX,
        address: &|_| String::new(),
    };
}

/// `/gaps`.
#[must_use]
pub fn gaps(
    f: &Frame<'_>,
    within: Option<&Territory>,
    threshold_m: f64,
    part: Part<'_>,
    format: FigureFormat,
) -> Vec<u8> {
    let found = f.snapshot.gaps(f.query, within, threshold_m);
    let matched = found.rows.len();
    // One structure is the nearest of many communes: it is read once.
    let mut read: HashMap<u32, Option<NearestStructure>> = HashMap::new();
    let mut named = |i: u32| {
        let name = read.entry(i).or_insert_with(|| f.snapshot.named(i));
        name.clone()
    };
    let rows = found.rows.iter().skip(part.offset).take(part.limit);
    let rows: Vec<GapRow<'_>> = rows
        .map(|g| GapRow::of(g, g.nearest.and_then(&mut named)))
        .collect();
    let end = part.offset.saturating_add(rows.len());
    let more = end < matched && !rows.is_empty();
    let next = more.then(|| json!({ "rel": "next", "href": (part.address)(end) }));
    let others = json!({
        "population": found.population, "zones": found.zones, "numberMatched": matched,
        "numberReturned": rows.len(), "links": Vec::from_iter(next),
    });
    let mut defaults = json!({ "threshold": threshold_m });
    if part.limit < usize::MAX {
        defaults["limit"] = part.limit.into();
    }
    f.write(&rows, defaults, others, format)
}

/// `/sites`.
///
/// # Errors
/// When the territory and the threshold are too large together.
pub fn sites(
    f: &Frame<'_>,
    within: Option<&Territory>,
    threshold_m: f64,
    count: usize,
    format: FigureFormat,
) -> Result<Vec<u8>, TooMany> {
    let reach = f.snapshot.reach(f.query);
    let found = f.snapshot.sites(&reach, within, threshold_m, count)?;
    let rows: Vec<SiteRow<'_>> = found.rows.iter().map(SiteRow::of).collect();
    let others = json!({ "share_before": found.share_before, "population": found.population });
    let defaults = json!({ "threshold": threshold_m, "count": count });
    Ok(f.write(&rows, defaults, others, format))
}

/// `/sites/loss`.
#[must_use]
pub fn loss(
    f: &Frame<'_>,
    within: Option<&Territory>,
    threshold_m: f64,
    structure: u32,
    format: FigureFormat,
) -> Vec<u8> {
    let reach = f.snapshot.reach(f.query);
    let found = f.snapshot.loss(&reach, within, threshold_m, structure);
    let rows: Vec<LossRow<'_>> = found.communes.iter().map(LossRow::of).collect();
    let others = json!({
        "structure": f.snapshot.named(structure), "matches": found.matches, "loss": found.people,
        "share_before": found.share_before, "share_after": found.share_after,
    });
    f.write(&rows, json!({ "threshold": threshold_m }), others, format)
}
