//! `boucle import`.
use super::options::{
    self, DEPARTMENT, DRY_RUN, FIX, IMPORT, IMPORT_REGION, MAPPING, REMOVE, REPORT, SAVE_MAPPING,
    SOURCE, TAXONOMY, YES,
};
use super::output::say;
use super::progress::bar;
use super::{CliError, Desk, geocoding};
use crate::config::{self, ADEME_URL, ConfigError, DATABASE, GEOCODE, Layers};
use crate::domain::text::without_emails;
use crate::service::imports::{self, DEMO_SOURCE as DEMO, Options, Outcome};
use crate::service::origins::{self, Event, Kind, Opened, Patience, Size};
use crate::service::{BUILT_IN_MAPPINGS, Format, Input, Mapping, Store, category_names, census};
use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};
use indicatif::ProgressBar;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{IsTerminal, Read, Write as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(super) fn command() -> Command {
    let kinds = [
        PossibleValue::new("csv").help("CSV; separator and encoding are found out"),
        PossibleValue::new("json").help("A JSON array of objects"),
        PossibleValue::new("geojson").help("A GeoJSON FeatureCollection"),
        PossibleValue::new("xlsx").help("A workbook, XLSX or ODS"),
        PossibleValue::new("ods").help("The same"),
        PossibleValue::new("osm")
            .help("OpenStreetMap: .osm.pbf, Overpass JSON or GeoJSON, which is found out"),
        PossibleValue::new("ademe").help(
            "ADEME's open data, as CSV or JSON; without a file it is fetched from data.ademe.fr",
        ),
        PossibleValue::new("gogocarto").help("Elements of GoGoCarto: /api/elements.json"),
        PossibleValue::new(DEMO).help("The demonstration set; needs no file"),
    ];
    let kind = Arg::new("kind").required(true).value_parser(kinds);
    let file = Arg::new("file")
        .value_name("FILE|URL")
        .help("The file, or an http(s) address that it is fetched from");
    Command::new("import")
        .about("Import a file: all of it or nothing")
        .arg(kind.help("Form of the file"))
        .arg(file)
        .args(IMPORT.iter().map(options::arg))
        .args([ADEME_URL, GEOCODE].iter().map(options::arg))
        .after_help(
            "Examples:\n  boucle import osm pays-de-la-loire.osm.pbf --dry-run\n  \
             boucle import xlsx census.xlsx --save-mapping census.toml\n  \
             boucle import csv census.csv --mapping census.toml --report report.csv\n  \
             boucle import csv census.csv --mapping census.toml --source census-2026 --fix positions\n  \
             boucle import ademe --region 52\n  \
             boucle import ademe acteurs.csv --department 44,49\n  \
             boucle import gogocarto https://carte.example.org/api/elements.json\n  \
             boucle import csv census.csv --mapping census.toml --geocode       # or --geocode=http://127.0.0.1:7878\n  \
             boucle import demo --remove\n\n\
             With --region or --department the source holds these records and no others: those of a former import that \
             lie elsewhere are withdrawn.\n\n\
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
    region: Option<String>,
    departments: Vec<String>,
    taxonomy: Option<String>,
    save_mapping: Option<PathBuf>,
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
            accept_loss: layers.switch(&YES)?,
            dry_run: layers.switch(&DRY_RUN)?,
            fix_positions: layers
                .read(&FIX, "positions", |t| (t == "positions").then_some(()))?
                .is_some(),
        },
        yes: layers.switch(&YES)?,
        remove: layers.switch(&REMOVE)?,
        report: layers.read(&REPORT, "FILE.csv, FILE.json or FILE.html", report)?,
        region: layers.text(&IMPORT_REGION),
        departments: layers
            .text(&DEPARTMENT)
            .map(|t| t.split(',').map(str::to_owned).collect())
            .unwrap_or_default(),
        taxonomy: layers.text(&TAXONOMY),
        save_mapping: layers.text(&SAVE_MAPPING).map(PathBuf::from),
    })
}

pub(super) async fn run(desk: &Desk, matches: &ArgMatches) -> Result<(), CliError> {
    let asked = asked(&desk.layers)?;
    let word = matches.get_one::<String>("kind").map(String::as_str);
    let file = matches.get_one::<String>("file").map(String::as_str);
    let Some(kind) = word.and_then(Kind::parse) else {
        if file.is_some() {
            return Err(CliError::Use(
                "`import demo` takes no file; the form of yours is csv, json, geojson, xlsx, ods or osm".to_owned(),
            ));
        }
        return demo(desk, &asked).await;
    };
    let place = place(desk, kind, file)?;
    let mut mapping = mapping(desk, &asked, kind, &place)?;
    if kind == Kind::Gogocarto {
        origins::of_host(&mut mapping, &place, asked.source.is_none());
    }
    let opened = opened(kind, &place, mapping).await?;
    let (store, _folder) = opened_store(desk, &asked).await?;
    // The report's place is tried first: an import whose report is lost would be hard to go over.
    let report = asked.report.as_deref().map(Pending::create).transpose()?;
    let mapping = opened.mapping.clone();
    let opened = geocoding::located(desk, &store, opened, asked.options.dry_run).await?;
    let outcome = read(desk, &store, opened, asked.options).await?;
    tell(&outcome, asked.options.dry_run);
    if let Some(r) = report {
        let page = || outcome.page(&mapping, asked.options.dry_run);
        r.write(&outcome, page)?;
    }
    if outcome.report.accepted == 0 {
        return Err(CliError::Failed(format!(
            "no record of {place} could be taken: check the file and the mapping"
        )));
    }
    if !asked.options.dry_run {
        offer_demo_removal(desk, &store, asked.remove || asked.yes).await?;
    }
    Ok(())
}

/// What only looks makes nothing: where nothing is, it looks at an empty database, which goes with its folder.
async fn opened_store(desk: &Desk, asked: &Asked) -> Result<(Store, Option<TempDir>), CliError> {
    if !asked.options.dry_run {
        return Ok((desk.store().await?, None));
    }
    let database = &desk.settings.database;
    if Store::is_there(database) {
        return Ok((desk.existing().await?, None));
    }
    say(format!(
        "There is no database at {} yet: all is compared with an empty one.",
        config::shown(&DATABASE, database)
    ));
    let folder = tempfile::tempdir()
        .map_err(|e| CliError::Failed(format!("cannot make a folder for the dry run: {e}")))?;
    let file = folder.path().join("empty.db");
    let store = Store::open(&format!("sqlite:{}", file.display())).await?;
    Ok((store, Some(folder)))
}

/// The file that is named; ADEME's list has an address of its own.
fn place(desk: &Desk, kind: Kind, file: Option<&str>) -> Result<String, CliError> {
    match (file, kind) {
        (Some(file), _) => Ok(file.to_owned()),
        (None, Kind::Ademe) if desk.settings.ademe_url != "none" => {
            Ok(desk.settings.ademe_url.clone())
        }
        _ => Err(CliError::Use(
            "name the file to import after its form".to_owned(),
        )),
    }
}

/// Waits for a server where there is one; a download has a bar of its own.
async fn opened(kind: Kind, place: &str, mapping: Mapping) -> Result<Opened, CliError> {
    let place = place.to_owned();
    let open = move || {
        let bar = bar(Size::Bytes(0));
        let mut tell = |e: Event<'_>| match e {
            Event::Received(have, total) => {
                bar.set_length(total.unwrap_or(have));
                bar.set_position(have);
            }
            Event::Resumed(_) => {}
            Event::Pausing(cause, pause) => {
                let pause = pause.as_secs_f32();
                bar.suspend(|| say(format!("{cause}; next try in {pause} s")));
            }
        };
        let opened = origins::open(kind, &place, mapping, Patience::default(), &mut tell);
        bar.finish_and_clear();
        opened
    };
    let done = tokio::task::spawn_blocking(open).await;
    Ok(done.map_err(|e| CliError::Failed(format!("the download broke off: {e}")))??)
}

async fn read(
    desk: &Desk,
    store: &Store,
    opened: Opened,
    options: Options,
) -> Result<Outcome, CliError> {
    let Opened {
        input,
        size,
        origin,
        mapping,
    } = opened;
    let bar = bar(size);
    let by_row = !matches!(size, Size::Bytes(_));
    let rows = bar.clone();
    let input: Box<dyn Input + Send> = if by_row {
        input
    } else {
        Box::new(Watched {
            input,
            bar: bar.clone(),
        })
    };
    let mut progress = |row: u64| {
        if by_row {
            rows.set_position(row);
        }
    };
    let outcome = imports::run(
        store,
        &desk.reference,
        &mapping,
        &origin,
        input,
        options,
        &mut progress,
    )
    .await;
    bar.finish_and_clear();
    outcome.map_err(|e| match CliError::from(e) {
        // The message may quote a cell.
        CliError::Failed(m) => CliError::Failed(without_emails(&broken_off(&origin, &m))),
        other => other,
    })
}

/// The cause, and once that nothing was kept: the reader's own messages say it already.
pub(super) fn broken_off(origin: &str, cause: &str) -> String {
    let kept = if cause.contains("Nothing was imported") {
        ""
    } else {
        "; nothing was kept"
    };
    format!("{origin}: {cause}{kept}")
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
    let (store, _folder) = opened_store(desk, asked).await?;
    let mapping = imports::built_in(DEMO)?;
    let text = std::io::Cursor::new(crate::service::reference::DEMO);
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
    if !asked.options.dry_run {
        census::demo(&store, &desk.reference).await?;
    }
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
pub(super) fn named(desk: &Desk, name: &str) -> Result<Mapping, CliError> {
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

/// The mapping that is named, else the kind's own, else a guess that somebody has agreed to.
fn mapping(desk: &Desk, asked: &Asked, kind: Kind, place: &str) -> Result<Mapping, CliError> {
    let (mut mapping, name) = match (asked.mapping.as_deref().or(kind.mapping()), kind) {
        (Some(name), _) => (named(desk, name)?, name),
        (None, Kind::File(format)) => (guessed(desk, asked, format, place)?, "guessed"),
        (None, _) => return Err(CliError::Use(say_mapping())),
    };
    if let Kind::File(wanted) = kind {
        // Our own fields stand in tables as in features.
        if mapping.shape.is_none() && mapping.format.is_table() != wanted.is_table() {
            let text = format!("the mapping `{name}` is for {:?} files", mapping.format);
            return Err(CliError::Use(text.to_lowercase()));
        }
        mapping.format = wanted;
    }
    let gazetteer = &desk.reference.gazetteer;
    mapping.departments.extend(
        origins::departments(gazetteer, asked.region.as_deref(), &asked.departments)
            .map_err(CliError::Use)?,
    );
    if let Some(file) = &asked.taxonomy {
        let text = std::fs::read_to_string(file)
            .map_err(|e| CliError::Failed(format!("cannot read the taxonomy {file}: {e}")))?;
        let names = category_names(&text).map_err(|e| CliError::Use(format!("{file}: {e}")))?;
        mapping.names.extend(names);
    }
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

/// What can be said instead of a guess.
fn say_mapping() -> String {
    let known: Vec<&str> = BUILT_IN_MAPPINGS
        .iter()
        .map(|(n, _)| *n)
        .filter(|n| *n != DEMO)
        .collect();
    format!(
        "say with --mapping what the columns mean: one of {}, or a TOML file",
        known.join(", ")
    )
}

/// A guess, shown; used once somebody says yes, or only tried.
fn guessed(desk: &Desk, asked: &Asked, format: Format, place: &str) -> Result<Mapping, CliError> {
    if origins::is_url(place) {
        return Err(CliError::Use(say_mapping()));
    }
    let guess = super::guess::look(desk, format, place, asked.source.as_deref())?;
    super::guess::show(&guess);
    if let Some(to) = &asked.save_mapping {
        super::guess::save(&guess, to)?;
    }
    if !asked.options.dry_run && !asked.yes {
        if !std::io::stdin().is_terminal() {
            return Err(CliError::Use(format!(
                "say with --yes that this guess is right, or {}, which --save-mapping FILE.toml writes for a start",
                say_mapping()
            )));
        }
        if !agreed("Import with this mapping?") {
            return Err(CliError::Failed("nothing was imported".to_owned()));
        }
    }
    Ok(guess.mapping)
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
    if r.aside > 0 {
        say(format!(
            "{} rows left aside: outside of the departments asked for, or not published at their source",
            r.aside
        ));
    }
    if d.merged + d.to_review > 0 {
        say(format!(
            "{} joined to another structure by rule, {} pairs to review: boucle duplicates list",
            d.merged, d.to_review
        ));
    }
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
    if r.geocoded() > 0 {
        say(format!(
            "{} records have the position of their address",
            r.geocoded()
        ));
    }
    for m in r.warnings().take(SHOWN) {
        say(format!(
            "  row {}, {}: {} [{}]",
            m.row, m.field, m.message, m.original
        ));
    }
    let more = (r.remarks() - r.geocoded()).saturating_sub(SHOWN as u64);
    if more > 0 {
        say(format!(
            "  and {more} more: --report FILE.csv lists the first {}",
            crate::service::Report::LISTED
        ));
        for (code, count) in &r.counts {
            say(format!("  {count} x {code}"));
        }
    }
    if let Some(stored) = o.held {
        say(format!(
            "the file lacks {} of {stored} stored records, more than one in five: the import would be held until it is confirmed with --yes",
            d.withdrawn
        ));
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
            Some("csv") => o.csv(),
            Some("html") => page().into_bytes(),
            _ => o.json().map_err(|e| unwritten(self.to, &e.to_string()))?,
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
    let question = "Demonstration structures are still loaded. Remove them?";
    if yes || (std::io::stdin().is_terminal() && agreed(question)) {
        return remove_demo(desk, store).await;
    }
    say("Demonstration structures are still loaded: boucle import demo --remove takes them away.");
    Ok(())
}

fn agreed(question: &str) -> bool {
    say(format!("{question} [y/N]"));
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

/// Bytes whose reading is shown.
pub(super) struct Watched {
    pub(super) input: Box<dyn Input + Send>,
    pub(super) bar: ProgressBar,
}

impl Read for Watched {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.input.read(buf)?;
        self.bar.inc(n as u64);
        Ok(n)
    }
}

impl Input for Watched {
    fn rewind(&mut self) -> std::io::Result<bool> {
        self.bar.set_position(0);
        self.input.rewind()
    }
}
