//! Two records side by side: what an import joined, or leaves to a person.
use crate::domain::Fields;
use crate::domain::matching::{Kind, Reason};
use crate::domain::text::without_emails;
use maud::{Markup, html};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// A pair as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenPair {
    /// The structure that stays, or the older one.
    pub first: Fields,
    /// The other one.
    pub second: Fields,
    /// 0 to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
    /// Joined by rule; else it waits for a person.
    pub joined: bool,
}

/// What a list of pairs tells in JSON: the names, the score, why. E-mail addresses are left out.
impl Serialize for SeenPair {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let name = |f: &Fields| without_emails(f.name.as_deref().unwrap_or_default());
        let mut out = to.serialize_struct("SeenPair", 5)?;
        out.serialize_field("first", &name(&self.first))?;
        out.serialize_field("second", &name(&self.second))?;
        out.serialize_field("joined", &self.joined)?;
        out.serialize_field("score", &self.score)?;
        let reasons: Vec<String> = self.reasons.iter().map(Reason::en).collect();
        out.serialize_field("reasons", &reasons)?;
        out.end()
    }
}

/// What is compared: name in French, value of a record.
type Row = (&'static str, fn(&Fields) -> String);

/// The compared fields in their order.
const ROWS: &[Row] = &[
    ("Nom", |f| f.name.clone().unwrap_or_default()),
    ("Enseigne", |f| f.trade_name.clone().unwrap_or_default()),
    ("Adresse", address),
    ("Position", position),
    ("Téléphone", |f| shown_of_home(f, f.phone.as_deref())),
    // What cannot be shown can still be told apart.
    ("Courriel", |f| {
        if f.email.is_some() {
            "donné".to_owned()
        } else {
            String::new()
        }
    }),
    ("Site web", |f| f.website.clone().unwrap_or_default()),
    ("SIRET", |f| shown_of_home(f, f.siret.as_deref())),
    ("Catégories", |f| f.categories.join(", ")),
];

/// A value, or that somebody who works at home has one.
fn shown_of_home(f: &Fields, value: Option<&str>) -> String {
    match value {
        Some(_) if f.is_home() => "donné".to_owned(),
        Some(value) => value.to_owned(),
        None => String::new(),
    }
}

/// Of somebody's home only the commune.
fn address(f: &Fields) -> String {
    let Some(a) = &f.address else {
        return String::new();
    };
    let town = [a.postal_code.as_deref(), a.city.as_deref()];
    let town: Vec<&str> = town.into_iter().flatten().collect();
    let lines = a.lines.iter().filter(|_| !f.is_home());
    let mut parts: Vec<String> = lines.cloned().collect();
    parts.extend((!town.is_empty()).then(|| town.join(" ")));
    parts.join(", ")
}

/// As maps are searched with: latitude, longitude; of somebody's home nothing.
fn position(f: &Fields) -> String {
    match f.position {
        Some(_) if f.is_home() => "masquée (domicile)".to_owned(),
        Some(p) => format!("{:.5}, {:.5}", p.coordinates.lat, p.coordinates.lon),
        None => String::new(),
    }
}

/// The pairs side by side, in French, the fields that differ marked; e-mail addresses are left out.
#[must_use]
pub fn duplicates(pairs: &[SeenPair]) -> Markup {
    html! {
        @for p in pairs {
            section.pair {
                h3 {
                    @if p.joined { "Réunies" } @else { "À vérifier" }
                    " (" (percent(p.score)) ")"
                }
                div.scroll {
                    table {
                        thead { tr { th scope="col" { "Champ" } th scope="col" { "Première fiche" } th scope="col" { "Seconde fiche" } } }
                        tbody { @for row in ROWS { (line(*row, p)) } }
                    }
                }
                ul { @for r in &p.reasons { li { (sign(r)) (r.fr()) } } }
            }
        }
    }
}

fn line((name, value): Row, p: &SeenPair) -> Markup {
    let of = |f: &Fields| without_emails(&value(f));
    let (a, b) = (of(&p.first), of(&p.second));
    if a.is_empty() && b.is_empty() {
        return Markup::default();
    }
    let differ = a != b && !a.is_empty() && !b.is_empty();
    html! {
        tr {
            th scope="row" { (name) @if differ { " ≠" } }
            td { (a) }
            td { (b) }
        }
    }
}

/// In whole hundredths; what is not certain is never a hundred.
fn percent(score: f64) -> String {
    format!("{:.0}\u{a0}%", (score * 100.0).floor().clamp(0.0, 99.0))
}

fn sign(r: &Reason) -> &'static str {
    match r.kind {
        Kind::Ambiguous | Kind::BothCorrected => "Réserve\u{a0}: ",
        _ if r.weight > 0.0 => "Pour\u{a0}: ",
        _ if r.weight < 0.0 => "Contre\u{a0}: ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_stands_side_by_side_without_addresses_of_people() {
        let first = Fields {
            name: Some("<b>Un</b> a@example.org".into()),
            email: Some("a@example.org".into()),
            phone: Some("+33 2 40 00 00 01".into()),
            ..Fields::default()
        };
        let second = Fields {
            name: Some("Deux".into()),
            ..first.clone()
        };
        let reasons = [
            Reason::new(Kind::Phone, 3.0),
            Reason::new(Kind::SiretDiffers, -3.0),
        ];
        let pair = SeenPair {
            first,
            second,
            score: 0.999_9,
            reasons: reasons.to_vec(),
            joined: false,
        };
        let told = serde_json::to_string(&pair).unwrap();
        assert!(
            told.contains("[e-mail]") && !told.contains("example.org"),
            "{told}"
        );
        let page = duplicates(&[pair]).into_string();
        for words in [
            "À vérifier (99\u{a0}%)",
            "Nom ≠",
            "&lt;b&gt;Un&lt;/b&gt; [e-mail]",
            "<td>Deux</td>",
            "Pour\u{a0}: même téléphone",
            "Contre\u{a0}: SIRET différents",
            "<td>donné</td>",
        ] {
            assert!(page.contains(words), "no `{words}` in {page}");
        }
        assert!(
            !page.contains("example.org") && !page.contains("SIRET</th>"),
            "{page}"
        );
        assert!(duplicates(&[]).into_string().is_empty());
    }

    #[test]
    fn of_a_home_only_the_commune_is_shown() {
        let home: Fields = serde_json::from_value(serde_json::json!({
            "name": "Couture à domicile", "hide_exact_position": true, "phone": "+33 2 40 00 00 01",
            "address": { "lines": ["3 rue du Secret"], "postal_code": "44000", "city": "Nantes" },
            "position": { "coordinates": [-1.55432, 47.21234], "precision": "rooftop" },
        }))
        .unwrap();
        let pair = SeenPair {
            first: home.clone(),
            second: home,
            score: 0.5,
            reasons: Vec::new(),
            joined: true,
        };
        let page = duplicates(&[pair]).into_string();
        assert!(
            page.contains("44000 Nantes") && page.contains("masquée"),
            "{page}"
        );
        for secret in ["Secret", "47.2", "1.55", "40 00"] {
            assert!(!page.contains(secret), "{secret} in {page}");
        }
    }
}
