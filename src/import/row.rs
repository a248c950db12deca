//! One row after the other: from what stands in the file to a source record, or to a refusal.
use super::mapping::Shape;
use super::reader::RawRow;
use super::report::Report;
use super::words::Words;
use super::{Code, Context, Mapping, locate, normalise, own, values};
use crate::domain::record::DERIVED;
use crate::domain::structure::{CommuneAssignment, Fields};
use crate::domain::text::{digest, fold, without_emails};
use crate::domain::{SourceRecord, Territory};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The longest identifier, in bytes: the indexes of the databases do not take any length.
const LONGEST_ID: usize = 200;

/// Properties that our own exports add to the fields: worked out anew, so left out without a word.
const EXPORTED: [&str; 12] = [
    "id",
    "slug",
    "sector",
    "commune",
    "commune_assignment",
    "department",
    "precision",
    "sources",
    "updated",
    "verified_at",
    "completeness",
    "distance_m",
];

/// Members of the nested fields that a record of our own shape may have.
const NESTED: [(&str, &[&str]); 3] = [
    ("address", &["lines", "postal_code", "city", "insee"]),
    ("position", &["coordinates", "precision"]),
    ("at_home", &["kind", "km", "code"]),
];

/// A commune, and how it was found.
type Located<'c> = Option<(&'c Territory, CommuneAssignment)>;

/// What is known while a file is read.
pub(super) struct Run<'a, 'c> {
    mapping: &'a Mapping,
    context: &'a Context<'c>,
    words: Words,
    report: Report,
    /// Identifier -> row.
    seen: HashMap<String, u64>,
    /// Columns that are used, so that each is looked up once.
    known: HashSet<String>,
    unknown: BTreeSet<String>,
}

impl<'a, 'c> Run<'a, 'c> {
    pub(super) fn new(mapping: &'a Mapping, context: &'a Context<'c>) -> Self {
        Self {
            mapping,
            context,
            words: Words::new(context.taxonomy),
            report: Report::default(),
            seen: HashMap::new(),
            known: HashSet::new(),
            unknown: BTreeSet::new(),
        }
    }

    /// The account; `empty` rows were not handed over.
    pub(super) fn finish(mut self, empty: u64) -> Report {
        self.report.empty += empty;
        self.report.unknown_columns = self.unknown.iter().map(|c| without_emails(c)).collect();
        self.report
    }

    /// Takes one row; `None` when it is empty or refused.
    pub(super) fn row(&mut self, row: &RawRow) -> Option<SourceRecord> {
        self.tell_remarks(row);
        if !self.is_record(row) {
            return None;
        }
        self.note_columns(row);
        let mut fields = self.fields(row)?;
        let id = self.identify(row, &fields)?;
        let mut notes = self.report.of_row(row.number);
        let told = own::commune(self.mapping, row, self.context.gazetteer);
        let located = locate::locate(&mut fields, self.mapping, self.context, told, &mut notes);
        self.name(&mut fields, located.map(|l| l.0));
        self.count(&fields, located);
        Some(SourceRecord {
            source: self.mapping.source.code.clone(),
            external_id: id,
            fields,
            commune: located.map(|l| l.0.code.clone()),
            commune_assignment: located.map(|l| l.1),
            priority: self.mapping.source.priority,
            seen_at: self.context.seen_at.to_owned(),
        })
    }

    fn refuse(&mut self, row: &RawRow, field: &str, code: Code, message: &str, original: &str) {
        self.report.refused += 1;
        self.report.refused_ids.extend(self.mapping.id(row));
        self.report
            .of_row(row.number)
            .refuse(field, code, message, original);
    }

    fn tell_remarks(&mut self, row: &RawRow) {
        for r in &row.remarks {
            let message = r.message.clone();
            self.report
                .of_row(r.row)
                .warn(&r.field, r.code, message, &r.original);
        }
    }

    /// Whether there is a record in this row; counts it.
    fn is_record(&mut self, row: &RawRow) -> bool {
        if let Some(original) = &row.not_a_record {
            self.report.rows += 1;
            let message = "not a record: expected an object { ... } with named values";
            self.refuse(row, "row", Code::NotAnObject, message, original);
            return false;
        }
        if row.values.is_empty() && row.geometry.is_none() {
            self.report.empty += 1;
            return false;
        }
        self.report.rows += 1;
        true
    }

    /// Notes the columns that nobody reads.
    fn note_columns(&mut self, row: &RawRow) {
        for c in row.values.keys() {
            if self.known.contains(c) || self.unknown.contains(c) {
                continue;
            }
            if self.is_used(c, row.document.is_none()) {
                self.known.insert(c.clone());
            } else if self.unknown.len() < Report::COLUMNS {
                self.unknown.insert(c.clone());
            } else {
                self.report.unknown_columns_left_out += 1;
            }
        }
    }

    fn is_used(&self, column: &str, table: bool) -> bool {
        if self.mapping.knows(column) || self.context.crosswalk.is_some_and(|c| c.reads(column)) {
            return true;
        }
        if self.mapping.shape != Some(Shape::Boucle) {
            return false;
        }
        let (top, inner) = column.split_once('.').unwrap_or((column, ""));
        if EXPORTED.contains(&top) || table && own::COLUMNS.contains(&top) {
            return true;
        }
        let members = NESTED.iter().find(|(name, _)| *name == top);
        Fields::NAMES.contains(&top)
            && members.is_none_or(|(_, all)| inner.is_empty() || all.contains(&inner))
    }

    /// The fields, cleaned, with their position.
    fn fields(&mut self, row: &RawRow) -> Option<Fields> {
        let mut notes = self.report.of_row(row.number);
        let mut fields = match values::fields(self.mapping, row, &mut notes) {
            Ok(f) => f,
            Err(e) => {
                let message = format!("{e}; expected the fields of a Boucle record");
                self.refuse(row, "properties", Code::Shape, &message, "");
                return None;
            }
        };
        self.words.resolve(&mut fields, &mut notes);
        if let Some(c) = self.context.crosswalk {
            c.apply(&row.values, &mut fields);
        }
        normalise::clean(&mut fields, &mut notes);
        fields.position = values::position(self.mapping, row, fields.position, &mut notes);
        locate::split_city(&mut fields, self.context, &mut notes);
        if fields.name.is_none() && fields.categories.is_empty() {
            let message = "no name and no category to name it by; fill the name";
            self.refuse(row, "name", Code::NoName, message, "");
            return None;
        }
        Some(fields)
    }

    /// The source's identifier, else a derived one; each may come once.
    fn identify(&mut self, row: &RawRow, fields: &Fields) -> Option<String> {
        let id = self.mapping.id(row).unwrap_or_else(|| derived_id(fields));
        if id.len() > LONGEST_ID {
            let message = format!(
                "the identifier is longer than {LONGEST_ID} bytes; check the column that it is taken from"
            );
            self.refuse(row, "id", Code::IdTooLong, &message, &id);
            return None;
        }
        if let Some(first) = self.seen.get(&id) {
            let message =
                format!("the identifier stands already in row {first}; the first one is kept");
            self.refuse(row, "id", Code::IdTwice, &message, &id);
            return None;
        }
        self.seen.insert(id.clone(), row.number);
        Some(id)
    }

    /// A nameless thing is called by what it is and where; a home only by its commune.
    fn name(&self, f: &mut Fields, commune: Option<&Territory>) {
        if f.name.is_some() {
            return;
        }
        let Some(what) = f.categories.first() else {
            return;
        };
        let what = self.context.taxonomy.categories.label(what);
        let address = f.address.as_ref();
        let city = address.and_then(|a| a.city.as_deref());
        let place = if f.hide_exact_position == Some(true) {
            commune.map(|c| c.name.as_str()).or(city)
        } else {
            address
                .and_then(|a| a.lines.first().map(String::as_str))
                .or(city)
        };
        f.name = Some(place.map_or_else(|| what.to_owned(), |p| format!("{what}, {p}")));
    }

    fn count(&mut self, fields: &Fields, located: Located<'_>) {
        self.report.accepted += 1;
        self.report.unplaced += u64::from(fields.position.is_none());
        let by = |how| u64::from(located.is_some_and(|l| l.1 == how));
        self.report.contour_commune += by(CommuneAssignment::Contour);
        self.report.nearest_commune += by(CommuneAssignment::Nearest);
    }
}

/// For sources without identifiers: the folded name and the position, else the address, so that the same row is the
/// same record in every import. Whoever knows the name could try out positions until the digest agrees, so that it
/// is marked as derived and never published.
fn derived_id(f: &Fields) -> String {
    let at = f.position.map_or_else(
        || {
            let a = f.address.clone().unwrap_or_default();
            let rest = [a.postal_code, a.city, a.insee].map(Option::unwrap_or_default);
            format!("{}|{}", a.lines.join("|"), rest.join("|"))
        },
        |p| format!("{:.5},{:.5}", p.coordinates.lon, p.coordinates.lat),
    );
    let name = f.name.as_ref().or(f.categories.first());
    let name = fold(name.map(String::as_str).unwrap_or_default());
    format!("{DERIVED}{}", digest(format!("{name}|{at}"), 8))
}
