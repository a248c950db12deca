//! Two records weighed against each other.
//!
//! Each piece of evidence adds a logarithm of odds, as in Fellegi and Sunter's theory of record linkage (1969); the
//! weights are set by hand, not learnt, so that each can be read and disputed. What must not merge by rule, however
//! much speaks for it, is kept apart by [`obstacle`]s, not by weights.
use super::corpus::{Corpus, Subject, field};
use super::names::{self, Names};
use super::place::{self, Near, Place};
use super::reason::{Kind, Reason};

/// What becomes of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Two.
    None,
    /// A person decides.
    Doubtful,
    /// One: they merge by rule.
    Sure,
}

/// A pair weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// 0 to 1: the odds as a probability.
    pub score: f64,
    /// What speaks for it and against it, the heaviest first.
    pub reasons: Vec<Reason>,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// From this score on a pair may merge by rule.
pub const SURE: f64 = 0.95;
/// From this score on a person is asked.
pub const DOUBTFUL: f64 = 0.5;
/// Logarithm of the odds before anything is known.
const PRIOR: f64 = -5.0;

/// Likeness of names and what it adds; between two points in a straight line.
const NAME_WEIGHTS: [(f32, f64); 6] = [
    (0.0, -4.0),
    (0.3, -3.0),
    (0.5, -0.5),
    (0.7, 1.5),
    (0.85, 4.0),
    (1.0, 5.0),
];
/// Metres between precise positions and what they add at most at that distance; two surveys rarely give one point.
const DISTANCE_WEIGHTS: [(f64, f64); 9] = [
    (2.0, 4.5),
    (15.0, 3.5),
    (50.0, 3.0),
    (150.0, 2.0),
    (300.0, 1.0),
    (1_000.0, -0.5),
    (5_000.0, -1.5),
    (25_000.0, -2.5),
    (f64::INFINITY, -4.0),
];

/// What is asked of a pair: the words' weights and the identifiers that are no evidence.
pub(super) struct Scale<'c> {
    pub corpus: &'c Corpus,
    pub weights: Vec<f32>,
    pub shared: foldhash::HashSet<(u8, u64)>,
}

/// Identifiers that two records have in common.
#[derive(Debug, Clone, Copy, Default)]
struct Common {
    siret: bool,
    contact: bool,
    any: bool,
}

impl Scale<'_> {
    pub(super) fn judge(&self, a: &Subject, b: &Subject) -> Judgement {
        let names = names::compare(self.corpus, &self.weights, a, b);
        let place = place::compare(self.corpus, a, b);
        let mut reasons = Vec::with_capacity(8);
        name_reasons(names, &mut reasons);
        place_reasons(place, &mut reasons);
        let common = self.identifiers(a, b, &mut reasons);
        let alike = categories(a, b, &mut reasons);
        let same_source = a.source == b.source;
        if same_source {
            reasons.push(Reason::new(Kind::SameSource, -1.0));
        }
        let sum: f64 = PRIOR + reasons.iter().map(|r| r.weight).sum::<f64>();
        let score = 1.0 / (1.0 + (-sum).exp());
        let facts = Found {
            names: names.unwrap_or_default(),
            place,
            common,
            alike,
            same_source,
        };
        let conflict = reasons.iter().any(|r| r.kind == Kind::SiretDiffers);
        let verdict = if score < DOUBTFUL || facts.worthless() {
            Verdict::None
        } else if score >= SURE && !conflict && !facts.obstacle() {
            Verdict::Sure
        } else {
            Verdict::Doubtful
        };
        reasons.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()));
        Judgement {
            score,
            reasons,
            verdict,
        }
    }

    fn identifiers(&self, a: &Subject, b: &Subject, reasons: &mut Vec<Reason>) -> Common {
        let mut common = Common::default();
        let mut contacts = 0.0_f64;
        let mut shared = false;
        for id in a.contacts.iter().filter(|id| b.contacts.contains(id)) {
            if self.shared.contains(id) {
                shared = true;
                continue;
            }
            let (kind, weight) = match id.0 {
                field::SIRET => (Kind::Siret, 5.0),
                field::PHONE => (Kind::Phone, 3.0),
                field::EMAIL => (Kind::Email, 2.5),
                field::SITE => (Kind::Website, 2.5),
                _ => (Kind::Social, 2.5),
            };
            common.any = true;
            if kind == Kind::Siret {
                common.siret = true;
                reasons.push(Reason::new(kind, weight));
            } else {
                common.contact = true;
                // They often come from one page: the second adds less.
                let weight = weight.min((5.0 - contacts).max(0.0));
                contacts += weight;
                reasons.push(Reason::new(kind, weight));
            }
        }
        if shared {
            reasons.push(Reason::new(Kind::SharedIdentifier, 0.0));
        }
        if !common.siret {
            let same_siren = a.siren.is_some() && a.siren == b.siren;
            if a.siret.is_some() && b.siret.is_some() && a.siret != b.siret {
                reasons.push(Reason::new(
                    Kind::SiretDiffers,
                    if same_siren { -1.5 } else { -3.0 },
                ));
            } else if same_siren {
                reasons.push(Reason::new(Kind::Siren, 1.0));
            }
        }
        let differ = |kind: u8| {
            let of = |s: &Subject| s.contacts.iter().any(|c| c.0 == kind);
            of(a)
                && of(b)
                && !a
                    .contacts
                    .iter()
                    .any(|c| c.0 == kind && b.contacts.contains(c))
        };
        if differ(field::PHONE) {
            reasons.push(Reason::new(Kind::PhoneDiffers, -0.5));
        }
        if a.host.is_some() && b.host.is_some() && a.host != b.host {
            reasons.push(Reason::new(Kind::WebsiteDiffers, -0.5));
        }
        common
    }
}

fn name_reasons(names: Option<Names>, reasons: &mut Vec<Reason>) {
    let Some(n) = names else { return };
    let mut weight = between(&NAME_WEIGHTS, n.similarity);
    if weight > 0.0 {
        let known = f64::from(n.common.min(1.0));
        weight *= 0.45 + 0.55 * known;
    }
    let kind = match n.similarity {
        s if s >= 0.999 => Kind::NameEqual,
        s if s >= 0.6 => Kind::NameClose,
        _ => Kind::NameDiffers,
    };
    reasons.push(Reason::with(kind, f64::from(n.similarity), weight));
    if n.common < 0.6 && n.similarity >= 0.6 {
        reasons.push(Reason::new(Kind::NameCommon, 0.0));
    }
    if n.gaps && n.similarity >= 0.5 {
        reasons.push(Reason::new(Kind::NameGaps, -0.5));
    }
    if n.numbers {
        reasons.push(Reason::new(Kind::NumbersDiffer, -3.0));
    }
}

fn between(points: &[(f32, f64)], at: f32) -> f64 {
    let next = points.iter().position(|p| at < p.0).unwrap_or(points.len());
    let (Some(low), Some(high)) = (points.get(next.saturating_sub(1)), points.get(next)) else {
        return points.last().map_or(0.0, |p| p.1);
    };
    let part = f64::from((at - low.0) / (high.0 - low.0));
    low.1 + part * (high.1 - low.1)
}

fn place_reasons(p: Place, reasons: &mut Vec<Reason>) {
    let apart = p
        .metres
        .filter(|_| p.precise)
        .is_some_and(|m| m > place::DOOR_M);
    match (p.metres, p.precise) {
        (Some(m), true) => {
            let weight = DISTANCE_WEIGHTS
                .iter()
                .find(|w| m <= w.0)
                .map_or(-4.0, |w| w.1);
            // Positions far apart and one address: one of the positions is wrong.
            let weight = if p.address == Some(true) {
                weight.max(-1.0)
            } else {
                weight
            };
            if p.mirrored {
                reasons.push(Reason::with(Kind::Mirrored, m, weight - 0.5));
            } else {
                reasons.push(Reason::with(Kind::Distance, m, weight));
            }
        }
        (Some(m), false) if m > 10_000.0 => {
            let weight = if m > 25_000.0 { -3.0 } else { -1.5 };
            reasons.push(Reason::with(Kind::Distance, m, weight));
        }
        _ => {}
    }
    match p.address {
        Some(true) => reasons.push(Reason::new(Kind::SameAddress, 2.0)),
        Some(false) => {
            let weight = if p.precise && !apart { -0.3 } else { -1.5 };
            reasons.push(Reason::new(Kind::AddressDiffers, weight));
        }
        None => {}
    }
    match p.town {
        Some(true) => reasons.push(Reason::new(Kind::SameTown, 0.3)),
        Some(false) if !p.precise || apart => reasons.push(Reason::new(Kind::TownDiffers, -1.0)),
        _ => {}
    }
}

/// Whether a category is in common, or nothing is known of one.
fn categories(a: &Subject, b: &Subject, reasons: &mut Vec<Reason>) -> bool {
    let (Some(x), Some(y)) = (a.categories.first(), b.categories.first()) else {
        return true;
    };
    if x == y {
        reasons.push(Reason::new(Kind::SameCategory, 0.5));
        return true;
    }
    let common = a.categories.iter().any(|c| b.categories.contains(c));
    if !common {
        reasons.push(Reason::new(Kind::CategoryDiffers, -0.7));
    }
    common
}

/// All that is known of a pair, apart from its score.
struct Found {
    names: Names,
    place: Place,
    common: Common,
    alike: bool,
    same_source: bool,
}

impl Found {
    /// What keeps a pair from merging by rule, however high its score.
    fn obstacle(&self) -> bool {
        let (n, near) = (&self.names, self.place.near());
        // A move, a branch, a successor: the same name or identifier elsewhere.
        let placed = match near {
            Near::Same => true,
            Near::Close => self.place.address != Some(false) || self.common.siret,
            Near::Town => self.common.any && self.place.address != Some(false),
            Near::Quarter | Near::Unknown | Near::Apart => false,
        };
        // A renaming, a shop in the shop, two trades behind one door.
        let named = n.similarity >= 0.8
            || (self.common.any && n.similarity >= 0.6)
            || (self.common.siret && n.similarity >= 0.4);
        let told_apart = n.numbers
            || (n.gaps && !self.common.any)
            || (!self.alike && !self.common.any && n.similarity < 0.95);
        !placed || !named || told_apart || (self.same_source && !self.twice())
    }

    /// A source that lists two means two, unless nearly everything is the same.
    fn twice(&self) -> bool {
        let same = self.place.near() == Near::Same;
        same && self.common.any && !self.names.gaps && self.names.similarity >= 0.95
    }

    /// Nothing that a person could decide on: points of one kind that a source lists side by side.
    fn worthless(&self) -> bool {
        let common_name = self.names.common < 0.6;
        self.same_source && common_name && !self.common.any
            || self.names.similarity < 0.3 && !self.common.any && self.place.address != Some(true)
    }
}
