//! `boucle export`.
use super::options::{self, OUTPUT};
use super::output::{data, say};
use super::{CliError, Desk};
use crate::config::{self, Key, Layers};
use crate::domain::query::Sort;
use crate::domain::{Source, StructureQuery};
use crate::http::query::{BadParameter, Known, Parameters};
use crate::service::{ExportFormat, ExportPieces as Pieces, Reference, exports};
use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

pub(super) fn command() -> Command {
    let formats = [
        PossibleValue::new("geojson").help("A FeatureCollection"),
        PossibleValue::new("csv").help("One line per structure"),
        PossibleValue::new("xlsx").help("A workbook, with a sheet of sources and licences"),
        PossibleValue::new("gogocarto").help("The elements that GoGoCarto and Transiscope read"),
    ];
    Command::new("export")
        .about("Write the structures of a query: the same file as /api/v1/export/structures.csv")
        .arg(
            Arg::new("format")
                .required(true)
                .value_parser(formats)
                .help("Form of the file"),
        )
        .arg(options::arg(&OUTPUT).short('o'))
        .args(options::filter_args())
        .after_help(
            "Examples:\n  boucle export geojson > structures.geojson\n  \
             boucle export csv --category ressourcerie,atelier_velo --territory department:49 -o maine-et-loire.csv\n  \
             boucle export xlsx --action reparer -o reparer.xlsx\n  \
             boucle export geojson --near -0.55,47.47 --radius 10000 | head -5",
        )
}

/// The query that the options ask for; without the sources of a database, none of them is refused.
pub(super) fn asked(
    layers: &Layers,
    reference: &Reference,
    sources: Option<&[Source]>,
) -> Result<(StructureQuery, Sort), CliError> {
    let filters = options::filters();
    let read = || -> Result<_, BadParameter> {
        let p = parameters(layers, &filters)?;
        let query = p.query(Known {
            taxonomy: &reference.taxonomy,
            gazetteer: &reference.gazetteer,
            sources,
        })?;
        let sort = p.sort(&query)?;
        Ok((query, sort))
    };
    read().map_err(|e| wrong(&e, &filters, layers))
}

/// What the options say, as an address says it.
pub(super) fn parameters(layers: &Layers, keys: &[Key]) -> Result<Parameters, BadParameter> {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    for key in keys {
        if let Some(value) = layers.text(key) {
            text.append_pair(key.name, &value);
        }
    }
    Parameters::parse(Some(&text.finish()))
}

/// The error of a parameter under the name of its option.
pub(super) fn wrong(e: &BadParameter, keys: &[Key], layers: &Layers) -> CliError {
    let place = keys.iter().find(|k| k.name == e.name).map(|k| {
        layers
            .found(k)
            .map_or_else(|| k.flag(), |f| config::place(k, &f.origin))
    });
    let place = place.unwrap_or_else(|| e.name.clone());
    CliError::Use(format!("{place}: {}", e.detail))
}

pub(super) async fn run(desk: &Desk, matches: &ArgMatches) -> Result<(), CliError> {
    // First without the database, so that a slip is told before one is asked for.
    asked(&desk.layers, &desk.reference, None)?;
    let ending = matches.get_one::<String>("format").map(String::as_str);
    let format = ending
        .and_then(ExportFormat::parse)
        .unwrap_or(ExportFormat::GeoJson);
    let store = desk.existing().await?;
    let sources = store.sources().await?;
    let (query, sort) = asked(&desk.layers, &desk.reference, Some(&sources))?;
    let pieces = exports::structures(&store, &desk.reference, &query, sort, format).await?;
    let pieces = pieces.map_err(|e| CliError::Failed(e.to_string()))?;
    match desk.layers.text(&OUTPUT).filter(|f| f != "-") {
        None => {
            for piece in pieces {
                let piece = piece.map_err(|e| CliError::Failed(e.to_string()))?;
                data(&piece)?;
            }
            Ok(())
        }
        Some(file) => {
            whole(Path::new(&file), pieces)
                .map_err(|e| CliError::Failed(format!("cannot write {file}: {e}")))?;
            say(format!("{file} written."));
            Ok(())
        }
    }
}

/// Writes a file that is there whole or not at all; a device or a pipe is written as it is.
fn whole(path: &Path, pieces: Pieces) -> io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return write(path, pieces);
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    write(part, pieces)
        .and_then(|()| std::fs::rename(part, path))
        .inspect_err(|_| {
            let _ = std::fs::remove_file(part);
        })
}

fn write(path: &Path, pieces: Pieces) -> io::Result<()> {
    let mut file = File::create(path)?;
    for piece in pieces {
        file.write_all(&piece?)?;
    }
    file.flush()
}
