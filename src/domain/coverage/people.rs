//! People by their distance to the nearest structure.
use serde::Serialize;

/// What a territory's people have to travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Inhabitants.
    pub population: u64,
    /// Mean distance in metres over the people who have something in reach; `None` when nobody has.
    pub mean_m: Option<f64>,
    /// Half of the people live at most this far, metres; `None` when half of them have nothing in reach.
    pub median_m: Option<f64>,
    /// Nine people in ten live at most this far, metres; `None` when one in ten has nothing in reach.
    pub p90_m: Option<f64>,
    /// Part of the people who live within the threshold, 0 to 1; `None` without inhabitants.
    pub share_within: Option<f64>,
}

impl Summary {
    /// The summary of a group of one commune at this distance from its nearest structure.
    #[must_use]
    pub fn of_one(population: u32, metres: f64, threshold_m: f64) -> Self {
        let mut sums = Sums {
            population: u64::from(population),
            ..Sums::default()
        };
        sums.pass(sums.population, metres, threshold_m);
        sums.summary()
    }
}

/// Sums of one group while the communes pass by growing distance.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    population: u64,
    /// People seen so far.
    passed: u64,
    within: u64,
    reached: u64,
    metres: f64,
    median_m: Option<f64>,
    p90_m: Option<f64>,
}

impl Sums {
    fn pass(&mut self, people: u64, metres: f64, threshold_m: f64) {
        self.passed += people;
        if metres <= threshold_m {
            self.within += people;
        }
        if metres.is_finite() {
            self.reached += people;
            self.metres += metres * people as f64;
            // A quantile is the least distance within which that part of the people lives.
            if self.median_m.is_none() && 2 * self.passed >= self.population {
                self.median_m = Some(metres);
            }
            if self.p90_m.is_none() && 10 * self.passed >= 9 * self.population {
                self.p90_m = Some(metres);
            }
        }
    }

    fn summary(self) -> Summary {
        let people = self.population > 0;
        Summary {
            population: self.population,
            mean_m: (self.reached > 0).then(|| self.metres / self.reached as f64),
            median_m: self.median_m.filter(|_| people),
            p90_m: self.p90_m.filter(|_| people),
            share_within: people.then(|| self.within as f64 / self.population as f64),
        }
    }
}

/// One summary per group, all in one pass over the communes.
///
/// `group[i]` is the group of commune `i` (one of `groups`, or greater for none), `population[i]` its inhabitants,
/// `distance_m[i]` its distance to the nearest structure, and `by_distance` the communes by growing distance.
#[must_use]
pub fn summaries(
    groups: usize,
    group: impl Fn(u32) -> usize,
    population: &[u32],
    distance_m: &[f64],
    by_distance: &[u32],
    threshold_m: f64,
) -> Vec<Summary> {
    let mut sums = vec![Sums::default(); groups];
    for i in by_distance {
        if let Some(sum) = sums.get_mut(group(*i)) {
            sum.population += u64::from(population[*i as usize]);
        }
    }
    for i in by_distance {
        if let Some(sum) = sums.get_mut(group(*i)) {
            let people = u64::from(population[*i as usize]);
            sum.pass(people, distance_m[*i as usize], threshold_m);
        }
    }
    sums.into_iter().map(Sums::summary).collect()
}

/// People whose nearest structure is at a distance of one band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// From this distance on, metres; above it but for the first band, which holds its lower end.
    pub from_m: f64,
    /// Up to and with this distance, metres; `None` for the last band, which has no end.
    pub to_m: Option<f64>,
    /// Inhabitants.
    pub population: u64,
    /// Communes.
    pub communes: u32,
}

/// People by bands of distance: `edges` are the upper ends by growing distance, a last band holds all the rest.
pub fn bands(edges: &[f64], people: impl IntoIterator<Item = (u32, f64)>) -> Vec<Band> {
    let ends = edges.iter().copied().map(Some).chain([None]);
    let starts = std::iter::once(0.0).chain(edges.iter().copied());
    let mut bands: Vec<Band> = starts
        .zip(ends)
        .map(|(from_m, to_m)| Band {
            from_m,
            to_m,
            population: 0,
            communes: 0,
        })
        .collect();
    for (population, metres) in people {
        let band = edges.partition_point(|edge| *edge < metres);
        bands[band].population += u64::from(population);
        bands[band].communes += 1;
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn summary_of(communes: &[(u32, f64)], threshold_m: f64) -> Summary {
        let population: Vec<u32> = communes.iter().map(|c| c.0).collect();
        let distance: Vec<f64> = communes.iter().map(|c| c.1).collect();
        let mut order: Vec<u32> = (0..).take(communes.len()).collect();
        order.sort_by(|a, b| distance[*a as usize].total_cmp(&distance[*b as usize]));
        summaries(1, |_| 0, &population, &distance, &order, threshold_m)[0]
    }

    #[test]
    fn a_territory_without_people_or_communes_has_no_figures() {
        let nothing = Summary::default();
        assert_eq!(summary_of(&[], 1.0), nothing);
        let empty = summary_of(&[(0, 5.0)], 10.0);
        assert_eq!(empty, nothing);
    }

    #[test]
    fn who_has_nothing_in_reach_counts_as_infinitely_far() {
        let s = summary_of(&[(60, 1_000.0), (40, f64::INFINITY)], 2_000.0);
        assert_eq!((s.median_m, s.p90_m), (Some(1_000.0), None));
        assert_eq!((s.mean_m, s.share_within), (Some(1_000.0), Some(0.6)));
        // A threshold beyond the globe does not bring them back.
        let s = summary_of(&[(60, 1_000.0), (40, f64::INFINITY)], 1e9);
        assert_eq!(s.share_within, Some(0.6));
    }

    #[test]
    fn a_band_holds_its_upper_end() {
        let all = bands(
            &[5.0, 10.0],
            [(1, 0.0), (2, 5.0), (4, 5.1), (8, f64::INFINITY)],
        );
        let people: Vec<u64> = all.iter().map(|b| b.population).collect();
        assert_eq!(people, [3, 4, 8]);
        assert_eq!((all[1].from_m, all[1].to_m), (5.0, Some(10.0)));
    }

    /// One entry per inhabitant: the definition taken by its word.
    fn one_by_one(communes: &[(u32, f64)]) -> Vec<f64> {
        let each = communes.iter();
        let each = each.flat_map(|(n, d)| std::iter::repeat_n(*d, *n as usize));
        let mut all: Vec<f64> = each.collect();
        all.sort_by(f64::total_cmp);
        all
    }

    proptest! {
        #[test]
        fn agrees_with_a_look_at_each_inhabitant(
            communes in prop::collection::vec((0..40u32, 0..30u32), 1..20),
            threshold in 0..30u32,
        ) {
            let communes: Vec<(u32, f64)> = communes.into_iter()
                .map(|(n, d)| (n, if d == 29 { f64::INFINITY } else { f64::from(d) })).collect();
            let s = summary_of(&communes, f64::from(threshold));
            let all = one_by_one(&communes);
            prop_assert_eq!(s.population, all.len() as u64);
            if all.is_empty() {
                prop_assert_eq!(s, Summary::default());
                return Ok(());
            }
            let finite = |d: f64| d.is_finite().then_some(d);
            prop_assert_eq!(s.median_m, finite(all[all.len().div_ceil(2) - 1]));
            prop_assert_eq!(s.p90_m, finite(all[(9 * all.len()).div_ceil(10) - 1]));
            let within = all.iter().filter(|d| **d <= f64::from(threshold)).count();
            prop_assert!((s.share_within.unwrap() - within as f64 / all.len() as f64).abs() < 1e-12);
            let reached: Vec<f64> = all.iter().copied().filter(|d| d.is_finite()).collect();
            let mean = reached.iter().sum::<f64>() / reached.len() as f64;
            prop_assert!(s.mean_m.is_none_or(|m| (m - mean).abs() < 1e-9));
            prop_assert_eq!(s.mean_m.is_none(), reached.is_empty());
        }
    }
}
