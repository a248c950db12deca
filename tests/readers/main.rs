//! Workbooks, OpenStreetMap files and old text files as an import reads them, and broken ones.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
mod mutations;
mod osm;
mod text;
mod workbooks;

#[path = "../support/pbf.rs"]
mod pbf;

use boucle::domain::SourceRecord;
use boucle::import::{self, Context, Input, Mapping, ReadError, Report};
use boucle::service::Reference;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

/// The account and the records of an import with that mapping.
fn run(input: impl Input, mapping: &str) -> Result<(Report, Vec<SourceRecord>), ReadError> {
    let mapping = Mapping::parse(mapping).unwrap();
    let crosswalk = REFERENCE.prepare(&mapping).unwrap();
    let nearest = |c| REFERENCE.nearest_commune(c);
    let covering = |c| REFERENCE.commune_at(c);
    let context = Context {
        taxonomy: &REFERENCE.taxonomy,
        crosswalk: crosswalk.as_ref(),
        gazetteer: &REFERENCE.gazetteer,
        nearest: &nearest,
        covering: &covering,
        fix_positions: false,
        seen_at: "2026-01-01T00:00:00Z",
    };
    let mut records = Vec::new();
    let report = import::run(input, &mapping, &context, &mut |_| {}, &mut |r| {
        records.push(r);
    })?;
    Ok((report, records))
}

fn told(input: &[u8], mapping: &str) -> String {
    match run(std::io::Cursor::new(input), mapping) {
        Ok((report, _)) => panic!("{report:?}"),
        Err(e) => e.to_string(),
    }
}
