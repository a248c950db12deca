//! `apercu.png`: the pictures that stand for pages where somebody shares them.
use super::book::towns;
use super::origin::Visit;
use super::{commune, icon, label};
use crate::catalog::Snapshot;
use crate::domain::Coordinates;
use crate::html::picture::{Kit, Panorama, Portrait};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::answer::{Wanted, picture};
use crate::http::error::ApiError;
use crate::http::path::Path;
use crate::http::{App, assets};
use axum::extract::State;
use axum::response::Response;
use std::sync::LazyLock;

/// Places on the picture of the whole: more of them are one blot.
const DOTS: usize = 700;

static KIT: LazyLock<Result<Kit, String>> = LazyLock::new(|| {
    let file = |name: &str| assets::bytes(name).ok_or_else(|| format!("there is no {name}"));
    let (head, text) = (file("bricolage.woff2")?, file("atkinson.woff2")?);
    let sprite = file("sprite.svg")?;
    Kit::new([&head, &text], &String::from_utf8_lossy(&sprite))
});

/// `/structures/{slug}/apercu.png`.
///
/// # Errors
/// 404 where the page is not there either: a picture leads nobody on.
pub async fn structure_picture(
    State(app): State<App>,
    Path(slug): Path<String>,
    visit: Visit,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let s = app.catalog.load();
    let found = s.find_slug(&slug);
    let i = found.ok_or_else(|| ApiError::NotFound("no such structure".to_owned()))?;
    let lang = visit.lang;
    let question = format!("picture/{}/{slug}", lang.code());
    let (snapshot, site) = (s.clone(), app.site.name.clone());
    picture(&app, &s, &question, &wanted, move || {
        portrait(lang, &snapshot, i, &site)
    })
    .await
}

/// `/apercu.png`.
///
/// # Errors
/// When it cannot be drawn.
pub async fn overview_picture(
    State(app): State<App>,
    visit: Visit,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let s = app.catalog.load();
    let lang = visit.lang;
    let (snapshot, site) = (s.clone(), app.site.name.clone());
    let question = format!("picture/{}", lang.code());
    picture(&app, &s, &question, &wanted, move || {
        panorama(lang, &snapshot, &site)
    })
    .await
}

fn tagline(lang: Lang) -> [String; 2] {
    ["shell-tagline-1", "shell-tagline-2"].map(|key| lang.t(key).into_owned())
}

fn portrait(lang: Lang, s: &Snapshot, i: u32, site: &str) -> Result<Vec<u8>, String> {
    let kit = KIT.as_ref()?;
    let p = s.structure(i).ok_or("a structure that cannot be read")?;
    let sector = p.sector.clone().unwrap_or_default();
    let category = p.categories.first();
    let words = [
        label(lang, &s.taxonomy.sectors, &sector),
        category.map_or("", |c| label(lang, &s.taxonomy.categories, c)),
    ];
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    let towns = p.coordinates.map(|c| towns(s, &[c])).unwrap_or_default();
    let drawing = Portrait {
        name: &text::apostrophes(&p.name),
        sector: &sector,
        icon: &icon(s, &p),
        kind: &words.join(" · "),
        commune: &commune(&p),
        at: p.coordinates,
        lands: s.outlines.lands(),
        towns: &towns,
        site: (site, &tagline(lang).join(" ")),
    }
    .drawing(kit);
    kit.png(&drawing)
}

fn panorama(lang: Lang, s: &Snapshot, site: &str) -> Result<Vec<u8>, String> {
    let kit = KIT.as_ref()?;
    let placed = s.points.len();
    let sector = |i: usize| {
        let sector = s.rows.get(i).map_or(u8::MAX, |r| r.sector);
        let known = s.taxonomy.sectors.nth(usize::from(sector));
        known.map_or("", |t| t.code.as_str())
    };
    // In the order of the snapshot neighbours follow each other: each n-th is a fair share.
    let points: Vec<(Coordinates, &str)> = (0..placed)
        .step_by(placed.div_ceil(DOTS).max(1))
        .filter_map(|i| Some((s.points.get(i).copied()?, sector(i))))
        .collect();
    let [first, second] = tagline(lang);
    let drawing = Panorama {
        site: (site, [&first, &second]),
        count: &text::structures(lang, s.len()),
        lands: s.outlines.lands(),
        points: &points,
    }
    .drawing(kit);
    kit.png(&drawing)
}
