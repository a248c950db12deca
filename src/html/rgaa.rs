//! What holds of the 106 criteria of RGAA 4.1.2, as `rgaa.toml` says it, and the status that the law derives from it.
use super::words::{FluentValue, Lang, spaced};
use chrono::NaiveDate;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What was found for a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finding {
    /// It holds on all pages.
    Holds,
    /// It does not hold somewhere.
    Fails,
    /// No page has what it is about.
    None,
    /// Nobody has looked with the tools that it needs; counts as failing.
    Unchecked,
}

impl Finding {
    /// The message that says it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Holds => "rgaa-holds",
            Self::Fails => "rgaa-fails",
            Self::None => "rgaa-none",
            Self::Unchecked => "rgaa-unchecked",
        }
    }

    /// What the law counts as not respected.
    #[must_use]
    pub fn wanting(self) -> bool {
        matches!(self, Self::Fails | Self::Unchecked)
    }
}

/// One criterion.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// "10.12".
    pub id: String,
    fr: String,
    en: String,
    /// What was found.
    pub state: Finding,
    note_fr: Option<String>,
    note_en: Option<String>,
}

impl Criterion {
    /// What it asks for, in short.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.fr, &self.en)
    }

    /// Why, where that is not plain.
    #[must_use]
    pub fn note(&self, lang: Lang) -> Option<&str> {
        lang.pick(&self.note_fr, &self.note_en).as_deref()
    }
}

/// A theme with its criteria.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    fr: String,
    en: String,
    /// In the order of the standard.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
}

impl Theme {
    /// Its name.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.fr, &self.en)
    }
}

/// The whole self-assessment.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The day on which it was made.
    pub day: NaiveDate,
    /// In the order of the standard.
    #[serde(rename = "theme")]
    pub themes: Vec<Theme>,
}

/// How many criteria there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// They hold.
    pub holding: usize,
    /// They fail.
    pub failing: usize,
    /// They were not checked.
    pub unchecked: usize,
    /// Nothing is there that they are about.
    pub without_object: usize,
}

impl Counts {
    /// All that some page is about.
    #[must_use]
    pub fn applicable(self) -> usize {
        self.holding + self.failing + self.unchecked
    }

    /// Share of the applicable ones that holds, in percent, rounded down to a tenth: 99.99 is not all.
    #[must_use]
    pub fn share(self) -> f64 {
        (self.holding * 1000 / self.applicable().max(1)) as f64 / 10.0
    }

    /// The message of the status by the law: compliant at all of the applicable ones, partly from half of them.
    #[must_use]
    pub fn status(self) -> &'static str {
        match self.applicable() {
            all if self.holding == all && all > 0 => "rgaa-compliant",
            all if self.holding * 2 >= all && all > 0 => "rgaa-partly",
            _ => "rgaa-not",
        }
    }
}

impl Assessment {
    /// Reads it.
    ///
    /// # Errors
    /// The text is not TOML, or says something else than an assessment.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut read: Self = toml::from_str(text)?;
        for theme in &mut read.themes {
            theme.fr = spaced(&theme.fr);
            for c in &mut theme.criteria {
                c.fr = spaced(&c.fr);
                c.note_fr = c.note_fr.as_deref().map(spaced);
            }
        }
        Ok(read)
    }

    /// Every criterion, in the order of the standard.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.themes.iter().flat_map(|t| &t.criteria)
    }

    /// How many there are of each kind.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for c in self.criteria() {
            *match c.state {
                Finding::Holds => &mut counts.holding,
                Finding::Fails => &mut counts.failing,
                Finding::Unchecked => &mut counts.unchecked,
                Finding::None => &mut counts.without_object,
            } += 1;
        }
        counts
    }
}

static ASSESSMENT: LazyLock<Assessment> = LazyLock::new(|| {
    // One that cannot be read counts for none: the status is then the worst one.
    Assessment::parse(include_str!("rgaa.toml")).unwrap_or_else(|e| {
        tracing::error!(cause = %e, "the self-assessment of accessibility cannot be read");
        Assessment::default()
    })
});

/// The self-assessment of this version.
#[must_use]
pub fn assessment() -> &'static Assessment {
    &ASSESSMENT
}

/// The status in words: "partiellement conforme".
#[must_use]
pub fn state(lang: Lang) -> Cow<'static, str> {
    lang.t(assessment().counts().status())
}

/// The counts as the variables of a message.
#[must_use]
pub fn variables(counts: Counts) -> [(&'static str, FluentValue<'static>); 5] {
    [
        ("holding", counts.holding.into()),
        ("applicable", counts.applicable().into()),
        ("share", counts.share().into()),
        ("without", counts.without_object.into()),
        ("wanting", (counts.failing + counts.unchecked).into()),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Criteria of each theme in RGAA 4.1.2.
    const OF_THEMES: [usize; 13] = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12];

    fn whole() -> Assessment {
        Assessment::parse(include_str!("rgaa.toml")).unwrap()
    }

    #[test]
    fn all_106_criteria_are_there_once_and_in_order() {
        let whole = whole();
        let sizes: Vec<usize> = whole.themes.iter().map(|t| t.criteria.len()).collect();
        assert_eq!(sizes, OF_THEMES);
        let wanted = (1..).zip(OF_THEMES);
        let wanted: Vec<String> = wanted
            .flat_map(|(theme, n)| (1..=n).map(move |c| format!("{theme}.{c}")))
            .collect();
        let ids: Vec<&String> = whole.criteria().map(|c| &c.id).collect();
        assert_eq!(ids, wanted.iter().collect::<Vec<_>>());
        assert_eq!(ids.len(), 106);
        let c = whole.counts();
        assert_eq!(c.applicable() + c.without_object, 106);
    }

    #[test]
    fn what_is_wanting_says_why_in_both_languages_and_titles_differ() {
        let whole = whole();
        for lang in Lang::ALL {
            for c in whole.criteria() {
                let why = c.note(lang).map_or(0, str::len);
                assert!(!c.state.wanting() || why > 20, "{} in {lang:?}", c.id);
                assert_eq!(c.note(lang).is_some(), c.note(lang.other()).is_some());
                let texts = [c.title(lang), c.note(lang).unwrap_or("x")];
                assert!(texts.iter().all(|t| !t.trim().is_empty() && t.trim() == *t));
            }
            let titles: BTreeSet<&str> = whole.criteria().map(|c| c.title(lang)).collect();
            assert_eq!(titles.len(), 106, "each has a title of its own");
        }
    }

    #[test]
    fn french_texts_keep_punctuation_with_its_word() {
        for c in whole().criteria() {
            for text in [Some(c.title(Lang::Fr)), c.note(Lang::Fr)]
                .into_iter()
                .flatten()
            {
                for mark in [" :", " ;", " ?", " !", " %", " »", "« ", "'"] {
                    assert!(!text.contains(mark), "{}: {text}", c.id);
                }
            }
        }
    }

    #[test]
    fn the_status_is_what_the_law_says() {
        let of = |holding, failing, unchecked| Counts {
            holding,
            failing,
            unchecked,
            without_object: 40,
        };
        for (counts, status, share) in [
            (of(66, 0, 0), "rgaa-compliant", 100.0),
            (of(65, 1, 0), "rgaa-partly", 98.4),
            (of(65, 0, 1), "rgaa-partly", 98.4),
            (of(33, 33, 0), "rgaa-partly", 50.0),
            (of(32, 20, 14), "rgaa-not", 48.4),
            (of(999, 1, 0), "rgaa-partly", 99.9),
            (of(0, 0, 0), "rgaa-not", 0.0),
        ] {
            assert_eq!(counts.status(), status, "{counts:?}");
            assert!((counts.share() - share).abs() < 1e-9, "{counts:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_compliant() {
        assert!(Assessment::parse("day = 1").is_err());
        assert_eq!(Assessment::default().counts().status(), "rgaa-not");
    }
}
