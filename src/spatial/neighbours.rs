//! Which places lie beside each other: the edges of the Delaunay triangulation.
use crate::domain::geodesy::Coordinates;
use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation};
use std::collections::HashMap;

/// A place on the map with the number of its first thing.
struct Place {
    at: Point2<f64>,
    number: u32,
}

impl HasPosition for Place {
    type Scalar = f64;
    fn position(&self) -> Point2<f64> {
        self.at
    }
}

/// Pairs of neighbours among numbered places, each pair once: those that share an edge of the Delaunay triangulation
/// of at most `longest_m` metres, and those at one and the same place.
#[must_use]
pub fn neighbours(places: &[(u32, Coordinates)], longest_m: f64) -> Vec<(u32, u32)> {
    let mut edges = Vec::with_capacity(places.len() * 3);
    let mut first: HashMap<[u64; 2], u32> = HashMap::with_capacity(places.len());
    let mut on_ground = HashMap::with_capacity(places.len());
    let mut distinct = Vec::with_capacity(places.len());
    for (number, at) in places {
        let key = [at.lon.to_bits(), at.lat.to_bits()];
        if let Some(there) = first.get(&key) {
            edges.push((*there, *number));
            continue;
        }
        first.insert(key, *number);
        on_ground.insert(*number, *at);
        distinct.push(Place {
            at: flat(*at),
            number: *number,
        });
    }
    // Only numbers that are not finite or far too large are refused: there are none among degrees.
    let Ok(triangles) = DelaunayTriangulation::<Place>::bulk_load(distinct) else {
        return edges;
    };
    for edge in triangles.undirected_edges() {
        let [a, b] = edge.vertices().map(|v| v.data().number);
        if on_ground[&a].distance_m(on_ground[&b]) <= longest_m {
            edges.push((a.min(b), a.max(b)));
        }
    }
    edges
}

/// On Mercator's map angles are true, so that a triangulation there is one on the ground, nearly.
fn flat(at: Coordinates) -> Point2<f64> {
    let lat = at.lat.clamp(-85.0, 85.0).to_radians();
    Point2::new(at.lon.to_radians(), lat.tan().asinh())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Coordinates {
        Coordinates { lon, lat }
    }

    #[test]
    fn beside_across_and_at_one_place() {
        // A row of three, one far away and one on top of the second.
        let places = [
            (0, at(0.0, 47.0)),
            (1, at(0.1, 47.0)),
            (2, at(0.2, 47.001)),
            (7, at(5.0, 47.0)),
            (9, at(0.1, 47.0)),
        ];
        let mut found = neighbours(&places, 10_000.0);
        found.sort_unstable();
        assert_eq!(found, [(0, 1), (1, 2), (1, 9)]);
        assert_eq!(neighbours(&[], 1.0), []);
        assert_eq!(neighbours(&places[..1], 1.0), []);
    }
}
