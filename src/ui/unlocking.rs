//! What is said while the system's keyring is waited for, which may ask the user to unlock it.

use std::time::Duration;

use egui::{Id, Ui};
use jiff::Timestamp;

use crate::model::Command;

use super::Cx;
use super::widgets::callout::{Tone, callout_ui};

/// A keyring that is open answers sooner than this, and then there is nothing to say.
const PATIENCE: Duration = Duration::from_millis(700);

/// Says that the keyring takes its time, and offers to go on without it.
pub fn waiting_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    if !takes_its_time(ui, cx) {
        return;
    }
    callout_ui(ui, cx.theme, Tone::Calm, |ui| {
        ui.set_width(ui.available_width());
        ui.label(cx.texts.t("keyring-waiting"));
        if ui.button(cx.texts.t("keyring-skip")).clicked() {
            commands.push(Command::SkipKeyring);
        }
    });
}

/// Tells whether the keyring has been asked for a while.
pub fn takes_its_time(ui: &Ui, cx: &Cx<'_>) -> bool {
    let since_id = Id::unique("keyring-since");
    if cx.model.job().is_unlocking().or(cx.model.lanes().is_keeping()).is_none() {
        return false;
    }
    // A wait that was not looked at in the frame before is over, and this is another one.
    let frame = ui.ctx().cumulative_frame_nr();
    let before: Option<(Timestamp, u64)> = ui.data(|data| data.get_temp(since_id));
    let before = before.filter(|(_, seen)| seen + 1 >= frame);
    let since = before.map_or(cx.now, |(since, _)| since);
    ui.data_mut(|data| data.insert_temp(since_id, (since, frame)));
    let waited = Duration::try_from(cx.now.duration_since(since)).unwrap_or_default();
    let left = PATIENCE.saturating_sub(waited);
    if !left.is_zero() {
        ui.ctx().request_repaint_after(left);
    }
    left.is_zero()
}
