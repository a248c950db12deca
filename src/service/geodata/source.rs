//! The published files: downloaded, or found in a folder.
use super::{GeodataError, Transfer, Wanted, YEAR};
use crate::domain::TerritoryKind;
use crate::remote::download::{DownloadError, Downloader, forget};
use flate2::read::MultiGzDecoder;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a file once unpacked, at most: the largest official one has 0.3e9.
const LONGEST: u64 = 2 << 30;

/// The movements' file beside the contours.
const MOVEMENTS: &str = "mouvements-communes.csv";

/// Where the published files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// Below this address, in the official layout: `YEAR/geojson/communes-100m.geojson.gz`.
    Server(String),
    /// In this folder, as .geojson or .geojson.gz.
    Folder(PathBuf),
}

impl From {
    /// An address when it looks like one, else a folder.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with("http://") || text.starts_with("https://") {
            Self::Server(text.trim_end_matches('/').to_owned())
        } else {
            Self::Folder(text.into())
        }
    }
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(url) => f.write_str(url),
            Self::Folder(path) => write!(f, "{}", path.display()),
        }
    }
}

/// What happens during an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A download: the file and what happens to it.
    Transfer(&'a str, Transfer<'a>),
    /// A file is read and checked.
    Reading(&'a str),
    /// Nobody offers this file; it can be done without.
    Without(&'a str),
    /// The contours are packed and written.
    Writing,
}

/// A published file that is there.
#[derive(Debug)]
pub(super) struct Published {
    pub kind: TerritoryKind,
    pub name: String,
    path: PathBuf,
}

impl Published {
    pub(super) fn wrong(&self, detail: String) -> GeodataError {
        GeodataError::Published {
            file: self.name.clone(),
            detail,
        }
    }

    /// Its text, unpacked where it is packed.
    pub(super) fn open(&self) -> Result<Box<dyn Read>, GeodataError> {
        let broken = |e: std::io::Error| GeodataError::disk(&self.path, &e);
        let file = File::open(&self.path).map_err(broken)?;
        let mut input = BufReader::with_capacity(1 << 16, file);
        let start = input.fill_buf().map_err(broken)?;
        if start.starts_with(&[0x1f, 0x8b]) {
            return Ok(Box::new(MultiGzDecoder::new(input).take(LONGEST)));
        }
        if start.trim_ascii_start().starts_with(b"{") {
            return Ok(Box::new(input.take(LONGEST)));
        }
        let start = String::from_utf8_lossy(&start[..start.len().min(40)]);
        Err(self.wrong(format!(
            "neither gzip nor GeoJSON, it begins with {start:?}; check the address or the folder"
        )))
    }
}

/// All files of an update.
#[derive(Debug)]
pub(super) struct Source {
    pub files: Vec<Published>,
    /// Where the file of movements is, when there is one.
    pub movements: Option<PathBuf>,
    pub resolution: String,
    /// Downloads are taken away once they are not needed any more.
    downloaded: bool,
}

/// Names of the official files, without resolution.
fn stem(kind: TerritoryKind) -> &'static str {
    match kind {
        TerritoryKind::Commune => "communes",
        TerritoryKind::Epci => "epci",
        TerritoryKind::Department => "departements",
        TerritoryKind::Region => "regions",
    }
}

impl Source {
    /// Brings all files together.
    pub(super) fn gather(
        wanted: &Wanted,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Self, GeodataError> {
        match &wanted.from {
            From::Server(url) => Self::download(url, wanted, tell),
            From::Folder(folder) => Self::find(folder, wanted, tell),
        }
    }

    /// Takes away what was downloaded of a file.
    pub(super) fn forget(&self, file: &Published) {
        if self.downloaded {
            forget(&file.path);
        }
    }

    /// Takes away all that was downloaded.
    pub(super) fn forget_all(&self) {
        if self.downloaded {
            let files = self.files.iter().map(|f| &f.path);
            files.chain(&self.movements).for_each(|p| forget(p));
        }
    }

    fn download(
        base: &str,
        wanted: &Wanted,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Self, GeodataError> {
        let downloader = Downloader::new(wanted.patience);
        let base = format!("{base}/{}/geojson", wanted.year);
        let mut fetch = |name: &str| {
            let path = wanted.folder.join(format!("{name}.part"));
            let mut told = |e: Transfer<'_>| tell(Event::Transfer(name, e));
            let done = downloader.fetch(&format!("{base}/{name}"), &path, &mut told);
            done.map(|()| path)
        };
        let mut files = Vec::new();
        let mut without = Vec::new();
        for kind in TerritoryKind::ALL {
            let name = format!("{}-{}.geojson.gz", stem(kind), wanted.resolution);
            match fetch(&name) {
                Ok(path) => files.push(Published { kind, name, path }),
                // Whoever offers a part of the country may leave the larger territories out.
                Err(DownloadError::Missing(_))
                    if wanted.partial.is_some() && kind != TerritoryKind::Commune =>
                {
                    without.push(name);
                }
                Err(DownloadError::Missing(url)) => return Err(missing(&url, wanted)),
                Err(e) => return Err(e.into()),
            }
        }
        let movements = if wanted.year < YEAR {
            match fetch(MOVEMENTS) {
                Ok(path) => Some(path),
                Err(DownloadError::Missing(_)) => None,
                Err(e) => return Err(e.into()),
            }
        } else {
            None
        };
        if wanted.year < YEAR && movements.is_none() {
            without.push(MOVEMENTS.to_owned());
        }
        for name in &without {
            tell(Event::Without(name));
        }
        Ok(Self {
            files,
            movements,
            resolution: wanted.resolution.clone(),
            downloaded: true,
        })
    }

    fn find(
        folder: &Path,
        wanted: &Wanted,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Self, GeodataError> {
        let names = names(folder)?;
        let label = label(folder, &names, &wanted.resolution)?;
        let mut files = Vec::new();
        for kind in TerritoryKind::ALL {
            let stem = stem(kind);
            match named(&names, stem, label.as_deref()) {
                Some(name) => files.push(Published {
                    kind,
                    path: folder.join(&name),
                    name,
                }),
                None => tell(Event::Without(stem)),
            }
        }
        // INSEE's own name for it, and that of those who pass it on.
        let moves = |n: &&String| n.ends_with(MOVEMENTS) || n.starts_with("v_mvt");
        let movements = names.iter().find(moves).map(|n| folder.join(n));
        if movements.is_none() && wanted.year < YEAR {
            tell(Event::Without(MOVEMENTS));
        }
        Ok(Self {
            files,
            movements,
            resolution: label.unwrap_or_else(|| "?".to_owned()),
            downloaded: false,
        })
    }
}

fn missing(url: &str, wanted: &Wanted) -> GeodataError {
    let older = wanted.year.saturating_sub(1);
    GeodataError::Use(format!(
        "there is no {url}: if the contours of {} are not published yet, take those of the year before with --year {older}",
        wanted.year
    ))
}

fn names(folder: &Path) -> Result<Vec<String>, GeodataError> {
    let broken = |e: std::io::Error| GeodataError::disk(folder, &e);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(broken)? {
        names.extend(entry.map_err(broken)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

/// The file of that stem and label.
fn named(names: &[String], stem: &str, label: Option<&str>) -> Option<String> {
    let label = label.map(|l| format!("-{l}")).unwrap_or_default();
    [".geojson.gz", ".geojson"]
        .map(|end| format!("{stem}{label}{end}"))
        .into_iter()
        .find(|n| names.contains(n))
}

/// What stands behind `communes-`: the resolution that is asked for, nothing, or whatever the only such file says.
fn label(
    folder: &Path,
    names: &[String],
    resolution: &str,
) -> Result<Option<String>, GeodataError> {
    for label in [Some(resolution.to_owned()), None] {
        if named(names, "communes", label.as_deref()).is_some() {
            return Ok(label);
        }
    }
    let of = |n: &String| {
        let rest = n.strip_prefix("communes-")?;
        let rest = rest.strip_suffix(".gz").unwrap_or(rest);
        rest.strip_suffix(".geojson").map(str::to_owned)
    };
    let mut labels: Vec<String> = names.iter().filter_map(of).collect();
    labels.dedup();
    match labels.as_slice() {
        [one] => Ok(Some(one.clone())),
        [] => Err(GeodataError::Use(format!(
            "{}: there is no communes-{resolution}.geojson.gz, communes-{resolution}.geojson or communes.geojson",
            folder.display()
        ))),
        several => Err(GeodataError::Use(format!(
            "{}: there are several files of communes ({}); keep one, or call one communes-{resolution}.geojson",
            folder.display(),
            several.join(", ")
        ))),
    }
}
