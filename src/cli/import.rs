//! `boucle import`.
use crate::import::{Format, Mapping};
use crate::service::Reference;
use crate::service::imports::{self, Options, Outcome};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// CSV, separator and encoding found by themselves
    Csv,
    /// A JSON array of objects
    Json,
    /// A GeoJSON FeatureCollection
    Geojson,
    /// The demonstration set
    Demo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Fix {
    /// Apply the proposed cure of suspicious positions
    Positions,
}

/// Options of `boucle import`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  boucle import geojson export.geojson --mapping osm --dry-run\n  boucle import csv census.csv --mapping census.toml --report report.csv\n  boucle import demo --remove"
)]
pub(super) struct Import {
    /// Form of the file
    kind: Kind,
    /// The file
    file: Option<PathBuf>,
    /// A built-in mapping (osm, nantes-structures ...) or a TOML file
    #[arg(long)]
    mapping: Option<String>,
    /// Report only; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Apply proposed cures
    #[arg(long)]
    fix: Option<Fix>,
    /// Write the report to FILE.csv or FILE.json
    #[arg(long)]
    report: Option<PathBuf>,
    /// Take the demonstration set away (with `demo`; with a real import: without asking)
    #[arg(long)]
    remove: bool,
    /// Answer yes to questions
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(database: &str, reference: &Reference, i: Import) -> Result<(), String> {
    let store = super::open(database).await?;
    if i.kind == Kind::Demo {
        if i.remove {
            let gone = store
                .remove_source("demo")
                .await
                .map_err(|e| e.to_string())?;
            eprintln!("{gone} demonstration structures removed.");
            return Ok(());
        }
        let outcome = imports::demo(&store, reference)
            .await
            .map_err(|e| e.to_string())?;
        tell(&outcome, false);
        return Ok(());
    }
    let path = i.file.as_deref().ok_or("name the file to import")?;
    let mapping = mapping(&i)?;
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let bar = bar(file.metadata().map_or(0, |m| m.len()));
    let origin = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let options = Options {
        dry_run: i.dry_run,
        fix_positions: i.fix == Some(Fix::Positions),
    };
    let input = bar.wrap_read(file);
    let outcome = imports::run(
        &store,
        reference,
        &mapping,
        &origin,
        input,
        options,
        &mut |_| {},
    )
    .await
    .map_err(|e| e.to_string())?;
    bar.finish_and_clear();
    tell(&outcome, i.dry_run);
    if let Some(to) = &i.report {
        write_report(to, &outcome)?;
    }
    if !i.dry_run {
        offer_demo_removal(&store, i.remove || i.yes).await?;
    }
    Ok(())
}

fn mapping(i: &Import) -> Result<Mapping, String> {
    let wanted = match i.kind {
        Kind::Csv => Format::Csv,
        Kind::Json => Format::Json,
        _ => Format::Geojson,
    };
    let name = i.mapping.as_deref().ok_or("name a mapping with --mapping: osm, nantes-structures, nantes-conteneurs, boucle ... or a TOML file")?;
    let mut mapping = if Mapping::built_in(name).is_none() && Path::new(name).exists() {
        let text = std::fs::read_to_string(name).map_err(|e| format!("{name}: {e}"))?;
        Mapping::parse(&text).map_err(|e| format!("{name}: {e}"))?
    } else {
        imports::built_in(name).map_err(|e| e.to_string())?
    };
    if (mapping.format == Format::Csv) != (wanted == Format::Csv) {
        return Err(
            format!("the mapping `{name}` is for {:?} files", mapping.format).to_lowercase(),
        );
    }
    mapping.format = wanted;
    Ok(mapping)
}

fn bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(bytes).with_style(style)
}

fn tell(o: &Outcome, dry: bool) {
    let (r, d) = (&o.report, &o.import);
    eprintln!(
        "{} rows: {} accepted, {} refused, {} empty; {} without position, {} with the commune given by nearness",
        r.rows, r.accepted, r.refused, r.empty, r.unplaced, r.nearest_commune
    );
    eprintln!(
        "{} created, {} updated, {} unchanged, {} withdrawn",
        d.created, d.updated, d.unchanged, d.withdrawn
    );
    if !r.unknown_columns.is_empty() {
        eprintln!(
            "columns that the mapping does not use: {}",
            r.unknown_columns.join(", ")
        );
    }
    for m in r.messages.iter().take(20) {
        eprintln!(
            "  row {}, {}: {} [{}]",
            m.row, m.field, m.message, m.original
        );
    }
    let more = r.remarks().saturating_sub(20);
    if more > 0 {
        eprintln!(
            "  and {more} more: --report FILE.csv lists the first {}",
            crate::import::Report::LISTED
        );
        for (code, count) in &r.counts {
            eprintln!("  {count} x {code}");
        }
    }
    if d.created + d.updated + d.withdrawn == 0 {
        eprintln!("Nothing changed.");
    } else if dry {
        eprintln!("Dry run: nothing was written.");
    }
}

fn write_report(to: &Path, o: &Outcome) -> Result<(), String> {
    let bytes = match to.extension().and_then(|e| e.to_str()) {
        Some("csv") => o.report.csv(),
        Some("json") => serde_json::to_vec_pretty(&o.report).map_err(|e| e.to_string())?,
        _ => return Err("a report is FILE.csv or FILE.json".to_owned()),
    };
    std::fs::write(to, bytes).map_err(|e| format!("{}: {e}", to.display()))
}

async fn offer_demo_removal(store: &crate::store::Store, yes: bool) -> Result<(), String> {
    if !imports::has_demo(store).await.map_err(|e| e.to_string())? {
        return Ok(());
    }
    let mut agreed = yes;
    if !yes && std::io::stdin().is_terminal() {
        eprint!("Demonstration structures are still loaded. Remove them? [y/N] ");
        let mut line = String::new();
        std::io::stdin()
            .read_line(&mut line)
            .map_err(|e| e.to_string())?;
        agreed = matches!(line.trim(), "y" | "Y" | "o" | "O");
    }
    if agreed {
        let gone = store
            .remove_source("demo")
            .await
            .map_err(|e| e.to_string())?;
        eprintln!("{gone} demonstration structures removed.");
    } else {
        eprintln!(
            "Demonstration structures are still loaded: boucle import demo --remove takes them away."
        );
    }
    Ok(())
}
