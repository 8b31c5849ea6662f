//! Measures the structure of the core and holds it to its limits: small structs, short files, machines that
//! do not call each other in circles.
//!
//! `cargo test --test it structure -- --nocapture` prints the figures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprMethodCall, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Type};

use super::tidy::{Source, circle_breaches, crates_of_the_manifest, names_crate, sources, written};

/// Fields of a struct of `sync` or `model`.
const MAX_FIELDS: usize = 10;

/// Lines of program code in a file.
const MAX_LINES: usize = 400;

/// What is measured, and the most that it may be. The lines are those that there are: the core is to shrink.
const LIMITS: [(&str, usize); 11] = [
    ("fields of Model", 7),
    ("fields of Session", 6),
    ("fields of Save", 6),
    ("fields of Draft", 8),
    ("methods of Model", 60),
    ("files with methods of Model", 4),
    ("files that import from themselves through others", 0),
    ("files with methods of Model that call each other in a circle", 0),
    ("imports of sync/save in sync/session.rs", 0),
    ("program lines of sync and model", 4_860),
    ("program lines of crm", 3_900),
];

/// The machines of the program that are built and tested alone.
const MACHINES: [&str; 8] = [
    "src/sync/save/mod.rs",
    "src/sync/read.rs",
    "src/sync/reading.rs",
    "src/sync/sign_in.rs",
    "src/sync/journal.rs",
    "src/sync/tokens.rs",
    "src/model/accounts.rs",
    "src/model/import.rs",
];

/// One file of the program, parsed.
struct Parsed<'a> {
    source: &'a Source,
    items: Vec<Item>,
}

impl Parsed<'_> {
    fn structs(&self) -> impl Iterator<Item = &ItemStruct> {
        self.items.iter().filter_map(|item| if let Item::Struct(found) = item { Some(found) } else { None })
    }

    /// Returns the methods that the file gives to a type.
    fn methods<'a>(&'a self, owner: &'a str) -> impl Iterator<Item = &'a ImplItemFn> {
        let is_owner = move |block: &&ItemImpl| block.trait_.is_none() && names(&block.self_ty, owner);
        let blocks = self
            .items
            .iter()
            .filter_map(|item| if let Item::Impl(found) = item { Some(found) } else { None });
        blocks.filter(is_owner).flat_map(|block| &block.items).filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method),
            _ => None,
        })
    }
}

fn names(type_: &Type, name: &str) -> bool {
    let Type::Path(path) = type_ else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == name)
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

fn parsed(sources: &[Source]) -> Vec<Parsed<'_>> {
    let mut files = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("src/")) {
        let mut items = syn::parse_file(&source.text).expect("a file that the compiler has read").items;
        items.retain(|item| !matches!(item, Item::Mod(module) if is_test(&module.attrs)));
        files.push(Parsed { source, items });
    }
    files
}

/// Collects the methods of the same value that are called.
struct OwnCalls(BTreeSet<String>);

impl<'ast> Visit<'ast> for OwnCalls {
    fn visit_expr_method_call(&mut self, i: &'ast ExprMethodCall) {
        if matches!(&*i.receiver, Expr::Path(path) if path.path.is_ident("self")) {
            self.0.insert(i.method.to_string());
        }
        visit::visit_expr_method_call(self, i);
    }
}

/// Returns the files whose methods of a type call each other in a circle.
fn method_circles(files: &[Parsed<'_>], owner: &str) -> BTreeSet<String> {
    let mut home: BTreeMap<String, &str> = BTreeMap::new();
    let mut calls: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        for method in file.methods(owner) {
            home.insert(method.sig.ident.to_string(), file.source.path.as_str());
            let mut own = OwnCalls(BTreeSet::new());
            own.visit_block(&method.block);
            calls.entry(file.source.path.as_str()).or_default().extend(own.0);
        }
    }
    let direct = |file: &str| -> BTreeSet<&str> {
        let called = calls.get(file).into_iter().flatten();
        called.filter_map(|name| home.get(name).copied()).filter(|other| *other != file).collect()
    };
    let in_circle = |file: &&str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![*file]);
        while let Some(next) = open.pop() {
            open.extend(direct(next).into_iter().filter(|other| seen.insert(*other)));
        }
        seen.contains(file)
    };
    calls.keys().filter(|file| in_circle(file)).map(|file| (*file).to_owned()).collect()
}

fn code_lines<'a>(files: impl Iterator<Item = &'a Source>) -> usize {
    files.map(|source| source.product_lines().filter(|(_, line)| !line.trim().is_empty()).count()).sum()
}

/// Returns the value of each measure of [`LIMITS`].
fn figures(sources: &[Source]) -> Vec<usize> {
    let files = parsed(sources);
    let fields = |layer: &str, name: &str| {
        let files = files.iter().filter(|file| file.source.layer() == Some(layer));
        let found = files.flat_map(Parsed::structs).find(|found| found.ident == name);
        found.map_or(0, |found| found.fields.len())
    };
    let methods: Vec<usize> =
        files.iter().map(|file| file.methods("Model").count()).filter(|count| *count > 0).collect();
    let lines = |layers: &[&str]| {
        let is_of = |source: &&Source| source.layer().is_some_and(|layer| layers.contains(&layer));
        code_lines(sources.iter().filter(is_of))
    };
    let session = sources.iter().find(|source| source.path.as_str() == "src/sync/session.rs");
    let returns = session.map_or(0, |session| {
        session.product_lines().filter(|(_, line)| line.contains("super::save")).count()
    });
    vec![
        fields("model", "Model"),
        fields("sync", "Session"),
        fields("sync", "Save"),
        fields("crm", "Draft"),
        methods.iter().sum(),
        methods.len(),
        circle_breaches(sources).len(),
        method_circles(&files, "Model").len(),
        returns,
        lines(&["sync", "model"]),
        lines(&["crm"]),
    ]
}

#[test]
fn the_core_keeps_its_figures() {
    let figures = figures(&sources());
    let mut over = Vec::new();
    for ((what, most), figure) in LIMITS.iter().zip(figures) {
        println!("{figure:>6} of {most:>5}: {what}");
        over.extend((figure > *most).then(|| format!("{what}: {figure}, at most {most}")));
    }
    assert_eq!(over, [""; 0], "over the limits");
}

#[test]
fn every_struct_of_the_machines_has_at_most_ten_fields() {
    let sources = sources();
    let files = parsed(&sources);
    let machines = files.iter().filter(|file| matches!(file.source.layer(), Some("sync" | "model")));
    let structs =
        machines.flat_map(|file| file.structs().map(move |found| (file.source.path.as_str(), found)));
    let over: Vec<String> = structs
        .filter(|(_, found)| found.fields.len() > MAX_FIELDS)
        .map(|(path, found)| format!("{path}: {} has {} fields", found.ident, found.fields.len()))
        .collect();
    assert_eq!(over, [""; 0], "structs with more than {MAX_FIELDS} fields");
}

#[test]
fn every_file_of_the_program_is_short() {
    let over: Vec<String> = sources()
        .iter()
        .filter(|source| source.path.starts_with("src/"))
        .map(|source| (source.path.as_str(), code_lines([source].into_iter())))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert_eq!(over, [""; 0], "files with more than {MAX_LINES} lines of program code");
}

#[test]
fn every_machine_has_unit_tests_of_its_own() {
    let sources = sources();
    for machine in MACHINES {
        let source = sources.iter().find(|source| source.path.as_str() == machine);
        let source = source.unwrap_or_else(|| panic!("{machine} is no file"));
        assert!(source.text.contains("#[cfg(test)]"), "{machine} has no unit tests");
    }
}

#[test]
fn every_dependency_is_named_in_the_program() {
    let sources = sources();
    let mut unnamed = crates_of_the_manifest(|table| {
        table.ends_with("dependencies") && !table.ends_with("dev-dependencies")
    });
    let build = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs"));
    let build = build.expect("the build script");
    let is_named = |name: &String| {
        let mut lines =
            sources.iter().filter(|source| source.path.starts_with("src/")).flat_map(Source::product_lines);
        lines.any(|(_, line)| names_crate(line, name)) || build.lines().any(|line| names_crate(line, name))
    };
    unnamed.retain(|name| !is_named(name));
    // Named for its features alone: eframe turns off those of winit that Wayland's window frames need.
    assert_eq!(unnamed, ["winit"], "dependencies that no line names");
}

// ---- the measures measure ------------------------------------------------------------------------------

#[test]
fn methods_that_call_each_other_across_files_are_a_circle() {
    let sources = [
        written("src/model/a.rs", "impl Model { fn a(&self) { self.job.b(); if true { self.b() } } }"),
        written(
            "src/model/b.rs",
            "impl Model { fn b(&self) { [1].iter().map(|_| self.c()) } fn d(&self) {} }",
        ),
        written(
            "src/model/c.rs",
            "impl Model { fn c(&self) { self.a() } }\nimpl Other { fn e(&self) { self.d() } }",
        ),
        written("src/model/d.rs", "impl Model { fn e(&self) { self.d(); self.e() } }"),
    ];
    let circles = method_circles(&parsed(&sources), "Model");
    assert_eq!(
        circles.iter().map(String::as_str).collect::<Vec<_>>(),
        ["src/model/a.rs", "src/model/b.rs", "src/model/c.rs"],
        "d only calls, and is not called"
    );
}

#[test]
fn unit_tests_and_comments_are_no_program_lines() {
    let text = "//! Head.\n\n/// Why.\nfn f() {\n    // Here.\n}\n\n#[cfg(test)]\nmod tests {\n}\n";
    assert_eq!(code_lines([written("src/crm/a.rs", text)].iter()), 2, "`fn f() {{` and its end");
    assert_eq!(code_lines([written("src/crm/order/tests.rs", text)].iter()), 0, "a file of tests");
}
