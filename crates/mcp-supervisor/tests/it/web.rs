//! The other end of HTTP: a listener for announcements and a client for pages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use crate::client::PATIENCE;

/// Receives announcements over HTTP.
pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    events: Receiver<Value>,
}

impl Listener {
    /// Answers the first requests with these statuses, and all others with 202.
    pub(crate) fn start(statuses: &'static [u16]) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), statuses)
    }

    pub(crate) fn on(listener: TcpListener, statuses: &'static [u16]) -> Self {
        let address = listener.local_addr().unwrap();
        let (sender, events) = channel();
        std::thread::spawn(move || {
            let mut statuses = statuses.iter().copied();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let event = body(&mut stream);
                let status = statuses.next().unwrap_or(202);
                let answer = format!(
                    "HTTP/1.1 {status} x\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).unwrap();
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        Self { address, events }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://user:hunter2@{}/in?token=hunter2", self.address)
    }

    /// The next event.
    pub(crate) fn event(&self) -> Value {
        self.events.recv_timeout(PATIENCE).unwrap()
    }

    /// The next event of this type; others are passed over.
    pub(crate) fn event_of(&self, kind: &str) -> Value {
        loop {
            let event = self.event();
            if event["type"] == kind {
                return event;
            }
        }
    }
}

fn body(stream: &mut TcpStream) -> Value {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
        if let Some(value) = line.strip_prefix("content-type: ") {
            assert_eq!(value, "application/cloudevents+json; charset=utf-8");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

/// The status and the text of a page.
pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}
