//! Sites against the exact optimum that a solver proves, on made-up plains with more communes than can be tried one by
//! one.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::domain::coverage::best_sites;
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, constraint, microlp, variable};
use proptest::prelude::*;

/// Communes on a plain of 100 by 100, each with its people.
fn plain() -> impl Strategy<Value = Vec<(f64, f64, u32)>> {
    // Most are villages, a few are towns.
    let people = prop_oneof![9 => 20..2_000u32, 1 => 5_000..40_000u32];
    prop::collection::vec((0.0..100.0f64, 0.0..100.0f64, people), 60..=120)
}

/// Which communes lie within reach of each.
fn within(communes: &[(f64, f64, u32)], metres: f64) -> Vec<Vec<u32>> {
    let near = |a: &(f64, f64, u32), b: &(f64, f64, u32)| (a.0 - b.0).hypot(a.1 - b.1) <= metres;
    let all = communes.iter();
    all.map(|a| {
        let found = (0..).zip(communes).filter(|(_, b)| near(a, b));
        found.map(|(i, _)| i).collect()
    })
    .collect()
}

/// The most people that `count` places bring: Church and ReVelle's program word by word.
fn optimum(reaches: &[Vec<u32>], people: &[u32], count: usize) -> f64 {
    let mut variables = ProblemVariables::new();
    let places = variables.add_vector(variable().binary(), reaches.len());
    let covered = variables.add_vector(variable().min(0).max(1), people.len());
    let total: Expression = covered
        .iter()
        .zip(people)
        .map(|(y, p)| *y * f64::from(*p))
        .sum();
    let mut model = variables.maximise(total.clone()).using(microlp);
    model.add_constraint(constraint!(
        places.iter().sum::<Expression>() <= u32::try_from(count).unwrap()
    ));
    for (i, y) in (0..).zip(&covered) {
        let reaching = places
            .iter()
            .zip(reaches)
            .filter(|(_, list)| list.contains(&i));
        let reaching: Expression = reaching.map(|(x, _)| Expression::from(*x)).sum();
        model.add_constraint(constraint!(*y <= reaching));
    }
    model.solve().unwrap().eval(total)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn sites_are_as_good_as_the_exact_optimum(communes in plain(), metres in 8.0..20.0f64, count in 1..=5usize) {
        let reaches = within(&communes, metres);
        let people: Vec<u32> = communes.iter().map(|c| c.2).collect();
        let found: u64 = best_sites(&reaches, &people, count).iter().map(|s| s.gain).sum();
        let exact = optimum(&reaches, &people, count);
        prop_assert!(found as f64 <= exact + 0.5, "{found} of {exact}");
        prop_assert!(found as f64 >= 0.99 * exact, "{found} of {exact}");
    }
}
