//! Suggestions: territories, terms and structures in one list, with nearness where it is asked.
use super::Snapshot;
use super::lexicon::{Understood, alike};
use super::places::bare;
use super::search::{Hit, Kind};
use crate::domain::Coordinates;

/// The best finds by their words, among which the near ones are looked for.
const AMONG: usize = 512;

/// Places among which those are looked for whose whole name was typed.
const WHOLE_NAMES: usize = 64;
/// Score for them: more than the size of the department that is named after a town, less than nearness.
const WHOLE_NAME: f32 = 4.0;

/// Score beside that of the words: at the door more than any town has for its size, half of it 20 km away.
#[allow(clippy::cast_possible_truncation)] // 10 at most
fn nearness(metres: f64) -> f32 {
    (10.0 / (1.0 + metres / 20_000.0)) as f32
}

impl Snapshot {
    /// Finds of these kinds, the best first.
    #[must_use]
    pub fn search_hits(&self, text: &str, kinds: &[Kind], limit: usize) -> Vec<Hit> {
        self.some_hits(text, kinds, limit, limit)
    }

    /// The same without slips, unless nothing is found without.
    #[must_use]
    pub fn search_hits_begun(&self, text: &str, kinds: &[Kind], limit: usize) -> Vec<Hit> {
        self.some_hits(text, kinds, limit, 1)
    }

    /// Finds of these kinds, those near a point before others that read alike. Nearness counts before the list is cut
    /// to `limit`.
    #[must_use]
    pub fn search_hits_near(
        &self,
        text: &str,
        kinds: &[Kind],
        from: Coordinates,
        limit: usize,
    ) -> Vec<Hit> {
        let mut hits = self.some_hits(text, kinds, AMONG.max(limit), limit);
        for hit in &mut hits {
            if let Some(at) = self.hit_point(hit) {
                hit.score += nearness(from.distance_m(at));
            }
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(limit);
        hits
    }

    fn some_hits(&self, text: &str, kinds: &[Kind], limit: usize, enough: usize) -> Vec<Hit> {
        let terms: Vec<Kind> = kinds
            .iter()
            .copied()
            .filter(|k| *k != Kind::Structure)
            .collect();
        let mut hits = Vec::new();
        if !terms.is_empty() {
            hits = self
                .terms
                .find(text, &terms, limit.max(WHOLE_NAMES), enough);
            let wanted = [alike(text), alike(&bare(text))];
            for hit in &mut hits {
                if self
                    .place_name(hit)
                    .is_some_and(|n| wanted.contains(&alike(n)))
                {
                    hit.score += WHOLE_NAME;
                }
            }
        }
        if kinds.contains(&Kind::Structure) {
            hits.extend(self.words.find(text, limit, enough));
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(limit);
        hits
    }

    fn place_name(&self, hit: &Hit) -> Option<&str> {
        let place = matches!(
            hit.kind,
            Kind::Commune | Kind::Epci | Kind::Department | Kind::Region
        );
        let t = self.gazetteer.all().get(hit.index as usize);
        t.filter(|_| place).map(|t| t.name.as_str())
    }

    /// What a text says in everyday words.
    #[must_use]
    pub fn understand(&self, text: &str) -> Understood {
        self.terms.understand(text)
    }

    /// The everyday word of a find that a text begins, when it is not its label.
    #[must_use]
    pub fn said(&self, hit: &Hit, text: &str) -> Option<&str> {
        self.terms.said(hit, text)
    }

    /// Where a find lies, when it lies somewhere.
    #[must_use]
    pub fn hit_point(&self, hit: &Hit) -> Option<Coordinates> {
        match hit.kind {
            Kind::Structure => self.point(hit.index),
            Kind::Commune | Kind::Epci | Kind::Department | Kind::Region => {
                self.gazetteer.all().get(hit.index as usize)?.position
            }
            _ => None,
        }
    }
}
