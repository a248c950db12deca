//! Where one more structure would bring the most people within reach: the maximal covering location problem.
//!
//! Church and ReVelle 1974 (doi:10.1007/BF01942293). The best set is hard to find for sure; here one is grown
//! greedily, the best next place each time, and then improved by swaps (Teitz and Bart 1968) until no exchange of one
//! place for another helps. Several starts keep it from settling for the first such set.

/// A place that is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Number of the candidate.
    pub candidate: u32,
    /// People whom it brings within reach besides those of the sites before it.
    pub gain: u64,
}

/// Starts of the search: the best first places, each once.
const STARTS: usize = 8;

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

    fn remove_oldest(&mut self) -> u32 {
        let candidate = self.chosen.remove(0);
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
            let old = self.remove_oldest();
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
    let mut firsts: Vec<u32> = (0..).take(alone.len()).collect();
    firsts.retain(|c| alone[*c as usize] > 0);
    firsts.sort_by_key(|c| (std::cmp::Reverse(alone[*c as usize]), *c));
    firsts.truncate(STARTS);
    let mut best = Cover::empty(&reaches, &alone);
    for first in firsts {
        let mut cover = Cover::empty(&reaches, &alone);
        cover.add(first);
        cover.grow(count);
        cover.improve();
        if cover.total() > best.total() {
            best = cover;
        }
    }
    in_order(&best.chosen, Cover::empty(&reaches, &alone))
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
            prop_assert!(total as f64 >= 0.99 * best as f64, "{total} of {best}");
            prop_assert!(sites.windows(2).all(|w| w[0].gain >= w[1].gain));
        }
    }
}
