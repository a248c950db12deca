//! Shapes of territories for answers.
use super::snapshot::Snapshot;
use crate::domain::Territory;

impl Snapshot {
    /// The shape of a territory as GeoJSON: the official contour where it is loaded, else the outline to draw; `None`
    /// where neither is known.
    #[must_use]
    pub fn contour_of(&self, t: &Territory) -> Option<String> {
        if let Some(exact) = self.contours().polygon(t.kind, &t.code) {
            return Some(geojson::Geometry::from(exact).to_string());
        }
        // This is text already.
        let drawn = self.outlines.get(&self.gazetteer, t.kind, &t.code);
        drawn.map(str::to_owned)
    }
}
