//! The steps of the sign-in, and a line that shows how far one has come.

use egui::{Align2, RichText, Sense, Stroke, Ui, Vec2, vec2};
use egui_material_icons::icons;

use crate::ui::Cx;
use crate::ui::theme::{COMPACT_HEIGHT, LINE_HEIGHT, SMALL_ICON_SIZE, font_size, strong_font};
use crate::ui::widgets::icon;

/// One step of the sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Hash)]
pub enum Step {
    /// Where the account lives.
    Address,
    /// What opens it.
    Proof,
    /// Whom that opens.
    Check,
}

const STEPS: [(Step, &str); 3] =
    [(Step::Address, "step-address"), (Step::Proof, "step-token"), (Step::Check, "step-check")];

/// Draws all steps in a line: those behind, the present one, and those ahead.
pub fn steps_ui(ui: &mut Ui, cx: &Cx<'_>, present: Step) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = LINE_HEIGHT;
        for (number, (step, name)) in (1..).zip(STEPS) {
            if number > 1 {
                let (line, _) = ui.allocate_exact_size(vec2(COMPACT_HEIGHT, LINE_HEIGHT), Sense::hover());
                ui.painter().hline(line.x_range(), line.center().y, Stroke::new(1.0, cx.theme.outline));
            }
            let (circle, _) = ui.allocate_exact_size(Vec2::splat(LINE_HEIGHT), Sense::hover());
            let (fill, on_it, text) = if step == present {
                (cx.theme.accent_fill, cx.theme.on_accent, cx.theme.text)
            } else {
                (cx.theme.hover, cx.theme.weak, cx.theme.weak)
            };
            let painter = ui.painter();
            painter.circle_filled(circle.center(), LINE_HEIGHT / 2.0, fill);
            if step < present {
                icon::paint(painter, circle.center(), icons::ICON_CHECK, SMALL_ICON_SIZE, cx.theme.good);
            } else {
                let font = strong_font(font_size::SMALL);
                painter.text(circle.center(), Align2::CENTER_CENTER, number.to_string(), font, on_it);
            }
            ui.label(RichText::new(cx.texts.t(name)).color(text).size(font_size::NOTE));
        }
    });
}
