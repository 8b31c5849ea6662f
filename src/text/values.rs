//! What is wrong with a value of a custom field, in words.

use crate::amo::{Detail, Fault, Part};
use crate::crm::{Comma, MAX_TEXT, Wrong, is_plain_number, typed_decimal};

use super::Texts;

impl Texts {
    /// Tells what is wrong with a value, and what to do about it.
    #[must_use]
    pub fn wrong(&self, wrong: Wrong) -> String {
        match wrong {
            Wrong::TooLong => self.t_with("value-too-long", &[("max", MAX_TEXT.to_string().into())]),
            Wrong::NotANumber => self.t("value-not-a-number"),
            Wrong::UnclearNumber => self.t("value-unclear-number"),
            Wrong::NotADate => self.t("value-not-a-date"),
            Wrong::NotAMoment => self.t("value-not-a-moment"),
            Wrong::ChoiceGone => self.t("value-choice-gone"),
            Wrong::Unsendable => self.t("value-unsendable"),
            Wrong::FieldGone => self.t("value-field-gone"),
            Wrong::NotAnAddress => self.t("value-not-an-address"),
        }
    }

    /// Tells what the server says against the value of one field, and what to do.
    #[must_use]
    pub fn refusal_of_field(&self, fault: &Fault, field: u64) -> Option<String> {
        self.refusal_of_part(fault, Part::Field(field))
    }

    /// Tells the same of one price type.
    #[must_use]
    pub fn refusal_of_price(&self, fault: &Fault, price: u64) -> Option<String> {
        self.refusal_of_part(fault, Part::Prices(Some(price)))
    }

    fn refusal_of_part(&self, fault: &Fault, part: Part) -> Option<String> {
        let Fault::Refused { details } = fault else { return None };
        let about: Vec<&Detail> = details.iter().filter(|detail| detail.part == Some(part)).collect();
        let told = (!about.is_empty()).then(|| self.complaints(&about))?;
        let is_known = about.iter().all(|detail| detail.reason.is_some());
        Some(if is_known { told } else { format!("{told} {}", self.t("value-refused")) })
    }

    /// Returns what a comma means among the digits that somebody types in this language.
    #[must_use]
    pub fn comma(&self) -> Comma {
        if self.t("decimal-sign") == "," { Comma::Decimal } else { Comma::Groups }
    }

    /// Tells how a number is read that is typed in this language, unless that is plain.
    #[must_use]
    pub fn number_reading(&self, typed: &str) -> Option<String> {
        let number = typed_decimal(typed, self.comma()).filter(|_| !is_plain_number(typed, self.comma()))?;
        Some(self.t_with("number-reading", &[("number", self.typed_number(&number).into())]))
    }

    /// Writes a decimal number with the sign of the language.
    #[must_use]
    pub fn typed_number(&self, number: &str) -> String {
        number.replace('.', &self.t("decimal-sign"))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Language;

    use super::*;

    #[test]
    fn the_server_is_quoted_at_the_field_that_it_speaks_of() {
        let detail = |field: Option<u64>, words: &str| Detail {
            request_id: None,
            path: String::new(),
            part: field.map(Part::Field),
            reason: None,
            words: words.to_owned(),
        };
        let fault = Fault::Refused {
            details: vec![detail(None, "No."), detail(Some(7), "Too long."), detail(Some(7), "Too dull.")],
        };
        let texts = Texts::new(Language::English);
        let told = texts.refusal_of_field(&fault, 7).unwrap_or_default();
        assert!(told.contains("Too long. Too dull.") && !told.contains("No."), "{told}");
        assert_eq!(texts.refusal_of_field(&fault, 8), None, "another field");
        assert_eq!(texts.refusal_of_field(&Fault::Forbidden, 7), None, "another fault");
    }

    #[test]
    fn numbers_have_the_sign_of_the_language() {
        assert_eq!(Texts::new(Language::English).typed_number("-12.5"), "-12.5");
        assert_eq!(Texts::new(Language::Russian).typed_number("-12.5"), "-12,5");
    }

    #[test]
    fn how_a_number_is_read_is_told_where_that_is_not_plain() {
        for (language, typed, told) in [
            (Language::English, "1,234.50", Some("= 1234.5")),
            (Language::English, "1 234", Some("= 1234")),
            (Language::English, "1234", None),
            (Language::English, "1,23", Some("= 1.23")),
            (Language::English, "0,125", None),
            (Language::Russian, "1 234,50", Some("= 1234,5")),
            (Language::Russian, "12.5", Some("= 12,5")),
            (Language::Russian, "1,234", None),
        ] {
            assert_eq!(
                Texts::new(language).number_reading(typed).as_deref(),
                told,
                "{typed:?} in {language:?}"
            );
        }
    }
}
