//! `boucle coverage`, `boucle gaps` and `boucle sites`: the figures of the API on the command line.
use super::export::{parameters, wrong};
use super::options;
use super::output::{data, say};
use super::{CliError, Desk};
use crate::domain::Source;
use crate::http::figures::Asked;
use crate::http::query::{BadParameter, Known, Parameters};
use crate::service::{FigureFormat, Figures, exports};
use clap::Command;

/// The form that is for people.
const TABLE: &str = "table";

/// The three commands.
pub(super) fn commands() -> [Command; 3] {
    [
        Command::new("coverage")
            .about("How well people are served: figures of territories, as /api/v1/coverage gives them")
            .after_help(
                "Examples:\n  boucle coverage --within region:52 --category reparateur_velo\n  \
                 boucle coverage --by epci --within department:49 --action reparer --object velo --threshold 5000 --format csv > velo.csv\n  \
                 boucle coverage --by commune --within region:52 --open-on sa --weight gaussian --format json",
            ),
        Command::new("gaps")
            .about("Communes whose nearest structure is too far, the most people first, as /api/v1/gaps gives them")
            .after_help(
                "Examples:\n  boucle gaps --within department:49 --category ressourcerie\n  \
                 boucle gaps --within region:52 --object velo --action reparer --threshold 15000 --format geojson > gaps.geojson",
            ),
        Command::new("sites")
            .about("Communes where one more structure would bring the most people near, as /api/v1/sites gives them")
            .after_help(
                "Examples:\n  boucle sites --within department:49 --category ressourcerie --count 5\n  \
                 boucle sites --within epci:244900015 --category repair_cafe --threshold 5000 --format json",
            ),
    ]
    .map(|c| {
        let args = options::figure_args(c.get_name());
        c.args(args)
    })
}

/// What the options of a command ask for.
struct Request {
    parameters: Parameters,
    asked: Asked,
    table: bool,
}

impl Request {
    fn read(desk: &Desk, command: &str, sources: Option<&[Source]>) -> Result<Self, CliError> {
        let keys = options::of_figures(command);
        let read = || -> Result<_, BadParameter> {
            let mut parameters = parameters(&desk.layers, &keys)?;
            let table = parameters.get("format").is_none_or(|f| f == TABLE);
            if table {
                parameters = Parameters::parse(Some(&parameters.with(&[("format", None)])))?;
            }
            let asked = Asked::read(
                &parameters,
                Known {
                    taxonomy: &desk.reference.taxonomy,
                    gazetteer: &desk.reference.gazetteer,
                    sources,
                },
            )?;
            Ok(Self {
                parameters,
                asked,
                table,
            })
        };
        read().map_err(|e| wrong(&e, &keys, &desk.layers))
    }

    fn figures(&self, command: &str) -> Figures<'_> {
        let a = &self.asked;
        match command {
            "coverage" => Figures::Coverage {
                by: a.by,
                view: a.view,
                codes: &a.codes,
                d0_m: a.d0_m,
                weight: a.weight,
            },
            "gaps" => Figures::Gaps,
            _ => Figures::Sites { count: a.count },
        }
    }
}

/// Columns of a table that fits a terminal.
fn columns(command: &str) -> &'static [&'static str] {
    match command {
        "coverage" => &[
            "code",
            "name",
            "population",
            "count",
            "per_10k",
            "share_within",
            "nearest_median_m",
            "nearest_p90_m",
            "accessibility",
            "gini",
            "rank",
        ],
        "gaps" => &[
            "code",
            "name",
            "epci",
            "population",
            "nearest_m",
            "nearest",
            "zone",
        ],
        _ => &["rank", "code", "name", "population", "gain", "share_within"],
    }
}

pub(super) async fn run(desk: &Desk, command: &str) -> Result<(), CliError> {
    // First without the database, so that a slip is told before one is asked for.
    Request::read(desk, command, None)?;
    let store = desk.existing().await?;
    let sources = store.sources().await?;
    let request = Request::read(desk, command, Some(&sources))?;
    let format = if request.table {
        FigureFormat::Csv
    } else {
        request.asked.format
    };
    let bytes = exports::figures(
        &store,
        &desk.reference,
        &exports::Question {
            figures: request.figures(command),
            query: &request.asked.query,
            within: request.asked.within.as_ref(),
            threshold_m: request.asked.threshold_m,
            parameters: request.parameters.pairs().collect(),
            geometry: request.asked.geometry,
        },
        format,
    )
    .await?;
    let bytes = bytes.map_err(|e| CliError::Use(format!("--within: {e}")))?;
    if !request.table {
        return data(&bytes);
    }
    let table = crate::service::text_table(&bytes, columns(command));
    if table.lines().count() < 2 {
        say("There is nothing to list.");
    }
    data(table.as_bytes())
}
