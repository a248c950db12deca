//! The forms of the figures: coverage, gaps, sites, losses.
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A territory by name.
#[derive(ToSchema)]
pub struct TerritoryName {
    kind: String,
    /// INSEE code; SIREN of an EPCI.
    code: String,
    name: String,
}

/// Structures that serve at home.
#[derive(ToSchema)]
pub struct AtHomeCount {
    /// In a perimeter of kilometres or a department: their people are at distance 0.
    local: u32,
    /// In the whole country: they fill no gap.
    national: u32,
}

/// Where somebody looked for structures of the categories that are asked; the weakest of them.
#[derive(ToSchema)]
pub struct CensusStanding {
    /// surveyed, partial or never.
    #[schema(pattern = "^(surveyed|partial|never)$")]
    status: String,
    /// The oldest day of the entries that it comes from.
    #[schema(required)]
    on: Option<String>,
    /// Who surveyed, or where it is written down.
    sources: Vec<String>,
    /// Worked out from the parts of the territory.
    derived: bool,
}

/// A source on which the figures rest; a reuse must cite `attribution`.
#[derive(ToSchema)]
pub struct SourceOfFigures {
    code: String,
    name: String,
    licence: String,
    attribution: String,
    /// Matches that it carries.
    count: u64,
    /// It holds only contributors who license their data openly: there may be others that it does not know.
    open_contributors_only: bool,
}

/// Coverage of one territory. Distances are metres as the crow flies, shares go from 0 to 1, what is not defined is
/// null. Structures beyond the border count.
#[derive(ToSchema)]
pub struct CoverageRow {
    territory: TerritoryName,
    /// Inhabitants.
    population: u64,
    /// Matches in it.
    count: u32,
    /// Matches per 10,000 inhabitants.
    #[schema(required)]
    per_10k: Option<f64>,
    /// Mean distance to the nearest match over the people who have one.
    #[schema(required)]
    nearest_mean_m: Option<f64>,
    /// Half of the people live at most this far; null when half of them have none in reach.
    #[schema(required)]
    nearest_median_m: Option<f64>,
    /// Nine in ten live at most this far.
    #[schema(required)]
    nearest_p90_m: Option<f64>,
    /// Part of the people at most `threshold` away.
    #[schema(required)]
    share_within: Option<f64>,
    /// E2SFCA: structures per 10,000 inhabitants that people can reach, shared with all who can.
    #[schema(required)]
    accessibility: Option<f64>,
    /// Gini coefficient of access; null when nobody has any.
    #[schema(required)]
    gini: Option<f64>,
    /// Lorenz curve: part of the people, the least served first, and their part of the access; null for communes.
    #[schema(required)]
    lorenz: Option<Vec<Vec<f64>>>,
    /// Place by `share_within` among the rows, 1 the best.
    #[schema(required)]
    rank: Option<u32>,
    /// Rows that have a rank.
    peers: u32,
    /// Matches here without a position.
    unplaced: u32,
    /// Communes here without a position.
    unknown: u32,
    at_home: AtHomeCount,
    /// How much is known of the matches here, mean of their completeness.
    #[schema(required)]
    completeness: Option<f64>,
    /// Median of the days since a person confirmed the matches here, over those ever confirmed.
    #[schema(required)]
    verification_median_days: Option<f64>,
    census: CensusStanding,
}

/// Figures of territories.
#[derive(ToSchema)]
pub struct Coverage {
    rows: Vec<CoverageRow>,
    /// What was asked, defaults included.
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    /// Revision of the directory.
    revision: i64,
}

/// People whose nearest match is at a distance of one band.
#[derive(ToSchema)]
pub struct Distance {
    /// From this distance on, metres; it is itself in the band below, but for the first.
    from_m: u32,
    /// Up to and with this distance, metres; null for the last band, which has no end.
    #[schema(required)]
    to_m: Option<u32>,
    communes: u32,
    /// Inhabitants.
    population: u64,
    /// Their part of all people here; null without inhabitants.
    #[schema(required)]
    share: Option<f64>,
    /// Those whose distance is known: near, or where somebody looked.
    known_population: u64,
    #[schema(required)]
    known_share: Option<f64>,
    /// The others: beyond the threshold, and nobody looked.
    unknown_population: u64,
}

/// People by distance.
#[derive(ToSchema)]
pub struct Distances {
    rows: Vec<Distance>,
    /// What was asked, defaults included.
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    /// Revision of the directory.
    revision: i64,
}

/// The least served part of the people, and its part of the access.
#[derive(ToSchema)]
pub struct Share {
    people: f64,
    access: f64,
}

/// How the people share the access; no rows where nobody has any.
#[derive(ToSchema)]
pub struct Shares {
    rows: Vec<Share>,
    /// What was asked, defaults included.
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    /// Revision of the directory.
    revision: i64,
}

/// A month that was kept.
#[derive(ToSchema)]
pub struct MonthFigure {
    /// Year and month.
    month: String,
    /// Part of the people within 10 km.
    share_within: f64,
}

/// The kept months; none where nothing is kept of the filters.
#[derive(ToSchema)]
pub struct Months {
    rows: Vec<MonthFigure>,
    /// What was asked, defaults included.
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    /// Revision of the directory.
    revision: i64,
}

/// A class of a map.
#[derive(ToSchema)]
pub struct Class {
    /// 1 is the best served; null for what is not known.
    #[schema(required)]
    class: Option<u32>,
    /// share_within; nearest_m of communes.
    measure: String,
    #[schema(required)]
    from: Option<f64>,
    #[schema(required)]
    to: Option<f64>,
    territories: u32,
    population: u64,
}

/// The classes of a map.
#[derive(ToSchema)]
pub struct Classes {
    rows: Vec<Class>,
    /// What was asked, defaults included.
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    /// Revision of the directory.
    revision: i64,
}

/// A structure by name.
#[derive(ToSchema)]
pub struct StructureName {
    id: String,
    name: String,
}

/// A commune beyond the threshold.
#[derive(ToSchema)]
pub struct Gap {
    code: String,
    name: String,
    #[schema(required)]
    epci: Option<TerritoryName>,
    #[schema(required)]
    department: Option<TerritoryName>,
    #[schema(required)]
    population: Option<u32>,
    /// Null when there is no match, or the commune has no position.
    #[schema(required)]
    nearest_m: Option<f64>,
    #[schema(required)]
    nearest: Option<StructureName>,
    /// Number of its zone; null without a position.
    #[schema(required)]
    zone: Option<u32>,
    /// A gap that was never surveyed is unknown: there may be something.
    census: CensusStanding,
}

/// Gaps that lie beside each other.
#[derive(ToSchema)]
pub struct Zone {
    /// 1 is the zone of the most people.
    zone: u32,
    /// Its most populous commune.
    name: String,
    communes: u32,
    population: u64,
}

/// Gaps by falling population.
#[derive(ToSchema)]
#[allow(non_snake_case)]
pub struct Gaps {
    rows: Vec<Gap>,
    /// Zones of all of them.
    zones: Vec<Zone>,
    /// People who live in all of them.
    population: u64,
    /// All gaps.
    numberMatched: u64,
    /// Those in this answer.
    numberReturned: u64,
    /// `next` when there is more.
    links: Vec<super::Link>,
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    revision: i64,
}

/// A commune where one more structure would help.
#[derive(ToSchema)]
pub struct Site {
    /// 1 helps most.
    rank: u32,
    code: String,
    name: String,
    #[schema(required)]
    population: Option<u32>,
    /// People whom it brings within the threshold besides those of the sites before it.
    gain: u64,
    /// Part of the people within the threshold with this site and those before it.
    #[schema(required)]
    share_within: Option<f64>,
}

/// The best sites.
#[derive(ToSchema)]
pub struct Sites {
    rows: Vec<Site>,
    /// Part of the people within the threshold today.
    #[schema(required)]
    share_before: Option<f64>,
    /// Inhabitants.
    population: u64,
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    revision: i64,
}

/// A commune that falls outside the threshold.
#[derive(ToSchema)]
pub struct LostCommune {
    code: String,
    name: String,
    #[schema(required)]
    population: Option<u32>,
    /// Distance of the structure that closes.
    nearest_m: f64,
    /// Distance of the next one; null when there is none.
    #[schema(required)]
    next_nearest_m: Option<f64>,
}

/// What is lost when a structure closes.
#[derive(ToSchema)]
pub struct Loss {
    rows: Vec<LostCommune>,
    #[schema(required)]
    structure: Option<StructureName>,
    /// The filters let it pass; if not, nothing is lost.
    matches: bool,
    /// People who fall outside the threshold.
    loss: u64,
    #[schema(required)]
    share_before: Option<f64>,
    #[schema(required)]
    share_after: Option<f64>,
    parameters: BTreeMap<String, serde_json::Value>,
    sources: Vec<SourceOfFigures>,
    revision: i64,
}
