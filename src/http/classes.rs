//! The classes of the map of coverage: of communes by distance, of others by the part of the people who are near.
use crate::catalog::coverage::Figures;
use crate::domain::TerritoryKind;
use crate::export::figures::ClassRow;
use crate::html::charts::CLASSES;
use crate::html::territory::classes;

/// Lower ends of the classes of shares, from the best served: four fifths and more are in the first.
const SHARES: [f64; CLASSES] = [0.8, 0.6, 0.4, 0.2, 0.0];

/// The class of a territory, 0 the best served; `None` where it is not known.
#[must_use]
pub fn of(f: &Figures<'_>, by: TerritoryKind, threshold_m: f64) -> Option<usize> {
    let share = f.people.share_within?;
    if share <= 0.0 && !f.census.status.vouches_for_gaps() {
        return None;
    }
    if by == TerritoryKind::Commune {
        let metres = f.people.median_m.unwrap_or(f64::INFINITY);
        return Some(classes(threshold_m).of(metres));
    }
    let found = SHARES.iter().position(|limit| share >= *limit);
    Some(found.unwrap_or(CLASSES - 1))
}

/// The ends of a class of shares, 0 to 1.
#[must_use]
pub fn shares(class: usize) -> (f64, f64) {
    let from = SHARES.get(class).copied().unwrap_or_default();
    let to = class.checked_sub(1).and_then(|n| SHARES.get(n));
    (from, to.copied().unwrap_or(1.0))
}

/// The classes with what is in them, the unknown last. A territory without people is in none.
#[must_use]
pub fn rows(all: &[Figures<'_>], by: TerritoryKind, threshold_m: f64) -> Vec<ClassRow> {
    let limits = classes(threshold_m).limits().map(f64::from);
    let mut rows: Vec<ClassRow> = (0..=CLASSES)
        .map(|n| {
            let known = n < CLASSES;
            let (from, to) = if by == TerritoryKind::Commune {
                let from = n.checked_sub(1).map_or(0.0, |before| limits[before.min(3)]);
                (Some(from), limits.get(n).copied())
            } else {
                let (from, to) = shares(n);
                (Some(from), Some(to))
            };
            ClassRow {
                class: known.then_some(n + 1),
                measure: if by == TerritoryKind::Commune {
                    "nearest_m"
                } else {
                    "share_within"
                },
                from: from.filter(|_| known),
                to: to.filter(|_| known),
                territories: 0,
                population: 0,
            }
        })
        .collect();
    for f in all.iter().filter(|f| f.people.share_within.is_some()) {
        let row = &mut rows[of(f, by, threshold_m).unwrap_or(CLASSES)];
        row.territories += 1;
        row.population += f.people.population;
    }
    rows
}
