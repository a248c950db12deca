//! Access of each commune under one filter.
use super::reach::{Key, Reach};
use crate::catalog::snapshot::{Perimeter, Snapshot};
use crate::domain::StructureQuery;
use crate::domain::coverage::{Access, Weight};
use crate::domain::geodesy::Coordinates;
use crate::spatial::points::{chord_2, chord_2_of, metres_of, on_sphere};
use std::sync::Arc;

/// Structures at most this far from the first of their run are looked at with one search, metres.
const RUN_M: f64 = 2_000.0;

/// Communes around a run of structures that lie near each other.
#[derive(Default)]
struct Around {
    /// The first of the run, on the sphere.
    centre: Option<[f64; 3]>,
    land: u8,
    communes: Vec<(u32, [f64; 3])>,
}

impl Snapshot {
    /// Structures per inhabitant that each commune can reach, in the order of [`super::Ground`]; those asked before
    /// are remembered. `d0` is the radius of a catchment, metres.
    #[must_use]
    pub fn access(
        &self,
        q: &StructureQuery,
        reach: &Reach,
        weight: Weight,
        d0: f64,
    ) -> Arc<Vec<f64>> {
        let key = (Key::of(self, q), weight, d0.to_bits());
        if let Some(known) = self.coverage.access.get(&key) {
            return known;
        }
        let fresh = Arc::new(self.work_out_access(reach, weight, d0));
        let bytes = fresh.len() * 8;
        self.coverage.access.insert(&key, &fresh, bytes);
        fresh
    }

    fn work_out_access(&self, reach: &Reach, weight: Weight, d0: f64) -> Vec<f64> {
        let ground = &*self.ground;
        let mut access = Access::new(&ground.population);
        let mut around = Around::default();
        let mut catchment: Vec<(u32, f64)> = Vec::new();
        // The structures are in Morton order: one search serves a run of them.
        for i in &reach.matched {
            catchment.clear();
            let Some((land, at)) = self.standing(*i) else {
                catchment.extend(self.served_at_home(*i).into_iter().map(|c| (c, 1.0)));
                access.add(1.0, &catchment);
                continue;
            };
            self.look_around(&mut around, at, land, d0);
            let here = on_sphere(at);
            let edge = chord_2_of(d0) * (1.0 + 1e-9);
            for (commune, place) in &around.communes {
                let chord = chord_2(place, &here);
                if chord <= edge {
                    let w = weight.at(metres_of(chord), d0);
                    if w > 0.0 {
                        catchment.push((*commune, w));
                    }
                }
            }
            if !matches!(self.rows[*i as usize].perimeter, Perimeter::None) {
                join(&mut catchment, &self.served_at_home(*i));
            }
            access.add(1.0, &catchment);
        }
        access.into_values()
    }

    /// Sees to it that `around` holds all communes in the catchment of a structure.
    fn look_around(&self, around: &mut Around, at: Coordinates, land: u8, d0: f64) {
        let here = on_sphere(at);
        let near = around
            .centre
            .is_some_and(|c| chord_2(&c, &here) <= chord_2_of(RUN_M));
        if near && around.land == land {
            return;
        }
        let ground = &*self.ground;
        around.centre = Some(here);
        around.land = land;
        around.communes.clear();
        // A metre more than needed: rounding must not lose a commune at the edge.
        let found = ground.within(at, d0 + RUN_M + 1.0).map(|(_, c)| c);
        let of_land = found.filter(|c| ground.land[*c as usize] == land);
        let placed = of_land.filter_map(|c| Some((c, on_sphere(ground.at[c as usize]?))));
        around.communes.extend(placed);
        // The same order whatever the run, so that sums come out the same to the last digit.
        around.communes.sort_unstable_by_key(|(c, _)| *c);
    }
}

/// Communes served at home are at distance 0.
fn join(catchment: &mut Vec<(u32, f64)>, at_home: &[u32]) {
    catchment.extend(at_home.iter().map(|c| (*c, 1.0)));
    catchment.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    catchment.dedup_by_key(|(c, _)| *c);
}
