//! What sources say, what people correct, and the imports that brought it in.
use super::structure::{CommuneAssignment, Fields};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A source of records: who publishes it, under which licence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Short code, stable.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Licence, by its name.
    pub licence: String,
    /// What a reuse must cite.
    pub attribution: String,
    /// Where it can be had.
    #[serde(default)]
    pub url: Option<String>,
    /// Trust: of two values the source with the lower number wins.
    #[serde(default)]
    pub priority: i32,
    /// What it does not hold although one might think so, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_out: Option<String>,
    /// The same in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_out_en: Option<String>,
    /// When it was last taken over whole, with or without changes, RFC 3339. The store's own knowledge, in no mapping.
    #[serde(skip)]
    pub refreshed_at: Option<String>,
}

/// What a derived identifier begins with. Such an identifier is a digest of the record's content, from which its
/// exact position could be found by trial: it stays inside the store.
pub const DERIVED: &str = "derived:";

/// The identifier as it may be published: blank where it is derived.
#[must_use]
pub fn public_id(external_id: &str) -> &str {
    if external_id.starts_with(DERIVED) {
        ""
    } else {
        external_id
    }
}

/// One record as a source gave it, normalised; replaced as a whole by the next refresh.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Code of the source.
    pub source: String,
    /// The source's own identifier, or one derived from the content: [`DERIVED`].
    pub external_id: String,
    /// What the record says.
    pub fields: Fields,
    /// Commune of today (INSEE), where one could be given.
    #[serde(default)]
    pub commune: Option<String>,
    /// How the commune was given.
    #[serde(default)]
    pub commune_assignment: Option<CommuneAssignment>,
    /// Of the source, copied so that merging needs nothing else.
    #[serde(default)]
    pub priority: i32,
    /// When it was last seen in its source, RFC 3339.
    pub seen_at: String,
    /// What a reuse of this record must cite, where the source says it of each; else the source's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    /// Contributor of the source -> the identifier it gives the record.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contributors: BTreeMap<String, String>,
}

impl SourceRecord {
    /// A digest of all but `seen_at`: equal digests mean that nothing changed.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let content = (
            &self.fields,
            &self.commune,
            self.commune_assignment,
            self.priority,
        );
        let mut json = serde_json::to_vec(&content).unwrap_or_default();
        // Records without them keep the digest that they have in databases written before.
        if self.attribution.is_some() || !self.contributors.is_empty() {
            let more = (&self.attribution, &self.contributors);
            json.extend(serde_json::to_vec(&more).unwrap_or_default());
        }
        super::text::digest(json, 16)
    }
}

/// A person's corrections of one structure: they win over every source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Counts up from 1 for each structure.
    pub number: i64,
    /// Values that replace those of the sources.
    pub set: Fields,
    /// Names of fields that are to read as unknown.
    #[serde(default)]
    pub clear: Vec<String>,
    /// RFC 3339.
    pub made_at: String,
}

impl Revision {
    /// The next revision: these corrections on top of the earlier ones. A value that is set is no longer
    /// cleared, and one that is cleared is no longer set.
    #[must_use]
    pub fn followed_by(&self, set: Fields, clear: Vec<String>, made_at: String) -> Self {
        let mut earlier = self.set.clone();
        let mut now_set = BTreeMap::new();
        Fields::default().fill_from(&set, "", &mut now_set);
        for name in now_set.keys().chain(&clear) {
            // A corrected list replaces the earlier list: it is not united with it.
            earlier.clear(name);
        }
        let mut all = set;
        all.fill_from(&earlier, "", &mut BTreeMap::new());
        let mut cleared = clear;
        for name in &self.clear {
            if !now_set.contains_key(name) && !cleared.contains(name) {
                cleared.push(name.clone());
            }
        }
        Self {
            number: self.number + 1,
            set: all,
            clear: cleared,
            made_at,
        }
    }
}

/// One run of an import, as kept in the store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// ULID.
    pub id: String,
    /// Code of the source.
    pub source: String,
    /// File name or address, without folders.
    pub origin: String,
    /// RFC 3339.
    pub at: String,
    /// Records new in this run.
    pub created: u64,
    /// Records that changed.
    pub updated: u64,
    /// Records that were the same.
    pub unchanged: u64,
    /// Records that the source no longer carries.
    pub withdrawn: u64,
    /// Rows that could not be taken.
    pub refused: u64,
    /// Structures that joined another by rule.
    #[serde(default)]
    pub merged: u64,
    /// Pairs of structures that a person is asked about.
    #[serde(default)]
    pub to_review: u64,
    /// Under which its changes are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// The source as it was before; none when the import brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_before: Option<Source>,
    /// When it was taken back, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<String>,
}
