//! Files of a list: GeoJSON and CSV, each record with its attribution, in pieces of bounded size.
use crate::catalog::{PublicStructure, Snapshot};
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
            Self::Csv => csv_rows(std::iter::once(COLUMNS.map(str::to_owned))),
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
