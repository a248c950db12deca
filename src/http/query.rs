//! From a query string to a `StructureQuery`: every parameter known, every error named.
pub use super::parameters::Parameters;
use crate::catalog::Snapshot;
use crate::domain::clock;
use crate::domain::query::{AtHomeFilter, BoundingBox, DAYS, Sort, StructureQuery};
use crate::domain::taxonomy::Terms;
use crate::domain::text::nearest;
use crate::domain::{Coordinates, Gazetteer, Source, Taxonomy, TerritoryKind};
use chrono::{Datelike, NaiveDateTime};

/// Filters that lists, facets, clusters and exports share.
pub const FILTERS: &[&str] = &[
    "bbox",
    "near",
    "radius",
    "territory",
    "category",
    "sector",
    "action",
    "object",
    "label",
    "ess",
    "network",
    "source",
    "public",
    "appointment",
    "brand_only",
    "open_at",
    "open_on",
    "at_home",
    "q",
];

/// Most values in one parameter.
const MOST_VALUES: usize = 100;

/// Years whose opening hours can be worked out.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

/// A whole number that an endpoint reads: the handler and the description of the API share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Its name.
    pub name: &'static str,
    /// The smallest that is read.
    pub least: u32,
    /// The greatest.
    pub most: u32,
    /// What holds when it is not sent.
    pub default: u32,
}

/// What the values of parameters are held against.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The taxonomy.
    pub taxonomy: &'a Taxonomy,
    /// The territories.
    pub gazetteer: &'a Gazetteer,
    /// The sources; `None` where they are not known yet, so that none is refused.
    pub sources: Option<&'a [Source]>,
}

impl<'a> From<&'a Snapshot> for Known<'a> {
    fn from(s: &'a Snapshot) -> Self {
        Self {
            taxonomy: &s.taxonomy,
            gazetteer: &s.gazetteer,
            sources: Some(&s.sources),
        }
    }
}

/// A parameter that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name.
    pub name: String,
    /// What is wrong and what is expected.
    pub detail: String,
}

pub(super) fn bad(name: &str, detail: impl Into<String>) -> BadParameter {
    BadParameter {
        name: name.to_owned(),
        detail: detail.into(),
    }
}

/// That there is no such territory, which one of that name there is, and where all of them can be found.
pub(super) fn unknown_territory(g: &Gazetteer, kind: TerritoryKind, code: &str) -> String {
    let word = kind.as_str();
    let name = crate::domain::text::fold(code);
    let mut named = g
        .of_kind(kind)
        .filter(|t| crate::domain::text::fold(&t.name) == name);
    let like = named
        .next()
        .map(|t| format!("did you mean `{word}:{}` ({})? ", t.code, t.name));
    format!(
        "there is no {word} of code `{code}`; {}see /api/v1/territories?kind={word}",
        like.unwrap_or_default()
    )
}

/// A kind of territory by its word.
pub(super) fn kind_of(word: &str, name: &str) -> Result<TerritoryKind, BadParameter> {
    let words = TerritoryKind::ALL.map(TerritoryKind::as_str);
    TerritoryKind::parse(word).ok_or_else(|| {
        let like = nearest(word, words)
            .map(|w| format!("; did you mean `{w}`?"))
            .unwrap_or_default();
        bad(
            name,
            format!("`{word}`; expected one of {}{like}", words.join(", ")),
        )
    })
}

impl Parameters {
    /// Refuses parameters that are not among these, with or without a value, and names the likely one.
    ///
    /// # Errors
    /// The first unknown parameter.
    pub fn only(&self, groups: &[&[&str]]) -> Result<(), BadParameter> {
        let known = || groups.iter().flat_map(|g| g.iter().copied());
        match self.names().find(|k| !known().any(|n| n == *k)) {
            None => Ok(()),
            Some(k) => Err(match nearest(k, known()) {
                Some(like) => bad(k, format!("unknown parameter; did you mean `{like}`?")),
                None => bad(
                    k,
                    format!(
                        "unknown parameter; known ones: {}",
                        known().collect::<Vec<_>>().join(", ")
                    ),
                ),
            }),
        }
    }

    pub(super) fn list(&self, name: &str) -> Result<Vec<String>, BadParameter> {
        let values = self.values(name).flat_map(|v| v.split(','));
        let mut out: Vec<String> = values
            .map(str::trim)
            .filter(|v| !v.is_empty())
            .map(str::to_owned)
            .collect();
        if out.len() > MOST_VALUES {
            return Err(bad(
                name,
                format!("{} values; at most {MOST_VALUES}", out.len()),
            ));
        }
        out.sort();
        out.dedup();
        Ok(out)
    }

    fn codes(&self, name: &str, terms: &Terms) -> Result<Vec<String>, BadParameter> {
        let codes = self.list(name)?;
        match codes.iter().find(|c| terms.get(c).is_none()) {
            None => Ok(codes),
            Some(c) => Err(match nearest(c, terms.iter().map(|t| t.code.as_str())) {
                Some(like) => bad(
                    name,
                    format!("`{c}` is not in the taxonomy; did you mean `{like}`?"),
                ),
                None => bad(
                    name,
                    format!("`{c}` is not in the taxonomy; see /api/v1/taxonomy"),
                ),
            }),
        }
    }

    /// A yes/no parameter.
    ///
    /// # Errors
    /// When it is neither `true` nor `false`.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, BadParameter> {
        match self.get(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(v) => Err(bad(name, format!("`{v}`; expected true or false"))),
        }
    }

    /// A whole number within bounds.
    ///
    /// # Errors
    /// When it is not a number or out of bounds.
    pub fn number(&self, whole: &Whole) -> Result<usize, BadParameter> {
        let read = |v: &str| {
            v.parse()
                .ok()
                .filter(|n| (whole.least..=whole.most).contains(n))
        };
        let n = match self.get(whole.name) {
            None => whole.default,
            Some(v) => read(v).ok_or_else(|| {
                bad(
                    whole.name,
                    format!(
                        "`{v}`; expected a whole number from {} to {}",
                        whole.least, whole.most
                    ),
                )
            })?,
        };
        Ok(n as usize)
    }

    /// A point written `lon,lat`.
    ///
    /// # Errors
    /// When it is not one, or when it is one of France written latitude first.
    pub fn point(&self, name: &str) -> Result<Option<Coordinates>, BadParameter> {
        let read = self.as_written(name)?;
        let swapped = read.and_then(|at| Some((at, at.swapped()?)));
        match swapped {
            Some((given, meant)) => Err(bad(
                name,
                format!(
                    "`{},{}` is far from France; expected lon,lat, longitude first: did you mean `{},{}`?",
                    given.lon, given.lat, meant.lon, meant.lat
                ),
            )),
            None => Ok(read),
        }
    }

    /// The point that is meant where it was written latitude first.
    #[must_use]
    pub fn swapped(&self, name: &str) -> Option<String> {
        let meant = self.as_written(name).ok()??.swapped()?;
        Some(format!("{},{}", meant.lon, meant.lat))
    }

    fn as_written(&self, name: &str) -> Result<Option<Coordinates>, BadParameter> {
        let Some(v) = self.get(name) else {
            return Ok(None);
        };
        let parts: Option<Vec<f64>> = v.split(',').map(|p| p.trim().parse().ok()).collect();
        match parts.as_deref() {
            Some([lon, lat]) => Coordinates::new(*lon, *lat).map(Some).ok_or_else(|| {
                bad(
                    name,
                    format!("`{v}` is off the globe; expected lon,lat in degrees"),
                )
            }),
            _ => Err(bad(
                name,
                format!("`{v}`; expected lon,lat in degrees, as in -0.55,47.47"),
            )),
        }
    }

    /// All filters together.
    ///
    /// # Errors
    /// The first parameter that cannot be used.
    pub fn query<'a>(&self, known: impl Into<Known<'a>>) -> Result<StructureQuery, BadParameter> {
        let known = known.into();
        let t = known.taxonomy;
        let open_on = self.weekdays()?;
        let near = self.point("near")?;
        let radius = match self.get("radius") {
            None => None,
            Some(v) => match v.parse::<f64>() {
                Ok(r) if r > 0.0 && r.is_finite() => Some(r),
                _ => {
                    return Err(bad(
                        "radius",
                        format!("`{v}`; expected metres, more than 0"),
                    ));
                }
            },
        };
        if radius.is_some() && near.is_none() {
            return Err(bad("radius", "needs `near=lon,lat`"));
        }
        Ok(StructureQuery {
            bbox: self
                .get("bbox")
                .map(|b| BoundingBox::parse(b).map_err(|e| bad("bbox", e)))
                .transpose()?,
            near,
            radius,
            territories: self.territories(known.gazetteer)?,
            categories: self.codes("category", &t.categories)?,
            sectors: self.codes("sector", &t.sectors)?,
            actions: self.codes("action", &t.actions)?,
            objects: self.codes("object", &t.objects)?,
            labels: self.codes("label", &t.labels)?,
            ess: self.flag("ess")?,
            networks: self.list("network")?,
            sources: self.sources(known.sources)?,
            publics: self.one_of("public", &["individuals", "professionals", "both"])?,
            appointment: self.flag("appointment")?,
            brand_only: self.flag("brand_only")?,
            open_at: self.moment()?,
            open_on,
            open_on_from: (open_on != 0).then(|| clock::paris_minute().date()),
            at_home: match self.get("at_home") {
                None | Some("include") => AtHomeFilter::Include,
                Some("exclude") => AtHomeFilter::Exclude,
                Some("only") => AtHomeFilter::Only,
                Some(v) => {
                    return Err(bad(
                        "at_home",
                        format!("`{v}`; expected include, exclude or only"),
                    ));
                }
            },
            q: self.get("q").map(|q| q.chars().take(200).collect()),
        })
    }

    fn one_of(&self, name: &str, words: &[&str]) -> Result<Vec<String>, BadParameter> {
        let list = self.list(name)?;
        match list.iter().find(|v| !words.contains(&v.as_str())) {
            None => Ok(list),
            Some(v) => Err(bad(
                name,
                format!("`{v}`; expected one of {}", words.join(", ")),
            )),
        }
    }

    fn territories(&self, g: &Gazetteer) -> Result<Vec<(TerritoryKind, String)>, BadParameter> {
        let read = |v: &String| {
            let parts = v
                .split_once(':')
                .and_then(|(k, c)| Some((TerritoryKind::parse(k)?, c.to_owned())));
            let (kind, code) = parts.ok_or_else(|| {
                bad(
                    "territory",
                    format!("`{v}`; expected kind:code, as in commune:49246 or department:49"),
                )
            })?;
            match g.get(kind, &code) {
                Some(_) => Ok((kind, code)),
                None => Err(bad("territory", unknown_territory(g, kind, &code))),
            }
        };
        self.list("territory")?.iter().map(read).collect()
    }

    fn sources(&self, known: Option<&[Source]>) -> Result<Vec<String>, BadParameter> {
        let codes = self.list("source")?;
        let Some(known) = known else {
            return Ok(codes);
        };
        let names = || known.iter().map(|s| s.code.as_str());
        match codes.iter().find(|c| !names().any(|n| n == *c)) {
            None => Ok(codes),
            Some(c) => Err(match nearest(c, names()) {
                Some(like) => bad(
                    "source",
                    format!("there is no source `{c}`; did you mean `{like}`?"),
                ),
                None => bad(
                    "source",
                    format!(
                        "there is no source `{c}`; known ones: {}",
                        names().collect::<Vec<_>>().join(", ")
                    ),
                ),
            }),
        }
    }

    fn moment(&self) -> Result<Option<NaiveDateTime>, BadParameter> {
        match self.get("open_at") {
            None => Ok(None),
            // To the minute: answers about "now" can be remembered for as long.
            Some("now") => Ok(Some(clock::paris_minute())),
            Some(v) => NaiveDateTime::parse_from_str(v, "%Y-%m-%dT%H:%M")
                .ok()
                .filter(|at| YEARS.contains(&at.year()))
                .map(Some)
                .ok_or_else(|| {
                    bad(
                        "open_at",
                        format!(
                            "`{v}`; expected now or a local time as in 2026-11-28T10:00, from {} to {}",
                            YEARS.start(),
                            YEARS.end()
                        ),
                    )
                }),
        }
    }

    fn weekdays(&self) -> Result<u8, BadParameter> {
        let days = self.one_of("open_on", &DAYS)?;
        Ok(days
            .iter()
            .filter_map(|d| DAYS.iter().position(|n| n == d))
            .fold(0, |b, i| b | 1 << i))
    }

    /// Order of the list: by distance when `near` is given, by relevance when `q` is, else by name.
    ///
    /// # Errors
    /// An unknown order, distance without `near`, or relevance without `q`.
    pub fn sort(&self, q: &StructureQuery) -> Result<Sort, BadParameter> {
        match self.get("sort") {
            None => Ok(Self::usual_sort(q)),
            Some("name") => Ok(Sort::Name),
            Some("updated") => Ok(Sort::Updated),
            Some("opening") => Ok(Sort::Opening(q.open_at.unwrap_or_else(clock::paris_minute))),
            Some("distance") if q.near.is_some() => Ok(Sort::Distance),
            Some("distance") => Err(bad("sort", "distance needs `near=lon,lat`")),
            Some("relevance") if q.q.is_some() => Ok(Sort::Relevance),
            Some("relevance") => Err(bad("sort", "relevance needs `q=words`")),
            Some(v) => Err(bad(
                "sort",
                format!("`{v}`; expected distance, name, updated, relevance or opening"),
            )),
        }
    }

    /// The order of a list for which none is asked.
    #[must_use]
    pub fn usual_sort(q: &StructureQuery) -> Sort {
        if q.near.is_some() {
            Sort::Distance
        } else if q.q.is_some() {
            Sort::Relevance
        } else {
            Sort::Name
        }
    }
}
