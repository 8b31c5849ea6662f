//! The accounts that the user works with: the list of the start screen, and the menu of the open one.

use egui::{
    Align, AtomExt as _, Atoms, Button, Frame, Layout, Margin, Response, RichText, Role, ScrollArea, Sense,
    Stroke, Ui, Vec2, WidgetInfo, vec2,
};
use egui_material_icons::{MaterialIcon, icons};

use crate::crm::display;
use crate::model::{Access, Command, Connection, DemoAccount, KnownAccount, Label, Session};
use crate::text::shortened;

use super::Cx;
use super::theme::{ACCOUNT_LIST_HEIGHT, RING, font_size, label_dot, space, width};
use super::widgets::{icon, menu};

/// Longer addresses would leave no room for the name; the name is what people know.
const LONGEST_HOST: usize = 21;

/// Draws all accounts, each with a menu of its own.
pub fn list_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ScrollArea::vertical().max_height(ACCOUNT_LIST_HEIGHT).show(ui, |ui| {
        menu::menu_style(ui.style_mut());
        for known in cx.model.accounts().known() {
            ui.push_id(&known.host, |ui| {
                let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
                ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                    options_ui(ui, cx, known, commands);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        entry_ui(ui, cx, known, commands);
                    });
                });
            });
        }
    });
}

/// Draws the button behind an account, and its menu while it is open.
fn options_ui(ui: &mut Ui, cx: &Cx<'_>, known: &KnownAccount, commands: &mut Vec<Command>) {
    let name = cx.texts.t_with("account-options", &[("account", name_of(known).into())]);
    let dots = icon::text(icons::ICON_MORE_HORIZ).color(cx.theme.weak);
    let button = menu::menu_ui(ui, dots, &name, |ui| {
        ui.set_width(width::ACCOUNT_MENU);
        known_ui(ui, cx, known, commands);
    });
    button.on_hover_text(name);
}

/// Draws what the menu of the open account offers.
pub fn menu_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    ui.set_width(width::ACCOUNT_MENU);
    about_ui(ui, cx, session);
    ui.separator();
    ui.add_enabled_ui(!cx.model.job().is_saving(), |ui| {
        if let Some(known) = cx.model.accounts().open_entry() {
            known_ui(ui, cx, known, commands);
            ui.separator();
        }
        others_ui(ui, cx, session, commands);
        if entry_button(ui, icons::ICON_ADD, &cx.texts.t("account-add")) {
            commands.push(Command::AddAccount);
        }
        if entry_button(ui, icons::ICON_LOGOUT, &cx.texts.t("header-sign-out")) {
            commands.push(Command::SignOut);
        }
    });
}

/// Says where one is, and as whom.
fn about_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session) {
    let address = match session.connection() {
        Connection::Demo(_) => cx.texts.t("header-demo-about"),
        Connection::Live { host, .. } => host.to_string(),
    };
    let user = Some(session.user_name()).filter(|user| !user.is_empty());
    let user = user.map(|user| cx.texts.t_with("account-user", &[("user", user.into())]));
    let kept = session.is_for_this_run_only().then(|| cx.texts.t("account-this-run"));
    Frame::new().inner_margin(Margin::symmetric(10, 6)).show(ui, |ui| {
        // A menu justifies, which tears words apart.
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            for text in [Some(address), user, kept].into_iter().flatten() {
                ui.label(RichText::new(text).color(cx.theme.weak).size(font_size::NOTE));
            }
        });
    });
}

/// Draws the accounts that are not open, to go there.
fn others_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    let is_other = |known: &&KnownAccount| Some(&known.host) != session.connection().host();
    ScrollArea::vertical().max_height(ACCOUNT_LIST_HEIGHT).show(ui, |ui| {
        for known in cx.model.accounts().known().iter().filter(is_other) {
            ui.horizontal(|ui| {
                // Below the icons of the other entries.
                ui.add_space(space::XS);
                entry_ui(ui, cx, known, commands);
            });
        }
    });
    if let Connection::Demo(open) = session.connection() {
        let (glyph, text) = match open.other() {
            DemoAccount::Statuses => (icons::ICON_VIEW_LIST, "header-demo-statuses"),
            DemoAccount::Segments => (icons::ICON_GROUPS, "header-demo-segments"),
        };
        if entry_button(ui, glyph, &cx.texts.t(text)) {
            commands.push(Command::OpenDemo(open.other()));
        }
    }
}

/// Draws what can be done with an account of the list.
fn known_ui(ui: &mut Ui, cx: &Cx<'_>, known: &KnownAccount, commands: &mut Vec<Command>) {
    labels_ui(ui, cx, known, commands);
    let is_locked = known.access == Access::LookOnly;
    if menu::switch_ui(ui, cx.theme, icons::ICON_LOCK, &cx.texts.t("account-look-only"), is_locked) {
        let access = if is_locked { Access::Full } else { Access::LookOnly };
        commands.push(Command::SetAccess(known.host.clone(), access));
    }
    if entry_button(ui, icons::ICON_DELETE, &cx.texts.t("account-forget")) {
        commands.push(Command::AskForget(known.host.clone()));
    }
}

/// Draws the colours by which accounts are told apart, and "none".
fn labels_ui(ui: &mut Ui, cx: &Cx<'_>, known: &KnownAccount, commands: &mut Vec<Command>) {
    Frame::new().inner_margin(Margin::symmetric(10, 4)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(cx.texts.t("account-label")).color(cx.theme.weak).size(font_size::NOTE));
            ui.spacing_mut().item_spacing.x = space::XS;
            for label in std::iter::once(None).chain(Label::ALL.map(Some)) {
                if label_ui(ui, cx, label, known.label == label).clicked() {
                    commands.push(Command::SetLabel(known.host.clone(), label));
                }
            }
        });
    });
}

fn label_ui(ui: &mut Ui, cx: &Cx<'_>, label: Option<Label>, chosen: bool) -> Response {
    let name = cx.texts.label(label);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(label_dot::ROOM), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, &name));
    let painter = ui.painter();
    if chosen || response.hovered() {
        let color = if chosen { cx.theme.accent } else { cx.theme.outline };
        painter.circle_stroke(rect.center(), label_dot::RING, Stroke::new(RING, color));
    }
    match label {
        Some(label) => painter.circle_filled(rect.center(), label_dot::FILLED, cx.theme.label(label)),
        None => painter.circle_stroke(rect.center(), label_dot::EMPTY, Stroke::new(RING, cx.theme.outline)),
    };
    response.on_hover_text(name)
}

/// Draws one account over the rest of the line; it opens with a click.
fn entry_ui(ui: &mut Ui, cx: &Cx<'_>, known: &KnownAccount, commands: &mut Vec<Command>) {
    dot_ui(ui, cx, known.label);
    let (name, host) = (name_of(known), known.host.to_string());
    let mut spoken = vec![name.clone(), host.clone()];
    let mut atoms = Atoms::new(RichText::new(&name).color(cx.theme.text).atom_shrink(true));
    if known.access == Access::LookOnly {
        atoms.push_right(icon::text(icons::ICON_LOCK).color(cx.theme.weak));
        spoken.push(cx.texts.t("account-look-only"));
    }
    let host = if name == host { String::new() } else { shortened(&host, LONGEST_HOST) };
    let host = RichText::new(host).color(cx.theme.weak).size(font_size::SMALL);
    let width = ui.available_width();
    let button = Button::new(atoms).right_text(host).min_size(vec2(width, 0.0)).truncate();
    if ui.add(button.frame_when_inactive(false)).accessible_name(spoken.join(", ")).clicked() {
        commands.push(Command::OpenAccount(known.host.clone()));
    }
}

/// Draws the colour of an account; without one, the place stays empty.
pub fn dot_ui(ui: &mut Ui, cx: &Cx<'_>, label: Option<Label>) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(2.0 * label_dot::SMALL), Sense::hover());
    if let Some(label) = label {
        ui.painter().circle_filled(rect.center(), label_dot::SMALL, cx.theme.label(label));
    }
}

/// Draws one entry of a menu; tells whether it was clicked.
fn entry_button(ui: &mut Ui, glyph: MaterialIcon, text: &str) -> bool {
    let button =
        Button::new((icon::text(glyph), text)).right_text("").min_size(vec2(width::ACCOUNT_MENU, 0.0));
    ui.add(button).accessible_name(text).clicked()
}

/// Returns the name of an account as it is displayed, or its address where it has none.
fn name_of(known: &KnownAccount) -> String {
    let name = known.name.trim();
    if name.is_empty() { known.host.to_string() } else { display::line(name).into_owned() }
}
