//! How much is known of a structure, and how long ago a person confirmed it.
use super::structure::{Fields, Precision};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names of the criteria, in the order of their bits. Each counts 1/8: what a visitor needs (where, when, what for, whom
/// to ask) weighs alike, and equal weights can be explained in one sentence.
pub const CRITERIA: [&str; 8] = [
    "address",
    "position",
    "offers",
    "opening_hours",
    "contact",
    "website",
    "description",
    "wheelchair",
];

/// Which criteria hold of a structure, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Completeness(u8);

impl Completeness {
    /// Looks at what is known: the lines of an address, a position of the street or better, an offer, opening hours in
    /// any form, a telephone number or an e-mail address, a website, a summary or a description, wheelchair access.
    #[must_use]
    pub fn of(f: &Fields) -> Self {
        let held = [
            f.address.as_ref().is_some_and(|a| !a.lines.is_empty()),
            f.position.is_some_and(|p| p.precision <= Precision::Street),
            !f.offers.is_empty(),
            f.opening_hours.is_some() || f.opening_text.is_some(),
            f.phone.is_some() || f.email.is_some(),
            f.website.is_some(),
            f.summary.is_some() || f.description.is_some(),
            f.wheelchair.is_some(),
        ];
        let bits = (0..).zip(held).map(|(i, held)| u8::from(held) << i);
        Self(bits.sum())
    }

    /// Everything is known.
    #[must_use]
    pub fn whole() -> Self {
        Self(u8::MAX)
    }

    /// Whether everything is known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self::whole()
    }

    /// The criteria that do not hold.
    pub fn missing(self) -> impl Iterator<Item = &'static str> {
        self.criteria()
            .filter(|(_, held)| !held)
            .map(|(name, _)| name)
    }

    /// Each criterion, and whether it holds.
    pub fn criteria(self) -> impl Iterator<Item = (&'static str, bool)> {
        (0..)
            .zip(CRITERIA)
            .map(move |(i, name)| (name, self.0 >> i & 1 == 1))
    }

    /// How many criteria hold.
    #[must_use]
    pub fn held(self) -> u32 {
        self.0.count_ones()
    }

    /// Share of the criteria that hold, 0 to 1.
    #[must_use]
    pub fn score(self) -> f64 {
        f64::from(self.held()) / CRITERIA.len() as f64
    }
}

/// Written as the names of the criteria that do not hold.
impl Serialize for Completeness {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.missing())
    }
}

impl<'de> Deserialize<'de> for Completeness {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let missing = Vec::<String>::deserialize(from)?;
        let bit = |i: usize| {
            if missing.iter().any(|m| m == CRITERIA[i]) {
                0
            } else {
                1 << i
            }
        };
        Ok(Self((0..CRITERIA.len()).map(bit).sum()))
    }
}

/// How far the figures about some structures can be relied on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quality {
    /// Structures.
    pub count: usize,
    /// Mean of their completeness, 0 to 1; none without structures.
    pub completeness: Option<f64>,
    /// Those that a person ever confirmed.
    pub verified: usize,
    /// Median of the days since, over those that were ever confirmed; the mean of the middle two of an even number.
    pub median_days: Option<f64>,
}

impl Quality {
    /// Of structures with their completeness and the day on which a person last confirmed them, as seen on a day. A
    /// confirmation of a later day counts as one of that day.
    pub fn of(
        structures: impl IntoIterator<Item = (Completeness, Option<NaiveDate>)>,
        today: NaiveDate,
    ) -> Self {
        let (mut count, mut held) = (0, 0);
        let mut days = Vec::new();
        for (completeness, verified) in structures {
            count += 1;
            held += u64::from(completeness.held());
            days.extend(verified.map(|day| (today - day).num_days().max(0)));
        }
        Self {
            count,
            completeness: (count > 0).then(|| held as f64 / (count * CRITERIA.len()) as f64),
            verified: days.len(),
            median_days: median(&mut days),
        }
    }
}

/// The value in the middle, or the mean of the two there; `None` of no values.
pub fn median(values: &mut [i64]) -> Option<f64> {
    let middle = values.len().checked_sub(1)? / 2;
    let odd = values.len() % 2 == 1;
    let (_, lower, above) = values.select_nth_unstable(middle);
    let lower = *lower as f64;
    let upper = above.iter().min().filter(|_| !odd);
    Some(upper.map_or(lower, |u| f64::midpoint(lower, *u as f64)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::structure::{Address, Offer};
    use crate::domain::{Coordinates, Position};
    use proptest::prelude::*;

    fn full() -> Fields {
        Fields {
            address: Some(Address {
                lines: vec!["1 rue du Bois".into()],
                ..Address::default()
            }),
            position: Some(Position {
                coordinates: Coordinates {
                    lon: 0.0,
                    lat: 47.0,
                },
                precision: Precision::Street,
            }),
            offers: vec![Offer {
                action: "reparer".into(),
                objects: Vec::new(),
            }],
            opening_hours: Some("Mo 10:00-12:00".into()),
            phone: Some("+33 2 40 00 00 00".into()),
            website: Some("https://example.org".into()),
            summary: Some("Un mot".into()),
            wheelchair: Some("no".into()),
            ..Fields::default()
        }
    }

    #[test]
    fn each_criterion_counts_an_eighth_and_names_what_is_missing() {
        let all = Completeness::of(&full());
        assert!((all.score() - 1.0).abs() < 1e-12);
        let nothing = Completeness::of(&Fields::default());
        assert!(nothing.score() == 0.0 && nothing.criteria().all(|(_, held)| !held));
        // (field that is cleared, criterion that no longer holds)
        for (field, criterion) in [
            ("address", "address"),
            ("position", "position"),
            ("offers", "offers"),
            ("opening_hours", "opening_hours"),
            ("phone", "contact"),
            ("website", "website"),
            ("summary", "description"),
            ("wheelchair", "wheelchair"),
        ] {
            let mut fields = full();
            assert!(fields.clear(field));
            let found = Completeness::of(&fields);
            let missing: Vec<&str> = found.criteria().filter(|c| !c.1).map(|c| c.0).collect();
            assert_eq!(missing, [criterion]);
            assert!((found.score() - 0.875).abs() < 1e-12);
        }
    }

    #[test]
    fn what_stands_in_for_another_counts_and_what_is_vague_does_not() {
        let held = |f: &Fields, name| Completeness::of(f).criteria().any(|c| c == (name, true));
        let other = Fields {
            opening_text: Some("le samedi".into()),
            email: Some("a@example.org".into()),
            description: Some("Long".into()),
            ..Fields::default()
        };
        for name in ["opening_hours", "contact", "description"] {
            assert!(held(&other, name), "{name}");
        }
        let mut vague = full();
        vague.position.as_mut().unwrap().precision = Precision::Commune;
        vague.address.as_mut().unwrap().lines.clear();
        assert!(!held(&vague, "position") && !held(&vague, "address"));
    }

    #[test]
    fn nothing_has_no_quality() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        assert_eq!(Quality::of([], today), Quality::default());
        let one = Quality::of([(Completeness(3), None)], today);
        assert_eq!((one.completeness, one.verified), (Some(0.25), 0));
        assert_eq!(one.median_days, None);
    }

    proptest! {
        #[test]
        fn mean_and_median_are_those_of_the_sorted_list(items in prop::collection::vec((any::<u8>(), prop::option::of(-3i64..2_000)), 1..60)) {
            let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
            let ago = |n: i64| today - chrono::Duration::days(n);
            let found = Quality::of(items.iter().map(|(c, n)| (Completeness(*c), n.map(ago))), today);
            let mean = items.iter().map(|(c, _)| Completeness(*c).score()).sum::<f64>() / items.len() as f64;
            prop_assert!((found.completeness.unwrap() - mean).abs() < 1e-9);
            let mut days: Vec<i64> = items.iter().filter_map(|(_, n)| n.map(|n| n.max(0))).collect();
            days.sort_unstable();
            prop_assert_eq!((found.count, found.verified), (items.len(), days.len()));
            let n = days.len();
            let median = (n > 0).then(|| (days[(n - 1) / 2] + days[n / 2]) as f64 / 2.0);
            prop_assert_eq!(found.median_days, median);
        }
    }
}
