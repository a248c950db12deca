//! French opening hours, as people write them: "du lundi au vendredi de 9h à 12h et de 14h à 18h, fermé le dimanche".
//!
//! A text is a chain of statements, each of days and their times. Whatever leaves a doubt — a word that is not known,
//! times without days, a day named twice with times that overlap, a fortnight — keeps the whole text a text.
use super::lexer::{Half, Token, tokens};
use super::week::{Days, Rules, Season, Span};

/// The text in OSM syntax; `None` when there is any doubt.
pub(super) fn read(text: &str) -> Option<String> {
    let tokens = tokens(text)?;
    let mut statements = Statements::new(&tokens)?;
    let mut rules = Rules::default();
    statements.all(&mut rules)?;
    rules.expression()
}

/// A part of a statement.
#[derive(Debug)]
enum Part {
    Days(Days, Option<Half>),
    Times(Vec<Span>),
    Season(Season),
    Closed,
    Except,
    Appointment,
}

/// Reads parts, then statements made of them.
struct Statements {
    parts: Vec<Part>,
    next: usize,
}

impl Statements {
    fn new(tokens: &[Token]) -> Option<Self> {
        let mut cursor = Cursor { tokens, next: 0 };
        let mut parts = Vec::new();
        // "La boutique est ouverte ..." once, at the beginning: a second one has hours of its own.
        if cursor.peek() == Some(Token::Whose) {
            cursor.next += 1;
        }
        while cursor.skip_separators() {
            parts.push(cursor.part()?);
        }
        Some(Self { parts, next: 0 })
    }

    fn take<T>(&mut self, wanted: impl Fn(&Part) -> Option<T>) -> Option<T> {
        let found = self.parts.get(self.next).and_then(wanted)?;
        self.next += 1;
        Some(found)
    }

    fn days(&mut self) -> Option<(Days, Option<Half>)> {
        self.take(|p| match p {
            Part::Days(days, half) => Some((days.clone(), *half)),
            _ => None,
        })
    }

    fn times(&mut self) -> Option<Vec<Span>> {
        self.take(|p| match p {
            Part::Times(spans) => Some(spans.clone()),
            _ => None,
        })
    }

    fn season(&mut self) -> Option<Season> {
        self.take(|p| match p {
            Part::Season(season) => Some(*season),
            _ => None,
        })
    }

    fn closed(&mut self) -> bool {
        self.take(|p| matches!(p, Part::Closed).then_some(()))
            .is_some()
    }

    fn except(&mut self) -> bool {
        self.take(|p| matches!(p, Part::Except).then_some(()))
            .is_some()
    }

    fn appointment(&mut self) -> bool {
        let told = |p: &Part| matches!(p, Part::Appointment).then_some(());
        self.take(told).is_some()
    }

    /// Days before times throughout, or times before days throughout.
    fn all(&mut self, rules: &mut Rules) -> Option<()> {
        let first = self
            .parts
            .iter()
            .find(|p| matches!(p, Part::Days(..) | Part::Times(_)))?;
        let times_first = matches!(first, Part::Times(_));
        while self.next < self.parts.len() {
            if let Some(season) = self.season() {
                rules.begin(season)?;
            } else if self.closed() {
                self.closing(rules)?;
            } else if times_first {
                let spans = self.times()?;
                // "Toujours": the only times that need no days.
                let days = self.days();
                let (mut days, half) = match days {
                    Some(told) => told,
                    None if spans == [Span::WHOLE_DAY] => (Days::every(), None),
                    None => return None,
                };
                self.exceptions(&mut days, rules)?;
                let asked = self.appointment();
                rules.open(&days, &agreeing(spans, half)?, asked)?;
            } else {
                let (mut days, half) = self.days()?;
                if self.closed() {
                    // "Lundi matin fermé" leaves the afternoon.
                    if half.is_some() {
                        return None;
                    }
                    rules.close(&days)?;
                    continue;
                }
                self.exceptions(&mut days, rules)?;
                let spans = self.times()?;
                let asked = self.appointment();
                self.exceptions(&mut days, rules)?;
                rules.open(&days, &agreeing(spans, half)?, asked)?;
            }
        }
        Some(())
    }

    /// "Sauf le mercredi", "hors jours fériés", "sauf en août".
    fn exceptions(&mut self, days: &mut Days, rules: &mut Rules) -> Option<()> {
        while self.except() {
            if let Some(season) = self.season() {
                rules.close_season(season);
                continue;
            }
            let (but, None) = self.days()? else {
                return None;
            };
            days.without(&but)?;
            if but.public_holidays {
                rules.close(&Days::public_holidays())?;
            }
        }
        Some(())
    }

    /// "Fermé le dimanche et les jours fériés", "fermé en août". Part of a day closed is a doubt.
    fn closing(&mut self, rules: &mut Rules) -> Option<()> {
        if let Some(season) = self.season() {
            rules.close_season(season);
            return Some(());
        }
        let (days, None) = self.days()? else {
            return None;
        };
        // "Fermé le lundi de 12h à 14h".
        let timed = matches!(self.parts.get(self.next), Some(Part::Times(_)));
        if timed { None } else { rules.close(&days) }
    }
}

/// The times, where "matin" or "soir" beside them says the same.
fn agreeing(spans: Vec<Span>, half: Option<Half>) -> Option<Vec<Span>> {
    let agrees = |s: &Span| match half {
        None => true,
        Some(Half::Morning) => s.to <= 14 * 60,
        Some(Half::Afternoon) => s.from >= 12 * 60,
        Some(Half::Evening) => s.from >= 17 * 60,
    };
    spans.iter().all(agrees).then_some(spans)
}

struct Cursor<'a> {
    tokens: &'a [Token],
    next: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.next).copied()
    }

    fn peek_after(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.next + ahead).copied()
    }

    fn take(&mut self, token: Token) -> bool {
        let here = self.peek() == Some(token);
        self.next += usize::from(here);
        here
    }

    /// True while something follows.
    fn skip_separators(&mut self) -> bool {
        let separates = |t| matches!(t, Token::Break | Token::And | Token::Dash | Token::Slash);
        while self.peek().is_some_and(separates) {
            self.next += 1;
        }
        self.peek().is_some()
    }

    fn part(&mut self) -> Option<Part> {
        match self.peek()? {
            Token::Closed => self.single(Part::Closed),
            Token::Except => self.single(Part::Except),
            Token::Appointment => self.single(Part::Appointment),
            Token::Always => self.single(Part::Times(vec![Span::WHOLE_DAY])),
            Token::Month(_) => self.season(),
            Token::Number(_) | Token::Nth(1) if self.is_date() => self.season(),
            Token::Time(_) | Token::Number(_) => self.times(),
            Token::Nth(_) => self.monthly(),
            Token::Day(_) | Token::EveryDay | Token::PublicHolidays => self.weekly(),
            _ => None,
        }
    }

    #[allow(clippy::unnecessary_wraps)] // So that each arm above is one line.
    fn single(&mut self, part: Part) -> Option<Part> {
        self.next += 1;
        Some(part)
    }

    fn is_date(&self) -> bool {
        matches!(self.peek_after(1), Some(Token::Month(_)))
    }

    /// "9h-12h et 14h-18h": each time has its end.
    fn times(&mut self) -> Option<Part> {
        let mut spans = Vec::new();
        loop {
            spans.push(self.span()?);
            let mut ahead = Cursor {
                tokens: self.tokens,
                next: self.next,
            };
            while matches!(ahead.peek(), Some(Token::And | Token::Dash | Token::Slash)) {
                ahead.next += 1;
            }
            let timed = match ahead.peek() {
                Some(Token::Time(_)) => true,
                Some(Token::Number(_)) => !ahead.is_date(),
                _ => false,
            };
            if !timed {
                return Some(Part::Times(spans));
            }
            self.next = ahead.next;
        }
    }

    /// "9h à 12h30", "9-12h"; an hour without a unit has one behind it.
    fn span(&mut self) -> Option<Span> {
        let from = match self.peek()? {
            Token::Time(minutes) => minutes,
            Token::Number(hour) if hour < 24 => hour * 60,
            _ => return None,
        };
        self.next += 1;
        if ![Token::To, Token::Dash, Token::Slash]
            .into_iter()
            .any(|t| self.take(t))
        {
            return None;
        }
        let Token::Time(to) = self.peek()? else {
            return None;
        };
        self.next += 1;
        Span::new(from, to)
    }

    /// "D’avril à octobre", "du 1er avril au 31 octobre", "en août".
    fn season(&mut self) -> Option<Part> {
        let from = self.date()?;
        let to = if self.take(Token::To) || self.take(Token::Dash) {
            self.date()?
        } else {
            from
        };
        Season::new(from, to).map(Part::Season)
    }

    /// A month, and the day of it when one is told.
    fn date(&mut self) -> Option<(u8, Option<u16>)> {
        let day = match self.peek()? {
            Token::Number(day) => Some(day),
            Token::Nth(1) => Some(1),
            _ => None,
        };
        self.next += usize::from(day.is_some());
        let Token::Month(month) = self.peek()? else {
            return None;
        };
        self.next += 1;
        Some((month, day))
    }

    /// "Du lundi au vendredi et le samedi matin", "tous les jours".
    fn weekly(&mut self) -> Option<Part> {
        let mut days = Days::default();
        // "Tous les jours du lundi au vendredi": the second says which.
        if self.take(Token::EveryDay) && !matches!(self.peek(), Some(Token::Day(_))) {
            days = Days::every();
        }
        loop {
            match self.peek() {
                Some(Token::Day(_)) => self.days(&mut days)?,
                Some(Token::PublicHolidays) => {
                    self.next += 1;
                    days.public_holidays = true;
                }
                _ => break,
            }
            self.pass_to_day();
        }
        let half = self.half();
        Some(Part::Days(days, half))
    }

    /// A day, "lundi au vendredi", "lundi-vendredi" or "mardi-mercredi-vendredi". "Mercredi-samedi" may be two days or
    /// four: with a hyphen, a range begins as a working week does or has two days.
    fn days(&mut self, days: &mut Days) -> Option<()> {
        let mut chain = Vec::new();
        while let Some(Token::Day(day)) = self.peek() {
            chain.push(day);
            self.next += 1;
            if self.peek() == Some(Token::Dash) && matches!(self.peek_after(1), Some(Token::Day(_)))
            {
                self.next += 1;
            } else {
                break;
            }
        }
        match chain[..] {
            [first] => match (self.peek(), self.peek_after(1)) {
                (Some(Token::To), Some(Token::Day(last))) => {
                    self.next += 2;
                    days.add(first, last)
                }
                _ => days.add(first, first),
            },
            [first, last] => {
                let week = first <= 1 && last >= 3;
                (week || last == first + 1).then(|| days.add(first, last))?
            }
            _ => chain.iter().try_for_each(|day| days.add(*day, *day)),
        }
    }

    /// Past "et" and commas, when another day follows them.
    fn pass_to_day(&mut self) {
        let mut ahead = self.next;
        while matches!(self.tokens.get(ahead), Some(Token::And)) {
            ahead += 1;
        }
        if matches!(
            self.tokens.get(ahead),
            Some(Token::Day(_) | Token::PublicHolidays)
        ) {
            self.next = ahead;
        }
    }

    /// "Les 1er et 3e samedis du mois"; without "du mois" there is a doubt.
    fn monthly(&mut self) -> Option<Part> {
        let mut days = Days::default();
        let mut half = None;
        let mut said = false;
        while matches!(self.peek(), Some(Token::Nth(_))) {
            let mut turns = Vec::new();
            while let Some(Token::Nth(turn)) = self.peek() {
                turns.push(turn);
                self.next += 1;
                if matches!(self.peek(), Some(Token::And))
                    && matches!(self.peek_after(1), Some(Token::Nth(_)))
                {
                    self.next += 1;
                }
            }
            let Token::Day(day) = self.peek()? else {
                return None;
            };
            self.next += 1;
            days.monthly
                .extend(turns.into_iter().map(|turn| (day, turn)));
            half = self.half();
            said |= self.take(Token::OfMonth);
            if matches!(self.peek(), Some(Token::And))
                && matches!(self.peek_after(1), Some(Token::Nth(_)))
            {
                self.next += 1;
            }
        }
        said.then_some(Part::Days(days, half))
    }

    fn half(&mut self) -> Option<Half> {
        let Token::Half(half) = self.peek()? else {
            return None;
        };
        self.next += 1;
        Some(half)
    }
}
