//! From a file to source records: read, map, normalise, locate, report. Pure over bytes and records.
mod hours;
pub mod locate;
pub mod mapping;
pub mod normalise;
pub mod reader;
pub mod report;

pub use mapping::{Format, Mapping};
pub use reader::ReadError;
pub use report::{Report, Severity};

use crate::domain::structure::Fields;
use crate::domain::{Coordinates, Crosswalk, Gazetteer, SourceRecord, Taxonomy, Territory};
use reader::RawRow;
use std::collections::{BTreeSet, HashMap};
use std::io::Read;

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
    input: impl Read,
    mapping: &Mapping,
    context: &Context<'_>,
    progress: &mut dyn FnMut(u64),
    sink: &mut dyn FnMut(SourceRecord),
) -> Result<Report, ReadError> {
    let mut run = Run {
        mapping,
        context,
        report: Report::default(),
        seen: HashMap::new(),
        columns: BTreeSet::new(),
    };
    let mut take = |row: RawRow| {
        progress(row.number);
        if let Some(record) = run.row(&row) {
            sink(record);
        }
    };
    let empty = match mapping.format {
        Format::Csv => reader::delimited::read(input, take)?,
        Format::Json | Format::Geojson => reader::json::read(input, &mut take).map(|()| 0)?,
    };
    run.report.empty += empty;
    run.report.unknown_columns = run.columns.into_iter().collect();
    Ok(run.report)
}

struct Run<'a, 'c> {
    mapping: &'a Mapping,
    context: &'a Context<'c>,
    report: Report,
    seen: HashMap<String, u64>,
    columns: BTreeSet<String>,
}

impl Run<'_, '_> {
    fn refuse(
        &mut self,
        row: &RawRow,
        field: &str,
        code: &'static str,
        message: String,
        original: &str,
    ) {
        self.report.refused += 1;
        self.report.refused_ids.extend(self.mapping.id(row));
        self.report
            .say(row.number, field, Severity::Error, code, message, original);
    }

    fn row(&mut self, row: &RawRow) -> Option<SourceRecord> {
        for r in &row.remarks {
            let message = r.message.clone();
            self.report.say(
                r.row,
                &r.field,
                Severity::Warning,
                r.code,
                message,
                &r.original,
            );
        }
        if let Some(original) = &row.not_a_record {
            self.report.rows += 1;
            let message = "not a record: expected an object { ... } with named values";
            self.refuse(row, "row", "not_an_object", message.to_owned(), original);
            return None;
        }
        if row.values.is_empty() && row.geometry.is_none() {
            self.report.empty += 1;
            return None;
        }
        self.report.rows += 1;
        self.note_columns(row);
        let mut fields = match self.mapping.fields(row) {
            Ok(f) => f,
            Err(e) => {
                self.refuse(
                    row,
                    "properties",
                    "shape",
                    format!("{e}; expected the fields of a Boucle record"),
                    "",
                );
                return None;
            }
        };
        if let Some(c) = self.context.crosswalk {
            c.apply(&row.values, &mut fields);
        }
        normalise::clean(
            &mut fields,
            self.context.taxonomy,
            row.number,
            &mut self.report,
        );
        self.position(row, &mut fields);
        locate::split_city(&mut fields, self.context);
        self.name(&mut fields);
        if fields.name.is_none() {
            self.refuse(
                row,
                "name",
                "no_name",
                "no name and no category to name it by; fill the name".to_owned(),
                "",
            );
            return None;
        }
        let id = self.mapping.id(row).unwrap_or_else(|| derived_id(&fields));
        if let Some(first) = self.seen.insert(id.clone(), row.number) {
            self.refuse(
                row,
                "id",
                "id_twice",
                format!("the identifier stands already in row {first}; the first one is kept"),
                &id,
            );
            self.seen.insert(id, first);
            return None;
        }
        let located = locate::locate(
            &mut fields,
            self.mapping,
            self.context,
            row.number,
            &mut self.report,
        );
        self.report.accepted += 1;
        self.report.unplaced += u64::from(fields.position.is_none());
        self.report.nearest_commune += u64::from(
            located
                .as_ref()
                .is_some_and(|l| l.1 == crate::domain::structure::CommuneAssignment::Nearest),
        );
        Some(SourceRecord {
            source: self.mapping.source.code.clone(),
            external_id: id,
            fields,
            commune: located.as_ref().map(|l| l.0.clone()),
            commune_assignment: located.map(|l| l.1),
            priority: self.mapping.source.priority,
            seen_at: self.context.seen_at.to_owned(),
        })
    }

    fn note_columns(&mut self, row: &RawRow) {
        if self.mapping.shape.is_none() {
            for c in row.values.keys().filter(|c| !self.mapping.knows(c)) {
                if self.columns.contains(c) {
                    continue;
                }
                if self.columns.len() < Report::COLUMNS {
                    self.columns.insert(c.clone());
                } else {
                    self.report.unknown_columns_left_out += 1;
                }
            }
        }
    }

    /// The geometry, else the columns.
    fn position(&mut self, row: &RawRow, fields: &mut Fields) {
        use crate::domain::{Position, Precision};
        let found = match &row.geometry {
            Some(g) => g.clone().map(Some).map_err(|e| (e, String::new())),
            None => self.mapping.position(row),
        };
        match found {
            Ok(at) => {
                fields.position = at.map(|c| Position {
                    coordinates: c.rounded(),
                    precision: Precision::Rooftop,
                });
            }
            Err((detail, original)) => {
                let message =
                    format!("the position cannot be used: {detail}. The record is kept without it");
                self.report.say(
                    row.number,
                    "position",
                    Severity::Warning,
                    "bad_position",
                    message,
                    &original,
                );
            }
        }
    }

    /// A nameless thing is called by what it is and where.
    fn name(&self, f: &mut Fields) {
        if f.name.is_none() {
            let what = f
                .categories
                .first()
                .map(|c| self.context.taxonomy.categories.label(c));
            let street = f
                .address
                .as_ref()
                .and_then(|a| a.lines.first().or(a.city.as_ref()));
            f.name = what.map(|w| street.map_or_else(|| w.to_owned(), |s| format!("{w}, {s}")));
        }
    }
}

/// For sources without identifiers: the folded name and the position, so that the same row is the same record.
fn derived_id(f: &Fields) -> String {
    let at = f.position.map_or_else(
        || format!("{:?}", f.address),
        |p| format!("{:.5},{:.5}", p.coordinates.lon, p.coordinates.lat),
    );
    let text = format!(
        "{}|{at}",
        crate::domain::text::fold(f.name.as_deref().unwrap_or_default())
    );
    crate::domain::text::digest(text, 8)
}
