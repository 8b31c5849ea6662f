//! What a screen reader says by itself: a sentence on the screen that matters at once, and one after a
//! gesture that only the eye would notice.
//!
//! egui has no live regions, so for the latter this keeps one invisible node whose label changes.

use egui::accesskit::Live;
use egui::{Context, Id, Label, Rect, Role, Sense, Ui};

fn id() -> Id {
    Id::unique("announcement")
}

/// Says this from the next frame on.
pub fn announce(ctx: &Context, sentence: String) {
    ctx.data_mut(|data| data.insert_temp(id(), sentence));
}

/// Draws a sentence that a screen reader speaks up at once.
pub fn alert_ui(ui: &mut Ui, sentence: String) {
    let response = ui.add(Label::new(sentence.as_str()).wrap());
    // One node only: the label itself is the alert.
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Alert);
        node.set_live(Live::Assertive);
        node.clear_value();
        node.set_label(sentence);
    });
}

/// Keeps the node alive; called once per frame.
pub fn announcement_ui(ui: &mut Ui) {
    let sentence: Option<String> = ui.data(|data| data.get_temp(id()));
    let corner = Rect::from_min_size(ui.max_rect().left_top(), egui::Vec2::ZERO);
    let response = ui.interact(corner, id(), Sense::hover());
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Status);
        node.set_live(Live::Polite);
        node.set_label(sentence.unwrap_or_default());
    });
}
