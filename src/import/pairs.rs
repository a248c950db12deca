//! Two records side by side: what an import joined, or leaves to a person.
use crate::domain::Fields;
use crate::domain::matching::{Kind, Reason};
use crate::domain::text::without_emails;
use maud::{Markup, html};

/// A pair as it is shown.
#[derive(Debug, Clone, Copy)]
pub struct PairView<'a> {
    /// The structure that stays, or the older one.
    pub first: &'a Fields,
    /// The other one.
    pub second: &'a Fields,
    /// 0 to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub reasons: &'a [Reason],
    /// Joined by rule; else it waits for a person.
    pub joined: bool,
}

/// What is compared: name in French, value of a record.
type Row = (&'static str, fn(&Fields) -> String);

/// The compared fields in their order.
const ROWS: &[Row] = &[
    ("Nom", |f| f.name.clone().unwrap_or_default()),
    ("Enseigne", |f| f.trade_name.clone().unwrap_or_default()),
    ("Adresse", address),
    ("Position", position),
    ("Téléphone", |f| f.phone.clone().unwrap_or_default()),
    // What cannot be shown can still be told apart.
    ("Courriel", |f| {
        if f.email.is_some() {
            "donné".to_owned()
        } else {
            String::new()
        }
    }),
    ("Site web", |f| f.website.clone().unwrap_or_default()),
    ("SIRET", |f| f.siret.clone().unwrap_or_default()),
    ("Catégories", |f| f.categories.join(", ")),
];

fn address(f: &Fields) -> String {
    let Some(a) = &f.address else {
        return String::new();
    };
    let town = [a.postal_code.as_deref(), a.city.as_deref()];
    let town: Vec<&str> = town.into_iter().flatten().collect();
    let mut parts = a.lines.clone();
    parts.extend((!town.is_empty()).then(|| town.join(" ")));
    parts.join(", ")
}

/// Of somebody's home nothing finer than a kilometre.
fn position(f: &Fields) -> String {
    let digits = if f.hide_exact_position == Some(true) {
        2
    } else {
        5
    };
    let shown = |p: crate::domain::Position| {
        format!(
            "{:.digits$}, {:.digits$}",
            p.coordinates.lat, p.coordinates.lon
        )
    };
    f.position.map(shown).unwrap_or_default()
}

/// The pairs side by side, in French, the fields that differ marked; e-mail addresses are left out.
#[must_use]
pub fn duplicates(pairs: &[PairView<'_>]) -> Markup {
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
                ul { @for r in p.reasons { li { (sign(r)) (r.fr()) } } }
            }
        }
    }
}

fn line((name, value): Row, p: &PairView<'_>) -> Markup {
    let of = |f: &Fields| without_emails(&value(f));
    let (a, b) = (of(p.first), of(p.second));
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
        let view = PairView {
            first: &first,
            second: &second,
            score: 0.999_9,
            reasons: &reasons,
            joined: false,
        };
        let page = duplicates(&[view]).into_string();
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
}
