//! Secrets: they print as `***`, and are wiped from memory when the last owner lets go.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::crm::{is_unseen, plain, unquoted};

/// A secret as the user typed it, which may be anything. Prints as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the secret itself, for the places that send or keep it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Reads this as a token; see [`Token::parse`].
    #[must_use]
    pub fn to_token(&self) -> Option<Token> {
        Token::parse(&self.0)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A secret of the vendor's making that can stand in a header: an access token, a refresh token or an
/// authorization code. Prints as `***`; clones share one place in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Arc<Zeroizing<String>>);

impl Token {
    /// Reads what a user pastes: spaces, line breaks, unseen characters, quotation marks around it and a leading
    /// `Bearer` are dropped. `None` when nothing that could be a token is left.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_scheme = |part: &str| unquoted(part).trim_end_matches(':').eq_ignore_ascii_case("bearer");
        // A string that grows leaves copies behind that nobody wipes.
        let mut seen = Zeroizing::new(String::with_capacity(text.len()));
        seen.extend(text.chars().filter(|c| !is_unseen(*c)));
        let seen = unquoted(&seen);
        let token = match seen.split_once(char::is_whitespace) {
            Some((first, rest)) if is_scheme(first) => rest,
            None if is_scheme(seen) => "",
            _ => seen,
        };
        // A token broken by a line wrap is one token; only visible ASCII can stand in a header.
        let bare = Zeroizing::new(plain(token));
        let fits = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
        fits.then(|| Self(bare.into()))
    }

    /// Returns the secret itself, for the places that send, keep or read it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        Token::parse(text).map(|token| token.reveal().to_owned())
    }

    #[test]
    fn a_pasted_token_is_cleaned() {
        for text in
            ["abc.def", "  abc.def\n", "Bearer abc.def", "bearer  abc.def", "Bearer: abc.def", "abc.\r\ndef"]
        {
            assert_eq!(parsed(text).as_deref(), Some("abc.def"), "{text:?}");
        }
    }

    #[test]
    fn quotation_marks_and_what_nobody_sees_are_cleaned_away() {
        let quotes = ["\"\"", "''", "“”", "„“", "‘’", "«»", "‹›", "``", "\"\u{201d}"];
        for pair in quotes {
            let (open, close) = pair.split_at(pair.chars().next().map_or(0, char::len_utf8));
            for text in [
                format!("{open}abc.def{close}"),
                format!(" {open} abc.def {close}\n"),
                format!("{open}Bearer abc.def{close}"),
                format!("Bearer {open}abc.def{close}"),
                format!("{open}Bearer:{close} {open}abc.\ndef{close}"),
            ] {
                assert_eq!(parsed(&text).as_deref(), Some("abc.def"), "{text:?}");
            }
        }
        for unseen in ['\0', '\u{ad}', '\u{200b}', '\u{200d}', '\u{200e}', '\u{202a}', '\u{2060}', '\u{feff}']
        {
            for text in [
                format!("{unseen}abc.def"),
                format!("abc{unseen}.def"),
                format!("abc.def{unseen}"),
                format!("{unseen}\"{unseen}Bearer{unseen} abc.def{unseen}\"{unseen}"),
            ] {
                assert_eq!(parsed(&text).as_deref(), Some("abc.def"), "{text:?}");
            }
        }
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_no_token() {
        for text in ["", "   ", "Bearer ", "\"Bearer\"", "\"\"", "\u{feff}", "токен", "abc\"def"] {
            assert_eq!(parsed(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(format!("{:?}", Secret::from("hush".to_owned())), "***");
        assert_eq!(Token::parse("hush").map(|token| format!("{token:?}")).as_deref(), Some("***"));
        assert_eq!(Secret::from(" any thing ".to_owned()).reveal(), " any thing ", "kept as it was typed");
    }
}
