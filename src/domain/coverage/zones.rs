//! Communes that lie beside each other, joined to zones.

/// Groups the wanted ones of `count` things along edges between neighbours: the group of each, by number; `None` for
/// those that are not wanted. Groups are numbered from 0 in the order of their first member.
pub fn group_neighbours(
    count: usize,
    wanted: impl Fn(u32) -> bool,
    edges: impl IntoIterator<Item = (u32, u32)>,
) -> Vec<Option<u32>> {
    let mut parent: Vec<u32> = (0..).take(count).collect();
    for (a, b) in edges {
        if wanted(a) && wanted(b) {
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            // The first member stays the root.
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let mut numbers: Vec<Option<u32>> = vec![None; count];
    let mut next = 0;
    for i in (0..).take(count) {
        if wanted(i) {
            let of_root = numbers[root(&mut parent, i) as usize];
            numbers[i as usize] = of_root.or_else(|| {
                next += 1;
                Some(next - 1)
            });
        }
    }
    numbers
}

/// The first member of a group; shortens the way there for the next who asks.
fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        let above = parent[parent[i as usize] as usize];
        parent[i as usize] = above;
        i = above;
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bridge_that_is_not_wanted_does_not_join() {
        let wanted = |i| i != 1;
        let groups = group_neighbours(5, wanted, [(0, 1), (1, 2), (3, 4)]);
        assert_eq!(groups, [Some(0), None, Some(1), Some(2), Some(2)]);
    }

    proptest! {
        /// Two are in one group just when a walk along the edges leads from one to the other.
        #[test]
        fn a_group_is_what_a_walk_reaches(
            wanted in prop::collection::vec(any::<bool>(), 12),
            edges in prop::collection::vec((0..12u32, 0..12u32), 0..20),
        ) {
            let groups = group_neighbours(12, |i| wanted[i as usize], edges.iter().copied());
            for start in (0..12u32).filter(|i| wanted[*i as usize]) {
                let mut seen = vec![start];
                let mut at = 0;
                while let Some(here) = seen.get(at).copied() {
                    for (a, b) in edges.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]) {
                        if a == here && wanted[b as usize] && !seen.contains(&b) {
                            seen.push(b);
                        }
                    }
                    at += 1;
                }
                for i in 0..12u32 {
                    let same = groups[i as usize].is_some() && groups[i as usize] == groups[start as usize];
                    prop_assert_eq!(same, seen.contains(&i));
                }
            }
        }
    }
}
