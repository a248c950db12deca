//! Lists in pages from servers that behave and from servers that do not: whole, or a clear error.
use super::loopback::{Answer, Loopback};
use super::{mapping, read};
use boucle::import::Format;
use boucle::remote::download::Patience;
use boucle::remote::pages::{self, Limits, Rows};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const PATIENCE: Patience = Patience {
    stall: Duration::from_secs(2),
    pause: Duration::from_millis(10),
    tries: 3,
};

fn limits() -> Limits {
    Limits {
        page: 100_000,
        pages: 20,
        time: Duration::from_secs(5),
    }
}

fn open(url: &str) -> Result<Rows, pages::PagesError> {
    pages::read(url, PATIENCE, limits())
}

/// All of it, or why not.
fn all(server: &Loopback) -> Result<Vec<u64>, String> {
    let mut rows = open(&format!("{}/lines", server.url)).map_err(|e| e.to_string())?;
    let mut text = String::new();
    rows.read_to_string(&mut text).map_err(|e| e.to_string())?;
    let list: Vec<Value> = serde_json::from_str(&text).unwrap();
    Ok(list.iter().map(|v| v["n"].as_u64().unwrap()).collect())
}

fn number(path: &str) -> u64 {
    let text = path.split_once("after=").map_or("0", |p| p.1);
    text.parse().unwrap()
}

/// Two rows a page, `last` pages.
fn page(path: &str, own: &str, last: u64) -> String {
    let n = number(path);
    let next = if n + 1 < last {
        format!(r#","next":"{own}/lines?after={}""#, n + 1)
    } else {
        String::new()
    };
    format!(
        r#"{{"total":{},"results":[{{"n":{}}},{{"n":{}}}]{next}}}"#,
        last * 2,
        n * 2,
        n * 2 + 1
    )
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn all_pages_come_in_order_and_once() {
    let server = Loopback::start(|path, _, own| Answer::json(page(path, own, 5)));
    assert_eq!(all(&server).unwrap(), (0..10).collect::<Vec<_>>());
    assert_eq!(server.asked().len(), 5);
    let rows = open(&format!("{}/lines", server.url)).unwrap();
    assert_eq!(rows.total, Some(10));
}

#[test]
fn bare_lists_empty_lists_and_packed_ones_are_lists() {
    for (text, expected) in [
        (r#"[{"n":1},{"n":2}]"#, vec![1, 2]),
        ("[]", vec![]),
        (r#"{"total":0,"results":[],"next":null}"#, vec![]),
        ("\u{feff} {\"data\":[{\"n\":3}]}", vec![3]),
    ] {
        let server = Loopback::start(move |_, _, _| Answer::json(text));
        assert_eq!(all(&server).unwrap(), expected, "{text}");
        let server = Loopback::start(move |_, _, _| {
            let body = packed(text.as_bytes());
            let head = format!(
                "200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}",
                body.len()
            );
            Answer::Raw(head, body)
        });
        assert_eq!(all(&server).unwrap(), expected, "packed {text}");
    }
}

#[test]
fn what_passes_is_asked_again() {
    let broken: [fn(&str) -> Answer; 6] = [
        |_| Answer::status("500 Internal Server Error"),
        |_| Answer::status("503 Service Unavailable\r\nRetry-After: 0"),
        |_| Answer::status("429 Too Many Requests\r\nRetry-After: 0"),
        |t| {
            Answer::Raw(
                format!("200 OK\r\nContent-Length: {}", t.len() + 9),
                t.as_bytes().to_vec(),
            )
        },
        |t| Answer::json(&t[..t.len() - 4]),
        |t| Answer::Stall(t.as_bytes()[..9].to_vec(), Duration::from_secs(3)),
    ];
    for (i, fault) in broken.into_iter().enumerate() {
        // The second page fails twice, then is there.
        let server = Loopback::start(move |path, before, own| {
            let text = page(path, own, 3);
            if before == 1 || before == 2 {
                return fault(&text);
            }
            Answer::json(text)
        });
        assert_eq!(all(&server).unwrap(), [0, 1, 2, 3, 4, 5], "fault {i}");
        assert_eq!(server.asked().len(), 5, "fault {i}");
    }
}

#[test]
fn retry_after_is_heeded() {
    let server = Loopback::start(|path, before, own| match before {
        1 => Answer::status("429 Too Many Requests\r\nRetry-After: 1"),
        _ => Answer::json(page(path, own, 2)),
    });
    let start = Instant::now();
    assert_eq!(all(&server).unwrap().len(), 4);
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[test]
fn what_cannot_be_a_list_is_told_with_its_address() {
    type Fault = fn(&str, &str) -> Answer;
    let cases: [(Fault, &[&str]); 12] = [
        (
            |_, _| Answer::status("500 Internal Server Error"),
            &["3 tries", "500"],
        ),
        (|_, _| Answer::status("403 Forbidden"), &["403"]),
        (
            |_, _| Answer::status("404 Not Found"),
            &["there is no http"],
        ),
        (
            |_, _| Answer::Body("text/html", b"<!doctype html><p>Maintenance".to_vec()),
            &["HTML", "check the address"],
        ),
        (
            |_, _| Answer::json(r#"{"rows":[]}"#),
            &["no page", "results"],
        ),
        (|_, _| Answer::json("42"), &["no page"]),
        (
            |_, _| Answer::json(r#"{"results":[{"n":1}]"#),
            &["breaks off", "3 tries"],
        ),
        (
            |path, _| Answer::json(format!(r#"{{"results":[{{"n":1}}],"next":"{path}"}}"#)),
            &["no sound end", "already"],
        ),
        (
            |_, _| Answer::json(r#"{"results":[{"n":1}],"next":"http://example.org/lines"}"#),
            &["another server, example.org"],
        ),
        (
            |path, own| {
                let next = number(path) + 1;
                Answer::json(format!(
                    r#"{{"results":[{{"n":1}}],"next":"{own}/lines?after={next}"}}"#
                ))
            },
            &["no sound end", "is page 20"],
        ),
        (
            |_, _| Answer::json(format!(r#"{{"results":["{}"]}}"#, "x".repeat(100_001))),
            &["more than 100000 bytes", "size=N"],
        ),
        (
            |_, _| {
                let body = packed(&vec![b' '; 50_000_000]);
                let head = format!(
                    "200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}",
                    body.len()
                );
                Answer::Raw(head, body)
            },
            &["more than 100000 bytes"],
        ),
    ];
    for (i, (fault, words)) in cases.into_iter().enumerate() {
        let server = Loopback::start(move |path, before, own| {
            // Where a list has to begin well it does.
            if before == 0 && [7, 8, 9].contains(&i) {
                return Answer::json(format!(
                    r#"{{"results":[{{"n":1}}],"next":"{own}/lines?after=1"}}"#
                ));
            }
            fault(path, own)
        });
        let told = all(&server).unwrap_err();
        assert!(told.contains(&server.url), "{i}: {told}");
        for word in words {
            assert!(told.contains(word), "{i}: no `{word}` in {told}");
        }
    }
}

#[test]
fn a_list_that_stops_short_of_its_total_is_no_list() {
    let server = Loopback::start(|_, _, _| Answer::json(r#"{"total":500,"results":[{"n":1}]}"#));
    let told = all(&server).unwrap_err();
    assert!(told.contains("announced 500 rows and gave 1"), "{told}");
}

#[test]
fn nobody_there_is_told_at_once_and_a_probe_has_its_time() {
    let gone = {
        let l = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/lines", l.local_addr().unwrap())
    };
    let told = open(&gone).unwrap_err().to_string();
    assert!(told.contains("cannot be reached"), "{told}");
    // Drop by drop: each of them in time, all of them never.
    let server = Loopback::start(|_, _, _| Answer::Stall(b"{".to_vec(), Duration::from_secs(9)));
    let start = Instant::now();
    let told = pages::probe(&format!("{}/lines", server.url), Duration::from_millis(400));
    assert!(told.is_err());
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn an_import_of_a_list_that_breaks_is_an_error_of_its_own() {
    let server = Loopback::start(|path, _, own| match number(path) {
        0 => Answer::json(page(path, own, 3)),
        _ => Answer::status("500 Internal Server Error"),
    });
    let rows = open(&format!("{}/lines", server.url)).unwrap();
    let told = read(&mapping("ademe", Format::Json), rows)
        .unwrap_err()
        .to_string();
    for word in [&*server.url, "500", "Nothing was imported"] {
        assert!(told.contains(word), "{told}");
    }
}
