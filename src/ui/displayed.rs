//! Looks once more at what a screen reader is told: a single NUL would take the whole tree away from it.
//!
//! Views show texts as [`display`] has them. This mends what a view forgets, and what egui reads by itself from the
//! text fields, which hold what is stored.

use egui::accesskit::{Node, Role};
use egui::{Context, FullOutput, Plugin};

use crate::crm::display;

/// Lets the tree pass by here in every frame.
pub fn install(ctx: &Context) {
    ctx.add_plugin(Displayed);
}

struct Displayed;

impl Plugin for Displayed {
    fn debug_name(&self) -> &'static str {
        "what is displayed"
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut FullOutput) {
        if let Some(update) = &mut output.platform_output.accesskit_update {
            update.nodes.iter_mut().for_each(|(_, node)| display_node(node));
        }
    }
}

/// Replaces what cannot be displayed in every text of a node that egui or this program sets.
fn display_node(node: &mut Node) {
    let replaced = |text: Option<&str>| {
        let text = text?;
        Some(display::node(text)).filter(|shown| *shown != text).map(std::borrow::Cow::into_owned)
    };
    if let Some(label) = replaced(node.label()) {
        node.set_label(label);
    }
    if let Some(description) = replaced(node.description()) {
        node.set_description(description);
    }
    if let Some(placeholder) = replaced(node.placeholder()) {
        node.set_placeholder(placeholder);
    }
    let is_one_line = matches!(node.role(), Role::TextInput | Role::PasswordInput);
    let value = match node.value() {
        Some(text) if is_one_line => Some(display::line(text).into_owned()).filter(|shown| shown != text),
        text => replaced(text),
    };
    if let Some(value) = value {
        if node.role() == Role::TextRun {
            // Where each character ends is told in bytes.
            let lengths: Vec<u8> = value.chars().map(|c| u8::try_from(c.len_utf8()).unwrap_or(1)).collect();
            node.set_character_lengths(lengths);
        }
        node.set_value(value);
    }
}
