//! `boucle setup`.
use super::output::say;
use super::{CliError, Desk, geocoding, options, progress};
use crate::config::{ADEME_URL, DATA};
use crate::domain::text::without_emails;
use crate::service::origins::{self, Kind, Size};
use crate::service::sync::{self, Synced};
use crate::service::{Store, imports};
use clap::Command;
use std::time::Duration;

/// How long a first start waits for ADEME's first answer, whole.
const WITHIN: Duration = Duration::from_secs(4);

pub(super) fn command() -> Command {
    Command::new("setup")
        .about("Create the database and, when it is empty, fill it: ADEME's actors of a region, else the demonstration set")
        .args(DATA.iter().map(options::arg))
        .after_help(
            "Examples:\n  boucle setup --database sqlite:data/boucle.db\n  boucle setup --region 53\n  \
             boucle setup --ademe-url none      # asks nobody, loads the demonstration set\n\n\
             Without network the demonstration set is there within seconds. A second time it changes nothing; what was \
             taken away does not come back.",
        )
}

pub(super) async fn run(desk: &Desk) -> Result<(), CliError> {
    let store = desk.store().await?;
    if store.count().await? > 0 {
        say("The database has structures already: nothing to do.");
        return Ok(());
    }
    if !store.imports().await?.is_empty() {
        say(
            "The database is empty because what it had was taken away: it is left so. The demonstration set comes back with: boucle import demo",
        );
        return Ok(());
    }
    if desk.settings.ademe_url != "none" {
        match real(desk, &store).await {
            Ok(line) => {
                say(line);
                return Ok(());
            }
            Err(CliError::Use(m)) => return Err(CliError::Use(m)),
            Err(CliError::Failed(m) | CliError::Offline(m)) => {
                say(without_emails(&format!(
                    "ADEME's actors are not loaded: {m}"
                )));
            }
            Err(closed) => return Err(closed),
        }
    }
    let outcome = imports::demo(&store, &desk.reference).await?;
    say(format!(
        "{} demonstration structures loaded. Real data, later: boucle import ademe --region {} --yes",
        outcome.report.accepted, desk.settings.region
    ));
    Ok(())
}

/// ADEME's actors of the region.
async fn real(desk: &Desk, store: &Store) -> Result<String, CliError> {
    let (url, region) = (&desk.settings.ademe_url, desk.settings.region.as_str());
    let mut mapping = imports::built_in("ademe")?;
    mapping.departments = origins::departments(&desk.reference.gazetteer, Some(region), &[])
        .map_err(CliError::Use)?;
    let asked = url.clone();
    tokio::task::spawn_blocking(move || origins::probe(&asked, WITHIN))
        .await
        .map_err(|e| CliError::Failed(e.to_string()))??;
    say(format!(
        "Loading ADEME's actors of region {region} from {} (--{} none does without)",
        url::Url::parse(url)
            .ok()
            .and_then(|u| u.host_str().map(str::to_owned))
            .unwrap_or_default(),
        ADEME_URL.flag()
    ));
    let source = Synced {
        kind: Kind::Ademe,
        place: url.clone(),
        mapping,
        refresh: Duration::ZERO,
        geocoder: geocoding::geocoder(desk, false),
    };
    let bar = progress::bar(Size::Unknown);
    let done = sync::read(
        store,
        &desk.reference,
        &source,
        origins::short_patience(),
        &mut progress::shown(&bar),
    )
    .await;
    bar.finish_and_clear();
    let outcome = done.map_err(|e| CliError::Failed(e.to_string()))?;
    Ok(format!(
        "{} structures loaded, {} of them without a position. Licence Ouverte 2.0; a reuse cites ADEME and the contributors of each record. \
         To keep them up to date: [[sources]] in boucle.toml, and `boucle sync`",
        outcome.report.accepted, outcome.report.unplaced
    ))
}
