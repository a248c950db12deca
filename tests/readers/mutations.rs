//! The seeds of the fuzz targets and changes of them, the same in every run: nothing panics, nothing takes long.
use std::path::Path;

#[path = "../../fuzz/targets.rs"]
mod targets;

/// Changes of each seed.
const CHANGES: u32 = 1_500;

/// Bytes that mean something to one of the readers.
const SIGNS: &[u8] = b"\x00\x7f\x80\xff\"',;|\n<>&/{}[]:09eE-+.";

/// Numbers that look random and are not (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(6) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            2 if !bytes.is_empty() => bytes[at] = SIGNS[self.below(SIGNS.len())],
            3 => bytes.insert(at, SIGNS[self.below(SIGNS.len())]),
            4 if !bytes.is_empty() => {
                bytes.remove(at);
            }
            _ => {
                let end = (at + self.below(40)).min(bytes.len());
                let piece = bytes[at.min(end)..end].to_vec();
                let to = self.below(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
    }
}

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(name);
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        seeds.push(std::fs::read(path).unwrap());
    }
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for seed in &seeds {
        target(seed);
        for _ in 0..CHANGES {
            let mut bytes = seed.clone();
            for _ in 0..=dice.below(4) {
                dice.change(&mut bytes);
            }
            target(&bytes);
        }
    }
}

#[test]
fn delimited() {
    replay("delimited", targets::delimited);
}

#[test]
fn json() {
    replay("json", targets::json);
}

#[test]
fn workbook() {
    replay("workbook", targets::workbook);
}

#[test]
fn pbf() {
    replay("pbf", targets::pbf);
}

#[test]
fn mapping() {
    replay("mapping", targets::mapping);
}
