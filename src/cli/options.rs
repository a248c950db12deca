//! From the keys of the configuration to clap's arguments, and back to what was typed.
use crate::config::{COMMON, DATA, Key, SERVE};
use crate::http::figures::{OF_COVERAGE, OF_GAPS, OF_SITES};
use crate::http::query::FILTERS;
use crate::service::geodata;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches};
use std::collections::BTreeMap;

pub(super) const MAPPING: Key = Key::of(
    "import",
    "mapping",
    "NAME|FILE",
    "A built-in mapping (osm, nantes-structures ...) or a TOML file [default: guessed from the columns]",
);
pub(super) const SOURCE: Key = Key::of(
    "import",
    "source",
    "NAME",
    "Keep the records under this source code instead of the mapping's",
);
pub(super) const FIX: Key = Key::of(
    "import",
    "fix",
    "positions",
    "Apply the proposed cures of suspicious positions",
);
pub(super) const DRY_RUN: Key = Key::of("import", "dry-run", "", "Report only; change nothing");
pub(super) const YES: Key = Key::of(
    "import",
    "yes",
    "",
    "Answer yes to questions, and withdraw records even when the file lacks more than a fifth of them",
);
pub(super) const REPORT: Key = Key::of(
    "import",
    "report",
    "FILE",
    "Write the report to FILE.csv, FILE.json or FILE.html (a page to read and to print, in French)",
);
pub(super) const SAVE_MAPPING: Key = Key::of(
    "import",
    "save-mapping",
    "FILE.toml",
    "Write the mapping that is guessed without --mapping to this new file, to be looked over and passed with --mapping",
);
pub(super) const REMOVE: Key = Key::of(
    "import",
    "remove",
    "",
    "Take the demonstration set away (with `demo`; with a real import: after it, without asking)",
);
pub(super) const IMPORT_REGION: Key = Key::of(
    "import",
    "region",
    "CODE",
    "Take only the records of this region (INSEE code, as in 52)",
);
pub(super) const DEPARTMENT: Key = Key::of(
    "import",
    "department",
    "CODES",
    "Take only the records of these departments, with commas; with --region these besides",
);
pub(super) const TAXONOMY: Key = Key::of(
    "import",
    "taxonomy",
    "FILE",
    "Names of the categories for `gogocarto`: a saved answer of its /api/taxonomy",
);
/// Options of `boucle import`.
pub(super) const IMPORT: [Key; 11] = [
    MAPPING,
    SOURCE,
    FIX,
    DRY_RUN,
    YES,
    REPORT,
    SAVE_MAPPING,
    REMOVE,
    IMPORT_REGION,
    DEPARTMENT,
    TAXONOMY,
];

pub(super) const SYNC_SOURCE: Key =
    Key::of("sync", "source", "CODE", "Only the source of this code");
pub(super) const FORCE: Key = Key::of("sync", "force", "", "Also those that are not due");
pub(super) const STATUS: Key = Key::of(
    "sync",
    "status",
    "",
    "Only say when each was refreshed, why a try failed, and when the next is due",
);
/// Options of `boucle sync`; they are for the moment, so that the file does not have them.
pub(super) const SYNC: [Key; 3] = [SYNC_SOURCE, FORCE, STATUS];

pub(super) const FROM: Key = Key::of(
    "geodata",
    "from",
    "URL|FOLDER",
    "Take the contours below this address, or from a folder of .geojson or .geojson.gz files",
)
.or(geodata::OFFICIAL);
pub(super) const YEAR: Key = Key::of(
    "geodata",
    "year",
    "YEAR",
    "The year whose communes the contours show",
)
.or("2026");
pub(super) const RESOLUTION: Key = Key::of(
    "geodata",
    "resolution",
    "1000m|100m|50m|5m",
    "How much the lines are simplified: 100m for maps and for placing, 5m for borders to a few metres",
)
.or("100m");
pub(super) const PARTIAL: Key = Key::of(
    "geodata",
    "partial",
    "KIND:CODE",
    "The files cover only this territory, as in region:52",
);
pub(super) const TIMEOUT: Key = Key::of(
    "geodata",
    "timeout",
    "SECONDS",
    "Time without a byte after which a connection is given up and the rest asked for anew",
)
.or("30");
/// Options of `boucle geodata`.
pub(super) const GEODATA: [Key; 5] = [FROM, YEAR, RESOLUTION, PARTIAL, TIMEOUT];

pub(super) const OUTPUT: Key = Key::of(
    "export",
    "output",
    "FILE",
    "Write to this file, whole or not at all [default: stdout]",
);

/// The commands that give figures of coverage.
pub(super) const FIGURES: [&str; 3] = ["coverage", "gaps", "sites"];

/// The filters of the API and what else it reads, as options of a command.
fn as_options(section: &'static str, others: &[&'static str]) -> Vec<Key> {
    let names = others.iter().chain(FILTERS).copied();
    names
        .map(|name| {
            let (value, help) = filter_help(name);
            Key::of(section, name, value, help)
        })
        .collect()
}

/// The filters of the API, and its order, as options of `boucle export`.
pub(super) fn filters() -> Vec<Key> {
    as_options("export", &["sort"])
}

/// The parameters of `/coverage`, `/gaps` and `/sites` as options of the command of that name.
pub(super) fn of_figures(command: &str) -> Vec<Key> {
    match command {
        "coverage" => as_options("coverage", OF_COVERAGE),
        "gaps" => as_options("gaps", OF_GAPS),
        _ => as_options("sites", OF_SITES),
    }
}

fn filter_help(name: &str) -> (&'static str, &'static str) {
    match name {
        "bbox" => ("W,S,E,N", "Inside a box, in degrees"),
        "near" => ("LON,LAT", "Around a point, the nearest first"),
        "radius" => ("METRES", "At most so far from --near"),
        "territory" => ("KIND:CODE", "As in department:49 or commune:49007"),
        "category" | "sector" | "action" | "object" | "label" => {
            ("CODES", "Codes of the taxonomy, with commas")
        }
        "ess" | "appointment" | "brand_only" => ("true|false", "Only where this is so"),
        "network" | "source" => ("NAMES", "Any of these, with commas"),
        "public" => ("WHO", "individuals, professionals or both"),
        "open_at" => ("TIME", "now, or as in 2026-11-28T10:00"),
        "open_on" => ("DAYS", "mo, tu, we, th, fr, sa, su, ph"),
        "at_home" => ("HOW", "include, exclude or only"),
        "q" => ("WORDS", "Text search"),
        "by" => ("KIND", "region, department, epci or commune"),
        "within" => ("KIND:CODE", "Only inside this territory, as in region:52"),
        "view" => (
            "W,S,E,N",
            "Only territories of which some lies in this box, in degrees",
        ),
        "codes" => ("CODES", "Only these territories, with commas"),
        "threshold" => (
            "METRES",
            "The distance that counts as near [default: 10000]",
        ),
        "d0" => ("METRES", "Radius of a catchment [default: 20000]"),
        "weight" => ("HOW", "step or gaussian"),
        "geometry" => (
            "true|false",
            "In GeoJSON contours where they are known, else positions",
        ),
        "count" => ("N", "Sites that are wanted [default: 5]"),
        "format" => ("FORM", "table, json, csv or geojson [default: table]"),
        "sort" => ("ORDER", "distance, name, updated, relevance or opening"),
        _ => ("VALUE", "As the API's filter of this name"),
    }
}

/// Every key that a flag, a variable or the file may set.
pub(super) fn all() -> Vec<Key> {
    let mut keys = COMMON.to_vec();
    keys.extend(SERVE);
    keys.extend(DATA);
    keys.extend(IMPORT);
    keys.extend(SYNC);
    keys.push(OUTPUT);
    keys.extend(GEODATA);
    keys.extend(filters());
    keys.extend(FIGURES.into_iter().flat_map(of_figures));
    keys
}

/// The argument of a key; its help says where else it can be set.
pub(super) fn arg(key: &Key) -> Arg {
    let default = key
        .default
        .map(|d| format!(" [default: {d}]"))
        .unwrap_or_default();
    let arg = Arg::new(key.id()).long(key.flag()).alias(key.name);
    if key.is_switch() {
        // `--dry-run=false` takes back what the environment or the file says.
        return arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("true|false")
            .help(format!("{} [env: {}]", key.help, key.env()));
    }
    if key.may_be_bare() {
        return arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name(key.value.trim_matches(['[', ']']))
            .help(format!("{} [env: {}]{default}", key.help, key.env()));
    }
    arg.value_name(key.value)
        .allow_hyphen_values(true)
        .help(format!("{} [env: {}]{default}", key.help, key.env()))
}

/// Arguments of the API's filters: they may come several times, as in an address.
pub(super) fn filter_args() -> impl Iterator<Item = Arg> {
    filters().into_iter().map(|k| filter_arg(&k))
}

/// Arguments of a command of figures: its own, and the filters.
pub(super) fn figure_args(command: &str) -> impl Iterator<Item = Arg> + use<> {
    let is_filter = |k: &Key| FILTERS.contains(&k.name);
    let each = move |k: &Key| if is_filter(k) { filter_arg(k) } else { arg(k) };
    of_figures(command).into_iter().map(move |k| each(&k))
}

fn filter_arg(key: &Key) -> Arg {
    arg(key).action(ArgAction::Append).help_heading("Filters")
}

/// What was typed after `command`, by the key's id.
pub(super) fn typed(command: &str, matches: &ArgMatches) -> BTreeMap<String, String> {
    let mine = |k: &Key| k.section.is_none_or(|s| s == command);
    let mut typed = BTreeMap::new();
    for id in all().into_iter().filter(mine).map(|k| k.id()) {
        // Asked first, because clap panics at an id that the command does not have.
        if matches.try_contains_id(&id).unwrap_or(false)
            && matches.value_source(&id) == Some(ValueSource::CommandLine)
            && let Ok(Some(values)) = matches.try_get_many::<String>(&id)
        {
            let text = values.map(String::as_str).collect::<Vec<_>>().join(",");
            typed.insert(id, text);
        }
    }
    typed
}
