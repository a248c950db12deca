//! `boucle duplicates`.
use super::output::{data, say};
use super::{CliError, Desk};
use crate::domain::Structure;
use crate::domain::matching::{Merge, Pair, Reason};
use crate::service::matching::{self, DecisionError, Joined, Review};
use crate::service::text_table;
use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde::Serialize;

pub(super) fn command() -> Command {
    Command::new("duplicates")
        .about("Decide which structures are one: what was joined by rule, what waits for a person")
        .after_help(
            "Examples:\n  boucle duplicates list\n  boucle duplicates list --format csv --limit 100 > pairs.csv\n  \
             boucle duplicates merge ressourcerie-du-port-nantes la-ressourcerie-du-port-nantes\n  \
             boucle duplicates split la-ressourcerie-du-port-nantes\n  \
             boucle duplicates reject atelier-nord-angers atelier-sud-angers\n\n\
             Each import compares what it brings with everything: sure duplicates join the older structure (or the one \
             with corrections), doubtful ones wait here. Structures are named by their identifier or by the last part of \
             their page's address. What a person decides outlives every refresh.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(list())
        .subcommand(merge())
        .subcommand(
            Command::new("split")
                .about("Part a structure from the one that it was joined to")
                .arg(name("structure", "STRUCTURE", "The one that joined the other"))
                .after_help(
                    "Examples:\n  boucle duplicates split la-ressourcerie-du-port-nantes\n\n\
                     Its records and its corrections are its own again, its address lives, and the two are not joined by \
                     rule any more.",
                ),
        )
        .subcommand(
            Command::new("reject")
                .about("Note that two structures are not one")
                .arg(name("first", "A", "One structure"))
                .arg(name("second", "B", "The other one"))
                .after_help(
                    "Examples:\n  boucle duplicates reject atelier-nord-angers atelier-sud-angers\n\n\
                     The pair leaves the list, and is not joined by rule.",
                ),
        )
        .subcommand(
            Command::new("scan")
                .about("Compare all structures with one another again")
                .arg(dry_run())
                .after_help(
                    "Examples:\n  boucle duplicates scan --dry-run\n  boucle duplicates scan\n\n\
                     Imports compare what they bring; this compares everything, as after an upgrade.",
                ),
        )
}

fn list() -> Command {
    let formats = [
        PossibleValue::new("table").help("To read"),
        PossibleValue::new("json").help("A JSON array"),
        PossibleValue::new("csv").help("One line each"),
    ];
    Command::new("list")
        .about("Print the pairs that wait for a person, the likeliest first, then what was joined, the last first")
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORM")
                .help("Form of the answer")
                .value_parser(formats)
                .default_value("table"),
        )
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .help("At most so many of each kind")
                .value_parser(clap::value_parser!(u32).range(1..)),
        )
        .after_help(
            "Examples:\n  boucle duplicates list --limit 20\n  boucle duplicates list --format json",
        )
}

fn merge() -> Command {
    Command::new("merge")
        .about("Join the second structure to the first")
        .arg(name("first", "KEPT", "The structure that stays"))
        .arg(name("second", "JOINED", "The one that joins it; its address then leads to the other"))
        .after_help(
            "Examples:\n  boucle duplicates merge ressourcerie-du-port-nantes la-ressourcerie-du-port-nantes\n\n\
             Corrections of the first win, those of the second fill what they say nothing of. To take it back: \
             boucle duplicates split JOINED.",
        )
}

fn name(id: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(id).value_name(value).required(true).help(help)
}

fn dry_run() -> Arg {
    Arg::new("dry-run")
        .long("dry-run")
        .action(ArgAction::SetTrue)
        .help("Tell only; change nothing")
}

impl From<DecisionError> for CliError {
    fn from(e: DecisionError) -> Self {
        match e {
            DecisionError::Store(e) => e.into(),
            DecisionError::Same(_) => Self::Use(e.to_string()),
            _ => Self::Failed(e.to_string()),
        }
    }
}

pub(super) async fn run(desk: &Desk, matches: &ArgMatches) -> Result<(), CliError> {
    let Some((name, m)) = matches.subcommand() else {
        return Ok(());
    };
    let text = |name: &str| m.get_one::<String>(name).map_or("", String::as_str);
    match name {
        "list" => show(desk, text("format"), m.get_one::<u32>("limit").copied()).await,
        "merge" => {
            let store = desk.store().await?;
            let (kept, joined) = matching::merge(&store, text("first"), text("second")).await?;
            say(format!("{} now leads to {}.", joined.slug, kept.slug));
            Ok(())
        }
        "split" => {
            let store = desk.store().await?;
            let (one, home) = matching::split(&store, text("structure")).await?;
            say(format!("{} and {} are two again.", one.slug, home.slug));
            Ok(())
        }
        "reject" => {
            let store = desk.store().await?;
            let (a, b) = matching::reject(&store, text("first"), text("second")).await?;
            say(format!("{} and {} stay two.", a.slug, b.slug));
            Ok(())
        }
        _ => scan(desk, m.get_flag("dry-run")).await,
    }
}

/// Merges and pairs that are told one by one.
const SHOWN: usize = 20;

async fn scan(desk: &Desk, dry_run: bool) -> Result<(), CliError> {
    let store = if dry_run {
        desk.existing().await?
    } else {
        desk.store().await?
    };
    let plan = matching::scan(&store, dry_run).await?;
    let line = |a: &str, b: &str, score: f64, reasons: &[Reason]| {
        say(format!("  {a} + {b}: {score:.2}, {}", words(reasons)));
    };
    for Merge {
        kept,
        joined,
        score,
        reasons,
    } in plan.merges.iter().take(SHOWN)
    {
        line(kept, joined, *score, reasons);
    }
    for Pair {
        first,
        second,
        score,
        reasons,
    } in plan.reviews.iter().take(SHOWN)
    {
        line(first, second, *score, reasons);
    }
    say(format!(
        "{} joined by rule, {} pairs for review",
        plan.merges.len(),
        plan.reviews.len()
    ));
    if dry_run {
        say("Dry run: nothing was written.");
    }
    Ok(())
}

fn words(reasons: &[Reason]) -> String {
    let all: Vec<String> = reasons.iter().map(Reason::en).collect();
    all.join(", ")
}

/// A pair as it is listed.
#[derive(Serialize)]
struct Listed {
    /// review, rule or person.
    kind: &'static str,
    score: f64,
    first: Side,
    second: Side,
    reasons: Vec<Told>,
    /// Since when it waits, or when it was joined.
    at: String,
    /// Import that joined them.
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<String>,
}

#[derive(Serialize)]
struct Side {
    id: String,
    slug: String,
    name: Option<String>,
    city: Option<String>,
}

#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    reason: Reason,
    text: String,
}

impl Side {
    fn of(s: &Structure) -> Self {
        Self {
            id: s.id.clone(),
            slug: s.slug.clone(),
            name: s.fields.name.clone(),
            city: s.fields.address.as_ref().and_then(|a| a.city.clone()),
        }
    }
}

fn told(reasons: &[Reason]) -> Vec<Told> {
    let one = |r: &Reason| Told {
        reason: *r,
        text: r.en(),
    };
    reasons.iter().map(one).collect()
}

impl Listed {
    fn review(r: &Review) -> Self {
        Self {
            kind: "review",
            score: r.score,
            first: Side::of(&r.structures[0]),
            second: Side::of(&r.structures[1]),
            reasons: told(&r.reasons),
            at: r.since.clone(),
            import: None,
        }
    }

    fn joined(j: &Joined) -> Self {
        Self {
            kind: if j.note.by_person { "person" } else { "rule" },
            score: j.note.score,
            first: Side::of(&j.kept),
            second: Side::of(&j.joined),
            reasons: told(&j.note.reasons),
            at: j.at.clone(),
            import: j.import.clone(),
        }
    }

    fn cells(&self) -> [String; 8] {
        let name = |s: &Side| s.name.clone().unwrap_or_default();
        let reasons: Vec<&str> = self.reasons.iter().map(|r| r.text.as_str()).collect();
        [
            self.kind.to_owned(),
            format!("{:.2}", self.score),
            self.first.slug.clone(),
            name(&self.first),
            self.second.slug.clone(),
            name(&self.second),
            self.at.clone(),
            reasons.join(", "),
        ]
    }
}

/// Names of the cells of a listed pair.
const HEAD: [&str; 8] = [
    "kind",
    "score",
    "first",
    "first_name",
    "second",
    "second_name",
    "at",
    "reasons",
];

async fn show(desk: &Desk, format: &str, limit: Option<u32>) -> Result<(), CliError> {
    let store = desk.existing().await?;
    let limit = limit.map_or(usize::MAX, |l| l as usize);
    let (reviews, merges) = (store.reviews().await?, store.merges().await?);
    let listed: Vec<Listed> = reviews
        .iter()
        .take(limit)
        .map(Listed::review)
        .chain(merges.iter().take(limit).map(Listed::joined))
        .collect();
    if format == "json" {
        let mut json = serde_json::to_vec_pretty(&listed)
            .map_err(|e| CliError::Failed(format!("the list cannot be written: {e}")))?;
        json.push(b'\n');
        return data(&json);
    }
    if listed.is_empty() && format == "table" {
        say("No pair waits for a decision, and nothing was joined.");
        return Ok(());
    }
    let mut w = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = w.write_record(HEAD);
    for l in &listed {
        let cells = l.cells();
        let _ = w.write_record(
            cells
                .iter()
                .map(|c| crate::domain::text::guarded(c).into_owned()),
        );
    }
    let csv = w.into_inner().unwrap_or_default();
    if format == "csv" {
        return data(&csv);
    }
    data(text_table(&csv, &HEAD).as_bytes())
}
