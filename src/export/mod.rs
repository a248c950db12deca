//! Files of a list: GeoJSON and CSV, each record with its attribution.
use crate::catalog::{PublicStructure, Selection, Snapshot};

/// A `FeatureCollection` of the whole selection.
#[must_use]
pub fn geojson(s: &Snapshot, selection: &Selection) -> Vec<u8> {
    let mut out = b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec();
    for (n, (i, _)) in selection.items.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(b",\n");
        }
        s.write_feature(*i, None, &mut out);
    }
    out.extend_from_slice(
        format!(
            "\n],\"numberMatched\":{},\"numberReturned\":{}}}\n",
            selection.matched,
            selection.items.len()
        )
        .as_bytes(),
    );
    out
}

const COLUMNS: [&str; 18] = [
    "id",
    "name",
    "categories",
    "offers",
    "labels",
    "address",
    "postal_code",
    "commune_code",
    "commune",
    "longitude",
    "latitude",
    "precision",
    "opening_hours",
    "phone",
    "website",
    "licences",
    "attributions",
    "updated",
];

/// The selection as CSV, with a header.
#[must_use]
pub fn csv(s: &Snapshot, selection: &Selection) -> Vec<u8> {
    let mut w = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = w.write_record(COLUMNS);
    for (i, _) in &selection.items {
        if let Some(p) = s.structure(*i) {
            let _ = w.write_record(record(&p).iter().map(|v| guarded(v)));
        }
    }
    w.into_inner().unwrap_or_default()
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it.
fn guarded(value: &str) -> String {
    let number = value.parse::<f64>().is_ok();
    let phone =
        value.starts_with('+') && value[1..].bytes().all(|b| b.is_ascii_digit() || b == b' ');
    if !number && !phone && value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}

fn record(p: &PublicStructure) -> [String; 18] {
    let offer = |o: &crate::domain::Offer| format!("{}:{}", o.action, o.objects.join("+"));
    let address = p.address.clone().unwrap_or_default();
    let unique = |list: Vec<&str>| {
        let mut seen: Vec<&str> = Vec::new();
        for v in list {
            if !seen.contains(&v) {
                seen.push(v);
            }
        }
        seen.join(" | ")
    };
    let or = |v: &Option<String>| v.clone().unwrap_or_default();
    [
        p.id.clone(),
        p.name.clone(),
        p.categories.join("|"),
        p.offers.iter().map(offer).collect::<Vec<_>>().join("|"),
        p.labels.join("|"),
        address.lines.join(", "),
        or(&address.postal_code),
        p.commune
            .as_ref()
            .map(|c| c.code.clone())
            .unwrap_or_default(),
        p.commune
            .as_ref()
            .map(|c| c.name.clone())
            .or(address.city)
            .unwrap_or_default(),
        p.coordinates.map(|c| c.lon.to_string()).unwrap_or_default(),
        p.coordinates.map(|c| c.lat.to_string()).unwrap_or_default(),
        p.precision
            .and_then(|v| serde_json::to_value(v).ok()?.as_str().map(str::to_owned))
            .unwrap_or_default(),
        or(&p.opening_hours),
        or(&p.phone),
        or(&p.website),
        unique(p.sources.iter().map(|s| s.licence.as_str()).collect()),
        unique(p.sources.iter().map(|s| s.attribution.as_str()).collect()),
        p.updated.clone(),
    ]
}
