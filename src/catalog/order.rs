//! Drafts on their way into the order of a snapshot: kept by stretches of the Morton curve as they come, so that in the
//! end each stretch is put in order by itself, in memory that is near.
use super::draft::Draft;
use super::pieces::{Pieces, Spare};
use rayon::prelude::*;

/// Drafts of a stretch above which it is divided.
const FULL: usize = 16_384;

/// Into how many a full stretch is divided.
const WAYS: usize = 16;

/// In how many lots the stretches are put in order: enough for every core to have some.
const LOTS: usize = 64;

/// Letters of a name after which names that are still equal are compared whole.
const DEEP: usize = 256;

/// What one core made: drafts, and their fragments with the names to search behind each.
pub(super) type Made = (Vec<Draft>, Vec<u8>);

/// Drafts whose Morton keys lie between two bounds, as they came.
#[derive(Debug)]
struct Stretch {
    drafts: Vec<Draft>,
    texts: Pieces,
    /// To be divided above this number.
    full: usize,
}

impl Default for Stretch {
    fn default() -> Self {
        Self {
            drafts: Vec::new(),
            texts: Pieces::default(),
            full: FULL,
        }
    }
}

impl Stretch {
    fn push(&mut self, draft: &Draft, text: &[u8], spare: &Spare) {
        let place = self.texts.push(text, spare);
        self.drafts.push(Draft {
            place,
            ..draft.clone()
        });
    }

    /// Fragment and names of a draft.
    fn text(&self, d: &Draft) -> &[u8] {
        self.texts.get(d.place, d.len + d.fold)
    }

    /// Its drafts by key.
    fn order(&self) -> Vec<(u64, u32)> {
        by_key(&self.drafts)
    }

    /// Divides it in equal shares; fewer where many structures share a point. Each comes with its lowest key.
    fn divide(mut self, lowest: u64, spare: &Spare) -> Vec<(u64, Self)> {
        let order = self.order();
        let each = order.len().div_ceil(WAYS);
        let mut shares: Vec<(u64, Self)> = vec![(lowest, Self::default())];
        let mut before = None;
        for (key, n) in &order {
            let current = shares.last().map_or(0, |(_, s)| s.drafts.len());
            if current >= each && before != Some(*key) {
                shares.push((*key, Self::default()));
            }
            before = Some(*key);
            let draft = &self.drafts[*n as usize];
            if let Some((_, to)) = shares.last_mut() {
                to.push(draft, self.text(draft), spare);
            }
        }
        for (_, s) in &mut shares {
            s.full = s.full.max(s.drafts.len() * 2);
        }
        spare.give(std::mem::take(&mut self.texts));
        shares
    }
}

fn by_key(drafts: &[Draft]) -> Vec<(u64, u32)> {
    let mut order: Vec<(u64, u32)> = drafts.iter().map(|d| d.key).zip(0..).collect();
    order.sort_unstable();
    order
}

/// Drafts by stretches of the curve.
#[derive(Debug)]
pub(super) struct Drafts {
    stretches: Vec<Stretch>,
    /// The lowest key of each stretch.
    lowest: Vec<u64>,
    spare: Spare,
}

impl Default for Drafts {
    fn default() -> Self {
        Self {
            stretches: vec![Stretch::default()],
            lowest: vec![0],
            spare: Spare::default(),
        }
    }
}

impl Drafts {
    /// Takes over what the cores made, on all cores.
    pub fn extend(&mut self, made: &[Made]) {
        let orders: Vec<_> = made.par_iter().map(|(drafts, _)| by_key(drafts)).collect();
        let (lowest, spare) = (&self.lowest, &self.spare);
        let take = |(n, stretch): (usize, &mut Stretch)| {
            for ((drafts, text), order) in made.iter().zip(&orders) {
                let from = order.partition_point(|x| x.0 < lowest[n]);
                let next = lowest.get(n + 1);
                let own = order[from..]
                    .iter()
                    .take_while(|x| next.is_none_or(|k| x.0 < *k));
                for (_, at) in own {
                    let d = &drafts[*at as usize];
                    let start = d.place.start as usize;
                    let text = &text[start..start + (d.len + d.fold) as usize];
                    stretch.push(d, text, spare);
                }
            }
        };
        self.stretches.par_iter_mut().enumerate().for_each(take);
        if self.stretches.iter().any(|s| s.drafts.len() > s.full) {
            self.divide();
        }
    }

    fn divide(&mut self) {
        let old = std::mem::take(&mut self.stretches).into_par_iter();
        let spare = &self.spare;
        let new: Vec<Vec<(u64, Stretch)>> = old
            .zip(std::mem::take(&mut self.lowest))
            .map(|(stretch, lowest)| {
                if stretch.drafts.len() > stretch.full {
                    stretch.divide(lowest, spare)
                } else {
                    vec![(lowest, stretch)]
                }
            })
            .collect();
        (self.lowest, self.stretches) = new.into_iter().flatten().unzip();
    }

    /// All of them in order.
    pub fn ordered(self) -> Ordered {
        let total: usize = self.stretches.iter().map(|s| s.drafts.len()).sum();
        let mut lots: Vec<Vec<Stretch>> = vec![Vec::new()];
        let mut filled = 0;
        for stretch in self.stretches {
            if filled > total / LOTS {
                lots.push(Vec::new());
                filled = 0;
            }
            filled += stretch.drafts.len();
            if let Some(lot) = lots.last_mut() {
                lot.push(stretch);
            }
        }
        let spare = self.spare;
        let lots = lots.into_par_iter().map(|lot| Lot::of(lot, &spare));
        let mut ordered = Ordered::default();
        for lot in lots.collect::<Vec<Lot>>() {
            ordered.push(lot);
        }
        ordered
    }
}

/// Neighbouring stretches in order.
#[derive(Debug, Default)]
struct Lot {
    drafts: Vec<Draft>,
    fragments: Pieces,
    names: String,
}

impl Lot {
    fn of(stretches: Vec<Stretch>, spare: &Spare) -> Self {
        let mut lot = Self {
            drafts: Vec::with_capacity(stretches.iter().map(|s| s.drafts.len()).sum()),
            ..Self::default()
        };
        for stretch in stretches {
            lot.take(&stretch, spare);
            spare.give(stretch.texts);
        }
        lot
    }

    fn take(&mut self, stretch: &Stretch, spare: &Spare) {
        let mut order = stretch.order();
        let exact = |at: u32| {
            let d = &stretch.drafts[at as usize];
            (d.point.map(|p| (p.lon.to_bits(), p.lat.to_bits())), d.id)
        };
        for same in order.chunk_by_mut(|a, b| a.0 == b.0) {
            if same.len() > 1 {
                same.sort_unstable_by_key(|x| exact(x.1));
            }
        }
        for (_, at) in order {
            let d = &stretch.drafts[at as usize];
            let (fragment, name) = stretch.text(d).split_at(d.len as usize);
            let place = self.fragments.push(fragment, spare);
            self.names.push_str(&String::from_utf8_lossy(name));
            self.drafts.push(Draft { place, ..d.clone() });
        }
    }
}

/// Drafts in the order of the snapshot: Morton's, and last what has no position.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    lots: Vec<(Vec<Draft>, String)>,
    /// The fragments.
    pub fragments: Pieces,
}

impl Ordered {
    fn push(&mut self, mut lot: Lot) {
        let first = self.fragments.append(lot.fragments);
        for d in &mut lot.drafts {
            d.place.piece += first;
        }
        self.lots.push((lot.drafts, lot.names));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lots.iter().map(|(drafts, _)| drafts.len()).sum()
    }

    /// Each in turn.
    pub fn iter(&self) -> impl Iterator<Item = &Draft> {
        self.lots.iter().flat_map(|(drafts, _)| drafts)
    }

    /// The names to search of each in turn.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lots.iter().flat_map(|(drafts, names)| {
            let mut rest = names.as_str();
            drafts.iter().map(move |d| {
                let (name, after) = rest.split_at(d.fold as usize);
                rest = after;
                name
            })
        })
    }

    /// Places in the order, by name; by id where names are equal.
    pub fn by_name(&self) -> Vec<u32> {
        let ids: Vec<u128> = self.iter().map(|d| d.id).collect();
        let names: Vec<&[u8]> = self.names().map(str::as_bytes).collect();
        let mut order: Vec<(u64, u32)> = names.iter().map(|n| letters(n, 0)).zip(0..).collect();
        sort_names(&mut order, 0, &names, &ids);
        order.into_iter().map(|(_, place)| place).collect()
    }
}

/// Eight letters of a name as a number that sorts as they do; what lies behind its end is 0, before every letter.
fn letters(name: &[u8], from: usize) -> u64 {
    let mut bytes = [0; 8];
    let rest = name.get(from..).unwrap_or_default();
    let len = rest.len().min(8);
    bytes[..len].copy_from_slice(&rest[..len]);
    u64::from_be_bytes(bytes)
}

/// Sorts by the eight letters at hand, then those that share them by their next eight: names begin alike by the
/// thousand, and to compare them whole each time is to fetch each from far away again and again.
fn sort_names(part: &mut [(u64, u32)], from: usize, names: &[&[u8]], ids: &[u128]) {
    part.par_sort_unstable();
    let next = from + 8;
    let alike = part.par_chunk_by_mut(|a, b| a.0 == b.0);
    alike.filter(|same| same.len() > 1).for_each(|same| {
        let ended = same[0].0.trailing_zeros() >= 8;
        if ended || next >= DEEP {
            let rest = |place: u32| {
                let name = names[place as usize];
                (&name[next.min(name.len())..], ids[place as usize])
            };
            same.sort_unstable_by(|a, b| rest(a.1).cmp(&rest(b.1)));
            return;
        }
        for (key, place) in same.iter_mut() {
            *key = letters(names[*place as usize], next);
        }
        sort_names(same, next, names, ids);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::build::small;
    use crate::catalog::pieces::Place;
    use crate::catalog::snapshot::Row;
    use crate::domain::Coordinates;
    use proptest::prelude::*;

    fn made(items: &[(u64, String, u128)]) -> Made {
        let mut text = Vec::new();
        let drafts = items.iter().map(|(key, name, id)| {
            let fragment = format!("<{id}>");
            let start = small(text.len());
            text.extend_from_slice(fragment.as_bytes());
            text.extend_from_slice(name.as_bytes());
            Draft {
                id: *id,
                slug: 0,
                point: (*key != u64::MAX).then(|| Coordinates {
                    lon: 1.0,
                    lat: (id % 3) as f64,
                }),
                key: *key,
                row: Row::default(),
                place: Place { piece: 0, start },
                len: small(fragment.len()),
                fold: small(name.len()),
                properties: 0,
                card: 0,
            }
        });
        (drafts.collect(), text)
    }

    /// As the whole would be sorted in one go.
    fn check(items: Vec<(u64, String)>, part: usize) {
        let items: Vec<(u64, String, u128)> = (0..)
            .zip(items)
            .map(|(i, (k, n))| (k, n, i ^ 0x5a5a))
            .collect();
        let mut drafts = Drafts::default();
        for batch in items.chunks(part * 4) {
            let batch: Vec<Made> = batch.chunks(part).map(made).collect();
            drafts.extend(&batch);
        }
        let ordered = drafts.ordered();
        let mut expected = items;
        expected.sort_by_key(|(key, _, id)| (*key, (*key != u64::MAX).then_some(id % 3), *id));
        assert_eq!(ordered.len(), expected.len());
        let found = ordered.iter().zip(ordered.names());
        for ((d, name), (key, expected_name, id)) in found.zip(&expected) {
            assert_eq!((d.key, d.id, name), (*key, *id, expected_name.as_str()));
            let fragment = ordered.fragments.get(d.place, d.len);
            assert_eq!(fragment, format!("<{id}>").as_bytes());
        }
        let mut by_name: Vec<u32> = (0..small(expected.len())).collect();
        by_name.sort_by_key(|i| {
            let (_, name, id) = &expected[*i as usize];
            (name, *id)
        });
        assert_eq!(ordered.by_name(), by_name);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn as_sorted_in_one_go(items in prop::collection::vec((prop_oneof![Just(5u64), Just(u64::MAX), any::<u64>()], "(l atelier (de la )?)?[a-c]{0,12}"), 0..300)) {
            check(items, 16);
        }
    }

    #[test]
    fn full_stretches_are_divided_and_points_shared_by_many_stay_together() {
        let key = |i: u64| {
            if i.is_multiple_of(3) {
                77
            } else {
                i.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            }
        };
        let items: Vec<(u64, String)> = (0..FULL as u64 * 4)
            .map(|i| (key(i), format!("nom {}", i % 500)))
            .collect();
        let mut drafts = Drafts::default();
        for batch in items.chunks(4_096) {
            let batch: Vec<_> = batch.iter().map(|(k, n)| (*k, n.clone(), 0)).collect();
            drafts.extend(&[made(&batch)]);
        }
        assert!(drafts.stretches.len() > WAYS / 2);
        check(items, 1_024);
    }

    #[test]
    fn long_names_that_differ_late_are_told_apart() {
        let long = "a".repeat(1_000);
        let items = ["c", "b", "", "a"].map(|end| (3, format!("{long}{end}")));
        check(items.to_vec(), 2);
    }
}
