//! Workbooks, OpenStreetMap files and old text files as an import reads them, and broken ones.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
mod mutations;
mod osm;
mod text;
mod workbooks;

#[path = "../support/pbf.rs"]
mod pbf;
#[path = "../support/reading.rs"]
mod reading;

use boucle::domain::SourceRecord;
use boucle::import::{Input, Mapping, ReadError, Report};
use boucle::service::Reference;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

/// The account and the records of an import with that mapping.
fn run(input: impl Input + Send, mapping: &str) -> Result<(Report, Vec<SourceRecord>), ReadError> {
    let mapping = Mapping::parse(mapping).unwrap();
    let mut records = Vec::new();
    let report = reading::import(&REFERENCE, &mapping, input, false, &mut |r| records.push(r))?;
    Ok((report, records))
}

fn told(input: &[u8], mapping: &str) -> String {
    match run(std::io::Cursor::new(input), mapping) {
        Ok((report, _)) => panic!("{report:?}"),
        Err(e) => e.to_string(),
    }
}
