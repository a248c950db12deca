//! Texts that lie in pieces of one size, so that memory once touched is filled again and nothing large is ever moved.
use super::build::small;
use std::sync::{Mutex, PoisonError};

/// Size of a piece, bytes. A longer text gets a piece of its own.
const PIECE: usize = 128 << 10;

/// Emptied pieces. Fresh memory has to be cleared by the system before it can be written, which takes longer than
/// writing it; a build that fills emptied pieces pays once for what it would pay for twice.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    fn take(&self, len: usize) -> Vec<u8> {
        let used = || self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let used = (len <= PIECE).then(used).flatten();
        used.unwrap_or_else(|| Vec::with_capacity(len.max(PIECE)))
    }

    /// Takes back pieces whose texts were copied.
    pub fn give(&self, pieces: Pieces) {
        let emptied = pieces.0.into_iter().filter(|p| p.capacity() == PIECE);
        let emptied = emptied.map(|mut p| {
            p.clear();
            p
        });
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.extend(emptied);
    }
}

/// Where a text lies.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// Number of the piece.
    pub piece: u32,
    /// First byte.
    pub start: u32,
}

/// Texts one after the other; none is cut in two.
#[derive(Debug, Default)]
pub(super) struct Pieces(Vec<Vec<u8>>);

impl Pieces {
    /// Appends a text.
    pub fn push(&mut self, text: &[u8], spare: &Spare) -> Place {
        let room = |p: &Vec<u8>| p.capacity() - p.len();
        if self.0.last().is_none_or(|p| room(p) < text.len()) {
            self.0.push(spare.take(text.len()));
        }
        let last = self.0.len() - 1;
        let start = small(self.0[last].len());
        self.0[last].extend_from_slice(text);
        Place {
            piece: small(last),
            start,
        }
    }

    /// A text that was appended.
    #[inline]
    pub fn get(&self, place: Place, len: u32) -> &[u8] {
        let start = place.start as usize;
        &self.0[place.piece as usize][start..start + len as usize]
    }

    /// Takes over the pieces of another; returns what to add to the numbers of its pieces.
    pub fn append(&mut self, mut other: Self) -> u32 {
        let first = small(self.0.len());
        self.0.append(&mut other.0);
        first
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_is_found_again(lens in prop::collection::vec(prop_oneof![9 => 0..3000usize, 1 => 100_000..200_000usize], 0..80)) {
            let spare = Spare::default();
            for _ in 0..2 {
                let texts: Vec<Vec<u8>> = (0u8..).zip(&lens).map(|(n, len)| vec![n; *len]).collect();
                let mut pieces = Pieces::default();
                let places: Vec<Place> = texts.iter().map(|t| pieces.push(t, &spare)).collect();
                let mut all = Pieces::default();
                all.push(b"before", &spare);
                let first = all.append(pieces);
                for (text, at) in texts.iter().zip(&places) {
                    let place = Place { piece: at.piece + first, ..*at };
                    prop_assert_eq!(all.get(place, small(text.len())), &text[..]);
                }
                prop_assert_eq!(all.bytes(), 6 + lens.iter().sum::<usize>());
                spare.give(all);
            }
        }
    }
}
