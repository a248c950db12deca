//! Where things are: R-trees over blocks of points, the cluster grid, outlines to draw, official contours.
pub mod boxes;
pub mod contours;
pub mod grid;
pub mod near;
pub mod neighbours;
pub mod outline;
pub mod points;
pub use boxes::BoxIndex;
pub use contours::Contours;
pub use near::NearIndex;
pub use outline::{Land, Outlines};
pub use points::Points;

#[cfg(test)]
mod anywhere {
    use crate::domain::geodesy::Coordinates;
    use proptest::prelude::*;

    /// Any place of the globe, poles and antimeridian included.
    pub fn anywhere() -> impl Strategy<Value = Coordinates> {
        (-180.0..=180.0f64, -90.0..=90.0f64).prop_map(|(lon, lat)| Coordinates { lon, lat })
    }
}
