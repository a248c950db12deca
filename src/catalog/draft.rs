//! One structure on its way into a snapshot: its row and its ready fragment.
use super::build::Base;
use super::matching::{low32, low64, mask};
use super::publish::{PublicStructure, Publisher};
use super::snapshot::{OfferMask, Row};
use crate::domain::geodesy::Coordinates;
use crate::domain::text::fold;
use crate::domain::{Source, Structure};
use crate::spatial::grid::morton;
use std::collections::HashMap;
use std::hash::Hash;

/// What a fragment begins with; `id` first, so that a reader can stop early.
pub(super) const HEAD: &str = "{\"type\":\"Feature\",\"id\":\"";

/// Numbers distinct values in the order in which they come.
#[derive(Debug)]
pub(super) struct Interner<T>(HashMap<T, u32>);

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Eq + Hash> Interner<T> {
    /// The number of a value.
    pub fn number(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }

    /// The values by number.
    pub fn into_values(self) -> Vec<T> {
        let mut all: Vec<(T, u32)> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(_, n)| *n);
        all.into_iter().map(|(v, _)| v).collect()
    }
}

/// A structure whose place in the order is not known yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub id: u128,
    pub slug: Box<str>,
    pub fold: Box<str>,
    pub point: Option<Coordinates>,
    /// Morton key; the greatest number without position.
    pub key: u64,
    pub row: Row,
    /// Batch, first byte and length of the fragment.
    pub text: (u32, u32, u32),
    /// Where the properties begin, and where name and slug end.
    pub properties: u32,
    pub card: u32,
}

/// A draft with the values that are numbered afterwards.
#[derive(Debug)]
pub(super) struct Prepared {
    pub draft: Draft,
    pub text: Vec<u8>,
    pub hours: Option<String>,
    pub offers: Vec<OfferMask>,
    pub sources: Vec<String>,
    pub networks: Vec<String>,
}

/// Publishes and serialises; shared by all cores.
#[derive(Debug)]
pub(super) struct Preparer<'a> {
    pub base: &'a Base,
    pub sources: &'a HashMap<String, Source>,
    pub communes: &'a HashMap<String, u32>,
}

impl Preparer<'_> {
    /// The public form of a structure, as row and fragment.
    pub fn prepare(&self, structure: Structure) -> Option<Prepared> {
        let publisher = Publisher {
            taxonomy: &self.base.taxonomy,
            gazetteer: &self.base.gazetteer,
            sources: self.sources,
        };
        let p = publisher.publish(structure);
        let id = ulid::Ulid::from_string(&p.id).ok()?.0;
        let row = self.row(&p);
        let (text, properties, card) = feature(&p)?;
        let t = &self.base.taxonomy;
        let offers = p.offers.iter().map(|o| OfferMask {
            actions: low32(mask(&t.actions, [&o.action])),
            objects: mask(&t.objects, &o.objects),
        });
        Some(Prepared {
            draft: Draft {
                id,
                fold: names(&p).into(),
                slug: p.slug.into(),
                point: p.coordinates,
                key: p.coordinates.map_or(u64::MAX, morton),
                row,
                text: (0, 0, 0),
                properties,
                card,
            },
            text,
            offers: offers.collect(),
            hours: p.opening_hours,
            sources: p.sources.into_iter().map(|s| s.source).collect(),
            networks: p.networks,
        })
    }

    fn row(&self, p: &PublicStructure) -> Row {
        let t = &self.base.taxonomy;
        let byte = |i: Option<usize>| i.and_then(|i| u8::try_from(i).ok()).unwrap_or(255);
        Row {
            categories: low64(mask(&t.categories, &p.categories)),
            actions: low32(mask(&t.actions, p.offers.iter().map(|o| &o.action))),
            objects: mask(&t.objects, p.offers.iter().flat_map(|o| &o.objects)),
            labels: low32(mask(&t.labels, &p.labels)),
            commune: p
                .commune
                .as_ref()
                .and_then(|c| self.communes.get(&c.code))
                .copied()
                .unwrap_or(u32::MAX),
            updated: chrono::DateTime::parse_from_rfc3339(&p.updated).map_or(0, |d| d.timestamp()),
            sector: byte(p.sector.as_ref().and_then(|s| t.sectors.index(s))),
            category: byte(p.categories.first().and_then(|c| t.categories.index(c))),
            ess: p.ess.into(),
            appointment: p.by_appointment.into(),
            brand_only: p.brand_only.into(),
            at_home: p.at_home.is_some(),
            public: match p.public.as_deref() {
                Some("individuals") => 1,
                Some("professionals") => 2,
                Some("both") => 3,
                _ => 0,
            },
            ..Row::default()
        }
    }
}

/// The folded name, and behind a line break, which sorts before every letter, the one over the door: words to search.
fn names(p: &PublicStructure) -> String {
    let mut text = fold(&p.name);
    if let Some(trade) = p.trade_name.as_deref().map(fold).filter(|t| *t != text) {
        text.push('\n');
        text.push_str(&trade);
    }
    text
}

/// The feature's text, where its properties begin, and where name and slug, the first of them, end.
fn feature(p: &PublicStructure) -> Option<(Vec<u8>, u32, u32)> {
    let geometry = p.coordinates.map_or_else(
        || "null".to_owned(),
        |c| {
            format!(
                "{{\"type\":\"Point\",\"coordinates\":[{},{}]}}",
                c.lon, c.lat
            )
        },
    );
    let mut text =
        format!("{HEAD}{}\",\"geometry\":{geometry},\"properties\":{{", p.id).into_bytes();
    let begin = text.len();
    // The struct serialises name and slug first; measured rather than searched for, as a name may hold anything.
    let names = serde_json::to_vec(&(&p.name, &p.slug)).ok()?.len() - "[]".len();
    let card = begin + "\"name\":\"slug\":".len() + names;
    let mut properties = Vec::with_capacity(1024);
    serde_json::to_writer(&mut properties, p).ok()?;
    text.extend_from_slice(&properties[1..]);
    text.push(b'}');
    Some((text, u32::try_from(begin).ok()?, u32::try_from(card).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_come() {
        let mut i = Interner::default();
        assert_eq!((i.number("b"), i.number("a"), i.number("b")), (0, 1, 0));
        assert_eq!(i.into_values(), ["b", "a"]);
    }
}
