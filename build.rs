//! Collects what the program tells about itself: the commit it is built from, the licences of all that is in
//! it, and what Windows shows of it.
//!
//! Where there is no commit (the sources of a release) none is told. The licences come from the crates that
//! Cargo has downloaded, so nothing is fetched that a build does not need anyway.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};
use winresource::WindowsResource;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How the files begin that hold licences, in capitals.
const LICENCE_FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

fn main() -> Result<()> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    for path in ["build.rs", "Cargo.toml", "Cargo.lock", "assets/fonts/OFL.txt"] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-env-changed=ETAPA_COMMIT");
    if let Some(commit) = commit(&root) {
        println!("cargo::rustc-env=ETAPA_COMMIT={commit}");
    }
    if variable("CARGO_CFG_TARGET_OS")? == "windows" {
        describe_to_windows()?;
    }
    let licences = licences(&root)?;
    let out = fs::File::create(Path::new(&variable("OUT_DIR")?).join("licences.json.deflate"))?;
    let mut out = DeflateEncoder::new(out, Compression::best());
    out.write_all(&serde_json::to_vec(&licences)?)?;
    out.finish()?;
    Ok(())
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}").into())
}

/// Returns what a command prints, if it succeeds.
fn output(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Gives the program its icon, its version and what Windows has to know of it, for the system's own eyes.
fn describe_to_windows() -> Result<()> {
    let (icon, manifest) = ("packaging/icons/etapa.ico", "packaging/windows/etapa.manifest");
    for path in [icon, manifest] {
        println!("cargo::rerun-if-changed={path}");
    }
    let mut resource = WindowsResource::new();
    resource.set_icon(icon).set_manifest_file(manifest).set("ProductName", "Etapa");
    resource.set("FileDescription", "Etapa").set("LegalCopyright", "The Etapa developers");
    resource.compile_for("etapa")?;
    Ok(())
}

// ---- the commit ----------------------------------------------------------------------------------------

/// Returns the commit, with a plus if there are changes besides. Only a release is built anew for each.
fn commit(root: &Path) -> Option<String> {
    if let Some(commit) = variable("ETAPA_COMMIT").ok().filter(|commit| !commit.is_empty()) {
        return Some(commit);
    }
    if variable("PROFILE").ok()? != "release" {
        return None;
    }
    let git = |arguments: &[&str]| {
        let said = output(Command::new("git").current_dir(root).args(arguments)).ok()?;
        Some(said.trim().to_owned())
    };
    // The sources may lie in the folder of something else.
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    println!(
        "cargo::rerun-if-changed={}",
        root.join(git(&["rev-parse", "--git-path", "logs/HEAD"])?).display()
    );
    let commit = git(&["rev-parse", "--short=10", "HEAD"])?;
    let is_changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Some(if is_changed { format!("{commit}+") } else { commit })
}

// ---- the licences --------------------------------------------------------------------------------------

/// Returns every crate that is in the program, with the places of its licences among all texts.
fn licences(root: &Path) -> Result<Value> {
    let linked = linked(root)?;
    let metadata: Value =
        serde_json::from_str(&cargo(root, &["metadata", "--format-version=1", "--filter-platform"])?)?;
    let mut texts: Vec<String> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut place_of = |text: String| {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        *places.entry(words).or_insert_with(|| {
            texts.push(text);
            texts.len() - 1
        })
    };
    let mut parts = Vec::new();
    for package in metadata["packages"].as_array().ok_or("no packages")? {
        let text = |member: &str| package[member].as_str().unwrap_or_default().to_owned();
        let (name, version) = (text("name"), text("version"));
        if !linked.contains(&(name.clone(), version.clone())) {
            continue;
        }
        let manifest = PathBuf::from(text("manifest_path"));
        let folder = manifest.parent().ok_or("a manifest without a folder")?;
        let found: Vec<usize> = licence_files(folder)?.into_iter().map(&mut place_of).collect();
        parts.push(json!({
            "name": name, "version": version, "licence": text("license"), "authors": package["authors"],
            "repository": text("repository"), "texts": found,
        }));
    }
    let font = place_of(fs::read_to_string(root.join("assets/fonts/OFL.txt"))?);
    parts.push(json!({
        "name": "Inter", "version": "", "licence": "OFL-1.1", "authors": ["The Inter Project Authors"],
        "repository": "https://github.com/rsms/inter", "texts": [font],
    }));
    Ok(json!({ "parts": parts, "texts": texts }))
}

/// Returns names and versions of the crates that are linked into the program.
fn linked(root: &Path) -> Result<BTreeSet<(String, String)>> {
    let tree = ["tree", "--edges=normal,no-proc-macro", "--prefix=none", "--format={p}", "--target"];
    let tree = cargo(root, &tree)?;
    let named = tree.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
    });
    let own = variable("CARGO_PKG_NAME")?;
    Ok(named.filter(|(name, _)| *name != own).collect())
}

/// Asks Cargo about the platform that is built for, without the network if that will do.
fn cargo(root: &Path, arguments: &[&str]) -> Result<String> {
    let (cargo, target) = (variable("CARGO")?, variable("TARGET")?);
    let ask = |offline: &[&str]| {
        output(
            Command::new(&cargo).current_dir(root).args(arguments).arg(&target).arg("--locked").args(offline),
        )
    };
    ask(&["--offline"]).or_else(|_| ask(&[]))
}

/// Reads the files of a crate that hold licences.
fn licence_files(folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if LICENCE_FILES.iter().any(|start| name.starts_with(start)) && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths
        .iter()
        .map(fs::read)
        .collect::<std::io::Result<Vec<_>>>()?
        .iter()
        .map(|bytes| String::from_utf8_lossy(bytes).replace("\r\n", "\n").trim().to_owned())
        .collect())
}
