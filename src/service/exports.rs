//! Lists and figures as files, straight from the store: the bytes that the web service gives.
use super::{Reference, publication};
use crate::catalog::coverage::{Scope, TooMany};
use crate::domain::coverage::Weight;
use crate::domain::query::{BoundingBox, Sort};
use crate::domain::{StructureQuery, TerritoryKind, clock};
use crate::export::figures::{self, Frame};
use crate::export::{ExportError, FigureFormat, Format, Pieces};
use crate::store::{Store, StoreError};
use std::sync::Arc;

/// All published structures that match, in the order of `sort`, as pieces of a file.
///
/// # Errors
/// When the database does not answer; inside, when a workbook cannot be written.
pub async fn structures(
    store: &Store,
    reference: &Reference,
    query: &StructureQuery,
    sort: Sort,
    format: Format,
) -> Result<Result<Pieces, ExportError>, StoreError> {
    let s = Arc::new(publication::build(store, reference).await?);
    let all = s.select(&s.compile(query), sort, 0, usize::MAX);
    let order = all.items.into_iter().map(|(i, _)| i).collect();
    Ok(format.write(s, order))
}

/// Which figures are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Figures<'a> {
    /// Of territories.
    Coverage {
        /// The kind of territory of a row.
        by: TerritoryKind,
        /// Only territories of which some lies in this box.
        view: Option<BoundingBox>,
        /// Only the territories of these codes, all where there are none.
        codes: &'a [String],
        /// The radius of a catchment, metres.
        d0_m: f64,
        /// How access falls with distance.
        weight: Weight,
    },
    /// Communes beyond the threshold.
    Gaps,
    /// Where one more structure would help most.
    Sites {
        /// How many.
        count: usize,
    },
}

/// A question about coverage.
#[derive(Debug)]
pub struct Question<'a> {
    /// What is wanted.
    pub figures: Figures<'a>,
    /// The filters of the structures.
    pub query: &'a StructureQuery,
    /// Kind and code of the territory around.
    pub within: Option<&'a (TerritoryKind, String)>,
    /// The distance that counts as near, metres.
    pub threshold_m: f64,
    /// The parameters as they were given, for the answer to repeat.
    pub parameters: Vec<(&'a str, &'a str)>,
    /// GeoJSON has contours where they are known.
    pub geometry: bool,
}

/// Figures of coverage as a file.
///
/// # Errors
/// When the database does not answer; inside, when the territory and the threshold are too large together.
pub async fn figures(
    store: &Store,
    reference: &Reference,
    question: &Question<'_>,
    format: FigureFormat,
) -> Result<Result<Vec<u8>, TooMany>, StoreError> {
    let s = publication::build(store, reference).await?;
    let frame = Frame {
        snapshot: &s,
        query: question.query,
        parameters: question.parameters.clone(),
        geometry: question.geometry,
    };
    let within = question
        .within
        .and_then(|(kind, code)| s.gazetteer.get(*kind, code));
    let threshold_m = question.threshold_m;
    Ok(match question.figures {
        Figures::Coverage {
            by,
            view,
            codes,
            d0_m,
            weight,
        } => {
            let scope = Scope {
                by,
                within,
                view,
                codes,
                threshold_m,
                d0_m,
                weight,
                today: clock::paris_now().date(),
            };
            Ok(figures::coverage(&frame, &scope, format))
        }
        Figures::Gaps => {
            let whole = figures::Part::WHOLE;
            Ok(figures::gaps(&frame, within, threshold_m, whole, format))
        }
        Figures::Sites { count } => figures::sites(&frame, within, threshold_m, count, format),
    })
}
