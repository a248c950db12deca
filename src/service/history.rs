//! The figures of each month, kept so that a territory sees its trend.
use crate::catalog::coverage::{Figures, Scope};
use crate::catalog::{CatalogHandle, Snapshot};
use crate::domain::coverage::Weight;
use crate::domain::history::due;
use crate::domain::{
    Figures as Kept, HistoryRow, Month, StructureQuery, TerritoryKind, TerritoryRef, clock,
};
use crate::store::{Store, StoreError};
use chrono::NaiveDate;
use std::time::Duration;

/// The distance that the kept share is of, metres.
const THRESHOLD_M: f64 = 10_000.0;
/// The radius of the catchment of the kept access, metres.
const D0_M: f64 = 20_000.0;
/// How long after the start it is first looked whether a month is due: those who come at once have the processor.
const FIRST: Duration = Duration::from_mins(5);
/// How often it is looked afterwards.
const LOOK: Duration = Duration::from_hours(1);
/// The kinds of territory whose figures are kept.
const KINDS: [TerritoryKind; 3] = [
    TerritoryKind::Region,
    TerritoryKind::Department,
    TerritoryKind::Epci,
];

/// The figures of all structures, and of each category, in every region, department and EPCI that they serve.
#[must_use]
pub fn figures(s: &Snapshot, today: NaiveDate) -> Vec<HistoryRow> {
    let categories = s.taxonomy.categories.iter().zip(&s.category_counts);
    let used = categories
        .filter(|(_, n)| **n > 0)
        .map(|(c, _)| c.code.clone());
    let filters = std::iter::once(None).chain(used.map(Some));
    let mut rows = Vec::new();
    for category in filters {
        let q = StructureQuery {
            categories: category.into_iter().collect(),
            ..StructureQuery::default()
        };
        let filter = Snapshot::history_key(&q).unwrap_or_default();
        for by in KINDS {
            let scope = Scope {
                by,
                within: None,
                view: None,
                codes: &[],
                threshold_m: THRESHOLD_M,
                d0_m: D0_M,
                weight: Weight::Step,
                today,
            };
            let served =
                |f: &Figures<'_>| f.count > 0 || f.people.share_within.is_some_and(|v| v > 0.0);
            let all = s.figures(&q, &scope);
            rows.extend(all.iter().filter(|f| served(f)).map(|f| row(f, &filter)));
        }
    }
    rows
}

fn row(f: &Figures<'_>, filter: &str) -> HistoryRow {
    HistoryRow {
        territory: TerritoryRef::from(f.territory),
        filter: filter.to_owned(),
        figures: Kept {
            count: u64::from(f.count),
            population: Some(f.people.population),
            nearest_mean_m: f.people.mean_m,
            nearest_median_m: f.people.median_m,
            share_within_10km: f.people.share_within,
            accessibility: f.accessibility,
            gini: f.gini,
            completeness: f.completeness,
        },
    }
}

/// Keeps the figures of this month, if there are none yet and there is anything to keep; says how many rows.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(
    store: &Store,
    snapshot: std::sync::Arc<Snapshot>,
    today: NaiveDate,
) -> Result<Option<usize>, StoreError> {
    if snapshot.is_empty() || !due(store.history_last().await?, today) {
        return Ok(None);
    }
    let work = tokio::task::spawn_blocking(move || figures(&snapshot, today));
    let rows = work.await.map_err(|e| StoreError::Build(e.to_string()))?;
    store.history_put(Month::of(today), &rows).await?;
    Ok(Some(rows.len()))
}

/// Keeps each month's figures as soon as it has begun. A failure is logged and tried again.
pub async fn follow(store: Store, catalog: CatalogHandle) {
    tokio::time::sleep(FIRST).await;
    loop {
        let today = clock::paris_now().date();
        // What is invented has no history.
        if catalog.load().has_demo {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        match keep(&store, catalog.load(), today).await {
            Ok(Some(rows)) => {
                tracing::info!(rows, month = %Month::of(today), "figures of the month kept");
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "the figures of the month could not be kept; tried again in an hour");
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
