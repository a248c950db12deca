//! A mapping that was guessed: shown, and written to a file.
use super::import::broken_off;
use super::output::say;
use super::{CliError, Desk};
use crate::domain::text::without_emails;
use crate::service::{Format, Guess, GuessError, guess};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// Characters of an example that are shown.
const SHOWN: usize = 40;

/// Reads the file and guesses what its columns mean; the source is called as asked, else after the file.
pub(super) fn look(
    desk: &Desk,
    format: Format,
    place: &str,
    source: Option<&str>,
) -> Result<Guess, CliError> {
    let file =
        File::open(place).map_err(|e| CliError::Failed(format!("cannot read {place}: {e}")))?;
    let name = Path::new(place).file_name().unwrap_or(place.as_ref());
    let name = name.to_string_lossy();
    let guess = guess(
        file,
        format,
        source.unwrap_or(&name),
        &desk.reference.taxonomy,
    );
    guess.map_err(|e| match e {
        GuessError::Read(e) => CliError::Failed(without_emails(&broken_off(place, &e.to_string()))),
        e => CliError::Use(without_emails(&format!("{place}: {e}"))),
    })
}

/// Each column, what it is taken for, and examples of what it holds.
pub(super) fn show(guess: &Guess) {
    let say = |line: String| say(without_emails(&line));
    say(
        "No mapping was named. This one is guessed from the names and values of the columns:"
            .to_owned(),
    );
    let width = guess.columns.iter().map(|c| c.name.chars().count()).max();
    let width = width.unwrap_or(0).min(SHOWN);
    for c in &guess.columns {
        let (field, mark) = match &c.field {
            Some(f) => (f.as_str(), if c.sure { "" } else { " (not sure)" }),
            None => ("left out", ""),
        };
        let examples: Vec<String> = c.examples.iter().map(|e| short(e)).collect();
        say(format!(
            "  {:width$} -> {field}{mark}: {}",
            c.name,
            examples.join(" | ")
        ));
        if let Some(denied) = &c.denied {
            say(format!("  {:width$}    {}", "", denied.why(&c.name)));
        }
    }
    for r in &guess.remarks {
        say(format!("  {r}"));
    }
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars()
        .take(SHOWN)
        .chain(std::iter::once('…'))
        .collect()
}

/// Writes the mapping to a file that is not there yet.
pub(super) fn save(guess: &Guess, to: &Path) -> Result<(), CliError> {
    let failed = |e: std::io::Error| {
        CliError::Failed(format!("cannot write the mapping {}: {e}", to.display()))
    };
    // One that is there may have been worked on.
    let mut file = std::fs::File::create_new(to).map_err(failed)?;
    file.write_all(guess.toml.as_bytes()).map_err(failed)?;
    say(format!("The mapping is written to {}.", to.display()));
    Ok(())
}
