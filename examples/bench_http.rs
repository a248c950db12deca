//! `make bench-http`: the release server under load, beside a bare axum route that returns the same bytes.
//!
//! Generates a set with a fixed seed, imports it with the program itself, serves it, and drives each query with 16
//! connections; own server and bare route take turns, and the median of the rounds is printed as
//! `name own_rps bare_rps ratio`. All of it stays on this machine.
#![allow(clippy::unwrap_used, missing_docs)] // a tool of measuring may stop at the first surprise
#[path = "../benches/support/mod.rs"]
mod support;

use axum::Router;
use axum::extract::{Path as Segment, State};
use axum::http::header;
use axum::routing::get;
use boucle::domain::Coordinates;
use boucle::service::Reference;
use bytes::Bytes;
use clap::Parser;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{CATEGORIES, Places, Random};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Connections of the load.
const CONNECTIONS: usize = 16;
/// How long a server is left alone before its memory is read.
const AT_REST: Duration = Duration::from_secs(15);
/// Different addresses of one query, so that no single answer is measured.
const VARIANTS: usize = 64;

#[derive(Debug, Parser)]
struct Options {
    /// Structures in the generated set
    #[arg(long, default_value_t = 100_000)]
    size: u64,
    /// Seconds for each turn
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Rounds; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Also write the figures here
    #[arg(long)]
    json: Option<PathBuf>,
    /// Where the generated set is kept
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Only serve the bodies of this file, one per line (used by the run itself)
    #[arg(long, hide = true)]
    bare: Option<PathBuf>,
    /// Where the bare route says its port
    #[arg(long, hide = true)]
    port_file: Option<PathBuf>,
}

/// A query under load: its name and its addresses.
struct Query {
    name: &'static str,
    paths: Vec<String>,
}

/// A server of this run; ended with it.
struct Served {
    child: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(mut command: Command, port_file: &Path) -> Self {
        let _ = std::fs::remove_file(port_file);
        let mut served = Self {
            child: command.arg("--port-file").arg(port_file).spawn().unwrap(),
            address: String::new(),
        };
        let start = Instant::now();
        while served.address.is_empty() {
            assert!(
                start.elapsed() < Duration::from_mins(5),
                "the server did not start"
            );
            std::thread::sleep(Duration::from_millis(50));
            served.address = std::fs::read_to_string(port_file).unwrap_or_default();
        }
        served
    }

    /// A value of `/proc/PID/status` in megabytes.
    fn memory(&self, key: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .unwrap_or_default();
        let line = status
            .lines()
            .find(|l| l.starts_with(key))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|n| n.parse::<u64>().ok())
            .unwrap_or(0)
            / 1024
    }
}

fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    here.parent().unwrap().parent().unwrap().join("boucle")
}

fn write_set(path: &Path, structures: impl Iterator<Item = boucle::domain::Structure>) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")
        .unwrap();
    for (n, s) in structures.enumerate() {
        let mut fields = s.fields;
        let at = fields.position.take().map(|p| p.coordinates);
        let feature = json!({
            "type": "Feature", "id": s.origins[0].external_id, "properties": fields,
            "geometry": at.map(|c| json!({ "type": "Point", "coordinates": c })),
        });
        let comma = if n > 0 { ",\n" } else { "" };
        write!(out, "{comma}{feature}").unwrap();
    }
    out.write_all(b"\n]}\n").unwrap();
}

fn mapping(folder: &Path, code: &str) -> PathBuf {
    let path = folder.join(format!("{code}.toml"));
    let text = format!(
        "format = \"geojson\"\nshape = \"boucle\"\nid = [\"id\"]\n[source]\ncode = \"{code}\"\nname = \"Generated\"\nlicence = \"CC0 1.0\"\nattribution = \"Generated\"\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn import(database: &str, file: &Path, mapping: &Path) -> Duration {
    let start = Instant::now();
    let done = Command::new(program())
        .args(["import", "geojson"])
        .arg(file)
        .arg("--mapping")
        .arg(mapping)
        .args(["--yes", "--database", database])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(done.success(), "the generated set could not be imported");
    start.elapsed()
}

/// Makes and imports the set unless it is there already.
fn database(o: &Options, reference: &Reference) -> String {
    let folder = o.folder.join(o.size.to_string());
    let url = format!("sqlite:{}", folder.join("boucle.db").display());
    if folder.join("ready").exists() {
        return url;
    }
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("set.geojson");
    write_set(&file, support::structures(o.size, 1, &reference.gazetteer));
    let took = import(&url, &file, &mapping(&folder, "generated"));
    eprintln!(
        "{} structures imported from {} MB in {:.1} s",
        o.size,
        std::fs::metadata(&file).unwrap().len() >> 20,
        took.as_secs_f64()
    );
    std::fs::remove_file(&file).unwrap();
    std::fs::write(folder.join("ready"), "").unwrap();
    url
}

/// One keep-alive connection.
struct Connection {
    stream: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Connection {
    async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream: BufReader::with_capacity(256 << 10, stream),
            body: Vec::new(),
        }
    }

    /// Sends a ready request and reads the whole answer into `body`.
    async fn ask(&mut self, request: &[u8]) {
        use tokio::io::AsyncBufReadExt;
        self.stream.get_mut().write_all(request).await.unwrap();
        let mut length = None;
        let mut line = Vec::with_capacity(128);
        let mut first = true;
        loop {
            line.clear();
            self.stream.read_until(b'\n', &mut line).await.unwrap();
            if first {
                assert!(
                    line.starts_with(b"HTTP/1.1 200"),
                    "{}",
                    String::from_utf8_lossy(&line)
                );
                first = false;
            }
            if line == b"\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix(b"content-length: ") {
                length = std::str::from_utf8(value)
                    .unwrap()
                    .trim()
                    .parse::<usize>()
                    .ok();
            }
        }
        self.body.resize(length.unwrap(), 0);
        self.stream.read_exact(&mut self.body).await.unwrap();
    }
}

fn request(address: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes()
}

async fn body(address: &str, path: &str) -> Vec<u8> {
    let mut c = Connection::open(address).await;
    c.ask(&request(address, path)).await;
    c.body
}

/// Answers a second.
async fn load(address: &str, paths: &[String], seconds: f64) -> f64 {
    let requests: Arc<Vec<Vec<u8>>> = Arc::new(paths.iter().map(|p| request(address, p)).collect());
    let start = Instant::now();
    let end = start + Duration::from_secs_f64(seconds);
    let mut tasks = Vec::new();
    for n in 0..CONNECTIONS {
        let (requests, address) = (Arc::clone(&requests), address.to_owned());
        tasks.push(tokio::spawn(async move {
            let mut c = Connection::open(&address).await;
            let mut done = 0u32;
            let mut at = n * requests.len() / CONNECTIONS;
            while Instant::now() < end {
                c.ask(&requests[at % requests.len()]).await;
                at += 1;
                done += 1;
            }
            done
        }));
    }
    let mut done = 0;
    for t in tasks {
        done += t.await.unwrap();
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

fn boxed(c: Coordinates, d: f64) -> String {
    format!(
        "{:.4},{:.4},{:.4},{:.4}",
        c.lon - d,
        c.lat - d * 0.7,
        c.lon + d,
        c.lat + d * 0.7
    )
}

/// A box around a place that holds some five hundred structures.
async fn five_hundred(address: &str, c: Coordinates) -> String {
    let (mut small, mut large) = (0.001, 4.0);
    for _ in 0..14 {
        let middle = f64::midpoint(small, large);
        let path = format!("/api/v1/structures?limit=1&bbox={}", boxed(c, middle));
        let page: Value = serde_json::from_slice(&body(address, &path).await).unwrap();
        if page["numberMatched"].as_u64().unwrap() > 500 {
            large = middle;
        } else {
            small = middle;
        }
    }
    boxed(c, small)
}

async fn queries(address: &str, reference: &Reference) -> Vec<Query> {
    let places = Places::new(&reference.gazetteer);
    let mut r = Random::new(9);
    let spots: Vec<(Coordinates, &str)> = (0..VARIANTS)
        .map(|_| places.draw(&mut r))
        .map(|t| (t.position.unwrap(), t.name.as_str()))
        .collect();
    let mut boxes = Vec::new();
    for (c, _) in &spots {
        boxes.push(format!(
            "/api/v1/structures?limit=1000&bbox={}",
            five_hundred(address, *c).await
        ));
    }
    let each = |f: &dyn Fn(usize, Coordinates) -> String| -> Vec<String> {
        spots
            .iter()
            .enumerate()
            .map(|(n, (c, _))| f(n, *c))
            .collect()
    };
    let category = |n: usize| CATEGORIES[n % 6].0;
    vec![
        Query {
            name: "nearest",
            paths: each(&|n, c| {
                format!(
                    "/api/v1/structures?near={},{}&category={}&limit=10",
                    c.lon,
                    c.lat,
                    category(n)
                )
            }),
        },
        Query {
            name: "bbox",
            paths: boxes,
        },
        Query {
            name: "radius",
            paths: each(&|n, c| {
                format!(
                    "/api/v1/structures?near={},{}&radius=10000&category={}",
                    c.lon,
                    c.lat,
                    category(n)
                )
            }),
        },
        Query {
            name: "clusters",
            paths: each(&|n, _| {
                let d = f64::from(u32::try_from(n).unwrap()) / 100.0;
                format!(
                    "/api/v1/clusters?bbox={:.2},46.2,{:.2},48.6&zoom=8",
                    -2.6 + d,
                    0.95 + d
                )
            }),
        },
        Query {
            name: "suggest",
            paths: spots
                .iter()
                .map(|(_, name)| {
                    let typed: String = name.chars().take(6).collect();
                    let q: String =
                        url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
                    format!("/api/v1/suggest?q={q}")
                })
                .collect(),
        },
    ]
}

/// The same bytes, and nothing else.
async fn give(
    State(bodies): State<Arc<Vec<Vec<Bytes>>>>,
    Segment((q, n)): Segment<(usize, usize)>,
) -> ([(header::HeaderName, &'static str); 1], Bytes) {
    (
        [(header::CONTENT_TYPE, "application/geo+json")],
        bodies[q][n].clone(),
    )
}

async fn bare_route(bodies: &Path, port_file: &Path) {
    let lines: Vec<Vec<Bytes>> =
        serde_json::from_slice::<Vec<Vec<String>>>(&std::fs::read(bodies).unwrap())
            .unwrap()
            .into_iter()
            .map(|q| q.into_iter().map(Bytes::from).collect())
            .collect();
    let app = Router::new()
        .route("/{q}/{n}", get(give))
        .with_state(Arc::new(lines));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    std::fs::write(port_file, listener.local_addr().unwrap().to_string()).unwrap();
    axum::serve(listener, app).await.unwrap();
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

async fn measure(o: &Options, own: &Served, reference: &Reference) -> Vec<Value> {
    let queries = queries(&own.address, reference).await;
    let mut bodies: Vec<Vec<String>> = Vec::new();
    for q in &queries {
        let mut all = Vec::new();
        for path in &q.paths {
            all.push(String::from_utf8(body(&own.address, path).await).unwrap());
        }
        bodies.push(all);
    }
    let file = o.folder.join("bodies.json");
    std::fs::write(&file, serde_json::to_vec(&bodies).unwrap()).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("--bare").arg(&file);
    let bare = Served::start(command, &o.folder.join("bare.port"));
    let mut rows = Vec::new();
    println!(
        "{:<10} {:>9} {:>9} {:>6} {:>9}",
        "name", "own_rps", "bare_rps", "ratio", "bytes"
    );
    for (k, q) in queries.iter().enumerate() {
        let bare_paths: Vec<String> = (0..q.paths.len()).map(|n| format!("/{k}/{n}")).collect();
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        load(&own.address, &q.paths, 0.3).await;
        load(&bare.address, &bare_paths, 0.3).await;
        for _ in 0..o.rounds {
            let a = load(&own.address, &q.paths, o.seconds).await;
            let b = load(&bare.address, &bare_paths, o.seconds).await;
            ours.push(a);
            theirs.push(b);
            ratios.push(a / b);
        }
        let (a, b, ratio) = (median(ours), median(theirs), median(ratios));
        let bytes = bodies[k].iter().map(String::len).sum::<usize>() / bodies[k].len();
        println!("{:<10} {a:>9.0} {b:>9.0} {ratio:>6.2} {bytes:>9}", q.name);
        rows.push(
            json!({ "name": q.name, "own_rps": a, "bare_rps": b, "ratio": ratio, "bytes": bytes }),
        );
    }
    rows
}

/// Imports one more structure and waits until the server shows it: the peak of a swap.
async fn swap(o: &Options, own: &Served, url: &str) -> f64 {
    let folder = o.folder.join(o.size.to_string());
    let stamp = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let file = folder.join("swap.geojson");
    std::fs::write(
        &file,
        json!({ "type": "FeatureCollection", "features": [{
        "type": "Feature", "id": "1", "geometry": null,
        "properties": { "name": format!("Swap {stamp}"), "categories": ["tiers_lieu"] },
    }] })
        .to_string(),
    )
    .unwrap();
    let start = Instant::now();
    import(url, &file, &mapping(&folder, "swap"));
    loop {
        let ready: Value =
            serde_json::from_slice(&body(&own.address, "/health/ready").await).unwrap();
        if ready["snapshot_revision"] == ready["store_revision"]
            && start.elapsed() > Duration::from_secs(2)
        {
            return start.elapsed().as_secs_f64();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::main]
async fn main() {
    let o = Options::parse();
    if let (Some(bodies), Some(port_file)) = (&o.bare, &o.port_file) {
        return bare_route(bodies, port_file).await;
    }
    let reference = Reference::embedded().unwrap();
    let url = database(&o, &reference);
    let mut command = Command::new(program());
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--tiles-url",
        "none",
        "--database",
        &url,
    ]);
    let start = Instant::now();
    let own = Served::start(command, &o.folder.join("own.port"));
    let ready = start.elapsed().as_secs_f64();
    eprintln!(
        "ready in {ready:.1} s, resident {} MB, peak {} MB",
        own.memory("VmRSS"),
        own.memory("VmHWM")
    );
    // The threads of the build end some ten seconds later, and what they have freed goes back to the system then.
    tokio::time::sleep(AT_REST).await;
    eprintln!(
        "resident {} MB after {} s at rest",
        own.memory("VmRSS"),
        AT_REST.as_secs()
    );
    let rows = measure(&o, &own, &reference).await;
    let resident = own.memory("VmRSS");
    let swapped = swap(&o, &own, &url).await;
    let peak = own.memory("VmHWM");
    println!(
        "ready in {ready:.1} s; resident {resident} MB after the load; a swap in {swapped:.1} s, peak {peak} MB"
    );
    if let Some(file) = &o.json {
        let all = json!({ "size": o.size, "queries": rows, "ready_s": ready, "resident_mb": resident, "swap_s": swapped, "swap_peak_mb": peak });
        std::fs::write(file, serde_json::to_vec_pretty(&all).unwrap()).unwrap();
    }
}
