//! A server on loopback whose answers are written byte by byte, so that it can misbehave in any way.
#![allow(dead_code)] // each test binary uses a part of it
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One answer.
pub enum Answer {
    /// 200 with this type and these bytes.
    Body(&'static str, Vec<u8>),
    /// Status line behind `HTTP/1.1 `, header lines, bytes: as they are.
    Raw(String, Vec<u8>),
    /// Head and these bytes of a longer body, then nothing for so long.
    Stall(Vec<u8>, Duration),
}

impl Answer {
    pub fn json(text: impl Into<String>) -> Self {
        Self::Body("application/json", text.into().into_bytes())
    }

    pub fn status(line: &str) -> Self {
        Self::Raw(format!("{line}\r\nContent-Length: 0"), Vec::new())
    }
}

/// The server; its thread ends with the test's process.
pub struct Loopback {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
    posted: Arc<Mutex<Vec<String>>>,
}

impl Loopback {
    /// `answer` hears the path with its query, how often anything was asked before, and the server's own address.
    pub fn start(answer: impl Fn(&str, usize, &str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_reading(move |path, before, own, _| answer(path, before, own))
    }

    /// The same; `answer` hears besides what was posted.
    pub fn start_reading(
        answer: impl Fn(&str, usize, &str, &str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let posted: Arc<Mutex<Vec<String>>> = Arc::default();
        let (seen, own, answer) = (Arc::clone(&asked), url.clone(), Arc::new(answer));
        let bodies = Arc::clone(&posted);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (seen, own, answer) = (Arc::clone(&seen), own.clone(), Arc::clone(&answer));
                let bodies = Arc::clone(&bodies);
                std::thread::spawn(move || {
                    let _ = one(&stream, &seen, &own, &|path, before, own, body| {
                        bodies.lock().unwrap().push(body.to_owned());
                        answer(path, before, own, body)
                    });
                });
            }
        });
        Self { url, asked, posted }
    }

    /// Paths that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Bodies of the requests, in order; empty where nothing was posted.
    pub fn posted(&self) -> Vec<String> {
        self.posted.lock().unwrap().clone()
    }
}

fn one(
    mut stream: &TcpStream,
    seen: &Mutex<Vec<String>>,
    own: &str,
    answer: &dyn Fn(&str, usize, &str, &str) -> Answer,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    while line.trim() != "" {
        line.clear();
        reader.read_line(&mut line)?;
        if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let before = {
        let mut seen = seen.lock().unwrap();
        seen.push(path.clone());
        seen.len() - 1
    };
    let (head, body, pause) = match answer(&path, before, own, &body) {
        Answer::Body(kind, body) => {
            let head = format!(
                "200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}",
                body.len()
            );
            (head, body, Duration::ZERO)
        }
        Answer::Raw(head, body) => (head, body, Duration::ZERO),
        Answer::Stall(body, pause) => ("200 OK\r\nContent-Length: 1000000".to_owned(), body, pause),
    };
    write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n")?;
    stream.write_all(&body)?;
    stream.flush()?;
    std::thread::sleep(pause);
    Ok(())
}
