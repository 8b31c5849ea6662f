//! A small HTTP/1.1 server on this machine: what a test says is what a client gets.
//!
//! It listens on 127.0.0.1 only, at a port of the system's choice unless told otherwise, keeps connections
//! alive, and ends with all its threads when it is dropped. Nothing in it waits for ever.

use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ehttp::{Headers, Method, Request, Response};
use etapa::demo;

/// How many connections are served in one life, so that a test that runs wild comes to an end.
const MOST_CONNECTIONS: usize = 200;
const MOST_HEAD_BYTES: u64 = 64 * 1024;
const MOST_BODY_BYTES: u64 = 16 * 1024 * 1024;
/// How long a connection may idle, and how long a test waits for something to happen.
const PATIENCE: Duration = Duration::from_secs(20);
/// Where nobody answers: the port of `discard`. One of the system's choice might be given to somebody else in
/// the meantime.
pub const NOBODY: &str = "http://127.0.0.1:9";
/// The time between two bytes of [`Answer::Drip`].
const DRIP: Duration = Duration::from_millis(20);

/// What a client gets.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The whole answer; the connection stays open.
    Response(Response),
    /// The whole answer; then the connection is closed without having said so.
    LastResponse(Response),
    /// The answer's head at once, its body byte by byte, for as long as the client stays.
    Drip(Response),
    /// Exactly these bytes; then the connection is closed.
    Bytes(Vec<u8>),
    /// The connection is closed without a word.
    Hangup,
    /// No word, and the connection stays open for as long as the client stays.
    Silence,
}

impl From<demo::Answer> for Answer {
    fn from(answer: demo::Answer) -> Self {
        match answer {
            demo::Answer::Response(response) => Self::Response(response),
            // Whether the request was carried out is the demo account's affair; the wire looks the same.
            demo::Answer::DoneButLost | demo::Answer::LostBeforeDone => Self::Hangup,
            demo::Answer::Silence => Self::Silence,
        }
    }
}

/// Builds an answer with a JSON body.
pub fn json(http_status: u16, body: &str) -> Response {
    response(http_status, &[("Content-Type", "application/hal+json")], body.as_bytes())
}

/// Builds an answer.
pub fn response(http_status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
    Response {
        url: String::new(),
        ok: (200..300).contains(&http_status),
        status: http_status,
        status_text: "Answer".to_owned(),
        headers: Headers::new(headers),
        bytes: body.to_vec(),
    }
}

/// What has happened so far.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// How many connections clients have opened.
    pub connections: usize,
    /// How many of them are closed.
    pub closed: usize,
    /// The requests in the order of their arrival; their `url` is what stood in the request line.
    pub requests: Vec<Request>,
}

/// A running server; dropping it ends it.
pub struct Loopback {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

type Handler = Box<dyn FnMut(&Request) -> Answer + Send>;

struct Shared {
    handler: Mutex<Handler>,
    record: Mutex<Record>,
    changed: Condvar,
    life: Mutex<Life>,
    /// Whether the next request ends in a reset.
    resets: AtomicBool,
}

#[derive(Default)]
struct Life {
    over: bool,
    connections: Vec<(Weak<TcpStream>, JoinHandle<()>)>,
}

impl Loopback {
    /// Starts a server at a free port. The handler is asked for one request at a time.
    pub fn start(handler: impl FnMut(&Request) -> Answer + Send + 'static) -> Self {
        Self::start_at(0, handler).expect("a free port on this machine")
    }

    /// Starts a server at this port; 0 stands for a free one.
    pub fn start_at(port: u16, handler: impl FnMut(&Request) -> Answer + Send + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler: Mutex::new(Box::new(handler)),
            record: Mutex::default(),
            changed: Condvar::new(),
            life: Mutex::default(),
            resets: AtomicBool::new(false),
        });
        let for_thread = Arc::clone(&shared);
        let listening = thread::Builder::new()
            .name("loopback".to_owned())
            .spawn(move || listen(&listener, &for_thread))?;
        Ok(Self { address, shared, listening: Some(listening) })
    }

    /// Returns the address clients use, such as `http://127.0.0.1:40123`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Resets the connection of the next request, of which nothing is read. The handler is asked all the
    /// same, so that it may do what is wanted; its answer goes nowhere.
    pub fn reset_next(&self) {
        self.shared.resets.store(true, Ordering::SeqCst);
    }

    /// Returns what has happened so far.
    pub fn record(&self) -> Record {
        lock(&self.shared.record).clone()
    }

    /// Waits until something has happened, and returns what had happened then.
    pub fn wait_until(&self, what: &str, mut happened: impl FnMut(&Record) -> bool) -> Record {
        let record = lock(&self.shared.record);
        let (record, waited) = self
            .shared
            .changed
            .wait_timeout_while(record, PATIENCE, |record| !happened(record))
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "waited in vain for {what}: {record:?}");
        record.clone()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        let connections = {
            let mut life = lock(&self.shared.life);
            life.over = true;
            std::mem::take(&mut life.connections)
        };
        // Wakes the thread that waits for connections.
        TcpStream::connect(self.address).ok();
        if let Some(listening) = self.listening.take() {
            listening.join().ok();
        }
        for (stream, serving) in connections {
            if let Some(stream) = stream.upgrade() {
                stream.shutdown(Shutdown::Both).ok();
            }
            serving.join().ok();
        }
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().take(MOST_CONNECTIONS) {
        let mut life = lock(&shared.life);
        if life.over {
            return;
        }
        let Ok(stream) = stream else { continue };
        let stream = Arc::new(stream);
        let handle = Arc::downgrade(&stream);
        shared.note(|record| record.connections += 1);
        let for_thread = Arc::clone(shared);
        let serve = move || {
            // An error here is a client that has gone away, which is its right.
            serve(&stream, &for_thread).ok();
            // Closed with something unread in it, it is reset.
            drop(stream);
            for_thread.note(|record| record.closed += 1);
        };
        if let Ok(serving) = thread::Builder::new().name("loopback connection".to_owned()).spawn(serve) {
            life.connections.push((handle, serving));
        }
    }
}

/// Serves one connection to its end.
fn serve(mut stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while stream.peek(&mut [0])? > 0 {
        if shared.resets.swap(false, Ordering::SeqCst) {
            let request = peek_request(stream)?;
            shared.note(|record| record.requests.push(request.clone()));
            lock(&shared.handler)(&request);
            return Ok(());
        }
        let Some(request) = read_request(&mut reader)? else { break };
        shared.note(|record| record.requests.push(request.clone()));
        let answer = lock(&shared.handler)(&request);
        match answer {
            Answer::Response(response) => stream.write_all(&whole(&response))?,
            Answer::LastResponse(response) => return stream.write_all(&whole(&response)),
            Answer::Drip(response) => return drip(stream, &response),
            Answer::Bytes(bytes) => return stream.write_all(&bytes),
            Answer::Hangup => return Ok(()),
            Answer::Silence => return wait_for_the_end(stream),
        }
    }
    Ok(())
}

/// Looks at one request, and leaves it unread.
fn peek_request(stream: &TcpStream) -> io::Result<Request> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let length = stream.peek(&mut bytes)?;
        let mut arrived = &bytes[..length];
        let has_head = arrived.windows(4).any(|end| end == b"\r\n\r\n");
        if has_head && let Ok(Some(request)) = read_request(&mut arrived) {
            return Ok(request);
        }
        if length == bytes.len() {
            return Err(invalid("a request too long to be looked at"));
        }
        // The rest is on its way, for the client waits for an answer.
        thread::yield_now();
    }
}

/// Reads one request; `None` when the client has closed the connection between two requests.
fn read_request(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut head = reader.by_ref().take(MOST_HEAD_BYTES);
    let Some(request_line) = read_line(&mut head)? else { return Ok(None) };
    let mut words = request_line.split(' ');
    let method = Method::parse(words.next().unwrap_or_default()).map_err(io::Error::other)?;
    let url = words.next().unwrap_or_default().to_owned();
    let mut headers = Headers::default();
    while let Some(line) = read_line(&mut head)?.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("a header without a colon"))?;
        headers.insert(name, value.trim());
    }
    let body = read_body(reader, &headers)?;
    Ok(Some(Request { method, url, body, headers, timeout: None }))
}

fn read_body(reader: &mut impl BufRead, headers: &Headers) -> io::Result<Vec<u8>> {
    if headers.get("Transfer-Encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("chunked")) {
        return read_chunks(reader);
    }
    let length = headers.get("Content-Length").unwrap_or("0");
    let length = length.parse().map_err(|_not_a_number| invalid("a length that is no number"))?;
    read_exactly(reader, length)
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(reader)?.ok_or_else(|| invalid("a body without an end"))?;
        let size = line.split(';').next().unwrap_or_default();
        let size =
            u64::from_str_radix(size, 16).map_err(|_not_a_number| invalid("a chunk without a size"))?;
        body.extend(read_exactly(reader, size)?);
        read_line(reader)?;
        if size == 0 || body.len() as u64 > MOST_BODY_BYTES {
            return Ok(body);
        }
    }
}

fn read_exactly(reader: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.by_ref().take(length.min(MOST_BODY_BYTES)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(invalid("a body of another length")) }
}

/// Reads a line without its end; `None` at the end of the connection.
fn read_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = reader.read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Writes an answer's head as it goes over the wire.
pub fn head(response: &Response) -> Vec<u8> {
    let mut lines = vec![format!("HTTP/1.1 {} {}", response.status, response.status_text)];
    lines.extend(response.headers.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    // An answer of these two has no body by definition, and so no length.
    if !matches!(response.status, 204 | 304) && response.headers.get("Content-Length").is_none() {
        lines.push(format!("Content-Length: {}", response.bytes.len()));
    }
    format!("{}\r\n\r\n", lines.join("\r\n")).into_bytes()
}

fn whole(response: &Response) -> Vec<u8> {
    [head(response), response.bytes.clone()].concat()
}

fn drip(mut stream: &TcpStream, response: &Response) -> io::Result<()> {
    stream.write_all(&head(response))?;
    stream.set_read_timeout(Some(DRIP))?;
    for byte in &response.bytes {
        stream.write_all(&[*byte])?;
        // Waiting for words of the client is waiting, and ends early when it goes away.
        match stream.read(&mut [0]) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            _ => return Ok(()),
        }
    }
    Ok(())
}

fn wait_for_the_end(mut stream: &TcpStream) -> io::Result<()> {
    while stream.read(&mut [0; 1024])? > 0 {}
    Ok(())
}

impl Shared {
    fn note(&self, change: impl FnOnce(&mut Record)) {
        change(&mut lock(&self.record));
        self.changed.notify_all();
    }
}

/// Locks even after a panic elsewhere: the panic has been reported, and the values are still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
