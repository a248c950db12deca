//! Why a column is left out although it is called as a field is.
use super::looks::Looks;
use super::{Held, Words};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Values that are told.
const FIRST: usize = 3;

/// Characters of a value that are told.
const SHOWN: usize = 40;

/// A column that is not taken for what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The field that its name says.
    pub field: String,
    /// Rows that speak against it, of so many; none where only its other half is missing.
    pub against: usize,
    /// Rows, or, where a blank says nothing, values that were looked at.
    pub of: usize,
    /// The first of those values, with their rows.
    pub first: Vec<(u64, String)>,
    /// The field that is needed beside this one.
    pub other_half: Option<&'static str>,
}

impl Denied {
    /// A column whose values do not look so; `rows` are all that were looked at.
    pub(super) fn by_values(
        field: &str,
        held: &Held,
        (looks, rows): (Looks, usize),
        words: &Words,
    ) -> Self {
        let mut seen = HashSet::new();
        let unique = looks == Looks::Unique;
        let odd = |value: &String| {
            if unique {
                !seen.insert(value.clone())
            } else {
                !looks.fits(value, words)
            }
        };
        let against: Vec<(u64, String)> = held.odd(odd);
        let blank = if unique { rows - held.values.len() } else { 0 };
        Self {
            field: field.to_owned(),
            against: against.len() + blank,
            of: held.values.len() + blank,
            first: against.into_iter().take(FIRST).collect(),
            other_half: None,
        }
    }

    /// A column that is half of a position.
    pub(super) fn half(field: &str, other: &'static str) -> Self {
        Self {
            field: field.to_owned(),
            against: 0,
            of: 0,
            first: Vec::new(),
            other_half: Some(other),
        }
    }

    /// Why, and the cure.
    #[must_use]
    pub fn why(&self, column: &str) -> String {
        let field = &self.field;
        let quoted = toml::Value::String(column.to_owned());
        if let Some(other) = self.other_half {
            return format!(
                "it is called as {field}, but no column holds the {other} beside it; name both in the mapping"
            );
        }
        let odd = if field == "id" {
            "rows are blank or repeat a value"
        } else {
            "values do not look so"
        };
        let mut out = format!(
            "it is called as {field}, but {} of {} {odd}",
            self.against, self.of
        );
        for (i, (row, value)) in self.first.iter().enumerate() {
            let between = if i == 0 { ": " } else { ", " };
            let short: String = value.chars().take(SHOWN).collect();
            // Writing to a string cannot fail.
            let _ = write!(out, "{between}row {row} `{short}`");
        }
        let _ = write!(
            out,
            ". Correct them, or take the column as it is: {field} = [{quoted}] in the mapping"
        );
        out
    }
}
