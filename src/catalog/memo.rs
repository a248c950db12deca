//! A bounded memory of answers worth keeping: reads take no lock, the rare writer copies the small map.
use arc_swap::ArcSwap;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

#[derive(Debug)]
struct Slot<V> {
    value: V,
    weight: usize,
    /// Counts up with each insertion: the clock hand goes from the oldest to the newest, and one that is spared
    /// becomes the newest.
    age: AtomicU64,
    /// Asked for since the hand last passed.
    used: AtomicBool,
}

#[derive(Debug)]
struct Entries<K, V> {
    slots: HashMap<K, Arc<Slot<V>>>,
    weight: usize,
    next: u64,
}

/// A map of bounded weight. What was not used since it was last looked over goes first (the clock algorithm).
#[derive(Debug)]
pub struct Memo<K, V> {
    entries: ArcSwap<Entries<K, V>>,
    capacity: usize,
}

impl<K: Clone + Eq + Hash, V: Clone> Memo<K, V> {
    /// An empty memory that holds at most `capacity` units of weight, bytes as a rule.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let empty = Entries {
            slots: HashMap::new(),
            weight: 0,
            next: 0,
        };
        Self {
            entries: ArcSwap::from_pointee(empty),
            capacity,
        }
    }

    /// What is kept under this key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<V> {
        let entries = self.entries.load();
        let slot = entries.slots.get(key)?;
        if !slot.used.load(Ordering::Relaxed) {
            slot.used.store(true, Ordering::Relaxed);
        }
        Some(slot.value.clone())
    }

    /// Keeps a value; one that is heavier than a quarter of the whole is not kept.
    pub fn insert(&self, key: &K, value: &V, weight: usize) {
        if weight > self.capacity / 4 {
            return;
        }
        self.entries.rcu(|old| {
            let mut entries = Entries {
                slots: old.slots.clone(),
                weight: old.weight,
                next: old.next + 1,
            };
            let slot = Slot {
                value: value.clone(),
                weight,
                age: AtomicU64::new(old.next),
                used: AtomicBool::new(false),
            };
            if let Some(before) = entries.slots.insert(key.clone(), Arc::new(slot)) {
                entries.weight -= before.weight;
            }
            entries.weight += weight;
            entries.make_room(self.capacity, key);
            entries
        });
    }

    /// Forgets all.
    pub fn clear(&self) {
        self.entries.store(Arc::new(Entries {
            slots: HashMap::new(),
            weight: 0,
            next: 0,
        }));
    }

    /// Units of weight kept now.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.entries.load().weight
    }
}

impl<K: Clone + Eq + Hash, V> Entries<K, V> {
    /// Two rounds from the oldest on: the first spares what was used, the second spares nothing but the newest.
    fn make_room(&mut self, capacity: usize, newest: &K) {
        for spare in [true, false] {
            if self.weight <= capacity {
                return;
            }
            let mut oldest: Vec<(u64, K)> = self
                .slots
                .iter()
                .map(|(k, s)| (s.age.load(Ordering::Relaxed), k.clone()))
                .collect();
            oldest.sort_unstable_by_key(|(age, _)| *age);
            for (_, key) in oldest.into_iter().filter(|(_, k)| k != newest) {
                if self.weight <= capacity {
                    return;
                }
                let Some(slot) = self.slots.get(&key) else {
                    continue;
                };
                if spare && slot.used.swap(false, Ordering::Relaxed) {
                    slot.age.store(self.next, Ordering::Relaxed);
                    self.next += 1;
                    continue;
                }
                if let Some(gone) = self.slots.remove(&key) {
                    self.weight -= gone.weight;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_used_and_stays_within_its_weight() {
        let memo = Memo::new(100);
        for key in 0..10 {
            memo.insert(&key, &(key * 2), 10);
        }
        assert_eq!(memo.get(&0), Some(0));
        for key in 10..15 {
            memo.insert(&key, &(key * 2), 10);
            assert!(memo.weight() <= 100);
        }
        assert_eq!(memo.get(&0), Some(0), "the used one was spared");
        assert_eq!(memo.get(&1), None, "the oldest unused one went");
        assert_eq!(memo.get(&14), Some(28));
    }

    #[test]
    fn one_heavy_value_does_not_sweep_the_rest_away() {
        let memo = Memo::new(100);
        memo.insert(&1, &1, 20);
        memo.insert(&2, &2, 60);
        assert_eq!((memo.get(&1), memo.get(&2)), (Some(1), None));
    }

    #[test]
    fn a_second_value_replaces_the_first() {
        let memo = Memo::new(100);
        memo.insert(&1, &1, 20);
        memo.insert(&1, &7, 5);
        assert_eq!((memo.get(&1), memo.weight()), (Some(7), 5));
    }
}
