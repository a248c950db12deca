//! What the pages of figures share: what is asked, in numbers and in words, and what else can be asked.
use super::asked::Asked;
use super::named;
use crate::catalog::Snapshot;
use crate::catalog::coverage::Scope;
use crate::catalog::subjects::Subject;
use crate::domain::coverage::Weight;
use crate::domain::query::StructureQuery;
use crate::domain::taxonomy::Term;
use crate::domain::{Taxonomy, Territory, TerritoryKind, clock};
use crate::html::figures::{Choice, Controls, Group};
use crate::html::text;
use crate::html::words::Lang;
use crate::http::figures;
use crate::http::query::Parameters;

/// The parameter of the list of subjects: it leads to the address with the filters of the subject.
pub(super) const SUBJECT: &str = "sujet";
/// Parameters that pages of figures have beside the filters.
pub(super) const OWN: [&str; 4] = [SUBJECT, "threshold", "d0", "weight"];
/// Filters that a subject stands for.
const OF_SUBJECT: [&str; 5] = ["category", "sector", "action", "object", "q"];
/// Thresholds that are offered, metres.
const THRESHOLDS: [f64; 3] = [5_000.0, 10_000.0, 20_000.0];
/// Objects that are offered for each action, those of the most structures.
const OBJECTS: usize = 40;
/// Largest threshold of a page, metres: once round the globe.
const FARTHEST: f64 = 40_000_000.0;

/// What a page of figures is asked for.
pub(super) struct Wanted {
    /// The filters and the parameters in force.
    pub asked: Asked,
    /// The distance that counts as near, metres.
    pub threshold_m: f64,
    /// The radius of a catchment, metres.
    pub d0_m: f64,
    /// How access falls with distance.
    pub weight: Weight,
    /// Where the page really is: a subject was chosen from the list.
    pub moved: Option<String>,
}

impl Wanted {
    /// Reads a query string; what is not understood is left aside and said.
    pub fn read(lang: Lang, raw: Option<&str>, s: &Snapshot, page: &str, own: &[&str]) -> Self {
        let known: Vec<&str> = OWN.iter().chain(own).copied().collect();
        let mut asked = Asked::on_page(lang, raw, s, page, &known);
        let mut left_aside = false;
        let mut or = |read: Option<f64>, default: f64| {
            left_aside |= read.is_none();
            read.unwrap_or(default)
        };
        let threshold_m = figures::threshold(&asked.p).ok().filter(|m| *m <= FARTHEST);
        let threshold_m = or(threshold_m, figures::THRESHOLD_M);
        let d0_m = or(figures::d0(&asked.p).ok(), figures::D0_M);
        let weight = figures::weight(&asked.p).ok();
        left_aside |= weight.is_none();
        if left_aside {
            asked
                .notices
                .push(lang.t("figures-left-aside").into_owned());
        }
        let chosen = asked.p.get(SUBJECT).map(|slug| s.subjects().find(slug));
        let moved = chosen.map(|subject| asked.href(&parameters_of(subject, &s.taxonomy).each()));
        Self {
            threshold_m,
            d0_m,
            weight: weight.unwrap_or_default(),
            moved,
            asked,
        }
    }

    /// The filters.
    pub fn query(&self) -> &StructureQuery {
        &self.asked.q
    }

    /// The figures of territories of a kind inside another.
    pub fn scope<'a>(&self, by: TerritoryKind, within: Option<&'a Territory>) -> Scope<'a> {
        Scope {
            by,
            within,
            view: None,
            codes: &[],
            threshold_m: self.threshold_m,
            d0_m: self.d0_m,
            weight: self.weight,
            today: clock::paris_now().date(),
        }
    }

    /// An address of the API with the same filters: `/api/v1/coverage?by=epci&…`. Distances and weights that the
    /// endpoint does not know are left out.
    pub fn api(&self, endpoint: &str, changes: &[(&str, Option<&str>)]) -> String {
        let mut all = vec![("sort", None), ("ou", None), (SUBJECT, None)];
        let known = match endpoint {
            "coverage" => figures::OF_COVERAGE,
            "coverage/distances" => figures::OF_DISTANCES,
            "coverage/classes" => figures::OF_CLASSES,
            "coverage/shares" => figures::OF_SHARES,
            "coverage/months" => figures::OF_MONTHS,
            "gaps" => figures::OF_GAPS,
            "sites" => figures::OF_SITES,
            _ => &[],
        };
        let strange = ["threshold", "d0", "weight"];
        let strange = strange.into_iter().filter(|name| !known.contains(name));
        all.extend(strange.map(|name| (name, None)));
        all.extend_from_slice(changes);
        format!("/api/v1/{endpoint}?{}", self.asked.p.with(&all))
    }

    /// What is asked, as the subject of a sentence.
    pub fn subject(&self, s: &Snapshot) -> Words {
        let lang = self.asked.lang;
        let t = &s.taxonomy;
        match single(self.query(), t) {
            Some(subject @ Subject::Category(_)) => Words {
                title: title(lang, t, subject),
                key: "lede-category",
            },
            Some(subject @ Subject::Offer { .. }) => Words {
                title: title(lang, t, subject),
                key: "lede-offer",
            },
            None if *self.query() == StructureQuery::default() => Words {
                title: lang.t("subject-all").into_owned(),
                key: "lede-all",
            },
            None => Words {
                title: lang.t("subject-filtered").into_owned(),
                key: "lede-all",
            },
        }
    }

    /// The form over the figures.
    pub fn controls(&self, s: &Snapshot) -> Controls {
        let lang = self.asked.lang;
        let mine = single(self.query(), &s.taxonomy);
        let kept = OF_SUBJECT.iter().chain(&[SUBJECT, "sort", "ou"]);
        let kept: Vec<(&str, Option<&str>)> = kept.map(|name| (*name, None)).collect();
        let threshold = |m: f64| {
            let value = format!("{m:.0}");
            Choice {
                words: text::distance(lang, m),
                href: self.asked.href(&[("threshold", Some(&value))]),
                on: (self.threshold_m - m).abs() < 0.5,
            }
        };
        let mut thresholds: Vec<Choice> = THRESHOLDS.map(threshold).into();
        if thresholds.iter().all(|c| !c.on) {
            thresholds.push(threshold(self.threshold_m));
        }
        let hidden = Parameters::parse(Some(&self.asked.p.with(&kept))).unwrap_or_default();
        Controls {
            action: lang.path(&self.asked.page),
            hidden: hidden
                .pairs()
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
                .collect(),
            groups: groups(lang, s, mine),
            thresholds,
            filtered: mine.is_none() && *self.query() != StructureQuery::default(),
        }
    }
}

/// What is asked, in words.
pub(super) struct Words {
    /// « Réparer un vélo », « Ressourceries et recycleries ».
    pub title: String,
    /// The message of the sentence about the people who have it near.
    pub key: &'static str,
}

/// The filters of a subject, those of others taken off.
struct OfSubject {
    category: Option<String>,
    action: Option<String>,
    object: Option<String>,
}

impl OfSubject {
    fn each(&self) -> Vec<(&str, Option<&str>)> {
        let mut all: Vec<(&str, Option<&str>)> = OF_SUBJECT
            .iter()
            .chain(&[SUBJECT])
            .map(|name| (*name, None))
            .collect();
        for (name, value) in [
            ("category", &self.category),
            ("action", &self.action),
            ("object", &self.object),
        ] {
            if let Some(place) = all.iter_mut().find(|(n, _)| *n == name) {
                place.1 = value.as_deref();
            }
        }
        all
    }
}

fn parameters_of(subject: Option<Subject>, t: &Taxonomy) -> OfSubject {
    let q = subject.map(|s| s.query(t)).unwrap_or_default();
    OfSubject {
        category: q.categories.into_iter().next(),
        action: q.actions.into_iter().next(),
        object: q.objects.into_iter().next(),
    }
}

/// The subject that is all that a query asks, whatever else it insists on.
fn single(q: &StructureQuery, t: &Taxonomy) -> Option<Subject> {
    match (&q.categories[..], &q.actions[..], &q.objects[..]) {
        ([category], [], []) => t.categories.index(category).map(Subject::Category),
        ([], [action], [object]) => Some(Subject::Offer {
            action: t.actions.index(action)?,
            object: t.objects.index(object)?,
        }),
        _ => None,
    }
    .filter(|_| q.sectors.is_empty() && q.q.is_none())
}

/// « Réparer un vélo »; « Ressourceries et recycleries ».
pub(super) fn title(lang: Lang, t: &Taxonomy, subject: Subject) -> String {
    let phrase = |of: Option<&Term>| {
        let said = of.and_then(|t| lang.pick(t.phrase_fr.clone(), t.phrase_en.clone()));
        said.or_else(|| of.map(|t| named(lang, t).to_owned()))
            .unwrap_or_default()
    };
    let thing = phrase(subject.term(t));
    let key = match subject.action(t).map(|a| a.code.as_str()) {
        None => return thing,
        Some("reparer") => "subject-repair",
        Some("donner") => "subject-give",
        Some("acheter") => "subject-buy",
        Some("emprunter") => "subject-borrow",
        Some("louer") => "subject-rent",
        Some("trier") => "subject-sort",
        Some(code) => {
            let action = t.actions.get(code).map(|a| named(lang, a).to_owned());
            let action = action.unwrap_or_else(|| code.to_owned());
            return format!("{action} {thing}");
        }
    };
    lang.f(key, &[("thing", thing.into())])
}

/// The list of subjects: categories by sector, then what can be done with what.
fn groups(lang: Lang, s: &Snapshot, mine: Option<Subject>) -> Vec<Group> {
    let t = &s.taxonomy;
    let choice = |subject: Subject| {
        Some(Choice {
            words: text::capital(&title(lang, t, subject)),
            href: s.subjects().slug(subject)?.to_owned(),
            on: mine == Some(subject),
        })
    };
    let mut out = Vec::new();
    let offered = s.offered();
    for (code, key) in [
        ("reparer", "intent-repair"),
        ("donner", "intent-give"),
        ("acheter", "intent-buy"),
        ("emprunter", "intent-borrow"),
        ("louer", "subjects-rent"),
        ("trier", "intent-sort"),
    ] {
        let action = t.actions.index(code);
        let mut of_action: Vec<&(Subject, usize)> = offered
            .iter()
            .filter(|(subject, _)| matches!(subject, Subject::Offer { action: a, .. } if Some(*a) == action))
            .collect();
        of_action.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        of_action.truncate(OBJECTS);
        let mut choices: Vec<Choice> = of_action
            .into_iter()
            .filter_map(|(subject, _)| choice(*subject))
            .collect();
        choices.sort_by(|a, b| a.words.cmp(&b.words));
        out.push(Group {
            words: lang.t(key).into_owned(),
            choices,
        });
    }
    for sector in &t.sectors {
        let of_sector = (0..).zip(&s.category_counts).filter(|(i, n)| {
            **n > 0
                && t.categories
                    .nth(*i)
                    .is_some_and(|c| c.sector.as_deref() == Some(&sector.code))
        });
        out.push(Group {
            words: named(lang, sector).to_owned(),
            choices: of_sector
                .filter_map(|(i, _)| choice(Subject::Category(i)))
                .collect(),
        });
    }
    out.retain(|g| !g.choices.is_empty());
    out
}
