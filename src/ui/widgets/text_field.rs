//! What all fields for text share: how they are made, and what becomes of what is pasted into them.

use std::borrow::Cow;
use std::sync::Arc;

use egui::text::{CCursorRange, LayoutJob};
use egui::{Color32, Context, Event, Galley, Id, Key, Modifiers, TextBuffer, TextEdit, TextStyle, Ui};

use crate::crm::{display, unseen, without_unseen};
use crate::model::Cleaned;
use crate::ui::keys;

/// What a field is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Line,
    /// One line; several pasted lines lead to a question.
    LineOrList,
    Lines,
    /// A secret: what is cleaned out of it is not reported.
    Secret,
}

/// Makes a field for one line of text. It shows what can be displayed of the text, which stays as it is.
pub fn line<'t>(ui: &Ui, id: Id, text: &'t mut String) -> TextEdit<'t> {
    single(ui, id, text, Kind::Line)
}

/// Makes a field for one line of text that says nothing of its own about several lines that are pasted.
pub fn line_or_list<'t>(ui: &Ui, id: Id, text: &'t mut String) -> TextEdit<'t> {
    single(ui, id, text, Kind::LineOrList)
}

/// Makes a field for a secret that the user wants to see.
pub fn shown_secret<'t>(ui: &Ui, id: Id, text: &'t mut String) -> TextEdit<'t> {
    single(ui, id, text, Kind::Secret)
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes fields of one line")]
fn single<'t>(ui: &Ui, id: Id, text: &'t mut String, kind: Kind) -> TextEdit<'t> {
    clean(ui, id, kind);
    // A box of a function allocates nothing.
    TextEdit::singleline(text).id(id).layouter(Box::leak(Box::new(lay_out_line)))
}

/// Makes a field for lines of text. It shows what can be displayed of the text, which stays as it is.
#[expect(clippy::disallowed_methods, reason = "the one place that makes fields of several lines")]
pub fn lines<'t>(ui: &Ui, id: Id, text: &'t mut String) -> TextEdit<'t> {
    clean(ui, id, Kind::Lines);
    TextEdit::multiline(text).id(id).layouter(Box::leak(Box::new(lay_out_lines)))
}

/// Makes a field for a secret, which shows dots.
#[expect(clippy::disallowed_methods, reason = "dots can be displayed whatever they stand for")]
pub fn secret<'t>(ui: &Ui, id: Id, text: &'t mut String) -> TextEdit<'t> {
    clean(ui, id, Kind::Secret);
    TextEdit::singleline(text).id(id).password(true)
}

fn lay_out_line(ui: &Ui, text: &dyn TextBuffer, _width: f32) -> Arc<Galley> {
    lay_out(ui, display::line(text.as_str()), |text, ui| {
        LayoutJob::simple_singleline(text, TextStyle::Body.resolve(ui.style()), Color32::PLACEHOLDER)
    })
}

fn lay_out_lines(ui: &Ui, text: &dyn TextBuffer, width: f32) -> Arc<Galley> {
    lay_out(ui, display::lines(text.as_str()), |text, ui| {
        LayoutJob::simple(text, TextStyle::Body.resolve(ui.style()), Color32::PLACEHOLDER, width)
    })
}

/// Lays a text out as egui does in its fields; the field replaces the colour.
fn lay_out(ui: &Ui, text: Cow<'_, str>, job: impl FnOnce(String, &Ui) -> LayoutJob) -> Arc<Galley> {
    let mut job = job(text.into_owned(), ui);
    // A blank that was just typed is seen by the cursor behind it.
    job.keep_trailing_whitespace = true;
    let font = TextStyle::Body.resolve(ui.style());
    ui.fonts_mut(|fonts| {
        let height = fonts.row_height(&font) + ui.spacing().extra_text_line_spacing;
        job.sections.iter_mut().for_each(|section| section.format.line_height = Some(height));
        fonts.layout_job(job)
    })
}

/// Gives the focus to a field, with its text selected: the first letter replaces it.
pub fn focus_selected(ctx: &Context, field: Id, text: &str) {
    let mut state = TextEdit::load_state(ctx, field).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::select_all_str(text)));
    TextEdit::store_state(ctx, field, state);
    ctx.memory_mut(|memory| memory.request_focus(field));
}

/// Returns what was cleaned out of what has just been pasted, once.
pub fn take_cleaned(ctx: &Context) -> Option<Cleaned> {
    ctx.data_mut(|data| data.remove_temp(cleaned_id()))
}

/// Cleans what is being pasted into this field, and keeps keys from it that would end the typing unasked.
fn clean(ui: &Ui, id: Id, kind: Kind) {
    if !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    let mut cleaned = Cleaned::default();
    ui.input_mut(|input| {
        input.events.retain_mut(|event| match event {
            Event::Paste(text) => {
                let (clean, done) = cleaned_paste(text, kind == Kind::Lines);
                *text = clean;
                cleaned.unseen += done.unseen;
                cleaned.breaks += done.breaks;
                !text.is_empty()
            }
            Event::Key { key: Key::Enter, pressed: true, modifiers, .. } => {
                kind == Kind::Lines || keys::is_exactly(*modifiers, Modifiers::NONE)
            }
            _ => true,
        });
    });
    if kind == Kind::LineOrList {
        cleaned.breaks = 0;
    }
    if kind != Kind::Secret && cleaned != Cleaned::default() {
        ui.data_mut(|data| data.insert_temp(cleaned_id(), cleaned));
    }
}

/// Returns what is pasted without what nobody sees and, where there is one line only, with blanks in the
/// place of tabs and line breaks; those at the ends are dropped, which come along with the cells of a table.
fn cleaned_paste(text: &str, has_lines: bool) -> (String, Cleaned) {
    let seen = without_unseen(text);
    let unseen = unseen(text).len();
    if has_lines {
        return (seen.into_owned(), Cleaned { unseen, breaks: 0 });
    }
    let is_break = |c: char| c.is_whitespace() && c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let (count, mut pieces) = (seen.matches(is_break).count(), Vec::new());
    for (at, piece) in seen.split(is_break).enumerate() {
        // What was typed as blanks at the very ends is wanted.
        let piece = if at == 0 { piece } else { piece.trim_start() };
        let piece = if at == count { piece } else { piece.trim_end() };
        pieces.extend(Some(piece).filter(|piece| !piece.is_empty()));
    }
    let breaks = pieces.len().saturating_sub(1);
    (pieces.join(" "), Cleaned { unseen, breaks })
}

fn cleaned_id() -> Id {
    Id::unique("cleaned-paste")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_cleaned() {
        for (text, line, lines) in [
            ("VIP", ("VIP", 0, 0), ("VIP", 0)),
            (" VIP ", (" VIP ", 0, 0), (" VIP ", 0)),
            ("\u{feff}VI\u{ad}P\u{200b}", ("VIP", 3, 0), ("VIP", 3)),
            ("VIP\n", ("VIP", 0, 0), ("VIP\n", 0)),
            ("\t VIP \t\tGold\r\n", ("VIP Gold", 0, 1), ("\t VIP \t\tGold\r\n", 0)),
            ("a\u{2028}b\u{b}c", ("a b c", 0, 2), ("a\u{2028}b\u{b}c", 0)),
            (
                "می\u{200c}خواهم 👩\u{200d}⚕\u{fe0f}",
                ("می\u{200c}خواهم 👩\u{200d}⚕\u{fe0f}", 0, 0),
                ("می\u{200c}خواهم 👩\u{200d}⚕\u{fe0f}", 0),
            ),
            ("\u{200b}\n", ("", 1, 0), ("\n", 1)),
        ] {
            let (clean, unseen, breaks) = line;
            let expected = (clean.to_owned(), Cleaned { unseen, breaks });
            assert_eq!(cleaned_paste(text, false), expected, "{text:?}");
            let (clean, unseen) = lines;
            assert_eq!(
                cleaned_paste(text, true),
                (clean.to_owned(), Cleaned { unseen, breaks: 0 }),
                "{text:?}"
            );
        }
    }
}
