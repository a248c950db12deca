//! Tables of our own: the columns that our exports write, read back to the value.
use super::Mapping;
use super::mapping::{Format, Shape};
use super::reader::RawRow;
use super::report::Notes;
use super::values::{Kind, convert, kind};
use crate::domain::structure::{CommuneAssignment, Fields};
use crate::domain::text::{parted, unguarded};
use crate::domain::{Gazetteer, Territory, TerritoryKind};
use serde_json::{Map, Value, json};

/// Columns of our tables that are no field by themselves: parts of address and position, and what is worked out anew.
pub(super) const COLUMNS: [&str; 9] = [
    "postal_code",
    "city",
    "insee",
    "commune_code",
    "longitude",
    "latitude",
    "licences",
    "attributions",
    "address",
];

/// The fields of a row, as a document of our own shape has them; what cannot be converted is left out with a remark.
pub(super) fn document(
    mapping: &Mapping,
    row: &RawRow,
    notes: &mut Notes<'_>,
) -> Map<String, Value> {
    // Cells of a workbook have types: nothing in them is guarded against being taken for a formula.
    let guarded = mapping.format == Format::Csv;
    let given = |column: &str| {
        let value = row.values.get(column)?;
        Some(if guarded { unguarded(value) } else { value })
    };
    let mut out = Map::new();
    for field in Fields::NAMES {
        let Some(text) = given(field) else { continue };
        let value = match kind(field) {
            Kind::Parts(_) => None,
            Kind::List => Some(parted(text).into()),
            _ => convert(mapping, field, &[text], notes),
        };
        if let Some(value) = value {
            out.insert((*field).to_owned(), value);
        }
    }
    let lines = given("address").unwrap_or_default().lines();
    let address = json!({
        "lines": lines.collect::<Vec<_>>(),
        "postal_code": given("postal_code"), "city": given("city"), "insee": given("insee"),
    });
    out.insert("address".to_owned(), address);
    out
}

/// The commune that an export of ours names beside the fields, and how it was found: it stands where the address names
/// none, and no position is exact enough to find it again.
pub(super) fn commune<'a>(
    mapping: &Mapping,
    row: &RawRow,
    gazetteer: &'a Gazetteer,
) -> Option<(&'a Territory, CommuneAssignment)> {
    if mapping.shape != Some(Shape::Boucle) {
        return None;
    }
    let column = |names: [&str; 2]| names.iter().find_map(|n| row.values.get(*n));
    let code = column(["commune_code", "commune.code"])?;
    let how = row.values.get("commune_assignment")?;
    let how = serde_json::from_value(how.as_str().into()).ok()?;
    Some((gazetteer.get(TerritoryKind::Commune, code)?, how))
}
