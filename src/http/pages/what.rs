//! "Quoi ?" as filters: an everyday word or a short sentence becomes the action, the object and the kind of place that
//! it means, and a place in it becomes the place.
use super::place::{self, STANDS_FOR, WHERE, with};
use crate::catalog::Snapshot;
use crate::catalog::lexicon::Understood;
use crate::domain::query::{Sort, StructureQuery, days_named};
use crate::domain::taxonomy::Terms;
use crate::domain::text::fold;
use crate::html::text;
use crate::html::words::Lang;
use crate::http::query::Parameters;

/// Another name of the field, for addresses that are written by hand.
pub(super) const WHAT: &str = "quoi";

/// Last words that may be a place: a long text is not tried word by word.
const PLACE_WORDS: usize = 6;
/// Structures whose names are held beside the words.
const LOOKED_AT: usize = 20;

/// What became of the words.
pub(super) struct What {
    /// The parameters, the words as filters where they were understood.
    pub p: Parameters,
    /// The words, when filters stand for all of them.
    pub typed: Option<String>,
    /// What was left aside, in a sentence.
    pub notice: Option<String>,
}

/// Turns the words into filters when all of them are understood, or when they would find nothing as they are.
pub(super) fn resolve(lang: Lang, p: &Parameters, s: &Snapshot) -> What {
    let p = match (p.get("q"), p.get(WHAT)) {
        (None, Some(words)) => with(p, &[("q", Some(words)), (WHAT, None)]),
        (_, Some(_)) => with(p, &[(WHAT, None)]),
        _ => p.clone(),
    };
    let as_it_is = |p: Parameters| What {
        p,
        typed: None,
        notice: None,
    };
    let Some(words) = p.get("q").map(str::to_owned) else {
        return as_it_is(p);
    };
    let understood = s.understand(&words);
    if understood.is_empty() {
        return as_it_is(name_in_place(&p, s, &words).unwrap_or(p));
    }
    let (filters, query) = filters(&p, s, &understood);
    let place = named_place(&p, s, &understood);
    let whole = understood.is_whole() || place.is_some();
    let known = found(s, &query);
    // A slip may be a name, and a name may say something: what finds structures as it is written stays. What is
    // understood without one stays for what it means, even where nobody does that: others would be another answer.
    let stays = if whole && !understood.slipped {
        !known && is_called(s, &words)
    } else {
        found(s, &said(&words)) || !known && !whole
    };
    if stays {
        return as_it_is(p);
    }
    if let Some(place) = place {
        return as_it_is(with(&filters, &[("ou", Some(&place)), ("q", None)]));
    }
    let notice = (!whole).then(|| left_aside(lang, &understood.rest));
    What {
        p: with(&filters, &[("q", None)]),
        typed: Some(words),
        notice,
    }
}

/// The parameters with those that the words mean, and these alone as a query.
fn filters(p: &Parameters, s: &Snapshot, u: &Understood) -> (Parameters, StructureQuery) {
    let t = &s.taxonomy;
    let (actions, objects) = (codes(&t.actions, &u.actions), codes(&t.objects, &u.objects));
    let categories = codes(&t.categories, &u.categories);
    let joined = |list: &[String]| (!list.is_empty()).then(|| list.join(","));
    let object = joined(&objects);
    let mut changes = vec![("object", object.as_deref())];
    let (action, category) = (joined(&actions), joined(&categories));
    changes.extend(action.as_deref().map(|a| ("action", Some(a))));
    changes.extend(category.as_deref().map(|c| ("category", Some(c))));
    let days = days_named(u.days);
    changes.extend(days.as_deref().map(|d| ("open_on", Some(d))));
    changes.extend(u.now.then_some(("open_at", Some("now"))));
    let query = StructureQuery {
        categories,
        actions,
        objects,
        ..StructureQuery::default()
    };
    (with(p, &changes), query)
}

fn codes(terms: &Terms, list: &[u32]) -> Vec<String> {
    let code = |i: &u32| terms.nth(*i as usize).map(|t| t.code.clone());
    list.iter().filter_map(code).collect()
}

/// Something in the whole directory answers.
fn found(s: &Snapshot, q: &StructureQuery) -> bool {
    s.count(&s.compile(q)) > 0
}

/// The words as a search of their own.
fn said(words: &str) -> StructureQuery {
    StructureQuery {
        q: Some(words.to_owned()),
        ..StructureQuery::default()
    }
}

/// The name of a structure has all the words.
fn is_called(s: &Snapshot, words: &str) -> bool {
    let typed = fold(words);
    let found = s.select(&s.compile(&said(words)), Sort::Relevance, 0, LOOKED_AT);
    let names = found.items.iter().filter_map(|(i, _)| s.structure(*i));
    names.map(|p| fold(&p.name)).any(|name| {
        let has = |w: &str| name.split(' ').any(|n| n == w);
        typed.split(' ').all(has)
    })
}

/// "emmaüs nantes": a name that nobody has as it is written, with the place where its last words lie.
fn name_in_place(p: &Parameters, s: &Snapshot, words: &str) -> Option<Parameters> {
    if says_where(p) || found(s, &said(words)) {
        return None;
    }
    let all: Vec<&str> = words.split_whitespace().collect();
    let first = all.len().saturating_sub(PLACE_WORDS).max(1);
    (first..all.len()).find_map(|at| {
        let (name, place) = (all[..at].join(" "), all[at..].join(" "));
        let fits = place::is_name(&place, s) && found(s, &said(&name));
        fits.then(|| with(p, &[("q", Some(&name)), ("ou", Some(&place))]))
    })
}

/// The address says where.
fn says_where(p: &Parameters) -> bool {
    let names = WHERE.iter().chain(&["ou", STANDS_FOR]);
    names.into_iter().any(|name| p.get(name).is_some())
}

/// The place that the words name beside what they look for, unless the address says where.
fn named_place(p: &Parameters, s: &Snapshot, u: &Understood) -> Option<String> {
    if says_where(p) || u.rest.is_empty() {
        return None;
    }
    let words = u.rest.join(" ");
    place::is_name(&words, s).then_some(words)
}

fn left_aside(lang: Lang, rest: &[String]) -> String {
    let words = text::shortened(&rest.join(" "), 60);
    lang.f("what-left-aside", &[("words", words.into())])
}
