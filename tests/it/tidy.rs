//! Reads the program's own sources and holds them to the rules that no compiler knows.
//!
//! The rules are plain searches in lines, so they can be read in a minute. What a layer needs and the table
//! below does not allow is a question to the design first. Unit tests may name what they like: a story of
//! the model is told against the demo account.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A layer, the layers it may name, and the crates it may name besides `std`.
struct Layer {
    name: &'static str,
    layers: &'static [&'static str],
    crates: &'static [&'static str],
}

const LAYERS: [Layer; 8] = [
    Layer { name: "crm", layers: &[], crates: &["serde", "jiff", "icu_properties"] },
    Layer {
        name: "amo",
        layers: &["crm"],
        crates: &["serde", "serde_json", "ehttp", "jiff", "base64", "zeroize"],
    },
    Layer {
        name: "document",
        layers: &["crm", "amo"],
        crates: &["serde", "serde_json", "jiff", "csv", "rust_xlsxwriter"],
    },
    Layer { name: "sync", layers: &["crm", "amo", "document"], crates: &["ehttp", "jiff"] },
    Layer { name: "model", layers: &["crm", "amo", "document", "sync"], crates: &["ehttp", "jiff"] },
    Layer {
        name: "text",
        layers: &["crm", "amo", "document", "model"],
        crates: &["fluent_bundle", "sys_locale", "jiff", "serde", "serde_json", "flate2"],
    },
    Layer {
        name: "demo",
        layers: &["crm", "amo"],
        crates: &["serde", "serde_json", "ehttp", "jiff", "base64"],
    },
    Layer {
        name: "ui",
        layers: &["crm", "model", "text"],
        crates: &["egui", "egui_material_icons", "jiff", "zeroize"],
    },
    // `app` may name everything, and so may `main.rs` and `lib.rs`.
];

/// Parts of allowed crates and of `std` that only some layers may name. (The doors of the crates that only
/// one file may use are shut by `clippy.toml`.)
const RESERVED: [(&str, &[&str]); 14] = [
    ("Instant::now", &["app"]),
    ("SystemTime", &["app"]),
    ("Timestamp::now", &["app"]),
    ("Zoned::now", &["app"]),
    ("std::thread", &["app"]),
    ("std::net", &["app"]),
    ("std::fs", &["app"]),
    ("std::process", &["app"]),
    ("std::env", &["app"]),
    ("ehttp::fetch", &[]),
    // Words on the terminal are for the command line only, and never hold a secret.
    ("println!", &[]),
    ("eprintln!", &[]),
    ("eprint!", &[]),
    // `amo` writes secrets into the requests of the sign-in, and reads what tokens say of themselves.
    (".reveal()", &["app", "amo"]),
];

/// What one file does for all others, which must not do it on their own.
const ENTRUSTED: [(&str, &str); 14] = [
    // egui forgives modifiers that are not named, and one file asks more of a key.
    ("consume_key", "src/ui/keys.rs"),
    ("consume_shortcut", "src/ui/keys.rs"),
    ("key_pressed", "src/ui/keys.rs"),
    ("key_down", "src/ui/keys.rs"),
    ("key_released", "src/ui/keys.rs"),
    ("num_presses", "src/ui/keys.rs"),
    ("matches_logically", "src/ui/keys.rs"),
    ("matches_exact", "src/ui/keys.rs"),
    ("matches_any", "src/ui/keys.rs"),
    ("modifiers.command", "src/ui/keys.rs"),
    ("modifiers.ctrl", "src/ui/keys.rs"),
    // What is pasted into a field is cleaned where the field is made.
    ("TextEdit::singleline", "src/ui/widgets/text_field.rs"),
    ("TextEdit::multiline", "src/ui/widgets/text_field.rs"),
    ("TextEdit::new", "src/ui/widgets/text_field.rs"),
];

/// One breach of a rule, where an editor finds it.
pub struct Breach {
    pub place: String,
    rule: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.rule)
    }
}

/// A source file: its path below the crate's folder, with slashes on every system, and its text.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// The lines that are neither comments nor unit tests (which stand last), with their numbers.
    pub fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(row, line)| (row + 1, line));
        let is_tests = self.path.ends_with("/tests.rs");
        let product = numbered.take_while(move |(_, line)| !is_tests && *line != "#[cfg(test)]");
        product.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The folder directly below `src`, if it is a layer.
    pub fn layer(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split_once('/').map(|(layer, _)| layer)
    }

    fn breach(&self, row: usize, rule: impl Into<String>) -> Breach {
        Breach { place: format!("{}:{row}", self.path), rule: rule.into() }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads all Rust files of the crate, in the order of their paths.
pub fn sources() -> Vec<Source> {
    let mut paths = files_below(&root().join("src"));
    paths.extend(files_below(&root().join("tests")));
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    paths.iter().map(|path| source(path)).collect()
}

fn source(path: &Path) -> Source {
    let below = path.strip_prefix(root()).expect("a path below the crate's folder");
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", below.display()));
    Source { path: names.join("/"), text }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the crate") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

fn assert_none(breaches: impl IntoIterator<Item = Breach>) {
    let breaches: Vec<String> = breaches.into_iter().map(|breach| breach.to_string()).collect();
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

// ---- the rules -----------------------------------------------------------------------------------------

/// Every layer names only what the table allows.
fn layer_breaches(source: &Source, crates: &[String]) -> Vec<Breach> {
    let Some(layer) = source.layer() else { return Vec::new() };
    let mut breaches = Vec::new();
    for (row, line) in source.product_lines() {
        for named in layers_named(source, line) {
            if !may_name_layer(layer, &named) {
                breaches.push(source.breach(row, format!("`{layer}` may not name `{named}`")));
            }
        }
        for named in crates.iter().filter(|name| names_crate(line, name)) {
            if !may_name_crate(layer, named) {
                breaches.push(source.breach(row, format!("`{layer}` may not name the crate `{named}`")));
            }
        }
        for (part, allowed) in RESERVED {
            if line.contains(part) && !allowed.contains(&layer) {
                breaches.push(source.breach(row, format!("`{layer}` may not use `{part}`")));
            }
        }
    }
    breaches
}

fn may_name_layer(layer: &str, named: &str) -> bool {
    layer == named || rule_of(layer).is_none_or(|rule| rule.layers.contains(&named))
}

fn may_name_crate(layer: &str, named: &str) -> bool {
    rule_of(layer).is_none_or(|rule| rule.crates.contains(&named))
}

fn rule_of(layer: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|rule| rule.name == layer)
}

/// Returns the modules at the top of the crate that a line names, as `crate::x` or by climbing up.
fn layers_named(source: &Source, line: &str) -> Vec<String> {
    // `src/crm/mod.rs` is one step below the top, `src/ui/widgets/reorder.rs` three.
    let depth = source.path.split('/').count() - if source.path.ends_with("/mod.rs") { 2 } else { 1 };
    let to_the_top = "super::".repeat(depth);
    let mut named = Vec::new();
    for prefix in ["crate::", "etapa::", &to_the_top] {
        for (at, _) in line.match_indices(prefix).filter(|(at, _)| is_word_start(line, *at)) {
            let rest = &line[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => named.extend(firsts_of(list.split('}').next().unwrap_or_default())),
                None => named.push(first_word(rest)),
            }
        }
    }
    named.retain(|name| !name.is_empty() && name != "super" && name != "self");
    named
}

/// Returns the first words of the entries of a list in a `use`.
fn firsts_of(list: &str) -> impl Iterator<Item = String> {
    list.split(',').map(|entry| first_word(entry.trim()))
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

pub fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    let mut uses = line.match_indices(&path).map(|(at, _)| at).filter(|at| is_word_start(line, *at));
    uses.next().is_some() || line.trim_start().starts_with(&format!("use {name};"))
}

fn is_word_start(line: &str, at: usize) -> bool {
    !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
}

/// What one file does for all, no other file does.
fn entrusted_breaches(source: &Source) -> Vec<Breach> {
    let breach = |(row, line): (usize, &str)| {
        let found = ENTRUSTED.iter().find(|(part, file)| line.contains(part) && source.path != *file);
        found.map(|(part, file)| source.breach(row, format!("`{part}` is for {file} alone")))
    };
    if source.layer().is_some() { source.product_lines().filter_map(breach).collect() } else { Vec::new() }
}

/// Returns the files that a file imports from, as far as it names their modules.
fn imported(source: &Source, files: &BTreeSet<&str>) -> Vec<String> {
    let text: Vec<&str> = source.product_lines().map(|(_, line)| line.trim()).collect();
    let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for statement in text.join(" ").split(';') {
        let Some((_, used)) = statement.rsplit_once("use ") else { continue };
        for path in paths_of(used.trim()) {
            let from_here =
                path.strip_prefix("super::").map(|rest| format!("{folder}::{rest}").replace("::", "/"));
            let from_top = path.strip_prefix("crate::").map(|rest| format!("src/{rest}").replace("::", "/"));
            let Some(mut path) = from_here.or(from_top) else { continue };
            // The last words name what is taken out of the file.
            while !path.is_empty() && !files.contains(format!("{path}.rs").as_str()) {
                path.truncate(path.rfind('/').unwrap_or(0));
            }
            found.extend(Some(format!("{path}.rs")).filter(|path| files.contains(path.as_str())));
        }
    }
    found
}

/// Returns the whole paths of a `use` with its lists spelt out.
fn paths_of(used: &str) -> Vec<String> {
    let Some((start, list)) = used.split_once('{') else { return vec![used.trim().to_owned()] };
    let list = list.strip_suffix('}').unwrap_or(list);
    let (mut depth, mut entries) = (0, vec![String::new()]);
    for c in list.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match (c, entries.last_mut()) {
            (',', _) if depth == 0 => entries.push(String::new()),
            (c, Some(entry)) => entry.push(c),
            (_, None) => {}
        }
    }
    let entries = entries.iter().flat_map(|entry| paths_of(entry.trim()));
    entries.map(|entry| format!("{start}{entry}")).collect()
}

/// No file imports from one that imports from it, directly or through others. (A `mod.rs` holds a folder
/// together, and does not count.)
pub fn circle_breaches(sources: &[Source]) -> Vec<Breach> {
    let is_room = |source: &&Source| source.layer().is_some() && !source.path.ends_with("/mod.rs");
    let rooms: Vec<&Source> = sources.iter().filter(is_room).collect();
    let files: BTreeSet<&str> = rooms.iter().map(|source| source.path.as_str()).collect();
    let mut reached: BTreeMap<&str, BTreeSet<String>> = rooms
        .iter()
        .map(|source| (source.path.as_str(), imported(source, &files).into_iter().collect()))
        .collect();
    loop {
        let before: usize = reached.values().map(BTreeSet::len).sum();
        let known = reached.clone();
        for further in reached.values_mut() {
            let next: Vec<String> =
                further.iter().filter_map(|file| known.get(file.as_str())).flatten().cloned().collect();
            further.extend(next);
        }
        if reached.values().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    let circles = rooms.iter().filter(|source| reached[source.path.as_str()].contains(&source.path));
    circles.map(|source| source.breach(1, "the file imports from itself through others")).collect()
}

/// Comments keep within the line limit; a table may be wider.
fn wide_comment_breaches(source: &Source) -> Vec<Breach> {
    let is_wide = |line: &str| {
        let text = line.trim_start();
        let is_table = text.trim_start_matches(['/', '!', ' ']).starts_with('|');
        text.starts_with("//") && !is_table && line.chars().count() > 110
    };
    let rows = source.text.lines().enumerate().filter(|(_, line)| is_wide(line));
    rows.map(|(row, _)| source.breach(row + 1, "a comment is wider than 110 columns")).collect()
}

/// Every file opens with a sentence about itself.
fn head_breach(source: &Source) -> Option<Breach> {
    let head = source.text.lines().next().unwrap_or_default();
    let is_sentence = head.strip_prefix("//! ").is_some_and(|words| !words.trim().is_empty());
    (!is_sentence).then(|| source.breach(1, "the file opens with a `//!` sentence"))
}

/// Nothing is left for later without being seen.
fn leftover_breaches(source: &Source) -> Vec<Breach> {
    // Put together here, so that this file does not hold what it forbids.
    let leftovers = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["to", "do!("],
        ["db", "g!("],
        ["unimplement", "ed!("],
        ["#[ign", "ore"],
    ]
    .map(|halves| halves.concat());
    let rows = source.text.lines().enumerate();
    rows.filter_map(|(row, line)| {
        let leftover = leftovers.iter().find(|leftover| line.contains(leftover.as_str()))?;
        Some(source.breach(row + 1, format!("`{leftover}` is left")))
    })
    .collect()
}

/// The words of the window come from the translations.
fn literal_word_breaches(source: &Source) -> Vec<Breach> {
    if source.layer() != Some("ui") {
        return Vec::new();
    }
    let calls = ["label(", "button(", "heading(", "on_hover_text(", "hint_text(", "RichText::new("];
    let spoken = |line: &str| {
        calls.iter().flat_map(|call| line.match_indices(call)).any(|(at, call)| {
            let argument = line[at + call.len()..].trim_start_matches(['&', '(']);
            let literal = argument.strip_prefix('"').or_else(|| argument.strip_prefix("format!(\""));
            literal.is_some_and(|rest| shows_letters(rest.split('"').next().unwrap_or_default()))
        })
    };
    let breaches = source.product_lines().filter(|(_, line)| spoken(line));
    breaches.map(|(row, _)| source.breach(row, "words of the window come from the translations")).collect()
}

/// Sizes, distances and shares of the window are named in the theme; 0.0, 0.5, 1.0 and 2.0 need no name.
fn unnamed_size_breaches(source: &Source) -> Vec<Breach> {
    if source.layer() != Some("ui") || source.path == "src/ui/theme.rs" {
        return Vec::new();
    }
    let named = ["0.0", "0.5", "1.0", "2.0"];
    let is_unnamed = |number: &str| {
        let is_float =
            number.split_once('.').is_some_and(|(_, part)| part.starts_with(|c: char| c.is_ascii_digit()));
        is_float && !named.contains(&number)
    };
    let sized = |line: &str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let mut words =
            line.split(|c| !is_part(c)).filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        words.any(|word| is_unnamed(word.split("..").next().unwrap_or_default()))
    };
    let breaches = source.product_lines().filter(|(_, line)| sized(line));
    breaches.map(|(row, _)| source.breach(row, "sizes are named in src/ui/theme.rs")).collect()
}

/// Tells whether a literal would show letters; line breaks and what a format string fills in do not count.
fn shows_letters(literal: &str) -> bool {
    let literal = literal.replace("\\n", "");
    let mut inside = false;
    literal.chars().any(|c| {
        inside = (inside || c == '{') && c != '}';
        !inside && c.is_alphabetic()
    })
}

/// Nothing names a place on the machine of whoever wrote it.
fn machine_path_breaches(path: &str, text: &str) -> Vec<Breach> {
    let places =
        [["/ho", "me/"], ["/Use", "rs/"], ["C:\\Use", "rs"], ["/ro", "ot/"], ["/tm", "p/"], ["/wo", "rk/"]]
            .map(|halves| halves.concat());
    let rows = text.lines().enumerate();
    rows.filter_map(|(row, line)| {
        let place = places.iter().find(|place| line.contains(place.as_str()))?;
        let place = format!("`{place}` is a place on somebody's machine");
        Some(Breach { place: format!("{path}:{}", row + 1), rule: place })
    })
    .collect()
}

/// Every file of tests is a module of the one test binary.
fn forgotten_test_breaches(main: &str, names: &[String]) -> Vec<Breach> {
    let is_named = |name: &String| main.lines().any(|line| line == format!("mod {name};"));
    let forgotten = names.iter().filter(|name| *name != "main" && !is_named(name));
    forgotten
        .map(|name| Breach {
            place: "tests/it/main.rs:1".to_owned(),
            rule: format!("`{name}` is not named, so its tests never run"),
        })
        .collect()
}

// ---- the rules hold ------------------------------------------------------------------------------------

/// Returns the names under which this crate's dependencies appear in code, of the tables that are chosen.
pub fn crates_of_the_manifest(chosen: impl Fn(&str) -> bool) -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let mut table = String::new();
    let mut crates = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            line.trim_matches(['[', ']']).clone_into(&mut table);
        } else if chosen(&table)
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once('=')
        {
            crates.push(name.trim().replace('-', "_"));
        }
    }
    crates.sort();
    crates.dedup();
    crates
}

#[test]
fn every_layer_names_only_what_it_may() {
    let crates = crates_of_the_manifest(|table| table.ends_with("dependencies"));
    assert!(crates.iter().any(|name| name == "egui"), "the manifest was understood: {crates:?}");
    assert_none(sources().iter().flat_map(|source| layer_breaches(source, &crates)));
}

#[test]
fn no_file_imports_from_itself_through_others() {
    assert_none(circle_breaches(&sources()));
    let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let circle = [
        file("src/ui/a.rs", "use super::b::{x, y};"),
        file("src/ui/b.rs", "use crate::ui::{\n    widgets::{c::z, f},\n    e,\n};"),
        file("src/ui/widgets/c.rs", "use crate::ui::a::w;"),
        file("src/ui/widgets/d.rs", "use super::c;"),
    ];
    let found: Vec<String> = circle_breaches(&circle).into_iter().map(|breach| breach.place).collect();
    assert_eq!(
        found,
        ["src/ui/a.rs:1", "src/ui/b.rs:1", "src/ui/widgets/c.rs:1"],
        "through a list, across folders"
    );
}

#[test]
fn comments_keep_within_the_line_limit() {
    assert_none(sources().iter().flat_map(wide_comment_breaches));
}

#[test]
fn what_one_file_does_for_all_no_other_file_does() {
    assert_none(sources().iter().flat_map(entrusted_breaches));
}

#[test]
fn every_folder_of_the_program_is_a_layer_of_the_table() {
    let known: Vec<&str> = LAYERS.iter().map(|layer| layer.name).chain(["app"]).collect();
    let strangers = sources().into_iter().filter(|source| {
        source.layer().is_some_and(|layer| !known.contains(&layer))
            || (source.layer().is_none()
                && source.path.starts_with("src/")
                && !["src/main.rs", "src/lib.rs"].contains(&source.path.as_str()))
    });
    assert_none(strangers.map(|source| source.breach(1, "lies in no layer")));
}

#[test]
fn every_file_opens_with_a_sentence_about_itself() {
    assert_none(sources().iter().filter_map(head_breach));
}

#[test]
fn nothing_is_left_for_later() {
    assert_none(sources().iter().flat_map(leftover_breaches));
}

#[test]
fn no_word_of_the_window_stands_in_a_view() {
    assert_none(sources().iter().flat_map(literal_word_breaches));
}

#[test]
fn no_size_of_the_window_stands_outside_the_theme() {
    assert_none(sources().iter().flat_map(unnamed_size_breaches));
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    let mut breaches = Vec::new();
    for source in sources() {
        breaches.extend(machine_path_breaches(&source.path, &source.text));
    }
    let texts = ["README.md", "CHANGELOG.md", "Cargo.toml", "clippy.toml", ".ci/run", "tests/run.sh"];
    for path in texts {
        // A file that does not exist names nothing.
        let text = fs::read_to_string(root().join(path)).unwrap_or_default();
        breaches.extend(machine_path_breaches(path, &text));
    }
    assert_none(breaches);
}

#[test]
fn every_file_of_tests_is_named_in_the_one_test_binary() {
    let main = fs::read_to_string(root().join("tests/it/main.rs")).expect("the test binary");
    let entries = fs::read_dir(root().join("tests/it")).expect("the folder of tests");
    let mut names = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
            names.push(path.file_stem().expect("a name").to_string_lossy().into_owned());
        }
    }
    names.sort();
    assert_none(forgotten_test_breaches(&main, &names));
}

/// The fuzzers are built apart, with a lock file that no other build brings up to date.
#[test]
fn the_lock_file_of_the_fuzzers_knows_every_dependency_of_the_program() {
    let lock = fs::read_to_string(root().join("tests/fuzz/Cargo.lock")).expect("the lock file");
    let (_, program) = lock.split_once("name = \"etapa\"\n").expect("the program");
    let (known, _) = program.split_once("\n]").expect("the end of its dependencies");
    let known: Vec<_> =
        known.lines().map(|line| line.trim_matches([' ', '"', ',']).replace('-', "_")).collect();
    let mut crates = crates_of_the_manifest(|table| {
        table.ends_with("dependencies") && !table.ends_with("dev-dependencies")
    });
    crates.retain(|name| !known.contains(name));
    assert_eq!(crates, [""; 0], "in no lock file: run `cargo update --workspace` in tests/fuzz");
}

// ---- the rules bite ------------------------------------------------------------------------------------

pub fn written(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn places(breaches: Vec<Breach>) -> Vec<String> {
    breaches.into_iter().map(|breach| breach.place).collect()
}

#[test]
fn a_breach_of_the_table_of_layers_is_seen() {
    let crates = ["egui", "ehttp", "serde_json", "serde"].map(str::to_owned);
    let table: BTreeMap<(&str, &str), bool> = BTreeMap::from([
        (("src/crm/edit.rs", "use crate::amo::Host;"), true),
        (("src/crm/edit.rs", "use crate::{amo, crm};"), true),
        (("src/crm/edit.rs", "use super::super::model::Model;"), true),
        (("src/crm/edit.rs", "use super::status::Status;"), false),
        (("src/crm/mod.rs", "use super::model::Model;"), true),
        (("src/crm/status.rs", "use serde::Serialize;"), false),
        (("src/crm/status.rs", "use serde_json::Value;"), true),
        (("src/crm/status.rs", "// egui::Color32 is not for us"), false),
        (("src/crm/status.rs", "#[cfg(test)]\nmod tests { use serde_json::json; }"), false),
        (("src/model/save.rs", "let now = Instant::now();"), true),
        (("src/model/save.rs", "    std::thread::spawn(run);"), true),
        (("src/model/save.rs", "fn send(request: &ehttp::Request)"), false),
        (("src/ui/statuses.rs", "let host = crate::amo::Host::parse(text);"), true),
        (("src/ui/statuses.rs", "fn f(r: &ehttp::Request) {}"), true),
        (("src/ui/widgets/reorder.rs", "use super::super::super::amo::Host;"), true),
        (("src/ui/widgets/reorder.rs", "use super::super::theme;"), false),
        (("src/demo/server.rs", "use crate::model::Token;"), true),
        (("src/model/save.rs", "#[cfg(test)]\nmod tests { use crate::demo::Server; }"), false),
        (("src/app/mod.rs", "use crate::{amo, crm, demo, model, text, ui};"), false),
        (("src/app/mod.rs", "println!(\"{}\", token.reveal());"), true),
        (("src/app/transport.rs", "ehttp::fetch(request, done);"), true),
        (("src/main.rs", "use etapa::app::App;"), false),
    ]);
    for ((path, text), is_breach) in table {
        let found = places(layer_breaches(&written(path, text), &crates));
        assert_eq!(!found.is_empty(), is_breach, "{path}: {text}: {found:?}");
    }
}

#[test]
fn a_file_that_does_what_another_is_for_is_seen() {
    for (path, line, is_breach) in [
        ("src/ui/header.rs", "ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::S))", true),
        ("src/ui/header.rs", "if modifiers.command {", true),
        ("src/ui/header.rs", "TextEdit::singleline(&mut name)", true),
        ("src/ui/header.rs", "keys::take(ui, Modifiers::NONE, Key::S)", false),
        ("src/ui/keys.rs", "pressed.matches_exact(wanted)", false),
        ("tests/it/keys.rs", "input.key_pressed(Key::S)", false),
    ] {
        assert_eq!(!entrusted_breaches(&written(path, line)).is_empty(), is_breach, "{path}: {line}");
    }
}

#[test]
fn a_breach_is_told_with_its_file_and_line() {
    let source = written("src/crm/edit.rs", "//! Edits.\n\nuse crate::ui::Cx;\n");
    let told: Vec<String> = layer_breaches(&source, &[]).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["src/crm/edit.rs:3: `crm` may not name `ui`"], "an editor can jump there");
}

#[test]
fn a_missing_head_and_a_leftover_are_seen() {
    assert!(head_breach(&written("src/crm/edit.rs", "use std::fmt;\n")).is_some(), "no head");
    assert!(head_breach(&written("src/crm/edit.rs", "//!\n")).is_some(), "an empty head");
    assert!(head_breach(&written("src/crm/edit.rs", "//! Edits.\n")).is_none(), "a head");
    for leftover in [["// TO", "DO: later"], ["to", "do!()"], ["db", "g!(x)"], ["#[ign", "ore = \"slow\"]"]] {
        let source = written("src/crm/edit.rs", &format!("//! Edits.\n{}\n", leftover.concat()));
        assert_eq!(places(leftover_breaches(&source)), ["src/crm/edit.rs:2"], "{leftover:?}");
    }
}

#[test]
fn a_literal_word_in_a_view_is_seen() {
    for (line, is_breach) in [
        ("ui.label(\"Save\");", true),
        ("ui.button(\"Сохранить\");", true),
        ("ui.heading(format!(\"Status {n}\"));", true),
        ("ui.label(RichText::new(\"Save\").strong());", true),
        ("ui.label(format!(\"{name} · {count}\"));", false),
        ("ui.label(\"·\");", false),
        ("ui.label(cx.texts.t(\"save\"));", false),
    ] {
        let found = literal_word_breaches(&written("src/ui/header.rs", line));
        assert_eq!(!found.is_empty(), is_breach, "{line}");
        assert!(
            literal_word_breaches(&written("src/text/mod.rs", line)).is_empty(),
            "only views are looked at"
        );
    }
}

#[test]
fn an_unnamed_size_in_a_view_is_seen() {
    for (line, is_breach) in [
        ("ui.add_space(6.0);", true),
        ("FontId::new(13.5, fonts::strong())", true),
        ("const WIDTH: f32 = 1_640.0;", true),
        ("rect.left() - 4.0..=rect.right()", true),
        ("vec2(0.0, COMPACT_HEIGHT / 2.0)", false),
        ("ui.add_space(space::S); // 6.0", true),
        ("for row in 0..10 { self.0.paint(row) }", false),
    ] {
        let found = unnamed_size_breaches(&written("src/ui/header.rs", line));
        assert_eq!(!found.is_empty(), is_breach, "{line}");
        assert!(unnamed_size_breaches(&written("src/ui/theme.rs", line)).is_empty(), "the theme names them");
    }
}

#[test]
fn a_place_on_somebodys_machine_is_seen() {
    let text = ["first line\nsee /ho", "me/someone/notes\n"].concat();
    assert_eq!(places(machine_path_breaches("README.md", &text)), ["README.md:2"], "a home folder");
}

#[test]
fn a_forgotten_file_of_tests_is_seen() {
    let names = ["http", "main", "texts"].map(str::to_owned);
    let breaches = forgotten_test_breaches("//! Tests.\n\nmod http;\n// mod texts;\n", &names);
    let told: Vec<String> = breaches.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["tests/it/main.rs:1: `texts` is not named, so its tests never run"], "one of three");
}
