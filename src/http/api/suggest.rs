//! `GET /suggest`: places, structures, objects and categories for a few letters.
use crate::catalog::Snapshot;
use crate::catalog::search::{Hit, Kind};
use crate::domain::Coordinates;
use crate::html::words::Lang;
use crate::http::App;
use crate::http::answer::{JSON, Wanted, answer};
use crate::http::error::ApiError;
use crate::http::query::{BadParameter, Parameters, Whole};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

/// Parameters.
pub const PARAMETERS: &[&[&str]] = &[&["q", "near", "kinds", "limit", "lang"]];
/// Suggestions in an answer.
pub const LIMIT: Whole = Whole {
    name: "limit",
    least: 1,
    most: 50,
    default: 8,
};

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
    let limit = p.number(&LIMIT)?;
    let near = p.point("near")?;
    let kinds = kinds(p.get("kinds"))?;
    let lang = lang(p.get("lang"))?;
    let text: String = p.get("q").unwrap_or_default().chars().take(200).collect();
    let snapshot = app.catalog.load();
    let asked = format!("suggest?{}", p.canonical());
    Ok(answer(&app, &snapshot, &asked, &wanted, JSON, || {
        let list = suggestions(lang, &snapshot, &text, &kinds, near, limit);
        json!({ "suggestions": list }).to_string().into_bytes()
    })
    .await)
}

fn suggestions(
    lang: Lang,
    s: &Snapshot,
    text: &str,
    kinds: &[Kind],
    near: Option<Coordinates>,
    limit: usize,
) -> Vec<Value> {
    let hits = match near {
        Some(from) => s.search_hits_near(text, kinds, from, limit),
        None => s.search_hits(text, kinds, limit),
    };
    hits.iter().filter_map(|h| suggestion(lang, s, h)).collect()
}

fn kinds(text: Option<&str>) -> Result<Vec<Kind>, BadParameter> {
    let Some(text) = text else {
        return Ok(Kind::ALL.to_vec());
    };
    let one = |word: &str| {
        Kind::ALL
            .into_iter()
            .find(|k| k.as_str() == word)
            .ok_or_else(|| BadParameter {
                name: "kinds".to_owned(),
                detail: format!(
                    "`{word}`; expected some of {}",
                    Kind::ALL.map(Kind::as_str).join(", ")
                ),
            })
    };
    text.split(',').map(one).collect()
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

fn suggestion(lang: Lang, s: &Snapshot, h: &Hit) -> Option<Value> {
    let i = h.index as usize;
    let kind = h.kind.as_str();
    let term = |t: &crate::domain::taxonomy::Terms| {
        t.nth(i).map(|t| {
            let label = lang.pick(&t.label_fr, &t.label_en);
            json!({ "kind": kind, "code": t.code, "label": label, "icon": t.icon })
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
                .and_then(|d| s.gazetteer.get(crate::domain::TerritoryKind::Department, d));
            let postal = t
                .postal_codes
                .first()
                .map(|p| format!("{p} "))
                .unwrap_or_default();
            let detail = format!("{postal}{}", department.map_or("", |d| d.name.as_str()));
            Some(json!({
                "kind": kind, "code": t.code, "label": t.name, "detail": detail.trim(),
                "lon": t.position.map(|p| p.lon), "lat": t.position.map(|p| p.lat),
            }))
        }
    }
}
