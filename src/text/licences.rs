//! The licences of all that is inside the program, put together when it was built (see `build.rs`).

use std::fmt::{self, Display};
use std::io::Read;

use flate2::read::DeflateDecoder;
use serde::Deserialize;

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/licences.json.deflate"));

/// All licences.
#[derive(Debug, Default, Deserialize)]
pub struct Licences {
    /// What is inside, by name.
    pub parts: Vec<LicensedPart>,
    /// Each text once.
    texts: Vec<String>,
}

/// One thing that is inside.
#[derive(Debug, Deserialize)]
pub struct LicensedPart {
    /// Its name.
    pub name: String,
    /// Its version; empty where there is none.
    version: String,
    /// Its licence as an SPDX expression.
    licence: String,
    authors: Vec<String>,
    /// Where it comes from; empty where nobody says so.
    repository: String,
    /// The places of its texts.
    texts: Vec<usize>,
}

impl Licences {
    /// Unpacks them, which takes a few milliseconds.
    #[must_use]
    pub fn read() -> Self {
        let mut json = String::new();
        let unpacked = DeflateDecoder::new(PACKED).read_to_string(&mut json);
        let read = unpacked.ok().and_then(|_| serde_json::from_str(&json).ok());
        debug_assert!(read.is_some(), "the build script has written what cannot be read");
        read.unwrap_or_default()
    }

    /// Returns what is to be known of a part: who made it, where it comes from, and its licence word by word.
    #[must_use]
    pub fn told(&self, part: &LicensedPart) -> String {
        let facts = [part.authors.join(", "), part.repository.clone()];
        let texts = part.texts.iter().filter_map(|place| self.texts.get(*place).cloned());
        let told = facts.into_iter().chain(texts).filter(|text| !text.is_empty());
        told.collect::<Vec<_>>().join("\n\n")
    }
}

impl Display for LicensedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = [self.name.as_str(), self.version.as_str()].join(" ");
        write!(f, "{}, {}", name.trim(), self.licence)
    }
}

impl Display for Licences {
    /// Writes each part, and below each text whose it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            let authors = part.authors.join(", ");
            let facts = [authors, part.repository.clone()].into_iter().filter(|fact| !fact.is_empty());
            writeln!(f, "{part}")?;
            facts.into_iter().try_for_each(|fact| writeln!(f, "    {fact}"))?;
        }
        for (place, text) in self.texts.iter().enumerate() {
            let owners = self.parts.iter().filter(|part| part.texts.contains(&place));
            let owners: Vec<&str> = owners.map(|part| part.name.as_str()).collect();
            write!(f, "\n{}\n{}\n\n{text}\n", "-".repeat(80), owners.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_in_the_program_has_a_licence_and_nearly_all_their_texts() {
        let licences = Licences::read();
        let named = |name: &str| licences.parts.iter().find(|part| part.name == name);
        for name in ["egui", "rustls", "serde_json", "icu_properties", "Inter"] {
            let part = named(name).unwrap_or_else(|| panic!("{name} is inside"));
            assert!(!part.licence.is_empty(), "{part}");
        }
        for name in ["proptest", "divan", "tempfile", "serde_derive", "etapa"] {
            assert!(named(name).is_none(), "{name} is not in the program");
        }
        assert!(licences.parts.iter().all(|part| !part.licence.is_empty()));
        let with_text = licences.parts.iter().filter(|part| !part.texts.is_empty()).count();
        assert!(with_text * 10 > licences.parts.len() * 9, "{with_text} of {}", licences.parts.len());
    }

    #[test]
    fn a_licence_is_told_word_by_word_and_stands_in_the_whole_text() {
        let licences = Licences::read();
        let font = licences.parts.iter().find(|part| part.name == "Inter").expect("the font");
        assert_eq!(font.to_string(), "Inter, OFL-1.1");
        let told = licences.told(font);
        assert!(
            told.contains("The Inter Project Authors") && told.contains("SIL OPEN FONT LICENSE"),
            "{told}"
        );
        let whole = licences.to_string();
        assert!(licences.texts.iter().all(|text| whole.contains(text.as_str())), "and every text is there");
        assert!(whole.contains("\nserde_json 1."), "each part has a line");
    }
}
