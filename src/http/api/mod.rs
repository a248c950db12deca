//! `/api/v1`: what programs read.
pub mod clusters;
pub mod coverage;
pub mod export;
pub mod facets;
pub mod health;
pub mod sources;
pub mod structures;
pub mod suggest;
pub mod taxonomy;
pub mod territories;

use super::query::Parameters;
use crate::domain::StructureQuery;

/// What was asked, for an entity tag. An answer about "now" changes by the minute, one about weekdays by the day, so
/// that its question must too.
fn question(endpoint: &str, p: &Parameters, q: &StructureQuery) -> String {
    let mut text = String::with_capacity(endpoint.len() + p.canonical().len() + 32);
    text.push_str(endpoint);
    text.push('?');
    text.push_str(p.canonical());
    if let Some(at) = q.open_at {
        text.push_str(&at.to_string());
    }
    if let Some(from) = q.open_on_from {
        text.push_str(&from.to_string());
    }
    text
}
