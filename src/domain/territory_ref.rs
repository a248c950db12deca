//! A territory named by its kind and code, as it stands in addresses, files and commands: `department:49`.
use super::territory::{Gazetteer, Territory, TerritoryKind};
use super::text::{fold, nearest};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Kind and code; that such a territory exists is for [`TerritoryRef::resolve`] to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TerritoryRef {
    /// Its kind.
    pub kind: TerritoryKind,
    /// INSEE or SIREN code.
    pub code: String,
}

/// Why a text names no territory, with the cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TerritoryRefError {
    /// Not `KIND:CODE`.
    #[error(
        "`{0}` is no territory; write commune:CODE, epci:CODE, department:CODE or region:CODE, as in department:49"
    )]
    Form(String),
    /// There is none of that code.
    #[error("there is no {} of code `{}`; {hint}", .asked.kind.as_str(), .asked.code)]
    Unknown {
        /// What was asked for.
        asked: TerritoryRef,
        /// The likely one, or what a code looks like.
        hint: String,
    },
}

impl TerritoryRef {
    /// Of that kind and code.
    #[must_use]
    pub fn new(kind: TerritoryKind, code: impl Into<String>) -> Self {
        let code = code.into();
        Self { kind, code }
    }

    /// The territory; of a commune that was merged, the commune of today.
    ///
    /// # Errors
    /// When there is none, with the one of the nearest name (of the nearest code, where a code was given).
    pub fn resolve<'a>(
        &self,
        gazetteer: &'a Gazetteer,
    ) -> Result<&'a Territory, TerritoryRefError> {
        let unknown = || TerritoryRefError::Unknown {
            asked: self.clone(),
            hint: match self.like(gazetteer) {
                Some(t) => format!("did you mean {} ({})?", Self::from(t), t.name),
                None => format!("expected {}", self.expected()),
            },
        };
        gazetteer.get(self.kind, &self.code).ok_or_else(unknown)
    }

    fn expected(&self) -> &'static str {
        match self.kind {
            TerritoryKind::Commune => "its INSEE code, as in commune:44109 (not the postal code)",
            TerritoryKind::Epci => "its SIREN code, as in epci:244400404",
            TerritoryKind::Department => "its INSEE code, as in department:49 or department:2A",
            TerritoryKind::Region => "its INSEE code, as in region:52",
        }
    }

    /// The likely territory: the commune of what is a postal code, the one whose code is near what was given, or whose
    /// name is most like it (of several of that name the most populous).
    fn like<'a>(&self, gazetteer: &'a Gazetteer) -> Option<&'a Territory> {
        let of_kind = || gazetteer.of_kind(self.kind);
        // Corsica has one letter in its codes.
        if self.code.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            if self.kind == TerritoryKind::Commune
                && let Some(t) = gazetteer.of_postal_code(&self.code).next()
            {
                return Some(t);
            }
            let code = nearest(&self.code, of_kind().map(|t| t.code.as_str()))?;
            return gazetteer.get(self.kind, code);
        }
        let names: Vec<(String, &Territory)> = of_kind().map(|t| (fold(&t.name), t)).collect();
        let given = fold(&self.code);
        let name = nearest(&given, names.iter().map(|(name, _)| name.as_str()))?;
        let alike = names.iter().filter(|(n, _)| n == name).map(|(_, t)| *t);
        alike.max_by_key(|t| t.population)
    }
}

impl fmt::Display for TerritoryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_str(), self.code)
    }
}

impl FromStr for TerritoryRef {
    type Err = TerritoryRefError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.trim().split_once(':');
        parts
            .and_then(|(kind, code)| Some(Self::new(TerritoryKind::parse(kind)?, code.trim())))
            .filter(|r| !r.code.is_empty())
            .ok_or_else(|| TerritoryRefError::Form(text.to_owned()))
    }
}

impl TryFrom<String> for TerritoryRef {
    type Error = TerritoryRefError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TerritoryRef> for String {
    fn from(r: TerritoryRef) -> Self {
        r.to_string()
    }
}

impl From<&Territory> for TerritoryRef {
    fn from(t: &Territory) -> Self {
        Self::new(t.kind, t.code.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::territory::Tables;

    fn gazetteer() -> Gazetteer {
        Gazetteer::parse(Tables {
            communes: "code,name,department,region,epci,population,postal_codes,lon,lat,precision\n\
                44109,Nantes,44,52,,1,44000,,,none\n49007,Angers,49,52,,1,49000,,,none\n",
            former: "code,name,kind,commune\n49999,Ancienne,deleguee,49007\n",
            epci: "code,name\n",
            departments: "code,name,region\n44,Loire-Atlantique,52\n49,Maine-et-Loire,52\n",
            regions: "code,name\n52,Pays de la Loire\n",
        })
        .unwrap()
    }

    #[test]
    fn written_and_read_alike() {
        for text in [
            "commune:44109",
            "epci:244400404",
            "department:2A",
            "region:52",
        ] {
            let read: TerritoryRef = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<TerritoryRef>(&json).unwrap(), read);
        }
        for text in ["", "49", "dept:49", "department:", "department: ", ":49"] {
            let told = text.parse::<TerritoryRef>().unwrap_err().to_string();
            assert!(told.contains("department:49"), "{told}");
        }
    }

    #[test]
    fn an_unknown_one_is_told_with_its_likely_name() {
        let g = gazetteer();
        for (asked, told) in [
            (
                "department:Maine et Loir",
                "did you mean department:49 (Maine-et-Loire)?",
            ),
            ("department:48", "expected its INSEE code"),
            ("department:4", "did you mean department:4"),
            ("commune:44000", "did you mean commune:44109 (Nantes)?"),
            ("commune:Nante", "did you mean commune:44109 (Nantes)?"),
            ("commune:Xyzzy", "there is no commune of code `Xyzzy`"),
        ] {
            let asked: TerritoryRef = asked.parse().unwrap();
            let said = asked.resolve(&g).unwrap_err().to_string();
            assert!(said.contains(told), "{said}");
        }
        let merged = TerritoryRef::new(TerritoryKind::Commune, "49999");
        assert_eq!(merged.resolve(&g).unwrap().name, "Angers");
    }
}
