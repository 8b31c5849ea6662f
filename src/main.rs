//! Starts Etapa: reads the command line, opens the window.

use std::process::ExitCode;
use std::sync::Arc;

use eframe::egui::ViewportBuilder;
use eframe::{CreationContext, NativeOptions, icon_data::from_png_bytes};
use etapa::amo::Pace;
use etapa::app::accounts;
use etapa::app::args::{self, Args};
use etapa::app::dialogs::Native;
use etapa::app::files::DataDir;
use etapa::app::outside::Demo;
use etapa::app::settings::{self, Chosen};
use etapa::app::transport::Deadlines;
use etapa::app::vault::Vault;
use etapa::app::{App, Start};
use etapa::demo::SeedWords;
use etapa::model::{Command, DemoAccount, Language, Settings};

fn main() -> ExitCode {
    let args = match Args::from_process() {
        Ok(args) => args,
        Err(code) => return code,
    };
    let data_dir = args.data_dir.map(DataDir::at).or_else(DataDir::of_the_system);
    let chosen = data_dir.as_ref().map_or_else(Chosen::default, settings::read);
    let language = args.language.or(chosen.language).unwrap_or_else(system_language);
    let accounts = data_dir.as_ref().map_or_else(Vec::new, accounts::read);
    let start = Start {
        settings: Settings {
            language,
            theme: chosen.theme.unwrap_or_default(),
            segment_order: chosen.segment_order.unwrap_or_default(),
        },
        pace: Pace::new(Pace::GAP),
        deadlines: Deadlines::default(),
        data_dir,
        vault: Vault::new(Vault::SERVICE),
        // Those of the window take their place as soon as there is one.
        dialogs: Arc::new(Native::alone()),
        accounts,
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
    let mut options = NativeOptions { viewport, ..NativeOptions::default() };
    if let Some(renderer) = args.renderer {
        options.renderer = renderer;
    }
    let app = |window: &CreationContext<'_>| {
        let start = Start { dialogs: Arc::new(Native::over(window)), ..start };
        Ok(Box::new(App::new(&window.egui_ctx, start)) as Box<dyn eframe::App>)
    };
    match eframe::run_native("Etapa", options, Box::new(app)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => args::complain(&error),
    }
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
