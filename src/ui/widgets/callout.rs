//! A sentence with an icon on coloured ground: what is wrong, what to know.

use egui::{Color32, Frame, Margin, Ui};
use egui_material_icons::{MaterialIcon, icons};

use crate::ui::theme::{Palette, ROUNDING};

use super::icon;

/// How much a sentence matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Calm,
    /// It went well.
    Good,
    /// It deserves a second look.
    Warning,
    /// It is wrong.
    Danger,
}

impl Tone {
    /// Returns the colours of the icon and of the ground.
    #[must_use]
    pub fn colors(self, palette: &Palette) -> (Color32, Color32) {
        match self {
            Self::Calm => (palette.weak, palette.hover),
            Self::Good => (palette.good, palette.good_ground),
            Self::Warning => (palette.warning, palette.warning_ground),
            Self::Danger => (palette.danger, palette.danger_ground),
        }
    }

    /// Returns the icon.
    #[must_use]
    pub fn icon(self) -> MaterialIcon {
        match self {
            Self::Calm => icons::ICON_INFO,
            Self::Good => icons::ICON_CHECK_CIRCLE,
            Self::Warning => icons::ICON_WARNING,
            Self::Danger => icons::ICON_ERROR,
        }
    }
}

/// Draws the ground and the icon, then what `content` draws beside it.
pub fn callout_ui<R>(ui: &mut Ui, palette: &Palette, tone: Tone, content: impl FnOnce(&mut Ui) -> R) -> R {
    let (color, ground) = tone.colors(palette);
    let frame = Frame::new().fill(ground).corner_radius(ROUNDING).inner_margin(Margin::symmetric(12, 10));
    let inside = |ui: &mut Ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().interact_size.y = 0.0;
            icon::icon_ui(ui, tone.icon(), color);
            ui.vertical(content).inner
        })
        .inner
    };
    frame.show(ui, inside).inner
}
