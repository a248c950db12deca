//! Which records speak of the same place: pure, over records of one or several sources.
//!
//! [`Corpus`] takes the records in, in a compact form; [`Corpus::plan`] finds candidate pairs by what they have in
//! common (never all pairs), weighs each, and says which structures merge by rule and which pairs a person is asked
//! about. An example:
//!
//! ```
//! use boucle::domain::matching::{Corpus, FactFields, Facts};
//! let shop = |source: &'static str, name: &'static str| Facts {
//!     source: source.into(),
//!     commune: Some("44109".into()),
//!     fields: FactFields { name: Some(name.into()), phone: Some("+33 2 40 00 00 01".into()), ..FactFields::default() },
//! };
//! let mut all = Corpus::default();
//! all.add(&shop("osm", "Assoc. L’Échappée Belle"), "A", false);
//! all.add(&shop("ademe", "Association L’Echappee Belle"), "B", true);
//! let plan = all.plan();
//! assert_eq!((plan.merges[0].kept.as_str(), plan.merges[0].joined.as_str()), ("A", "B"));
//! ```
//!
//! Cost: about linear in the records; a second or two for 250,000.
mod block;
mod corpus;
mod facts;
mod names;
mod place;
mod plan;
mod reason;
mod score;
mod words;

pub use corpus::Corpus;
pub use facts::{FactFields, Facts};
pub use place::lost_minus;
pub use plan::{Merge, Pair, Plan};
pub use reason::{Kind, Reason};
pub use score::{DOUBTFUL, Judgement, SURE, Verdict};
