//! What a page's address asks for: read with indulgence, its place resolved.
use super::place::{self, STANDS_FOR, with};
use super::what::{self, WHAT};
use crate::catalog::Snapshot;
use crate::domain::query::{Sort, StructureQuery};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::query::{FILTERS, Parameters};

/// Parameters of the page beside the filters.
const PAGE_ONLY: [&str; 5] = ["ou", STANDS_FOR, "sort", "cursor", WHAT];
/// Parameters that can be left aside before giving up.
const MOST_LEFT_ASIDE: usize = 24;

/// What was understood.
#[derive(Default)]
pub(super) struct Asked {
    /// Language of the page.
    pub lang: Lang,
    /// Parameters in force, the place as `near` or `territory`; nothing else.
    pub p: Parameters,
    /// The same as a query.
    pub q: StructureQuery,
    /// Order of the list.
    pub sort: Sort,
    /// Words of "Quoi ?" that filters stand for.
    pub typed: Option<String>,
    /// Other places that the words of "Où ?" may mean: words and address.
    pub others: Vec<(String, String)>,
    /// Words of "Où ?" that no place answers to.
    pub unfound: Option<String>,
    /// What was not understood, in sentences; that about the place first.
    pub notices: Vec<String>,
    /// The page that was asked, as it is in French; the map and the list where it is empty.
    pub page: String,
}

impl Asked {
    /// Reads a query string: unknown parameters are dropped, bad ones are dropped and said.
    pub fn read(lang: Lang, raw: Option<&str>, s: &Snapshot) -> Self {
        Self::on_page(lang, raw, s, "", &[])
    }

    /// The same for a page of its own, which knows further parameters.
    pub fn on_page(lang: Lang, raw: Option<&str>, s: &Snapshot, page: &str, own: &[&str]) -> Self {
        if Parameters::parse(raw).is_err() {
            return Self {
                lang,
                notices: vec![lang.t("asked-too-long").into_owned()],
                page: page.to_owned(),
                ..Self::default()
            };
        }
        let known =
            url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes()).filter(|(k, _)| {
                [FILTERS, &PAGE_ONLY, own]
                    .iter()
                    .any(|known| known.contains(&&**k))
            });
        let kept = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(known)
            .finish();
        let mut p = Parameters::parse(Some(&kept)).unwrap_or_default();
        let mut left = Vec::new();
        let swapped = p.swapped("near");
        if let Some(meant) = &swapped {
            p = with(&p, &[("near", Some(meant))]);
        }
        if p.point("near").is_err() {
            // What was typed may still say where.
            p = with(&p, &[("near", None)]);
            left.push(words_for("near"));
        }
        let what = what::resolve(lang, &p, s);
        let place = place::resolve(lang, &what.p, s);
        let (mut p, q) = understood(place.p, s, &mut left);
        let sort = p.sort(&q).unwrap_or_else(|_| {
            // An order that the search does not have: the one that it has by itself.
            p = with(&p, &[("sort", None)]);
            Parameters::usual_sort(&q)
        });
        let aside = (!left.is_empty()).then(|| {
            let words: Vec<_> = left.iter().map(|key| lang.t(key)).collect();
            lang.f(
                "asked-left-aside",
                &[("words", text::listed(lang, &words).into())],
            )
        });
        Self {
            lang,
            p,
            q,
            sort,
            typed: what.typed,
            others: place.others,
            unfound: place.unfound,
            notices: place
                .notice
                .into_iter()
                .chain(swapped.map(|_| lang.t("asked-swapped").into_owned()))
                .chain(what.notice)
                .chain(aside)
                .collect(),
            page: page.to_owned(),
        }
    }

    /// The page with some parameters replaced, from its first card.
    pub fn href(&self, changes: &[(&str, Option<&str>)]) -> String {
        self.at(
            if self.page.is_empty() {
                "/"
            } else {
                &self.page
            },
            changes,
        )
    }

    /// The list on paper.
    pub fn printed(&self) -> String {
        self.at("/carnet", &[])
    }

    fn at(&self, page: &str, changes: &[(&str, Option<&str>)]) -> String {
        let mut all = vec![("cursor", None)];
        all.extend_from_slice(changes);
        let query = self.p.with(&all);
        let page = self.lang.path(page);
        if query.is_empty() {
            page
        } else {
            format!("{page}?{query}")
        }
    }

    /// Something beside the order is asked.
    pub fn anything(&self) -> bool {
        !self.p.with(&[("cursor", None), ("sort", None)]).is_empty()
    }

    /// Words that stand for the place in force, if there is one beside a zone of the map.
    pub fn place_label(&self, s: &Snapshot) -> Option<String> {
        if self.q.near.is_some() {
            return Some(place::words_of(self.lang, self.p.get("ou")));
        }
        let names = self.territories(s);
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The place as the end of a title: "près de Saumur", "Sarthe".
    pub fn place_words(&self, s: &Snapshot) -> Option<String> {
        if self.q.near.is_some() {
            return Some(place::near_words(self.lang, self.p.get("ou")));
        }
        let names = self.territories(s);
        if names.is_empty() {
            return self
                .q
                .bbox
                .map(|_| self.lang.t("place-in-box").into_owned());
        }
        Some(names.join(&format!(" {} ", self.lang.t("list-or"))))
    }

    /// Names of the territories that are asked; the code of one that is not known.
    fn territories(&self, s: &Snapshot) -> Vec<String> {
        let name = |kind, code: &str| {
            let known = s.gazetteer.get(kind, code);
            text::apostrophes(known.map_or(code, |t| &t.name))
        };
        let asked = self.q.territories.iter();
        asked.map(|(kind, code)| name(*kind, code)).collect()
    }
}

/// The parameters that can be used, and what they ask; `left` takes the words for the others.
fn understood(
    mut p: Parameters,
    s: &Snapshot,
    left: &mut Vec<&'static str>,
) -> (Parameters, StructureQuery) {
    for _ in 0..MOST_LEFT_ASIDE {
        match p.query(s) {
            Ok(q) => return (p, q),
            Err(e) => {
                p = with(&p, &[(&e.name, None)]);
                let words = words_for(&e.name);
                if !left.contains(&words) {
                    left.push(words);
                }
            }
        }
    }
    (Parameters::default(), StructureQuery::default())
}

/// The message of a parameter as people call it.
fn words_for(parameter: &str) -> &'static str {
    match parameter {
        "bbox" => "asked-bbox",
        "near" => "asked-near",
        "radius" => "asked-radius",
        "territory" => "asked-territory",
        "category" => "asked-category",
        "sector" => "asked-sector",
        "action" => "asked-action",
        "object" => "asked-object",
        "label" => "asked-label",
        "ess" => "asked-ess",
        "network" => "asked-network",
        "source" => "asked-source",
        "public" => "asked-public",
        "appointment" => "asked-appointment",
        "brand_only" => "asked-brand-only",
        "open_at" => "asked-open-at",
        "open_on" => "asked-open-on",
        "at_home" => "asked-at-home",
        "q" => "asked-q",
        _ => "asked-other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_words() {
        let words: std::collections::BTreeSet<&str> =
            FILTERS.iter().map(|f| words_for(f)).collect();
        assert_eq!(words.len(), FILTERS.len(), "{words:?}");
        assert!(!words.contains(words_for("?")), "{words:?}");
    }
}
