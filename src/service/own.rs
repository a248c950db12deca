//! Tables of our own that come back to the directory that they were exported from.
//!
//! Their identifiers are those of structures here. A row that says what is published already is no change; one that says
//! something else belongs to that structure, and is no new one.
use super::Reference;
use super::imports::Batch;
use crate::catalog::PublicStructure;
use crate::catalog::publish::Publisher;
use crate::domain::{Fields, SourceRecord, Status, Structure};
use crate::import::Mapping;
use crate::import::mapping::Shape;
use crate::store::{ImportWriter, Store, StoreError};
use std::collections::{BTreeMap, HashMap};
use ulid::Ulid;

/// Rows that name structures of this directory.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Their structures are published just so.
    pub same: u64,
    /// They say something else of a structure.
    pub corrected: u64,
}

/// Looks for the structures that new records of a batch name. Takes those out that say nothing new, and gives the others
/// to their structures; `before` hears how those stood.
///
/// # Errors
/// When the database does not answer, or a document is damaged.
pub(super) async fn settle(
    store: &Store,
    writer: Option<&mut ImportWriter>,
    (reference, mapping): (&Reference, &Mapping),
    batch: &mut Batch,
    before: &mut HashMap<String, SourceRecord>,
) -> Result<Found, StoreError> {
    let mut found = Found::default();
    if mapping.shape != Some(Shape::Boucle) {
        return Ok(found);
    }
    let new = batch.upserts.iter().filter(|u| u.structure().is_none());
    let named = new.map(|u| u.record().external_id.clone());
    let named: Vec<String> = named.filter(|id| Ulid::from_string(id).is_ok()).collect();
    if named.is_empty() {
        return Ok(found);
    }
    let stored = match writer {
        Some(w) => w.structures(&named).await?,
        None => store.structures_of(&named).await?,
    };
    let shown = stored.into_iter().filter(|s| s.status == Status::Published);
    let shown: HashMap<String, Structure> = shown.map(|s| (s.id.clone(), s)).collect();
    let rows = std::mem::take(&mut batch.rows);
    for (row, mut u) in rows.into_iter().zip(std::mem::take(&mut batch.upserts)) {
        let known = u.structure().is_some();
        let structure = shown.get(&u.record().external_id).filter(|_| !known);
        if let Some(structure) = structure {
            if says_the_same(reference, u.record(), structure) {
                found.same += 1;
                continue;
            }
            found.corrected += 1;
            let stood = as_record(u.record(), structure);
            u.corrects(&structure.id, &stood)?;
            before.insert(structure.id.clone(), stood);
        }
        batch.rows.push(row);
        batch.upserts.push(u);
    }
    Ok(found)
}

/// Whether the structure would be published as it is, if the record's values came first.
fn says_the_same(reference: &Reference, record: &SourceRecord, structure: &Structure) -> bool {
    let sources = HashMap::new();
    let publisher = Publisher {
        taxonomy: &reference.taxonomy,
        gazetteer: &reference.gazetteer,
        sources: &sources,
    };
    let mut fields = record.fields.clone();
    fields.fill_from(&structure.fields, "", &mut BTreeMap::new());
    let with = Structure {
        fields,
        commune: record.commune.clone().or_else(|| structure.commune.clone()),
        ..structure.clone()
    };
    // Of a home less is told than is known here: the score counts all that is known.
    let told = |s: Structure| PublicStructure {
        completeness: 0.0,
        criteria: crate::domain::Completeness::whole(),
        ..publisher.publish(s)
    };
    told(with) == told(structure.clone())
}

/// The structure as the record that the other one replaces, without a home's place.
fn as_record(record: &SourceRecord, structure: &Structure) -> SourceRecord {
    let home = structure.fields.is_home();
    let mut fields = structure.fields.clone();
    if home {
        fields = Fields {
            address: record.fields.address.clone(),
            position: record.fields.position,
            ..fields
        };
    }
    SourceRecord {
        fields,
        commune: structure.commune.clone(),
        commune_assignment: structure.commune_assignment,
        ..record.clone()
    }
}
