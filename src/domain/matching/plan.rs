//! From weighed pairs to what merges and what a person is asked.
use super::block::Blocks;
use super::corpus::Corpus;
use super::reason::{Kind, Reason};
use super::score::{Judgement, Scale, Verdict};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

/// Two structures, by their identifiers.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The smaller identifier.
    pub first: String,
    /// The larger one.
    pub second: String,
    /// 0 to 1.
    pub score: f64,
    /// Why they may be one.
    pub reasons: Vec<Reason>,
}

/// One structure that is to take in another.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Identifier of the structure that stays: one with corrections, else the older one (the smaller identifier).
    pub kept: String,
    /// Identifier of the one that joins it.
    pub joined: String,
    /// 0 to 1.
    pub score: f64,
    /// Why they are one.
    pub reasons: Vec<Reason>,
}

/// What follows from all comparisons.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// To be done by rule, in this order: a structure that joined another takes in no more.
    pub merges: Vec<Merge>,
    /// To be asked of a person, the likeliest first.
    pub reviews: Vec<Pair>,
    /// Pairs that were weighed.
    pub compared: u64,
}

/// A weighed pair of records.
struct Weighed {
    a: u32,
    b: u32,
    judgement: Judgement,
}

/// Fresh records that a processor takes at a time.
const PORTION: usize = 256;

/// Two candidates of one record count as equally good when their scores, as logarithms of odds, differ by less.
const RIVALS: f64 = 0.4;

impl Corpus {
    /// Compares the fresh records with all and with one another.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let mut scale = Scale {
            corpus: self,
            weights: self.weights(),
            shared: HashSet::default(),
        };
        let blocks = Blocks::new(self, &scale.weights);
        scale.shared = blocks.shared(&scale);
        let fresh: Vec<u32> = (0..)
            .zip(&self.subjects)
            .filter(|(_, s)| s.fresh)
            .map(|(i, _)| i)
            .collect();
        let parts: Vec<(Vec<Weighed>, u64)> = fresh
            .par_chunks(PORTION)
            .map(|portion| self.weigh(&scale, &blocks, portion))
            .collect();
        let compared = parts.iter().map(|p| p.1).sum();
        let pairs = parts.into_iter().flat_map(|p| p.0).collect();
        self.settle(pairs, compared)
    }

    /// Pairs of some fresh records that are, or may be, one; and how many were weighed.
    fn weigh(&self, scale: &Scale<'_>, blocks: &Blocks, fresh: &[u32]) -> (Vec<Weighed>, u64) {
        let (mut pairs, mut compared) = (Vec::new(), 0);
        let mut candidates = Vec::new();
        for i in fresh {
            let (i, s) = (*i, &self.subjects[*i as usize]);
            blocks.candidates(self, &scale.weights, i, &mut candidates);
            for j in &candidates {
                let other = &self.subjects[*j as usize];
                // A pair of two fresh ones is looked at from the later one: lists of candidates are cut at their end.
                if (other.fresh && *j >= i) || other.structure == s.structure {
                    continue;
                }
                let (a, b) = (i.min(*j), i.max(*j));
                if self.rejected.contains(&(a, b)) {
                    continue;
                }
                compared += 1;
                let judgement = scale.judge(s, other);
                if judgement.verdict != Verdict::None {
                    pairs.push(Weighed { a, b, judgement });
                }
            }
        }
        (pairs, compared)
    }

    /// The judgement of two records that were taken in, as [`Corpus::plan`] would give it.
    #[must_use]
    pub fn judge(&self, a: u32, b: u32) -> Option<Judgement> {
        let (x, y) = (
            self.subjects.get(a as usize)?,
            self.subjects.get(b as usize)?,
        );
        let mut scale = Scale {
            corpus: self,
            weights: self.weights(),
            shared: HashSet::default(),
        };
        scale.shared = Blocks::new(self, &scale.weights).shared(&scale);
        Some(scale.judge(x, y))
    }

    fn settle(&self, mut pairs: Vec<Weighed>, compared: u64) -> Plan {
        self.doubt_rivals(&mut pairs);
        pairs.sort_by(|x, y| {
            let better = y.judgement.score.total_cmp(&x.judgement.score);
            better.then((x.a, x.b).cmp(&(y.a, y.b)))
        });
        let sure: HashSet<(u32, u32)> = pairs
            .iter()
            .filter(|p| p.judgement.verdict == Verdict::Sure)
            .map(|p| (p.a, p.b))
            .collect();
        let mut groups = Groups::new(self, sure);
        let mut plan = Plan {
            compared,
            ..Plan::default()
        };
        let mut left = Vec::new();
        for p in pairs {
            let of = |i: u32| self.subjects[i as usize].structure;
            if p.judgement.verdict == Verdict::Sure {
                match groups.join(of(p.a), of(p.b)) {
                    Ok(None) | Err(None) => {}
                    Ok(Some((kept, joined))) => {
                        plan.merges.push(Merge {
                            kept: self.structure(kept).to_owned(),
                            joined: self.structure(joined).to_owned(),
                            score: p.judgement.score,
                            reasons: p.judgement.reasons,
                        });
                    }
                    Err(Some(why)) => left.push((p, Some(why))),
                }
            } else {
                left.push((p, None));
            }
        }
        plan.reviews = self.reviews(left, &mut groups);
        plan
    }

    /// Of several pairs of the same two structures the best one is asked about; merged ones no more.
    fn reviews(&self, left: Vec<(Weighed, Option<Kind>)>, groups: &mut Groups<'_>) -> Vec<Pair> {
        let mut seen = HashSet::default();
        let mut reviews = Vec::new();
        for (p, why) in left {
            let of = |i: u32| self.subjects[i as usize].structure;
            let (a, b) = (groups.root(of(p.a)), groups.root(of(p.b)));
            if a == b || groups.rejected(a, b) || !seen.insert((a.min(b), a.max(b))) {
                continue;
            }
            let mut names = [self.structure(a).to_owned(), self.structure(b).to_owned()];
            names.sort();
            let [first, second] = names;
            let mut reasons = p.judgement.reasons;
            reasons.extend(why.map(|k| Reason::new(k, 0.0)));
            reviews.push(Pair {
                first,
                second,
                score: p.judgement.score,
                reasons,
            });
        }
        reviews
    }

    /// Where a record has two sure candidates in one source that are not sure to be one, and neither is clearly
    /// better, a person chooses.
    fn doubt_rivals(&self, pairs: &mut [Weighed]) {
        let logit = |p: &Weighed| (p.judgement.score / (1.0 - p.judgement.score).max(1e-12)).ln();
        // Record and source of the other side -> its pairs.
        let mut sides: HashMap<(u32, u32), Vec<usize>> = HashMap::default();
        let mut sure = HashSet::default();
        for (at, p) in pairs.iter().enumerate() {
            if p.judgement.verdict == Verdict::Sure {
                sure.insert((p.a, p.b));
                for (me, other) in [(p.a, p.b), (p.b, p.a)] {
                    let source = self.subjects[other as usize].source;
                    sides.entry((me, source)).or_default().push(at);
                }
            }
        }
        let mut doubtful = Vec::new();
        for ((me, _), at) in sides.iter().filter(|(_, at)| at.len() > 1) {
            let other = |i: usize| {
                if pairs[i].a == *me {
                    pairs[i].b
                } else {
                    pairs[i].a
                }
            };
            for (n, x) in at.iter().enumerate() {
                for y in &at[n + 1..] {
                    let (o, q) = (other(*x), other(*y));
                    let one = sure.contains(&(o.min(q), o.max(q)))
                        || self.subjects[o as usize].structure
                            == self.subjects[q as usize].structure;
                    if !one && (logit(&pairs[*x]) - logit(&pairs[*y])).abs() < RIVALS {
                        doubtful.extend([*x, *y]);
                    }
                }
            }
        }
        doubtful.sort_unstable();
        doubtful.dedup();
        for at in doubtful {
            let j = &mut pairs[at].judgement;
            j.verdict = Verdict::Doubtful;
            j.reasons.push(Reason::new(Kind::Ambiguous, 0.0));
        }
    }
}

/// Structures that became one, and what must not become one.
struct Groups<'c> {
    corpus: &'c Corpus,
    sure: HashSet<(u32, u32)>,
    parent: HashMap<u32, u32>,
    /// Records of the structures that are in a sure or a rejected pair.
    members: HashMap<u32, Vec<u32>>,
}

impl<'c> Groups<'c> {
    fn new(corpus: &'c Corpus, sure: HashSet<(u32, u32)>) -> Self {
        let of = |i: u32| corpus.subjects[i as usize].structure;
        let touched: HashSet<u32> = sure
            .iter()
            .chain(&corpus.rejected)
            .flat_map(|(a, b)| [of(*a), of(*b)])
            .collect();
        let mut members: HashMap<u32, Vec<u32>> = HashMap::default();
        for (i, s) in (0_u32..).zip(&corpus.subjects) {
            if touched.contains(&s.structure) {
                members.entry(s.structure).or_default().push(i);
            }
        }
        Self {
            corpus,
            sure,
            parent: HashMap::default(),
            members,
        }
    }

    fn root(&mut self, of: u32) -> u32 {
        let mut at = of;
        while let Some(up) = self.parent.get(&at) {
            at = *up;
        }
        if at != of {
            self.parent.insert(of, at);
        }
        at
    }

    fn pairs(&self, a: u32, b: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let of = |i: u32| self.members.get(&i).map(Vec::as_slice).unwrap_or_default();
        let (x, y) = (of(a), of(b));
        x.iter()
            .flat_map(move |i| y.iter().map(move |j| (*i.min(j), *i.max(j))))
    }

    fn rejected(&self, a: u32, b: u32) -> bool {
        !self.corpus.rejected.is_empty()
            && self.pairs(a, b).any(|p| self.corpus.rejected.contains(&p))
    }

    /// Joins two groups: kept and joined, nothing when they are one already, or why a person must decide (nothing
    /// when a person did).
    fn join(&mut self, a: u32, b: u32) -> Result<Option<(u32, u32)>, Option<Kind>> {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return Ok(None);
        }
        if self.rejected(a, b) {
            return Err(None);
        }
        let source = |i: u32| self.corpus.subjects[i as usize].source;
        if self
            .pairs(a, b)
            .any(|p| source(p.0) == source(p.1) && !self.sure.contains(&p))
        {
            return Err(Some(Kind::Ambiguous));
        }
        let revised = |i: u32| self.corpus.revised.contains(&i);
        if revised(a) && revised(b) {
            return Err(Some(Kind::BothCorrected));
        }
        let older = self.corpus.structure(a) < self.corpus.structure(b);
        let (kept, joined) = if revised(a) || (older && !revised(b)) {
            (a, b)
        } else {
            (b, a)
        };
        self.parent.insert(joined, kept);
        let moved = self.members.remove(&joined).unwrap_or_default();
        self.members.entry(kept).or_default().extend(moved);
        Ok(Some((kept, joined)))
    }
}
