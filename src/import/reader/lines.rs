//! Where the records of a text file begin, as people see it in an editor: the parser knows one kind of line end only, and
//! does not say that a quote was never closed.
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

/// Where the parser would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Before a record; line ends are passed over.
    #[default]
    Before,
    /// Before a value.
    Value,
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted value: its end, or the first half of a mark.
    Quote,
}

/// What was seen of the file.
#[derive(Debug)]
pub(super) struct Track {
    separator: u8,
    state: State,
    /// The line that is being read, from 1 on.
    line: u64,
    after_return: bool,
    /// Lines where records begin that the parser has not handed over yet.
    starts: VecDeque<u64>,
    /// Where the last quoted value began.
    opened: u64,
}

impl Track {
    pub(super) fn new(separator: u8) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            separator,
            state: State::Before,
            line: 1,
            after_return: false,
            starts: VecDeque::new(),
            opened: 0,
        }))
    }

    /// The line of the next record.
    pub(super) fn next(&mut self) -> Option<u64> {
        self.starts.pop_front()
    }

    /// The line of a quotation mark that nothing closes; asked at the end of the file.
    pub(super) fn open_quote(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.opened)
    }

    fn see(&mut self, byte: u8) {
        let ends = matches!(byte, b'\n' | b'\r');
        if self.state == State::Before && !ends {
            self.starts.push_back(self.line);
            self.state = State::Value;
        }
        self.state = match (self.state, byte) {
            (State::Before, _) => State::Before,
            (State::Quoted, b'"') => State::Quote,
            (State::Value, b'"') => {
                self.opened = self.line;
                State::Quoted
            }
            (State::Quote, b'"') | (State::Quoted, _) => State::Quoted,
            _ if ends => State::Before,
            (_, b) if b == self.separator => State::Value,
            _ => State::Plain,
        };
        // "\r\n" ends one line.
        if byte == b'\r' || (byte == b'\n' && !self.after_return) {
            self.line += 1;
        }
        self.after_return = byte == b'\r';
    }
}

/// An input that is looked at as it is read.
pub(super) struct Tracked<R> {
    pub inner: R,
    pub track: Rc<RefCell<Track>>,
}

impl<R: Read> Read for Tracked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        let mut track = self.track.borrow_mut();
        for byte in &buf[..n] {
            track.see(*byte);
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> (Vec<u64>, Option<u64>) {
        let track = Track::new(b';');
        let mut input = Tracked {
            inner: text.as_bytes(),
            track: Rc::clone(&track),
        };
        io::copy(&mut input, &mut io::sink()).unwrap();
        let mut track = track.borrow_mut();
        (std::mem::take(&mut track.starts).into(), track.open_quote())
    }

    #[test]
    fn any_line_end_counts_once() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a;b", "1;2", "", "3;\"x\n\ny\"", "4;5", ""].join(end);
            assert_eq!(lines(&text), (vec![1, 2, 4, 7], None), "{end:?}");
        }
        assert_eq!(lines("a;b\n1;\"x\n2;y\n").1, Some(2));
        assert_eq!(lines("a\n1 \"x\n2\n"), (vec![1, 2, 3], None));
        assert_eq!(lines("a\n\"x\"\"y\"\n\"\"\n"), (vec![1, 2, 3], None));
    }

    proptest! {
        /// As many records as the parser makes of it, whatever the marks.
        #[test]
        fn each_record_has_its_line(text in "([a;\"\r\n]|\r\n){0,40}") {
            let mut csv = csv::ReaderBuilder::new()
                .delimiter(b';')
                .flexible(true)
                .has_headers(false)
                .from_reader(text.as_bytes());
            let records = csv.byte_records().count();
            prop_assert_eq!(lines(&text).0.len(), records);
        }
    }
}
