//! Official contours taken from a server on loopback that behaves and misbehaves, and from folders.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
mod placing;
mod real;
mod server;

use boucle::domain::{Coordinates, Territory, TerritoryKind};
use boucle::service::geodata::{
    Event, From, GeodataError, Patience, Transfer, Wanted, load, survey, update,
};
use boucle::service::{Contours, Reference};
use server::{Asked, FILES, Fault, Published, Server, collection, corner, gz, square, squares};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

pub static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());

const COMMUNES: &str = FILES[0].1;
const EPCI: &str = FILES[1].1;

fn region() -> &'static Territory {
    REFERENCE
        .gazetteer
        .get(TerritoryKind::Region, "52")
        .unwrap()
}

/// A server with the contours of a region, and a folder to keep them in.
struct Desk {
    folder: tempfile::TempDir,
    server: Server,
    wanted: Wanted,
}

impl Desk {
    async fn new() -> Self {
        let server = Server::start().await;
        for (kind, file) in FILES {
            let all = squares(&REFERENCE.gazetteer, kind, Some(region()));
            server.put(file, gz(&collection(&all)));
        }
        let folder = tempfile::tempdir().unwrap();
        let wanted = Wanted {
            from: From::parse(&server.url),
            year: 2026,
            resolution: "100m".to_owned(),
            partial: Some("region:52".to_owned()),
            folder: folder.path().join("data/geodata"),
            patience: Patience {
                stall: Duration::from_millis(400),
                pause: Duration::from_millis(5),
                tries: 4,
            },
        };
        Self {
            folder,
            server,
            wanted,
        }
    }

    /// Runs an update; returns what was told, too.
    async fn update(&self) -> (Result<Contours, GeodataError>, Vec<String>) {
        let wanted = self.wanted.clone();
        let run = move || {
            let mut told = Vec::new();
            let mut tell = |e: Event<'_>| {
                told.push(match e {
                    Event::Transfer(name, Transfer::Received(have, Some(total)))
                        if have == total =>
                    {
                        format!("{name} whole")
                    }
                    Event::Transfer(_, Transfer::Received(..)) => return,
                    Event::Transfer(name, Transfer::Resumed(have)) => format!("{name} from {have}"),
                    Event::Transfer(name, Transfer::Pausing(cause, _)) => format!("{name} {cause}"),
                    Event::Reading(name) => format!("{name} read"),
                    Event::Without(name) => format!("{name} missing"),
                    Event::Writing => "written".to_owned(),
                });
            };
            let done = update(&REFERENCE.gazetteer, &wanted, &mut tell);
            (done, told)
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    async fn good(&self) -> Contours {
        self.update().await.0.unwrap()
    }

    /// An update that fails, with what it says; the contours that were there are untouched.
    async fn fails(&self) -> GeodataError {
        let before = self.stored();
        let error = self.update().await.0.unwrap_err();
        assert!(before == self.stored(), "half done after: {error}");
        if before.is_some() {
            assert!(load(&self.wanted.folder).unwrap().about().is_some());
        }
        error
    }

    fn stored(&self) -> Option<Vec<u8>> {
        std::fs::read(self.wanted.folder.join("contours.bin")).ok()
    }

    /// What lies in the folder beside the contours.
    fn left(&self) -> Vec<String> {
        let all = std::fs::read_dir(&self.wanted.folder).unwrap();
        let names = all.map(|e| e.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names
            .filter(|n| n != "contours.bin" && n != ".lock")
            .collect();
        names.sort();
        names
    }

    /// The published communes with one of them changed.
    fn change(&self, change: impl Fn(&mut Vec<String>)) {
        let mut all = squares(&REFERENCE.gazetteer, TerritoryKind::Commune, Some(region()));
        change(&mut all);
        self.server.put(COMMUNES, gz(&collection(&all)));
    }
}

/// The middle of the square of that number.
fn middle(number: usize) -> Coordinates {
    let (lon, lat) = corner(number);
    Coordinates::new(lon + 0.005, lat + 0.005).unwrap()
}

fn same(a: &Contours, b: &Contours) -> bool {
    let all = |c: &Contours| {
        let of = |kind| {
            c.codes(kind)
                .map(|(code, _)| code.to_owned())
                .collect::<Vec<_>>()
        };
        let codes = TerritoryKind::ALL.map(of);
        let shapes = TerritoryKind::ALL.into_iter().zip(&codes);
        let shapes: Vec<_> = shapes
            .flat_map(|(kind, codes)| codes.iter().map(move |code| c.polygon(kind, code).cloned()))
            .collect();
        (codes, shapes)
    };
    all(a) == all(b)
}

#[tokio::test]
async fn whole_files_are_taken_checked_and_kept() {
    let d = Desk::new().await;
    let (done, told) = d.update().await;
    let contours = done.unwrap();
    for (_, file) in FILES {
        assert!(told.contains(&format!("{file} whole")), "{told:?}");
        assert!(told.contains(&format!("{file} read")), "{told:?}");
    }
    let asked: Vec<String> = d.server.asked().into_iter().map(|a| a.file).collect();
    assert_eq!(
        asked,
        FILES.map(|f| f.1),
        "each file once, and nothing else"
    );
    assert_eq!(d.left(), [""; 0]);
    let stored = load(&d.wanted.folder).unwrap();
    assert!(same(&stored, &contours));
    let about = stored.about().unwrap();
    assert_eq!((about.year, about.resolution.as_str()), (2026, "100m"));
    assert_eq!(about.source, d.server.url);
    let survey = survey(&REFERENCE.gazetteer, &stored);
    let counts: Vec<(usize, usize)> = survey.counts.iter().map(|c| (c.1, c.2)).collect();
    assert_eq!(counts, [(1228, 1228), (71, 71), (5, 5), (1, 1)]);
    assert!(survey.missing.is_empty() && survey.shared.is_empty());
    assert_eq!(stored.verify().unwrap(), 5 * (1228 + 71 + 5 + 1));
    let first = REFERENCE
        .gazetteer
        .of_kind(TerritoryKind::Commune)
        .find(|t| t.region.as_deref() == Some("52"));
    assert_eq!(
        stored.covering(middle(0)).unwrap().code,
        first.unwrap().code
    );
}

#[tokio::test]
async fn the_whole_country_is_taken_and_a_part_of_it_is_refused_for_it() {
    let mut d = Desk::new().await;
    d.wanted.partial = None;
    let told = d.fails().await.to_string();
    assert!(
        told.contains("only 1228 of 34875") && told.contains("--partial"),
        "{told}"
    );
    for (kind, file) in FILES {
        let all = squares(&REFERENCE.gazetteer, kind, None);
        d.server.put(file, gz(&collection(&all)));
    }
    let contours = d.good().await;
    assert_eq!(contours.codes(TerritoryKind::Commune).count(), 34_969);
    // Nearly all is enough for the communes, but no tenth may be missing.
    let mut all = squares(&REFERENCE.gazetteer, TerritoryKind::Commune, None);
    all.truncate(34_000);
    d.server.put(COMMUNES, gz(&collection(&all)));
    d.good().await;
    all.truncate(31_000);
    d.server.put(COMMUNES, gz(&collection(&all)));
    assert!(matches!(d.fails().await, GeodataError::Published { .. }));
}

#[tokio::test]
async fn a_cut_connection_is_gone_on_with_by_range() {
    let d = Desk::new().await;
    let whole = d.good().await;
    d.server.asked();
    d.server
        .fails(COMMUNES, &[Fault::Cut(5_000), Fault::Cut(700)]);
    let (done, told) = d.update().await;
    assert!(same(&done.unwrap(), &whole), "{told:?}");
    let asked = d.server.asked_of(COMMUNES);
    let ranges: Vec<_> = asked
        .iter()
        .map(|a| (a.status, a.range.as_deref()))
        .collect();
    let expected = [
        (200, None),
        (206, Some("bytes=5000-")),
        (206, Some("bytes=5700-")),
    ];
    assert_eq!(ranges, expected);
    assert!(
        asked[1]
            .if_range
            .as_ref()
            .is_some_and(|t| t.starts_with('"'))
    );
}

#[tokio::test]
async fn a_stalled_connection_is_given_up_and_gone_on_with() {
    let d = Desk::new().await;
    let whole = d.good().await;
    d.server.asked();
    d.server.fails(COMMUNES, &[Fault::Stall(9_000)]);
    let start = Instant::now();
    let (done, told) = d.update().await;
    assert!(start.elapsed() >= d.wanted.patience.stall, "{told:?}");
    assert!(same(&done.unwrap(), &whole));
    let asked = d.server.asked_of(COMMUNES);
    assert_eq!(asked.len(), 2, "{told:?}");
    assert_eq!(asked[1].range.as_deref(), Some("bytes=9000-"));
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_and_one_that_is_always_is_given_up() {
    let d = Desk::new().await;
    d.server.fails(
        COMMUNES,
        &[
            Fault::Status(503, &[]),
            Fault::Status(429, &[("retry-after", "0")]),
        ],
    );
    d.good().await;
    let statuses: Vec<u16> = d
        .server
        .asked_of(COMMUNES)
        .iter()
        .map(|a| a.status)
        .collect();
    assert_eq!(statuses, [503, 429, 200]);
    d.server
        .fails(EPCI, &[const { Fault::Status(500, &[]) }; 4]);
    let told = d.fails().await.to_string();
    assert!(told.contains("4 tries") && told.contains("500"), "{told}");
    d.server.asked();
    d.server.fails(EPCI, &[Fault::Status(403, &[])]);
    let told = d.fails().await.to_string();
    assert!(told.contains("403 Forbidden"), "{told}");
    // No second try: it would bring the same.
    assert_eq!(d.server.asked_of(EPCI).len(), 1);
}

#[tokio::test]
async fn a_run_that_was_given_up_is_gone_on_with_by_the_next() {
    let d = Desk::new().await;
    d.server.fails(EPCI, &[const { Fault::Cut(100) }; 4]);
    let told = d.fails().await.to_string();
    assert!(told.contains("could not be had in 4 tries"), "{told}");
    assert!(d.stored().is_none());
    d.server.asked();
    d.good().await;
    let asked = d.server.asked();
    // The communes were whole already, of the EPCI 400 bytes were there.
    assert_eq!((asked[0].file.as_str(), asked[0].status), (COMMUNES, 304));
    assert_eq!((asked[1].file.as_str(), asked[1].status), (EPCI, 206));
    assert_eq!(asked[1].range.as_deref(), Some("bytes=400-"));
    assert_eq!(d.left(), [""; 0]);
}

#[tokio::test]
async fn a_file_that_changes_between_two_parts_is_taken_anew() {
    for fault in [None, Some(Fault::Blind)] {
        let d = Desk::new().await;
        d.good().await;
        d.server.fails(COMMUNES, &[const { Fault::Cut(3_000) }; 4]);
        d.fails().await;
        // A commune has moved.
        d.change(|all| {
            all[0] = square("44001", "Abbaretz", (1.0, 50.0), 0.01);
        });
        d.server.asked();
        d.server.fails(COMMUNES, fault.as_slice());
        let contours = d.good().await;
        let there = contours.covering(Coordinates::new(1.005, 50.005).unwrap());
        assert_eq!(there.unwrap().code, "44001");
        assert_eq!(contours.codes(TerritoryKind::Commune).count(), 1228);
        let asked: Vec<Asked> = d.server.asked_of(COMMUNES);
        assert_eq!(asked.last().unwrap().status, 200, "{asked:?}");
    }
}

#[tokio::test]
async fn without_a_strong_tag_nothing_is_put_together() {
    let d = Desk::new().await;
    let whole = d.good().await;
    let bytes = gz(&collection(&squares(
        &REFERENCE.gazetteer,
        TerritoryKind::Commune,
        Some(region()),
    )));
    for etag in [None, Some("W/\"1\"".to_owned())] {
        d.server.put_as(
            COMMUNES,
            Published {
                bytes: bytes.clone(),
                etag,
            },
        );
        d.server.asked();
        d.server.fails(COMMUNES, &[Fault::Cut(3_000)]);
        assert!(same(&d.good().await, &whole));
        let asked = d.server.asked_of(COMMUNES);
        assert!(asked.iter().all(|a| a.range.is_none()), "{asked:?}");
        assert_eq!(asked.len(), 2);
    }
}

#[tokio::test]
async fn a_missing_year_tells_the_one_before_and_a_part_may_lack_larger_territories() {
    let mut d = Desk::new().await;
    d.good().await;
    d.server.take_away(EPCI);
    let (done, told) = d.update().await;
    assert!(told.contains(&format!("{EPCI} missing")), "{told:?}");
    assert_eq!(done.unwrap().codes(TerritoryKind::Epci).count(), 0);
    d.wanted.partial = None;
    assert!(matches!(d.fails().await, GeodataError::Use(m) if m.contains(EPCI)));
    d.wanted.partial = Some("region:52".to_owned());
    d.server.take_away(COMMUNES);
    let told = d.fails().await.to_string();
    assert!(
        told.contains("--year 2025") && told.contains(COMMUNES),
        "{told}"
    );
}

#[tokio::test]
async fn nobody_there_is_told_at_once_and_the_old_contours_stay() {
    let mut d = Desk::new().await;
    d.good().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    for url in [
        format!("http://{address}/x"),
        "http://gibt-es.invalid/x".to_owned(),
    ] {
        d.wanted.from = From::parse(&url);
        let start = Instant::now();
        let error = d.fails().await;
        assert!(matches!(error, GeodataError::Offline(_)), "{error}");
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(!error.to_string().contains('\n'));
    }
}

#[tokio::test]
async fn files_that_are_not_as_they_should_be_change_nothing() {
    let d = Desk::new().await;
    d.good().await;
    let good = gz(&collection(&squares(
        &REFERENCE.gazetteer,
        TerritoryKind::Commune,
        Some(region()),
    )));
    let mut flipped = good.clone();
    let checksum = flipped.len() - 6;
    flipped[checksum] ^= 1;
    let one = |feature: &str| gz(&collection(&[feature.to_owned()]));
    let of = |geometry: &str| {
        one(&format!(
            r#"{{"type":"Feature","geometry":{geometry},"properties":{{"code":"49007"}}}}"#
        ))
    };
    let ring = |c: &str| of(&format!(r#"{{"type":"Polygon","coordinates":[[{c}]]}}"#));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (
            b"<!DOCTYPE html><title>Maintenance</title>".to_vec(),
            "<!DOCTYPE html>",
        ),
        (flipped, "cannot be read to its end"),
        (good[..good.len() / 2].to_vec(), "cannot be read to its end"),
        (gz("{\"type\":\"FeatureCollection\",\"features\":["), "EOF"),
        (gz("[1,2]"), "FeatureCollection"),
        (
            gz("{\"type\":\"Topology\",\"objects\":{}}"),
            "type \"Topology\" and no features",
        ),
        (gz("{\"features\":[]}"), "found no type"),
        (
            gz(&format!("{} {{", collection(&[]))),
            "trailing characters",
        ),
        (
            one(r#"{"type":"Feature","geometry":null,"properties":{"nom":"X"}}"#),
            "feature 1 has no code",
        ),
        (
            one(r#"{"type":"Feature","geometry":null,"properties":{"code":49007}}"#),
            "expected properties.code, a text",
        ),
        (of("null"), "feature 1, code 49007: it has no geometry"),
        (
            of(r#"{"type":"Point","coordinates":[0,47]}"#),
            "expected a Polygon",
        ),
        (
            of(r#"{"type":"MultiPolygon","coordinates":[]}"#),
            "its shape is empty",
        ),
        (
            ring("[355000,6700000],[355001,6700000],[355001,6700001],[355000,6700000]"),
            "WGS 84",
        ),
        (ring("[0,47],[1,47],[0,47]"), "fewer than four corners"),
        (
            ring("[0,47],[1,1e999],[1,48],[0,47]"),
            "number out of range",
        ),
        (gz(&collection(&[])), "only 0 of 1228"),
    ];
    for (bytes, word) in cases {
        d.server.put(COMMUNES, bytes);
        let error = d.fails().await;
        assert!(matches!(error, GeodataError::Published { .. }), "{error}");
        let told = error.to_string();
        assert!(
            told.contains(word) && told.contains(COMMUNES),
            "no `{word}` in {told}"
        );
        // The next run does not go on with what was wrong, unless the file as such was sound.
        assert!(!d.left().contains(&format!("{COMMUNES}.part")) || word.starts_with("only"));
    }
    d.server.put(COMMUNES, good);
    d.good().await;
}

#[tokio::test]
async fn two_updates_at_once_do_not_mix() {
    let d = Desk::new().await;
    d.good().await;
    let lock = std::fs::File::create(d.wanted.folder.join(".lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(d.fails().await, GeodataError::Busy(_)));
    drop(lock);
    d.good().await;
}

#[tokio::test]
async fn a_folder_is_as_good_as_a_server() {
    let mut d = Desk::new().await;
    let whole = d.good().await;
    let folder = d.folder.path().join("files");
    let put = |names: &[(&str, TerritoryKind)]| -> PathBuf {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        for (name, kind) in names {
            let text = collection(&squares(&REFERENCE.gazetteer, *kind, Some(region())));
            let packed = name.rsplit('.').next() == Some("gz");
            let bytes = if packed { gz(&text) } else { text.into_bytes() };
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        folder.clone()
    };
    let kinds = FILES.map(|f| f.0);
    for names in [
        [
            "communes-100m.geojson.gz",
            "epci-100m.geojson",
            "departements-100m.geojson.gz",
            "regions-100m.geojson",
        ],
        [
            "communes.geojson",
            "epci.geojson",
            "departements.geojson.gz",
            "regions.geojson",
        ],
        [
            "communes-pdl.geojson",
            "epci-pdl.geojson",
            "departements-pdl.geojson",
            "regions-pdl.geojson",
        ],
    ] {
        let named: Vec<_> = names.into_iter().zip(kinds).collect();
        d.wanted.from = From::Folder(put(&named));
        assert!(same(&d.good().await, &whole), "{names:?}");
    }
    // The files are the operator's: they stay.
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 4);
    put(&[
        ("communes-a.geojson", kinds[0]),
        ("communes-b.geojson", kinds[0]),
    ]);
    assert!(
        matches!(d.fails().await, GeodataError::Use(m) if m.contains("several files") && m.contains("a, b"))
    );
    put(&[("epci.geojson", kinds[1])]);
    assert!(
        matches!(d.fails().await, GeodataError::Use(m) if m.contains("communes-100m.geojson.gz"))
    );
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(matches!(d.fails().await, GeodataError::Disk { .. }));
    d.wanted.partial = Some("region 52".to_owned());
    assert!(matches!(d.fails().await, GeodataError::Use(m) if m.contains("region:52")));
}

#[tokio::test]
async fn a_damaged_file_is_told_and_another_one_too() {
    let d = Desk::new().await;
    d.good().await;
    let path = d.wanted.folder.join("contours.bin");
    let good = std::fs::read(&path).unwrap();
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x40;
    let mut longer = good.clone();
    longer.push(0);
    for (bytes, word) in [
        (flipped, "checksum"),
        (good[..good.len() - 1].to_vec(), "instead of"),
        (longer, "instead of"),
        (good[..12].to_vec(), "ends too early"),
        (b"PMTiles".to_vec(), "no file of contours"),
        (b"BOUCLEG9 and more".to_vec(), "of this version"),
        (Vec::new(), "no file of contours"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let told = load(&d.wanted.folder).unwrap_err().to_string();
        assert!(
            told.contains(word) && told.contains("boucle geodata update"),
            "{told}"
        );
    }
    // It does not keep a new one from coming.
    d.good().await;
    assert!(load(&d.wanted.folder).unwrap().about().is_some());
    assert!(load(d.folder.path()).unwrap().about().is_none());
}
