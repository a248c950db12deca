//! From a row's columns to our fields, each converted by its type.
use super::Code;
use super::forms;
use super::mapping::{Form, Mapping, Shape};
use super::own;
use super::reader::RawRow;
use super::report::Notes;
use super::words::{at_home, is_unknown, number, yes_no};
use crate::domain::crosswalk::add_offer;
use crate::domain::structure::{Address, Fields};
use serde_json::{Map, Value, json};

/// The one field where doubt counts as yes.
const HIDE: &str = "hide_exact_position";

/// How the text of a column becomes the value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As it stands; the first column that is filled counts.
    Text,
    /// Oui or non; the first column that is filled counts.
    YesNo,
    /// With a decimal comma or point; the first column that is filled counts.
    Number,
    /// Of all columns, split on `;` and `|`.
    List,
    /// `action:object+object`, of all columns, split on `;` and `|`.
    Offers,
    /// `30 km`, `department:44`, `metropolitan`, `overseas`.
    AtHome,
    /// A day; the first column that is filled counts.
    Date,
    /// Cannot be filled as a whole: these names fill it.
    Parts(&'static str),
}

/// The kind of a field of [`Fields::NAMES`].
pub(super) fn kind(field: &str) -> Kind {
    match field {
        "ess" | HIDE | "by_appointment" | "brand_only" | "email_public" => Kind::YesNo,
        "headcount_fte" | "headcount_inclusion" | "tonnage" => Kind::Number,
        "categories" | "labels" | "social" | "networks" | "jobs" | "skills" | "photos" => {
            Kind::List
        }
        "offers" => Kind::Offers,
        "at_home" => Kind::AtHome,
        "source_updated" => Kind::Date,
        "address" => Kind::Parts("housenumber, street, complement, postal_code, city, insee"),
        "position" => {
            Kind::Parts("longitude, latitude, coordinates, x_lambert93, y_lambert93, lambert93")
        }
        _ => Kind::Text,
    }
}

/// The fields as the source gives them, not yet cleaned; what cannot be converted is left out with a remark.
///
/// # Errors
/// A document of our own shape with a value of another type.
pub(super) fn fields(
    mapping: &Mapping,
    row: &RawRow,
    notes: &mut Notes<'_>,
) -> Result<Fields, String> {
    if mapping.shape == Some(Shape::Boucle) {
        let document = match &row.document {
            Some(d) => d.clone(),
            None => own::document(mapping, row, notes).into(),
        };
        return serde_json::from_value(document).map_err(|e| e.to_string());
    }
    let mut object = Map::new();
    for (field, columns) in &mapping.fields {
        if !Fields::NAMES.contains(&field.as_str()) {
            continue;
        }
        let given: Vec<&str> = columns
            .iter()
            .filter_map(|c| row.values.get(c))
            .map(String::as_str)
            .collect();
        if let Some(v) = convert(mapping, field, &given, notes) {
            object.insert(field.clone(), v);
        }
    }
    let mut fields: Fields = serde_json::from_value(object.into()).map_err(|e| e.to_string())?;
    for c in &mapping.categories {
        if !fields.categories.contains(c) {
            fields.categories.push(c.clone());
        }
    }
    if fields.offers.is_empty() {
        offers_by_action(mapping, row, &mut fields);
    }
    fields.offers.extend(mapping.offers.iter().cloned());
    fields.address = address(mapping, row);
    Ok(fields)
}

/// Offers that stand in one column for each action: `reparer` with "velo|meuble".
fn offers_by_action(mapping: &Mapping, row: &RawRow, fields: &mut Fields) {
    for (action, columns) in &mapping.objects_of {
        let given = columns.iter().filter_map(|c| row.values.get(c));
        let words = given.flat_map(|v| v.split([';', '|', ',']));
        let words = words.map(|w| w.trim().to_owned()).filter(|w| !w.is_empty());
        let objects: Vec<String> = words.collect();
        if !objects.is_empty() {
            add_offer(fields, action, &objects);
        }
    }
}

pub(super) fn convert(
    mapping: &Mapping,
    field: &str,
    given: &[&str],
    notes: &mut Notes<'_>,
) -> Option<Value> {
    let first = *given.first()?;
    match mapping.kinds.get(field) {
        Some(Form::Offers) => return forms::offers(mapping, first, notes),
        Some(Form::Perimeter) => return forms::perimeter(first, notes),
        Some(Form::Joined) => return Some(given.join("\n").into()),
        None => {}
    }
    let parts = || {
        let all = given.iter().flat_map(|v| v.split([';', '|']));
        let all = all.map(str::trim).filter(|p| !p.is_empty());
        all.filter_map(|p| mapping.word(field, p))
    };
    // A table of words has the last say; where it is silent the text goes on as it is.
    let first = match kind(field) {
        Kind::List | Kind::Offers => first,
        _ => mapping.word(field, first)?,
    };
    match kind(field) {
        Kind::Text => Some(first.into()),
        Kind::Date => forms::date(first).map(Value::from).or_else(|| {
            let message = "not a day; left out. Write it as 2026-05-31 or 31/05/2026";
            notes.warn(field, Code::BadDate, message, first);
            None
        }),
        Kind::List => Some(parts().collect::<Vec<_>>().into()),
        Kind::Offers => Some(parts().map(offer).collect::<Vec<_>>().into()),
        Kind::Parts(_) => None,
        _ if is_unknown(first) && field != HIDE => None,
        Kind::YesNo => yes_no(first)
            .or_else(|| not_yes_no(field, first, notes))
            .map(Value::from),
        Kind::Number => number(first).map(Value::from).or_else(|| {
            let message = "not a number that could be right; left out. Write it as 12,5";
            notes.warn(field, Code::BadNumber, message, first);
            None
        }),
        Kind::AtHome => at_home(first)
            .and_then(|area| serde_json::to_value(area).ok())
            .or_else(|| {
                let message = "expected 30 km, department:44, metropolitan or overseas; left out";
                notes.warn(field, Code::BadAtHome, message, first);
                None
            }),
    }
}

fn not_yes_no(field: &str, text: &str, notes: &mut Notes<'_>) -> Option<bool> {
    if field == HIDE {
        // Whoever fills this column has a home to hide: doubt must not show it.
        let message =
            "neither yes nor no: the exact position is hidden, to be safe. Write yes or no";
        notes.warn(field, Code::HiddenToBeSafe, message, text);
        return Some(true);
    }
    let message = "neither yes nor no; left out. Write yes or no (oui or non)";
    notes.warn(field, Code::BadYesNo, message, text);
    None
}

/// "réparer : vélo + trottinette".
fn offer(text: &str) -> Value {
    let (action, objects) = text.split_once(':').unwrap_or((text, ""));
    let objects: Vec<&str> = objects
        .split('+')
        .map(str::trim)
        .filter(|o| !o.is_empty())
        .collect();
    json!({ "action": action.trim(), "objects": objects })
}

fn address(mapping: &Mapping, row: &RawRow) -> Option<Address> {
    let street = mapping.first(row, "street");
    // Some write the number in both columns.
    let number = mapping.first(row, "housenumber").filter(|n| {
        street
            .and_then(|s| s.split_whitespace().next())
            .is_none_or(|first| first.trim_end_matches(',') != *n)
    });
    let line: Vec<&str> = [number, street].into_iter().flatten().collect();
    let text = |name| mapping.first(row, name).map(str::to_owned);
    let street = (!line.is_empty()).then(|| line.join(" "));
    let address = Address {
        lines: street.into_iter().chain(text("complement")).collect(),
        postal_code: text("postal_code"),
        city: text("city"),
        insee: text("insee"),
    };
    (address != Address::default()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::super::Report;
    use super::*;
    use crate::domain::Offer;
    use crate::domain::structure::AtHome;

    /// A row whose one column fills one field.
    fn filled(field: &str, text: &str) -> (Result<Fields, String>, Report) {
        let mapping = format!(
            "format=\"csv\"\n[source]\ncode=\"a\"\nname=\"a\"\nlicence=\"a\"\nattribution=\"a\"\n[fields]\n{field}=[\"c\"]"
        );
        let mapping = Mapping::parse(&mapping).unwrap();
        let mut row = RawRow::default();
        row.values.insert("c".to_owned(), text.to_owned());
        let mut report = Report::default();
        let fields = fields(&mapping, &row, &mut report.of_row(1));
        (fields, report)
    }

    /// Holds of every field, also of those that will be added.
    #[test]
    fn every_field_can_be_filled_by_a_column() {
        for field in Fields::NAMES {
            let text = match kind(field) {
                Kind::YesNo => "oui",
                Kind::Number => "12,5",
                Kind::AtHome => "30 km",
                Kind::Date => "31/05/2026",
                Kind::Parts(_) => continue,
                _ => "texte",
            };
            let (fields, report) = filled(field, text);
            let fields = fields.unwrap_or_else(|e| panic!("{field}: {e}"));
            assert_ne!(fields, Fields::default(), "{field}");
            assert_eq!(report.remarks(), 0, "{field}");
        }
    }

    #[test]
    fn each_type_is_converted() {
        let of = |field, text| filled(field, text).0.unwrap();
        assert_eq!(of("ess", "Oui").ess, Some(true));
        assert_eq!(of("by_appointment", "0").by_appointment, Some(false));
        assert_eq!(of("email_public", "true").email_public, Some(true));
        assert_eq!(of("ess", "inconnu").ess, None);
        assert_eq!(of("headcount_fte", "1 012,25").headcount_fte, Some(1012.25));
        assert_eq!(of("categories", "A; b |c").categories, ["A", "b", "c"]);
        assert_eq!(of("networks", "Réseau A|Réseau B").networks.len(), 2);
        let offers = of("offers", "reparer:velo+meuble | donner").offers;
        let offer = |action: &str, objects: &[&str]| Offer {
            action: action.to_owned(),
            objects: objects.iter().map(|o| (*o).to_owned()).collect(),
        };
        assert_eq!(
            offers,
            [offer("reparer", &["velo", "meuble"]), offer("donner", &[])]
        );
        let km = AtHome::Km { km: 30.0 };
        assert_eq!(of("at_home", "30 km").at_home, Some(km));
    }

    #[test]
    fn what_cannot_be_converted_is_told_and_a_home_stays_hidden() {
        for (field, text, code) in [
            ("ess", "peut-être", "bad_yes_no"),
            ("tonnage", "beaucoup", "bad_number"),
            ("at_home", "partout", "bad_at_home"),
            (HIDE, "domicile", "hidden_to_be_safe"),
            (HIDE, "inconnu", "hidden_to_be_safe"),
        ] {
            let (fields, report) = filled(field, text);
            assert_eq!(report.counts.get(code), Some(&1), "{field}");
            let hidden = field == HIDE;
            let fields = fields.unwrap();
            assert_eq!(fields == Fields::default(), !hidden, "{field}");
            assert_eq!(fields.hide_exact_position, hidden.then_some(true));
        }
    }
}
