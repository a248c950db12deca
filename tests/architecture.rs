//! The arrows between the modules, read from the sources themselves.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Module -> what it may import. `domain` is open to all; an arrow is not transitive.
const ARROWS: &[(&str, &[&str])] = &[
    ("cli", &["http", "service", "config", "telemetry"]),
    (
        "http",
        &[
            "html",
            "service",
            "export",
            "catalog",
            "spatial",
            "config",
            "telemetry",
        ],
    ),
    (
        "service",
        &["store", "import", "remote", "export", "catalog", "spatial"],
    ),
    ("html", &["catalog"]),
    ("export", &["catalog", "spatial"]),
    ("catalog", &["spatial"]),
    ("import", &["spatial"]),
    ("store", &[]),
    ("remote", &[]),
    ("spatial", &[]),
    ("config", &[]),
    ("telemetry", &[]),
    ("domain", &[]),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Library -> the only modules that may name it.
const OWNERS: &[(&str, &[&str])] = &[
    ("rstar", &["spatial"]),
    ("sqlx", &["store"]),
    ("axum", &["http", "cli"]),
    ("clap", &["cli"]),
    ("calamine", &["import"]),
    ("osmpbf", &["import"]),
    ("proj4rs", &["import"]),
    ("quick_xml", &["import"]),
    ("indicatif", &["cli"]),
    ("maud", &["html", "http", "import"]),
    ("plotters", &["html"]),
    ("fluent_bundle", &["html"]),
    ("fluent_syntax", &["html"]),
    ("unic_langid", &["html"]),
    ("tracing_subscriber", &["telemetry", "config"]),
];

/// Longest source file, in lines.
const LONGEST: usize = 600;

/// One thing that a file does: `what` on a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    what: What,
    line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// Imports or names something of a top module of ours.
    Module(String),
    /// Names a library.
    Library(String),
    /// `.unwrap()`, `.expect(...)`, `todo!` and their like, outside tests.
    Stops(String),
}

/// Reads a file's tokens, so that comments, texts and the insides of macros are told apart.
struct Reader {
    found: Vec<Found>,
    /// Modules around the present place, from the crate's root.
    depth: usize,
    in_test: bool,
}

impl Reader {
    fn read(text: &str, depth: usize) -> Vec<Found> {
        let mut reader = Self {
            found: Vec::new(),
            depth,
            in_test: false,
        };
        reader.stream(text.parse().unwrap());
        reader.found
    }

    fn note(&mut self, what: What, at: &TokenTree) {
        let line = at.span().start().line;
        self.found.push(Found { what, line });
    }

    fn stream(&mut self, tokens: TokenStream) {
        let t: Vec<TokenTree> = tokens.into_iter().collect();
        let mut test_item = false;
        for i in 0..t.len() {
            match &t[i] {
                TokenTree::Ident(word) => self.word(&word.to_string(), &t, i),
                TokenTree::Group(g) => {
                    test_item |= i > 0 && is(&t[i - 1], "#") && is_test(&g.stream());
                    let body = g.delimiter() == Delimiter::Brace;
                    let module = body && i > 1 && is(&t[i - 2], "mod");
                    let before = (self.in_test, self.depth);
                    self.in_test |= test_item;
                    self.depth += usize::from(module);
                    self.stream(g.stream());
                    (self.in_test, self.depth) = before;
                    test_item &= !body;
                }
                TokenTree::Punct(p) if p.as_char() == ';' => test_item = false,
                _ => {}
            }
        }
    }

    fn word(&mut self, word: &str, t: &[TokenTree], i: usize) {
        let called = |n: usize| matches!(t.get(i + n), Some(TokenTree::Group(_)));
        match word {
            "crate" => self.path(t, i + 1),
            "super" if i == 0 || !is(&t[i - 1], ":") => {
                let ups = t[i..].chunks(3).take_while(|c| is(&c[0], "super")).count();
                if ups >= self.depth {
                    self.path(t, i + 3 * ups - 2);
                }
            }
            "unwrap" | "expect" if !self.in_test && i > 0 && is(&t[i - 1], ".") && called(1) => {
                self.note(What::Stops(word.to_owned()), &t[i]);
            }
            "todo" | "unimplemented" | "panic" | "dbg"
                if !self.in_test && t.get(i + 1).is_some_and(|n| is(n, "!")) && called(2) =>
            {
                self.note(What::Stops(word.to_owned()), &t[i]);
            }
            // A member or a method of that name is none of the library's.
            _ if OWNERS.iter().any(|(library, _)| *library == word)
                && (i == 0 || !is(&t[i - 1], ".")) =>
            {
                self.note(What::Library(word.to_owned()), &t[i]);
            }
            _ => {}
        }
    }

    /// What follows `crate` at `::`: one module, or several between braces.
    fn path(&mut self, t: &[TokenTree], i: usize) {
        match t.get(i + 2) {
            Some(TokenTree::Ident(word)) => self.note(What::Module(word.to_string()), &t[i + 2]),
            Some(TokenTree::Group(g)) => {
                let inner: Vec<TokenTree> = g.stream().into_iter().collect();
                for list in inner.split(|w| is(w, ",")) {
                    if let Some(first @ TokenTree::Ident(word)) = list.first() {
                        self.note(What::Module(word.to_string()), first);
                    }
                }
            }
            _ => {}
        }
    }
}

fn is(token: &TokenTree, text: &str) -> bool {
    match token {
        TokenTree::Ident(w) => w == text,
        TokenTree::Punct(p) => text.len() == 1 && text.starts_with(p.as_char()),
        _ => false,
    }
}

/// `[test]`, `[cfg(test)]`, `[tokio::test]`.
fn is_test(attribute: &TokenStream) -> bool {
    let text = attribute.to_string().replace(' ', "");
    text == "test" || text == "cfg(test)" || text.ends_with("::test")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Our own files below a folder with one of these endings.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.extend((!path.ends_with("node_modules")).then_some(path));
            } else if endings
                .iter()
                .any(|e| path.extension().is_some_and(|x| x == *e))
            {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// Top module of a source file, and how many modules deep its items are.
fn place(path: &Path) -> (String, usize) {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let parts: Vec<&str> = inside.iter().map(|p| p.to_str().unwrap()).collect();
    let top = parts[0].trim_end_matches(".rs").to_owned();
    let depth = match parts.last() {
        Some(&("lib.rs" | "main.rs")) if parts.len() == 1 => 0,
        Some(&"mod.rs") => parts.len() - 1,
        _ => parts.len(),
    };
    (top, depth)
}

/// A file whose whole module is for tests: `#[cfg(test)] mod tests;` in the file above.
fn is_test_file(path: &Path) -> bool {
    path.file_stem().is_some_and(|s| s == "tests")
}

/// Every finding of `src`: its module, where it is, what it is.
fn sources() -> Vec<(String, String, What)> {
    let mut all = Vec::new();
    for path in files("src", &["rs"]).iter().filter(|p| !is_test_file(p)) {
        let (module, depth) = place(path);
        let shown = path.strip_prefix(root()).unwrap().display();
        let text = std::fs::read_to_string(path).unwrap();
        for found in Reader::read(&text, depth) {
            all.push((
                module.clone(),
                format!("{shown}:{}", found.line),
                found.what,
            ));
        }
    }
    assert!(all.len() > 100, "the sources were not read");
    all
}

fn row<'a>(table: &'a [(&str, &[&str])], name: &str) -> Option<&'a [&'a str]> {
    table.iter().find(|(n, _)| *n == name).map(|(_, may)| *may)
}

/// The modules that exist.
fn modules() -> BTreeSet<String> {
    let top = |p: &PathBuf| place(p).0;
    files("src", &["rs"]).iter().map(top).collect()
}

#[test]
fn every_module_stands_in_the_table() {
    for module in modules() {
        assert!(
            row(ARROWS, &module).is_some(),
            "src/{module} is new: give it a row in ARROWS"
        );
    }
}

#[test]
fn modules_import_only_what_their_arrows_allow() {
    let known = modules();
    let mut wrong = Vec::new();
    for (module, place, what) in sources() {
        let What::Module(to) = what else { continue };
        let allowed = row(ARROWS, &module).is_some_and(|may| may.contains(&to.as_str()));
        if known.contains(&to) && to != module && to != "domain" && !allowed {
            wrong.push(format!("{place}: {module} may not import {to}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_arrows_close_no_circle() {
    let known = modules();
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, _, what) in sources() {
        if let What::Module(to) = what
            && known.contains(&to)
            && to != module
        {
            arrows.entry(module).or_default().insert(to);
        }
    }
    assert!(arrows.contains_key("http") && arrows.contains_key("cli"));
    // Modules without an arrow to one that is left are taken away until none is.
    let mut left = known;
    loop {
        let free = |m: &String| arrows.get(m).is_none_or(|to| to.is_disjoint(&left));
        let Some(leaf) = left.iter().find(|m| free(m)).cloned() else {
            break;
        };
        left.remove(&leaf);
    }
    assert!(left.is_empty(), "a circle among {left:?}");
}

#[test]
fn each_library_has_its_owner() {
    let mut wrong = Vec::new();
    for (module, place, what) in sources() {
        let What::Library(library) = what else {
            continue;
        };
        if !row(OWNERS, &library).is_some_and(|may| may.contains(&module.as_str())) {
            wrong.push(format!("{place}: {module} may not use {library}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_stops_the_program_outside_tests() {
    let stops = |(_, place, what)| match what {
        What::Stops(word) => Some(format!("{place}: {word}")),
        _ => None,
    };
    let wrong: Vec<String> = sources().into_iter().filter_map(stops).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    let mut wrong = Vec::new();
    let all = [
        "src",
        "tests",
        "benches",
        "examples",
        "web/src",
        "web/styles",
    ];
    for path in all.iter().flat_map(|f| files(f, &["rs", "ts", "css"])) {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        if lines > LONGEST {
            let shown = path.strip_prefix(root()).unwrap();
            wrong.push(format!("{}: {lines} lines", shown.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "over {LONGEST} lines:\n{}",
        wrong.join("\n")
    );
}

/// The reader itself: each way to name a module is seen, and what only looks like one is not.
#[test]
fn the_reader_sees_every_way_to_import() {
    let seen = |text: &str, depth| -> Vec<String> {
        let name = |f: Found| match f.what {
            What::Module(m) => m,
            What::Library(l) => format!("{l}!"),
            What::Stops(s) => format!("{s}()"),
        };
        Reader::read(text, depth).into_iter().map(name).collect()
    };
    for (text, depth, expected) in [
        ("use crate::store::Store;", 1, &["store"][..]),
        (
            "use crate::{store::Store, http, domain::{A, B}};",
            1,
            &["store", "http", "domain"],
        ),
        ("fn f() { crate::store::open() }", 1, &["store"]),
        ("fn f() { html! { (crate::store::x()) } }", 1, &["store"]),
        ("use super::store::Store;", 1, &["store"]),
        ("use super::super::store::Store;", 2, &["store"]),
        ("use super::{store, http::App};", 1, &["store", "http"]),
        ("use super::sibling::X;", 2, &[]),
        (
            "mod inner { use super::super::store::X; use super::y; }",
            1,
            &["store"],
        ),
        (
            "// use crate::store\nconst S: &str = \"crate::store\";",
            1,
            &[],
        ),
        ("use sqlx::Row; use ::axum as web;", 1, &["sqlx!", "axum!"]),
        (
            "fn f() { x.axum(); a.unwrap(); b.expect(\"c\"); d.unwrap_or(1); todo!() }",
            1,
            &["unwrap()", "expect()", "todo()"],
        ),
        (
            "#[cfg(test)] mod tests { fn f() { a.unwrap(); } } fn g() { b.unwrap() }",
            1,
            &["unwrap()"],
        ),
        (
            "#[cfg(test)] mod tests; fn g() { b.unwrap() }",
            1,
            &["unwrap()"],
        ),
    ] {
        assert_eq!(seen(text, depth), expected, "{text}");
    }
}
