//! What became of each row.
use super::Code;
use super::sample::Sample;
use crate::domain::difference::WITHHELD;
use crate::domain::text::{guarded, without_emails};
use serde::Serialize;
use std::collections::BTreeMap;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row was not taken.
    Error,
    /// The row was taken, a value was not or is doubtful.
    Warning,
    /// The row was taken; this is how a value was come by.
    Info,
}

impl Severity {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One remark about one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// 1-based line or element; 0 when it is about the whole file.
    pub row: u64,
    /// Field or column.
    pub field: String,
    /// How bad.
    pub severity: Severity,
    /// Stable code: [`Code::as_str`].
    pub code: &'static str,
    /// What is wrong and the cure.
    pub message: String,
    /// As it stood in the file; never an e-mail.
    pub original: String,
    /// The value that is used or proposed instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
}

/// The whole account of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows with something in them.
    pub rows: u64,
    /// Rows taken.
    pub accepted: u64,
    /// Rows not taken.
    pub refused: u64,
    /// Rows with nothing in them.
    pub empty: u64,
    /// Rows left aside on purpose: outside of the departments asked for, or not published at their source.
    #[serde(skip_serializing_if = "is_zero")]
    pub aside: u64,
    /// Of the taken ones: commune given by the official contour that covers the position.
    #[serde(skip_serializing_if = "is_zero")]
    pub contour_commune: u64,
    /// Of the taken ones: commune given by nearness only.
    pub nearest_commune: u64,
    /// Of the taken ones: without position.
    pub unplaced: u64,
    /// Columns that the mapping does not name.
    pub unknown_columns: Vec<String>,
    /// Values in columns that are neither named nor listed, when those are too many to list.
    pub unknown_columns_left_out: u64,
    /// Remarks by their code, all of them.
    pub counts: BTreeMap<&'static str, u64>,
    /// Stored records kept as they were, because their row was refused.
    #[serde(skip_serializing_if = "is_zero")]
    pub kept: u64,
    /// Identifiers of refused rows: what is stored under them is not withdrawn.
    #[serde(skip)]
    pub refused_ids: Vec<String>,
    /// The first rows as they were read and taken.
    pub samples: Vec<Sample>,
    /// Remarks, in the order of the rows: the first [`Report::LISTED`].
    pub messages: Vec<Message>,
    /// Remarks that are counted but not listed.
    pub messages_left_out: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature is serde's
fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Report {
    /// How many remarks are listed at most, so that a large bad file does not fill the memory.
    pub const LISTED: usize = 10_000;

    /// How many remarks of one kind that only inform are listed at most: the others matter more.
    pub const INFORMED: u64 = 1_000;

    /// How many unknown columns are listed at most.
    pub const COLUMNS: usize = 1_000;

    /// All remarks, listed or not.
    #[must_use]
    pub fn remarks(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Records whose position is that of their address, as a geocoder gave it.
    #[must_use]
    pub fn geocoded(&self) -> u64 {
        let count = self.counts.get(Code::Geocoded.as_str());
        count.copied().unwrap_or_default()
    }

    /// The listed remarks that ask for somebody's attention.
    pub fn warnings(&self) -> impl Iterator<Item = &Message> {
        let informs = |m: &&Message| m.severity == Severity::Info;
        self.messages.iter().filter(move |m| !informs(m))
    }

    /// Notes that no row could be taken and what is stored was therefore left alone.
    pub(crate) fn nothing_taken(&mut self, stored: usize) {
        let message = format!(
            "no record of this file could be taken: the {stored} stored ones of its source are kept. \
             Check file and mapping; to take the source away, remove it instead"
        );
        self.of_row(0)
            .refuse("file", Code::NothingTaken, message, "");
    }

    /// The place where remarks about one row are left.
    pub(super) fn of_row(&mut self, row: u64) -> Notes<'_> {
        Notes { row, report: self }
    }

    /// How many remarks are listed: what comes after is about the next row.
    pub(super) fn listed(&self) -> usize {
        self.messages.len()
    }

    /// The remarks from there on are about somebody's home: they say what is wrong, and not where it is.
    pub(super) fn withhold(&mut self, from: usize) {
        const HIDDEN: [&str; 4] = ["position", "address", "siret", "siren"];
        let told = self.messages.iter_mut().skip(from);
        for m in told.filter(|m| HIDDEN.contains(&m.field.as_str())) {
            if m.code == Code::BadPosition.as_str() {
                "the position cannot be used. The record is kept without it"
                    .clone_into(&mut m.message);
            }
            let place = m.proposal.take().filter(|p| !p.is_empty());
            if let Some(place) = &place {
                m.message = m.message.replace(place.as_str(), WITHHELD);
            }
            // A commune is no home.
            let commune = m.code == Code::CityFromAddress.as_str();
            m.proposal = place.map(|p| if commune { p } else { WITHHELD.to_owned() });
            if !m.original.is_empty() {
                WITHHELD.clone_into(&mut m.original);
            }
        }
    }

    fn add(&mut self, m: &Message) {
        let count = self.counts.entry(m.code).or_default();
        *count += 1;
        let informs_too_often = m.severity == Severity::Info && *count > Self::INFORMED;
        if self.messages.len() >= Self::LISTED || informs_too_often {
            self.messages_left_out += 1;
            return;
        }
        // A report travels further than the file it speaks of.
        let short = |t: &str| without_emails(&t.chars().take(200).collect::<String>());
        self.messages.push(Message {
            field: without_emails(&m.field),
            message: without_emails(&m.message),
            original: short(&m.original),
            proposal: m.proposal.as_deref().map(short),
            ..*m
        });
    }

    /// The remarks as CSV; a last line says how many are not listed. No cell is a formula.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut w = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail.
        let _ = w.write_record([
            "row", "field", "severity", "code", "message", "original", "kept",
        ]);
        let left_out = (self.messages_left_out > 0).then(|| Message {
            row: 0,
            field: "report".to_owned(),
            severity: Severity::Warning,
            code: Code::LeftOut.as_str(),
            message: format!("{} further remarks are not listed", self.messages_left_out),
            original: String::new(),
            proposal: None,
        });
        for m in self.messages.iter().chain(&left_out) {
            let _ = w.write_record([
                m.row.to_string().as_str(),
                &guarded(&m.field),
                m.severity.as_str(),
                m.code,
                &guarded(&m.message),
                &guarded(&m.original),
                &guarded(m.proposal.as_deref().unwrap_or_default()),
            ]);
        }
        w.into_inner().unwrap_or_default()
    }
}

/// Remarks about one row.
#[derive(Debug)]
pub(super) struct Notes<'r> {
    row: u64,
    report: &'r mut Report,
}

impl Notes<'_> {
    /// A value was not taken, or is doubtful.
    pub(super) fn warn(
        &mut self,
        field: &str,
        code: Code,
        message: impl Into<String>,
        original: &str,
    ) {
        self.say(field, Severity::Warning, code, message.into(), original);
    }

    /// The same; `proposal` is used or would do instead.
    pub(super) fn propose(
        &mut self,
        field: &str,
        code: Code,
        message: impl Into<String>,
        original: &str,
        proposal: impl Into<String>,
    ) {
        let text = (message.into(), original, Some(proposal.into()));
        let m = self.message(field, Severity::Warning, code, text);
        self.report.add(&m);
    }

    /// A value was come by in a way that people may want to look at.
    pub(super) fn inform(
        &mut self,
        field: &str,
        code: Code,
        message: impl Into<String>,
        original: &str,
        used: impl Into<String>,
    ) {
        let text = (message.into(), original, Some(used.into()));
        let m = self.message(field, Severity::Info, code, text);
        self.report.add(&m);
    }

    /// The row was not taken.
    pub(super) fn refuse(
        &mut self,
        field: &str,
        code: Code,
        message: impl Into<String>,
        original: &str,
    ) {
        self.say(field, Severity::Error, code, message.into(), original);
    }

    fn say(
        &mut self,
        field: &str,
        severity: Severity,
        code: Code,
        message: String,
        original: &str,
    ) {
        let m = self.message(field, severity, code, (message, original, None));
        self.report.add(&m);
    }

    fn message(
        &self,
        field: &str,
        severity: Severity,
        code: Code,
        (message, original, proposal): (String, &str, Option<String>),
    ) -> Message {
        Message {
            row: self.row,
            field: field.to_owned(),
            severity,
            code: code.as_str(),
            message,
            original: original.to_owned(),
            proposal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_all_remarks_and_lists_the_first() {
        let mut r = Report::default();
        for row in 0..Report::LISTED as u64 + 5 {
            r.of_row(row).warn("x", Code::BadUrl, "odd", "");
        }
        assert_eq!(r.messages.len(), Report::LISTED);
        assert_eq!((r.remarks(), r.messages_left_out), (10_005, 5));
        let csv = String::from_utf8(r.csv()).unwrap();
        assert!(
            csv.trim_end()
                .ends_with("5 further remarks are not listed,,")
        );
    }

    #[test]
    fn what_only_informs_does_not_crowd_out_the_rest() {
        let mut r = Report::default();
        for row in 0..Report::INFORMED + 5 {
            r.of_row(row)
                .inform("position", Code::Geocoded, "found", "1 Rue A", "1 Rue A");
        }
        r.of_row(9).warn("x", Code::BadUrl, "odd", "");
        let listed = |s| r.messages.iter().filter(|m| m.severity == s).count();
        assert_eq!(
            (listed(Severity::Info), listed(Severity::Warning)),
            (1_000, 1)
        );
        assert_eq!((r.geocoded(), r.messages_left_out), (1_005, 5));
        assert_eq!(r.warnings().count(), 1);
    }

    #[test]
    fn no_cell_of_the_csv_is_a_formula_and_none_holds_an_address() {
        let mut r = Report::default();
        r.of_row(2).warn(
            "=1+1",
            Code::BadPhone,
            "@odd",
            "=HYPERLINK(\"http://x\";a@example.org)",
        );
        r.of_row(3).warn(
            "a@example.org",
            Code::BadPhone,
            "odd",
            "line\na@example.org",
        );
        let csv = String::from_utf8(r.csv()).unwrap();
        let mut rows = csv::Reader::from_reader(csv.as_bytes());
        for row in rows.records() {
            for cell in &row.unwrap() {
                assert!(!cell.starts_with(['=', '@', '+', '-']), "{cell}");
                assert!(!cell.contains("example.org"), "{cell}");
            }
        }
        assert!(csv.contains("'=HYPERLINK"), "{csv}");
    }
}
