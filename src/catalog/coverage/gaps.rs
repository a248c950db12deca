//! Communes from which the nearest structure is too far, and the zones that they form.
use super::reach::Reach;
use crate::catalog::snapshot::Snapshot;
use crate::domain::census::Standing;
use crate::domain::coverage::group_neighbours;
use crate::domain::{StructureQuery, Territory, TerritoryKind};
use serde::Serialize;

/// A structure by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NearestStructure {
    /// Its ULID.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A commune beyond the threshold.
#[derive(Debug, Clone)]
pub struct Gap<'a> {
    /// Which one.
    pub commune: &'a Territory,
    /// The EPCI around it.
    pub epci: Option<&'a Territory>,
    /// The department around it.
    pub department: Option<&'a Territory>,
    /// Distance to the nearest structure, metres; `None` when there is none, or the commune has no position.
    pub nearest_m: Option<f64>,
    /// The nearest structure, by its index.
    pub nearest: Option<u32>,
    /// Number of its zone in [`Gaps::zones`]; `None` without a position.
    pub zone: Option<u32>,
    /// Where nobody looked, there may be one that is not known.
    pub census: Standing<'a>,
}

/// Gaps that lie beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Zone {
    /// From 1, the zone of the most people.
    pub zone: u32,
    /// Its most populous commune.
    pub name: String,
    /// Communes.
    pub communes: u32,
    /// Inhabitants.
    pub population: u64,
}

/// All gaps of a territory.
#[derive(Debug, Clone)]
pub struct Gaps<'a> {
    /// By falling population, then by falling distance, then by code.
    pub rows: Vec<Gap<'a>>,
    /// By falling population.
    pub zones: Vec<Zone>,
    /// People who live in them.
    pub population: u64,
}

impl Snapshot {
    /// Communes, inside a territory if one is given, whose nearest structure is farther than the threshold.
    #[must_use]
    pub fn gaps(
        &self,
        q: &StructureQuery,
        within: Option<&Territory>,
        threshold_m: f64,
    ) -> Gaps<'_> {
        let reach = &*self.reach(q);
        let asked = self.census().asked(q);
        let communes = &self.gazetteer.all()[..self.ground.len()];
        let inside = |t: &Territory| within.is_none_or(|w| self.gazetteer.lies_within(t, w));
        let far = |i: u32| reach.metres[i as usize] > threshold_m;
        let is_gap: Vec<bool> = (0..)
            .zip(communes)
            .map(|(i, t)| far(i) && inside(t))
            .collect();
        let located = |i: u32| is_gap[i as usize] && self.ground.at[i as usize].is_some();
        let edges = self.ground.beside().iter().copied();
        let zone_of = group_neighbours(communes.len(), located, edges);
        let (zones, numbers) = self.zones(&zone_of);
        let mut order: Vec<u32> = (0..).take(communes.len()).collect();
        order.retain(|i| is_gap[*i as usize]);
        order.sort_by(|a, b| {
            let people = |i: &u32| self.ground.population[*i as usize];
            let far = |i: &u32| reach.metres[*i as usize];
            people(b)
                .cmp(&people(a))
                .then(far(b).total_cmp(&far(a)))
                .then(a.cmp(b))
        });
        let rows = order.iter().map(|i| {
            let zone = zone_of[*i as usize].map(|z| numbers[z as usize]);
            self.gap(*i, reach, zone, asked)
        });
        Gaps {
            rows: rows.collect(),
            population: order
                .iter()
                .map(|i| u64::from(self.ground.population[*i as usize]))
                .sum(),
            zones,
        }
    }

    fn gap(&self, i: u32, reach: &Reach, zone: Option<u32>, categories: u64) -> Gap<'_> {
        let all = self.gazetteer.all();
        let around = |kind| all.get(self.ground.around(kind, i) as usize);
        let nearest = reach.nearest[i as usize];
        Gap {
            commune: &all[i as usize],
            epci: around(TerritoryKind::Epci),
            department: around(TerritoryKind::Department),
            nearest_m: nearest.known_m(),
            nearest: nearest.known_m().map(|_| nearest.structure),
            zone,
            census: self.census().of_bits(&all[i as usize], categories),
        }
    }

    /// The zones by falling population, and the new number of each.
    fn zones(&self, zone_of: &[Option<u32>]) -> (Vec<Zone>, Vec<u32>) {
        let communes = self.gazetteer.all();
        let mut zones: Vec<(u64, u32, u32, usize)> = Vec::new();
        for (i, zone) in zone_of.iter().enumerate() {
            let Some(zone) = zone.map(|z| z as usize) else {
                continue;
            };
            let people = self.ground.population[i];
            if zone == zones.len() {
                zones.push((0, 0, people, i));
            }
            let (population, count, most, first) = &mut zones[zone];
            *population += u64::from(people);
            *count += 1;
            if people > *most {
                (*most, *first) = (people, i);
            }
        }
        let mut order: Vec<usize> = (0..zones.len()).collect();
        order.sort_by_key(|z| (std::cmp::Reverse(zones[*z].0), *z));
        let mut numbers = vec![0; zones.len()];
        let mut named = Vec::with_capacity(zones.len());
        for (number, z) in (1..).zip(order) {
            let (population, communes_in, _, largest) = zones[z];
            numbers[z] = number;
            named.push(Zone {
                zone: number,
                name: communes[largest].name.clone(),
                communes: communes_in,
                population,
            });
        }
        (named, numbers)
    }

    /// Id and name of a structure, for an answer that names it.
    #[must_use]
    pub fn named(&self, i: u32) -> Option<NearestStructure> {
        #[derive(serde::Deserialize)]
        struct Properties {
            name: String,
        }
        #[derive(serde::Deserialize)]
        struct Feature {
            id: String,
            properties: Properties,
        }
        let found: Feature = serde_json::from_slice(self.fragment(i)).ok()?;
        Some(NearestStructure {
            id: found.id,
            name: found.properties.name,
        })
    }
}
