//! Declarative rules from a source's own words to categories, offers and labels.
use super::structure::{Fields, Offer};
use super::taxonomy::Taxonomy;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Words a record carries, by key; several values of one key are separated by `;`, `,` or `|`.
pub type Tags = BTreeMap<String, String>;

/// A condition: every key must match one of its values; `*` is any value but "no", `Repair Café*` any that begins so.
pub type When = BTreeMap<String, Vec<String>>;

/// One rule; all that match add up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Holds when all keys match.
    pub when: When,
    /// Set aside when any key matches.
    #[serde(default)]
    pub unless: When,
    /// Used only when no other rule gave a category.
    #[serde(default)]
    pub fallback: bool,
    /// Categories it gives.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Offers it gives.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// Labels it gives.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// Keys that spell an object: `recycling:clothes=yes`, `service:bicycle:repair=yes`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prefix {
    /// What stands before the object's word.
    pub prefix: String,
    /// What stands behind it.
    #[serde(default)]
    pub suffix: String,
    /// Values that count.
    pub accept: Vec<String>,
    /// Action of the offer.
    pub action: String,
    /// The source's word -> our objects.
    pub objects: BTreeMap<String, Vec<String>>,
    /// Holds only when all keys match.
    #[serde(default)]
    pub when: When,
    /// Set aside when any key matches.
    #[serde(default)]
    pub unless: When,
}

/// A whole crosswalk file.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Crosswalk {
    /// Rules.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Spelt keys.
    #[serde(default)]
    pub prefixes: Vec<Prefix>,
}

fn any(tags: &Tags, key: &str, values: &[String]) -> bool {
    let Some(given) = tags.get(key) else {
        return false;
    };
    given
        .split([';', ',', '|'])
        .map(str::trim)
        .chain(std::iter::once(given.as_str()))
        .any(|g| {
            values.iter().any(|v| match v.strip_suffix('*') {
                Some("") => !g.is_empty() && g != "no",
                Some(beginning) => g.starts_with(beginning),
                None => v == g,
            })
        })
}
fn all(tags: &Tags, when: &When) -> bool {
    when.iter().all(|(k, v)| any(tags, k, v))
}

impl Crosswalk {
    /// Reads a crosswalk and checks its codes against the taxonomy.
    ///
    /// # Errors
    /// One sentence that names the code that the taxonomy does not have.
    pub fn parse(text: &str, taxonomy: &Taxonomy) -> Result<Self, String> {
        let c: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        c.check(taxonomy).map(|()| c)
    }

    /// Checks all codes against the taxonomy.
    ///
    /// # Errors
    /// One sentence that names the code that the taxonomy does not have.
    pub fn check(&self, taxonomy: &Taxonomy) -> Result<(), String> {
        let c = self;
        let offers = c.rules.iter().flat_map(|r| &r.offers);
        let objects = offers
            .clone()
            .flat_map(|o| &o.objects)
            .chain(c.prefixes.iter().flat_map(|p| p.objects.values().flatten()));
        let actions = offers
            .clone()
            .map(|o| &o.action)
            .chain(c.prefixes.iter().map(|p| &p.action));
        let checks: [(&str, Vec<&String>, &super::taxonomy::Terms); 4] = [
            (
                "category",
                c.rules.iter().flat_map(|r| &r.categories).collect(),
                &taxonomy.categories,
            ),
            (
                "label",
                c.rules.iter().flat_map(|r| &r.labels).collect(),
                &taxonomy.labels,
            ),
            ("action", actions.collect(), &taxonomy.actions),
            ("object", objects.collect(), &taxonomy.objects),
        ];
        for (what, codes, terms) in checks {
            if let Some(code) = codes.iter().find(|code| terms.get(code).is_none()) {
                return Err(format!(
                    "crosswalk: the {what} `{code}` is not in the taxonomy"
                ));
            }
        }
        Ok(())
    }

    /// Whether any rule looks at this key.
    #[must_use]
    pub fn reads(&self, key: &str) -> bool {
        let spelt = |p: &Prefix| {
            let word = key.strip_prefix(&p.prefix)?.strip_suffix(&p.suffix)?;
            Some(p.objects.contains_key(word))
        };
        let mut conditions = self
            .rules
            .iter()
            .flat_map(|r| [&r.when, &r.unless])
            .chain(self.prefixes.iter().flat_map(|p| [&p.when, &p.unless]));
        conditions.any(|w| w.contains_key(key))
            || self.prefixes.iter().any(|p| spelt(p) == Some(true))
    }

    /// Adds to `fields` all that the rules say of these tags.
    pub fn apply(&self, tags: &Tags, fields: &mut Fields) {
        let free = |unless: &When| !unless.iter().any(|(k, v)| any(tags, k, v));
        let holds = |r: &&Rule| all(tags, &r.when) && free(&r.unless);
        for r in self.rules.iter().filter(|r| !r.fallback).filter(holds) {
            add(r, fields);
        }
        if fields.categories.is_empty() {
            for r in self.rules.iter().filter(|r| r.fallback).filter(holds) {
                add(r, fields);
            }
        }
        for p in self
            .prefixes
            .iter()
            .filter(|p| all(tags, &p.when) && free(&p.unless))
        {
            // Along the record's few keys rather than the table's many words.
            let keys = tags
                .range(p.prefix.clone()..)
                .map(|(key, _)| key)
                .take_while(|key| key.starts_with(&p.prefix));
            for key in keys {
                let word = key[p.prefix.len()..].strip_suffix(&p.suffix);
                if let Some(objects) = word.and_then(|w| p.objects.get(w))
                    && any(tags, key, &p.accept)
                {
                    add_offer(fields, &p.action, objects);
                }
            }
        }
    }
}

fn add(rule: &Rule, fields: &mut Fields) {
    extend(&mut fields.categories, &rule.categories);
    extend(&mut fields.labels, &rule.labels);
    for o in &rule.offers {
        add_offer(fields, &o.action, &o.objects);
    }
}
fn extend(list: &mut Vec<String>, more: &[String]) {
    for m in more {
        if !list.contains(m) {
            list.push(m.clone());
        }
    }
}

/// Adds objects to the offer of that action, which is made when it is not there yet.
pub fn add_offer(fields: &mut Fields, action: &str, objects: &[String]) {
    if let Some(o) = fields.offers.iter_mut().find(|o| o.action == action) {
        extend(&mut o.objects, objects);
    } else {
        fields.offers.push(Offer {
            action: action.to_owned(),
            objects: objects.to_vec(),
        });
    }
}
