//! Clusters: cells of 64 px with exact counts per sector, each at the mean of its members.
//!
//! Up to `LAST` zoom every cell of all structures is worked out and written as GeoJSON once per snapshot, so that
//! a view copies ready texts; only the cells that the view's edge cuts, or that a filter thins, are counted anew.
use super::build::small;
use super::select::Filter;
use super::snapshot::Snapshot;
use super::sums::{Cut, LEAF, Sum};
use crate::domain::geodesy::Coordinates;
use crate::domain::query::BoundingBox;
use crate::spatial::grid::{self, MAX_ZOOM};
use std::ops::{Range, RangeInclusive};

/// The last zoom worked out beforehand: closer views show few structures, which are grouped as asked.
const LAST: u8 = 12;

/// One cell: a run of the snapshot's Morton order.
#[derive(Debug, Clone)]
struct Cell {
    column: u32,
    members: Range<u32>,
    /// Its node of the tree of sums, or `u32::MAX` for a cell so small that its members are looked at one by one.
    node: u32,
    /// Where its feature begins in the level's text, after a comma.
    text: u32,
    /// Members of all cells before it.
    before: u32,
}

/// All cells of one zoom, row by row from the north-west.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// The rows that have cells, each with its first; closed by an entry for the end.
    rows: Vec<(u32, u32)>,
    /// Closed by a cell without members.
    cells: Vec<Cell>,
    /// The features, a comma before each: neighbours in a row are copied in one piece.
    text: Vec<u8>,
}

/// Columns that a view holds: whole, or perhaps cut by its edge.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Band {
    columns: RangeInclusive<u32>,
    whole: bool,
}

/// A view on the cells of one zoom.
struct View {
    /// One, or two when the view crosses the antimeridian.
    cuts: Vec<Cut>,
    /// From west to east, none twice.
    bands: Vec<Band>,
    /// From north to south.
    rows: RangeInclusive<u32>,
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
        degrees(out, at.lon);
        out.push(b',');
        degrees(out, at.lat);
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

/// Appends degrees to the sixth decimal, some 10 cm: digits of a whole number take a third of the time of a float's.
#[allow(clippy::cast_possible_truncation)] // 180 million at most
fn degrees(out: &mut Vec<u8>, v: f64) {
    let millionths = (v * 1e6).round() as i64;
    if millionths < 0 {
        out.push(b'-');
    }
    let all = millionths.unsigned_abs();
    number(out, all / 1_000_000);
    let mut rest = all % 1_000_000;
    if rest == 0 {
        return;
    }
    let mut digits = *b".000000";
    for d in digits[1..].iter_mut().rev() {
        *d += (rest % 10) as u8;
        rest /= 10;
    }
    let zeros = digits.iter().rev().take_while(|d| **d == b'0').count();
    out.extend_from_slice(&digits[..digits.len() - zeros]);
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
    /// Neighbouring cells whose members all match.
    fn ready(&mut self, level: &Level, cells: Range<usize>) {
        let (first, end) = (&level.cells[cells.start], &level.cells[cells.end]);
        let comma = usize::from(self.totals.returned == 0 && !cells.is_empty());
        let text = &level.text[first.text as usize + comma..end.text as usize];
        self.out.extend_from_slice(text);
        self.totals.returned += cells.len();
        self.totals.matched += (end.before - first.before) as usize;
    }

    fn sum(&mut self, s: &Snapshot, sum: &Sum) {
        let count = sum.count();
        if count == 0 {
            return;
        }
        if self.totals.returned > 0 {
            self.out.push(b',');
        }
        self.totals.returned += 1;
        self.totals.matched += count as usize;
        sum.write(s, self.out);
    }
}

impl View {
    fn new(view: &BoundingBox, zoom: u8) -> Self {
        let column = |lon| grid::column(lon, zoom);
        Self {
            cuts: view.parts().into_iter().map(Cut::new).collect(),
            bands: bands(column(view.west), column(view.east), view.west > view.east),
            rows: grid::row(view.north, zoom)..=grid::row(view.south, zoom),
        }
    }

    /// Whether the view's northern or southern edge may cut the cells of a row.
    fn cuts_row(&self, row: u32) -> bool {
        row == *self.rows.start() || row == *self.rows.end()
    }
}

/// The bands of a view from one column to another, through the antimeridian or not.
fn bands(west: u32, east: u32, crosses: bool) -> Vec<Band> {
    let band = |columns: RangeInclusive<u32>, whole| Band { columns, whole };
    let all = if crosses && east > west {
        // Each edge cuts a column that the other part holds whole.
        vec![band(0..=u32::MAX, true)]
    } else if crosses {
        let edges = [
            band(east..=east, false),
            band(west.max(east + 1)..=west, false),
        ];
        let before = (east > 0).then(|| band(0..=east - 1, true));
        let after = band(west + 1..=u32::MAX, true);
        before.into_iter().chain(edges).chain([after]).collect()
    } else {
        vec![
            band(west..=west, false),
            band(west + 1..=east.saturating_sub(1), true),
            band(east.max(west + 1)..=east, false),
        ]
    };
    all.into_iter().filter(|b| !b.columns.is_empty()).collect()
}

impl Level {
    /// Groups the placed structures of a snapshot, which stand in Morton order.
    pub(super) fn build(s: &Snapshot, zoom: u8) -> Self {
        let mut found: Vec<(u32, u32, Range<u32>)> = Vec::new();
        let mut last = u64::MAX;
        for (i, key) in (0..).zip(&s.keys) {
            let cell = grid::cell(*key, zoom);
            match found.last_mut() {
                Some((_, _, members)) if cell == last => members.end = i + 1,
                _ => {
                    let (column, row) = grid::column_and_row(*key, zoom);
                    found.push((row, column, i..i + 1));
                }
            }
            last = cell;
        }
        found.sort_unstable_by_key(|(row, column, _)| (*row, *column));
        let mut level = Self {
            rows: Vec::new(),
            cells: Vec::with_capacity(found.len() + 1),
            text: Vec::with_capacity(found.len() * 160),
        };
        let mut before = 0;
        for (row, column, members) in found {
            if level.rows.last().is_none_or(|(last, _)| *last != row) {
                level.rows.push((row, small(level.cells.len())));
            }
            let count = members.end - members.start;
            level.append(s, column, members, before);
            before += count;
        }
        level.rows.push((u32::MAX, small(level.cells.len())));
        level.cells.push(Cell {
            column: u32::MAX,
            members: 0..0,
            node: u32::MAX,
            text: small(level.text.len()),
            before,
        });
        level.text.shrink_to_fit();
        level
    }

    fn append(&mut self, s: &Snapshot, column: u32, members: Range<u32>, before: u32) {
        let large = members.end - members.start > LEAF;
        let node = large.then(|| s.sums.node(&members)).flatten();
        let text = small(self.text.len());
        self.text.push(b',');
        match node {
            Some(node) => s.sums.sum(node).write(s, &mut self.text),
            None => Sum::of(s, members.clone()).write(s, &mut self.text),
        }
        self.cells.push(Cell {
            column,
            members,
            node: node.unwrap_or(u32::MAX),
            text,
            before,
        });
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
        self.cells.capacity() * size_of::<Cell>() + self.text.capacity() + self.rows.capacity() * 8
    }

    /// Runs of neighbouring cells that a view may hold, each cell once, and whether it holds them whole.
    fn in_view(&self, view: &View, mut take: impl FnMut(Range<usize>, bool)) {
        let top = self.rows.partition_point(|r| r.0 < *view.rows.start());
        for pair in self.rows[top..].windows(2) {
            let ((row, first), (_, end)) = (pair[0], pair[1]);
            if row > *view.rows.end() {
                break;
            }
            let mut at = first as usize;
            let end = end as usize;
            for band in &view.bands {
                let line = &self.cells[at..end];
                at += line.partition_point(|c| c.column < *band.columns.start());
                let line = &self.cells[at..end];
                let to = at + line.partition_point(|c| c.column <= *band.columns.end());
                if at < to {
                    take(at..to, band.whole && !view.cuts_row(row));
                }
                at = to;
            }
        }
    }

    /// What of a cell lies inside a view.
    fn inside(s: &Snapshot, cell: &Cell, view: &View) -> Sum {
        let mut sum = Sum::default();
        for cut in &view.cuts {
            if cell.node == u32::MAX {
                cut.add_members(s, cell.members.clone(), &mut sum);
            } else {
                s.sums.add_inside(s, cell.node, cut, &mut sum);
            }
        }
        sum
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
        let view = f.bbox.as_ref().map(|b| View::new(b, zoom));
        let mut take = |cells: Range<usize>, whole: bool| match (&f.matching, &view) {
            (None, Some(v)) if !whole => {
                for cell in cells {
                    sink.sum(self, &Level::inside(self, &level.cells[cell], v));
                }
            }
            (None, _) => sink.ready(level, cells),
            (Some(m), _) => {
                for cell in &level.cells[cells] {
                    let members = m.bits.within(cell.members.clone());
                    let mut sum = Sum::default();
                    members
                        .filter(|i| whole || self.place_passes(f, *i))
                        .for_each(|i| sum.add(self, i));
                    sink.sum(self, &sum);
                }
            }
        };
        match &view {
            Some(view) => level.in_view(view, take),
            None => take(0..level.cells.len() - 1, true),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn degrees_have_no_more_decimals_than_they_need() {
        for (v, text) in [
            (0.0, "0"),
            (-0.000_001, "-0.000001"),
            (-1.55, "-1.55"),
            (180.0, "180"),
            (47.200_000_4, "47.2"),
        ] {
            let mut out = Vec::new();
            degrees(&mut out, v);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }

    proptest! {
        #[test]
        fn degrees_are_written_to_the_sixth_decimal(v in -180.0..=180.0f64) {
            let mut text = Vec::new();
            degrees(&mut text, v);
            let back: f64 = serde_json::from_slice(&text).unwrap();
            prop_assert!((back - v).abs() <= 0.500_001e-6, "{v} {back}");
        }

        #[test]
        fn bands_hold_each_column_of_a_view_once(west in 0u32..8, east in 0u32..8, crosses: bool) {
            let crosses = crosses || west > east;
            let all = bands(west, east, crosses);
            for c in 0..8 {
                let holders: Vec<&Band> = all.iter().filter(|b| b.columns.contains(&c)).collect();
                let wanted = if crosses { c >= west || c <= east } else { (west..=east).contains(&c) };
                prop_assert_eq!(holders.len(), usize::from(wanted));
                // Whole only where one of the parts goes beyond the column on both sides.
                let strictly = if crosses { c > west || c < east } else { west < c && c < east };
                prop_assert_eq!(holders.iter().any(|b| b.whole), strictly);
            }
            prop_assert!(all.windows(2).all(|w| w[0].columns.end() < w[1].columns.start()));
        }
    }
}
