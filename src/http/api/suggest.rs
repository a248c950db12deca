//! `GET /suggest`: places, structures, objects, categories, whole searches and, where the operator named a geocoder,
//! addresses for a few letters.
use crate::catalog::Snapshot;
use crate::catalog::lexicon::alike;
use crate::catalog::places::postal_code;
use crate::catalog::search::{Hit, Kind};
use crate::domain::taxonomy::Term;
use crate::domain::text::digest;
use crate::domain::{Coordinates, Territory, TerritoryKind};
use crate::html::words::Lang;
use crate::http::App;
use crate::http::answer::{JSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::query::{BadParameter, Parameters, Whole};
use crate::service::addresses::FoundAddress;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// Parameters.
pub const PARAMETERS: &[&[&str]] = &[&["q", "near", "kinds", "limit", "lang"]];
/// Suggestions in an answer.
pub const LIMIT: Whole = Whole {
    name: "limit",
    least: 1,
    most: 50,
    default: 8,
};
/// The kind of an action with an object: "réparer un grille-pain".
const SEARCH: &str = "search";
/// The kind of what the geocoder found.
const ADDRESS: &str = "address";
/// Whole searches that are suggested while the object is not typed to its end.
const MOST_SEARCHES: usize = 3;

/// What is asked for.
struct Asked {
    lang: Lang,
    text: String,
    kinds: Vec<Kind>,
    searches: bool,
    addresses: bool,
    near: Option<Coordinates>,
    limit: usize,
}

/// Suggestions, the best first.
///
/// # Errors
/// 400 that names the parameter.
pub async fn suggest(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let p = Parameters::parse(raw.as_deref())?;
    p.only(PARAMETERS)?;
    let Kinds {
        indexed: kinds,
        searches,
        addresses,
    } = kinds(p.get("kinds"))?;
    let ask = Asked {
        lang: lang(p.get("lang"))?,
        limit: p.number(&LIMIT)?,
        near: p.point("near")?,
        text: p.get("q").unwrap_or_default().chars().take(200).collect(),
        kinds,
        searches,
        addresses,
    };
    let found = match &app.addresses {
        Some(addresses) if ask.addresses => addresses.find(&ask.text).await,
        _ => Arc::default(),
    };
    let snapshot = app.catalog.load();
    // What the geocoder says is no part of the snapshot: an answer with addresses is another one.
    let told = if found.is_empty() {
        String::new()
    } else {
        format!("#{}", digest(format!("{found:?}"), 8))
    };
    let asked = format!("suggest?{}{told}", p.canonical());
    Ok(answer(&app, &snapshot, &asked, &wanted, JSON, || {
        let mut list = suggestions(&snapshot, &ask);
        list.extend(found.iter().map(address));
        list.truncate(ask.limit);
        json!({ "suggestions": list }).to_string().into_bytes()
    })
    .await)
}

fn suggestions(s: &Snapshot, ask: &Asked) -> Vec<Value> {
    let mut list = if ask.searches {
        searches(ask.lang, s, &ask.text)
    } else {
        Vec::new()
    };
    let hits = match ask.near {
        Some(from) => s.search_hits_near(&ask.text, &ask.kinds, from, ask.limit),
        None => s.search_hits(&ask.text, &ask.kinds, ask.limit),
    };
    let first = list.len();
    list.extend(
        hits.iter()
            .filter_map(|h| suggestion(ask.lang, s, h, &ask.text)),
    );
    let around =
        hits.first().is_some_and(|h| h.kind == Kind::Commune) && ask.kinds.contains(&Kind::Epci);
    if let Some(epci) = around.then(|| epci_around(s, &hits, &ask.text)).flatten() {
        list.retain(|other| other["code"] != epci["code"]);
        list.insert(first + 1, epci);
    }
    list.truncate(ask.limit);
    list
}

fn territory(kind: Kind, t: &Territory, detail: &str) -> Value {
    json!({
        "kind": kind.as_str(), "code": t.code, "label": t.name, "detail": detail,
        "lon": t.position.map(|p| p.lon), "lat": t.position.map(|p| p.lat),
    })
}

/// The EPCI of the commune that is named: few people know what theirs is called. None where several are called so.
fn epci_around(s: &Snapshot, hits: &[Hit], text: &str) -> Option<Value> {
    let communes = hits.iter().filter(|h| h.kind == Kind::Commune);
    let mut communes = communes.filter_map(|h| s.gazetteer.all().get(h.index as usize));
    let commune = communes.next()?;
    let called = |t: &Territory| alike(&t.name) == alike(&commune.name);
    let named = alike(&commune.name).starts_with(&alike(text)) && !communes.any(called);
    let epci = s
        .gazetteer
        .get(TerritoryKind::Epci, commune.epci.as_deref()?)?;
    named.then(|| territory(Kind::Epci, epci, &commune.name))
}

/// What may be suggested.
#[derive(Default)]
struct Kinds {
    indexed: Vec<Kind>,
    searches: bool,
    addresses: bool,
}

fn kinds(text: Option<&str>) -> Result<Kinds, BadParameter> {
    let Some(text) = text else {
        return Ok(Kinds {
            indexed: Kind::ALL.to_vec(),
            searches: true,
            addresses: true,
        });
    };
    let mut all = Kinds::default();
    for word in text.split(',') {
        match Kind::ALL.into_iter().find(|k| k.as_str() == word) {
            Some(kind) => all.indexed.push(kind),
            None if word == SEARCH => all.searches = true,
            None if word == ADDRESS => all.addresses = true,
            None => {
                let known = Kind::ALL.map(Kind::as_str).join(", ");
                return Err(BadParameter {
                    name: "kinds".to_owned(),
                    detail: format!("`{word}`; expected some of {known}, {SEARCH}, {ADDRESS}"),
                });
            }
        }
    }
    Ok(all)
}

/// Language of the labels; French where none is said.
fn lang(code: Option<&str>) -> Result<Lang, BadParameter> {
    let Some(code) = code else {
        return Ok(Lang::default());
    };
    Lang::of_code(code).ok_or_else(|| BadParameter {
        name: "lang".to_owned(),
        detail: format!(
            "`{code}`; expected {}",
            Lang::ALL.map(Lang::code).join(" or ")
        ),
    })
}

fn address(a: &FoundAddress) -> Value {
    let Coordinates { lon, lat } = a.position;
    json!({
        "kind": ADDRESS, "code": format!("{lon},{lat}"), "label": a.label, "detail": a.place, "lon": lon, "lat": lat,
    })
}

/// An action with each object that the text names or begins to name.
fn searches(lang: Lang, s: &Snapshot, text: &str) -> Vec<Value> {
    let understood = s.understand(text);
    let actions: Vec<&str> = understood
        .actions
        .iter()
        .filter_map(|i| s.taxonomy.actions.nth(*i as usize))
        .map(|t| t.code.as_str())
        .collect();
    // What says when is left to the page, which reads it.
    if actions.is_empty() || understood.is_timed() {
        return Vec::new();
    }
    let begun = understood.rest.join(" ");
    let objects = if begun.is_empty() {
        understood.objects.first().copied().into_iter().collect()
    } else if understood.objects.is_empty() && begun.len() > 1 {
        let hits = s.search_hits_begun(&begun, &[Kind::Object], MOST_SEARCHES);
        hits.iter().map(|h| h.index).collect()
    } else {
        Vec::new()
    };
    let one = |i: u32| search(lang, s, &actions, i);
    objects.into_iter().filter_map(one).collect()
}

fn search(lang: Lang, s: &Snapshot, actions: &[&str], object: u32) -> Option<Value> {
    let t = &s.taxonomy;
    let object_term = t.objects.nth(object as usize)?;
    let said = |t: &'_ Term| lang.pick(&t.label_fr, &t.label_en).clone();
    let labels = actions.iter().filter_map(|code| t.actions.get(code));
    let label: Vec<String> = labels.chain([object_term]).map(said).collect();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("action", &actions.join(","))
        .append_pair("object", &object_term.code)
        .finish();
    Some(
        json!({ "kind": SEARCH, "code": query, "label": label.join(" · "), "icon": object_term.icon }),
    )
}

fn suggestion(lang: Lang, s: &Snapshot, h: &Hit, text: &str) -> Option<Value> {
    let i = h.index as usize;
    let kind = h.kind.as_str();
    let term = |t: &crate::domain::taxonomy::Terms| {
        // Why it is suggested: "four" is a large appliance.
        let said = s.said(h, text);
        t.nth(i).map(|t| {
            let label = lang.pick(&t.label_fr, &t.label_en);
            json!({ "kind": kind, "code": t.code, "label": label, "detail": said, "icon": t.icon })
        })
    };
    match h.kind {
        Kind::Category => term(&s.taxonomy.categories),
        Kind::Action => term(&s.taxonomy.actions),
        Kind::Object => term(&s.taxonomy.objects),
        Kind::Structure => {
            let one = s.structure(h.index)?;
            let place = one.commune.map(|c| c.name);
            Some(
                json!({ "kind": kind, "code": one.id, "label": one.name, "detail": place, "slug": one.slug }),
            )
        }
        _ => {
            let t = s.gazetteer.all().get(i)?;
            let department = t
                .department
                .as_deref()
                .and_then(|d| s.gazetteer.get(TerritoryKind::Department, d));
            let postal = postal_code(t, text)
                .map(|p| format!("{p} "))
                .unwrap_or_default();
            let detail = format!("{postal}{}", department.map_or("", |d| d.name.as_str()));
            Some(territory(h.kind, t, detail.trim()))
        }
    }
}
