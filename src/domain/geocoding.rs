//! Addresses whose position is asked of a geocoder, and what one said of them. Pure.
use super::Coordinates;
use super::structure::Precision;
use super::text::fold;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Where France's own geocoder is.
pub const GEOPLATEFORME: &str = "https://data.geopf.fr/geocodage/search";

/// Score, from 0 to 1, below which an answer is not trusted. An addok gives 0.78 and more to addresses with a slip of the
/// pen, an abbreviation or a number that is not there, and 0.49 to 0.67 to another street or another commune. Names that
/// differ by a letter or two in one commune get 0.75 to 0.81, which no score tells from a slip: the report shows them.
pub const LEAST_SCORE: f64 = 0.7;

/// Time after which an address that gave no position is asked for again: new streets get into the registers.
const ASK_AGAIN: TimeDelta = TimeDelta::days(90);

/// Letters of a street and of a town that are sent: addok refuses a text over 200, and with it the whole batch.
const STREET: usize = 120;
const TOWN: usize = 60;

/// An address as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Number and street.
    pub street: String,
    /// Five digits, or empty.
    pub postal_code: String,
    /// Name of the commune, or empty.
    pub city: String,
    /// INSEE code of the commune of today, or empty.
    pub insee: String,
}

impl Asked {
    /// An address to ask for; `None` without a street, or with nothing that says in which town it is.
    #[must_use]
    pub fn new(street: &str, postal_code: &str, city: &str, insee: &str) -> Option<Self> {
        let asked = Self {
            street: plain(street, STREET),
            postal_code: plain(postal_code, 5),
            city: plain(city, TOWN),
            insee: plain(insee, 5),
        };
        let somewhere = !asked.postal_code.is_empty() || !asked.city.is_empty();
        (asked.street.contains(char::is_alphabetic) && somewhere).then_some(asked)
    }

    /// What the answer is remembered under: the same for "12, Rue de l’Église" and "12 RUE DE L'EGLISE".
    #[must_use]
    pub fn key(&self) -> String {
        let Self {
            street,
            postal_code,
            city,
            insee,
        } = self;
        format!("{}|{postal_code}|{}|{insee}", fold(street), fold(city))
    }

    /// The address on one line.
    #[must_use]
    pub fn text(&self) -> String {
        let parts = [&self.street, &self.postal_code, &self.city];
        let said: Vec<&str> = parts.into_iter().map(String::as_str).collect();
        let said: Vec<&str> = said.into_iter().filter(|p| !p.is_empty()).collect();
        said.join(" ")
    }
}

/// One line without the signs that structure a file; cut behind the last whole word that fits.
fn plain(text: &str, longest: usize) -> String {
    let sign = |c: char| c.is_whitespace() || c.is_control() || "\",;|".contains(c);
    let mut out = String::new();
    for word in text.split(sign).filter(|w| !w.is_empty()) {
        let length = out.chars().count() + usize::from(!out.is_empty()) + word.chars().count();
        if length > longest {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What kind of place an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A number in a street.
    Housenumber,
    /// A street.
    Street,
    /// A hamlet or a named place.
    Locality,
    /// A whole commune.
    Municipality,
    /// A kind that geocoders may have some day.
    #[serde(other)]
    Other,
}

impl PlaceKind {
    /// The kind of that word.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        serde_json::from_value(word.into()).unwrap_or(Self::Other)
    }

    /// How near to the door such a place is; `None` where the gazetteer knows it as well.
    #[must_use]
    pub fn precision(self) -> Option<Precision> {
        match self {
            Self::Housenumber => Some(Precision::Rooftop),
            Self::Street | Self::Locality => Some(Precision::Street),
            Self::Municipality | Self::Other => None,
        }
    }
}

/// A place that a geocoder found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Where.
    pub position: Coordinates,
    /// What it is.
    pub kind: PlaceKind,
    /// How well it fits the question, from 0 to 1.
    pub score: f64,
    /// The whole address on one line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// INSEE code of its commune, where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insee: Option<String>,
    /// Its postal code, where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

impl Place {
    /// Whether it is near enough to the question, and nearer to the door than what the gazetteer knows.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.score >= LEAST_SCORE && self.kind.precision().is_some()
    }
}

/// What is remembered of an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Geocoding {
    /// When it was asked for, RFC 3339.
    pub asked_at: String,
    /// What was found; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Geocoding {
    /// Whether it is not asked for again: it gave a position to trust, or was asked for less than 90 days ago.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        let asked = DateTime::parse_from_rfc3339(&self.asked_at);
        self.place.as_ref().is_some_and(Place::is_sound)
            || asked.is_ok_and(|at| now.signed_duration_since(at) < ASK_AGAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(street: &str, postal: &str, city: &str) -> Asked {
        Asked::new(street, postal, city, "49007").unwrap()
    }

    #[test]
    fn spellings_of_one_address_share_a_key() {
        let first = asked("12, Rue  de l’Église", "49000", "Saint-Aubin");
        assert_eq!(first.key(), "12 rue de l eglise|49000|saint aubin|49007");
        for (street, city) in [
            ("12 RUE DE L'EGLISE", "ST AUBIN"),
            ("12 rue\tde l’église;", "Saint Aubin"),
        ] {
            assert_eq!(asked(street, "49000", city).key(), first.key());
        }
        assert_ne!(
            asked("1 2 Rue de l’Église", "49000", "Saint-Aubin").key(),
            first.key()
        );
        assert_eq!(
            Asked::new("12 Rue A", "", "Angers", "").unwrap().text(),
            "12 Rue A Angers"
        );
    }

    #[test]
    fn what_is_sent_cannot_break_a_file_nor_be_refused_for_its_length() {
        let long = format!("\"1\", rue\r\n\u{0}{}", "des Essais ".repeat(40));
        let a = Asked::new(&long, "49000", &"Ville ".repeat(40), "49007").unwrap();
        assert!(
            a.text().chars().count() <= 200,
            "{}",
            a.text().chars().count()
        );
        assert!(a.street.starts_with("1 rue des Essais"), "{}", a.street);
        assert!(a.street.ends_with("des") || a.street.ends_with("Essais"));
        assert!(!a.text().contains(['"', ',', ';', '\n', '\r', '\0']));
        for (street, postal, city) in [
            ("", "49000", "Angers"),
            ("12", "49000", ""),
            ("Rue A", "", ""),
        ] {
            assert_eq!(Asked::new(street, postal, city, "49007"), None, "{street}");
        }
    }

    #[test]
    fn what_gave_no_position_is_asked_again_after_ninety_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let place = |kind, score| Place {
            position: Coordinates {
                lon: -0.5,
                lat: 47.5,
            },
            kind,
            score,
            label: "1 Rue A".to_owned(),
            insee: None,
            postal_code: None,
        };
        let (soon, late) = (at("2026-03-31T23:59:59Z"), at("2026-04-01T00:00:01Z"));
        for (place, for_ever) in [
            (None, false),
            (Some(place(PlaceKind::Housenumber, 0.7)), true),
            (Some(place(PlaceKind::Locality, 0.9)), true),
            (Some(place(PlaceKind::Housenumber, 0.69)), false),
            (Some(place(PlaceKind::Municipality, 0.9)), false),
        ] {
            let g = Geocoding {
                asked_at: "2026-01-01T00:00:00Z".to_owned(),
                place,
            };
            assert!(g.holds(soon), "{g:?}");
            assert_eq!(g.holds(late), for_ever, "{g:?}");
            let text = serde_json::to_string(&g).unwrap();
            assert_eq!(serde_json::from_str::<Geocoding>(&text).unwrap(), g);
        }
    }

    #[test]
    fn kinds_have_their_precision() {
        let of = |word| PlaceKind::parse(word).precision();
        assert_eq!(of("housenumber"), Some(Precision::Rooftop));
        assert_eq!(of("street"), Some(Precision::Street));
        assert_eq!(of("locality"), Some(Precision::Street));
        for word in ["municipality", "poi", ""] {
            assert_eq!(of(word), None, "{word}");
        }
    }
}
