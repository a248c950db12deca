//! The elements of GoGoCarto's API (`/api/elements.json`), so that its maps and Transiscope take a list as a source.
use super::columns::{COLUMNS, Cell, record};
use crate::catalog::{PublicStructure, Snapshot};
use crate::domain::hours::{DayHours, Hours};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

/// GoGoCarto's own names of the days.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Columns that GoGoCarto has a name of its own for; the others follow under ours, as its custom fields do.
const CORE: [&str; 20] = [
    "id",
    "name",
    "categories",
    "address",
    "postal_code",
    "commune",
    "longitude",
    "latitude",
    "phone",
    "website",
    "summary",
    "description",
    "opening_text",
    "email",
    "labels",
    "photos",
    "updated",
    "attributions",
    "city",
    "precision",
];

/// What stands before the first element: the licences, and that all members are there.
pub(super) fn head(s: &Snapshot, order: &[u32]) -> Vec<u8> {
    let licences = s
        .licences_of(order)
        .into_iter()
        .collect::<Vec<_>>()
        .join(", ");
    format!(
        "{{\"licence\":{},\"ontology\":\"gogofull\",\"data\":[\n",
        Value::from(licences)
    )
    .into_bytes()
}

/// Elements with commas between them, and before them unless they are the first.
pub(super) fn elements(s: &Snapshot, part: &[u32], first: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let all = part.iter().filter_map(|i| s.structure(*i));
    for (n, p) in all.enumerate() {
        if n > 0 || !first {
            out.extend_from_slice(b",\n");
        }
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut out, &element(s, &p));
    }
    out
}

fn element(s: &Snapshot, p: &PublicStructure) -> Value {
    let mut e = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            e.insert(name.to_owned(), value);
        }
    };
    let text = |t: &Option<String>| t.clone().map(Value::from);
    put("id", Some(p.id.clone().into()));
    put("name", Some(p.name.clone().into()));
    put(
        "geo",
        p.coordinates
            .map(|c| json!({ "latitude": c.lat, "longitude": c.lon })),
    );
    put("address", address(p));
    let label = |code: &String| {
        let term = s.taxonomy.categories.get(code);
        term.map_or_else(|| code.clone(), |t| t.label_fr.clone())
    };
    put(
        "categories",
        Some(p.categories.iter().map(label).collect::<Vec<_>>().into()),
    );
    put("description", text(&p.summary));
    put("descriptionMore", text(&p.description));
    put("telephone", text(&p.phone));
    put("email", text(&p.email));
    put("website", text(&p.website));
    put("openHours", p.opening_hours.as_deref().and_then(week));
    put("openHoursString", text(&p.opening_text));
    let some = |all: &[String]| (!all.is_empty()).then(|| Value::from(all.to_vec()));
    put("images", some(&p.photos));
    put("stamps", some(&p.labels));
    let credits: Vec<&str> = p.sources.iter().map(|c| c.attribution.as_str()).collect();
    put("sourceKey", Some(credits.join(" | ").into()));
    put("updatedAt", Some(p.updated.clone().into()));
    // Published, and by nobody's vote.
    put("status", Some(1.into()));
    put(
        "categories_codes",
        Some(p.categories.clone().into()).filter(|_| !p.categories.is_empty()),
    );
    let ours = COLUMNS.iter().zip(record(p));
    for ((name, _), cell) in ours.filter(|((name, _), _)| !CORE.contains(name)) {
        put(name, Cell::json(cell));
    }
    // GoGoCarto has no such thing as an approximate point: whoever draws it can tell.
    put(
        "geo_precision",
        p.precision.and_then(|w| serde_json::to_value(w).ok()),
    );
    e.into()
}

fn address(p: &PublicStructure) -> Option<Value> {
    let a = p.address.as_ref();
    let mut out = Map::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(v) = value.filter(|v| !v.is_empty()) {
            out.insert(name.to_owned(), v.into());
        }
    };
    put("streetAddress", a.map(|a| a.lines.join(", ")));
    let city = a.and_then(|a| a.city.clone());
    put(
        "addressLocality",
        city.or_else(|| p.commune.as_ref().map(|c| c.name.clone())),
    );
    put("postalCode", a.and_then(|a| a.postal_code.clone()));
    if out.is_empty() {
        return None;
    }
    out.insert("addressCountry".to_owned(), "FR".into());
    Some(out.into())
}

/// Hours by day, where every week is alike: of days and hours alone, without seasons, weeks, comments. What is said
/// more stays in `opening_hours`.
fn week(text: &str) -> Option<Value> {
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic());
    let known = |w: &str| w.is_empty() || DAYS.contains(&w) || ["PH", "off", "closed"].contains(&w);
    if text.contains(['[', '"', '|']) || !words.all(known) {
        return None;
    }
    let hours = Hours::parse(text).ok()?;
    // A week without a public holiday.
    let monday = NaiveDate::from_ymd_opt(2026, 9, 14)?;
    let days = DAYS.iter().zip(monday.iter_days());
    let open: Map<String, Value> = days
        .map(|(name, date)| (name, hours.day(date)))
        .filter(|(_, day)| !day.open.is_empty())
        .map(|(name, day)| ((*name).to_owned(), spans(&day).into()))
        .collect();
    (!open.is_empty()).then(|| open.into())
}

/// `09:00-12:00 & 14:00-18:00`, as GoGoCarto writes a day; a night stands under both of its days.
fn spans(day: &DayHours) -> String {
    let clock = |m: u16| format!("{:02}:{:02}", m / 60 % 24, m % 60);
    let one = |(from, to): &(u16, u16)| match to {
        1440 => format!("{}-24:00", clock(*from)),
        _ => format!("{}-{}", clock(*from), clock(*to)),
    };
    day.open.iter().map(one).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_weeks_are_told_by_day() {
        let told = |t: &str| week(t).unwrap_or_default();
        assert_eq!(
            told("Mo-Tu 09:00-12:00,14:00-18:00; We 22:00-02:00; PH off"),
            json!({ "Mo": "09:00-12:00 & 14:00-18:00", "Tu": "09:00-12:00 & 14:00-18:00", "We": "22:00-24:00", "Th": "00:00-02:00" })
        );
        assert_eq!(told("24/7")["Su"], "00:00-24:00");
        for text in [
            "Sa[1] 10:00-12:00",
            "Apr-Oct Mo 10:00-12:00",
            "Mo 10:00-12:00 \"sur rendez-vous\"",
            "week 1-53/2 Mo 10:00-12:00",
            "SH Mo 10:00-12:00",
            "sunrise-sunset",
            "n'importe quoi",
            "Mo off",
        ] {
            assert_eq!(told(text), Value::Null, "{text}");
        }
    }
}
