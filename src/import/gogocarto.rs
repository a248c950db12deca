//! Elements of GoGoCarto (`/api/elements.json`): what its columns need before a mapping can read them.
use super::mapping::Mapping;
use super::reader::RawRow;
use crate::domain::hours::Hours;
use crate::domain::text::fold;
use serde_json::Value;
use std::collections::BTreeMap;

/// The days as both write them.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Puts nested values into columns: `openHours` in OSM syntax, `categories` and `stamps` by name, `images` as addresses,
/// `categoriesDescriptions` as sentences.
pub(super) fn prepare(row: &mut RawRow, mapping: &Mapping) {
    let Some(document) = row.document.as_ref().and_then(Value::as_object) else {
        return;
    };
    let mut columns: Vec<(&str, String)> = Vec::new();
    if let Some(days) = document.get("openHours").and_then(Value::as_object) {
        columns.push(("openHours", hours(days)));
    }
    let name = |v: &Value| named(v, &mapping.names);
    for key in ["categories", "stamps"] {
        if let Some(all) = document.get(key).and_then(Value::as_array) {
            columns.push((key, join(all.iter().filter_map(name), ";")));
        }
    }
    if let Some(all) = document
        .get("categoriesDescriptions")
        .and_then(Value::as_array)
    {
        let sentences = all.iter().filter_map(|v| sentence(v, &mapping.names));
        columns.push(("categoriesDescriptions", join(sentences, "\n")));
    }
    if let Some(all) = document.get("images").and_then(Value::as_array) {
        columns.push(("images", join(all.iter().filter_map(address), ";")));
    }
    let columns: Vec<(String, String)> = columns
        .into_iter()
        .map(|(key, text)| (key.to_owned(), text))
        .collect();
    for (key, text) in columns {
        let inner = format!("{key}.");
        row.values
            .retain(|k, _| *k != key && !k.starts_with(&inner));
        if !text.is_empty() {
            row.values.insert(key, text);
        }
    }
}

/// The status of an element that its source does not publish; from 1 on it does.
pub(super) fn unpublished(row: &RawRow) -> Option<&str> {
    let status = row.values.get("status")?;
    let n: i64 = status.parse().ok()?;
    (n < 1).then_some(status)
}

fn join(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

/// A name, or a number or an object that leads to one; a number that nobody knows stays as it is.
fn named(v: &Value, names: &BTreeMap<String, String>) -> Option<String> {
    let text = match v {
        Value::Object(o) => return named(o.get("name").or_else(|| o.get("id"))?, names),
        Value::String(s) => s.trim().to_owned(),
        Value::Number(n) => n.to_string(),
        _ => return None,
    };
    let known = names.get(&text).cloned();
    Some(known.unwrap_or(text)).filter(|t| !t.is_empty())
}

/// "Recyclerie : meubles et vélos".
fn sentence(v: &Value, names: &BTreeMap<String, String>) -> Option<String> {
    let text = v.get("description")?.as_str()?.trim();
    if text.is_empty() {
        return None;
    }
    let category = v.get("category").or_else(|| v.get("categoryName"));
    Some(match category.and_then(|c| named(c, names)) {
        Some(name) => format!("{name}\u{a0}: {text}"),
        None => text.to_owned(),
    })
}

/// The address of a picture: as it stands, or of its file.
fn address(v: &Value) -> Option<String> {
    let keys = [
        "contentUrl",
        "url",
        "fileUrl",
        "externalImageUrl",
        "imageUrl",
    ];
    let text = match v {
        Value::String(s) => s.as_str(),
        Value::Object(o) => keys.iter().find_map(|k| o.get(*k)?.as_str())?,
        _ => return None,
    };
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// `{"Mo": "08:00-12:00", "Tu": "08:00-12:00"}` as `Mo-Tu 08:00-12:00`. A day that is no time makes the whole a text.
fn hours(days: &serde_json::Map<String, Value>) -> String {
    let of = |day: &str| {
        let found = days.iter().find(|(k, _)| k.starts_with(day));
        let text = found.and_then(|(_, v)| v.as_str()).unwrap_or_default();
        day_hours(text)
    };
    let mut rules: Vec<(usize, usize, String)> = Vec::new();
    for (i, day) in DAYS.iter().enumerate() {
        let text = of(day);
        match rules.last_mut() {
            Some((_, last, same)) if *last + 1 == i && *same == text => *last = i,
            _ => rules.push((i, i, text)),
        }
    }
    let rules = rules.into_iter().filter(|r| !r.2.is_empty());
    join(
        rules.map(|(first, last, text)| {
            if first == last {
                format!("{} {text}", DAYS[first])
            } else {
                format!("{}-{} {text}", DAYS[first], DAYS[last])
            }
        }),
        "; ",
    )
}

/// "9h - 12h30 et 14h-18h" as "09:00-12:30,14:00-18:00", where that is beyond doubt.
fn day_hours(text: &str) -> String {
    let text = text.trim();
    if matches!(fold(text).as_str(), "ferme" | "closed" | "off") {
        return "off".to_owned();
    }
    if text.is_empty() || Hours::parse(&format!("Mo {text}")).is_ok() {
        return text.to_owned();
    }
    let plain = text
        .to_lowercase()
        .replace(" et ", ",")
        .replace(['/', ';'], ",")
        .replace(" à ", "-")
        .replace(['–', '—'], "-");
    let plain: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    let spans: Option<Vec<String>> = plain.split(',').map(span).collect();
    spans.map_or_else(|| text.to_owned(), |s| s.join(","))
}

fn span(text: &str) -> Option<String> {
    let (from, to) = text.split_once('-')?;
    Some(format!("{}-{}", clock(from)?, clock(to)?))
}

/// "9h", "9h30", "9:30", "09.30".
fn clock(text: &str) -> Option<String> {
    let (h, m) = text.split_once(['h', ':', '.']).unwrap_or((text, ""));
    let hour: u8 = h.parse().ok().filter(|h| *h <= 24)?;
    let minute: u8 = if m.is_empty() { 0 } else { m.parse().ok()? };
    (minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// Number -> name of every category of a taxonomy (`/api/taxonomy`), however deep it stands.
///
/// # Errors
/// Text that is no JSON, or JSON without a single category.
pub fn names(taxonomy: &str) -> Result<BTreeMap<String, String>, String> {
    let tree: Value = serde_json::from_str(taxonomy).map_err(|e| {
        format!("the taxonomy is not JSON ({e}); expected the answer of GoGoCarto's /api/taxonomy")
    })?;
    let mut all = BTreeMap::new();
    collect(&tree, &mut all);
    if all.is_empty() {
        return Err(
            "no category with `id` and `name` in the taxonomy; expected the answer of GoGoCarto's /api/taxonomy"
                .to_owned(),
        );
    }
    Ok(all)
}

/// Lists and objects in each other; the parser has bounded their depth.
fn collect(v: &Value, all: &mut BTreeMap<String, String>) {
    match v {
        Value::Array(list) => list.iter().for_each(|v| collect(v, all)),
        Value::Object(o) => {
            let id = o.get("id").filter(|id| id.is_number() || id.is_string());
            let name = o.get("name").and_then(Value::as_str);
            // A group of options has a number of its own, which is none of a category.
            let group = o.contains_key("options");
            if let (Some(id), Some(name)) = (id, name)
                && !group
            {
                let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                all.insert(id, name.trim().to_owned());
            }
            o.values().for_each(|v| collect(v, all));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn days_of_equal_hours_are_joined() {
        let of = |v: Value| hours(v.as_object().unwrap());
        assert_eq!(
            of(
                json!({"Mo": "9h - 12h30", "Tu": "09:00-12:30", "We": "", "Th": "fermé", "Su": "10h à 12h et 14h-18h"})
            ),
            "Mo-Tu 09:00-12:30; Th off; Su 10:00-12:00,14:00-18:00"
        );
        assert_eq!(of(json!({"Mo": "le matin"})), "Mo le matin");
        assert_eq!(of(json!({})), "");
        let all = of(json!({"Mo": "9h-12h", "Th": "25h-26h"}));
        assert!(Hours::parse(&all).is_err(), "{all}");
    }

    #[test]
    fn the_names_of_a_taxonomy_are_found_at_any_depth() {
        let tree = r#"[{"id":1,"name":"Filtres","options":[
            {"id":10,"name":"Recyclerie","subcategories":[{"id":2,"name":"Quoi","options":[{"id":11,"name":" Vélo "}]}]}]}]"#;
        let found = names(tree).unwrap();
        let expected = [("10", "Recyclerie"), ("11", "Vélo")];
        assert_eq!(
            found,
            expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into()
        );
        assert!(names("<html>").unwrap_err().contains("/api/taxonomy"));
        assert!(names("[]").unwrap_err().contains("/api/taxonomy"));
    }
}
