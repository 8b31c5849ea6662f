//! What all fields for text share.

use std::borrow::Cow;
use std::sync::Arc;

use egui::text::{CCursorRange, LayoutJob};
use egui::{Color32, Context, Galley, Id, TextBuffer, TextEdit, TextStyle, Ui};

use crate::crm::display;

/// Makes a field of one line. It shows what can be displayed of the text, which stays as it is.
#[expect(clippy::disallowed_methods, reason = "the one place that makes fields of one line")]
pub fn line(text: &mut String) -> TextEdit<'_> {
    // A function has no size: this leaks nothing.
    TextEdit::singleline(text).layouter(Box::leak(Box::new(lay_out_line)))
}

/// Makes a field of several lines. It shows what can be displayed of the text, which stays as it is.
#[expect(clippy::disallowed_methods, reason = "the one place that makes fields of several lines")]
pub fn lines(text: &mut String) -> TextEdit<'_> {
    TextEdit::multiline(text).layouter(Box::leak(Box::new(lay_out_lines)))
}

/// Makes a field of one line that shows dots.
#[expect(clippy::disallowed_methods, reason = "dots can be displayed whatever they stand for")]
pub fn dots(text: &mut String) -> TextEdit<'_> {
    TextEdit::singleline(text).password(true)
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
