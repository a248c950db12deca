//! The embedded tables: taxonomy, territories, crosswalks, demonstration set.
use crate::catalog::Base;
use crate::catalog::search::TermIndex;
use crate::domain::geodesy::Coordinates;
use crate::domain::territory::Tables;
use crate::domain::{Crosswalk, Gazetteer, Taxonomy, Territory, TerritoryKind};
use crate::spatial::{NearIndex, Outlines, Points, grid};
use std::sync::{Arc, OnceLock};

/// The demonstration set, GeoJSON.
pub const DEMO: &str = include_str!("../../geodata/demo/demo.geojson");

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
    outlines: Arc<Outlines>,
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
        let taxonomy = Taxonomy::parse(include_str!("../../geodata/taxonomy.toml"))
            .map_err(|e| e.to_string())?;
        let gazetteer = Gazetteer::parse(Tables {
            communes: include_str!("../../geodata/territories/communes.csv"),
            former: include_str!("../../geodata/territories/communes_deleguees.csv"),
            epci: include_str!("../../geodata/territories/epci.csv"),
            departments: include_str!("../../geodata/territories/departments.csv"),
            regions: include_str!("../../geodata/territories/regions.csv"),
        })
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
            outlines: Arc::new(Outlines::of_departments(include_str!(
                "../../geodata/territories/departments.geojson"
            ))),
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
        }
    }

    /// The nearest located commune.
    #[must_use]
    pub fn nearest_commune(&self, at: Coordinates) -> Option<&Territory> {
        let found = self.communes.near.nearest(at).next()?;
        let number = self.communes.numbers.get(found as usize)?;
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
        let text = match name {
            "osm" => include_str!("../../geodata/crosswalks/osm.toml"),
            "nantes" => include_str!("../../geodata/crosswalks/nantes.toml"),
            other => {
                return Err(format!(
                    "there is no crosswalk `{other}`; known ones: osm, nantes"
                ));
            }
        };
        Crosswalk::parse(text, &self.taxonomy)
    }
}
