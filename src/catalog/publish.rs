//! What of a structure is public: the only form that enters a snapshot, so that nothing else can leak.
use crate::domain::geodesy::Coordinates;
use crate::domain::structure::{Address, AtHome, Offer, Precision, Structure, completeness_score};
use crate::domain::{Gazetteer, Source, Taxonomy, TerritoryKind};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Where a record comes from and what a reuse must cite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Code of the source.
    pub source: String,
    /// The source's own identifier.
    pub external_id: String,
    /// Licence.
    pub licence: String,
    /// What to cite.
    pub attribution: String,
    /// RFC 3339.
    pub seen_at: String,
}

/// A code and a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// INSEE code.
    pub code: String,
    /// Official name.
    pub name: String,
}

/// The properties of a structure's GeoJSON feature. A member that is not there is unknown, never "no".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // the members are those of `domain::structure::Fields`
pub struct PublicStructure {
    #[serde(skip)]
    pub id: String,
    #[serde(skip)]
    pub coordinates: Option<Coordinates>,
    pub name: String,
    pub slug: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    pub categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_hours: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit_hours: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub social: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_form: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ess: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_appointment: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand_only: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_home: Option<AtHome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wheelchair: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<String>,
    pub sources: Vec<Credit>,
    pub updated: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
    pub completeness: f64,
}

/// What publishing needs besides the structure.
#[derive(Debug)]
pub struct Publisher<'a> {
    /// The taxonomy.
    pub taxonomy: &'a Taxonomy,
    /// The territories.
    pub gazetteer: &'a Gazetteer,
    /// Sources by code.
    pub sources: &'a HashMap<String, Source>,
}

impl Publisher<'_> {
    /// The public form: e-mail only with consent, a home only as its commune.
    #[must_use]
    pub fn publish(&self, s: Structure) -> PublicStructure {
        let completeness = (completeness_score(&s.fields) * 100.0).round() / 100.0;
        let commune = s
            .commune
            .as_deref()
            .and_then(|c| self.gazetteer.get(TerritoryKind::Commune, c));
        let f = s.fields;
        let hidden = f.hide_exact_position == Some(true);
        let (coordinates, precision) = if hidden {
            (commune.and_then(|c| c.position), Some(Precision::Commune))
        } else {
            (
                f.position.map(|p| p.coordinates),
                f.position.map(|p| p.precision),
            )
        };
        let address = f.address.map(|a| {
            if hidden {
                Address {
                    lines: Vec::new(),
                    ..a
                }
            } else {
                a
            }
        });
        let sector = f
            .categories
            .iter()
            .find_map(|c| self.taxonomy.sector_of(c))
            .map(str::to_owned);
        PublicStructure {
            id: s.id,
            coordinates: coordinates.map(Coordinates::rounded),
            precision: coordinates.and(precision),
            name: f.name.unwrap_or_default(),
            slug: s.slug,
            sector,
            categories: f.categories,
            offers: f.offers,
            address,
            department: commune.and_then(|c| c.department.clone()),
            commune: commune.map(|c| Named {
                code: c.code.clone(),
                name: c.name.clone(),
            }),
            opening_hours: f.opening_hours,
            deposit_hours: f.deposit_hours,
            opening_text: f.opening_text,
            phone: f.phone,
            email: f.email.filter(|_| f.email_public == Some(true)),
            website: f.website,
            social: f.social,
            summary: f.summary,
            description: f.description,
            legal_form: f.legal_form,
            ess: f.ess,
            siret: f.siret,
            labels: f.labels,
            public: f.public,
            by_appointment: f.by_appointment,
            brand_only: f.brand_only,
            at_home: f.at_home,
            wheelchair: f.wheelchair,
            networks: f.networks,
            sources: s.origins.into_iter().map(|o| self.credit(o)).collect(),
            updated: s.updated,
            verified_at: s.verified_at,
            completeness,
        }
    }

    fn credit(&self, o: crate::domain::structure::Origin) -> Credit {
        let source = self.sources.get(&o.source);
        Credit {
            licence: source.map(|s| s.licence.clone()).unwrap_or_default(),
            attribution: source.map(|s| s.attribution.clone()).unwrap_or_default(),
            source: o.source,
            external_id: o.external_id,
            seen_at: o.seen_at,
        }
    }
}
