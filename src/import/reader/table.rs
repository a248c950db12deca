//! Rows under a header: what CSV files and sheets of workbooks share.
use super::super::{Code, guess};
use super::{Remark, is_blank};
use std::collections::{BTreeMap, HashSet};

/// Rows among which a header is looked for.
pub(super) const HEAD: usize = 20;

/// The names of the columns.
pub(super) struct Header {
    columns: Vec<String>,
    /// 1-based row where it stands.
    row: u64,
    /// Columns without a name whose values nobody was told of yet.
    nameless: Vec<usize>,
}

impl Header {
    pub(super) fn new(columns: Vec<String>, row: u64) -> Self {
        let nameless = (0..columns.len()).filter(|i| columns[*i].is_empty());
        Self {
            nameless: nameless.collect(),
            columns,
            row,
        }
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The first value of each column without a name: those that are always blank do not matter.
    pub(super) fn nameless(&mut self, cells: &[String], row: u64) -> Vec<Remark> {
        let mut remarks = Vec::new();
        self.nameless.retain(|i| {
            let original = cells.get(*i).map(String::as_str).unwrap_or_default();
            if is_blank(original) {
                return true;
            }
            remarks.push(Remark {
                row,
                field: format!("column {}", i + 1),
                code: Code::NamelessColumn,
                message: "this column has no name: its values are left out; name it in the header"
                    .to_owned(),
                original: original.to_owned(),
            });
            false
        });
        remarks
    }

    /// Columns of the same name: the first one that is filled counts.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let mut seen = HashSet::new();
        let named = self.columns.iter().filter(|c| !c.is_empty());
        named
            .filter(|c| !seen.insert(*c))
            .map(|column| Remark {
                row: self.row,
                field: column.clone(),
                code: Code::ColumnTwice,
                message: "two columns have this name: of both the first one that is filled is taken; rename one".to_owned(),
                original: column.clone(),
            })
            .collect()
    }

    pub(super) fn values(&self, cells: Vec<String>) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for (column, value) in self.columns.iter().zip(cells) {
            if !column.is_empty() && !is_blank(&value) {
                values.entry(column.clone()).or_insert(value);
            }
        }
        values
    }

    /// A row that is longer than the header, or, in a text file, shorter; blanks that are too many do not matter.
    pub(super) fn length_remark(&self, cells: &[String], row: u64) -> Option<Remark> {
        let (given, expected) = (cells.len(), self.columns.len());
        let surplus: Vec<&str> = cells.iter().skip(expected).map(String::as_str).collect();
        let (code, message) = if given < expected {
            let message = format!(
                "{given} values for {expected} columns: the missing ones are taken as blank; look for a line break or a lost separator"
            );
            (Code::ShortRow, message)
        } else if surplus.iter().any(|s| !is_blank(s)) {
            let message = format!(
                "{given} values for {expected} columns: the last are left out; put values that hold the separator in quotes"
            );
            (Code::LongRow, message)
        } else {
            return None;
        };
        Some(Remark {
            row,
            field: "row".to_owned(),
            code,
            message,
            original: surplus.join(" | "),
        })
    }
}

/// Which of the first rows is the header: the first one with several filled cells, so that a title above it does no
/// harm; in a table of one column the first one that is filled. `None` where all are blank.
pub(super) fn header_of<'a>(rows: impl Iterator<Item = &'a [String]>) -> Option<usize> {
    let mut first = None;
    for (i, cells) in rows.enumerate() {
        let filled = cells.iter().filter(|c| !is_blank(c)).count();
        if filled > 1 {
            return Some(i);
        }
        if filled == 1 {
            first = first.or(Some(i));
        }
    }
    first
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|c| !is_blank(c)).count()
}

/// Which of the first rows of a text file is the header: the first one with something in it, unless it is plain that this
/// is a title. A text file says nothing of what is bold: the names below a title must be names, several times as many as
/// the title has cells, and one of them such as columns have.
pub(super) fn below_titles(rows: &[(u64, Vec<String>)]) -> usize {
    let counts: Vec<usize> = rows.iter().map(|(_, cells)| filled(cells)).collect();
    let first = counts.iter().position(|n| *n > 0).unwrap_or(0);
    // The most cells of a row above, and how many of the names below must be known ones.
    let (mut above, mut enough) = (0, 1);
    for (i, (_, cells)) in rows.iter().enumerate().skip(first) {
        let known = cells.iter().filter(|c| guess::is_column(c)).count();
        if i > first && counts[i] >= 2 * above && known >= enough && are_names(cells) {
            return i;
        }
        // What is above may be the header itself, or a title of several columns: "Adresse" above "Rue" and "Ville".
        enough += usize::from(known > 0);
        above = above.max(counts[i]);
    }
    first
}

/// Each of the cells that are filled may be a column's name, and no two are the same.
fn are_names(cells: &[String]) -> bool {
    let mut seen = HashSet::new();
    let name = |c: &str| {
        c.contains(char::is_alphabetic)
            && c.chars().count() <= LONGEST_NAME
            && !c.contains("://")
            && !c.contains('@')
    };
    let mut filled = cells.iter().filter(|c| !is_blank(c));
    filled.all(|c| name(c) && seen.insert(c))
}

/// Longest name of a column, characters.
const LONGEST_NAME: usize = 80;

/// What is told of rows above the header.
pub(super) fn titles_remark(above: &[(u64, Vec<String>)]) -> Option<Remark> {
    let mut titles = above.iter().filter(|(_, cells)| filled(cells) > 0);
    let row = titles.clone().next()?.0;
    let words = titles.by_ref().flat_map(|(_, cells)| cells);
    let words: Vec<&str> = words.filter(|c| !is_blank(c)).map(String::as_str).collect();
    Some(Remark {
        row,
        field: "title".to_owned(),
        code: Code::TitleAbove,
        message: "taken for a title above the names of the columns and left out; if these words are names of columns, give each column one in this row".to_owned(),
        original: words.join(" | "),
    })
}

#[cfg(test)]
mod tests {
    use super::{below_titles, header_of};

    #[test]
    fn a_title_is_no_header() {
        let of = |rows: &[&[&str]]| {
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|r| r.iter().map(|c| (*c).to_owned()).collect())
                .collect();
            header_of(rows.iter().map(Vec::as_slice))
        };
        assert_eq!(
            of(&[&["Recensement 2026"], &[], &["nom", "ville"], &["a", "b"]]),
            Some(2)
        );
        assert_eq!(of(&[&[""], &["nom"], &["a"], &["b"]]), Some(1));
        assert_eq!(of(&[&["", "-"], &[]]), None);
    }

    #[test]
    fn in_a_text_file_a_title_is_one_only_where_that_is_plain() {
        let of = |text: &str| {
            let cells = |line: &str| line.split(';').map(str::to_owned).collect();
            let rows: Vec<(u64, Vec<String>)> = (1..).zip(text.lines().map(cells)).collect();
            below_titles(&rows)
        };
        for (text, header) in [
            ("nom;ville\nUn;Angers", 0),
            (
                "Liste des ressourceries 2024;;\nnom;ville;tel\nUn;Angers;",
                1,
            ),
            (
                "Liste;;\n;;\nau 12 mars;;\nNom;Ville;couleur\nUn;Angers;",
                3,
            ),
            ("Liste;;;au 12/03/2024\nNom;Ville;Tél.;couleur\n", 1),
            (";;\nnom;ville;tel\nUn;Angers;", 1),
            // A column that has a name beside others that have none.
            ("nom;;\nUn;Angers;Ville", 0),
            // Names that nobody knows: the first line is the header, as ever.
            ("abc;;\nx1;x2;x3\n1;2;3", 0),
            (
                "Lieu;Adresse;;\nNom;Rue;CP;Ville\nUn;1 rue A;49000;Angers",
                1,
            ),
            ("Nom\nUn\nDeux", 0),
            (";;\n;;", 0),
            ("a;b\nnom;ville\nUn;Angers", 0),
        ] {
            assert_eq!(of(text), header, "{text}");
        }
        assert_eq!(below_titles(&[]), 0);
    }
}
