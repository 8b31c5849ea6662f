//! Words about former runs: how one ended, which files were damaged.

use crate::model::{Crash, CrashMoment, StartNote};

use super::Texts;

impl Texts {
    /// Says what is to be known of a former run.
    #[must_use]
    pub fn start_note(&self, note: &StartNote) -> String {
        match note {
            StartNote::Crashed(crash) => self.crash(crash),
            StartNote::AccountsRebuilt { found } => {
                self.t_with("accounts-rebuilt", &[("n", (*found).into())])
            }
            StartNote::AccountsOutOfReach => self.t("accounts-out-of-reach"),
            StartNote::SettingsLost => self.t("settings-lost"),
            StartNote::SettingsOutOfReach => self.t("settings-out-of-reach"),
        }
    }

    fn crash(&self, crash: &Crash) -> String {
        let Some(host) = &crash.host else { return self.t("crash-alone") };
        let id = match crash.moment {
            CrashMoment::Opening => "crash-opening",
            CrashMoment::Later => "crash-later",
            CrashMoment::Unknown => "crash-unknown",
        };
        self.t_with(id, &[("account", host.to_string().into())])
    }
}
