//! Starts the built program in a folder of its own, and watches what it says.
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take that is not measured: two cores may be busy with other tests.
const PATIENCE: Duration = Duration::from_mins(1);

/// A working directory with nothing in it.
pub struct Place(tempfile::TempDir);

/// What a command that ended said.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    /// Checks the exit code and that each of the words is in what was said on stderr.
    #[track_caller]
    pub fn expect(&self, code: i32, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in: {}", self.err);
        }
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With the demonstration set in its database.
    pub fn with_demo() -> Self {
        let place = Self::new();
        place.run("setup").expect(0, &["309 demonstration"]);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// A file that nobody sees half of.
    pub fn write_whole(&self, name: &str, bytes: &[u8]) {
        let part = self.path("part");
        std::fs::write(&part, bytes).unwrap();
        std::fs::rename(part, self.path(name)).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program with these arguments (between blanks), in this folder, with no variable of ours from outside.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_boucle"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("BOUCLE_") {
                command.env_remove(name);
            }
        }
        // Nothing of a test leaves the machine.
        command
            .env("BOUCLE_ADEME_URL", "none")
            .args(arguments.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &str) -> Ran {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &str, variables: &[(&str, &str)]) -> Ran {
        let mut command = self.command(arguments);
        let done = command.envs(variables.iter().copied()).output().unwrap();
        Ran {
            code: done.status.code(),
            out: done.stdout,
            err: String::from_utf8_lossy(&done.stderr).into_owned(),
        }
    }

    /// The whole content of the database as the program exports it.
    pub fn content(&self) -> String {
        self.run("export geojson").expect(0, &[]).text()
    }

    pub fn serve(&self, arguments: &str) -> Server {
        self.serve_with(arguments, &[])
    }

    /// Starts the service on a free port and waits until it is ready.
    pub fn serve_with(&self, arguments: &str, variables: &[(&str, &str)]) -> Server {
        let port_file = self.path("port");
        let all = format!("serve --listen 127.0.0.1:0 --port-file port {arguments}");
        let mut child = self
            .command(&all)
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let listener = listen(child.stderr.take().unwrap(), Arc::clone(&said));
        let mut server = Server {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            said,
            listener: Some(listener),
        };
        server.address = server.wait_for("its port", |s| s.bound(&port_file));
        server.wait_for("/health/ready", |s| {
            (s.get("/health/ready").0 == 200).then_some(())
        });
        server
    }
}

fn listen(
    stderr: std::process::ChildStderr,
    said: Arc<Mutex<String>>,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    })
}

/// The running service; killed when a test fails.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    said: Arc<Mutex<String>>,
    listener: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    fn bound(&mut self, file: &Path) -> Option<SocketAddr> {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("the service ended at once ({status}): {}", self.said());
        }
        std::fs::read_to_string(file).ok()?.parse().ok()
    }

    /// Asks again and again until there is an answer.
    #[track_caller]
    pub fn wait_for<T>(&mut self, what: &str, mut ask: impl FnMut(&mut Self) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(answer) = ask(self) {
                return answer;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "waited in vain for {what}: {}",
                self.said()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What the service said so far on stderr.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Status and body.
    pub fn get(&self, path: &str) -> (u16, Vec<u8>) {
        get(self.address, path)
    }

    pub fn json(&self, path: &str) -> serde_json::Value {
        let (status, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Waits for the end, at most so long.
    #[track_caller]
    pub fn ends_within(&mut self, bound: Duration) -> ExitStatus {
        let start = Instant::now();
        while start.elapsed() < bound {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("still there after {bound:?}: {}", self.said());
    }

    /// Stops the service and checks that it ended well and warned of nothing but the expected.
    #[track_caller]
    pub fn stop(mut self, expected: &[&str]) -> String {
        self.signal(Signal::TERM);
        let status = self.ends_within(PATIENCE);
        assert_eq!(status.code(), Some(0), "{}", self.said());
        self.only(expected)
    }

    /// What was said, once the service has ended; any other warning than the expected ones fails the test.
    #[track_caller]
    pub fn only(&mut self, expected: &[&str]) -> String {
        self.listener.take().unwrap().join().unwrap();
        let said = self.said();
        let bad = |l: &&str| {
            let loud = ["WARN", "ERROR", "panicked"].iter().any(|w| l.contains(w));
            loud && !expected.iter().any(|e| l.contains(e))
        };
        let odd: Vec<&str> = said.lines().filter(bad).collect();
        assert!(odd.is_empty(), "unexpected: {odd:?}");
        for words in expected {
            assert!(said.contains(words), "no `{words}` in: {said}");
        }
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and body of one request on a connection of its own; status 0 when there was no answer.
pub fn get(address: SocketAddr, path: &str) -> (u16, Vec<u8>) {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE));
    let agent: ureq::Agent = config.build().into();
    match agent.get(format!("http://{address}{path}")).call() {
        Ok(mut answer) => {
            let status = answer.status().as_u16();
            let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec();
            body.map_or((0, Vec::new()), |b| (status, b))
        }
        Err(_) => (0, Vec::new()),
    }
}
