//! What a request says of itself: where the service is reached, for the addresses that must be whole, and which page
//! is asked for in which language.
use crate::html::words::Lang;
use crate::http::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use std::convert::Infallible;

/// A request for a page.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// Scheme and host without a slash at the end: `https://annuaire.example.org`; empty when nobody says.
    pub origin: String,
    /// Language of the address.
    pub lang: Lang,
    /// The address with its query, as it is in French.
    pub here: String,
}

impl Visit {
    /// What an address alone says.
    #[must_use]
    pub fn at(uri: &Uri) -> Self {
        let (lang, _) = spoken(uri.path());
        let whole = uri.path_and_query().map_or("/", |all| all.as_str());
        let here = whole.strip_prefix(lang.prefix()).unwrap_or(whole);
        Self {
            origin: String::new(),
            lang,
            here: here.to_owned(),
        }
    }
}

/// The language of a path, and the path as it is in French.
pub(super) fn spoken(path: &str) -> (Lang, &str) {
    let english = path.strip_prefix(Lang::En.prefix());
    match english.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
        Some(rest) => (Lang::En, rest),
        None => (Lang::Fr, path),
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self {
            origin: of(&app.site.public_url, &parts.headers, &parts.uri),
            ..Self::at(&parts.uri)
        })
    }
}

/// The configured address, else the one that the request was sent to.
fn of(configured: &str, headers: &HeaderMap, uri: &Uri) -> String {
    if !configured.is_empty() {
        return configured.trim_end_matches('/').to_owned();
    }
    let said = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let sent_to =
        said(header::HOST.as_str()).or(uri.authority().map(axum::http::uri::Authority::as_str));
    // Whoever sends a request writes this header: only what can be a host and a port gets into a page.
    let sound = |h: &&str| {
        let odd = |c: char| !(c.is_ascii_alphanumeric() || ".-:[]_".contains(c));
        !h.is_empty() && h.len() < 256 && !h.contains(odd)
    };
    let secure = said("x-forwarded-proto").is_some_and(|p| p.eq_ignore_ascii_case("https"));
    let scheme = if secure { "https" } else { "http" };
    sent_to
        .filter(sound)
        .map(|host| format!("{scheme}://{host}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_configured_address_goes_before_that_of_the_request() {
        let mut headers = HeaderMap::new();
        let uri = Uri::from_static("/");
        assert_eq!(of("", &headers, &uri), "");
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:8080"));
        assert_eq!(of("", &headers, &uri), "http://127.0.0.1:8080");
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        headers.insert(
            header::HOST,
            HeaderValue::from_static("annuaire.example.org"),
        );
        assert_eq!(of("", &headers, &uri), "https://annuaire.example.org");
        let own = "https://boucle.example.org/";
        assert_eq!(of(own, &headers, &uri), "https://boucle.example.org");
        headers.insert(header::HOST, HeaderValue::from_static("a\"><b"));
        assert_eq!(of("", &headers, &uri), "");
    }

    #[test]
    fn an_address_says_its_language() {
        for (address, lang, here) in [
            ("/", Lang::Fr, "/"),
            ("/?q=a", Lang::Fr, "/?q=a"),
            ("/en/?q=a", Lang::En, "/?q=a"),
            ("/en/structures/en", Lang::En, "/structures/en"),
            ("/energie", Lang::Fr, "/energie"),
            ("/en", Lang::En, ""),
        ] {
            let visit = Visit::at(&Uri::from_static(address));
            assert_eq!((visit.lang, visit.here.as_str()), (lang, here), "{address}");
        }
    }
}
