//! Reads keys: one counts with exactly the modifiers that are named for it, and with no other.
//!
//! egui forgives additional ones, so that Ctrl+Alt+S would save; and on Windows, Ctrl+Alt is how letters such
//! as the Polish ś are typed. This is the only place that asks egui for keys.

use egui::{Context, Event, Id, Key, KeyboardShortcut, Modifiers, Plugin, RawInput};

/// Selects the row that has the focus besides the others, or not any more; taken by the list itself.
pub const TOGGLE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::CTRL, Key::Space);

/// Tells whether these modifiers are pressed and no others.
pub fn is_exactly(pressed: Modifiers, wanted: Modifiers) -> bool {
    // Nothing is named with both Ctrl and Cmd, and egui does not look at the one where the other is wanted.
    pressed.matches_exact(wanted) && !(pressed.mac_cmd && pressed.ctrl)
}

/// Consumes a key; tells how many times it was pressed.
pub fn count(ctx: &Context, modifiers: Modifiers, wanted: Key) -> usize {
    ctx.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !is_press(event, modifiers, wanted));
        before - input.events.len()
    })
}

/// Consumes a key; tells whether it was pressed.
pub fn take(ctx: &Context, modifiers: Modifiers, wanted: Key) -> bool {
    count(ctx, modifiers, wanted) > 0
}

/// Does the same with a shortcut.
pub fn take_shortcut(ctx: &Context, shortcut: KeyboardShortcut) -> bool {
    take(ctx, shortcut.modifiers, shortcut.logical_key)
}

/// Tells whether a key was pressed alone, and leaves it to others as well.
pub fn is_pressed(ctx: &Context, wanted: Key) -> bool {
    ctx.input(|input| input.events.iter().any(|event| is_press(event, Modifiers::NONE, wanted)))
}

/// Tells whether [`TOGGLE`] was pressed, once.
pub fn take_toggle(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<()>(toggle_id())).is_some()
}

fn is_press(event: &Event, wanted_modifiers: Modifiers, wanted: Key) -> bool {
    matches!(event, Event::Key { key, pressed: true, modifiers, .. }
        if *key == wanted && is_exactly(*modifiers, wanted_modifiers))
}

/// Makes egui as strict as this file; called once.
pub fn install(ctx: &Context) {
    ctx.add_plugin(Strictness);
}

/// Takes away, before egui sees them, keys for which egui would do something that nobody named: to press a
/// button by Ctrl+Alt+Enter, to take back what was typed by Ctrl+Alt+Z.
struct Strictness;

impl Plugin for Strictness {
    fn debug_name(&self) -> &'static str {
        "exact keys"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let is_typing = ctx.text_edit_focused();
        // To egui, Space presses a button whatever is held with it; only rows know another meaning.
        let toggles = |event: &Event| is_press(event, TOGGLE.modifiers, TOGGLE.logical_key);
        let is_toggled = !is_typing && input.events.iter().any(toggles);
        input.events.retain(|event| match event {
            Event::Key { key, pressed: true, modifiers, .. } => !is_nobodys(*key, *modifiers, is_typing),
            _ => true,
        });
        ctx.data_mut(|data| {
            data.remove::<()>(toggle_id());
            if is_toggled {
                data.insert_temp(toggle_id(), ());
            }
        });
    }
}

/// Tells whether a key means nothing together with these modifiers, neither here nor to a field for text.
fn is_nobodys(key: Key, pressed: Modifiers, is_typing: bool) -> bool {
    let commands = pressed.ctrl || pressed.command || pressed.mac_cmd;
    if (pressed.alt && commands) || (pressed.mac_cmd && pressed.ctrl) {
        return true;
    }
    match key {
        Key::Escape | Key::Space => pressed.any(),
        // In a field for lines of text, Shift does not matter.
        Key::Enter => commands || pressed.alt || (pressed.shift && !is_typing),
        Key::A | Key::H | Key::K | Key::U | Key::W | Key::Y => commands && pressed.shift,
        _ => false,
    }
}

fn toggle_id() -> Id {
    Id::unique("toggle-row")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each system reports for the keys that are held.
    fn held(is_mac: bool) -> Vec<Modifiers> {
        let all = (0..16).map(|bits| {
            let [alt, shift, ctrl, cmd] = [1, 2, 4, 8].map(|bit| bits & bit != 0);
            let command = if is_mac { cmd } else { ctrl };
            Modifiers { alt, ctrl, shift, mac_cmd: is_mac && cmd, command }
        });
        let mut all: Vec<Modifiers> = all.collect();
        all.dedup();
        all
    }

    #[test]
    fn only_what_is_named_counts() {
        let named = [
            Modifiers::NONE,
            Modifiers::ALT,
            Modifiers::SHIFT,
            Modifiers::CTRL,
            Modifiers::COMMAND,
            Modifiers::COMMAND.plus(Modifiers::SHIFT),
        ];
        for is_mac in [false, true] {
            for wanted in named {
                let command = wanted.command && is_mac;
                let exact = Modifiers {
                    ctrl: wanted.ctrl || (wanted.command && !is_mac),
                    mac_cmd: command,
                    command: command || (!is_mac && (wanted.ctrl || wanted.command)),
                    ..wanted
                };
                for pressed in held(is_mac) {
                    assert_eq!(is_exactly(pressed, wanted), pressed == exact, "{wanted:?} by {pressed:?}");
                }
            }
        }
    }

    #[test]
    fn a_letter_that_is_typed_with_ctrl_and_alt_is_no_command() {
        for pressed in [Modifiers::CTRL, Modifiers::COMMAND, Modifiers::CTRL.plus(Modifiers::COMMAND)] {
            for key in Key::ALL {
                assert!(is_nobodys(*key, pressed.plus(Modifiers::ALT), true), "{key:?} with {pressed:?}");
            }
        }
    }

    #[test]
    fn what_a_field_for_text_knows_is_left_to_it() {
        let word = if cfg!(target_os = "macos") { Modifiers::ALT } else { Modifiers::COMMAND };
        for (key, modifiers) in [
            (Key::A, Modifiers::COMMAND),
            (Key::Z, Modifiers::COMMAND),
            (Key::Z, Modifiers::COMMAND.plus(Modifiers::SHIFT)),
            (Key::Y, Modifiers::COMMAND),
            (Key::Enter, Modifiers::NONE),
            (Key::Enter, Modifiers::SHIFT),
            (Key::Backspace, word),
            (Key::ArrowLeft, word.plus(Modifiers::SHIFT)),
            (Key::Home, Modifiers::SHIFT),
            (Key::S, Modifiers::SHIFT),
            (Key::S, Modifiers::ALT),
        ] {
            assert!(!is_nobodys(key, modifiers, true), "{key:?} with {modifiers:?}");
        }
    }
}
