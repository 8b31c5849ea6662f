//! The field for the name of the selected item, and what is wrong with the name.

use egui::{Context, Event, Id, Ui};

use crate::crm::{Account, Edit, Item, List, MAX_SEGMENTS, MAX_STATUSES, Problem, without_unseen};
use crate::model::{Command, Session};

use super::Cx;
use super::theme::{FIELD_PADDING, ROOM_BELOW_NAME, space};
use super::widgets::announcement::announce;
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{next_frame, reorder, text_field};

/// Gives the focus to the name that is shown once the model has done what was asked, its text selected.
pub fn focus_next(ctx: &Context) {
    next_frame::ask(ctx, wish());
    reorder::reveal_selected(ctx);
}

/// Draws the field for the name of an item below its label.
pub fn name_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    session: &Session,
    item: Item,
    label: Id,
    commands: &mut Vec<Command>,
) {
    let Some(before) = session.draft().edited().name_of(item) else { return };
    let id = name_id(item);
    let is_asked = next_frame::is_asked(ui.ctx(), wish());
    if is_asked {
        text_field::focus_selected(ui.ctx(), id, before);
    }
    let takes_list = item.is_new() && ui.memory(|memory| memory.has_focus(id));
    let pasted = if takes_list { pasted_lines(ui) } else { None };
    let mut name = before.to_owned();
    let make = if pasted.is_some() { text_field::line_or_list } else { text_field::line };
    let field = make(ui, id, &mut name).margin(FIELD_PADDING);
    let response = ui.add(field.desired_width(f32::INFINITY)).labelled_by(label);
    if is_asked {
        // The page may have been scrolled to its end, where the button is that was pressed.
        ui.scroll_to_rect(response.rect.expand(ROOM_BELOW_NAME), None);
    }
    if response.changed() {
        if let Some(lines) = pasted {
            announce(ui.ctx(), question(cx, item, &lines));
            ui.data_mut(|data| data.insert_temp(offer_id(), Offer { item, lines, name: name.clone() }));
        }
        commands.push(Command::Edit(Edit::Rename(item, name)));
    }
    if response.lost_focus() {
        commands.push(Command::Typed);
    }
    offer_ui(ui, cx, session.draft().edited(), item, commands);
    let is_about_item = |problem: &Problem| problem.item() == item && problem.field().is_none();
    for problem in session.problems().into_iter().filter(is_about_item) {
        problem_ui(ui, cx, problem);
    }
}

fn problem_ui(ui: &mut Ui, cx: &Cx<'_>, problem: Problem) {
    let tone = if problem.blocks() { Tone::Danger } else { Tone::Warning };
    callout_ui(ui, cx.theme, tone, |ui| {
        ui.set_width(ui.available_width());
        ui.label(cx.texts.problem(problem));
    });
}

/// Several lines that were pasted into the name of a new status.
#[derive(Clone)]
struct Offer {
    item: Item,
    lines: Vec<String>,
    /// The name that they made; typing further answers the question with no.
    name: String,
}

/// Asks whether each pasted line becomes an item of its own.
fn offer_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, item: Item, commands: &mut Vec<Command>) {
    let Some(offer) = ui.data(|data| data.get_temp::<Offer>(offer_id())) else { return };
    if offer.item != item || account.name_of(item) != Some(&offer.name) {
        return;
    }
    let (room, max, [too_many, make]) = match item {
        Item::Status(_) => (account.room(List::Statuses), MAX_STATUSES, ["paste-left-out", "paste-make"]),
        Item::Segment(_) => {
            (account.room(List::Segments), MAX_SEGMENTS, ["paste-left-out-segments", "paste-make-segments"])
        }
    };
    let fits = offer.lines.len().min(room + 1);
    let left_out = offer.lines.len() - fits;
    callout_ui(ui, cx.theme, Tone::Calm, |ui| {
        ui.set_width(ui.available_width());
        ui.label(question(cx, item, &offer.lines));
        if left_out > 0 {
            let values = [("left", left_out.into()), ("max", max.to_string().into())];
            ui.label(cx.texts.t_with(too_many, &values));
        }
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            let make = ui.button(cx.texts.t_with(make, &[("n", fits.into())])).clicked();
            let keep = ui.button(cx.texts.t("paste-keep")).clicked();
            if make || keep {
                ui.data_mut(|data| data.remove::<Offer>(offer_id()));
                ui.memory_mut(|memory| memory.request_focus(name_id(item)));
            }
            if make {
                commands.push(Command::Edit(Edit::Split(item, offer.lines)));
            }
        });
    });
}

fn question(cx: &Cx<'_>, item: Item, lines: &[String]) -> String {
    let id = match item {
        Item::Status(_) => "paste-question",
        Item::Segment(_) => "paste-question-segments",
    };
    cx.texts.t_with(id, &[("n", lines.len().into())])
}

/// Returns what is being pasted if it is more than one line: trimmed, without empty ones and what nobody
/// sees.
fn pasted_lines(ui: &Ui) -> Option<Vec<String>> {
    let pasted = |event: &Event| match event {
        Event::Paste(text) => Some(lines_of(text)),
        _ => None,
    };
    ui.input(|input| input.events.iter().find_map(pasted)).filter(|lines| lines.len() > 1)
}

fn lines_of(text: &str) -> Vec<String> {
    let seen = without_unseen(text);
    seen.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The id belongs to the item, so that undoing in the field never brings back another item's name.
fn name_id(item: Item) -> Id {
    Id::unique(("editor-name", item))
}

fn wish() -> Id {
    Id::unique("focus-name")
}

fn offer_id() -> Id {
    Id::unique("pasted-lines")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_empty_ones_dropped() {
        assert_eq!(lines_of(" VIP \r\n\r\n\tLost\nVIP\n"), ["VIP", "Lost", "VIP"]);
        assert_eq!(
            lines_of("\u{feff}VIP\n\u{200b}\nLo\u{ad}st"),
            ["VIP", "Lost"],
            "what nobody sees is no line"
        );
    }
}
