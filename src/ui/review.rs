//! The review: every change as a sentence, and during a save how far each has come.

use egui::{
    Align, Color32, Frame, Label, Layout, Margin, ProgressBar, Rect, RichText, Role, Sense, Ui, Vec2,
    WidgetInfo,
};
use egui_material_icons::{MaterialIcon, icons};

use crate::crm::{Change, ChangeKind, Color, Draft, Edit, Problem};
use crate::model::{Command, Line, LineState, Session};

use super::theme::{ICON_SIZE, ROUNDING, SMALL_ICON_SIZE, font_size, space, strong_font, width};
use super::widgets::callout::{Tone, callout_ui};
use super::widgets::{button, icon, swatch};
use super::{Cx, bottom_bar, conflicts, import, page};

/// Draws the review.
pub fn review_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    ui.set_max_width(width::PAGE.min(ui.available_width()));
    heading_ui(ui, cx, commands);
    if let Some(draft) = cx.model.draft() {
        conflicts::conflicts_ui(ui, cx, draft, commands);
    }
    if let Some(session) = cx.model.session().filter(|_| !cx.model.job().is_saving()) {
        others_ui(ui, cx, session);
        let losses = session.losses();
        import::losses_ui(ui, cx, "review-losses", &losses, &[]);
    }
    let lines = cx.model.lines();
    if lines.is_empty() && cx.model.draft().is_none_or(|draft| draft.unsaved() == 0) {
        ui.add_space(space::L);
        ui.label(RichText::new(cx.texts.t("review-empty")).font(strong_font(font_size::SECTION)));
        ui.label(RichText::new(cx.texts.t("review-empty-about")).color(cx.theme.weak));
    }
    ui.add_space(space::M);
    ui.spacing_mut().item_spacing.y = space::S;
    let problems = cx.model.session().map(Session::problems).unwrap_or_default();
    for (index, line) in lines.iter().enumerate() {
        ui.push_id((line.change.item, index), |ui| line_ui(ui, cx, line, &problems, commands));
    }
}

fn heading_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &mut Vec<Command>) {
    let saving = cx.model.job().is_saving();
    page::heading_ui(ui, cx, if saving { "review-saving" } else { "review-heading" }, commands);
    if saving {
        progress_ui(ui, cx);
    } else {
        ui.label(RichText::new(cx.texts.t("review-about")).color(cx.theme.weak));
    }
}

fn progress_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let (done, count) = bottom_bar::progress(cx);
    let values = [("done", done.to_string().into()), ("count", count.to_string().into())];
    let told = cx.texts.t_with("review-progress", &values);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(told.as_str()).color(cx.theme.weak));
            ui.add_space(space::M);
            let bar = ProgressBar::new(share(done, count))
                .desired_width(ui.available_width())
                .desired_height(space::M);
            ui.add(bar.corner_radius(4).fill(cx.theme.accent_fill)).accessible_name(told);
        });
    });
    if cx.model.lanes().is_waiting() {
        callout_ui(ui, cx.theme, Tone::Warning, |ui| ui.label(cx.texts.t("review-waiting")));
    }
}

#[expect(clippy::cast_precision_loss, reason = "an account has a handful of changes")]
fn share(done: usize, count: usize) -> f32 {
    if count == 0 { 0.0 } else { done as f32 / count as f32 }
}

fn others_ui(ui: &mut Ui, cx: &Cx<'_>, session: &Session) {
    if session.others().is_empty() {
        return;
    }
    ui.add_space(space::S);
    callout_ui(ui, cx.theme, Tone::Warning, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(cx.texts.t("review-others")).font(strong_font(font_size::BODY)));
        for change in session.others() {
            ui.label(cx.texts.change(change, session.draft().base()));
        }
    });
}

fn line_ui(ui: &mut Ui, cx: &Cx<'_>, line: &Line, problems: &[Problem], commands: &mut Vec<Command>) {
    let removes = line.change.kind == ChangeKind::Removed;
    let (ground, color) =
        if removes { (cx.theme.danger_ground, cx.theme.danger) } else { (cx.theme.side, cx.theme.weak) };
    let Some(account) = cx.model.draft().map(Draft::edited) else { return };
    let sentence = cx.texts.change(&line.change, account);
    let frame = Frame::new().fill(ground).corner_radius(ROUNDING).inner_margin(Margin::symmetric(12, 8));
    let id = ui.scope_id().with("line");
    // The ground is put below what stands on it, and its size is known only from the frame before.
    let before = ui.data(|data| data.get_temp::<Rect>(id));
    let open = before.map(|rect| ui.interact(rect, id, Sense::click()));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            icon::icon_ui(ui, kind_icon(&line.change.kind), color);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                take_back_ui(ui, cx, &line.change, &sentence, commands);
                state_ui(ui, cx, &line.state);
                colors_ui(ui, cx, &line.change.kind);
                ui.with_layout(Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| {
                    let color = if removes { cx.theme.danger } else { cx.theme.text };
                    sentence_ui(ui, &sentence, color);
                });
            });
        });
        if let LineState::Refused(fault) = &line.state {
            remark_ui(ui, cx.texts.refusal(fault, account), cx.theme.danger);
        }
        for problem in problems.iter().filter(|problem| concerns(**problem, &line.change)) {
            let color = if problem.blocks() { cx.theme.danger } else { cx.theme.warning };
            remark_ui(ui, cx.texts.problem(*problem), color);
        }
        for remark in cx.texts.unseen(&line.change, account) {
            remark_ui(ui, remark, cx.theme.weak);
        }
    });
    ui.data_mut(|data| data.insert_temp(id, shown.response.rect));
    let Some(open) = open else { return };
    open.widget_info(|| WidgetInfo::labeled(Role::Button, true, &sentence));
    if open.gained_focus() {
        open.scroll_to_me(None);
    }
    if open.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        commands.push(Command::Select(Some(line.change.item)));
    }
}

/// Draws a sentence below the one of the change.
fn remark_ui(ui: &mut Ui, text: String, color: Color32) {
    ui.horizontal_top(|ui| {
        ui.add_space(ICON_SIZE + ui.spacing().item_spacing.x);
        ui.add(Label::new(RichText::new(text).color(color).size(font_size::NOTE)).wrap());
    });
}

/// Tells whether a problem lies in what a change gives: a name, a place, or the value of a field.
fn concerns(problem: Problem, change: &Change) -> bool {
    let is_order = matches!(problem, Problem::Order { .. });
    let is_meant = match change.kind {
        ChangeKind::Added { .. } => true,
        ChangeKind::Moved { .. } => is_order,
        _ if is_order => false,
        ChangeKind::Renamed { .. } => problem.field().is_none(),
        ChangeKind::Filled { field, .. } => problem.field() == Some(field),
        _ => false,
    };
    problem.item() == change.item && is_meant
}

/// Paints the sentence; it is the name of the line, which a screen reader says already.
fn sentence_ui(ui: &mut Ui, sentence: &str, color: Color32) {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let galley = ui.painter().layout(sentence.to_owned(), font, color, ui.available_width());
    let (rect, _) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, color);
}

fn kind_icon(kind: &ChangeKind) -> MaterialIcon {
    match kind {
        ChangeKind::Removed => icons::ICON_DELETE,
        ChangeKind::Added { .. } => icons::ICON_ADD,
        ChangeKind::Renamed { .. } => icons::ICON_EDIT,
        ChangeKind::Recolored { .. } => icons::ICON_PALETTE,
        ChangeKind::Moved { .. } => icons::ICON_SWAP_VERT,
        ChangeKind::Filled { .. } => icons::ICON_EDIT_NOTE,
        ChangeKind::Priced { .. } => icons::ICON_SELL,
    }
}

fn colors_ui(ui: &mut Ui, cx: &Cx<'_>, kind: &ChangeKind) {
    let ChangeKind::Recolored { from, to } = kind else { return };
    let square = |ui: &mut Ui, color: Option<Color>| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(ICON_SIZE), Sense::hover());
        swatch::paint(ui.painter(), rect, color, cx.theme);
    };
    // From right to left.
    square(ui, *to);
    icon::icon_ui(ui, icons::ICON_ARROW_FORWARD, cx.theme.weak);
    square(ui, *from);
}

fn state_ui(ui: &mut Ui, cx: &Cx<'_>, state: &LineState) {
    let Some(told) = cx.texts.line_state(state) else { return };
    let response = match state {
        LineState::Sending => ui.add(egui::Spinner::new().size(SMALL_ICON_SIZE).color(cx.theme.accent)),
        LineState::Done => icon::icon_ui(ui, icons::ICON_CHECK_CIRCLE, cx.theme.good),
        LineState::Refused(_) => icon::icon_ui(ui, icons::ICON_ERROR, cx.theme.danger),
        LineState::Planned | LineState::Waiting => icon::icon_ui(ui, icons::ICON_SCHEDULE, cx.theme.weak),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &told));
    response.on_hover_text(told);
}

fn take_back_ui(ui: &mut Ui, cx: &Cx<'_>, change: &Change, sentence: &str, commands: &mut Vec<Command>) {
    if !cx.model.can_take_back() {
        return;
    }
    let name = cx.texts.t_with("review-take-back", &[("change", sentence.into())]);
    if button::small_icon(ui, icons::ICON_UNDO, &name).on_hover_text(name).clicked() {
        commands.push(Command::Edit(Edit::TakeBack(change.clone())));
    }
}
