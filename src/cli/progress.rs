//! How far a command is; shown on a terminal only.
use crate::service::origins::Size;
use crate::service::sync::Progress;
use indicatif::{ProgressBar, ProgressStyle};

fn style(size: Size) -> (ProgressStyle, Option<u64>) {
    let (template, length) = match size {
        Size::Bytes(n) => ("{bar:30} {bytes}/{total_bytes} {eta}", Some(n)),
        Size::Rows(n) => ("{bar:30} {pos}/{len} rows {eta}", Some(n)),
        Size::Addresses(n) => ("{bar:30} {pos}/{len} addresses {eta}", Some(n)),
        Size::Unknown => ("{spinner} {pos} rows", None),
    };
    let style = ProgressStyle::with_template(template);
    (
        style.unwrap_or_else(|_| ProgressStyle::default_bar()),
        length,
    )
}

/// A bar of its own for what there is to do.
pub(super) fn bar(size: Size) -> ProgressBar {
    let (style, length) = style(size);
    let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
    bar.with_style(style)
}

/// A bar goes on with other work, of which so much is done.
fn turn(bar: &ProgressBar, size: Size, done: u64) {
    let (style, length) = style(size);
    bar.set_style(style);
    if let Some(n) = length {
        // Both at once: either alone would be shown with what the other was before.
        bar.update(|state| {
            state.set_pos(done);
            state.set_len(n);
        });
    } else {
        bar.set_position(done);
        bar.unset_length();
    }
}

/// Shows on a bar how far the refresh of a source is: the addresses that are looked up, then the rows.
pub(super) fn shown(bar: &ProgressBar) -> impl FnMut(Progress) + Send {
    let bar = bar.clone();
    let mut rows = Size::Unknown;
    let mut looking_up = false;
    move |progress| match progress {
        // A length in bytes tells nothing of rows.
        Progress::Opened(Size::Bytes(_)) => {}
        Progress::Opened(size) => {
            rows = size;
            turn(&bar, rows, 0);
        }
        Progress::Addresses { done, total } => {
            looking_up = true;
            turn(&bar, Size::Addresses(total as u64), done as u64);
        }
        Progress::Row(row) => {
            if std::mem::take(&mut looking_up) {
                turn(&bar, rows, row);
            } else {
                bar.set_position(row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::{ProgressDrawTarget, TermLike};
    use std::io;
    use std::sync::{Arc, Mutex};

    /// A terminal that keeps what is written on it.
    #[derive(Clone, Debug, Default)]
    struct Paper(Arc<Mutex<Vec<String>>>);

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push(text.to_owned());
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a bar shows of them, bit by bit.
    fn drawn(progress: impl IntoIterator<Item = Progress>) -> Vec<String> {
        let paper = Paper::default();
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(paper.clone()), 255);
        let bar = bar(Size::Unknown);
        bar.set_draw_target(target);
        progress.into_iter().for_each(shown(&bar));
        bar.abandon();
        let drawn = paper.0.lock().unwrap();
        drawn.clone()
    }

    #[test]
    fn addresses_are_never_told_as_rows() {
        for size in [Size::Rows(1200), Size::Bytes(80_000), Size::Unknown] {
            let all = [0, 500, 900].map(|done| Progress::Addresses { done, total: 900 });
            let steps = [Progress::Opened(size)].into_iter().chain(all);
            let drawn = drawn(steps.chain([Progress::Row(1)])).concat();
            assert!(drawn.contains("500/900 addresses"), "{drawn}");
            for wrong in ["900 rows", "900/1200 rows", "1/900 rows", "/1200 addresses"] {
                assert!(!drawn.contains(wrong), "{wrong} in {drawn}");
            }
            let right = match size {
                Size::Rows(_) => "1/1200 rows",
                _ => "1 rows",
            };
            assert!(drawn.contains(right), "{drawn}");
        }
    }
}
