//! Requests are counted, timed and exported, and trace contexts pass unchanged.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use serde_json::json;

use crate::client::{Client, PATIENCE};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// A collector that keeps the path and body of each export.
fn collector() -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/base", listener.local_addr().unwrap());
    let (sender, exports) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(&mut stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                assert!(reader.read_line(&mut head).unwrap() > 0);
            }
            let head = head.to_ascii_lowercase();
            let (_, length) = head.split_once("content-length: ").unwrap();
            let length = length.lines().next().unwrap().parse().unwrap();
            assert!(
                head.contains("content-type: application/x-protobuf"),
                "{head}"
            );
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let path = head.split(' ').nth(1).unwrap().to_owned();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(answer).unwrap();
            if sender.send((path, body)).is_err() {
                return;
            }
        }
    });
    (address, exports)
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

#[test]
fn a_call_is_exported_as_a_child_of_the_clients_span() {
    let (address, exports) = collector();
    let mut client = Client::ready(&["--otlp", &address, "--name", "searcher"], &[]);
    let params = json!({"name": "echo", "arguments": {},
        "_meta": {"traceparent": format!("00-{TRACE}-{PARENT}-01")}});
    client.request_and_wait("tools/call", params);
    // Remaining data is exported at the end.
    let ended = client.close();
    assert!(ended.status.success(), "{}", ended.log);
    let (mut spans, mut measurements) = (Vec::new(), Vec::new());
    while let Ok((path, body)) = exports.recv_timeout(PATIENCE) {
        match path.as_str() {
            "/base/v1/traces" => spans.extend(body),
            "/base/v1/metrics" => measurements.extend(body),
            other => panic!("{other}"),
        }
        if !spans.is_empty() && !measurements.is_empty() {
            break;
        }
    }
    for part in [
        b"tools/call echo".to_vec(),
        b"searcher".to_vec(),
        bytes(TRACE),
        bytes(PARENT),
    ] {
        assert!(
            contains(&spans, &part),
            "{:?}",
            String::from_utf8_lossy(&part)
        );
    }
    assert!(contains(&measurements, b"mcp.server.operation.duration"));
}

#[test]
fn a_collector_that_is_gone_is_logged_once_and_delays_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut client = Client::ready(&["--otlp", &address], &[]);
    client.server_process();
    let ended = client.close();
    assert!(ended.status.success());
    let message = "[WARN] Telemetry cannot be exported: ";
    assert_eq!(ended.log.matches(message).count(), 1, "{}", ended.log);
}

#[test]
fn an_address_with_a_password_is_refused() {
    let client = Client::start(&["--otlp", "http://user:hunter2@127.0.0.1:1"], &[]);
    let ended = client.wait();
    assert_eq!(ended.status.code(), Some(2));
    assert!(!ended.log.contains("hunter2"), "{}", ended.log);
}

/// The server echoes its arguments, and the stub writes what it is given.
#[test]
fn trace_contexts_pass_unchanged() {
    let mut client = Client::run(&[], &["cat".to_owned()]);
    let message = json!({"jsonrpc": "2.0", "method": "notifications/progress", "params":
        {"_meta": {"traceparent": format!("00-{TRACE}-{PARENT}-01"), "tracestate": "a=1"}}});
    client.send(&message);
    assert_eq!(client.read(), message);
}
