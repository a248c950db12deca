//! Why two records are taken for one, or not.
use serde::{Deserialize, Serialize};

/// Declares the kinds once: code, French and English words; `{}` stands for the value.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $fr:literal, $en:literal;)*) => {
        /// The kind of a piece of evidence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }
        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// Stable code.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
            fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($fr, $en)),* }
            }
        }
    };
}

kinds! {
    /// The same establishment number.
    Siret = "siret", "même SIRET", "same SIRET";
    /// The same company, another establishment or none given.
    Siren = "siren", "même SIREN", "same SIREN";
    /// Two establishment numbers.
    SiretDiffers = "siret_differs", "SIRET différents", "different SIRET";
    /// The same telephone.
    Phone = "phone", "même téléphone", "same telephone";
    /// Two telephones.
    PhoneDiffers = "phone_differs", "téléphones différents", "different telephones";
    /// The same e-mail address.
    Email = "email", "même adresse électronique", "same e-mail address";
    /// The same page on the web.
    Website = "website", "même site web", "same website";
    /// Two hosts on the web.
    WebsiteDiffers = "website_differs", "sites web différents", "different websites";
    /// The same account on a social network.
    Social = "social", "même page de réseau social", "same social account";
    /// An identifier that others bear as well: no evidence.
    SharedIdentifier = "shared_identifier", "coordonnées partagées avec d’autres structures", "contact details shared with other structures";
    /// Names in one spelling are equal.
    NameEqual = "name_equal", "noms identiques", "same name";
    /// Names are alike; 0 to 1.
    NameClose = "name_close", "noms proches ({})", "similar names ({})";
    /// Names are not alike; 0 to 1.
    NameDiffers = "name_differs", "noms différents ({})", "different names ({})";
    /// The name is that of many.
    NameCommon = "name_common", "nom répandu", "common name";
    /// Each name has a word of its own.
    NameGaps = "name_gaps", "chaque nom a un mot que l’autre n’a pas", "each name has a word that the other lacks";
    /// Numbers in the names differ.
    NumbersDiffer = "numbers_differ", "numéros différents dans les noms", "different numbers in the names";
    /// Metres between the positions.
    Distance = "distance", "à {}\u{a0}m l’une de l’autre", "{} m apart";
    /// Metres between the positions when one is mirrored at longitude 0.
    Mirrored = "mirrored", "à {}\u{a0}m si le signe moins perdu d’une longitude est rétabli", "{} m apart once a lost minus sign of a longitude is restored";
    /// Number and street are the same.
    SameAddress = "same_address", "même adresse", "same address";
    /// Streets or numbers differ.
    AddressDiffers = "address_differs", "adresses différentes", "different addresses";
    /// Same commune or postal code.
    SameTown = "same_town", "même commune", "same commune";
    /// Different communes.
    TownDiffers = "town_differs", "communes différentes", "different communes";
    /// The same main category.
    SameCategory = "same_category", "même catégorie", "same category";
    /// No category in common.
    CategoryDiffers = "category_differs", "aucune catégorie commune", "no category in common";
    /// One source lists both.
    SameSource = "same_source", "deux fiches d’une même source", "two records of one source";
    /// Another record fits as well.
    Ambiguous = "ambiguous", "une autre fiche convient presque aussi bien", "another record fits almost as well";
    /// Both were corrected by a person.
    BothCorrected = "both_corrected", "les deux fiches ont été corrigées à la main", "both were corrected by hand";
    /// A person asked for it.
    Person = "person", "décision d’une personne", "a person’s decision";
}

/// One piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What it is.
    pub kind: Kind,
    /// Similarity 0 to 1, or metres, by the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<f64>,
    /// What it adds to the evidence, in natural logarithms of odds; negative when it speaks against.
    pub weight: f64,
}

impl Reason {
    /// Evidence without a value of its own.
    #[must_use]
    pub fn new(kind: Kind, weight: f64) -> Self {
        Self {
            kind,
            detail: None,
            weight,
        }
    }

    pub(super) fn with(kind: Kind, detail: f64, weight: f64) -> Self {
        // Two decimals are what is shown; more would differ between machines.
        let round = |v: f64| (v * 100.0).round() / 100.0;
        Self {
            kind,
            detail: Some(round(detail)),
            weight: round(weight),
        }
    }

    fn filled(&self, words: &str, comma: bool) -> String {
        let Some(value) = self.detail else {
            return words.to_owned();
        };
        let shown = match self.kind {
            Kind::Distance | Kind::Mirrored => format!("{value:.0}"),
            _ if comma => format!("{value:.2}").replace('.', ","),
            _ => format!("{value:.2}"),
        };
        words.replace("{}", &shown)
    }

    /// In French.
    #[must_use]
    pub fn fr(&self) -> String {
        self.filled(self.kind.words().0, true)
    }

    /// In English.
    #[must_use]
    pub fn en(&self) -> String {
        self.filled(self.kind.words().1, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_json_and_distinct() {
        for k in Kind::ALL {
            assert_eq!(serde_json::to_value(k).unwrap(), k.as_str());
            assert_eq!(
                Kind::ALL
                    .iter()
                    .filter(|o| o.as_str() == k.as_str())
                    .count(),
                1
            );
            assert!(!k.words().0.contains('\''), "{k:?}");
        }
    }

    #[test]
    fn reasons_read_as_sentences() {
        let near = Reason::with(Kind::Distance, 12.34, 3.0);
        assert_eq!(near.fr(), "à 12\u{a0}m l’une de l’autre");
        assert_eq!(
            Reason::with(Kind::NameClose, 0.941, 4.0).fr(),
            "noms proches (0,94)"
        );
        assert_eq!(
            Reason::with(Kind::NameClose, 0.941, 4.0).en(),
            "similar names (0.94)"
        );
    }
}
