//! Which pairs are compared at all: those that have an identifier, an address, a rare word or a place in common.
use super::corpus::{Corpus, Subject, field};
use super::names;
use super::place::{self, Near};
use super::score::Scale;
use super::words::key;

/// Records by key, sorted: smaller than a map of lists. Keys are hashes and so lie evenly: their first bits say where to
/// look, as halving the list again and again would wait for the memory at each step.
#[derive(Debug, Default)]
struct Index {
    all: Vec<(u64, u32)>,
    /// Where the keys begin whose first bits are this number; one more at the end.
    starts: Vec<u32>,
    /// Bits of a key that are not its first ones.
    rest: u32,
}

/// Entries behind one number of [`Index::starts`], about: they lie in one line or two of the processor's cache.
const TOGETHER: usize = 4;

impl Index {
    #[allow(clippy::cast_possible_truncation)] // records are numbered by 32 bits
    fn new(mut all: Vec<(u64, u32)>) -> Self {
        all.sort_unstable();
        all.dedup();
        all.shrink_to_fit();
        let first = (all.len() / TOGETHER).max(2).ilog2();
        let rest = u64::BITS - first;
        let mut starts = Vec::with_capacity((1 << first) + 1);
        for (at, (key, _)) in all.iter().enumerate() {
            let number = (key >> rest) as usize;
            while starts.len() <= number {
                starts.push(at as u32);
            }
        }
        starts.resize((1 << first) + 1, all.len() as u32);
        Self { all, starts, rest }
    }

    fn get(&self, key: u64) -> &[(u64, u32)] {
        let number = usize::try_from(key >> self.rest).unwrap_or(usize::MAX);
        let (from, to) = (self.starts[number], self.starts[number + 1]);
        let near = &self.all[from as usize..to as usize];
        let before = near.partition_point(|e| e.0 < key);
        let same = near[before..].partition_point(|e| e.0 == key);
        &near[before..before + same]
    }
}

/// More records behind one word or address of a place than this are told apart by other means.
const CROWD: usize = 64;
/// More records behind an identifier than this are not looked at: it is a network's.
const MANY: usize = 24;
/// Side of a cell of the grid, millionths of a degree: about 300 m from south to north.
const CELL: i32 = 2_700;
/// Words of a name that candidates are looked up by: the heaviest ones.
const WORDS: usize = 3;

/// Ways to find the candidates of a record.
#[derive(Debug)]
pub(super) struct Blocks {
    contacts: Index,
    doors: Index,
    words: Index,
    cells: Index,
}

impl Blocks {
    pub(super) fn new(c: &Corpus, weights: &[f32]) -> Self {
        let numbered = || (0_u32..).zip(&c.subjects);
        let of = |keys: &dyn Fn(&Subject) -> Vec<u64>| {
            let all = numbered().flat_map(|(i, s)| keys(s).into_iter().map(move |k| (k, i)));
            Index::new(all.collect())
        };
        Self {
            contacts: of(&|s| s.contacts.iter().map(|c| c.1).collect()),
            doors: of(&door_keys),
            words: of(&|s| word_keys(s, weights)),
            cells: of(&|s| cell(s).map(|(x, y)| cell_key(x, y)).into_iter().collect()),
        }
    }

    /// Identifiers that more than two differently named or placed records bear: a federation's telephone, a
    /// network's website.
    pub(super) fn shared(&self, scale: &Scale<'_>) -> foldhash::HashSet<(u8, u64)> {
        let mut shared = foldhash::HashSet::default();
        for group in self
            .contacts
            .all
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|g| g.len() > 2)
        {
            let kind = scale.corpus.subjects[group[0].1 as usize]
                .contacts
                .iter()
                .find(|c| c.1 == group[0].0)
                .map_or(field::SITE, |c| c.0);
            if group.len() > MANY || distinct(scale, group) > 2 {
                shared.insert((kind, group[0].0));
            }
        }
        shared
    }

    /// The records that may be this one: each once, in their order.
    pub(super) fn candidates(&self, c: &Corpus, weights: &[f32], i: u32, out: &mut Vec<u32>) {
        out.clear();
        let s = &c.subjects[i as usize];
        for (_, key) in &s.contacts {
            let all = self.contacts.get(*key);
            if all.len() <= MANY {
                out.extend(all.iter().map(|e| e.1));
            }
        }
        for key in door_keys(s) {
            out.extend(crowd(self.doors.get(key), c, s));
        }
        for key in word_keys(s, weights) {
            out.extend(crowd(self.words.get(key), c, s));
        }
        self.around(c, s, out);
        out.sort_unstable();
        out.dedup();
    }

    /// Neighbours with a name that may be alike; mirrored ones stand in the same cells.
    fn around(&self, c: &Corpus, s: &Subject, out: &mut Vec<u32>) {
        let Some((x, y)) = cell(s) else { return };
        for x in x - 1..=x + 1 {
            for y in y - 1..=y + 1 {
                for (_, j) in self.cells.get(cell_key(x, y)) {
                    if alike(s, &c.subjects[*j as usize]) {
                        out.push(*j);
                    }
                }
            }
        }
    }
}

/// All of a few; of a crowd only those whose name may be the same.
fn crowd<'x>(
    all: &'x [(u64, u32)],
    c: &'x Corpus,
    s: &'x Subject,
) -> impl Iterator<Item = u32> + 'x {
    let few = all.len() <= CROWD;
    let alike = move |j: &u32| few || c.subjects[*j as usize].names[0] == s.names[0];
    all.iter().map(|e| e.1).filter(alike).take(CROWD)
}

/// A look at the letters that costs next to nothing.
fn alike(a: &Subject, b: &Subject) -> bool {
    let common = (a.signature & b.signature).count_ones();
    let least = a.signature.count_ones().min(b.signature.count_ones());
    common * 10 >= least * 6
}

fn door_keys(s: &Subject) -> Vec<u64> {
    let (Some(number), Some(street)) = (s.number, s.street) else {
        return Vec::new();
    };
    let towns = [(0, s.postal), (1, s.commune)].into_iter();
    towns
        .filter_map(|(k, t)| Some(key(10 + k, (number, street, t?))))
        .collect()
}

fn word_keys(s: &Subject, weights: &[f32]) -> Vec<u64> {
    let weight = |w: u32| weights.get(w as usize).copied().unwrap_or(1.0);
    let mut words: Vec<u32> = s.names.iter().flat_map(|n| n.iter().copied()).collect();
    words.sort_by(|x, y| weight(*y).total_cmp(&weight(*x)).then(x.cmp(y)));
    words.dedup();
    words.truncate(WORDS);
    let towns = [(20, s.postal), (21, s.commune)];
    let mut keys = Vec::with_capacity(words.len() * 2);
    for (kind, town) in towns {
        for w in &words {
            keys.extend(town.map(|t| key(kind, (*w, t))));
        }
    }
    keys
}

fn cell(s: &Subject) -> Option<(i32, i32)> {
    let p = s.point.filter(|p| p.precise)?;
    let lon = if p.lon.abs() < place::MIRROR_LON {
        p.lon.abs()
    } else {
        p.lon
    };
    // East and west of the meridian's neighbourhood the cell of 0 takes both.
    Some((lon.div_euclid(CELL * 3 / 2), p.lat.div_euclid(CELL)))
}

fn cell_key(x: i32, y: i32) -> u64 {
    key(30, (x, y))
}

/// How many differently named or placed records bear one identifier; counting ends at 3.
fn distinct(scale: &Scale<'_>, group: &[(u64, u32)]) -> usize {
    let c = scale.corpus;
    let mut first: Vec<&Subject> = Vec::new();
    for (_, i) in group {
        let s = &c.subjects[*i as usize];
        let known = first.iter().any(|f| {
            let named = names::compare(c, &scale.weights, f, s);
            let placed = place::compare(c, f, s).near();
            named.is_none_or(|n| n.similarity >= 0.6) && placed != Near::Apart
        });
        if !known {
            first.push(s);
        }
        if first.len() > 2 {
            break;
        }
    }
    first.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_index_finds_all_entries_of_a_key_and_no_others(
            // Hashes, of which some are borne by many.
            numbers in prop::collection::vec((0_u64..40, 0_u32..1000), 0..400),
        ) {
            let spread = |n: u64| key(0, n);
            let all: Vec<_> = numbers.iter().map(|(n, i)| (spread(*n), *i)).collect();
            let index = Index::new(all.clone());
            for wanted in (0..60).map(spread).chain([0, 1, u64::MAX]) {
                let mut expected: Vec<_> = all.iter().filter(|e| e.0 == wanted).copied().collect();
                expected.sort_unstable();
                expected.dedup();
                prop_assert_eq!(index.get(wanted), &expected[..]);
            }
        }
    }
}
