//! The official contours: taken from their server or from a folder, checked, and kept as one file that is replaced
//! whole or not at all.
mod source;
mod survey;

pub use crate::remote::download::{Event as Transfer, Patience};
pub use source::{Event, From};
pub use survey::{Survey, survey};

use crate::domain::{Gazetteer, Movements, Territory, TerritoryKind, clock};
use crate::remote::download::DownloadError;
use crate::spatial::Contours;
use crate::spatial::contours::{About, Assembly, FileError};
use source::Source;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where the official contours are published; below it stand the years.
pub const OFFICIAL: &str = "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs";

/// The year of the embedded tables.
pub const YEAR: u16 = 2026;

/// How much the lines may be simplified, metres.
pub const RESOLUTIONS: [&str; 4] = ["1000m", "100m", "50m", "5m"];

/// Licence and credit of the contours.
pub const LICENCE: &str = "IGN Admin Express, Etalab · Licence Ouverte 2.0";

/// Name of the file in its folder.
const FILE: &str = "contours.bin";

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Where the published files are.
    pub from: From,
    /// Whose year's communes.
    pub year: u16,
    /// One of [`RESOLUTIONS`].
    pub resolution: String,
    /// `region:52` when the files cover only this.
    pub partial: Option<String>,
    /// Where the result is kept.
    pub folder: PathBuf,
    /// Of downloads.
    pub patience: Patience,
}

/// Why there are no new contours; what was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum GeodataError {
    /// What was asked for makes no sense.
    #[error("{0}")]
    Use(String),
    /// Nobody answered.
    #[error("{0}; whatever contours were there stay, else the embedded positions hold")]
    Offline(DownloadError),
    /// The server.
    #[error("{0}")]
    Download(DownloadError),
    /// A published file that is not as it should be.
    #[error("{file}: {detail}")]
    Published {
        /// Name.
        file: String,
        /// What is wrong.
        detail: String,
    },
    /// The disk.
    #[error("{path}: {cause}")]
    Disk {
        /// File or folder.
        path: String,
        /// The system's word.
        cause: String,
    },
    /// The stored file.
    #[error("{path}: {cause}; take the contours anew with `boucle geodata update`")]
    Stored {
        /// File.
        path: String,
        /// What is wrong with it.
        cause: FileError,
    },
    /// Another run is at it.
    #[error("another `boucle geodata update` is at work in {0}; wait for its end")]
    Busy(String),
}

impl GeodataError {
    fn disk(path: &Path, e: &std::io::Error) -> Self {
        Self::Disk {
            path: path.display().to_string(),
            cause: e.to_string(),
        }
    }
}

impl std::convert::From<DownloadError> for GeodataError {
    fn from(e: DownloadError) -> Self {
        match e {
            DownloadError::Offline { .. } => Self::Offline(e),
            other => Self::Download(other),
        }
    }
}

/// Which file of contours is in a folder: it differs after each update. `None` where there is none.
pub type Mark = Option<(SystemTime, u64, u64)>;

/// The mark of a folder's file; cheap.
#[must_use]
pub fn mark(folder: &Path) -> Mark {
    let file = std::fs::metadata(folder.join(FILE)).ok()?;
    // An update puts another file in the place: its number differs even within one tick of the clock.
    Some((file.modified().ok()?, file.len(), file.ino()))
}

/// The stored contours of a folder; none where there is no file.
///
/// # Errors
/// A file that cannot be read, is damaged, or is of another version.
pub fn load(folder: &Path) -> Result<Contours, GeodataError> {
    let path = folder.join(FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Contours::default()),
        Err(e) => return Err(GeodataError::disk(&path, &e)),
    };
    Contours::from_bytes(&bytes).map_err(|cause| GeodataError::Stored {
        path: path.display().to_string(),
        cause,
    })
}

/// Takes the published contours, checks them and replaces the stored ones; blocks until all is done. The files are
/// converted only once all of them are there, and the stored file is replaced in one step at the end.
///
/// # Errors
/// Whatever keeps the new contours from being whole and sound: then nothing is replaced, and what was downloaded is
/// gone on with by the next run.
pub fn update(
    gazetteer: &Gazetteer,
    wanted: &Wanted,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Contours, GeodataError> {
    let within = within(gazetteer, wanted.partial.as_deref())?;
    std::fs::create_dir_all(&wanted.folder).map_err(|e| GeodataError::disk(&wanted.folder, &e))?;
    let _lock = lock(&wanted.folder)?;
    let source = Source::gather(wanted, tell)?;
    let movements = movements(&source)?;
    let mut assembly = Assembly::new(gazetteer, &movements, wanted.year);
    for file in &source.files {
        tell(Event::Reading(&file.name));
        let read = file.open().and_then(|input| {
            let read = assembly.read(file.kind, input);
            read.map_err(|e| file.wrong(e.to_string()))
        });
        if let Err(e) = read {
            // Another try must not go on with bytes that are whole and wrong.
            source.forget(file);
            return Err(e);
        }
        plausible(gazetteer, &assembly, file.kind, within).map_err(|detail| file.wrong(detail))?;
    }
    tell(Event::Writing);
    let about = About {
        year: wanted.year,
        resolution: source.resolution.clone(),
        source: wanted.from.to_string(),
        taken: clock::timestamp(),
        partial: wanted.partial.clone(),
        movements: !movements.is_empty(),
        followed: 0,
        unknown: Vec::new(),
    };
    let path = wanted.folder.join(FILE);
    let stored = |cause| GeodataError::Stored {
        path: path.display().to_string(),
        cause,
    };
    let bytes = assembly.finish(about).map_err(stored)?;
    let contours = Contours::from_bytes(&bytes).map_err(stored)?;
    write(&path, &bytes).map_err(|e| GeodataError::disk(&path, &e))?;
    source.forget_all();
    Ok(contours)
}

/// The territory that partial files cover.
fn within<'a>(
    gazetteer: &'a Gazetteer,
    partial: Option<&str>,
) -> Result<Option<&'a Territory>, GeodataError> {
    let Some(text) = partial else {
        return Ok(None);
    };
    let found = text.split_once(':').and_then(|(kind, code)| {
        let kind = TerritoryKind::parse(kind).filter(|k| *k != TerritoryKind::Commune)?;
        gazetteer.get(kind, code)
    });
    let wrong = || {
        GeodataError::Use(format!(
            "--partial is `{text}`: expected a territory as in region:52, department:49 or epci:244900015"
        ))
    };
    found.map(Some).ok_or_else(wrong)
}

/// One update at a time: two would write into the same parts. The lock goes with the process.
fn lock(folder: &Path) -> Result<File, GeodataError> {
    let path = folder.join(".lock");
    let file = File::create(&path).map_err(|e| GeodataError::disk(&path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(GeodataError::Busy(folder.display().to_string()))
        }
        Err(std::fs::TryLockError::Error(e)) => Err(GeodataError::disk(&path, &e)),
    }
}

fn movements(source: &Source) -> Result<Movements, GeodataError> {
    let Some(path) = &source.movements else {
        return Ok(Movements::default());
    };
    let text = std::fs::read_to_string(path).map_err(|e| GeodataError::disk(path, &e))?;
    let wrong = |e: crate::domain::territory::TableError| GeodataError::Published {
        file: path.display().to_string(),
        detail: e.to_string(),
    };
    Movements::parse(&text).map_err(wrong)
}

/// Overseas collectivities, which the published files have in some years only.
const COLLECTIVITIES: [&str; 4] = ["975", "977", "978", "98"];

/// Whether so many of the known territories have a contour that the file can be whole. The percentage that is wanted
/// leaves room for a year's mergers; groups of communes change more from year to year.
fn plausible(
    gazetteer: &Gazetteer,
    assembly: &Assembly<'_>,
    kind: TerritoryKind,
    within: Option<&Territory>,
) -> Result<(), String> {
    let wanted = if kind == TerritoryKind::Epci { 80 } else { 95 };
    let expected = gazetteer.of_kind(kind).filter(|t| {
        let overseas = COLLECTIVITIES.iter().any(|c| t.code.starts_with(c));
        within.map_or(!overseas || kind == TerritoryKind::Epci, |w| {
            w.kind >= kind && gazetteer.lies_within(t, w)
        })
    });
    let (mut all, mut there) = (0_usize, 0_usize);
    for t in expected {
        all += 1;
        there += usize::from(assembly.has(kind, &t.code));
    }
    if there * 100 >= all * wanted {
        return Ok(());
    }
    let cure = match within {
        Some(w) => format!("they do not cover {}", w.name),
        None => "for the files of one territory say which, as in --partial region:52".to_owned(),
    };
    let mut unknown = assembly.unknown().iter().filter(|u| u.0 == kind);
    let odd = unknown.next().map_or_else(String::new, |u| {
        format!(
            "; {} codes are not known, the first {} {}",
            unknown.count() + 1,
            u.1,
            u.2
        )
    });
    Err(format!(
        "only {there} of {all} have a contour, {wanted} % are expected: {cure}{odd}"
    ))
}

/// Beside its place, to the disk, then into its place in one step.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let whole = || {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    whole().inspect_err(|_| {
        let _ = std::fs::remove_file(&part);
    })?;
    // The new name, too, outlives a loss of power; a system that cannot do this for folders keeps the file anyway.
    if let Some(folder) = path.parent().and_then(|p| File::open(p).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}
