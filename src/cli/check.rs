//! `boucle check`.
use super::options;
use super::output::{data, say};
use super::{CliError, Desk};
use crate::config::{self, CONFIG};
use crate::domain::TerritoryKind;
use crate::domain::text::nearest;
use crate::service::origins;
use crate::service::reference::CROSSWALKS;
use crate::service::{BUILT_IN_MAPPINGS, imports};
use clap::Command;
use std::fmt::Write as _;

/// Variables that are ours and no option.
const OTHER: [&str; 1] = ["BOUCLE_REAL_DATA"];

pub(super) fn command() -> Command {
    Command::new("check")
        .about("Check the configuration, the taxonomy, the mappings and the territories")
        .after_help(
            "Examples:\n  boucle check\n  boucle check --config /etc/boucle.toml\n\n\
             Prints what holds and where it was said; touches no database. A mapping that BOUCLE_IMPORT_MAPPING or \
             the file names is checked too.",
        )
}

pub(super) fn run(desk: &Desk) -> Result<(), CliError> {
    let keys = options::all();
    let mut out = String::new();
    for key in keys.iter().filter(|k| **k != CONFIG) {
        if let Some(found) = desk.layers.found(key) {
            let text = config::shown(key, &found.text);
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{} = {text:?} ({})", key.path(), found.origin);
        }
    }
    super::import::asked(&desk.layers)?.check(desk)?;
    let region = Some(desk.settings.region.as_str());
    origins::departments(&desk.reference.gazetteer, region, &[])
        .map_err(|e| CliError::Use(format!("region: {e}")))?;
    for source in super::sync::declared(desk)? {
        let of = &source.mapping.source;
        let _ = writeln!(out, "source {}: {}, {}", of.code, of.name, of.licence);
    }
    super::export::asked(&desk.layers, &desk.reference, None)?;
    for (name, _) in std::env::vars_os() {
        if let Some(line) = name.to_str().and_then(|n| odd_variable(n, &keys)) {
            say(line);
        }
    }
    let _ = writeln!(out, "{}", tables(desk)?);
    data(out.as_bytes())
}

/// Tells of a variable that looks like one of ours and is none.
fn odd_variable(name: &str, keys: &[config::Key]) -> Option<String> {
    let known: Vec<String> = keys.iter().map(config::Key::env).collect();
    if !name.starts_with("BOUCLE_") || OTHER.contains(&name) || known.iter().any(|k| k == name) {
        return None;
    }
    let hint = nearest(name, known.iter().map(String::as_str))
        .map(|like| format!("; did you mean {like}?"))
        .unwrap_or_default();
    Some(format!("warning: nobody reads the variable {name}{hint}"))
}

fn tables(desk: &Desk) -> Result<String, CliError> {
    for (name, _) in BUILT_IN_MAPPINGS {
        let mapping = imports::built_in(name)?;
        desk.reference
            .prepare(&mapping)
            .map_err(|e| CliError::Failed(format!("{name}: {e}")))?;
    }
    for (name, _) in CROSSWALKS {
        desk.reference.crosswalk(name).map_err(CliError::Failed)?;
    }
    let communes = desk.reference.gazetteer.of_kind(TerritoryKind::Commune);
    Ok(format!(
        "{} communes, {} categories, {} mappings, {} crosswalks: all sound",
        communes.count(),
        desk.reference.taxonomy.categories.len(),
        BUILT_IN_MAPPINGS.len(),
        CROSSWALKS.len()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_variable_is_told() {
        let keys = options::all();
        let told = odd_variable("BOUCLE_LISTN", &keys).unwrap();
        assert!(told.contains("did you mean BOUCLE_LISTEN?"), "{told}");
        assert_eq!(odd_variable("BOUCLE_LISTEN", &keys), None);
        assert_eq!(odd_variable("PATH", &keys), None);
    }
}
