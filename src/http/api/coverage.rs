//! `GET /coverage`, `/gaps`, `/sites` and `/sites/loss`: figures, and the file behind each.
use super::question;
use crate::catalog::Snapshot;
use crate::domain::{Territory, clock};
use crate::export::FigureFormat;
use crate::export::figures::{self, Frame, Part};
use crate::http::App;
use crate::http::answer::{Wanted, worked_out};
use crate::http::error::ApiError;
use crate::http::figures::{Asked, OF_COVERAGE, OF_GAPS, OF_LOSS, OF_SITES};
use crate::http::query::{FILTERS, Parameters, Whole, bad};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::sync::Arc;

/// Parameters of `/coverage`.
pub const PARAMETERS: &[&[&str]] = &[OF_COVERAGE, FILTERS];
/// Parameters of `/gaps`.
pub const PARAMETERS_OF_GAPS: &[&[&str]] = &[OF_GAPS, FILTERS, &["limit", "cursor"]];
/// Gaps in an answer: more than a region has communes, fewer than the country. Files are whole where none is sent.
pub const LIMIT_OF_GAPS: Whole = Whole {
    name: "limit",
    least: 1,
    most: 50_000,
    default: 5_000,
};
/// Parameters of `/sites`.
pub const PARAMETERS_OF_SITES: &[&[&str]] = &[OF_SITES, FILTERS];
/// Parameters of `/sites/loss`.
pub const PARAMETERS_OF_LOSS: &[&[&str]] = &[OF_LOSS, FILTERS];

/// One question under way.
pub(super) struct Desk {
    pub snapshot: Arc<Snapshot>,
    parameters: Parameters,
    pub asked: Asked,
}

impl Desk {
    pub fn open(app: &App, raw: Option<&str>, known: &[&[&str]]) -> Result<Self, ApiError> {
        let parameters = Parameters::parse(raw)?;
        parameters.only(known)?;
        let snapshot = app.catalog.load();
        Ok(Self {
            asked: Asked::read(&parameters, &*snapshot)?,
            snapshot,
            parameters,
        })
    }

    fn within(&self) -> Option<&Territory> {
        within(&self.snapshot, &self.asked)
    }

    pub fn frame(&self) -> Frame<'_> {
        Frame {
            snapshot: &self.snapshot,
            query: &self.asked.query,
            parameters: self.parameters.pairs().collect(),
            geometry: self.asked.geometry,
        }
    }

    /// Writes the answer off the threads that answer. Ages in days change by the day, and the answer with them.
    pub async fn answer(
        self,
        app: &App,
        wanted: &Wanted,
        endpoint: &str,
        write: impl FnOnce(&Self) -> Result<Vec<u8>, ApiError> + Send + 'static,
    ) -> Result<Response, ApiError> {
        let mut asked = question(endpoint, &self.parameters, &self.asked.query);
        asked.push_str(&clock::paris_now().date().to_string());
        let snapshot = Arc::clone(&self.snapshot);
        let kind = self.asked.format.media_type();
        worked_out(app, &snapshot, &asked, wanted, kind, move || write(&self)).await
    }
}

/// The territory that was asked for.
pub(in crate::http) fn within<'a>(s: &'a Snapshot, asked: &Asked) -> Option<&'a Territory> {
    let (kind, code) = asked.within.as_ref()?;
    s.gazetteer.get(*kind, code)
}

/// Coverage of territories.
///
/// # Errors
/// 400 that names the parameter.
pub async fn coverage(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = Desk::open(&app, raw.as_deref(), PARAMETERS)?;
    desk.answer(&app, &wanted, "coverage", |desk| {
        let scope = desk.asked.scope(desk.within());
        Ok(figures::coverage(&desk.frame(), &scope, desk.asked.format))
    })
    .await
}

/// Communes beyond the threshold.
///
/// # Errors
/// 400 that names the parameter.
pub async fn gaps(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = Desk::open(&app, raw.as_deref(), PARAMETERS_OF_GAPS)?;
    let sent = desk.parameters.get("limit").is_some();
    let limit = desk.parameters.number(&LIMIT_OF_GAPS)?;
    let offset = desk.parameters.offset()?;
    desk.answer(&app, &wanted, "gaps", move |desk| {
        let (within, threshold) = (desk.within(), desk.asked.threshold_m);
        let format = desk.asked.format;
        let whole = format != FigureFormat::Json && !sent;
        let address = |offset: usize| {
            let cursor = desk.parameters.cursor(offset);
            let query = desk.parameters.with(&[("cursor", Some(&cursor))]);
            format!("/api/v1/gaps?{query}")
        };
        let part = Part {
            offset,
            limit: if whole { usize::MAX } else { limit },
            address: &address,
        };
        Ok(figures::gaps(
            &desk.frame(),
            within,
            threshold,
            part,
            format,
        ))
    })
    .await
}

/// Communes where one more structure would help most.
///
/// # Errors
/// 400 that names the parameter, also for a territory and a threshold that are too large together.
pub async fn sites(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = Desk::open(&app, raw.as_deref(), PARAMETERS_OF_SITES)?;
    desk.answer(&app, &wanted, "sites", |desk| {
        let a = &desk.asked;
        figures::sites(
            &desk.frame(),
            desk.within(),
            a.threshold_m,
            a.count,
            a.format,
        )
        .map_err(|e| bad("within", e.to_string()).into())
    })
    .await
}

/// What is lost when a structure closes.
///
/// # Errors
/// 400 that names the parameter, 404 when no structure has that id.
pub async fn loss(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = Desk::open(&app, raw.as_deref(), PARAMETERS_OF_LOSS)?;
    let id = desk.parameters.get("structure");
    let id = id.ok_or_else(|| bad("structure", "is missing; expected the id of a structure"))?;
    let found = desk.snapshot.find(id);
    let i = found
        .ok_or_else(|| ApiError::NotFound(format!("no published structure has the id `{id}`")))?;
    desk.answer(&app, &wanted, "loss", move |desk| {
        let (within, threshold) = (desk.within(), desk.asked.threshold_m);
        Ok(figures::loss(
            &desk.frame(),
            within,
            threshold,
            i,
            desk.asked.format,
        ))
    })
    .await
}
