//! The MCP server over HTTP: who may come in.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::mcp::Scene;
use crate::run::run;

/// One request over HTTP, as bytes; gives status and body.
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
fn a_file_without_a_token_lets_nobody_in() {
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
    // What is no file's name may be the token itself.
    let run = run(["mcp", "--no-store", "--http", "127.0.0.1:0"]);
    let done = run.env("SITEMAP_SUBMIT_HTTP_TOKEN_FILE", "hunter2").done();
    assert_eq!(done.code, 3, "{done:?}");
    assert!(!done.stderr.contains("hunter2"), "{done:?}");
}

#[test]
fn over_http_host_origin_and_token_are_checked() {
    let scene = Scene::new(2);
    let mut child = scene
        .server()
        .arg("--http")
        .arg("127.0.0.1:0")
        .arg("--log")
        .arg("debug")
        .env("SITEMAP_SUBMIT_HTTP_TOKEN", "open sesame")
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
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
        {"protocolVersion": "2025-11-25", "capabilities": {},
         "clientInfo": {"name": "test", "version": "0"}}});
    let host = format!("Host: {address}\r\n");
    let token = "Authorization: Bearer open sesame\r\n";
    let ask = |headers: &str| post(&address, headers, &hello);

    let (status, answer) = ask(&format!("{host}{token}"));
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("sitemap-submit"), "{answer}");
    let (status, _) = ask(&format!("{host}{token}Origin: http://localhost:3000\r\n"));
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
        assert_eq!(ask(&headers).0, expected, "{headers}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    stderr.read_to_string(&mut log).unwrap();
    assert!(
        !log.contains("open sesam"),
        "the token is in the log: {log}"
    );
}

#[test]
fn an_address_for_everybody_needs_a_token() {
    let done = run(["mcp", "--http", "0.0.0.0:0"]).done();
    assert_eq!(done.code, 3, "{done:?}");
    assert!(done.stderr.contains("no token was given"), "{done:?}");
    assert_eq!(done.stdout, "");
}
