//! What differs between two states of a record, field by field, in words that may be passed on.
use super::structure::Fields;
use super::text::without_emails;
use serde::Serialize;
use serde_json::{Map, Value};

/// Longest value that is told, characters.
const LONGEST: usize = 200;

/// What stands where a value must not be told.
pub(crate) const WITHHELD: &str = "[…]";

/// A field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its name, of [`Fields::NAMES`].
    pub field: &'static str,
    /// As it was; empty when it was unknown. Never an e-mail address, nor the place of a home.
    pub before: String,
    /// As it is; empty when it is unknown.
    pub after: String,
}

/// The fields that differ, in the order of [`Fields::NAMES`].
#[must_use]
pub fn differences(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let hidden = before.is_home() || after.is_home();
    let (before, after) = (object(before), object(after));
    let changed = |field: &&&str| before.get(**field) != after.get(**field);
    let text = |from: &Map<String, Value>, field: &str| {
        let value = from.get(field);
        value.map_or_else(String::new, |v| shown(field, v, hidden))
    };
    Fields::NAMES
        .iter()
        .filter(changed)
        .map(|field| FieldChange {
            field,
            before: text(&before, field),
            after: text(&after, field),
        })
        .collect()
}

/// Every known field and its value, as it may be told.
#[must_use]
pub fn told(fields: &Fields) -> Vec<(&'static str, String)> {
    let hidden = fields.is_home();
    let all = object(fields);
    let known = Fields::NAMES
        .iter()
        .filter_map(|f| Some((*f, all.get(*f)?)));
    known.map(|(f, v)| (f, shown(f, v, hidden))).collect()
}

fn object(f: &Fields) -> Map<String, Value> {
    match serde_json::to_value(f) {
        Ok(Value::Object(all)) => all,
        _ => Map::new(),
    }
}

fn shown(field: &str, value: &Value, hidden: bool) -> String {
    // Of a home a public register would give the address by its number.
    let of_home = ["address", "position", "siret", "siren"];
    if field == "email" || hidden && of_home.contains(&field) {
        return WITHHELD.to_owned();
    }
    let text = plain(value);
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    without_emails(&short)
}

/// A list as its values with commas; nested ones in brackets.
fn plain(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(all) => {
            let part = |(_, v): (_, &Value)| match v {
                Value::Array(a) if a.len() > 1 => format!("({})", plain(v)),
                _ => plain(v),
            };
            all.iter().map(part).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::structure::Address;

    fn record(name: &str, email: &str, home: Option<bool>) -> Fields {
        Fields {
            name: Some(name.to_owned()),
            email: Some(email.to_owned()),
            address: Some(Address {
                lines: vec![format!("1 rue {name}")],
                ..Address::default()
            }),
            hide_exact_position: home,
            ..Fields::default()
        }
    }

    #[test]
    fn tells_each_field_before_and_after() {
        let (a, mut b) = (record("A", "a@b.org", None), record("B", "a@b.org", None));
        b.categories = vec!["ressourcerie".to_owned(), "reseau".to_owned()];
        let all = differences(&a, &b);
        let all: Vec<_> = all
            .iter()
            .map(|c| (c.field, c.before.as_str(), c.after.as_str()))
            .collect();
        assert_eq!(
            all,
            [
                ("name", "A", "B"),
                ("address", "1 rue A", "1 rue B"),
                ("categories", "", "ressourcerie, reseau")
            ]
        );
        assert!(differences(&a, &a).is_empty());
    }

    #[test]
    fn no_address_of_a_home_and_no_e_mail_is_told() {
        let (a, b) = (
            record("A", "a@b.org", Some(true)),
            record("B", "c@d.org", None),
        );
        for (x, y) in [(&a, &b), (&b, &a)] {
            for c in differences(x, y) {
                let told = format!("{} {}", c.before, c.after);
                assert!(!told.contains('@') && !told.contains("1 rue"), "{c:?}");
            }
        }
        assert!(
            told(&a)
                .iter()
                .all(|(_, v)| !v.contains("1 rue") && !v.contains('@'))
        );
    }
}
