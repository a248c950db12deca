//! Where one more structure would help most, and what is lost when one closes.
use super::reach::Reach;
use crate::catalog::snapshot::Snapshot;
use crate::domain::Territory;
use crate::domain::coverage::best_sites;
use crate::spatial::NearIndex;
use crate::spatial::points::{metres_of, on_sphere};
use std::collections::HashSet;
use std::sync::Arc;

/// Most pairs of a place and a commune in its reach that are looked at.
const MOST_PAIRS: usize = 20_000_000;

/// The territory and the threshold are too large together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "too many communes lie within reach of each other; ask for a smaller territory or a shorter threshold"
)]
pub struct TooMany;

/// A commune where one more structure would help.
#[derive(Debug, Clone)]
pub struct SiteRow<'a> {
    /// 1 for the one that helps most.
    pub rank: u32,
    /// Which commune.
    pub commune: &'a Territory,
    /// People of the territory whom it brings within the threshold, besides those of the sites before it.
    pub gain: u64,
    /// Part of the territory's people within the threshold with this site and those before it, 0 to 1.
    pub share_within: Option<f64>,
}

/// The sites of a territory.
#[derive(Debug, Clone)]
pub struct Sites<'a> {
    /// The best first.
    pub rows: Vec<SiteRow<'a>>,
    /// Part of the people within the threshold today.
    pub share_before: Option<f64>,
    /// Inhabitants of the territory.
    pub population: u64,
}

/// A commune that falls outside the threshold.
#[derive(Debug, Clone)]
pub struct LostCommune<'a> {
    /// Which one.
    pub commune: &'a Territory,
    /// How far the structure is that closes, metres.
    pub before_m: f64,
    /// How far the next one is, metres; `None` when there is none.
    pub after_m: Option<f64>,
}

/// What is lost when a structure closes.
#[derive(Debug, Clone)]
pub struct Loss<'a> {
    /// The filters let the structure pass; if not, nothing is lost.
    pub matches: bool,
    /// People who fall outside the threshold.
    pub people: u64,
    /// Where they live, the most people first.
    pub communes: Vec<LostCommune<'a>>,
    /// Part of the territory's people within the threshold with and without it.
    pub share_before: Option<f64>,
    /// See above.
    pub share_after: Option<f64>,
}

impl Snapshot {
    /// The communes of a territory, all of the country without one: numbers of the gazetteer.
    #[must_use]
    pub fn communes_within(&self, within: Option<&Territory>) -> Vec<u32> {
        let communes = &self.gazetteer.all()[..self.ground.len()];
        let inside = |t: &Territory| within.is_none_or(|w| self.gazetteer.lies_within(t, w));
        let all = (0..).zip(communes).filter(|(_, t)| inside(t));
        all.map(|(i, _)| i).collect()
    }

    /// People of these communes, all and those within the threshold.
    fn people_within(&self, communes: &[u32], reach: &Reach, threshold_m: f64) -> (u64, u64) {
        let people = |i: u32| u64::from(self.ground.population[i as usize]);
        let within = communes
            .iter()
            .filter(|i| reach.metres[**i as usize] <= threshold_m);
        (
            communes.iter().map(|i| people(*i)).sum(),
            within.map(|i| people(*i)).sum(),
        )
    }

    /// Up to `count` communes of the territory where one more structure brings the most of its people within the
    /// threshold.
    ///
    /// # Errors
    /// When too many communes lie within reach of each other.
    pub fn sites(
        &self,
        reach: &Reach,
        within: Option<&Territory>,
        threshold_m: f64,
        count: usize,
    ) -> Result<Sites<'_>, TooMany> {
        let ground = &*self.ground;
        let communes = self.communes_within(within);
        let (population, mut covered) = self.people_within(&communes, reach, threshold_m);
        let mut candidate_of = vec![u32::MAX; ground.len()];
        for (n, i) in (0..).zip(&communes) {
            candidate_of[*i as usize] = n;
        }
        let mut reaches: Vec<Vec<u32>> = vec![Vec::new(); communes.len()];
        let mut people = Vec::new();
        let mut pairs = 0;
        for i in &communes {
            let Some(at) = ground.at[*i as usize] else {
                continue;
            };
            let here = ground.population[*i as usize];
            if here == 0 || reach.metres[*i as usize] <= threshold_m {
                continue;
            }
            let group = super::super::build::small(people.len());
            people.push(here);
            for (_, c) in ground.within(at, threshold_m) {
                let same_land = ground.land[c as usize] == ground.land[*i as usize];
                if let Some(list) = reaches.get_mut(candidate_of[c as usize] as usize)
                    && same_land
                {
                    list.push(group);
                    pairs += 1;
                }
            }
            if pairs > MOST_PAIRS {
                return Err(TooMany);
            }
        }
        let share = |covered: u64| (population > 0).then(|| covered as f64 / population as f64);
        let share_before = share(covered);
        let found = best_sites(&reaches, &people, count);
        let rows = (1..).zip(found).map(|(rank, site)| {
            covered += site.gain;
            SiteRow {
                rank,
                commune: &self.gazetteer.all()[communes[site.candidate as usize] as usize],
                gain: site.gain,
                share_within: share(covered),
            }
        });
        Ok(Sites {
            rows: rows.collect(),
            share_before,
            population,
        })
    }

    /// What the people of a territory lose when structure `i` closes.
    #[must_use]
    pub fn loss(
        &self,
        reach: &Reach,
        within: Option<&Territory>,
        threshold_m: f64,
        i: u32,
    ) -> Loss<'_> {
        let communes = self.communes_within(within);
        let (population, covered) = self.people_within(&communes, reach, threshold_m);
        // Only those for whom it is the nearest can lose by it.
        let theirs = communes.into_iter().filter(|c| {
            let nearest = reach.nearest[*c as usize];
            nearest.structure == i && nearest.metres <= threshold_m
        });
        let next = self.next_nearest(reach, i, theirs.collect());
        let mut lost: Vec<(u32, LostCommune<'_>)> = next
            .into_iter()
            .filter(|(_, metres)| *metres > threshold_m)
            .map(|(c, metres)| {
                let lost = LostCommune {
                    commune: &self.gazetteer.all()[c as usize],
                    before_m: reach.metres[c as usize],
                    after_m: metres.is_finite().then_some(metres),
                };
                (self.ground.population[c as usize], lost)
            })
            .collect();
        lost.sort_by_key(|(people, _)| std::cmp::Reverse(*people));
        let people: u64 = lost.iter().map(|(people, _)| u64::from(*people)).sum();
        let share = |covered: u64| (population > 0).then(|| covered as f64 / population as f64);
        Loss {
            matches: reach.matched.binary_search(&i).is_ok(),
            people,
            communes: lost.into_iter().map(|(_, lost)| lost).collect(),
            share_before: share(covered),
            share_after: share(covered - people),
        }
    }

    /// Distance of these communes to the nearest structure but one, metres.
    fn next_nearest(&self, reach: &Reach, but: u32, communes: Vec<u32>) -> Vec<(u32, f64)> {
        let Some(first) = communes.first() else {
            return Vec::new();
        };
        let ground = &*self.ground;
        // A structure serves one landmass, so that all these communes are of one.
        let land = ground.land[*first as usize];
        let others = || reach.matched.iter().copied().filter(|i| *i != but);
        let standing = others().filter(|i| self.standing(*i).is_some_and(|(l, _)| l == land));
        let index = NearIndex::of_some(Arc::clone(&self.points), standing.collect());
        let at_home: HashSet<u32> = others()
            .filter(|i| self.rows[*i as usize].perimeter.at_home())
            .flat_map(|i| self.served_at_home(i))
            .collect();
        let distance = |c: u32| {
            if at_home.contains(&c) {
                return 0.0;
            }
            let at = ground.at[c as usize];
            let found = at.and_then(|at| index.nearest_to(on_sphere(at)));
            found.map_or(f64::INFINITY, |(chord, _)| metres_of(chord))
        };
        communes.into_iter().map(|c| (c, distance(c))).collect()
    }
}
