//! What became of each row.
use serde::Serialize;

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
    /// Remarks, in the order of the rows.
    pub messages: Vec<Message>,
}

impl Report {
    pub(super) fn say(
        &mut self,
        row: u64,
        field: &str,
        severity: Severity,
        code: &'static str,
        message: String,
        original: &str,
    ) {
        let original = original.chars().take(200).collect();
        self.messages.push(Message {
            row,
            field: field.to_owned(),
            severity,
            code,
            message,
            original,
        });
    }

    /// The remarks as CSV.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut w = csv::Writer::from_writer(Vec::new());
        for m in &self.messages {
            // Writing to memory cannot fail.
            let _ = w.serialize(m);
        }
        w.into_inner().unwrap_or_default()
    }
}
