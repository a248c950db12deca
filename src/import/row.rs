//! One row after the other: from what stands in the file to a source record, or to a refusal.
use super::mapping::Shape;
use super::reader::{RawRow, ReadError};
use super::report::Report;
use super::sample::Sample;
use super::words::Words;
use super::{Code, Context, Mapping, forms, locate, normalise, own, position, values};
use crate::domain::crosswalk::Tags;
use crate::domain::record::DERIVED;
use crate::domain::structure::{AtHome, CommuneAssignment, Fields};
use crate::domain::text::{digest, fold, nearest, without_emails};
use crate::domain::{SourceRecord, Territory, TerritoryKind};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The longest identifier, in bytes: the indexes of the databases do not take any length.
const LONGEST_ID: usize = 200;

/// Columns that are named where a file is another one than it should be.
const TOLD: usize = 30;

/// Properties that our own exports add to the fields: worked out anew, so left out without a word.
const EXPORTED: [&str; 13] = [
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
    "completeness_missing",
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
    /// The rows come from a table, and not from documents.
    table: bool,
    /// Spelling of a column in the file -> as the mapping lists it; `None` for those that it does not list.
    spelt: HashMap<String, Option<String>>,
    /// The crosswalk looks at the codes of offers and labels.
    codes: bool,
}

/// Keys under which a crosswalk sees the codes of a record's offers and labels.
const CODES: [&str; 3] = ["actions", "objects", "labels"];

/// A column's name without accents, blanks and signs: "Type d'acteur" is "typedacteur", as is `type_dacteur`.
fn bare(column: &str) -> String {
    fold(column).replace([' ', '_'], "")
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
            table: false,
            spelt: HashMap::new(),
            codes: context
                .crosswalk
                .is_some_and(|c| CODES.iter().any(|k| c.reads(k))),
        }
    }

    /// Puts the row's columns under the names that the mapping lists, and takes apart what the mapping's shape knows of.
    pub(super) fn prepare(&mut self, row: &mut RawRow) {
        if self.mapping.shape == Some(Shape::Gogocarto) {
            super::gogocarto::prepare(row, self.mapping);
        }
        if self.mapping.columns.is_empty() {
            return;
        }
        for column in row.values.keys() {
            if !self.spelt.contains_key(column) {
                let listed = || {
                    self.mapping
                        .columns
                        .iter()
                        .find(|c| bare(c) == bare(column))
                };
                let name = listed().filter(|_| self.spelt.len() < Report::COLUMNS);
                self.spelt.insert(column.clone(), name.cloned());
            }
        }
        let as_listed = |c: &String| matches!(self.spelt.get(c), Some(Some(name)) if name != c);
        if row.values.keys().any(as_listed) {
            let values = std::mem::take(&mut row.values);
            for (column, value) in values {
                let name = self.spelt.get(&column).cloned().flatten();
                row.values.entry(name.unwrap_or(column)).or_insert(value);
            }
        }
    }

    /// Whether the rows are of something else: where a source says which columns it has, most of them, or at least that
    /// of its identifiers, must be there.
    pub(super) fn other_columns(&self) -> Option<ReadError> {
        let listed = &self.mapping.columns;
        let found: HashSet<&String> = self.spelt.values().flatten().collect();
        let id = self.mapping.id.first()?;
        let its_own = self.mapping.id.iter().any(|c| found.contains(c));
        if self.report.rows == 0 || listed.is_empty() || its_own || found.len() * 2 > listed.len() {
            return None;
        }
        let columns: BTreeSet<&String> = self.spelt.keys().collect();
        let columns: Vec<String> = columns
            .into_iter()
            .take(TOLD)
            .map(|c| without_emails(c))
            .collect();
        Some(ReadError::OtherColumns {
            origin: self.mapping.source.name.clone(),
            id: id.clone(),
            known: found.len(),
            of: listed.len(),
            columns: columns.join(", "),
        })
    }

    /// The account; `empty` rows were not handed over.
    pub(super) fn finish(mut self, empty: u64) -> Report {
        self.report.empty += empty;
        self.tell_missing();
        self.tell_unfilled();
        self.report.unknown_columns = self.unknown.iter().map(|c| without_emails(c)).collect();
        self.report
    }

    /// Columns that the file should have and that no row fills.
    fn tell_missing(&mut self) {
        if self.report.rows == 0 {
            return;
        }
        let found: HashSet<&String> = self.spelt.values().flatten().collect();
        for column in self.mapping.columns.iter().filter(|c| !found.contains(c)) {
            let message = "no row fills this column: it is missing, or blank everywhere";
            self.report
                .of_row(0)
                .warn(column, Code::MissingColumn, message, "");
        }
    }

    /// Fields of a table whose columns no row fills: a column that was renamed or left out takes a field from all records.
    fn tell_unfilled(&mut self) {
        let m = self.mapping;
        // The others say themselves what a file should have, or read more forms of file than one.
        let own = m.shape.is_none() && m.crosswalk.is_none() && m.columns.is_empty();
        if self.report.rows == 0 || !self.table || !own {
            return;
        }
        let unfilled = m.fields.iter().filter_map(|(field, columns)| {
            let first = columns.first()?;
            if columns.iter().any(|c| self.known.contains(c)) {
                return None;
            }
            let like = nearest(first, self.unknown.iter().map(String::as_str));
            let cure = like.map_or_else(String::new, |l| format!("; did you mean `{l}`?"));
            Some(format!("{first} ({field}{cure})"))
        });
        let unfilled: Vec<String> = unfilled.collect();
        if !unfilled.is_empty() {
            let message = "no row fills these columns of the mapping: their fields stay unknown. If the file has them under other names, name those in the mapping";
            self.report.of_row(0).warn(
                "columns",
                Code::MissingColumn,
                message,
                &unfilled.join(", "),
            );
        }
    }

    /// Takes one row; `None` when it is empty, refused or left aside.
    pub(super) fn row(&mut self, row: &RawRow) -> Option<SourceRecord> {
        let before = self.report.listed();
        let taken = self.take(row);
        if taken.as_ref().is_some_and(|r| r.fields.is_home()) {
            self.report.withhold(before);
        }
        taken
    }

    fn take(&mut self, row: &RawRow) -> Option<SourceRecord> {
        self.tell_remarks(row);
        if !self.is_record(row) {
            return None;
        }
        self.note_columns(row);
        if self.is_unpublished(row) {
            return None;
        }
        let mut fields = self.fields(row)?;
        let id = self.identify(row, &fields)?;
        let mut notes = self.report.of_row(row.number);
        let told = own::commune(self.mapping, row, self.context.gazetteer);
        let located = locate::locate(&mut fields, self.mapping, self.context, told, &mut notes);
        let contributors = self.mapping.contributors.iter();
        let contributors = contributors
            .filter_map(|c| row.values.get(c))
            .map(|text| forms::contributors(text, &mut notes))
            .find(|all| !all.is_empty());
        self.check_department(&mut fields, row.number);
        if self.is_elsewhere(&fields, located) {
            self.report.aside += 1;
            return None;
        }
        self.name(&mut fields, located.map(|l| l.0));
        self.count(&fields, located);
        if self.report.samples.len() < Sample::SHOWN {
            self.report.samples.push(Sample::of(row, &fields));
        }
        Some(SourceRecord {
            source: self.mapping.source.code.clone(),
            external_id: id,
            fields,
            commune: located.map(|l| l.0.code.clone()),
            commune_assignment: located.map(|l| l.1),
            priority: self.mapping.source.priority,
            seen_at: self.context.seen_at.to_owned(),
            attribution: self.attribution(row),
            contributors: contributors.unwrap_or_default(),
        })
    }

    /// Whom a reuse of this record must cite, where the source says it of each.
    fn attribution(&self, row: &RawRow) -> Option<String> {
        let mut columns = self.mapping.attribution.iter();
        let text = columns.find_map(|c| row.values.get(c))?;
        forms::attribution(&without_emails(text))
    }

    /// A source that keeps its drafts in the same list says so.
    fn is_unpublished(&mut self, row: &RawRow) -> bool {
        if self.mapping.shape != Some(Shape::Gogocarto) {
            return false;
        }
        let Some(status) = super::gogocarto::unpublished(row) else {
            return false;
        };
        self.report.aside += 1;
        let message = "its source does not publish it (status below 1); left aside";
        self.report
            .of_row(row.number)
            .warn("status", Code::NotPublished, message, status);
        true
    }

    /// A department that serves as an area must be one: else the structure would cover nothing, in silence.
    fn check_department(&mut self, fields: &mut Fields, row: u64) {
        let Some(AtHome::Department { code }) = &fields.at_home else {
            return;
        };
        let known = self.context.gazetteer.get(TerritoryKind::Department, code);
        if known.is_none() {
            let message = "no department has this code; the area served at home is left out. Write it as 44 or 2A";
            self.report
                .of_row(row)
                .warn("at_home", Code::UnknownDepartment, message, code);
            fields.at_home = None;
        }
    }

    /// Whether the record lies outside of the departments that were asked for, or says nothing of where it lies.
    fn is_elsewhere(&self, fields: &Fields, located: Located<'_>) -> bool {
        let wanted = &self.mapping.departments;
        if wanted.is_empty() {
            return false;
        }
        let is_wanted = |d: &str| wanted.iter().any(|w| w == d);
        if let Some(department) = located.and_then(|l| l.0.department.as_deref()) {
            return !is_wanted(department);
        }
        let address = fields.address.as_ref();
        let postal = address.and_then(|a| a.postal_code.as_deref());
        let mut communes = self
            .context
            .gazetteer
            .of_postal_code(postal.unwrap_or_default());
        !communes.any(|c| c.department.as_deref().is_some_and(is_wanted))
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
        self.table |= row.document.is_none();
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
            if self.codes {
                c.apply(&with_codes(&row.values, &fields), &mut fields);
            } else {
                c.apply(&row.values, &mut fields);
            }
        }
        normalise::clean(&mut fields, &mut notes);
        fields.position = position::position(self.mapping, row, fields.position, &mut notes);
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
        let place = if f.is_home() {
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

/// The row's columns, and the codes of the record's offers and labels.
fn with_codes(values: &Tags, f: &Fields) -> Tags {
    let actions = f.offers.iter().map(|o| o.action.as_str());
    let objects = f.offers.iter().flat_map(|o| &o.objects);
    let mut tags = values.clone();
    for (key, codes) in [
        ("actions", actions.collect::<Vec<_>>()),
        ("objects", objects.map(String::as_str).collect()),
        ("labels", f.labels.iter().map(String::as_str).collect()),
    ] {
        if !codes.is_empty() {
            tags.insert(key.to_owned(), codes.join("|"));
        }
    }
    tags
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
