//! Colours as the CRM knows them, and the lists it offers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Six hex digits of red, green and blue, 0 to 255 each.
///
/// The server answers colours that it would not accept (its own system statuses have such), so a
/// colour that was read is never judged against a list; the lists only say what to offer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color(pub u8, pub u8, pub u8);

impl Color {
    /// Reads `#c1e0ff` or `c1e0ff`, in any case. Anything else is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim();
        let digits = digits.strip_prefix('#').unwrap_or(digits);
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self(byte(0)?, byte(2)?, byte(4)?))
    }

    /// Writes the form that statuses use: `#c1e0ff`.
    #[must_use]
    pub fn with_hash(self) -> String {
        format!("#{self}")
    }

    /// Tells whether black text on this colour is easier to read than white.
    ///
    /// The better of the two always reaches a contrast of 4.58 to 1, which is more than the 4.5 to 1 that
    /// WCAG 2.2 (1.4.3) asks for.
    #[must_use]
    pub fn wants_black_text(self) -> bool {
        let light = self.luminance();
        (light + 0.05) / 0.05 >= 1.05 / (light + 0.05)
    }

    /// Returns the contrast between this colour and another, from 1 to 21, as WCAG 2.2 defines it.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// Returns the relative luminance, 0 for black to 1 for white, as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

/// Writes the six digits without `#`, the form that segments use.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

impl TryFrom<String> for Color {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("six hex digits are expected")
    }
}

impl fmt::Debug for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{self}")
    }
}

/// Makes colours of the numbers that their hex digits write.
const fn colors<const N: usize>(codes: [u32; N]) -> [Color; N] {
    let mut colors = [Color(0, 0, 0); N];
    let mut at = 0;
    while at < N {
        let [_, red, green, blue] = codes[at].to_be_bytes();
        colors[at] = Color(red, green, blue);
        at += 1;
    }
    colors
}

/// The 21 colours that a status may be given, in the order of the vendor's documents.
#[expect(clippy::unreadable_literal, reason = "six hex digits are how everybody writes a colour")]
pub const STATUS_COLORS: [Color; 21] = colors([
    0xfffeb2, 0xfffd7f, 0xfff000, 0xffeab2, 0xffdc7f, 0xffce5a, 0xffdbdb, 0xffc8c8, 0xff8f92, 0xd6eaff,
    0xc1e0ff, 0x98cbff, 0xebffb1, 0xdeff81, 0x87f2c0, 0xf9deff, 0xf3beff, 0xccc8f9, 0xeb93ff, 0xf2f3f4,
    0xe6e8ea,
]);

/// The 40 colours that a segment may be given, in the order of the vendor's documents.
#[expect(clippy::unreadable_literal, reason = "six hex digits are how everybody writes a colour")]
pub const SEGMENT_COLORS: [Color; 40] = colors([
    0x10599d, 0x2176ff, 0x006acc, 0x07a0c3, 0x247ba0, 0x177e89, 0x046e8f, 0x598381, 0x0c7c59, 0x495f41,
    0x00a44b, 0x08605f, 0xbf2600, 0x06d6a0, 0xe14945, 0x79b473, 0xae003f, 0xa2ad59, 0xcd0f53, 0x8e936d,
    0x832161, 0x2e5339, 0xbf126f, 0x6f7c12, 0xff5376, 0xdd1c1a, 0xbb304e, 0x631d76, 0x9d2b32, 0x4a001f,
    0xb118c8, 0x6a0f49, 0x6610f2, 0xb38a58, 0x8963ba, 0x4b3666, 0x932f6d, 0x6b2d5c, 0x6461a0, 0x4f517d,
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_and_any_case_are_read() {
        for text in ["#c1e0ff", "c1e0ff", "#C1E0FF", " C1e0Ff "] {
            assert_eq!(Color::parse(text), Some(Color(0xc1, 0xe0, 0xff)), "{text}");
        }
        for text in ["", "#", "red", "#c1e0f", "#c1e0fff", "##c1e0f", "c1e0fя", "+1+2+3"] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_colour_is_written_as_statuses_and_as_segments_want_it() {
        let color = Color(0x0c, 0x7c, 0x59);
        assert_eq!(color.with_hash(), "#0c7c59", "statuses");
        assert_eq!(color.to_string(), "0c7c59", "segments");
    }

    #[test]
    fn no_colour_stands_twice() {
        for (list, count) in [(STATUS_COLORS.as_slice(), 21), (&SEGMENT_COLORS, 40)] {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), count, "{list:?}");
        }
    }

    #[test]
    fn text_on_an_offered_colour_is_readable() {
        for color in STATUS_COLORS.into_iter().chain(SEGMENT_COLORS) {
            let text = if color.wants_black_text() { Color(0, 0, 0) } else { Color(255, 255, 255) };
            assert!(color.contrast(text) >= 4.5, "{color:?}");
        }
    }
}
