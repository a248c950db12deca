//! A set of structures: one bit each, in the snapshot's order.
use std::ops::Range;

/// A fixed-size set of indices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Box<[u64]>);

impl Bits {
    /// The indices of `0..len` that are wanted.
    #[must_use]
    pub fn of(len: usize, wanted: impl Fn(u32) -> bool) -> Self {
        let end = u32::try_from(len).unwrap_or(u32::MAX);
        let word = |base: u32| {
            (base..end.min(base.saturating_add(64)))
                .filter(|i| wanted(*i))
                .fold(0u64, |word, i| word | 1 << (i - base))
        };
        Self((0..end).step_by(64).map(word).collect())
    }

    /// Whether the index is in the set.
    #[must_use]
    pub fn contains(&self, i: u32) -> bool {
        self.0
            .get(i as usize / 64)
            .is_some_and(|word| word >> (i % 64) & 1 == 1)
    }

    /// The members of a range, in order.
    pub fn within(&self, range: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        let words = range.start / 64..range.end.div_ceil(64);
        words.flat_map(move |w| {
            let base = w * 64;
            let mut word = self.0.get(w as usize).copied().unwrap_or(0);
            word &= u64::MAX << range.start.saturating_sub(base).min(63);
            if range.end < base + 64 {
                word &= !(u64::MAX << (range.end - base));
            }
            std::iter::from_fn(move || {
                (word != 0).then(|| {
                    let i = base + word.trailing_zeros();
                    word &= word - 1;
                    i
                })
            })
        })
    }

    /// How many members are below `end`.
    #[must_use]
    pub fn count_below(&self, end: usize) -> usize {
        let whole: u32 = self.0.iter().take(end / 64).map(|w| w.count_ones()).sum();
        let part = self
            .0
            .get(end / 64)
            .map_or(0, |w| (w & !(u64::MAX << (end % 64))).count_ones());
        (whole + part) as usize
    }

    /// Size in memory, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.len() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn agrees_with_a_plain_set(members in prop::collection::btree_set(0u32..300, 0..80), from in 0u32..310, len in 0u32..310) {
            let bits = Bits::of(300, |i| members.contains(&i));
            let to = (from + len).min(300).max(from);
            let found: BTreeSet<u32> = bits.within(from..to).collect();
            let plain: BTreeSet<u32> = members.range(from..to).copied().collect();
            prop_assert_eq!(found, plain);
            prop_assert_eq!(bits.count_below(to as usize), members.range(..to).count());
            prop_assert!((0..320).all(|i| bits.contains(i) == members.contains(&i)));
        }
    }
}
