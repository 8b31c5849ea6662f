//! The words of every language against each other and against the sources that use them.

#![expect(clippy::expect_used, reason = "a test that cannot read the sources cannot go on")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

/// What is written by its own id instead of a literal one: the names of colours.
const BUILT_PREFIX: &str = "colour-";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the ids of one language, each with the variables of its text.
fn words(path: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let source = fs::read_to_string(path).expect("the words can be read");
    let parsed = FluentResource::try_new(source.clone());
    assert!(parsed.is_ok(), "{} is not Fluent", path.display());
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let Some((id, _)) = line.split_once(" =").filter(|_| starts) {
            id.clone_into(&mut current);
            let before = words.insert(current.clone(), BTreeSet::new());
            assert!(before.is_none(), "{id} stands twice in {}", path.display());
        }
        let variables = line.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
        });
        words.entry(current.clone()).or_default().extend(variables);
    }
    words.remove("");
    words
}

fn languages() -> Vec<(PathBuf, BTreeMap<String, BTreeSet<String>>)> {
    let paths = files(&root().join("assets/locales"), "ftl");
    paths.into_iter().map(|path| (path.clone(), words(&path))).collect()
}

fn english() -> BTreeMap<String, BTreeSet<String>> {
    words(&root().join("assets/locales/en.ftl"))
}

/// Returns the sources without their tests.
fn sources() -> String {
    let read = |path: PathBuf| {
        let source = fs::read_to_string(path).expect("a source can be read");
        source.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
    };
    files(&root().join("src"), "rs").into_iter().map(read).collect()
}

#[test]
fn every_language_has_the_same_ids_and_variables() {
    let english = english();
    let languages = languages();
    assert!(languages.len() > 1, "there is more than one language");
    for (path, words) in languages {
        let ids = |words: &BTreeMap<String, BTreeSet<String>>| words.keys().cloned().collect::<Vec<_>>();
        assert_eq!(ids(&words), ids(&english), "the ids of {}", path.display());
        for (id, variables) in &words {
            assert_eq!(Some(variables), english.get(id), "the variables of {id} in {}", path.display());
        }
    }
}

/// The number that a text chooses by, written with its digits in groups.
const GROUPED: &str = "{ $count }";

#[test]
fn what_russian_says_of_one_says_how_many() {
    // `one` is 21, 31 and 101 there too; what is said of a single one stands under `[1]`.
    let path = root().join("assets/locales/ru.ftl");
    let source = fs::read_to_string(path).expect("the words can be read");
    let mut selector = String::new();
    let mut count = 0;
    for line in source.lines() {
        if let Some((before, _)) = line.split_once(" ->") {
            selector = before.rsplit('$').next().unwrap_or_default().to_owned();
        }
        if let Some(text) = line.trim_start().strip_prefix("[one]") {
            let number = format!("{{ ${selector} }}");
            assert!(text.contains(&number) || text.contains(GROUPED), "{text} is said of 21 {selector} too");
            count += 1;
        }
    }
    assert!(count > 30, "texts are looked at: {count}");
}

#[test]
fn every_text_that_the_sources_name_exists() {
    let (english, sources) = (english(), sources());
    let calls =
        [".t(\"", ".t_with(\"", ".t_stored(\""].into_iter().flat_map(|call| sources.split(call).skip(1));
    let mut count = 0;
    for rest in calls {
        let id = rest.split('"').next().unwrap_or_default();
        assert!(english.contains_key(id), "no text has the id {id}");
        count += 1;
    }
    assert!(count > 50, "the sources name texts: {count}");
}

#[test]
fn every_text_is_used() {
    let sources = sources();
    let idle: Vec<String> = english()
        .into_keys()
        .filter(|id| !id.starts_with(BUILT_PREFIX) && !sources.contains(&format!("\"{id}\"")))
        .collect();
    assert!(idle.is_empty(), "nobody uses {idle:?}");
}

#[test]
fn every_colour_of_the_list_has_a_name() {
    let english = english();
    for color in etapa::crm::STATUS_COLORS {
        assert!(english.contains_key(&format!("{BUILT_PREFIX}{color}")), "{color:?} has no name");
    }
}
