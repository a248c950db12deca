//! What became of each row.
use crate::domain::text::without_emails;
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
}

/// One remark about one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// 1-based line or element.
    pub row: u64,
    /// Field or column.
    pub field: String,
    /// How bad.
    pub severity: Severity,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong and the cure.
    pub message: String,
    /// As it stood in the file; never an e-mail.
    pub original: String,
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

    /// How many unknown columns are listed at most.
    pub const COLUMNS: usize = 1_000;

    /// All remarks, listed or not.
    #[must_use]
    pub fn remarks(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Notes that no row could be taken and what is stored was therefore left alone.
    pub(crate) fn nothing_taken(&mut self, stored: usize) {
        let message = format!(
            "no record of this file could be taken: the {stored} stored ones of its source are kept. \
             Check file and mapping; to take the source away, remove it instead"
        );
        self.say(0, "file", Severity::Error, "nothing_taken", message, "");
    }

    pub(super) fn say(
        &mut self,
        row: u64,
        field: &str,
        severity: Severity,
        code: &'static str,
        message: impl AsRef<str>,
        original: &str,
    ) {
        *self.counts.entry(code).or_default() += 1;
        if self.messages.len() >= Self::LISTED {
            self.messages_left_out += 1;
            return;
        }
        let short: String = original.chars().take(200).collect();
        self.messages.push(Message {
            row,
            field: field.to_owned(),
            severity,
            code,
            message: without_emails(message.as_ref()),
            original: without_emails(&short),
        });
    }

    /// The remarks as CSV; a last line says how many are not listed.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut w = csv::Writer::from_writer(Vec::new());
        for m in &self.messages {
            // Writing to memory cannot fail.
            let _ = w.serialize(m);
        }
        if self.messages_left_out > 0 {
            let _ = w.serialize(Message {
                row: 0,
                field: "report".to_owned(),
                severity: Severity::Warning,
                code: "left_out",
                message: format!("{} further remarks are not listed", self.messages_left_out),
                original: String::new(),
            });
        }
        w.into_inner().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_all_remarks_and_lists_the_first() {
        let mut r = Report::default();
        for row in 0..Report::LISTED as u64 + 5 {
            r.say(row, "x", Severity::Warning, "odd", "odd", "");
        }
        assert_eq!(r.messages.len(), Report::LISTED);
        assert_eq!((r.remarks(), r.messages_left_out), (10_005, 5));
        let csv = String::from_utf8(r.csv()).unwrap();
        assert!(
            csv.trim_end()
                .ends_with("5 further remarks are not listed,")
        );
    }
}
