//! How unequally access is shared: the Gini coefficient and the Lorenz curve, weighted by population.

/// The Lorenz curve: what part of all access the least served part of the people has.
#[derive(Debug, Clone, PartialEq)]
pub struct Lorenz {
    /// Part of the people and their part of the access, both from 0 to 1, the least served first.
    points: Vec<(f64, f64)>,
}

impl Lorenz {
    /// The curve of groups of people with the access that each person of a group has; `None` when nobody has any.
    #[must_use]
    pub fn of(groups: impl IntoIterator<Item = (u32, f64)>) -> Option<Self> {
        let groups = groups.into_iter().filter(|(people, _)| *people > 0);
        let mut groups: Vec<(f64, f64)> = groups.map(|(p, a)| (f64::from(p), a)).collect();
        groups.sort_by(|a, b| a.1.total_cmp(&b.1));
        let people: f64 = groups.iter().map(|g| g.0).sum();
        let access: f64 = groups.iter().map(|g| g.0 * g.1).sum();
        if access <= 0.0 {
            return None;
        }
        let mut points = Vec::with_capacity(groups.len() + 1);
        let (mut x, mut y) = (0.0, 0.0);
        points.push((x, y));
        for (p, a) in groups {
            x += p;
            y += p * a;
            points.push((x / people, y / access));
        }
        Some(Self { points })
    }

    /// The Gini coefficient: twice the area between the curve and the diagonal, 0 when all have the same.
    #[must_use]
    pub fn gini(&self) -> f64 {
        let pairs = self.points.windows(2);
        let area: f64 = pairs.map(|w| (w[1].0 - w[0].0) * (w[0].1 + w[1].1)).sum();
        (1.0 - area).max(0.0)
    }

    /// The part of the access that this part of the people, the least served, has; both from 0 to 1.
    #[must_use]
    pub fn at(&self, people: f64) -> f64 {
        let after = self.points.partition_point(|p| p.0 < people);
        match (
            after.checked_sub(1).map(|i| self.points[i]),
            self.points.get(after),
        ) {
            (_, None) => 1.0,
            (None, Some(p)) => p.1,
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (people - a.0) / (b.0 - a.0),
        }
    }

    /// The curve at `steps` equal parts of the people, both ends included.
    #[must_use]
    pub fn sampled(&self, steps: u32) -> Vec<[f64; 2]> {
        let x = |n: u32| f64::from(n) / f64::from(steps.max(1));
        (0..=steps.max(1)).map(|n| [x(n), self.at(x(n))]).collect()
    }
}

/// The Gini coefficient of groups of people, each with its access; `None` when nobody has any.
#[must_use]
pub fn gini(groups: impl IntoIterator<Item = (u32, f64)>) -> Option<f64> {
    Lorenz::of(groups).map(|curve| curve.gini())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Half of the mean absolute difference of two people over the mean: the definition by pairs.
    fn by_pairs(groups: &[(u32, f64)]) -> f64 {
        let people: f64 = groups.iter().map(|g| f64::from(g.0)).sum();
        let mean = groups.iter().map(|g| f64::from(g.0) * g.1).sum::<f64>() / people;
        let pairs = groups.iter().flat_map(|a| {
            groups
                .iter()
                .map(move |b| f64::from(a.0) * f64::from(b.0) * (a.1 - b.1).abs())
        });
        pairs.sum::<f64>() / (2.0 * people * people * mean)
    }

    #[test]
    fn nobody_has_anything() {
        assert_eq!(gini([(5, 0.0), (7, 0.0)]), None);
        assert_eq!(gini([]), None);
        assert_eq!(gini([(0, 3.0)]), None);
    }

    #[test]
    fn one_in_four_has_all() {
        let curve = Lorenz::of([(3, 0.0), (1, 2.0)]).unwrap();
        assert!((curve.gini() - 0.75).abs() < 1e-12);
        assert_eq!(
            curve.sampled(4),
            [[0.0, 0.0], [0.25, 0.0], [0.5, 0.0], [0.75, 0.0], [1.0, 1.0]]
        );
        assert!((curve.at(0.875) - 0.5).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition_by_pairs(
            groups in prop::collection::vec((0..50u32, 0.0..10.0f64), 1..20),
        ) {
            match gini(groups.iter().copied()) {
                Some(g) => prop_assert!((g - by_pairs(&groups)).abs() < 1e-9, "{g} {}", by_pairs(&groups)),
                None => prop_assert!(groups.iter().all(|(p, a)| *p == 0 || *a <= 0.0)),
            }
        }

        #[test]
        fn the_curve_rises_below_the_diagonal(
            groups in prop::collection::vec((1..50u32, 0.1..10.0f64), 1..20),
        ) {
            let curve = Lorenz::of(groups).unwrap().sampled(20);
            for w in curve.windows(2) {
                prop_assert!(w[0][1] <= w[1][1] + 1e-12);
            }
            for [x, y] in curve {
                prop_assert!(y <= x + 1e-9);
            }
        }
    }
}
