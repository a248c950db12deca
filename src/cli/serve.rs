//! `boucle serve`.
use super::output::say;
use super::{CliError, Desk, options};
use crate::config::{self, ADEME_URL, DATABASE, GEOCODE, SERVE, Settings};
use crate::http::edge::Edge;
use crate::http::{self, App, Site};
use crate::service::{
    Addresses, CatalogHandle, Current, Renewal, Store, history, publication, sync,
};
use clap::Command;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

pub(super) fn command() -> Command {
    Command::new("serve")
        .about("Serve the map, the pages and the API")
        .args(SERVE.iter().map(options::arg))
        .args([ADEME_URL, GEOCODE].iter().map(options::arg))
        .after_help(
            "Examples:\n  boucle serve\n  boucle serve --listen 0.0.0.0:80 --contact mailto:bonjour@example.org\n  \
             boucle serve --listen 127.0.0.1:0 --port-file port.txt --tiles-url none --log-format json\n\n\
             It stops with SIGTERM or Ctrl-C: requests under way are answered first, for --drain seconds at most; \
             a second signal stops it at once.",
        )
}

pub(super) async fn run(desk: Desk) -> Result<(), CliError> {
    let s = &desk.settings;
    let sources = if s.sync {
        super::sync::declared(&desk)?
    } else {
        Vec::new()
    };
    // First of all, so that a port in use is told before the database is read.
    let listener = TcpListener::bind(s.listen)
        .await
        .map_err(|e| CliError::Failed(not_bound(s.listen, &e)))?;
    let address = listener
        .local_addr()
        .map_err(|e| CliError::Failed(e.to_string()))?;
    let signals = Signals::new().map_err(|e| CliError::Failed(format!("signals: {e}")))?;
    let made = !Store::is_there(&s.database);
    let store = desk.store().await?;
    let first = publication::build(&store, &desk.reference).await?;
    if first.is_empty() {
        tell_empty(s, made);
    }
    publication::announce(&first, None);
    let seen = Arc::new(publication::Seen::at(first.revision));
    let catalog = CatalogHandle::new(first);
    let app = App::new(catalog.clone(), site(s), Arc::clone(&seen));
    let service = http::service(match s.geocoder.as_str() {
        "none" => app,
        url => app.with_addresses(Addresses::new(url)),
    });
    if let Some(file) = &s.port_file {
        write_whole(file, &address.to_string())
            .map_err(|e| CliError::Failed(format!("cannot write {}: {e}", file.display())))?;
    }
    let keeper = tokio::spawn(history::follow(store.clone(), catalog.clone()));
    let current = Current::new(desk.reference);
    let refresher = (!sources.is_empty()).then(|| {
        let (store, current) = (store.clone(), current.clone());
        tokio::spawn(sync::follow(store, current, sources))
    });
    let renewal = Renewal::of(s.geodata.clone(), desk.contours);
    let follower = tokio::spawn(publication::follow(store, current, renewal, catalog, seen));
    if s.log_json {
        tracing::info!(%address, "listening");
    } else {
        say(format!("Boucle is at http://{address}"));
    }
    let served = until_stopped(listener, service, signals, s.drain).await;
    follower.abort();
    keeper.abort();
    if let Some(task) = refresher {
        task.abort();
    }
    if let Some(file) = &s.port_file {
        let _ = std::fs::remove_file(file);
    }
    served.map_err(|e| CliError::Failed(e.to_string()))
}

/// A slip in the address of a database makes a new one: it is told, as else only an empty map shows it.
fn tell_empty(s: &Settings, made: bool) {
    let database = config::shown(&DATABASE, &s.database);
    let what = if made {
        format!(
            "a new and empty database was made at {database}; if there should be one, check --database"
        )
    } else {
        format!("the database at {database} holds no structures")
    };
    let cure = "boucle setup or boucle import fill it, also while it is served";
    if s.log_json {
        tracing::warn!(%database, made, "{what}; {cure}");
    } else {
        say(format!("warning: {what}; {cure}"));
    }
}

fn site(s: &Settings) -> Site {
    Site {
        name: s.name.clone(),
        contact: s.contact.clone(),
        operator: s.operator.clone(),
        operator_address: s.operator_address.clone(),
        publication_director: s.publication_director.clone(),
        hosting: s.hosting.clone(),
        source_url: s.source_url.clone(),
        public_url: s.public_url.clone(),
        tiles_url: s.tiles_url.clone(),
        tiles_attribution: s.tiles_attribution.clone(),
    }
}

fn not_bound(address: SocketAddr, e: &std::io::Error) -> String {
    let cure = match e.kind() {
        ErrorKind::AddrInUse => {
            "another program has this port: stop it, or choose another port with --listen (port 0 takes a free one)"
        }
        ErrorKind::PermissionDenied => {
            "ports below 1024 need a privilege: choose a higher one with --listen"
        }
        ErrorKind::AddrNotAvailable => {
            "this machine does not have that address: choose one of its own with --listen, or 0.0.0.0 for all"
        }
        _ => "choose another address with --listen",
    };
    format!("cannot listen on {address}: {e}; {cure}")
}

/// Whoever waits for the file never sees half of it.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    std::fs::write(&part, text)?;
    std::fs::rename(&part, path)
}

/// SIGTERM and SIGINT.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
    }
}

/// Serves until a signal; then what is under way has `drain` to end.
async fn until_stopped(
    listener: TcpListener,
    service: Edge<axum::Router>,
    mut signals: Signals,
    drain: Duration,
) -> std::io::Result<()> {
    let (stop, stopped) = oneshot::channel::<()>();
    let server =
        axum::serve(listener, tower::make::Shared::new(service)).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
    let mut server = std::pin::pin!(server.into_future());
    tokio::select! {
        ended = &mut server => return ended,
        () = signals.next() => {}
    }
    tracing::info!("stopping: answering what is under way");
    let _ = stop.send(());
    tokio::select! {
        ended = &mut server => ended,
        () = tokio::time::sleep(drain) => {
            tracing::warn!(seconds = drain.as_secs(), "stopped with requests still under way; --drain gives them longer");
            Ok(())
        }
        () = signals.next() => {
            tracing::warn!("stopped at once by a second signal");
            Ok(())
        }
    }
}
