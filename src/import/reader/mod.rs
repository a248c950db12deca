//! From bytes to rows, one at a time, in bounded memory.
pub mod delimited;
pub mod json;

use crate::domain::Coordinates;
use std::collections::BTreeMap;

/// One row as it stands in the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawRow {
    /// 1-based: line of a CSV file, element of an array.
    pub number: u64,
    /// Values by column; nested objects as `a.b`. Blank ones are left out.
    pub values: BTreeMap<String, String>,
    /// The untouched properties, for files of our own shape.
    pub document: Option<serde_json::Value>,
    /// The position, or why it cannot be used; `None` when the file gives none.
    pub geometry: Option<Result<Coordinates, String>>,
}

/// A file that cannot be read on: nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refuses.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Not JSON.
    #[error(
        "the JSON is broken at line {line}, column {column}: {detail}. Nothing was imported; check that the file is whole"
    )]
    Json {
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
        /// The parser's word.
        detail: String,
    },
    /// Not CSV.
    #[error("the CSV is broken: {0}. Nothing was imported")]
    Csv(#[from] csv::Error),
    /// JSON without rows.
    #[error(
        "no list of records found: expected a GeoJSON FeatureCollection or a JSON array of objects"
    )]
    NoRows,
}
