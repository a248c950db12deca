//! Files of a list, each record with its attribution: GeoJSON, CSV, workbooks and the elements of GoGoCarto, in pieces
//! of bounded size.
mod columns;
pub mod figures;
mod gogocarto;
mod workbook;

pub use figures::FigureFormat;

use crate::catalog::Snapshot;
use crate::domain::text::guarded;
use columns::{COLUMNS, record};
use std::io;
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
    /// A workbook for spreadsheets, with a sheet of sources.
    Xlsx,
    /// The elements that GoGoCarto and Transiscope read.
    GoGoCarto,
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// More structures than a sheet has rows.
    #[error(
        "a sheet has room for {most} structures, and {found} match: narrow the filters, or take the CSV or GeoJSON file"
    )]
    TooManyRows {
        /// Structures that match.
        found: usize,
        /// Structures that a sheet takes.
        most: usize,
    },
    /// No room for the file while it is made.
    #[error("the file cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The workbook's writer refuses.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// The pieces of a file, one after the other.
pub type Pieces = Box<dyn Iterator<Item = io::Result<Vec<u8>>> + Send>;

impl Format {
    /// All forms.
    pub const ALL: [Self; 4] = [Self::GeoJson, Self::Csv, Self::Xlsx, Self::GoGoCarto];

    /// The word for it on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::GoGoCarto => "gogocarto",
        }
    }

    /// The form of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.as_str() == word)
    }

    /// The name of the file under `/export`.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::GeoJson => "structures.geojson",
            Self::Csv => "structures.csv",
            Self::Xlsx => "structures.xlsx",
            Self::GoGoCarto => "gogocarto.json",
        }
    }

    /// The form of the file of that name.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.file() == name)
    }

    /// Media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::GoGoCarto => "application/json",
        }
    }

    /// The whole file, piece by piece; the snapshot is kept until the last one is taken. A workbook is made as a
    /// whole, in a temporary file, before its first piece is handed over: seconds for a hundred thousand structures.
    ///
    /// # Errors
    /// Only of a workbook: more structures than it has rows, or no room for the temporary file.
    pub fn write(self, snapshot: Arc<Snapshot>, order: Vec<u32>) -> Result<Pieces, ExportError> {
        if self == Self::Xlsx {
            return Ok(Box::new(workbook::write(&snapshot, &order)?));
        }
        let head = match self {
            Self::GeoJson => b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec(),
            Self::GoGoCarto => gogocarto::head(&snapshot, &order),
            _ => csv_rows(std::iter::once(COLUMNS.map(|(name, _)| name.to_owned()))),
        };
        let tail = match self {
            Self::GeoJson => format!(
                "\n],\"numberMatched\":{n},\"numberReturned\":{n}}}\n",
                n = order.len()
            )
            .into_bytes(),
            Self::GoGoCarto => b"\n]}\n".to_vec(),
            _ => Vec::new(),
        };
        let pieces = order.len().div_ceil(PIECE);
        let middle = (0..pieces).map(move |n| {
            let part = &order[n * PIECE..order.len().min((n + 1) * PIECE)];
            match self {
                Self::GeoJson => features(&snapshot, part, n == 0),
                Self::GoGoCarto => gogocarto::elements(&snapshot, part, n == 0),
                _ => csv_rows(part.iter().filter_map(|i| {
                    let cells = record(&snapshot.structure(*i)?);
                    Some(cells.map(|c| c.to_string()))
                })),
            }
        });
        let all = std::iter::once(head)
            .chain(middle)
            .chain(std::iter::once(tail));
        Ok(Box::new(all.map(Ok)))
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
