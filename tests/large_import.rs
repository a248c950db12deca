//! A large file is streamed: time and memory stay in bounds, a broken end keeps nothing.
//!
//! 4 MB each time; `BOUCLE_LARGE_MB=200 cargo test --test large_import -- --nocapture` for the real size.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::service::Reference;
use boucle::service::imports::{self, ImportError, Options, Outcome};
use boucle::store::Store;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

/// Megabytes that the process may have held at most.
const PEAK_MB: u64 = 400;

/// Writes a FeatureCollection of about that size; returns its features.
fn generate(path: &Path, bytes: u64, broken: bool) -> u64 {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let mut written = 0;
    let mut n = 0;
    out.write_all(br#"{"type":"FeatureCollection","features":["#)
        .unwrap();
    while written < bytes {
        let feature = feature(n);
        let comma = if n == 0 { "" } else { "," };
        written += feature.len() as u64 + 1;
        write!(out, "{comma}{feature}").unwrap();
        n += 1;
    }
    out.write_all(if broken { b",{\"type\":" } else { b"]}" })
        .unwrap();
    out.flush().unwrap();
    n
}

/// Spread over the region; some names recur, some values are bad.
fn feature(n: u64) -> String {
    let (lon, lat) = (
        -2.5 + (n % 997) as f64 * 0.0034,
        46.3 + (n % 1009) as f64 * 0.0021,
    );
    let shop = ["second_hand", "bicycle", "charity", "clothes", "books"][(n % 5) as usize];
    let (city, postal) = [
        ("Nantes", "44000"),
        ("Angers", "49000"),
        ("Laval", "53000"),
        ("Le Mans", "72000"),
        ("La Roche-sur-Yon", "85000"),
    ][(n % 5) as usize];
    let phone = if n.is_multiple_of(50) {
        "zéro"
    } else {
        "02 40 12 34 56"
    };
    let name = n % 20_000;
    format!(
        r#"{{"type":"Feature","id":"node/{n}","geometry":{{"type":"Point","coordinates":[{lon:.6},{lat:.6}]}},"properties":{{"@id":"node/{n}","name":"Atelier du réemploi {name}","shop":"{shop}","second_hand":"yes","service:bicycle:repair":"yes","addr:housenumber":"{}","addr:street":"rue des Filatures","addr:postcode":"{postal}","addr:city":"{city}","phone":"{phone}","website":"https://www.example.org/structures/{n}","opening_hours":"Tu-Fr 10:00-12:30,14:00-18:30; Sa 10:00-18:00","wheelchair":"limited","description":"Collecte, tri, remise en état et vente à petits prix de meubles, de vaisselle, de livres et de vélos ; ateliers ouverts à tous les samedis, adhésion libre, dons sur place aux heures d’ouverture, sans rendez-vous, dans la cour."}}}}"#,
        n % 200
    )
}

/// The most that this process ever held, in megabytes.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024)
}

/// Seconds of processor time that this process has used: other than the clock it does not depend on what else runs.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: u32 = fields.get(11)?.parse::<u32>().ok()? + fields.get(12)?.parse::<u32>().ok()?;
    Some(f64::from(ticks) / 100.0)
}

async fn import(
    store: &Store,
    reference: &Reference,
    path: &Path,
    dry_run: bool,
) -> Result<Outcome, ImportError> {
    let mapping = imports::built_in("osm")?;
    let mut last = 0;
    let options = Options {
        dry_run,
        ..Options::default()
    };
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let done = imports::run(
        store,
        reference,
        &mapping,
        "large.geojson",
        File::open(path).unwrap(),
        options,
        &mut |row| {
            assert!(row >= last, "progress runs backwards");
            last = row;
        },
    )
    .await;
    println!(
        "  {:.1} s ({:.1} s of processor), peak {:?} MB",
        started.elapsed().as_secs_f64(),
        cpu_seconds().zip(cpu).map_or(0.0, |(now, then)| now - then),
        peak_mb()
    );
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_streamed() {
    let megabytes: u64 = std::env::var("BOUCLE_LARGE_MB")
        .ok()
        .and_then(|m| m.parse().ok())
        .unwrap_or(4);
    let folder = tempfile::tempdir().unwrap();
    let (whole, broken) = (
        folder.path().join("a.geojson"),
        folder.path().join("b.geojson"),
    );
    let features = generate(&whole, megabytes << 20, false);
    generate(&broken, megabytes << 20, true);
    let reference = Reference::embedded().unwrap();
    let store = Store::open(&format!("sqlite:{}/b.db", folder.path().display()))
        .await
        .unwrap();
    println!(
        "{megabytes} MB, {features} features; peak before {:?} MB",
        peak_mb()
    );
    println!("broken at its end:");
    let failed = import(&store, &reference, &broken, false)
        .await
        .unwrap_err();
    assert!(failed.to_string().contains("broken"), "{failed}");
    assert_eq!(store.count().await.unwrap(), 0);
    assert_eq!(store.revision().await.unwrap(), 0);
    println!("dry run:");
    let dry = import(&store, &reference, &whole, true).await.unwrap();
    assert_eq!(dry.import.created, features);
    assert_eq!(store.count().await.unwrap(), 0);
    println!("new:");
    let first = import(&store, &reference, &whole, false).await.unwrap();
    assert_eq!(first.import.created, features);
    assert_eq!(first.report.counts["bad_phone"], features.div_ceil(50));
    assert_eq!(u64::try_from(store.count().await.unwrap()), Ok(features));
    println!("the same again:");
    let again = import(&store, &reference, &whole, false).await.unwrap();
    assert_eq!(again.import.unchanged, features);
    assert_eq!(store.revision().await.unwrap(), 1);
    let peak = peak_mb().unwrap_or(0);
    assert!(peak < PEAK_MB, "{peak} MB held, at most {PEAK_MB} allowed");
}
