//! The commune of a record, and positions that disagree with it.
use super::report::{Report, Severity};
use super::{Context, Mapping};
use crate::domain::structure::{Address, CommuneAssignment, Fields};
use crate::domain::{Coordinates, Position, Precision, Territory, TerritoryKind};

/// Beyond this a position contradicts the record's own commune or the source's territory, metres.
const SUSPICIOUS_M: f64 = 25_000.0;

/// Gives the commune by code, else by postal code and name, else by nearness; proposes a cure for suspicious positions.
pub(super) fn locate(
    f: &mut Fields,
    mapping: &Mapping,
    context: &Context<'_>,
    row: u64,
    report: &mut Report,
) -> Option<(String, CommuneAssignment)> {
    let address = f.address.clone().unwrap_or_default();
    let said = by_code(&address, context).or_else(|| by_name(&address, context));
    let anchors = anchors(&address, said.map(|s| s.0), context);
    if let Some(p) = f.position {
        let territory = mapping.territory.as_deref().and_then(|t| t.split_once(':'));
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
        f.position
            .and_then(|p| (context.nearest)(p.coordinates))
            .map(|t| (t, CommuneAssignment::Nearest))
    };
    said.or_else(near).map(|(t, how)| (t.code.clone(), how))
}

fn by_code<'a>(a: &Address, c: &Context<'a>) -> Option<(&'a Territory, CommuneAssignment)> {
    c.gazetteer
        .get(TerritoryKind::Commune, a.insee.as_deref()?)
        .map(|t| (t, CommuneAssignment::Code))
}

fn by_name<'a>(a: &Address, c: &Context<'a>) -> Option<(&'a Territory, CommuneAssignment)> {
    c.gazetteer
        .by_postal_and_name(a.postal_code.as_deref()?, a.city.as_deref()?)
        .map(|t| (t, CommuneAssignment::Name))
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
