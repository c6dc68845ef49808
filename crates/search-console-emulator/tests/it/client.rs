//! A raw HTTP client for the emulator, and signed assertions.
//!
//! It uses sockets, since a library would change paths, always send lengths, and not distinguish a
//! reset from a close.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use search_console_emulator::{Config, Emulator, Entry, KeyFormat};
use serde_json::{Value, json};

pub(crate) const WRITE: &str = "https://www.googleapis.com/auth/webmasters";
pub(crate) const READ: &str = "https://www.googleapis.com/auth/webmasters.readonly";
pub(crate) const SITE: &str = "https://example.com/";
pub(crate) const SITEMAP: &str = "https://example.com/sitemap.xml";

/// Timeout of every wait in a test.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

/// A response as received.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    /// True if the body has the length in the head.
    pub(crate) whole: bool,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn is_html(&self) -> bool {
        self.header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
    }

    pub(crate) fn reason(&self) -> String {
        let reason = &self.json()["error"]["errors"][0]["reason"];
        reason.as_str().unwrap_or_default().to_owned()
    }
}

/// Starts an emulator with `config`.
pub(crate) fn emulator(config: Config) -> Emulator {
    Emulator::start_blocking(config).unwrap()
}

/// Sends `text` unchanged and reads until the emulator closes the connection.
pub(crate) fn raw(emulator: &Emulator, text: &str) -> io::Result<Reply> {
    receive(send(emulator, text))
}

/// Sends `text` unchanged.
pub(crate) fn send(emulator: &Emulator, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(emulator.address()).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

/// Waits until the request with this index is handled, with or without a response.
pub(crate) fn wait_until_handled(emulator: &Emulator, sequence: usize) -> Entry {
    let is_handled = |entry: &Entry| entry.status.is_some() || entry.fault.is_some();
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(emulator.wait_for(
            |ledger| ledger.get(sequence).is_some_and(is_handled),
            TIMEOUT,
        ))
        .unwrap()
        .swap_remove(sequence)
}

/// Reads a response until the emulator closes the connection.
pub(crate) fn receive(mut stream: TcpStream) -> io::Result<Reply> {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes);
    if bytes.is_empty() {
        ended?;
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .ok_or(io::ErrorKind::InvalidData)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut reply = Reply {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head,
        body: bytes[end + 4..].to_vec(),
        whole: true,
    };
    let length = reply.header("content-length").map(str::parse::<usize>);
    reply.whole = length.is_none_or(|length| length == Ok(reply.body.len()));
    Ok(reply)
}

/// Formats a request with the required headers.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    if method != "GET" {
        text += &format!("Content-Length: {}\r\n", body.len());
    }
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    text + "\r\n" + body
}

/// A client with a token.
pub(crate) struct Client<'a> {
    emulator: &'a Emulator,
    bearer: String,
}

impl<'a> Client<'a> {
    pub(crate) fn new(emulator: &'a Emulator, scopes: &str) -> Self {
        let token = emulator.issue_token(scopes).unwrap();
        Self {
            emulator,
            bearer: format!("Bearer {token}"),
        }
    }

    pub(crate) fn text(&self, method: &str, path: &str) -> String {
        request(method, path, &[("Authorization", &self.bearer)], "")
    }

    pub(crate) fn call(&self, method: &str, path: &str) -> io::Result<Reply> {
        raw(self.emulator, &self.text(method, path))
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.call("GET", path).unwrap()
    }

    pub(crate) fn put(&self, path: &str) -> Reply {
        self.call("PUT", path).unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        let headers = [
            ("Authorization", self.bearer.as_str()),
            ("Content-Type", "application/json"),
        ];
        raw(
            self.emulator,
            &request("POST", path, &headers, &body.to_string()),
        )
        .unwrap()
    }
}

/// Encodes `text` as one path segment.
pub(crate) fn segment(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

pub(crate) fn site_path(site: &str) -> String {
    format!("/webmasters/v3/sites/{}", segment(site))
}

pub(crate) fn sitemap_path(site: &str, sitemap: &str) -> String {
    format!("{}/sitemaps/{}", site_path(site), segment(sitemap))
}

/// Returns the claims of Google's clients.
pub(crate) fn claims(emulator: &Emulator, scope: &str) -> Value {
    let now = emulator.now().as_second();
    json!({
        "iss": emulator.account_email(),
        "scope": scope,
        "aud": emulator.token_uri(),
        "iat": now,
        "exp": now + 3600,
    })
}

/// Signs `claims` with the key of a key file.
pub(crate) fn sign(key_file: &str, claims: &Value) -> String {
    let file: Value = serde_json::from_str(key_file).unwrap();
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(file["private_key_id"].as_str().unwrap().to_owned());
    let key = EncodingKey::from_rsa_pem(file["private_key"].as_str().unwrap().as_bytes()).unwrap();
    encode(&header, claims, &key).unwrap()
}

/// Requests a token with `assertion`.
pub(crate) fn exchange(emulator: &Emulator, assertion: &str) -> Reply {
    let body = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
    );
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    raw(emulator, &request("POST", "/token", &form, &body)).unwrap()
}

/// Signs `claims` with the account's key and requests a token.
pub(crate) fn exchange_claims(emulator: &Emulator, claims: &Value) -> Reply {
    exchange(
        emulator,
        &sign(&emulator.key_file_json(KeyFormat::Pkcs8), claims),
    )
}
