//! Serves the demo account over HTTP on this machine, for training and for tests by hand.
//!
//! `cargo run --example demo-server -- --port 8080 --token secret`, then sign in to Etapa with the address
//! that is printed and that token. Everything is forgotten when the server is stopped.
//!
//! With `--client-id ID --client-secret SECRET --redirect ADDRESS` the account also has an integration. A
//! code for it stands on the second line, and the server obeys lines of input: `code` gives another code,
//! `expire-codes`, `expire-access` and `revoke` end what was given out.
//!
//! Other lines let the account behave as amoCRM does at times: `account ID NAME` lets another account answer,
//! `delete NAME` is another administrator, and `shift` lets the next further page of a list repeat an item
//! and lack one. With `--quiet-misses` things that are not there are answered 204, and `--page N` makes small
//! pages.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use etapa::crm::Mode;
use etapa::crm::order::SortRule;
use etapa::demo::{OAuth, Rotation, SeedWords, Server, World};
use lexopt::prelude::*;

#[expect(dead_code, clippy::expect_used, reason = "made for tests, which use all of it")]
#[path = "it/support/loopback.rs"]
mod loopback;

use loopback::{Answer, Loopback};

const USAGE: &str = "\
Usage: demo-server [--port PORT] [--mode periodicity|segments] [--token TOKEN]
                   [--language en|ru] [--sort keep|insert|insert-at|renumber|renumber-first|renumber-last]
                   [--client-id ID] [--client-secret SECRET] [--redirect ADDRESS]
                   [--rotation at-once|when-used] [--quiet-misses] [--page N]";

/// What the command line asks for.
struct Args {
    port: u16,
    mode: Mode,
    language: SeedWords,
    token: Option<String>,
    sort: SortRule,
    client_id: Option<String>,
    client_secret: String,
    redirect: String,
    rotation: Rotation,
    quiet_misses: bool,
    page: Option<usize>,
}

fn main() -> ExitCode {
    if std::env::args().skip(1).any(|argument| argument == "--help") {
        writeln!(std::io::stdout(), "{USAGE}").ok();
        return ExitCode::SUCCESS;
    }
    let started = read_args().map_err(|error| format!("{error}\n{USAGE}")).and_then(|args| {
        let server = Arc::new(Mutex::new(server(&args)));
        let answering = Arc::clone(&server);
        let serving = Loopback::start_at(args.port, move |request| {
            Answer::Response(locked(&answering).answer(request))
        });
        serving.map(|serving| (serving, server)).map_err(|error| format!("port {}: {error}", args.port))
    });
    match started {
        Ok((serving, server)) => {
            // The address stands alone on the first line, for whoever started this with port 0.
            say(&serving.origin());
            if let Some(oauth) = locked(&server).oauth_mut() {
                *oauth = oauth.clone().with_api_domain(serving.origin().trim_start_matches("http://"));
                say(&oauth.issue_code());
            }
            std::io::stdin().lines().map_while(Result::ok).for_each(|line| obey(&line, &server));
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

/// Does what a line of input asks of the account or of its sign-in.
fn obey(line: &str, server: &Mutex<Server>) {
    let mut server = locked(server);
    let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    let world = server.world_mut();
    match (word, rest.split_once(' ')) {
        ("account", Some((id, name))) => {
            let Ok(id) = id.parse() else { return say("an id is a number") };
            (world.id, world.name) = (id, name.to_owned());
            return say("done");
        }
        ("delete", _) => {
            world.statuses.retain(|status| status.name != rest);
            world.segments.retain(|segment| segment.name != rest);
            return say("done");
        }
        ("shift", _) => {
            server.shift_pages(1);
            return say("done");
        }
        _ => {}
    }
    let Some(oauth) = server.oauth_mut() else { return say("there is no integration") };
    match line.trim() {
        "code" => return say(&oauth.issue_code()),
        "expire-codes" => oauth.expire_codes(),
        "expire-access" => oauth.expire_access(),
        "revoke" => oauth.revoke(),
        _ => return say("the commands are code, expire-codes, expire-access and revoke"),
    }
    say("done");
}

fn locked(server: &Mutex<Server>) -> MutexGuard<'_, Server> {
    server.lock().unwrap_or_else(PoisonError::into_inner)
}

fn say(words: &str) {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{words}").ok();
    stdout.flush().ok();
}

fn server(args: &Args) -> Server {
    let world = match args.mode {
        Mode::Segments => World::demo_segments(args.language),
        _ => World::demo(args.language),
    };
    let server = Server::new(world).with_rule(args.sort);
    let server = if args.quiet_misses { server.with_quiet_misses() } else { server };
    let mut server = server;
    if let Some(largest) = args.page {
        server.set_largest_page(largest);
    }
    let server = match &args.token {
        Some(token) => server.with_token(token),
        None => server,
    };
    match &args.client_id {
        Some(id) => {
            let oauth = OAuth::new(id, &args.client_secret, &args.redirect);
            server.with_oauth(oauth.with_rotation(args.rotation))
        }
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
        client_id: None,
        client_secret: String::new(),
        redirect: String::new(),
        rotation: Rotation::AtOnce,
        quiet_misses: false,
        page: None,
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => args.port = parser.value()?.parse()?,
            Long("mode") => args.mode = parser.value()?.parse_with(mode)?,
            Long("language") => args.language = parser.value()?.parse_with(language)?,
            Long("token") => args.token = Some(parser.value()?.string()?),
            Long("sort") => args.sort = parser.value()?.parse_with(sort)?,
            Long("client-id") => args.client_id = Some(parser.value()?.string()?),
            Long("client-secret") => args.client_secret = parser.value()?.string()?,
            Long("redirect") => args.redirect = parser.value()?.string()?,
            Long("quiet-misses") => args.quiet_misses = true,
            Long("page") => args.page = Some(parser.value()?.parse()?),
            Long("rotation") => args.rotation = parser.value()?.parse_with(rotation)?,
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

fn rotation(name: &str) -> Result<Rotation, &'static str> {
    match name {
        "at-once" => Ok(Rotation::AtOnce),
        "when-used" => Ok(Rotation::WhenUsed),
        _ => Err("refresh tokens die at-once or when-used"),
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
