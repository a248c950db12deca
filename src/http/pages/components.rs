//! `/a-propos/composants`: filled with what the directory holds.
use super::week::{minutes, week};
use super::{Visit, badge, card, html, named, shell, state};
use crate::catalog::Snapshot;
use crate::domain::clock;
use crate::domain::hours::Hours;
use crate::domain::query::{Sort, StructureQuery};
use crate::html::charts::{Band, Classes, Shares, edges};
use crate::html::components::{Bar, Figures, Samples, components as page};
use crate::html::explore::Chip;
use crate::html::words::Lang;
use crate::http::App;
use axum::extract::State;
use axum::response::Html;
use chrono::NaiveDate;

/// Cards that are shown.
const CARDS: usize = 3;
/// Hours of the week that is shown.
const HOURS: &str = "We-Fr 10:00-12:30,14:00-18:30; Sa 10:00-18:00";

/// `/a-propos/composants`.
pub async fn components(State(app): State<App>, visit: Visit) -> Html<String> {
    let s = app.catalog.load();
    html(page(&shell(&app, &s, &visit), &samples(visit.lang, &s)))
}

fn samples(lang: Lang, s: &Snapshot) -> Samples {
    let now = clock::paris_minute();
    let everything = s.compile(&StructureQuery::default());
    let found = s.select(&everything, Sort::Name, 0, CARDS);
    let open = |words: Option<&str>| {
        let hours = words.and_then(|w| Hours::parse(w).ok());
        state(lang, hours.as_ref(), now)
    };
    let icon = |t: &crate::domain::taxonomy::Term| {
        let sector = t.sector.clone().unwrap_or_else(|| t.code.clone());
        let name = t.icon.clone().unwrap_or_else(|| "map-pin".to_owned());
        (sector, name, named(lang, t).to_owned())
    };
    let bar = |(t, n): (&crate::domain::taxonomy::Term, &usize)| {
        let (sector, icon, words) = icon(t);
        Bar {
            sector,
            icon,
            words,
            count: *n,
        }
    };
    let t = &s.taxonomy;
    Samples {
        chips: chips(lang, s),
        cards: found
            .items
            .iter()
            .filter_map(|hit| card(lang, s, *hit, now))
            .collect(),
        states: vec![open(Some("24/7")), open(Some("off")), open(None)],
        badges: t.labels.iter().map(|l| badge(lang, s, &l.code)).collect(),
        icons: t.sectors.iter().chain(&t.categories).map(icon).collect(),
        week: Hours::parse(HOURS).map_or_else(|_| Vec::new(), |h| week(lang, &h, now)),
        now: minutes(now),
        bars: t
            .sectors
            .iter()
            .zip(&s.overview_of_all().sectors)
            .map(bar)
            .collect(),
        figures: figures(),
    }
}

/// A department as there are many, made up.
fn figures() -> Figures {
    let threshold_m = 10_000;
    let people = [
        452_300, 61_800, 71_200, 57_700, 36_400, 51_900, 32_700, 17_400, 8_700,
    ];
    let unknown = [0, 0, 0, 0, 0, 2_100, 9_600, 13_800, 18_200];
    let ends = edges(threshold_m);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let ends = ends.iter().copied().map(Some).chain([None]);
    let bands: Vec<Band> = (starts.zip(ends).zip(people).zip(unknown))
        .map(|(((from_m, to_m), population), unknown_population)| Band {
            from_m,
            to_m,
            population,
            unknown_population,
        })
        .collect();
    let classes = Classes::around(threshold_m);
    let mut population = [0; _];
    for b in &bands {
        let class = classes.of(f64::from(b.to_m.unwrap_or(u32::MAX)));
        population[class] += b.population;
    }
    let curve = |n: u32| {
        let x = f64::from(n) / 50.0;
        // Half of the people have 31 % of the access, as x to the power of 1.69.
        [x, x.powf(1.69)]
    };
    let month = |n: u32| NaiveDate::from_ymd_opt(2026, n, 1);
    let shares = [
        0.684, 0.688, 0.701, 0.699, 0.712, 0.731, 0.735, 0.742, 0.768, 0.771,
    ];
    Figures {
        bands,
        threshold_m,
        shares: Shares {
            classes,
            population,
            unknown_population: unknown.iter().sum(),
        },
        lorenz: (0..=50).map(curve).collect(),
        gini: 1.0 - 2.0 / 2.69,
        trend: (1..=12).filter_map(month).zip(shares).collect(),
    }
}

/// One that is on, then one of each sector.
fn chips(lang: Lang, s: &Snapshot) -> Vec<Chip> {
    let of = |i: usize, t: &crate::domain::taxonomy::Term| Chip {
        label: named(lang, t).to_owned(),
        count: (i > 0).then_some(i * 12),
        href: "#contenu".to_owned(),
        on: i == 0,
        icon: t.icon.clone().unwrap_or_default(),
        sector: t.code.clone(),
    };
    let sectors = s.taxonomy.sectors.iter().enumerate();
    sectors.map(|(i, t)| of(i, t)).collect()
}
