//! A PostgreSQL of our own: started once for the test binary, stopped and removed with it.
//!
//! A shell holds the server and waits on a pipe from this process. When this process ends, however it
//! ends, the pipe closes, and the shell stops the server and removes its folder: no hook is needed.
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

const SCRIPT: &str = r#"
set -e
trap '' INT
trap 'rm -rf "$DIR"' EXIT
"$BIN/initdb" -D "$DIR/data" -U boucle --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8 >"$DIR/log" 2>&1 || { cat "$DIR/log"; exit 1; }
cat >"$DIR/data/pg_hba.conf" <<END
host all locked 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
local all all trust
END
"$BIN/postgres" -D "$DIR/data" -k "$DIR" -h 127.0.0.1 -p "$PORT" -F -c max_connections=200 -c full_page_writes=off >>"$DIR/log" 2>&1 &
server=$!
until "$BIN/pg_isready" -q -h 127.0.0.1 -p "$PORT"; do
  kill -0 "$server" 2>/dev/null || { cat "$DIR/log"; exit 1; }
  sleep 0.1
done
echo ready
read _ || true
kill -INT "$server"
wait "$server" || true
"#;

struct Server {
    port: u16,
    /// Keeps the pipe open.
    _shell: Child,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let bin = binaries().unwrap_or_else(|| {
        panic!("these tests start a PostgreSQL of their own and found no `initdb`: apt-get install postgresql")
    });
    let mut last = String::new();
    // The free port may be taken by another process before the server has it.
    for _ in 0..3 {
        match start(&bin) {
            Ok(server) => return server,
            Err(e) => last = e,
        }
    }
    panic!("PostgreSQL of {} did not start: {last}", bin.display());
});

/// The address of a server's database, without its name.
pub fn address() -> String {
    format!("postgres://boucle@127.0.0.1:{}", SERVER.port)
}

/// The port of the server.
pub fn port() -> u16 {
    SERVER.port
}

/// The newest of Debian's folders, else what `pg_config` says.
fn binaries() -> Option<PathBuf> {
    let has = |p: &PathBuf| p.join("initdb").exists() && p.join("postgres").exists();
    let version = |p: &PathBuf| {
        p.parent()
            .and_then(Path::file_name)
            .and_then(|n| n.to_string_lossy().parse::<u32>().ok())
    };
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|d| d.path().join("bin"))
        .filter(has)
        .max_by_key(version);
    debian.or_else(|| {
        let said = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(said.stdout).ok()?.trim())).filter(has)
    })
}

fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let out = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    out.status.success().then(|| text.trim().to_owned())
}

fn start(bin: &Path) -> Result<Server, String> {
    let folder = tempfile::Builder::new()
        .prefix("boucle-pg-")
        .tempdir()
        .map_err(|e| e.to_string())?
        .keep();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    let port = listener.local_addr().map_err(|e| e.to_string())?.port();
    drop(listener);
    // The server refuses to run as root.
    let mut command = if said("id", &["-u"]).as_deref() == Some("0") {
        let user = ["postgres", "nobody"]
            .into_iter()
            .find(|u| said("id", &["-u", u]).is_some())
            .ok_or("there is neither a user `postgres` nor `nobody` to run it as")?;
        said("chown", &[user, &folder.to_string_lossy()]).ok_or("chown failed")?;
        let mut c = Command::new("runuser");
        c.args(["-u", user, "--", "sh", "-c", SCRIPT]);
        c
    } else {
        let mut c = Command::new("sh");
        c.args(["-c", SCRIPT]);
        c
    };
    let mut shell = command
        .env("BIN", bin)
        .env("DIR", &folder)
        .env("PORT", port.to_string())
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    let mut out = BufReader::new(shell.stdout.take().ok_or("no output")?);
    let mut line = String::new();
    out.read_line(&mut line).map_err(|e| e.to_string())?;
    if line.trim() == "ready" {
        return Ok(Server {
            port,
            _shell: shell,
        });
    }
    out.read_to_string(&mut line).map_err(|e| e.to_string())?;
    Err(line)
}
