//! `boucle openapi`.
use super::output::data;
use super::{CliError, Desk};
use crate::http::openapi;
use clap::Command;

pub(super) fn command() -> Command {
    Command::new("openapi")
        .about("Print the description of the API, as /api/v1/openapi.json gives it")
        .after_help("Examples:\n  boucle openapi > openapi.json\n\nTouches no database.")
}

pub(super) fn run(desk: &Desk) -> Result<(), CliError> {
    let text = openapi::openapi(&desk.settings.name)
        .to_json()
        .map_err(|e| CliError::Failed(format!("the description cannot be written: {e}")))?;
    data(text.as_bytes())?;
    data(b"\n")
}
