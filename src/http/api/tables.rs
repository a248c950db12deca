//! `GET /coverage/distances`, `/coverage/shares`, `/coverage/months` and `/coverage/classes`: the tables behind the
//! charts and the map of the pages.
use super::coverage::{Desk, within};
use crate::export::FigureFormat;
use crate::export::figures::{MonthRow, SharedRow, distance_rows};
use crate::html::charts::edges;
use crate::html::territory::{classes, whole};
use crate::http::App;
use crate::http::answer::Wanted;
use crate::http::classes as map_classes;
use crate::http::error::ApiError;
use crate::http::figures::{Bands, OF_CLASSES, OF_DISTANCES, OF_MONTHS, OF_SHARES};
use crate::http::query::{FILTERS, bad};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

/// Parameters of `/coverage/distances`.
pub const PARAMETERS_OF_DISTANCES: &[&[&str]] = &[OF_DISTANCES, FILTERS];
/// Parameters of `/coverage/shares`.
pub const PARAMETERS_OF_SHARES: &[&[&str]] = &[OF_SHARES, FILTERS];
/// Parameters of `/coverage/months`.
pub const PARAMETERS_OF_MONTHS: &[&[&str]] = &[OF_MONTHS, FILTERS];
/// Parameters of `/coverage/classes`.
pub const PARAMETERS_OF_CLASSES: &[&[&str]] = &[OF_CLASSES, FILTERS];

/// Parts of the people at which the shares are told: twentieths.
const STEPS: u32 = 20;

fn open(app: &App, raw: Option<&str>, known: &[&[&str]]) -> Result<Desk, ApiError> {
    let desk = Desk::open(app, raw, known)?;
    if desk.asked.format == FigureFormat::GeoJson {
        let words = "`geojson`; these rows lie nowhere: expected json or csv";
        return Err(bad("format", words).into());
    }
    Ok(desk)
}

/// People by distance to the nearest match.
///
/// # Errors
/// 400 that names the parameter.
pub async fn distances(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = open(&app, raw.as_deref(), PARAMETERS_OF_DISTANCES)?;
    desk.answer(&app, &wanted, "distances", |desk| {
        let a = &desk.asked;
        let threshold_m = whole(a.threshold_m);
        let edges = match a.bands {
            Bands::Quarters => edges(threshold_m),
            Bands::Classes => classes(a.threshold_m).limits().to_vec(),
        };
        let within = within(&desk.snapshot, a);
        let bands = desk
            .snapshot
            .people_by_distance(&a.query, within, a.threshold_m, &edges);
        let defaults = json!({ "threshold": a.threshold_m, "bands": a.bands.as_str() });
        Ok(desk
            .frame()
            .table(&distance_rows(&bands), defaults, a.format))
    })
    .await
}

/// How evenly the people share the access.
///
/// # Errors
/// 400 that names the parameter.
pub async fn shares(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = open(&app, raw.as_deref(), PARAMETERS_OF_SHARES)?;
    desk.answer(&app, &wanted, "shares", |desk| {
        let a = &desk.asked;
        let within = within(&desk.snapshot, a);
        let curve = desk
            .snapshot
            .shared_access(&a.query, within, a.weight, a.d0_m);
        let points = curve.map(|c| c.sampled(STEPS)).unwrap_or_default();
        let rows: Vec<SharedRow> = points.into_iter().map(SharedRow::of).collect();
        let defaults = json!({ "d0": a.d0_m, "weight": a.weight.as_str() });
        Ok(desk.frame().table(&rows, defaults, a.format))
    })
    .await
}

/// The kept figures of a territory, month by month.
///
/// # Errors
/// 400 that names the parameter; `within` has to be there.
pub async fn months(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = open(&app, raw.as_deref(), PARAMETERS_OF_MONTHS)?;
    if desk.asked.within.is_none() {
        let words = "is missing; expected kind:code, as in department:49";
        return Err(bad("within", words).into());
    }
    desk.answer(&app, &wanted, "months", |desk| {
        let a = &desk.asked;
        let kept = within(&desk.snapshot, a).map(|t| desk.snapshot.trend(t, &a.query));
        let kept = kept.unwrap_or_default().iter().copied();
        let rows: Vec<MonthRow> = kept.map(MonthRow::of).collect();
        Ok(desk.frame().table(&rows, json!({}), a.format))
    })
    .await
}

/// The classes of a map of coverage.
///
/// # Errors
/// 400 that names the parameter.
pub async fn of_map(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let desk = open(&app, raw.as_deref(), PARAMETERS_OF_CLASSES)?;
    desk.answer(&app, &wanted, "classes", |desk| {
        let a = &desk.asked;
        let scope = a.scope(within(&desk.snapshot, a));
        let all = desk.snapshot.figures(&a.query, &scope);
        let rows = map_classes::rows(&all, a.by, a.threshold_m);
        let defaults = json!({ "by": a.by, "threshold": a.threshold_m });
        Ok(desk.frame().table(&rows, defaults, a.format))
    })
    .await
}
