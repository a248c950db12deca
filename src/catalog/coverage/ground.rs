//! The communes as coverage sees them: people, positions and the territories around.
use crate::domain::geodesy::Coordinates;
use crate::domain::{BoundingBox, Gazetteer, TerritoryKind};
use crate::spatial::neighbours::neighbours;
use crate::spatial::{NearIndex, Points, grid};
use std::sync::{Arc, OnceLock};

/// Communes farther apart than this are no neighbours, metres: it keeps islands and overseas departments apart.
const NEIGHBOURS_M: f64 = 25_000.0;

/// What lies this far around the communes of a landmass still belongs to it, degrees.
const MARGIN: f64 = 0.5;

/// No landmass: nothing there counts for anybody.
pub(super) const NOWHERE: u8 = u8::MAX;

/// The communes, in the order of [`Gazetteer::all`], where they come first.
#[derive(Debug)]
pub struct Ground {
    /// Inhabitants of each commune; 0 where they are not known.
    pub(super) population: Vec<u32>,
    /// Position of each.
    pub(super) at: Vec<Option<Coordinates>>,
    /// Landmass of each: metropolitan France or one overseas department. No distance is counted between two.
    pub(super) land: Vec<u8>,
    /// For each kind of territory, the index in `Gazetteer::all` of the one around each commune.
    around: [Vec<u32>; 4],
    /// Box around the communes of each landmass.
    lands: Vec<BoundingBox>,
    /// Located communes in Morton order.
    points: Arc<Points>,
    numbers: Vec<u32>,
    near: NearIndex,
    beside: OnceLock<Vec<(u32, u32)>>,
}

/// The landmass of a department: overseas ones stand alone, all others are one.
fn land_name(department: &str) -> &str {
    let overseas = department.starts_with("97") || department.starts_with("98");
    if overseas { department } else { "" }
}

impl Ground {
    /// Reads the communes of a gazetteer.
    #[must_use]
    pub fn of(gazetteer: &Gazetteer) -> Self {
        let communes: Vec<_> = gazetteer.of_kind(TerritoryKind::Commune).collect();
        let mut names: Vec<&str> = Vec::new();
        let mut lands: Vec<Option<BoundingBox>> = Vec::new();
        let mut land = Vec::with_capacity(communes.len());
        for c in &communes {
            let name = land_name(c.department.as_deref().unwrap_or_default());
            let number = names.iter().position(|n| *n == name).unwrap_or_else(|| {
                names.push(name);
                lands.push(None);
                names.len() - 1
            });
            if let Some(at) = c.position {
                let grown = lands[number].map_or(BoundingBox::at(at), |b| b.including(at));
                lands[number] = Some(grown);
            }
            land.push(u8::try_from(number).unwrap_or(NOWHERE));
        }
        let around = TerritoryKind::ALL.map(|kind| {
            let index = |c: &&crate::domain::Territory| {
                let code = c.parent(kind);
                let found = code.and_then(|code| gazetteer.index(kind, code));
                found.map_or(u32::MAX, super::super::build::small)
            };
            communes.iter().map(index).collect()
        });
        let mut placed: Vec<(u64, u32, Coordinates)> = (0..)
            .zip(&communes)
            .filter_map(|(i, c)| Some((grid::morton(c.position?), i, c.position?)))
            .collect();
        placed.sort_unstable_by_key(|(key, i, _)| (*key, *i));
        let points = Arc::new(Points::new(placed.iter().map(|p| p.2).collect()));
        Self {
            population: communes.iter().map(|c| c.population.unwrap_or(0)).collect(),
            at: communes.iter().map(|c| c.position).collect(),
            land,
            around,
            lands: lands.into_iter().map(|b| widened(b, MARGIN)).collect(),
            near: NearIndex::of_all(Arc::clone(&points)),
            points,
            numbers: placed.iter().map(|p| p.1).collect(),
            beside: OnceLock::new(),
        }
    }

    /// Communes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.population.len()
    }

    /// There are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.population.is_empty()
    }

    /// Index in `Gazetteer::all` of the territory of a kind around a commune; out of range when there is none.
    #[must_use]
    pub fn around(&self, kind: TerritoryKind, commune: u32) -> u32 {
        let of_kind = &self.around[kind as usize];
        of_kind.get(commune as usize).copied().unwrap_or(u32::MAX)
    }

    /// The landmass of a structure: that of its commune, else the first whose communes are around its position.
    pub(super) fn land_of(&self, commune: u32, at: Coordinates) -> u8 {
        let by_place = || {
            let found = self.lands.iter().position(|b| b.contains(at));
            found.and_then(|n| u8::try_from(n).ok()).unwrap_or(NOWHERE)
        };
        self.land
            .get(commune as usize)
            .copied()
            .unwrap_or_else(by_place)
    }

    pub(super) fn lands(&self) -> usize {
        self.lands.len()
    }

    /// Located communes at most `metres` away, each with the square of its chord, in no order.
    pub(super) fn within(
        &self,
        from: Coordinates,
        metres: f64,
    ) -> impl Iterator<Item = (f64, u32)> + '_ {
        let found = self.near.within(from, metres);
        found.map(|(chord, place)| (chord, self.numbers[place as usize]))
    }

    /// Located communes in Morton order, so that one search follows another near it: number and place on the sphere.
    pub(super) fn located(&self) -> impl Iterator<Item = (u32, [f64; 3])> + '_ {
        let round = self.points.round().iter().copied();
        self.numbers.iter().copied().zip(round)
    }

    /// Pairs of communes that lie beside each other.
    pub(super) fn beside(&self) -> &[(u32, u32)] {
        self.beside.get_or_init(|| {
            let placed = self.numbers.iter().map(|i| (*i, self.at[*i as usize]));
            let placed: Vec<_> = placed.filter_map(|(i, at)| Some((i, at?))).collect();
            neighbours(&placed, NEIGHBOURS_M)
        })
    }
}

/// A box with a margin on each side; a landmass without a located commune holds nothing.
fn widened(b: Option<BoundingBox>, margin: f64) -> BoundingBox {
    let empty = BoundingBox {
        west: 0.0,
        south: 1.0,
        east: 0.0,
        north: -1.0,
    };
    b.map_or(empty, |b| BoundingBox {
        west: b.west - margin,
        south: b.south - margin,
        east: b.east + margin,
        north: b.north + margin,
    })
}
