//! The messages of both languages against each other and against the sources that use them.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Key -> variables.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn messages(lang: &str) -> Messages {
    let read = |name: String| {
        let path = root().join("src/html/locales").join(name);
        std::fs::read_to_string(path).unwrap()
    };
    let text = read(format!("{lang}.ftl")) + &read(format!("{lang}.figures.ftl"));
    let parsed = fluent_syntax::parser::parse(text.as_str());
    let resource = parsed.unwrap_or_else(|(_, errors)| panic!("{lang}: {errors:?}"));
    let mut all = Messages::new();
    for entry in &resource.body {
        if let Entry::Message(m) = entry {
            let mut variables = BTreeSet::new();
            if let Some(value) = &m.value {
                pattern(value, &mut variables);
            }
            let before = all.insert(m.id.name.to_owned(), variables);
            assert!(before.is_none(), "{lang}: {} stands twice", m.id.name);
        }
    }
    all
}

fn pattern(p: &Pattern<&str>, out: &mut BTreeSet<String>) {
    for element in &p.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(one) => inline(one, out),
            Expression::Select { selector, variants } => {
                inline(selector, out);
                for v in variants {
                    pattern(&v.value, out);
                }
            }
        }
    }
}

fn inline(one: &InlineExpression<&str>, out: &mut BTreeSet<String>) {
    match one {
        InlineExpression::VariableReference { id } => {
            out.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for a in &arguments.positional {
                inline(a, out);
            }
        }
        _ => {}
    }
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![root().join(folder)];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|e| e == ending) && !path.ends_with("tests.rs") {
                // A `tests.rs` is for tests alone: `#[cfg(test)] mod tests;` in the file above.
                found.push(path);
            }
        }
    }
    found
}

/// Texts of a source: each literal, and whether it is what `t` or `f` is asked for.
#[derive(Default)]
struct Texts(Vec<(String, bool)>);

impl Texts {
    fn read(&mut self, tokens: TokenStream, mut asked: bool) {
        let t: Vec<TokenTree> = tokens.into_iter().collect();
        let mut test_item = false;
        for (i, token) in t.iter().enumerate() {
            match token {
                TokenTree::Literal(l) => {
                    let text = l.to_string();
                    if let Some(text) = text.strip_prefix('"').and_then(|x| x.strip_suffix('"')) {
                        self.0.push((text.to_owned(), asked));
                    }
                }
                TokenTree::Group(g) => {
                    let inside = g.stream().to_string();
                    let before = |n: usize| i.checked_sub(n).map(|at| t[at].to_string());
                    let inner = before(1).as_deref() == Some("!");
                    let attribute = before(1 + usize::from(inner)).as_deref() == Some("#");
                    test_item |= attribute && inside.replace(' ', "") == "cfg(test)";
                    let brace = g.delimiter() == proc_macro2::Delimiter::Brace;
                    let doc = attribute && inside.starts_with("doc");
                    if !(doc || test_item && brace) {
                        let called = i > 1 && t[i - 2].to_string() == ".";
                        let message =
                            called && ["t", "f", "rich"].contains(&&*t[i - 1].to_string());
                        self.read(g.stream(), message);
                    }
                    test_item &= !brace;
                }
                _ => {}
            }
            // Only the first thing between the parentheses is the key.
            asked = false;
        }
    }
}

fn texts(path: &Path) -> Vec<(String, bool)> {
    let source = std::fs::read_to_string(path).unwrap();
    let mut texts = Texts::default();
    texts.read(source.parse().unwrap(), false);
    texts.0
}

/// Texts of a script between double quotes, outside its comments.
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    let code = source.lines().map(str::trim_start);
    let code = code.filter(|l| !["//", "/*", "*"].iter().any(|mark| l.starts_with(mark)));
    code.flat_map(|l| l.split('"').skip(1).step_by(2))
}

#[test]
fn both_languages_have_the_same_messages_and_variables() {
    let (french, english) = (messages("fr"), messages("en"));
    assert!(french.len() > 10);
    assert_eq!(french, english);
}

#[test]
fn every_message_that_is_used_exists_and_every_one_is_used() {
    let known = messages("fr");
    let mut used = BTreeSet::new();
    for path in files("src", "rs") {
        for (text, asked) in texts(&path) {
            let exists = known.contains_key(&text);
            assert!(exists || !asked, "{}: no message `{text}`", path.display());
            used.extend(exists.then_some(text));
        }
    }
    for path in files("web/src", "ts") {
        let source = std::fs::read_to_string(path).unwrap();
        used.extend(
            quoted(&source)
                .filter(|t| known.contains_key(*t))
                .map(str::to_owned),
        );
    }
    let idle: Vec<&String> = known.keys().filter(|k| !used.contains(*k)).collect();
    assert!(idle.is_empty(), "messages that nothing uses: {idle:?}");
}

/// Messages that the scripts ask for: whatever a script quotes that is the key of one.
#[test]
fn pages_send_the_messages_of_their_scripts_and_no_others() {
    let known = messages("fr");
    let mut asked = BTreeSet::new();
    for path in files("web/src", "ts") {
        let source = std::fs::read_to_string(path).unwrap();
        let keys = quoted(&source).filter(|t| known.contains_key(*t));
        asked.extend(keys.map(str::to_owned));
    }
    let sent = texts(&root().join("src/html/scripts.rs"));
    let sent: BTreeSet<String> = sent.into_iter().map(|(text, _)| text).collect();
    let sent: BTreeSet<String> = sent.into_iter().filter(|t| known.contains_key(t)).collect();
    assert!(asked.len() > 10);
    assert_eq!(asked, sent);
}

/// Letters and marks that French has and English does not.
const FRENCH: &str = "àâçèéêëîïôùûœÀÂÇÈÉÊÎÔÙŒ’«»";

/// Texts of the sources that are no words: the marks themselves, the letters that elide an article, and how.
const NOT_WORDS: [&str; 4] = ["« ", "«\\u{a0}", "aâàeéèêiîoôuyhœ", "d’{name}"];

#[test]
fn no_word_of_the_interface_stands_outside_the_messages() {
    let of_server = ["src/html", "src/http"].into_iter();
    for path in of_server.flat_map(|folder| files(folder, "rs")) {
        for (text, _) in texts(&path) {
            let french = text.contains(|c| FRENCH.contains(c));
            let allowed = NOT_WORDS.contains(&&*text) || text.chars().count() == 1;
            assert!(!french || allowed, "{}: {text:?}", path.display());
        }
    }
    for path in files("web/src", "ts") {
        let source = std::fs::read_to_string(&path).unwrap();
        for text in quoted(&source) {
            let french = text.contains(|c| FRENCH.contains(c)) && text.chars().count() > 1;
            assert!(!french, "{}: {text:?}", path.display());
        }
    }
}
