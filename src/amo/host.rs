//! The addresses that a token may be sent to, and how to read what a user pastes.

use std::fmt;

/// The vendor's domains below which accounts live.
const VENDORS: [&str; 3] = ["amocrm.ru", "amocrm.com", "kommo.com"];

/// The names of this machine. Not all of 127.0.0.0/8: nobody needs the others.
const LOOPBACKS: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Where an account lives: one label below a domain of the vendor, or a port of this machine.
///
/// Only [`Host::parse`] makes one, so no mistake elsewhere can send a token to a stranger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Host(Place);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    /// Such as `shop.amocrm.ru`, in lower case; always asked by https.
    Vendor(String),
    /// A name of this machine with a port; always asked by http.
    Local { name: &'static str, port: u16 },
}

/// Why a text is no address of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostFault {
    /// Nothing was given.
    Empty,
    /// Only a name, such as `shop`: it may belong to any of the vendor's domains.
    NameOnly {
        /// The name.
        name: String,
    },
    /// A page of the vendor, such as `www.amocrm.ru`, where no account lives.
    NoAccount {
        /// The page's host.
        host: String,
    },
    /// A host of somebody else.
    NotVendor {
        /// The host.
        host: String,
    },
    /// This machine, but not in the form `http://127.0.0.1:PORT`.
    LocalForm,
    /// No address at all: odd characters, a user name, a port where none belongs, a wrong scheme.
    NotAnAddress,
}

impl Host {
    /// Reads whatever a user pastes: a host, or the address of any page of the account.
    ///
    /// Everything behind the host is dropped. An address of the vendor that was pasted with `http://`
    /// is understood, and asked by https all the same.
    ///
    /// # Errors
    ///
    /// Anything but a host of an account is refused, look-alikes first of all.
    pub fn parse(text: &str) -> Result<Self, HostFault> {
        // Web pages and messengers put these around what is copied, and nobody sees them.
        let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
        let text = text.trim_matches(invisible);
        if text.is_empty() {
            return Err(HostFault::Empty);
        }
        let (scheme, rest) = split_scheme(text)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        match LOOPBACKS.into_iter().find_map(|name| Some((name, authority.strip_prefix(name)?))) {
            Some((name, "")) => local(name, "", scheme),
            Some((name, rest)) if rest.starts_with(':') => local(name, rest, scheme),
            _ => vendor(&authority),
        }
    }

    /// Returns the scheme and host that the path of a request is put behind.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.is_local() { "http" } else { "https" };
        format!("{scheme}://{self}")
    }

    /// Tells whether this is a stand-in server on this machine instead of an account of the vendor.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(self.0, Place::Local { .. })
    }
}

/// Writes the host alone, with the port where there is one. [`Host::parse`] reads it back.
impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Vendor(host) => f.write_str(host),
            Place::Local { name, port } => write!(f, "{name}:{port}"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
    NotGiven,
}

fn split_scheme(text: &str) -> Result<(Scheme, &str), HostFault> {
    // A later `://` belongs to a page's query.
    let given = text.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?', '#']));
    match given {
        None => Ok((Scheme::NotGiven, text)),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => Ok((Scheme::Https, rest)),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => Ok((Scheme::Http, rest)),
        Some(_) => Err(HostFault::NotAnAddress),
    }
}

/// Reads this machine; `port` is what stands behind the name, the colon included.
fn local(name: &'static str, port: &str, scheme: Scheme) -> Result<Host, HostFault> {
    let digits = port.strip_prefix(':').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    match digits.and_then(|digits| digits.parse().ok()) {
        Some(port) if port > 0 && scheme != Scheme::Https => Ok(Host(Place::Local { name, port })),
        _ => Err(HostFault::LocalForm),
    }
}

fn vendor(authority: &str) -> Result<Host, HostFault> {
    let labels: Vec<&str> = authority.split('.').collect();
    if authority.len() > 253 || !labels.iter().all(|label| is_label(label)) {
        return Err(HostFault::NotAnAddress);
    }
    let host = authority.to_owned();
    let Some((account, domain)) = authority.split_once('.') else {
        return Err(HostFault::NameOnly { name: host });
    };
    let is_below = |vendor: &str| authority.strip_suffix(vendor).is_some_and(|rest| rest.ends_with('.'));
    if VENDORS.contains(&domain) && account != "www" {
        Ok(Host(Place::Vendor(host)))
    } else if VENDORS.contains(&authority) || VENDORS.into_iter().any(is_below) {
        // Accounts live one label below the domain: the vendor's certificates reach no deeper.
        Err(HostFault::NoAccount { host })
    } else {
        Err(HostFault::NotVendor { host })
    }
}

/// Tells whether this can be a part of a host's name.
///
/// The vendor gives out no encoded names (`xn--`), and they are what look-alikes are made of.
fn is_label(label: &str) -> bool {
    let sound = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let fits = (1..=63).contains(&label.len()) && label.bytes().all(sound);
    fits && !label.starts_with('-') && !label.ends_with('-') && !label.starts_with("xn--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_address_of_an_account_is_understood() {
        for text in [
            "shop.amocrm.ru",
            "  shop.amocrm.ru\n",
            "\u{feff}shop.amocrm.ru\u{200b}",
            "SHOP.AmoCRM.ru",
            "shop.amocrm.ru/",
            "https://shop.amocrm.ru",
            "HTTPS://shop.amocrm.ru/",
            "https://shop.amocrm.ru/settings/pipeline/customers/?x=1#y",
            "https://shop.amocrm.ru?back=https://evil.example/",
            "shop.amocrm.ru/?back=https://evil.example/",
            "https://shop.amocrm.ru#a@b",
            "https://shop.amocrm.ru/mail/me@evil.example",
            "https://shop.amocrm.ru/%2e%2e/a b",
            "http://shop.amocrm.ru",
        ] {
            let origin = Host::parse(text).map(|host| host.origin());
            assert_eq!(origin.as_deref(), Ok("https://shop.amocrm.ru"), "{text:?}");
        }
    }

    #[test]
    fn every_domain_of_the_vendor_has_accounts() {
        for text in ["a.amocrm.ru", "a-1.amocrm.com", "1.kommo.com", "wwww.kommo.com"] {
            let host = Host::parse(text).map(|host| (host.to_string(), host.is_local()));
            assert_eq!(host, Ok((text.to_owned(), false)));
        }
    }

    #[test]
    fn a_port_of_this_machine_is_asked_by_http() {
        for (text, origin) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:1/some/page", "http://localhost:1"),
            ("HTTP://LocalHost:65535/", "http://localhost:65535"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            let host = Host::parse(text).map(|host| (host.origin(), host.is_local()));
            assert_eq!(host, Ok((origin.to_owned(), true)), "{text}");
        }
    }

    #[test]
    fn a_written_host_is_read_back() {
        for text in ["https://shop.kommo.com/x", "http://127.0.0.1:8080/x", "http://[::1]:9/"] {
            let host = Host::parse(text);
            let again = host.as_ref().map(|host| Host::parse(&host.to_string()));
            assert_eq!(again, Ok(host.clone()), "{text}");
        }
    }

    #[test]
    fn nothing_but_spaces_is_empty() {
        for text in ["", "  ", "\t\r\n", "\u{a0}\u{200b}"] {
            assert_eq!(Host::parse(text), Err(HostFault::Empty), "{text:?}");
        }
    }

    #[test]
    fn a_name_alone_is_ambiguous() {
        for text in ["shop", "https://shop/", "amocrm"] {
            assert!(matches!(Host::parse(text), Err(HostFault::NameOnly { .. })), "{text}");
        }
    }

    #[test]
    fn pages_of_the_vendor_are_no_accounts() {
        for text in
            ["amocrm.ru", "www.amocrm.ru", "https://www.kommo.com/login", "kommo.com", "a.b.amocrm.com"]
        {
            assert!(matches!(Host::parse(text), Err(HostFault::NoAccount { .. })), "{text}");
        }
    }

    #[test]
    fn other_hosts_and_look_alikes_are_strangers() {
        for (text, host) in [
            ("shop.amocrm.ru.evil.example", "shop.amocrm.ru.evil.example"),
            ("evil.example/shop.amocrm.ru", "evil.example"),
            ("https://evil.example?shop.amocrm.ru", "evil.example"),
            ("https://evil.example#.amocrm.ru", "evil.example"),
            ("shop.amocrm.ru-evil.example", "shop.amocrm.ru-evil.example"),
            ("shopamocrm.ru", "shopamocrm.ru"),
            ("shop.evilamocrm.ru", "shop.evilamocrm.ru"),
            ("shop.amocrm.com.ua", "shop.amocrm.com.ua"),
            ("shop.kommo.ru", "shop.kommo.ru"),
            ("127.0.0.2", "127.0.0.2"),
            ("10.0.0.1", "10.0.0.1"),
            ("http://localhost.evil.example", "localhost.evil.example"),
        ] {
            assert_eq!(Host::parse(text), Err(HostFault::NotVendor { host: host.to_owned() }), "{text}");
        }
    }

    #[test]
    fn this_machine_needs_http_and_a_port() {
        for text in [
            "localhost",
            "http://127.0.0.1",
            "http://localhost:",
            "http://localhost:0",
            "http://localhost:65536",
            "http://localhost:+80",
            "http://localhost:80:80",
            "http://localhost:80@evil.example",
            "https://localhost:8080",
            "https://127.0.0.1:8080",
        ] {
            assert_eq!(Host::parse(text), Err(HostFault::LocalForm), "{text}");
        }
    }

    #[test]
    fn odd_texts_are_no_addresses() {
        let long_label = format!("{}.amocrm.ru", "a".repeat(64));
        let long_host = format!("{}amocrm.ru", "a.".repeat(130));
        for text in [
            "shop.amocrm.ru@evil.example",
            "https://shop.amocrm.ru:x@evil.example",
            "https://me@shop.amocrm.ru",
            "shop.amocrm.ru:443",
            "https://shop.amocrm.ru:8443/",
            "http://127.0.0.1@evil.example:80",
            "127.0.0.1.evil.example:80",
            "http://[::2]:80",
            "http://[::1]evil.example:80",
            "xn--80a.amocrm.ru",
            "shop.xn--mocrm-4ve.ru",
            "магазин.amocrm.ru",
            "shop.аmocrm.ru",
            "ｓhop.amocrm.ru",
            "shop。amocrm.ru",
            ".amocrm.ru",
            "shop..amocrm.ru",
            "shop.amocrm.ru.",
            "my_shop.amocrm.ru",
            "-shop.amocrm.ru",
            "shop-.amocrm.ru",
            "shop.amocrm.ru evil.example",
            "shop.amo\tcrm.ru",
            "shop.amo\ncrm.ru",
            "shop.amocrm.ru\0.evil.example",
            "https:\\\\shop.amocrm.ru",
            "evil.example\\.amocrm.ru",
            "https://evil.example\\@shop.amocrm.ru",
            "shop%2eamocrm.ru",
            "https:shop.amocrm.ru",
            "//shop.amocrm.ru",
            "https://",
            "https:///shop.amocrm.ru",
            "ftp://shop.amocrm.ru",
            "javascript://shop.amocrm.ru",
            "https://https://shop.amocrm.ru",
            "*.amocrm.ru",
            &long_label,
            &long_host,
        ] {
            assert_eq!(Host::parse(text), Err(HostFault::NotAnAddress), "{text:?}");
        }
    }
}
