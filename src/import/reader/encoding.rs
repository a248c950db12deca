//! Bytes to text: UTF-8, UTF-16 with its mark, and the old encodings that French files come in.
use super::super::Code;
use super::codepage::Old;
use super::{Remark, clean};
use encoding_rs::Encoding;
use std::io::{self, Read};

/// What all values before said counts as much as so many points of the next one, which are weighed by [`OWN`]: a letter
/// that is rare in French does not speak against a whole file.
const BEFORE: u64 = 9;
const OWN: u64 = 4;

/// Decides value by value, as files glued together hold several encodings; what one value does not tell, the ones
/// before it do.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// What the values so far said for each of [`Old::ALL`].
    before: [u64; 3],
    told: [bool; 3],
    remarks: Vec<(&'static str, String)>,
}

impl Decoder {
    /// A decoder that has seen the beginning of the file.
    pub(super) fn of(head: &[u8]) -> Self {
        let mut decoder = Self::default();
        if std::str::from_utf8(head).is_err() {
            decoder.before = Old::ALL.map(|old| old.score(head));
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
        let own = Old::ALL.map(|old| old.score(bytes));
        let usual = greatest(self.before);
        let mut weights = own.map(|points| points * OWN);
        if let Some(weight) = weights.get_mut(usual)
            && self.before.iter().any(|n| *n > 0)
        {
            *weight += BEFORE;
        }
        for (sum, points) in self.before.iter_mut().zip(own) {
            *sum += points;
        }
        let at = greatest(weights);
        let old = Old::ALL.get(at).copied().unwrap_or(Old::Windows);
        let text = clean(&old.decode(bytes));
        let first = self.told.get_mut(at).map(|t| !std::mem::replace(t, true));
        if first == Some(true) {
            self.remarks.push((old.name(), text.clone()));
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

/// Where the greatest number stands; the first one of equals.
fn greatest(numbers: [u64; 3]) -> usize {
    let all = numbers.iter().enumerate().rev();
    all.max_by_key(|(_, n)| **n).map_or(0, |(i, _)| i)
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
    use super::super::codepage::tests::encoded;
    use super::*;
    use proptest::prelude::*;

    const TEXTS: [&str; 9] = [
        "Légumerie de Segré",
        "Réparation à l’atelier",
        "Maître bûcheron, forêt",
        "ÉCOLE",
        "naïveté",
        "Où ça ? Là-bas, aîné",
        "Dépôt-vente « L’Œuf »",
        "La Fenêtre",
        "Vêtements usagés, hôtel",
    ];

    #[test]
    fn french_texts_are_read_in_the_encoding_they_were_written_in() {
        for text in TEXTS {
            for old in Old::ALL {
                // Of the apostrophe and of Œ DOS knows nothing.
                let plain = text.replace('’', "'").replace('Œ', "B");
                let text = if old == Old::Dos { &plain } else { text };
                let mut decoder = Decoder::default();
                let bytes = encoded(text, old).unwrap();
                assert_eq!(decoder.text(&bytes), text, "{old:?}");
                assert_eq!(decoder.remarks(1).len(), 1);
                assert_eq!(decoder.remarks(2).len(), 0);
            }
            let mut decoder = Decoder::default();
            assert_eq!(decoder.text(text.as_bytes()), text);
            assert_eq!(decoder.remarks(1).len(), 0);
        }
    }

    #[test]
    fn a_value_that_tells_nothing_is_read_as_those_before_it() {
        for (old, value) in [
            (Old::Windows, "12 €"),
            (Old::Mac, "12 €"),
            (Old::Dos, "±12"),
            (Old::Windows, "SAÔNE"),
            (Old::Dos, "L'ÉTÉ à tous… §"),
        ] {
            let Some(bytes) = encoded(value, old).or_else(|| encoded("±12", old)) else {
                panic!("{value}");
            };
            let head = encoded("Légumerie, vélo, dépôt à côté", old).unwrap();
            let mut decoder = Decoder::of(&head);
            assert_eq!(decoder.text(&bytes), old.decode(&bytes), "{old:?}");
        }
    }

    proptest! {
        /// Texts of several words, in a file in whose other values such words stand, too.
        #[test]
        fn files_of_french_come_back(
            values in prop::collection::vec(prop::collection::vec(prop::sample::select(&WORDS[..]), 1..5), 4..20),
            old in prop::sample::select(&Old::ALL[..]),
        ) {
            let texts: Vec<String> = values.iter().map(|words| words.join(" ")).collect();
            let bytes = |t: &String| encoded(t, old).unwrap();
            let head = texts.iter().map(bytes).collect::<Vec<_>>().join(&b';');
            let mut decoder = Decoder::of(&head);
            for text in &texts {
                prop_assert_eq!(&decoder.text(&bytes(text)), text);
            }
        }
    }

    const WORDS: [&str; 32] = [
        "réparer",
        "à",
        "Électricité",
        "vélo",
        "dépôt",
        "mobilité",
        "déchèterie",
        "très",
        "fenêtre",
        "forêt",
        "bâtiment",
        "ça",
        "façade",
        "hôtel",
        "bientôt",
        "île",
        "maître",
        "août",
        "goûter",
        "où",
        "Noël",
        "maïs",
        "DÉCHETS",
        "FORÊT",
        "PIÈCES",
        "CÔTE",
        "Été",
        "Écrans",
        "Mézeray",
        "Château-Gontier",
        "SAINT-LÉGER",
        "pièces",
    ];

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
