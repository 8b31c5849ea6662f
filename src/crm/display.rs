//! What can be displayed of a text, and what stands for the rest.
//!
//! Texts come from servers, files and clipboards, and may hold anything. A window title or a screen reader
//! takes no NUL, a mark of direction lets `exe.live` look like `evil.exe`, and what has no glyph is
//! overlooked. Texts are stored and sent as they are. Wherever one is shown, each character that cannot be
//! displayed is replaced by one that can: one by one, so that a cursor in the text stands where it seems to.

use std::borrow::Cow;

use super::unseen::judged;

/// Stands for a character that cannot be displayed.
pub const STAND_IN: char = '□';
/// Stands for a line break where there is but one line.
pub const LINE_BREAK: char = '↵';
/// Stands for a tab where there is but one line.
pub const TAB: char = '⇥';

/// What may stand in a place beside plain text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    Lines,
    /// As `Lines`, and with characters for private use, which are the icons.
    Node,
}

/// Returns what is displayed of a text on one line, such as a name: as many characters as the text has.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    displayed(text, Place::Line)
}

/// Returns what is displayed of a text that may have several lines: as many characters as the text has.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    displayed(text, Place::Lines)
}

/// Returns what a screen reader is told of a widget's text, which may hold icons.
#[must_use]
pub fn node(text: &str) -> Cow<'_, str> {
    displayed(text, Place::Node)
}

fn displayed(text: &str, place: Place) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut chars = judged(text).into_iter().peekable();
    while let Some((c, means_nothing)) = chars.next() {
        let is_kept = match c {
            '\n' | '\t' => place != Place::Line,
            '\r' => place != Place::Line && chars.peek().is_some_and(|(next, _)| *next == '\n'),
            '\u{2028}' | '\u{2029}' => false,
            _ if c.is_control() => false,
            _ if is_private(c) => place == Place::Node,
            _ => !means_nothing && !is_noncharacter(c),
        };
        shown.push(if is_kept { c } else { stand_in(c) });
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

fn stand_in(c: char) -> char {
    match c {
        '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => LINE_BREAK,
        '\t' => TAB,
        _ => STAND_IN,
    }
}

/// Tells whether this is one of the code points that no text may hold.
fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// What a font makes of these is its own affair; in the fonts of this program they are icons.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_displayed_is_replaced_one_by_one() {
        for (text, shown) in [
            ("Shop\0 one\u{7}\u{1b}[31m", "Shop□ one□□[31m"),
            ("\u{202e}exe.live\u{2066}", "□exe.live□"),
            ("line\nbreak\ttab\r\n", "line↵break⇥tab↵↵"),
            ("\u{b}\u{c}\u{85}\u{2028}\u{2029}", "↵↵↵↵↵"),
            ("\u{7f}\u{9b}\u{200e}\u{200f}\u{61c}", "□□□□□"),
            ("a\u{200b}b\u{ad}c\u{feff}\u{2060}\u{3164}", "a□b□c□□□"),
            ("\u{fdd0}\u{ffff}\u{10fffe}\u{e000}\u{e0041}\u{fff9}", "□□□□□□"),
        ] {
            assert_eq!(line(text), shown, "{text:?}");
            assert_eq!(line(text).chars().count(), text.chars().count(), "{text:?}");
        }
    }

    #[test]
    fn what_can_be_displayed_stays_as_it_is() {
        for text in [
            "",
            "VIP",
            "Постоянный клиент №1 — «ёж»",
            "a\u{a0}b\u{202f}c\u{3000}",
            "\u{fffd}",
            "e\u{301}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}🚀 ❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3} 👩🏽\u{200d}💻",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e0067}\u{e007f}",
            "葛\u{e0100}",
        ] {
            assert!(matches!(line(text), Cow::Borrowed(_)), "{text:?} is shown as {:?}", line(text));
        }
    }

    #[test]
    fn what_shapes_nothing_at_its_place_is_replaced() {
        for (text, shown) in [
            ("a\u{200d}b\u{200c}", "a□b□"),
            ("\u{200d}a", "□a"),
            ("👩\u{200d}a", "👩□a"),
            ("می\u{200c}\u{200c}", "می\u{200c}□"),
            ("a\u{fe0f}", "a□"),
            ("🏴\u{e0067}a", "🏴□a"),
            ("🏴\u{e007f}", "🏴□"),
            ("🏴\u{e0067}\u{e007f}\u{e007f}\u{e0067}", "🏴\u{e0067}\u{e007f}□□"),
            ("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e0067}\u{e0067}\u{e007f}", "🏴□□□□□□□□"),
            ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}□"),
        ] {
            assert_eq!(line(text), shown, "{text:?}");
        }
    }

    #[test]
    fn a_text_of_several_lines_keeps_its_breaks() {
        let text = "one\ntwo\r\n\tthree\rfour\0\u{2028}";
        assert_eq!(lines(text), "one\ntwo\r\n\tthree↵four□↵");
        assert_eq!(lines("\u{e5ca}"), "□", "an icon that the program did not put there");
        assert_eq!(node("\u{e5ca} a\n\0"), "\u{e5ca} a\n□");
    }
}
