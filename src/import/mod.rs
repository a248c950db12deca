//! From a file to source records: read, map, normalise, locate, report. Pure over bytes and records.
pub mod changes;
pub mod code;
mod contact;
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
mod texts;
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
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

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

/// Reads a whole file; hands over each record that can be taken. A thread of its own takes the rows out of the file
/// while this one makes records of them.
///
/// # Errors
/// A file that cannot be read to its end: the caller keeps nothing of it.
pub fn run(
    input: impl Input + Send,
    mapping: &Mapping,
    context: &Context<'_>,
    progress: &mut dyn FnMut(u64),
    sink: &mut dyn FnMut(SourceRecord),
) -> Result<Report, ReadError> {
    let mut run = Run::new(mapping, context);
    let crosswalk = context.crosswalk;
    let empty = std::thread::scope(|threads| {
        let (mut portions, rows) = Portions::new();
        let reading = threads.spawn(move || {
            let empty = read(input, mapping, crosswalk, &mut |row| portions.add(row));
            portions.hand_over();
            empty
        });
        for mut row in rows.iter().flatten() {
            progress(row.number);
            run.prepare(&mut row);
            if let Some(record) = run.row(&row) {
                sink(record);
            }
        }
        reading.join().unwrap_or_else(|fault| resume_unwind(fault))
    })?;
    match run.other_columns() {
        Some(e) => Err(e),
        None => Ok(run.finish(empty)),
    }
}

/// Hands over each row that is not empty, and counts those that are where the reader leaves them out.
fn read(
    input: impl Input,
    mapping: &Mapping,
    crosswalk: Option<&Crosswalk>,
    take: &mut dyn FnMut(RawRow),
) -> Result<u64, ReadError> {
    match mapping.format {
        Format::Csv => reader::delimited::read(input, take),
        Format::Json | Format::Geojson => reader::json::read(input, take).map(|()| 0),
        Format::Xlsx => reader::workbook::read(input, mapping.sheet.as_deref(), take),
        Format::Osm => reader::osm::read(input, crosswalk, take).map(|()| 0),
    }
}

/// Rows on their way to those who make records of them.
struct Portions {
    rows: Vec<RawRow>,
    bytes: usize,
    send: SyncSender<Vec<RawRow>>,
}

impl Portions {
    /// The most rows that go together, and the bytes from which on no other joins them: a row may have megabytes.
    const ROWS: usize = 64;
    const BYTES: usize = 256 << 10;

    fn new() -> (Self, Receiver<Vec<RawRow>>) {
        // One portion waits while one is taken and one is made.
        let (send, rows) = sync_channel(1);
        let portions = Self {
            rows: Vec::with_capacity(Self::ROWS),
            bytes: 0,
            send,
        };
        (portions, rows)
    }

    fn add(&mut self, row: RawRow) {
        self.bytes += row.size();
        self.rows.push(row);
        if self.rows.len() >= Self::ROWS || self.bytes >= Self::BYTES {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        let rows = std::mem::replace(&mut self.rows, Vec::with_capacity(Self::ROWS));
        self.bytes = 0;
        // Nobody listens where the other side has panicked: that is told there.
        let _ = self.send.send(rows);
    }
}
