//! A structure as search engines read it: schema.org in JSON-LD. It tells what the page tells, and never an e-mail.
use super::week::usual;
use super::{facts, label};
use crate::catalog::{PublicStructure, Snapshot};
use crate::domain::hours::{DayHours, Hours};
use crate::html::text;
use crate::html::words::Lang;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

/// Days as schema.org calls them.
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The closest type for a category. All of them have a place, a telephone and hours.
fn kind(category: Option<&str>) -> &'static str {
    match category.unwrap_or_default() {
        "ressourcerie" | "depot_vente" | "boutique_solidaire" | "materiautheque"
        | "vrac_consigne" => "Store",
        "atelier_velo" | "reparateur_velo" | "location_velo" => "BikeStore",
        "garage_solidaire" => "AutoRepair",
        "location_solidaire" | "autopartage" => "AutoRental",
        "decheterie" | "point_apport" | "collecte" | "compostage" | "valorisation" => {
            "RecyclingCenter"
        }
        "bibliotheque_objets" => "Library",
        "boite_a_livres" | "zone_de_gratuite" => "CivicStructure",
        "collectivite" => "GovernmentOffice",
        _ => "LocalBusiness",
    }
}

/// The text of the block; `<` is written so that no value can end it. Without an origin there is none: search engines
/// take whole addresses only.
pub(super) fn linked(
    lang: Lang,
    s: &Snapshot,
    (p, hours): (&PublicStructure, Option<&Hours>),
    origin: &str,
    today: NaiveDate,
) -> Option<String> {
    if origin.is_empty() {
        return None;
    }
    let page = format!("{origin}{}", lang.path(&format!("/structures/{}", p.slug)));
    let category = p.categories.first();
    let mut all = Map::new();
    let mut say = |name: &str, value: Option<Value>| {
        if let Some(v) = value {
            all.insert(name.to_owned(), v);
        }
    };
    say("@context", Some("https://schema.org".into()));
    say("@type", Some(kind(category.map(String::as_str)).into()));
    say("@id", Some(format!("{page}#structure").into()));
    say("name", Some(p.name.as_str().into()));
    say("alternateName", p.trade_name.as_deref().map(Into::into));
    say("description", p.summary.as_deref().map(Into::into));
    say("mainEntityOfPage", Some(page.as_str().into()));
    let site = p.website.as_deref().and_then(facts::link);
    say("url", Some(site.map_or(page.clone(), |l| l.0).into()));
    say("image", Some(format!("{page}/apercu.png").into()));
    say("telephone", p.phone.as_deref().map(Into::into));
    say("address", address(p));
    say("geo", geo(p));
    say(
        "openingHoursSpecification",
        hours.and_then(|h| opening(h, today)),
    );
    let social: Vec<String> = p
        .social
        .iter()
        .filter_map(|x| facts::link(x))
        .map(|l| l.0)
        .collect();
    say("sameAs", (!social.is_empty()).then(|| social.into()));
    let words = |c: &String| label(lang, &s.taxonomy.categories, c).to_owned();
    say(
        "keywords",
        category.map(|_| {
            p.categories
                .iter()
                .map(words)
                .collect::<Vec<_>>()
                .join(", ")
                .into()
        }),
    );
    let access = match p.wheelchair.as_deref() {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    };
    let access = access.map(
        |v| json!([{ "@type": "LocationFeatureSpecification", "name": "wheelchair", "value": v }]),
    );
    say("amenityFeature", access);
    Some(Value::Object(all).to_string().replace('<', "\\u003c"))
}

fn address(p: &PublicStructure) -> Option<Value> {
    let a = p.address.clone().unwrap_or_default();
    let town = super::commune(p);
    let mut out = Map::new();
    let street: Vec<String> = a.lines.iter().map(|l| text::apostrophes(l)).collect();
    let parts = [
        (
            "streetAddress",
            (!street.is_empty()).then(|| street.join(", ")),
        ),
        ("postalCode", a.postal_code),
        ("addressLocality", Some(town).filter(|t| !t.is_empty())),
    ];
    for (name, value) in parts {
        if let Some(v) = value {
            out.insert(name.to_owned(), v.into());
        }
    }
    if out.is_empty() {
        return None;
    }
    out.insert("@type".to_owned(), "PostalAddress".into());
    out.insert("addressCountry".to_owned(), "FR".into());
    Some(Value::Object(out))
}

/// The point, where it is that of the door: the middle of a commune is nobody's.
fn geo(p: &PublicStructure) -> Option<Value> {
    let at = p.coordinates.filter(|_| facts::exact(p))?;
    Some(json!({ "@type": "GeoCoordinates", "latitude": at.lat, "longitude": at.lon }))
}

/// The usual week; days with the same hours together. What is only perhaps open is not told.
fn opening(h: &Hours, today: NaiveDate) -> Option<Value> {
    let mut groups: Vec<((u16, u16), Vec<&str>)> = Vec::new();
    for (day, stretches) in DAYS.into_iter().zip(nights_joined(usual(h, today))) {
        for stretch in stretches {
            match groups.iter_mut().find(|g| g.0 == stretch) {
                Some(g) => g.1.push(day),
                None => groups.push((stretch, vec![day])),
            }
        }
    }
    let time = |minutes: u16| match minutes {
        // Day and night is said as to the last minute.
        1440 => "23:59".to_owned(),
        m => format!("{:02}:{:02}", m / 60 % 24, m % 60),
    };
    let one = |((from, to), days): &((u16, u16), Vec<&str>)| json!({ "@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": time(*from), "closes": time(*to) });
    (!groups.is_empty()).then(|| groups.iter().map(one).collect())
}

/// The open stretches of each day; what goes on past midnight belongs to the day on which it began.
fn nights_joined(week: [Option<DayHours>; 7]) -> [Vec<(u16, u16)>; 7] {
    let mut days = week.map(|day| day.unwrap_or_default().open);
    for day in 0..days.len() {
        let next = (day + 1) % days.len();
        let night = days[next]
            .first()
            .copied()
            .filter(|n| n.0 == 0 && n.1 < 1440);
        let evening = days[day].last_mut().filter(|e| e.0 > 0 && e.1 == 1440);
        if let (Some(evening), Some((_, end))) = (evening, night) {
            evening.1 += end;
            days[next].remove(0);
        }
    }
    days
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn said(hours: &str) -> Option<Value> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        opening(&Hours::parse(hours).unwrap(), today)
    }

    #[test]
    fn the_usual_week_is_told_by_stretches() {
        let told = said("Tu-Fr 09:30-12:00,14:00-18:30; Sa 10:00-18:30; Nov 26 off").unwrap();
        let all = told.as_array().unwrap();
        assert_eq!(all.len(), 3, "{told}");
        let days = ["Tuesday", "Wednesday", "Thursday", "Friday"];
        assert_eq!(
            all[0]["dayOfWeek"],
            json!(days),
            "an exception is not the rule"
        );
        assert_eq!(
            (&all[0]["opens"], &all[0]["closes"]),
            (&json!("09:30"), &json!("12:00"))
        );
        assert_eq!(all[2]["dayOfWeek"], json!(["Saturday"]));
        let night = said("Fr,Su 20:00-26:00").unwrap();
        assert_eq!(night.as_array().unwrap().len(), 1, "{night}");
        assert_eq!(night[0]["closes"], "02:00");
        assert_eq!(night[0]["dayOfWeek"], json!(["Friday", "Sunday"]));
        let always = said("24/7").unwrap();
        assert_eq!(
            (&always[0]["opens"], &always[0]["closes"]),
            (&json!("00:00"), &json!("23:59"))
        );
        assert_eq!(said("\"sur rendez-vous\""), None);
    }
}
