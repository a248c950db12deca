//! "Où ?" as a place: what was typed is resolved, and a form that comes back keeps the place that its words stand for.
use crate::catalog::Snapshot;
use crate::catalog::search::Kind;
use crate::domain::text::fold;
use crate::domain::{Territory, TerritoryKind};
use crate::html::text;
use crate::http::query::Parameters;

/// The hidden field that says which words of "Où ?" the place of the form stands for. Without JavaScript the form
/// sends both back: the same words keep the place, others replace it, none take it off.
pub(super) const STANDS_FOR: &str = "lieu";
/// Words for the position that the browser told.
pub(super) const HERE: &str = "Ma position";
/// Words for a point without a name.
pub(super) const POINT: &str = "Point choisi";
/// Radius around a commune that was typed or chosen, metres.
const RADIUS: &str = "10000";
/// Parameters that say where, beside the words.
pub(super) const WHERE: [&str; 4] = ["near", "radius", "territory", "bbox"];

/// What became of the place.
pub(super) struct Place {
    /// The parameters with the place as `near` or `territory`.
    pub p: Parameters,
    /// Words that no place answers to.
    pub unfound: Option<String>,
    /// Why, in words.
    pub notice: Option<String>,
}

impl Place {
    fn of(p: Parameters) -> Self {
        Self {
            p,
            unfound: None,
            notice: None,
        }
    }
}

/// The same parameters with some replaced.
pub(super) fn with(p: &Parameters, changes: &[(&str, Option<&str>)]) -> Parameters {
    Parameters::parse(Some(&p.with(changes))).unwrap_or_default()
}

/// Turns the free text of "Où ?" into a place: a commune and 10 km around, or a territory.
pub(super) fn resolve(p: &Parameters, s: &Snapshot) -> Place {
    let p = of_form(p);
    if p.get("near").is_some() {
        return Place::of(p);
    }
    let p = with(&p, &[("radius", p.get("ou").and(p.get("radius")))]);
    if p.get("territory").is_some() {
        // A territory names itself.
        return Place::of(with(&p, &[("ou", None), ("radius", None)]));
    }
    let Some(typed) = p.get("ou").map(str::to_owned) else {
        return Place::of(p);
    };
    match find(&typed, s) {
        Some(t) if fold(&typed) != fold(HERE) => Place::of(at(&p, t, &typed)),
        _ => nowhere(&p, &typed),
    }
}

/// What the form's fields say together.
fn of_form(p: &Parameters) -> Parameters {
    let Some(words) = p.get(STANDS_FOR) else {
        return p.clone();
    };
    let typed = p.get("ou").unwrap_or_default();
    if fold(typed) != fold(words) {
        let mut gone: Vec<(&str, Option<&str>)> = WHERE.map(|name| (name, None)).to_vec();
        gone.push((STANDS_FOR, None));
        return with(p, &gone);
    }
    let name = (words != POINT).then_some(typed);
    with(p, &[(STANDS_FOR, None), ("ou", name)])
}

/// The territory that is meant: "Nantes" is the commune before the larger "Nantes Métropole".
fn find<'a>(typed: &str, s: &'a Snapshot) -> Option<&'a Territory> {
    let kinds = [Kind::Commune, Kind::Epci, Kind::Department, Kind::Region];
    let hits = s.search_hits(typed, &kinds, 12);
    let found: Vec<&Territory> = hits
        .iter()
        .filter_map(|h| s.gazetteer.all().get(h.index as usize))
        .collect();
    let wanted = fold(commune(typed).unwrap_or(typed));
    let same = found
        .iter()
        .filter(|t| fold(&t.name) == wanted)
        .min_by_key(|t| t.kind);
    same.or(found.first()).copied()
}

fn at(p: &Parameters, t: &Territory, typed: &str) -> Parameters {
    if let (TerritoryKind::Commune, Some(at)) = (t.kind, t.position) {
        let postal = t.postal_codes.iter();
        let postal = postal
            .clone()
            .find(|c| typed.contains(c.as_str()))
            .or(t.postal_codes.first());
        let name = text::apostrophes(&t.name);
        let label = postal.map_or_else(|| name.clone(), |c| format!("{name} ({c})"));
        let near = format!("{},{}", at.lon, at.lat);
        let set = [
            ("ou", Some(label.as_str())),
            ("near", Some(near.as_str())),
            ("radius", Some(p.get("radius").unwrap_or(RADIUS))),
            ("bbox", None),
        ];
        return with(p, &set);
    }
    let code = format!("{}:{}", t.kind.as_str(), t.code);
    let set = [
        ("ou", None),
        ("territory", Some(code.as_str())),
        ("radius", None),
        ("bbox", None),
    ];
    with(p, &set)
}

/// No place: the words stay in the field.
fn nowhere(p: &Parameters, typed: &str) -> Place {
    let here = fold(typed) == fold(HERE);
    let notice = if here {
        "Cette adresse ne contient pas de position. Écrivez un nom de commune ou un code postal."
            .to_owned()
    } else {
        format!(
            "«\u{a0}{}\u{a0}» n’a pas été trouvé. Essayez un nom de commune ou un code postal.",
            text::shortened(typed, 60)
        )
    };
    Place {
        p: with(p, &[("ou", None), ("radius", None)]),
        unfound: Some(typed.to_owned()).filter(|_| !here),
        notice: Some(notice),
    }
}

/// "Saumur" of "Saumur (49400)": the words that stand for a commune.
pub(super) fn commune(words: &str) -> Option<&str> {
    let (name, code) = words.strip_suffix(')')?.rsplit_once(" (")?;
    (code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit())).then_some(name)
}

/// "près de Saumur", "près de vous", "près de « Repair Café du port »".
pub(super) fn near_words(words: Option<&str>) -> String {
    match words {
        None => "près du point choisi".to_owned(),
        Some(w) if fold(w) == fold(HERE) => "près de vous".to_owned(),
        Some(w) => match commune(w) {
            Some(name) => format!("près {}", text::of(name)),
            None => format!("près de «\u{a0}{}\u{a0}»", text::shortened(w, 60)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_said_by_what_it_is() {
        for (words, said) in [
            (None, "près du point choisi"),
            (Some("Saumur (49400)"), "près de Saumur"),
            (Some("Le Mans (72000)"), "près du Mans"),
            (Some("Ma position"), "près de vous"),
            (Some("Envie (Trélazé)"), "près de « Envie (Trélazé) »"),
        ] {
            let said = said.replace("« ", "«\u{a0}").replace(" »", "\u{a0}»");
            assert_eq!(near_words(words), said);
        }
    }

    fn form(query: &str) -> String {
        let p = Parameters::parse(Some(query)).unwrap_or_default();
        of_form(&p).with(&[])
    }

    #[test]
    fn a_form_keeps_its_place_until_the_words_change() {
        for (sent, kept) in [
            (
                "territory=department%3A53&lieu=Mayenne&ou=Mayenne",
                "ou=Mayenne&territory=department%3A53",
            ),
            (
                "territory=department%3A53&lieu=Mayenne&ou=Laval",
                "ou=Laval",
            ),
            ("territory=department%3A53&lieu=Mayenne&ou=", ""),
            (
                "near=1%2C2&radius=500&lieu=Point+choisi&ou=Point+choisi&q=a",
                "near=1%2C2&q=a&radius=500",
            ),
            (
                "near=1%2C2&radius=500&bbox=0%2C0%2C1%2C1&lieu=A&ou=B",
                "ou=B",
            ),
            ("near=1%2C2&ou=A", "near=1%2C2&ou=A"),
        ] {
            assert_eq!(form(sent), kept, "{sent}");
        }
    }
}
