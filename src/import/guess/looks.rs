//! What the values of a column look like.
use super::super::hours::mend;
use super::super::position::{metres, pair};
use super::super::words::{Words, yes_no};
use crate::domain::hours::Hours;
use crate::domain::text::has_email;
use serde::Deserialize;

/// What the values of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Looks {
    Unique,
    /// Text with letters that is no link.
    Words,
    Text,
    Siret,
    Siren,
    Latitude,
    Longitude,
    Coordinates,
    #[serde(rename = "x_lambert93")]
    X,
    #[serde(rename = "y_lambert93")]
    Y,
    Lambert93,
    Insee,
    PostalCode,
    Phone,
    Email,
    Url,
    Hours,
    Categories,
    Labels,
    YesNo,
}

impl Looks {
    /// How many of ten values have to look so.
    pub(super) fn tenths(self) -> usize {
        match self {
            Self::Categories | Self::Labels | Self::Hours => 5,
            _ => 7,
        }
    }

    pub(super) fn fits(self, text: &str, words: &Words) -> bool {
        let digits = |n: usize| {
            let plain: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            plain.len() == n && plain.iter().all(char::is_ascii_digit)
        };
        let within = |low: f64, high: f64| {
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let n = plain.replace(',', ".").parse::<f64>();
            n.is_ok_and(|n| (low..=high).contains(&n))
        };
        let link = || {
            let lower = text.to_lowercase();
            let start = ["http://", "https://", "www."];
            start.iter().any(|s| lower.starts_with(s))
                || lower.contains('.') && lower.contains('/') && !lower.contains(' ')
        };
        match self {
            Self::Unique | Self::Text => true,
            Self::Words => text.chars().any(char::is_alphabetic) && !link() && !has_email(text),
            Self::Siret => digits(14),
            Self::Siren => digits(9),
            Self::Latitude => within(-90.0, 90.0),
            Self::Longitude => within(-180.0, 180.0),
            Self::X => within(50_000.0, 2_500_000.0),
            Self::Y => within(1_000_000.0, 9_500_000.0),
            Self::Coordinates => {
                pair(text).is_some_and(|(a, b)| a.abs() <= 180.0 && b.abs() <= 180.0)
                    && text.contains(['.', ','])
            }
            Self::Lambert93 => pair(text).is_some_and(|(x, y)| metres(x, y).is_ok()),
            // A leading zero may be lost.
            Self::PostalCode => digits(5) || digits(4),
            Self::Insee => {
                let rest = text.trim().strip_prefix(['2']).unwrap_or_default();
                let corsica = rest.len() == 4 && rest.starts_with(['A', 'B', 'a', 'b']);
                digits(5) || digits(4) || corsica
            }
            Self::Phone => {
                let n = text.chars().filter(char::is_ascii_digit).count();
                let sign =
                    |c: char| c.is_ascii_digit() || c.is_whitespace() || "+.-()/;,".contains(c);
                (9..=26).contains(&n)
                    && text.chars().all(sign)
                    && text
                        .trim_start()
                        .starts_with(['0', '+', '(', '1', '2', '3', '4', '5', '6', '7', '9'])
                    && !digits(14)
            }
            Self::Email => has_email(text),
            Self::Url => link(),
            Self::Hours => {
                text.len() > 3
                    && text.contains(|c: char| c.is_ascii_digit() || c == '/')
                    && (Hours::parse(text).is_ok() || mend(text).is_some())
                    && (text.contains(':') || text.contains("24/7"))
            }
            Self::Categories => text.split([';', '|']).all(|part| words.is_category(part)),
            Self::Labels => text.split([';', '|']).all(|part| words.is_label(part)),
            Self::YesNo => yes_no(text).is_some() || ["limited", "partiel"].contains(&text),
        }
    }
}
