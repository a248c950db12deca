//! An import without a store: one way for all tests that read files.
use boucle::domain::SourceRecord;
use boucle::import::{self, Context, Input, Mapping, ReadError, Report};
use boucle::service::Reference;

/// Reads a whole input with a mapping, its crosswalk and the embedded tables; hands over each record.
pub fn import(
    reference: &Reference,
    mapping: &Mapping,
    input: impl Input + Send,
    fix_positions: bool,
    sink: &mut dyn FnMut(SourceRecord),
) -> Result<Report, ReadError> {
    let crosswalk = reference.prepare(mapping).unwrap();
    let context = Context {
        taxonomy: &reference.taxonomy,
        crosswalk: crosswalk.as_ref(),
        gazetteer: &reference.gazetteer,
        nearest: &|c| reference.nearest_commune(c),
        covering: &|c| reference.commune_at(c),
        geocoded: &|_| None,
        fix_positions,
        seen_at: "2026-01-01T00:00:00Z",
    };
    import::run(input, mapping, &context, &mut |_| {}, sink)
}
