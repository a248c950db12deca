//! Looks a packed workbook over before anything is read from it: what it is, whether it is locked, and how large it
//! really is unpacked.
use super::super::ReadError;
use super::broken;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes that all parts together may have unpacked.
pub(super) const UNPACKED: u64 = 512 << 20;

/// Parts that a workbook may have: sheets, pictures, tables.
const PARTS: usize = 10_000;

/// Bytes at the beginning of a part that are looked at.
const HEAD: usize = 64 * 1024;

/// What a workbook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
}

/// The kind of a sound workbook.
///
/// # Errors
/// What is no workbook, is locked, or is too large.
pub(super) fn check(bytes: &[u8]) -> Result<Kind, ReadError> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(broken(
            "it is an old Excel workbook (XLS) or one with a password; save it as XLSX without a password, or as CSV",
        ));
    }
    if !bytes.starts_with(b"PK") {
        return Err(broken(
            "it is neither XLSX nor ODS; for a text file use `import csv`",
        ));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS {
        return Err(broken("it has more than 10,000 parts"));
    }
    let mut left = UNPACKED;
    let mut found = None;
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_lowercase();
        if part.size() > left {
            return Err(too_large());
        }
        let unread = |e: std::io::Error| broken(format!("its part {name} is damaged: {e}"));
        let mut open = part.by_ref().take(left + 1);
        let looked = Look::over(&mut open, &name).map_err(unread)?;
        left = left.checked_sub(looked.size).ok_or_else(too_large)?;
        found = found.or(part_tells(&name, &looked)?);
    }
    found.ok_or_else(|| broken("it is a ZIP archive, but neither XLSX nor ODS"))
}

/// What is seen of a part while it is unpacked.
#[derive(Default)]
struct Look {
    head: Vec<u8>,
    size: u64,
    /// Texts that a table of texts declares.
    declared: u64,
}

impl Look {
    fn over(part: &mut impl Read, name: &str) -> std::io::Result<Self> {
        let mut look = Self::default();
        if !name.ends_with("sharedstrings.xml") {
            part.take(HEAD as u64).read_to_end(&mut look.head)?;
            let rest = std::io::copy(part, &mut std::io::sink())?;
            look.size = look.head.len() as u64 + rest;
            return Ok(look);
        }
        // A comment of any length may stand before the declaration.
        let mut window = Vec::new();
        let mut buffer = vec![0; HEAD];
        loop {
            let n = part.read(&mut buffer)?;
            look.size += n as u64;
            window.extend_from_slice(&buffer[..n]);
            let (most, kept) = declared(&window, n == 0);
            look.declared = look.declared.max(most);
            window.drain(..kept);
            if n == 0 {
                return Ok(look);
            }
        }
    }
}

/// What one part says of the whole.
fn part_tells(
    name: &str,
    Look {
        head,
        size,
        declared,
    }: &Look,
) -> Result<Option<Kind>, ReadError> {
    let locked = || broken("it has a password; save it without one");
    match name {
        "meta-inf/manifest.xml" if contains(head, b"encryption-data") => return Err(locked()),
        "encryptedpackage" => return Err(locked()),
        "xl/workbook.bin" => {
            return Err(broken("it is a binary workbook (XLSB); save it as XLSX"));
        }
        "xl/workbook.xml" => return Ok(Some(Kind::Xlsx)),
        "content.xml" => return Ok(Some(Kind::Ods)),
        _ => {}
    }
    // The reader makes room for as many texts as the table of texts says it has.
    if declared > size {
        return Err(broken(
            "its table of texts declares more texts than it can hold",
        ));
    }
    Ok(None)
}

/// The attribute that says how many texts there are.
const KEY: &[u8] = b"uniqueCount";

/// Bytes in which its value has to stand.
const ROOM: usize = 64;

/// The largest number that `uniqueCount` has in a window of a part; one that is no number counts as the largest of
/// all. And how much of the window needs no second look, when more follows.
fn declared(window: &[u8], last: bool) -> (u64, usize) {
    let mut most = 0;
    for at in memchr::memmem::find_iter(window, KEY) {
        let rest = &window[at + KEY.len()..];
        if rest.len() < ROOM && !last {
            return (most, at);
        }
        let value: Vec<u8> = rest.iter().take(ROOM).copied().collect();
        let value = value.trim_ascii_start();
        // The word in a cell is no attribute.
        if value.is_empty() || value.starts_with(b"=") {
            let digits = value.iter().skip_while(|b| !b.is_ascii_digit());
            let digits = digits.take_while(|b| b.is_ascii_digit());
            let digits: String = digits.map(|b| char::from(*b)).collect();
            most = most.max(digits.parse().unwrap_or(u64::MAX));
        }
    }
    (most, window.len().saturating_sub(KEY.len() - 1))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(text, word).is_some()
}

pub(super) fn too_large() -> ReadError {
    broken("unpacked it has more than 512 MB; save the sheet as CSV")
}

pub(super) fn damaged(e: ZipError) -> ReadError {
    match e {
        ZipError::Io(e) => broken(format!("it is damaged or not whole: {e}")),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            broken("it has a password; save it without one")
        }
        e => broken(format!("it is damaged or not whole: {e}")),
    }
}
