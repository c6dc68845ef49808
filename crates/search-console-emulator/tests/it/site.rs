//! A site on loopback whose documents the emulator downloads.

use std::io::{Read, Write};
use std::net::TcpListener;

/// Serves `responses` to the next requests, one per connection; returns the site's root URL.
pub(crate) fn serve(responses: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let root = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answer in responses {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                head.push(byte[0]);
            }
            stream.write_all(&answer).unwrap();
        }
    });
    root
}

/// A response with `status` and `body`.
pub(crate) fn response(status: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A redirect to `location`.
pub(crate) fn redirect(location: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}
