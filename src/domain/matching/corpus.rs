//! The records to be compared, in a form of some two hundred bytes each.
use super::facts::Facts;
use super::words::{base_weight, digits, key, name_words, signature, site, street};
use crate::domain::Coordinates;
use crate::domain::structure::Precision;
use foldhash::HashMap;

/// Texts by number; a text is found by its 64-bit key, so that it is kept once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    numbers: HashMap<u64, u32>,
    texts: Vec<Box<str>>,
}

impl Texts {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        let next = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(key(0, text)).or_insert_with(|| {
            self.texts.push(text.into());
            next
        })
    }

    pub(super) fn get(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |t| t)
    }

    fn len(&self) -> usize {
        self.texts.len()
    }
}

/// Names of the fields whose equality tells something; part of their key.
pub(super) mod field {
    pub const SIRET: u8 = 1;
    pub const PHONE: u8 = 2;
    pub const EMAIL: u8 = 3;
    pub const SITE: u8 = 4;
    pub const SOCIAL: u8 = 5;
}

/// A position in millionths of a degree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub lon: i32,
    pub lat: i32,
    /// Of the building or the street, not of the commune.
    pub precise: bool,
    /// Metres that it may be off.
    pub slack: u16,
}

impl Point {
    pub(super) fn coordinates(self) -> Coordinates {
        Coordinates {
            lon: f64::from(self.lon) / 1e6,
            lat: f64::from(self.lat) / 1e6,
        }
    }
}

/// One record.
#[derive(Debug)]
pub(super) struct Subject {
    pub structure: u32,
    pub source: u32,
    pub fresh: bool,
    /// Words of the name, and of the trade name where it differs.
    pub names: [Box<[u32]>; 2],
    pub signature: u64,
    /// Words of the commune's name: they tell little in a name.
    pub city: Box<[u32]>,
    pub point: Option<Point>,
    pub number: Option<u32>,
    pub street: Option<u32>,
    pub postal: Option<u32>,
    pub commune: Option<u32>,
    pub siret: Option<u64>,
    pub siren: Option<u64>,
    /// Keys of what identifies, sorted; the field and its key.
    pub contacts: Box<[(u8, u64)]>,
    pub host: Option<u64>,
    pub categories: Box<[u32]>,
}

/// All records that are compared with one another.
#[derive(Debug, Default)]
pub struct Corpus {
    pub(super) subjects: Vec<Subject>,
    pub(super) words: Texts,
    pub(super) frequencies: Vec<u32>,
    structures: Texts,
    sources: Texts,
    codes: Texts,
    pub(super) revised: foldhash::HashSet<u32>,
    pub(super) rejected: foldhash::HashSet<(u32, u32)>,
}

impl Corpus {
    /// All records of these structures are compared with all, as if each were fresh: what one of them has in common with
    /// another structure's is found again when any of them changes.
    pub fn renew<'a>(&mut self, structures: impl IntoIterator<Item = &'a str>) {
        let numbers = structures.into_iter().map(|s| self.structures.number(s));
        let numbers: foldhash::HashSet<u32> = numbers.collect();
        for subject in &mut self.subjects {
            subject.fresh |= numbers.contains(&subject.structure);
        }
    }

    /// Takes a record in; `fresh` ones are compared with all, the others only with the fresh. Returns its number.
    pub fn add(&mut self, facts: &Facts<'_>, structure: &str, fresh: bool) -> u32 {
        let f = &facts.fields;
        let names =
            [f.name.as_deref(), f.trade_name.as_deref()].map(|n| name_words(n.unwrap_or_default()));
        let signature = signature(&names[0]) | signature(&names[1]);
        let mut names = names.map(|words| self.words_of(&words));
        if names[0] == names[1] {
            names[1] = Box::default();
        }
        for w in names.iter().flat_map(|n| n.iter()) {
            let at = *w as usize;
            if self.frequencies.len() <= at {
                self.frequencies.resize(at + 1, 0);
            }
            self.frequencies[at] += 1;
        }
        let address = f.address.as_deref();
        let door = address.and_then(|a| street(&a.lines));
        let siret = f.siret.as_deref().and_then(digits);
        let website = f.website.as_deref().and_then(site);
        let host = website
            .as_deref()
            .and_then(|w| w.split('/').next())
            .map(|h| key(field::SITE, h));
        let subject = Subject {
            structure: self.structures.number(structure),
            source: self.sources.number(&facts.source),
            fresh,
            names,
            signature,
            city: {
                let city = address.and_then(|a| a.city.as_deref()).map(name_words);
                city.map(|c| self.words_of(&c)).unwrap_or_default()
            },
            point: f.position.and_then(|p| point(p.coordinates, p.precision)),
            number: door.as_ref().and_then(|d| d.0),
            street: door.map(|d| self.words.number(&d.1)),
            postal: address
                .and_then(|a| a.postal_code.as_deref())
                .map(|p| self.codes.number(p)),
            commune: facts.commune.as_deref().map(|c| self.codes.number(c)),
            siret,
            siren: f
                .siren
                .as_deref()
                .and_then(digits)
                .or(siret.map(|s| s / 100_000)),
            contacts: contacts(facts, siret, website.as_deref()),
            host,
            categories: f.categories.iter().map(|c| self.codes.number(c)).collect(),
        };
        let number = u32::try_from(self.subjects.len()).unwrap_or(u32::MAX);
        self.subjects.push(subject);
        number
    }

    fn words_of(&mut self, words: &[String]) -> Box<[u32]> {
        words.iter().map(|w| self.words.number(w)).collect()
    }

    /// Notes that a person said of these two records that they are not one.
    pub fn reject(&mut self, a: u32, b: u32) {
        self.rejected.insert((a.min(b), a.max(b)));
    }

    /// Notes that a person corrected this structure.
    pub fn revised(&mut self, structure: &str) {
        let number = self.structures.number(structure);
        self.revised.insert(number);
    }

    /// Records taken in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.subjects.len()
    }

    /// Whether nothing was taken in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// The structure of that number.
    pub(super) fn structure(&self, number: u32) -> &str {
        self.structures.get(number)
    }

    /// What each word weighs in a name: proper names 1, kinds of place and what many bear less.
    pub(super) fn weights(&self) -> Vec<f32> {
        let often = (self.subjects.len() as f32 / 500.0).max(8.0);
        (0..self.words.len())
            .map(|i| {
                let n = self.frequencies.get(i).copied().unwrap_or(0) as f32;
                let rarity = (1.0 - 0.2 * (n / often).max(1.0).log2()).max(0.2);
                base_weight(self.words.get(u32::try_from(i).unwrap_or(0))).min(rarity)
            })
            .collect()
    }
}

#[allow(clippy::cast_possible_truncation)] // a degree has no more than nine digits here
fn point(c: Coordinates, precision: Precision) -> Option<Point> {
    let c = Coordinates::new(c.lon, c.lat)?;
    Some(Point {
        lon: (c.lon * 1e6).round() as i32,
        lat: (c.lat * 1e6).round() as i32,
        precise: matches!(precision, Precision::Rooftop | Precision::Street),
        slack: if precision == Precision::Street {
            150
        } else {
            0
        },
    })
}

fn contacts(facts: &Facts<'_>, siret: Option<u64>, website: Option<&str>) -> Box<[(u8, u64)]> {
    let f = &facts.fields;
    let mut all = Vec::new();
    let mut note = |kind: u8, value: Option<u64>| {
        if let Some(v) = value {
            all.push((kind, v));
        }
    };
    note(field::SIRET, siret.map(|s| key(field::SIRET, s)));
    note(
        field::PHONE,
        f.phone
            .as_deref()
            .and_then(digits)
            .map(|d| key(field::PHONE, d)),
    );
    let email = f.email.as_deref().map(|e| e.trim().to_lowercase());
    note(
        field::EMAIL,
        email
            .filter(|e| e.contains('@'))
            .map(|e| key(field::EMAIL, e)),
    );
    // An account given as the website is the same account.
    let social = |w: &str| SOCIAL_HOSTS.iter().any(|h| w.starts_with(h));
    if let Some(w) = website {
        let kind = if social(w) {
            field::SOCIAL
        } else {
            field::SITE
        };
        note(kind, Some(key(kind, w)));
    }
    for s in f.social.iter().filter_map(|s| site(s)) {
        note(field::SOCIAL, Some(key(field::SOCIAL, s.as_str())));
    }
    all.sort_unstable();
    all.dedup();
    all.into()
}

const SOCIAL_HOSTS: [&str; 5] = [
    "facebook.com/",
    "instagram.com/",
    "twitter.com/",
    "x.com/",
    "linkedin.com/",
];
