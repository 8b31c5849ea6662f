//! Reads the command line: for support and tests, so its words are English only.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::*;

use crate::model::Language;
use crate::text::Licences;

use super::{about, dialogs, removal};

const USAGE: &str = "\
Usage: etapa [--demo] [--language en|ru] [--data-dir DIR] [--renderer glow|wgpu]

  --demo              open the built-in demo account
  --language CODE     language of the window: en or ru
  --data-dir DIR      folder for everything Etapa writes, except what the system's keyring holds
  --renderer NAME     what draws the window: glow (OpenGL) or wgpu (not on Linux)
  --remove-data       remove all that Etapa keeps on this computer, the keyring included, and leave
  --licences          print the licences of all that is inside and leave
  --help              print this and leave
  --version           print the version and leave";

/// What the command line asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Args {
    /// Open the demo account right away.
    pub demo: bool,
    /// The language of the window, instead of the system's.
    pub language: Option<Language>,
    /// Where to write, instead of the system's place for such data.
    pub data_dir: Option<PathBuf>,
    /// What draws the window, instead of the platform's default.
    pub renderer: Option<eframe::Renderer>,
    /// Remove everything that is kept on this computer, instead of opening a window.
    pub remove_data: bool,
}

impl Args {
    /// Reads the arguments of this process.
    ///
    /// # Errors
    ///
    /// The exit code to leave with: 0 when help or version were asked for and printed, 2 when the
    /// arguments were not understood and a sentence about it stands on stderr.
    pub fn from_process() -> Result<Self, ExitCode> {
        match parse(std::env::args_os().skip(1)) {
            Ok(Wish::Run(args)) => Ok(args),
            Ok(Wish::Print(words)) => {
                say(std::io::stdout(), &words);
                Err(ExitCode::SUCCESS)
            }
            Err(error) => {
                say(std::io::stderr(), &format!("etapa: {error}; etapa --help lists the options"));
                Err(ExitCode::from(2))
            }
        }
    }
}

/// Says on stderr that this renderer, which may have been asked for, cannot draw the window.
pub fn complain_of(renderer: eframe::Renderer, error: &eframe::Error) {
    say(
        std::io::stderr(),
        &format!("etapa: {renderer} cannot draw the window, so another renderer is tried: {error}"),
    );
}

/// Says that there will be no window, on stderr and where nobody reads that in a dialog, and returns the exit
/// code for it.
#[must_use]
pub fn complain(error: &eframe::Error) -> ExitCode {
    let words = format!("etapa: the window cannot be opened: {error}");
    say(std::io::stderr(), &words);
    if cfg!(not(target_os = "linux")) {
        dialogs::tell(&words);
    }
    ExitCode::FAILURE
}

/// Says on stderr why not everything was removed, and returns the exit code for that.
#[must_use]
pub fn complain_of_rest(left: &removal::Left) -> ExitCode {
    say(std::io::stderr(), &format!("etapa: something is left: {left}"));
    ExitCode::FAILURE
}

/// What is to be done with a command line that was understood.
#[derive(Debug, PartialEq)]
enum Wish {
    Run(Args),
    Print(String),
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Wish, lexopt::Error> {
    let mut args = Args::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("demo") => args.demo = true,
            Long("language") => args.language = Some(parser.value()?.parse_with(language)?),
            Long("data-dir") => args.data_dir = Some(folder(parser.value()?)?),
            Long("renderer") => args.renderer = Some(parser.value()?.parse_with(renderer)?),
            Long("help") => return Ok(Wish::Print(USAGE.to_owned())),
            Long("remove-data") => args.remove_data = true,
            Long("licences") => return Ok(Wish::Print(Licences::read().to_string())),
            Long("version") => return Ok(Wish::Print(format!("etapa {}", about::version()))),
            _ => return Err(argument.unexpected()),
        }
    }
    if args.remove_data && args.data_dir.is_some() {
        // It may hold other things of the user's.
        return Err("--remove-data is not for a folder of one's own choice".into());
    }
    Ok(Wish::Run(args))
}

fn language(code: &str) -> Result<Language, &'static str> {
    Language::from_code(code).ok_or("the languages are en and ru")
}

fn folder(dir: OsString) -> Result<PathBuf, lexopt::Error> {
    if dir.is_empty() { Err("--data-dir needs a folder".into()) } else { Ok(dir.into()) }
}

fn renderer(name: &str) -> Result<eframe::Renderer, &'static str> {
    match name {
        "glow" => Ok(eframe::Renderer::Glow),
        #[cfg(not(target_os = "linux"))]
        "wgpu" => Ok(eframe::Renderer::Wgpu),
        #[cfg(target_os = "linux")]
        "wgpu" => Err("on Linux Etapa draws with glow only"),
        _ => Err("the renderers are glow and wgpu"),
    }
}

/// Writes a line. Not `println!`: a reader that has gone away is no reason to panic.
fn say(mut to: impl std::io::Write, words: &str) {
    writeln!(to, "{words}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Wish, String> {
        parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn data_are_removed_only_when_that_is_asked_for() {
        let args = Args { remove_data: true, ..Args::default() };
        assert_eq!(read("--remove-data"), Ok(Wish::Run(args)));
    }

    #[test]
    fn what_is_not_named_stays_at_its_default() {
        assert_eq!(read(""), Ok(Wish::Run(Args::default())), "an empty command line");
    }

    #[test]
    fn every_option_is_understood() {
        let args = Args {
            demo: true,
            language: Some(Language::Russian),
            data_dir: Some("some/folder".into()),
            renderer: Some(eframe::Renderer::Glow),
            remove_data: false,
        };
        for line in [
            "--demo --language ru --data-dir some/folder --renderer glow",
            "--renderer=glow --data-dir=some/folder --language=ru --demo",
        ] {
            assert_eq!(read(line), Ok(Wish::Run(args.clone())), "{line}");
        }
    }

    #[test]
    fn help_names_every_option_and_version_the_version() {
        let Ok(Wish::Print(help)) = read("--demo --help") else { panic!("help is printed") };
        for option in [
            "--demo",
            "--language",
            "--data-dir",
            "--renderer",
            "--remove-data",
            "--licences",
            "--help",
            "--version",
        ] {
            assert!(help.contains(option), "{option} is explained");
        }
        let Ok(Wish::Print(version)) = read("--version") else { panic!("the version is printed") };
        assert!(version.starts_with(concat!("etapa ", env!("CARGO_PKG_VERSION"))), "{version}");
        let Ok(Wish::Print(licences)) = read("--licences") else { panic!("the licences are printed") };
        assert!(licences.contains("SIL OPEN FONT LICENSE"), "that of the font as well");
    }

    #[test]
    fn what_is_not_understood_is_refused_in_a_sentence() {
        for (line, part) in [
            ("--colour", "invalid option '--colour'"),
            ("account", "unexpected argument \"account\""),
            ("--demo=yes", "unexpected argument for option '--demo'"),
            ("--language", "missing argument for option '--language'"),
            ("--language tlh", "the languages are en and ru"),
            ("--renderer vulkan", "the renderers are glow and wgpu"),
            ("--remove-data --data-dir mine", "not for a folder of one's own choice"),
            ("--data-dir=", "--data-dir needs a folder"),
        ] {
            let error = read(line).expect_err(line);
            assert!(error.contains(part) && !error.contains('\n'), "{line}: {error}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_renderer_that_is_not_built_in_is_refused_by_name() {
        let error = read("--renderer wgpu").expect_err("not on Linux");
        assert!(error.contains("on Linux Etapa draws with glow only"), "{error}");
    }
}
