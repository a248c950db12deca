//! The forms of the answers. A test holds real answers against them, so that they cannot drift apart.
#![allow(dead_code, clippy::struct_field_names)] // read by the derive alone; names are those of the answers
mod figures;

use std::collections::BTreeMap;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A point, `[lon, lat]` in degrees.
#[derive(ToSchema)]
struct Point {
    #[schema(pattern = "^Point$")]
    r#type: String,
    #[schema(min_items = 2, max_items = 2)]
    coordinates: Vec<f64>,
}

/// What one can do there, and for what.
#[derive(ToSchema)]
struct Offer {
    /// Action code.
    action: String,
    /// Object codes; not there when the source does not say which.
    objects: Option<Vec<String>>,
}

/// A postal address.
#[derive(ToSchema)]
struct Address {
    /// Street lines; not there for somebody's home.
    lines: Option<Vec<String>>,
    postal_code: Option<String>,
    city: Option<String>,
    /// INSEE code as the source gives it.
    insee: Option<String>,
}

/// A code and a name.
#[derive(ToSchema)]
struct Named {
    code: String,
    name: String,
}

/// Where the record comes from; a reuse must cite `attribution`.
#[derive(ToSchema)]
struct Credit {
    source: String,
    /// The source's own identifier; not there for somebody's home.
    external_id: Option<String>,
    licence: String,
    attribution: String,
    /// When the source last carried it, RFC 3339.
    seen_at: String,
}

/// Area served at home: `km` around the position, a `department`, `metropolitan` or `overseas` France.
#[derive(ToSchema)]
struct AtHome {
    kind: String,
    km: Option<f64>,
    code: Option<String>,
}

/// A member that is not there is unknown, never "no".
#[derive(ToSchema)]
struct StructureProperties {
    /// Great-circle distance from `near`, metres.
    distance_m: Option<f64>,
    name: String,
    /// Last part of the page's address.
    slug: String,
    /// Name over the door, when it differs.
    trade_name: Option<String>,
    sector: Option<String>,
    /// Category codes, the main one first.
    categories: Vec<String>,
    offers: Option<Vec<Offer>>,
    address: Option<Address>,
    /// Commune of today.
    commune: Option<Named>,
    /// How the commune was given: code, name, contour or nearest, which may be wrong near a border.
    commune_assignment: Option<String>,
    /// INSEE code.
    department: Option<String>,
    /// rooftop, street, commune or postal_code.
    precision: Option<String>,
    /// OSM syntax.
    opening_hours: Option<String>,
    /// Hours for bringing things, OSM syntax.
    deposit_hours: Option<String>,
    /// Hours in words, with the comments of `opening_hours`.
    opening_text: Option<String>,
    phone: Option<String>,
    /// Only when the structure agreed.
    email: Option<String>,
    /// Always true where it stands: the structure agreed to show its e-mail address.
    email_public: Option<bool>,
    website: Option<String>,
    social: Option<Vec<String>>,
    summary: Option<String>,
    description: Option<String>,
    legal_form: Option<String>,
    ess: Option<bool>,
    /// Inclusion status: aci, ei, ai, etti, esat or none.
    inclusion: Option<String>,
    /// Nine digits; not there for somebody's home.
    siren: Option<String>,
    /// Fourteen digits; not there for somebody's home.
    siret: Option<String>,
    labels: Option<Vec<String>>,
    public: Option<String>,
    by_appointment: Option<bool>,
    brand_only: Option<bool>,
    /// one_for_one or one_for_zero.
    take_back: Option<String>,
    at_home: Option<AtHome>,
    wheelchair: Option<String>,
    networks: Option<Vec<String>>,
    /// ROME codes of jobs.
    jobs: Option<Vec<String>>,
    /// ROME codes of skills.
    skills: Option<Vec<String>>,
    /// Full-time equivalents.
    headcount_fte: Option<f64>,
    /// Of which inclusion posts.
    headcount_inclusion: Option<f64>,
    /// Tonnes reused in a year.
    tonnage: Option<f64>,
    /// Addresses of pictures.
    photos: Option<Vec<String>>,
    sources: Vec<Credit>,
    /// RFC 3339.
    updated: String,
    /// Date of the source's own last change, ISO 8601.
    source_updated: Option<String>,
    /// When a person confirmed it, RFC 3339.
    verified_at: Option<String>,
    /// Share of the completeness criteria that hold, 0 to 1.
    completeness: f64,
    /// The criteria that do not hold, of address, position, offers, `opening_hours`, contact, website, description and
    /// wheelchair; not there when all hold.
    completeness_missing: Option<Vec<String>>,
}

/// One structure.
#[derive(ToSchema)]
struct StructureFeature {
    r#type: String,
    /// ULID.
    id: String,
    #[schema(required)]
    geometry: Option<Point>,
    properties: StructureProperties,
}

/// A link.
#[derive(ToSchema)]
struct Link {
    rel: String,
    r#type: Option<String>,
    href: String,
}

/// A page of structures.
#[derive(ToSchema)]
#[allow(non_snake_case)]
struct StructureCollection {
    r#type: String,
    features: Vec<StructureFeature>,
    /// All that match.
    numberMatched: u64,
    /// Those in this answer.
    numberReturned: u64,
    /// `self`, and `next` when there is more.
    links: Vec<Link>,
}

/// A cluster; a lone structure also says who it is.
#[derive(ToSchema)]
struct ClusterProperties {
    count: u32,
    /// Structures by sector code.
    sectors: BTreeMap<String, u32>,
    id: Option<String>,
    name: Option<String>,
    slug: Option<String>,
    sector: Option<String>,
    /// Main category.
    category: Option<String>,
}

/// One mark of the map.
#[derive(ToSchema)]
struct ClusterFeature {
    r#type: String,
    geometry: Point,
    properties: ClusterProperties,
}

/// All marks of a view.
#[derive(ToSchema)]
#[allow(non_snake_case)]
struct ClusterCollection {
    r#type: String,
    features: Vec<ClusterFeature>,
    /// Placed structures that match: the sum of the counts.
    numberMatched: u64,
    numberReturned: u64,
    /// Matches without position, which no map shows; with `numberMatched` they are that of `/structures`.
    unplaced: u64,
}

/// Counts; a structure with two categories counts in both.
#[derive(ToSchema)]
#[allow(non_snake_case)]
struct Facets {
    numberMatched: u64,
    category: BTreeMap<String, u64>,
    action: BTreeMap<String, u64>,
    /// By `department:CODE`.
    territory: BTreeMap<String, u64>,
}

/// A find.
#[derive(ToSchema)]
struct Suggestion {
    kind: String,
    /// Of a whole search (`search`) its parameters, as in action=reparer&object=velo.
    code: String,
    label: String,
    /// Postal code and department of a commune, commune of a structure, the everyday word by which a term was found.
    detail: Option<String>,
    icon: Option<String>,
    slug: Option<String>,
    lon: Option<f64>,
    lat: Option<f64>,
}

/// Finds, the best first.
#[derive(ToSchema)]
struct Suggestions {
    suggestions: Vec<Suggestion>,
}

/// A term of the taxonomy.
#[derive(ToSchema)]
struct Term {
    code: String,
    label_fr: String,
    label_en: String,
    sector: Option<String>,
    parent: Option<String>,
    group: Option<String>,
    direction: Option<String>,
    actions: Option<Vec<String>>,
    icon: Option<String>,
    synonyms_fr: Option<Vec<String>>,
    synonyms_en: Option<Vec<String>>,
    verbs_fr: Option<Vec<String>>,
    verbs_en: Option<Vec<String>>,
    description_fr: Option<String>,
    description_en: Option<String>,
}

/// A source of the directory; a reuse must cite `attribution`.
#[derive(ToSchema)]
struct Source {
    code: String,
    name: String,
    licence: String,
    attribution: String,
    /// Where it can be had.
    #[schema(required)]
    url: Option<String>,
    /// Structures that it tells of.
    count: u64,
    /// When it was last taken over whole, with or without changes, RFC 3339; null where that is not known.
    #[schema(required)]
    refreshed_at: Option<String>,
    /// What it does not hold although one might think so, in French.
    #[schema(required)]
    leaves_out: Option<String>,
    /// The same in English.
    #[schema(required)]
    leaves_out_en: Option<String>,
}

/// All sources.
#[derive(ToSchema)]
struct Sources {
    sources: Vec<Source>,
    /// Revision of the directory.
    revision: i64,
}

/// The whole taxonomy.
#[derive(ToSchema)]
struct Taxonomy {
    sectors: Vec<Term>,
    categories: Vec<Term>,
    action_groups: Vec<Term>,
    actions: Vec<Term>,
    objects: Vec<Term>,
    labels: Vec<Term>,
    services: Vec<Term>,
    actor_types: Vec<Term>,
}

/// One territory.
#[derive(ToSchema)]
struct Territory {
    kind: String,
    /// INSEE code; SIREN of an EPCI.
    code: String,
    name: String,
    /// Inhabitants.
    #[schema(required)]
    population: Option<u32>,
    /// `[lon, lat]`; of a group of communes the mean weighted by population.
    #[schema(required)]
    position: Option<Vec<f64>>,
    /// How a commune's position was found: commune (its own, inside its official contour where one is loaded),
    /// postal_code, epci, department or none.
    #[schema(required)]
    precision: Option<String>,
    postal_codes: Vec<String>,
    /// Codes of the territories around it, by kind.
    parents: BTreeMap<String, String>,
    /// GeoJSON geometry, with `geometry=true`; null where none is known.
    geometry: Option<serde_json::Value>,
}

/// A page of territories.
#[derive(ToSchema)]
#[allow(non_snake_case)]
struct Territories {
    numberMatched: u64,
    territories: Vec<Territory>,
    links: Vec<Link>,
}

/// A parameter that cannot be used.
#[derive(ToSchema)]
struct ParameterError {
    parameter: String,
    detail: String,
}

/// RFC 9457.
#[derive(ToSchema)]
struct Problem {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
    /// Names the occurrence in the log of the operator.
    instance: Option<String>,
    errors: Option<Vec<ParameterError>>,
}

/// All schemas by name.
pub(super) fn all() -> Vec<(String, RefOr<Schema>)> {
    macro_rules! named {
        ($($t:ty),*) => { vec![$((<$t>::name().into_owned(), <$t>::schema())),*] };
    }
    named![
        Point,
        Offer,
        Address,
        Named,
        Credit,
        AtHome,
        StructureProperties,
        StructureFeature,
        Link,
        StructureCollection,
        ClusterProperties,
        ClusterFeature,
        ClusterCollection,
        Facets,
        Suggestion,
        Suggestions,
        Term,
        Source,
        Sources,
        Taxonomy,
        Territory,
        Territories,
        figures::TerritoryName,
        figures::AtHomeCount,
        figures::CensusStanding,
        figures::SourceOfFigures,
        figures::CoverageRow,
        figures::Coverage,
        figures::StructureName,
        figures::Gap,
        figures::Zone,
        figures::Gaps,
        figures::Site,
        figures::Sites,
        figures::LostCommune,
        figures::Loss,
        ParameterError,
        Problem
    ]
}
