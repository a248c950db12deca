//! What was asked of the directory, once understood: the filters of the API under their own names.
use super::geodesy::Coordinates;
use super::territory::TerritoryKind;
use chrono::{NaiveDate, NaiveDateTime};

/// West, south, east, north in degrees; `west > east` crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundingBox {
    /// Degrees east of the left edge.
    pub west: f64,
    /// Degrees north of the lower edge.
    pub south: f64,
    /// Degrees east of the right edge.
    pub east: f64,
    /// Degrees north of the upper edge.
    pub north: f64,
}

impl BoundingBox {
    /// Reads `w,s,e,n`.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|p| {
                p.trim().parse::<f64>().map_err(|_| {
                    format!("`{p}` is not a number; expected west,south,east,north in degrees")
                })
            })
            .collect::<Result<_, _>>()?;
        let [west, south, east, north] = numbers[..] else {
            return Err(format!(
                "{} numbers instead of 4; expected west,south,east,north",
                numbers.len()
            ));
        };
        if Coordinates::new(west, south).is_none() || Coordinates::new(east, north).is_none() {
            return Err("longitudes go from -180 to 180 and latitudes from -90 to 90".to_owned());
        }
        if south > north {
            return Err(format!(
                "south ({south}) is above north ({north}); expected west,south,east,north"
            ));
        }
        Ok(Self {
            west,
            south,
            east,
            north,
        })
    }

    /// The smallest one that holds all points, in the plane of longitudes and latitudes; none without points.
    pub fn around(points: impl IntoIterator<Item = Coordinates>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = Self::at(points.next()?);
        Some(points.fold(first, Self::including))
    }

    /// A point as a box.
    #[must_use]
    pub fn at(p: Coordinates) -> Self {
        Self {
            west: p.lon,
            south: p.lat,
            east: p.lon,
            north: p.lat,
        }
    }

    /// The smallest one that holds a point besides.
    #[must_use]
    pub fn including(self, p: Coordinates) -> Self {
        Self {
            west: self.west.min(p.lon),
            south: self.south.min(p.lat),
            east: self.east.max(p.lon),
            north: self.north.max(p.lat),
        }
    }

    /// Something of another lies in it, edges included; of boxes that do not cross the antimeridian.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The same with this many degrees on each side.
    #[must_use]
    pub fn widened(&self, degrees: f64) -> Self {
        Self {
            west: self.west - degrees,
            south: self.south - degrees,
            east: self.east + degrees,
            north: self.north + degrees,
        }
    }

    /// Edges included.
    #[must_use]
    pub fn contains(&self, p: Coordinates) -> bool {
        let in_lon = if self.west <= self.east {
            (self.west..=self.east).contains(&p.lon)
        } else {
            p.lon >= self.west || p.lon <= self.east
        };
        in_lon && (self.south..=self.north).contains(&p.lat)
    }

    /// One box, or two when it crosses the antimeridian.
    #[must_use]
    pub fn parts(&self) -> Vec<Self> {
        if self.west <= self.east {
            return vec![*self];
        }
        vec![
            Self {
                east: 180.0,
                ..*self
            },
            Self {
                west: -180.0,
                ..*self
            },
        ]
    }
}

/// Days as `open_on` names them, in the order of the bits of `Hours::weekdays`.
pub const DAYS: [&str; 8] = ["mo", "tu", "we", "th", "fr", "sa", "su", "ph"];

/// The value of `open_on` for the bits of some days; nothing for none.
#[must_use]
pub fn days_named(bits: u8) -> Option<String> {
    let days = (0..8).filter(|d| bits >> d & 1 == 1).map(|d| DAYS[d]);
    let value = days.collect::<Vec<_>>().join(",");
    (!value.is_empty()).then_some(value)
}

/// Order of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Alphabetical, accents apart.
    #[default]
    Name,
    /// Nearest first; needs `near`.
    Distance,
    /// Last changed first.
    Updated,
    /// Best match of `q` first.
    Relevance,
    /// Open at this moment of Paris time first, then by when they open; the nearest of equals first where `near` is
    /// asked, else by name.
    Opening(NaiveDateTime),
}

/// Whether structures that serve at home count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum AtHomeFilter {
    /// They count like the others.
    #[default]
    Include,
    /// They are left out.
    Exclude,
    /// Only they count.
    Only,
}

/// Filters, all joined by AND; the values of one list by OR. Empty means not asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StructureQuery {
    /// Inside this box.
    pub bbox: Option<BoundingBox>,
    /// Sorted by distance from here.
    pub near: Option<Coordinates>,
    /// At most this far from `near`, metres.
    pub radius: Option<f64>,
    /// In one of these territories.
    pub territories: Vec<(TerritoryKind, String)>,
    /// Category codes.
    pub categories: Vec<String>,
    /// Sector codes.
    pub sectors: Vec<String>,
    /// Action codes.
    pub actions: Vec<String>,
    /// Object codes.
    pub objects: Vec<String>,
    /// Label codes.
    pub labels: Vec<String>,
    /// Of the social and solidarity economy.
    pub ess: Option<bool>,
    /// Names of networks.
    pub networks: Vec<String>,
    /// Codes of sources.
    pub sources: Vec<String>,
    /// Public served.
    pub publics: Vec<String>,
    /// By appointment only.
    pub appointment: Option<bool>,
    /// Own brands only.
    pub brand_only: Option<bool>,
    /// Open at this moment, Paris time.
    pub open_at: Option<NaiveDateTime>,
    /// Bits of `Hours::weekdays`.
    pub open_on: u8,
    /// `open_on` looks at the weeks from this day on; without it at those after the snapshot was built.
    pub open_on_from: Option<NaiveDate>,
    /// Served at home.
    pub at_home: AtHomeFilter,
    /// Words.
    pub q: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_named_in_their_order() {
        assert_eq!(days_named(1 << 5 | 1 << 7 | 1), Some("mo,sa,ph".to_owned()));
        assert_eq!(days_named(0), None);
    }

    #[test]
    fn says_what_is_wrong_with_a_box() {
        assert!(
            BoundingBox::parse("0,1,2")
                .unwrap_err()
                .contains("3 numbers")
        );
        assert!(
            BoundingBox::parse("0,5,2,1")
                .unwrap_err()
                .contains("above north")
        );
        assert!(BoundingBox::parse("a,5,2,1").unwrap_err().contains("`a`"));
        assert!(BoundingBox::parse("0,5,2,NaN").is_err());
    }

    #[test]
    fn crosses_the_antimeridian() {
        let b = BoundingBox::parse("170,-20,-170,20").unwrap();
        assert!(b.contains(Coordinates {
            lon: 179.0,
            lat: 0.0
        }));
        assert!(b.contains(Coordinates {
            lon: -179.0,
            lat: 0.0
        }));
        assert!(!b.contains(Coordinates { lon: 0.0, lat: 0.0 }));
        assert_eq!(b.parts().len(), 2);
    }
}
