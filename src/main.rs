//! Starts Etapa: reads the command line, opens the window.

// Windows opens a console for a program that does not say so. One for debugging keeps it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;
use std::sync::Arc;

use eframe::egui::ViewportBuilder;
use eframe::{CreationContext, NativeOptions, Renderer, icon_data::from_png_bytes};
use etapa::amo::Pace;
use etapa::app::accounts;
use etapa::app::args::{self, Args};
use etapa::app::crash::Watch;
use etapa::app::credential_store::CredentialStore;
use etapa::app::dialogs::Native;
use etapa::app::files::DataDir;
use etapa::app::outside::Demo;
use etapa::app::removal;
use etapa::app::renderer;
use etapa::app::settings;
use etapa::app::transport::Deadlines;
use etapa::app::{App, Start};
use etapa::demo::SeedWords;
use etapa::model::{Command, DemoAccount, Language, Settings, StartNote};

fn main() -> ExitCode {
    let args = match Args::from_process() {
        Ok(args) => args,
        Err(code) => return code,
    };
    let data_dir = args.data_dir.clone().map(DataDir::at).or_else(DataDir::of_the_system);
    if args.remove_data {
        let removed = data_dir
            .map_or(Ok(()), |dir| removal::remove_all(&dir, &CredentialStore::new(CredentialStore::SERVICE)));
        return removed.map_or_else(|left| args::complain_of_rest(&left), |()| ExitCode::SUCCESS);
    }
    let watch = data_dir.as_ref().map_or_else(Watch::default, Watch::start);
    watch.install_hook();
    let (painted, failed) = watch.renderers();
    let renderers = renderer::in_order(renderer::BUILT_IN, args.renderer, painted, failed);
    let mut notes = Vec::new();
    let open = |renderer| {
        // What the command line asks for is for this run only.
        watch.begin(renderer, args.renderer.is_none() && renderers.len() > 1);
        let outcome = open_window(&args, data_dir.as_ref(), &watch, renderer, &mut notes);
        outcome.inspect_err(|error| watch.ended_by(error))
    };
    match renderer::open_with(&renderers, open, renderer::is_about_drawing, args::complain_of) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => args::complain(&error),
    }
}

/// Opens the window, and returns when it is closed. `notes` is what was said of damaged files before, for
/// they are whole when they are read again.
fn open_window(
    args: &Args,
    data_dir: Option<&DataDir>,
    watch: &Watch,
    renderer: Renderer,
    notes: &mut Vec<StartNote>,
) -> eframe::Result {
    let (chosen, unread) = data_dir.map(settings::read).unwrap_or_default();
    let language = args.language.or(chosen.language).unwrap_or_else(system_language);
    let (accounts, note) = data_dir.map(accounts::read).unwrap_or_default();
    notes.extend(note.into_iter().chain(unread));
    let start = Start {
        settings: Settings {
            language,
            theme: chosen.theme.unwrap_or_default(),
            segment_order: chosen.segment_order.unwrap_or_default(),
        },
        pace: Pace::new(Pace::WINDOW),
        deadlines: Deadlines::default(),
        data_dir: data_dir.cloned(),
        store: CredentialStore::new(CredentialStore::SERVICE),
        // Those of the window take their place as soon as there is one.
        dialogs: Arc::new(Native::alone()),
        accounts,
        notes: notes.clone(),
        watch: watch.clone(),
        demo: Demo::new(demo_words(language)),
        command: args.demo.then_some(Command::OpenDemo(DemoAccount::Statuses)),
    };
    let mut viewport = ViewportBuilder::default()
        .with_app_id("etapa")
        .with_title("Etapa")
        .with_inner_size([1120.0, 740.0])
        .with_min_inner_size([760.0, 520.0]);
    if let Ok(icon) = from_png_bytes(include_bytes!("../assets/icon.png")) {
        viewport = viewport.with_icon(icon);
    }
    let options = NativeOptions { viewport, renderer, ..NativeOptions::default() };
    let app = |window: &CreationContext<'_>| {
        let start = Start { dialogs: Arc::new(Native::over(window)), ..start };
        Ok(Box::new(App::new(&window.egui_ctx, start)) as Box<dyn eframe::App>)
    };
    eframe::run_native("Etapa", options, Box::new(app))
}

fn system_language() -> Language {
    sys_locale::get_locales().find_map(|locale| Language::from_code(&locale)).unwrap_or_default()
}

fn demo_words(language: Language) -> SeedWords {
    match language {
        Language::English => SeedWords::English,
        Language::Russian => SeedWords::Russian,
    }
}
