//! What is running here: version, commit, system.

use std::env::consts::{ARCH, OS};

use eframe::Renderer;

use crate::model::About;

use super::files::DataDir;

/// Returns the version, with the commit if the program was built from one.
#[must_use]
pub fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    option_env!("ETAPA_COMMIT").map_or_else(|| version.to_owned(), |commit| format!("{version} ({commit})"))
}

/// Returns the operating system and the processor, and which kind of Linux desktop it is.
#[must_use]
pub fn system() -> String {
    let session = std::env::var("XDG_SESSION_TYPE").ok();
    let session = session.filter(|session| ["x11", "wayland"].contains(&session.as_str()));
    [OS, ARCH].into_iter().chain(session.as_deref()).collect::<Vec<_>>().join(" ")
}

/// Returns what is to be known of this run.
#[must_use]
pub fn about(renderer: Option<Renderer>, dir: Option<&DataDir>) -> About {
    About {
        version: version(),
        system: system(),
        renderer: renderer.map(|renderer| renderer.to_string()).unwrap_or_default(),
        folder: dir.map(|dir| dir.path().display().to_string()),
    }
}
