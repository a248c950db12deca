//! Positions by address: for records that have a street and no position of their own, from what a geocoder has said. An
//! address that may be somebody's home is never asked for.
use super::locate::{Found, LEADS_THERE, WAYS};
use super::report::Notes;
use super::{Code, Context};
use crate::domain::geocoding::{Asked, Geocoding, LEAST_SCORE, Place};
use crate::domain::structure::{Address, Fields};
use crate::domain::{Coordinates, Gazetteer, Position, Precision, Territory, TerritoryKind};

/// Words with which what belongs to no street begins, behind it.
const BUILDINGS: [&str; 14] = [
    "bp",
    "cs",
    "cedex",
    "bat",
    "bât",
    "batiment",
    "bâtiment",
    "appt",
    "apt",
    "appartement",
    "etage",
    "étage",
    "escalier",
    "hall",
];

/// What an answer is worth.
enum Worth {
    /// It is the record's position.
    Position(Position),
    /// No street is known, or nothing at all.
    Nothing,
    /// It may be another address: why.
    Doubt(&'static str),
}

/// Gives the record the position of its address, where one is wanted and known; what came of it is told. `fits` says
/// whether a point lies near the record's own commune.
pub(super) fn place(
    f: &mut Fields,
    said: Option<Found<'_>>,
    fits: &dyn Fn(Coordinates) -> bool,
    context: &Context<'_>,
    notes: &mut Notes<'_>,
) {
    if has_position(f) || may_be_home(f) {
        return;
    }
    let commune = said.map(|s| s.0);
    let Some(asked) = f
        .address
        .as_ref()
        .and_then(|a| asked(a, commune, context.gazetteer))
    else {
        return;
    };
    let Some(known) = (context.geocoded)(&asked) else {
        return;
    };
    let (original, label) = (asked.text(), label(known));
    match worth(known, &asked, commune, fits, context.gazetteer) {
        Worth::Position(p) => {
            f.position = Some(p);
            let message = "no position in the file: this address was looked up";
            notes.inform("position", Code::Geocoded, message, &original, label);
        }
        Worth::Nothing => {
            let message = "the geocoder does not know this street: its commune's position is used. Check the address";
            notes.warn("address", Code::AddressNotFound, message, &original);
        }
        Worth::Doubt(why) => {
            let message = format!(
                "the geocoder's answer {why}: the commune's position is used. Check the address"
            );
            notes.propose("address", Code::DoubtfulAddress, message, &original, label);
        }
    }
}

fn label(known: &Geocoding) -> String {
    let place = known.place.as_ref();
    place.map(|p| p.label.clone()).unwrap_or_default()
}

/// Whether the record's own position is better than what an address gives.
fn has_position(f: &Fields) -> bool {
    let near = |p: Position| matches!(p.precision, Precision::Rooftop | Precision::Street);
    f.position.is_some_and(near)
}

/// Whoever works at other people's homes may live at the address, unless the source says that it can be shown.
fn may_be_home(f: &Fields) -> bool {
    match f.hide_exact_position {
        Some(hidden) => hidden,
        None => f.at_home.is_some(),
    }
}

/// The address to ask for: the line that names a street, a postal code that is one (one of CEDEX is no street's), the
/// commune under its name of today.
fn asked(a: &Address, commune: Option<&Territory>, gazetteer: &Gazetteer) -> Option<Asked> {
    let is_known = |p: &&str| gazetteer.of_postal_code(p).next().is_some();
    let postal = a.postal_code.as_deref().filter(is_known);
    let city = commune
        .map(|c| c.name.as_str())
        .or(a.city.as_deref())
        .unwrap_or_default();
    let insee = commune.map(|c| c.code.as_str()).unwrap_or_default();
    Asked::new(&street(&a.lines)?, postal.unwrap_or_default(), city, insee)
}

/// The line of a street, without what stands around the street in it: a place's name before a comma, a building or a
/// post-office box behind.
fn street(lines: &[String]) -> Option<String> {
    let begins_with_number = |line: &&String| line.starts_with(|c: char| c.is_ascii_digit());
    let found = lines.iter().find(|l| names_street(l));
    let found = found.or_else(|| lines.iter().find(begins_with_number));
    let line = found.or(lines.first())?;
    let parts: Vec<&str> = line.split(',').map(str::trim).collect();
    let Some(at) = parts.iter().position(|p| names_street(p)) else {
        return Some(without_building(line));
    };
    // "12, rue des Essais": the number before the comma is the street's.
    let is_number = |p: &&str| p.starts_with(|c: char| c.is_ascii_digit()) && p.len() <= 8;
    let from = at - usize::from(at > 0 && parts.get(at - 1).is_some_and(is_number));
    Some(without_building(&parts[from..=at].join(" ")))
}

fn names_street(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|w| WAYS.contains(&w))
}

/// "3 rue des Essais bâtiment B" is "3 rue des Essais"; "rue du Bâtiment" stays.
fn without_building(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let bare = |w: &str| {
        w.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    let leads_there = |i: usize| LEADS_THERE.contains(&bare(words[i]).as_str());
    let is_building =
        |i: &usize| BUILDINGS.contains(&bare(words[*i]).as_str()) && !leads_there(*i - 1);
    let end = (2..words.len()).find(is_building).unwrap_or(words.len());
    let street = words[..end].join(" ");
    street.trim_end_matches([' ', ',', '-']).to_owned()
}

fn worth(
    known: &Geocoding,
    asked: &Asked,
    commune: Option<&Territory>,
    fits: &dyn Fn(Coordinates) -> bool,
    gazetteer: &Gazetteer,
) -> Worth {
    let Some(place) = &known.place else {
        return Worth::Nothing;
    };
    let Some(precision) = place.kind.precision() else {
        return Worth::Nothing;
    };
    if place.score < LEAST_SCORE {
        return Worth::Doubt("scores below 0.7");
    }
    if !fits(place.position) {
        return Worth::Doubt("lies over 25 km from the record's own commune or territory");
    }
    if !is_there(place, asked, commune, gazetteer) {
        return Worth::Doubt("lies in another commune with another postal code");
    }
    Worth::Position(Position {
        coordinates: place.position.rounded(),
        precision,
    })
}

/// Whether the place is in the commune or under the postal code that was asked for; a server that tells neither is
/// believed.
fn is_there(place: &Place, asked: &Asked, commune: Option<&Territory>, g: &Gazetteer) -> bool {
    let postal = place.postal_code.as_deref();
    let insee = place.insee.as_deref();
    if postal.is_some_and(|p| p == asked.postal_code) || (postal.is_none() && insee.is_none()) {
        return true;
    }
    let there = insee.and_then(|code| g.get(TerritoryKind::Commune, code));
    match (there, commune) {
        (Some(there), Some(commune)) => there.code == commune.code,
        // A town that the gazetteer does not know, or knows several of.
        (_, None) => asked.postal_code.is_empty(),
        (None, Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_a_street_is_asked_for() {
        let of = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
            street(&lines)
        };
        let found = |text: &str| Some(text.to_owned());
        assert_eq!(
            of(&["Bâtiment B", "1 Rue des Essais"]),
            found("1 Rue des Essais")
        );
        assert_eq!(of(&["ZA Les Essais", "3 Le Bourg"]), found("3 Le Bourg"));
        assert_eq!(of(&["Le Bourg", "BP 12"]), found("Le Bourg"));
        assert_eq!(
            of(&["12 av. des Essais", "Rue B"]),
            found("12 av. des Essais")
        );
        assert_eq!(of(&["La Truerie", "Allée C"]), found("Allée C"));
        assert_eq!(of(&[]), None);
        for (line, asked) in [
            ("12, rue des Essais", "12 rue des Essais"),
            ("12 bis, rue des Essais, BP 12", "12 bis rue des Essais"),
            ("ZA du Modèle, 3 rue des Essais", "3 rue des Essais"),
            ("Le Modèle, rue des Essais", "rue des Essais"),
            ("3 rue des Essais bâtiment B", "3 rue des Essais"),
            ("3 rue des Essais - BP 12", "3 rue des Essais"),
            ("3 rue du Hall", "3 rue du Hall"),
            ("Hall 3", "Hall 3"),
            ("Le Bourg, Appt 2", "Le Bourg"),
        ] {
            assert_eq!(of(&[line]), found(asked), "{line}");
        }
    }

    #[test]
    fn what_may_be_a_home_is_told_apart() {
        use crate::domain::structure::AtHome;
        for (hide, at_home, home) in [
            (None, None, false),
            (Some(false), None, false),
            (Some(true), None, true),
            (None, Some(AtHome::Metropolitan), true),
            (Some(false), Some(AtHome::Metropolitan), false),
            (Some(true), Some(AtHome::Metropolitan), true),
        ] {
            let f = Fields {
                hide_exact_position: hide,
                at_home,
                ..Fields::default()
            };
            assert_eq!(may_be_home(&f), home, "{f:?}");
        }
    }
}
