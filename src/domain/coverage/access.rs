//! Access by the enhanced two-step floating catchment area method.
//!
//! Luo and Qi 2009 (doi:10.1016/j.healthplace.2009.06.002), the family of the APL of DREES. First each structure's
//! supply is shared among the people around it, near ones counting more: `R_j = S_j / Σ_k P_k w(d_kj)`. Then each
//! commune adds up what it can reach: `A_i = Σ_j R_j w(d_ij)`.
use std::fmt;

/// How much less a structure counts that is farther away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weight {
    /// 1 up to a third of the catchment, 0.68 up to two thirds, 0.22 up to its edge (Luo and Qi 2009).
    #[default]
    Step,
    /// `exp(-d² / 2σ²)`, σ a third of the catchment, 0 beyond its edge.
    Gaussian,
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Weight {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Step, Self::Gaussian];

    /// The word used in addresses and parameters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Gaussian => "gaussian",
        }
    }

    /// The weight of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.as_str() == word)
    }

    /// What a structure counts at this distance for a catchment of radius `d0`, both in metres; 0 to 1.
    #[must_use]
    pub fn at(self, metres: f64, d0: f64) -> f64 {
        if metres > d0 {
            return 0.0;
        }
        match self {
            Self::Step if metres <= d0 / 3.0 => 1.0,
            Self::Step if metres <= 2.0 * d0 / 3.0 => 0.68,
            Self::Step => 0.22,
            Self::Gaussian => {
                let sigma = d0 / 3.0;
                (-metres * metres / (2.0 * sigma * sigma)).exp()
            }
        }
    }
}

/// Access of each commune while structures are added: both steps of the method for one structure at a time.
#[derive(Debug, Clone)]
pub struct Access<'a> {
    population: &'a [u32],
    access: Vec<f64>,
}

impl<'a> Access<'a> {
    /// Nobody reaches anything yet. `population[i]` are the inhabitants of commune `i`.
    #[must_use]
    pub fn new(population: &'a [u32]) -> Self {
        Self {
            population,
            access: vec![0.0; population.len()],
        }
    }

    /// Adds a structure of this supply (1, or full-time equivalents) with the communes in its catchment and their
    /// weights. Where nobody lives in the catchment there is nobody to share with, and nothing is added.
    pub fn add(&mut self, supply: f64, catchment: &[(u32, f64)]) {
        let people = |i: u32| f64::from(self.population[i as usize]);
        let demand: f64 = catchment.iter().map(|(i, w)| people(*i) * w).sum();
        if demand > 0.0 {
            let ratio = supply / demand;
            for (i, weight) in catchment {
                self.access[*i as usize] += ratio * weight;
            }
        }
    }

    /// Supply per inhabitant, by commune.
    #[must_use]
    pub fn into_values(self) -> Vec<f64> {
        self.access
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weights_at_the_steps() {
        let step = |m| Weight::Step.at(m, 30.0);
        let found = [0.0, 10.0, 10.1, 20.0, 20.1, 30.0, 30.1].map(step);
        let expected = [1.0, 1.0, 0.68, 0.68, 0.22, 0.22, 0.0];
        assert_eq!(found.map(f64::to_bits), expected.map(f64::to_bits));
        let bell = |m| Weight::Gaussian.at(m, 30.0);
        assert!((bell(10.0) - (-0.5_f64).exp()).abs() < 1e-12);
        assert!((bell(30.0) - (-4.5_f64).exp()).abs() < 1e-12);
        assert!(bell(30.001) <= 0.0 && bell(0.0) >= 1.0);
        assert_eq!(Weight::parse("gaussian"), Some(Weight::Gaussian));
        assert_eq!(Weight::parse("Step"), None);
    }

    proptest! {
        /// What is shared is what there is: Σ P_i A_i = Σ S_j over the structures that somebody reaches.
        #[test]
        fn nothing_is_lost_or_made(
            population in prop::collection::vec(0..1000u32, 3..8),
            catchments in prop::collection::vec((0.1..5.0f64, prop::collection::btree_map(0..3u32, 0.1..1.0f64, 0..3)), 0..6),
        ) {
            let mut access = Access::new(&population);
            let mut supply = 0.0;
            for (s, catchment) in &catchments {
                let catchment: Vec<(u32, f64)> = catchment.iter().map(|(i, w)| (*i, *w)).collect();
                access.add(*s, &catchment);
                if catchment.iter().any(|(i, _)| population[*i as usize] > 0) {
                    supply += s;
                }
            }
            let shared: f64 = access.into_values().iter().zip(&population).map(|(a, p)| a * f64::from(*p)).sum();
            prop_assert!((shared - supply).abs() < 1e-9 * (1.0 + supply));
        }
    }
}
