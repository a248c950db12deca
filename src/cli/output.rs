//! Data go to stdout, messages to stderr; a reader that went away is no error.
use super::CliError;
use std::io::{self, Write};

/// Says one line to people. When nobody listens the line is lost, and that is all.
pub(super) fn say(line: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", line.as_ref());
}

/// Hands data over.
///
/// # Errors
/// `Closed` when the reader has seen enough, as `head` does; else what the system said.
pub(super) fn data(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Err(CliError::Closed),
        Err(e) => Err(CliError::Failed(format!("cannot write to stdout: {e}"))),
    }
}
