//! What the loaded contours cover.
use crate::domain::{Gazetteer, Territory, TerritoryKind};
use crate::spatial::Contours;
use std::collections::{HashMap, HashSet};

/// The account of a set of contours against the tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// By kind: territories with a contour, and those that are known there.
    pub counts: Vec<(TerritoryKind, usize, usize)>,
    /// Known communes without a contour: code and name.
    pub missing: Vec<(String, String)>,
    /// Communes that share an older contour, because they were separated since: names.
    pub shared: Vec<Vec<String>>,
}

/// Compares contours with the tables; of partial ones only the territory that they say they cover.
#[must_use]
pub fn survey(gazetteer: &Gazetteer, contours: &Contours) -> Survey {
    let partial = contours.about().and_then(|a| a.partial.as_deref());
    let within = partial.and_then(|p| {
        let (kind, code) = p.split_once(':')?;
        gazetteer.get(TerritoryKind::parse(kind)?, code)
    });
    let mut out = Survey::default();
    for kind in TerritoryKind::ALL {
        let there: HashMap<&str, &[String]> = contours.codes(kind).collect();
        let known =
            |t: &&Territory| within.is_none_or(|w| w.kind >= t.kind && gazetteer.lies_within(t, w));
        let known: Vec<&Territory> = gazetteer.of_kind(kind).filter(known).collect();
        let own = known.iter().filter(|t| there.contains_key(t.code.as_str()));
        out.counts.push((kind, own.count(), known.len()));
        if kind != TerritoryKind::Commune {
            continue;
        }
        let shared: HashSet<&str> = there
            .values()
            .copied()
            .flatten()
            .map(String::as_str)
            .collect();
        let missing = known
            .iter()
            .filter(|t| !there.contains_key(t.code.as_str()) && !shared.contains(t.code.as_str()));
        out.missing = missing.map(|t| (t.code.clone(), t.name.clone())).collect();
        let name = |code: &String| gazetteer.get(kind, code).map(|t| t.name.clone());
        let several = there.values().filter(|heirs| !heirs.is_empty());
        out.shared = several
            .map(|heirs| heirs.iter().filter_map(name).collect())
            .collect();
        out.shared.sort();
    }
    out
}
