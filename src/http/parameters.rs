//! A query string as it was sent: split, put in a fixed order and written again.
//!
//! Answers carry their own address and that of the next page, and are remembered by what was asked: all of it comes
//! from one pass over the query string.
use super::query::{BadParameter, bad};
use std::borrow::Cow;
use std::ops::Range;
use url::form_urlencoded;

/// Longest query string that is read, in bytes.
const LONGEST: usize = 8_192;
/// Parameters that only say which part of a list is wanted.
const PLACE_IN_LIST: [&str; 2] = ["cursor", "limit"];

/// Parameters as they were sent.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    /// Names and values, one behind the other.
    text: String,
    /// Those that have a value, by name; of one name, in the order in which they were sent.
    pairs: Vec<Pair>,
    /// The pairs as a query string.
    canonical: String,
    /// Names that were sent without a value.
    empty: Vec<String>,
}

/// Where a parameter stands.
#[derive(Debug, Clone)]
struct Pair {
    /// In `text`.
    name: Range<usize>,
    /// In `text`.
    value: Range<usize>,
    /// `name=value` in `canonical`.
    written: Range<usize>,
}

fn encode(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.extend(form_urlencoded::byte_serialize(name.as_bytes()));
    out.push('=');
    out.extend(form_urlencoded::byte_serialize(value.as_bytes()));
}

impl Parameters {
    /// Splits a query string; empty values count as not sent.
    ///
    /// # Errors
    /// When it is longer than 8 kB.
    pub fn parse(query: Option<&str>) -> Result<Self, BadParameter> {
        let query = query.unwrap_or_default();
        if query.len() > LONGEST {
            return Err(bad(
                "(query string)",
                format!("longer than {LONGEST} bytes; send fewer values"),
            ));
        }
        let mut all = Self {
            text: String::with_capacity(query.len()),
            pairs: Vec::with_capacity(8),
            canonical: String::with_capacity(query.len() + 32),
            empty: Vec::new(),
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            all.push(name, value.trim());
        }
        all.write();
        Ok(all)
    }

    fn push(&mut self, name: Cow<'_, str>, value: &str) {
        if value.is_empty() {
            self.empty.push(name.into_owned());
            return;
        }
        let start = self.text.len();
        self.text.push_str(&name);
        let middle = self.text.len();
        self.text.push_str(value);
        self.pairs.push(Pair {
            name: start..middle,
            value: middle..self.text.len(),
            written: 0..0,
        });
    }

    /// Puts the pairs in order and writes them.
    fn write(&mut self) {
        let Self {
            text,
            pairs,
            canonical,
            ..
        } = self;
        // Stable: the last value of a parameter that takes one stays the last.
        pairs.sort_by(|a, b| text[a.name.clone()].cmp(&text[b.name.clone()]));
        for pair in pairs {
            let start = canonical.len() + usize::from(!canonical.is_empty());
            encode(
                canonical,
                &text[pair.name.clone()],
                &text[pair.value.clone()],
            );
            pair.written = start..canonical.len();
        }
    }

    fn name(&self, pair: &Pair) -> &str {
        &self.text[pair.name.clone()]
    }

    fn value(&self, pair: &Pair) -> &str {
        &self.text[pair.value.clone()]
    }

    /// Names that were sent, with or without a value.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let filled = self.pairs.iter().map(|p| self.name(p));
        filled.chain(self.empty.iter().map(String::as_str))
    }

    /// Values of a parameter, in the order in which they were sent.
    pub(super) fn values(&self, name: &str) -> impl DoubleEndedIterator<Item = &str> {
        let of_name = self.pairs.iter().filter(move |p| self.name(p) == name);
        of_name.map(|p| self.value(p))
    }

    /// All names and values, sorted by name.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|p| (self.name(p), self.value(p)))
    }

    /// The last value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next_back()
    }

    /// The same parameters with some replaced, as a query string in a fixed order.
    #[must_use]
    pub fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut new: Vec<(&str, &str)> = changes
            .iter()
            .filter_map(|(name, value)| Some((*name, (*value)?)))
            .collect();
        new.sort_by_key(|(name, _)| *name);
        let mut new = new.into_iter().peekable();
        let mut out = String::with_capacity(self.canonical.len() + 32);
        for pair in &self.pairs {
            let name = self.name(pair);
            if changes.iter().any(|(changed, _)| *changed == name) {
                continue;
            }
            while let Some((name, value)) = new.next_if(|(n, _)| *n < name) {
                encode(&mut out, name, value);
            }
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(&self.canonical[pair.written.clone()]);
        }
        for (name, value) in new {
            encode(&mut out, name, value);
        }
        out
    }

    /// All parameters as a query string in a fixed order: two that are equal ask the same.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// A digest of the parameters apart from the place in the list, so that a cursor belongs to one query.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = String::with_capacity(self.canonical.len() + 1);
        let kept = self.pairs.iter();
        for pair in kept.filter(|p| !PLACE_IN_LIST.contains(&self.name(p))) {
            text.push_str(&self.canonical[pair.written.clone()]);
            text.push('&');
        }
        crate::domain::text::digest(text, 6)
    }

    /// Where the page starts.
    ///
    /// # Errors
    /// A cursor that is not one, or that belongs to another query.
    pub fn offset(&self) -> Result<usize, BadParameter> {
        let Some(cursor) = self.get("cursor") else {
            return Ok(0);
        };
        let parts = cursor
            .split_once('-')
            .and_then(|(n, d)| Some((n.parse::<usize>().ok()?, d)));
        match parts {
            Some((n, digest)) if digest == self.digest() => Ok(n),
            Some(_) => Err(bad(
                "cursor",
                "belongs to another query; start again without it",
            )),
            None => Err(bad("cursor", "is not one of ours; take it from `links`")),
        }
    }

    /// The cursor of the page that starts at `offset`.
    #[must_use]
    pub fn cursor(&self, offset: usize) -> String {
        let mut cursor = offset.to_string();
        cursor.push('-');
        cursor.push_str(&self.digest());
        cursor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(query: &str) -> Parameters {
        Parameters::parse(Some(query)).unwrap()
    }

    #[test]
    fn the_last_of_one_name_counts_and_tells_questions_apart() {
        let (one, other) = (read("limit=1&a=x&limit=2"), read("a=x&limit=2&limit=1"));
        assert_eq!(
            (one.get("limit"), other.get("limit")),
            (Some("2"), Some("1"))
        );
        assert_ne!(one.canonical(), other.canonical());
        assert_eq!(one.digest(), other.digest());
        assert_eq!(
            read("b=%20&a=1&b=").names().collect::<Vec<_>>(),
            ["a", "b", "b"]
        );
    }

    #[test]
    fn a_cursor_belongs_to_one_question() {
        let p = read("near=1,2&limit=10");
        let next = p.cursor(10);
        let follow = |query: &str| read(&format!("{query}&cursor={next}")).offset();
        assert_eq!(follow("limit=50&near=1,2"), Ok(10));
        assert!(follow("near=1,3&limit=10").is_err());
    }

    /// The plain way: all pairs, sorted and written by the library.
    fn plainly(mut pairs: Vec<(String, String)>) -> String {
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    }

    proptest! {
        #[test]
        fn changes_give_what_all_pairs_written_anew_would(
            sent in prop::collection::vec(("[a-d&é]{1,2}", "[a-c ,&=é+%]{0,4}"), 0..6),
            changes in prop::collection::btree_map("[a-d&é]{1,2}", prop::option::of("[a-c ,&=é]{1,3}"), 0..4),
        ) {
            let sent: Vec<(String, String)> = sent.into_iter().map(|(k, v)| (k, v.trim().to_owned())).collect();
            let p = read(&form_urlencoded::Serializer::new(String::new()).extend_pairs(&sent).finish());
            let filled = sent.iter().filter(|(_, v)| !v.is_empty()).cloned();
            prop_assert_eq!(p.canonical(), plainly(filled.clone().collect()));
            let kept = filled.filter(|(k, _)| !changes.contains_key(k));
            let new = changes.iter().filter_map(|(k, v)| Some((k.clone(), v.clone()?)));
            let wanted = plainly(kept.chain(new).collect());
            let list: Vec<(&str, Option<&str>)> = changes.iter().map(|(k, v)| (k.as_str(), v.as_deref())).collect();
            prop_assert_eq!(p.with(&list), wanted);
        }
    }
}
