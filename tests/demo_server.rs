//! Serves the demo account over HTTP on this machine, for training and for tests by hand.
//!
//! `cargo run --example demo-server -- --port 8080 --token secret`, then sign in to Etapa with the address
//! that is printed and that token. Everything is forgotten when the server is stopped.

use std::io::Write as _;
use std::process::ExitCode;

use etapa::crm::Mode;
use etapa::crm::order::SortRule;
use etapa::demo::{SeedWords, Server, World};
use lexopt::prelude::*;

#[expect(dead_code, clippy::expect_used, reason = "made for tests, which use all of it")]
#[path = "it/support/loopback.rs"]
mod loopback;

use loopback::{Answer, Loopback};

const USAGE: &str = "\
Usage: demo-server [--port PORT] [--mode periodicity|segments] [--token TOKEN]
                   [--language en|ru] [--sort keep|insert|insert-at|renumber|renumber-first|renumber-last]";

/// What the command line asks for.
struct Args {
    port: u16,
    mode: Mode,
    language: SeedWords,
    token: Option<String>,
    sort: SortRule,
}

fn main() -> ExitCode {
    let started = read_args().map_err(|error| format!("{error}\n{USAGE}")).and_then(|args| {
        let mut server = server(&args);
        Loopback::start_at(args.port, move |request| Answer::Response(server.answer(request)))
            .map_err(|error| format!("port {}: {error}", args.port))
    });
    match started {
        Ok(serving) => {
            announce(&serving);
            loop {
                std::thread::park();
            }
        }
        Err(error) => {
            writeln!(std::io::stderr(), "demo-server: {error}").ok();
            ExitCode::from(2)
        }
    }
}

/// Prints the address alone on the first line, for whoever started this with port 0.
fn announce(serving: &Loopback) {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", serving.origin()).ok();
    stdout.flush().ok();
}

fn server(args: &Args) -> Server {
    let world = match args.mode {
        Mode::Segments => World::demo_segments(args.language),
        _ => World::demo(args.language),
    };
    let server = Server::new(world).with_rule(args.sort);
    match &args.token {
        Some(token) => server.with_token(token),
        None => server,
    }
}

fn read_args() -> Result<Args, lexopt::Error> {
    let mut args = Args {
        port: 0,
        mode: Mode::Periodicity,
        language: SeedWords::English,
        token: None,
        sort: SortRule::InsertBefore,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => args.port = parser.value()?.parse()?,
            Long("mode") => args.mode = parser.value()?.parse_with(mode)?,
            Long("language") => args.language = parser.value()?.parse_with(language)?,
            Long("token") => args.token = Some(parser.value()?.string()?),
            Long("sort") => args.sort = parser.value()?.parse_with(sort)?,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(args)
}

fn mode(name: &str) -> Result<Mode, &'static str> {
    match name {
        "periodicity" => Ok(Mode::Periodicity),
        "segments" => Ok(Mode::Segments),
        _ => Err("the modes are periodicity and segments"),
    }
}

fn language(name: &str) -> Result<SeedWords, &'static str> {
    match name {
        "en" => Ok(SeedWords::English),
        "ru" => Ok(SeedWords::Russian),
        _ => Err("the languages are en and ru"),
    }
}

fn sort(name: &str) -> Result<SortRule, &'static str> {
    match name {
        "keep" => Ok(SortRule::Keep),
        "insert" => Ok(SortRule::InsertBefore),
        "insert-at" => Ok(SortRule::InsertAt),
        "renumber" => Ok(SortRule::RenumberById),
        "renumber-first" => Ok(SortRule::RenumberPatchedFirst),
        "renumber-last" => Ok(SortRule::RenumberPatchedLast),
        _ => Err("the sort rules are keep, insert, insert-at, renumber, renumber-first and renumber-last"),
    }
}
