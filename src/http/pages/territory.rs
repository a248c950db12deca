//! `/territoires/{kind}/{code}`: the figures of one territory.
pub(super) mod parts;
pub(super) mod relief;

use super::figured::Wanted;
use super::{Visit, error_with, html, own, shell};
use crate::catalog::Snapshot;
use crate::catalog::coverage::{Figures, Reach};
use crate::domain::{Territory, TerritoryKind, clock};
use crate::html::figures::{part_of_people, people, percent};
use crate::html::layout::Shell;
use crate::html::territory::{self as view, Key};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::App;
use crate::http::answer::in_turn;
use crate::http::error::ApiError;
use crate::http::path::Path;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html as markup;
use std::sync::Arc;

/// The address of a territory's page, as it is in French.
pub(in crate::http) fn path(t: &Territory) -> String {
    format!("/territoires/{}/{}", t.kind.as_str(), t.code)
}

/// « Maine-et-Loire », with the apostrophes of print.
pub(super) fn name(t: &Territory) -> String {
    text::apostrophes(&t.name)
}

/// `/territoires/{kind}/{code}`.
pub async fn territory(
    State(app): State<App>,
    Path((kind, code)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    visit: Visit,
) -> Response {
    let s = app.catalog.load();
    let found = TerritoryKind::parse(&kind).and_then(|kind| s.gazetteer.get(kind, &code));
    let Some(t) = found else {
        let missing =
            ApiError::NotFound(format!("there is no territory `{kind}` of code `{code}`"));
        let look = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &code)
            .finish();
        let look = (
            visit.lang.path(&format!("/territoires?{look}")),
            visit.lang.t("territory-look").into_owned(),
        );
        return error_with(&app, &visit, &missing, super::Missing::Page, &[look]);
    };
    let path = path(t);
    let (kind, today) = (t.kind, t.code.clone());
    let query = raw.as_deref().map(|q| format!("?{q}")).unwrap_or_default();
    if today != code {
        // Merged since: the commune of today answers.
        return Redirect::permanent(&format!("{}{query}", visit.lang.path(&path))).into_response();
    }
    let wanted = Wanted::read(visit.lang, raw.as_deref(), &s, &path, &[]);
    if let Some(place) = &wanted.moved {
        return Redirect::to(place).into_response();
    }
    worked_out(&app, visit, move |app, visit| {
        let t = s.gazetteer.get(kind, &today);
        t.map(|t| page(&shell(app, &s, visit), &s, t, &wanted))
    })
    .await
}

/// A page of figures, made off the threads that answer, a few at a time.
pub(super) async fn worked_out(
    app: &App,
    visit: Visit,
    make: impl FnOnce(&App, &Visit) -> Option<maud::Markup> + Send + 'static,
) -> Response {
    let failed = |cause: String, visit: &Visit| {
        let error = ApiError::internal(&cause);
        error_with(app, visit, &error, super::Missing::Page, &[])
    };
    let turn = Arc::clone(&app.working).acquire_owned().await;
    let turn = match turn {
        Ok(turn) => turn,
        Err(e) => return failed(e.to_string(), &visit),
    };
    let (mine, theirs) = (app.clone(), visit.clone());
    let make = move || in_turn(turn, || make(&mine, &theirs));
    let page = tokio::task::spawn_blocking(make).await;
    match page {
        Ok(Some(page)) => html(page).into_response(),
        Ok(None) => failed("a territory that was there is not".to_owned(), &visit),
        Err(e) => failed(e.to_string(), &visit),
    }
}

/// What the parts of the page look at.
struct Desk<'a> {
    lang: Lang,
    s: &'a Snapshot,
    t: &'a Territory,
    wanted: &'a Wanted,
    reach: Arc<Reach>,
    /// Communes of the territory: numbers of the gazetteer.
    communes: Vec<u32>,
    own: Option<Figures<'a>>,
    /// The region around it.
    region: Option<Figures<'a>>,
}

impl<'a> Desk<'a> {
    fn open(lang: Lang, s: &'a Snapshot, t: &'a Territory, wanted: &'a Wanted) -> Self {
        let region = t.region.as_deref();
        let region = region.and_then(|code| s.gazetteer.get(TerritoryKind::Region, code));
        // Its peers are those of the same region; of a region, all regions.
        let all = s.figures(wanted.query(), &wanted.scope(t.kind, region));
        let own = all.into_iter().find(|f| f.territory.code == t.code);
        let around = region.map(|r| {
            let scope = wanted.scope(TerritoryKind::Region, Some(r));
            s.figures(wanted.query(), &scope).into_iter().next()
        });
        Self {
            lang,
            s,
            t,
            wanted,
            reach: s.reach(wanted.query()),
            communes: s.communes_within(Some(t)),
            own,
            region: around.flatten(),
        }
    }

    fn threshold(&self) -> String {
        text::distance(self.lang, self.wanted.threshold_m)
    }
}

fn page(shell: &Shell<'_>, s: &Snapshot, t: &Territory, wanted: &Wanted) -> maud::Markup {
    let lang = shell.lang;
    let desk = Desk::open(lang, s, t, wanted);
    let words = wanted.subject(s);
    let gaps = desk.gaps();
    let sites = desk.sites();
    let now = text::date(lang, clock::paris_now().date());
    let facts = [
        ("people", people_of(lang, t).into()),
        ("communes", desk.communes.len().into()),
        ("date", now.as_str().into()),
    ];
    let facts = if t.kind == TerritoryKind::Commune {
        lang.f("territory-facts-commune", &facts)
    } else {
        lang.f("territory-facts", &facts)
    };
    let permalink = wanted.asked.href(&[]);
    let permalink = permalink.strip_prefix(lang.prefix()).unwrap_or(&permalink);
    let view = view::Territory {
        kind: kind_words(lang, t),
        name: name(t),
        facts,
        path: path(t),
        permalink: permalink.to_owned(),
        around: desk.around(),
        controls: wanted.controls(s),
        chips: own::insisted(s, &wanted.asked),
        notices: wanted.asked.notices.clone(),
        lede: desk.lede(shell, &words, &gaps),
        subject: words.title,
        keys: desk.keys(),
        trust: desk.trust(),
        completeness: desk.own.as_ref().and_then(|f| f.completeness),
        census: parts::census(desk.own.as_ref().map(|f| &f.census)),
        relief: desk.relief(sites.as_ref()),
        caption: desk.caption(),
        charts: desk.charts(),
        trend: s
            .trend(t, wanted.query())
            .iter()
            .map(|(m, v)| (m.first_day(), *v))
            .collect(),
        sites: desk.site_rows(sites.as_ref()),
        gaps: desk.gap_rows(&gaps),
        gap_count: desk.gap_count(&gaps),
        near: desk.near(),
        categories: desk.categories(),
        inside: desk.parts(),
        files: desk.files(),
        method: desk.method(),
        sources: desk.sources(&now),
        open_only: s
            .sources_of(&desk.reach)
            .iter()
            .any(|x| x.open_contributors_only),
    };
    view.page(shell)
}

/// « 833 776 », or that nobody counted.
fn people_of(lang: Lang, t: &Territory) -> String {
    t.population.map_or_else(
        || lang.t("territory-uncounted").into_owned(),
        |n| lang.f("people-count", &[("n", n.into())]),
    )
}

/// « Département 49 », « Commune de Maine-et-Loire ».
pub(super) fn kind_words(lang: Lang, t: &Territory) -> String {
    let key = match t.kind {
        TerritoryKind::Commune => "kind-of-commune",
        TerritoryKind::Epci => "kind-of-epci",
        TerritoryKind::Department => "kind-of-department",
        TerritoryKind::Region => "kind-of-region",
    };
    lang.f(key, &[("code", t.code.as_str().into())])
}

impl Desk<'_> {
    /// The sentence that says it all.
    fn lede(
        &self,
        shell: &Shell<'_>,
        words: &super::figured::Words,
        gaps: &crate::catalog::coverage::Gaps<'_>,
    ) -> Option<maud::Markup> {
        let f = self.own.as_ref()?;
        let share = f.people.share_within?;
        let distance = self.threshold();
        if self.t.kind == TerritoryKind::Commune {
            return Some(self.lede_of_commune(words));
        }
        let part = part_of_people(self.lang, share);
        let sentence = shell.rich(
            words.key,
            &[
                ("subject", markup! { (words.title) }),
                ("part", markup! { b { (part) } }),
                ("distance", markup! { (distance) }),
            ],
            &[],
        );
        let unknown: u64 = gaps
            .rows
            .iter()
            .filter(|g| !g.census.status.vouches_for_gaps())
            .map(|g| u64::from(g.commune.population.unwrap_or(0)))
            .sum();
        let key = match (gaps.population, unknown) {
            (0, _) => return Some(sentence),
            (_, 0) => "lede-far",
            (all, some) if all == some => "lede-far-unknown",
            _ => "lede-far-partly",
        };
        let far = shell.rich(
            key,
            &[
                (
                    "people",
                    markup! { b { (people(self.lang, gaps.population)) } },
                ),
                ("unknown", markup! { (people(self.lang, unknown)) }),
            ],
            &[],
        );
        Some(markup! { (sentence) " " (far) })
    }

    fn lede_of_commune(&self, words: &super::figured::Words) -> maud::Markup {
        let nearest = self
            .communes
            .first()
            .map(|i| self.reach.nearest[*i as usize]);
        let metres = nearest.and_then(|n| n.known_m());
        let text = match metres {
            Some(m) => self.lang.f(
                if m > 0.0 {
                    "lede-commune"
                } else {
                    "lede-commune-home"
                },
                &[
                    ("subject", words.title.as_str().into()),
                    ("distance", text::distance(self.lang, m).into()),
                ],
            ),
            None => self.lang.f(
                "lede-commune-none",
                &[("subject", words.title.as_str().into())],
            ),
        };
        markup! { (text) }
    }

    fn keys(&self) -> Vec<Key> {
        let Some(f) = &self.own else {
            return Vec::new();
        };
        let mut keys = Vec::new();
        if self.t.kind != TerritoryKind::Commune {
            keys.push(self.key_share(f));
        }
        keys.push(self.key_count(f));
        keys.push(self.key_distance(f));
        keys.push(self.key_access(f));
        keys
    }

    fn rank(&self, f: &Figures<'_>) -> String {
        match f.rank {
            Some(rank) if f.peers > 1 => self.lang.f(
                "key-rank",
                &[("rank", rank.into()), ("peers", f.peers.into())],
            ),
            _ => String::new(),
        }
    }

    fn key_share(&self, f: &Figures<'_>) -> Key {
        let share = f.people.share_within;
        let value = share.map_or_else(|| "—".to_owned(), |v| self.lang.number(v * 100.0, 1));
        Key {
            label: self
                .lang
                .f("key-within", &[("distance", self.threshold().into())]),
            value,
            unit: "%".to_owned(),
            note: format!("{}{}", self.lang.t("key-within-note"), self.rank(f)),
        }
    }

    fn key_count(&self, f: &Figures<'_>) -> Key {
        let per = |f: &Figures<'_>| f.per_10k.map(|v| self.lang.number(v, 2));
        let region = self.region.as_ref().and_then(per);
        let note = match (per(f), region) {
            (Some(own), Some(region)) => self.lang.f(
                "key-count-region",
                &[("n", own.into()), ("region", region.into())],
            ),
            (Some(own), None) => self.lang.f("key-count-note", &[("n", own.into())]),
            _ => String::new(),
        };
        Key {
            label: self.lang.t("key-count").into_owned(),
            value: self.lang.number(f64::from(f.count), 0),
            unit: String::new(),
            note,
        }
    }

    fn key_distance(&self, f: &Figures<'_>) -> Key {
        let split = |metres: Option<f64>| {
            let said = view::distance_or_dash(self.lang, metres);
            let (value, unit) = said.split_once('\u{a0}').unwrap_or((&said, ""));
            (value.to_owned(), unit.to_owned())
        };
        let (value, unit) = split(f.people.median_m);
        if self.t.kind == TerritoryKind::Commune {
            return Key {
                label: self.lang.t("key-nearest").into_owned(),
                value,
                unit,
                note: self.lang.t("key-nearest-note").into_owned(),
            };
        }
        let note = f.people.p90_m.map(|m| {
            let far = text::distance(self.lang, m);
            self.lang.f("key-median-note", &[("distance", far.into())])
        });
        Key {
            label: self.lang.t("key-median").into_owned(),
            value,
            unit,
            note: note.unwrap_or_else(|| self.lang.t("key-median-none").into_owned()),
        }
    }

    /// Inequality of a territory, access of a commune.
    fn key_access(&self, f: &Figures<'_>) -> Key {
        let access = f.accessibility.map(|a| self.lang.number(a, 2));
        let d0 = text::distance(self.lang, self.wanted.d0_m);
        if self.t.kind == TerritoryKind::Commune {
            return Key {
                label: self.lang.t("key-access").into_owned(),
                value: access.unwrap_or_else(|| "—".to_owned()),
                unit: String::new(),
                note: self.lang.f("key-access-note", &[("d0", d0.into())]),
            };
        }
        let note = access.map(|a| {
            let values = [("access", a.into()), ("d0", d0.as_str().into())];
            self.lang.f("key-gini-note", &values)
        });
        Key {
            label: self.lang.t("key-gini").into_owned(),
            value: f
                .gini
                .map_or_else(|| "—".to_owned(), |g| self.lang.number(g, 2)),
            unit: String::new(),
            note: note.unwrap_or_default(),
        }
    }

    fn trust(&self) -> Vec<String> {
        let Some(f) = &self.own else {
            return Vec::new();
        };
        let mut all = Vec::new();
        if let Some(c) = f.completeness {
            let share = percent(self.lang, (c * 100.0).round() / 100.0);
            all.push(
                self.lang
                    .f("trust-completeness", &[("share", share.into())]),
            );
        }
        all.push(match f.verification_median_days {
            Some(days) => self
                .lang
                .f("trust-verified", &[("days", days.round().into())]),
            None if f.count > 0 => self.lang.t("trust-unverified").into_owned(),
            None => return all,
        });
        for (n, key) in [
            (f.unplaced, "trust-unplaced"),
            (f.unknown, "trust-unknown"),
            (f.at_home.local, "trust-at-home"),
            (f.at_home.national, "trust-national"),
        ] {
            if n > 0 {
                all.push(self.lang.f(key, &[("n", n.into())]));
            }
        }
        all
    }
}
