//! The tables and charts of a territory's page.
use super::{Desk, name, path};
use crate::catalog::coverage::{Gap, Gaps, Sites, SourceOfFigures};
use crate::domain::census::{CensusStatus, Standing};
use crate::domain::query::{Sort, StructureQuery};
use crate::domain::{Territory, TerritoryKind};
use crate::html::charts::{Band, CLASSES, Shares, edges};
use crate::html::figures::{Census, percent};
use crate::html::territory::{self as view, Charts, Count, Link, Near, classes, whole};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::pages::{commune, named};

/// Sites that are proposed.
const SITES: usize = 5;
/// Gaps that are shown at once, and those that are shown at all: the file has them all.
const GAPS: (usize, usize) = (8, 400);
/// Structures near a commune.
const NEAR: usize = 8;
/// Steps of the Lorenz curve.
const STEPS: u32 = 100;
/// Parts of a territory that are listed.
const PARTS: usize = 100;

/// Where somebody looked, for a badge.
pub(in crate::http::pages) fn census(standing: Option<&Standing<'_>>) -> Census {
    Census {
        status: standing.map_or(CensusStatus::Never, |s| s.status).as_str(),
        on: standing.and_then(|s| s.on),
    }
}

impl<'a> Desk<'a> {
    pub(super) fn gaps(&self) -> Gaps<'a> {
        self.s
            .gaps(self.wanted.query(), Some(self.t), self.wanted.threshold_m)
    }

    /// Where to open next; nothing for a commune, and where too much is asked at once.
    pub(super) fn sites(&self) -> Option<Sites<'a>> {
        if self.t.kind == TerritoryKind::Commune {
            return None;
        }
        let threshold = self.wanted.threshold_m;
        self.s
            .sites(&self.reach, Some(self.t), threshold, SITES)
            .ok()
    }

    pub(super) fn around(&self) -> Vec<Link> {
        let kinds = TerritoryKind::ALL.into_iter().filter(|k| *k > self.t.kind);
        let parents = kinds.filter_map(|kind| self.s.gazetteer.get(kind, self.t.parent(kind)?));
        parents.map(|t| (name(t), self.with_filters(t))).collect()
    }

    /// The page of another territory with the same question.
    fn with_filters(&self, t: &Territory) -> String {
        let query = self.wanted.asked.p.with(&[("sort", None), ("ou", None)]);
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", path(t))
    }

    pub(super) fn charts(&self) -> Option<Charts> {
        let f = self.own.as_ref().filter(|f| f.people.population > 0)?;
        if self.communes.len() < 2 {
            return None;
        }
        let threshold_m = whole(self.wanted.threshold_m);
        let people = |edges: &[u32]| {
            let (q, within) = (self.wanted.query(), Some(self.t));
            self.s
                .people_by_distance(q, within, self.wanted.threshold_m, edges)
        };
        let bands = people(&edges(threshold_m));
        let bands = bands.iter().map(|b| Band {
            from_m: b.from_m,
            to_m: b.to_m,
            population: b.population,
            unknown_population: b.unknown_population,
        });
        let classes = classes(self.wanted.threshold_m);
        let mut shares = Shares {
            classes,
            population: [0; CLASSES],
            unknown_population: 0,
        };
        let by_class = people(&classes.limits());
        for (population, band) in shares.population.iter_mut().zip(by_class) {
            *population = band.population;
            shares.unknown_population += band.unknown_population;
        }
        let curve = self.s.shared_access(
            self.wanted.query(),
            Some(self.t),
            self.wanted.weight,
            self.wanted.d0_m,
        );
        Some(Charts {
            bands: bands.collect(),
            threshold_m,
            shares,
            lorenz: curve.map(|c| c.sampled(STEPS)).unwrap_or_default(),
            gini: f.gini,
        })
    }

    pub(super) fn people(&self, commune: u32) -> u32 {
        self.s.gazetteer.all()[commune as usize]
            .population
            .unwrap_or(0)
    }

    /// Too far, and nobody looked: there may be something nearer.
    pub(super) fn is_unknown(&self, commune: u32) -> bool {
        let (q, threshold_m) = (self.wanted.query(), self.wanted.threshold_m);
        self.s.is_unknown(q, &self.reach, commune, threshold_m)
    }

    pub(super) fn site_rows(&self, sites: Option<&Sites<'_>>) -> Vec<view::Site> {
        let Some(sites) = sites else {
            return Vec::new();
        };
        let mut before = sites.share_before.unwrap_or_default();
        let rows = sites.rows.iter().map(|r| {
            let share = r.share_within.unwrap_or_default();
            let shares = (before, share);
            before = share;
            let said = [
                ("share", percent(self.lang, share).into()),
                ("distance", self.threshold().into()),
            ];
            view::Site {
                rank: r.rank,
                name: name(r.commune),
                href: self.with_filters(r.commune),
                gain: self.lang.f(
                    "territory-gain",
                    &[("n", self.lang.number(r.gain as f64, 0).into())],
                ),
                shares,
                reached: self.lang.f("territory-reached", &said),
            }
        });
        rows.collect()
    }

    pub(super) fn gap_rows(&self, gaps: &Gaps<'_>) -> (Vec<view::Gap>, Vec<view::Gap>) {
        let row = |g: &Gap<'_>| view::Gap {
            name: name(g.commune),
            href: self.with_filters(g.commune),
            epci: g.epci.map(name).unwrap_or_default(),
            people: g
                .commune
                .population
                .map_or_else(|| "—".to_owned(), |n| self.lang.number(f64::from(n), 0)),
            distance: view::distance_or_dash(self.lang, g.nearest_m),
            census: census(Some(&g.census)),
        };
        if self.t.kind == TerritoryKind::Commune {
            return (Vec::new(), Vec::new());
        }
        let mut all: Vec<view::Gap> = gaps.rows.iter().take(GAPS.1).map(row).collect();
        let others = all.split_off(all.len().min(GAPS.0));
        (all, others)
    }

    pub(super) fn gap_count(&self, gaps: &Gaps<'_>) -> String {
        let mut text = self.lang.f(
            "territory-gaps-why",
            &[
                ("n", gaps.rows.len().into()),
                ("distance", self.threshold().into()),
                (
                    "people",
                    crate::html::figures::people(self.lang, gaps.population).into(),
                ),
            ],
        );
        if let Some(zone) = gaps.zones.first().filter(|z| z.communes > 1) {
            text.push(' ');
            text.push_str(&self.lang.f(
                "territory-zones",
                &[
                    ("zones", gaps.zones.len().into()),
                    ("name", text::apostrophes(&zone.name).into()),
                    ("n", zone.communes.into()),
                    (
                        "people",
                        crate::html::figures::people(self.lang, zone.population).into(),
                    ),
                ],
            ));
        }
        if gaps.rows.len() > GAPS.1 {
            text.push(' ');
            text.push_str(&self.lang.f("territory-gaps-cut", &[("n", GAPS.1.into())]));
        }
        text
    }

    /// The nearest structures of a commune.
    pub(super) fn near(&self) -> Vec<Near> {
        let Some(at) = self
            .t
            .position
            .filter(|_| self.t.kind == TerritoryKind::Commune)
        else {
            return Vec::new();
        };
        let asked = StructureQuery {
            near: Some(at),
            radius: None,
            bbox: None,
            ..self.wanted.query().clone()
        };
        let found = self
            .s
            .select(&self.s.compile(&asked), Sort::Distance, 0, NEAR);
        let row = |(i, metres): (u32, Option<f64>)| {
            let p = self.s.structure(i)?;
            Some(Near {
                distance: view::distance_or_dash(self.lang, metres),
                commune: commune(&p),
                name: p.name,
                slug: p.slug,
            })
        };
        found.items.into_iter().filter_map(row).collect()
    }

    /// Structures of the territory by category, whatever their activity is.
    pub(super) fn categories(&self) -> Vec<Count> {
        let inside = StructureQuery {
            territories: vec![(self.t.kind, self.t.code.clone())],
            ..StructureQuery::default()
        };
        let t = &self.s.taxonomy;
        let mut counts = vec![0usize; t.categories.len()];
        for i in self.s.matches(&self.s.compile(&inside)) {
            let row = &self.s.rows[i as usize];
            for (c, n) in counts.iter_mut().enumerate() {
                *n += usize::from(row.categories >> c & 1 == 1);
            }
        }
        let mut rows: Vec<(usize, Count)> = t
            .categories
            .iter()
            .zip(counts)
            .filter(|(_, n)| *n > 0)
            .map(|(c, n)| {
                let territory = format!("{}:{}", self.t.kind.as_str(), self.t.code);
                let href = format!(
                    "/?category={}&territory={}",
                    c.code,
                    territory.replace(':', "%3A")
                );
                (
                    n,
                    (
                        named(self.lang, c).to_owned(),
                        href,
                        text::number(self.lang, n),
                    ),
                )
            })
            .collect();
        rows.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The territories inside, the least served first.
    pub(super) fn parts(&self) -> Vec<Count> {
        let Some(by) = finer(self.t.kind) else {
            return Vec::new();
        };
        let scope = self.wanted.scope(by, Some(self.t));
        let mut all = self.s.figures(self.wanted.query(), &scope);
        all.retain(|f| f.people.share_within.is_some());
        all.sort_by(|a, b| {
            let share = |f: &crate::catalog::coverage::Figures<'_>| {
                f.people.share_within.unwrap_or_default()
            };
            share(a)
                .total_cmp(&share(b))
                .then(b.people.population.cmp(&a.people.population))
        });
        all.truncate(PARTS);
        let row = |f: crate::catalog::coverage::Figures<'_>| {
            let share = f.people.share_within.unwrap_or_default();
            let words = match by {
                TerritoryKind::Commune => view::distance_or_dash(self.lang, f.people.median_m),
                _ => percent(self.lang, share),
            };
            (name(f.territory), self.with_filters(f.territory), words)
        };
        all.into_iter().map(row).collect()
    }

    pub(super) fn files(&self) -> Vec<Link> {
        let within = format!("{}:{}", self.t.kind.as_str(), self.t.code);
        let within = ("within", Some(within.as_str()));
        let file = |key: &str, endpoint: &str, by: Option<&str>, format: &str| {
            let changes = [within, ("by", by), ("format", Some(format))];
            (
                self.lang.t(key).into_owned(),
                self.wanted.api(endpoint, &changes),
            )
        };
        let own = self.t.kind.as_str();
        let list = [("territory", within.1)];
        let mut all = vec![
            file("file-figures", "coverage", Some(own), "csv"),
            file("file-communes", "coverage", Some("commune"), "csv"),
            file(
                "file-communes-geojson",
                "coverage",
                Some("commune"),
                "geojson",
            ),
            file("file-gaps", "gaps", None, "csv"),
            file("file-gaps-geojson", "gaps", None, "geojson"),
        ];
        if let Some(by) = finer(self.t.kind) {
            if by != TerritoryKind::Commune {
                all.insert(1, file("file-parts", "coverage", Some(by.as_str()), "csv"));
            }
            all.push(file("file-sites", "sites", None, "csv"));
        }
        if self.communes.len() > 1 {
            all.push(file("file-distances", "coverage/distances", None, "csv"));
            let classes = [within, ("bands", Some("classes")), ("format", Some("csv"))];
            let classes = self.wanted.api("coverage/distances", &classes);
            all.push((self.lang.t("file-distance-classes").into_owned(), classes));
            all.push(file("file-shares", "coverage/shares", None, "csv"));
        }
        if self.s.trend(self.t, self.wanted.query()).len() > 1 {
            all.push(file("file-months", "coverage/months", None, "csv"));
        }
        all.extend(self.nearest_file());
        // Not of the subject: the table shows the whole activity of the territory.
        let inside = format!("/api/v1/facets.csv?territory={own}%3A{}", self.t.code);
        all.push((self.lang.t("file-categories").into_owned(), inside));
        all.push((
            self.lang.t("file-structures").into_owned(),
            self.wanted.api("export/structures.csv", &list),
        ));
        all
    }

    /// What matches, the nearest to a commune first: the table shows the first of them.
    fn nearest_file(&self) -> Option<Link> {
        let at = self.t.position?;
        if self.t.kind != TerritoryKind::Commune {
            return None;
        }
        let near = format!("{},{}", at.lon, at.lat);
        let changes = [
            ("near", Some(near.as_str())),
            ("radius", None),
            ("bbox", None),
        ];
        Some((
            self.lang.t("file-nearest").into_owned(),
            self.wanted.api("export/structures.csv", &changes),
        ))
    }

    pub(super) fn method(&self) -> Vec<String> {
        let said = [
            ("d0", text::distance(self.lang, self.wanted.d0_m).into()),
            (
                "weight",
                self.lang
                    .t(match self.wanted.weight {
                        crate::domain::coverage::Weight::Step => "method-step",
                        crate::domain::coverage::Weight::Gaussian => "method-gaussian",
                    })
                    .into(),
            ),
        ];
        vec![
            self.lang.t("method-distance").into_owned(),
            self.lang.f("method-access", &said),
            self.lang.t("method-sites").into_owned(),
        ]
    }

    pub(super) fn sources(&self, now: &str) -> Vec<String> {
        let mut out = sources(self.lang, &self.s.sources_of(&self.reach), now);
        if let Some(f) = &self.own
            && !f.census.sources.is_empty()
        {
            let sources = f.census.sources.join(", ");
            out.push(
                self.lang
                    .f("sources-census", &[("sources", sources.into())]),
            );
        }
        out
    }
}

/// The kind of the territories inside one of this kind.
fn finer(kind: TerritoryKind) -> Option<TerritoryKind> {
    match kind {
        TerritoryKind::Region => Some(TerritoryKind::Department),
        TerritoryKind::Department => Some(TerritoryKind::Epci),
        TerritoryKind::Epci => Some(TerritoryKind::Commune),
        TerritoryKind::Commune => None,
    }
}

/// What figures rest on, in sentences.
pub(in crate::http::pages) fn sources(
    lang: Lang,
    all: &[SourceOfFigures],
    now: &str,
) -> Vec<String> {
    let each = all
        .iter()
        .map(|x| format!("{} ({})", text::apostrophes(&x.attribution), x.licence));
    let said = [
        ("sources", each.collect::<Vec<_>>().join(", ").into()),
        ("n", all.len().into()),
        ("date", now.into()),
    ];
    let mut out = vec![lang.f("sources-figures", &said)];
    if all.iter().any(|x| x.open_contributors_only) {
        out.push(lang.t("sources-open-only").into_owned());
    }
    out
}
