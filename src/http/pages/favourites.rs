//! `/favoris`: what a device keeps is in the device; the address names what is shown.
use super::origin::Visit;
use super::picked::Picked;
use super::{card, html, shell};
use crate::domain::clock;
use crate::html::favourites::Favourites;
use crate::http::App;
use axum::extract::{RawQuery, State};
use axum::response::Html;

/// `/favoris`.
pub async fn favourites(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    visit: Visit,
) -> Html<String> {
    let s = app.catalog.load();
    let now = clock::paris_minute();
    let picked = Picked::read(raw.as_deref(), &s);
    let named = picked.is_some();
    let picked = picked.unwrap_or_default();
    let query = picked.query(&s);
    let at = |path| format!("{}?{query}", visit.lang.path(path));
    let one = |i: &u32| card(visit.lang, &s, (*i, None), now);
    let page = Favourites {
        named,
        print: at("/carnet"),
        address: at("/favoris"),
        cards: picked.found.iter().filter_map(one).collect(),
        missing: picked.missing,
        cut: picked.cut,
    };
    html(page.page(&shell(&app, &s, &visit)))
}
