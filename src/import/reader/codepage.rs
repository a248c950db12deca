//! The old encodings that French files come in, and how much like French a text is when it is read in one of them.
use encoding_rs::{MACINTOSH, WINDOWS_1252};
use std::borrow::Cow;

/// An encoding of one byte a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Old {
    /// Of Windows; what is not told apart is read so.
    Windows,
    /// Of old Macintoshes.
    Mac,
    /// Of DOS in western Europe, and of programs that still write as it did.
    Dos,
}

/// What bytes from 0x80 on are in CP850; `encoding_rs` has only what browsers read.
const CP850: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', 'É', 'æ', 'Æ',
    'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '×', 'ƒ', 'á', 'í', 'ó', 'ú', 'ñ', 'Ñ',
    'ª', 'º', '¿', '®', '¬', '½', '¼', '¡', '«', '»', '░', '▒', '▓', '│', '┤', 'Á', 'Â', 'À', '©',
    '╣', '║', '╗', '╝', '¢', '¥', '┐', '└', '┴', '┬', '├', '─', '┼', 'ã', 'Ã', '╚', '╔', '╩', '╦',
    '╠', '═', '╬', '¤', 'ð', 'Ð', 'Ê', 'Ë', 'È', 'ı', 'Í', 'Î', 'Ï', '┘', '┌', '█', '▄', '¦', 'Ì',
    '▀', 'Ó', 'ß', 'Ô', 'Ò', 'õ', 'Õ', 'µ', 'þ', 'Þ', 'Ú', 'Û', 'Ù', 'ý', 'Ý', '¯', '´', '\u{ad}',
    '±', '‗', '¾', '¶', '§', '÷', '¸', '°', '¨', '·', '¹', '³', '²', '■', '\u{a0}',
];

impl Old {
    pub(super) const ALL: [Self; 3] = [Self::Windows, Self::Mac, Self::Dos];

    /// Its usual name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Windows => "Windows-1252",
            Self::Mac => "MacRoman",
            Self::Dos => "CP850 (DOS)",
        }
    }

    /// The text that the bytes are in it.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Windows => WINDOWS_1252.decode_without_bom_handling(bytes).0,
            Self::Mac => MACINTOSH.decode_without_bom_handling(bytes).0,
            Self::Dos => bytes.iter().map(|b| dos(*b)).collect(),
        }
    }

    /// How much speaks for French in this encoding: points for each letter that stands where French has it.
    pub(super) fn score(self, bytes: &[u8]) -> u64 {
        let mut before = ' ';
        let text = self.decode(bytes);
        let mut chars = text.chars().peekable();
        let mut sum = 0;
        while let Some(c) = chars.next() {
            if !c.is_ascii() {
                sum += points(before, c, chars.peek().copied().unwrap_or(' '));
            }
            before = c;
        }
        sum
    }
}

fn dos(byte: u8) -> char {
    let high = byte.checked_sub(0x80).map(usize::from);
    let found = high.and_then(|i| CP850.get(i)).copied();
    found.unwrap_or(char::from(byte))
}

/// How much a character speaks for French between these two: the more, the more often French has it there. The same
/// byte is one letter in one encoding, another letter, a capital or a quote in the next, so that the place decides: `à`
/// ends words, `ê` never does, capitals begin a word or stand among capitals.
fn points(before: char, c: char, after: char) -> u64 {
    let begins = !before.is_alphabetic();
    let ends = !after.is_alphabetic();
    if c.is_uppercase() {
        return match (begins, ends) {
            (true, true) => u64::from(c == 'À') * 2,
            (true, false) if after.is_lowercase() => first(c, after),
            _ if after.is_lowercase() || !(begins || before.is_uppercase()) => 0,
            _ => among_capitals(before, c, after),
        };
    }
    if !c.is_alphabetic() {
        return sign(before, c, after);
    }
    if after.is_uppercase() || before.is_uppercase() && ends {
        return 0;
    }
    small(begins, before, c, after)
}

fn is_vowel(c: char) -> bool {
    "aeiouyAEIOUY".contains(c)
}

/// The capital of a word whose other letters are small.
fn first(c: char, after: char) -> u64 {
    let (points, before_those) = match c {
        'É' => return 3,
        'Î' => (3, "l"),
        'Ç' => (3, "a"),
        'Ê' => (3, "t"),
        'Œ' => (3, "undcs"),
        'Â' => (2, "gnm"),
        'È' => (1, "svz"),
        'Ô' => (1, "t"),
        _ => return 0,
    };
    if before_those.contains(after) {
        points
    } else {
        0
    }
}

/// A capital before or behind a capital.
fn among_capitals(before: char, c: char, after: char) -> u64 {
    let ends = !after.is_alphabetic();
    let fits = match c {
        'É' => return 6,
        // The same byte: "PIÈCE" and "SAÔNE", but no French "PIÔCE" or "SAÈNE".
        'È' => !ends && !"AEO".contains(before),
        'Ô' => !ends && !"IUY".contains(before),
        'Ê' | 'Î' => !ends,
        'Â' | 'Û' => !ends && !is_vowel(before),
        'À' => ends && "JL ".contains(before),
        'Ç' => "AOU".contains(after),
        'Ë' => is_vowel(before),
        'Ï' => is_vowel(before) && !ends,
        'Œ' => "UDNCI".contains(after),
        'Ù' => before == 'O',
        _ => false,
    };
    u64::from(fits) * 2
}

fn small(begins: bool, before: char, c: char, after: char) -> u64 {
    let ends = !after.is_alphabetic();
    let inside = !begins && !ends;
    let (points, fits) = match c {
        'é' => (8, true),
        'è' => (4, !ends),
        'à' => (3, ends && (begins || "ljçLJÇ".contains(before))),
        'ê' | 'ô' => (3, inside || begins && after == 't'),
        'î' => (3, inside || begins && after == 'l'),
        'û' => (3, inside),
        'ù' => (3, ends && "oO".contains(before)),
        'ç' => (3, "aou".contains(after)),
        'œ' => (3, "undcs".contains(after)),
        'â' if is_vowel(before) => (2, inside),
        'â' => (3, inside || begins && "gnm".contains(after)),
        'ë' => (2, is_vowel(before)),
        'ï' => (2, is_vowel(before) && !ends),
        'ü' => (1, is_vowel(before)),
        _ => return 0,
    };
    if fits { points } else { 0 }
}

fn sign(before: char, c: char, after: char) -> u64 {
    let (begins, ends) = (!before.is_alphabetic(), !after.is_alphabetic());
    let alone = before.is_whitespace() && after.is_whitespace();
    let (points, fits) = match c {
        '’' => (3, !begins && !ends),
        '«' => (2, begins && after.is_whitespace()),
        '»' => (2, ends && before.is_whitespace()),
        '°' => (2, "nN".contains(before)),
        '…' if alone => (3, true),
        '…' => (2, !begins && !after.is_alphanumeric()),
        _ => return 0,
    };
    if fits { points } else { 0 }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The bytes of a text, where the encoding has all of its characters.
    pub(in super::super) fn encoded(text: &str, old: Old) -> Option<Vec<u8>> {
        let dos = |c: char| {
            let high = (0x80..=0xff).find(|b| self::dos(*b) == c);
            u8::try_from(c).ok().filter(u8::is_ascii).or(high)
        };
        let other = |encoding: &'static encoding_rs::Encoding| {
            let (bytes, _, lost) = encoding.encode(text);
            (!lost).then(|| bytes.into_owned())
        };
        match old {
            Old::Windows => other(WINDOWS_1252),
            Old::Mac => other(MACINTOSH),
            Old::Dos => text.chars().map(dos).collect(),
        }
    }

    /// Every accented word of our own texts and of the names of communes, as it is and in capitals.
    fn words() -> Vec<String> {
        let texts = [
            include_str!("../../../geodata/taxonomy.toml"),
            include_str!("../../../geodata/territories/communes.csv"),
            include_str!("../../../geodata/territories/epci.csv"),
        ];
        let letter = |c: char| c.is_alphabetic() || "'’-".contains(c);
        let mut words: Vec<String> = texts
            .iter()
            .flat_map(|t| t.split(|c| !letter(c)))
            .filter(|w| !w.is_ascii())
            .flat_map(|w| [w.to_owned(), w.to_uppercase()])
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    #[test]
    fn single_words_of_french_are_told_apart() {
        let words = words();
        assert!(words.len() > 5_000, "{}", words.len());
        for old in Old::ALL {
            let (mut all, mut wrong, mut equal) = (0, Vec::new(), 0);
            for word in &words {
                let Some(bytes) = encoded(word, old) else {
                    continue;
                };
                assert_eq!(old.decode(&bytes), *word);
                let own = old.score(&bytes);
                let other = Old::ALL.into_iter().filter(|o| *o != old);
                let other = other.map(|o| o.score(&bytes)).max().unwrap_or_default();
                all += 1;
                equal += usize::from(own == other);
                if own < other {
                    wrong.push(word);
                }
            }
            // Those that are equal are read as the words before them.
            assert!(wrong.len() * 200 < all, "{old:?}: {wrong:?} of {all}");
            assert!(equal * 8 < all, "{old:?}: {equal} of {all}");
        }
    }
}
