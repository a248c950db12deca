//! Looks a packed workbook over before anything is read from it: what it is, whether it is locked, and how large it
//! really is unpacked.
use super::super::ReadError;
use super::broken;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes that all parts together may have unpacked.
const UNPACKED: u64 = 512 << 20;

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
        let mut head = Vec::new();
        let unread = |e: std::io::Error| broken(format!("its part {name} is damaged: {e}"));
        let mut open = part.by_ref().take(left + 1);
        open.by_ref()
            .take(HEAD as u64)
            .read_to_end(&mut head)
            .map_err(unread)?;
        let rest = std::io::copy(&mut open, &mut std::io::sink()).map_err(unread)?;
        let size = head.len() as u64 + rest;
        left = left.checked_sub(size).ok_or_else(too_large)?;
        found = found.or(part_tells(&name, &head, size)?);
    }
    found.ok_or_else(|| broken("it is a ZIP archive, but neither XLSX nor ODS"))
}

/// What one part says of the whole.
fn part_tells(name: &str, head: &[u8], size: u64) -> Result<Option<Kind>, ReadError> {
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
    if name.ends_with("sharedstrings.xml") && declared(head).is_some_and(|n| n > size) {
        return Err(broken(
            "its table of texts declares more texts than it can hold",
        ));
    }
    Ok(None)
}

/// The largest number that stands behind `uniqueCount`; one that is no number counts as the largest of all.
fn declared(head: &[u8]) -> Option<u64> {
    let key = b"uniqueCount";
    let places = memchr::memmem::find_iter(head, key).map(|at| {
        let rest = &head[at + key.len()..];
        let digits: String = rest
            .iter()
            .skip_while(|b| !b.is_ascii_digit())
            .take_while(|b| b.is_ascii_digit())
            .map(|b| char::from(*b))
            .collect();
        digits.parse().unwrap_or(u64::MAX)
    });
    places.max()
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(text, word).is_some()
}

fn too_large() -> ReadError {
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
