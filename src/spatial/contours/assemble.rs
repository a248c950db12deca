//! From published areas to the file: each under the commune of today that its land belongs to.
use super::packed::{self, About, Body, FileError, Stored, units};
use super::{covers, read};
use crate::domain::{Gazetteer, Movements, TerritoryKind};
use geo::{Area as _, Centroid, Coord, InteriorPoint, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// A published territory and its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// INSEE or SIREN code, as it stood in the file.
    pub code: String,
    /// Name; empty when it is not told.
    pub name: String,
    /// At least one.
    pub polygons: Vec<Polygon<f64>>,
}

/// A code that no table and no movement knows.
pub type Unknown = (TerritoryKind, String, String);

/// What belongs to one territory of today.
#[derive(Debug, Default)]
struct Gathered {
    /// Published under its own code.
    own: Vec<Polygon<f64>>,
    /// Of the former communes that it is made of.
    former: Vec<Vec<Polygon<f64>>>,
    heirs: BTreeSet<String>,
}

/// Areas that are being put together.
#[derive(Debug)]
pub struct Assembly<'a> {
    gazetteer: &'a Gazetteer,
    movements: &'a Movements,
    year: u16,
    gathered: BTreeMap<(TerritoryKind, String), Gathered>,
    /// Communes that share the contour of another one.
    shared: BTreeSet<String>,
    unknown: Vec<Unknown>,
    followed: u32,
}

impl<'a> Assembly<'a> {
    /// Nothing yet; the areas to come are of that year.
    #[must_use]
    pub fn new(gazetteer: &'a Gazetteer, movements: &'a Movements, year: u16) -> Self {
        Self {
            gazetteer,
            movements,
            year,
            gathered: BTreeMap::new(),
            shared: BTreeSet::new(),
            unknown: Vec::new(),
            followed: 0,
        }
    }

    /// Reads one published file; returns the number of its areas.
    ///
    /// # Errors
    /// As [`read`].
    pub fn read(
        &mut self,
        kind: TerritoryKind,
        input: impl Read,
    ) -> Result<usize, read::ReadError> {
        let mut count = 0;
        read::read(input, &mut |area| {
            count += 1;
            self.take(kind, area);
        })?;
        Ok(count)
    }

    /// Takes one area: under its code, or under that of the commune which its land belongs to today.
    pub fn take(&mut self, kind: TerritoryKind, area: Area) {
        let mut today = self.today(kind, &area.code);
        let Some(first) = today.first().cloned() else {
            self.unknown.push((kind, area.code, area.name));
            return;
        };
        let code = today.take(&area.code).unwrap_or(first);
        let gathered = self.gathered.entry((kind, code.clone())).or_default();
        today.remove(&code);
        if !today.is_empty() {
            self.shared.extend(today.iter().cloned());
            today.insert(code.clone());
            gathered.heirs.extend(today);
        }
        if code == area.code {
            gathered.own.extend(area.polygons);
        } else {
            self.followed += 1;
            gathered.former.push(area.polygons);
        }
    }

    /// Codes of today for a code of then; empty when nobody knows it.
    fn today(&self, kind: TerritoryKind, code: &str) -> BTreeSet<String> {
        let known = |code: &str| Some(self.gazetteer.get(kind, code)?.code.clone());
        if kind != TerritoryKind::Commune || self.movements.is_empty() {
            return known(code).into_iter().collect();
        }
        let since = self.movements.since(code, self.year);
        let found: BTreeSet<String> = since.iter().filter_map(|c| known(c)).collect();
        if found.is_empty() {
            return known(code).into_iter().collect();
        }
        found
    }

    /// Codes that nobody knows, so far.
    #[must_use]
    pub fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// Whether a territory of today has a contour, or a part in one.
    #[must_use]
    pub fn has(&self, kind: TerritoryKind, code: &str) -> bool {
        self.gathered.contains_key(&(kind, code.to_owned()))
            || kind == TerritoryKind::Commune && self.shared.contains(code)
    }

    /// The whole file; `about` is completed by what became of the codes.
    ///
    /// # Errors
    /// A shape that cannot be packed: a fault of the program.
    pub fn finish(self, mut about: About) -> Result<Vec<u8>, FileError> {
        about.followed = self.followed;
        about.unknown = self.unknown;
        about.unknown.sort();
        let gathered: Vec<_> = self.gathered.into_iter().collect();
        let ready: Vec<Ready> = gathered
            .into_par_iter()
            .map(|((kind, code), g)| Ready::of(kind, code, g))
            .collect::<Result<_, _>>()?;
        packed::write(&Body {
            about,
            territories: ready.iter().map(Ready::stored).collect(),
        })
    }
}

/// A territory as it is stored.
struct Ready {
    kind: TerritoryKind,
    code: String,
    heirs: Vec<String>,
    point: Option<[i32; 2]>,
    boxes: Vec<packed::Box4>,
    shape: Vec<u8>,
}

impl Ready {
    fn of(kind: TerritoryKind, code: String, g: Gathered) -> Result<Self, FileError> {
        let mut polygons = g.own;
        let own = polygons.len();
        for former in g.former {
            // The districts of Paris, Lyon and Marseille come beside their cities in some years, and are covered
            // already.
            if !inside(&former, &polygons[..own]) {
                polygons.extend(former);
            }
        }
        let shape = packed::pack(&polygons)
            .map_err(|e| FileError::Damaged(format!("the contour of {code}: {e}")))?;
        let boxes = polygons.iter().map(packed::box_of).collect();
        // Somewhere in a contour that was split since is not inside its first heir.
        let point = g.heirs.is_empty().then(|| point_in(polygons)).flatten();
        Ok(Self {
            kind,
            code,
            heirs: g.heirs.into_iter().collect(),
            point: point.map(|c| [units(c.x), units(c.y)]),
            boxes,
            shape,
        })
    }

    fn stored(&self) -> Stored<'_> {
        Stored {
            kind: self.kind,
            code: &self.code,
            heirs: self.heirs.iter().map(String::as_str).collect(),
            point: self.point,
            boxes: self.boxes.clone(),
            shape: &self.shape,
        }
    }
}

/// Whether the middle of these polygons is covered by others.
fn inside(these: &[Polygon<f64>], others: &[Polygon<f64>]) -> bool {
    let middle = these.iter().find_map(InteriorPoint::interior_point);
    middle.is_some_and(|m| others.iter().any(|o| covers(o, m.0)))
}

/// The centroid where it is inside; else a point inside the largest part.
fn point_in(polygons: Vec<Polygon<f64>>) -> Option<Coord<f64>> {
    let whole = MultiPolygon(polygons);
    let centre = whole.centroid().map(|p| p.0);
    let centre = centre.filter(|c| whole.0.iter().any(|p| covers(p, *c)));
    centre.or_else(|| {
        let size = |p: &&Polygon<f64>| p.unsigned_area();
        let largest = whole.0.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
        largest.interior_point().map(|p| p.0)
    })
}
