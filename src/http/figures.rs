//! What the parameters of coverage, gaps and sites ask for; the command line reads them the same way.
use super::query::{BadParameter, Known, Parameters, Whole, bad, kind_of, unknown_territory};
use crate::catalog::coverage::Scope;
use crate::domain::coverage::Weight;
use crate::domain::query::BoundingBox;
use crate::domain::text::nearest;
use crate::domain::{StructureQuery, Territory, TerritoryKind, clock};
use crate::export::FigureFormat;

/// Parameters of the figures of territories, beside the filters.
pub const OF_COVERAGE: &[&str] = &[
    "by",
    "within",
    "view",
    "codes",
    "threshold",
    "d0",
    "weight",
    "format",
    "geometry",
];
/// Parameters of the gaps, beside the filters.
pub const OF_GAPS: &[&str] = &["within", "threshold", "format", "geometry"];
/// Parameters of the sites, beside the filters.
pub const OF_SITES: &[&str] = &["within", "threshold", "count", "format", "geometry"];
/// Parameters of a loss, beside the filters.
pub const OF_LOSS: &[&str] = &["structure", "within", "threshold", "format", "geometry"];

/// Parameters of the people by distance, beside the filters.
pub const OF_DISTANCES: &[&str] = &["within", "threshold", "bands", "format"];
/// Parameters of the shares of access, beside the filters.
pub const OF_SHARES: &[&str] = &["within", "d0", "weight", "format"];
/// Parameters of the kept months, beside the filters.
pub const OF_MONTHS: &[&str] = &["within", "format"];
/// Parameters of the classes of a map, beside the filters.
pub const OF_CLASSES: &[&str] = &["by", "within", "view", "threshold", "format"];

/// Bands of distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bands {
    /// Quarters of the threshold, up to twice the threshold.
    #[default]
    Quarters,
    /// The classes of the map.
    Classes,
}

impl Bands {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Quarters, Self::Classes];

    /// The word used in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarters => "quarters",
            Self::Classes => "classes",
        }
    }
}

/// Sites in an answer.
pub const COUNT: Whole = Whole {
    name: "count",
    least: 1,
    most: 50,
    default: 5,
};

/// The distance that counts as near when none is asked for, metres.
pub const THRESHOLD_M: f64 = 10_000.0;
/// The radius of a catchment when none is asked for, metres.
pub const D0_M: f64 = 20_000.0;
/// Catchments that are worked out, metres: larger ones hold most of a country's structures for each commune.
const D0_RANGE: std::ops::RangeInclusive<f64> = 100.0..=50_000.0;

/// What was asked, once understood.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The filters of the structures.
    pub query: StructureQuery,
    /// The kind of territory of a row.
    pub by: TerritoryKind,
    /// Kind and today's code of the territory around.
    pub within: Option<(TerritoryKind, String)>,
    /// Only territories of which some lies in this box.
    pub view: Option<BoundingBox>,
    /// Only the territories of these codes, all where there are none.
    pub codes: Vec<String>,
    /// The distance that counts as near, metres.
    pub threshold_m: f64,
    /// The radius of a catchment, metres.
    pub d0_m: f64,
    /// How access falls with distance.
    pub weight: Weight,
    /// Sites that are wanted.
    pub count: usize,
    /// Bands of distance.
    pub bands: Bands,
    /// The form of the answer.
    pub format: FigureFormat,
    /// GeoJSON has contours where they are known.
    pub geometry: bool,
}

impl Asked {
    /// Reads all parameters; those that an endpoint does not know keep their defaults.
    ///
    /// # Errors
    /// The first parameter that cannot be used, with the cure.
    pub fn read<'a>(p: &Parameters, known: impl Into<Known<'a>>) -> Result<Self, BadParameter> {
        let known = known.into();
        let by = p
            .get("by")
            .map_or(Ok(TerritoryKind::Department), |w| kind_of(w, "by"))?;
        Ok(Self {
            query: p.query(known)?,
            by,
            within: p
                .get("within")
                .map(|w| within(known, w).map(|t| (t.kind, t.code.clone())))
                .transpose()?,
            view: view(p, "view")?,
            codes: codes(p, known, by)?,
            threshold_m: threshold(p)?,
            d0_m: d0(p)?,
            weight: weight(p)?,
            count: p.number(&COUNT)?,
            bands: bands(p)?,
            format: format(p)?,
            geometry: p.flag("geometry")? == Some(true),
        })
    }
}

impl Asked {
    /// The figures that are wanted of the territories inside `within`.
    #[must_use]
    pub fn scope<'a>(&'a self, within: Option<&'a Territory>) -> Scope<'a> {
        Scope {
            by: self.by,
            within,
            view: self.view,
            codes: &self.codes,
            threshold_m: self.threshold_m,
            d0_m: self.d0_m,
            weight: self.weight,
            today: clock::paris_now().date(),
        }
    }
}

/// The territory that `kind:code` names.
///
/// # Errors
/// Another form, an unknown kind or code.
pub fn within<'a>(known: Known<'a>, text: &str) -> Result<&'a Territory, BadParameter> {
    let (kind, code) = text.split_once(':').ok_or_else(|| {
        bad(
            "within",
            format!("`{text}`; expected kind:code, as in region:52"),
        )
    })?;
    let kind = kind_of(kind, "within")?;
    known
        .gazetteer
        .get(kind, code)
        .ok_or_else(|| bad("within", unknown_territory(known.gazetteer, kind, code)))
}

/// Codes of territories of a kind, as they are today.
fn codes(p: &Parameters, known: Known<'_>, by: TerritoryKind) -> Result<Vec<String>, BadParameter> {
    let today = |code: &String| {
        let found = known.gazetteer.get(by, code);
        let found = found.map(|t| t.code.clone());
        found.ok_or_else(|| bad("codes", unknown_territory(known.gazetteer, by, code)))
    };
    p.list("codes")?.iter().map(today).collect()
}

/// A box on a map, which does not cross the antimeridian.
///
/// # Errors
/// Another form, or a box without a surface.
pub(super) fn view(p: &Parameters, name: &str) -> Result<Option<BoundingBox>, BadParameter> {
    let Some(text) = p.get(name) else {
        return Ok(None);
    };
    let view = BoundingBox::parse(text).map_err(|e| bad(name, e))?;
    if view.west < view.east && view.south < view.north {
        return Ok(Some(view));
    }
    Err(bad(
        name,
        format!("`{text}` has no surface; expected west,south,east,north in degrees"),
    ))
}

fn metres(p: &Parameters, name: &str) -> Result<Option<f64>, BadParameter> {
    let Some(text) = p.get(name) else {
        return Ok(None);
    };
    let read = text
        .parse::<f64>()
        .ok()
        .filter(|m| m.is_finite() && *m > 0.0);
    read.map(Some).ok_or_else(|| {
        bad(
            name,
            format!("`{text}`; expected metres, more than 0, as in 10000"),
        )
    })
}

pub(super) fn threshold(p: &Parameters) -> Result<f64, BadParameter> {
    Ok(metres(p, "threshold")?.unwrap_or(THRESHOLD_M))
}

pub(super) fn d0(p: &Parameters) -> Result<f64, BadParameter> {
    let d0 = metres(p, "d0")?.unwrap_or(D0_M);
    if D0_RANGE.contains(&d0) {
        return Ok(d0);
    }
    Err(bad(
        "d0",
        format!(
            "`{d0}`; expected metres from {} to {}",
            D0_RANGE.start(),
            D0_RANGE.end()
        ),
    ))
}

pub(super) fn weight(p: &Parameters) -> Result<Weight, BadParameter> {
    one_of(p, "weight", &Weight::ALL.map(Weight::as_str))
        .map(|word| word.and_then(Weight::parse).unwrap_or_default())
}

fn bands(p: &Parameters) -> Result<Bands, BadParameter> {
    let word = one_of(p, "bands", &Bands::ALL.map(Bands::as_str))?;
    let found = Bands::ALL.into_iter().find(|b| Some(b.as_str()) == word);
    Ok(found.unwrap_or_default())
}

fn format(p: &Parameters) -> Result<FigureFormat, BadParameter> {
    one_of(p, "format", &FigureFormat::ALL.map(FigureFormat::as_str))
        .map(|word| word.and_then(FigureFormat::parse).unwrap_or_default())
}

/// One of some words; another is refused with the likely one.
fn one_of<'a>(
    p: &'a Parameters,
    name: &str,
    words: &[&str],
) -> Result<Option<&'a str>, BadParameter> {
    match p.get(name) {
        Some(word) if !words.contains(&word) => {
            let like = nearest(word, words.iter().copied());
            let like = like.map(|w| format!("; did you mean `{w}`?"));
            Err(bad(
                name,
                format!(
                    "`{word}`; expected {}{}",
                    words.join(" or "),
                    like.unwrap_or_default()
                ),
            ))
        }
        word => Ok(word),
    }
}
