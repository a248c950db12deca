//! The rows of the answers: their names in JSON and their columns in CSV.
use crate::catalog::coverage::{self, AtHomeCount, Figures, Gap, LostCommune, NearestStructure};
use crate::domain::Territory;
use crate::domain::census::Standing;
use serde::{Serialize, Serializer};

/// A row of a table.
pub trait Cells: Serialize {
    /// Names of the columns.
    const COLUMNS: &'static [&'static str];
    /// What stands in them.
    fn cells(&self) -> Vec<String>;
}

/// A row that lies somewhere.
pub trait Row: Cells {
    /// Its territory.
    fn territory(&self) -> &Territory;
}

/// Metres to the centimetre: what lies behind is not known.
#[derive(Debug, Clone, Copy)]
pub struct Metres(f64);

impl Serialize for Metres {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64((self.0 * 100.0).round() / 100.0)
    }
}

impl std::fmt::Display for Metres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", (self.0 * 100.0).round() / 100.0)
    }
}

fn or(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// Status, day and sources of a census as cells.
fn census(c: &Standing<'_>) -> [String; 3] {
    [
        c.status.as_str().to_owned(),
        or(c.on),
        c.sources.join(" | "),
    ]
}

/// A territory by name.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Named<'a> {
    kind: crate::domain::TerritoryKind,
    code: &'a str,
    name: &'a str,
}

impl<'a> Named<'a> {
    fn of(t: &'a Territory) -> Self {
        Self {
            kind: t.kind,
            code: &t.code,
            name: &t.name,
        }
    }
}

/// A row of `/coverage`.
#[derive(Debug, Serialize)]
pub struct CoverageRow<'a> {
    territory: Named<'a>,
    population: u64,
    count: u32,
    per_10k: Option<f64>,
    nearest_mean_m: Option<Metres>,
    nearest_median_m: Option<Metres>,
    nearest_p90_m: Option<Metres>,
    share_within: Option<f64>,
    accessibility: Option<f64>,
    gini: Option<f64>,
    lorenz: Option<Vec<[f64; 2]>>,
    rank: Option<u32>,
    peers: u32,
    unplaced: u32,
    unknown: u32,
    at_home: AtHomeCount,
    completeness: Option<f64>,
    verification_median_days: Option<f64>,
    census: Standing<'a>,
    #[serde(skip)]
    of: &'a Territory,
}

impl<'a> CoverageRow<'a> {
    pub(super) fn of(f: Figures<'a>) -> Self {
        Self {
            territory: Named::of(f.territory),
            population: f.people.population,
            count: f.count,
            per_10k: f.per_10k,
            nearest_mean_m: f.people.mean_m.map(Metres),
            nearest_median_m: f.people.median_m.map(Metres),
            nearest_p90_m: f.people.p90_m.map(Metres),
            share_within: f.people.share_within,
            accessibility: f.accessibility,
            gini: f.gini,
            lorenz: f.lorenz,
            rank: f.rank,
            peers: f.peers,
            unplaced: f.unplaced,
            unknown: f.unknown,
            at_home: f.at_home,
            completeness: f.completeness,
            verification_median_days: f.verification_median_days,
            census: f.census,
            of: f.territory,
        }
    }
}

impl Cells for CoverageRow<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "kind",
        "code",
        "name",
        "population",
        "count",
        "per_10k",
        "nearest_mean_m",
        "nearest_median_m",
        "nearest_p90_m",
        "share_within",
        "accessibility",
        "gini",
        "rank",
        "peers",
        "unplaced",
        "unknown",
        "at_home_local",
        "at_home_national",
        "completeness",
        "verification_median_days",
        "census_status",
        "census_on",
        "census_sources",
    ];
    fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            self.territory.kind.as_str().to_owned(),
            self.territory.code.to_owned(),
            self.territory.name.to_owned(),
            self.population.to_string(),
            self.count.to_string(),
            or(self.per_10k),
            or(self.nearest_mean_m),
            or(self.nearest_median_m),
            or(self.nearest_p90_m),
            or(self.share_within),
            or(self.accessibility),
            or(self.gini),
            or(self.rank),
            self.peers.to_string(),
            self.unplaced.to_string(),
            self.unknown.to_string(),
            self.at_home.local.to_string(),
            self.at_home.national.to_string(),
            or(self.completeness),
            or(self.verification_median_days),
        ];
        cells.extend(census(&self.census));
        cells
    }
}

impl Row for CoverageRow<'_> {
    fn territory(&self) -> &Territory {
        self.of
    }
}

/// A row of `/gaps`.
#[derive(Debug, Serialize)]
pub struct GapRow<'a> {
    code: &'a str,
    name: &'a str,
    epci: Option<Named<'a>>,
    department: Option<Named<'a>>,
    population: Option<u32>,
    nearest_m: Option<Metres>,
    nearest: Option<NearestStructure>,
    zone: Option<u32>,
    census: Standing<'a>,
    #[serde(skip)]
    of: &'a Territory,
}

impl<'a> GapRow<'a> {
    pub(super) fn of(g: &Gap<'a>, nearest: Option<NearestStructure>) -> Self {
        Self {
            code: &g.commune.code,
            name: &g.commune.name,
            epci: g.epci.map(Named::of),
            department: g.department.map(Named::of),
            population: g.commune.population,
            nearest_m: g.nearest_m.map(Metres),
            nearest,
            zone: g.zone,
            census: g.census.clone(),
            of: g.commune,
        }
    }
}

impl Cells for GapRow<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "code",
        "name",
        "epci_code",
        "epci",
        "department_code",
        "department",
        "population",
        "nearest_m",
        "nearest_id",
        "nearest",
        "zone",
        "census_status",
        "census_on",
        "census_sources",
    ];
    fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            self.code.to_owned(),
            self.name.to_owned(),
            or(self.epci.map(|e| e.code)),
            or(self.epci.map(|e| e.name)),
            or(self.department.map(|d| d.code)),
            or(self.department.map(|d| d.name)),
            or(self.population),
            or(self.nearest_m),
            or(self.nearest.as_ref().map(|n| &n.id)),
            or(self.nearest.as_ref().map(|n| &n.name)),
            or(self.zone),
        ];
        cells.extend(census(&self.census));
        cells
    }
}

impl Row for GapRow<'_> {
    fn territory(&self) -> &Territory {
        self.of
    }
}

/// A row of `/sites`.
#[derive(Debug, Serialize)]
pub struct SiteRow<'a> {
    rank: u32,
    code: &'a str,
    name: &'a str,
    population: Option<u32>,
    gain: u64,
    share_within: Option<f64>,
    #[serde(skip)]
    of: &'a Territory,
}

impl<'a> SiteRow<'a> {
    pub(super) fn of(site: &coverage::SiteRow<'a>) -> Self {
        Self {
            rank: site.rank,
            code: &site.commune.code,
            name: &site.commune.name,
            population: site.commune.population,
            gain: site.gain,
            share_within: site.share_within,
            of: site.commune,
        }
    }
}

impl Cells for SiteRow<'_> {
    const COLUMNS: &'static [&'static str] =
        &["rank", "code", "name", "population", "gain", "share_within"];
    fn cells(&self) -> Vec<String> {
        vec![
            self.rank.to_string(),
            self.code.to_owned(),
            self.name.to_owned(),
            or(self.population),
            self.gain.to_string(),
            or(self.share_within),
        ]
    }
}

impl Row for SiteRow<'_> {
    fn territory(&self) -> &Territory {
        self.of
    }
}

/// A row of `/sites/loss`.
#[derive(Debug, Serialize)]
pub struct LossRow<'a> {
    code: &'a str,
    name: &'a str,
    population: Option<u32>,
    nearest_m: Metres,
    next_nearest_m: Option<Metres>,
    #[serde(skip)]
    of: &'a Territory,
}

impl<'a> LossRow<'a> {
    pub(super) fn of(lost: &LostCommune<'a>) -> Self {
        Self {
            code: &lost.commune.code,
            name: &lost.commune.name,
            population: lost.commune.population,
            nearest_m: Metres(lost.before_m),
            next_nearest_m: lost.after_m.map(Metres),
            of: lost.commune,
        }
    }
}

impl Cells for LossRow<'_> {
    const COLUMNS: &'static [&'static str] =
        &["code", "name", "population", "nearest_m", "next_nearest_m"];
    fn cells(&self) -> Vec<String> {
        vec![
            self.code.to_owned(),
            self.name.to_owned(),
            or(self.population),
            self.nearest_m.to_string(),
            or(self.next_nearest_m),
        ]
    }
}

impl Row for LossRow<'_> {
    fn territory(&self) -> &Territory {
        self.of
    }
}
