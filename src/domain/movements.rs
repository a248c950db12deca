//! What became of communes: mergers, splits and new codes since a day, from INSEE's file of movements.
use super::territory::TableError;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Name of the file in messages.
const FILE: &str = "mouvements-communes.csv";

/// The columns that are read; the file has more.
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "DATE_EFF")]
    day: String,
    #[serde(rename = "TYPECOM_AV")]
    kind_before: String,
    #[serde(rename = "COM_AV")]
    before: String,
    #[serde(rename = "TYPECOM_AP")]
    kind_after: String,
    #[serde(rename = "COM_AP")]
    after: String,
}

/// Of one day: code before -> codes after.
type Day = HashMap<String, BTreeSet<String>>;

/// Movements of communes by their day.
#[derive(Debug, Clone, Default)]
pub struct Movements {
    /// `2019-01-01`, so that the order of the texts is that of the days.
    days: BTreeMap<String, Day>,
}

impl Movements {
    /// Reads INSEE's file ("mouvements-communes"). Only what happens to whole communes counts: a commune déléguée or
    /// associée that comes or goes changes no commune's land.
    ///
    /// # Errors
    /// The line that does not have the columns.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut out = Self::default();
        let text = text.trim_start_matches('\u{feff}');
        for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<Row>() {
            let row = row.map_err(|e| TableError {
                file: FILE,
                line: e.position().map_or(0, csv::Position::line),
                detail: format!(
                    "{e}; expected the columns DATE_EFF, TYPECOM_AV, COM_AV, TYPECOM_AP and COM_AP"
                ),
            })?;
            if row.kind_before == "COM" && row.kind_after == "COM" {
                let day = out.days.entry(row.day).or_default();
                day.entry(row.before).or_default().insert(row.after);
            }
        }
        Ok(out)
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The communes of today that have the land which the commune of that code had on the first of January of `year`,
    /// by code: itself when nothing happened, several when it was split.
    #[must_use]
    pub fn since(&self, code: &str, year: u16) -> BTreeSet<String> {
        let mut codes = BTreeSet::from([code.to_owned()]);
        // What took effect on that very day is in the tables of that year already.
        let first = format!("{year:04}-01-01");
        let later = self.days.iter().filter(|(day, _)| **day > first);
        for (_, day) in later {
            codes = codes.iter().flat_map(|c| of_day(day, c)).collect();
        }
        codes
    }
}

/// What becomes of a code on one day; a commune that merges and takes another code at once has two steps.
fn of_day(day: &Day, code: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![code.to_owned()];
    let mut ends = BTreeSet::new();
    while let Some(code) = open.pop() {
        match day.get(&code) {
            Some(after) if !after.contains(&code) => {
                if seen.insert(code) {
                    open.extend(after.iter().cloned());
                }
            }
            Some(after) if seen.insert(code.clone()) => {
                open.extend(after.iter().filter(|a| **a != code).cloned());
                ends.insert(code);
            }
            Some(_) => {}
            None => {
                ends.insert(code);
            }
        }
    }
    ends
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HEAD: &str = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n";

    fn since(rows: &str, code: &str, year: u16) -> Vec<String> {
        let all = Movements::parse(&format!("{HEAD}{rows}")).unwrap();
        all.since(code, year).into_iter().collect()
    }

    #[test]
    fn a_merged_commune_is_followed_through_all_that_came_after() {
        let rows = "32,2019-01-01,COM,44160,S,COM,44003,A\n32,2019-01-01,COM,44003,A,COM,44003,A\n\
                    32,2019-01-01,COM,44003,A,COMD,44003,A\n50,2025-01-01,COM,44003,A,COM,44999,B\n";
        assert_eq!(since(rows, "44160", 2018), ["44999"]);
        assert_eq!(since(rows, "44003", 2018), ["44999"]);
        // On the day itself the tables have it already.
        assert_eq!(since(rows, "44160", 2019), ["44160"]);
        assert_eq!(since(rows, "44003", 2025), ["44003"]);
        assert_eq!(since(rows, "49007", 2018), ["49007"]);
    }

    #[test]
    fn a_split_commune_has_several_heirs() {
        let rows = "21,2024-01-01,COM,85084,E,COM,85084,E\n21,2024-01-01,COM,85084,E,COM,85165,O\n\
                    21,2024-01-01,COM,85084,E,COM,85212,F\n21,2024-01-01,COMD,85165,O,COM,85165,O\n";
        assert_eq!(since(rows, "85084", 2018), ["85084", "85165", "85212"]);
        assert_eq!(since(rows, "85084", 2024), ["85084"]);
    }

    #[test]
    fn two_steps_of_a_day_are_followed_and_a_circle_ends() {
        let rows = "32,2020-01-01,COM,1,A,COM,2,B\n41,2020-01-01,COM,2,B,COM,3,C\n10,2021-01-01,COM,3,C,COM,3,D\n\
             50,2022-01-01,COM,4,A,COM,5,B\n50,2022-01-01,COM,5,B,COM,4,A\n";
        assert_eq!(since(rows, "1", 2018), ["3"]);
        assert_eq!(since(rows, "2", 2018), ["3"]);
        assert!(since(rows, "4", 2018).is_empty());
    }

    #[test]
    fn another_file_is_told() {
        let told = Movements::parse("a,b\n1,2\n").unwrap_err().to_string();
        assert!(told.contains("mouvements-communes.csv, line"), "{told}");
        assert!(told.contains("COM_AV"), "{told}");
    }
}
