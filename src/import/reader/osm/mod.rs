//! OpenStreetMap in its three forms: `.osm.pbf`, Overpass JSON and GeoJSON, told apart by their first bytes. An object
//! has the same identifier in all of them, `node/123`, so that one form can refresh another.
mod overpass;
mod pbf;
mod shape;

use super::{Input, RawRow, ReadError};
use crate::domain::Crosswalk;
use crate::domain::crosswalk::Tags;
use crate::domain::structure::Fields;
use std::collections::HashSet;
use std::io::Read as _;

/// Name of the column that identifies an object, as Overpass writes it.
const ID: &str = "@id";

/// A PBF file begins with a block of this type.
const PBF: &[u8] = b"OSMHeader";

/// Reads all objects of a GeoJSON file, and of the others those that the crosswalk gives a category to.
///
/// # Errors
/// A file that is broken, or a PBF file that cannot be read a second time.
pub fn read(
    mut input: impl Input,
    crosswalk: Option<&Crosswalk>,
    take: &mut dyn FnMut(RawRow),
) -> Result<(), ReadError> {
    let mut head = Vec::new();
    input.by_ref().take(64).read_to_end(&mut head)?;
    let wanted = Wanted::new(crosswalk);
    if head.windows(PBF.len()).any(|w| w == PBF) {
        if !input.rewind()? {
            return Err(ReadError::Osm(
                "a PBF file is read several times: it cannot come through a pipe".to_owned(),
            ));
        }
        return pbf::read(&mut input, &wanted, take);
    }
    overpass::read(std::io::Cursor::new(head).chain(input), &wanted, take)
}

/// What is wanted of a file that holds much else.
#[derive(Debug)]
struct Wanted<'a> {
    crosswalk: Option<&'a Crosswalk>,
    /// Without one of these keys no rule gives a category.
    keys: HashSet<&'a str>,
}

impl<'a> Wanted<'a> {
    fn new(crosswalk: Option<&'a Crosswalk>) -> Self {
        let rules = crosswalk.into_iter().flat_map(|c| &c.rules);
        let giving = rules.filter(|r| !r.categories.is_empty());
        Self {
            crosswalk,
            keys: giving
                .flat_map(|r| r.when.keys())
                .map(String::as_str)
                .collect(),
        }
    }

    /// Whether a rule that gives a category looks at this key.
    fn key(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Whether an object with these tags has a category.
    fn tags(&self, tags: &Tags) -> bool {
        let Some(crosswalk) = self.crosswalk else {
            return false;
        };
        let mut fields = Fields::default();
        crosswalk.apply(tags, &mut fields);
        !fields.categories.is_empty()
    }
}
