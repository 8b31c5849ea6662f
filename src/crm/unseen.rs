//! Characters that nobody sees, and which of them mean something where they stand.
//!
//! Web pages, messengers and word processors put them into what is copied. In a name they make twins that
//! look alike; in a token or an address they are wrong. The properties are those of Unicode.

use std::borrow::Cow;

use icu_properties::props::{
    BidiClass, BinaryProperty as _, DefaultIgnorableCodePoint, Emoji, EmojiModifier, EnumeratedProperty as _,
    ExtendedPictographic, GeneralCategory, GeneralCategoryGroup, IndicSyllabicCategory, JoiningType,
    LineBreak, QuotationMark, VariationSelector,
};

/// Joins what stands on its two sides.
const JOINER: char = '\u{200d}';
/// Keeps the letters on its two sides from being joined.
const NON_JOINER: char = '\u{200c}';
/// A place where a word may be broken.
const BREAK: char = '\u{200b}';
/// Keeps accents apart.
const ACCENT_JOINER: char = '\u{34f}';
/// Marks of the direction of writing, without effect on letters.
const DIRECTIONS: [char; 3] = ['\u{200e}', '\u{200f}', '\u{61c}'];
/// The signs around a note between lines. They are no characters that may be ignored, but nobody sees them.
const ANNOTATIONS: std::ops::RangeInclusive<char> = '\u{fff9}'..='\u{fffb}';
/// The letters that spell a region behind a black flag.
const TAGS: std::ops::RangeInclusive<char> = '\u{e0020}'..='\u{e007f}';
/// Ends them.
const LAST_TAG: char = '\u{e007f}';
/// The flag that they follow.
const BLACK_FLAG: char = '\u{1f3f4}';
/// More of them than these, with the last, spell no region.
const MOST_TAGS: usize = 7;

/// Tells whether nobody sees a character. Blanks, tabs and line breaks are seen by the room that they take.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    // Nearly all that is written is settled by this.
    if c.is_ascii_graphic() || c.is_whitespace() {
        return false;
    }
    c.is_control() || DefaultIgnorableCodePoint::for_char(c) || ANNOTATIONS.contains(&c)
}

/// Returns the unseen characters of a text that mean nothing where they stand, in order.
#[must_use]
pub fn unseen(text: &str) -> Vec<char> {
    judged(text).into_iter().filter(|(_, is_idle)| *is_idle).map(|(c, _)| c).collect()
}

/// Returns the text without the unseen characters that mean nothing where they stand.
#[must_use]
pub fn without_unseen(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    judged(text).into_iter().filter(|(_, is_idle)| !is_idle).map(|(c, _)| c).collect()
}

/// Returns a text without blanks, quotation marks and unseen characters around it.
#[must_use]
pub fn unquoted(text: &str) -> &str {
    // Backticks and acute accents serve as quotation marks, though Unicode does not count them.
    let is_quote = |c: char| matches!(c, '`' | '\u{b4}') || QuotationMark::for_char(c);
    text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c) || is_quote(c))
}

/// Returns what a user pastes where only plain characters can be meant, as in a key: [`unquoted`], and
/// without any blank or unseen character. It is copied once, as a secret must be.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    plain.extend(unquoted(text).chars().filter(|c| !c.is_whitespace() && !is_unseen(*c)));
    plain
}

/// Tells of every character whether it is unseen and means nothing.
pub(super) fn judged(text: &str) -> Vec<(char, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let mut runs_left = None;
    let is_idle = |at: usize| is_unseen(chars[at]) && !means_something(&chars, at, &mut runs_left);
    let idle: Vec<bool> = (0..chars.len()).map(is_idle).collect();
    chars.into_iter().zip(idle).collect()
}

/// Tells whether an unseen character changes what is seen beside it. `runs_left`: whether the text has
/// letters that are written from right to left, once that is known.
fn means_something(chars: &[char], at: usize, runs_left: &mut Option<bool>) -> bool {
    let (c, before) = (chars[at], &chars[..at]);
    let next = chars.get(at + 1).copied();
    let Some(last) = before.last().copied() else {
        // A joiner in front of a letter shows the form that it has within a word.
        return c == JOINER && next.is_some_and(is_joining);
    };
    match c {
        // Before what is doubled is dropped: a region may be spelled with a letter twice.
        _ if TAGS.contains(&c) => spells_a_flag(chars, at),
        _ if last == c => false,
        JOINER if next.is_some_and(ExtendedPictographic::for_char) && ends_in_picture(before) => true,
        JOINER | NON_JOINER => {
            let letter = before.iter().rev().copied().find(|c| !is_mark(*c));
            is_indic(last)
                || letter.is_some_and(|c| is_joining(c) || is_indic(c))
                || next.is_some_and(is_joining)
        }
        BREAK => is_unspaced(last) && next.is_some_and(is_unspaced),
        ACCENT_JOINER => next.is_some_and(|next| is_mark(next) && !is_unseen(next)),
        _ if DIRECTIONS.contains(&c) => {
            *runs_left.get_or_insert_with(|| chars.iter().any(|c| runs_left_of(*c)))
        }
        // A digit becomes a picture only together with the key around it.
        '\u{fe0e}' | '\u{fe0f}' if last.is_ascii() => Emoji::for_char(last) && next == Some('\u{20e3}'),
        '\u{fe0e}' | '\u{fe0f}' => Emoji::for_char(last),
        '\u{180b}'..='\u{180f}' => is_joining(last),
        _ if VariationSelector::for_char(c) => !last.is_ascii() && !last.is_whitespace() && !is_unseen(last),
        _ => false,
    }
}

/// Tells whether a text ends in a picture, with whatever gives it its colour.
fn ends_in_picture(text: &[char]) -> bool {
    let is_color = |c: char| c == '\u{fe0f}' || EmojiModifier::for_char(c);
    text.iter().rev().copied().find(|c| !is_color(*c)).is_some_and(ExtendedPictographic::for_char)
}

/// Tells whether a tag is one of the few that spell a region behind a flag, or ends them.
fn spells_a_flag(chars: &[char], at: usize) -> bool {
    let spells = |c: &&char| TAGS.contains(*c) && **c != LAST_TAG;
    let before = chars[..at].iter().rev().take(MOST_TAGS).take_while(spells).count();
    let after = chars[at..].iter().take(MOST_TAGS).take_while(spells).count();
    let flag = at.checked_sub(before + 1).map(|flag| chars[flag]);
    (1..MOST_TAGS).contains(&(before + after))
        && flag == Some(BLACK_FLAG)
        && chars.get(at + after) == Some(&LAST_TAG)
}

/// Tells whether a letter takes another form beside others, as in Arabic.
fn is_joining(c: char) -> bool {
    let kind = JoiningType::for_char(c);
    [JoiningType::DualJoining, JoiningType::RightJoining, JoiningType::LeftJoining].contains(&kind)
}

/// Tells whether a letter or a sign belongs to a script in which syllables are put together, as in Hindi.
fn is_indic(c: char) -> bool {
    let is_letter = GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Mark);
    is_letter.contains(GeneralCategory::for_char(c))
        && IndicSyllabicCategory::for_char(c) != IndicSyllabicCategory::Other
}

/// Tells whether a letter belongs to a script without blanks between words, as in Thai.
fn is_unspaced(c: char) -> bool {
    LineBreak::for_char(c) == LineBreak::ComplexContext
}

fn is_mark(c: char) -> bool {
    GeneralCategoryGroup::Mark.contains(GeneralCategory::for_char(c))
}

fn runs_left_of(c: char) -> bool {
    // The marks themselves count as letters of their direction.
    let kind = BidiClass::for_char(c);
    [BidiClass::RightToLeft, BidiClass::ArabicLetter].contains(&kind) && !DIRECTIONS.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_dropped() {
        for c in [
            '\0',
            '\u{1}',
            '\u{1b}',
            '\u{7f}',
            '\u{80}',
            '\u{9f}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2063}',
            '\u{2066}',
            '\u{2069}',
            '\u{3164}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e0100}',
        ] {
            for text in [format!("{c}VIP"), format!("V{c}I{c}{c}P"), format!("VIP{c}"), format!("VIP {c}")] {
                let seen: String = text.chars().filter(|other| *other != c).collect();
                assert_eq!(without_unseen(&text), seen, "{text:?}");
                assert_eq!(unseen(&text).len(), text.chars().count() - seen.chars().count(), "{text:?}");
            }
        }
    }

    #[test]
    fn what_means_something_stays() {
        for text in [
            "VIP клиент № 1",
            "a\u{a0}b\tc\nd\u{2028}e",
            // Pictures of several parts, with colours, keys and flags.
            "👨\u{200d}👩\u{200d}👧",
            "👩🏽\u{200d}⚕\u{fe0f}",
            "🏳\u{fe0f}\u{200d}🌈",
            "❤\u{fe0f} 1\u{fe0f}\u{20e3} ☎\u{fe0e}",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            // Persian, Hindi, Bengali, Malayalam.
            "می\u{200c}خواهم",
            "خانه\u{200c}ها",
            "ه\u{200d}",
            "क\u{94d}\u{200d}ष",
            "क\u{94d}\u{200c}ष",
            "র\u{200d}\u{9cd}য",
            "ന\u{d4d}\u{200d}",
            // Khmer words, a Hebrew name beside Latin letters, an old form of a Chinese character, Mongolian.
            "ភាសា\u{200b}ខ្មែរ",
            "שלום\u{200f} (VIP)",
            "葛\u{e0100}",
            "ᠠ\u{180b}",
        ] {
            assert_eq!(without_unseen(text), text, "{text:?}");
        }
    }

    #[test]
    fn it_is_dropped_where_it_means_nothing() {
        for (text, seen) in [
            ("می\u{200c}\u{200c}خواهم", "می\u{200c}خواهم"),
            ("VIP\u{200c} می\u{200c}خواهم", "VIP می\u{200c}خواهم"),
            ("👨\u{200d} 👩", "👨 👩"),
            ("A\u{fe0f}", "A"),
            ("1\u{fe0f}", "1"),
            ("👍\u{e0067}\u{e0062}\u{e007f}", "👍"),
            ("🏴\u{e0067}\u{e0062}", "🏴"),
            ("VIP\u{200f}", "VIP"),
            ("\u{202e}שלום\u{202c}", "שלום"),
        ] {
            assert_eq!(without_unseen(text), seen, "{text:?}");
        }
    }

    #[test]
    fn a_long_row_of_them_takes_no_time() {
        for c in ['\u{301}', '\u{200d}', '\u{e0067}', '\u{fe0f}', '\u{200f}'] {
            let text: String = std::iter::repeat_n(['a', '\u{200c}', c, c], 100_000).flatten().collect();
            assert!(unseen(&text).len() >= 100_000, "{c:?}");
        }
    }

    #[test]
    fn what_surrounds_a_key_is_dropped() {
        let pairs =
            ["\"\"", "''", "“”", "„“", "‘’", "«»", "‹›", "``", "「」", "\u{b4}\u{b4}", "\u{feff}\u{200b}"];
        for pair in pairs {
            let (open, close) = pair.split_at(pair.chars().next().map_or(0, char::len_utf8));
            assert_eq!(unquoted(&format!(" {open} ab \u{200b}{close}\n")), "ab", "{pair}");
        }
        assert_eq!(plain("\u{feff}«a\u{ad}b\n c»"), "abc", "one that was broken over two lines is one");
        assert_eq!(plain("\"\u{200b}\""), "");
    }
}
