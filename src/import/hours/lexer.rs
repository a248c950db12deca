//! The words of French opening hours. One word that is not known, and the whole text stays a text.
use deunicode::deunicode;
use std::iter::Peekable;
use std::str::Chars;

/// A part of a day, which the times beside it have to agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
    Evening,
}

/// What a word means. Words without a meaning of their own ("ouvert", "le", "de") are left out before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// 0 is Monday.
    Day(u8),
    /// "Tous les jours".
    EveryDay,
    /// "Jours fériés".
    PublicHolidays,
    /// Minutes after midnight.
    Time(u16),
    /// A number without its unit: an hour or a day of a month.
    Number(u16),
    /// "1er", "deuxième"; -1 is "dernier".
    Nth(i8),
    /// "Du mois".
    OfMonth,
    /// 0 is January.
    Month(u8),
    Half(Half),
    /// "24h/24".
    Always,
    Closed,
    Except,
    /// "Sur rendez-vous".
    Appointment,
    /// "La boutique", "l’accueil": whose hours these are.
    Whose,
    /// "Au", "à".
    To,
    /// From one to the other, or one and the other.
    Dash,
    /// The same between times; between days nobody knows.
    Slash,
    /// A comma, "et".
    And,
    /// A full stop, a semicolon, a new line: a statement ends.
    Break,
}

/// Texts longer than this say more than hours.
const LONGEST: usize = 400;

/// Expressions of several words, longest first, as they stand after folding.
const EXPRESSIONS: [(&str, &str); 29] = [
    ("24 heures sur 24", " toujours "),
    ("24h sur 24", " toujours "),
    ("24h/24h", " toujours "),
    ("24h/24", " toujours "),
    ("24/24", " toujours "),
    ("7 jours sur 7", " quotidien "),
    ("7j sur 7", " quotidien "),
    ("7j/7", " quotidien "),
    ("7/7", " quotidien "),
    ("tous les jours", " quotidien "),
    ("jour et nuit", " toujours "),
    ("tout le temps", " toujours "),
    ("ainsi que", ","),
    ("sans interruption", " "),
    ("non-stop", " "),
    ("non stop", " "),
    ("nonstop", " "),
    ("en continu", " "),
    ("en journee continue", " "),
    ("journee continue", " "),
    ("week-ends", " samedi et dimanche "),
    ("week-end", " samedi et dimanche "),
    ("weekends", " samedi et dimanche "),
    ("weekend", " samedi et dimanche "),
    ("week end", " samedi et dimanche "),
    ("rendez-vous", " rdv "),
    ("au public", " "),
    ("jusqu'a", " a "),
    ("jours feries", " feries "),
];

/// What a word or a sign says.
enum Meaning {
    /// Nothing that the words beside it do not say.
    Silent,
    Says(Token),
    /// The same, of a word that is cut short: "lun.".
    Cut(Token),
}

/// The meaning of each word; `None` when one of them is unknown or a number is no hour.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    if text.len() > LONGEST {
        return None;
    }
    // The new line would be lost with the other white space.
    let mut plain = deunicode(&text.replace('\n', " ; ")).to_lowercase();
    // The seventh of July, perhaps.
    if ["le 7/7", "du 7/7", "au 7/7"]
        .iter()
        .any(|d| plain.contains(d))
    {
        return None;
    }
    for (expression, word) in EXPRESSIONS {
        plain = plain.replace(expression, word);
    }
    for half in ["apres-midi", "apres midi", "apresmidi"] {
        plain = plain.replace(half, "aprem");
    }
    let mut out = Vec::new();
    let mut chars = plain.chars().peekable();
    while let Some(&c) = chars.peek() {
        if c.is_ascii_digit() {
            out.push(number(&mut chars)?);
        } else if c.is_ascii_lowercase() {
            match word(&letters(&mut chars))? {
                Meaning::Silent => {}
                Meaning::Says(token) => out.push(token),
                Meaning::Cut(token) => {
                    // A point that ends a word and no statement.
                    chars.next_if_eq(&'.');
                    out.push(token);
                }
            }
        } else {
            chars.next();
            if let Meaning::Says(token) = sign(c)? {
                out.push(token);
            }
        }
    }
    Some(out)
}

fn letters(chars: &mut Peekable<Chars<'_>>) -> String {
    std::iter::from_fn(|| chars.next_if(char::is_ascii_lowercase)).collect()
}

fn digits(chars: &mut Peekable<Chars<'_>>) -> String {
    std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect()
}

fn sign(c: char) -> Option<Meaning> {
    Some(match c {
        '.' | ';' | '|' => Meaning::Says(Token::Break),
        ',' | '&' | '+' => Meaning::Says(Token::And),
        '-' => Meaning::Says(Token::Dash),
        '/' => Meaning::Says(Token::Slash),
        ':' | '\'' | '(' | ')' => Meaning::Silent,
        c if c.is_whitespace() => Meaning::Silent,
        _ => return None,
    })
}

/// "9", "9h", "9 h 30", "09:30", "9 heures", "1er", "2ème".
fn number(chars: &mut Peekable<Chars<'_>>) -> Option<Token> {
    let value: u16 = digits(chars).parse().ok()?;
    let mut ahead = chars.clone();
    while ahead.next_if_eq(&' ').is_some() {}
    let unit = match ahead.peek() {
        // A colon or a full stop is an hour's only right behind it: "9:30", but "1 : ..." and "17h. Le ...".
        Some(':' | '.') => {
            let mut close = chars.clone();
            close.next();
            if !close.peek().is_some_and(char::is_ascii_digit) {
                return Some(Token::Number(value));
            }
            *chars = close;
            return minutes(value, &digits(chars));
        }
        Some(c) if c.is_ascii_lowercase() => letters(&mut ahead),
        _ => return Some(Token::Number(value)),
    };
    match unit.as_str() {
        "h" | "heure" | "heures" => {
            *chars = ahead;
            minutes(value, &after_hour(chars))
        }
        "er" | "e" | "eme" | "emes" | "nd" | "ers" => {
            *chars = ahead;
            (1..=5)
                .contains(&value)
                .then(|| i8::try_from(value).ok().map(Token::Nth))?
        }
        _ => Some(Token::Number(value)),
    }
}

/// The minutes of "9h30" and "9 h 30", and not the 10 of "9h 10h" or the 14 of "12h 14-18h".
fn after_hour(chars: &mut Peekable<Chars<'_>>) -> String {
    let close = digits(chars);
    if !close.is_empty() {
        return close;
    }
    let mut ahead = chars.clone();
    while ahead.next_if_eq(&' ').is_some() {}
    let told = digits(&mut ahead);
    let alone = !matches!(ahead.peek(), Some('h' | ':' | '-' | '/' | '.'));
    if alone && ["00", "15", "30", "45"].contains(&told.as_str()) {
        *chars = ahead;
        return told;
    }
    "00".to_owned()
}

fn minutes(hour: u16, minutes: &str) -> Option<Token> {
    let past: u16 = minutes.parse().ok()?;
    let sound = minutes.len() == 2 && past < 60 && (hour < 24 || (hour == 24 && past == 0));
    // Not `then_some`: a sum of minutes has no room for the hour of "2026:00".
    sound.then(|| Token::Time(hour * 60 + past))
}

const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// What a word means; `None` when it is not known.
fn word(word: &str) -> Option<Meaning> {
    let index = |i: usize| u8::try_from(i).ok();
    // "Lu-Ve", "lun. au ven.": two letters tell the days apart.
    let cut = matches!(word.len(), 2 | 3);
    let one = word.strip_suffix('s').unwrap_or(word);
    let is_day = |d: &&str| one == *d || (cut && d.starts_with(word));
    if let Some(day) = DAYS.iter().position(is_day) {
        let day = Token::Day(index(day)?);
        return Some(if cut {
            Meaning::Cut(day)
        } else {
            Meaning::Says(day)
        });
    }
    if let Some(month) = MONTHS.iter().position(|m| *m == word) {
        return Some(Meaning::Says(Token::Month(index(month)?)));
    }
    if SILENT.contains(&word) {
        return Some(Meaning::Silent);
    }
    let token = match word {
        "a" | "au" => Token::To,
        "et" | "puis" => Token::And,
        "quotidien" => Token::EveryDay,
        "feries" => Token::PublicHolidays,
        "toujours" => Token::Always,
        "mois" => Token::OfMonth,
        "premier" | "premiers" => Token::Nth(1),
        "deuxieme" | "deuxiemes" | "second" => Token::Nth(2),
        "troisieme" | "troisiemes" => Token::Nth(3),
        "quatrieme" | "quatriemes" => Token::Nth(4),
        "dernier" | "derniers" => Token::Nth(-1),
        "matin" | "matins" => Token::Half(Half::Morning),
        "aprem" | "aprems" => Token::Half(Half::Afternoon),
        "soir" | "soirs" => Token::Half(Half::Evening),
        "midi" => Token::Time(12 * 60),
        "minuit" => Token::Time(24 * 60),
        "ferme" | "fermee" | "fermes" | "fermees" | "fermeture" => Token::Closed,
        "sauf" | "excepte" | "hors" => Token::Except,
        "rdv" => Token::Appointment,
        "magasin" | "magasins" | "boutique" | "boutiques" | "accueil" => Token::Whose,
        _ => return None,
    };
    Some(Meaning::Says(token))
}

/// Words that say nothing that the words beside them do not say.
const SILENT: [&str; 20] = [
    "le",
    "la",
    "les",
    "l",
    "du",
    "de",
    "des",
    "d",
    "en",
    "tous",
    "toutes",
    "chaque",
    "ouvert",
    "ouverte",
    "ouverts",
    "ouvertes",
    "ouverture",
    "horaires",
    "est",
    "sur",
];
