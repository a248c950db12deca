//! Imports that are cut off: killed, or on a disk that is full.
use crate::commands::MAPPING;
use crate::harness::Place;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const HEADER: &str = "id;nom;lat;lon;cp;ville;mail;tel;web;heures;siret;texte\n";

fn rows(from: u32, to: u32, text: &str) -> String {
    let mut all = String::new();
    for i in from..to {
        writeln!(all, "{i};Lieu {i};47.2;-1.55;44000;Nantes;;;;;;{text}").unwrap();
    }
    all
}

/// A place with ten records of the source, and their content.
fn place() -> (Place, String) {
    let p = Place::new();
    p.write("t.toml", MAPPING);
    p.write("a.csv", &format!("{HEADER}{}", rows(0, 10, "")));
    p.run("import csv a.csv --mapping t.toml")
        .expect(0, &["10 created"]);
    let content = p.content();
    (p, content)
}

#[test]
fn a_killed_import_leaves_nothing_and_bars_nothing() {
    let (p, before) = place();
    let fifo = p.path("much.csv");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let mut child = p
        .command("import csv much.csv --mapping t.toml")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = std::fs::OpenOptions::new().write(true).open(&fifo).unwrap();
    pipe.write_all(format!("{HEADER}{}", rows(0, 20_000, "")).as_bytes())
        .unwrap();
    // The pages of the change are in the log, but not what makes them valid.
    let log = p.path("data/boucle.db-wal");
    let until = Instant::now() + Duration::from_mins(1);
    while std::fs::metadata(&log).map_or(0, |m| m.len()) < 1 << 20 {
        assert!(Instant::now() < until, "nothing was written");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(pipe);
    assert_eq!(p.content(), before);
    std::fs::remove_file(&fifo).unwrap();
    p.write("much.csv", &format!("{HEADER}{}", rows(0, 50, "")));
    p.run("import csv much.csv --mapping t.toml")
        .expect(0, &["40 created", "10 unchanged"]);
}

#[test]
fn a_full_disk_changes_nothing() {
    let (p, before) = place();
    p.write(
        "much.csv",
        &format!("{HEADER}{}", rows(0, 4_000, &"texte ".repeat(200))),
    );
    // No file may grow beyond 2 MB (4,096 blocks of POSIX): as a disk without room, for whoever writes.
    let limited = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" import csv much.csv --mapping t.toml";
    let program = p.command("").get_program().to_owned();
    let done = Command::new("sh")
        .args(["-c", limited])
        .arg(program)
        .current_dir(p.path(""))
        .env_remove("BOUCLE_DATABASE")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(
        said.contains("database") && !said.contains("panicked"),
        "{said}"
    );
    assert_eq!(p.content(), before);
    p.run("import csv much.csv --mapping t.toml")
        .expect(0, &["3990 created, 10 updated"]);
}
