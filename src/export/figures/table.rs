//! A CSV file as a table for a terminal.
use std::fmt::Write;

/// Most letters of a cell.
const WIDEST: usize = 40;

/// The wanted columns of a CSV text, aligned: texts to the left, numbers to the right and with four digits.
#[must_use]
pub fn text_table(csv: &[u8], columns: &[&str]) -> String {
    let mut reader = csv::Reader::from_reader(csv);
    let Ok(head) = reader.headers().cloned() else {
        return String::new();
    };
    let places: Vec<usize> = columns
        .iter()
        .filter_map(|c| head.iter().position(|h| h == *c))
        .collect();
    let mut lines: Vec<Vec<String>> = vec![places.iter().map(|p| head[*p].to_owned()).collect()];
    let mut numeric = vec![true; places.len()];
    for record in reader.records().flatten() {
        let cells = places.iter().zip(&mut numeric).map(|(p, numeric)| {
            let text = record.get(*p).unwrap_or_default();
            *numeric &= text.is_empty() || text.parse::<f64>().is_ok();
            short(text)
        });
        lines.push(cells.collect());
    }
    let widths: Vec<usize> = (0..places.len())
        .map(|c| {
            lines
                .iter()
                .map(|l| l[c].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for line in &lines {
        let mut text = String::new();
        for ((cell, width), numeric) in line.iter().zip(&widths).zip(&numeric) {
            // Writing to a string cannot fail.
            let _ = if *numeric {
                write!(text, "{cell:>width$}  ")
            } else {
                write!(text, "{cell:<width$}  ")
            };
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

/// A number without digits that nobody reads, a text that fits a terminal.
fn short(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(n) if text.contains('.') && n.abs() >= 100.0 => format!("{n:.0}"),
        Ok(n) if text.contains('.') => format!("{n:.4}"),
        Ok(_) => text.to_owned(),
        Err(_) => match text.char_indices().nth(WIDEST) {
            // One word is what the next command is given: an identifier, the last part of an address.
            Some((end, _)) if text.contains(' ') => format!("{}…", &text[..end]),
            _ => text.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_left_and_numbers_right() {
        let csv = "code,name,share,attribution\n01,Été,0.123456,x\n02,Le très long nom d’une commune de plus de quarante lettres,1,x\n";
        let table = text_table(csv.as_bytes(), &["name", "share"]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[0], format!("{:<41}   share", "name"));
        assert_eq!(lines[1], format!("{:<41}  0.1235", "Été"));
        let slug = "epicerie-retz-aunee-saint-brevin-les-pins-44250";
        assert!(text_table(format!("slug\n{slug}\n").as_bytes(), &["slug"]).contains(slug));
        assert!(
            lines[2].starts_with("Le très long nom d’une commune de plus d…")
                && lines[2].ends_with("       1")
        );
    }
}
