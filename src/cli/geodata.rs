//! `boucle geodata`.
use super::options::{self, FROM, GEODATA, PARTIAL, RESOLUTION, TIMEOUT, YEAR};
use super::output::{data, say};
use super::{CliError, Desk};
use crate::config::ConfigError;
use crate::domain::{Gazetteer, TerritoryKind};
use crate::service::Contours;
use crate::service::geodata::{
    self, Event, From, GeodataError, LICENCE, Patience, RESOLUTIONS, Transfer, Wanted, survey,
};
use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write as _;
use std::time::Duration;

pub(super) fn command() -> Command {
    let what = [
        PossibleValue::new("update")
            .help("Take the official contours and replace those that are there"),
        PossibleValue::new("check").help("Say what is there, and whether it is whole"),
    ];
    Command::new("geodata")
        .about("Official contours of communes, EPCI, departments and regions")
        .arg(
            Arg::new("what")
                .required(true)
                .value_parser(what)
                .help("What to do"),
        )
        .args(GEODATA.iter().map(options::arg))
        .after_help(
            "Examples:\n  boucle geodata update\n  boucle geodata update --resolution 5m --geodata /srv/boucle/geodata\n  \
             boucle geodata update --from https://miroir.example.org/contours-administratifs --year 2025\n  \
             boucle geodata update --from contours/ --year 2018 --partial region:52\n  boucle geodata check\n\n\
             Until then communes stand where GeoNames has them, and a structure that says nothing of its commune gets the \
             nearest one. With contours it gets the commune that covers it; import again to place what is stored. A \
             service that runs takes them by itself.\n\n\
             A server is expected to offer YEAR/geojson/communes-100m.geojson.gz and, likewise, epci, departements and \
             regions; a folder communes-100m.geojson.gz, .geojson or communes.geojson and the others. Contours of an \
             older year may have mouvements-communes.csv (INSEE) beside them, which tells what became of merged and split \
             communes. The new contours replace the old ones in one step once they are whole; a download that breaks off \
             is gone on with by the next run.\n\n\
             Exit codes: 0 done, 1 failed, 2 wrong use, 3 no server could be reached; the contours that were there stay.",
        )
}

fn asked(desk: &Desk) -> Result<Wanted, ConfigError> {
    let layers = &desk.layers;
    let year = |t: &str| t.parse().ok().filter(|y| (2000..=2100).contains(y));
    let resolution = |t: &str| RESOLUTIONS.contains(&t).then(|| t.to_owned());
    let seconds = |t: &str| t.parse().ok().filter(|s| (1..=3600).contains(s));
    let read = |t: &str| (!t.trim().is_empty()).then(|| From::parse(t));
    let defaults = Patience::default();
    let stall = layers.read(&TIMEOUT, "whole seconds from 1 to 3600", seconds)?;
    Ok(Wanted {
        from: layers
            .read(&FROM, "an http(s) address or a folder", read)?
            .unwrap_or_else(|| From::Server(geodata::OFFICIAL.to_owned())),
        year: layers
            .read(&YEAR, "a year as in 2026", year)?
            .unwrap_or(geodata::YEAR),
        resolution: layers
            .read(&RESOLUTION, "1000m, 100m, 50m or 5m", resolution)?
            .unwrap_or_else(|| "100m".to_owned()),
        partial: layers.text(&PARTIAL),
        folder: desk.settings.geodata.clone(),
        patience: Patience {
            stall: stall.map_or(defaults.stall, Duration::from_secs),
            ..defaults
        },
    })
}

impl std::convert::From<GeodataError> for CliError {
    fn from(e: GeodataError) -> Self {
        match e {
            GeodataError::Use(m) => Self::Use(m),
            GeodataError::Offline(_) => Self::Offline(e.to_string()),
            _ => Self::Failed(e.to_string()),
        }
    }
}

pub(super) async fn run(desk: Desk, matches: &ArgMatches) -> Result<(), CliError> {
    let wanted = asked(&desk)?;
    if matches.get_one::<String>("what").map(String::as_str) == Some("check") {
        return check(&desk, &wanted);
    }
    let gazetteer = std::sync::Arc::clone(&desk.reference.gazetteer);
    // Waiting for a server and unpacking both hold a thread up.
    let done = tokio::task::spawn_blocking(move || {
        let mut lines = Lines::default();
        let done = geodata::update(&gazetteer, &wanted, &mut |e| lines.tell(e));
        lines.clear();
        done.map(|contours| account(&gazetteer, &contours))
    });
    let account = done
        .await
        .map_err(|e| CliError::Failed(format!("the update broke off: {e}")))??;
    say(account.trim_end());
    Ok(())
}

fn check(desk: &Desk, wanted: &Wanted) -> Result<(), CliError> {
    let contours = geodata::load(&wanted.folder)?;
    if contours.about().is_none() {
        return data(
            format!(
                "no official contours in {}: the embedded positions hold; take them with `boucle geodata update`\n",
                wanted.folder.display()
            )
            .as_bytes(),
        );
    }
    let corners = contours.verify().map_err(|e| {
        CliError::Failed(format!(
            "{}: {e}; take the contours anew with `boucle geodata update`",
            wanted.folder.display()
        ))
    })?;
    let mut out = account(&desk.reference.gazetteer, &contours);
    let bytes = contours.bytes();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "whole and sound: {bytes} bytes, {corners} corners");
    data(out.as_bytes())
}

/// Communes that are named one by one.
const NAMED: usize = 20;

/// What is there, for people.
fn account(gazetteer: &Gazetteer, contours: &Contours) -> String {
    let mut out = String::new();
    let Some(about) = contours.about() else {
        return out;
    };
    let survey = survey(gazetteer, contours);
    let partial = about.partial.as_deref();
    let partial = partial.map(|p| format!(", only {p}")).unwrap_or_default();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!(
        "contours of {}, {}{partial}, taken {} from {}",
        about.year, about.resolution, about.taken, about.source
    ));
    line(format!("licence: {LICENCE}"));
    for (kind, there, known) in &survey.counts {
        let name = match kind {
            TerritoryKind::Commune => "communes",
            TerritoryKind::Epci => "EPCI",
            TerritoryKind::Department => "departments",
            TerritoryKind::Region => "regions",
        };
        line(format!("{name}: {there} of {known} have a contour"));
    }
    if about.followed > 0 {
        line(format!(
            "{} contours of former communes belong to communes of today",
            about.followed
        ));
    }
    for names in &survey.shared {
        line(format!(
            "one contour for {}, which were separated since: there the nearest of them counts",
            names.join(", ")
        ));
    }
    if about.year < geodata::YEAR && !about.movements {
        line(format!(
            "communes of {} without mouvements-communes.csv: mergers are known from the embedded table only, separations not at all",
            about.year
        ));
    }
    if about.year > geodata::YEAR {
        line(format!(
            "these communes are younger than the tables of {}: communes merged since count as what they have become",
            geodata::YEAR
        ));
    }
    let missing = survey
        .missing
        .iter()
        .map(|(code, name)| format!("{code} {name}"));
    if !survey.missing.is_empty() {
        line(format!(
            "without a contour: {}",
            some(missing, survey.missing.len())
        ));
    }
    let unknown = about.unknown.iter();
    let unknown = unknown.map(|(kind, code, name)| format!("{} {code} {name}", kind.as_str()));
    if !about.unknown.is_empty() {
        line(format!(
            "warning: codes that nobody knows, left out: {}",
            some(unknown, about.unknown.len())
        ));
    }
    out
}

/// The first few of many names.
fn some(names: impl Iterator<Item = String>, all: usize) -> String {
    let text = names.take(NAMED).collect::<Vec<_>>().join(", ");
    match all.saturating_sub(NAMED) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// How far it is: a bar on a terminal, and lines for what else happens.
#[derive(Default)]
struct Lines {
    bar: Option<(String, ProgressBar)>,
}

impl Lines {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::Transfer(name, Transfer::Received(have, total)) => {
                self.bar(name, total).set_position(have);
            }
            Event::Transfer(name, Transfer::Resumed(have)) => {
                self.say(&format!("{name}: {have} bytes are there already"));
            }
            Event::Transfer(name, Transfer::Pausing(cause, pause)) => {
                let pause = pause.as_secs_f32();
                self.say(&format!("{name}: {cause}; next try in {pause} s"));
            }
            Event::Reading(name) => {
                self.clear();
                say(format!("{name}: reading and checking"));
            }
            Event::Without(name) => self.say(&format!("{name}: not there, done without")),
            Event::Writing => self.say("packing and writing"),
        }
    }

    fn bar(&mut self, name: &str, total: Option<u64>) -> &ProgressBar {
        if self.bar.as_ref().is_some_and(|(n, _)| n != name) {
            self.clear();
        }
        let (_, bar) = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes} {eta}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = ProgressBar::no_length().with_style(style);
            (name.to_owned(), bar.with_message(name.to_owned()))
        });
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar
    }

    /// A line of its own; a bar under way is drawn anew below it.
    fn say(&self, line: &str) {
        match &self.bar {
            Some((_, bar)) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }

    fn clear(&mut self) {
        if let Some((_, bar)) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
