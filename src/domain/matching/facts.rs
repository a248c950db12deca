//! What of a record is compared: borrowed from a record in memory, or read from its stored document alone.
use crate::domain::SourceRecord;
use crate::domain::structure::{Address, Position};
use serde::Deserialize;
use std::borrow::Cow;

/// The compared part of a source record; all else of a stored document is skipped.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Facts<'a> {
    /// Code of the source.
    #[serde(borrow)]
    pub source: Cow<'a, str>,
    /// Commune of today (INSEE), where one could be given.
    #[serde(borrow)]
    pub commune: Option<Cow<'a, str>>,
    /// The compared fields.
    #[serde(borrow)]
    pub fields: FactFields<'a>,
}

/// The compared fields of a record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FactFields<'a> {
    /// The name people know.
    #[serde(borrow)]
    pub name: Option<Cow<'a, str>>,
    /// Name over the door.
    #[serde(borrow)]
    pub trade_name: Option<Cow<'a, str>>,
    /// Nine digits.
    #[serde(borrow)]
    pub siren: Option<Cow<'a, str>>,
    /// Fourteen digits.
    #[serde(borrow)]
    pub siret: Option<Cow<'a, str>>,
    /// Postal address.
    pub address: Option<Cow<'a, Address>>,
    /// Where it is.
    pub position: Option<Position>,
    /// Category codes, the main one first.
    pub categories: Cow<'a, [String]>,
    /// Telephone.
    #[serde(borrow)]
    pub phone: Option<Cow<'a, str>>,
    /// E-mail address.
    #[serde(borrow)]
    pub email: Option<Cow<'a, str>>,
    /// Web address.
    #[serde(borrow)]
    pub website: Option<Cow<'a, str>>,
    /// Links to social networks.
    pub social: Cow<'a, [String]>,
}

impl<'a> From<&'a SourceRecord> for Facts<'a> {
    fn from(r: &'a SourceRecord) -> Self {
        let text = |t: &'a Option<String>| t.as_deref().map(Cow::Borrowed);
        let f = &r.fields;
        Self {
            source: Cow::Borrowed(&r.source),
            commune: text(&r.commune),
            fields: FactFields {
                name: text(&f.name),
                trade_name: text(&f.trade_name),
                siren: text(&f.siren),
                siret: text(&f.siret),
                address: f.address.as_ref().map(Cow::Borrowed),
                position: f.position,
                categories: Cow::Borrowed(&f.categories),
                phone: text(&f.phone),
                email: text(&f.email),
                website: text(&f.website),
                social: Cow::Borrowed(&f.social),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_document_reads_as_the_record_itself() {
        let minimal =
            r#"{"source":"a","external_id":"1","fields":{},"commune":"44109","seen_at":""}"#;
        let mut r: SourceRecord = serde_json::from_str(minimal).unwrap();
        r.fields.name = Some("L’\"Écho\"".into());
        r.fields.address = Some(Address {
            lines: vec!["1 rue A".into()],
            ..Address::default()
        });
        r.fields.social = vec!["https://s.example/a".into()];
        let stored = serde_json::to_string(&r).unwrap();
        let read: Facts<'_> = serde_json::from_str(&stored).unwrap();
        assert_eq!(format!("{read:?}"), format!("{:?}", Facts::from(&r)));
    }
}
