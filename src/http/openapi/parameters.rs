//! What each parameter means: one line, its form, an example.
use crate::domain::coverage::Weight;
use crate::export::FigureFormat;
use crate::html::words::Lang;
use crate::http::figures::Bands;
use crate::http::query::Whole;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};

fn text() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .build()
        .into()
}
fn yes_no() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .build()
        .into()
}
fn metres() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .exclusive_minimum(Some(0.0))
        .build()
        .into()
}
/// A whole number with the bounds that its endpoint checks.
pub(super) fn whole(of: &Whole) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(of.least))
        .maximum(Some(of.most))
        .default(Some(of.default.into()))
        .build()
        .into()
}
fn one_of(words: &[&str]) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .build()
        .into()
}
fn list() -> Schema {
    ArrayBuilder::new()
        .items(ObjectBuilder::new().schema_type(Type::String))
        .build()
        .into()
}

/// Meaning, form and example of a parameter of the API. An unknown name gets an empty meaning, which a test refuses.
pub(super) fn describe(name: &str) -> (&'static str, Schema, Option<&'static str>) {
    match name {
        "bbox" => (
            "west,south,east,north in degrees; west > east crosses the antimeridian",
            text(),
            Some("-2.6,46.2,0.95,48.6"),
        ),
        "near" => (
            "lon,lat in degrees: sorts by distance and adds `distance_m`; leaves out what has no position",
            text(),
            Some("-0.55,47.47"),
        ),
        "radius" => (
            "At most this far from `near`, metres",
            metres(),
            Some("10000"),
        ),
        "territory" => (
            "kind:code of /territories; several are alternatives",
            list(),
            Some("department:49"),
        ),
        "category" => (
            "Category codes, see /taxonomy",
            list(),
            Some("ressourcerie"),
        ),
        "sector" => ("Sector codes", list(), Some("reparation")),
        "action" => (
            "Action codes; with `object`, one and the same offer must have both",
            list(),
            Some("reparer"),
        ),
        "object" => ("Object codes; narrower objects count", list(), Some("velo")),
        "label" => ("Label codes", list(), Some("qualirepar")),
        "ess" => (
            "Belongs to the social and solidarity economy; unknown passes neither way",
            yes_no(),
            None,
        ),
        "network" => ("Names of networks", list(), None),
        "source" => (
            "Codes of sources, as in `sources` of a structure",
            list(),
            None,
        ),
        "public" => (
            "Public served: individuals, professionals or both",
            list(),
            Some("individuals"),
        ),
        "appointment" => (
            "Only by appointment; unknown passes neither way",
            yes_no(),
            None,
        ),
        "brand_only" => (
            "Repairs or takes back its own brands only; unknown passes neither way",
            yes_no(),
            None,
        ),
        "open_at" => (
            "Open for sure at `now` or at a local time of metropolitan France, years 1900 to 9999; unknown hours do not pass",
            text(),
            Some("2026-11-28T10:00"),
        ),
        "open_on" => (
            "Opens for sure on one of these days: mo, tu, we, th, fr, sa, su (in the five weeks that follow), ph (on a public holiday of the year that follows)",
            list(),
            Some("sa"),
        ),
        "at_home" => (
            "Structures that serve at home",
            one_of(&["include", "exclude", "only"]),
            None,
        ),
        "q" => (
            "Words: names, communes, categories, objects; in spite of slips and accents",
            text(),
            Some("velo"),
        ),
        _ => describe_other(name),
    }
}

/// Those that are no filters.
fn describe_other(name: &str) -> (&'static str, Schema, Option<&'static str>) {
    match name {
        "sort" => (
            "Order of the list; distance needs `near`, relevance needs `q`; opening has what is open at `open_at`, or now, first, then what opens next",
            one_of(&["distance", "name", "updated", "relevance", "opening"]),
            None,
        ),
        "limit" => ("Most items of an answer", text(), Some("50")),
        "cursor" => (
            "Taken from the link `next`; belongs to one query",
            text(),
            None,
        ),
        "zoom" => (
            "Zoom level of the map: a cluster is a cell of 64 pixels",
            text(),
            Some("8"),
        ),
        "kinds" => (
            "Which kinds to suggest: commune, epci, department, region, category, action, object, structure, search (an action with an object), and address (where a geocoder is configured)",
            list(),
            Some("commune,object"),
        ),
        "lang" => (
            "Language of the labels of the taxonomy; French where it is not said. Names of places and structures are as they are",
            one_of(&Lang::ALL.map(Lang::code)),
            Some("en"),
        ),
        "kind" => (
            "Kind of territory",
            one_of(&["commune", "epci", "department", "region"]),
            Some("commune"),
        ),
        "code" => ("INSEE code; SIREN of an EPCI", text(), Some("49007")),
        "id" => ("ULID of the structure", text(), None),
        "within" => (
            "Only those inside this territory, kind:code",
            text(),
            Some("region:52"),
        ),
        "view" => (
            "Only territories of which some lies in this box, west,south,east,north in degrees: of the official contour where it is loaded, else of the outline, else the position",
            text(),
            Some("-1.6,47.1,-0.9,47.5"),
        ),
        "codes" => (
            "Only the territories of these codes, all where it is not said; their rank stays that among all",
            list(),
            Some("49,72"),
        ),
        "bands" => (
            "Bands of distance: quarters of the threshold up to twice the threshold, or the classes of the maps; quarters where it is not said",
            one_of(&Bands::ALL.map(Bands::as_str)),
            Some("classes"),
        ),
        "by" => (
            "Kind of territory of a row; department where it is not said",
            one_of(&["region", "department", "epci", "commune"]),
            Some("department"),
        ),
        "threshold" => (
            "The distance that counts as near, metres; 10000 where it is not said",
            metres(),
            Some("5000"),
        ),
        "d0" => (
            "Radius of a catchment for `accessibility`, metres, from 100 to 50000; 20000 where it is not said",
            metres(),
            Some("20000"),
        ),
        "weight" => (
            "How `accessibility` falls with distance: step (1, 0.68, 0.22 by thirds of d0) or gaussian",
            one_of(&Weight::ALL.map(Weight::as_str)),
            Some("step"),
        ),
        "format" => (
            "Form of the answer; a file of rows carries their attribution",
            one_of(&FigureFormat::ALL.map(FigureFormat::as_str)),
            Some("json"),
        ),
        "count" => ("Sites that are wanted", text(), Some("5")),
        "structure" => ("ULID of the structure that closes", text(), None),
        "geometry" => (
            "With its shape: the official contour where one is loaded, else an outline to draw, which is no survey",
            yes_no(),
            None,
        ),
        _ => ("", text(), None),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_parameter_that_a_handler_knows_is_described() {
        for e in super::super::ENDPOINTS {
            for name in e.query.iter().copied().flatten() {
                assert!(!super::describe(name).0.is_empty(), "{}: {name}", e.path);
            }
        }
    }
}
