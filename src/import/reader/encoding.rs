//! Bytes to text: UTF-8, UTF-16 with its mark, and the two old encodings that French files come in.
use super::super::Code;
use super::{Remark, clean};
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use std::io::{self, Read};

/// Letters that French text in Windows-1252 is made of: à â ç è é ê ë î ï ô ù û ü, capitals, œ.
const FRENCH_1252: &[u8] =
    b"\xe0\xe2\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xfc\xc0\xc2\xc7\xc8\xc9\xca\xce\xd4\x9c\x8c";

/// The same in MacRoman; in Windows-1252 these are quotes, Ž, ™ and places that nothing stands at.
const FRENCH_MAC: &[u8] = b"\x88\x89\x8d\x8e\x8f\x90\x91\x94\x95\x99\x9d\x9e\x9f\x83\x82";

/// Decides value by value, as files glued together hold several encodings; what one value does not tell, the ones
/// before it do.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    mac: u64,
    win: u64,
    told: [bool; 2],
    remarks: Vec<(&'static str, String)>,
}

impl Decoder {
    /// A decoder that has seen the beginning of the file.
    pub(super) fn of(head: &[u8]) -> Self {
        let mut decoder = Self::default();
        if std::str::from_utf8(head).is_err() {
            (decoder.mac, decoder.win) = score(head);
        }
        decoder
    }

    /// The text of a value, without blanks around it and without characters that no text has.
    pub(super) fn text(&mut self, bytes: &[u8]) -> String {
        match std::str::from_utf8(bytes) {
            Ok(t) => clean(t),
            Err(_) => self.old(bytes),
        }
    }

    fn old(&mut self, bytes: &[u8]) -> String {
        let (mac, win) = score(bytes);
        self.mac += mac;
        self.win += win;
        let is_mac = if mac == win {
            self.mac > self.win
        } else {
            mac > win
        };
        let (encoding, name): (&'static Encoding, _) = if is_mac {
            (MACINTOSH, "MacRoman")
        } else {
            (WINDOWS_1252, "Windows-1252")
        };
        let text = clean(&encoding.decode_without_bom_handling(bytes).0);
        if !std::mem::replace(&mut self.told[usize::from(is_mac)], true) {
            self.remarks.push((name, text.clone()));
        }
        text
    }

    /// What is to be told of the encoding, once for each.
    pub(super) fn remarks(&mut self, row: u64) -> Vec<Remark> {
        let told = self.remarks.drain(..).map(|(name, original)| Remark {
            row,
            field: "encoding".to_owned(),
            code: Code::OldEncoding,
            message: format!(
                "this is not UTF-8 and was read as {name}; where letters look wrong, save the file as UTF-8"
            ),
            original,
        });
        told.collect()
    }
}

/// How many letters stand where French text has some, read as MacRoman and as Windows-1252.
fn score(bytes: &[u8]) -> (u64, u64) {
    let letter = |i: Option<usize>| {
        let b = i.and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
        b.is_ascii_alphabetic() || b >= 0x80
    };
    let (mut mac, mut win) = (0, 0);
    for (i, b) in bytes.iter().enumerate().filter(|(_, b)| **b >= 0x80) {
        let (before, after) = (letter(i.checked_sub(1)), letter(Some(i + 1)));
        // Quotes of the other encoding stand at one side of a word only, letters of all kinds inside of it.
        let quote = (0x91..=0x95).contains(b) || *b == 0x99;
        let inside = if quote {
            before && after
        } else {
            before || after
        };
        // The apostrophe of each.
        let between = before && after;
        mac += u64::from(inside && FRENCH_MAC.contains(b) || between && *b == 0xd5);
        win += u64::from(inside && FRENCH_1252.contains(b) || between && *b == 0x92);
    }
    (mac, win)
}

/// A stream of UTF-16 as UTF-8.
pub(super) struct Utf16<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 16 * 1024],
            out: Vec::new(),
            at: 0,
            done: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let n = self.inner.read(&mut self.raw)?;
        self.done = n == 0;
        let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(n * 4 + 16);
        self.out.resize(room, 0);
        let (_, _, written, _) =
            self.decoder
                .decode_to_utf8(&self.raw[..n], &mut self.out, self.done);
        self.out.truncate(written);
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.done {
            self.fill()?;
        }
        let n = buf.len().min(self.out.len() - self.at);
        buf[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost, "{text}");
        bytes.into_owned()
    }

    /// Macintosh bytes; `encoding_rs` encodes to it as to any other.
    #[test]
    fn french_texts_are_read_in_the_encoding_they_were_written_in() {
        for text in [
            "Légumerie de Segré",
            "Réparation à l’atelier",
            "Maître bûcheron, forêt",
            "ÉCOLE",
            "naïveté",
            "Où ça ? Là-bas, aîné",
            "Dépôt-vente « L’Œuf »",
        ] {
            for encoding in [MACINTOSH, WINDOWS_1252] {
                let mut decoder = Decoder::default();
                let bytes = encoded(encoding, text);
                assert_eq!(decoder.text(&bytes), text, "{}", encoding.name());
                assert_eq!(decoder.remarks(1).len(), 1);
                assert_eq!(decoder.remarks(2).len(), 0);
            }
        }
    }

    #[test]
    fn a_value_that_tells_nothing_is_read_as_those_before_it() {
        for encoding in [MACINTOSH, WINDOWS_1252] {
            let mut decoder = Decoder::of(&encoded(encoding, "Légumerie, vélo, dépôt"));
            assert_eq!(decoder.text(&encoded(encoding, "12 €")), "12 €");
        }
    }

    #[test]
    fn utf_16_is_read_as_utf_8() {
        let text = "nom;ville\nL’été 🚲;Angers\n".repeat(3000);
        let bytes: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let mut read = String::new();
        Utf16::new(bytes.as_slice(), encoding_rs::UTF_16LE)
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, text);
    }
}
