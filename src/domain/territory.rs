//! Communes, EPCI, departments and regions of today, by INSEE or SIREN code.
use super::geodesy::Coordinates;
use super::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The four kinds of territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TerritoryKind {
    /// INSEE code.
    Commune,
    /// SIREN code.
    Epci,
    /// INSEE code.
    Department,
    /// INSEE code.
    Region,
}

impl TerritoryKind {
    /// All kinds, the smallest first.
    pub const ALL: [Self; 4] = [Self::Commune, Self::Epci, Self::Department, Self::Region];
    /// The word used in addresses and parameters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Epci => "epci",
            Self::Department => "department",
            Self::Region => "region",
        }
    }
    /// The kind of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == word)
    }
}

/// One territory.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Territory {
    /// Its kind.
    pub kind: TerritoryKind,
    /// INSEE or SIREN code.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Inhabitants, where known.
    pub population: Option<u32>,
    /// Where it lies: a commune's position, else the population-weighted mean of its communes.
    pub position: Option<Coordinates>,
    /// commune, postal_code, epci, department or none; of communes only.
    pub precision: Option<String>,
    /// Of communes.
    pub postal_codes: Vec<String>,
    /// SIREN code of the EPCI around it.
    pub epci: Option<String>,
    /// INSEE code; of an EPCI that crosses a border, where most of its people live.
    pub department: Option<String>,
    /// INSEE code; of an EPCI as above.
    pub region: Option<String>,
}

/// All territories, looked up by code or by name.
#[derive(Debug, Default)]
pub struct Gazetteer {
    territories: Vec<Territory>,
    /// By kind: each published structure looks its commune up.
    by_code: [foldhash::HashMap<String, usize>; TerritoryKind::ALL.len()],
    /// Merged commune -> commune of today, with its former name.
    former: HashMap<String, (usize, String)>,
    by_postal_name: HashMap<(String, String), usize>,
    by_postal: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    /// Of each EPCI the departments and regions in which its communes lie.
    crossed: HashMap<String, Vec<(TerritoryKind, String)>>,
}

/// A table that does not have its form.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {detail}")]
pub struct TableError {
    /// Name of the table.
    pub file: &'static str,
    /// 1-based line.
    pub line: u64,
    /// What is wrong.
    pub detail: String,
}

/// The five tables of `geodata/territories`, as text.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// communes.csv
    pub communes: &'a str,
    /// communes_deleguees.csv
    pub former: &'a str,
    /// epci.csv
    pub epci: &'a str,
    /// departments.csv
    pub departments: &'a str,
    /// regions.csv
    pub regions: &'a str,
}

fn rows<T: serde::de::DeserializeOwned>(
    file: &'static str,
    text: &str,
) -> Result<Vec<T>, TableError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| {
            row.map_err(|e| TableError {
                file,
                line: e.position().map_or(0, csv::Position::line),
                detail: e.to_string(),
            })
        })
        .collect()
}

#[derive(Deserialize)]
struct CommuneRow {
    code: String,
    name: String,
    department: String,
    region: String,
    epci: Option<String>,
    population: Option<u32>,
    postal_codes: String,
    lon: Option<f64>,
    lat: Option<f64>,
    precision: String,
}
#[derive(Deserialize)]
struct FormerRow {
    code: String,
    name: String,
    commune: String,
}
#[derive(Deserialize)]
struct NamedRow {
    code: String,
    name: String,
    region: Option<String>,
}

impl Gazetteer {
    /// Reads the tables.
    ///
    /// # Errors
    /// The file, line and column of a row that does not have its form.
    pub fn parse(tables: Tables<'_>) -> Result<Self, TableError> {
        Self::parse_with(tables, &|_| None)
    }

    /// Reads the tables; `place` knows better than they do where communes of some codes are.
    ///
    /// # Errors
    /// As [`Gazetteer::parse`].
    pub fn parse_with(
        tables: Tables<'_>,
        place: &dyn Fn(&str) -> Option<Coordinates>,
    ) -> Result<Self, TableError> {
        let mut g = Self::default();
        for r in rows::<CommuneRow>("communes.csv", tables.communes)? {
            let better = place(&r.code);
            g.add_commune(r, better);
        }
        for r in rows::<FormerRow>("communes_deleguees.csv", tables.former)? {
            if let Some(i) = g.position_of(TerritoryKind::Commune, &r.commune) {
                for postal in g.territories[i].postal_codes.clone() {
                    g.by_postal_name.entry((postal, fold(&r.name))).or_insert(i);
                }
                let named = g.by_name.entry(fold(&r.name)).or_default();
                if !named.contains(&i) {
                    named.push(i);
                }
                g.former.insert(r.code, (i, r.name));
            }
        }
        for (kind, file, text) in [
            (TerritoryKind::Epci, "epci.csv", tables.epci),
            (
                TerritoryKind::Department,
                "departments.csv",
                tables.departments,
            ),
            (TerritoryKind::Region, "regions.csv", tables.regions),
        ] {
            let sums = g.sums(kind);
            for r in rows::<NamedRow>(file, text)? {
                g.add_group(kind, r, &sums);
            }
        }
        Ok(g)
    }

    fn add_commune(&mut self, r: CommuneRow, better: Option<Coordinates>) {
        let i = self.territories.len();
        let postal_codes: Vec<String> = r
            .postal_codes
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let name = fold(&r.name);
        for p in &postal_codes {
            self.by_postal_name.insert((p.clone(), name.clone()), i);
            self.by_postal.entry(p.clone()).or_default().push(i);
        }
        self.by_name.entry(name).or_default().push(i);
        self.by_code[TerritoryKind::Commune as usize].insert(r.code.clone(), i);
        let table = || Coordinates::new(r.lon?, r.lat?);
        self.territories.push(Territory {
            kind: TerritoryKind::Commune,
            code: r.code,
            name: r.name,
            population: r.population,
            position: better.map(Coordinates::rounded).or_else(table),
            precision: Some(better.map_or(r.precision, |_| "commune".to_owned())),
            postal_codes,
            epci: r.epci.filter(|e| !e.is_empty()),
            department: Some(r.department),
            region: Some(r.region),
        });
    }

    /// Population and weighted position of each group of communes.
    fn sums(&self, kind: TerritoryKind) -> HashMap<String, GroupSum> {
        let mut sums: HashMap<String, GroupSum> = HashMap::new();
        for c in self.of_kind(TerritoryKind::Commune) {
            let Some(code) = c.parent(kind) else { continue };
            let sum = sums.entry(code.to_owned()).or_default();
            let people = c.population.unwrap_or(0);
            sum.population += people;
            // The 1 lets communes without inhabitants count, too.
            for (tally, code) in [
                (&mut sum.departments, &c.department),
                (&mut sum.regions, &c.region),
            ] {
                if let Some(code) = code {
                    *tally.entry(code.clone()).or_default() += u64::from(people) + 1;
                }
            }
            if let Some(p) = c.position {
                // The 1 keeps a group of empty communes placed.
                let w = f64::from(people) + 1.0;
                sum.weight += w;
                sum.lon += p.lon * w;
                sum.lat += p.lat * w;
            }
        }
        sums
    }

    fn add_group(&mut self, kind: TerritoryKind, r: NamedRow, sums: &HashMap<String, GroupSum>) {
        let sum = sums.get(&r.code).cloned().unwrap_or_default();
        if kind == TerritoryKind::Epci {
            let around = sum
                .departments
                .keys()
                .map(|d| (TerritoryKind::Department, d));
            let around = around.chain(sum.regions.keys().map(|r| (TerritoryKind::Region, r)));
            self.crossed.insert(
                r.code.clone(),
                around.map(|(kind, code)| (kind, code.clone())).collect(),
            );
        }
        self.by_code[kind as usize].insert(r.code.clone(), self.territories.len());
        self.territories.push(Territory {
            kind,
            name: r.name,
            population: (sum.population > 0).then_some(sum.population),
            position: (sum.weight > 0.0).then(|| {
                Coordinates {
                    lon: sum.lon / sum.weight,
                    lat: sum.lat / sum.weight,
                }
                .rounded()
            }),
            precision: None,
            postal_codes: Vec::new(),
            epci: None,
            department: (kind == TerritoryKind::Epci)
                .then(|| most(&sum.departments))
                .flatten(),
            region: (kind != TerritoryKind::Region)
                .then(|| r.region.or_else(|| most(&sum.regions)))
                .flatten(),
            code: r.code,
        });
    }

    fn position_of(&self, kind: TerritoryKind, code: &str) -> Option<usize> {
        self.by_code[kind as usize].get(code).copied()
    }

    /// The territory of that kind and code; merged communes are followed.
    #[must_use]
    pub fn get(&self, kind: TerritoryKind, code: &str) -> Option<&Territory> {
        self.index(kind, code).map(|i| &self.territories[i])
    }

    /// The place of that territory in [`Gazetteer::all`].
    #[must_use]
    pub fn index(&self, kind: TerritoryKind, code: &str) -> Option<usize> {
        let former = || self.former.get(code).map(|f| f.0);
        let former = || (kind == TerritoryKind::Commune).then(former).flatten();
        self.position_of(kind, code).or_else(former)
    }

    /// All territories of a kind, by code.
    pub fn of_kind(&self, kind: TerritoryKind) -> impl Iterator<Item = &Territory> {
        self.territories.iter().filter(move |t| t.kind == kind)
    }

    /// Lies inside `around`, or is it. An EPCI lies in each department and region in which one of its communes does:
    /// its parent is only where most of its people live.
    #[must_use]
    pub fn lies_within(&self, t: &Territory, around: &Territory) -> bool {
        let crossed = || self.crossed.get(&t.code).into_iter().flatten();
        t.parent(around.kind) == Some(around.code.as_str())
            || t.kind == TerritoryKind::Epci
                && crossed().any(|(kind, code)| *kind == around.kind && *code == around.code)
    }

    /// All territories, the communes first, in the order of their tables.
    #[must_use]
    pub fn all(&self) -> &[Territory] {
        &self.territories
    }

    /// Merged communes: code, former name and the commune of today.
    pub fn former(&self) -> impl Iterator<Item = (&str, &str, &Territory)> {
        self.former
            .iter()
            .map(|(code, (i, name))| (code.as_str(), name.as_str(), &self.territories[*i]))
    }

    /// The commune of a postal code and a name; the only one of the postal code when the name is not known there.
    #[must_use]
    pub fn by_postal_and_name(&self, postal: &str, name: &str) -> Option<&Territory> {
        let exact = self
            .by_postal_name
            .get(&(postal.to_owned(), fold(name)))
            .copied();
        let only = || match self.by_postal.get(postal).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        };
        exact.or_else(only).map(|i| &self.territories[i])
    }

    /// The communes of a name, of today or merged since, whatever their postal code.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Territory> {
        self.by_name
            .get(&fold(name))
            .into_iter()
            .flatten()
            .map(|i| &self.territories[*i])
    }

    /// The communes that share a postal code.
    pub fn of_postal_code(&self, postal: &str) -> impl Iterator<Item = &Territory> {
        self.by_postal
            .get(postal)
            .into_iter()
            .flatten()
            .map(|i| &self.territories[*i])
    }
}

#[derive(Debug, Clone, Default)]
struct GroupSum {
    population: u32,
    weight: f64,
    lon: f64,
    lat: f64,
    /// People by department and by region.
    departments: BTreeMap<String, u64>,
    regions: BTreeMap<String, u64>,
}

/// The code under which most people live; of two alike the first.
fn most(tally: &BTreeMap<String, u64>) -> Option<String> {
    let best = tally.iter().rev().max_by_key(|(_, people)| **people);
    best.map(|(code, _)| code.clone())
}

impl Territory {
    /// Code of the territory of that kind around this one, or its own.
    #[must_use]
    pub fn parent(&self, kind: TerritoryKind) -> Option<&str> {
        if kind == self.kind {
            return Some(&self.code);
        }
        match kind {
            TerritoryKind::Commune => None,
            TerritoryKind::Epci => self.epci.as_deref(),
            TerritoryKind::Department => self.department.as_deref(),
            TerritoryKind::Region => self.region.as_deref(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Two EPCI over a border: one with most of its people in each department, whatever the order of the table.
    #[test]
    fn an_epci_belongs_where_most_of_its_people_live() {
        let head = "code,name,department,region,epci,population,postal_codes,lon,lat,precision\n";
        let communes = "44001,A,44,52,1,900,44000,-1.0,47.0,commune\n\
                        49001,B,49,52,1,100,49000,-0.9,47.0,commune\n\
                        35001,C,35,53,2,500,35000,-2.0,47.5,commune\n\
                        44002,D,44,52,2,200,44000,-2.0,47.4,commune\n\
                        56001,E,56,53,2,400,56000,-2.1,47.5,commune\n";
        let named = "code,name\n";
        let g = Gazetteer::parse(Tables {
            communes: &format!("{head}{communes}"),
            former: "code,name,kind,commune\n",
            epci: &format!("{named}1,Un\n2,Deux\n"),
            departments: "code,name,region\n44,L,52\n49,M,52\n35,I,53\n56,Mo,53\n72,S,52\n",
            regions: &format!("{named}52,P\n53,B\n"),
        })
        .unwrap();
        let get = |kind, code| g.get(kind, code).unwrap();
        let (one, two) = (get(TerritoryKind::Epci, "1"), get(TerritoryKind::Epci, "2"));
        assert_eq!(one.department.as_deref(), Some("44"));
        assert_eq!(two.department.as_deref(), Some("35"));
        assert_eq!(two.region.as_deref(), Some("53"));
        let inside = |t, kind, code| g.lies_within(t, get(kind, code));
        for (t, department, expected) in [
            (one, "44", true),
            (one, "49", true),
            (one, "72", false),
            (two, "56", true),
            (two, "44", true),
            (two, "49", false),
        ] {
            let found = inside(t, TerritoryKind::Department, department);
            assert_eq!(found, expected, "{} in {department}", t.name);
        }
        assert!(inside(two, TerritoryKind::Region, "52"));
        assert!(!inside(one, TerritoryKind::Region, "53"));
        assert!(inside(one, TerritoryKind::Epci, "1") && !inside(one, TerritoryKind::Epci, "2"));
        let commune = get(TerritoryKind::Commune, "44002");
        assert!(inside(commune, TerritoryKind::Epci, "2"));
        assert!(!inside(commune, TerritoryKind::Department, "35"));
    }
}
