//! `/carnet`: the list of an address, or the structures that it names, as an address book for paper.
use super::asked::Asked;
use super::origin::Visit;
use super::picked::{MOST, Picked};
use super::{explore, facts, html, label, shell, week};
use crate::catalog::Snapshot;
use crate::domain::clock;
use crate::domain::query::BoundingBox;
use crate::domain::{Coordinates, TerritoryKind};
use crate::html::book::{Book, Code, Entry};
use crate::html::plan::Town;
use crate::html::structure::Provenance;
use crate::html::text;
use crate::html::words::Lang;
use crate::http::App;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use chrono::NaiveDate;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Towns from so many people on are named on the map.
const TOWN: u32 = 2_000;
/// Towns that are looked at for a name on the map, the largest first.
const TOWNS: usize = 60;
/// Fields of light around a code: readers need them (ISO/IEC 18004).
const QUIET: usize = 4;

/// `/carnet`.
pub async fn book(State(app): State<App>, RawQuery(raw): RawQuery, visit: Visit) -> Html<String> {
    let s = app.catalog.load();
    let make = move || {
        let book = match Picked::read(raw.as_deref(), &s) {
            Some(picked) => of_picked(visit.lang, &s, &picked),
            None => of_list(&s, &Asked::read(visit.lang, raw.as_deref(), &s)),
        };
        html(book.page(&shell(&app, &s, &visit)))
    };
    // Two hundred codes and a map take longer than the threads that answer have.
    match tokio::task::spawn_blocking(make).await {
        Ok(page) => page,
        // It panicked, or the program is ending: the edge answers for both.
        Err(e) => match e.try_into_panic() {
            Ok(cause) => std::panic::resume_unwind(cause),
            Err(e) => std::panic::resume_unwind(Box::new(e.to_string())),
        },
    }
}

fn of_picked<'a>(lang: Lang, s: &'a Snapshot, picked: &Picked) -> Book<'a> {
    let list = format!("{}?{}", lang.path("/favoris"), picked.query(s));
    let title = lang.t("book-chosen").into_owned();
    bound(lang, s, &picked.found, (title, list, picked.found.len()))
}

fn of_list<'a>(s: &'a Snapshot, asked: &Asked) -> Book<'a> {
    let found = s.list(&s.compile(&asked.q), asked.sort, 0, MOST);
    let numbers: Vec<u32> = found.items.iter().map(|(i, _)| *i).collect();
    let title = if asked.anything() {
        explore::title(s, asked)
    } else {
        asked.lang.t("book-all").into_owned()
    };
    bound(
        asked.lang,
        s,
        &numbers,
        (title, asked.href(&[]), found.matched),
    )
}

fn bound<'a>(
    lang: Lang,
    s: &'a Snapshot,
    numbers: &[u32],
    (title, list, matched): (String, String, usize),
) -> Book<'a> {
    let today = clock::paris_minute().date();
    let entries: Vec<Entry> = numbers
        .iter()
        .filter_map(|i| entry(lang, s, *i, today))
        .collect();
    let points: Vec<Coordinates> = entries.iter().filter_map(|e| e.at).collect();
    Book {
        title,
        matched,
        sources: sources(s, numbers),
        day: text::date(lang, today),
        list,
        lands: s.outlines.lands(),
        towns: towns(s, &points),
        code,
        entries,
    }
}

fn entry(lang: Lang, s: &Snapshot, i: u32, today: NaiveDate) -> Option<Entry> {
    let p = s.structure(i)?;
    let category = p.categories.first();
    let category = category.map(|c| label(lang, &s.taxonomy.categories, c).to_owned());
    let hours = s.hours_of(i).map(|h| week::usually(lang, h, today));
    Some(Entry {
        category: category.unwrap_or_default(),
        address: facts::address(&p),
        phone: p.phone.as_deref().map(|n| facts::phone(n).0),
        hours,
        at: p.coordinates,
        approximate: facts::approximate(&p),
        hours_text: p.opening_text,
        sector: p.sector.unwrap_or_default(),
        slug: p.slug,
        name: p.name,
    })
}

/// Each source of the entries once.
fn sources(s: &Snapshot, numbers: &[u32]) -> Vec<Provenance> {
    let mut out: Vec<Provenance> = Vec::new();
    for credit in numbers
        .iter()
        .filter_map(|i| s.structure(*i))
        .flat_map(|p| p.sources)
    {
        let known =
            |o: &Provenance| o.attribution == credit.attribution && o.licence == credit.licence;
        if !out.iter().any(known) {
            out.push(Provenance {
                attribution: credit.attribution,
                licence: credit.licence,
                seen: String::new(),
            });
        }
    }
    out
}

/// The largest towns about the points.
pub(super) fn towns(s: &Snapshot, points: &[Coordinates]) -> Vec<Town> {
    let Some(b) = BoundingBox::around(points.iter().copied()) else {
        return Vec::new();
    };
    let spare = (0.5 + (b.east - b.west), 0.5 + (b.north - b.south));
    let wide = BoundingBox {
        west: b.west - spare.0,
        south: b.south - spare.1,
        east: b.east + spare.0,
        north: b.north + spare.1,
    };
    let near = |c: &Coordinates| wide.contains(*c);
    let communes = s.gazetteer.of_kind(TerritoryKind::Commune);
    let mut found: Vec<(u32, Town)> = communes
        .filter_map(|t| {
            let at = t.position.filter(near)?;
            let people = t.population.filter(|n| *n >= TOWN)?;
            let name = text::apostrophes(&t.name);
            Some((people, Town { name, at }))
        })
        .collect();
    found.sort_by_key(|(people, _)| std::cmp::Reverse(*people));
    found.truncate(TOWNS);
    found.into_iter().map(|(_, t)| t).collect()
}

/// The square code of an address; nothing for one that is too long for any.
fn code(address: &str) -> Option<Code> {
    let made = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let (width, fields) = (made.width(), made.to_colors());
    let mut path = String::new();
    for (y, row) in fields.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|c| **c == Color::Dark).count();
            if run > 0 {
                // Writing to memory cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(Code {
        side: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_finders_and_room_around() {
        let code = code("https://annuaire.example.org/structures/la-remise").unwrap();
        // Each finder is seven fields wide: two at the top, one at the foot.
        let corner = |x: usize, y: usize| code.path.contains(&format!("M{x} {y}h7v1h-7z"));
        let far = code.side - QUIET - 7;
        assert!(
            corner(QUIET, QUIET) && corner(far, QUIET) && corner(QUIET, far),
            "{}",
            code.path
        );
        assert!(super::code(&"x".repeat(5_000)).is_none());
    }
}
