//! The program's own colours, sizes and style: the only place that has any.

use egui::style::{Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Vec2,
    Visuals,
};

use crate::crm::Color;
use crate::model;

use super::fonts;

/// The height of a row of a list.
pub const ROW_HEIGHT: f32 = 36.0;
/// The height of buttons and text fields.
pub const CONTROL_HEIGHT: f32 = 34.0;
/// The height of what stands close together: radio buttons, boxes to tick, buttons beside text.
pub const COMPACT_HEIGHT: f32 = 28.0;
/// The height of a line of text that has an icon or a circle beside it.
pub const LINE_HEIGHT: f32 = 22.0;
/// The size of the icons within controls.
pub const ICON_SIZE: f32 = 18.0;
/// The size of icons and squares beside text.
pub const SMALL_ICON_SIZE: f32 = 16.0;
/// The size of icons that are alone on their ground.
pub const LARGE_ICON_SIZE: f32 = 20.0;
/// The size of the icon above an explanation that fills a page.
pub const HUGE_ICON_SIZE: f32 = 36.0;
/// The tick within a box.
pub const TICK_SIZE: f32 = 11.0;
/// The radius of the dot in a radio button.
pub const RADIO_DOT: f32 = 4.5;
/// The radius of the dot that marks a change.
pub const DOT: f32 = 3.5;
/// The width of the ring around what is chosen.
pub const RING: f32 = 1.5;
/// What is left of a colour that stands back.
pub const FADED: f32 = 0.7;
/// What is left of the colour of an arrow that leads nowhere.
pub const DISABLED: f32 = 0.4;
/// Between the outline of a text field and its text.
pub const FIELD_PADDING: Vec2 = Vec2::new(10.0, 8.0);
/// Between the edges of a bar and what is in it.
pub const BAR_PADDING: Vec2 = Vec2::new(16.0, 9.0);
/// A longer list of choices scrolls.
pub const MENU_HEIGHT: f32 = 300.0;
/// A longer list of accounts scrolls.
pub const ACCOUNT_LIST_HEIGHT: f32 = 210.0;
/// A field for lines of text grows to so many, then it scrolls.
pub const MOST_TEXT_ROWS: f32 = 6.0;
/// What has to be visible below the field of a new name: the colours.
pub const ROOM_BELOW_NAME: f32 = 200.0;
/// A lower window shows no logo, but the whole form.
pub const ROOM_FOR_LOGO: f32 = 640.0;
/// How high the start screen is before it was drawn for the first time.
pub const START_HEIGHT: f32 = 560.0;
/// How far from the top the later steps of the sign-in begin.
pub const STEP_TOP: f32 = 44.0;
/// The height of what is known of an account before it is opened; it is kept free, so that nothing jumps.
pub const FOUND_HEIGHT: f32 = 190.0;
/// How high the list of licences may be.
pub const LICENCES_HEIGHT: f32 = 240.0;
/// The rounding of controls and rows.
pub const ROUNDING: u8 = 7;
/// The rounding of cards and dialogs.
pub const CARD_ROUNDING: u8 = 12;

/// The sizes of text: three, and three more of headings.
pub mod font_size {
    /// Counters, and what stands small beside other text.
    pub const SMALL: f32 = 12.5;
    /// Labels and explanations.
    pub const NOTE: f32 = 13.5;
    /// Everything else.
    pub const BODY: f32 = 14.5;
    /// The heading of a section, a panel or a card.
    pub const SECTION: f32 = 16.0;
    /// The heading of a page or a dialog.
    pub const PAGE: f32 = 19.0;
    /// The name of the program.
    pub const TITLE: f32 = 28.0;
}

/// The one scale of distances.
pub mod space {
    /// Between rows of a list.
    pub const XXS: f32 = 2.0;
    /// Between a label and its control.
    pub const XS: f32 = 4.0;
    /// Around small parts.
    pub const S: f32 = 6.0;
    /// Between controls.
    pub const M: f32 = 8.0;
    /// Between groups of controls.
    pub const L: f32 = 12.0;
    /// Between sections.
    pub const XL: f32 = 16.0;
    /// Above the heading of a long section.
    pub const XXL: f32 = 24.0;
}

/// Widths of pages and of what stands on them.
pub mod width {
    /// Lines of text longer than this are hard to read.
    pub const TEXT: f32 = 520.0;
    /// A page in the middle of the window.
    pub const PAGE: f32 = 640.0;
    /// The card of the start screen.
    pub const CARD: f32 = 460.0;
    /// A question.
    pub const DIALOG: f32 = 360.0;
    /// A dialog in which there is something to read.
    pub const READING_DIALOG: f32 = 560.0;
    /// The explanation of an empty page.
    pub const HINT: f32 = 320.0;
    /// The menu of accounts.
    pub const ACCOUNT_MENU: f32 = 300.0;
    /// Every other menu.
    pub const MENU: f32 = 190.0;
    /// Two controls side by side; with less room they stand below each other.
    pub const TWO_CONTROLS: f32 = 420.0;
    /// The buttons of the bottom bar and the remark beside them, in every language.
    pub const BOTTOM_BUTTONS: f32 = 600.0;
    /// The buttons beside the name of a field.
    pub const FIELD_TOOLS: f32 = 120.0;
    /// The arrow between two columns.
    pub const ARROW_COLUMN: f32 = 60.0;
}

/// The parts of a row of a list.
pub mod row {
    use egui::{Vec2, vec2};

    /// Between the content and the edge of the row.
    pub const EDGE: f32 = 10.0;
    /// The handle.
    pub const HANDLE: f32 = 26.0;
    /// A button with an arrow.
    pub const ARROW: f32 = 26.0;
    /// The longest bar.
    pub const BAR: Vec2 = vec2(48.0, 8.0);
    /// A number of five digits.
    pub const NUMBER: f32 = 42.0;
}

/// A row that is dragged.
pub mod drag {
    /// How many points per second the list scrolls at its edges, at most.
    pub const SCROLL_SPEED: f32 = 600.0;
    /// How many seconds of scrolling one frame makes up for, at most.
    pub const LONGEST_FRAME: f32 = 0.05;
}

/// The ring of the keyboard focus.
pub mod focus {
    /// Between the widget and the ring.
    pub const GAP: f32 = 3.5;
    /// How far the ring is painted outside the widget.
    pub const CLIP: f32 = 6.0;
}

/// The circles that show the colour of an account; radii, and the room for one.
pub mod label_dot {
    /// Room for a circle that can be clicked.
    pub const ROOM: f32 = 24.0;
    /// The ring around the chosen one.
    pub const RING: f32 = 11.0;
    /// A colour.
    pub const FILLED: f32 = 8.0;
    /// No colour.
    pub const EMPTY: f32 = 7.0;
    /// A colour beside text.
    pub const SMALL: f32 = 5.0;
}

/// The calendar.
pub mod calendar {
    use egui::{Vec2, vec2};

    /// One day.
    pub const CELL: Vec2 = vec2(38.0, 32.0);
    /// The height of the names of weekdays.
    pub const HEAD: f32 = 24.0;
}

/// The logo: three stages, one behind the other.
pub mod logo {
    use egui::{Vec2, vec2};

    /// The room for it.
    pub const SIZE: Vec2 = vec2(52.0, 44.0);
    /// One stage.
    pub const BAR: Vec2 = vec2(38.0, 9.0);
    /// The corner of each stage, and how strong its colour is.
    pub const BARS: [(Vec2, f32); 3] =
        [(vec2(0.0, 4.0), 0.35), (vec2(7.0, 17.0), 0.65), (vec2(14.0, 30.0), 1.0)];
}

/// Returns the widths of the side panels, of statuses and of segments: the list that the account uses gets
/// the room, of the other one only the explanation is shown.
#[must_use]
pub fn panel_widths(window: f32, has_segments: bool) -> (f32, f32) {
    let (wide, narrow) = ((window * 0.29).clamp(268.0, 380.0), (window * 0.19).clamp(178.0, 240.0));
    // The numbers and bars of segments take room from the names.
    if has_segments { (narrow, (wide * 1.08).min(400.0)) } else { (wide, narrow) }
}

/// Returns how far from the top an explanation stands that fills a page.
#[must_use]
pub fn hint_top(height: f32) -> f32 {
    (height * 0.3).min(180.0)
}

/// Returns how far from the top the start screen begins, of the room that it leaves free.
#[must_use]
pub fn start_top(free: f32) -> f32 {
    (free * 0.42).max(space::L)
}

/// Returns the rounding of a square of a colour.
#[must_use]
pub fn swatch_rounding(side: f32) -> f32 {
    (side * 0.24).round()
}

/// The colours of one theme.
#[derive(Debug)]
pub struct Palette {
    /// Behind the middle of the window.
    pub ground: Color32,
    /// Behind the side panels.
    pub side: Color32,
    /// Behind what stands out: fields, cards, menus.
    pub raised: Color32,
    /// Thin lines that separate.
    pub line: Color32,
    /// The outline of controls, and of colours of the CRM, which may be as pale as the ground.
    pub outline: Color32,
    /// Text.
    pub text: Color32,
    /// Text of less weight.
    pub weak: Color32,
    /// Behind what the pointer is over.
    pub hover: Color32,
    /// Behind what is pressed.
    pub pressed: Color32,
    /// Marks, and the ring of the keyboard focus.
    pub accent: Color32,
    /// Behind the most important button.
    pub accent_fill: Color32,
    /// The same under the pointer.
    pub accent_hover: Color32,
    /// Text on [`Self::accent_fill`].
    pub on_accent: Color32,
    /// Behind what is selected.
    pub selected: Color32,
    /// Bars that show how big something is.
    pub bar: Color32,
    /// What is wrong or cannot be taken back.
    pub danger: Color32,
    /// Behind such things.
    pub danger_ground: Color32,
    /// What deserves a second look.
    pub warning: Color32,
    /// Behind such things.
    pub warning_ground: Color32,
    /// What went well.
    pub good: Color32,
    /// Behind such things.
    pub good_ground: Color32,
    /// The colours by which the user tells accounts apart, in the order of [`model::Label::ALL`].
    labels: [Color32; 6],
}

static LIGHT: Palette = Palette {
    ground: rgb(0xff_ff_ff),
    side: rgb(0xf6_f7_f9),
    raised: rgb(0xff_ff_ff),
    line: rgb(0xe3_e5_ea),
    outline: rgb(0xc3_c7_d0),
    text: rgb(0x1b_1e_25),
    weak: rgb(0x5b_61_6e),
    hover: rgb(0xec_ee_f2),
    pressed: rgb(0xe0_e3_e9),
    accent: rgb(0x2a_5b_d7),
    accent_fill: rgb(0x2a_5b_d7),
    accent_hover: rgb(0x1f_4a_b8),
    on_accent: rgb(0xff_ff_ff),
    selected: rgb(0xdf_e8_fb),
    bar: rgb(0x7d_9b_e6),
    danger: rgb(0xb4_23_18),
    danger_ground: rgb(0xfd_ee_ec),
    warning: rgb(0x8a_4f_00),
    warning_ground: rgb(0xfe_f4_e2),
    good: rgb(0x1a_6b_3c),
    good_ground: rgb(0xe8_f5_ed),
    labels: [
        rgb(0xd1_34_38),
        rgb(0xc2_5e_00),
        rgb(0x2b_84_4b),
        rgb(0x00_80_8f),
        rgb(0x2a_6f_db),
        rgb(0x84_4f_d1),
    ],
};

static DARK: Palette = Palette {
    ground: rgb(0x1c_1e_23),
    side: rgb(0x16_18_1c),
    raised: rgb(0x24_27_2d),
    line: rgb(0x2f_33_3b),
    outline: rgb(0x4c_52_5e),
    text: rgb(0xe7_e9_ee),
    weak: rgb(0xa2_a8_b5),
    hover: rgb(0x2b_2f_36),
    pressed: rgb(0x35_3a_43),
    accent: rgb(0x8a_ae_ff),
    accent_fill: rgb(0x36_63_db),
    accent_hover: rgb(0x2e_58_c8),
    on_accent: rgb(0xff_ff_ff),
    selected: rgb(0x28_36_57),
    bar: rgb(0x5a_7c_cf),
    danger: rgb(0xff_9c_92),
    danger_ground: rgb(0x3b_22_21),
    warning: rgb(0xf3_bd_6b),
    warning_ground: rgb(0x38_2d_1b),
    good: rgb(0x7f_d3_9f),
    good_ground: rgb(0x1d_32_27),
    labels: [
        rgb(0xf2_6d_6d),
        rgb(0xf0_97_3c),
        rgb(0x5f_c0_82),
        rgb(0x3d_bf_cc),
        rgb(0x6c_a0_f6),
        rgb(0xb3_8b_f2),
    ],
};

#[expect(clippy::disallowed_methods, reason = "the colours of the program are made here and nowhere else")]
const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// Turns a colour of the CRM, which is data, into one that can be painted.
#[must_use]
pub fn crm_color(Color(r, g, b): Color) -> Color32 {
    rgb(u32::from_be_bytes([0, r, g, b]))
}

/// Returns the colour for a tick on a colour of the CRM.
#[must_use]
pub fn on_crm_color(color: Color) -> Color32 {
    if color.wants_black_text() { Color32::BLACK } else { Color32::WHITE }
}

impl Palette {
    /// Returns the colours that go with a style.
    #[must_use]
    pub fn of(visuals: &Visuals) -> &'static Self {
        if visuals.dark_mode { &DARK } else { &LIGHT }
    }

    /// Returns the colour of a label.
    #[must_use]
    pub fn label(&self, label: model::Label) -> Color32 {
        self.labels[label as usize]
    }

    /// Returns the shadow of what floats above the rest.
    #[must_use]
    pub fn shadow() -> Shadow {
        Shadow { offset: [0, 6], blur: 24, spread: 0, color: Color32::from_black_alpha(48) }
    }
}

/// Returns the font of headings.
#[must_use]
pub fn strong_font(size: f32) -> FontId {
    FontId::new(size, fonts::strong())
}

/// Installs the style of both themes.
pub(super) fn install(ctx: &Context) {
    for (theme, palette) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| dress(style, palette));
    }
}

/// Follows the user's choice of a theme.
pub(super) fn choose(ctx: &Context, theme: model::Theme) {
    ctx.set_theme(match theme {
        model::Theme::System => egui::ThemePreference::System,
        model::Theme::Light => egui::ThemePreference::Light,
        model::Theme::Dark => egui::ThemePreference::Dark,
    });
}

fn dress(style: &mut Style, palette: &Palette) {
    style.text_styles = [
        (TextStyle::Small, FontId::new(font_size::SMALL, FontFamily::Proportional)),
        (TextStyle::Body, FontId::new(font_size::BODY, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(font_size::BODY, FontFamily::Proportional)),
        (TextStyle::Heading, strong_font(font_size::PAGE)),
        (TextStyle::Monospace, FontId::new(font_size::NOTE, FontFamily::Monospace)),
    ]
    .into();
    style.spacing.item_spacing = Vec2::splat(space::M);
    style.spacing.button_padding = Vec2::new(14.0, space::S);
    style.spacing.interact_size = Vec2::new(CONTROL_HEIGHT, CONTROL_HEIGHT);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.tooltip_width = width::HINT;
    style.spacing.scroll.floating_allocated_width = space::S;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.visuals = visuals(&style.visuals, palette);
}

fn visuals(before: &Visuals, palette: &Palette) -> Visuals {
    let rounding = CornerRadius::same(ROUNDING);
    Visuals {
        weak_text_color: Some(palette.weak),
        widgets: widgets(palette, rounding),
        selection: Selection { bg_fill: palette.selected, stroke: Stroke::new(RING, palette.accent) },
        hyperlink_color: palette.accent,
        faint_bg_color: palette.hover,
        extreme_bg_color: palette.raised,
        text_edit_bg_color: Some(palette.raised),
        code_bg_color: palette.hover,
        warn_fg_color: palette.warning,
        error_fg_color: palette.danger,
        window_fill: palette.raised,
        window_stroke: Stroke::new(1.0, palette.line),
        window_shadow: Palette::shadow(),
        window_corner_radius: CornerRadius::same(CARD_ROUNDING),
        menu_corner_radius: CornerRadius::same(ROUNDING + 2),
        popup_shadow: Palette::shadow(),
        panel_fill: palette.ground,
        disabled_alpha: 0.6,
        ..before.clone()
    }
}

fn widgets(palette: &Palette, corner_radius: CornerRadius) -> Widgets {
    let widget = |fill, outline, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, outline),
        fg_stroke: Stroke::new(1.0, text),
        corner_radius,
        expansion: 0.0,
    };
    Widgets {
        noninteractive: widget(palette.ground, palette.line, palette.text),
        inactive: widget(palette.raised, palette.outline, palette.text),
        hovered: widget(palette.hover, palette.outline, palette.text),
        active: widget(palette.pressed, palette.outline, palette.text),
        open: widget(palette.hover, palette.outline, palette.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: Color32, b: Color32) -> f64 {
        Color(a.r(), a.g(), a.b()).contrast(Color(b.r(), b.g(), b.b()))
    }

    #[test]
    fn text_is_readable_on_everything_it_stands_on() {
        for (theme, p) in [("light", &LIGHT), ("dark", &DARK)] {
            let grounds = [p.ground, p.side, p.raised, p.hover, p.selected];
            let plain =
                grounds.iter().flat_map(|ground| [p.text, p.weak, p.accent].map(|text| (text, *ground)));
            let marked = [
                (p.text, p.pressed),
                (p.on_accent, p.accent_fill),
                (p.on_accent, p.accent_hover),
                (p.danger, p.danger_ground),
                (p.danger, p.ground),
                (p.danger, p.raised),
                (p.warning, p.warning_ground),
                (p.warning, p.ground),
                (p.good, p.good_ground),
                (p.good, p.ground),
                (p.text, p.danger_ground),
                (p.text, p.warning_ground),
                (p.text, p.good_ground),
            ];
            for (text, ground) in plain.chain(marked) {
                let reached = contrast(text, ground);
                assert!(reached >= 4.5, "{theme}: {text:?} on {ground:?} reaches only {reached:.2}");
            }
        }
    }

    #[test]
    fn the_label_of_an_account_can_be_seen_wherever_it_is_shown() {
        for (theme, p) in [("light", &LIGHT), ("dark", &DARK)] {
            for label in model::Label::ALL {
                for ground in [p.ground, p.raised, p.hover] {
                    assert!(contrast(p.label(label), ground) >= 3.0, "{theme}: {label:?}");
                }
            }
        }
    }

    #[test]
    fn a_tick_can_be_seen_on_every_colour() {
        for color in crate::crm::STATUS_COLORS.into_iter().chain(crate::crm::SEGMENT_COLORS) {
            assert!(contrast(crm_color(color), on_crm_color(color)) >= 4.5, "{color:?}");
        }
    }
}
