//! The service: ready, fed while it serves, stopped by a signal.
use crate::commands::MAPPING;
use crate::harness::{Place, get};
use rustix::process::Signal;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[test]
fn setup_then_serve_is_ready_and_exports_what_the_command_does() {
    let p = Place::with_demo();
    let server = p.serve("--tiles-url none");
    let ready = server.json("/health/ready");
    assert_eq!(ready["structures"], 309, "{ready}");
    assert_eq!(ready["snapshot_revision"], ready["store_revision"]);
    for (options, query) in [
        ("", ""),
        (
            "--category ressourcerie,atelier_velo",
            "category=ressourcerie,atelier_velo",
        ),
        (
            "--category ressourcerie --category=atelier_velo",
            "category=ressourcerie&category=atelier_velo",
        ),
        (
            "--territory=department:49 --sort updated",
            "territory=department:49&sort=updated",
        ),
        (
            "--near -0.55,47.47 --radius 30000",
            "near=-0.55,47.47&radius=30000",
        ),
        (
            "--bbox -2,46.5,0,48 --ess=true --at-home exclude",
            "bbox=-2,46.5,0,48&ess=true&at_home=exclude",
        ),
        ("--q vélo --action reparer", "q=v%C3%A9lo&action=reparer"),
    ] {
        for format in ["geojson", "csv"] {
            let ours = p.run(&format!("export {format} {options}"));
            let (status, theirs) =
                server.get(&format!("/api/v1/export/structures.{format}?{query}"));
            assert_eq!(status, 200, "{query}");
            assert!(
                ours.expect(0, &[]).out == theirs,
                "{format} of `{query}` differs"
            );
            assert!(
                ours.out.len() > 500,
                "{format} of `{query}` is nearly empty"
            );
        }
    }
    server.stop(&[]);
}

#[test]
fn logs_are_json_when_asked() {
    let p = Place::new();
    let said = p
        .serve("--log-format json")
        .stop(&["empty database was made"]);
    assert!(said.lines().count() >= 2, "{said}");
    for line in said.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let empty = line["fields"]["message"]
            .as_str()
            .is_some_and(|m| m.contains("empty database was made"));
        let level = if empty { "WARN" } else { "INFO" };
        assert_eq!(line["level"], level);
    }
}

#[test]
fn a_database_with_nothing_in_it_is_told() {
    let p = Place::new();
    let said = p.serve("--database sqlite:typo/boucle.db").stop(&[]);
    for words in [
        "new and empty database was made at sqlite:typo/boucle.db",
        "check --database",
        "boucle setup",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let said = p.serve("--database sqlite:typo/boucle.db").stop(&[]);
    assert!(
        said.contains("sqlite:typo/boucle.db holds no structures"),
        "{said}"
    );
    let p = Place::with_demo();
    let said = p.serve("").stop(&[]);
    assert!(!said.contains("warning"), "{said}");
}

#[test]
fn a_port_in_use_or_an_address_of_others_is_told() {
    let p = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    p.run(&format!("serve --listen {address}"))
        .expect(1, &[&address, "another program has this port", "--listen"]);
    p.run("serve --listen 203.0.113.1:0")
        .expect(1, &["does not have that address"]);
    p.run("serve --listen 127.0.0.1:0 --port-file no/port")
        .expect(1, &["cannot write no/port"]);
}

/// A database whose export is much larger than what the system keeps for a connection.
fn large() -> Place {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    let text = "un texte long ".repeat(1_400);
    let rows: Vec<String> = (1_000..2_200)
        .map(|n| format!("{n};Structure {n};47.{n};-1.55;44000;Nantes;{text}\n"))
        .collect();
    p.write(
        "a.csv",
        &format!("id;nom;lat;lon;cp;ville;texte\n{}", rows.concat()),
    );
    p.run("import csv a.csv --mapping t.toml")
        .expect(0, &["1200 created"]);
    p
}

const EXPORT: &str = "GET /api/v1/export/structures.geojson HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Sends the head of a request and reads the first bytes of the answer.
fn begin(server: &crate::harness::Server, request: &str) -> (TcpStream, Vec<u8>) {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut first = vec![0; 1000];
    let n = stream.read(&mut first).unwrap();
    first.truncate(n);
    assert!(
        first.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&first)
    );
    (stream, first)
}

#[test]
fn a_request_under_way_is_answered_to_its_end() {
    let p = large();
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = p.serve("--drain 60");
        let (mut slow, mut answer) = begin(&server, EXPORT);
        let (mut idle, _) = begin(
            &server,
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        );
        server.signal(signal);
        server.wait_for("the closed door", |s| {
            TcpStream::connect(s.address).is_err().then_some(())
        });
        // A quiet connection is let go; the slow one is not.
        let mut rest = Vec::new();
        idle.read_to_end(&mut rest).unwrap();
        let mut piece = vec![0; 1 << 20];
        loop {
            std::thread::sleep(Duration::from_millis(20));
            match slow.read(&mut piece).unwrap() {
                0 => break,
                n => answer.extend_from_slice(&piece[..n]),
            }
        }
        assert!(answer.len() > 20_000_000, "{} bytes", answer.len());
        let tail = String::from_utf8_lossy(&answer[answer.len() - 100..]).into_owned();
        assert!(
            tail.contains("\"numberReturned\":1200}"),
            "cut short: {tail}"
        );
        let status = server.ends_within(Duration::from_secs(10));
        assert_eq!(status.code(), Some(0), "{}", server.said());
        server.only(&[]);
    }
}

#[test]
fn a_reader_that_never_reads_is_not_waited_for_longer_than_said() {
    let p = large();
    let mut server = p.serve("--drain 1");
    let stuck = begin(&server, EXPORT);
    let start = Instant::now();
    server.signal(Signal::TERM);
    let status = server.ends_within(Duration::from_secs(10));
    assert_eq!(status.code(), Some(0), "{}", server.said());
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "cut before the time"
    );
    server.only(&["requests still under way"]);
    drop(stuck);
    let mut server = p.serve("--drain 3600");
    let stuck = begin(&server, EXPORT);
    server.signal(Signal::INT);
    server.wait_for("the first signal", |s| {
        s.said().contains("stopping").then_some(())
    });
    server.signal(Signal::INT);
    assert_eq!(server.ends_within(Duration::from_secs(10)).code(), Some(0));
    server.only(&["second signal"]);
    drop(stuck);
}

#[test]
fn an_import_is_published_without_a_failed_request() {
    let p = Place::with_demo();
    p.write("t.toml", MAPPING);
    let rows: Vec<String> = (0..500)
        .map(|n| format!("{n};Nouvelle {n};47.{n:03};-1.55;44000;Nantes\n"))
        .collect();
    p.write(
        "a.csv",
        &format!("id;nom;lat;lon;cp;ville\n{}", rows.concat()),
    );
    let mut server = p.serve("");
    let (over, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let address = server.address;
    let hammer = |path: &'static str| {
        let (over, asked) = (&over, &asked);
        move || {
            let mut failed = Vec::new();
            while !over.load(Ordering::Relaxed) {
                asked.fetch_add(1, Ordering::Relaxed);
                let (status, body) = get(address, path);
                if status != 200 || body.is_empty() {
                    failed.push(format!("{status} {path}"));
                }
            }
            failed
        }
    };
    std::thread::scope(|scope| {
        let paths = [
            "/api/v1/structures?limit=50",
            "/api/v1/clusters?zoom=8",
            "/",
        ];
        let hammers: Vec<_> = paths.map(|path| scope.spawn(hammer(path))).into();
        let before = server.json("/health/ready")["snapshot_revision"]
            .as_i64()
            .unwrap();
        p.run("import csv a.csv --mapping t.toml")
            .expect(0, &["500 created"]);
        let written = Instant::now();
        let ready = server.wait_for("the new revision", |s| {
            let ready = s.json("/health/ready");
            (ready["snapshot_revision"].as_i64() > Some(before)).then_some(ready)
        });
        let took = written.elapsed();
        assert_eq!(ready["structures"], 809);
        p.run("import demo --remove")
            .expect(0, &["309 demonstration"]);
        server.wait_for("the removal", |s| {
            (s.json("/health/ready")["structures"] == 500).then_some(())
        });
        over.store(true, Ordering::Relaxed);
        let failed: Vec<String> = hammers
            .into_iter()
            .flat_map(|h| h.join().unwrap())
            .collect();
        assert!(failed.is_empty(), "{failed:?}");
        assert!(took < Duration::from_secs(15), "published after {took:?}");
        println!(
            "{} requests meanwhile; published after {took:?}",
            asked.load(Ordering::Relaxed)
        );
    });
    assert!(asked.load(Ordering::Relaxed) > 20);
    server.stop(&[]);
}
