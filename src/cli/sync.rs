//! `boucle sync`.
use super::options::{self, FORCE, STATUS, SYNC, SYNC_SOURCE};
use super::output::{data, say};
use super::{CliError, Desk, geocoding, import, progress};
use crate::config::{ADEME_URL, DeclaredSource, GEOCODE};
use crate::domain::SyncState;
use crate::domain::sync::due_at;
use crate::domain::text::without_emails;
use crate::service::origins::{self, Kind, Size};
use crate::service::sync::{self, Synced};
use clap::Command;
use std::fmt::Write as _;

pub(super) fn command() -> Command {
    Command::new("sync")
        .about("Refresh the sources that the configuration file declares, when they are due")
        .args(SYNC.iter().map(options::arg))
        .args([ADEME_URL, GEOCODE].iter().map(options::arg))
        .after_help(
            "In boucle.toml:\n  [[sources]]\n  kind = \"ademe\"            # or csv, json, geojson, gogocarto with url or file\n  \
             region = \"52\"             # or departments = [\"44\", \"49\"]\n  refresh = \"7d\"            # or 24h, 30m\n\n  \
             [[sources]]\n  code = \"annuaire\"\n  kind = \"csv\"\n  url = \"https://example.org/annuaire.csv\"\n  mapping = \"annuaire.toml\"\n\n\
             One line for each source; a source that fails stops none of the others, and what was there stays. \
             Exit code 1 when one failed.",
        )
}

/// The declared sources, each checked whole: kind, place, territories, mapping.
pub(super) fn declared(desk: &Desk) -> Result<Vec<Synced>, CliError> {
    let all = desk.layers.sources().iter();
    all.map(|d| one(desk, d)).collect()
}

fn one(desk: &Desk, d: &DeclaredSource) -> Result<Synced, CliError> {
    let wrong =
        |key: &str, text: String| CliError::Use(format!("{}, {key}: {text}", d.place_in_file));
    let kind = Kind::parse(&d.kind).ok_or_else(|| {
        let text = format!(
            "`{}` is no form of a source; write csv, json, geojson, ademe or gogocarto",
            d.kind
        );
        wrong("kind", text)
    })?;
    let name = d.mapping.as_deref().or(kind.mapping()).ok_or_else(|| {
        wrong(
            "mapping",
            format!(
                "a {} source needs one: the name of a built-in mapping, or a TOML file",
                d.kind
            ),
        )
    })?;
    let mut mapping = match import::named(desk, name) {
        Ok(m) => m,
        Err(CliError::Use(m) | CliError::Failed(m)) => return Err(wrong("mapping", m)),
        Err(other) => return Err(other),
    };
    mapping.source.code.clone_from(&d.code);
    let departments = origins::departments(
        &desk.reference.gazetteer,
        d.region.as_deref(),
        &d.departments,
    );
    mapping
        .departments
        .extend(departments.map_err(|e| wrong("region, departments", e))?);
    let place = match (&d.place, kind) {
        (Some(place), _) => place.clone(),
        (None, Kind::Ademe) => desk.settings.ademe_url.clone(),
        _ => return Err(wrong("url", "say where it is, with url or file".to_owned())),
    };
    if kind == Kind::Gogocarto {
        origins::of_host(&mut mapping, &place, false);
    }
    Ok(Synced {
        kind,
        place,
        mapping,
        refresh: d.period(),
        geocoder: geocoding::geocoder(desk, false),
    })
}

pub(super) async fn run(desk: &Desk) -> Result<(), CliError> {
    let (layers, mut sources) = (&desk.layers, declared(desk)?);
    let (force, only_tell) = (layers.switch(&FORCE)?, layers.switch(&STATUS)?);
    if let Some(code) = layers.text(&SYNC_SOURCE) {
        let codes: Vec<String> = sources.iter().map(|s| s.code().to_owned()).collect();
        sources.retain(|s| s.code() == code);
        if sources.is_empty() {
            return Err(CliError::Use(format!(
                "no source of the code `{code}` is declared; there are: {}",
                codes.join(", ")
            )));
        }
    }
    if sources.is_empty() {
        say(
            "No source is declared: add [[sources]] to boucle.toml, as `boucle sync --help` shows.",
        );
        return Ok(());
    }
    if only_tell {
        let states = desk.existing().await?.syncs().await?;
        return data(table(&sources, &states).as_bytes());
    }
    let store = desk.store().await?;
    let states = store.syncs().await?;
    let mut failed = 0;
    for source in &sources {
        let code = source.code();
        if !force && !sync::is_due(&states, source, true) {
            say(format!("{code}: not due"));
            continue;
        }
        let bar = progress::bar(Size::Unknown);
        let shown = &mut progress::shown(&bar);
        let done = sync::refresh(&store, &desk.reference, source, shown).await;
        bar.finish_and_clear();
        match done {
            Ok(i) => say(format!(
                "{code}: {} created, {} updated, {} unchanged, {} withdrawn, {} refused",
                i.created, i.updated, i.unchanged, i.withdrawn, i.refused
            )),
            Err(e) => {
                failed += 1;
                say(without_emails(&format!("{code}: failed: {e}")));
            }
        }
    }
    if failed > 0 {
        return Err(CliError::Failed(format!(
            "{failed} of {} sources could not be refreshed; what was there stays",
            sources.len()
        )));
    }
    Ok(())
}

/// One line for each source: code, last success, next, and why the last try failed.
fn table(sources: &[Synced], states: &[SyncState]) -> String {
    let mut out = String::new();
    for source in sources {
        let state = states.iter().find(|s| s.source == source.code());
        let success = state.and_then(|s| s.last_success.as_deref());
        let next = due_at(state, source.refresh, false);
        let next = next.map_or_else(
            || "now".to_owned(),
            |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        );
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "{}: last refreshed {}, next {next}",
            source.code(),
            success.unwrap_or("never")
        );
        if let Some((s, e)) = state.and_then(|s| Some((s, s.error.as_deref()?))) {
            let (n, at) = (s.failures, &s.last_try);
            let _ = write!(
                out,
                "; {n} failed tries, the last {at}: {}",
                without_emails(e)
            );
        }
        out.push('\n');
    }
    out
}
