//! The command line. Data go to stdout, messages to stderr.
mod import;
mod serve;

use crate::service::{Reference, imports};
use crate::store::Store;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Interactive map and directory of circular-economy actors.
#[derive(Debug, Parser)]
#[command(
    name = "boucle",
    version,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong use."
)]
struct Cli {
    /// Database: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(
        long,
        env = "BOUCLE_DATABASE",
        default_value = "sqlite:data/boucle.db",
        global = true,
        hide_env_values = true
    )]
    database: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the map, the pages and the API
    Serve(serve::Serve),
    /// Create the database and, when it is empty, load the demonstration set
    Setup,
    /// Import a file
    Import(import::Import),
    /// Check taxonomy, mappings and territories
    Check,
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("BOUCLE_LOG")
                .unwrap_or_else(|_| "info,tantivy=warn,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(r) => r,
        Err(e) => return fail(&e.to_string()),
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => fail(&e),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("boucle: {message}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> Result<(), String> {
    let reference = Reference::embedded()?;
    match cli.command {
        Command::Serve(s) => serve::run(&cli.database, reference, s).await,
        Command::Setup => setup(&cli.database, &reference).await,
        Command::Import(i) => import::run(&cli.database, &reference, i).await,
        Command::Check => check(&reference),
    }
}

async fn open(database: &str) -> Result<Store, String> {
    Store::open(database).await.map_err(|e| e.to_string())
}

async fn setup(database: &str, reference: &Reference) -> Result<(), String> {
    let store = open(database).await?;
    if store.count().await.map_err(|e| e.to_string())? > 0 {
        eprintln!("The database has structures already: nothing to do.");
        return Ok(());
    }
    let outcome = imports::demo(&store, reference)
        .await
        .map_err(|e| e.to_string())?;
    eprintln!(
        "{} demonstration structures loaded. Real data: boucle import geojson FILE --mapping osm",
        outcome.report.accepted
    );
    Ok(())
}

fn check(reference: &Reference) -> Result<(), String> {
    for (name, _) in crate::import::mapping::BUILT_IN {
        let mapping = imports::built_in(name).map_err(|e| e.to_string())?;
        if let Some(c) = &mapping.crosswalk {
            reference.crosswalk(c)?;
        }
    }
    let communes = reference
        .gazetteer
        .of_kind(crate::domain::TerritoryKind::Commune)
        .count();
    println!(
        "{communes} communes, {} categories, {} mappings: all sound",
        reference.taxonomy.categories.len(),
        crate::import::mapping::BUILT_IN.len()
    );
    Ok(())
}
