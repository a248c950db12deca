//! What a page about one commune answers: a category there, or something that one can do with an object there.
//!
//! A page exists only where it says more than the sheets it lists: one structure at least in the commune, and
//! [`ENOUGH`] within [`AROUND_M`] metres of it.
use super::select::Selection;
use super::snapshot::{OfferMask, Snapshot};
use crate::domain::query::{Sort, StructureQuery};
use crate::domain::taxonomy::Term;
use crate::domain::text::slug;
use crate::domain::{Taxonomy, Territory, TerritoryKind};
use std::collections::{BTreeSet, HashMap};

/// Structures that a page shows at least.
pub const ENOUGH: usize = 3;
/// How far they may lie from the commune, metres.
pub const AROUND_M: f64 = 10_000.0;
/// Actions that people look for with an object, in the order of the pages.
const ACTIONS: [&str; 6] = [
    "reparer",
    "donner",
    "acheter",
    "emprunter",
    "louer",
    "trier",
];

/// A category, or an action on an object; places in the tables of the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Structures of a kind.
    Category(usize),
    /// Structures where one can do something with something.
    Offer {
        /// The action.
        action: usize,
        /// The object.
        object: usize,
    },
}

/// The subjects of a taxonomy, by the first part of the address of their pages.
#[derive(Debug, Default)]
pub struct Subjects {
    by_slug: HashMap<String, Subject>,
    slugs: HashMap<Subject, String>,
}

/// A subject in a commune: place in `Gazetteer::all`.
pub type Combination = (u32, Subject);

impl Subject {
    /// The category, or the object.
    #[must_use]
    pub fn term(self, t: &Taxonomy) -> Option<&Term> {
        match self {
            Self::Category(i) => t.categories.nth(i),
            Self::Offer { object, .. } => t.objects.nth(object),
        }
    }

    /// The action on an object.
    #[must_use]
    pub fn action(self, t: &Taxonomy) -> Option<&Term> {
        match self {
            Self::Category(_) => None,
            Self::Offer { action, .. } => t.actions.nth(action),
        }
    }

    /// What is asked of a list, wherever it is.
    #[must_use]
    pub fn query(self, t: &Taxonomy) -> StructureQuery {
        let codes = |term: Option<&Term>| term.map(|t| t.code.clone()).into_iter().collect();
        match self {
            Self::Category(_) => StructureQuery {
                categories: codes(self.term(t)),
                ..StructureQuery::default()
            },
            Self::Offer { .. } => StructureQuery {
                actions: codes(self.action(t)),
                objects: codes(self.term(t)),
                ..StructureQuery::default()
            },
        }
    }
}

impl Subjects {
    /// All subjects that have a phrase: a term that makes no sentence has no page.
    #[must_use]
    pub fn of(t: &Taxonomy) -> Self {
        let mut all = Self::default();
        let spoken = |term: &&Term| term.phrase_fr.is_some() && term.phrase_en.is_some();
        for term in t.categories.iter().filter(spoken) {
            if let Some(i) = t.categories.index(&term.code) {
                all.add(slug(&term.code), Subject::Category(i));
            }
        }
        for verb in ACTIONS {
            let Some(action) = t.actions.index(verb) else {
                continue;
            };
            for term in t.objects.iter().filter(spoken) {
                if let Some(object) = t.objects.index(&term.code) {
                    let words = format!("{verb} {}", term.label_fr);
                    all.add(slug(&words), Subject::Offer { action, object });
                }
            }
        }
        all
    }

    fn add(&mut self, slug: String, subject: Subject) {
        // Two labels that read alike in an address: the first one keeps it.
        if self.by_slug.contains_key(&slug) {
            return;
        }
        self.slugs.insert(subject, slug.clone());
        self.by_slug.insert(slug, subject);
    }

    /// The subject of an address.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<Subject> {
        self.by_slug.get(slug).copied()
    }

    /// The address of a subject.
    #[must_use]
    pub fn slug(&self, subject: Subject) -> Option<&str> {
        self.slugs.get(&subject).map(String::as_str)
    }
}

/// The second part of the address of a page: name and INSEE code, since names come back.
#[must_use]
pub fn place_slug(commune: &Territory) -> String {
    format!("{}-{}", slug(&commune.name), commune.code.to_lowercase())
}

/// The same question, inside a commune.
fn within(commune: &Territory, asked: StructureQuery) -> StructureQuery {
    StructureQuery {
        territories: vec![(TerritoryKind::Commune, commune.code.clone())],
        ..asked
    }
}

impl Snapshot {
    /// What can be done with what, each with the structures that offer it; counted at the first call.
    #[must_use]
    pub fn offered(&self) -> &[(Subject, usize)] {
        self.offered.get_or_init(|| {
            let mut of_set = vec![0usize; self.offer_sets.len()];
            for row in &self.rows {
                of_set[row.offers as usize] += 1;
            }
            let slugs = self.subjects().slugs.keys();
            let offers = slugs.filter_map(|subject| match subject {
                Subject::Offer { action, object } => Some((*subject, *action, *object)),
                Subject::Category(_) => None,
            });
            let mut all: Vec<(Subject, usize)> = offers
                .map(|(subject, action, object)| {
                    let fits = |o: &OfferMask| {
                        o.actions >> action & 1 == 1 && o.objects >> object & 1 == 1
                    };
                    let sets = self.offer_sets.iter().zip(&of_set);
                    let sets = sets.filter(|(set, _)| set.iter().any(fits));
                    (subject, sets.map(|(_, n)| n).sum())
                })
                .filter(|(_, n)| *n > 0)
                .collect();
            all.sort_unstable();
            all
        })
    }

    /// The subjects of the taxonomy.
    #[must_use]
    pub fn subjects(&self) -> &Subjects {
        self.subjects.get_or_init(|| Subjects::of(&self.taxonomy))
    }

    /// The commune of the second part of an address, by its code.
    #[must_use]
    pub fn place_of(&self, slug: &str) -> Option<&Territory> {
        let (_, code) = slug.rsplit_once('-')?;
        let code = code.to_uppercase();
        self.gazetteer.get(TerritoryKind::Commune, &code)
    }

    /// What a page would list in the commune, and around it with the distance from it, the nearest first.
    #[must_use]
    pub fn stands(
        &self,
        subject: Subject,
        commune: &Territory,
        most: usize,
    ) -> (Selection, Selection) {
        let asked = subject.query(&self.taxonomy);
        let here = within(commune, asked.clone());
        let here = self.select(&self.compile(&here), Sort::Name, 0, most);
        let around = StructureQuery {
            near: commune.position,
            radius: commune.position.map(|_| AROUND_M),
            ..asked
        };
        let around = if commune.position.is_some() {
            self.select(&self.compile(&around), Sort::Distance, 0, most)
        } else {
            Selection::default()
        };
        (here, around)
    }

    /// Whether there is a page of this subject about this commune.
    #[must_use]
    pub fn has_page(&self, subject: Subject, commune: &Territory) -> bool {
        let spoken = self.subjects().slug(subject).is_some();
        spoken && {
            let asked = within(commune, subject.query(&self.taxonomy));
            self.count(&self.compile(&asked)) > 0 && self.enough_around(subject, commune)
        }
    }

    /// Whether the page would show enough; a look at the nearest few.
    fn enough_around(&self, subject: Subject, commune: &Territory) -> bool {
        let asked = StructureQuery {
            near: commune.position,
            ..subject.query(&self.taxonomy)
        };
        if asked.near.is_none() {
            return false;
        }
        let nearest = self.select(&self.compile(&asked), Sort::Distance, 0, ENOUGH);
        let last = nearest.items.get(ENOUGH - 1);
        last.and_then(|(_, d)| *d).is_some_and(|d| d <= AROUND_M)
    }

    /// Subjects that structures of a commune answer, with or without a page.
    #[must_use]
    pub fn subjects_in(&self, commune: &Territory) -> BTreeSet<Subject> {
        let asked = within(commune, StructureQuery::default());
        let mut all = BTreeSet::new();
        for i in self.matches(&self.compile(&asked)) {
            self.add_subjects(i as usize, &mut all);
        }
        all
    }

    /// Every page about a commune that there is, by commune; looks at each structure, so that it is worked out once and
    /// off the threads that answer.
    #[must_use]
    pub fn combinations(&self) -> &[Combination] {
        self.combinations.get_or_init(|| {
            let mut of: HashMap<u32, BTreeSet<Subject>> = HashMap::new();
            for (i, row) in self.rows.iter().enumerate() {
                if row.commune != u32::MAX {
                    self.add_subjects(i, of.entry(row.commune).or_default());
                }
            }
            let mut all: Vec<Combination> = Vec::new();
            for (place, subjects) in of {
                let Some(commune) = self.gazetteer.all().get(place as usize) else {
                    continue;
                };
                let enough = |s: &Subject| {
                    self.subjects().slug(*s).is_some() && self.enough_around(*s, commune)
                };
                all.extend(subjects.into_iter().filter(enough).map(|s| (place, s)));
            }
            all.sort_unstable();
            all
        })
    }

    fn add_subjects(&self, i: usize, all: &mut BTreeSet<Subject>) {
        let row = &self.rows[i];
        all.extend(ones(u128::from(row.categories)).map(Subject::Category));
        let Some(offers) = self.offer_sets.get(row.offers as usize) else {
            return;
        };
        for offer in offers {
            for action in ones(u128::from(offer.actions)) {
                for object in ones(offer.objects) {
                    let mut object = Some(object);
                    // Who repairs electric bicycles repairs bicycles.
                    while let Some(o) = object {
                        all.insert(Subject::Offer { action, object: o });
                        let broader = self.taxonomy.objects.nth(o);
                        let broader = broader.and_then(|t| t.parent.as_deref());
                        object = broader.and_then(|code| self.taxonomy.objects.index(code));
                    }
                }
            }
        }
    }
}

/// Places of the bits that are set.
fn ones(bits: u128) -> impl Iterator<Item = usize> {
    (0..128).filter(move |i| bits >> i & 1 == 1)
}
