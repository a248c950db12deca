//! The words of the interface in its two languages: Fluent messages, found by their key in `locales/fr.ftl` and
//! `locales/en.ftl`; those of the figures stand apart, in `fr.figures.ftl` and `en.figures.ftl`.
//!
//! `lang.t("key")` is a message without variables, `lang.f("key", &[("n", n.into())])` one with some. Numbers given to
//! a message are written as the language writes them. In `fr.ftl` a plain space before `? ! : ; % »` or after `«` is
//! read as a no-break one; any other no-break space is written as such.
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use fluent_syntax::ast::{
    Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey,
};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

type Bundle = FluentBundle<FluentResource>;

/// A language of the interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// French, at the addresses without a prefix.
    #[default]
    Fr,
    /// English, below `/en`.
    En,
}

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        Lang::Fr,
        &spaced(concat!(
            include_str!("locales/fr.ftl"),
            include_str!("locales/fr.figures.ftl")
        )),
    )
});
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        Lang::En,
        concat!(
            include_str!("locales/en.ftl"),
            include_str!("locales/en.figures.ftl")
        ),
    )
});

impl Lang {
    /// All of them, the one that is meant where none is said first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The code of the language (ISO 639-1): `fr`, `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language of a code; none for one that is not spoken here.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// What the addresses of its pages begin with: nothing, `/en`.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Fr => "",
            Self::En => "/en",
        }
    }

    /// A page's address in this language, from the French one: `/sources` is `/en/sources`.
    #[must_use]
    pub fn path(self, french: &str) -> String {
        format!("{}{french}", self.prefix())
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    /// One of two: what is French, what is English.
    #[must_use]
    pub fn pick<T>(self, french: T, english: T) -> T {
        match self {
            Self::Fr => french,
            Self::En => english,
        }
    }

    /// A message without variables.
    #[must_use]
    pub fn t(self, key: &str) -> Cow<'static, str> {
        self.message(key, None)
    }

    /// A message with its variables.
    #[must_use]
    pub fn f(self, key: &str, variables: &[(&str, FluentValue<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(variables.len());
        for (name, value) in variables {
            args.set(*name, value.clone());
        }
        self.message(key, Some(&args)).into_owned()
    }

    /// The message, else the French one, else its key: a page with a gap is better than none.
    fn message(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let found = self.find(key, args);
        found.unwrap_or_else(|| {
            complain(key, self, "there is no such message");
            let french = Self::Fr.find(key, args);
            french.unwrap_or_else(|| Cow::Owned(key.to_owned()))
        })
    }

    fn find(self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'static, str>> {
        let bundle: &'static Bundle = self.pick(&FRENCH, &ENGLISH);
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors: Vec<FluentError> = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        if let Some(e) = errors.first() {
            complain(key, self, &e.to_string());
        }
        Some(text)
    }

    /// Messages as JSON for scripts: a text, or one for each plural of `n`; `{name}` stands for a variable. It can stand
    /// in a page as it is.
    #[must_use]
    pub fn data(self, keys: &[&str]) -> String {
        let bundle: &'static Bundle = self.pick(&FRENCH, &ENGLISH);
        let one = |key: &&str| {
            let pattern = bundle.get_message(key)?.value()?;
            Some(((*key).to_owned(), forms(pattern)))
        };
        let all: serde_json::Map<_, _> = keys.iter().filter_map(one).collect();
        serde_json::Value::Object(all)
            .to_string()
            .replace('<', "\\u003c")
    }

    /// A number as it is written: `1 284,5` with a no-break space, `1,284.5`; `decimals` at most, without idle zeros.
    #[must_use]
    pub fn number(self, value: f64, decimals: usize) -> String {
        let digits = format!("{value:.decimals$}");
        let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut out = String::with_capacity(digits.len() + 4);
        let count = whole.chars().filter(char::is_ascii_digit).count();
        let first = whole.len() - count;
        for (i, d) in whole.chars().enumerate() {
            if i > first && (whole.len() - i).is_multiple_of(3) {
                out.push(self.pick('\u{a0}', ','));
            }
            out.push(d);
        }
        let rest = rest.trim_end_matches('0');
        if !rest.is_empty() {
            out.push(self.pick(',', '.'));
            out.push_str(rest);
        }
        out
    }
}

fn bundle(lang: Lang, source: &str) -> Bundle {
    let locale: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // The marks around variables are for texts of both directions; they would be seen in addresses and titles.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::Fr => |value, _| written(Lang::Fr, value),
        Lang::En => |value, _| written(Lang::En, value),
    }));
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(sound, errors)| {
        tracing::error!(lang = lang.code(), ?errors, "messages that cannot be read");
        sound
    });
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(lang = lang.code(), ?errors, "messages that stand twice");
    }
    bundle
}

fn written(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(n) => {
            let decimals = n.options.maximum_fraction_digits.unwrap_or(3);
            Some(lang.number(n.value, decimals))
        }
        _ => None,
    }
}

/// A pattern as scripts read it.
fn forms(pattern: &Pattern<&str>) -> serde_json::Value {
    let plurals = pattern.elements.iter().find_map(|e| match e {
        PatternElement::Placeable {
            expression: Expression::Select { variants, .. },
        } => Some(variants),
        _ => None,
    });
    let Some(plurals) = plurals else {
        return form(pattern, "").into();
    };
    let named = plurals.iter().filter_map(|v| match v.key {
        VariantKey::Identifier { name } => Some((name.to_owned(), form(pattern, name).into())),
        VariantKey::NumberLiteral { .. } => None,
    });
    serde_json::Value::Object(named.collect())
}

/// A pattern in one of its plurals.
fn form(pattern: &Pattern<&str>, plural: &str) -> String {
    let element = |e: &PatternElement<&str>| match e {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                format!("{{{}}}", id.name)
            }
            Expression::Inline(InlineExpression::StringLiteral { value }) => (*value).to_owned(),
            Expression::Inline(_) => String::new(),
            Expression::Select { variants, .. } => {
                let same = |v: &&Variant<&str>| matches!(v.key, VariantKey::Identifier { name } if name == plural);
                let variant = variants.iter().find(same);
                variant
                    .or(variants.iter().find(|v| v.default))
                    .map(|v| form(&v.value, plural))
                    .unwrap_or_default()
            }
        },
    };
    pattern.elements.iter().map(element).collect()
}

/// The no-break spaces of French punctuation.
pub(super) fn spaced(french: &str) -> String {
    let mut text = french.to_owned();
    for mark in ['?', '!', ':', ';', '%', '»'] {
        text = text.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    text.replace("« ", "«\u{a0}")
}

/// Logs what is wrong with a message, once.
fn complain(key: &str, lang: Lang, cause: &str) {
    static TOLD: Mutex<BTreeSet<(String, &str)>> = Mutex::new(BTreeSet::new());
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if told.insert((key.to_owned(), lang.code())) {
        tracing::error!(key, lang = lang.code(), cause, "a message of the interface");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        for (value, decimals, french, english) in [
            (0.0, 3, "0", "0"),
            (999.0, 3, "999", "999"),
            (1_250_000.0, 3, "1 250 000", "1,250,000"),
            (-1_234.0, 0, "-1 234", "-1,234"),
            (-123.0, 0, "-123", "-123"),
            (4.12, 1, "4,1", "4.1"),
            (5.0, 1, "5", "5"),
            (1_284.5, 3, "1 284,5", "1,284.5"),
        ] {
            let said = french.replace(' ', "\u{a0}");
            assert_eq!(Lang::Fr.number(value, decimals), said);
            assert_eq!(Lang::En.number(value, decimals), english);
        }
    }

    #[test]
    fn a_message_takes_its_number_and_its_plural() {
        let said = |lang: Lang, n: usize| lang.f("structures-count", &[("n", n.into())]);
        for (n, french, english) in [
            (0, "0 structure", "0 organisations"),
            (1, "1 structure", "1 organisation"),
            (1_284, "1 284 structures", "1,284 organisations"),
        ] {
            assert_eq!(said(Lang::Fr, n), french.replace(' ', "\u{a0}"));
            assert_eq!(said(Lang::En, n), english.replace(' ', "\u{a0}"));
        }
    }

    #[test]
    fn scripts_get_each_plural_of_a_message() {
        let data = Lang::En.data(&["structures-count", "map-ring"]);
        let said: serde_json::Value = serde_json::from_str(&data).unwrap_or_default();
        assert_eq!(said["structures-count"]["one"], "{n}\u{a0}organisation");
        assert_eq!(said["structures-count"]["other"], "{n}\u{a0}organisations");
        assert_eq!(said["map-ring"], "{count}: {sectors}");
        assert!(!Lang::Fr.data(&["explore-report"]).contains('<'));
    }

    #[test]
    fn a_message_that_is_not_there_is_no_end() {
        assert_eq!(Lang::En.t("no-such-message"), "no-such-message");
        assert_eq!(Lang::Fr.f("no-such-message", &[]), "no-such-message");
    }

    #[test]
    fn addresses_keep_their_language() {
        assert_eq!(Lang::Fr.path("/sources"), "/sources");
        assert_eq!(Lang::En.path("/"), "/en/");
        assert_eq!(Lang::of_code("en"), Some(Lang::En));
        assert_eq!(Lang::of_code("de"), None);
    }

    #[test]
    fn french_punctuation_keeps_its_word() {
        assert_eq!(
            spaced("« Où ? » : 5 %"),
            "«\u{a0}Où\u{a0}?\u{a0}»\u{a0}: 5\u{a0}%"
        );
    }
}
