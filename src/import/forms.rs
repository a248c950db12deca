//! Cells that hold more than a word: JSON of proposals, of areas and of contributors; days of the calendar.
use super::Code;
use super::mapping::Mapping;
use super::report::Notes;
use crate::domain::crosswalk::add_offer;
use crate::domain::structure::{AtHome, Fields};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What stands in a cell of proposals.
#[derive(Deserialize)]
struct Proposal {
    action: String,
    #[serde(default)]
    sous_categories: Vec<String>,
}

/// `[{"action": "donner", "sous_categories": ["vetement"]}]`; proposals of one action are joined.
pub(super) fn offers(mapping: &Mapping, text: &str, notes: &mut Notes<'_>) -> Option<Value> {
    let proposals: Vec<Proposal> = serde_json::from_str(text).map_err(|_| {
        let message = "not a list of proposals; left out. Expected [{\"action\": \"donner\", \"sous_categories\": [\"vetement\"]}]";
        notes.warn("offers", Code::BadJson, message, text);
    }).ok()?;
    let mut all = Fields::default();
    for p in proposals {
        if let Some(action) = mapping.word("actions", p.action.trim()) {
            add_offer(&mut all, action, &p.sous_categories);
        }
    }
    serde_json::to_value(all.offers).ok()
}

/// What stands in a cell of areas.
#[derive(Deserialize)]
struct Perimeter {
    r#type: String,
    #[serde(default)]
    valeur: Value,
}

/// Area of a mean department, km²: what tells a large circle from a small department.
const DEPARTMENT_KM2: f64 = 6_000.0;

/// `[{"type": "KILOMETRIQUE", "valeur": "30"}]`; of several the widest, with a remark.
pub(super) fn perimeter(text: &str, notes: &mut Notes<'_>) -> Option<Value> {
    let bad = |notes: &mut Notes<'_>| {
        let message = "not a list of areas; left out. Expected [{\"type\": \"KILOMETRIQUE\", \"valeur\": \"30\"}], or the type DEPARTEMENTAL with a code, FRANCE_METROPOLITAINE or DROM_TOM";
        notes.warn("at_home", Code::BadJson, message, text);
    };
    let Ok(given) = serde_json::from_str::<Vec<Perimeter>>(text) else {
        bad(notes);
        return None;
    };
    let mut areas: Vec<AtHome> = Vec::new();
    for p in &given {
        match area(p) {
            Some(a) => areas.push(a),
            None => bad(notes),
        }
    }
    // Of equal ones the first.
    let widest = areas
        .iter()
        .rev()
        .max_by(|a, b| size(a).total_cmp(&size(b)));
    let widest = serde_json::to_value(widest?).ok()?;
    if areas.len() > 1 {
        let message = "several areas are served at home; the widest is taken";
        notes.propose(
            "at_home",
            Code::SeveralPerimeters,
            message,
            text,
            widest.to_string(),
        );
    }
    Some(widest)
}

fn area(p: &Perimeter) -> Option<AtHome> {
    let value = match &p.valeur {
        Value::String(s) => s.trim().to_owned(),
        Value::Number(n) => n.to_string(),
        _ => String::new(),
    };
    match p.r#type.as_str() {
        "KILOMETRIQUE" => {
            let km = super::words::number(value.trim_end_matches("km").trim())?;
            (km > 0.0).then_some(AtHome::Km { km })
        }
        "DEPARTEMENTAL" if !value.is_empty() => Some(AtHome::Department {
            code: value.to_uppercase(),
        }),
        "FRANCE_METROPOLITAINE" => Some(AtHome::Metropolitan),
        "DROM_TOM" => Some(AtHome::Overseas),
        _ => None,
    }
}

/// Square kilometres, about.
fn size(a: &AtHome) -> f64 {
    match a {
        AtHome::Km { km } => std::f64::consts::PI * km * km,
        AtHome::Department { .. } => DEPARTMENT_KM2,
        AtHome::Overseas => 90_000.0,
        // No circle is wider than the country.
        AtHome::Metropolitan => f64::INFINITY,
    }
}

/// `2026-05-31` with or without a time, or `31/05/2026`: as ISO 8601.
pub(super) fn date(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    if chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok() {
        return Some(text.to_owned());
    }
    let day = chrono::NaiveDate::parse_from_str(day, "%d/%m/%Y").ok()?;
    Some(day.format("%Y-%m-%d").to_string())
}

/// Whom a reuse of this record must cite: the values of a cell, "ADEME|Réseau A" as "ADEME, Réseau A".
pub(super) fn attribution(text: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in text.split(['|', ';']).map(str::trim) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// `[{"contributor": "id"}]`, or one object of them; several identifiers of one contributor stand with `|` between them.
pub(super) fn contributors(text: &str, notes: &mut Notes<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let parsed: Result<Value, _> = serde_json::from_str(text);
    let objects = match parsed {
        Ok(Value::Array(list)) => list,
        Ok(one @ Value::Object(_)) => vec![one],
        _ => Vec::new(),
    };
    for (who, id) in objects
        .iter()
        .filter_map(Value::as_object)
        .flatten()
        .filter(|(_, id)| !id.is_null())
    {
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let known: &mut String = all.entry(who.clone()).or_default();
        if !known.is_empty() {
            known.push('|');
        }
        known.push_str(&id);
    }
    if all.is_empty() && text != "[]" {
        let message = "not a list of identifiers; left out. Expected [{\"contributor\": \"id\"}]";
        notes.warn("contributors", Code::BadJson, message, text);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::Report;
    use super::*;

    #[test]
    fn the_widest_area_is_taken_and_told() {
        let of = |text: &str| {
            let mut report = Report::default();
            let found = perimeter(text, &mut report.of_row(1));
            let area = found.map(|v| serde_json::from_value::<AtHome>(v).unwrap());
            (area, report.counts.into_keys().collect::<Vec<_>>())
        };
        let km = |km| Some(AtHome::Km { km });
        let one = r#"[{"type":"KILOMETRIQUE","valeur":"30"}]"#;
        assert_eq!(of(one), (km(30.0), vec![]));
        let department = Some(AtHome::Department {
            code: "2A".to_owned(),
        });
        let several = vec!["several_perimeters"];
        assert_eq!(
            of(
                r#"[{"type":"KILOMETRIQUE","valeur":30},{"type":"DEPARTEMENTAL","valeur":"2a"},{"type":"DEPARTEMENTAL","valeur":"2B"}]"#
            ),
            (department, several.clone())
        );
        assert_eq!(
            of(
                r#"[{"type":"KILOMETRIQUE","valeur":"80 km"},{"type":"DEPARTEMENTAL","valeur":"44"}]"#
            ),
            (km(80.0), several.clone())
        );
        assert_eq!(
            of(r#"[{"type":"DROM_TOM"},{"type":"FRANCE_METROPOLITAINE"}]"#),
            (Some(AtHome::Metropolitan), several)
        );
        for bad in [
            "30 km",
            "{}",
            r#"[{"type":"LUNAIRE"}]"#,
            r#"[{"type":"KILOMETRIQUE","valeur":"loin"}]"#,
            r#"[{"type":"DEPARTEMENTAL"}]"#,
        ] {
            assert_eq!(of(bad), (None, vec!["bad_json"]), "{bad}");
        }
        assert_eq!(of("[]"), (None, vec![]));
    }

    #[test]
    fn days_are_read_in_both_spellings() {
        assert_eq!(date("31/05/2026 10:00").as_deref(), Some("2026-05-31"));
        for iso in ["2026-05-31", "2026-05-31T10:00:00Z"] {
            assert_eq!(date(iso).as_deref(), Some(iso));
        }
        for odd in ["05/31/2026", "hier", "2026-02-30", "31/5/26", ""] {
            assert_eq!(date(odd), None, "{odd}");
        }
    }

    #[test]
    fn contributors_keep_their_identifiers() {
        let mut report = Report::default();
        let mut of = |text: &str| contributors(text, &mut report.of_row(1));
        let found = of(r#"[{"a":"1"},{"b":2},{"a":"3"},{"c":null}]"#);
        let expected = [("a", "1|3"), ("b", "2")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(found, BTreeMap::from(expected.clone()));
        assert_eq!(of(r#"{"a":"1|3","b":"2"}"#), BTreeMap::from(expected));
        assert!(of("[]").is_empty() && of("12").is_empty());
        assert_eq!(report.counts.get("bad_json"), Some(&1));
    }

    #[test]
    fn the_names_to_cite_are_joined() {
        assert_eq!(
            attribution("ADEME| Réseau A|ADEME").as_deref(),
            Some("ADEME, Réseau A")
        );
        assert_eq!(attribution("|"), None);
    }
}
