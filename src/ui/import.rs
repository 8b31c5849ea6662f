//! What comes in from a file or another account, shown before it becomes a draft.

use egui::{Align, Button, Direction, Frame, Grid, Id, Label, Layout, Margin, RichText, Ui, vec2};
use egui_material_icons::icons;

use crate::crm::{Draft, ImportMode, Loss, display};
use crate::model::{AccountKey, CellFault, Command, CopySource, Preview};

use super::theme::{CONTROL_HEIGHT, LINE_HEIGHT, ROUNDING, font_size, space, strong_font, width};
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::radio::{Group, group_ui};
use super::widgets::{button, icon};
use super::{Cx, page};

/// More sentences about what is lost than these are counted and not listed.
const MOST_LOSSES: usize = 20;
const WAYS: [ImportMode; 2] = [ImportMode::Merge, ImportMode::Replace];

/// Draws the accounts that can be copied from.
pub fn copy_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.set_max_width(width::PAGE.min(ui.available_width()));
    page::heading_ui(ui, cx, "copy-heading", commands);
    ui.label(RichText::new(cx.texts.t("copy-about")).color(cx.theme.weak));
    ui.add_space(space::M);
    let sources = cx.model.accounts().copy_sources();
    if sources.is_empty() {
        ui.label(RichText::new(cx.texts.t("copy-none")).font(strong_font(font_size::SECTION)));
        ui.label(RichText::new(cx.texts.t("copy-none-about")).color(cx.theme.weak));
    }
    for source in sources {
        source_ui(ui, cx, source, commands);
    }
}

fn source_ui(ui: &mut Ui, cx: &Cx<'_>, source: CopySource, commands: &mut Vec<Command>) {
    let address = match &source.key {
        AccountKey::Live(host) => host.to_string(),
        AccountKey::Demo(_) => cx.texts.t("header-demo"),
    };
    let told = source.mode.map_or_else(|| cx.texts.t("copy-open-first"), |mode| cx.texts.mode(mode));
    let weak = |text: &str| RichText::new(text).color(cx.theme.weak).size(font_size::NOTE);
    let name = display::line(&source.name);
    let button = Button::new((name.as_ref(), weak(&address))).right_text(weak(&told));
    let button = button.min_size(vec2(ui.available_width(), CONTROL_HEIGHT)).truncate();
    let spoken = [name.as_ref(), &address, &told].join(", ");
    if ui.add_enabled(source.mode.is_some(), button).accessible_name(spoken).clicked() {
        commands.push(Command::CopyFrom(source.key));
    }
}

/// Draws what the account would become.
pub fn import_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.set_max_width(width::PAGE.min(ui.available_width()));
    page::heading_ui(ui, cx, "import-heading", commands);
    let (Some(preview), Some(draft)) = (cx.model.screen().preview(), cx.model.draft()) else { return };
    source_told_ui(ui, cx, &preview, draft);
    ui.add_space(space::M);
    way_ui(ui, cx, preview.way, commands);
    ui.add_space(space::XS);
    outcome_ui(ui, cx, &preview, commands);
    let losses: Vec<&Loss> = preview.losses.iter().collect();
    losses_ui(ui, cx, "import-losses", &losses, preview.faults);
    fields_ui(ui, cx, &preview);
}

fn source_told_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview<'_>, draft: &Draft) {
    ui.label(cx.texts.import_source(preview.source, &draft.base().zone));
    let counts = [("import-statuses", preview.statuses), ("import-segments", preview.segments)];
    for (id, count) in counts {
        if let Some(count) = count {
            let text = cx.texts.t_with(id, &[("n", count.into())]);
            ui.label(RichText::new(text).color(cx.theme.weak));
        }
    }
}

fn way_ui(ui: &mut Ui, cx: &Cx<'_>, way: ImportMode, commands: &mut Vec<Command>) {
    let group = Group {
        id: Id::unique("import-way"),
        name: &cx.texts.t("import-way"),
        options: &["import-add", "import-replace"].map(|id| cx.texts.t(id)),
        chosen: WAYS.iter().position(|other| *other == way),
        direction: Direction::TopDown,
    };
    if let (Some(chosen), _) = group_ui(ui, cx, &group) {
        commands.push(Command::ChooseWay(WAYS[chosen]));
    }
}

/// Draws how many changes it would be, and the two answers.
fn outcome_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview<'_>, commands: &mut Vec<Command>) {
    let told = if preview.differs {
        cx.texts.t_with("import-changes", &[("n", preview.changes.into())])
    } else {
        cx.texts.t("import-nothing")
    };
    ui.label(RichText::new(told).font(strong_font(font_size::BODY)));
    if preview.differs && preview.removals > 0 {
        let told = cx.texts.t_with("import-removals", &[("n", preview.removals.into())]);
        ui.label(RichText::new(told).color(cx.theme.danger));
    }
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        let is_possible = preview.differs && cx.model.can_edit();
        let text = cx.texts.t("import-take");
        if ui.add_enabled_ui(is_possible, |ui| button::primary(ui, cx.theme, &text)).inner.clicked() {
            commands.push(Command::TakeImport);
        }
        if ui.button(cx.texts.t("ask-cancel")).clicked() {
            commands.push(Command::CloseReview);
        }
    });
    ui.add_space(space::M);
}

/// Draws what cannot come along, and what in a table could not be read.
pub fn losses_ui(ui: &mut Ui, cx: &Cx<'_>, heading: &str, losses: &[&Loss], faults: &[CellFault]) {
    if losses.is_empty() && faults.is_empty() {
        return;
    }
    let (mut told, more_losses) = cx.texts.losses(losses, MOST_LOSSES);
    let (listed, more_faults) = faults.split_at(faults.len().min(MOST_LOSSES - told.len()));
    told.extend(listed.iter().map(|fault| cx.texts.cell_fault(fault)));
    let more = more_losses + more_faults.len();
    ui.add_space(space::S);
    callout_ui(ui, cx.theme, Tone::Warning, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(cx.texts.t(heading)).font(strong_font(font_size::BODY)));
        for sentence in told {
            ui.label(sentence);
        }
        if more > 0 {
            ui.label(
                RichText::new(cx.texts.t_with("notice-more", &[("n", more.into())])).color(cx.theme.weak),
            );
        }
    });
    ui.add_space(space::XS);
}

/// Draws which field goes where.
fn fields_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview<'_>) {
    if preview.fields.is_empty() {
        return;
    }
    ui.label(RichText::new(cx.texts.t("import-fields")).font(strong_font(font_size::BODY)));
    let frame =
        Frame::new().fill(cx.theme.side).corner_radius(ROUNDING).inner_margin(Margin::symmetric(12, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        // Closer together than buttons are.
        ui.spacing_mut().interact_size.y = LINE_HEIGHT;
        let width = (ui.available_width() - width::ARROW_COLUMN) / 2.0;
        Grid::new("fields").num_columns(3).min_col_width(0.0).max_col_width(width).show(ui, |ui| {
            for (field, here) in preview.fields {
                cell_ui(ui, width, RichText::new(display::line(field)));
                icon::icon_ui(ui, icons::ICON_ARROW_FORWARD, cx.theme.weak);
                let here = here.as_ref().map(|here| RichText::new(display::line(here)));
                let nowhere = || RichText::new(cx.texts.t("import-not-here")).color(cx.theme.warning);
                cell_ui(ui, width, here.unwrap_or_else(nowhere));
                ui.end_row();
            }
        });
    });
}

fn cell_ui(ui: &mut Ui, width: f32, text: RichText) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(width);
        ui.add(Label::new(text).truncate());
    });
}
