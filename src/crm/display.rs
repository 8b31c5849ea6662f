//! What can be displayed of a text, and what stands for the rest.
//!
//! Texts come from servers, files and clipboards, and may hold anything. A window title or a screen reader takes no
//! NUL, a mark of direction lets `exe.live` look like `evil.exe`, and what has no glyph is overlooked. Texts are
//! stored and sent as they are. Wherever one is shown, each character that cannot be displayed is replaced by one
//! that can: one by one, so that a cursor within the text stands where it seems to.

use std::borrow::Cow;

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
    let (mut before, mut is_in_flag) = (None, false);
    let mut chars = text.chars().peekable();
    let mut shown = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let is_kept = match c {
            '\n' | '\t' => place != Place::Line,
            '\r' => place != Place::Line && chars.peek() == Some(&'\n'),
            _ if is_private(c) => place == Place::Node,
            _ => !is_hidden(c) || belongs(before, c, chars.peek().copied(), is_in_flag),
        };
        shown.push(if is_kept { c } else { stand_in(c) });
        is_in_flag = c == BLACK_FLAG || is_in_flag && is_tag(c) && c != END_OF_FLAG;
        before = Some(c);
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

/// Tells whether a character has no look of its own or changes that of others: it controls, formats, is ignored or is
/// none at all. The ranges are those that Unicode ignores by default, assigned or not, with its controls and
/// noncharacters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// What a font makes of these is its own affair; in the fonts of this program they are icons.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

/// The flags of England, Scotland and Wales are this one, spelled out in tags.
const BLACK_FLAG: char = '\u{1f3f4}';
const END_OF_FLAG: char = '\u{e007f}';

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..=END_OF_FLAG)
}

/// Tells whether a hidden character does what it is for at this place: it shapes an emoji or a word of a script that
/// needs it.
fn belongs(before: Option<char>, c: char, after: Option<char>, is_in_flag: bool) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{200c}' | '\u{200d}' if is_joined_script(before) => true,
        '\u{200d}' => {
            let ends_emoji = is_emoji(before) || matches!(before, '\u{fe0f}' | END_OF_FLAG);
            ends_emoji && after.is_some_and(is_emoji)
        }
        '\u{180b}'..='\u{180d}' | '\u{180f}' => matches!(before, '\u{1820}'..='\u{18aa}'),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            let is_latin_like = before.is_alphabetic() && before < '\u{1000}';
            !is_latin_like && !before.is_whitespace() && !is_hidden(before) && !is_private(before)
        }
        _ => is_in_flag && is_tag(c),
    }
}

/// Tells whether a character is of a script whose letters are joined, or kept apart, by characters of no width.
fn is_joined_script(c: char) -> bool {
    let is_of_range = matches!(c,
        '\u{600}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1700}'..='\u{18af}' | '\u{1a00}'..='\u{1bff}'
        | '\u{a800}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{11fff}'
        | '\u{1e900}'..='\u{1e95f}');
    is_of_range && !is_hidden(c)
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1fbff}')
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
            ("🏴\u{e0067}\u{e007f}\u{e0067}", "🏴\u{e0067}\u{e007f}□"),
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
