//! The table of `/couverture`: its order, its rows, and two of them beside each other.
use super::Desk;
use crate::catalog::coverage::Figures;
use crate::domain::TerritoryKind;
use crate::domain::text::fold;
use crate::html::coverage::{Column, Pair, Row};
use crate::html::figures::percent;
use crate::html::territory::distance_or_dash;
use crate::html::text;
use crate::http::pages::territory::{name, parts};
use std::cmp::Ordering;

/// Columns: their parameter, their message, and whether the largest comes first.
const COLUMNS: [(&str, &str, bool); 6] = [
    ("nom", "territory-name", false),
    ("habitants", "territory-people", true),
    ("structures", "cover-structures", true),
    ("part", "cover-share", true),
    ("distance", "cover-median", false),
    ("acces", "cover-access", true),
];

impl Desk<'_> {
    /// Which column the table is sorted by, and whether downwards.
    fn order(&self) -> (usize, bool) {
        let asked = self.wanted.asked.p.get("tri");
        let column = asked.and_then(|n| COLUMNS.iter().position(|c| c.0 == n));
        let column = column.unwrap_or(3);
        let down = match self.wanted.asked.p.get("sens") {
            Some("desc") => true,
            Some("asc") => false,
            // The least served first: they are what one looks for.
            _ if asked.is_none() => false,
            _ => COLUMNS[column].2,
        };
        (column, down)
    }

    pub(super) fn columns(&self) -> Vec<Column> {
        let (sorted, down) = self.order();
        let column = |(n, (code, key, largest)): (usize, &(&str, &str, bool))| {
            let on = n == sorted;
            let next = if on { !down } else { *largest };
            let way = if next { "desc" } else { "asc" };
            Column {
                words: self.lang.t(key).into_owned(),
                // Whoever sorts is at the table, and stays there.
                href: self
                    .wanted
                    .asked
                    .href(&[("tri", Some(code)), ("sens", Some(way))])
                    + "#tableau",
                sorted: on.then_some(if down { "descending" } else { "ascending" }),
                numeric: n > 0,
            }
        };
        COLUMNS.iter().enumerate().map(column).collect()
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let part = self.wanted.asked.p.get("nom").map(fold).unwrap_or_default();
        let mut all: Vec<&Figures<'_>> = self
            .all
            .iter()
            .filter(|f| part.is_empty() || fold(&f.territory.name).contains(&part))
            .collect();
        let (column, down) = self.order();
        all.sort_by(|a, b| {
            let order = compare(column, a, b);
            let order = if down { order.reverse() } else { order };
            order.then_with(|| b.people.population.cmp(&a.people.population))
        });
        all.into_iter().map(|f| self.row(f)).collect()
    }

    fn row(&self, f: &Figures<'_>) -> Row {
        let t = f.territory;
        Row {
            name: name(t),
            href: self.page_of(t),
            inside: if t.kind == TerritoryKind::Commune {
                String::new()
            } else {
                self.inside(t)
            },
            cells: self.cells(f),
            census: parts::census(Some(&f.census)),
        }
    }

    fn cells(&self, f: &Figures<'_>) -> Vec<String> {
        let dash = || "—".to_owned();
        vec![
            self.lang.number(f.people.population as f64, 0),
            self.lang.number(f64::from(f.count), 0),
            f.people
                .share_within
                .map_or_else(dash, |v| percent(self.lang, v)),
            distance_or_dash(self.lang, f.people.median_m),
            f.accessibility
                .map_or_else(dash, |v| self.lang.number(v, 2)),
        ]
    }

    /// What the forms of the page keep.
    pub(super) fn hidden(&self) -> Vec<(String, String)> {
        let changes = [("nom", None), ("a", None), ("b", None)];
        let kept = crate::http::query::Parameters::parse(Some(&self.wanted.asked.p.with(&changes)));
        let kept = kept.unwrap_or_default();
        kept.pairs()
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect()
    }

    /// Territories that can be compared, by name.
    pub(super) fn others(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = self
            .all
            .iter()
            .map(|f| (f.territory.code.clone(), name(f.territory)))
            .collect();
        all.sort_by_cached_key(|(_, name)| fold(name));
        all
    }

    /// The two that were chosen.
    pub(super) fn pair(&self) -> Option<Pair> {
        let find = |name: &str| {
            let code = self.wanted.asked.p.get(name)?;
            self.all.iter().find(|f| f.territory.code == code)
        };
        let (a, b) = (find("a")?, find("b")?);
        let both = |of: &dyn Fn(&Figures<'_>) -> Option<String>| {
            [a, b].map(|f| of(f).unwrap_or_else(|| "—".to_owned()))
        };
        let lang = self.lang;
        let number = |v: Option<f64>, digits| v.map(|v| lang.number(v, digits));
        let distance = |v: Option<f64>| v.map(|m| text::distance(lang, m));
        let within = lang.f(
            "key-within",
            &[(
                "distance",
                text::distance(lang, self.wanted.threshold_m).into(),
            )],
        );
        let said = |key: &str| lang.t(key).into_owned();
        let rows = vec![
            (
                said("territory-people"),
                both(&|f| number(Some(f.people.population as f64), 0)),
            ),
            (
                said("cover-structures"),
                both(&|f| number(Some(f64::from(f.count)), 0)),
            ),
            (said("cover-per-10k"), both(&|f| number(f.per_10k, 2))),
            (
                within,
                both(&|f| f.people.share_within.map(|v| percent(lang, v))),
            ),
            (said("cover-mean"), both(&|f| distance(f.people.mean_m))),
            (said("cover-median"), both(&|f| distance(f.people.median_m))),
            (said("cover-p90"), both(&|f| distance(f.people.p90_m))),
            (said("cover-access"), both(&|f| number(f.accessibility, 2))),
            (said("key-gini"), both(&|f| number(f.gini, 2))),
            (
                said("cover-rank"),
                both(&|f| f.rank.map(|r| format!("{r} / {}", f.peers))),
            ),
            (
                said("cover-completeness"),
                both(&|f| f.completeness.map(|v| percent(lang, v))),
            ),
            (
                said("cover-age"),
                both(&|f| number(f.verification_median_days, 0)),
            ),
            (
                said("territory-census"),
                both(&|f| {
                    let key = match f.census.status.as_str() {
                        "surveyed" => "census-surveyed",
                        "partial" => "census-partial",
                        _ => "census-never",
                    };
                    Some(lang.t(key).into_owned())
                }),
            ),
        ];
        Some(Pair {
            names: [a, b].map(|f| (name(f.territory), self.page_of(f.territory))),
            rows,
        })
    }

    pub(super) fn sources(&self, now: &str) -> Vec<String> {
        let reach = self.s.reach(self.wanted.query());
        parts::sources(self.lang, &self.s.sources_of(&reach), now)
    }
}

/// Unknown values come last upwards.
fn compare(column: usize, a: &Figures<'_>, b: &Figures<'_>) -> Ordering {
    let known = |a: Option<f64>, b: Option<f64>| {
        a.unwrap_or(f64::INFINITY)
            .total_cmp(&b.unwrap_or(f64::INFINITY))
    };
    match column {
        0 => fold(&a.territory.name).cmp(&fold(&b.territory.name)),
        1 => a.people.population.cmp(&b.people.population),
        2 => a.count.cmp(&b.count),
        3 => known(a.people.share_within, b.people.share_within),
        4 => known(a.people.median_m, b.people.median_m),
        _ => known(a.accessibility, b.accessibility),
    }
}
