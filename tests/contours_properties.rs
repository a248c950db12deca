//! The commune that covers a point, by the tree of boxes, against a look at every polygon; and shapes that come back
//! from the file as they went in.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::domain::{Coordinates, Movements, TerritoryKind};
use boucle::service::Reference;
use boucle::spatial::Contours;
use boucle::spatial::contours::{About, Area, Assembly};
use geo::{Coord, Intersects, LineString, Point, Polygon};
use proptest::prelude::*;
use std::f64::consts::TAU;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

/// Codes of communes, the lowest first.
fn codes(count: usize) -> Vec<String> {
    let communes = REFERENCE.gazetteer.of_kind(TerritoryKind::Commune);
    communes.take(count).map(|t| t.code.clone()).collect()
}

fn contours(areas: &[(String, Vec<Polygon<f64>>)]) -> Contours {
    let none = Movements::default();
    let mut all = Assembly::new(&REFERENCE.gazetteer, &none, 2026);
    for (code, polygons) in areas {
        all.take(
            TerritoryKind::Commune,
            Area {
                code: code.clone(),
                name: String::new(),
                polygons: polygons.clone(),
            },
        );
    }
    let about = About {
        year: 2026,
        resolution: "100m".to_owned(),
        source: String::new(),
        taken: String::new(),
        partial: None,
        movements: false,
        followed: 0,
        unknown: Vec::new(),
    };
    Contours::from_bytes(&all.finish(about).unwrap()).unwrap()
}

/// Every polygon, one after the other: `Intersects` holds inside and on the border.
fn plainly(areas: &[(String, Vec<Polygon<f64>>)], at: Coord<f64>) -> Option<&str> {
    let covers = |polygons: &[Polygon<f64>]| polygons.iter().any(|p| p.intersects(&Point(at)));
    let found = areas.iter().filter(|(_, p)| covers(p));
    found.map(|(code, _)| code.as_str()).min()
}

/// A number with seven decimals, as the finest official file has.
fn decimal(v: f64) -> f64 {
    (v * 1e7).round() / 1e7
}

fn ring(corners: &[(f64, f64)]) -> LineString<f64> {
    let of = |(x, y): &(f64, f64)| Coord {
        x: decimal(*x),
        y: decimal(*y),
    };
    LineString(corners.iter().map(of).collect())
}

/// A star around a point, perhaps with a hole.
fn star() -> impl Strategy<Value = Polygon<f64>> {
    let radii = prop::collection::vec(0.05..1.0f64, 3..12);
    (-5.0..5.0f64, 44.0..50.0f64, radii, any::<bool>()).prop_map(|(x, y, radii, hole)| {
        let count = f64::from(u32::try_from(radii.len()).unwrap());
        let around = |scale: f64| {
            let corners = (0_u32..).zip(&radii).map(|(i, r)| {
                let angle = TAU * f64::from(i) / count;
                (x + r * scale * angle.cos(), y + r * scale * angle.sin())
            });
            ring(&corners.collect::<Vec<_>>())
        };
        let holes = if hole { vec![around(0.5)] } else { Vec::new() };
        Polygon::new(around(1.0), holes)
    })
}

/// Communes of one to three stars that may overlap.
fn stars() -> impl Strategy<Value = Vec<(String, Vec<Polygon<f64>>)>> {
    prop::collection::vec(prop::collection::vec(star(), 1..4), 1..25)
        .prop_map(|all| codes(all.len()).into_iter().zip(all).collect())
}

/// A grid of crooked cells that fill a rectangle: each border is that of two.
fn grid() -> impl Strategy<Value = Vec<(String, Vec<Polygon<f64>>)>> {
    const SIDE: usize = 6;
    let shift = prop::collection::vec((-0.3..0.3f64, -0.3..0.3f64), (SIDE + 1) * (SIDE + 1));
    shift.prop_map(|shift| {
        let corner = |column: usize, row: usize| {
            let (dx, dy) = shift[row * (SIDE + 1) + column];
            let of = |n: usize| f64::from(u32::try_from(n).unwrap());
            (of(column) + dx, 44.0 + of(row) + dy)
        };
        let cells = (0..SIDE * SIDE).map(|i| {
            let (c, r) = (i % SIDE, i / SIDE);
            let corners = [
                corner(c, r),
                corner(c + 1, r),
                corner(c + 1, r + 1),
                corner(c, r + 1),
            ];
            vec![Polygon::new(ring(&corners), Vec::new())]
        });
        codes(SIDE * SIDE).into_iter().zip(cells).collect()
    })
}

/// Points anywhere, corners, and middles of edges.
fn questions(areas: &[(String, Vec<Polygon<f64>>)], anywhere: &[(f64, f64)]) -> Vec<Coord<f64>> {
    let mut out: Vec<Coord<f64>> = anywhere
        .iter()
        .map(|(x, y)| Coord { x: *x, y: *y })
        .collect();
    for polygon in areas.iter().flat_map(|(_, p)| p) {
        for line in polygon.exterior().lines() {
            out.extend([line.start, (line.start + line.end) / 2.0]);
        }
    }
    out
}

fn agree(
    areas: &[(String, Vec<Polygon<f64>>)],
    anywhere: &[(f64, f64)],
) -> Result<(), TestCaseError> {
    let contours = contours(areas);
    for at in questions(areas, anywhere) {
        let found = contours.covering(Coordinates {
            lon: at.x,
            lat: at.y,
        });
        prop_assert_eq!(found.map(|f| f.code), plainly(areas, at), "{:?}", at);
    }
    for (code, polygons) in areas {
        let shape = contours.polygon(TerritoryKind::Commune, code).unwrap();
        prop_assert_eq!(&shape.0, polygons);
        let point = contours.point(code).unwrap();
        let point = Point::new(point.lon, point.lat);
        // To the last unit that is stored: a point on the very border may round to the wrong side of it.
        let near = |p: &Polygon<f64>| geo::Distance::distance(&geo::Euclidean, p, &point) < 1e-6;
        prop_assert!(polygons.iter().any(near));
    }
    Ok(())
}

fn anywhere() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((-6.5..7.0f64, 43.0..51.5f64), 60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn overlapping_shapes_are_told_apart_as_by_a_look_at_each(areas in stars(), anywhere in anywhere()) {
        agree(&areas, &anywhere)?;
    }

    #[test]
    fn shapes_that_fill_a_plane_leave_no_gap_and_no_doubt(areas in grid(), anywhere in anywhere()) {
        agree(&areas, &anywhere)?;
    }

    #[test]
    fn seven_decimals_come_back_as_they_are(
        lon in -1_800_000_000..=1_799_999_997_i32, lat in -900_000_000..=899_999_997_i32,
    ) {
        // As a text, which is how the files have them.
        let read = |units: i32| -> f64 {
            let (sign, u) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
            format!("{sign}{}.{:07}", u / 10_000_000, u % 10_000_000).parse().unwrap()
        };
        let corners = [(0, 0), (3, 0), (3, 3), (0, 3), (0, 0)];
        let corners = corners.map(|(x, y)| Coord { x: read(lon + x), y: read(lat + y) });
        let square = Polygon::new(LineString(corners.to_vec()), Vec::new());
        let code = codes(1).remove(0);
        let all = contours(&[(code.clone(), vec![square.clone()])]);
        prop_assert_eq!(&all.polygon(TerritoryKind::Commune, &code).unwrap().0[0], &square);
    }
}
