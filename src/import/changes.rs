//! What an import changes, record by record, as it is told to people.
use crate::domain::difference::{FieldChange, WITHHELD, differences};
use crate::domain::record::public_id;
use crate::domain::text::{guarded, without_emails};
use crate::domain::{Fields, SourceRecord};
use serde::Serialize;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// New.
    Created,
    /// Other values than before.
    Updated,
    /// Its source does not carry it any more.
    Withdrawn,
}

impl Kind {
    /// The word used in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A record that was created, changed or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordChange {
    /// What became of it.
    pub kind: Kind,
    /// Row of the file; 0 where the file does not carry it.
    pub row: u64,
    /// The source's identifier; blank when it gives none.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What differs; of new and withdrawn ones nothing is listed.
    pub fields: Vec<FieldChange>,
}

/// Changes of an import: the first ones, and how many more there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// At most [`Changes::LISTED`], the changed ones before the new ones of the same batch.
    pub records: Vec<RecordChange>,
    /// Those that are not listed.
    pub left_out: u64,
}

impl Changes {
    /// Records that are listed at most: a first import of a whole country needs no list.
    pub const LISTED: usize = 2_000;

    /// How many more would be listed.
    #[must_use]
    pub fn room(&self) -> usize {
        Self::LISTED.saturating_sub(self.records.len())
    }

    /// One line for each record that is new or gone, and for each field that changed, under the report's header.
    #[must_use]
    pub fn csv_rows(&self) -> Vec<u8> {
        let mut w = csv::Writer::from_writer(Vec::new());
        let mut line = |r: &RecordChange, field: &str, before: &str, after: &str| {
            let message = format!("{} {}", r.id, r.name);
            let cells = [field, message.trim(), before, after].map(guarded);
            // Writing to memory cannot fail.
            let _ = w.write_record([
                r.row.to_string().as_str(),
                &cells[0],
                "change",
                r.kind.as_str(),
                &cells[1],
                &cells[2],
                &cells[3],
            ]);
        };
        for r in &self.records {
            if r.fields.is_empty() {
                line(r, "", "", "");
            }
            for f in &r.fields {
                line(r, f.field, &f.before, &f.after);
            }
        }
        w.into_inner().unwrap_or_default()
    }

    /// Notes a record of the file; `before` as it was stored.
    pub fn note(&mut self, row: u64, record: &SourceRecord, before: Option<&SourceRecord>) {
        if self.room() == 0 {
            self.left_out += 1;
            return;
        }
        let fields = before.map(|b| differences(&b.fields, &record.fields));
        self.records.push(RecordChange {
            kind: match before {
                Some(_) => Kind::Updated,
                None => Kind::Created,
            },
            row,
            id: shown_id(&record.external_id, &record.fields),
            name: name(&record.fields),
            fields: fields.unwrap_or_default(),
        });
    }

    /// Notes a record of which only the identifier and, for a changed one, its former state are known.
    pub fn lost(&mut self, id: &str, before: Option<&SourceRecord>) {
        self.records.push(RecordChange {
            kind: match before {
                Some(_) => Kind::Updated,
                None => Kind::Created,
            },
            row: 0,
            id: public_id(id).to_owned(),
            name: before.map(|b| name(&b.fields)).unwrap_or_default(),
            fields: Vec::new(),
        });
    }

    /// Notes a record that the file does not carry.
    pub fn gone(&mut self, id: &str, before: Option<&SourceRecord>) {
        if self.room() == 0 {
            self.left_out += 1;
            return;
        }
        self.records.push(RecordChange {
            kind: Kind::Withdrawn,
            row: 0,
            id: public_id(id).to_owned(),
            name: before.map(|b| name(&b.fields)).unwrap_or_default(),
            fields: Vec::new(),
        });
    }
}

/// The identifier in its source; that of a home may be one of a register that tells where it is.
fn shown_id(id: &str, f: &Fields) -> String {
    if f.is_home() {
        return WITHHELD.to_owned();
    }
    public_id(id).to_owned()
}

fn name(f: &Fields) -> String {
    without_emails(f.name.as_deref().unwrap_or_default())
}
