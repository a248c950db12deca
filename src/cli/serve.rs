//! `boucle serve`.
use crate::catalog::CatalogHandle;
use crate::http::{self, App, Site};
use crate::service::{Reference, publication};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

const IGN: &str = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "BOUCLE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: std::net::SocketAddr,
    /// Write the bound address to this file once ready
    #[arg(long, env = "BOUCLE_PORT_FILE")]
    port_file: Option<PathBuf>,
    /// Name of the service
    #[arg(long, env = "BOUCLE_NAME", default_value = "Boucle")]
    name: String,
    /// Who answers for the service, for the legal notice
    #[arg(long, env = "BOUCLE_OPERATOR", default_value = "")]
    operator: String,
    /// Where people write: mailto:ADDRESS or https://PAGE
    #[arg(long, env = "BOUCLE_CONTACT", default_value = "")]
    contact: String,
    /// Map tiles with {z}, {x}, {y}, or `none`
    #[arg(long, env = "BOUCLE_TILES_URL", default_value = IGN)]
    tiles_url: String,
    /// Credit of the tiles
    #[arg(long, env = "BOUCLE_TILES_ATTRIBUTION", default_value = "© IGN")]
    tiles_attribution: String,
}

pub(super) async fn run(database: &str, reference: Reference, s: Serve) -> Result<(), String> {
    if s.tiles_url != "none" && !s.tiles_url.starts_with("http") {
        return Err(format!(
            "tiles-url `{}`: expected an http(s) address with {{z}}, {{x}}, {{y}}, or none",
            s.tiles_url
        ));
    }
    if !s.contact.is_empty()
        && !["mailto:", "http://", "https://"]
            .iter()
            .any(|p| s.contact.starts_with(p))
    {
        return Err(format!(
            "contact `{}`: expected mailto:ADDRESS or https://PAGE",
            s.contact
        ));
    }
    let store = super::open(database).await?;
    let first = publication::build(&store, &reference)
        .await
        .map_err(|e| e.to_string())?;
    let seen = Arc::new(AtomicI64::new(first.revision));
    let catalog = CatalogHandle::new(first);
    let follower = tokio::spawn(publication::follow(
        store,
        reference,
        catalog.clone(),
        Arc::clone(&seen),
    ));
    let site = Site {
        name: s.name,
        contact: s.contact,
        operator: s.operator,
        tiles_url: s.tiles_url,
        tiles_attribution: s.tiles_attribution,
    };
    let router = http::router(App::new(catalog, site, seen));
    let listener = tokio::net::TcpListener::bind(s.listen)
        .await
        .map_err(|e| format!("cannot listen on {}: {e}", s.listen))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    if let Some(file) = &s.port_file {
        std::fs::write(file, address.to_string())
            .map_err(|e| format!("cannot write {}: {e}", file.display()))?;
    }
    eprintln!("Boucle is at http://{address}");
    let served = axum::serve(listener, router)
        .with_graceful_shutdown(stop())
        .await;
    follower.abort();
    served.map_err(|e| e.to_string())
}

/// Ends with Ctrl-C or SIGTERM; requests under way are answered first.
async fn stop() {
    let terminate = async {
        if let Ok(mut s) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        {
            s.recv().await;
        }
    };
    tokio::select! { _ = tokio::signal::ctrl_c() => {}, () = terminate => {} }
    tracing::info!("stopping: answering what is under way");
}
