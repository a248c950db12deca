//! Addresses in bulk, from servers that behave and from servers that do not.
use super::geocoder::{Hit, Row, answer, rows, table};
use super::loopback::{Answer, Loopback};
use boucle::domain::geocoding::{Asked, PlaceKind};
use boucle::remote::download::Patience;
use boucle::remote::geocoding::{Bulk, GeocodingError, Pace, Reply};
use serde_json::json;
use std::time::Duration;

fn pace(rows: usize) -> Pace {
    Pace {
        patience: Patience {
            stall: Duration::from_secs(2),
            pause: Duration::from_millis(10),
            tries: 3,
        },
        between: Duration::from_millis(1),
        rows,
    }
}

fn asked(n: usize) -> Vec<Asked> {
    let one = |i| Asked::new(&format!("{i} Rue d’Essai"), "49000", "Angers", "49007").unwrap();
    (0..n).map(one).collect()
}

/// Even numbers are there, their number in the longitude.
fn find(row: &Row) -> Option<Hit> {
    let number: u32 = row[1].split(' ').next().unwrap().parse().unwrap();
    number.is_multiple_of(2).then(|| Hit {
        lon: f64::from(number) / 1000.0,
        lat: 47.5,
        label: "Rue d’Essai, 49000 Angers",
        score: 0.9,
        kind: "housenumber",
        postcode: "49000",
        citycode: "49007",
    })
}

/// Asks until all are answered; the longitudes of what was found, in thousandths.
fn all(url: &str, pace: Pace, n: usize) -> Result<Vec<Option<u32>>, GeocodingError> {
    let (asked, mut bulk) = (asked(n), Bulk::new(url, pace));
    let mut found = Vec::new();
    while found.len() < n {
        let replies = bulk.ask(&asked[found.len()..])?;
        assert!(!replies.is_empty());
        found.extend(replies.into_iter().map(|r| match r {
            Reply::Found(p) => {
                assert_eq!((p.kind, p.score), (PlaceKind::Housenumber, 0.9));
                assert_eq!(p.insee.as_deref(), Some("49007"));
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                Some((p.position.lon * 1000.0).round() as u32)
            }
            Reply::Nothing => None,
            Reply::Failed => panic!("a row failed"),
        }));
    }
    Ok(found)
}

fn expected(n: u32) -> Vec<Option<u32>> {
    (0..n).map(|i| i.is_multiple_of(2).then_some(i)).collect()
}

#[test]
fn all_are_asked_in_batches_and_once() {
    let server = Loopback::start_reading(|_, _, _, body| answer(body, find));
    let found = all(&format!("{}/geocodage", server.url), pace(10), 25).unwrap();
    assert_eq!(found, expected(25));
    assert_eq!(server.asked(), ["/geocodage/search/csv"; 3]);
    let sent: Vec<usize> = server.posted().iter().map(|b| rows(b).len()).collect();
    assert_eq!(sent, [10, 10, 5]);
    let first = &server.posted()[0];
    for column in ["street", "postcode", "city"] {
        assert!(
            first.contains(&format!("name=\"columns\"\r\n\r\n{column}\r\n")),
            "{first}"
        );
    }
    assert!(
        first.contains("name=\"data\"; filename=\"addresses.csv\""),
        "{first}"
    );
    assert_eq!(
        rows(first)[3],
        ["3", "3 Rue d’Essai", "49000", "Angers"].map(str::to_owned)
    );
    assert!(
        Bulk::new(&server.url, pace(10))
            .ask(&[])
            .unwrap()
            .is_empty()
    );
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn what_passes_is_asked_again() {
    let broken: [fn(&str) -> Answer; 6] = [
        |_| Answer::status("429 Too Many Requests\r\nRetry-After: 0"),
        |_| Answer::status("503 Service Unavailable\r\nRetry-After: 0"),
        |_| Answer::status("500 Internal Server Error"),
        |t| {
            let head = format!("200 OK\r\nContent-Length: {}", t.len() + 9);
            Answer::Raw(head, t.as_bytes().to_vec())
        },
        |t| Answer::Stall(t.as_bytes()[..9].to_vec(), Duration::from_secs(4)),
        |_| Answer::Raw(String::new(), Vec::new()),
    ];
    for (i, fault) in broken.into_iter().enumerate() {
        let server = Loopback::start_reading(move |_, before, _, body| {
            if before == 1 {
                return fault(&table(&rows(body), find));
            }
            answer(body, find)
        });
        let found = all(&server.url, pace(4), 8);
        assert_eq!(found.unwrap(), expected(8), "fault {i}");
        assert_eq!(server.asked().len(), 3, "fault {i}");
    }
}

#[test]
fn what_does_not_pass_is_an_error_that_says_why() {
    type Wrong = fn(&str) -> Answer;
    let cases: [(Wrong, &str, usize); 9] = [
        (
            |_| Answer::status("429 Too Many Requests\r\nRetry-After: 0"),
            "3 tries",
            3,
        ),
        (|_| Answer::status("400 Bad Request"), "400 Bad Request", 1),
        (|_| Answer::status("401 Unauthorized"), "401", 1),
        (
            |_| Answer::Body("text/html", b"<!DOCTYPE html>".to_vec()),
            "a web page (HTML)",
            1,
        ),
        (
            |_| Answer::json(r#"{"message":"no"}"#),
            "without the column",
            1,
        ),
        (
            |_| {
                Answer::Raw(
                    "200 OK\r\nContent-Length: 9000000".to_owned(),
                    vec![b'x'; 9_000_000],
                )
            },
            "more than 8388608 bytes",
            1,
        ),
        (
            |b| answer(&b.replacen("\"3\"", "\"4\"", 1), find),
            "row `4` in place of row 3",
            1,
        ),
        (
            |b| {
                let mut rows = rows(b);
                rows.pop();
                Answer::Body("text/csv", table(&rows, find).into_bytes())
            },
            "3 rows for 4 addresses",
            1,
        ),
        (
            |b| {
                let mut all = rows(b);
                all.extend(rows(b));
                Answer::Body("text/csv", table(&all, find).into_bytes())
            },
            "row `0` in place of row 4",
            1,
        ),
    ];
    for (wrong, words, requests) in cases {
        let server = Loopback::start_reading(move |_, _, _, body| wrong(body));
        let told = all(&server.url, pace(4), 4).unwrap_err().to_string();
        assert!(told.contains(words), "{words}: {told}");
        assert_eq!(server.asked().len(), requests, "{words}");
    }
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr();
    let url = format!("http://{}", gone.unwrap());
    let told = all(&url, pace(4), 4).unwrap_err().to_string();
    assert!(
        told.contains("127.0.0.1") && told.contains("cannot be reached"),
        "{told}"
    );
}

#[test]
fn a_server_that_cannot_take_many_is_asked_for_fewer() {
    for refusal in ["413 Payload Too Large", "502 Bad Gateway"] {
        let server = Loopback::start_reading(move |_, _, _, body| {
            if rows(body).len() > 25 {
                return Answer::status(refusal);
            }
            answer(body, find)
        });
        assert_eq!(all(&server.url, pace(100), 60).unwrap(), expected(60));
        let sent: Vec<usize> = server.posted().iter().map(|b| rows(b).len()).collect();
        assert_eq!(sent, [60, 25, 25, 10], "{refusal}");
    }
}

#[test]
fn a_server_without_a_search_of_many_is_asked_one_by_one() {
    for refusal in ["404 Not Found", "405 Method Not Allowed"] {
        let server = Loopback::start(move |path, _, _| {
            if path.starts_with("/search/csv") {
                return Answer::status(refusal);
            }
            let number = path.split_once("q=").unwrap().1;
            let number: u32 = number.split('%').next().unwrap().parse().unwrap();
            let feature = json!({
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [f64::from(number) / 1000.0, 47.5]},
                "properties": {"label": "x", "score": 0.9, "type": "housenumber", "citycode": "49007"},
            });
            let there = number.is_multiple_of(2);
            let features = if there { vec![feature] } else { vec![] };
            Answer::json(json!({ "features": features }).to_string())
        });
        assert_eq!(all(&server.url, pace(500), 45).unwrap(), expected(45));
        let asked = server.asked();
        assert_eq!(asked.len(), 46, "{refusal}");
        let first = "/search?q=0%20Rue%20d%E2%80%99Essai%2049000%20Angers&limit=1&autocomplete=0";
        assert_eq!(asked[1], first);
    }
    let nothing = Loopback::start(|_, _, _| Answer::status("404 Not Found"));
    let told = all(&nothing.url, pace(4), 4).unwrap_err().to_string();
    assert!(
        told.contains("there is no http") && told.contains("/search"),
        "{told}"
    );
}
