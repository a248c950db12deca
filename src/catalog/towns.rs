//! Names of communes inside a sentence: what they are made of is no slip of another word, and no thing to repair.
use crate::domain::Gazetteer;
use crate::domain::TerritoryKind;
use crate::domain::text::fold;
use std::collections::HashSet;

/// Inhabitants from which on a commune's name is taken for one.
const TOWN: u32 = 2_000;
/// Names of so many words are taken for one whatever the commune's size: nobody writes them by chance.
const CLEAR: usize = 3;
/// Shortest word that is kept as it is because a name has it.
const SHORT: usize = 4;

/// Names, folded and without articles: "la roche sur yon" is "roche sur yon".
#[derive(Debug, Default)]
pub(super) struct Towns {
    /// All words of the names of towns.
    words: HashSet<String>,
    /// Names of several words.
    names: HashSet<String>,
    /// Words of the longest name.
    longest: usize,
}

impl Towns {
    /// Gathers the names; `article` tells what is left out of a text.
    pub(super) fn of(g: &Gazetteer, article: impl Fn(&str) -> bool) -> Self {
        let mut out = Self::default();
        for commune in g.of_kind(TerritoryKind::Commune) {
            let folded = fold(&commune.name);
            let words: Vec<&str> = folded.split(' ').filter(|w| !article(w)).collect();
            let large = commune.population.is_some_and(|p| p >= TOWN);
            let saint = words
                .first()
                .is_some_and(|w| matches!(*w, "saint" | "sainte"));
            if large {
                let long = words
                    .iter()
                    .filter(|w| w.len() >= SHORT || words.len() == 1);
                out.words.extend(long.map(|w| (*w).to_owned()));
            }
            if words.len() > 1 && (large || saint || words.len() >= CLEAR) {
                out.longest = out.longest.max(words.len());
                out.names.insert(words.join(" "));
            }
        }
        out
    }

    /// A name of a town has this word.
    pub(super) fn have(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// How many words from the first on are a name, and the name; names of one word are not looked for.
    pub(super) fn longest_at(&self, words: &[&str]) -> Option<(String, usize)> {
        (2..=self.longest.min(words.len())).rev().find_map(|n| {
            let whole: Vec<&str> = words[..n].iter().map(|w| written_out(w)).collect();
            let name = whole.join(" ");
            self.names.contains(&name).then_some((name, n))
        })
    }
}

/// "st nazaire" is "saint nazaire".
fn written_out(word: &str) -> &str {
    match word {
        "st" => "saint",
        "ste" => "sainte",
        _ => word,
    }
}
