//! The embedded tables: taxonomy, territories, crosswalks, demonstration set; and the official contours, where they
//! are loaded.
use crate::catalog::Base;
use crate::catalog::coverage::Ground;
use crate::catalog::search::TermIndex;
use crate::domain::geodesy::Coordinates;
use crate::domain::structure::CommuneAssignment;
use crate::domain::territory::Tables;
use crate::domain::{Crosswalk, Gazetteer, Taxonomy, Territory, TerritoryKind};
use crate::import::Mapping;
use crate::spatial::{Contours, NearIndex, Outlines, Points, grid};
use std::sync::{Arc, OnceLock};

/// The demonstration set, GeoJSON.
pub const DEMO: &str = include_str!("../../geodata/demo/demo.geojson");

/// Names and texts of the crosswalks that come with the program.
pub const CROSSWALKS: [(&str, &str); 3] = [
    ("osm", include_str!("../../geodata/crosswalks/osm.toml")),
    (
        "nantes",
        include_str!("../../geodata/crosswalks/nantes.toml"),
    ),
    ("ademe", include_str!("../../geodata/crosswalks/ademe.toml")),
];

/// What does not change while the program runs.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The taxonomy.
    pub taxonomy: Arc<Taxonomy>,
    /// The territories.
    pub gazetteer: Arc<Gazetteer>,
    communes: Arc<Communes>,
    /// Built when the first snapshot is: an import does without.
    terms: Arc<OnceLock<Arc<TermIndex>>>,
    /// As above.
    ground: Arc<OnceLock<Arc<Ground>>>,
    outlines: Arc<Outlines>,
    contours: Arc<Contours>,
}

/// Where the located communes are.
#[derive(Debug)]
struct Communes {
    near: NearIndex,
    /// Index into `Gazetteer::all` of each point.
    numbers: Vec<usize>,
}

impl Reference {
    /// Reads the embedded tables.
    ///
    /// # Errors
    /// One sentence that names the table and the line.
    pub fn embedded() -> Result<Self, String> {
        Self::with(Contours::default())
    }

    /// Reads the embedded tables; communes with a contour stand where it says.
    ///
    /// # Errors
    /// As [`Reference::embedded`].
    pub fn with(contours: Contours) -> Result<Self, String> {
        let taxonomy = Taxonomy::parse(include_str!("../../geodata/taxonomy.toml"))
            .map_err(|e| e.to_string())?;
        let tables = Tables {
            communes: include_str!("../../geodata/territories/communes.csv"),
            former: include_str!("../../geodata/territories/communes_deleguees.csv"),
            epci: include_str!("../../geodata/territories/epci.csv"),
            departments: include_str!("../../geodata/territories/departments.csv"),
            regions: include_str!("../../geodata/territories/regions.csv"),
        };
        let gazetteer = Gazetteer::parse_with(tables, &|code| contours.point(code))
            .map_err(|e| e.to_string())?;
        // Only truly located communes: those placed by a mean would draw points to themselves.
        let located = gazetteer
            .all()
            .iter()
            .enumerate()
            .filter(|(_, t)| t.precision.as_deref() == Some("commune"));
        let mut located: Vec<(Coordinates, usize)> = located
            .filter_map(|(i, t)| Some((t.position?, i)))
            .collect();
        located.sort_by_key(|(at, _)| grid::morton(*at));
        let (points, numbers) = located.into_iter().unzip();
        let communes = Communes {
            near: NearIndex::of_all(Arc::new(Points::new(points))),
            numbers,
        };
        Ok(Self {
            taxonomy: Arc::new(taxonomy),
            gazetteer: Arc::new(gazetteer),
            communes: Arc::new(communes),
            terms: Arc::default(),
            ground: Arc::default(),
            outlines: Arc::new(Outlines::of(
                include_str!("../../geodata/territories/departments.geojson"),
                include_str!("../../geodata/territories/neighbours.geojson"),
            )),
            contours: Arc::new(contours),
        })
    }

    /// What snapshots share: the tables and their text index.
    #[must_use]
    pub fn base(&self) -> Base {
        let build = || Arc::new(TermIndex::build(&self.taxonomy, &self.gazetteer));
        Base {
            taxonomy: Arc::clone(&self.taxonomy),
            gazetteer: Arc::clone(&self.gazetteer),
            terms: Arc::clone(self.terms.get_or_init(build)),
            outlines: Arc::clone(&self.outlines),
            ground: Arc::clone(
                self.ground
                    .get_or_init(|| Arc::new(Ground::of(&self.gazetteer))),
            ),
            contours: Arc::clone(&self.contours),
        }
    }

    /// The official contours; empty where none are loaded.
    #[must_use]
    pub fn contours(&self) -> &Contours {
        &self.contours
    }

    /// The commune whose official contour covers a point. Where that contour is older than the commune's separation
    /// into several, the nearest of these, marked so.
    #[must_use]
    pub fn commune_at(&self, at: Coordinates) -> Option<(&Territory, CommuneAssignment)> {
        let found = self.contours.covering(at)?;
        let commune = |code: &str| self.gazetteer.get(TerritoryKind::Commune, code);
        if found.heirs.is_empty() {
            return Some((commune(found.code)?, CommuneAssignment::Contour));
        }
        let heirs = found.heirs.iter().filter_map(|c| commune(c));
        let placed = heirs.filter_map(|t| Some((t.position?.distance_m(at), t)));
        let (_, nearest) = placed.min_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((nearest, CommuneAssignment::Nearest))
    }

    /// The nearest located commune.
    #[must_use]
    pub fn nearest_commune(&self, at: Coordinates) -> Option<&Territory> {
        let found = self.communes.near.nearest(at, 1, |_| true);
        let number = self.communes.numbers.get(found.first()?.1 as usize)?;
        self.gazetteer
            .all()
            .get(*number)
            .filter(|t| t.kind == TerritoryKind::Commune)
    }

    /// A crosswalk by its name.
    ///
    /// # Errors
    /// An unknown name, or codes that the taxonomy does not have.
    pub fn crosswalk(&self, name: &str) -> Result<Crosswalk, String> {
        let found = CROSSWALKS.iter().find(|(n, _)| *n == name);
        let (_, text) = found.ok_or_else(|| {
            let known: Vec<&str> = CROSSWALKS.iter().map(|(n, _)| *n).collect();
            format!(
                "there is no crosswalk `{name}`; known ones: {}",
                known.join(", ")
            )
        })?;
        Crosswalk::parse(text, &self.taxonomy).map_err(|e| format!("{name}: {e}"))
    }

    /// Checks a mapping whole, and gives its crosswalk: the named one with the mapping's own rules.
    ///
    /// # Errors
    /// One sentence that names the key and what would be right.
    pub fn prepare(&self, mapping: &Mapping) -> Result<Option<Crosswalk>, String> {
        mapping.check(&self.taxonomy, &self.gazetteer)?;
        let named = mapping.crosswalk.as_deref();
        let mut all = match named {
            Some(name) => self.crosswalk(name)?,
            None if mapping.rules.is_empty() && mapping.prefixes.is_empty() => return Ok(None),
            None => Crosswalk::default(),
        };
        all.rules.extend(mapping.rules.iter().cloned());
        all.prefixes.extend(mapping.prefixes.iter().cloned());
        all.check(&self.taxonomy)?;
        Ok(Some(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_crosswalks_are_sound() {
        let reference = Reference::embedded().unwrap();
        for (name, _) in CROSSWALKS {
            assert!(!reference.crosswalk(name).unwrap().rules.is_empty());
        }
    }

    #[test]
    fn a_mapping_is_checked_whole() {
        let reference = Reference::embedded().unwrap();
        let said = |lines: &str, source: &str| {
            let text = format!(
                "format=\"csv\"\n{lines}\n[source]\ncode=\"{source}\"\nname=\"a\"\nlicence=\"a\"\nattribution=\"a\"\n[fields]\nname=[\"x\"]"
            );
            reference.prepare(&Mapping::parse(&text).unwrap())
        };
        for (lines, source, word) in [
            ("territory=\"region 52\"", "a", "`region 52`"),
            ("territory=\"regions:52\"", "a", "region:52"),
            ("territory=\"region:99\"", "a", "`region:99`"),
            (
                "categories=[\"compost\"]",
                "a",
                "did you mean `compostage`?",
            ),
            ("offers=[{action=\"voler\"}]", "a", "`voler`"),
            (
                "offers=[{action=\"trier\",objects=[\"fusee\"]}]",
                "a",
                "`fusee`",
            ),
            ("crosswalk=\"osn\"", "a", "osm, nantes"),
            (
                "[[rules]]\nwhen={t=[\"a\"]}\ncategories=[\"rien\"]",
                "a",
                "`rien`",
            ),
            ("", "Mon Code", "`Mon Code`"),
        ] {
            let told = said(lines, source).unwrap_err();
            assert!(told.contains(word), "{lines}: {told}");
        }
        let own = said(
            "crosswalk=\"osm\"\n[[rules]]\nwhen={Genre=[\"Recyclerie\"]}\ncategories=[\"ressourcerie\"]",
            "a",
        );
        let all = own.unwrap().unwrap();
        assert!(all.reads("Genre") && all.reads("shop") && all.reads("recycling:clothes"));
        assert!(!all.reads("contact:mobile") && !all.reads("recycling:nothing_of_ours"));
    }
}
