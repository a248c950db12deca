//! `boucle imports`.
use super::output::{data, say};
use super::{CliError, Desk};
use crate::domain::Import;
use crate::domain::text::without_emails;
use crate::service::changes::{self, Changes};
use crate::service::{Store, text_table};
use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};
use serde::Serialize;

/// Stands for the last import that was not undone.
const LAST: &str = "last";

pub(super) fn command() -> Command {
    Command::new("imports")
        .about("Look at the imports that were made, and take them back")
        .after_help(
            "Examples:\n  boucle imports list\n  boucle imports show last\n  boucle imports show 01KB --format csv\n  \
             boucle imports undo last\n\n\
             An import is named by its identifier, by the first letters of it, or by `last`. Imports of one source are \
             taken back one by one, the last first; what the last ten of each source changed is kept.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("list")
                .about("Print the imports, the last first")
                .arg(format(&["table", "json", "csv"]))
                .after_help("Examples:\n  boucle imports list --format json"),
        )
        .subcommand(
            Command::new("show")
                .about("Print what an import changed, field by field")
                .arg(which())
                .arg(format(&["csv", "json"]))
                .after_help("Examples:\n  boucle imports show last > changes.csv"),
        )
        .subcommand(
            Command::new("undo")
                .about("Take an import back: all of it or nothing")
                .arg(which())
                .after_help(
                    "Examples:\n  boucle imports undo last\n\n\
                     Its new records go, changed ones are as before, those that it withdrew are there again. Corrections \
                     that people made stay. To do it again, import the file again.",
                ),
        )
}

fn which() -> Arg {
    Arg::new("import")
        .value_name("IMPORT")
        .required(true)
        .help("Identifier, its first letters, or last")
}

fn format(forms: &[&'static str]) -> Arg {
    let help = |form: &str| match form {
        "json" => "JSON",
        "csv" => "One line each",
        _ => "To read",
    };
    let values = forms.iter().map(|f| PossibleValue::new(*f).help(help(f)));
    Arg::new("format")
        .long("format")
        .value_name("FORM")
        .help("Form of the answer")
        .value_parser(values.collect::<Vec<_>>())
        .default_value(forms[0])
}

pub(super) async fn run(desk: &Desk, matches: &ArgMatches) -> Result<(), CliError> {
    let (name, matches) = matches
        .subcommand()
        .ok_or_else(|| CliError::Use("say what to do with the imports".to_owned()))?;
    let asked = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    if name == "undo" {
        return undo(&desk.store().await?, asked("import")).await;
    }
    let store = desk.existing().await?;
    match name {
        "list" => list(&store, asked("format")).await,
        _ => show(&store, asked("import"), asked("format")).await,
    }
}

/// An import as it is listed.
#[derive(Serialize)]
struct Line {
    id: String,
    at: String,
    source: String,
    origin: String,
    created: u64,
    updated: u64,
    unchanged: u64,
    withdrawn: u64,
    refused: u64,
    undone_at: Option<String>,
}

impl Line {
    fn of(i: &Import) -> Self {
        Self {
            id: i.id.clone(),
            at: i.at.clone(),
            source: i.source.clone(),
            origin: without_emails(&i.origin),
            created: i.created,
            updated: i.updated,
            unchanged: i.unchanged,
            withdrawn: i.withdrawn,
            refused: i.refused,
            undone_at: i.undone_at.clone(),
        }
    }
}

async fn list(store: &Store, format: &str) -> Result<(), CliError> {
    let all = store.imports().await?;
    let lines: Vec<Line> = all.iter().map(Line::of).collect();
    if format == "json" {
        return json(&lines);
    }
    let mut w = csv::Writer::from_writer(Vec::new());
    for line in &lines {
        w.serialize(line).map_err(unwritten)?;
    }
    let csv = w.into_inner().unwrap_or_default();
    if format == "csv" {
        return data(&csv);
    }
    if lines.is_empty() {
        say("No import was made yet.");
        return Ok(());
    }
    let columns = [
        "id",
        "at",
        "source",
        "origin",
        "created",
        "updated",
        "withdrawn",
        "refused",
        "undone_at",
    ];
    data(text_table(&csv, &columns).as_bytes())
}

fn unwritten(e: impl std::fmt::Display) -> CliError {
    CliError::Failed(format!("the answer cannot be written: {e}"))
}

fn json(value: &impl Serialize) -> Result<(), CliError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(unwritten)?;
    text.push(b'\n');
    data(&text)
}

/// The import that is meant.
async fn find(store: &Store, asked: &str) -> Result<Import, CliError> {
    let all = store.imports().await?;
    if asked == LAST {
        let last = all.into_iter().find(|i| i.undone_at.is_none());
        return last.ok_or_else(|| CliError::Failed("there is no import that stands".to_owned()));
    }
    let begins = |i: &Import| i.id.to_lowercase().starts_with(&asked.to_lowercase());
    let mut fitting = all.into_iter().filter(begins);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(other)) => Err(CliError::Use(format!(
            "`{asked}` begins more than one import, {} and {} among them: write more of it",
            one.id, other.id
        ))),
        _ => Err(CliError::Use(format!(
            "there is no import `{asked}`; `boucle imports list` shows them"
        ))),
    }
}

async fn show(store: &Store, asked: &str, format: &str) -> Result<(), CliError> {
    let import = find(store, asked).await?;
    say(counts(&import));
    let Some(changes) = changes::of_import(store, &import).await? else {
        say("What it changed is not kept any more.");
        return Ok(());
    };
    if changes.left_out > 0 {
        say(format!("{} more records are not listed.", changes.left_out));
    }
    if format == "json" {
        #[derive(Serialize)]
        struct Shown<'a> {
            import: Line,
            #[serde(flatten)]
            changes: &'a Changes,
        }
        let import = Line::of(&import);
        return json(&Shown {
            import,
            changes: &changes,
        });
    }
    let mut file = b"row,field,severity,code,record,before,after\n".to_vec();
    file.extend(changes.csv_rows());
    data(&file)
}

fn counts(i: &Import) -> String {
    let undone = i.undone_at.as_deref().map(|at| format!("; undone {at}"));
    without_emails(&format!(
        "{} {} from {} ({}): {} created, {} updated, {} unchanged, {} withdrawn, {} refused{}",
        i.id,
        i.source,
        i.origin,
        i.at,
        i.created,
        i.updated,
        i.unchanged,
        i.withdrawn,
        i.refused,
        undone.unwrap_or_default()
    ))
}

async fn undo(store: &Store, asked: &str) -> Result<(), CliError> {
    let import = find(store, asked).await?;
    let undone = store.undo(&import.id).await?;
    say(format!(
        "The import {} of {} was taken back: {} records removed, {} as before, {} there again.",
        undone.id, undone.source, undone.created, undone.updated, undone.withdrawn
    ));
    Ok(())
}
