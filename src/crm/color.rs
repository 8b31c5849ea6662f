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

/// The 21 colours that a status may be given, in the order of the vendor's documents.
pub const STATUS_COLORS: [Color; 21] = [
    Color(0xff, 0xfe, 0xb2),
    Color(0xff, 0xfd, 0x7f),
    Color(0xff, 0xf0, 0x00),
    Color(0xff, 0xea, 0xb2),
    Color(0xff, 0xdc, 0x7f),
    Color(0xff, 0xce, 0x5a),
    Color(0xff, 0xdb, 0xdb),
    Color(0xff, 0xc8, 0xc8),
    Color(0xff, 0x8f, 0x92),
    Color(0xd6, 0xea, 0xff),
    Color(0xc1, 0xe0, 0xff),
    Color(0x98, 0xcb, 0xff),
    Color(0xeb, 0xff, 0xb1),
    Color(0xde, 0xff, 0x81),
    Color(0x87, 0xf2, 0xc0),
    Color(0xf9, 0xde, 0xff),
    Color(0xf3, 0xbe, 0xff),
    Color(0xcc, 0xc8, 0xf9),
    Color(0xeb, 0x93, 0xff),
    Color(0xf2, 0xf3, 0xf4),
    Color(0xe6, 0xe8, 0xea),
];

/// The 40 colours that a segment may be given, in the order of the vendor's documents.
pub const SEGMENT_COLORS: [Color; 40] = [
    Color(0x10, 0x59, 0x9d),
    Color(0x21, 0x76, 0xff),
    Color(0x00, 0x6a, 0xcc),
    Color(0x07, 0xa0, 0xc3),
    Color(0x24, 0x7b, 0xa0),
    Color(0x17, 0x7e, 0x89),
    Color(0x04, 0x6e, 0x8f),
    Color(0x59, 0x83, 0x81),
    Color(0x0c, 0x7c, 0x59),
    Color(0x49, 0x5f, 0x41),
    Color(0x00, 0xa4, 0x4b),
    Color(0x08, 0x60, 0x5f),
    Color(0xbf, 0x26, 0x00),
    Color(0x06, 0xd6, 0xa0),
    Color(0xe1, 0x49, 0x45),
    Color(0x79, 0xb4, 0x73),
    Color(0xae, 0x00, 0x3f),
    Color(0xa2, 0xad, 0x59),
    Color(0xcd, 0x0f, 0x53),
    Color(0x8e, 0x93, 0x6d),
    Color(0x83, 0x21, 0x61),
    Color(0x2e, 0x53, 0x39),
    Color(0xbf, 0x12, 0x6f),
    Color(0x6f, 0x7c, 0x12),
    Color(0xff, 0x53, 0x76),
    Color(0xdd, 0x1c, 0x1a),
    Color(0xbb, 0x30, 0x4e),
    Color(0x63, 0x1d, 0x76),
    Color(0x9d, 0x2b, 0x32),
    Color(0x4a, 0x00, 0x1f),
    Color(0xb1, 0x18, 0xc8),
    Color(0x6a, 0x0f, 0x49),
    Color(0x66, 0x10, 0xf2),
    Color(0xb3, 0x8a, 0x58),
    Color(0x89, 0x63, 0xba),
    Color(0x4b, 0x36, 0x66),
    Color(0x93, 0x2f, 0x6d),
    Color(0x6b, 0x2d, 0x5c),
    Color(0x64, 0x61, 0xa0),
    Color(0x4f, 0x51, 0x7d),
];

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
