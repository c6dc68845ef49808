//! `serve`: a stdio server for clients that speak HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use memory_watch::children_of;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::client::{Client, PATIENCE, eventually, lives, server};

/// A program that serves over HTTP.
pub(crate) struct Served {
    child: Child,
    address: SocketAddr,
    log: Receiver<String>,
}

impl Served {
    pub(crate) fn start(options: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
            .envs(environment.iter().copied())
            .args(["serve", "--http", "127.0.0.1:0", "--backoff-initial", "0"])
            .args(options)
            .arg("--")
            .arg(server())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, log) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let address = loop {
            let line = log.recv_timeout(PATIENCE).unwrap();
            if let Some((_, rest)) = line.split_once("Serving on http://") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        Self {
            child,
            address,
            log,
        }
    }

    fn process(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// The supervisors of the sessions.
    pub(crate) fn supervisors(&self) -> Vec<Pid> {
        children_of(self.process())
    }

    /// A client of this server on standard input and output, through `connect`.
    pub(crate) fn connect(
        &self,
        environment: &[(&str, &std::path::Path)],
        options: &[&str],
    ) -> Client {
        let url = format!("http://{}/mcp", self.address);
        Client::connect(
            environment,
            &[options, &["--backoff-initial", "0", &url]].concat(),
        )
    }

    pub(crate) fn logged(&self, text: &str) {
        loop {
            let line = self.log.recv_timeout(PATIENCE).unwrap();
            if line.contains(text) {
                return;
            }
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response of HTTP.
#[derive(Debug)]
struct Response {
    status: u16,
    head: String,
    body: String,
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The message in a body that is JSON or one event.
    fn message(&self) -> Value {
        let data = self.body.lines().find_map(|line| {
            let data = line.strip_prefix("data: ")?;
            data.starts_with('{').then_some(data)
        });
        serde_json::from_str(data.unwrap_or(&self.body)).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

fn send(address: SocketAddr, method: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut request = format!("{method} /mcp HTTP/1.1\r\nconnection: close\r\n");
    let standard = [
        ("host", "localhost"),
        ("accept", "application/json, text/event-stream"),
        ("content-type", "application/json"),
    ];
    let is_given = |name: &str| headers.iter().any(|(given, _)| *given == name);
    for (name, value) in standard.iter().filter(|(name, _)| !is_given(name)) {
        request += &format!("{name}: {value}\r\n");
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let chunked = head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked");
    Response {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: if chunked {
            unchunked(body)
        } else {
            body.to_owned()
        },
    }
}

fn unchunked(mut body: &str) -> String {
    let mut text = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        text += &rest[..size];
        body = rest[size..].trim_start_matches("\r\n");
        if size == 0 {
            break;
        }
    }
    text
}

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
const INITIALIZED: &str = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;

/// A session: its id and address.
fn begin(address: SocketAddr) -> String {
    let response = send(address, "POST", &[], INITIALIZE);
    assert_eq!(response.status, 200, "{response:?}");
    assert_eq!(
        response.message()["result"]["serverInfo"]["name"],
        "strict_server"
    );
    let session = response.header("mcp-session-id").unwrap().to_owned();
    let response = send(
        address,
        "POST",
        &[("mcp-session-id", &session)],
        INITIALIZED,
    );
    assert_eq!(response.status, 202, "{response:?}");
    session
}

fn call(address: SocketAddr, session: &str, id: u64, tool: &str) -> Response {
    let message = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call",
        "params": {"name": tool, "arguments": {}}});
    let headers = [
        ("mcp-session-id", session),
        ("mcp-protocol-version", "2025-11-25"),
    ];
    send(address, "POST", &headers, &message.to_string())
}

fn pid(response: &Response) -> i64 {
    let message = response.message();
    let pid = message["result"]["structuredContent"]["pid"].as_i64();
    pid.unwrap_or_else(|| panic!("{message}"))
}

#[test]
fn each_session_has_a_server_of_its_own_that_survives_a_crash() {
    let served = Served::start(&[], &[]);
    let (one, other) = (begin(served.address), begin(served.address));
    assert_ne!(one, other);
    let first = pid(&call(served.address, &one, 1, "echo"));
    let second = pid(&call(served.address, &other, 1, "echo"));
    assert_ne!(first, second);
    let crash = call(served.address, &one, 2, "crash").message();
    assert_eq!(crash["error"]["code"], -32000, "{crash}");
    assert_ne!(pid(&call(served.address, &one, 3, "echo")), first);
    assert_eq!(pid(&call(served.address, &other, 3, "echo")), second);
}

#[test]
fn delete_ends_a_session_and_its_server() {
    let served = Served::start(&[], &[]);
    let session = begin(served.address);
    let server = i32::try_from(pid(&call(served.address, &session, 1, "echo"))).unwrap();
    let headers = [("mcp-session-id", session.as_str())];
    let response = send(served.address, "DELETE", &headers, "");
    assert_eq!(response.status, 204, "{response:?}");
    eventually("the server is gone", || {
        !lives(Pid::from_raw(server).unwrap())
    });
    assert_eq!(call(served.address, &session, 2, "echo").status, 404);
}

#[test]
fn an_idle_session_ends() {
    let served = Served::start(&["--session-idle", "200ms"], &[]);
    let session = begin(served.address);
    eventually("the supervisor is gone", || served.supervisors().is_empty());
    assert_eq!(call(served.address, &session, 2, "echo").status, 404);
}

#[test]
fn a_session_whose_server_has_ended_for_good_is_unknown() {
    let served = Served::start(&["--give-up-after", "1"], &[]);
    let session = begin(served.address);
    let crash = call(served.address, &session, 1, "crash").message();
    assert_eq!(crash["error"]["code"], -32003, "{crash}");
    eventually("the session is unknown", || {
        call(served.address, &session, 2, "echo").status == 404
    });
}

#[test]
fn the_number_of_sessions_is_limited() {
    let served = Served::start(&["--max-sessions", "1"], &[]);
    let session = begin(served.address);
    let refused = send(served.address, "POST", &[], INITIALIZE);
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (503, Some("30"))
    );
    send(
        served.address,
        "DELETE",
        &[("mcp-session-id", &session)],
        "",
    );
    begin(served.address);
}

#[test]
fn web_pages_and_strangers_are_refused() {
    let served = Served::start(&[], &[("MCP_SUPERVISOR_TOKEN", "hunter2")]);
    let status =
        |headers: &[(&str, &str)]| send(served.address, "POST", headers, INITIALIZE).status;
    let token = ("authorization", "Bearer hunter2");
    assert_eq!(status(&[]), 401);
    assert_eq!(status(&[("authorization", "Bearer hunter3")]), 401);
    assert_eq!(status(&[token, ("host", "evil.example")]), 403);
    assert_eq!(status(&[token, ("origin", "https://evil.example")]), 403);
    assert_eq!(served.supervisors(), []);
    assert_eq!(status(&[token]), 200);
    let environment = served.supervisors()[0].as_raw_nonzero();
    let environment = std::fs::read(format!("/proc/{environment}/environ")).unwrap();
    assert!(!String::from_utf8_lossy(&environment).contains("hunter2"));
}

#[test]
fn an_address_that_others_can_reach_needs_a_token() {
    let output = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
        .args(["serve", "--http", "0.0.0.0:0", "--", "server"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("--token-file"), "{error}");
}

#[test]
fn a_signal_ends_all_servers() {
    let mut served = Served::start(&[], &[]);
    let session = begin(served.address);
    let server = i32::try_from(pid(&call(served.address, &session, 1, "echo"))).unwrap();
    kill_process(served.process(), Signal::TERM).unwrap();
    served.logged("SIGTERM: ending all sessions.");
    assert!(served.child.wait().unwrap().success());
    assert!(!lives(Pid::from_raw(server).unwrap()));
}

#[test]
fn when_the_program_is_killed_no_server_is_left() {
    let mut served = Served::start(&[], &[]);
    let session = begin(served.address);
    let server = i32::try_from(pid(&call(served.address, &session, 1, "echo"))).unwrap();
    served.child.kill().unwrap();
    eventually("the server is gone", || {
        !lives(Pid::from_raw(server).unwrap())
    });
}

/// A request of the stateless era.
fn modern(id: &Value, method: &str, mut params: Value) -> String {
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({});
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string()
}

#[test]
fn stateless_requests_share_a_server() {
    let served = Served::start(&[], &[]);
    let headers = [("mcp-protocol-version", "2026-07-28")];
    let discover = modern(&json!("a"), "server/discover", json!({}));
    // The test server is of the older era, and refuses.
    let response = send(served.address, "POST", &headers, &discover);
    assert_eq!(response.message()["id"], "a", "{response:?}");
    let list = modern(&json!(1), "tools/list", json!({}));
    let response = send(served.address, "POST", &headers, &list);
    assert_eq!(response.message()["id"], 1, "{response:?}");
    assert_eq!(served.supervisors().len(), 1);
    let wrong = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
    ];
    let response = send(served.address, "POST", &wrong, &list);
    assert_eq!(response.status, 400, "{response:?}");
    assert_eq!(response.message()["error"]["code"], -32020);
}

#[test]
fn the_shared_server_ends_when_it_is_idle_and_starts_again() {
    let served = Served::start(&["--session-idle", "200ms"], &[]);
    let headers = [("mcp-protocol-version", "2026-07-28")];
    let list = modern(&json!(1), "tools/list", json!({}));
    for _ in 0..2 {
        let response = send(served.address, "POST", &headers, &list);
        assert_eq!(response.message()["id"], 1, "{response:?}");
        eventually("the supervisor is gone", || served.supervisors().is_empty());
    }
}

/// More than all buffers on the way hold, in both directions at once.
#[test]
fn large_messages_pass_while_others_are_on_the_way() {
    let served = Served::start(&[], &[]);
    let session = begin(served.address);
    let text = "x".repeat(300_000);
    let calls: Vec<_> = (1..=8)
        .map(|id| {
            let (address, session, text) = (served.address, session.clone(), text.clone());
            std::thread::spawn(move || {
                let message = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call",
                    "params": {"name": "echo", "arguments": {"text": text, "bytes": 300_000}}});
                let headers = [("mcp-session-id", session.as_str())];
                send(address, "POST", &headers, &message.to_string()).message()
            })
        })
        .collect();
    for call in calls {
        let answer = call.join().unwrap();
        let arguments = &answer["result"]["structuredContent"]["arguments"];
        assert_eq!(arguments["text"].as_str().map(str::len), Some(300_000));
    }
}

#[test]
fn a_long_call_does_not_block_others() {
    let served = Served::start(&[], &[]);
    let (one, other) = (begin(served.address), begin(served.address));
    let address = served.address;
    let folder = tempfile::tempdir().unwrap();
    let sign = folder.path().join("hangs");
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "hang", "arguments": {"file": sign}}});
    std::thread::spawn(move || {
        let headers = [("mcp-session-id", one.as_str())];
        send(address, "POST", &headers, &message.to_string())
    });
    eventually("the call has begun", || sign.exists());
    pid(&call(served.address, &other, 1, "echo"));
}
