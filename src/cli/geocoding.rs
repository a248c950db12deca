//! `--geocode`: the addresses of an import are looked up before it.
use super::import::broken_off;
use super::output::say;
use super::progress::bar;
use super::{CliError, Desk};
use crate::domain::text::without_emails;
use crate::service::geocoding::{self, Geocoder, Pace};
use crate::service::origins::{Opened, Size};
use crate::service::{Store, origins};

/// The geocoder that the operator allows; nobody unless said.
pub(super) fn geocoder(desk: &Desk, dry_run: bool) -> Option<Geocoder> {
    let url = desk.settings.geocode.clone()?;
    Some(Geocoder {
        url,
        pace: Pace::default(),
        dry_run,
    })
}

/// Asks for the addresses of what was opened, where that is wanted, and says what came of it.
pub(super) async fn located(
    desk: &Desk,
    store: &Store,
    opened: Opened,
    dry_run: bool,
) -> Result<Opened, CliError> {
    let Some(geocoder) = geocoder(desk, dry_run) else {
        return Ok(opened);
    };
    let Opened {
        input,
        size,
        origin,
        mapping,
    } = opened;
    say(format!(
        "Looking up the addresses of records without a position, at {}",
        origins::host_of(&geocoder.url)
    ));
    let bar = bar(Size::Addresses(0));
    let mut progress = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let done = geocoding::ask(
        store,
        &desk.reference,
        &mapping,
        input,
        &geocoder,
        &mut progress,
    )
    .await;
    bar.finish_and_clear();
    let (input, told) = done.map_err(|e| match CliError::from(e) {
        CliError::Failed(m) => CliError::Failed(without_emails(&broken_off(&origin, &m))),
        other => other,
    })?;
    say(without_emails(&told.line()));
    Ok(Opened {
        input,
        size,
        origin,
        mapping,
    })
}
