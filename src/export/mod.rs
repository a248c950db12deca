//! Files of a list: GeoJSON and CSV, each record with its attribution, in pieces of bounded size.
pub mod figures;

pub use figures::FigureFormat;

use crate::catalog::publish::Credit;
use crate::catalog::{PublicStructure, Snapshot};
use crate::domain::Offer;
use crate::domain::structure::{Address, AtHome};
use crate::domain::text::guarded;
use std::sync::Arc;

/// Structures in one piece.
const PIECE: usize = 256;

/// A form of the exported file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A `FeatureCollection`.
    GeoJson,
    /// Comma-separated, with a header, UTF-8.
    Csv,
}

impl Format {
    /// The form of a file name's ending.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "geojson" => Some(Self::GeoJson),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// Media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// The whole file, piece by piece; the snapshot is kept until the last one is taken.
    pub fn write(
        self,
        snapshot: Arc<Snapshot>,
        order: Vec<u32>,
    ) -> impl Iterator<Item = Vec<u8>> + Send + 'static {
        let head = match self {
            Self::GeoJson => b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec(),
            Self::Csv => csv_rows(std::iter::once(COLUMNS.map(|(name, _)| name.to_owned()))),
        };
        let tail = match self {
            Self::GeoJson => format!(
                "\n],\"numberMatched\":{n},\"numberReturned\":{n}}}\n",
                n = order.len()
            )
            .into_bytes(),
            Self::Csv => Vec::new(),
        };
        let pieces = order.len().div_ceil(PIECE);
        let middle = (0..pieces).map(move |n| {
            let part = &order[n * PIECE..order.len().min((n + 1) * PIECE)];
            match self {
                Self::GeoJson => features(&snapshot, part, n == 0),
                Self::Csv => csv_rows(
                    part.iter()
                        .filter_map(|i| Some(record(&snapshot.structure(*i)?))),
                ),
            }
        });
        std::iter::once(head)
            .chain(middle)
            .chain(std::iter::once(tail))
    }
}

fn features(s: &Snapshot, part: &[u32], first: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for (n, i) in part.iter().enumerate() {
        if n > 0 || !first {
            out.extend_from_slice(b",\n");
        }
        s.write_feature(*i, None, &mut out);
    }
    out
}

fn csv_rows(rows: impl Iterator<Item = [String; COLUMNS.len()]>) -> Vec<u8> {
    let mut w = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail.
        let _ = w.write_record(row.iter().map(|v| guarded(v).into_owned()));
    }
    w.into_inner().unwrap_or_default()
}

/// A column: its name, and what stands in it.
type ColumnOf = (&'static str, fn(&PublicStructure) -> String);

/// The columns. New ones come at the end: files of others count them.
const COLUMNS: [ColumnOf; 50] = [
    ("id", |p| p.id.clone()),
    ("name", |p| p.name.clone()),
    ("categories", |p| p.categories.join("|")),
    ("offers", offers),
    ("labels", |p| p.labels.join("|")),
    ("address", |p| of_address(p, |a| a.lines.join(", "))),
    ("postal_code", |p| {
        of_address(p, |a| or(a.postal_code.as_ref()))
    }),
    ("commune_code", |p| or(p.commune.as_ref().map(|c| &c.code))),
    ("commune", |p| match &p.commune {
        Some(c) => c.name.clone(),
        None => of_address(p, |a| or(a.city.as_ref())),
    }),
    ("longitude", |p| or(p.coordinates.map(|c| c.lon))),
    ("latitude", |p| or(p.coordinates.map(|c| c.lat))),
    ("precision", |p| word(p.precision)),
    ("opening_hours", |p| or(p.opening_hours.as_ref())),
    ("phone", |p| or(p.phone.as_ref())),
    ("website", |p| or(p.website.as_ref())),
    ("licences", |p| each(p, |s| s.licence.clone())),
    ("attributions", |p| each(p, |s| s.attribution.clone())),
    ("updated", |p| p.updated.clone()),
    ("slug", |p| p.slug.clone()),
    ("trade_name", |p| or(p.trade_name.as_ref())),
    ("sector", |p| or(p.sector.as_ref())),
    ("summary", |p| or(p.summary.as_ref())),
    ("description", |p| or(p.description.as_ref())),
    ("opening_text", |p| or(p.opening_text.as_ref())),
    ("deposit_hours", |p| or(p.deposit_hours.as_ref())),
    ("email", |p| or(p.email.as_ref())),
    ("social", |p| p.social.join(" | ")),
    ("department", |p| or(p.department.as_ref())),
    ("commune_assignment", |p| word(p.commune_assignment)),
    ("siren", |p| or(p.siren.as_ref())),
    ("siret", |p| or(p.siret.as_ref())),
    ("legal_form", |p| or(p.legal_form.as_ref())),
    ("inclusion", |p| or(p.inclusion.as_ref())),
    ("ess", |p| or(p.ess)),
    ("public", |p| or(p.public.as_ref())),
    ("by_appointment", |p| or(p.by_appointment)),
    ("brand_only", |p| or(p.brand_only)),
    ("take_back", |p| or(p.take_back.as_ref())),
    ("at_home", at_home),
    ("wheelchair", |p| or(p.wheelchair.as_ref())),
    ("networks", |p| p.networks.join(" | ")),
    ("jobs", |p| p.jobs.join("|")),
    ("skills", |p| p.skills.join("|")),
    ("headcount_fte", |p| or(p.headcount_fte)),
    ("headcount_inclusion", |p| or(p.headcount_inclusion)),
    ("tonnage", |p| or(p.tonnage)),
    ("photos", |p| p.photos.join(" | ")),
    ("sources", |p| each(p, source)),
    ("source_updated", |p| or(p.source_updated.as_ref())),
    ("verified_at", |p| or(p.verified_at.as_ref())),
];

/// A value as text; empty when unknown, also for yes and no.
fn or(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// The word that stands for a value in JSON.
fn word(value: Option<impl serde::Serialize>) -> String {
    let json = value.and_then(|v| serde_json::to_value(v).ok());
    or(json.as_ref().and_then(serde_json::Value::as_str))
}

fn of_address(p: &PublicStructure, part: impl Fn(&Address) -> String) -> String {
    p.address.as_ref().map(part).unwrap_or_default()
}

/// Something of each source, alike ones once.
fn each(p: &PublicStructure, part: impl Fn(&Credit) -> String) -> String {
    let mut seen: Vec<String> = Vec::new();
    for v in p.sources.iter().map(part) {
        if !seen.contains(&v) {
            seen.push(v);
        }
    }
    seen.join(" | ")
}

/// `source:identifier`; the source alone for somebody's home.
fn source(s: &Credit) -> String {
    if s.external_id.is_empty() {
        s.source.clone()
    } else {
        format!("{}:{}", s.source, s.external_id)
    }
}

fn offers(p: &PublicStructure) -> String {
    let one = |o: &Offer| format!("{}:{}", o.action, o.objects.join("+"));
    p.offers.iter().map(one).collect::<Vec<_>>().join("|")
}

fn at_home(p: &PublicStructure) -> String {
    match &p.at_home {
        None => String::new(),
        Some(AtHome::Km { km }) => format!("km:{km}"),
        Some(AtHome::Department { code }) => format!("department:{code}"),
        Some(AtHome::Metropolitan) => "metropolitan".to_owned(),
        Some(AtHome::Overseas) => "overseas".to_owned(),
    }
}

fn record(p: &PublicStructure) -> [String; COLUMNS.len()] {
    COLUMNS.map(|(_, value)| value(p))
}
