//! The commune of a record, and positions that disagree with it.
use super::report::{Report, Severity};
use super::{Context, Mapping};
use crate::domain::structure::{Address, CommuneAssignment, Fields};
use crate::domain::{Coordinates, Position, Precision, Territory, TerritoryKind};

/// Beyond this a position contradicts the record's own commune or the source's territory, metres.
const SUSPICIOUS_M: f64 = 25_000.0;

/// A commune, and how it was found.
type Found<'a> = (&'a Territory, CommuneAssignment);

/// Gives the commune by code, else by postal code and name, else by nearness; proposes a cure for suspicious positions.
pub(super) fn locate(
    f: &mut Fields,
    mapping: &Mapping,
    context: &Context<'_>,
    row: u64,
    report: &mut Report,
) -> Option<(String, CommuneAssignment)> {
    let territory = mapping.territory.as_deref().and_then(|t| t.split_once(':'));
    let address = f.address.clone().unwrap_or_default();
    let said = by_code(&address, context)
        .or_else(|| by_name(&address, f.position, territory, context, row, report));
    let anchors = anchors(&address, said.map(|s| s.0), context);
    if let Some(p) = f.position {
        let fits = |c: Coordinates| fits(c, &anchors, territory, context);
        if !fits(p.coordinates) {
            let cure = cure(p.coordinates)
                .into_iter()
                .find(|(c, _)| fits(*c) && (!anchors.is_empty() || territory.is_some()));
            suspicious(f, p, cure, context.fix_positions, row, report);
        }
    } else if let Some(at) = said.and_then(|s| s.0.position) {
        f.position = Some(Position {
            coordinates: at,
            precision: Precision::Commune,
        });
    }
    let near = || {
        let at = f.position?.coordinates;
        let postal = address.postal_code.as_deref().unwrap_or_default();
        let of_postal = nearest_of(context.gazetteer.of_postal_code(postal), at);
        let found = of_postal.or_else(|| (context.nearest)(at))?;
        Some((found, CommuneAssignment::Nearest))
    };
    said.or_else(near).map(|(t, how)| (t.code.clone(), how))
}

fn by_code<'a>(a: &Address, c: &Context<'a>) -> Option<Found<'a>> {
    c.gazetteer
        .get(TerritoryKind::Commune, a.insee.as_deref()?)
        .map(|t| (t, CommuneAssignment::Code))
}

/// Postal code and name; where they contradict each other, the commune of that name that is near the position.
fn by_name<'a>(
    a: &Address,
    position: Option<Position>,
    territory: Option<(&str, &str)>,
    c: &Context<'a>,
    row: u64,
    report: &mut Report,
) -> Option<Found<'a>> {
    let city = a.city.as_deref()?;
    let named: Vec<&Territory> = c.gazetteer.named(city).collect();
    let postal = a.postal_code.as_deref();
    let both = postal.and_then(|p| c.gazetteer.by_postal_and_name(p, city));
    if let Some(t) = both.filter(|b| named.is_empty() || named.iter().any(|n| n.code == b.code)) {
        return Some((t, CommuneAssignment::Name));
    }
    // A name that only one commune of the source's territory has holds against a position elsewhere.
    let of_name = position
        .and_then(|p| nearest_of(named.iter().copied(), p.coordinates))
        .or_else(|| only_one(named.into_iter().filter(|t| within(t, territory))));
    if let (Some(p), true) = (postal, both.is_some() || of_name.is_some()) {
        let used = if of_name.is_some() {
            "name"
        } else {
            "postal code"
        };
        let message = format!(
            "{p} is not a postal code of {city}: the commune is taken from its {used}; correct one of them"
        );
        let field = "postal_code";
        report.say(
            row,
            field,
            Severity::Warning,
            "postal_code_contradicts",
            message,
            p,
        );
    }
    of_name.or(both).map(|t| (t, CommuneAssignment::Name))
}

/// The nearest of these communes, when it is near enough to be meant.
fn nearest_of<'a>(
    communes: impl Iterator<Item = &'a Territory>,
    at: Coordinates,
) -> Option<&'a Territory> {
    communes
        .filter_map(|t| Some((t.position?.distance_m(at), t)))
        .filter(|(d, _)| *d <= SUSPICIOUS_M)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, t)| t)
}

fn only_one<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// Whether a commune lies in the source's own territory; without one it may lie anywhere.
fn within(commune: &Territory, territory: Option<(&str, &str)>) -> bool {
    territory.is_none_or(|(kind, code)| {
        TerritoryKind::parse(kind).is_some_and(|k| commune.parent(k) == Some(code))
    })
}

/// "Route de Gachet Nantes": the last words of an address without a city, when they name a commune near the position.
pub(super) fn split_city(f: &mut Fields, c: &Context<'_>) {
    let (Some(at), Some(address)) = (f.position, f.address.as_mut()) else {
        return;
    };
    if address.city.is_some() || address.postal_code.is_some() {
        return;
    }
    let Some(line) = address.lines.last().cloned() else {
        return;
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    // The most words first: "Les Sorinières" before "Sorinières".
    for first in 1..words.len() {
        let before = words[first - 1].to_lowercase();
        // "Rue de Nantes" leads there and lies elsewhere.
        if ["de", "du", "des", "la", "le", "les", "à", "et", "d'", "d’"].contains(&before.as_str())
        {
            continue;
        }
        let city = words[first..].join(" ");
        if nearest_of(c.gazetteer.named(&city), at.coordinates).is_some() {
            let street = words[..first].join(" ");
            let street = street.trim_end_matches([',', ' ', '-']);
            address.city = Some(city);
            address.lines.pop();
            if !street.is_empty() {
                address.lines.push(street.to_owned());
            }
            return;
        }
    }
}

/// Where the record itself says it is.
fn anchors(a: &Address, said: Option<&Territory>, c: &Context<'_>) -> Vec<Coordinates> {
    match (said, a.postal_code.as_deref()) {
        (Some(t), _) => t.position.into_iter().collect(),
        (None, Some(p)) => c
            .gazetteer
            .of_postal_code(p)
            .filter_map(|t| t.position)
            .collect(),
        _ => Vec::new(),
    }
}

fn fits(
    at: Coordinates,
    anchors: &[Coordinates],
    territory: Option<(&str, &str)>,
    c: &Context<'_>,
) -> bool {
    if !anchors.is_empty() {
        return anchors.iter().any(|a| a.distance_m(at) <= SUSPICIOUS_M);
    }
    let Some((kind, code)) = territory.and_then(|(k, code)| Some((TerritoryKind::parse(k)?, code)))
    else {
        return true;
    };
    let inside = |t: &Territory| t.parent(kind) == Some(code);
    let nearest = (c.nearest)(at);
    nearest.is_some_and(inside)
        || c.gazetteer
            .of_kind(TerritoryKind::Commune)
            .any(|t| inside(t) && t.position.is_some_and(|p| p.distance_m(at) <= SUSPICIOUS_M))
}

/// The slips that happen: a lost minus sign, latitude and longitude swapped, both.
fn cure(at: Coordinates) -> Vec<(Coordinates, &'static str)> {
    let all = [
        (
            Coordinates::new(-at.lon, at.lat),
            "a lost minus sign of the longitude",
        ),
        (
            Coordinates::new(at.lat, at.lon),
            "latitude and longitude swapped",
        ),
        (
            Coordinates::new(-at.lat, at.lon),
            "latitude and longitude swapped, and a lost minus sign",
        ),
    ];
    all.into_iter()
        .filter_map(|(c, why)| Some((c?, why)))
        .collect()
}

fn suspicious(
    f: &mut Fields,
    p: Position,
    cure: Option<(Coordinates, &'static str)>,
    fix: bool,
    row: u64,
    report: &mut Report,
) {
    let original = format!("{}, {}", p.coordinates.lon, p.coordinates.lat);
    let far = "the position is over 25 km from the record's own commune or territory";
    let (code, message) = match cure {
        Some((c, why)) if fix => {
            f.position = Some(Position {
                coordinates: c,
                ..p
            });
            (
                "fixed_position",
                format!("{far}: {why}; {}, {} is used instead", c.lon, c.lat),
            )
        }
        Some((c, why)) => (
            "suspicious_position",
            format!(
                "{far}: {why}? {}, {} would agree; import again with --fix positions to use it",
                c.lon, c.lat
            ),
        ),
        None => ("suspicious_position", format!("{far}; check both")),
    };
    report.say(row, "position", Severity::Warning, code, message, &original);
}
