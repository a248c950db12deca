//! How source records and a person's revision become what is published. Pure.
use super::matching::lost_minus;
use super::record::{Revision, SourceRecord, public_id};
use super::structure::{CommuneAssignment, Fields, Origin, Status, Structure};
use std::collections::BTreeMap;

/// What a merge cannot know from the records: the identity of the published structure.
#[derive(Debug, Clone)]
pub struct Identity {
    /// ULID.
    pub id: String,
    /// Last part of the page's address.
    pub slug: String,
    /// RFC 3339.
    pub created: String,
    /// RFC 3339.
    pub updated: String,
}

/// Records whose position is another's mirrored at longitude 0, on the eastern side: a minus sign gets lost, and is
/// hardly ever won. Their position, and a commune that was given by it, is not used.
fn misplaced<'r>(records: &[&'r SourceRecord]) -> Vec<(&'r String, &'r String)> {
    let at = |r: &SourceRecord| r.fields.position.map(|p| p.coordinates);
    let is_off = |r: &&&'r SourceRecord| {
        at(r).is_some_and(|east| {
            records
                .iter()
                .filter_map(|o| at(o))
                .any(|west| lost_minus(east, west))
        })
    };
    let off = records.iter().filter(is_off);
    off.map(|r| (&r.source, &r.external_id)).collect()
}

/// Merges records and a revision into the published structure.
///
/// Of two sources the one of lower `priority` wins, then the one seen last, then the code; lists are
/// united in that order. The revision's values replace all others, and what it clears is unknown.
/// The order in which the records are given does not matter. Without records the structure is withdrawn.
#[must_use]
pub fn merge(
    identity: Identity,
    records: &[SourceRecord],
    revision: Option<&Revision>,
) -> Structure {
    let mut ordered: Vec<&SourceRecord> = records.iter().collect();
    ordered.sort_by(|a, b| {
        a.priority
            .cmp(&b.priority)
            .then_with(|| b.seen_at.cmp(&a.seen_at))
            .then_with(|| (&a.source, &a.external_id).cmp(&(&b.source, &b.external_id)))
    });
    let mut provenance = BTreeMap::new();
    let mut fields = Fields::default();
    if let Some(r) = revision {
        fields.fill_from(&r.set, &format!("revision/{}", r.number), &mut provenance);
    }
    let corrected: Vec<String> = provenance.keys().cloned().collect();
    let mut sourced = Fields::default();
    let mut origins = BTreeMap::new();
    let misplaced = misplaced(&ordered);
    for r in &ordered {
        let off = misplaced.contains(&(&r.source, &r.external_id));
        let placed = off.then(|| Fields {
            position: None,
            ..r.fields.clone()
        });
        sourced.fill_from(
            placed.as_ref().unwrap_or(&r.fields),
            &format!("{}/{}", r.source, r.external_id),
            &mut origins,
        );
    }
    // A corrected list replaces the sources' list: it is not united with it.
    for name in corrected
        .iter()
        .chain(revision.map(|r| r.clear.as_slice()).unwrap_or_default())
    {
        sourced.clear(name);
        origins.remove(name);
    }
    fields.fill_from(&sourced, "", &mut BTreeMap::new());
    provenance.append(&mut origins);
    let by_position = [
        Some(CommuneAssignment::Contour),
        Some(CommuneAssignment::Nearest),
    ];
    let sound = |r: &&&SourceRecord| {
        let off = misplaced.contains(&(&r.source, &r.external_id));
        r.commune.is_some() && !(off && by_position.contains(&r.commune_assignment))
    };
    // Nearness is a guess: what any record knows better goes before it.
    let known =
        |r: &&&SourceRecord| sound(r) && r.commune_assignment != Some(CommuneAssignment::Nearest);
    let located = ordered.iter().find(known);
    let located = located.or_else(|| ordered.iter().find(sound));
    Structure {
        id: identity.id,
        slug: identity.slug,
        status: if records.is_empty() {
            Status::Withdrawn
        } else {
            Status::Published
        },
        merged_into: None,
        fields,
        commune: located.and_then(|r| r.commune.clone()),
        commune_assignment: located.and_then(|r| r.commune_assignment),
        origins: ordered
            .iter()
            .map(|r| Origin {
                source: r.source.clone(),
                external_id: public_id(&r.external_id).to_owned(),
                seen_at: r.seen_at.clone(),
                attribution: r.attribution.clone(),
            })
            .collect(),
        provenance,
        created: identity.created,
        updated: identity.updated,
        verified_at: revision.map(|r| r.made_at.clone()),
    }
}
