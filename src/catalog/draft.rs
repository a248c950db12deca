//! One structure on its way into a snapshot: its row and its ready fragment.
use super::build::{Base, PART, small};
use super::matching::{low32, low64, mask};
use super::order::Made;
use super::pieces::Place;
use super::publish::{PublicStructure, Publisher};
use super::snapshot::{OfferMask, Perimeter, Row, slug_digest};
use crate::domain::geodesy::Coordinates;
use crate::domain::structure::AtHome;
use crate::domain::text;
use crate::domain::{Source, Structure, TerritoryKind, clock};
use crate::spatial::grid::morton;
use chrono::{DateTime, Datelike};
use std::collections::HashMap;
use std::hash::Hash;

/// What a fragment weighs as a rule, with its names, bytes.
const FRAGMENT: usize = 1_000;

/// What a fragment begins with; `id` first, so that a reader can stop early.
pub(super) const HEAD: &str = "{\"type\":\"Feature\",\"id\":\"";

/// Numbers distinct values in the order in which they come.
#[derive(Debug)]
pub(super) struct Interner<T>(foldhash::HashMap<T, u32>);

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self(foldhash::HashMap::default())
    }
}

impl<T: Eq + Hash> Interner<T> {
    /// The number of a value.
    pub fn number(&mut self, value: T) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(value).or_insert(next)
    }

    /// Takes over the values of another; returns their new numbers, by the old.
    pub fn join(&mut self, other: Self) -> Vec<u32> {
        let values = other.into_values().into_iter();
        values.map(|v| self.number(v)).collect()
    }

    /// The values by number.
    pub fn into_values(self) -> Vec<T> {
        let mut all: Vec<(T, u32)> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(_, n)| *n);
        all.into_iter().map(|(v, _)| v).collect()
    }
}

/// A structure whose place in the order is not known yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub id: u128,
    /// Digest of the slug.
    pub slug: u64,
    pub point: Option<Coordinates>,
    /// Morton key; the greatest number without position.
    pub key: u64,
    pub row: Row,
    /// Where its fragment lies; the folded names to search follow it until the drafts are in order.
    pub place: Place,
    /// Length of the fragment, and of the names.
    pub len: u32,
    pub fold: u32,
    /// Where the properties begin, and where name and slug end.
    pub properties: u32,
    pub card: u32,
}

/// What one core made of some structures: drafts with numbers of this part, and their fragments in one piece.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub drafts: Vec<Draft>,
    pub text: Vec<u8>,
    pub hours: Interner<String>,
    pub offer_sets: Interner<Vec<OfferMask>>,
    pub source_sets: Interner<Vec<String>>,
    pub network_sets: Interner<Vec<String>>,
}

impl Part {
    /// An empty part, in vectors that were used before if there are: fresh memory has to be cleared by the system
    /// first, and what grows is copied again and again.
    pub fn roomy(used: Option<Made>) -> Self {
        let fresh = || {
            (
                Vec::with_capacity(PART),
                Vec::with_capacity(PART * FRAGMENT),
            )
        };
        let (mut drafts, mut text) = used.unwrap_or_else(fresh);
        drafts.clear();
        text.clear();
        Self {
            drafts,
            text,
            ..Self::default()
        }
    }

    /// Adds the row and the fragment of a structure.
    pub fn take(&mut self, p: PublicStructure, preparer: &Preparer<'_>) {
        let start = self.text.len();
        let Some((properties, card)) = write_feature(&p, &mut self.text) else {
            self.text.truncate(start);
            return;
        };
        let Ok(id) = ulid::Ulid::from_string(&p.id) else {
            self.text.truncate(start);
            return;
        };
        let t = &preparer.base.taxonomy;
        let offers = p.offers.iter().map(|o| OfferMask {
            actions: low32(mask(&t.actions, [&o.action])),
            objects: mask(&t.objects, &o.objects),
        });
        let mut row = preparer.row(&p);
        let end = self.text.len();
        self.text.extend_from_slice(names(&p).as_bytes());
        row.offers = self.offer_sets.number(offers.collect());
        row.hours = p.opening_hours.map_or(u32::MAX, |h| self.hours.number(h));
        let sources = p.sources.into_iter().map(|s| s.source);
        row.sources = self.source_sets.number(sources.collect());
        row.networks = self.network_sets.number(p.networks);
        self.drafts.push(Draft {
            id: id.0,
            slug: slug_digest(&p.slug),
            point: p.coordinates,
            key: p.coordinates.map_or(u64::MAX, morton),
            row,
            place: Place {
                piece: 0,
                start: small(start),
            },
            len: small(end - start),
            fold: small(self.text.len() - end),
            properties,
            card,
        });
    }
}

/// Publishes and serialises; shared by all cores.
#[derive(Debug)]
pub(super) struct Preparer<'a> {
    pub base: &'a Base,
    pub sources: &'a HashMap<String, Source>,
}

impl Preparer<'_> {
    /// The public form of a structure.
    pub fn publish(&self, structure: Structure) -> PublicStructure {
        let publisher = Publisher {
            taxonomy: &self.base.taxonomy,
            gazetteer: &self.base.gazetteer,
            sources: self.sources,
        };
        publisher.publish(structure)
    }

    fn perimeter(&self, at_home: Option<&AtHome>) -> Perimeter {
        match at_home {
            None => Perimeter::None,
            #[allow(clippy::cast_possible_truncation)]
            // far finer than the distances it is held against
            Some(AtHome::Km { km }) => Perimeter::Metres((km * 1000.0) as f32),
            Some(AtHome::Department { code }) => {
                let department = self.base.gazetteer.index(TerritoryKind::Department, code);
                Perimeter::Department(department.map_or(u32::MAX, small))
            }
            Some(AtHome::Metropolitan | AtHome::Overseas) => Perimeter::National,
        }
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
                .and_then(|c| self.base.gazetteer.index(TerritoryKind::Commune, &c.code))
                .map_or(u32::MAX, small),
            updated: DateTime::parse_from_rfc3339(&p.updated).map_or(0, |d| d.timestamp()),
            completeness: p.criteria,
            verified: p.verified_at.as_deref().map_or(0, day_number),
            sector: byte(p.sector.as_ref().and_then(|s| t.sectors.index(s))),
            category: byte(p.categories.first().and_then(|c| t.categories.index(c))),
            ess: p.ess.into(),
            appointment: p.by_appointment.into(),
            brand_only: p.brand_only.into(),
            perimeter: self.perimeter(p.at_home.as_ref()),
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

/// The day of an instant in Paris, counted from the year 1; 0 when it cannot be read.
fn day_number(rfc3339: &str) -> i32 {
    DateTime::parse_from_rfc3339(rfc3339)
        .map_or(0, |d| clock::paris(d.to_utc()).date().num_days_from_ce())
}

/// The folded name, and behind a line break, which sorts before every letter, the one over the door: words to search.
fn names(p: &PublicStructure) -> String {
    let mut names = text::fold(&p.name);
    let trade = p.trade_name.as_deref().map(text::fold);
    if let Some(trade) = trade.filter(|t| *t != names) {
        names.push('\n');
        names.push_str(&trade);
    }
    names
}

/// Appends the feature; returns where its properties begin, and where name and slug, the first of them, end.
fn write_feature(p: &PublicStructure, out: &mut Vec<u8>) -> Option<(u32, u32)> {
    let start = out.len();
    out.extend_from_slice(HEAD.as_bytes());
    out.extend_from_slice(p.id.as_bytes());
    out.extend_from_slice(b"\",\"geometry\":");
    match p.coordinates {
        None => out.extend_from_slice(b"null"),
        Some(c) => {
            out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
            serde_json::to_writer(&mut *out, &[c.lon, c.lat]).ok()?;
            out.push(b'}');
        }
    }
    out.extend_from_slice(b",\"properties\":");
    let properties = out.len() + 1;
    serde_json::to_writer(&mut *out, p).ok()?;
    out.push(b'}');
    let name = properties + "\"name\":".len();
    let slug = end_of_string(out, name)? + ",\"slug\":".len();
    let card = end_of_string(out, slug)?;
    Some((small(properties - start), small(card - start)))
}

/// Where the JSON string that begins at `from` ends.
fn end_of_string(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_come() {
        let mut i = Interner::default();
        assert_eq!((i.number("b"), i.number("a"), i.number("b")), (0, 1, 0));
        let mut other = Interner::default();
        other.number("a");
        other.number("c");
        assert_eq!(i.join(other), [1, 2]);
        assert_eq!(i.into_values(), ["b", "a", "c"]);
    }

    #[test]
    fn a_string_ends_at_its_own_quote() {
        for text in [
            "",
            "Le Relais",
            "dit \"le Coin\"",
            "barre \\",
            "\\\"",
            "é\u{1}\n",
        ] {
            let json = serde_json::to_vec(&(text, 1)).unwrap();
            let end = end_of_string(&json, 1).unwrap();
            assert_eq!(
                serde_json::from_slice::<String>(&json[1..end]).unwrap(),
                text
            );
        }
        assert_eq!(end_of_string(b"\"open", 0), None);
    }
}
