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

/// A bar goes on with other work.
fn turn(bar: &ProgressBar, size: Size) {
    let (style, length) = style(size);
    bar.set_style(style);
    match length {
        Some(n) => bar.set_length(n),
        None => bar.unset_length(),
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
            turn(&bar, rows);
        }
        Progress::Addresses { done, total } => {
            looking_up = true;
            turn(&bar, Size::Addresses(total as u64));
            bar.set_position(done as u64);
        }
        Progress::Row(row) => {
            if std::mem::take(&mut looking_up) {
                turn(&bar, rows);
            }
            bar.set_position(row);
        }
    }
}
