//! Sends one request to an account's host and waits for the answer: kept-alive, with deadlines, no further.
//!
//! The vocabulary is `ehttp`'s, the engine below it is [`ureq`] (which `ehttp` itself uses), but never
//! `ehttp::fetch`: version 0.7 opens a new connection with a new TLS handshake for every request, applies
//! its timeout neither to connecting nor to waiting for the answer (and to nothing at all on POST, PATCH
//! and PUT), and follows redirects, to wherever they lead. Here:
//!
//! - Connections are kept and used again. Before one is used, `ureq` looks whether the server has closed
//!   it in the meantime; a connection that idled for `IDLE_LIMIT` is not tried at all. Nothing is ever
//!   sent twice: when a kept connection breaks under a request, that is [`SendFault::Lost`].
//! - Every phase has a deadline, and so has the whole.
//! - A redirect is an answer like any other; nobody follows it, so the token reaches one origin only.
//! - Faults before the connection stands are told apart from faults after it, because only the former
//!   prove that the server did nothing. Two thin wrappers, `Lookup` and `Dial`, mark them. They use
//!   traits that `ureq` keeps outside its promise of stability: an update may ask for changes here, and
//!   the compiler will say so.

use std::fmt;
use std::io;
use std::time::Duration;

use ureq::config::Config;
use ureq::http;
use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport};

use crate::amo::{Host, OAuthRequest, SendFault, Token};

/// The largest answer that is read. A page of 250 rich entities stays far below it.
const MAX_ANSWER_BYTES: u64 = 8 * 1024 * 1024;

/// How long an unused connection is kept. Servers and address translators usually wait a minute or more
/// before they drop one silently; a third of that leaves a margin.
const IDLE_LIMIT: Duration = Duration::from_secs(20);

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Looking up the name; and again connecting, with the TLS handshake.
    pub connect: Duration,
    /// Everything, from the lookup to the last byte of the answer.
    pub whole: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(30) }
    }
}

/// The way to the servers: kept-alive connections under `ehttp`'s types.
///
/// Clones share their connections.
#[derive(Clone, Debug)]
pub struct Network {
    /// For accounts: https only, through the system's proxy if there is one.
    accounts: ureq::Agent,
    /// For stand-in servers on this machine: plain http, never through a proxy.
    loopback: ureq::Agent,
}

impl Network {
    /// Makes a network without any connection yet.
    #[must_use]
    pub fn new(deadlines: Deadlines) -> Self {
        let accounts = settings(deadlines).https_only(true).build();
        let loopback = settings(deadlines).proxy(None).build();
        Self { accounts: agent(accounts), loopback: agent(loopback) }
    }

    /// Sends a request and waits for the whole answer. Blocks up to the deadline.
    ///
    /// The request's `url` is a path; its `timeout` is not looked at, the deadlines of the network hold.
    /// An answer of any HTTP status, redirects included, is an answer.
    ///
    /// # Errors
    ///
    /// Tells why no (whole) answer came; [`SendFault::may_have_arrived`] says what that means for a write.
    pub fn send(
        &self,
        host: &Host,
        token: &Token,
        request: &ehttp::Request,
    ) -> Result<ehttp::Response, SendFault> {
        self.exchange(host, account_headers(token, request), request)
    }

    /// Sends a request of the sign-in to the one host that may see it, with all of its headers and no access
    /// token. Blocks up to the deadline.
    ///
    /// # Errors
    ///
    /// As [`Self::send`].
    pub fn send_sign_in(&self, request: &OAuthRequest) -> Result<ehttp::Response, SendFault> {
        self.exchange(request.host(), all_headers(request.reveal()), request.reveal())
    }

    fn exchange(
        &self,
        host: &Host,
        headers: Option<Headers>,
        request: &ehttp::Request,
    ) -> Result<ehttp::Response, SendFault> {
        let origin = host.origin();
        // A `Host` speaks plain http only on this machine.
        let agent = if origin.starts_with("http://") { &self.loopback } else { &self.accounts };
        exchange(agent, &origin, headers, request)
    }
}

/// Headers of a request, secrets marked as such.
type Headers = Vec<(HeaderName, HeaderValue)>;

/// Returns the headers of a request to an account; `None` if they cannot be written.
fn account_headers(token: &Token, request: &ehttp::Request) -> Option<Headers> {
    let mut headers = vec![(AUTHORIZATION, secret_value(&format!("Bearer {}", token.reveal()))?)];
    // Of the request's own headers only this one has a meaning here; `ehttp` adds others by itself.
    if let Some(content_type) = request.headers.get(CONTENT_TYPE.as_str()) {
        headers.push((CONTENT_TYPE, HeaderValue::from_str(content_type).ok()?));
    }
    Some(headers)
}

/// Returns all headers of a request, any of which may be a secret; `None` if they cannot be written.
fn all_headers(request: &ehttp::Request) -> Option<Headers> {
    let header = |(name, value): &(String, String)| {
        Some((HeaderName::try_from(name.as_str()).ok()?, secret_value(value)?))
    };
    request.headers.headers.iter().map(header).collect()
}

fn secret_value(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Returns the settings that both agents share.
fn settings(deadlines: Deadlines) -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    // Not the certificates compiled into the program: offices re-sign TLS with roots of their own.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .tls_config(tls)
        .timeout_resolve(Some(deadlines.connect))
        .timeout_connect(Some(deadlines.connect))
        .timeout_global(Some(deadlines.whole))
        .max_idle_age(IDLE_LIMIT)
        // One conversation asks one thing at a time; this leaves room for reading lists side by side.
        .max_idle_connections_per_host(4)
        .user_agent(concat!("Etapa/", env!("CARGO_PKG_VERSION")))
}

fn agent(config: Config) -> ureq::Agent {
    ureq::Agent::with_parts(config, Dial(DefaultConnector::new()), Lookup(DefaultResolver::default()))
}

fn exchange(
    agent: &ureq::Agent,
    origin: &str,
    headers: Option<Headers>,
    request: &ehttp::Request,
) -> Result<ehttp::Response, SendFault> {
    // Anything else could continue the host's name, and carry the secret to a stranger.
    if !request.url.starts_with('/') {
        return Err(SendFault::Unreachable);
    }
    let url = format!("{origin}{}", request.url);
    let head = headers.and_then(|headers| head(&url, headers, request).ok()).ok_or(SendFault::Unreachable)?;
    let answer = if request.body.is_empty() {
        agent.run(head)
    } else {
        agent.run(head.map(|()| request.body.as_slice()))
    };
    answer.and_then(|answer| receive(url, answer)).map_err(|error| fault_of(&error))
}

/// Builds everything of the request but its body.
fn head(url: &str, headers: Headers, request: &ehttp::Request) -> Result<http::Request<()>, http::Error> {
    let head = http::Request::builder().method(request.method.as_str()).uri(url);
    let head = head.header(ACCEPT, "application/hal+json, application/json");
    headers.into_iter().fold(head, |head, (name, value)| head.header(name, value)).body(())
}

/// Reads the body and turns the answer into `ehttp`'s words.
fn receive(url: String, answer: http::Response<ureq::Body>) -> Result<ehttp::Response, ureq::Error> {
    let (parts, body) = answer.into_parts();
    let bytes = body.into_with_config().limit(MAX_ANSWER_BYTES).read_to_vec()?;
    let mut headers = ehttp::Headers::default();
    for (name, value) in &parts.headers {
        headers.insert(name, String::from_utf8_lossy(value.as_bytes()));
    }
    Ok(ehttp::Response {
        url,
        ok: parts.status.is_success(),
        status: parts.status.as_u16(),
        status_text: parts.status.canonical_reason().unwrap_or_default().to_owned(),
        headers,
        bytes,
    })
}

/// Says what an error means for the user, and whether the server may have done what it was asked.
fn fault_of(error: &ureq::Error) -> SendFault {
    match error {
        ureq::Error::Other(other) => match other.downcast_ref() {
            Some(NotSent(fault)) => fault.clone(),
            None => SendFault::Lost,
        },
        ureq::Error::Timeout(_) => SendFault::TimedOut,
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => SendFault::TooLarge,
        // Refused by `ureq` before it looked for the host.
        ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::RequireHttpsOnly(_) => {
            SendFault::Unreachable
        }
        // Broken off, or not HTTP any more: with a connection standing, nothing proves that the request
        // did not arrive.
        _ => SendFault::Lost,
    }
}

/// An error that happened before the first byte of the request left.
#[derive(Debug)]
struct NotSent(SendFault);

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not sent: {:?}", self.0)
    }
}

impl std::error::Error for NotSent {}

impl From<NotSent> for ureq::Error {
    fn from(not_sent: NotSent) -> Self {
        Self::Other(Box::new(not_sent))
    }
}

/// Looks names up, and marks every failure as [`NotSent`].
#[derive(Debug)]
struct Lookup(DefaultResolver);

impl Resolver for Lookup {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout).map_err(|error| {
            let fault = match error {
                // The name service itself does not answer; nothing is known about the name.
                ureq::Error::Timeout(_) => SendFault::Unreachable,
                _ => SendFault::UnknownHost,
            };
            NotSent(fault).into()
        })
    }
}

/// Connects, through the proxy and with TLS where wanted, and marks every failure as [`NotSent`].
#[derive(Debug)]
struct Dial(DefaultConnector);

impl Connector<()> for Dial {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained).map_err(|error| match error {
            // The name of a proxy is looked up while connecting.
            ureq::Error::Other(marked) if marked.is::<NotSent>() => ureq::Error::Other(marked),
            error => NotSent(connect_fault(&error)).into(),
        })
    }
}

/// Says why no connection came to stand.
fn connect_fault(error: &ureq::Error) -> SendFault {
    match error {
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => SendFault::Untrusted,
        // How `rustls` reports a handshake that went wrong, a certificate that is not trusted above all.
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => SendFault::Untrusted,
        _ => SendFault::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        Token::parse("secret").expect("a token")
    }

    fn ask(origin: &str, request: &ehttp::Request) -> Result<ehttp::Response, SendFault> {
        let network = Network::new(Deadlines::default());
        exchange(&network.loopback, origin, account_headers(&token(), request), request)
    }

    #[test]
    fn a_name_that_nobody_can_look_up_is_an_unknown_host() {
        // Longer than a label of a name may be: no name service is asked, so this needs no network.
        let origin = format!("http://{}.invalid", "a".repeat(64));
        let outcome = ask(&origin, &ehttp::Request::get("/api/v4/account"));
        assert_eq!(outcome.map(|response| response.status), Err(SendFault::UnknownHost), "{origin}");
    }

    #[test]
    fn accounts_are_never_asked_over_plain_http() {
        let network = Network::new(Deadlines::default());
        let request = ehttp::Request::get("/api/v4/account");
        let outcome =
            exchange(&network.accounts, "http://127.0.0.1:9", account_headers(&token(), &request), &request);
        assert_eq!(outcome.map(|response| response.status), Err(SendFault::Unreachable), "https only");
    }

    #[test]
    fn whoever_cannot_prove_to_be_the_host_is_not_trusted() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let origin = format!("https://{}", listener.local_addr().expect("an address"));
        // As a gateway of a hotel does, that answers everything itself and in plain HTTP.
        let gateway = move || {
            use std::io::{Read as _, Write as _};
            let (mut stream, _) = listener.accept()?;
            let mut hello = [0; 1024];
            let length = stream.read(&mut hello)?;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")?;
            Ok::<_, io::Error>(hello[..length].to_vec())
        };
        let gateway =
            std::thread::Builder::new().name("gateway".to_owned()).spawn(gateway).expect("a thread");
        let network = Network::new(Deadlines::default());
        let request = ehttp::Request::get("/api/v4/account");
        let outcome = exchange(&network.accounts, &origin, account_headers(&token(), &request), &request);
        assert_eq!(outcome.map(|response| response.status), Err(SendFault::Untrusted), "no handshake");
        let told = gateway.join().expect("a gateway that ends").expect("a connection");
        assert!(!told.windows(6).any(|bytes| bytes == b"secret"), "the token stays here");
    }

    #[test]
    fn an_address_that_would_continue_the_host_name_is_not_asked() {
        let outcome = ask("http://127.0.0.1:9", &ehttp::Request::get("@example.invalid/"));
        assert_eq!(outcome.map(|response| response.status), Err(SendFault::Unreachable), "not a path");
    }

    #[test]
    fn the_token_is_marked_as_sensitive_and_the_only_extra_is_the_content_type() {
        let request = ehttp::Request::post("/api/v4/customers", b"{}".to_vec())
            .with_header("Cookie", "a=b")
            .with_header("authorization", "Bearer other");
        let headers = account_headers(&token(), &request).expect("headers");
        let head = head("http://127.0.0.1:9/api/v4/customers", headers, &request).expect("a head");
        let names: Vec<&str> = head.headers().keys().map(http::HeaderName::as_str).collect();
        assert_eq!(names, ["accept", "authorization", "content-type"], "no other header is passed on");
        assert!(!format!("{head:?}").contains("secret"), "the token is not printed");
    }

    #[test]
    fn only_faults_before_the_connection_stands_say_that_nothing_was_sent() {
        let broken = |kind: io::ErrorKind| ureq::Error::Io(io::Error::from(kind));
        let table = [
            (connect_fault(&broken(io::ErrorKind::ConnectionRefused)), SendFault::Unreachable),
            (connect_fault(&broken(io::ErrorKind::ConnectionReset)), SendFault::Unreachable),
            (connect_fault(&broken(io::ErrorKind::InvalidData)), SendFault::Untrusted),
            (connect_fault(&ureq::Error::Timeout(ureq::Timeout::Connect)), SendFault::Unreachable),
            (connect_fault(&ureq::Error::ConnectProxyFailed(String::new())), SendFault::Unreachable),
            (fault_of(&broken(io::ErrorKind::NetworkUnreachable)), SendFault::Lost),
            (fault_of(&broken(io::ErrorKind::ConnectionReset)), SendFault::Lost),
            (fault_of(&broken(io::ErrorKind::InvalidData)), SendFault::Lost),
            (fault_of(&ureq::Error::Timeout(ureq::Timeout::Global)), SendFault::TimedOut),
            (fault_of(&ureq::Error::BodyExceedsLimit(1)), SendFault::TooLarge),
            (fault_of(&NotSent(SendFault::Untrusted).into()), SendFault::Untrusted),
        ];
        for (row, (found, expected)) in table.into_iter().enumerate() {
            assert_eq!(found, expected, "row {row}");
        }
    }
}
