//! The commune of a record, and positions that disagree with it.
use super::report::Notes;
use super::{Code, Context, Mapping, geocode};
use crate::domain::structure::{Address, CommuneAssignment, Fields};
use crate::domain::{Coordinates, Position, Precision, Territory, TerritoryKind};

/// Beyond this a position contradicts the record's own commune or the source's territory, metres.
const SUSPICIOUS_M: f64 = 25_000.0;
const FAR: &str = "the position is over 25 km from the record's own commune or territory";

/// A record that says nothing of where it is lies no farther than this from a commune, in metres.
const ABROAD_M: f64 = 100_000.0;
const ABROAD: &str = "the position is over 100 km from any commune of France";

/// So near to its middle a point may well lie in a commune, metres.
const CLOSE_M: f64 = 10_000.0;

/// Words after which a commune's name belongs to the street.
pub(super) const LEADS_THERE: [&str; 10] =
    ["de", "du", "des", "la", "le", "les", "à", "et", "d'", "d’"];

/// Kinds of streets: the name after them is the street's.
pub(super) const WAYS: [&str; 17] = [
    "rue",
    "avenue",
    "av",
    "av.",
    "place",
    "route",
    "chemin",
    "allée",
    "allee",
    "boulevard",
    "bd",
    "impasse",
    "quai",
    "square",
    "passage",
    "cours",
    "faubourg",
];

/// A commune, and how it was found.
pub(super) type Found<'a> = (&'a Territory, CommuneAssignment);

/// Kind and code of the territory that a source covers.
type Covered<'a> = Option<(TerritoryKind, &'a str)>;

/// Gives the commune by code, else by postal code and name, else by the official contour that covers the position,
/// else by nearness; proposes a cure for suspicious
/// positions. What was `told` beside the record, as our own exports do, stands where the address names no commune. A
/// record without a position takes that of its address, where a geocoder has found it, else its commune's or its postal
/// code's, where that is known well enough.
pub(super) fn locate<'a>(
    f: &mut Fields,
    mapping: &Mapping,
    context: &Context<'a>,
    told: Option<Found<'a>>,
    notes: &mut Notes<'_>,
) -> Option<Found<'a>> {
    let territory = mapping.territory();
    let address = f.address.clone().unwrap_or_default();
    // The middle of a postal code says nothing of a commune.
    let exact = |f: &Fields| f.position.filter(|p| p.precision != Precision::PostalCode);
    let said = by_code(&address, context, notes)
        .or_else(|| by_name(&address, exact(f), territory, context, notes))
        .or(told);
    let anchors = anchors(&address, said.map(|s| s.0), context);
    let fits = |c: Coordinates| fits(c, &anchors, territory, context);
    geocode::place(f, said, &fits, context, notes);
    let exact = exact(f);
    let Some(given) = f.position else {
        f.position = said
            .and_then(|(t, _)| position_of(t))
            .or_else(|| postal_mean(&address, context));
        return said;
    };
    let mut trusted = fits(given.coordinates);
    if !trusted {
        let cure = cure(given.coordinates).into_iter().find(|(c, _)| fits(*c));
        trusted = cure.is_some() && context.fix_positions;
        let somewhere = !anchors.is_empty() || territory.is_some();
        let far = if somewhere { FAR } else { ABROAD };
        suspicious(f, (given, far), cure, trusted, notes);
    }
    said.or_else(|| {
        let at = exact.and(f.position).filter(|_| trusted)?;
        (context.covering)(at.coordinates).or_else(|| nearest(&address, at, context))
    })
}

/// The nearest commune of the record's postal code, else the nearest of all: none where all are far.
fn nearest<'a>(address: &Address, position: Position, c: &Context<'a>) -> Option<Found<'a>> {
    let at = position.coordinates;
    let postal = address.postal_code.as_deref().unwrap_or_default();
    let near = |t: &&Territory| t.position.is_some_and(|p| p.distance_m(at) <= SUSPICIOUS_M);
    nearest_of(c.gazetteer.of_postal_code(postal), at)
        .or_else(|| (c.nearest)(at).filter(near))
        .map(|t| (t, CommuneAssignment::Nearest))
}

/// How well the place of a commune is known; `None` where it is the mean of a whole EPCI or department, which says
/// nothing of a place.
fn precision(t: &Territory) -> Option<Precision> {
    match t.precision.as_deref() {
        Some("commune") => Some(Precision::Commune),
        Some("postal_code") => Some(Precision::PostalCode),
        _ => None,
    }
}

fn position_of(t: &Territory) -> Option<Position> {
    Some(Position {
        coordinates: t.position?,
        precision: precision(t)?,
    })
}

/// The mean of the communes of the record's postal code.
fn postal_mean(a: &Address, c: &Context<'_>) -> Option<Position> {
    let communes = c.gazetteer.of_postal_code(a.postal_code.as_deref()?);
    let all: Vec<Coordinates> = communes
        .filter_map(position_of)
        .map(|p| p.coordinates)
        .collect();
    let n = all.len() as f64;
    let mean = |of: fn(&Coordinates) -> f64| all.iter().map(of).sum::<f64>() / n;
    Some(Position {
        coordinates: Coordinates::new(mean(|p| p.lon), mean(|p| p.lat))?.rounded(),
        precision: Precision::PostalCode,
    })
}

fn by_code<'a>(a: &Address, c: &Context<'a>, notes: &mut Notes<'_>) -> Option<Found<'a>> {
    let code = a.insee.as_deref()?;
    let found = c.gazetteer.get(TerritoryKind::Commune, code);
    if found.is_none() {
        let message = "no commune has this INSEE code, today or before a merger; left out. A leading zero may be lost";
        notes.warn("insee", Code::UnknownInsee, message, code);
    }
    found.map(|t| (t, CommuneAssignment::Code))
}

/// Postal code and name; where they contradict each other, the commune of that name that is near the position.
/// Without a name, the only commune of the postal code.
fn by_name<'a>(
    a: &Address,
    position: Option<Position>,
    territory: Covered<'_>,
    c: &Context<'a>,
    notes: &mut Notes<'_>,
) -> Option<Found<'a>> {
    let postal = a.postal_code.as_deref();
    let Some(city) = a.city.as_deref() else {
        return only_one(c.gazetteer.of_postal_code(postal?)).map(|t| (t, CommuneAssignment::Name));
    };
    let named: Vec<&Territory> = c.gazetteer.named(city).collect();
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
        notes.warn("postal_code", Code::PostalCodeContradicts, message, p);
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
fn within(commune: &Territory, territory: Covered<'_>) -> bool {
    territory.is_none_or(|(kind, code)| commune.parent(kind) == Some(code))
}

/// Words that a commune's name may have: "Saint Germain de Tallevende la Lande Vaumont" has seven.
const CITY_WORDS: usize = 12;

/// "Route de Gachet Nantes": the last words of an address without a city, when they name the commune where the
/// position lies; a remark tells it.
pub(super) fn split_city(f: &mut Fields, c: &Context<'_>, notes: &mut Notes<'_>) {
    let (Some(at), Some(address)) = (f.position, f.address.as_mut()) else {
        return;
    };
    if address.city.is_some() || address.postal_code.is_some() || address.insee.is_some() {
        return;
    }
    let Some(line) = address.lines.last().cloned() else {
        return;
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    // The most words first: "Les Sorinières" before "Sorinières".
    let longest = words.len().saturating_sub(CITY_WORDS).max(1);
    let Some(first) = (longest..words.len()).find(|first| ends_with_city(&words, *first, at, c))
    else {
        return;
    };
    let city = words[first..].join(" ");
    let street = words[..first].join(" ");
    let street = street.trim_end_matches([',', ' ', '-']);
    let message =
        "the last words of the address are taken for its commune; give it a column of its own";
    notes.propose(
        "address",
        Code::CityFromAddress,
        message,
        &line,
        city.clone(),
    );
    address.city = Some(city);
    address.lines.pop();
    if !street.is_empty() {
        address.lines.push(street.to_owned());
    }
}

/// Whether the words from `first` on name the commune where the position lies: the nearest one, or one close by.
/// Of 822 such addresses of a real file the nearest commune alone is wrong for over 200, the words for 4 at most.
fn ends_with_city(words: &[&str], first: usize, at: Position, c: &Context<'_>) -> bool {
    // "Rue de Nantes" and "Rue Clisson" lead there and may lie elsewhere.
    let before = words[first - 1].to_lowercase();
    if LEADS_THERE.contains(&before.as_str()) || WAYS.contains(&before.as_str()) {
        return false;
    }
    let city = words[first..].join(" ");
    let Some(named) = nearest_of(c.gazetteer.named(&city), at.coordinates) else {
        return false;
    };
    let close = |p: Coordinates| p.distance_m(at.coordinates) <= CLOSE_M;
    let agrees = |n: &Territory| {
        n.code == named.code
            || n.postal_codes
                .iter()
                .any(|p| named.postal_codes.contains(p))
    };
    let here = || match (c.covering)(at.coordinates) {
        Some((covering, _)) => Some(covering),
        None => (c.nearest)(at.coordinates),
    };
    named.position.is_some_and(close) || here().is_some_and(agrees)
}

/// Where the record itself says it is.
fn anchors(a: &Address, said: Option<&Territory>, c: &Context<'_>) -> Vec<Coordinates> {
    let at = |t: &Territory| position_of(t).map(|p| p.coordinates);
    match (said, a.postal_code.as_deref()) {
        (Some(t), _) => at(t).into_iter().collect(),
        (None, Some(p)) => c.gazetteer.of_postal_code(p).filter_map(at).collect(),
        _ => Vec::new(),
    }
}

fn fits(at: Coordinates, anchors: &[Coordinates], territory: Covered<'_>, c: &Context<'_>) -> bool {
    let near = |p: Coordinates| p.distance_m(at) <= SUSPICIOUS_M;
    if !anchors.is_empty() {
        return anchors.iter().any(|a| near(*a));
    }
    let Some((kind, code)) = territory else {
        // All that is known of it is that it lies in France, or not far.
        let near = |t: &Territory| t.position.is_some_and(|p| p.distance_m(at) <= ABROAD_M);
        return (c.nearest)(at).is_none_or(near);
    };
    let here = |t: &Territory| {
        t.parent(kind) == Some(code) && position_of(t).is_some_and(|p| near(p.coordinates))
    };
    // The nearest one settles most cases without a walk along the whole table.
    (c.nearest)(at).is_some_and(here) || c.gazetteer.of_kind(TerritoryKind::Commune).any(here)
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
    (given, far): (Position, &str),
    cure: Option<(Coordinates, &'static str)>,
    fix: bool,
    notes: &mut Notes<'_>,
) {
    let original = format!("{}, {}", given.coordinates.lon, given.coordinates.lat);
    let Some((c, why)) = cure else {
        let message = format!("{far}; check both");
        notes.warn("position", Code::SuspiciousPosition, message, &original);
        return;
    };
    let proposal = format!("{}, {}", c.lon, c.lat);
    let (code, message) = if fix {
        f.position = Some(Position {
            coordinates: c,
            ..given
        });
        (
            Code::FixedPosition,
            format!("{far}: {why}; {proposal} is used instead"),
        )
    } else {
        (
            Code::SuspiciousPosition,
            format!(
                "{far}: {why}? {proposal} would agree; import again with --fix positions to use it"
            ),
        )
    };
    notes.propose("position", code, message, &original, proposal);
}
