//! The command line. Data go to stdout, messages to stderr.
mod census;
mod check;
mod duplicates;
mod export;
mod figures;
mod geocoding;
mod geodata;
mod guess;
mod import;
mod imports;
mod openapi;
mod options;
mod output;
mod progress;
mod serve;
mod setup;
mod sync;

use crate::config::{self, COMMON, ConfigError, DATABASE, Layers, Settings};
use crate::service::imports::ImportError;
use crate::service::origins::OpenError;
use crate::service::{Contours, Reference, Store, StoreError, geodata as contours};
use clap::{ArgMatches, Command};
use output::say;
use std::process::ExitCode;
use std::time::Duration;

const AFTER_HELP: &str = "\
Examples:
  boucle setup && boucle serve
  boucle serve --listen 0.0.0.0:8080 --database postgres://boucle@localhost/boucle
  boucle import geojson export.geojson --mapping osm --dry-run
  boucle imports undo last
  boucle import ademe --region 52
  boucle sync
  boucle geodata update
  boucle export csv --category ressourcerie --territory department:49 -o ressourceries.csv
  boucle coverage --within region:52 --action reparer --object velo
  boucle census set department:49 --status surveyed --date 2026-05-01 --source \"Enquête 2026\"
  boucle duplicates list

Each option is also the environment variable that its help names, and a key of boucle.toml: \
--tiles-url is BOUCLE_TILES_URL and tiles_url; the options of a command stand there under its name, as in [import] \
and [export], those of geodata as geodata_year and so on. A flag goes before the environment, that before the file, \
that before the default; an empty variable \
counts as not set.

Exit codes: 0 done, 1 failed (nothing is left half done), 2 wrong use or wrong configuration, 3 no server \
could be reached (geodata update, import: what was there stays).";

/// Why a command did not end well.
#[derive(Debug)]
enum CliError {
    /// Wrong use or wrong configuration: exit code 2.
    Use(String),
    /// It could not be done: exit code 1.
    Failed(String),
    /// No server could be reached: exit code 3.
    Offline(String),
    /// Whoever read stdout has seen enough: nothing to complain of.
    Closed,
}

impl From<ConfigError> for CliError {
    fn from(e: ConfigError) -> Self {
        Self::Use(e.to_string())
    }
}

impl From<StoreError> for CliError {
    fn from(e: StoreError) -> Self {
        match e {
            StoreError::Url => Self::Use(e.to_string()),
            _ => Self::Failed(e.to_string()),
        }
    }
}

impl From<OpenError> for CliError {
    fn from(e: OpenError) -> Self {
        match e {
            OpenError::Use(m) => Self::Use(m),
            OpenError::Failed(m) => Self::Failed(m),
            OpenError::Offline(m) => Self::Offline(m),
        }
    }
}

impl From<ImportError> for CliError {
    fn from(e: ImportError) -> Self {
        if let ImportError::Mapping(m) = e {
            Self::Use(m)
        } else {
            Self::Failed(e.to_string())
        }
    }
}

/// What every command is handed.
struct Desk {
    layers: Layers,
    settings: Settings,
    /// The file of the contours that the reference has.
    contours: contours::Mark,
    reference: Reference,
}

impl Desk {
    /// Opens the database of the settings only when it is there: for commands that change nothing.
    async fn existing(&self) -> Result<Store, CliError> {
        Store::open_existing(&self.settings.database)
            .await
            .map_err(|e| opening(e, &self.settings.database))
    }

    /// Opens the database of the settings; makes it, or brings it up to date, where needed.
    async fn store(&self) -> Result<Store, CliError> {
        Store::open(&self.settings.database)
            .await
            .map_err(|e| opening(e, &self.settings.database))
    }
}

/// The error of a database that does not open, with what to do.
fn opening(e: StoreError, database: &str) -> CliError {
    let shown = config::shown(&DATABASE, database);
    let cure = match &e {
        StoreError::Folder { .. } => {
            "give this user the right to write there, or choose another place with --database sqlite:PATH"
        }
        StoreError::Sql(_) if database.starts_with("sqlite:") => {
            "check that the path is a file that this user may write"
        }
        StoreError::Sql(_) => {
            "check that the server runs and that the address and the password are right"
        }
        _ => return e.into(),
    };
    match CliError::from(e) {
        CliError::Failed(m) => CliError::Failed(format!("{shown}: {m}; {cure}")),
        other => other,
    }
}

fn command() -> Command {
    Command::new("boucle")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Interactive map and directory of circular-economy actors")
        .after_help(AFTER_HELP)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(
            COMMON
                .iter()
                .map(|k| options::arg(k).global(true).help_heading("Common options")),
        )
        .subcommand(serve::command())
        .subcommand(setup::command())
        .subcommand(import::command())
        .subcommand(imports::command())
        .subcommand(sync::command())
        .subcommand(export::command())
        .subcommands(figures::commands())
        .subcommand(census::command())
        .subcommand(duplicates::command())
        .subcommand(geodata::command())
        .subcommand(check::command())
        .subcommand(openapi::command())
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let matches = command().get_matches();
    let (code, message) = match matches.subcommand().map_or(Ok(()), |(n, m)| run(n, m)) {
        Ok(()) | Err(CliError::Closed) => return ExitCode::SUCCESS,
        Err(CliError::Use(m)) => (2, m),
        Err(CliError::Failed(m)) => (1, m),
        Err(CliError::Offline(m)) => (3, m),
    };
    say(format!("boucle: {message}"));
    ExitCode::from(code)
}

fn run(name: &str, matches: &ArgMatches) -> Result<(), CliError> {
    let known = options::all();
    let typed = options::typed(name, matches);
    let layers = Layers::gather(&known, typed, |v| std::env::var_os(v))?;
    let settings = Settings::read(&layers).map_err(|all| {
        let lines: Vec<String> = all.iter().map(ToString::to_string).collect();
        CliError::Use(lines.join("\nboucle: "))
    })?;
    crate::telemetry::init(&settings.log, settings.log_json).map_err(CliError::Use)?;
    let desk = Desk {
        // Before they are read: an update in between is seen afterwards.
        contours: contours::mark(&settings.geodata),
        reference: reference(name, &settings)?,
        layers,
        settings,
    };
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|e| CliError::Failed(format!("cannot start threads: {e}")))?;
    let done = runtime.block_on(async {
        match name {
            "serve" => serve::run(desk).await,
            "setup" => setup::run(&desk).await,
            "import" => import::run(&desk, matches).await,
            "imports" => imports::run(&desk, matches).await,
            "sync" => sync::run(&desk).await,
            "export" => export::run(&desk, matches).await,
            "coverage" | "gaps" | "sites" => figures::run(&desk, name).await,
            "census" => census::run(&desk, matches).await,
            "duplicates" => duplicates::run(&desk, matches).await,
            "geodata" => geodata::run(desk, matches).await,
            "openapi" => openapi::run(&desk),
            _ => check::run(&desk),
        }
    });
    // A snapshot under construction is no reason to keep people waiting.
    runtime.shutdown_timeout(Duration::from_millis(100));
    done
}

/// The tables, with the official contours where they are; contours that cannot be read are told and done without.
fn reference(command: &str, settings: &Settings) -> Result<Reference, CliError> {
    let contours = if command == "geodata" {
        Contours::default()
    } else {
        contours::load(&settings.geodata).unwrap_or_else(|e| {
            say(format!("warning: the official contours are not used: {e}"));
            Contours::default()
        })
    };
    Reference::with(contours).map_err(CliError::Failed)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }

    #[test]
    fn no_two_options_share_a_variable() {
        let mut names: Vec<String> = super::options::all()
            .iter()
            .map(crate::config::Key::env)
            .collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
