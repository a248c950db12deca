//! Days, times and seasons, written in OSM syntax.
use crate::domain::hours::Hours;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// From one minute of the day to another; past midnight where the end is the smaller number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub from: u16,
    pub to: u16,
}

impl Span {
    pub(super) const WHOLE_DAY: Self = Self {
        from: 0,
        to: 24 * 60,
    };

    /// Nothing when it ends before it begins, unless it is a late evening: "20h à 2h". Nor where the hours of an afternoon
    /// may be meant: "2h à 6h".
    pub(super) fn new(from: u16, to: u16) -> Option<Self> {
        let late = from >= 17 * 60 && to <= 6 * 60;
        let night = (1..5 * 60).contains(&from) || from > 0 && from < 7 * 60 && to <= 8 * 60;
        (!night && (from < to || late && from != to)).then_some(Self { from, to })
    }

    fn end(self) -> u16 {
        if self.to > self.from {
            self.to
        } else {
            self.to + 24 * 60
        }
    }

    fn meets(self, other: Self) -> bool {
        self.from < other.end() && other.from < self.end()
    }
}

/// Days of a week, or of a month: one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// Monday first.
    pub week: [bool; 7],
    /// "Jours fériés".
    pub public_holidays: bool,
    /// A day of the week (0 is Monday) and which of the month's; -1 is the last.
    pub monthly: Vec<(u8, i8)>,
}

impl Days {
    pub(super) fn every() -> Self {
        Self {
            week: [true; 7],
            ..Self::default()
        }
    }

    pub(super) fn public_holidays() -> Self {
        Self {
            public_holidays: true,
            ..Self::default()
        }
    }

    /// The days from one to another, over Sunday where it must be; a day told twice is a doubt.
    pub(super) fn add(&mut self, first: u8, last: u8) -> Option<()> {
        let mut day = first;
        loop {
            let told = self.week.get_mut(usize::from(day))?;
            if std::mem::replace(told, true) {
                return None;
            }
            if day == last {
                return Some(());
            }
            day = (day + 1) % 7;
        }
    }

    /// Takes days out, which have to be there.
    pub(super) fn without(&mut self, but: &Self) -> Option<()> {
        if !but.monthly.is_empty() {
            return None;
        }
        for (here, gone) in self.week.iter_mut().zip(but.week) {
            if gone && !std::mem::replace(here, false) {
                return None;
            }
        }
        self.week.contains(&true).then_some(())
    }
}

/// From a month, or a day of it, to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Season {
    from: (u8, Option<u16>),
    to: (u8, Option<u16>),
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Days of each month; of February those of a leap year.
const LENGTHS: [u16; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl Season {
    /// Nothing for a day that no month has, or where only one end names a day.
    pub(super) fn new(from: (u8, Option<u16>), to: (u8, Option<u16>)) -> Option<Self> {
        let sound = |(month, day): (u8, Option<u16>)| {
            let length = LENGTHS.get(usize::from(month)).copied().unwrap_or_default();
            day.is_none_or(|d| (1..=length).contains(&d))
        };
        let alike = from.1.is_some() == to.1.is_some();
        (alike && sound(from) && sound(to)).then_some(Self { from, to })
    }

    /// Its days of a year, from its first to its last one; over New Year where the last is the earlier.
    fn days(self) -> (u16, u16) {
        let before = |month: u8| LENGTHS.iter().take(usize::from(month)).sum::<u16>();
        let length = LENGTHS.get(usize::from(self.to.0)).copied();
        (
            before(self.from.0) + self.from.1.unwrap_or(1),
            before(self.to.0) + self.to.1.or(length).unwrap_or_default(),
        )
    }

    fn meets(self, other: Self) -> bool {
        let holds = |(from, to): (u16, u16), day: u16| {
            if from <= to {
                (from..=to).contains(&day)
            } else {
                day >= from || day <= to
            }
        };
        let (a, b) = (self.days(), other.days());
        holds(a, b.0) || holds(b, a.0)
    }

    fn text(self) -> String {
        let name = |(month, day): (u8, Option<u16>)| {
            let month = MONTHS.get(usize::from(month)).copied().unwrap_or_default();
            day.map_or_else(|| month.to_owned(), |d| format!("{month} {d:02}"))
        };
        if self.from == self.to {
            name(self.from)
        } else {
            format!("{}-{}", name(self.from), name(self.to))
        }
    }
}

/// A day that has times: Monday to Sunday, then public holidays.
type Slot = usize;
const PUBLIC_HOLIDAYS: Slot = 7;

/// What holds in one season.
#[derive(Debug, Default)]
struct Block {
    season: Option<Season>,
    week: BTreeMap<Slot, Times>,
    monthly: BTreeMap<(u8, Vec<i8>), Times>,
    closed: [bool; 8],
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Times {
    spans: Vec<Span>,
    by_appointment: bool,
}

impl Times {
    /// One more statement on a day: it adds times, or it is a doubt.
    fn add(&mut self, spans: &[Span], by_appointment: bool) -> Option<()> {
        let told = !self.spans.is_empty();
        if told && self.by_appointment != by_appointment {
            return None;
        }
        self.by_appointment = by_appointment;
        for span in spans {
            if self.spans.iter().any(|s| s.meets(*span)) {
                return None;
            }
            self.spans.push(*span);
        }
        self.spans.sort_unstable();
        Some(())
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for Span { from, to } in &self.spans {
            let comma = if out.is_empty() { "" } else { "," };
            let _ = write!(
                out,
                "{comma}{:02}:{:02}-{:02}:{:02}",
                from / 60,
                from % 60,
                to / 60,
                to % 60
            );
        }
        if self.by_appointment {
            out.push_str(" unknown \"sur rendez-vous\"");
        }
        out
    }
}

/// All that was said.
#[derive(Debug, Default)]
pub(super) struct Rules {
    blocks: Vec<Block>,
    closed_seasons: Vec<Season>,
}

impl Rules {
    /// What follows holds in this season. All of the text has seasons, or none of it.
    pub(super) fn begin(&mut self, season: Season) -> Option<()> {
        let unseasoned = self.blocks.iter().any(|b| b.season.is_none());
        self.blocks.push(Block {
            season: Some(season),
            ..Block::default()
        });
        (!unseasoned).then_some(())
    }

    fn block(&mut self) -> Option<&mut Block> {
        if self.blocks.is_empty() {
            self.blocks.push(Block::default());
        }
        self.blocks.last_mut()
    }

    pub(super) fn open(&mut self, days: &Days, spans: &[Span], by_appointment: bool) -> Option<()> {
        let block = self.block()?;
        let week = (0..7).filter(|d| days.week[*d]);
        for slot in week.chain(days.public_holidays.then_some(PUBLIC_HOLIDAYS)) {
            block
                .week
                .entry(slot)
                .or_default()
                .add(spans, by_appointment)?;
        }
        let mut turns: BTreeMap<u8, Vec<i8>> = BTreeMap::new();
        for (day, turn) in &days.monthly {
            turns.entry(*day).or_default().push(*turn);
        }
        for key in turns {
            block
                .monthly
                .entry(key)
                .or_default()
                .add(spans, by_appointment)?;
        }
        Some(())
    }

    pub(super) fn close(&mut self, days: &Days) -> Option<()> {
        let block = self.block()?;
        for (slot, closed) in days.week.iter().enumerate() {
            block.closed[slot] |= closed;
        }
        block.closed[PUBLIC_HOLIDAYS] |= days.public_holidays;
        days.monthly.is_empty().then_some(())
    }

    pub(super) fn close_season(&mut self, season: Season) {
        self.closed_seasons.push(season);
    }

    /// In OSM syntax; nothing where a day is open and closed, or open each week and some weeks otherwise, and where
    /// two seasons are one for some time: the later would silence the former.
    pub(super) fn expression(&self) -> Option<String> {
        let seasons: Vec<Season> = self.blocks.iter().filter_map(|b| b.season).collect();
        for (i, season) in seasons.iter().enumerate() {
            if seasons[..i].iter().any(|s| s.meets(*season)) {
                return None;
            }
        }
        let mut rules = Vec::new();
        for block in &self.blocks {
            block.write(&mut rules)?;
        }
        let open = !rules.is_empty();
        rules.extend(
            self.closed_seasons
                .iter()
                .map(|s| format!("{} off", s.text())),
        );
        let text = rules.join("; ");
        (open && Hours::parse(&text).is_ok()).then_some(text)
    }
}

impl Block {
    /// Two statements are about one of a month's days: the later would silence the former.
    fn turns_meet(&self) -> bool {
        let days: Vec<&(u8, Vec<i8>)> = self.monthly.keys().collect();
        let meet = |a: &i8, b: &i8| a == b || (a.min(b) < &0 && a.max(b) >= &4);
        days.iter().enumerate().any(|(i, (day, turns))| {
            let mut before = days[..i].iter().filter(|(d, _)| d == day);
            before.any(|(_, others)| others.iter().any(|o| turns.iter().any(|t| meet(t, o))))
        })
    }

    fn write(&self, rules: &mut Vec<String>) -> Option<()> {
        let sound = self.week.keys().all(|slot| !self.closed[*slot])
            && self.monthly.keys().all(|(day, _)| {
                let slot = usize::from(*day);
                !self.week.contains_key(&slot) && !self.closed[slot]
            });
        if !sound || self.turns_meet() || (self.week.is_empty() && self.monthly.is_empty()) {
            return None;
        }
        let season = self
            .season
            .map_or_else(String::new, |s| format!("{} ", s.text()));
        let mut slots: Vec<(Vec<Slot>, &Times)> = Vec::new();
        for (slot, times) in &self.week {
            match slots.iter_mut().find(|(_, t)| *t == times) {
                Some((same, _)) => same.push(*slot),
                None => slots.push((vec![*slot], times)),
            }
        }
        for (days, times) in slots {
            let whole =
                days.len() == 7 && times.spans == [Span::WHOLE_DAY] && !times.by_appointment;
            rules.push(if whole && season.is_empty() {
                "24/7".to_owned()
            } else {
                format!("{season}{} {}", names(&days), times.text())
            });
        }
        for ((day, turns), times) in &self.monthly {
            let turns: Vec<String> = turns.iter().map(ToString::to_string).collect();
            let day = names(&[usize::from(*day)]);
            rules.push(format!(
                "{season}{day}[{}] {}",
                turns.join(","),
                times.text()
            ));
        }
        let closed: Vec<Slot> = (0..8).filter(|s| self.closed[*s]).collect();
        if !closed.is_empty() {
            rules.push(format!("{season}{} off", names(&closed)));
        }
        Some(())
    }
}

/// "Mo-We,Fr,PH".
fn names(slots: &[Slot]) -> String {
    const NAMES: [&str; 8] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH"];
    let mut out = String::new();
    let mut at = 0;
    while let Some(first) = slots.get(at) {
        let mut end = at;
        while slots
            .get(end + 1)
            .is_some_and(|next| *next == slots[end] + 1 && *next < PUBLIC_HOLIDAYS)
        {
            end += 1;
        }
        let comma = if out.is_empty() { "" } else { "," };
        let _ = write!(out, "{comma}{}", NAMES[*first]);
        if end > at {
            let _ = write!(out, "-{}", NAMES[slots[end]]);
        }
        at = end + 1;
    }
    out
}
