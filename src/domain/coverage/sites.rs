//! Where one more structure would bring the most people within reach: the maximal covering location problem.
//!
//! Church and ReVelle 1974 (doi:10.1007/BF01942293). The best set is hard to find for sure; here one is grown
//! greedily, the best next place each time, and then improved by swaps (Teitz and Bart 1968) until no exchange of one
//! place for another helps. As that may settle for less than the best, more sets to start from come from a Lagrangian
//! relaxation (Galvão and ReVelle 1996, European Journal of Operational Research 88, 114-123), whose bound also tells
//! when nothing better is left to find. Where it does not, sets are looked through as far as time allows: few places
//! are looked through whole.
use std::collections::HashSet;

/// A place that is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Number of the candidate.
    pub candidate: u32,
    /// People whom it brings within reach besides those of the sites before it.
    pub gain: u64,
}

/// Rounds of the relaxation.
const ROUNDS: usize = 100;
/// Fewer where a round takes long: pairs of a place and a group that all rounds together may look at.
const EFFORT: usize = 100_000_000;
/// Gains that looking through sets may compare, some milliseconds.
const LOOKS: usize = 2_000_000;
/// Rounds without a better bound until the prices change by half as much.
const STALE: u32 = 10;

/// Who reaches whom, both ways.
struct Reaches<'a> {
    /// For each candidate, whom it reaches: numbers of groups of people.
    of_candidate: &'a [Vec<u32>],
    /// For each group, the candidates that reach it.
    of_group: Vec<Vec<u32>>,
    people: &'a [u32],
}

impl<'a> Reaches<'a> {
    fn new(of_candidate: &'a [Vec<u32>], people: &'a [u32]) -> Self {
        let mut of_group = vec![Vec::new(); people.len()];
        for (c, groups) in (0..).zip(of_candidate) {
            for i in groups {
                of_group[*i as usize].push(c);
            }
        }
        Self {
            of_candidate,
            of_group,
            people,
        }
    }

    /// People whom each candidate would bring, were it the only one.
    fn alone(&self) -> Vec<u64> {
        let people = |i: &u32| u64::from(self.people[*i as usize]);
        let all = self.of_candidate.iter();
        all.map(|groups| groups.iter().map(people).sum()).collect()
    }
}

/// What a chosen set covers. The gain of each candidate is kept up to date as places come and go: a change touches
/// few of them, and the best is asked for often.
struct Cover<'a> {
    reaches: &'a Reaches<'a>,
    chosen: Vec<u32>,
    /// How many of the chosen reach each group.
    times: Vec<u16>,
    /// People whom each candidate would bring besides.
    gains: Vec<u64>,
}

impl<'a> Cover<'a> {
    fn empty(reaches: &'a Reaches<'a>, alone: &[u64]) -> Self {
        Self {
            reaches,
            chosen: Vec::new(),
            times: vec![0; reaches.people.len()],
            gains: alone.to_vec(),
        }
    }

    fn of(reaches: &'a Reaches<'a>, alone: &[u64], chosen: &[u32]) -> Self {
        let mut cover = Self::empty(reaches, alone);
        for candidate in chosen {
            cover.add(*candidate);
        }
        cover
    }

    fn gain(&self, candidate: u32) -> u64 {
        self.gains[candidate as usize]
    }

    fn add(&mut self, candidate: u32) {
        self.chosen.push(candidate);
        for i in &self.reaches.of_candidate[candidate as usize] {
            let i = *i as usize;
            self.times[i] += 1;
            if self.times[i] == 1 {
                for c in &self.reaches.of_group[i] {
                    self.gains[*c as usize] -= u64::from(self.reaches.people[i]);
                }
            }
        }
    }

    fn remove(&mut self, at: usize) -> u32 {
        let candidate = self.chosen.remove(at);
        for i in &self.reaches.of_candidate[candidate as usize] {
            let i = *i as usize;
            self.times[i] -= 1;
            if self.times[i] == 0 {
                for c in &self.reaches.of_group[i] {
                    self.gains[*c as usize] += u64::from(self.reaches.people[i]);
                }
            }
        }
        candidate
    }

    /// The candidate that brings the most, if it brings anybody; of equal ones the first.
    fn best(&self) -> Option<(u32, u64)> {
        let all = (0..).zip(self.gains.iter().copied());
        all.filter(|(_, gain)| *gain > 0)
            .max_by_key(|(c, gain)| (*gain, std::cmp::Reverse(*c)))
    }

    fn grow(&mut self, count: usize) {
        while self.chosen.len() < count {
            let Some((candidate, _)) = self.best() else {
                return;
            };
            self.add(candidate);
        }
    }

    /// Exchanges one place for a better one as long as there is one: each is taken out in turn and put back last,
    /// unless another brings more people.
    fn improve(&mut self) {
        let mut since_better = 0;
        while since_better < self.chosen.len() {
            let old = self.remove(0);
            let kept = self.gain(old);
            let better = self.best().filter(|(_, gain)| *gain > kept);
            self.add(better.map_or(old, |(better, _)| better));
            since_better = better.map_or(since_better + 1, |_| 0);
        }
    }

    fn total(&self) -> u64 {
        let covered = self.times.iter().zip(self.reaches.people);
        let covered = covered.filter(|(n, _)| **n > 0);
        covered.map(|(_, people)| u64::from(*people)).sum()
    }
}

/// The relaxation: a group counts once and not for each place that reaches it, but places may be paid for it each
/// time. A price per group, from 0 to its people, says what is paid to a place, and what is left of the people counts
/// in any case; the dearest places are then easily found, and their worth with what is left bounds every set from
/// above. Prices fall where places crowd and rise where none is.
struct Prices<'a> {
    reaches: &'a Reaches<'a>,
    of_group: Vec<f64>,
    /// No set brings more people than this.
    bound: f64,
    step: f64,
    stale: u32,
}

impl<'a> Prices<'a> {
    fn new(reaches: &'a Reaches<'a>) -> Self {
        let people = reaches.people.iter();
        Self {
            reaches,
            of_group: people.map(|p| f64::from(*p) / 2.0).collect(),
            bound: f64::INFINITY,
            step: 2.0,
            stale: 0,
        }
    }

    /// The `count` places that are worth the most, by number, and their worth together.
    fn dearest(&self, count: usize) -> (Vec<u32>, f64) {
        let price = |i: &u32| self.of_group[*i as usize];
        let worth = |groups: &Vec<u32>| groups.iter().map(price).sum::<f64>();
        let mut all: Vec<(f64, u32)> = self
            .reaches
            .of_candidate
            .iter()
            .map(worth)
            .zip(0..)
            .collect();
        if count < all.len() {
            all.select_nth_unstable_by(count, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            all.truncate(count);
        }
        let mut places: Vec<u32> = all.iter().map(|(_, c)| *c).collect();
        places.sort_unstable();
        (places, all.iter().map(|(worth, _)| worth).sum())
    }

    /// Changes the prices after these places, of this worth, were the dearest; `found` people is the best known.
    fn adjust(&mut self, places: &[u32], worth: f64, found: u64) {
        let mut times = vec![0.0; self.of_group.len()];
        for c in places {
            for i in &self.reaches.of_candidate[*c as usize] {
                times[*i as usize] += 1.0;
            }
        }
        let mut bound = worth;
        for ((price, people), times) in self
            .of_group
            .iter()
            .zip(self.reaches.people)
            .zip(&mut times)
        {
            let left = f64::from(*people) - price;
            if left > 0.0 {
                bound += left;
                *times -= 1.0;
            }
        }
        self.stale += 1;
        if bound < self.bound {
            (self.bound, self.stale) = (bound, 0);
        } else if self.stale == STALE {
            (self.step, self.stale) = (self.step / 2.0, 0);
        }
        let length: f64 = times.iter().map(|t| t * t).sum();
        if length > 0.0 {
            let by = self.step * (bound - found as f64) / length;
            for ((price, people), times) in self
                .of_group
                .iter_mut()
                .zip(self.reaches.people)
                .zip(&times)
            {
                *price = (*price - by * times).clamp(0.0, f64::from(*people));
            }
        }
    }

    /// People come whole: nothing lies between the set and the bound.
    fn is_best(&self, found: u64) -> bool {
        self.bound - (found as f64) < 0.999
    }
}

/// Up to `count` candidates that together bring the most people within reach, the one with the greatest gain first;
/// fewer when no further one brings anybody.
///
/// `reaches[c]` lists the groups of people that candidate `c` reaches and that nothing reaches yet, each once;
/// `people[i]` says how many a group has.
#[must_use]
pub fn best_sites(reaches: &[Vec<u32>], people: &[u32], count: usize) -> Vec<Site> {
    if count == 0 {
        return Vec::new();
    }
    let reaches = Reaches::new(reaches, people);
    let alone = reaches.alone();
    let mut best = Cover::empty(&reaches, &alone);
    best.grow(count);
    best.improve();
    let mut found = best.total();
    let mut prices = Prices::new(&reaches);
    let mut seen: HashSet<Vec<u32>> = HashSet::new();
    for _ in 0..rounds(&reaches, count) {
        let (places, worth) = prices.dearest(count);
        prices.adjust(&places, worth, found);
        if prices.is_best(found) {
            return in_order(&best.chosen, Cover::empty(&reaches, &alone));
        }
        if !seen.contains(&places) {
            let mut cover = Cover::of(&reaches, &alone, &places);
            cover.improve();
            if cover.total() > found {
                found = cover.total();
                best = cover;
            }
            seen.insert(places);
        }
    }
    let mut branches = Branches {
        count,
        looks: LOOKS,
        found,
        chosen: best.chosen,
    };
    let all: Vec<u32> = (0..).take(alone.len()).collect();
    branches.descend(&mut Cover::empty(&reaches, &alone), 0, &all);
    in_order(&branches.chosen, Cover::empty(&reaches, &alone))
}

/// Sets looked through one place after the other, those that bring the most first.
struct Branches {
    count: usize,
    /// Gains that may still be compared.
    looks: usize,
    /// The best set that is known, and its people.
    found: u64,
    chosen: Vec<u32>,
}

impl Branches {
    /// Adds each of the places that are left to a set that brings `total` people. A gain only falls as a set grows: where
    /// the greatest ones together do not lead beyond what is known, nothing below does.
    fn descend(&mut self, cover: &mut Cover<'_>, total: u64, left: &[u32]) {
        if total > self.found {
            self.found = total;
            self.chosen.clone_from(&cover.chosen);
        }
        let open = self.count - cover.chosen.len();
        if open == 0 {
            return;
        }
        let Some(looks) = self.looks.checked_sub(left.len()) else {
            self.looks = 0;
            return;
        };
        self.looks = looks;
        let mut gains: Vec<(u64, u32)> = left.iter().map(|c| (cover.gain(*c), *c)).collect();
        gains.retain(|(gain, _)| *gain > 0);
        gains.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let left: Vec<u32> = gains.iter().map(|(_, c)| *c).collect();
        for (at, (gain, candidate)) in gains.iter().enumerate() {
            let most: u64 = gains[at..].iter().take(open).map(|(gain, _)| gain).sum();
            if total + most <= self.found {
                return;
            }
            cover.add(*candidate);
            self.descend(cover, total + gain, &left[at + 1..]);
            cover.remove(cover.chosen.len() - 1);
        }
    }
}

/// As many as the effort allows: a round looks at all pairs, and its swaps a few times at each place.
fn rounds(reaches: &Reaches<'_>, count: usize) -> usize {
    let pairs: usize = reaches.of_candidate.iter().map(Vec::len).sum();
    let places = reaches.of_candidate.len().saturating_mul(3 * count);
    (EFFORT / (pairs + places).max(1)).min(ROUNDS)
}

/// The same set, each time the one that still brings the most.
fn in_order(chosen: &[u32], mut cover: Cover<'_>) -> Vec<Site> {
    let mut left = chosen.to_vec();
    let mut sites = Vec::with_capacity(left.len());
    let best = |cover: &Cover<'_>, left: &[u32]| {
        (0..left.len()).max_by_key(|at| (cover.gain(left[*at]), std::cmp::Reverse(left[*at])))
    };
    while let Some(at) = best(&cover, &left) {
        let candidate = left.swap_remove(at);
        let gain = cover.gain(candidate);
        cover.add(candidate);
        if gain > 0 {
            sites.push(Site { candidate, gain });
        }
    }
    sites
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Greedy takes the middle, eight people, and then one end, four; both ends with their neighbours are fourteen.
    #[test]
    fn swaps_undo_a_greedy_first_choice() {
        let people = [4, 3, 3, 4, 2];
        let reaches = [vec![0, 1], vec![1, 2, 4], vec![2, 3]];
        let sites = best_sites(&reaches, &people, 2);
        let site = |candidate| Site { candidate, gain: 7 };
        assert_eq!(sites, [site(0), site(2)]);
    }

    #[test]
    fn stops_where_nobody_is_left() {
        assert_eq!(
            best_sites(&[vec![0], vec![0]], &[3], 5),
            [Site {
                candidate: 0,
                gain: 3
            }]
        );
        assert_eq!(best_sites(&[vec![], vec![0]], &[0], 5), []);
        assert_eq!(best_sites(&[], &[], 3), []);
        assert_eq!(best_sites(&[vec![0]], &[3], 0), []);
    }

    /// The best set by trying all.
    fn exact(
        reaches: &[Vec<u32>],
        people: &[u32],
        count: usize,
        from: usize,
        chosen: &mut Vec<usize>,
    ) -> u64 {
        let covered = |chosen: &[usize]| -> u64 {
            (0..)
                .zip(people)
                .filter(|(i, _)| chosen.iter().any(|c| reaches[*c].contains(i)))
                .map(|(_, p)| u64::from(*p))
                .sum()
        };
        let mut best = covered(chosen);
        if chosen.len() < count {
            for c in from..reaches.len() {
                chosen.push(c);
                best = best.max(exact(reaches, people, count, c + 1, chosen));
                chosen.pop();
            }
        }
        best
    }

    #[test]
    fn two_that_are_good_together_are_found_though_no_exchange_of_one_leads_there() {
        let reaches = [
            vec![2, 10],
            vec![3, 9, 11],
            vec![1, 7, 10, 11],
            vec![0, 1, 3],
        ];
        let people = [31, 1, 83, 66, 0, 0, 1, 39, 26, 7, 34, 45];
        let sites = best_sites(&reaches, &people, 2);
        assert_eq!(
            sites.iter().map(|s| s.candidate).collect::<Vec<_>>(),
            [1, 0]
        );
        assert_eq!(sites.iter().map(|s| s.gain).sum::<u64>(), 235);
    }

    proptest! {
        #[test]
        fn a_small_set_is_the_best_of_all(
            reaches in prop::collection::vec(prop::collection::btree_set(0..12u32, 0..6), 1..10),
            people in prop::collection::vec(0..100u32, 12),
            count in 1..4usize,
        ) {
            let reaches: Vec<Vec<u32>> = reaches.into_iter().map(|s| s.into_iter().collect()).collect();
            let sites = best_sites(&reaches, &people, count);
            let total: u64 = sites.iter().map(|s| s.gain).sum();
            let best = exact(&reaches, &people, count, 0, &mut Vec::new());
            prop_assert!(sites.len() <= count);
            prop_assert_eq!(total, best);
            prop_assert!(sites.windows(2).all(|w| w[0].gain >= w[1].gain));
        }
    }
}
