//! What the program logs: to stderr, as text or as JSON, and never an e-mail address.
use crate::domain::text::without_emails;
use std::io::{self, IsTerminal, Write};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Starts logging with `filter`, as in `info,sqlx=warn`; `json` writes one object a line.
///
/// # Errors
/// A filter that cannot be read, or logging that was started before.
pub fn init(filter: &str, json: bool) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|e| e.to_string())?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(!json && io::stderr().is_terminal())
        .with_writer(Discreet(io::stderr));
    let started = if json {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
    started.map_err(|e| e.to_string())
}

/// Makes writers that leave e-mail addresses out. The formatter hands over each line in one piece.
#[derive(Debug, Clone, Copy)]
struct Discreet<F>(F);

impl<'a, W: Write + 'a, F: Fn() -> W> MakeWriter<'a> for Discreet<F> {
    type Writer = Line<W>;
    fn make_writer(&'a self) -> Self::Writer {
        Line((self.0)())
    }
}

#[derive(Debug)]
struct Line<W>(W);

impl<W: Write> Write for Line<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        // A reader of stderr that went away is no reason to stop.
        let _ = self.0.write_all(without_emails(&text).as_bytes());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_address_reaches_the_log_in_text_or_json() {
        for json in [false, true] {
            let memory = Memory::default();
            let copy = memory.clone();
            let builder = tracing_subscriber::fmt().with_writer(Discreet(move || copy.clone()));
            let write = || tracing::warn!(cell = "Jeanne@Example.org", "row of a%40example.org");
            if json {
                tracing::subscriber::with_default(builder.json().finish(), write);
            } else {
                tracing::subscriber::with_default(builder.finish(), write);
            }
            let text = String::from_utf8(memory.0.lock().unwrap().clone()).unwrap();
            assert!(text.contains("WARN") && text.contains("[e-mail]"), "{text}");
            assert!(!text.to_lowercase().contains("example"), "{text}");
        }
    }
}
