//! `boucle import`.
use super::options::{self, DRY_RUN, FIX, IMPORT, MAPPING, REMOVE, REPORT, SOURCE, YES};
use super::output::say;
use super::{CliError, Desk};
use crate::config::{ConfigError, Layers};
use crate::domain::text::without_emails;
use crate::service::imports::{self, DEMO_SOURCE as DEMO, Options, Outcome};
use crate::service::{BUILT_IN_MAPPINGS, Format, Mapping, Store, census};
use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{IsTerminal, Read, Write as _};
use std::path::{Path, PathBuf};

pub(super) fn command() -> Command {
    let kinds = [
        PossibleValue::new("csv").help("CSV; separator and encoding are found out"),
        PossibleValue::new("json").help("A JSON array of objects"),
        PossibleValue::new("geojson").help("A GeoJSON FeatureCollection"),
        PossibleValue::new(DEMO).help("The demonstration set; needs no file"),
    ];
    let kind = Arg::new("kind").required(true).value_parser(kinds);
    let file = Arg::new("file").value_name("FILE").help("The file");
    Command::new("import")
        .about("Import a file: all of it or nothing")
        .arg(kind.help("Form of the file"))
        .arg(file.value_parser(clap::value_parser!(PathBuf)))
        .args(IMPORT.iter().map(options::arg))
        .after_help(
            "Examples:\n  boucle import geojson export.geojson --mapping osm --dry-run\n  \
             boucle import csv census.csv --mapping census.toml --report report.csv\n  \
             boucle import csv census.csv --mapping census.toml --source census-2026 --fix positions\n  \
             boucle import demo --remove\n\n\
             The same file twice changes nothing. Rows that are refused or doubtful are named in the report.",
        )
}

/// What the options ask for, apart from the file.
#[derive(Debug)]
pub(super) struct Asked {
    mapping: Option<String>,
    source: Option<String>,
    options: Options,
    yes: bool,
    remove: bool,
    report: Option<PathBuf>,
}

/// Reads the options of the command from wherever they were said.
pub(super) fn asked(layers: &Layers) -> Result<Asked, ConfigError> {
    let code = |t: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        (!t.is_empty() && t != DEMO && t.chars().all(plain)).then(|| t.to_owned())
    };
    let report = |t: &str| {
        let path = PathBuf::from(t);
        let known = matches!(path.extension()?.to_str()?, "csv" | "json" | "html");
        known.then_some(path)
    };
    Ok(Asked {
        mapping: layers.text(&MAPPING),
        source: layers.read(
            &SOURCE,
            "small letters, digits, - and _, and not `demo`, which is the demonstration set's",
            code,
        )?,
        options: Options {
            dry_run: layers.switch(&DRY_RUN)?,
            fix_positions: layers
                .read(&FIX, "positions", |t| (t == "positions").then_some(()))?
                .is_some(),
        },
        yes: layers.switch(&YES)?,
        remove: layers.switch(&REMOVE)?,
        report: layers.read(&REPORT, "FILE.csv, FILE.json or FILE.html", report)?,
    })
}

pub(super) async fn run(desk: &Desk, matches: &ArgMatches) -> Result<(), CliError> {
    let asked = asked(&desk.layers)?;
    let file = matches.get_one::<PathBuf>("file");
    let format = match matches.get_one::<String>("kind").map(String::as_str) {
        Some("csv") => Format::Csv,
        Some("json") => Format::Json,
        Some("geojson") => Format::Geojson,
        _ if file.is_some() => {
            return Err(CliError::Use(
                "`import demo` takes no file; the form of yours is csv, json or geojson".to_owned(),
            ));
        }
        _ => return demo(desk, &asked).await,
    };
    let file =
        file.ok_or_else(|| CliError::Use("name the file to import after its form".to_owned()))?;
    let mapping = mapping(desk, &asked, format)?;
    let opened = open(file)?;
    let store = opened_store(desk, &asked).await?;
    // The report's place is tried first: an import whose report is lost would be hard to go over.
    let report = asked.report.as_deref().map(Pending::create).transpose()?;
    let outcome = read(desk, &store, &mapping, file, opened, asked.options).await?;
    tell(&outcome, asked.options.dry_run);
    if let Some(r) = report {
        let page = || outcome.page(&mapping.source, asked.options.dry_run);
        r.write(&outcome, page)?;
    }
    if outcome.report.accepted == 0 {
        return Err(CliError::Failed(format!(
            "no record of {} could be taken: check the file and the mapping",
            file.display()
        )));
    }
    if !asked.options.dry_run {
        offer_demo_removal(desk, &store, asked.remove || asked.yes).await?;
    }
    Ok(())
}

/// What only looks makes nothing.
async fn opened_store(desk: &Desk, asked: &Asked) -> Result<Store, CliError> {
    if asked.options.dry_run {
        desk.existing().await
    } else {
        desk.store().await
    }
}

async fn read(
    desk: &Desk,
    store: &Store,
    mapping: &Mapping,
    path: &Path,
    file: File,
    options: Options,
) -> Result<Outcome, CliError> {
    let bar = bar(file.metadata().map_or(0, |m| m.len()));
    let origin = path.file_name().unwrap_or(path.as_os_str());
    let origin = origin.to_string_lossy();
    let input = bar.wrap_read(file);
    let outcome = imports::run(
        store,
        &desk.reference,
        mapping,
        &origin,
        input,
        options,
        &mut |_| {},
    )
    .await;
    bar.finish_and_clear();
    outcome.map_err(|e| match CliError::from(e) {
        // The message may quote a cell.
        CliError::Failed(m) => CliError::Failed(without_emails(&broken_off(path, &m))),
        other => other,
    })
}

/// The cause, and once that nothing was kept: the reader's own messages say it already.
fn broken_off(path: &Path, cause: &str) -> String {
    let kept = if cause.contains("Nothing was imported") {
        ""
    } else {
        "; nothing was kept"
    };
    format!("{}: {cause}{kept}", path.display())
}

fn open(path: &Path) -> Result<File, CliError> {
    let failed =
        |e: std::io::Error| CliError::Failed(format!("cannot read {}: {e}", path.display()));
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(CliError::Failed(format!(
            "{} is a folder; name a file",
            path.display()
        )));
    }
    Ok(file)
}

/// The demonstration set: load it, or take it away.
async fn demo(desk: &Desk, asked: &Asked) -> Result<(), CliError> {
    if asked.remove {
        let store = desk.existing().await?;
        if asked.options.dry_run {
            let there = store.known(DEMO).await?.len();
            say(format!(
                "{there} demonstration structures would be removed."
            ));
            return Ok(());
        }
        return remove_demo(desk, &store).await;
    }
    let store = opened_store(desk, asked).await?;
    let mapping = imports::built_in(DEMO)?;
    let text = crate::service::reference::DEMO.as_bytes();
    let outcome = imports::run(
        &store,
        &desk.reference,
        &mapping,
        DEMO,
        text,
        asked.options,
        &mut |_| {},
    )
    .await?;
    tell(&outcome, asked.options.dry_run);
    Ok(())
}

async fn remove_demo(desk: &Desk, store: &Store) -> Result<(), CliError> {
    let gone = store.remove_source(DEMO).await?;
    census::remove_demo(store, &desk.reference).await?;
    say(format!("{gone} demonstration structures removed."));
    Ok(())
}

impl Asked {
    /// Checks the mapping that is named for every import, as far as it can be without a file.
    pub(super) fn check(&self, desk: &Desk) -> Result<(), CliError> {
        match self.mapping.as_deref() {
            Some(name) => named(desk, name).map(|_| ()),
            None => Ok(()),
        }
    }
}

/// The mapping of that name or file, checked whole.
fn named(desk: &Desk, name: &str) -> Result<Mapping, CliError> {
    let wrong = |e: String| CliError::Use(format!("{name}: {e}"));
    let mapping = if Mapping::built_in(name).is_none() && Path::new(name).exists() {
        let text = std::fs::read_to_string(name)
            .map_err(|e| CliError::Failed(format!("cannot read the mapping {name}: {e}")))?;
        Mapping::parse(&text).map_err(wrong)?
    } else {
        imports::built_in(name)?
    };
    desk.reference.prepare(&mapping).map_err(wrong)?;
    Ok(mapping)
}

fn mapping(desk: &Desk, asked: &Asked, wanted: Format) -> Result<Mapping, CliError> {
    let known = || {
        let names: Vec<&str> = BUILT_IN_MAPPINGS
            .iter()
            .map(|(n, _)| *n)
            .filter(|n| *n != DEMO)
            .collect();
        names.join(", ")
    };
    let name = asked.mapping.as_deref().ok_or_else(|| {
        CliError::Use(format!(
            "say with --mapping what the columns mean: one of {}, or a TOML file",
            known()
        ))
    })?;
    let mut mapping = named(desk, name)?;
    // Our own fields stand in tables as in features.
    if mapping.shape.is_none() && (mapping.format == Format::Csv) != (wanted == Format::Csv) {
        let text = format!("the mapping `{name}` is for {:?} files", mapping.format);
        return Err(CliError::Use(text.to_lowercase()));
    }
    mapping.format = wanted;
    if let Some(code) = &asked.source {
        mapping.source.code.clone_from(code);
    }
    if mapping.source.code == DEMO {
        return Err(CliError::Use(format!(
            "the source code `{DEMO}` of the mapping `{name}` is the demonstration set's; give another with --source"
        )));
    }
    Ok(mapping)
}

/// How far the file is read; shown on a terminal only.
fn bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(bytes).with_style(style)
}

/// Remarks that are shown; the report has them all.
const SHOWN: usize = 20;

fn tell(o: &Outcome, dry: bool) {
    // What stood in the file may be somebody's address.
    let say = |line: String| say(without_emails(&line));
    let (r, d) = (&o.report, &o.import);
    say(format!(
        "{} rows: {} accepted, {} refused, {} empty; {} without position, {} with the commune given by its contour, {} by nearness",
        r.rows, r.accepted, r.refused, r.empty, r.unplaced, r.contour_commune, r.nearest_commune
    ));
    say(format!(
        "{} created, {} updated, {} unchanged, {} withdrawn",
        d.created, d.updated, d.unchanged, d.withdrawn
    ));
    if r.kept > 0 {
        say(format!(
            "{} stored records are kept as they were: their rows were refused",
            r.kept
        ));
    }
    if !r.unknown_columns.is_empty() {
        say(format!(
            "columns that the mapping does not use: {}",
            some(&r.unknown_columns)
        ));
    }
    for m in r.messages.iter().take(SHOWN) {
        say(format!(
            "  row {}, {}: {} [{}]",
            m.row, m.field, m.message, m.original
        ));
    }
    let more = r.remarks().saturating_sub(SHOWN as u64);
    if more > 0 {
        say(format!(
            "  and {more} more: --report FILE.csv lists the first {}",
            crate::service::Report::LISTED
        ));
        for (code, count) in &r.counts {
            say(format!("  {count} x {code}"));
        }
    }
    if d.created + d.updated + d.withdrawn == 0 {
        say("Nothing changed.".to_owned());
    } else if dry {
        say("Dry run: nothing was written.".to_owned());
    }
}

/// The first few of many names.
fn some(names: &[String]) -> String {
    let mut text = names
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        let more = names.len() - SHOWN;
        // Writing to a string cannot fail.
        let _ = write!(text, " and {more} more, which the report names");
    }
    text
}

/// A report to be written: beside its place until it is whole, so that an import that fails leaves an earlier one alone.
struct Pending<'a> {
    to: &'a Path,
    part: PathBuf,
    file: File,
}

impl<'a> Pending<'a> {
    fn create(to: &'a Path) -> Result<Self, CliError> {
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(|e| unwritten(to, &e.to_string()))?;
        Ok(Self { to, part, file })
    }

    fn write(mut self, o: &Outcome, page: impl Fn() -> String) -> Result<(), CliError> {
        let failed = |e: std::io::Error| unwritten(self.to, &e.to_string());
        let bytes = match self.to.extension().and_then(|e| e.to_str()) {
            Some("csv") => o.report.csv(),
            Some("html") => page().into_bytes(),
            _ => serde_json::to_vec_pretty(&o.report)
                .map_err(|e| unwritten(self.to, &e.to_string()))?,
        };
        self.file.write_all(&bytes).map_err(failed)?;
        std::fs::rename(&self.part, self.to).map_err(failed)
    }
}

impl Drop for Pending<'_> {
    /// What did not become a report goes; after the renaming there is nothing to take away.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.part);
    }
}

fn unwritten(to: &Path, cause: &str) -> CliError {
    CliError::Failed(format!("cannot write the report {}: {cause}", to.display()))
}

async fn offer_demo_removal(desk: &Desk, store: &Store, yes: bool) -> Result<(), CliError> {
    if !imports::has_demo(store).await? {
        return Ok(());
    }
    if yes || (std::io::stdin().is_terminal() && agreed()) {
        return remove_demo(desk, store).await;
    }
    say("Demonstration structures are still loaded: boucle import demo --remove takes them away.");
    Ok(())
}

fn agreed() -> bool {
    say("Demonstration structures are still loaded. Remove them? [y/N]");
    // One byte at a time is enough for one letter, and leaves the rest of stdin to others.
    let mut line = String::new();
    let bytes = std::io::stdin().lock().bytes();
    for byte in bytes
        .map_while(Result::ok)
        .take_while(|b| *b != b'\n')
        .take(16)
    {
        line.push(char::from(byte));
    }
    matches!(line.trim(), "y" | "Y" | "o" | "O")
}
