//! The geocoder of the Géoplateforme, or one that answers alike: addresses for what somebody types.
use crate::domain::Coordinates;
use serde::Deserialize;
use std::time::Duration;
use ureq::http::StatusCode;

/// Time that an answer may take, whole.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Bytes of an answer that are read.
const LONGEST: u64 = 256 * 1024;
/// Addresses of one answer.
const MOST: usize = 5;
/// Score, from 0 to 1, below which an address is another one.
const LEAST_SCORE: f64 = 0.4;
/// Letters of a label.
const LONGEST_LABEL: usize = 160;

/// An address and where it lies.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundAddress {
    /// The whole address on one line.
    pub label: String,
    /// Postal code and commune; empty when they are not told.
    pub place: String,
    /// Where.
    pub position: Coordinates,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum GeocoderError {
    /// No connection, too late, or an answer that is no success.
    #[error("the geocoder did not answer: {0}")]
    Unreachable(String),
    /// Not the GeoJSON that was expected.
    #[error("the geocoder's answer cannot be read: {0}")]
    Unreadable(String),
}

/// A geocoder at an address.
#[derive(Debug, Clone)]
pub struct Geocoder {
    agent: ureq::Agent,
    url: String,
}

#[derive(Deserialize)]
struct Answer {
    features: Vec<Feature>,
}
#[derive(Deserialize)]
struct Feature {
    geometry: Option<Geometry>,
    properties: Properties,
}
#[derive(Deserialize)]
struct Geometry {
    coordinates: Vec<f64>,
}
#[derive(Deserialize)]
struct Properties {
    label: Option<String>,
    score: Option<f64>,
    r#type: Option<String>,
    city: Option<String>,
    postcode: Option<String>,
}

impl Geocoder {
    /// The geocoder whose search is at this address, as in `https://data.geopf.fr/geocodage/search`.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .user_agent(concat!("boucle/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.into(),
            url: url.to_owned(),
        }
    }

    /// The host that is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        let host = self.url.split("//").nth(1).unwrap_or_default();
        host.split(['/', '?', ':']).next().unwrap_or_default()
    }

    /// Addresses for a text, the best first; blocks for a second and a half at most. Nothing but the text is sent.
    ///
    /// # Errors
    /// No answer in time, one that is no success, or one that cannot be read.
    pub fn search(&self, text: &str) -> Result<Vec<FoundAddress>, GeocoderError> {
        let lost = |e: ureq::Error| GeocoderError::Unreachable(e.to_string());
        let request = self.agent.get(&self.url);
        let request = request.query("q", text).query("limit", MOST.to_string());
        let mut answer = request.call().map_err(lost)?;
        // A text that it does not take has no address, and says nothing of the next one.
        let refused = answer.status().is_client_error();
        if refused && answer.status() != StatusCode::TOO_MANY_REQUESTS {
            return Ok(Vec::new());
        }
        if !answer.status().is_success() {
            return Err(GeocoderError::Unreachable(answer.status().to_string()));
        }
        let body = answer.body_mut().with_config().limit(LONGEST);
        read(&body.read_to_string().map_err(lost)?)
    }
}

/// The addresses of an answer. Communes are left out: the gazetteer knows them.
fn read(text: &str) -> Result<Vec<FoundAddress>, GeocoderError> {
    let unreadable = |e: serde_json::Error| GeocoderError::Unreadable(e.to_string());
    let answer: Answer = serde_json::from_str(text).map_err(unreadable)?;
    let found = answer.features.into_iter().filter_map(address);
    Ok(found.take(MOST).collect())
}

fn address(f: Feature) -> Option<FoundAddress> {
    let p = f.properties;
    let commune = p.r#type.as_deref() == Some("municipality");
    if commune || p.score.is_some_and(|s| s < LEAST_SCORE) {
        return None;
    }
    let position = match f.geometry?.coordinates[..] {
        [lon, lat, ..] => Coordinates::new(lon, lat)?,
        _ => return None,
    };
    let label = p.label?;
    let label = label.chars().filter(|c| !c.is_control());
    let label: String = label.take(LONGEST_LABEL).collect();
    let place = [p.postcode, p.city].into_iter().flatten();
    Some(FoundAddress {
        place: place.collect::<Vec<_>>().join(" "),
        label: Some(label.trim().to_owned()).filter(|l| !l.is_empty())?,
        position,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_the_rest_is_left_out() {
        let feature = |coordinates: &str, properties: &str| {
            format!(
                r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":{coordinates}}},"properties":{{{properties}}}}}"#
            )
        };
        let all = [
            feature(
                "[-0.55,47.47]",
                r#""label":"1 Rue d’Essai 49000 Angers","score":0.9,"type":"housenumber","city":"Angers","postcode":"49000""#,
            ),
            feature(
                "[-0.55,47.47]",
                r#""label":"Angers","score":0.9,"type":"municipality""#,
            ),
            feature("[-0.55,47.47]", r#""label":"Ailleurs","score":0.1"#),
            feature("[200,47]", r#""label":"Hors du globe","score":0.9"#),
            feature("[1]", r#""label":"Sans latitude","score":0.9"#),
            feature("[1,47]", r#""score":0.9"#),
            feature("[1,47]", r#""label":"\u0000 ","score":0.9"#),
            r#"{"type":"Feature","geometry":null,"properties":{"label":"Nulle part"}}"#.to_owned(),
        ];
        let found = read(&format!(r#"{{"features":[{}]}}"#, all.join(","))).unwrap();
        let position = Coordinates {
            lon: -0.55,
            lat: 47.47,
        };
        let expected = FoundAddress {
            label: "1 Rue d’Essai 49000 Angers".to_owned(),
            place: "49000 Angers".to_owned(),
            position,
        };
        assert_eq!(found, [expected]);
        for broken in ["", "{", "[]", r#"{"features":{}}"#, "<html>"] {
            let told = read(broken).unwrap_err();
            assert!(matches!(told, GeocoderError::Unreadable(_)), "{broken}");
        }
    }
}
