//! What goes over the wire: the program's own way to the network against a server on this machine.

use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use ehttp::{Method, Request, Response};
use etapa::amo::{Host, SendFault, Token};
use etapa::app::transport::{Deadlines, Network};
use etapa::demo;

use crate::support::loopback::{Answer, Loopback, NOBODY, head, json, response};

const TOKEN: &str = "s3cr3t.token";

/// One client with one server's address.
struct Client {
    network: Network,
    host: Host,
    token: Token,
}

impl Client {
    fn of(server: &Loopback) -> Self {
        Self::with(Deadlines::default(), &server.origin())
    }

    /// A client that soon gives up, and yet has sent what it has to say on a busy machine too.
    fn hasty(origin: &str) -> Self {
        Self::with(Deadlines { whole: Duration::from_secs(2), ..Deadlines::default() }, origin)
    }

    fn with(deadlines: Deadlines, origin: &str) -> Self {
        Self {
            network: Network::new(deadlines),
            host: Host::parse(origin).expect("an address of this machine"),
            token: Token::parse(TOKEN).expect("a token"),
        }
    }

    fn ask(&self, request: &Request) -> Result<Response, SendFault> {
        self.network.send(&self.host, &self.token, request)
    }

    fn fault(&self, request: &Request) -> SendFault {
        self.ask(request).map(|response| response.status).expect_err("no answer")
    }
}

fn get() -> Request {
    Request::new(Method::GET, "/api/v4/account?with=version", &[])
}

fn patch() -> Request {
    let headers = &[("Content-Type", "application/json")];
    Request::new(Method::PATCH, "/api/v4/customers/statuses/7", headers).with_body(br#"{"sort":2}"#.to_vec())
}

#[test]
fn every_method_arrives_with_its_path_its_body_and_its_length() {
    let server = Loopback::start(|_| Answer::Response(json(200, "{}")));
    let client = Client::of(&server);
    let requests = [
        get(),
        patch(),
        patch().with_method(Method::POST),
        patch().with_method(Method::POST).with_body(Vec::new()),
        Request::new(Method::DELETE, "/api/v4/customers/statuses/7", &[("Content-Type", "application/json")]),
    ];
    for request in &requests {
        let response = client.ask(request).expect("an answer");
        assert_eq!(response.bytes, b"{}", "{:?}", request.method);
    }
    let arrived = server.record().requests;
    assert_eq!(arrived.len(), requests.len(), "one request each");
    for (sent, arrived) in requests.iter().zip(&arrived) {
        assert_eq!((&arrived.method, &arrived.url), (&sent.method, &sent.url), "method and path");
        assert_eq!(arrived.body, sent.body, "body of {} {}", sent.method.as_str(), sent.url);
        assert_eq!(arrived.headers.get("Content-Type"), sent.headers.get("Content-Type"), "kind of the body");
    }
}

#[test]
fn a_request_says_who_asks_and_carries_the_token_in_one_header_only() {
    let server = Loopback::start(|_| Answer::Response(json(200, "{}")));
    let client = Client::of(&server);
    // What `ehttp` and a careless caller would add does not get through.
    let request = Request::get("/api/v4/account").with_header("Authorization", "Bearer of-someone-else");
    client.ask(&request).expect("an answer");
    let arrived = server.record().requests.remove(0);
    let version = concat!("Etapa/", env!("CARGO_PKG_VERSION"));
    assert_eq!(arrived.headers.get("User-Agent"), Some(version), "who asks");
    assert_eq!(arrived.headers.get("Accept"), Some("application/hal+json, application/json"), "what is read");
    let expected = format!("Bearer {TOKEN}");
    let tokens: Vec<&str> = arrived.headers.get_all("Authorization").collect();
    assert_eq!(tokens, [expected.as_str()], "the token of this connection, once");
    let elsewhere =
        arrived.headers.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
    for (name, value) in elsewhere.chain([("path".to_owned(), arrived.url)]) {
        assert!(!value.contains(TOKEN), "the token stands in {name}");
    }
}

#[test]
fn a_redirect_is_an_answer_and_nobody_goes_there() {
    let stranger = Loopback::start(|_| Answer::Response(json(200, "{}")));
    let target = stranger.origin();
    for http_status in [301, 302, 303, 307, 308] {
        let target = target.clone();
        let server = Loopback::start(move |_| {
            Answer::Response(response(http_status, &[("Location", &target)], b"over there"))
        });
        let client = Client::of(&server);
        for request in [get(), patch()] {
            let response = client.ask(&request).expect("the redirect itself");
            assert_eq!((response.status, response.ok), (http_status, false), "the redirect is the answer");
            assert_eq!(response.headers.get("Location"), Some(stranger.origin().as_str()), "for the notice");
        }
        assert_eq!(server.record().requests.len(), 2, "asked once each");
    }
    assert_eq!(stranger.record().connections, 0, "the token's reach ends at its host");
}

#[test]
fn twenty_requests_use_one_connection() {
    let server = Loopback::start(|_| Answer::Response(json(200, "{}")));
    let client = Client::of(&server);
    for turn in 0..20 {
        let request = if turn % 2 == 0 { get() } else { patch() };
        client.ask(&request).expect("an answer");
    }
    let record = server.record();
    assert_eq!((record.requests.len(), record.connections), (20, 1), "requests and connections");
}

#[test]
fn requests_to_this_machine_bypass_a_proxy() {
    // The environment of a running process is not ours to change, so a child repeats one of the tests.
    let child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "http::twenty_requests_use_one_connection"])
        .envs(["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"].map(|name| (name, NOBODY)))
        .output()
        .expect("a child");
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && told.contains("1 passed"), "under a proxy: {told}");
}

#[test]
fn a_server_that_never_answers_is_left_at_the_deadline_and_asked_once() {
    let server = Loopback::start(|_| Answer::Silence);
    assert_eq!(Client::hasty(&server.origin()).fault(&patch()), SendFault::TimedOut, "silence");
    let record = server.wait_until("the client to leave", |record| record.closed == 1);
    assert_eq!(record.requests.len(), 1, "it may have been done, so it is not sent again");
}

#[test]
fn a_server_that_takes_connections_and_reads_nothing_is_left_at_the_deadline() {
    // Connections wait in the listener's queue; nobody ever accepts them.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    assert_eq!(Client::hasty(&origin).fault(&patch()), SendFault::TimedOut, "nobody reads");
}

#[test]
fn a_body_that_drips_does_not_put_the_deadline_off() {
    let server = Loopback::start(|_| Answer::Drip(json(200, &" ".repeat(100_000))));
    assert_eq!(
        Client::hasty(&server.origin()).fault(&get()),
        SendFault::TimedOut,
        "every byte was in time, the whole not"
    );
    server.wait_until("the client to leave", |record| record.closed == 1);
}

#[test]
fn a_connection_that_breaks_before_the_answer_is_lost_and_not_tried_again() {
    let server = Loopback::start(|_| Answer::Hangup);
    assert_eq!(Client::of(&server).fault(&patch()), SendFault::Lost, "a new connection");
    assert_eq!(server.record().requests.len(), 1, "sent once");
}

#[test]
fn a_kept_connection_that_breaks_under_a_request_is_lost_and_not_tried_again() {
    let mut asked = 0;
    let server = Loopback::start(move |_| {
        asked += 1;
        if asked == 1 { Answer::Response(json(200, "{}")) } else { Answer::Hangup }
    });
    let client = Client::of(&server);
    client.ask(&get()).expect("an answer");
    for request in [patch(), get(), patch().with_method(Method::POST)] {
        assert_eq!(client.fault(&request), SendFault::Lost, "{}", request.method.as_str());
    }
    assert_eq!(server.record().requests.len(), 4, "every request was sent once");
}

#[test]
fn a_kept_connection_that_the_server_has_closed_is_replaced_unnoticed() {
    let server = Loopback::start(|_| Answer::LastResponse(json(200, "{}")));
    let client = Client::of(&server);
    for turn in 1..=3 {
        client.ask(&patch()).expect("an answer");
        server.wait_until("the server to close", |record| record.closed == turn);
    }
    let record = server.record();
    assert_eq!((record.requests.len(), record.connections), (3, 3), "each request once, each on a new one");
}

#[test]
fn four_reads_at_once_share_four_connections() {
    let (arrived, all_here) = mpsc::channel();
    let server = Loopback::start(move |_| {
        arrived.send(()).ok();
        Answer::Response(json(200, "{}"))
    });
    let client = Client::of(&server);
    for _round in 0..3 {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| client.ask(&get()).expect("an answer"));
            }
        });
    }
    assert_eq!(all_here.try_iter().count(), 12, "all were asked");
    let connections = server.record().connections;
    assert!(connections <= 4, "{connections} connections for four reads at a time");
}

#[test]
fn a_closed_port_is_unreachable() {
    let client = Client::with(Deadlines::default(), NOBODY);
    assert_eq!(client.fault(&patch()), SendFault::Unreachable, "nothing was sent");
}

#[test]
fn an_answer_larger_than_anything_asked_for_is_not_read_to_its_end() {
    let server = Loopback::start(|_| Answer::Response(response(200, &[], &vec![b' '; 9 * 1024 * 1024])));
    assert_eq!(Client::of(&server).fault(&get()), SendFault::TooLarge, "nine megabytes");
    let server = Loopback::start(|_| Answer::Response(response(200, &[], &vec![b' '; 7 * 1024 * 1024])));
    let response = Client::of(&server).ask(&get()).expect("an answer");
    assert_eq!(response.bytes.len(), 7 * 1024 * 1024, "seven megabytes");
}

#[test]
fn an_answer_that_ends_before_its_length_is_lost() {
    let cut = |bytes: &[u8]| {
        let bytes = bytes.to_vec();
        let server = Loopback::start(move |_| Answer::Bytes(bytes.clone()));
        Client::of(&server).fault(&get())
    };
    let whole = head(&response(200, &[("Content-Length", "100")], b""));
    assert_eq!(cut(&[&whole, &br#"{"id":1"#[..]].concat()), SendFault::Lost, "cut in the body");
    assert_eq!(cut(&whole[..30]), SendFault::Lost, "cut in the head");
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{";
    assert_eq!(cut(chunked), SendFault::Lost, "cut in a chunk");
    assert_eq!(cut(b"220 mail.example ESMTP\r\n\r\n"), SendFault::Lost, "not HTTP at all");
}

#[test]
fn an_answer_in_chunks_is_read_whole() {
    let chunks =
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n3\r\n:1}\r\n0\r\n\r\n";
    let server = Loopback::start(|_| Answer::Bytes(chunks.to_vec()));
    let response = Client::of(&server).ask(&get()).expect("an answer");
    assert_eq!(response.text(), Some(r#"{"id":1}"#), "the chunks together");
}

#[test]
fn a_packed_answer_is_unpacked() {
    /// `{"id":4051135}`, packed with gzip.
    const PACKED: [u8; 34] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0x4c, 0x51, 0xb2, 0x32,
        0x31, 0x30, 0x35, 0x34, 0x34, 0x36, 0xad, 0x05, 0x00, 0x94, 0xd1, 0xa2, 0x81, 0x0e, 0x00, 0x00, 0x00,
    ];
    let server = Loopback::start(|request| {
        assert_eq!(request.headers.get("Accept-Encoding"), Some("gzip"), "what the client can unpack");
        Answer::Response(response(200, &[("Content-Encoding", "gzip")], &PACKED))
    });
    let client = Client::of(&server);
    for _ in 0..2 {
        let response = client.ask(&get()).expect("an answer");
        assert_eq!(response.text(), Some(r#"{"id":4051135}"#), "unpacked");
    }
    assert_eq!(server.record().connections, 1, "the connection can be used again");
}

#[test]
fn every_http_status_is_an_answer_with_its_headers_and_body() {
    let page = "<html><body>502 Bad Gateway</body></html>";
    let mut waiting = vec![
        response(204, &[], b""),
        response(502, &[("Content-Type", "text/html"), ("X-Request-Id", "4711")], page.as_bytes()),
        json(429, r#"{"retry_after":3}"#),
        json(401, r#"{"title":"Unauthorized"}"#),
    ];
    let expected = waiting.clone();
    let server = Loopback::start(move |_| Answer::Response(waiting.remove(0)));
    let client = Client::of(&server);
    for expected in expected {
        let response = client.ask(&get()).expect("an answer");
        assert_eq!((response.status, response.ok), (expected.status, expected.ok), "the status");
        assert_eq!(response.bytes, expected.bytes, "the body of {}", expected.status);
        for (name, value) in &expected.headers {
            assert_eq!(response.headers.get(name), Some(value.as_str()), "{name} of {}", expected.status);
        }
    }
    assert_eq!(server.record().connections, 1, "no status breaks a connection");
}

#[test]
fn the_demo_account_can_be_reached_over_the_network() {
    let world = demo::World::demo(demo::SeedWords::English);
    let server = demo::Server::new(world).with_token(TOKEN);
    let mut faulty = demo::FaultyServer::new(
        server,
        vec![demo::ScriptedFault::new(Method::PATCH, 1, demo::FaultKind::DoneButLost)],
    );
    let server = Loopback::start(move |request| faulty.answer(request).into());
    let client = Client::of(&server);
    let statuses = Request::new(Method::GET, "/api/v4/customers/statuses", &[]);
    let before = client.ask(&statuses).expect("the statuses");
    assert_eq!(before.status, 200, "the token was understood: {:?}", before.text());
    let rename = patch().with_url("/api/v4/customers/statuses/5120346");
    assert_eq!(
        client.fault(&rename.with_body(br#"{"name":"Fresh"}"#.to_vec())),
        SendFault::Lost,
        "no answer"
    );
    let after = client.ask(&statuses).expect("the statuses");
    assert!(after.text().is_some_and(|text| text.contains("Fresh")), "it was done all the same");
}
