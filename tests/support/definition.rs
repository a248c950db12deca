//! What a match is, written down a second time and in the plainest way, over hours and words made for it.
use boucle::domain::query::{AtHomeFilter, StructureQuery};
use boucle::domain::{Structure, TerritoryKind};
use boucle::service::Reference;
use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use std::collections::BTreeSet;

/// A day from which weekdays are asked; the weeks after it hold one holiday at most of each weekday.
pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
}

/// Made-up words, with what a person may type for each.
pub const WORDS: [&str; 3] = ["Zwölfquent", "Xylobrique", "Quaxmoline"];
pub const TYPED: [&[&str]; 3] = [
    &["zwolfquent", "ZWOLFQUENT", "zwölfq"],
    &["xylobrique", "xylobr", "xylobrqiue"],
    &["quaxmoline", "quaxmol", "quaxmoiline"],
];

/// Hours with a plain evaluator of their own: per weekday from Monday the intervals, in hours.
pub struct Fixed {
    pub text: &'static str,
    week: [&'static [(u32, u32)]; 7],
    /// Public holidays are like other days.
    holidays: bool,
}

const NONE: &[(u32, u32)] = &[];
pub const HOURS: [Fixed; 5] = [
    Fixed {
        text: "Tu-Sa 10:00-12:00,14:00-18:00; PH off",
        week: [NONE, SPLIT, SPLIT, SPLIT, SPLIT, SPLIT, NONE],
        holidays: false,
    },
    Fixed {
        text: "Fr-Su 20:00-24:00",
        week: [NONE, NONE, NONE, NONE, LATE, LATE, LATE],
        holidays: true,
    },
    Fixed {
        text: "24/7",
        week: [&[(0, 24)]; 7],
        holidays: true,
    },
    Fixed {
        text: "\"sur rendez-vous\"",
        week: [NONE; 7],
        holidays: true,
    },
    Fixed {
        text: "Mo 09:00-12:00; Sa 09:00-12:00 \"un samedi par mois\"; Su 10:00-12:00 unknown",
        week: [&[(9, 12)], NONE, NONE, NONE, NONE, NONE, NONE],
        holidays: true,
    },
];
const SPLIT: &[(u32, u32)] = &[(10, 12), (14, 18)];
const LATE: &[(u32, u32)] = &[(20, 24)];

/// Public holidays of France in 2026, for the moments that are asked.
fn is_holiday(d: NaiveDate) -> bool {
    [
        (1, 1),
        (4, 6),
        (5, 1),
        (5, 8),
        (5, 14),
        (5, 25),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
    ]
    .contains(&(d.month(), d.day()))
}

impl Fixed {
    fn of(text: &str) -> &'static Self {
        HOURS.iter().find(|h| h.text == text).unwrap()
    }
    fn on(&self, d: NaiveDate) -> &[(u32, u32)] {
        if is_holiday(d) && !self.holidays {
            return NONE;
        }
        self.week[d.weekday().num_days_from_monday() as usize]
    }
    fn open(&self, at: NaiveDateTime) -> bool {
        let hour = at.hour();
        self.on(at.date())
            .iter()
            .any(|(from, to)| (*from..*to).contains(&hour))
    }
    /// Minutes until it is open for sure.
    fn wait(&self, at: NaiveDateTime) -> Option<i64> {
        let full = at.date().and_hms_opt(at.hour(), 0, 0).unwrap();
        let hours = std::iter::once(at).chain((1..31 * 24).map(|h| full + TimeDelta::hours(h)));
        let mut open = hours.filter(|t| self.open(*t));
        open.next().map(|t| (t - at).num_minutes())
    }
    /// The bits of `open_on`: each weekday comes in five weeks without being a holiday each time.
    fn days(&self) -> u8 {
        let bits = (0..7)
            .filter(|d| !self.week[*d].is_empty())
            .fold(0, |b, d| b | 1 << d);
        // The year after `day()` has a holiday on each weekday but Tuesday.
        let holiday = self.holidays && (0..7).any(|d| d != 1 && !self.week[d].is_empty());
        bits | u8::from(holiday) << 7
    }
}

/// Minutes until a structure is open for sure, nothing where its hours are not known; neither where it may be open
/// before.
pub fn wait(s: &Structure, at: NaiveDateTime) -> Result<Option<i64>, &'static str> {
    match s.fields.opening_hours.as_deref().map(Fixed::of) {
        Some(h) if h.text.contains("unknown") || h.text.starts_with('"') => Err("perhaps"),
        hours => Ok(hours.and_then(|h| h.wait(at))),
    }
}

/// The definition of a match, written down once more.
pub fn fits(reference: &Reference, s: &Structure, q: &StructureQuery) -> bool {
    let f = &s.fields;
    let taxonomy = &reference.taxonomy;
    let any = |asked: &[String], has: &[String]| {
        asked.is_empty() || asked.iter().any(|a| has.contains(a))
    };
    let sectors: Vec<String> = f
        .categories
        .iter()
        .filter_map(|c| taxonomy.sector_of(c).map(str::to_owned))
        .collect();
    let objects: BTreeSet<&str> = q
        .objects
        .iter()
        .flat_map(|o| taxonomy.with_narrower(o))
        .collect();
    let offered = (q.actions.is_empty() && q.objects.is_empty())
        || f.offers.iter().any(|o| {
            (q.actions.is_empty() || q.actions.contains(&o.action))
                && (q.objects.is_empty() || o.objects.iter().any(|x| objects.contains(x.as_str())))
        });
    let inside = q.territories.is_empty()
        || s.commune.as_deref().is_some_and(|c| {
            let t = reference.gazetteer.get(TerritoryKind::Commune, c).unwrap();
            q.territories
                .iter()
                .any(|(kind, code)| t.parent(*kind) == Some(code))
        });
    let place = f.position.map(|p| p.coordinates);
    let in_box = q.bbox.is_none_or(|b| place.is_some_and(|p| b.contains(p)));
    let near = q
        .near
        .is_none_or(|n| place.is_some_and(|p| q.radius.is_none_or(|r| n.distance_m(p) <= r)));
    let home = match q.at_home {
        AtHomeFilter::Include => true,
        AtHomeFilter::Exclude => f.at_home.is_none(),
        AtHomeFilter::Only => f.at_home.is_some(),
    };
    let sources: Vec<String> = s.origins.iter().map(|o| o.source.clone()).collect();
    // Who serves both serves each of the two as well.
    let public = q.publics.is_empty()
        || q.publics.iter().any(|asked| {
            f.public.as_ref() == Some(asked)
                || asked != "both" && f.public.as_deref() == Some("both")
        });
    let hours = f.opening_hours.as_deref().map(Fixed::of);
    let open = q.open_at.is_none_or(|at| hours.is_some_and(|h| h.open(at)));
    let opens = q.open_on == 0 || hours.is_some_and(|h| h.days() & q.open_on != 0);
    let said = q.q.as_deref().is_none_or(|typed| {
        let word = TYPED.iter().position(|t| t.contains(&typed)).unwrap();
        let names = [&f.name, &f.trade_name].into_iter().flatten();
        names.into_iter().any(|n| n.contains(WORDS[word]))
    });
    any(&q.categories, &f.categories)
        && any(&q.labels, &f.labels)
        && any(&q.networks, &f.networks)
        && any(&q.sources, &sources)
        && public
        && q.brand_only.is_none_or(|b| f.brand_only == Some(b))
        && open
        && opens
        && said
        && any(&q.sectors, &sectors)
        && q.ess.is_none_or(|e| f.ess == Some(e))
        && q.appointment.is_none_or(|a| f.by_appointment == Some(a))
        && offered
        && inside
        && in_box
        && near
        && home
}
