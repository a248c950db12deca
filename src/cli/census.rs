//! `boucle census`.
use super::output::{data, say};
use super::{CliError, Desk};
use crate::domain::{CensusEntry, CensusStatus, Gazetteer, TerritoryRef, clock};
use crate::service::census::{self, CensusError, Draft};
use crate::service::{CensusChange, Store, text_table};
use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Wrong values of a file that are shown.
const SHOWN: usize = 20;

pub(super) fn command() -> Command {
    Command::new("census")
        .about("Note where somebody looked for structures, and where nobody did")
        .after_help(
            "Examples:\n  boucle census set department:49 --category ressourcerie --status surveyed \
             --date 2026-05-01 --source \"Réseau des ressourceries\"\n  \
             boucle census set --file census.csv --dry-run\n  \
             boucle census list --within region:52\n  \
             boucle census remove department:49 --category ressourcerie\n\n\
             Where nobody looked, a place without structures reads \"unknown\" and not \"nothing there\". The most \
             specific entry holds: the territory and category; the territory, all categories; then the same of its EPCI, \
             department and region. A territory without any of them is worked out from its parts. The source is shown to \
             the public. These options are flags only.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(set())
        .subcommand(remove())
        .subcommand(list())
}

fn set() -> Command {
    let statuses = [
        PossibleValue::new("surveyed").help("Somebody looked for all of them"),
        PossibleValue::new("partial").help("Not everywhere, or not for all"),
        PossibleValue::new("never").help("Nobody looked"),
    ];
    let of_entry = |arg: Arg| arg.required_unless_present("file").conflicts_with("file");
    let free = |arg: Arg| arg.conflicts_with("file").allow_hyphen_values(true);
    Command::new("set")
        .about("Keep one entry, or all of a file, in place of those of the same territory and category")
        .arg(of_entry(territory()))
        .arg(category().conflicts_with("file"))
        .arg(of_entry(option("status", "STATUS", "How far it was gone over")).value_parser(statuses))
        .arg(of_entry(option("date", "YYYY-MM-DD", "The day as of which this holds")))
        .arg(of_entry(free(option("source", "TEXT", "Who made the census, or where it is written down"))))
        .arg(free(option("note", "TEXT", "What else is to be known")))
        .arg(
            option("file", "FILE", "CSV with the columns territory,category,status,date,source,note: all of it or nothing")
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Check and tell only; change nothing"),
        )
        .after_help(
            "Examples:\n  boucle census set region:52 --status partial --date 2026-05-01 --source \"Appel à témoins\"\n  \
             boucle census list --format csv > census.csv && boucle census set --file census.csv\n\n\
             The same entry again changes nothing. An empty category stands for all of them.",
        )
}

fn remove() -> Command {
    Command::new("remove")
        .about("Take away the entry of exactly this territory and category")
        .arg(territory().required(true))
        .arg(category())
        .after_help(
            "Examples:\n  boucle census remove department:49 --category ressourcerie\n  \
             boucle census remove department:49\n\n\
             Without --category it is the entry for all categories; those of single categories stay. To say that nobody \
             looked there, set the status never instead.",
        )
}

fn list() -> Command {
    let formats = [
        PossibleValue::new("table").help("To read"),
        PossibleValue::new("json").help("A JSON array"),
        PossibleValue::new("csv").help("As `boucle census set --file` reads it"),
    ];
    Command::new("list")
        .about("Print the entries, the largest territories first")
        .arg(option("within", "KIND:CODE", "Only of territories inside this one, itself included"))
        .arg(
            option("format", "FORM", "Form of the answer")
                .value_parser(formats)
                .default_value("table"),
        )
        .after_help(
            "Examples:\n  boucle census list\n  boucle census list --within region:52 --format json",
        )
}

fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn territory() -> Arg {
    Arg::new("territory")
        .value_name("TERRITORY")
        .help("KIND:CODE, as in department:49, region:52, epci:244400404 or commune:49007")
}

fn category() -> Arg {
    option(
        "category",
        "CODE",
        "A category of the taxonomy [default: all of them]",
    )
}

pub(super) async fn run(desk: &Desk, matches: &ArgMatches) -> Result<(), CliError> {
    match matches.subcommand() {
        Some(("set", m)) => run_set(desk, m).await,
        Some(("remove", m)) => run_remove(desk, m).await,
        Some((_, m)) => run_list(desk, m).await,
        None => Ok(()),
    }
}

fn text<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map_or("", String::as_str)
}

async fn run_set(desk: &Desk, m: &ArgMatches) -> Result<(), CliError> {
    let entries = match m.get_one::<PathBuf>("file") {
        Some(file) => of_file(desk, file)?,
        None => vec![of_options(desk, m)?],
    };
    let dry = m.get_flag("dry-run");
    let change = if dry {
        let stored = desk.existing().await?.census().await?;
        census::preview(&stored, &entries)
    } else {
        desk.store().await?.census_set(&entries).await?
    };
    if let [one] = &entries[..] {
        let what = named(&one.territory, one.category.as_deref(), desk);
        say(format!("{what}: {}, {}", one.status.as_str(), one.on));
    }
    tell(change, dry);
    Ok(())
}

fn tell(change: CensusChange, dry: bool) {
    let CensusChange {
        created,
        updated,
        unchanged,
    } = change;
    say(format!(
        "{created} created, {updated} updated, {unchanged} unchanged"
    ));
    if created + updated == 0 {
        say("Nothing changed.");
    } else if dry {
        say("Dry run: nothing was written.");
    }
}

fn of_options(desk: &Desk, m: &ArgMatches) -> Result<CensusEntry, CliError> {
    let draft = Draft {
        territory: text(m, "territory"),
        category: text(m, "category"),
        status: text(m, "status"),
        date: text(m, "date"),
        source: text(m, "source"),
        note: text(m, "note"),
    };
    census::entry(draft, &desk.reference, clock::paris_now().date()).map_err(|wrong| {
        let lines = wrong.iter().map(|w| match w.field.as_str() {
            "territory" => format!("TERRITORY: {}", w.message),
            field => format!("--{field}: {}", w.message),
        });
        CliError::Use(lines.collect::<Vec<_>>().join("\nboucle: "))
    })
}

fn of_file(desk: &Desk, path: &Path) -> Result<Vec<CensusEntry>, CliError> {
    let shown = path.display();
    let file =
        File::open(path).map_err(|e| CliError::Failed(format!("cannot read {shown}: {e}")))?;
    census::read(file, &desk.reference, clock::paris_now().date()).map_err(|e| {
        let CensusError::Rows(wrong) = &e else {
            return CliError::Failed(format!("{shown}: {e}"));
        };
        for (row, w) in wrong.iter().take(SHOWN) {
            say(format!("  row {row}, {}: {}", w.field, w.message));
        }
        let more = wrong.len().saturating_sub(SHOWN);
        if more > 0 {
            say(format!("  and {more} more"));
        }
        CliError::Failed(format!("{shown}: {e}; nothing was changed"))
    })
}

/// `department:49 (Maine-et-Loire), ressourcerie`.
fn named(territory: &TerritoryRef, category: Option<&str>, desk: &Desk) -> String {
    let name = name(territory, &desk.reference.gazetteer)
        .map(|n| format!(" ({n})"))
        .unwrap_or_default();
    format!(
        "{territory}{name}, {}",
        category.unwrap_or("all categories")
    )
}

fn name<'a>(territory: &TerritoryRef, gazetteer: &'a Gazetteer) -> Option<&'a str> {
    let found = gazetteer.get(territory.kind, &territory.code)?;
    Some(found.name.as_str())
}

async fn run_remove(desk: &Desk, m: &ArgMatches) -> Result<(), CliError> {
    let typed: TerritoryRef = text(m, "territory")
        .parse()
        .map_err(|e| CliError::Use(format!("TERRITORY: {e}")))?;
    let asked = Some(text(m, "category").trim()).filter(|c| !c.is_empty());
    let store = desk.existing().await?;
    // First as it was typed: what the tables no longer know can still be taken away.
    let today = census::territory(&typed.to_string(), &desk.reference);
    for at in std::iter::once(&typed).chain(today.as_ref().ok()) {
        if store.census_remove(at, asked).await? {
            say(format!("{}: entry removed.", named(at, asked, desk)));
            return Ok(());
        }
    }
    let at = today.map_err(|e| CliError::Use(format!("TERRITORY: {e}")))?;
    census::category(asked.unwrap_or_default(), &desk.reference)
        .map_err(|e| CliError::Use(format!("--category: {e}")))?;
    Err(CliError::Failed(not_there(&at, asked, &store, desk).await?))
}

/// That there is no such entry, and which ones the territory has.
async fn not_there(
    at: &TerritoryRef,
    asked: Option<&str>,
    store: &Store,
    desk: &Desk,
) -> Result<String, CliError> {
    let all = store.census().await?;
    let own = all.iter().filter(|e| e.territory == *at);
    let own: Vec<&str> = own
        .map(|e| e.category.as_deref().unwrap_or("all categories"))
        .collect();
    let hint = if own.is_empty() {
        "that territory has none; `boucle census list` shows all".to_owned()
    } else {
        format!("that territory has some for: {}", own.join(", "))
    };
    Ok(format!(
        "{}: there is no such entry; {hint}",
        named(at, asked, desk)
    ))
}

/// An entry as it is listed.
#[derive(Serialize)]
struct Listed<'a> {
    territory: String,
    name: Option<&'a str>,
    category: Option<&'a str>,
    status: CensusStatus,
    date: String,
    source: &'a str,
    note: Option<&'a str>,
    /// Territory and category are known here: the entry has an effect.
    known: bool,
}

impl<'a> Listed<'a> {
    fn of(e: &'a CensusEntry, desk: &'a Desk) -> Self {
        let terms = &desk.reference.taxonomy.categories;
        let name = name(&e.territory, &desk.reference.gazetteer);
        let category = e.category.as_deref();
        Self {
            territory: e.territory.to_string(),
            name,
            category,
            status: e.status,
            date: e.on.to_string(),
            source: &e.source,
            note: e.note.as_deref(),
            known: name.is_some() && category.is_none_or(|c| terms.get(c).is_some()),
        }
    }

    fn cells(&self) -> [&str; 7] {
        [
            &self.territory,
            self.name
                .filter(|_| self.known)
                .unwrap_or("(not known here)"),
            self.category.unwrap_or("(all)"),
            self.status.as_str(),
            &self.date,
            self.source,
            self.note.unwrap_or_default(),
        ]
    }
}

async fn run_list(desk: &Desk, m: &ArgMatches) -> Result<(), CliError> {
    let gazetteer = &desk.reference.gazetteer;
    let asked = text(m, "within");
    let around = match asked {
        "" => None,
        text => Some(
            text.parse::<TerritoryRef>()
                .and_then(|r| r.resolve(gazetteer))
                .map_err(|e| CliError::Use(format!("--within: {e}")))?,
        ),
    };
    let mut entries = desk.existing().await?.census().await?;
    if let Some(around) = around {
        entries.retain(|e| {
            let t = gazetteer.get(e.territory.kind, &e.territory.code);
            t.is_some_and(|t| gazetteer.lies_within(t, around))
        });
    }
    let listed: Vec<Listed<'_>> = entries.iter().map(|e| Listed::of(e, desk)).collect();
    match text(m, "format") {
        "json" => {
            let mut json = serde_json::to_vec_pretty(&listed)
                .map_err(|e| CliError::Failed(format!("the list cannot be written: {e}")))?;
            json.push(b'\n');
            data(&json)
        }
        "csv" => {
            let known: Vec<bool> = listed.iter().map(|l| l.known).collect();
            of_known(entries, &known)
        }
        _ if listed.is_empty() => {
            let place = if asked.is_empty() { "" } else { " inside it" };
            say(format!(
                "There is no entry{place}: nobody noted where a census was made."
            ));
            Ok(())
        }
        _ => data(table(&listed).as_bytes()),
    }
}

/// What cannot be read again is left out, and that is said.
fn of_known(mut entries: Vec<CensusEntry>, known: &[bool]) -> Result<(), CliError> {
    let mut known = known.iter();
    let all = entries.len();
    entries.retain(|_| known.next() == Some(&true));
    let odd = all - entries.len();
    if odd > 0 {
        say(format!(
            "{odd} of {all} entries are left out: their territory or category is not known here; `boucle census list` shows them"
        ));
    }
    data(&census::csv(&entries))
}

/// Names of the cells of a listed entry.
const HEAD: [&str; 7] = [
    "territory",
    "name",
    "category",
    "status",
    "date",
    "source",
    "note",
];

fn table(listed: &[Listed<'_>]) -> String {
    let mut w = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = w.write_record(HEAD);
    for l in listed {
        let _ = w.write_record(l.cells());
    }
    text_table(&w.into_inner().unwrap_or_default(), &HEAD)
}
