//! Parts of a sheet in words: contact, labels, what is known for sure.
use super::{commune, named};
use crate::catalog::{PublicStructure, Snapshot};
use crate::domain::structure::AtHome;
use crate::domain::{Completeness, Precision, TerritoryKind};
use crate::html::structure::Way;
use crate::html::text;
use crate::html::words::Lang;

/// `+33 2 40 00 00 00` as people write it here, and as it is dialled.
pub(super) fn phone(number: &str) -> (String, String) {
    let shown = number
        .strip_prefix("+33")
        .map_or_else(|| number.to_owned(), |rest| format!("0{}", rest.trim()));
    let dialled = number.chars().filter(|c| c.is_ascii_digit() || *c == '+');
    (shown.replace(' ', "\u{a0}"), dialled.collect())
}

/// A web address with what is shown of it.
pub(super) fn link(address: &str) -> Option<(String, String)> {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))?;
    let shown = rest.trim_start_matches("www.").trim_end_matches('/');
    Some((address.to_owned(), text::shortened(shown, 60)))
}

pub(super) fn address(p: &PublicStructure) -> Vec<String> {
    let a = p.address.clone().unwrap_or_default();
    let town = format!(
        "{} {}",
        a.postal_code.unwrap_or_default(),
        a.city.unwrap_or_else(|| commune(p))
    );
    let mut lines = a.lines;
    lines.push(town.trim().to_owned());
    lines
        .iter()
        .filter(|l| !l.is_empty())
        .map(|l| text::apostrophes(l))
        .collect()
}

/// Precise enough to send somebody there.
pub(super) fn exact(p: &PublicStructure) -> bool {
    p.precision.is_none_or(|x| x <= Precision::Street)
}

/// The position is only that of the commune, or of several.
pub(super) fn approximate(p: &PublicStructure) -> bool {
    p.coordinates.is_some() && !exact(p)
}

/// Itineraries: to the point where it is exact, else to the written address, else none; the middle of a commune is
/// nobody's door. The last is for telephones, which have an application for it.
pub(super) fn directions(p: &PublicStructure) -> Vec<Way> {
    let at = p.coordinates.filter(|_| exact(p));
    let street = p.address.as_ref().is_some_and(|a| !a.lines.is_empty());
    let to = match at {
        Some(c) => format!("{},{}", c.lat, c.lon),
        None if street => address(p).join(", "),
        None => return Vec::new(),
    };
    let asked = |name: &str, value: &str| {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair(name, value)
            .finish()
    };
    // Without a point the application looks for the words (RFC 5870 and its common extension `q`).
    let at = at.map_or_else(|| "0,0".to_owned(), |c| format!("{},{}", c.lat, c.lon));
    let way = |key, href, of_phones| Way {
        key,
        href,
        of_phones,
    };
    vec![
        way(
            "go-osm",
            format!(
                "https://www.openstreetmap.org/directions?{}",
                asked("to", &to)
            ),
            false,
        ),
        way(
            "go-apple",
            format!("https://maps.apple.com/?{}", asked("daddr", &to)),
            false,
        ),
        way("go-geo", format!("geo:{at}?{}", asked("q", &to)), true),
    ]
}

pub(super) fn labels(lang: Lang, s: &Snapshot, p: &PublicStructure) -> Vec<(String, String)> {
    let one = |c: &String| {
        let t = s.taxonomy.labels.get(c)?;
        let promise = lang.pick(&t.description_fr, &t.description_en).clone();
        Some((named(lang, t).to_owned(), promise.unwrap_or_default()))
    };
    p.labels.iter().filter_map(one).collect()
}

/// Message of a legal form; nothing for one that is not known.
fn legal_form(code: &str) -> Option<&'static str> {
    Some(match code {
        "association" => "form-association",
        "cooperative" => "form-cooperative",
        "mutual" => "form-mutual",
        "foundation" => "form-foundation",
        "ess_company" => "form-ess-company",
        "company" => "form-company",
        "public_body" => "form-public-body",
        "artisan" => "form-artisan",
        "individual" => "form-individual",
        _ => return None,
    })
}

/// Message of an inclusion status; nothing for none, and for one that is not known.
fn inclusion(code: &str) -> Option<&'static str> {
    Some(match code {
        "aci" => "inclusion-aci",
        "ei" => "inclusion-ei",
        "ai" => "inclusion-ai",
        "etti" => "inclusion-etti",
        "esat" => "inclusion-esat",
        _ => return None,
    })
}

/// Only what is known; unknown is not said as no.
pub(super) fn facts(lang: Lang, s: &Snapshot, p: &PublicStructure) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut say = |icon, key: &'static str| out.push((icon, lang.t(key).into_owned()));
    match p.wheelchair.as_deref() {
        Some("yes") => say("accessible", "fact-wheelchair"),
        Some("limited") => say("accessible", "fact-wheelchair-limited"),
        Some("no") => say("accessible", "fact-no-wheelchair"),
        _ => {}
    }
    match p.by_appointment {
        Some(true) => say("calendar", "fact-appointment"),
        Some(false) => say("calendar", "fact-no-appointment"),
        None => {}
    }
    match p.public.as_deref() {
        Some("individuals") => say("users", "fact-individuals"),
        Some("professionals") => say("users", "fact-professionals"),
        Some("both") => say("users", "fact-both"),
        _ => {}
    }
    if p.brand_only == Some(true) {
        say("info-circle", "fact-brand");
    }
    match p.take_back.as_deref() {
        Some("one_for_one") => say("refresh", "fact-one-for-one"),
        Some("one_for_zero") => say("refresh", "fact-one-for-zero"),
        _ => {}
    }
    let inclusion = p.inclusion.as_deref().and_then(inclusion);
    let inclusion = inclusion.map(|key| ("users", lang.t(key).into_owned()));
    let form = p.legal_form.as_deref().and_then(legal_form);
    let form = form.map(|key| ("heart-handshake", lang.t(key).into_owned()));
    let home = p.at_home.as_ref().map(|a| ("route", at_home(lang, s, a)));
    out.into_iter()
        .chain(home)
        .chain(form)
        .chain(inclusion)
        .collect()
}

/// How much is known, and what is missing.
pub(super) fn completeness(lang: Lang, known: Completeness) -> String {
    let share = text::percent(lang, known.score(), 0);
    let missing: Vec<String> = known
        .missing()
        .map(|name| lang.t(missing(name)).into_owned())
        .collect();
    if missing.is_empty() {
        return lang.t("sheet-complete").into_owned();
    }
    let missing = text::listed(lang, &missing);
    lang.f(
        "sheet-incomplete",
        &[("share", share.into()), ("missing", missing.into())],
    )
}

/// Message of a criterion that does not hold.
fn missing(criterion: &str) -> &'static str {
    match criterion {
        "address" => "missing-address",
        "position" => "missing-position",
        "offers" => "missing-offers",
        "opening_hours" => "missing-hours",
        "contact" => "missing-contact",
        "website" => "missing-website",
        "description" => "missing-description",
        _ => "missing-wheelchair",
    }
}

/// How far somebody comes.
fn at_home(lang: Lang, s: &Snapshot, reach: &AtHome) -> String {
    match reach {
        AtHome::Km { km } => {
            let distance = text::distance(lang, km * 1000.0);
            lang.f("fact-at-home-within", &[("distance", distance.into())])
        }
        AtHome::Department { code } => {
            let known = s.gazetteer.get(TerritoryKind::Department, code);
            let name = known.map_or(code.as_str(), |d| &d.name);
            lang.f("fact-at-home-in", &[("department", name.into())])
        }
        AtHome::Metropolitan => lang.t("fact-at-home-metropolitan").into_owned(),
        AtHome::Overseas => lang.t("fact-at-home-overseas").into_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::Coordinates;

    #[test]
    fn telephones_and_addresses_are_shown_as_people_write_them() {
        assert_eq!(
            phone("+33 2 40 11 22 33"),
            (
                "02\u{a0}40\u{a0}11\u{a0}22\u{a0}33".to_owned(),
                "+33240112233".to_owned()
            )
        );
        assert_eq!(phone("02 40").1, "0240");
        let (href, shown) = link("https://www.example.org/a/").unwrap();
        assert_eq!(
            (href.as_str(), shown.as_str()),
            ("https://www.example.org/a/", "example.org/a")
        );
        assert!(link("javascript:alert(1)").is_none());
    }

    #[test]
    fn nobody_is_sent_to_the_middle_of_a_commune() {
        let mut p: PublicStructure = serde_json::from_value(serde_json::json!({
            "name": "A", "slug": "a", "categories": [], "sources": [], "updated": "", "completeness": 0.0,
            "precision": "rooftop",
            "address": { "lines": ["3 rue de l'Essai"], "postal_code": "44000", "city": "Nantes" },
        }))
        .unwrap();
        p.coordinates = Coordinates::new(-1.5, 47.2);
        let ways = |p: &PublicStructure| -> Vec<String> {
            directions(p).into_iter().map(|w| w.href).collect()
        };
        let [osm, apple, geo] = &ways(&p)[..] else {
            panic!("{:?}", ways(&p))
        };
        assert!(osm.ends_with("/directions?to=47.2%2C-1.5"), "{osm}");
        assert!(apple.ends_with("/?daddr=47.2%2C-1.5"), "{apple}");
        assert_eq!(geo, "geo:47.2,-1.5?q=47.2%2C-1.5");
        p.precision = Some(Precision::Commune);
        for to in ways(&p) {
            assert!(
                to.contains("Essai") && to.contains("44000+Nantes") && !to.contains("47.2"),
                "{to}"
            );
        }
        p.address.as_mut().unwrap().lines.clear();
        assert!(ways(&p).is_empty());
    }
}
