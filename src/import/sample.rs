//! The first rows of a file beside what was made of them.
use super::reader::RawRow;
use crate::domain::Fields;
use crate::domain::difference::told;
use crate::domain::text::without_emails;
use serde::Serialize;

/// Longest cell that is shown, characters.
const LONGEST: usize = 120;

/// One row, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// 1-based line or element.
    pub row: u64,
    /// Columns and their values. Of a home nothing is shown.
    pub given: Vec<(String, String)>,
    /// Fields and their values as taken; never an e-mail address, nor the place of a home.
    pub taken: Vec<(&'static str, String)>,
}

impl Sample {
    /// How many rows are shown.
    pub const SHOWN: usize = 5;

    pub(super) fn of(row: &RawRow, fields: &Fields) -> Self {
        let short = |v: &str| without_emails(&v.chars().take(LONGEST).collect::<String>());
        // Any column may hold the address of a home.
        let home = fields.is_home();
        let cells = row.values.iter().filter(|_| !home);
        Self {
            row: row.number,
            given: cells.map(|(c, v)| (without_emails(c), short(v))).collect(),
            taken: told(fields),
        }
    }
}
