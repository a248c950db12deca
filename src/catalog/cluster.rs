//! Clusters: cells of 64 px with exact counts per sector, each at the mean of its members.
//!
//! Up to `LAST` zoom every cell of all structures is worked out and written as GeoJSON once per snapshot, so that
//! a view copies ready texts; only the cells that the view's edge cuts, or that a filter thins, are counted anew.
use super::select::Filter;
use super::snapshot::Snapshot;
use super::sums::Sum;
use crate::domain::geodesy::Coordinates;
use crate::domain::query::BoundingBox;
use crate::spatial::grid::{self, MAX_ZOOM};
use std::ops::Range;

/// The last zoom worked out beforehand: closer views show few structures, which are grouped as asked.
const LAST: u8 = 12;

/// One cell: a run of the snapshot's Morton order.
#[derive(Debug, Clone)]
struct Cell {
    row: u32,
    column: u32,
    members: Range<u32>,
    /// The smallest box around the members: what decides whether a view holds them all.
    extent: BoundingBox,
    /// Where its feature stands in the level's text.
    text: Range<usize>,
}

/// All cells of one zoom, row by row from the north-west.
#[derive(Debug, Default)]
pub(super) struct Level {
    cells: Vec<Cell>,
    text: Vec<u8>,
}

/// What became of a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Structures in the clusters; those without position are not on the map.
    pub matched: usize,
    /// Clusters.
    pub returned: usize,
}

impl Sum {
    /// Appends the feature; a lone structure says who it is.
    fn write(&self, s: &Snapshot, out: &mut Vec<u8>) {
        let (at, count) = (self.mean(), self.count());
        out.extend_from_slice(
            b"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[",
        );
        number(out, at.lon);
        out.push(b',');
        number(out, at.lat);
        out.extend_from_slice(b"]},\"properties\":{\"count\":");
        number(out, count);
        out.extend_from_slice(b",\"sectors\":{");
        let mut comma = false;
        for (sector, n) in s
            .taxonomy
            .sectors
            .iter()
            .zip(self.sectors)
            .filter(|x| x.1 > 0)
        {
            out.extend_from_slice(if comma { b",\"" } else { b"\"" });
            out.extend_from_slice(sector.code.as_bytes());
            out.extend_from_slice(b"\":");
            number(out, n);
            comma = true;
        }
        out.push(b'}');
        if count == 1 {
            s.write_card(self.first, out);
        }
        out.extend_from_slice(b"}}");
    }
}

/// Appends a number; serde's writer takes a third of the time of `write!`.
fn number(out: &mut Vec<u8>, n: impl serde::Serialize) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, &n);
}

/// Appends features with commas between them.
struct Sink<'a> {
    out: &'a mut Vec<u8>,
    totals: Totals,
}

impl Sink<'_> {
    fn comma(&mut self, count: u32) {
        if self.totals.returned > 0 {
            self.out.push(b',');
        }
        self.totals.returned += 1;
        self.totals.matched += count as usize;
    }
    fn ready(&mut self, level: &Level, cell: &Cell) {
        let count = cell.members.end - cell.members.start;
        self.comma(count);
        self.out.extend_from_slice(&level.text[cell.text.clone()]);
    }
    fn sum(&mut self, s: &Snapshot, sum: &Sum) {
        let count = sum.count();
        if count > 0 {
            self.comma(count);
            sum.write(s, self.out);
        }
    }
}

fn inside(cell: &BoundingBox, view: &BoundingBox) -> bool {
    let lon = |lon| {
        view.contains(Coordinates {
            lon,
            lat: view.south,
        })
    };
    // Both edges in a view that crosses the antimeridian may still leave the middle out; cells are narrow, views are wide.
    let whole = view.west <= view.east || cell.west >= view.west || cell.east <= view.east;
    lon(cell.west)
        && lon(cell.east)
        && whole
        && view.south <= cell.south
        && cell.north <= view.north
}

impl Level {
    /// Groups the placed structures of a snapshot, which stand in Morton order.
    pub(super) fn build(s: &Snapshot, zoom: u8) -> Self {
        let mut cells: Vec<Cell> = Vec::new();
        let mut last = u64::MAX;
        for (i, (key, p)) in (0..).zip(s.keys.iter().zip(&s.points)) {
            let cell = grid::cell(*key, zoom);
            if let (Some(c), true) = (cells.last_mut(), cell == last) {
                c.members.end = i + 1;
                c.extent = BoundingBox {
                    west: c.extent.west.min(p.lon),
                    south: c.extent.south.min(p.lat),
                    east: c.extent.east.max(p.lon),
                    north: c.extent.north.max(p.lat),
                };
                continue;
            }
            last = cell;
            cells.push(Cell {
                row: grid::row(p.lat, zoom),
                column: grid::column(p.lon, zoom),
                members: i..i + 1,
                extent: BoundingBox {
                    west: p.lon,
                    south: p.lat,
                    east: p.lon,
                    north: p.lat,
                },
                text: 0..0,
            });
        }
        cells.sort_unstable_by_key(|c| (c.row, c.column));
        let mut text = Vec::with_capacity(cells.len() * 160);
        for c in &mut cells {
            let mut sum = Sum::default();
            s.totals.add_run(s, c.members.clone(), &mut sum);
            let start = text.len();
            sum.write(s, &mut text);
            c.text = start..text.len();
        }
        text.shrink_to_fit();
        Self { cells, text }
    }

    /// All levels that are worked out beforehand.
    pub(super) fn build_all(s: &Snapshot) -> Vec<Self> {
        use rayon::prelude::*;
        (0..=LAST)
            .into_par_iter()
            .map(|zoom| Self::build(s, zoom))
            .collect()
    }

    /// Size in memory, bytes.
    pub(super) fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>() + self.text.capacity()
    }

    /// The cells that a view may hold, each once.
    fn in_view(&self, view: Option<&BoundingBox>, zoom: u8, mut take: impl FnMut(&Cell)) {
        let Some(view) = view else {
            self.cells.iter().for_each(take);
            return;
        };
        let (top, bottom) = (grid::row(view.north, zoom), grid::row(view.south, zoom));
        // The western part first, so that a cell that both parts touch is taken once.
        let mut parts: Vec<(u32, u32)> = view
            .parts()
            .iter()
            .map(|b| (grid::column(b.west, zoom), grid::column(b.east, zoom)))
            .collect();
        parts.sort_unstable();
        let mut at = self.cells.partition_point(|c| c.row < top);
        while let Some(row) = self.cells.get(at).map(|c| c.row).filter(|r| *r <= bottom) {
            let line = &self.cells[at..];
            let end = line.partition_point(|c| c.row == row);
            let line = &line[..end];
            let mut next = 0;
            for (west, east) in &parts {
                let from = line.partition_point(|c| c.column < (*west).max(next));
                for c in line[from..].iter().take_while(|c| c.column <= *east) {
                    take(c);
                }
                next = next.max(east + 1);
            }
            at += end;
        }
    }
}

impl Snapshot {
    /// Appends the clusters of all matches at a zoom as GeoJSON features with commas between them. The counts sum
    /// to the number of placed matches.
    pub fn write_clusters(&self, f: &Filter, zoom: u8, out: &mut Vec<u8>) -> Totals {
        let zoom = zoom.min(MAX_ZOOM);
        let mut sink = Sink {
            out,
            totals: Totals::default(),
        };
        match (self.levels.get(usize::from(zoom)), f.near) {
            (Some(level), None | Some((_, None))) => self.cells_of(level, f, zoom, &mut sink),
            _ => self.groups_of(f, zoom, &mut sink),
        }
        sink.totals
    }

    fn cells_of(&self, level: &Level, f: &Filter, zoom: u8, sink: &mut Sink<'_>) {
        let view = f.bbox.as_ref();
        level.in_view(view, zoom, |cell| {
            let whole = view.is_none_or(|v| inside(&cell.extent, v));
            let mut sum = Sum::default();
            match (&f.matching, view) {
                (None, Some(v)) if !whole => {
                    self.totals
                        .add_inside(self, &cell.members, zoom, v, &mut sum);
                }
                (None, _) => return sink.ready(level, cell),
                (Some(m), _) => {
                    let inside = |i: &u32| {
                        whole || view.is_none_or(|v| v.contains(self.points[*i as usize]))
                    };
                    let members = m.bits.within(cell.members.clone());
                    members.filter(inside).for_each(|i| sum.add(self, i));
                }
            }
            sink.sum(self, &sum);
        });
    }

    /// Groups the matches themselves; at the last zoom only structures of one and the same place stay together.
    fn groups_of(&self, f: &Filter, zoom: u8, sink: &mut Sink<'_>) {
        let mut found = self.matches(f);
        found.sort_unstable();
        let group = |i: u32, p: Coordinates| {
            let place = (zoom == MAX_ZOOM).then(|| (p.lon.to_bits(), p.lat.to_bits()));
            (grid::cell(self.keys[i as usize], zoom), place)
        };
        let mut sum = Sum::default();
        let mut last = None;
        for i in found {
            let Some(p) = self.point(i) else { continue };
            let this = Some(group(i, p));
            if this != last {
                sink.sum(self, &std::mem::take(&mut sum));
                last = this;
            }
            sum.add(self, i);
        }
        sink.sum(self, &sum);
    }
}
