//! Access control and limits of the MCP server over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::mcp::Scene;
use crate::run::{Run, run};

/// A server over HTTP, stopped on drop.
struct Server {
    child: Child,
    address: String,
    stderr: BufReader<ChildStderr>,
    /// Log lines from before the server listened.
    log: String,
}

impl Server {
    fn start(server: Run) -> Self {
        let mut child = server
            .arg("--http")
            .arg("127.0.0.1:0")
            .into_command()
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        let mut log = String::new();
        while !line.starts_with("listening") {
            line.clear();
            assert!(stderr.read_line(&mut line).unwrap() > 0, "{log}");
            log.push_str(&line);
        }
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .and_then(|rest| rest.strip_suffix("/mcp"))
            .unwrap()
            .to_owned();
        Self {
            child,
            address,
            stderr,
            log,
        }
    }

    /// Stops the server and returns its whole log.
    fn end(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut log = std::mem::take(&mut self.log);
        self.stderr.read_to_string(&mut log).unwrap();
        log
    }

    fn post(&self, headers: &str, body: &Value) -> (u16, String) {
        let host = format!("Host: {}\r\n{headers}", self.address);
        post(&self.address, &host, body)
    }

    /// Sends `head` over a connection and keeps the connection open.
    fn begin(&self, head: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!("{head}Host: {}\r\n", self.address);
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The request that opens a session.
fn hello() -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
        {"protocolVersion": "2025-11-25", "capabilities": {},
         "clientInfo": {"name": "test", "version": "0"}}})
}

/// Header line with the session ID from `answer`.
fn session(answer: &str) -> String {
    let is_name = |line: &&str| line.to_lowercase().starts_with("mcp-session-id:");
    let line = answer.lines().find(is_name).unwrap();
    format!("{line}\r\n")
}

/// Sends one raw HTTP request and returns status and body.
fn post(address: &str, headers: &str, body: &Value) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    let body = body.to_string();
    let request = format!(
        "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\nConnection: close\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.unwrap_or(0), answer)
}

#[test]
fn an_empty_token_file_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let long = "x".repeat(5_000);
    for (content, why) in [("", "no token"), (" \n", "no token"), (&*long, "more than")] {
        std::fs::write(&path, content).unwrap();
        let run = run([
            "mcp",
            "--no-store",
            "--http",
            "127.0.0.1:0",
            "--http-token-file",
        ]);
        let done = run.arg(&path).done();
        assert_eq!(done.code, 3, "{done:?}");
        assert!(done.stderr.contains(why), "{done:?}");
    }
    // A value that is not a file name may be the token itself.
    let run = run(["mcp", "--no-store", "--http", "127.0.0.1:0"]);
    let done = run.env("SITEMAP_SUBMIT_HTTP_TOKEN_FILE", "hunter2").done();
    assert_eq!(done.code, 3, "{done:?}");
    assert!(!done.stderr.contains("hunter2"), "{done:?}");
}

#[test]
fn host_origin_and_token_are_checked() {
    let scene = Scene::new(2);
    let server = scene
        .server()
        .arg("--log")
        .arg("debug")
        .env("SITEMAP_SUBMIT_HTTP_TOKEN", "open sesame");
    let server = Server::start(server);
    let address = server.address.clone();
    let hello = hello();
    let host = format!("Host: {address}\r\n");
    let token = "Authorization: Bearer open sesame\r\n";
    let request = |headers: &str| post(&address, headers, &hello);

    let (status, answer) = request(&format!("{host}{token}"));
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("sitemap-submit"), "{answer}");
    let (status, _) = request(&format!("{host}{token}Origin: http://localhost:3000\r\n"));
    assert_eq!(status, 200);
    for (headers, expected) in [
        (host.clone(), 401),
        (format!("{host}Authorization: Bearer open sesam\r\n"), 401),
        (format!("{token}Host: evil.example\r\n"), 403),
        (
            format!("{host}{token}Origin: https://evil.example\r\n"),
            403,
        ),
    ] {
        assert_eq!(request(&headers).0, expected, "{headers}");
    }
    let log = server.end();
    assert!(
        !log.contains("open sesam"),
        "the token is in the log: {log}"
    );
}

#[test]
fn a_public_address_requires_a_token() {
    let done = run(["mcp", "--http", "0.0.0.0:0"]).done();
    assert_eq!(done.code, 3, "{done:?}");
    assert!(done.stderr.contains("no token was given"), "{done:?}");
    assert_eq!(done.stdout, "");
}

#[test]
fn sessions_are_limited_and_excess_ones_are_rejected() {
    let scene = Scene::new(1);
    let server = Server::start(scene.server());
    let mut sessions = Vec::new();
    let refused = loop {
        let (status, answer) = server.post("", &hello());
        if status != 200 {
            break (status, answer);
        }
        sessions.push(session(&answer));
        assert!(sessions.len() < 1_000, "there is no bound");
    };
    assert_eq!(refused.0, 503, "{}", refused.1);
    assert!(refused.1.contains("too many sessions"), "{}", refused.1);
    // Existing sessions go on, and requests without a session are served.
    let list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}});
    assert_eq!(server.post(&sessions[0], &list).0, 200);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "0"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let without = json!({"jsonrpc": "2.0", "id": 3, "method": "tools/list",
        "params": {"_meta": meta}});
    let headers = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/list\r\n";
    let (status, answer) = server.post(headers, &without);
    assert_eq!(status, 200, "{answer}");
    // A deleted session makes room for a new one.
    let mut leaving = server.begin(&format!("DELETE /mcp HTTP/1.1\r\n{}", sessions[0]));
    leaving.write_all(b"Connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    leaving.read_to_string(&mut answer).unwrap();
    assert_eq!(server.post("", &hello()).0, 200, "{answer}");
}

#[test]
fn concurrent_new_sessions_are_limited() {
    const AT_ONCE: usize = 40;
    const PLACES_LEFT: usize = 3;
    let scene = Scene::new(1);
    let server = Server::start(scene.server());
    for _ in 0..128 - PLACES_LEFT {
        assert_eq!(server.post("", &hello()).0, 200);
    }
    let together = Barrier::new(AT_ONCE);
    let begin = || {
        let body = hello().to_string();
        let mut stream = server.begin("POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n");
        let rest = format!(
            "Accept: application/json, text/event-stream\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let (most, last) = rest.split_at(rest.len() - 1);
        stream.write_all(most.as_bytes()).unwrap();
        together.wait();
        stream.write_all(last.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.starts_with("HTTP/1.1 200 ")
    };
    let begun = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(begin)).collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap());
        ended.filter(|is_begun| *is_begun).count()
    });
    assert_eq!(begun, PLACES_LEFT);
}

#[test]
fn hanging_requests_do_not_block_others() {
    let scene = Scene::new(1);
    let server = Server::start(scene.server());
    let half = "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n\
                Accept: application/json, text/event-stream\r\nContent-Length: 100\r\n";
    let held: Vec<TcpStream> = (0..64)
        .map(|_| {
            let mut stream = server.begin(half);
            stream.write_all(b"\r\n{\"json").unwrap();
            stream
        })
        .collect();
    let (status, answer) = server.post("", &hello());
    assert_eq!(status, 503, "{answer}");
    assert!(answer.contains("too many connections"), "{answer}");
    drop(held);
    // The server notices closed connections asynchronously.
    let deadline = Instant::now() + Duration::from_secs(60);
    while server.post("", &hello()).0 != 200 {
        assert!(Instant::now() < deadline, "requests are no longer served");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn open_streams_do_not_count_as_requests() {
    let scene = Scene::new(1);
    let server = Server::start(scene.server());
    let mut open = Vec::new();
    for _ in 0..70 {
        let (_, answer) = server.post("", &hello());
        let session = session(&answer);
        let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        server.post(&session, &ready);
        let head = format!("GET /mcp HTTP/1.1\r\nAccept: text/event-stream\r\n{session}");
        let mut stream = server.begin(&head);
        stream.write_all(b"\r\n").unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200");
        open.push(stream);
    }
    let (status, answer) = server.post("", &hello());
    assert_eq!(status, 200, "{answer}");
}
