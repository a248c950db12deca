//! National and partner sources, read from files and from servers on loopback; nothing here leaves the machine.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
mod ademe;
#[path = "../support/geocoder.rs"]
mod geocoder;
mod geocoding;
mod gogocarto;
#[path = "../support/loopback.rs"]
mod loopback;
mod pages;
#[path = "../support/reading.rs"]
mod reading;
mod real;

use boucle::domain::SourceRecord;
use boucle::import::{self, Format, Mapping, ReadError, Report};
use boucle::service::Reference;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

/// A mapping that comes with the program.
fn mapping(name: &str, format: Format) -> Mapping {
    let mut mapping = Mapping::parse(Mapping::built_in(name).unwrap()).unwrap();
    mapping.format = format;
    mapping
}

/// Records by their identifier, and the report.
fn read(
    mapping: &Mapping,
    input: impl std::io::Read + Send,
) -> Result<(BTreeMap<String, SourceRecord>, Report), ReadError> {
    let mut records = BTreeMap::new();
    let mut sink = |r: SourceRecord| {
        records.insert(r.external_id.clone(), r);
    };
    let input = import::Stream(input);
    let report = reading::import(&REFERENCE, mapping, input, false, &mut sink)?;
    Ok((records, report))
}
