//! People by distance, and how they share what there is: what charts of a territory are drawn from.
use super::reach::Reach;
use crate::catalog::snapshot::Snapshot;
use crate::domain::coverage::{Lorenz, Weight};
use crate::domain::{StructureQuery, Territory};

/// People whose nearest structure is at a distance of one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// From this distance on, metres; that distance itself is in the band below, but for the first.
    pub from_m: u32,
    /// Up to and with this distance, metres; `None` for the last band, which has no end.
    pub to_m: Option<u32>,
    /// Communes.
    pub communes: u32,
    /// Inhabitants whose distance is known.
    pub population: u64,
    /// Inhabitants beyond the threshold where nobody vouches for a gap: something may be nearer to them.
    pub unknown_population: u64,
}

impl Snapshot {
    /// Whether a commune is too far and nobody looked: there may be something nearer.
    #[must_use]
    pub fn is_unknown(
        &self,
        q: &StructureQuery,
        reach: &Reach,
        commune: u32,
        threshold_m: f64,
    ) -> bool {
        let far = reach.nearest[commune as usize].metres > threshold_m;
        let t = &self.gazetteer.all()[commune as usize];
        far && !self.census().of_query(t, q).status.vouches_for_gaps()
    }

    /// People by distance to the nearest match. `edges` are the upper ends of the bands by growing distance, metres; a
    /// last band takes all the rest, what has nothing in reach included.
    #[must_use]
    pub fn people_by_distance(
        &self,
        q: &StructureQuery,
        within: Option<&Territory>,
        threshold_m: f64,
        edges: &[u32],
    ) -> Vec<Band> {
        let reach = self.reach(q);
        let starts = std::iter::once(0).chain(edges.iter().copied());
        let ends = edges.iter().copied().map(Some).chain([None]);
        let mut bands: Vec<Band> = starts
            .zip(ends)
            .map(|(from_m, to_m)| Band {
                from_m,
                to_m,
                communes: 0,
                population: 0,
                unknown_population: 0,
            })
            .collect();
        for i in self.communes_within(within) {
            let people = self.gazetteer.all()[i as usize].population;
            let people = u64::from(people.unwrap_or(0));
            let metres = reach.nearest[i as usize].metres;
            let band = &mut bands[edges.partition_point(|e| f64::from(*e) < metres)];
            band.communes += 1;
            if self.is_unknown(q, &reach, i, threshold_m) {
                band.unknown_population += people;
            } else {
                band.population += people;
            }
        }
        bands
    }

    /// How the people of a territory, or of the country, share the access; `None` when nobody has any.
    #[must_use]
    pub fn shared_access(
        &self,
        q: &StructureQuery,
        within: Option<&Territory>,
        weight: Weight,
        d0_m: f64,
    ) -> Option<Lorenz> {
        let access = self.access(q, &self.reach(q), weight, d0_m);
        let people = |i: u32| self.gazetteer.all()[i as usize].population.unwrap_or(0);
        let communes = self.communes_within(within).into_iter();
        Lorenz::of(communes.map(|i| (people(i), access[i as usize])))
    }
}
