//! From a file to source records: read, map, normalise, locate, report. Pure over bytes and records.
pub mod changes;
pub mod code;
mod forms;
mod geocode;
pub mod gogocarto;
pub mod guess;
mod hours;
pub mod locate;
pub mod mapping;
pub mod normalise;
mod own;
pub mod page;
pub mod pairs;
mod parts;
mod position;
pub mod reader;
pub mod report;
mod row;
pub mod sample;
mod values;
mod words;

pub use code::Code;
pub use mapping::{Format, Mapping};
pub use reader::{Input, ReadError, Stream};
pub use report::{Report, Severity};

use crate::domain::structure::CommuneAssignment;
use crate::domain::{
    Asked, Coordinates, Crosswalk, Gazetteer, Geocoding, SourceRecord, Taxonomy, Territory,
};
use reader::RawRow;
use row::Run;

/// What an import looks things up in.
pub struct Context<'a> {
    /// The taxonomy.
    pub taxonomy: &'a Taxonomy,
    /// The mapping's crosswalk, when it names one.
    pub crosswalk: Option<&'a Crosswalk>,
    /// The territories.
    pub gazetteer: &'a Gazetteer,
    /// The nearest located commune.
    pub nearest: &'a dyn Fn(Coordinates) -> Option<&'a Territory>,
    /// The commune whose official contour covers a point, and how sure that is; none where no contours are loaded.
    pub covering: &'a dyn Fn(Coordinates) -> Option<(&'a Territory, CommuneAssignment)>,
    /// What a geocoder said of an address, found or not; none where it was not asked for.
    pub geocoded: &'a dyn Fn(&Asked) -> Option<&'a Geocoding>,
    /// Apply the cure of a suspicious position instead of only proposing it.
    pub fix_positions: bool,
    /// RFC 3339.
    pub seen_at: &'a str,
}

/// Reads a whole file; hands over each record that can be taken.
///
/// # Errors
/// A file that cannot be read to its end: the caller keeps nothing of it.
pub fn run(
    input: impl Input,
    mapping: &Mapping,
    context: &Context<'_>,
    progress: &mut dyn FnMut(u64),
    sink: &mut dyn FnMut(SourceRecord),
) -> Result<Report, ReadError> {
    let mut run = Run::new(mapping, context);
    let mut take = |mut row: RawRow| {
        progress(row.number);
        run.prepare(&mut row);
        if let Some(record) = run.row(&row) {
            sink(record);
        }
    };
    let empty = match mapping.format {
        Format::Csv => reader::delimited::read(input, take)?,
        Format::Json | Format::Geojson => reader::json::read(input, &mut take).map(|()| 0)?,
        Format::Xlsx => reader::workbook::read(input, mapping.sheet.as_deref(), &mut take)?,
        Format::Osm => reader::osm::read(input, context.crosswalk, &mut take).map(|()| 0)?,
    };
    Ok(run.finish(empty))
}
