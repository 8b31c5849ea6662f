//! The bar at the top: whose account this is, reload, undo, redo, language and theme.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui};
use egui_material_icons::{MaterialIcon, icons};

use crate::crm::display;
use crate::model::{Access, Command, Connection, Language, Session, Theme};
use crate::text::{Texts, shortened};

use super::theme::{ROUNDING, SMALL_ICON_SIZE, font_size, space, strong_font};
use super::widgets::{button, icon, menu};
use super::{Cx, accounts, shortcuts};

/// Longer names would leave no room for the rest of the bar.
const LONGEST_NAME: usize = 28;

/// An entry of a menu: its icon, the id of its text, what it asks for, and whether that leads to a dialog for
/// files.
type Entry = (MaterialIcon, &'static str, fn() -> Command, bool);

/// What is wanted now and then.
const MORE: [Entry; 4] = [
    (icons::ICON_HISTORY, "more-history", || Command::ShowHistory, false),
    (icons::ICON_FILE_DOWNLOAD, "more-export", || Command::ShowExport, true),
    (icons::ICON_FILE_UPLOAD, "more-import", || Command::Import(Texts::all_table_words()), true),
    (icons::ICON_CONTENT_COPY, "more-copy", || Command::ShowCopy, false),
];

/// Draws the bar.
pub fn header_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(session) = cx.model.session() else { return };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        account_ui(ui, cx, session, commands);
        if matches!(session.connection(), Connection::Demo(_)) {
            badge_ui(ui, cx);
        }
        ui.add_space(space::M);
        ui.separator();
        ui.add_space(space::XS);
        edits_ui(ui, cx, session, commands);
        settings_ui(ui, cx, commands);
    });
}

/// Draws the edge in the colour that the user has given the account.
pub fn edge_ui(ui: &mut Ui, cx: &Cx<'_>) {
    if let Some(label) = cx.model.accounts().open_entry().and_then(|account| account.label) {
        let frame = Frame::new().fill(cx.theme.label(label));
        Panel::top("edge").frame(frame).exact_size(space::XS).show_separator_line(false).show(ui, |_| {});
    }
}

fn account_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    let account = session.draft().edited();
    let name = [&account.name, &account.subdomain].into_iter().find(|name| !name.trim().is_empty());
    let name = name.map_or_else(|| cx.texts.t("header-account"), |name| display::line(name).into_owned());
    let shown = RichText::new(shortened(&name, LONGEST_NAME)).font(strong_font(font_size::SECTION));
    let atoms = (shown, icon::text(icons::ICON_EXPAND_MORE).color(cx.theme.weak));
    if let Some(known) = cx.model.accounts().open_entry() {
        if known.label.is_some() {
            accounts::dot_ui(ui, cx, known.label);
        }
        if known.access == Access::LookOnly {
            let lock = icon::icon_ui(ui, icons::ICON_LOCK, cx.theme.weak);
            lock.on_hover_text(cx.texts.t("account-look-only"));
        }
    }
    let response = menu::menu_ui(ui, atoms, &name, |ui| accounts::menu_ui(ui, cx, session, commands));
    response.on_hover_text(format!("{name}\n{}", cx.texts.mode(account.mode)));
}

fn badge_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let frame =
        Frame::new().fill(cx.theme.selected).corner_radius(ROUNDING).inner_margin(Margin::symmetric(8, 3));
    let badge = frame.show(ui, |ui| {
        ui.set_max_height(SMALL_ICON_SIZE);
        ui.label(
            RichText::new(cx.texts.t("header-demo"))
                .color(cx.theme.accent)
                .font(strong_font(font_size::SMALL)),
        );
    });
    badge.response.on_hover_text(cx.texts.t("header-demo-about"));
}

fn edits_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session, commands: &mut Vec<Command>) {
    let (draft, can_take_back) = (session.draft(), cx.model.can_take_back());
    let idle = !cx.model.job().is_loading() && !cx.model.job().is_saving();
    let buttons: [(MaterialIcon, &str, _, bool, Command); 3] = [
        (icons::ICON_UNDO, "header-undo", shortcuts::UNDO, can_take_back && draft.can_undo(), Command::Undo),
        (icons::ICON_REDO, "header-redo", shortcuts::REDO, can_take_back && draft.can_redo(), Command::Redo),
        (icons::ICON_REFRESH, "header-reload", shortcuts::RELOAD, idle, Command::Reload),
    ];
    for (glyph, name, shortcut, enabled, command) in buttons {
        let name = cx.texts.t(name);
        let tip = shortcuts::with_shortcut(ui, &name, shortcut);
        let response = ui.add_enabled_ui(enabled, |ui| button::icon_only(ui, glyph, &name)).inner;
        if response.on_hover_text(&tip).on_disabled_hover_text(tip).clicked() {
            commands.push(command);
        }
    }
}

/// Draws the menu of what is wanted now and then.
fn more_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let name = cx.texts.t("header-more");
    let more = menu::menu_ui(ui, icon::text(icons::ICON_MORE_VERT), &name, |ui| {
        // Without an account there is nothing that the others could be about.
        let of_account = if cx.model.session().is_some() { MORE.as_slice() } else { &[] };
        for (glyph, text, command, is_for_files) in of_account {
            // There is one dialog at a time, and the strip at the bottom says that it is open.
            let is_possible = !(*is_for_files && cx.model.lanes().is_choosing_file());
            let entry = |ui: &mut Ui| menu::entry_ui(ui, *glyph, &cx.texts.t(text));
            if ui.add_enabled_ui(is_possible, entry).inner {
                commands.push(command());
            }
        }
        if menu::entry_ui(ui, icons::ICON_INFO, &cx.texts.t("more-about")) {
            commands.push(Command::ShowAbout);
        }
    });
    more.on_hover_text(name);
}

/// Draws language and theme at the right end.
pub fn settings_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let settings = cx.model.settings();
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        more_ui(ui, cx, commands);
        let glyph = match settings.theme {
            Theme::System => icons::ICON_CONTRAST,
            Theme::Light => icons::ICON_LIGHT_MODE,
            Theme::Dark => icons::ICON_DARK_MODE,
        };
        let name = cx.texts.t("header-theme");
        let themes = menu::menu_ui(ui, icon::text(glyph), &name, |ui| {
            for theme in [Theme::System, Theme::Light, Theme::Dark] {
                if menu::choice_ui(ui, cx.theme, &cx.texts.theme(theme), theme == settings.theme) {
                    commands.push(Command::SetTheme(theme));
                }
            }
        });
        themes.on_hover_text(name);
        let name = cx.texts.t("header-language");
        let shown = (icon::text(icons::ICON_LANGUAGE), cx.texts.language_name(settings.language));
        let languages = menu::menu_ui(ui, shown, &name, |ui| {
            for language in Language::ALL {
                let text = cx.texts.language_name(language);
                if menu::choice_ui(ui, cx.theme, &text, language == settings.language) {
                    commands.push(Command::SetLanguage(language));
                }
            }
        });
        languages.on_hover_text(name);
    });
}
