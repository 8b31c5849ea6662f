//! The words of the interface, in every language.
//!
//! All of them stand in `assets/locales`, one Fluent file per language, compiled in. [`Texts`] finds a
//! text by its id; the files beside this one turn what the program knows into whole sentences.

mod accounts;
mod archive;
mod changes;
mod conditions;
mod conflicts;
mod dates;
mod describe;
mod faults;
mod licences;
mod start_notes;
mod transfer;
mod unseen;
mod values;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use crate::crm::display;
use crate::model::Language;

pub use accounts::Expiry;
pub use licences::{Licences, LicensedPart};

/// Finds the words of one language.
pub struct Texts {
    language: Language,
    chosen: Bundle,
    /// For an id that the chosen language lacks.
    english: Bundle,
}

type Bundle = FluentBundle<FluentResource>;

impl Texts {
    /// Reads the words of a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language, chosen: bundle(language), english: bundle(Language::English) }
    }

    /// Returns the language of these words.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns a text.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        self.t_with(id, &[])
    }

    /// Returns a text with values filled in, of which only what can be displayed is shown; numbers choose
    /// between singular and plural.
    #[must_use]
    pub fn t_with(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let displayed = values.iter().map(|(name, value)| match value {
            FluentValue::String(text) => (*name, FluentValue::String(display::line(text))),
            other => (*name, other.clone()),
        });
        self.t_stored(id, &displayed.collect::<Vec<_>>())
    }

    /// Returns a text that is to be stored, with values filled in as they are.
    #[must_use]
    pub fn t_stored(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        let text = written(&self.chosen, id, &args).or_else(|| written(&self.english, id, &args));
        debug_assert!(text.is_some(), "no text has the id {id}");
        text.unwrap_or_else(|| id.to_owned())
    }
}

fn written(bundle: &Bundle, id: &str, args: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors);
    debug_assert!(errors.is_empty(), "{id}: {errors:?}");
    Some(text.into_owned())
}

fn bundle(language: Language) -> Bundle {
    let source = match language {
        Language::English => include_str!("../../assets/locales/en.ftl"),
        Language::Russian => include_str!("../../assets/locales/ru.ftl"),
    };
    // A part that cannot be read is left out, so a slip of the pen costs one text and not all of them.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, errors)| {
        debug_assert!(false, "the words of {language:?}: {errors:?}");
        readable
    });
    let mut bundle = Bundle::new(vec![language.code().parse().unwrap_or_default()]);
    // The marks that Fluent puts around values have no glyph, and would be copied along with the text.
    bundle.set_use_isolating(false);
    let added = bundle.add_resource(resource);
    debug_assert!(added.is_ok(), "an id stands twice in the words of {language:?}: {added:?}");
    bundle
}

/// Cuts a name that would leave no room for what stands beside it.
#[must_use]
pub fn shortened(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    let start: String = name.chars().take(longest - 1).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(language: Language, n: usize) -> String {
        Texts::new(language).t_with("bottom-changes", &[("n", n.into())])
    }

    #[test]
    fn english_has_a_singular_and_a_plural() {
        let told = [0, 1, 2, 21].map(|n| changes(Language::English, n));
        assert_eq!(told, ["No changes", "1 change not saved", "2 changes not saved", "21 changes not saved"]);
    }

    #[test]
    fn russian_has_three_forms() {
        let told = [0, 1, 3, 5, 11, 22].map(|n| changes(Language::Russian, n));
        assert_eq!(
            told,
            [
                "Изменений нет",
                "1 изменение не сохранено",
                "3 изменения не сохранены",
                "5 изменений не сохранено",
                "11 изменений не сохранено",
                "22 изменения не сохранены",
            ]
        );
    }
}
