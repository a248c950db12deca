//! How alike two names are: sets of weighted words, with room for slips of the pen.
use super::corpus::{Corpus, Subject};

/// The comparison of two names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Names {
    /// 0 to 1: common weight of the words against all of it.
    pub similarity: f32,
    /// Weight of the words in common: 1 is a proper name.
    pub common: f32,
    /// Each name has a word of weight that the other lacks.
    pub gaps: bool,
    /// Numbers stand in both and differ.
    pub numbers: bool,
}

/// From this likeness on two words are one with a slip of the pen.
const SLIP: f64 = 0.92;

/// From this likeness on two names are one that is parted into words otherwise, or has slips.
const WHOLE: f32 = 0.88;

/// The best comparison of the names of two records; `None` when one has none.
pub(super) fn compare(c: &Corpus, weights: &[f32], a: &Subject, b: &Subject) -> Option<Names> {
    let mut best: Option<Names> = None;
    for x in a.names.iter().filter(|n| !n.is_empty()) {
        for y in b.names.iter().filter(|n| !n.is_empty()) {
            let of = Pair { c, weights, a, b };
            let found = of.compare(x, y);
            if best.is_none_or(|n| n.similarity < found.similarity) {
                best = Some(found);
            }
        }
    }
    best
}

/// Slips that two texts of so many letters may have and be alike by [`WHOLE`]; one more, as no rounding is to matter.
fn slips(letters: usize) -> usize {
    letters * 12 / 100 + 1
}

/// How many letters one of two texts has that the other lacks: no more than the slips that lead from one to the other
/// (the bag distance), and found much sooner. 0 where other letters than ASCII stand.
fn apart<'t>(x: impl Iterator<Item = &'t str>, y: impl Iterator<Item = &'t str>) -> usize {
    let mut counts = [0_i32; 128];
    let mut plain = true;
    let mut count = |b: u8, by: i32| match counts.get_mut(usize::from(b)) {
        Some(n) => *n += by,
        None => plain = false,
    };
    x.flat_map(str::bytes).for_each(|b| count(b, 1));
    y.flat_map(str::bytes).for_each(|b| count(b, -1));
    if !plain {
        return 0;
    }
    let sum = |sign: i32| {
        counts
            .iter()
            .map(|n| usize::try_from(n * sign).unwrap_or(0))
            .sum()
    };
    let (more, less): (usize, usize) = (sum(1), sum(-1));
    more.max(less)
}

struct Pair<'c> {
    c: &'c Corpus,
    weights: &'c [f32],
    a: &'c Subject,
    b: &'c Subject,
}

impl Pair<'_> {
    /// What a word weighs between these two: the name of their commune little.
    fn weight(&self, word: u32) -> f32 {
        let w = self.weights.get(word as usize).copied().unwrap_or(1.0);
        if self.a.city.contains(&word) || self.b.city.contains(&word) {
            w * 0.2
        } else {
            w
        }
    }

    fn compare(&self, x: &[u32], y: &[u32]) -> Names {
        let total: f32 = x.iter().chain(y).map(|w| self.weight(*w)).sum();
        let mut used = vec![false; y.len()];
        let (mut matched, mut lonely_x) = (0.0, 0.0_f32);
        let mut taken = |w: u32, matched: &mut f32, exact: bool| {
            let found = (0..y.len())
                .filter(|i| !used[*i])
                .map(|i| {
                    (
                        i,
                        if y[i] == w {
                            1.0
                        } else if exact {
                            0.0
                        } else {
                            self.alike(w, y[i])
                        },
                    )
                })
                .max_by(|p, q| p.1.total_cmp(&q.1))
                .filter(|(_, s)| *s > 0.0);
            if let Some((i, s)) = found {
                used[i] = true;
                *matched += s * self.weight(w).min(self.weight(y[i]));
            }
            found.is_some()
        };
        let mut open = Vec::new();
        for w in x {
            if !taken(*w, &mut matched, true) {
                open.push(*w);
            }
        }
        for w in open {
            if !taken(w, &mut matched, false) {
                lonely_x = lonely_x.max(self.weight(w));
            }
        }
        let lonely_y = y
            .iter()
            .zip(&used)
            .filter(|(_, u)| !**u)
            .map(|(w, _)| self.weight(*w))
            .fold(0.0, f32::max);
        let dice = if total > 0.0 {
            (2.0 * matched / total).min(1.0)
        } else {
            0.0
        };
        let mut names = Names {
            similarity: dice,
            common: matched,
            gaps: lonely_x > 0.2 && lonely_y > 0.2,
            numbers: self.numbers_differ(x, y),
        };
        // One name within the other: "Trocpuces" and "Trocpuces du Marais".
        let least = lonely_x.min(lonely_y);
        if least <= 0.1 && matched >= 0.8 {
            names.similarity = names.similarity.max(0.86);
        }
        if dice < 0.95 && !names.numbers {
            self.whole(x, y, total, &mut names);
        }
        names
    }

    fn words<'n>(&'n self, name: &'n [u32]) -> impl Iterator<Item = &'n str> {
        name.iter().map(|w| self.c.words.get(*w))
    }

    /// The names without blanks: words may be parted otherwise.
    fn whole(&self, x: &[u32], y: &[u32], total: f32, names: &mut Names) {
        let len = |n: &[u32]| self.words(n).map(str::len).sum::<usize>();
        let (short, long) = (len(x).min(len(y)), len(x).max(len(y)));
        if short < 5 || short * 5 < long * 4 || apart(self.words(x), self.words(y)) > slips(long) {
            return;
        }
        let (x, y) = (
            self.words(x).collect::<String>(),
            self.words(y).collect::<String>(),
        );
        #[allow(clippy::cast_possible_truncation)] // between 0 and 1
        let like = strsim::normalized_damerau_levenshtein(&x, &y) as f32;
        if like >= WHOLE && like > names.similarity {
            names.similarity = like;
            names.common = names.common.max(total / 2.0 * like);
            names.gaps = false;
        }
    }

    /// Whether two words are one with a slip of the pen: 0, or how alike they are.
    fn alike(&self, x: u32, y: u32) -> f32 {
        let (x, y) = (self.c.words.get(x), self.c.words.get(y));
        let digits = |t: &str| t.bytes().any(|b| b.is_ascii_digit());
        let (short, long) = (x.len().min(y.len()), x.len().max(y.len()));
        if short < 4 || long - short > 3 || digits(x) || digits(y) {
            return 0.0;
        }
        let like = strsim::jaro_winkler(x, y);
        #[allow(clippy::cast_possible_truncation)] // between 0 and 1
        if like >= SLIP { like as f32 } else { 0.0 }
    }

    fn numbers_differ(&self, x: &[u32], y: &[u32]) -> bool {
        let numbers = |n: &[u32]| {
            let mut all: Vec<u32> = n
                .iter()
                .copied()
                .filter(|w| self.c.words.get(*w).bytes().all(|b| b.is_ascii_digit()))
                .collect();
            all.sort_unstable();
            all
        };
        let (x, y) = (numbers(x), numbers(y));
        !x.is_empty() && !y.is_empty() && x != y
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_of_long_names_are_counted_to_their_end() {
        let long = "a".repeat(40_000);
        assert_eq!(apart([&*long].into_iter(), [&*long, "b"].into_iter()), 1);
        assert_eq!(apart([&*long].into_iter(), ["b"].into_iter()), 40_000);
    }

    proptest! {
        #[test]
        fn names_that_are_left_out_by_their_letters_are_not_alike(
            x in "[a-e]{5,30}|[a-zé0-9]{5,30}",
            changes in prop::collection::vec((0_usize..30, "[a-eé]?"), 0..8),
        ) {
            let mut y: Vec<char> = x.chars().collect();
            for (at, new) in changes {
                let at = at % y.len().max(1);
                y.splice(at..(at + 1).min(y.len()), new.chars());
            }
            let y: String = y.into_iter().collect();
            let long = x.len().max(y.len());
            if apart([&x[..]].into_iter(), [&y[..]].into_iter()) > slips(long) {
                prop_assert!(strsim::normalized_damerau_levenshtein(&x, &y) < f64::from(WHOLE));
            }
        }
    }
}
