//! The two-level taxonomy with its labels: the only source of codes.
use serde::{Deserialize, Serialize};

/// A code with its labels in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The code used in data and addresses.
    pub code: String,
    /// French label.
    pub label_fr: String,
    /// English label.
    pub label_en: String,
    /// How it stands in a sentence: a category in the plural, an object with its article (« des livres »). What has
    /// none makes no sentence.
    #[serde(default, skip_serializing)]
    pub phrase_fr: Option<String>,
    /// The same in English.
    #[serde(default, skip_serializing)]
    pub phrase_en: Option<String>,
    /// Sector of a category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// Broader object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Group of an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// `jai`, `jecherche` or `both`, of an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Actions of an action group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// Name of a Tabler icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Everyday words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms_fr: Vec<String>,
    /// Everyday words in English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms_en: Vec<String>,
    /// Verbs of an action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verbs_fr: Vec<String>,
    /// Verbs of an action in English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verbs_en: Vec<String>,
    /// What a label promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description_fr: Option<String>,
    /// What a label promises, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description_en: Option<String>,
}

/// Words that stand for several things at once: a cobbler repairs shoes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Trade {
    /// The words.
    pub words_fr: Vec<String>,
    /// The same in English.
    #[serde(default)]
    pub words_en: Vec<String>,
    /// Code of what is done.
    pub action: Option<String>,
    /// Code of what it is done with.
    pub object: Option<String>,
    /// Code of where it is done.
    pub category: Option<String>,
}

/// A list of terms with their index by code.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Terms {
    list: Vec<Term>,
    #[serde(skip)]
    index: foldhash::HashMap<String, usize>,
}

impl<'a> IntoIterator for &'a Terms {
    type Item = &'a Term;
    type IntoIter = std::slice::Iter<'a, Term>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl Terms {
    fn new(table: &'static str, list: Vec<Term>, most: usize) -> Result<Self, TaxonomyError> {
        if list.len() > most {
            let count = list.len();
            return Err(TaxonomyError::TooMany { table, count, most });
        }
        let mut index = foldhash::HashMap::default();
        for (i, t) in list.iter().enumerate() {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
            if t.code.is_empty() || !t.code.bytes().all(plain) {
                let code = t.code.clone();
                return Err(TaxonomyError::Code { table, code });
            }
            if index.insert(t.code.clone(), i).is_some() {
                return Err(TaxonomyError::Twice {
                    table,
                    code: t.code.clone(),
                });
            }
        }
        Ok(Self { list, index })
    }
    /// Terms in display order.
    pub fn iter(&self) -> std::slice::Iter<'_, Term> {
        self.list.iter()
    }
    /// The term at a place of the display order.
    #[must_use]
    pub fn nth(&self, index: usize) -> Option<&Term> {
        self.list.get(index)
    }
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// There are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// Place in the display order.
    #[must_use]
    pub fn index(&self, code: &str) -> Option<usize> {
        self.index.get(code).copied()
    }
    /// The term of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Term> {
        self.index(code).map(|i| &self.list[i])
    }
    /// French label of a code; the code itself when it is not known.
    #[must_use]
    pub fn label<'a>(&'a self, code: &'a str) -> &'a str {
        self.get(code).map_or(code, |t| t.label_fr.as_str())
    }
}

/// The whole taxonomy.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Taxonomy {
    /// Five sectors.
    pub sectors: Terms,
    /// What a structure is.
    pub categories: Terms,
    /// Groups of actions.
    pub action_groups: Terms,
    /// What one can do.
    pub actions: Terms,
    /// What for.
    pub objects: Terms,
    /// Labels.
    pub labels: Terms,
    /// ADEME's services.
    pub services: Terms,
    /// ADEME's actor types.
    pub actor_types: Terms,
    /// What people are called who do something with something.
    #[serde(skip)]
    pub trades: Vec<Trade>,
}

/// A taxonomy file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TaxonomyError {
    /// Not TOML, or a field is missing.
    #[error("taxonomy: {0}")]
    Toml(#[from] toml::de::Error),
    /// A code stands twice.
    #[error("taxonomy: {table}: the code `{code}` stands twice")]
    Twice {
        /// Table of the file.
        table: &'static str,
        /// The code.
        code: String,
    },
    /// A term names one that is not there.
    #[error("taxonomy: {table}: `{code}` names `{missing}`, which is not there")]
    Missing {
        /// Table of the file.
        table: &'static str,
        /// The term.
        code: String,
        /// What it names.
        missing: String,
    },
    /// More terms than the filters have bits for.
    #[error("taxonomy: {table}: {count} terms; at most {most}")]
    TooMany {
        /// Table of the file.
        table: &'static str,
        /// Terms in the file.
        count: usize,
        /// Terms that fit.
        most: usize,
    },
    /// A code that cannot stand in an address.
    #[error("taxonomy: {table}: the code `{code}` may only have letters, digits, `_` and `-`")]
    Code {
        /// Table of the file.
        table: &'static str,
        /// The code.
        code: String,
    },
}

#[derive(Deserialize)]
struct File {
    sectors: Vec<Term>,
    categories: Vec<Term>,
    action_groups: Vec<Term>,
    actions: Vec<Term>,
    objects: Vec<Term>,
    labels: Vec<Term>,
    services: Vec<Term>,
    actor_types: Vec<Term>,
    #[serde(default)]
    trades: Vec<Trade>,
}

impl Taxonomy {
    /// Reads and checks a taxonomy.
    ///
    /// # Errors
    /// The table and code of a term that stands twice or names a missing one, and a table that is too long:
    /// filters keep one bit per term.
    pub fn parse(text: &str) -> Result<Self, TaxonomyError> {
        let f: File = toml::from_str(text)?;
        let t = Self {
            sectors: Terms::new("sectors", f.sectors, 5)?,
            categories: Terms::new("categories", f.categories, 64)?,
            action_groups: Terms::new("action_groups", f.action_groups, 32)?,
            actions: Terms::new("actions", f.actions, 32)?,
            objects: Terms::new("objects", f.objects, 128)?,
            labels: Terms::new("labels", f.labels, 32)?,
            services: Terms::new("services", f.services, 128)?,
            actor_types: Terms::new("actor_types", f.actor_types, 64)?,
            trades: f.trades,
        };
        let known = |table, code: &str, name: Option<&String>, terms: &Terms| match name {
            Some(n) if terms.get(n).is_none() => Err(TaxonomyError::Missing {
                table,
                code: code.to_owned(),
                missing: n.clone(),
            }),
            _ => Ok(()),
        };
        for c in &t.categories {
            known("categories", &c.code, c.sector.as_ref(), &t.sectors)?;
        }
        for a in &t.actions {
            known("actions", &a.code, a.group.as_ref(), &t.action_groups)?;
        }
        for o in &t.objects {
            known("objects", &o.code, o.parent.as_ref(), &t.objects)?;
        }
        for trade in &t.trades {
            let word = trade.words_fr.first().map_or("", String::as_str);
            known("trades", word, trade.action.as_ref(), &t.actions)?;
            known("trades", word, trade.object.as_ref(), &t.objects)?;
            known("trades", word, trade.category.as_ref(), &t.categories)?;
        }
        for g in &t.action_groups {
            for a in &g.actions {
                known("action_groups", &g.code, Some(a), &t.actions)?;
            }
        }
        Ok(t)
    }

    /// Sector code of a category.
    #[must_use]
    pub fn sector_of(&self, category: &str) -> Option<&str> {
        self.categories.get(category)?.sector.as_deref()
    }

    /// The object itself and all narrower ones.
    #[must_use]
    pub fn with_narrower(&self, object: &str) -> Vec<&str> {
        let mut found: Vec<&str> = self
            .objects
            .get(object)
            .map(|t| t.code.as_str())
            .into_iter()
            .collect();
        let mut next = 0;
        while next < found.len() {
            let broad = found[next];
            for t in &self.objects {
                if t.parent.as_deref() == Some(broad) && !found.contains(&t.code.as_str()) {
                    found.push(&t.code);
                }
            }
            next += 1;
        }
        found
    }
}
