//! What the user is asked, in front of everything else.

use egui::{Id, Key, RichText, Ui};

use crate::crm::{Account, Draft, Edit, Item};
use crate::model::{Command, Host, Leave, Question};

use super::new_token::{self, new_token_ui};
use super::theme::{FIELD_PADDING, space};
use super::widgets::{button, dialog, reorder, text_field};
use super::{Cx, about, keys};

/// Draws the question, if there is one.
pub fn questions_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    match cx.model.screen().question() {
        None => {
            dialog::return_focus(ui.ctx());
            ui.data_mut(|data| data.remove_temp::<String>(typed_id()));
            if !cx.model.job().is_loading() && cx.model.job().sign_in().is_none() {
                new_token::forget_typed(ui.ctx());
            }
        }
        Some(Question::Place(item)) => place_ui(ui, cx, item, commands),
        Some(Question::Delete(item)) => delete_ui(ui, cx, item, commands),
        Some(Question::DeleteSelected) => delete_selected_ui(ui, cx, commands),
        Some(Question::Leave(_)) => leave_ui(ui, cx, commands),
        Some(Question::Token | Question::Code) => new_token_ui(ui, cx, commands),
        Some(Question::About) => about::about_ui(ui, cx, commands),
        Some(Question::Forget(host)) => forget_ui(ui, cx, &host, commands),
    }
}

fn leave_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let count = if cx.model.screen().question() == Some(Question::Leave(Leave::Close)) {
        cx.model.accounts().unsaved()
    } else {
        cx.model.lines().len()
    };
    let heading = cx.texts.t_with("ask-leave-heading", &[("n", count.into())]);
    let ((), escaped) = dialog::dialog_ui(ui, cx.theme, &heading, |ui| {
        ui.label(RichText::new(cx.texts.t("ask-leave-about")).color(cx.theme.weak));
        dialog::answers_ui(ui, |ui| {
            let stay = button::primary(ui, cx.theme, &cx.texts.t("ask-leave-stay"));
            dialog::focus_first(&stay);
            if stay.clicked() {
                commands.push(Command::Cancel);
            }
            if button::dangerous(ui, cx.theme, &cx.texts.t("ask-leave-anyway")).clicked() {
                commands.push(Command::LeaveAnyway);
            }
        });
    });
    if escaped {
        commands.push(Command::Cancel);
    }
}

/// Asks whether to forget an account: its place in the list, its secrets and its draft.
fn forget_ui(ui: &mut Ui, cx: &Cx<'_>, host: &Host, commands: &mut Vec<Command>) {
    let heading = cx.texts.t_with("ask-forget-heading", &[("host", host.to_string().into())]);
    let unsaved = cx.model.accounts().unsaved_in(host);
    let ((), escaped) = dialog::dialog_ui(ui, cx.theme, &heading, |ui| {
        ui.label(RichText::new(cx.texts.t("ask-forget-about")).color(cx.theme.weak));
        if unsaved > 0 {
            ui.label(cx.texts.t_with("ask-leave-heading", &[("n", unsaved.into())]));
        }
        dialog::answers_ui(ui, |ui| {
            let keep = button::primary(ui, cx.theme, &cx.texts.t("ask-forget-keep"));
            dialog::focus_first(&keep);
            if keep.clicked() {
                commands.push(Command::Cancel);
            }
            if button::dangerous(ui, cx.theme, &cx.texts.t("ask-forget-confirm")).clicked() {
                commands.push(Command::ForgetAccount);
            }
        });
    });
    if escaped {
        commands.push(Command::Cancel);
    }
}

fn delete_ui(ui: &mut Ui, cx: &Cx<'_>, item: Item, commands: &mut Vec<Command>) {
    let Some(account) = cx.model.draft().map(Draft::edited) else { return };
    let Some(name) = account.name_of(item) else { return };
    let heading = cx.texts.t_with("ask-delete-heading", &[("name", name.into())]);
    let about = match item {
        Item::Status(_) => {
            ["ask-delete-customers", "ask-delete-lost", "ask-delete-when"].map(|id| cx.texts.t(id)).to_vec()
        }
        Item::Segment(_) => segments_about(cx, account, &[item]),
    };
    let keep = cx.texts.t("ask-delete-keep");
    deletion_ui(ui, cx, [&heading, &keep], &about, Edit::Remove(item), commands);
}

/// Asks once about all that is selected, and says what of it stays.
fn delete_selected_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let Some(account) = cx.model.draft().map(Draft::edited) else { return };
    let items = cx.model.deletable();
    let Some(first) = items.first() else {
        // A reading that came meanwhile has taken them away.
        return commands.push(Command::Cancel);
    };
    let system = cx.model.selected().len() - items.len();
    let (heading, mut about) = match first {
        Item::Status(_) => {
            let about = ["ask-delete-several-customers", "ask-delete-several-lost", "ask-delete-when"];
            ("ask-delete-several-heading", about.map(|id| cx.texts.t(id)).to_vec())
        }
        Item::Segment(_) => ("ask-delete-segments-heading", segments_about(cx, account, &items)),
    };
    let heading = cx.texts.t_with(heading, &[("n", items.len().into())]);
    if system > 0 {
        about.push(cx.texts.t_with("ask-delete-several-system", &[("n", system.into())]));
    }
    let keep = cx.texts.t("ask-delete-several-keep");
    let edit = Edit::Several(items.into_iter().map(Edit::Remove).collect());
    deletion_ui(ui, cx, [&heading, &keep], &about, edit, commands);
}

/// Tells how many customers are concerned by the deletion of segments, and what cannot come back.
fn segments_about(cx: &Cx<'_>, account: &Account, items: &[Item]) -> Vec<String> {
    let segments = items.iter().filter_map(|item| account.segment(item.key()));
    let customers: u64 = segments.map(|segment| segment.customers).sum();
    let count = [("n", customers.into()), ("count", cx.texts.count(customers).into())];
    let lost = cx.texts.t_with("ask-delete-segments-lost", &[("segments", items.len().into())]);
    let customers = match items {
        [_] => "ask-delete-segments-customers",
        _ => "ask-delete-segments-customers-of-several",
    };
    vec![cx.texts.t_with(customers, &count), lost, cx.texts.t("ask-delete-when")]
}

fn deletion_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    [heading, keep]: [&str; 2],
    about: &[String],
    edit: Edit,
    commands: &mut Vec<Command>,
) {
    let ((), escaped) = dialog::dialog_ui(ui, cx.theme, heading, |ui| {
        for about in about {
            ui.label(RichText::new(about).color(cx.theme.weak));
        }
        dialog::answers_ui(ui, |ui| {
            let keep = button::primary(ui, cx.theme, keep);
            dialog::focus_first(&keep);
            if keep.clicked() {
                commands.push(Command::Cancel);
            }
            if button::dangerous(ui, cx.theme, &cx.texts.t("ask-delete-confirm")).clicked() {
                commands.push(Command::Edit(edit));
                // What had the focus before may be gone; the neighbour takes it.
                dialog::forget_focus(ui.ctx());
                reorder::focus_selected(ui.ctx());
            }
        });
    });
    if escaped {
        commands.push(Command::Cancel);
    }
}

fn place_ui(ui: &mut Ui, cx: &Cx<'_>, item: Item, commands: &mut Vec<Command>) {
    let Some(account) = cx.model.draft().map(Draft::edited) else { return };
    let (Some(name), Some(place)) = (account.name_of(item), account.place(item.key())) else { return };
    let places = account.ordinary_places();
    // People count from 1.
    let (first, last) = (places.start + 1, places.end);
    let heading = cx.texts.t_with("ask-place-heading", &[("name", name.into())]);
    let mut typed = ui.data(|data| data.get_temp(typed_id())).unwrap_or_else(|| (place + 1).to_string());
    let (answer, escaped) = dialog::dialog_ui(ui, cx.theme, &heading, |ui| {
        let entered = number_ui(ui, cx, &mut typed, (first, last));
        let wanted = typed.trim().parse().ok().filter(|number| (first..=last).contains(number));
        dialog::answers_ui(ui, |ui| {
            let text = cx.texts.t("ask-place-move");
            let confirm =
                ui.add_enabled_ui(wanted.is_some(), |ui| button::primary(ui, cx.theme, &text)).inner;
            if ui.button(cx.texts.t("ask-cancel")).clicked() {
                commands.push(Command::Cancel);
            }
            wanted.filter(|_| confirm.clicked() || entered)
        })
    });
    ui.data_mut(|data| data.insert_temp(typed_id(), typed));
    if let Some(number) = answer {
        commands.push(Command::Edit(Edit::Place(item, number - 1)));
        commands.push(Command::Cancel);
    } else if escaped {
        commands.push(Command::Cancel);
    }
}

/// Draws the field for the number; tells whether Enter was pressed in it.
fn number_ui(ui: &mut Ui, cx: &Cx<'_>, typed: &mut String, (first, last): (usize, usize)) -> bool {
    let values = [("first", first.to_string().into()), ("last", last.to_string().into())];
    ui.label(RichText::new(cx.texts.t_with("ask-place-range", &values)).color(cx.theme.weak));
    ui.add_space(space::XS);
    let field = text_field::line(ui, typed_id().with("field"), typed)
        .desired_width(f32::INFINITY)
        .margin(FIELD_PADDING);
    let response = ui.add(field).accessible_name(cx.texts.t("ask-place"));
    dialog::focus_first(&response);
    response.lost_focus() && keys::is_pressed(ui, Key::Enter)
}

fn typed_id() -> Id {
    Id::unique("ask-place-typed")
}
