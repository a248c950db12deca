//! `boucle setup`.
use super::output::say;
use super::{CliError, Desk};
use crate::service::imports;
use clap::Command;

pub(super) fn command() -> Command {
    Command::new("setup")
        .about("Create the database and, when it is empty, load the demonstration set")
        .after_help(
            "Example:\n  boucle setup --database sqlite:data/boucle.db\n\n\
             A second time it changes nothing; a demonstration set that was taken away does not come back.",
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
    let outcome = imports::demo(&store, &desk.reference).await?;
    say(format!(
        "{} demonstration structures loaded. Real data: boucle import geojson FILE --mapping osm",
        outcome.report.accepted
    ));
    Ok(())
}
