//! The options: their names, defaults and words for `--help`.

const IGN: &str = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

/// One option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The command it belongs to; `None` for the settings of the service.
    pub section: Option<&'static str>,
    /// Name on the command line, without dashes before it.
    pub name: &'static str,
    /// What its value is, for `--help`; empty for a switch.
    pub value: &'static str,
    /// What holds when nobody says anything.
    pub default: Option<&'static str>,
    /// One line for `--help`.
    pub help: &'static str,
}

impl Key {
    const fn new(
        name: &'static str,
        value: &'static str,
        default: Option<&'static str>,
        help: &'static str,
    ) -> Self {
        Self {
            section: None,
            name,
            value,
            default,
            help,
        }
    }

    /// The same option with a default.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    /// An option of one command.
    #[must_use]
    pub const fn of(
        section: &'static str,
        name: &'static str,
        value: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            section: Some(section),
            name,
            value,
            default: None,
            help,
        }
    }

    /// The name after `--`: `dry-run`.
    #[must_use]
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Whether its value may be left out: `--geocode` and `--geocode=URL`.
    #[must_use]
    pub fn may_be_bare(&self) -> bool {
        self.value.starts_with('[')
    }

    /// Whether it is said by its name alone: `--dry-run`.
    #[must_use]
    pub const fn is_switch(&self) -> bool {
        self.value.is_empty()
    }

    /// The name that is its own among all options: `import_dry_run`.
    #[must_use]
    pub fn id(&self) -> String {
        let name = self.name.replace('-', "_");
        match self.section {
            Some(s) => format!("{s}_{name}"),
            None => name,
        }
    }

    /// The environment variable: `BOUCLE_IMPORT_DRY_RUN`.
    #[must_use]
    pub fn env(&self) -> String {
        format!("BOUCLE_{}", self.id().to_uppercase())
    }

    /// The key in the file: `import.dry_run`.
    #[must_use]
    pub fn path(&self) -> String {
        let name = self.name.replace('-', "_");
        match self.section {
            Some(s) => format!("{s}.{name}"),
            None => name,
        }
    }
}

/// Where the file itself is; cannot stand in the file.
pub const CONFIG: Key = Key::new(
    "config",
    "FILE",
    None,
    "Configuration file [default: boucle.toml in the working directory, when it is there]",
);
/// The database.
pub const DATABASE: Key = Key::new(
    "database",
    "URL",
    Some("sqlite:data/boucle.db"),
    "Database: sqlite:PATH or postgres://USER@HOST/NAME",
);
/// Where the official contours are kept.
pub const GEODATA: Key = Key::new(
    "geodata",
    "FOLDER",
    Some("data/geodata"),
    "Folder of the official contours, which `boucle geodata update` fills",
);
/// What is logged.
pub const LOG: Key = Key::new(
    "log",
    "FILTER",
    Some("info,tantivy=warn,sqlx=warn"),
    "What is logged: error, warn, info, debug, trace, also per module",
);
/// How it is logged.
pub const LOG_FORMAT: Key = Key::new(
    "log-format",
    "text|json",
    Some("text"),
    "Form of the log lines",
);
/// Where the service listens.
pub const LISTEN: Key = Key::new(
    "listen",
    "ADDRESS:PORT",
    Some("127.0.0.1:8080"),
    "Address to listen on; port 0 takes a free one",
);
/// Where the bound address is written.
pub const PORT_FILE: Key = Key::new(
    "port-file",
    "FILE",
    None,
    "Write the bound address to this file once ready; removed at the end",
);
/// How long requests under way may take at the end.
pub const DRAIN: Key = Key::new(
    "drain",
    "SECONDS",
    Some("8"),
    "Time that requests under way get to end when the service stops",
);
/// The service's name.
pub const NAME: Key = Key::new("name", "NAME", Some("Boucle"), "Name of the service");
/// Who runs it.
pub const OPERATOR: Key = Key::new(
    "operator",
    "NAME",
    None,
    "Who answers for the service, for the legal notice",
);
/// Where the operator is.
pub const OPERATOR_ADDRESS: Key = Key::new(
    "operator-address",
    "TEXT",
    None,
    "Postal address, telephone and registration of the operator, for the legal notice",
);
/// Who directs the publication.
pub const PUBLICATION_DIRECTOR: Key = Key::new(
    "publication-director",
    "NAME",
    None,
    "Who directs the publication, for the legal notice",
);
/// Who hosts the service.
pub const HOSTING: Key = Key::new(
    "hosting",
    "TEXT",
    None,
    "Name, address and telephone of the hosting provider, for the legal notice",
);
/// Where the source of the running program is.
pub const SOURCE_URL: Key = Key::new(
    "source-url",
    "URL",
    None,
    "Where people get the source of the program that runs here, as its licence (AGPL) asks",
);
/// Where people reach the service.
pub const PUBLIC_URL: Key = Key::new(
    "public-url",
    "URL",
    None,
    "Address people reach the service at, as in https://annuaire.example.org [default: that of each request]",
);
/// Where people write.
pub const CONTACT: Key = Key::new(
    "contact",
    "ADDRESS",
    None,
    "Where people write: mailto:ADDRESS or https://PAGE",
);
/// The map's background.
pub const TILES_URL: Key = Key::new(
    "tiles-url",
    "URL",
    Some(IGN),
    "Map tiles with {z}, {x}, {y}, perhaps {r} for @2x on fine screens, or `none`",
);
/// Its credit.
pub const TILES_ATTRIBUTION: Key = Key::new(
    "tiles-attribution",
    "TEXT",
    Some("© IGN"),
    "Credit of the tiles",
);

/// Where addresses are looked up.
pub const GEOCODER: Key = Key::new(
    "geocoder",
    "URL",
    Some("none"),
    "Suggest addresses by this geocoder, as in https://data.geopf.fr/geocodage/search, or `none`",
);

/// Whether, and where, the addresses of imports are looked up.
pub const GEOCODE: Key = Key::new(
    "geocode",
    "[URL]",
    Some("none"),
    "Send the addresses of records without a position to a geocoder (never those that may be homes): this addok, or \
     without URL that of `geocoder`, else the Géoplateforme; `none` sends nothing",
);

/// Where ADEME's list is.
pub const ADEME_URL: Key = Key::new(
    "ademe-url",
    "URL",
    Some(crate::domain::sync::ADEME),
    "ADEME's list of actors (data-fair), or `none` to ask nobody for it",
);
/// Whose records a first start takes.
pub const REGION: Key = Key::new(
    "region",
    "CODE",
    Some("52"),
    "Region whose actors `setup` takes from ADEME (INSEE code), or `all` of France",
);
/// Whether the service refreshes the declared sources.
pub const SYNC: Key = Key::new(
    "sync",
    "",
    None,
    "Refresh the [[sources]] of the configuration file in the background when they are due; on one server only",
);

/// The settings that all commands take.
pub const COMMON: [Key; 5] = [CONFIG, DATABASE, GEODATA, LOG, LOG_FORMAT];
/// The settings of `boucle serve`.
pub const SERVE: [Key; 15] = [
    LISTEN,
    PORT_FILE,
    DRAIN,
    NAME,
    PUBLIC_URL,
    OPERATOR,
    OPERATOR_ADDRESS,
    PUBLICATION_DIRECTOR,
    HOSTING,
    SOURCE_URL,
    CONTACT,
    TILES_URL,
    TILES_ATTRIBUTION,
    GEOCODER,
    SYNC,
];
/// The settings of the commands that fetch data.
pub const DATA: [Key; 3] = [ADEME_URL, REGION, GEOCODE];
