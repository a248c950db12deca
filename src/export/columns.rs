//! The columns of a table of structures, each value with its type.
use crate::catalog::PublicStructure;
use crate::catalog::publish::Credit;
use crate::domain::Offer;
use crate::domain::structure::{Address, AtHome};
use crate::domain::text::joined;
use std::fmt;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Unknown.
    Blank,
    /// Text, also of digits that are no quantity: postal codes, numbers of the register.
    Text(String),
    /// A quantity.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A moment, RFC 3339.
    Moment(String),
}

impl Cell {
    /// As JSON; nothing where it is blank.
    pub(super) fn json(self) -> Option<serde_json::Value> {
        match self {
            Self::Blank => None,
            Self::Text(t) | Self::Moment(t) => Some(t.into()),
            Self::Number(n) => Some(n.into()),
            Self::Truth(t) => Some(t.into()),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => Ok(()),
            Self::Text(t) | Self::Moment(t) => f.write_str(t),
            Self::Number(n) => n.fmt(f),
            Self::Truth(t) => t.fmt(f),
        }
    }
}

/// A column: its name, and what stands in it.
type ColumnOf = (&'static str, fn(&PublicStructure) -> Cell);

/// The columns. New ones come at the end: files of others count them.
pub(super) const COLUMNS: [ColumnOf; 54] = [
    ("id", |p| text(Some(&p.id))),
    ("name", |p| text(Some(&p.name))),
    ("categories", |p| list(&p.categories, "|")),
    ("offers", offers),
    ("labels", |p| list(&p.labels, "|")),
    // A line break, as one writes an address.
    ("address", |p| of_address(p, |a| list(&a.lines, "\n"))),
    ("postal_code", |p| {
        of_address(p, |a| text(a.postal_code.as_ref()))
    }),
    ("commune_code", |p| {
        text(p.commune.as_ref().map(|c| &c.code))
    }),
    ("commune", |p| match &p.commune {
        Some(c) => text(Some(&c.name)),
        None => of_address(p, |a| text(a.city.as_ref())),
    }),
    ("longitude", |p| number(p.coordinates.map(|c| c.lon))),
    ("latitude", |p| number(p.coordinates.map(|c| c.lat))),
    ("precision", |p| word(p.precision)),
    ("opening_hours", |p| text(p.opening_hours.as_ref())),
    ("phone", |p| text(p.phone.as_ref())),
    ("website", |p| text(p.website.as_ref())),
    ("licences", |p| each(p, |s| s.licence.clone())),
    ("attributions", |p| each(p, |s| s.attribution.clone())),
    ("updated", |p| moment(Some(&p.updated))),
    ("slug", |p| text(Some(&p.slug))),
    ("trade_name", |p| text(p.trade_name.as_ref())),
    ("sector", |p| text(p.sector.as_ref())),
    ("summary", |p| text(p.summary.as_ref())),
    ("description", |p| text(p.description.as_ref())),
    ("opening_text", |p| text(p.opening_text.as_ref())),
    ("deposit_hours", |p| text(p.deposit_hours.as_ref())),
    ("email", |p| text(p.email.as_ref())),
    ("social", |p| list(&p.social, " | ")),
    ("department", |p| text(p.department.as_ref())),
    ("commune_assignment", |p| word(p.commune_assignment)),
    ("siren", |p| text(p.siren.as_ref())),
    ("siret", |p| text(p.siret.as_ref())),
    ("legal_form", |p| text(p.legal_form.as_ref())),
    ("inclusion", |p| text(p.inclusion.as_ref())),
    ("ess", |p| truth(p.ess)),
    ("public", |p| text(p.public.as_ref())),
    ("by_appointment", |p| truth(p.by_appointment)),
    ("brand_only", |p| truth(p.brand_only)),
    ("take_back", |p| text(p.take_back.as_ref())),
    ("at_home", at_home),
    ("wheelchair", |p| text(p.wheelchair.as_ref())),
    ("networks", |p| list(&p.networks, " | ")),
    ("jobs", |p| list(&p.jobs, "|")),
    ("skills", |p| list(&p.skills, "|")),
    ("headcount_fte", |p| number(p.headcount_fte)),
    ("headcount_inclusion", |p| number(p.headcount_inclusion)),
    ("tonnage", |p| number(p.tonnage)),
    ("photos", |p| list(&p.photos, " | ")),
    ("sources", |p| each(p, source)),
    ("source_updated", |p| text(p.source_updated.as_ref())),
    ("verified_at", |p| moment(p.verified_at.as_ref())),
    ("email_public", |p| truth(p.email_public)),
    // As the source writes them: `commune` is the official name of today.
    ("city", |p| of_address(p, |a| text(a.city.as_ref()))),
    ("insee", |p| of_address(p, |a| text(a.insee.as_ref()))),
    ("completeness", |p| number(Some(p.completeness))),
];

/// The row of a structure.
pub(super) fn record(p: &PublicStructure) -> [Cell; COLUMNS.len()] {
    COLUMNS.map(|(_, value)| value(p))
}

fn text(value: Option<&String>) -> Cell {
    match value {
        Some(t) if !t.is_empty() => Cell::Text(t.clone()),
        _ => Cell::Blank,
    }
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Blank, Cell::Number)
}

fn truth(value: Option<bool>) -> Cell {
    value.map_or(Cell::Blank, Cell::Truth)
}

fn moment(value: Option<&String>) -> Cell {
    value.map_or(Cell::Blank, |t| Cell::Moment(t.clone()))
}

/// The word that stands for a value in JSON.
fn word(value: Option<impl serde::Serialize>) -> Cell {
    let json = value.and_then(|v| serde_json::to_value(v).ok());
    text(
        json.as_ref()
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned)
            .as_ref(),
    )
}

fn list(all: &[String], between: &str) -> Cell {
    text(Some(&joined(all, between)))
}

fn of_address(p: &PublicStructure, part: impl Fn(&Address) -> Cell) -> Cell {
    p.address.as_ref().map_or(Cell::Blank, part)
}

/// Something of each source, alike ones once.
fn each(p: &PublicStructure, part: impl Fn(&Credit) -> String) -> Cell {
    let mut seen: Vec<String> = Vec::new();
    for v in p.sources.iter().map(part) {
        if !seen.contains(&v) {
            seen.push(v);
        }
    }
    text(Some(&seen.join(" | ")))
}

/// `source:identifier`; the source alone for somebody's home.
fn source(s: &Credit) -> String {
    if s.external_id.is_empty() {
        s.source.clone()
    } else {
        format!("{}:{}", s.source, s.external_id)
    }
}

fn offers(p: &PublicStructure) -> Cell {
    let one = |o: &Offer| {
        if o.objects.is_empty() {
            o.action.clone()
        } else {
            format!("{}:{}", o.action, o.objects.join("+"))
        }
    };
    let all: Vec<String> = p.offers.iter().map(one).collect();
    text(Some(&all.join("|")))
}

fn at_home(p: &PublicStructure) -> Cell {
    let area = match &p.at_home {
        None => return Cell::Blank,
        Some(AtHome::Km { km }) => format!("km:{km}"),
        Some(AtHome::Department { code }) => format!("department:{code}"),
        Some(AtHome::Metropolitan) => "metropolitan".to_owned(),
        Some(AtHome::Overseas) => "overseas".to_owned(),
    };
    Cell::Text(area)
}
