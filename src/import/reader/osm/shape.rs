//! One point for a way or a relation.
use crate::domain::Coordinates;
use geo::{Area as _, InteriorPoint as _, LineString, MultiPoint, Polygon};

/// A way: a point inside of it when it is closed, else on it.
pub(super) fn of_way(points: &[Coordinates]) -> Option<Coordinates> {
    let line = line(points);
    let at = if line.is_closed() && points.len() > 3 {
        Polygon::new(line, Vec::new()).interior_point()
    } else {
        line.interior_point()
    };
    at.and_then(|p| Coordinates::new(p.x(), p.y()))
}

/// A relation: a point inside of the largest ring that its outer ways make, else the middle of its members.
pub(super) fn of_relation(
    outer: Vec<Vec<Coordinates>>,
    members: &[Coordinates],
) -> Option<Coordinates> {
    let rings = rings(outer);
    let areas = rings
        .into_iter()
        .map(|r| Polygon::new(line(&r), Vec::new()));
    let largest = areas.max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    let inside = largest.and_then(|p| p.interior_point());
    let at = inside.or_else(|| {
        let points: MultiPoint<f64> = members.iter().map(|c| (c.lon, c.lat)).collect();
        geo::Centroid::centroid(&points)
    });
    at.and_then(|p| Coordinates::new(p.x(), p.y()))
}

/// A zero has one sign: the search for a point inside orders by bits, and takes -0 and 0 for two places.
fn line(points: &[Coordinates]) -> LineString<f64> {
    let one_zero = |c: &Coordinates| (c.lon + 0.0, c.lat + 0.0);
    points.iter().map(one_zero).collect()
}

/// Joins ways at their ends until they close; what does not close is left out.
fn rings(mut ways: Vec<Vec<Coordinates>>) -> Vec<Vec<Coordinates>> {
    ways.retain(|w| w.len() > 1);
    let mut rings = Vec::new();
    while let Some(mut ring) = ways.pop() {
        loop {
            let (first, last) = (ring[0], ring[ring.len() - 1]);
            if first == last {
                if ring.len() > 3 {
                    rings.push(ring);
                }
                break;
            }
            let next = ways
                .iter()
                .position(|w| w[0] == last || w[w.len() - 1] == last);
            let Some(i) = next else { break };
            let mut way = ways.swap_remove(i);
            if way[0] != last {
                way.reverse();
            }
            ring.extend_from_slice(&way[1..]);
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(points: &[(f64, f64)]) -> Vec<Coordinates> {
        let point = |p: &(f64, f64)| Coordinates::new(p.0, p.1).unwrap();
        points.iter().map(point).collect()
    }

    #[test]
    fn a_zero_has_one_sign() {
        let points = [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (-0.0, 5.0), (0.0, 0.0)];
        assert!(of_way(&at(&points)).is_some());
    }

    #[test]
    fn a_ring_of_several_ways_has_its_point_inside() {
        // A U whose middle is outside of it, in three ways, one of them the wrong way round.
        let ways = vec![
            at(&[(0.0, 0.0), (3.0, 0.0), (3.0, 3.0)]),
            at(&[(1.0, 1.0), (2.0, 1.0), (2.0, 3.0), (3.0, 3.0)]),
            at(&[(1.0, 1.0), (1.0, 3.0), (0.0, 3.0), (0.0, 0.0)]),
        ];
        let p = of_relation(ways, &[]).unwrap();
        let inside = (0.0..3.0).contains(&p.lon)
            && (0.0..3.0).contains(&p.lat)
            && !((1.0..=2.0).contains(&p.lon) && p.lat >= 1.0);
        assert!(inside, "{p:?}");
    }

    #[test]
    fn what_does_not_close_has_the_middle_of_its_members() {
        let members = at(&[(0.0, 0.0), (2.0, 4.0)]);
        let open = vec![members.clone()];
        let p = of_relation(open, &members).unwrap();
        assert_eq!((p.lon, p.lat), (1.0, 2.0));
        assert_eq!(of_relation(Vec::new(), &[]), None);
        assert_eq!(of_way(&[]), None);
    }

    #[test]
    fn a_closed_way_is_an_area_and_an_open_one_a_line() {
        let square = at(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]);
        let p = of_way(&square).unwrap();
        assert_eq!((p.lon, p.lat), (1.0, 1.0));
        let p = of_way(&at(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)])).unwrap();
        assert_eq!((p.lon, p.lat), (1.0, 0.0));
    }
}
