//! Filters in force that are no term of a group: words, objects, place, hours and what comes from an address only.
//! Each says its value and can be taken off.
use super::asked::Asked;
use super::label;
use crate::catalog::Snapshot;
use crate::domain::query::{AtHomeFilter, StructureQuery};
use crate::domain::taxonomy::Terms;
use crate::domain::text::fold;
use crate::html::explore::Chip;
use crate::html::text;
use crate::html::words::Lang;
use chrono::{NaiveDateTime, Timelike};

/// Icons of the filters that are conditions: when it is open, and what one insists on.
pub(super) const IS_CONDITION: [&str; 2] = ["clock", "adjustments-horizontal"];

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
    chips.extend(insisted(s, asked));
    chips
}

/// Those that are neither words nor objects: where, when and what one insists on.
pub(super) fn insisted(s: &Snapshot, asked: &Asked) -> Vec<Chip> {
    let mut chips: Vec<Chip> = around(asked, s).into_iter().collect();
    chips.extend(territories(asked, s));
    if asked.q.bbox.is_some() {
        let label = asked.lang.t("filter-box").into_owned();
        chips.push(taken_off(asked, label, "map-2", &[("bbox", None)]));
    }
    if let Some(at) = asked.q.open_at {
        let label = open_at(asked.lang, at, asked.p.get("open_at") == Some("now"));
        chips.push(taken_off(asked, label, "clock", &[("open_at", None)]));
    }
    let source = |code: &str| {
        let known = s.sources.iter().find(|x| x.code == code);
        known.map_or_else(|| code.to_owned(), |x| x.name.clone())
    };
    for (name, label) in values(asked.lang, &asked.q, source) {
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
    let words = text::shortened(words, 40);
    let label = asked.lang.f("quoted", &[("words", words.into())]);
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
        let label = label(asked.lang, terms, code).to_owned();
        let changes = [("object", value.as_deref())];
        taken_off(asked, label, icon.unwrap_or("tool"), &changes)
    };
    asked.q.objects.iter().map(one).collect()
}

fn around(asked: &Asked, s: &Snapshot) -> Option<Chip> {
    asked.q.near?;
    if let Some(radius) = asked.q.radius {
        let distance = text::distance(asked.lang, radius);
        let label = asked
            .lang
            .f("filter-within", &[("distance", distance.into())]);
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
fn open_at(lang: Lang, at: NaiveDateTime, now: bool) -> String {
    if now {
        return lang.t("filter-open-now").into_owned();
    }
    let at = [
        ("day", text::weekday_of(lang, at.date()).into()),
        ("date", text::date(lang, at.date()).into()),
        ("time", text::hour(lang, at.hour(), at.minute()).into()),
    ];
    lang.f("filter-open-at", &at)
}

/// "Ouvert le mercredi ou le samedi"; bits as those of `Hours::weekdays`.
fn open_on(lang: Lang, days: u8) -> String {
    let weekday = |n| lang.f("filter-on-day", &[("day", text::weekday(lang, n).into())]);
    let holidays = lang.t("filter-on-holidays").into_owned();
    let all = (0..7).map(weekday).chain([holidays]);
    let wanted: Vec<String> = all
        .enumerate()
        .filter(|(i, _)| days >> i & 1 == 1)
        .map(|(_, words)| words)
        .collect();
    // The names of days keep their capitals where the language has them.
    let days = wanted.join(", ");
    let days = match days.rsplit_once(", ") {
        Some((head, last)) => format!("{head} {} {last}", lang.t("list-or")),
        None => days,
    };
    lang.f("filter-open-on", &[("days", days.into())])
}

/// Parameters that come from an address only, each with the words of its value.
fn values(
    lang: Lang,
    q: &StructureQuery,
    source: impl Fn(&str) -> String,
) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut say = |name, words: String| out.push((name, words));
    let said = |key: &'static str| lang.t(key).into_owned();
    if q.open_on != 0 {
        say("open_on", open_on(lang, q.open_on));
    }
    match q.ess {
        Some(true) => say("ess", said("filter-ess")),
        Some(false) => say("ess", said("filter-not-ess")),
        None => {}
    }
    if !q.publics.is_empty() {
        let words = |code: &String| match code.as_str() {
            "individuals" => lang.t("filter-individuals"),
            "professionals" => lang.t("filter-professionals"),
            _ => lang.t("filter-both"),
        };
        let all: Vec<_> = q.publics.iter().map(words).collect();
        let all = text::either(lang, &all);
        say("public", lang.f("filter-public", &[("who", all.into())]));
    }
    match q.appointment {
        Some(true) => say("appointment", said("filter-appointment")),
        Some(false) => say("appointment", said("filter-no-appointment")),
        None => {}
    }
    match q.brand_only {
        Some(true) => say("brand_only", said("filter-brand")),
        Some(false) => say("brand_only", said("filter-any-brand")),
        None => {}
    }
    match q.at_home {
        AtHomeFilter::Only => say("at_home", said("filter-at-home")),
        AtHomeFilter::Exclude => say("at_home", said("filter-not-at-home")),
        AtHomeFilter::Include => {}
    }
    out.extend(origins(lang, q, source));
    out
}

/// Networks and sources.
fn origins(
    lang: Lang,
    q: &StructureQuery,
    source: impl Fn(&str) -> String,
) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    // Names keep their capitals.
    let names = |all: Vec<String>| all.join(&format!(" {} ", lang.t("list-or")));
    if !q.networks.is_empty() {
        let all: Vec<String> = q.networks.iter().map(|n| text::apostrophes(n)).collect();
        let says_network = all.iter().any(|n| fold(n).starts_with("reseau"));
        let names = names(all);
        let label = if says_network {
            names
        } else {
            lang.f("filter-network", &[("names", names.into())])
        };
        out.push(("network", label));
    }
    if !q.sources.is_empty() {
        let all = names(q.sources.iter().map(|code| source(code)).collect());
        let label = lang.f("filter-source", &[("names", all.into())]);
        out.push(("source", label));
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
            let chips = values(Lang::Fr, &q, |_| "Jeu d’essai".to_owned());
            let name = parameter.split('=').next().unwrap();
            let said = said.replace(" :", "\u{a0}:");
            assert_eq!(chips, [(name, said)], "{parameter}");
        }
        assert!(values(Lang::Fr, &read("at_home=include"), str::to_owned).is_empty());
    }

    #[test]
    fn a_chosen_moment_is_said() {
        let at = NaiveDateTime::parse_from_str("2026-11-28T10:30", "%Y-%m-%dT%H:%M").unwrap();
        let said = "Ouvert le samedi 28 novembre 2026 à 10\u{a0}h\u{a0}30";
        assert_eq!(open_at(Lang::Fr, at, false), said);
        assert_eq!(open_at(Lang::Fr, at, true), "Ouvert maintenant");
    }
}
