//! Filters the accessibility tree once more: a single NUL would make it unreadable.
//!
//! Views show texts as [`display`] has them. This mends what a view forgets, and what egui reads by itself
//! from the text fields, which hold what is stored.

use std::borrow::Cow;

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
    if let Some(label) = node.label().and_then(|text| replaced(display::node(text))) {
        node.set_label(label);
    }
    if let Some(description) = node.description().and_then(|text| replaced(display::node(text))) {
        node.set_description(description);
    }
    if let Some(placeholder) = node.placeholder().and_then(|text| replaced(display::node(text))) {
        node.set_placeholder(placeholder);
    }
    // As the fields themselves show it.
    let display: fn(&str) -> Cow<'_, str> = match node.role() {
        Role::TextInput | Role::PasswordInput => display::line,
        Role::MultilineTextInput => display::lines,
        _ => display::node,
    };
    if let Some(value) = node.value().and_then(|text| replaced(display(text))) {
        if node.role() == Role::TextRun {
            // The ends of characters are given in bytes.
            let lengths: Vec<u8> = value.chars().map(|c| u8::try_from(c.len_utf8()).unwrap_or(1)).collect();
            node.set_character_lengths(lengths);
        }
        node.set_value(value);
    }
}

/// Returns a text of which something was replaced; whatever was not is borrowed still.
fn replaced(text: Cow<'_, str>) -> Option<String> {
    match text {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}
