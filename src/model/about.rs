//! What the program knows about itself, and tells support.

use crate::amo::Host;

/// What is running here. A text is empty where it is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The version, with the commit if it was built from one.
    pub version: String,
    /// The operating system and the processor.
    pub system: String,
    /// What draws the window.
    pub renderer: String,
    /// Where everything lies that is written; `None` when nothing is.
    pub folder: Option<String>,
}

impl About {
    /// Says for support, in English, what is running and which account is open. The folder is left out: it
    /// names the user.
    #[must_use]
    pub fn details(&self, host: Option<&Host>) -> String {
        let known = |text: &str| if text.is_empty() { "not known".to_owned() } else { text.to_owned() };
        [
            format!("Etapa {}", known(&self.version)),
            format!("System: {}", known(&self.system)),
            format!("Renderer: {}", known(&self.renderer)),
            format!("Account: {}", host.map_or_else(|| "none".to_owned(), Host::to_string)),
        ]
        .join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_is_told_what_is_known_and_nothing_that_names_the_user() {
        let nothing = "Etapa not known\nSystem: not known\nRenderer: not known\nAccount: none";
        assert_eq!(About::default().details(None), nothing);
        let about = About {
            version: "1.2.3 (abcdef)".to_owned(),
            system: "linux x86_64".to_owned(),
            renderer: "glow".to_owned(),
            folder: Some("anna/data".to_owned()),
        };
        let host = Host::parse("shop.amocrm.ru").ok();
        assert_eq!(
            about.details(host.as_ref()),
            "Etapa 1.2.3 (abcdef)\nSystem: linux x86_64\nRenderer: glow\nAccount: shop.amocrm.ru"
        );
    }
}
