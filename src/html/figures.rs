//! What pages of figures share: the form over them, the sentence that says it all, the census beside.
use super::layout::Shell;
use super::text;
use super::words::Lang;
use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

/// One of several: words, where it leads, whether it is the one in force.
pub struct Choice {
    /// What it says.
    pub words: String,
    /// An address; of a subject its code.
    pub href: String,
    /// It is in force.
    pub on: bool,
}

/// Choices under a heading.
pub struct Group {
    /// The heading.
    pub words: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// The form over the figures.
pub struct Controls {
    /// Where the form leads.
    pub action: String,
    /// Parameters that the form keeps.
    pub hidden: Vec<(String, String)>,
    /// Subjects.
    pub groups: Vec<Group>,
    /// Thresholds.
    pub thresholds: Vec<Choice>,
    /// Filters are in force that are no subject of the list.
    pub filtered: bool,
}

impl Controls {
    /// The form.
    #[must_use]
    pub fn form(&self, s: &Shell<'_>) -> Markup {
        let chosen = self.groups.iter().flat_map(|g| &g.choices).any(|c| c.on);
        html! {
            div.asks {
                form.asking action=(self.action) method="get" {
                    @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                    label for="sujet" { (s.t("figures-subject")) }
                    span.pick {
                        select #sujet name="sujet" {
                            @if !chosen && self.filtered { option value="" selected { (s.t("subject-filtered")) } }
                            option value="tout" selected[!chosen && !self.filtered] { (s.t("subject-all")) }
                            @for g in &self.groups { optgroup label=(g.words) {
                                @for c in &g.choices { option value=(c.href) selected[c.on] { (c.words) } }
                            } }
                        }
                        (s.icon("chevron-down"))
                    }
                    button.btn type="submit" { (s.t("figures-show")) }
                }
                nav.within aria-label=(s.t("figures-threshold")) {
                    span #seuil { (s.t("figures-within")) }
                    ul.seg { @for c in &self.thresholds {
                        li { a href=(c.href) aria-current=[c.on.then_some("true")] { (c.words) } }
                    } }
                }
                p.sm.mut { (s.t("figures-as-the-crow-flies")) }
            }
        }
    }
}

/// « Près de huit habitants sur dix »; `None` without inhabitants.
#[must_use]
pub fn part_of_people(lang: Lang, share: f64) -> String {
    let tenths = share * 10.0;
    let near = tenths.round();
    let key = if share <= 0.0 {
        "part-nobody"
    } else if share >= 1.0 {
        "part-everybody"
    } else if tenths < 0.5 {
        "part-few"
    } else if tenths >= 9.5 {
        "part-most"
    } else if (tenths - near).abs() < 0.05 {
        "part-exactly"
    } else if tenths < near {
        "part-nearly"
    } else {
        "part-over"
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 1 to 9
    let n = near.clamp(1.0, 9.0) as usize;
    let words = lang.t(TENTHS[n - 1]);
    lang.f(key, &[("n", words.into())])
}

/// Messages of one to nine.
const TENTHS: [&str; 9] = [
    "tenths-1", "tenths-2", "tenths-3", "tenths-4", "tenths-5", "tenths-6", "tenths-7", "tenths-8",
    "tenths-9",
];

/// People in a sentence, to the hundred from ten thousand on: `190 800`.
#[must_use]
pub fn people(lang: Lang, n: u64) -> String {
    let n = if n >= 10_000 { (n + 50) / 100 * 100 } else { n };
    lang.number(n as f64, 0)
}

/// A share in percent: `77,1 %`.
#[must_use]
pub fn percent(lang: Lang, share: f64) -> String {
    let digits = lang.number(share * 100.0, 1);
    lang.pick(format!("{digits}\u{a0}%"), format!("{digits}%"))
}

/// Where somebody looked.
pub struct Census {
    /// `surveyed`, `partial` or `never`.
    pub status: &'static str,
    /// When.
    pub on: Option<NaiveDate>,
}

impl Census {
    /// « Recensé, mars 2026 », « Jamais recensé ».
    #[must_use]
    pub fn badge(&self, s: &Shell<'_>) -> Markup {
        let icon = match self.status {
            "surveyed" => "check",
            "partial" => "circle-dashed",
            _ => "question-mark",
        };
        let key = match self.status {
            "surveyed" => "census-surveyed",
            "partial" => "census-partial",
            _ => "census-never",
        };
        html! { span.{ "census " (self.status) } {
            (s.icon(icon)) (s.t(key)) @if let Some(on) = self.on.filter(|_| self.status != "never") { ", " (month(s.lang, on)) }
        } }
    }
}

/// « mars 2026 ».
#[must_use]
pub fn month(lang: Lang, on: NaiveDate) -> String {
    let day = text::day_and_month(lang, on);
    let name = day.split_once(' ').map_or(day.as_str(), |(_, m)| m);
    format!("{name} {}", on.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_said_in_tenths() {
        for (share, said) in [
            (0.0, "personne"),
            (0.02, "moins d’un habitant sur dix"),
            (0.771, "près de huit habitants sur dix"),
            (0.8, "huit habitants sur dix"),
            (0.83, "plus de huit habitants sur dix"),
            (0.1, "un habitant sur dix"),
            (0.97, "plus de neuf habitants sur dix"),
            (1.0, "tous les habitants"),
        ] {
            assert_eq!(part_of_people(Lang::Fr, share), said, "{share}");
        }
        assert_eq!(
            part_of_people(Lang::En, 0.77),
            "nearly eight residents in ten"
        );
    }

    #[test]
    fn people_and_shares_are_rounded_as_one_says_them() {
        assert_eq!(people(Lang::Fr, 190_842), "190\u{a0}800");
        assert_eq!(people(Lang::Fr, 9_876), "9\u{a0}876");
        assert_eq!(percent(Lang::Fr, 0.7714), "77,1\u{a0}%");
        assert_eq!(percent(Lang::En, 1.0), "100%");
        assert_eq!(
            month(Lang::Fr, NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()),
            "mars 2026"
        );
    }
}
