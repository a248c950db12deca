//! Addresses of pages: the wanted one, or with the first number that is free.
use super::StoreError;
use super::sql::{Tx, select_in};
use sqlx::Row;
use std::collections::{HashMap, HashSet};

/// Numbers looked at beyond the need in the first round; doubled in each.
const WINDOW: u64 = 4;

/// Chooses addresses for one change; remembers how far the numbers of a name have got.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    /// Only names that occurred before: the next number to try.
    next: HashMap<String, u64>,
}

/// Addresses still to be found for one name.
struct Need {
    wanted: String,
    places: Vec<usize>,
    from: u64,
}

impl Need {
    /// The candidates of one round, the first number first.
    fn candidates(&self, window: u64) -> Vec<(u64, String)> {
        let until = self.from + self.places.len() as u64 + window;
        (self.from..until)
            .map(|n| (n, numbered(&self.wanted, n)))
            .collect()
    }
}

fn numbered(wanted: &str, n: u64) -> String {
    if n < 2 {
        wanted.to_owned()
    } else {
        format!("{wanted}-{n}")
    }
}

impl Slugs {
    /// One free address for each wanted one, in that order: one query for all in the common case.
    pub(super) async fn choose(
        &mut self,
        tx: &mut Tx,
        wanted: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let mut chosen = vec![String::new(); wanted.len()];
        let mut used: HashSet<String> = HashSet::new();
        let mut needs = self.needs(wanted);
        let mut window = 0;
        while !needs.is_empty() {
            let mut candidates: Vec<String> = needs
                .iter()
                .flat_map(|n| n.candidates(window))
                .map(|c| c.1)
                .collect();
            // Sorted keys are looked up along the index, not across it.
            candidates.sort_unstable();
            let taken = taken(tx, &candidates).await?;
            for need in &mut needs {
                for (n, slug) in need.candidates(window) {
                    let Some(place) = need.places.last().copied() else {
                        break;
                    };
                    need.from = n + 1;
                    if taken.contains(&slug) || !used.insert(slug.clone()) {
                        continue;
                    }
                    chosen[place] = slug;
                    need.places.pop();
                }
                if need.from > 2 || !need.places.is_empty() {
                    self.next.insert(need.wanted.clone(), need.from.max(2));
                }
            }
            needs.retain(|n| !n.places.is_empty());
            window = (window * 2).clamp(WINDOW, 4096);
        }
        Ok(chosen)
    }

    fn needs(&self, wanted: &[String]) -> Vec<Need> {
        let mut at: HashMap<&str, usize> = HashMap::new();
        let mut needs: Vec<Need> = Vec::new();
        // Backwards, so that taking the last place first gives the first record the first number.
        for (place, w) in wanted.iter().enumerate().rev() {
            let i = *at.entry(w).or_insert_with(|| {
                needs.push(Need {
                    wanted: w.clone(),
                    places: Vec::new(),
                    from: self.next.get(w).copied().unwrap_or(1),
                });
                needs.len() - 1
            });
            needs[i].places.push(place);
        }
        needs.reverse();
        needs
    }
}

async fn taken(tx: &mut Tx, slugs: &[String]) -> Result<HashSet<String>, StoreError> {
    let rows = select_in(tx, "SELECT slug FROM structures WHERE slug", slugs, None).await?;
    rows.iter().map(|r| Ok(r.try_get(0)?)).collect()
}
