//! "Où ?" as a place: what was typed is resolved, and a form that comes back keeps the place that its words stand for.
use crate::catalog::Snapshot;
use crate::catalog::lexicon::alike;
use crate::catalog::places::{bare, postal_code};
use crate::catalog::search::Kind;
use crate::domain::text::fold;
use crate::domain::{Territory, TerritoryKind};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::query::Parameters;

/// The hidden field that says which words of "Où ?" the place of the form stands for. Without JavaScript the form
/// sends both back: the same words keep the place, others replace it, none take it off.
pub(super) const STANDS_FOR: &str = "lieu";
/// Message of the position that the browser told.
const HERE: &str = "place-here";
/// Message of a point without a name.
const POINT: &str = "place-point";
/// Radius around a commune that was typed or chosen, metres.
const RADIUS: &str = "10000";
/// Parameters that say where, beside the words.
pub(super) const WHERE: [&str; 4] = ["near", "radius", "territory", "bbox"];

/// These words are those of a message, in whichever language: addresses go from one to the other.
fn say(words: &str, key: &str) -> bool {
    let folded = fold(words);
    Lang::ALL.iter().any(|l| fold(&l.t(key)) == folded)
}

/// The words that stand in "Où ?" for a place around which one looks.
pub(super) fn words_of(lang: Lang, words: Option<&str>) -> String {
    match words {
        None => lang.t(POINT).into_owned(),
        Some(w) if say(w, HERE) => lang.t(HERE).into_owned(),
        Some(w) => w.to_owned(),
    }
}

/// What became of the place.
pub(super) struct Place {
    /// The parameters with the place as `near` or `territory`.
    pub p: Parameters,
    /// Words that no place answers to.
    pub unfound: Option<String>,
    /// Why, in words.
    pub notice: Option<String>,
    /// Other places of the same name or postal code: words and address.
    pub others: Vec<(String, String)>,
}

impl Place {
    fn of(p: Parameters) -> Self {
        Self {
            p,
            unfound: None,
            notice: None,
            others: Vec::new(),
        }
    }
}

/// The same parameters with some replaced.
pub(super) fn with(p: &Parameters, changes: &[(&str, Option<&str>)]) -> Parameters {
    Parameters::parse(Some(&p.with(changes))).unwrap_or_default()
}

/// Turns the free text of "Où ?" into a place: a commune and 10 km around, or a territory.
pub(super) fn resolve(lang: Lang, p: &Parameters, s: &Snapshot) -> Place {
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
        Some(found) if !say(&typed, HERE) => chosen(lang, &p, s, &found, &typed),
        _ => nowhere(lang, &p, &typed),
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
    let name = (!say(words, POINT)).then_some(typed);
    with(p, &[(STANDS_FOR, None), ("ou", name)])
}

/// Kinds of places.
const PLACES: [Kind; 4] = [Kind::Commune, Kind::Epci, Kind::Department, Kind::Region];
/// Other places that are offered.
const MOST_OTHERS: usize = 24;
/// Places that are looked at because their names are near to what was typed.
const MOST_HITS: usize = 40;

/// What a text may mean; never empty.
struct Found<'a> {
    /// The territory that is taken.
    first: &'a Territory,
    /// The others that answer as well.
    others: Vec<&'a Territory>,
}

/// The territories of a name, of a postal code, else those that the text begins: "Nantes" is the commune before the
/// larger "Nantes Métropole", and of communes of one name the largest.
fn find<'a>(typed: &str, s: &'a Snapshot) -> Option<Found<'a>> {
    let typed = typed.trim();
    let name = bare(typed);
    let department = s
        .gazetteer
        .get(TerritoryKind::Department, &name.to_uppercase());
    if let Some(first) = department {
        return Some(Found {
            first,
            others: Vec::new(),
        });
    }
    let hits = s.search_hits(typed, &PLACES, MOST_HITS);
    let hits = hits
        .iter()
        .filter_map(|h| s.gazetteer.all().get(h.index as usize));
    let hits: Vec<&Territory> = hits.collect();
    let mut all = named(typed, &name, &hits, s);
    if all.is_empty() {
        all.extend(hits.iter().filter(|t| begins(t, &name)));
        // Else the best of those that are near to what was typed: a choice of them would be about other names.
        all.extend(hits.first().filter(|_| all.is_empty()));
    } else {
        // What is called so today before what once was, and what the directory tells of before the rest of France.
        let former = |t: &Territory| fold(&t.name) != fold(typed) && alike(&t.name) != alike(&name);
        all.sort_by_key(|t| {
            (
                t.kind,
                former(t),
                !ours(t, s),
                std::cmp::Reverse(t.population),
            )
        });
        if all.first().is_some_and(|t| !ours(t, s)) {
            // People leave out the end of a name that they know: "Saint-Denis" is also Saint-Denis-d'Anjou.
            let longer = hits.iter().filter(|t| ours(t, s) && begins(t, &name));
            all.splice(1..1, longer.copied());
        } else if !is_postal_code(&name) {
            // The others have nothing to offer.
            all.retain(|t| ours(t, s));
        }
    }
    let mut known = std::collections::HashSet::new();
    all.retain(|t| known.insert((t.kind, t.code.as_str())));
    let (first, others) = all.split_first()?;
    let others = others.iter().copied().take(MOST_OTHERS).collect();
    Some(Found { first, others })
}

/// It lies where the directory has many of its structures.
fn ours(t: &Territory, s: &Snapshot) -> bool {
    let region = t.region.as_deref();
    region.is_some_and(|r| s.overview_of_all().holds_many_in(r))
}

/// The territories that are called so, or have this postal code.
fn named<'a>(
    typed: &str,
    name: &str,
    hits: &[&'a Territory],
    s: &'a Snapshot,
) -> Vec<&'a Territory> {
    if let Some(own) = commune(typed) {
        // The postal code says which one.
        let same = hits.iter().filter(|t| alike(&t.name) == alike(own));
        return same.take(1).copied().collect();
    }
    if is_postal_code(name) {
        return s.gazetteer.of_postal_code(name).collect();
    }
    if let Some(one) = in_department(typed, s) {
        return vec![one];
    }
    let mut same: Vec<&Territory> = s.gazetteer.named(typed).collect();
    if same.is_empty() {
        same.extend(s.gazetteer.named(name));
    }
    let wanted = [alike(typed), alike(name)];
    same.extend(hits.iter().filter(|t| wanted.contains(&alike(&t.name))));
    same
}

/// The commune of "Saint-Denis 93" or "Saint-Denis, Seine-Saint-Denis".
fn in_department<'a>(typed: &str, s: &'a Snapshot) -> Option<&'a Territory> {
    let folded = fold(typed);
    let mut departments = s.gazetteer.of_kind(TerritoryKind::Department);
    departments.find_map(|d| {
        let head = [d.code.to_lowercase(), fold(&d.name)]
            .iter()
            .find_map(|end| folded.strip_suffix(end.as_str())?.strip_suffix(' '))?;
        let inside = |t: &&Territory| t.department.as_deref() == Some(d.code.as_str());
        s.gazetteer.named(head).find(inside)
    })
}

fn is_postal_code(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The text is the beginning of the name or of a postal code of a territory.
fn begins(t: &Territory, typed: &str) -> bool {
    let postal = || t.postal_codes.iter().any(|c| c.starts_with(typed));
    !typed.is_empty() && (bare(&t.name).starts_with(typed) || postal())
}

/// The words are the name of a place, or its postal code.
pub(super) fn is_name(words: &str, s: &Snapshot) -> bool {
    let wanted = [alike(words), alike(&bare(words))];
    let same = |t: &Territory| wanted.contains(&alike(&t.name));
    s.gazetteer.named(words).next().is_some()
        || s.gazetteer.of_postal_code(words).next().is_some()
        || s.search_hits(words, &PLACES, 8)
            .iter()
            .filter_map(|h| s.gazetteer.all().get(h.index as usize))
            .any(same)
}

/// The place that is taken, and a choice of the others.
fn chosen(lang: Lang, p: &Parameters, s: &Snapshot, found: &Found<'_>, typed: &str) -> Place {
    let other = |t: &&Territory| {
        let query = at(p, t, typed).with(&[("cursor", None)]);
        (described(lang, t, s), lang.path(&format!("/?{query}")))
    };
    let others: Vec<(String, String)> = found.others.iter().map(other).collect();
    let notice = (!others.is_empty()).then(|| {
        let words = text::shortened(typed, 60);
        let place = described(lang, found.first, s);
        lang.f(
            "place-several",
            &[("words", words.into()), ("place", place.into())],
        )
    });
    Place {
        notice,
        others,
        ..Place::of(at(p, found.first, typed))
    }
}

/// "Saint-Denis (93200), Seine-Saint-Denis", "Mayenne (département)".
fn described(lang: Lang, t: &Territory, s: &Snapshot) -> String {
    let name = text::apostrophes(&t.name);
    let around = t
        .department
        .as_deref()
        .and_then(|d| s.gazetteer.get(TerritoryKind::Department, d));
    let kind = match t.kind {
        TerritoryKind::Commune => t.postal_codes.first().cloned().unwrap_or_default(),
        TerritoryKind::Epci => lang.t("place-epci").into_owned(),
        TerritoryKind::Department => lang.t("place-department").into_owned(),
        TerritoryKind::Region => lang.t("place-region").into_owned(),
    };
    let kind = if kind.is_empty() {
        kind
    } else {
        format!(" ({kind})")
    };
    let around = around.map_or_else(String::new, |d| format!(", {}", text::apostrophes(&d.name)));
    format!("{name}{kind}{around}")
}

fn at(p: &Parameters, t: &Territory, typed: &str) -> Parameters {
    if let (TerritoryKind::Commune, Some(at)) = (t.kind, t.position) {
        let postal = postal_code(t, typed);
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
fn nowhere(lang: Lang, p: &Parameters, typed: &str) -> Place {
    let here = say(typed, HERE);
    let notice = if here {
        lang.t("place-no-position").into_owned()
    } else {
        let typed = text::shortened(typed, 60);
        lang.f("place-not-found", &[("words", typed.into())])
    };
    Place {
        p: with(p, &[("ou", None), ("radius", None)]),
        unfound: Some(typed.to_owned()).filter(|_| !here),
        notice: Some(notice),
        others: Vec::new(),
    }
}

/// "Saumur" of "Saumur (49400)": the words that stand for a commune.
pub(super) fn commune(words: &str) -> Option<&str> {
    let (name, code) = words.strip_suffix(')')?.rsplit_once(" (")?;
    (code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit())).then_some(name)
}

/// "près de Saumur", "près de vous", "près de « Repair Café du port »".
pub(super) fn near_words(lang: Lang, words: Option<&str>) -> String {
    match words {
        None => lang.t("place-near-point").into_owned(),
        Some(w) if say(w, HERE) => lang.t("place-near-you").into_owned(),
        Some(w) => match commune(w) {
            Some(name) => lang.f("place-near-town", &[("town", text::of(lang, name).into())]),
            None => lang.f("place-near", &[("words", text::shortened(w, 60).into())]),
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
            assert_eq!(near_words(Lang::Fr, words), said);
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
