//! `GET /openapi.json`: the API described from the same tables that the handlers check their parameters with.
mod parameters;
mod schemas;

use super::App;
use super::answer::{JSON, Wanted, answer};
use super::api;
use super::error::ApiError;
use super::query::{Parameters, Whole};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, LicenseBuilder, OpenApi,
    OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr, Required, ResponseBuilder,
};

/// One operation.
struct Endpoint {
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    /// Parameters in the query string, as the handler knows them.
    query: &'static [&'static [&'static str]],
    /// Those of them that are whole numbers, with their bounds.
    numbers: &'static [Whole],
    /// Media type of the answer, and the name of its schema; a file has none.
    media: &'static str,
    schema: Option<&'static str>,
    /// What else may come.
    errors: &'static [u16],
}

/// The whole API, in the order of the route table.
const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/structures",
        id: "listStructures",
        summary: "Structures that match, a page at a time",
        query: api::structures::PARAMETERS,
        numbers: &[api::structures::LIMIT],
        media: super::answer::GEOJSON,
        schema: Some("StructureCollection"),
        errors: &[400],
    },
    Endpoint {
        path: "/structures/{id}",
        id: "getStructure",
        summary: "One structure; a merged one redirects (308), a withdrawn one is gone",
        query: &[],
        numbers: &[],
        media: super::answer::GEOJSON,
        schema: Some("StructureFeature"),
        errors: &[400, 404, 410],
    },
    Endpoint {
        path: "/clusters",
        id: "listClusters",
        summary: "Matches grouped for a map; the counts sum to `numberMatched`, with `unplaced` to that of the list",
        query: api::clusters::PARAMETERS,
        numbers: &[api::clusters::ZOOM],
        media: super::answer::GEOJSON,
        schema: Some("ClusterCollection"),
        errors: &[400],
    },
    Endpoint {
        path: "/facets",
        id: "listFacets",
        summary: "How many matches each category, action and department has",
        query: api::facets::PARAMETERS,
        numbers: &[],
        media: JSON,
        schema: Some("Facets"),
        errors: &[400],
    },
    Endpoint {
        path: "/facets.csv",
        id: "exportFacets",
        summary: "The same counts as a CSV file: kind, code, name, count",
        query: api::facets::PARAMETERS,
        numbers: &[],
        media: "text/csv",
        schema: None,
        errors: &[400],
    },
    Endpoint {
        path: "/suggest",
        id: "suggest",
        summary: "Places, categories, actions, objects and structures for a few letters, in spite of slips and accents",
        query: api::suggest::PARAMETERS,
        numbers: &[api::suggest::LIMIT],
        media: JSON,
        schema: Some("Suggestions"),
        errors: &[400],
    },
    Endpoint {
        path: "/sources",
        id: "getSources",
        summary: "The sources with licence, attribution, count of structures, last refresh, and what each leaves out",
        query: &[],
        numbers: &[],
        media: JSON,
        schema: Some("Sources"),
        errors: &[400],
    },
    Endpoint {
        path: "/taxonomy",
        id: "getTaxonomy",
        summary: "Sectors, categories, actions, objects and labels, in French and English",
        query: &[],
        numbers: &[],
        media: JSON,
        schema: Some("Taxonomy"),
        errors: &[400],
    },
    Endpoint {
        path: "/territories",
        id: "listTerritories",
        summary: "Communes, EPCI, departments and regions",
        query: api::territories::PARAMETERS,
        numbers: &[api::territories::LIMIT],
        media: JSON,
        schema: Some("Territories"),
        errors: &[400],
    },
    Endpoint {
        path: "/territories/{kind}/{code}",
        id: "getTerritory",
        summary: "One territory; the code of a merged commune gives the commune of today",
        query: api::territories::PARAMETERS_OF_ONE,
        numbers: &[],
        media: JSON,
        schema: Some("Territory"),
        errors: &[400, 404],
    },
    Endpoint {
        path: "/coverage",
        id: "listCoverage",
        summary: "How well the people of each territory are served by the structures that match",
        query: api::coverage::PARAMETERS,
        numbers: &[],
        media: JSON,
        schema: Some("Coverage"),
        errors: &[400],
    },
    Endpoint {
        path: "/coverage/distances",
        id: "listDistances",
        summary: "People by distance to the nearest match, of a territory or of the country; without geojson",
        query: api::tables::PARAMETERS_OF_DISTANCES,
        numbers: &[],
        media: JSON,
        schema: Some("Distances"),
        errors: &[400],
    },
    Endpoint {
        path: "/coverage/shares",
        id: "listShares",
        summary: "How the people share the access, the least served first: a Lorenz curve in twentieths; without geojson",
        query: api::tables::PARAMETERS_OF_SHARES,
        numbers: &[],
        media: JSON,
        schema: Some("Shares"),
        errors: &[400],
    },
    Endpoint {
        path: "/coverage/months",
        id: "listMonths",
        summary: "Part of a territory's people within 10 km, month by month, as it was kept for all structures and for each category; without geojson",
        query: api::tables::PARAMETERS_OF_MONTHS,
        numbers: &[],
        media: JSON,
        schema: Some("Months"),
        errors: &[400],
    },
    Endpoint {
        path: "/coverage/classes",
        id: "listClasses",
        summary: "The classes of a map of coverage with what is in them; without geojson",
        query: api::tables::PARAMETERS_OF_CLASSES,
        numbers: &[],
        media: JSON,
        schema: Some("Classes"),
        errors: &[400],
    },
    Endpoint {
        path: "/gaps",
        id: "listGaps",
        summary: "Communes whose nearest match is farther than the threshold, the most people first, and the zones they form; CSV and GeoJSON are whole where no limit is sent",
        query: api::coverage::PARAMETERS_OF_GAPS,
        numbers: &[api::coverage::LIMIT_OF_GAPS],
        media: JSON,
        schema: Some("Gaps"),
        errors: &[400],
    },
    Endpoint {
        path: "/sites",
        id: "listSites",
        summary: "Communes where one more structure would bring the most people within the threshold",
        query: api::coverage::PARAMETERS_OF_SITES,
        numbers: &[super::figures::COUNT],
        media: JSON,
        schema: Some("Sites"),
        errors: &[400],
    },
    Endpoint {
        path: "/sites/loss",
        id: "getLoss",
        summary: "Who falls outside the threshold if a structure closes",
        query: api::coverage::PARAMETERS_OF_LOSS,
        numbers: &[],
        media: JSON,
        schema: Some("Loss"),
        errors: &[400, 404],
    },
    Endpoint {
        path: "/export/structures.geojson",
        id: "exportGeoJson",
        summary: "All matches as one GeoJSON file, each with its licence and attribution",
        query: api::export::PARAMETERS,
        numbers: &[],
        media: super::answer::GEOJSON,
        schema: None,
        errors: &[400],
    },
    Endpoint {
        path: "/export/structures.csv",
        id: "exportCsv",
        summary: "All matches as one CSV file (UTF-8, commas), each with its licence and attribution",
        query: api::export::PARAMETERS,
        numbers: &[],
        media: "text/csv",
        schema: None,
        errors: &[400],
    },
    Endpoint {
        path: "/export/structures.xlsx",
        id: "exportXlsx",
        summary: "All matches as one workbook (XLSX), each with its licence and attribution, and a sheet of sources; at most 1,048,575 of them, the rows of a sheet",
        query: api::export::PARAMETERS,
        numbers: &[],
        media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        schema: None,
        errors: &[400],
    },
    Endpoint {
        path: "/export/gogocarto.json",
        id: "exportGoGoCarto",
        summary: "All matches as elements of GoGoCarto (`/api/elements.json`), which its maps and Transiscope take as a source",
        query: api::export::PARAMETERS,
        numbers: &[],
        media: JSON,
        schema: None,
        errors: &[400],
    },
    Endpoint {
        path: "/openapi.json",
        id: "getOpenApi",
        summary: "This description",
        query: &[],
        numbers: &[],
        media: JSON,
        schema: None,
        errors: &[400],
    },
];

/// The description, OpenAPI 3.1.
#[must_use]
pub fn openapi(name: &str) -> OpenApi {
    let paths = ENDPOINTS.iter().fold(PathsBuilder::new(), |paths, e| {
        paths.path(
            format!("/api/v1{}", e.path),
            PathItem::new(HttpMethod::Get, operation(e)),
        )
    });
    let license = LicenseBuilder::new()
        .name("AGPL-3.0-or-later")
        .identifier(Some("AGPL-3.0-or-later"));
    let info = InfoBuilder::new()
        .title(name)
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Directory of circular-economy actors. GeoJSON (RFC 7946), errors as problem+json (RFC 9457). Values in \
             one parameter are alternatives, parameters narrow each other. Each record carries the licence and the \
             attribution of its sources: a reuse must cite them. Reads are open to every origin (CORS), carry an \
             ETag and are compressed on request.",
        ))
        .license(Some(license.build()));
    let components = schemas::all()
        .into_iter()
        .fold(ComponentsBuilder::new(), |c, (name, schema)| {
            c.schema(name, schema)
        });
    OpenApiBuilder::new()
        .info(info.build())
        .paths(paths.build())
        .components(Some(components.build()))
        .build()
}

fn operation(e: &Endpoint) -> utoipa::openapi::path::Operation {
    let mut o = OperationBuilder::new()
        .operation_id(Some(e.id))
        .summary(Some(e.summary));
    for name in e
        .path
        .split('/')
        .filter_map(|p| p.strip_prefix('{')?.strip_suffix('}'))
    {
        o = o.parameter(parameter(
            name,
            ParameterIn::Path,
            Required::True,
            e.numbers,
        ));
    }
    for name in e.query.iter().copied().flatten() {
        o = o.parameter(parameter(
            name,
            ParameterIn::Query,
            Required::False,
            e.numbers,
        ));
    }
    let schema = e.schema.map(|name| RefOr::Ref(Ref::from_schema_name(name)));
    let content = ContentBuilder::new().schema(schema).build();
    o = o.response(
        "200",
        ResponseBuilder::new()
            .description("Found")
            .content(e.media, content),
    );
    o = o.response(
        "304",
        ResponseBuilder::new().description("The reader has it already (If-None-Match)"),
    );
    for status in e.errors {
        let problem = RefOr::Ref(Ref::from_schema_name("Problem"));
        let content = ContentBuilder::new().schema(Some(problem)).build();
        let words = match status {
            400 => "A parameter cannot be used; `errors` names it with the cure",
            410 => "It was there and no longer is",
            _ => "There is none",
        };
        let response = ResponseBuilder::new()
            .description(words)
            .content("application/problem+json", content);
        o = o.response(status.to_string(), response);
    }
    o.build()
}

fn parameter(
    name: &str,
    place: ParameterIn,
    required: Required,
    numbers: &[Whole],
) -> ParameterBuilder {
    let (about, schema, example) = parameters::describe(name);
    let number = numbers.iter().find(|n| n.name == name);
    let schema = number.map_or(schema, parameters::whole);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(about))
        .schema(Some(schema))
        .example(example.map(Into::into))
}

/// The description as JSON.
///
/// # Errors
/// 400 when a parameter is sent: there are none.
pub async fn document(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    Parameters::parse(raw.as_deref())?.only(&[])?;
    let s = app.catalog.load();
    Ok(answer(&app, &s, "openapi", &wanted, JSON, || {
        openapi(&app.site.name)
            .to_json()
            .unwrap_or_default()
            .into_bytes()
    })
    .await)
}
