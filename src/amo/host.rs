//! The addresses that a token may be sent to, and how to read what a user pastes.

use std::fmt;

use crate::crm::unquoted;

/// The domains below which accounts live, and who runs them.
///
/// amoCRM's documents count `amocrm.com`, the old home of the accounts abroad, with Kommo (`platform` 2).
const VENDORS: [(&str, Vendor); 3] =
    [("amocrm.ru", Vendor::AmoCrm), ("amocrm.com", Vendor::Kommo), ("kommo.com", Vendor::Kommo)];

/// Who runs an account. An integration is made on one side, and its keys are no good on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vendor {
    /// amoCRM, for Russia and its neighbours.
    AmoCrm,
    /// Kommo, for the rest of the world.
    Kommo,
}

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
    Account { host: String, vendor: Vendor },
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
        // Only around it: what is unseen inside may be meant to make a stranger's address look like another.
        let text = unquoted(text);
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

    /// Returns who runs the account; `None` for a stand-in server on this machine.
    #[must_use]
    pub fn vendor(&self) -> Option<Vendor> {
        match self.0 {
            Place::Account { vendor, .. } => Some(vendor),
            Place::Local { .. } => None,
        }
    }

    /// Returns the address of the web page on which an administrator makes an integration and finds its
    /// keys. A stand-in server has none.
    ///
    /// amoCRM: "amoMarket", then the three dots (step by step guide of its documents); the part behind `#`
    /// shows what is installed, as own integrations are. Kommo: Settings, then Integrations.
    #[must_use]
    pub fn integrations_page(&self) -> Option<String> {
        let path = match self.vendor()? {
            Vendor::AmoCrm => "/amo-market/#category-installed",
            Vendor::Kommo => "/settings/widgets/",
        };
        Some(format!("{}{path}", self.origin()))
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
            Place::Account { host, .. } => f.write_str(host),
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
    // Accounts live one label below the domain: the vendor's certificates reach no deeper.
    let home = VENDORS.into_iter().find(|(home, _)| *home == domain && account != "www");
    let is_near =
        |home: &str| authority.strip_suffix(home).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    match home {
        Some((_, vendor)) => Ok(Host(Place::Account { host, vendor })),
        None if VENDORS.into_iter().any(|(home, _)| is_near(home)) => Err(HostFault::NoAccount { host }),
        None => Err(HostFault::NotVendor { host }),
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
    fn amocrm_and_kommo_are_told_apart() {
        for (text, vendor, page) in [
            (
                "shop.amocrm.ru",
                Some(Vendor::AmoCrm),
                Some("https://shop.amocrm.ru/amo-market/#category-installed"),
            ),
            ("shop.amocrm.com", Some(Vendor::Kommo), Some("https://shop.amocrm.com/settings/widgets/")),
            ("shop.kommo.com", Some(Vendor::Kommo), Some("https://shop.kommo.com/settings/widgets/")),
            ("http://127.0.0.1:8080", None, None),
        ] {
            let host = Host::parse(text).expect("a host");
            assert_eq!((host.vendor(), host.integrations_page().as_deref()), (vendor, page), "{text}");
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
    fn what_stands_around_an_address_is_dropped() {
        for text in
            ["\"shop.kommo.com\"", "«https://shop.kommo.com/leads/»", "\u{2066}“shop.kommo.com”\u{2069}"]
        {
            assert_eq!(
                Host::parse(text).map(|host| host.to_string()).as_deref(),
                Ok("shop.kommo.com"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn nothing_but_spaces_is_empty() {
        for text in ["", "  ", "\t\r\n", "\u{a0}\u{200b}", "\u{ad}\"\""] {
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

    /// Each row is a trick by which an address looks like the vendor's or like this machine, and is not.
    #[test]
    fn no_trick_gets_a_secret_sent_to_a_stranger() {
        let tricks = [
            ("another end", "amocrm.ru.evil.example"),
            ("another end, with a label", "https://shop.amocrm.ru.evil.example/"),
            ("another end, in capitals", "HTTPS://SHOP.AMOCRM.RU.EVIL.EXAMPLE"),
            ("another end, behind a dot", "shop.amocrm.ru..evil.example"),
            ("the vendor as a path", "evil.example/amocrm.ru"),
            ("the vendor as a query", "https://evil.example?shop.amocrm.ru"),
            ("the vendor as a fragment", "https://evil.example#shop.amocrm.ru"),
            ("the vendor as a path, backwards", "https://evil.example\\shop.amocrm.ru"),
            ("the vendor as a parameter", "https://evil.example;shop.amocrm.ru"),
            ("the vendor as the user", "amocrm.ru@evil.example"),
            ("the vendor as the user, with a scheme", "https://shop.amocrm.ru@evil.example/"),
            ("the vendor as user and password", "https://shop.amocrm.ru:x@evil.example"),
            ("the user behind a slash backwards", "https://shop.amocrm.ru\\@evil.example"),
            ("the user, encoded", "https://shop.amocrm.ru%40evil.example"),
            ("a user at the vendor", "https://evil.example@shop.amocrm.ru"),
            ("a slash, encoded", "https://evil.example%2f.amocrm.ru"),
            ("an encoded name", "xn--shp-5cd.amocrm.ru"),
            ("an encoded name, in capitals", "XN--SHP-5CD.amocrm.ru"),
            ("an encoded domain", "shop.xn--amcrm-3ve.ru"),
            ("a letter that only looks so", "shop.amосrm.ru"),
            ("a letter that small becomes ASCII", "shop.\u{212a}ommo.com"),
            ("a dot that only looks so", "evil.example\u{3002}amocrm.ru"),
            ("a slash that only looks so", "evil.example\u{2044}.amocrm.ru"),
            ("a port", "shop.amocrm.ru:443"),
            ("a port, empty", "shop.amocrm.ru:"),
            ("a trailing dot", "shop.amocrm.ru."),
            ("a trailing dot before a path", "https://shop.amocrm.ru./x"),
            ("a space", "shop.amocrm.ru evil.example"),
            ("a line break", "shop.amocrm.ru\nevil.example"),
            ("a line break for a header", "shop.amocrm.ru\r\nHost: evil.example"),
            ("a tab", "evil.example\t.amocrm.ru"),
            ("a zero byte", "evil.example\0.amocrm.ru"),
            ("an invisible character", "shop.amocrm\u{200b}.ru"),
            ("text that runs backwards", "\u{202e}ur.mrcoma.pohs"),
            ("another scheme", "file://shop.amocrm.ru"),
            ("no scheme at all", "//shop.amocrm.ru"),
            ("too few slashes", "https:/shop.amocrm.ru"),
            ("too many slashes", "https:///shop.amocrm.ru"),
            ("a hyphen for a dot", "shop-amocrm.ru"),
            ("a longer domain", "shop.notamocrm.ru"),
            ("another country", "shop.amocrm.com.kz"),
            ("this machine in front", "http://localhost.evil.example"),
            ("this machine in front, with a port", "http://localhost.evil.example:8080"),
            ("this machine as the user", "http://localhost:8080@evil.example"),
            ("this machine's number in front", "http://127.0.0.1.evil.example:8080"),
            ("this machine, short", "http://127.1:8080"),
            ("this machine, decimal", "http://2130706433:8080"),
            ("this machine, decimal, bare", "http://2130706433"),
            ("this machine, hexadecimal", "http://0x7f000001:8080"),
            ("this machine, octal", "http://0177.0.0.1:8080"),
            ("this machine, any address", "http://0.0.0.0:8080"),
            ("this machine, IPv6 in full", "http://[0:0:0:0:0:0:0:1]:8080"),
            ("this machine, IPv4 in IPv6", "http://[::ffff:127.0.0.1]:8080"),
            ("this machine, IPv6 with a zone", "http://[::1%25eth0]:8080"),
            ("this machine, any address of IPv6", "http://[::]:8080"),
            ("this machine, IPv6 without brackets", "http://::1:8080"),
            ("this machine with a trailing dot", "http://localhost.:8080"),
        ];
        for (trick, text) in tricks {
            let read = Host::parse(text);
            assert!(read.is_err(), "{trick}: {text:?} is taken for {read:?}");
        }
    }
}
