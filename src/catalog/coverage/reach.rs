//! What one filter gives: for each commune the nearest of the structures that match.
use super::ground::Ground;
use crate::catalog::matching::Columns;
use crate::catalog::snapshot::{Perimeter, Snapshot};
use crate::domain::geodesy::Coordinates;
use crate::domain::{StructureQuery, TerritoryKind};
use crate::spatial::NearIndex;
use crate::spatial::points::metres_of;
use chrono::NaiveDate;
use std::sync::Arc;

/// The filter under which a reach is remembered: the columns, and the box and circle by their bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::catalog) struct Key {
    columns: Columns,
    place: Vec<u64>,
}

impl Key {
    pub(super) fn of(s: &Snapshot, q: &StructureQuery) -> Self {
        let mut place = Vec::new();
        if let Some(b) = q.bbox {
            place.extend([b.west, b.south, b.east, b.north].map(f64::to_bits));
        }
        if let Some(near) = q.near {
            let radius = q.radius.unwrap_or(f64::INFINITY);
            place.extend([near.lon, near.lat, radius].map(f64::to_bits));
        }
        Self {
            columns: Columns::of(s, q),
            place,
        }
    }
}

/// The nearest structure of a commune.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// How far, metres; 0 where one comes to the people's homes; infinite when there is none.
    pub metres: f64,
    /// Which, in the snapshot's order; `u32::MAX` when there is none.
    pub structure: u32,
}

impl Nearest {
    const NONE: Self = Self {
        metres: f64::INFINITY,
        structure: u32::MAX,
    };

    /// How far, metres, if there is one.
    #[must_use]
    pub fn known_m(&self) -> Option<f64> {
        self.metres.is_finite().then_some(self.metres)
    }
}

/// Structures of a commune that match.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    /// All of them.
    pub count: u32,
    /// Of them, those without a position.
    pub unplaced: u32,
    /// Those that serve the homes of a perimeter.
    pub local: u32,
    /// Those that serve all homes of the country.
    pub national: u32,
    /// Criteria of completeness that hold, of all together.
    pub held: u32,
}

/// For each commune the nearest structure, and how many there are.
#[derive(Debug)]
pub struct Reach {
    /// One per commune, in the order of [`Ground`].
    pub nearest: Vec<Nearest>,
    /// The distances alone, metres.
    pub(super) metres: Vec<f64>,
    /// The communes by growing distance.
    pub(super) by_distance: Vec<u32>,
    /// One per commune.
    pub(super) tallies: Vec<Tally>,
    /// Communes of structures that a person confirmed, with the day.
    pub(super) verified: Vec<(u32, NaiveDate)>,
    /// Structures that match, whether they lie in a commune or not, in the snapshot's order.
    pub(super) matched: Vec<u32>,
}

impl Reach {
    /// Structures that match.
    #[must_use]
    pub fn matched(&self) -> &[u32] {
        &self.matched
    }

    fn bytes(&self) -> usize {
        self.nearest.len() * (16 + 8 + 4 + 20) + self.matched.len() * 4 + self.verified.len() * 8
    }
}

impl Snapshot {
    /// The communes.
    #[must_use]
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// What the filters of a query give; those asked before are remembered.
    #[must_use]
    pub fn reach(&self, q: &StructureQuery) -> Arc<Reach> {
        let key = Key::of(self, q);
        if let Some(known) = self.coverage.reaches.get(&key) {
            return known;
        }
        let fresh = Arc::new(self.work_out_reach(q));
        self.coverage.reaches.insert(&key, &fresh, fresh.bytes());
        fresh
    }

    fn work_out_reach(&self, q: &StructureQuery) -> Reach {
        let ground = &*self.ground;
        let mut matched = self.matches(&self.compile(q));
        matched.sort_unstable();
        let mut nearest = vec![Nearest::NONE; ground.len()];
        for (land, index) in (0..).zip(self.by_land(&matched)) {
            for (commune, at) in ground.located() {
                if ground.land[commune as usize] == land
                    && let Some((chord, structure)) = index.nearest_to(at)
                {
                    let metres = metres_of(chord);
                    nearest[commune as usize] = Nearest { metres, structure };
                }
            }
        }
        for i in &matched {
            for commune in self.served_at_home(*i) {
                let place = &mut nearest[commune as usize];
                if place.metres > 0.0 {
                    let (metres, structure) = (0.0, *i);
                    *place = Nearest { metres, structure };
                }
            }
        }
        let metres: Vec<f64> = nearest.iter().map(|n| n.metres).collect();
        let mut by_distance: Vec<u32> = (0..).take(ground.len()).collect();
        by_distance.sort_unstable_by_key(|i| (metres[*i as usize].to_bits(), *i));
        Reach {
            tallies: self.tallies(&matched),
            verified: matched
                .iter()
                .filter_map(|i| Some((self.rows[*i as usize].commune, self.verified_on(*i)?)))
                .collect(),
            nearest,
            metres,
            by_distance,
            matched,
        }
    }

    /// A tree of the structures that people go to for each landmass. Whoever serves the whole country at home erases
    /// no gap.
    fn by_land(&self, matched: &[u32]) -> Vec<NearIndex> {
        let mut lands: Vec<Vec<u32>> = vec![Vec::new(); self.ground.lands()];
        for i in matched {
            if let Some((land, _)) = self.standing(*i)
                && let Some(list) = lands.get_mut(usize::from(land))
            {
                list.push(*i);
            }
        }
        let index = |list| NearIndex::of_some(Arc::clone(&self.points), list);
        lands.into_iter().map(index).collect()
    }

    /// Landmass and position of a structure that counts where it stands.
    pub(super) fn standing(&self, i: u32) -> Option<(u8, Coordinates)> {
        let row = &self.rows[i as usize];
        let at = self.point(i)?;
        let counts = row.perimeter != Perimeter::National;
        counts.then(|| (self.ground.land_of(row.commune, at), at))
    }

    /// Communes whose people a structure serves at home, those of its own landmass.
    pub(super) fn served_at_home(&self, i: u32) -> Vec<u32> {
        let ground = &*self.ground;
        match (self.rows[i as usize].perimeter, self.standing(i)) {
            (Perimeter::Metres(m), Some((land, at))) => {
                let found = ground.within(at, f64::from(m)).map(|(_, commune)| commune);
                found.filter(|c| ground.land[*c as usize] == land).collect()
            }
            (Perimeter::Department(code), _) => {
                let kind = TerritoryKind::Department;
                let all = (0..).take(ground.len());
                all.filter(|c| code != u32::MAX && ground.around(kind, *c) == code)
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn tallies(&self, matched: &[u32]) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.ground.len()];
        let placed = self.points.len();
        for i in matched {
            let row = &self.rows[*i as usize];
            if let Some(t) = tallies.get_mut(row.commune as usize) {
                t.count += 1;
                t.held += row.completeness.held();
                t.unplaced += u32::from(*i as usize >= placed);
                match row.perimeter {
                    Perimeter::None => {}
                    Perimeter::National => t.national += 1,
                    Perimeter::Metres(_) | Perimeter::Department(_) => t.local += 1,
                }
            }
        }
        tallies
    }
}
