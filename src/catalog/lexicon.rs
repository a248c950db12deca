//! What people say: everyday words and short sentences as terms of the taxonomy, whatever their plurals and accents,
//! and in spite of a slip.
use super::search::Kind;
use super::towns::Towns;
use crate::domain::taxonomy::Term;
use crate::domain::text::fold;
use crate::domain::{Gazetteer, Taxonomy};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words that are left out of every expression: "machine à laver" is "machine laver".
static ARTICLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a an au aux ce ces cet cette d de des du en l la le les leur leurs ma mes mon my nos notre of sa ses son ta tes \
    the ton un une vos votre your"
    .split(' ')
    .collect()
});

/// Words of a sentence that say nothing of what is looked for.
static FILLERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "acces ai aimerais aller alors ancien ancienne anciennes anciens and any apres aujourd autour avec avoir besoin bonjour \
    bonne c can cela centre cherche chercher cherchons chez close coin comment dans deja desire do dois doit donc \
    elle endroit est et etat etre faire fais fait faut find end for get gratuitement how hui i ici il in is it j je jour jours juste \
    lieu local m me merci moi n ne near nearby need not nous old on ont open ou ouvert ouverte ouvertes ouverts ouvre par pas perime perimee perimees perimes \
    petit petite petites petits peut peux place plait please plus possible pour pourrais pouvez pres proche \
    proximite puis qu quand que quel quelle quelles quelqu quelque quels qui quoi rapide rapidement recherche \
    recherchons recupere recuperer reprend reprendre reprennent s sais salut se si some somebody someone somewhere \
    sont souhaite suis sur svp t there to today tous tout toute toutes tres trop trouve trouver tu up us usage usagee \
    usagees usages vers veut veux vide vides vieil vieille vieilles vieux voudrais voudrait vous vraiment want we \
    where who with y you"
    .split(' ')
    .collect()
});

/// Words of a text that are looked at.
const MOST_WORDS: usize = 32;
/// Words of a sentence that say when, each with the bits of [`crate::domain::hours::Hours::weekdays`]; 0 is now.
const WHEN: &[(&str, u8)] = &[
    ("lundi", 1),
    ("mardi", 1 << 1),
    ("mercredi", 1 << 2),
    ("jeudi", 1 << 3),
    ("vendredi", 1 << 4),
    ("samedi", 1 << 5),
    ("dimanche", 1 << 6),
    ("ferie", 1 << 7),
    ("weekend", 3 << 5),
    ("week", 3 << 5),
    ("monday", 1),
    ("tuesday", 1 << 1),
    ("wednesday", 1 << 2),
    ("thursday", 1 << 3),
    ("friday", 1 << 4),
    ("saturday", 1 << 5),
    ("sunday", 1 << 6),
    ("maintenant", 0),
    ("now", 0),
];

/// The days that a word names, in either number.
fn when(word: &str) -> Option<u8> {
    let one = word.strip_suffix('s').unwrap_or(word);
    let known = WHEN.iter().find(|(w, _)| *w == one || *w == word);
    known.map(|(_, days)| *days)
}
/// Letters of a word that are looked at.
const LONGEST_WORD: usize = 40;

/// What an expression stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Meaning {
    kind: Kind,
    index: u32,
    /// Place in the term's own list: its first words are the most its own.
    rank: u8,
}

/// An expression, and all that it may stand for; the best first.
#[derive(Debug, Default)]
struct Entry {
    meanings: Vec<Meaning>,
    /// Action, object and category that it stands for together: a cobbler repairs shoes.
    trade: Vec<(Kind, u32)>,
}

/// What a text was understood as: indexes into the lists of the taxonomy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// What is to be done.
    pub actions: Vec<u32>,
    /// With what.
    pub objects: Vec<u32>,
    /// Where.
    pub categories: Vec<u32>,
    /// Folded words that mean nothing here: a place, a brand, a word that is not typed to its end.
    pub rest: Vec<String>,
    /// Days on which it is to be open: bits of [`crate::domain::hours::Hours::weekdays`].
    pub days: u8,
    /// It is to be open now.
    pub now: bool,
    /// A word had to be put right.
    pub slipped: bool,
}

impl Understood {
    /// Nothing at all was understood.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.things().next().is_none() && !self.is_timed()
    }

    /// It says when.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.days != 0 || self.now
    }

    /// Something was understood, and nothing is left over.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.is_empty() && self.rest.is_empty()
    }

    /// What it stands for: objects, categories, actions.
    pub fn things(&self) -> impl Iterator<Item = (Kind, u32)> + '_ {
        let of = |kind, list: &'_ [u32]| list.iter().map(move |i| (kind, *i)).collect::<Vec<_>>();
        of(Kind::Object, &self.objects)
            .into_iter()
            .chain(of(Kind::Category, &self.categories))
            .chain(of(Kind::Action, &self.actions))
    }

    fn add(&mut self, kind: Kind, index: u32) {
        let list = match kind {
            Kind::Action => &mut self.actions,
            Kind::Object => &mut self.objects,
            Kind::Category => &mut self.categories,
            _ => return,
        };
        if !list.contains(&index) {
            list.push(index);
        }
    }
}

/// A word of a text.
struct Word {
    folded: String,
    key: String,
}

/// All expressions of the taxonomy.
#[derive(Debug, Default)]
pub struct Lexicon {
    entries: HashMap<String, Entry>,
    /// Every word of an expression, with the letters that it has.
    words: Vec<(String, u64)>,
    known: HashSet<String>,
    /// Names of towns, which are no slips beside other words: "vélo Tours" is not about ovens.
    towns: Towns,
    /// Words of the longest expression.
    longest: usize,
    /// What a term is called, folded and as it is written; by kind and index.
    names: HashMap<(Kind, u32), Vec<(String, String)>>,
}

impl Lexicon {
    /// Gathers the labels and everyday words of categories, actions and objects, and the trades.
    #[must_use]
    pub fn build(t: &Taxonomy, g: &Gazetteer) -> Self {
        let mut lexicon = Self {
            towns: Towns::of(g, |w| ARTICLES.contains(w)),
            ..Self::default()
        };
        for (kind, terms) in [
            (Kind::Object, &t.objects),
            (Kind::Action, &t.actions),
            (Kind::Category, &t.categories),
        ] {
            for (i, term) in (0u32..).zip(terms) {
                lexicon.add_term(kind, i, term);
            }
        }
        for trade in &t.trades {
            let index = |terms: &crate::domain::taxonomy::Terms, code: &Option<String>| {
                let at = code.as_ref().and_then(|c| terms.index(c));
                at.and_then(|i| u32::try_from(i).ok())
            };
            let stands_for: Vec<(Kind, u32)> = [
                (Kind::Action, index(&t.actions, &trade.action)),
                (Kind::Object, index(&t.objects, &trade.object)),
                (Kind::Category, index(&t.categories, &trade.category)),
            ]
            .into_iter()
            .filter_map(|(kind, i)| Some((kind, i?)))
            .collect();
            for word in trade.words_fr.iter().chain(&trade.words_en) {
                for key in keys(word) {
                    lexicon.entry(key).trade.clone_from(&stands_for);
                }
            }
        }
        for entry in lexicon.entries.values_mut() {
            entry.meanings.sort_by_key(|m| m.rank);
        }
        lexicon.words = lexicon
            .known
            .iter()
            .map(|w| (w.clone(), letters(w)))
            .collect();
        lexicon.words.sort_unstable();
        lexicon
    }

    fn add_term(&mut self, kind: Kind, index: u32, term: &Term) {
        let labels = [&term.label_fr, &term.label_en];
        let parts = labels.into_iter().flat_map(|l| l.split(", "));
        let verbs = term.verbs_fr.iter().flat_map(|v| forms(v));
        let verbs: Vec<String> = verbs.chain(term.verbs_en.clone()).collect();
        // French and English have a first word each.
        let ranked = labels
            .into_iter()
            .map(|w| (w.as_str(), 0))
            .chain(parts.map(|w| (w, 0)))
            .chain(verbs.iter().map(|w| (w.as_str(), 1)))
            .chain((1..).zip(&term.synonyms_fr).map(|(r, w)| (w.as_str(), r)))
            .chain((1..).zip(&term.synonyms_en).map(|(r, w)| (w.as_str(), r)));
        for (word, rank) in ranked {
            let rank = u8::try_from(rank).unwrap_or(u8::MAX);
            for key in keys(word) {
                let meanings = &mut self.entry(key).meanings;
                if !meanings.iter().any(|m| m.kind == kind && m.index == index) {
                    meanings.push(Meaning { kind, index, rank });
                }
            }
        }
        let said = labels
            .into_iter()
            .chain(&term.synonyms_fr)
            .chain(&term.synonyms_en);
        let said = said.map(|w| (fold(w), w.clone())).collect();
        self.names.insert((kind, index), said);
    }

    fn entry(&mut self, key: String) -> &mut Entry {
        let words = key.split(' ');
        self.longest = self.longest.max(words.clone().count());
        self.known
            .extend(words.filter(|w| w.len() > 3).map(str::to_owned));
        self.entries.entry(key).or_default()
    }

    /// Reads a text: its longest known expressions, from the left.
    #[must_use]
    pub fn understand(&self, text: &str) -> Understood {
        let words = words(text);
        let alone = words.len() == 1;
        let mut found: Vec<&Entry> = Vec::new();
        let mut out = Understood::default();
        let mut at = 0;
        while at < words.len() {
            let known = self.longest_at(&words[at..]);
            let taken = known.map_or(0, |(_, taken)| taken);
            if let Some((name, more)) = self.town_at(&words[at..]).filter(|(_, n)| *n > taken) {
                out.rest.push(name);
                at += more;
                continue;
            }
            if let Some((entry, taken)) = known {
                found.push(entry);
                at += taken;
                continue;
            }
            let word = &words[at];
            if let Some(days) = when(&word.folded) {
                out.days |= days;
                out.now |= days == 0;
            } else if !FILLERS.contains(word.folded.as_str()) {
                let slip = (alone || !self.towns.have(&word.folded))
                    .then(|| self.with_slip(&words[at..]))
                    .flatten();
                if let Some((entry, taken)) = slip {
                    out.slipped = true;
                    found.push(entry);
                    at += taken;
                    continue;
                }
                out.rest.push(word.folded.clone());
            }
            at += 1;
        }
        choose(&found, &mut out);
        out
    }

    fn town_at(&self, words: &[Word]) -> Option<(String, usize)> {
        let folded: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
        self.towns.longest_at(&folded)
    }

    fn longest_at(&self, words: &[Word]) -> Option<(&Entry, usize)> {
        (1..=self.longest.min(words.len())).rev().find_map(|n| {
            let key: Vec<&str> = words[..n].iter().map(|w| w.key.as_str()).collect();
            Some((self.entries.get(&key.join(" "))?, n))
        })
    }

    /// The longest expression when words that are not known are put right.
    fn with_slip(&self, words: &[Word]) -> Option<(&Entry, usize)> {
        let near = &words[..self.longest.min(words.len())];
        let right = near.iter().map(|w| {
            let key = if self.known.contains(&w.key) {
                None
            } else {
                self.corrected(&w.key)
            };
            Word {
                folded: w.folded.clone(),
                key: key.unwrap_or(&w.key).to_owned(),
            }
        });
        let right: Vec<Word> = right.collect();
        self.longest_at(&right)
    }

    /// The known word that is meant by one with a slip.
    fn corrected(&self, word: &str) -> Option<&str> {
        let most = slips(word);
        if most == 0 || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let (mine, length) = (letters(word), word.len());
        let near = self.words.iter().filter(|(w, theirs)| {
            // A slip adds, takes or changes letters: two sets of them can differ only so much.
            w.len().abs_diff(length) <= most && (mine ^ theirs).count_ones() as usize <= 2 * most
        });
        let weighed = near.filter_map(|(w, _)| {
            let distance = strsim::osa_distance(word, w);
            (distance <= most).then(|| {
                // Letters are doubled or not more often than they are mistaken, and the first ones least of all.
                let doubled = single(word) == single(w);
                let same = w
                    .bytes()
                    .zip(word.bytes())
                    .take_while(|(a, b)| a == b)
                    .count();
                ((distance, !doubled, std::cmp::Reverse(same)), w.as_str())
            })
        });
        weighed.min().map(|(_, w)| w)
    }

    /// The everyday word of a term that a text begins, when it is not the label itself.
    #[must_use]
    pub fn said(&self, kind: Kind, index: u32, text: &str) -> Option<&str> {
        let typed = fold(text);
        let typed: Vec<&str> = typed
            .split(' ')
            .filter(|w| !w.is_empty())
            .take(MOST_WORDS)
            .collect();
        if typed.is_empty() {
            return None;
        }
        let names = self.names.get(&(kind, index))?;
        let begun = |name: &str| {
            typed.iter().all(|t| {
                name.split(' ')
                    .any(|w| w.starts_with(t) || singular(t) == singular(w))
            })
        };
        let at = names.iter().position(|(folded, _)| begun(folded))?;
        // The first two are the labels.
        (at > 1).then(|| names[at].1.as_str())
    }
}

/// One thing for each expression, in the light of the others.
fn choose(found: &[&Entry], out: &mut Understood) {
    let best = |e: &Entry| e.meanings.first().map(|m| m.kind);
    let has = |e: &Entry, kind: Kind| {
        e.meanings.iter().any(|m| m.kind == kind) || e.trade.iter().any(|t| t.0 == kind)
    };
    for (i, entry) in found.iter().enumerate() {
        if !entry.trade.is_empty() {
            entry
                .trade
                .iter()
                .for_each(|(kind, index)| out.add(*kind, *index));
            continue;
        }
        let others = || {
            found
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, e)| *e)
        };
        let of = |kind: Kind| entry.meanings.iter().find(|m| m.kind == kind);
        let wanted = match best(entry) {
            // "réparateur de grille-pain" is to repair; "jeter du compost" is about what is thrown away.
            Some(Kind::Category) if others().any(|e| has(e, Kind::Object)) => of(Kind::Action),
            Some(Kind::Category) if others().any(|e| best(e) == Some(Kind::Action)) => {
                of(Kind::Object)
            }
            _ => None,
        };
        if let Some(m) = wanted.or(entry.meanings.first()) {
            out.add(m.kind, m.index);
        }
    }
}

/// Slips that a word may have.
fn slips(word: &str) -> usize {
    match word.len() {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    }
}

/// The word without doubled letters.
fn single(word: &str) -> Vec<u8> {
    let mut bytes = word.as_bytes().to_vec();
    bytes.dedup();
    bytes
}

/// Bit per letter.
fn letters(word: &str) -> u64 {
    word.bytes()
        .filter(u8::is_ascii_lowercase)
        .fold(0, |set, b| set | 1 << (b - b'a'))
}

/// Words of a text without those that are left out everywhere.
fn words(text: &str) -> Vec<Word> {
    let folded = fold(text);
    let word = |w: &str| {
        let folded: String = w.chars().take(LONGEST_WORD).collect();
        Word {
            key: singular(&folded),
            folded,
        }
    };
    let all = folded
        .split(' ')
        .filter(|w| !w.is_empty() && !ARTICLES.contains(w));
    all.take(MOST_WORDS).map(word).collect()
}

/// The forms under which an expression is found: its words in the singular, and two of them also as one.
fn keys(expression: &str) -> Vec<String> {
    let words = words(expression);
    let each: Vec<&str> = words.iter().map(|w| w.key.as_str()).collect();
    match each[..] {
        [] => Vec::new(),
        [a, b] => vec![format!("{a} {b}"), format!("{a}{b}")],
        _ => vec![each.join(" ")],
    }
}

/// A name without articles and endings of the plural: two that are told alike have the same.
#[must_use]
pub fn alike(name: &str) -> String {
    let words = words(name);
    words
        .iter()
        .map(|w| w.key.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The singular, as good as a few endings can give it; the same for both numbers of a word, which is all that counts.
///
/// "journaux" and "journal" are "journau", "batteries" and "battery" are "batterie".
fn singular(word: &str) -> String {
    // "telefone" is as good as "téléphone".
    let word = word.replace("ph", "f");
    if word.len() < 4 {
        return word;
    }
    let one = word.strip_suffix(['s', 'x']).unwrap_or(&word);
    let (head, ending) = [("al", "au"), ("y", "ie"), ("ee", "e")]
        .into_iter()
        .find_map(|(from, to)| Some((one.strip_suffix(from)?, to)))
        .unwrap_or((one, ""));
    format!("{head}{ending}")
}

/// A verb in the forms in which people ask: "réparer", "répare", "réparez", "réparé".
fn forms(verb: &str) -> Vec<String> {
    let (first, others) = verb.split_once(' ').map_or((verb, ""), |(f, o)| (f, o));
    let first = fold(first);
    let endings: &[&str] = if first.ends_with("er") {
        &["e", "ez", "ent", "ons", "ee", "ais", "erai"]
    } else {
        &[]
    };
    let stem = first.strip_suffix("er").unwrap_or(&first);
    let mut all = vec![format!("{first} {others}")];
    all.extend(endings.iter().map(|e| format!("{stem}{e} {others}")));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_numbers_of_a_word_are_one() {
        for (one, many) in [
            ("journal", "journaux"),
            ("materiau", "materiaux"),
            ("battery", "batteries"),
            ("pneu", "pneus"),
            ("bureau", "bureaux"),
            ("cassee", "casse"),
            ("bus", "bus"),
        ] {
            assert_eq!(singular(one), singular(many));
        }
        assert_ne!(singular("lit"), singular("lie"));
    }

    #[test]
    fn a_verb_is_known_in_its_forms() {
        let all: Vec<String> = forms("réparer").iter().flat_map(|f| keys(f)).collect();
        for form in [
            "réparer",
            "répare",
            "réparez",
            "réparent",
            "réparé",
            "réparés",
        ] {
            let key = keys(form).pop().unwrap_or_default();
            assert!(all.contains(&key), "{form}: {all:?}");
        }
        assert_eq!(forms("rendre"), ["rendre "]);
    }
}
