//! `connect`: a remote server for a client on standard input and output.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

use crate::client::{Client, PATIENCE, eventually, lives};
use crate::http::Served;

#[test]
fn a_remote_server_is_used_over_standard_input_and_output() {
    let served = Served::start(&[], &[("MCP_SUPERVISOR_TOKEN", "hunter2")]);
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, "hunter2\n").unwrap();
    let mut client = served.connect(&[], &["--token-file", token.to_str().unwrap()]);
    client.handshake();
    let first = client.server_process();
    // The remote server crashes and is restarted by its own supervisor.
    let crash = client.call("crash", json!({}));
    assert_eq!(client.answer(crash)["error"]["code"], -32000);
    let second = client.next_server(first);
    let log = client.close().log;
    assert!(!log.contains("hunter2"), "{log}");
    // The end of the client ends the remote session.
    eventually("the remote server is gone", || !lives(second));
}

#[test]
fn a_session_that_the_remote_server_has_forgotten_is_made_again() {
    let served = Served::start(&["--session-idle", "300ms"], &[]);
    let mut client = served.connect(&[], &[]);
    client.handshake();
    let level = client.request_and_wait("logging/setLevel", json!({"level": "error"}));
    assert_eq!(level["result"], json!({}));
    eventually("the session is over", || served.supervisors().is_empty());
    // The request is sent again, in a session that has the same log level.
    client.server_process();
    served.logged("logging/setLevel {\"level\":\"error\"}");
    served.logged("logging/setLevel {\"level\":\"error\"}");
    assert!(client.close().status.success());
}

#[test]
fn a_wrong_token_is_reported_at_once() {
    let served = Served::start(&[], &[("MCP_SUPERVISOR_TOKEN", "hunter2")]);
    let mut client = served.connect(&[], &[]);
    let answer = client.request_and_wait("initialize", json!({"protocolVersion": "2025-11-25"}));
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("401"), "{message}");
}

/// A remote server that answers with the given texts, one connection each.
fn scripted(responses: &[&str]) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let responses: Vec<String> = responses.iter().map(ToString::to_string).collect();
    let (sender, requests) = channel();
    std::thread::spawn(move || {
        for response in responses {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(&mut stream);
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n") {
                assert!(reader.read_line(&mut request).unwrap() > 0);
            }
            let head = request.to_ascii_lowercase();
            if let Some((_, length)) = head.split_once("content-length: ") {
                let length = length.lines().next().unwrap().parse().unwrap();
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                request += &String::from_utf8(body).unwrap();
            }
            sender.send(request).unwrap();
            stream.write_all(response.as_bytes()).unwrap();
        }
    });
    (address, requests)
}

fn with_json(body: &Value) -> String {
    let body = body.to_string();
    format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A stream that ends, or breaks off, after these events.
fn with_events(events: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n{events}"
    )
}

const ACCEPTED: &str = "HTTP/1.1 202 Accepted\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const NO_STREAM: &str =
    "HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

#[test]
fn a_stream_that_breaks_off_is_resumed_after_its_last_event() {
    let agreed = json!({"jsonrpc": "2.0", "id": 1,
        "result": {"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}}});
    let (address, requests) = scripted(&[
        &with_json(&agreed),
        ACCEPTED,
        NO_STREAM,
        &with_events("id: 7\nretry: 10\ndata:\n\n"),
        &with_events(
            "id: 8\ndata: {\"jsonrpc\":\"2.0\",\"id\":2,\ndata: \"result\":{\"a\":1}}\n\n",
        ),
    ]);
    let url = format!("http://{address}/mcp");
    let mut client = Client::connect(&[], &[&url]);
    client.handshake();
    let next = || requests.recv_timeout(PATIENCE).unwrap();
    assert!(next().contains("initialize"));
    assert!(next().contains("notifications/initialized"));
    assert!(next().starts_with("GET"));
    let answer = client.request_and_wait("tools/list", json!({}));
    assert_eq!(answer["result"]["a"], 1);
    assert!(next().contains("tools/list"));
    let resumed = next();
    assert!(resumed.starts_with("GET /mcp"), "{resumed}");
    assert!(resumed.contains("last-event-id: 7\r\n"), "{resumed}");
    assert!(
        resumed.contains("mcp-protocol-version: 2025-11-25\r\n"),
        "{resumed}"
    );
}

#[test]
fn a_request_whose_connection_breaks_off_is_answered_with_an_error() {
    let agreed = json!({"jsonrpc": "2.0", "id": 1,
        "result": {"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}}});
    let (address, _requests) = scripted(&[&with_json(&agreed), ACCEPTED, NO_STREAM, ""]);
    let url = format!("http://{address}/mcp");
    let mut client = Client::connect(&[], &[&url]);
    client.handshake();
    let answer = client.request_and_wait("tools/list", json!({}));
    assert_eq!(answer["error"]["code"], -32000);
    assert_eq!(answer["error"]["data"]["not_carried_out"], false);
}
