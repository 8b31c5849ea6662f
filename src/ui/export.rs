//! What can be written into files that the user chooses.

use egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};
use egui_material_icons::{MaterialIcon, icons};

use crate::crm::Draft;
use crate::model::{Command, TableFormat};

use super::theme::{ROUNDING, font_size, space, strong_font, width};
use super::widgets::icon;
use super::{Cx, page};

/// Draws the kinds of files, each with a button.
pub fn export_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.set_max_width(width::PAGE.min(ui.available_width()));
    page::heading_ui(ui, cx, "export-heading", commands);
    ui.label(RichText::new(cx.texts.t("export-about")).color(cx.theme.weak));
    ui.add_space(space::M);
    let Some(account) = cx.model.draft().map(Draft::base) else { return };
    if account.mode.list().is_some() {
        for (glyph, id, format) in [
            (
                icons::ICON_TABLE_VIEW,
                ["export-xlsx", "export-xlsx-about", "export-xlsx-name"],
                TableFormat::Xlsx,
            ),
            (icons::ICON_CSV, ["export-csv", "export-csv-about", "export-csv-name"], cx.texts.csv()),
        ] {
            if kind_ui(ui, cx, glyph, id) {
                let table = cx.texts.table(account);
                let title = account.name.clone();
                commands.extend(table.map(|table| Command::ExportTable { title, table, format }));
            }
        }
    }
    if kind_ui(ui, cx, icons::ICON_DATA_OBJECT, ["export-json", "export-json-about", "export-json-name"]) {
        commands.push(Command::ExportAccount);
    }
}

/// Draws one kind of files; tells whether it is wanted.
fn kind_ui(ui: &mut Ui, cx: &Cx<'_>, glyph: MaterialIcon, [heading, about, name]: [&str; 3]) -> bool {
    let frame =
        Frame::new().fill(cx.theme.side).corner_radius(ROUNDING).inner_margin(Margin::symmetric(12, 10));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            icon::icon_ui(ui, glyph, cx.theme.weak);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let export = ui.add_enabled(!cx.model.lanes().is_choosing_file(), export_button(cx));
                let export = export.accessible_name(cx.texts.t(name));
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    ui.label(RichText::new(cx.texts.t(heading)).font(strong_font(font_size::BODY)));
                    ui.add(Label::new(RichText::new(cx.texts.t(about)).color(cx.theme.weak)).wrap());
                });
                export.clicked()
            })
            .inner
        })
        .inner
    });
    ui.add_space(space::M);
    shown.inner
}

fn export_button(cx: &Cx<'_>) -> egui::Button<'static> {
    egui::Button::new(cx.texts.t("export-button"))
}
