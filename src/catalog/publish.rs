//! What of a structure is public: the only form that enters a snapshot, so that nothing else can leak.
use crate::domain::geodesy::Coordinates;
use crate::domain::hours::comments;
use crate::domain::structure::{
    Address, AtHome, CommuneAssignment, Fields, Offer, Precision, Structure,
};
use crate::domain::text::{has_email, without_emails};
use crate::domain::{Completeness, Gazetteer, Source, Taxonomy, Territory, TerritoryKind};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Where a record comes from and what a reuse must cite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Code of the source.
    pub source: String,
    /// The source's own identifier; empty for somebody's home, where it would lead to the exact point.
    #[serde(default, skip_serializing_if = "String::is_empty")]
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
    pub trade_name: Option<String>,
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
    pub commune_assignment: Option<CommuneAssignment>,
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
    /// Said where the e-mail address is shown, so that whoever takes the record over may show it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_public: Option<bool>,
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
    pub inclusion: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siren: Option<String>,
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
    pub take_back: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_home: Option<AtHome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wheelchair: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headcount_fte: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headcount_inclusion: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tonnage: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
    pub sources: Vec<Credit>,
    pub updated: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_updated: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
    pub completeness: f64,
    /// What the score comes from; written as what is missing.
    #[serde(rename = "completeness_missing")]
    #[serde(
        default = "Completeness::whole",
        skip_serializing_if = "Completeness::is_whole"
    )]
    pub criteria: Completeness,
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
    /// The public form: e-mail addresses only with consent, a home only as its commune.
    #[must_use]
    pub fn publish(&self, s: Structure) -> PublicStructure {
        let criteria = Completeness::of(&s.fields);
        let commune = s
            .commune
            .as_deref()
            .and_then(|c| self.gazetteer.get(TerritoryKind::Commune, c));
        let mut f = s.fields;
        let consent = f.email_public == Some(true);
        if !consent {
            hide_emails(&mut f);
        }
        let hidden = f.is_home();
        if hidden {
            hide_home(&mut f, commune);
        }
        let sector = f
            .categories
            .iter()
            .find_map(|c| self.taxonomy.sector_of(c))
            .map(str::to_owned);
        let credit = |o| self.credit(o, hidden, consent);
        PublicStructure {
            id: s.id,
            coordinates: f.position.map(|p| p.coordinates.rounded()),
            precision: f.position.map(|p| p.precision),
            name: f.name.unwrap_or_default(),
            slug: s.slug,
            trade_name: f.trade_name,
            sector,
            categories: f.categories,
            offers: f.offers,
            address: f.address,
            department: commune.and_then(|c| c.department.clone()),
            commune_assignment: commune.and(s.commune_assignment),
            commune: commune.map(|c| Named {
                code: c.code.clone(),
                name: c.name.clone(),
            }),
            opening_text: hours_in_words(f.opening_text.as_deref(), f.opening_hours.as_deref()),
            opening_hours: f.opening_hours,
            deposit_hours: f.deposit_hours,
            phone: f.phone,
            email_public: f.email.as_ref().filter(|_| consent).map(|_| true),
            email: f.email.filter(|_| consent),
            website: f.website,
            social: f.social,
            summary: f.summary,
            description: f.description,
            legal_form: f.legal_form,
            ess: f.ess,
            inclusion: f.inclusion,
            siren: f.siren,
            siret: f.siret,
            labels: f.labels,
            public: f.public,
            by_appointment: f.by_appointment,
            brand_only: f.brand_only,
            take_back: f.take_back,
            at_home: f.at_home,
            wheelchair: f.wheelchair,
            networks: f.networks,
            jobs: f.jobs,
            skills: f.skills,
            headcount_fte: f.headcount_fte,
            headcount_inclusion: f.headcount_inclusion,
            tonnage: f.tonnage,
            photos: f.photos,
            sources: s.origins.into_iter().map(credit).collect(),
            updated: s.updated,
            source_updated: f.source_updated,
            verified_at: s.verified_at,
            completeness: (criteria.score() * 100.0).round() / 100.0,
            criteria,
        }
    }

    fn credit(&self, o: crate::domain::structure::Origin, hidden: bool, consent: bool) -> Credit {
        let source = self.sources.get(&o.source);
        Credit {
            licence: source.map(|s| s.licence.clone()).unwrap_or_default(),
            attribution: o
                .attribution
                .or_else(|| source.map(|s| s.attribution.clone()))
                .unwrap_or_default(),
            source: o.source,
            external_id: match o.external_id {
                _ if hidden => String::new(),
                id if !consent && has_email(&id) => without_emails(&id),
                id => id,
            },
            seen_at: o.seen_at,
        }
    }
}

/// Takes every e-mail address out of every text. A web address that holds one leads nowhere without it, and goes.
///
/// All fields are named, so that a new one cannot be forgotten.
fn hide_emails(f: &mut Fields) {
    let Fields {
        name,
        trade_name,
        summary,
        description,
        legal_form,
        inclusion,
        siren,
        siret,
        address,
        categories,
        offers,
        labels,
        public,
        take_back,
        at_home,
        opening_hours,
        deposit_hours,
        opening_text,
        phone,
        email,
        website,
        social,
        wheelchair,
        networks,
        jobs,
        skills,
        photos,
        source_updated,
        position: _,
        hide_exact_position: _,
        ess: _,
        by_appointment: _,
        brand_only: _,
        email_public: _,
        headcount_fte: _,
        headcount_inclusion: _,
        tonnage: _,
    } = f;
    *email = None;
    website.take_if(|w| has_email(w));
    social.retain(|link| !has_email(link));
    photos.retain(|link| !has_email(link));
    for text in [
        name,
        trade_name,
        summary,
        description,
        legal_form,
        inclusion,
        siren,
        siret,
        public,
        take_back,
        opening_hours,
        deposit_hours,
        opening_text,
        phone,
        wheelchair,
        source_updated,
    ] {
        text.as_mut().map(clean);
    }
    for list in [categories, labels, networks, jobs, skills] {
        list.iter_mut().for_each(clean);
    }
    for offer in offers {
        clean(&mut offer.action);
        offer.objects.iter_mut().for_each(clean);
    }
    if let Some(AtHome::Department { code }) = at_home {
        clean(code);
    }
    if let Some(a) = address {
        a.lines.iter_mut().for_each(clean);
        for text in [&mut a.postal_code, &mut a.city, &mut a.insee] {
            text.as_mut().map(clean);
        }
    }
}

fn clean(text: &mut String) {
    if has_email(text) {
        *text = without_emails(text);
    }
}

/// Leaves of somebody's home only the commune: not the point, not the street, and not the number under which a public
/// register gives both.
fn hide_home(f: &mut Fields, commune: Option<&Territory>) {
    f.siren = None;
    f.siret = None;
    if let Some(a) = &mut f.address {
        a.lines.clear();
    }
    f.position = commune.and_then(|c| {
        let known = c.precision.as_deref() == Some("commune");
        Some(crate::domain::Position {
            coordinates: c.position?,
            precision: if known {
                Precision::Commune
            } else {
                Precision::PostalCode
            },
        })
    });
}

/// The hours in words: those of the source, and the comments of the hours, which say what no program understands.
fn hours_in_words(text: Option<&str>, hours: Option<&str>) -> Option<String> {
    let said = comments(hours.unwrap_or_default());
    let new = |c: &&str| !text.is_some_and(|t| t.contains(*c));
    let parts: Vec<&str> = text
        .into_iter()
        .chain(said.iter().copied().filter(new))
        .collect();
    (!parts.is_empty()).then(|| parts.join("\u{a0}; "))
}
