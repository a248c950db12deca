//! What a page's address asks for: read with indulgence, its place resolved.
use crate::catalog::Snapshot;
use crate::catalog::search::Kind;
use crate::domain::query::StructureQuery;
use crate::domain::text::fold;
use crate::domain::{Territory, TerritoryKind};
use crate::html::text;
use crate::http::query::{FILTERS, Parameters};

/// Parameters of the page beside the filters.
const PAGE_ONLY: [&str; 3] = ["ou", "sort", "cursor"];
/// Radius around a commune that was typed or chosen, metres.
const RADIUS: &str = "10000";
/// Parameters that can be left aside before giving up.
const MOST_LEFT_ASIDE: usize = 24;

/// What was understood.
#[derive(Default)]
pub(super) struct Asked {
    /// Parameters in force, the place as `near` or `territory`; nothing else.
    pub p: Parameters,
    /// The same as a query.
    pub q: StructureQuery,
    /// What was not understood, in words.
    pub notice: Option<String>,
}

impl Asked {
    /// Reads a query string: unknown parameters are dropped, bad ones are dropped and said.
    pub fn read(raw: Option<&str>, s: &Snapshot) -> Self {
        let Ok(all) = Parameters::parse(raw) else {
            return Self {
                notice: Some("L’adresse est trop longue\u{a0}; tout est affiché.".to_owned()),
                ..Self::default()
            };
        };
        let known = url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes())
            .filter(|(k, _)| FILTERS.contains(&&**k) || PAGE_ONLY.contains(&&**k));
        let kept = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(known)
            .finish();
        let p = Parameters::parse(Some(&kept)).unwrap_or(all);
        let (mut p, mut notice) = place(p, s);
        let mut left = Vec::new();
        let q = loop {
            match p.query(s) {
                Ok(q) => break q,
                Err(e) if left.len() < MOST_LEFT_ASIDE => {
                    p = with(&p, &[(&e.name, None)]);
                    left.push(format!("«\u{a0}{}\u{a0}»", e.name));
                }
                Err(_) => break StructureQuery::default(),
            }
        };
        if !left.is_empty() {
            let words = text::listed(&left);
            notice = Some(if left.len() == 1 {
                format!("Le critère {words} n’a pas été compris\u{a0}; il est laissé de côté.")
            } else {
                format!(
                    "Les critères {words} n’ont pas été compris\u{a0}; ils sont laissés de côté."
                )
            });
        }
        Self { p, q, notice }
    }

    /// The page with some parameters replaced, from its first card.
    pub fn href(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut all = vec![("cursor", None)];
        all.extend_from_slice(changes);
        let query = self.p.with(&all);
        if query.is_empty() {
            "/".to_owned()
        } else {
            format!("/?{query}")
        }
    }

    /// Something beside the order is asked.
    pub fn anything(&self) -> bool {
        !self.p.with(&[("cursor", None), ("sort", None)]).is_empty()
    }

    /// Text of "Où ?": what was typed, else the territory's name.
    pub fn place_text(&self, s: &Snapshot) -> String {
        let territory = || match self.q.territories.as_slice() {
            [(kind, code)] => s
                .gazetteer
                .get(*kind, code)
                .map(|t| text::apostrophes(&t.name)),
            _ => None,
        };
        self.p
            .get("ou")
            .map(str::to_owned)
            .or_else(territory)
            .unwrap_or_default()
    }

    /// The place as the end of a title: "près de Saumur", "dans le département Sarthe".
    pub fn place_words(&self, s: &Snapshot) -> Option<String> {
        if self.q.near.is_some() {
            let name = self.p.get("ou").map_or("", |t| bare(t));
            return Some(if name.is_empty() {
                "près du point choisi".to_owned()
            } else {
                format!("près {}", text::of(name))
            });
        }
        if let Some((kind, code)) = self.q.territories.first() {
            return s
                .gazetteer
                .get(*kind, code)
                .map(|t| text::apostrophes(&t.name));
        }
        self.q.bbox.map(|_| "dans la zone de la carte".to_owned())
    }
}

/// "Saumur (49400)" without its postal code.
fn bare(text: &str) -> &str {
    text.split(" (").next().unwrap_or(text)
}

fn with(p: &Parameters, changes: &[(&str, Option<&str>)]) -> Parameters {
    Parameters::parse(Some(&p.with(changes))).unwrap_or_default()
}

/// Turns the free text of "Où ?" into a place: a commune and 10 km around, or a territory.
fn place(p: Parameters, s: &Snapshot) -> (Parameters, Option<String>) {
    let orphan = |p: &Parameters| with(p, &[("radius", None)]);
    if p.get("near").is_some() {
        return (p, None);
    }
    let Some(typed) = p.get("ou").map(str::to_owned) else {
        return (orphan(&p), None);
    };
    if p.get("territory").is_some() {
        return (orphan(&p), None);
    }
    let kinds = [Kind::Commune, Kind::Epci, Kind::Department, Kind::Region];
    let hits = s.search_hits(&typed, &kinds, 12);
    let found: Vec<&Territory> = hits
        .iter()
        .filter_map(|h| s.gazetteer.all().get(h.index as usize))
        .collect();
    // "Nantes" is the commune before the larger "Nantes Métropole"; "Mayenne" is the commune, too.
    let wanted = fold(bare(&typed));
    let same = found
        .iter()
        .filter(|t| fold(&t.name) == wanted)
        .min_by_key(|t| t.kind);
    let Some(t) = same.or(found.first()) else {
        let words = format!(
            "«\u{a0}{}\u{a0}» n’a pas été trouvé. Essayez un nom de commune ou un code postal.",
            text::shortened(&typed, 60)
        );
        return (with(&p, &[("ou", None), ("radius", None)]), Some(words));
    };
    let postal = t
        .postal_codes
        .iter()
        .find(|c| typed.contains(c.as_str()))
        .or(t.postal_codes.first());
    let name = text::apostrophes(&t.name);
    let label = postal.map_or_else(|| name.clone(), |c| format!("{name} ({c})"));
    match (t.kind, t.position) {
        (TerritoryKind::Commune, Some(at)) => {
            let near = format!("{},{}", at.lon, at.lat);
            let radius = p.get("radius").unwrap_or(RADIUS).to_owned();
            let set = [
                ("ou", Some(label.as_str())),
                ("near", Some(near.as_str())),
                ("radius", Some(radius.as_str())),
                ("bbox", None),
            ];
            (with(&p, &set), None)
        }
        (kind, _) => {
            let code = format!("{}:{}", kind.as_str(), t.code);
            let set = [
                ("ou", None),
                ("territory", Some(code.as_str())),
                ("radius", None),
                ("bbox", None),
            ];
            (with(&p, &set), None)
        }
    }
}
