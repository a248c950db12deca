//! Structures that an address names one by one: `s=slug,slug`.
use super::sheet::{Now, now_at};
use crate::catalog::Snapshot;
use crate::html::text;

/// The most that one address names.
pub(super) const MOST: usize = 200;

/// What an address names.
#[derive(Default)]
pub(super) struct Picked {
    /// Those that are there, in the order of the address.
    pub found: Vec<u32>,
    /// Slugs that lead nowhere, with words that stand for their names.
    pub missing: Vec<(String, String)>,
    /// More were named than are looked for.
    pub cut: bool,
}

impl Picked {
    /// Reads a query string; nothing when it names none at all.
    pub fn read(raw: Option<&str>, s: &Snapshot) -> Option<Self> {
        let named: Vec<_> = url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes())
            .filter(|(name, _)| name == "s")
            .collect();
        if named.is_empty() {
            return None;
        }
        let slugs = named.iter().flat_map(|(_, v)| v.split(','));
        let mut slugs: Vec<&str> = slugs.map(str::trim).filter(|x| !x.is_empty()).collect();
        let mut seen = std::collections::HashSet::new();
        slugs.retain(|x| seen.insert(*x));
        let mut out = Self {
            cut: slugs.len() > MOST,
            ..Self::default()
        };
        for slug in slugs.into_iter().take(MOST) {
            match index(s, slug) {
                Some(i) if !out.found.contains(&i) => out.found.push(i),
                Some(_) => {}
                None => {
                    let words = text::capital(&text::shortened(&slug.replace('-', " "), 60));
                    out.missing.push((slug.to_owned(), words));
                }
            }
        }
        Some(out)
    }

    /// The query that names those that are there.
    pub fn query(&self, s: &Snapshot) -> String {
        let slugs: Vec<String> = self
            .found
            .iter()
            .filter_map(|i| Some(s.structure(*i)?.slug))
            .collect();
        format!("s={}", slugs.join(","))
    }
}

/// By a slug of today or of before a merge.
fn index(s: &Snapshot, slug: &str) -> Option<u32> {
    s.find_slug(slug).or_else(|| match now_at(s, slug) {
        Some(Now::At(slug)) => s.find_slug(&slug),
        _ => None,
    })
}
