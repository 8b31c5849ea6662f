//! What the program knows about itself: its version, where its data lies, and the licences of all that is
//! inside.

use std::sync::Arc;

use egui::{CollapsingHeader, Id, Label, RichText, ScrollArea, Ui};

use crate::model::Command;
use crate::text::Licences;

use super::Cx;
use super::theme::{LICENCES_HEIGHT, font_size, space, strong_font};
use super::widgets::copy::copy_ui;
use super::widgets::{button, dialog};

/// Draws all of it in front of everything else.
pub fn about_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let about = cx.model.screen().about();
    let ((), escaped) = dialog::wide_dialog_ui(ui, cx.theme, &cx.texts.t("about-heading"), |ui| {
        let version = [("version", about.version.as_str().into()), ("system", about.system.as_str().into())];
        ui.label(cx.texts.t_with("about-version", &version));
        ui.label(RichText::new(cx.texts.t("about-licence")).color(cx.theme.weak));
        folder_ui(ui, cx, commands);
        ui.add_space(space::M);
        let host = cx.model.accounts().open_entry().map(|account| &account.host);
        copy_ui(ui, cx, &cx.texts.t("crash-copy"), &about.details(host));
        ui.add_space(space::XS);
        licences_ui(ui, cx);
        dialog::answers_ui(ui, |ui| {
            let close = button::primary(ui, cx.theme, &cx.texts.t("about-close"));
            dialog::focus_first(&close);
            if close.clicked() {
                commands.push(Command::Cancel);
            }
        });
    });
    if escaped {
        commands.push(Command::Cancel);
    }
}

/// Draws where everything lies that is written.
fn folder_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(folder) = &cx.model.screen().about().folder else { return };
    ui.add_space(space::M);
    ui.label(
        RichText::new(cx.texts.t("about-folder")).font(strong_font(font_size::NOTE)).color(cx.theme.weak),
    );
    ui.add(Label::new(folder).wrap());
    if ui.button(cx.texts.t("about-folder-open")).clicked() {
        commands.push(Command::ShowFolder);
    }
}

/// Draws the list of what is inside, closed until the user opens it, and each licence likewise.
fn licences_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let small = |text: String| RichText::new(text).font(strong_font(font_size::NOTE)).color(cx.theme.weak);
    let heading = small(cx.texts.t("about-licences"));
    CollapsingHeader::new(heading).id_salt("licences").show_unindented(ui, |ui| {
        let id = Id::unique("about-licences");
        let licences = ui.data_mut(|data| {
            let licences = data.get_temp_mut_or_insert_with(id, || Arc::new(Licences::read()));
            Arc::clone(licences)
        });
        ScrollArea::vertical().max_height(LICENCES_HEIGHT).auto_shrink(false).show(ui, |ui| {
            for part in &licences.parts {
                CollapsingHeader::new(part.to_string()).show_unindented(ui, |ui| {
                    ui.add(Label::new(RichText::new(licences.told(part)).size(font_size::SMALL)).wrap());
                });
            }
        });
    });
}
