//! Filters in force that are no term of a group: words, objects, place, hours and what comes from an address only.
//! Each says its value and can be taken off.
use super::asked::Asked;
use crate::catalog::Snapshot;
use crate::domain::query::{AtHomeFilter, StructureQuery};
use crate::domain::taxonomy::Terms;
use crate::domain::text::fold;
use crate::html::explore::Chip;
use crate::html::text;
use chrono::{Datelike, NaiveDateTime, Timelike};

/// A chip without a count.
pub(super) fn plain(label: impl Into<String>, icon: &str, on: bool) -> Chip {
    Chip {
        label: label.into(),
        count: None,
        href: String::new(),
        on,
        icon: icon.to_owned(),
        sector: String::new(),
    }
}

fn taken_off(asked: &Asked, label: String, icon: &str, changes: &[(&str, Option<&str>)]) -> Chip {
    Chip {
        href: asked.href(changes),
        ..plain(label, icon, true)
    }
}

/// All of them.
pub(super) fn chips(s: &Snapshot, asked: &Asked) -> Vec<Chip> {
    let mut chips: Vec<Chip> = asked.q.q.iter().map(|w| words(asked, w)).collect();
    chips.extend(objects(asked, &s.taxonomy.objects));
    chips.extend(around(asked, s));
    chips.extend(territories(asked, s));
    if asked.q.bbox.is_some() {
        let label = "Zone de la carte".to_owned();
        chips.push(taken_off(asked, label, "map-2", &[("bbox", None)]));
    }
    if let Some(at) = asked.q.open_at {
        let label = open_at(at, asked.p.get("open_at") == Some("now"));
        chips.push(taken_off(asked, label, "clock", &[("open_at", None)]));
    }
    let source = |code: &str| {
        let known = s.sources.iter().find(|x| x.code == code);
        known.map_or_else(|| code.to_owned(), |x| x.name.clone())
    };
    for (name, label) in values(&asked.q, source) {
        let icon = if name == "open_on" {
            "clock"
        } else {
            "adjustments-horizontal"
        };
        chips.push(taken_off(asked, label, icon, &[(name, None)]));
    }
    chips
}

fn words(asked: &Asked, words: &str) -> Chip {
    let label = format!("«\u{a0}{}\u{a0}»", text::shortened(words, 40));
    taken_off(asked, label, "search", &[("q", None)])
}

/// The list without one of its values, as a parameter.
fn without(all: impl Iterator<Item = String>, one: &str) -> Option<String> {
    let rest: Vec<String> = all.filter(|x| x != one).collect();
    (!rest.is_empty()).then(|| rest.join(","))
}

fn objects(asked: &Asked, terms: &Terms) -> Vec<Chip> {
    let one = |code: &String| {
        let value = without(asked.q.objects.iter().cloned(), code);
        let icon = terms.get(code).and_then(|o| o.icon.as_deref());
        let label = terms.label(code).to_owned();
        let changes = [("object", value.as_deref())];
        taken_off(asked, label, icon.unwrap_or("tool"), &changes)
    };
    asked.q.objects.iter().map(one).collect()
}

fn around(asked: &Asked, s: &Snapshot) -> Option<Chip> {
    asked.q.near?;
    if let Some(radius) = asked.q.radius {
        let label = format!("À moins de {}", text::distance(radius));
        return Some(taken_off(asked, label, "map-pin", &[("radius", None)]));
    }
    let label = text::capital(&asked.place_words(s).unwrap_or_default());
    let changes = [("near", None), ("radius", None), ("ou", None)];
    Some(taken_off(asked, label, "map-pin", &changes))
}

fn territories(asked: &Asked, s: &Snapshot) -> Vec<Chip> {
    let asked_for = &asked.q.territories;
    let codes = || {
        asked_for
            .iter()
            .map(|(kind, code)| format!("{}:{code}", kind.as_str()))
    };
    let one = |((kind, code), mine): (&(_, String), String)| {
        let name = s.gazetteer.get(*kind, code).map_or(code, |t| &t.name);
        let value = without(codes(), &mine);
        let changes = [("territory", value.as_deref()), ("ou", None)];
        taken_off(asked, text::apostrophes(name), "map-pin", &changes)
    };
    asked_for.iter().zip(codes()).map(one).collect()
}

/// "Ouvert le samedi 28 novembre 2026 à 10 h".
fn open_at(at: NaiveDateTime, now: bool) -> String {
    if now {
        return "Ouvert maintenant".to_owned();
    }
    let day = text::DAYS[at.weekday().num_days_from_monday() as usize];
    let (date, time) = (text::date(at.date()), text::hour(at.hour(), at.minute()));
    format!("Ouvert le {day} {date} à {time}")
}

/// "Ouvert le mercredi ou le samedi"; bits as those of `Hours::weekdays`.
fn open_on(days: u8) -> String {
    let weekdays = text::DAYS.iter().map(|d| format!("le {d}"));
    let all: Vec<String> = weekdays.chain(["les jours fériés".to_owned()]).collect();
    let wanted: Vec<&String> = (0..8)
        .zip(&all)
        .filter(|(i, _)| days >> i & 1 == 1)
        .map(|(_, words)| words)
        .collect();
    format!("Ouvert {}", text::either(&wanted))
}

/// Parameters that come from an address only, each with the words of its value.
fn values(q: &StructureQuery, source: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut say = |name, words: &str| out.push((name, words.to_owned()));
    if q.open_on != 0 {
        say("open_on", &open_on(q.open_on));
    }
    match q.ess {
        Some(true) => say("ess", "Économie sociale et solidaire"),
        Some(false) => say("ess", "Hors économie sociale et solidaire"),
        None => {}
    }
    if !q.publics.is_empty() {
        let words = |code: &String| match code.as_str() {
            "individuals" => "particuliers",
            "professionals" => "professionnels",
            _ => "particuliers et professionnels",
        };
        let all: Vec<&str> = q.publics.iter().map(words).collect();
        say("public", &format!("Public\u{a0}: {}", text::either(&all)));
    }
    match q.appointment {
        Some(true) => say("appointment", "Uniquement sur rendez-vous"),
        Some(false) => say("appointment", "Sans rendez-vous"),
        None => {}
    }
    match q.brand_only {
        Some(true) => say("brand_only", "Seulement les produits de leur marque"),
        Some(false) => say("brand_only", "Toutes les marques"),
        None => {}
    }
    match q.at_home {
        AtHomeFilter::Only => say("at_home", "Se déplace chez vous"),
        AtHomeFilter::Exclude => say("at_home", "Sans les services à domicile"),
        AtHomeFilter::Include => {}
    }
    // Names keep their capitals.
    let names = |all: Vec<String>| all.join(" ou ");
    if !q.networks.is_empty() {
        let all: Vec<String> = q.networks.iter().map(|n| text::apostrophes(n)).collect();
        let head = if all.iter().any(|n| fold(n).starts_with("reseau")) {
            ""
        } else {
            "Réseau\u{a0}: "
        };
        say("network", &format!("{head}{}", names(all)));
    }
    if !q.sources.is_empty() {
        let all = q.sources.iter().map(|code| source(code)).collect();
        say("source", &format!("Source\u{a0}: {}", names(all)));
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::http::query::{Known, Parameters};
    use crate::service::Reference;

    #[test]
    fn a_chip_says_the_value_of_its_filter() {
        let reference = Reference::embedded().unwrap();
        let read = |text: &str| {
            let known = Known {
                taxonomy: &reference.taxonomy,
                gazetteer: &reference.gazetteer,
                sources: None,
            };
            Parameters::parse(Some(text)).unwrap().query(known).unwrap()
        };
        for (parameter, said) in [
            ("ess=true", "Économie sociale et solidaire"),
            ("ess=false", "Hors économie sociale et solidaire"),
            ("appointment=true", "Uniquement sur rendez-vous"),
            ("appointment=false", "Sans rendez-vous"),
            ("brand_only=true", "Seulement les produits de leur marque"),
            ("brand_only=false", "Toutes les marques"),
            ("at_home=only", "Se déplace chez vous"),
            ("at_home=exclude", "Sans les services à domicile"),
            ("public=individuals", "Public : particuliers"),
            ("public=both", "Public : particuliers et professionnels"),
            (
                "public=individuals,professionals",
                "Public : particuliers ou professionnels",
            ),
            ("open_on=sa", "Ouvert le samedi"),
            (
                "open_on=we,sa,ph",
                "Ouvert le mercredi, le samedi ou les jours fériés",
            ),
            ("network=Envie,Emmaüs", "Réseau : Emmaüs ou Envie"),
            ("network=Réseau+des+recycleries", "Réseau des recycleries"),
            ("source=demo", "Source : Jeu d’essai"),
        ] {
            let q = read(parameter);
            let chips = values(&q, |_| "Jeu d’essai".to_owned());
            let name = parameter.split('=').next().unwrap();
            let said = said.replace(" :", "\u{a0}:");
            assert_eq!(chips, [(name, said)], "{parameter}");
        }
        assert!(values(&read("at_home=include"), str::to_owned).is_empty());
    }

    #[test]
    fn a_chosen_moment_is_said() {
        let at = NaiveDateTime::parse_from_str("2026-11-28T10:30", "%Y-%m-%dT%H:%M").unwrap();
        let said = "Ouvert le samedi 28 novembre 2026 à 10\u{a0}h\u{a0}30";
        assert_eq!(open_at(at, false), said);
        assert_eq!(open_at(at, true), "Ouvert maintenant");
    }
}
