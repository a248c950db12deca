//! The published record of one actor, and the fields that sources and people may fill.
use super::geodesy::Coordinates;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What one can do there, and for what: "réparer: vélo, trottinette".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Offer {
    /// Code of an action of the taxonomy.
    pub action: String,
    /// Codes of objects; empty when the source does not say which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
}

/// How near to the true door a position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The building.
    Rooftop,
    /// The street.
    Street,
    /// The commune's position.
    Commune,
    /// The mean of the postal code's communes.
    PostalCode,
}

/// Where a structure is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// The point.
    pub coordinates: Coordinates,
    /// How near to the door.
    pub precision: Precision,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Street lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// Five digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Name of the commune as the source writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// INSEE code as the source gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insee: Option<String>,
}

/// Area served at home.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AtHome {
    /// A circle around the position.
    Km {
        /// Radius in kilometres.
        km: f64,
    },
    /// One department.
    Department {
        /// INSEE code.
        code: String,
    },
    /// Metropolitan France.
    Metropolitan,
    /// Overseas departments.
    Overseas,
}

/// How a commune was given to a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommuneAssignment {
    /// The source's INSEE code, merged codes followed.
    Code,
    /// Postal code and commune name.
    Name,
    /// The official contour that covers the position.
    Contour,
    /// The nearest located commune: may be wrong near a border.
    Nearest,
}

/// The life of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not shown yet.
    Draft,
    /// Waits for a moderator.
    Pending,
    /// Shown.
    Published,
    /// No longer shown; its address answers 410.
    Withdrawn,
    /// Joined to another; its address redirects.
    MergedInto,
}

impl Status {
    /// The word kept in the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::MergedInto => "merged_into",
        }
    }
}

/// Declares the fields once: as a struct, as names, and as a field-by-field overlay.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident : $ty:ty),* $(,)?) => {
        /// Every field that a source or a person may give. `None` and empty mean unknown, never "no".
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Fields {
            $($(#[$doc])* #[serde(skip_serializing_if = "Known::is_unknown")] pub $name: $ty,)*
        }
        impl Fields {
            /// The names of all fields, as they stand in JSON.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];
            /// Fills what is unknown here from `other`; notes in `provenance` where each came from.
            pub fn fill_from(&mut self, other: &Self, origin: &str, provenance: &mut BTreeMap<String, String>) {
                $(if self.$name.absorb(&other.$name) {
                    provenance.entry(stringify!($name).to_owned()).or_insert_with(|| origin.to_owned());
                })*
            }
            /// Makes one field unknown; `false` when there is no field of that name.
            pub fn clear(&mut self, field: &str) -> bool {
                match field { $(stringify!($name) => { self.$name = Default::default(); true })* _ => false }
            }
        }
    };
}

/// A value that can be unknown, and can take in another source's value.
pub trait Known {
    /// Nothing is known.
    fn is_unknown(&self) -> bool;
    /// Takes in `other` where this one has room; `true` when something was taken.
    fn absorb(&mut self, other: &Self) -> bool;
}
impl<T: Clone> Known for Option<T> {
    fn is_unknown(&self) -> bool {
        self.is_none()
    }
    fn absorb(&mut self, other: &Self) -> bool {
        if self.is_none() && other.is_some() {
            self.clone_from(other);
            return true;
        }
        false
    }
}
impl<T: Clone + Ord> Known for Vec<T> {
    fn is_unknown(&self) -> bool {
        self.is_empty()
    }
    fn absorb(&mut self, other: &Self) -> bool {
        if other.is_empty() {
            return false;
        }
        let mut known: BTreeSet<&T> = self.iter().collect();
        let fresh: Vec<T> = other.iter().filter(|i| known.insert(*i)).cloned().collect();
        let some = !fresh.is_empty();
        self.extend(fresh);
        some
    }
}

fields! {
    /// The name people know.
    name: Option<String>,
    /// Name over the door, when it differs.
    trade_name: Option<String>,
    /// One sentence.
    summary: Option<String>,
    /// Plain text or a Markdown subset.
    description: Option<String>,
    /// association, cooperative, mutual, foundation, ess_company, company, public_body, artisan, individual.
    legal_form: Option<String>,
    /// Belongs to the social and solidarity economy.
    ess: Option<bool>,
    /// Inclusion status: aci, ei, ai, etti, esat, none.
    inclusion: Option<String>,
    /// Nine digits.
    siren: Option<String>,
    /// Fourteen digits, Luhn checked.
    siret: Option<String>,
    /// Postal address.
    address: Option<Address>,
    /// Where it is.
    position: Option<Position>,
    /// The exact point is somebody's home.
    hide_exact_position: Option<bool>,
    /// Category codes, the main one first.
    categories: Vec<String>,
    /// What one can do there.
    offers: Vec<Offer>,
    /// Label codes.
    labels: Vec<String>,
    /// individuals, professionals or both.
    public: Option<String>,
    /// Only by appointment.
    by_appointment: Option<bool>,
    /// Repairs or takes back its own brands only.
    brand_only: Option<bool>,
    /// one_for_one or one_for_zero.
    take_back: Option<String>,
    /// Area served at home.
    at_home: Option<AtHome>,
    /// Opening hours, OSM syntax.
    opening_hours: Option<String>,
    /// Hours for bringing things, OSM syntax.
    deposit_hours: Option<String>,
    /// Hours in words.
    opening_text: Option<String>,
    /// International form, `+33 2 40 00 00 00`.
    phone: Option<String>,
    /// Never published unless `email_public`.
    email: Option<String>,
    /// The structure agreed to show its e-mail.
    email_public: Option<bool>,
    /// Web address.
    website: Option<String>,
    /// Links to social networks.
    social: Vec<String>,
    /// yes, no or limited.
    wheelchair: Option<String>,
    /// Networks it belongs to.
    networks: Vec<String>,
    /// ROME codes of jobs.
    jobs: Vec<String>,
    /// ROME codes of skills.
    skills: Vec<String>,
    /// Full-time equivalents.
    headcount_fte: Option<f64>,
    /// Of which inclusion posts.
    headcount_inclusion: Option<f64>,
    /// Tonnes reused in a year.
    tonnage: Option<f64>,
    /// Addresses of pictures.
    photos: Vec<String>,
    /// Date of the source's own last change, ISO 8601.
    source_updated: Option<String>,
}

impl Fields {
    /// The exact place is somebody's home, which is never told.
    #[must_use]
    pub fn is_home(&self) -> bool {
        self.hide_exact_position == Some(true)
    }
}

/// Where a published record comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Code of the source.
    pub source: String,
    /// The source's own identifier; blank when it gives none.
    pub external_id: String,
    /// When the source last carried it, RFC 3339.
    pub seen_at: String,
    /// What a reuse of this record must cite, where the source says it of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
}

/// The published record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Structure {
    /// ULID.
    pub id: String,
    /// Last part of the page's address.
    pub slug: String,
    /// The life of the record.
    pub status: Status,
    /// The structure that took it in, when `status` is `MergedInto`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
    /// All that is known.
    pub fields: Fields,
    /// INSEE code of the commune of today, where one could be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<String>,
    /// How the commune was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune_assignment: Option<CommuneAssignment>,
    /// Sources, the most trusted first.
    pub origins: Vec<Origin>,
    /// Field name -> "source/external id" or "revision/N".
    pub provenance: BTreeMap<String, String>,
    /// RFC 3339.
    pub created: String,
    /// RFC 3339.
    pub updated: String,
    /// When a person confirmed it, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
}
