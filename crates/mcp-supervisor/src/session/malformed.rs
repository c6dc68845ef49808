//! Recognises responses in lines that are not messages.
//!
//! Both official SDKs drop such a line and leave the request open forever, so the supervisor
//! answers it with an error. They accept a member that occurs twice (the last one counts) and white
//! space around the JSON; the TypeScript SDK also accepts invalid UTF-8, the Python SDK `NaN`.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::id::Id;
use super::members::text;
use super::oversized::{id_in_tail, value};

/// Maximum number of messages to find in a line.
const MOST_OBJECTS: usize = 64;

/// Defect of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not valid UTF-8.
    Utf8,
    /// It begins with a byte order mark.
    ByteOrderMark,
    /// Other text is on its line.
    OtherText,
    /// It is not valid JSON.
    Json,
    /// It is JSON, but not a JSON-RPC response.
    NotJsonRpc,
    /// It is on several lines.
    SeveralLines,
    /// Its line has no end.
    NoNewline,
}

impl Fault {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Utf8 => "the MCP server answered this request with invalid UTF-8",
            Self::ByteOrderMark => {
                "the MCP server answered this request with a byte order mark before the JSON"
            }
            Self::OtherText => "the MCP server wrote other text on the line of its response",
            Self::Json => "the response of the MCP server is not valid JSON",
            Self::NotJsonRpc => {
                "the response of the MCP server is not a valid JSON-RPC 2.0 message"
            }
            Self::SeveralLines => {
                "the MCP server wrote its response on several lines; a message must be on one line"
            }
            Self::NoNewline => "the MCP server did not end the line of its response",
        }
    }
}

/// Responses and requests that were recognised in text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Recognised {
    /// Ids of the responses.
    pub(crate) responses: Vec<Id>,
    /// True if there is a response without a readable id.
    pub(crate) without_id: bool,
    /// Id of a request of the server.
    pub(crate) request: Option<Id>,
    /// True if the text begins with a JSON object, so that it is not a log line that shows one.
    pub(crate) is_bare: bool,
    pub(crate) fault: Option<Fault>,
}

impl Recognised {
    pub(crate) fn is_response(&self) -> bool {
        self.without_id || !self.responses.is_empty()
    }
}

/// Recognises responses in a line. `whole` is true if nothing follows the line, so that an object
/// without an end counts as well.
pub(crate) fn recognise(line: &[u8], whole: bool) -> Recognised {
    let decoded = String::from_utf8_lossy(line);
    let is_utf8 = matches!(decoded, Cow::Borrowed(_));
    let plain = without_controls(&decoded);
    let trimmed = plain.trim_start_matches(['\u{feff}', '\u{fffd}', '[']);
    let trimmed = trimmed.trim();
    let objects = objects(trimmed);
    let mut found = Recognised {
        is_bare: trimmed.starts_with('{') && objects.first().is_some_and(|first| first.version),
        ..Recognised::default()
    };
    for object in &objects {
        found.add(object, trimmed, whole);
    }
    let is_known = objects.iter().any(|object| object.version) || found.is_response();
    if !is_known {
        found.add_lenient(trimmed);
    }
    let is_one = matches!(&objects[..], [one] if one.complete && one.end == trimmed.len());
    found.fault = Some(if !is_utf8 {
        Fault::Utf8
    } else if plain.starts_with('\u{feff}') {
        Fault::ByteOrderMark
    } else if is_one && plain.len() == decoded.len() && trimmed.starts_with('{') {
        Fault::NotJsonRpc
    } else if objects.iter().any(|object| object.complete) || !trimmed.starts_with('{') {
        Fault::OtherText
    } else {
        Fault::Json
    });
    found
}

impl Recognised {
    fn add(&mut self, object: &Object, text: &str, whole: bool) {
        if object.method {
            if object.version && self.request.is_none() {
                self.request.clone_from(&object.id);
            }
            return;
        }
        let is_response = if object.version {
            object.outcome || object.complete || whole
        } else {
            // Without the version, accept only objects without other members, since log lines may
            // have ids.
            object.outcome && object.complete && !object.others && object.id.is_some()
        };
        if !is_response {
            return;
        }
        let tail = || (!object.complete).then(|| id_in_tail(text)).flatten();
        match object.id.clone().or_else(tail) {
            Some(id) if self.responses.contains(&id) => {}
            Some(id) => self.responses.push(id),
            None => {
                let names = ["\"result\"", "\"error\""];
                self.without_id |= names.iter().any(|name| text.contains(name));
            }
        }
    }

    /// Recognises a response in another notation, such as Python's.
    fn add_lenient(&mut self, text: &str) {
        let outcome = text.find("result").or_else(|| text.find("error"));
        let (true, Some(outcome)) = (text.contains("jsonrpc"), outcome) else {
            return;
        };
        if text[..outcome].contains("method") {
            return;
        }
        let ids = lenient_ids(text);
        let before = ids.iter().find(|(at, _)| *at < outcome);
        match before.or_else(|| ids.last()) {
            Some((_, id)) => self.responses.push(id.clone()),
            None => self.without_id = true,
        }
    }
}

/// A JSON object with its parsed members.
#[derive(Debug, Default)]
struct Object {
    id: Option<Id>,
    version: bool,
    method: bool,
    outcome: bool,
    others: bool,
    complete: bool,
    end: usize,
}

/// The objects of a line that have members of a message.
fn objects(line: &str) -> Vec<Object> {
    let mut found = Vec::new();
    let mut from = 0;
    while found.len() < MOST_OBJECTS
        && let Some(start) = line[from..].find('{').map(|at| from + at)
    {
        let object = object(line, start);
        from = if object.complete {
            object.end
        } else {
            // Lines of two writers may be interleaved.
            let next = line[start + 1..].find("{\"jsonrpc\"");
            next.map_or(line.len(), |at| start + 1 + at)
        };
        found.push(object);
    }
    found
}

fn object(line: &str, start: usize) -> Object {
    let mut object = Object::default();
    let mut rest = &line[start + 1..];
    while let Some((key, after)) = value(rest) {
        let Some(name) = text(key) else { break };
        let Some(after) = after.trim_start().strip_prefix(':') else {
            break;
        };
        object.note(&name);
        let Some((value, after)) = value(after) else {
            break;
        };
        if name == "id" {
            object.id = Id::parse(value);
        }
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None => break,
        }
    }
    if let Some(after) = rest.strip_prefix('}') {
        object.complete = true;
        object.end = line.len() - after.len();
    }
    object
}

impl Object {
    fn note(&mut self, name: &str) {
        match name {
            "jsonrpc" => self.version = true,
            "method" => self.method = true,
            "result" | "error" => self.outcome = true,
            "id" => {}
            _ => self.others = true,
        }
    }
}

/// Text without NUL characters, which UTF-16 has between ASCII characters, and without the escape
/// sequences of terminals.
fn without_controls(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', '\u{1b}']) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\0' => {}
            '\u{1b}' => {
                // `ESC [ parameters letter`
                let _ = characters.find(char::is_ascii_alphabetic);
            }
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

/// Values of members named `id` in any notation, each with its position.
fn lenient_ids(text: &str) -> Vec<(usize, Id)> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let quotes = ['"', '\''];
    text.match_indices("id")
        .filter(|(at, _)| !text[..*at].ends_with(is_name))
        .filter_map(|(at, name)| {
            let rest = text[at + name.len()..].trim_start_matches(quotes);
            let rest = rest.trim_start().strip_prefix([':', '='])?.trim_start();
            let quoted = rest.strip_prefix(quotes);
            let id = match quoted {
                Some(rest) => Id::Text(rest.split(quotes).next()?.into()),
                None => {
                    let end = rest
                        .find(|character: char| !character.is_ascii_digit() && character != '-');
                    Id::from_json(&rest[..end.unwrap_or(rest.len())])?
                }
            };
            Some((at, id))
        })
        .collect()
}

/// True if `result` has the shape that both official SDKs accept.
pub(crate) fn is_result(result: &RawValue) -> bool {
    result.get().starts_with('{')
}

/// True if `error` has the shape that both official SDKs accept.
pub(crate) fn is_error(error: &RawValue) -> bool {
    let Ok([code, message]) = super::members::members(error.get(), ["code", "message"]) else {
        return false;
    };
    let is_number = |raw: &RawValue| {
        raw.get()
            .starts_with(|first: char| first == '-' || first.is_ascii_digit())
    };
    code.is_some_and(is_number) && message.is_some_and(|raw| raw.get().starts_with('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, responses: &[&str], fault: Fault, is_bare: bool) {
        let found = recognise(line.as_bytes(), true);
        let ids: Vec<String> = found.responses.iter().map(Id::to_json).collect();
        assert_eq!(ids, responses, "{line}");
        assert_eq!(
            (found.fault, found.is_bare),
            (Some(fault), is_bare),
            "{line}"
        );
    }

    #[test]
    fn responses_are_recognised_whatever_is_wrong_with_them() {
        use Fault::{ByteOrderMark, Json, NotJsonRpc, OtherText};
        let good = r#"{"jsonrpc":"2.0","id":3,"result":{"x":1}}"#;
        check(&good.replace(":1}", ":NaN}"), &["3"], Json, true);
        check(
            r#"{"result":{"id":5,"x":-Infinity},"jsonrpc":"2.0","id":"a"}"#,
            &["\"a\""],
            Json,
            false,
        );
        check(&format!("\u{feff}{good}"), &["3"], ByteOrderMark, true);
        check(&format!("INFO sent {good}"), &["3"], OtherText, false);
        check(&format!("{good} done"), &["3"], OtherText, true);
        check(
            &format!("{good}{}", good.replace('3', "4")),
            &["3", "4"],
            OtherText,
            true,
        );
        check(
            &format!("\u{1b}[32m{good}\u{1b}[0m"),
            &["3"],
            OtherText,
            true,
        );
        check(
            &format!("[{good},{{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":NaN}}]"),
            &["3", "4"],
            OtherText,
            true,
        );
        check(r#"{"jsonrpc":"2.0","id":3}"#, &["3"], NotJsonRpc, true);
        check(r#"{"id":3,"result":{}}"#, &["3"], NotJsonRpc, false);
        check(
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"t\":\"a",
            &["3"],
            Json,
            true,
        );
        check(
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"re{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}sult\":{}}",
            &["3", "4"],
            OtherText,
            true,
        );
        check(
            "{'jsonrpc': '2.0', 'id': 3, 'result': {'id': 9}}",
            &["3"],
            Json,
            false,
        );
        check(
            "{ jsonrpc: '2.0', result: { id: 9 }, id: 'x' }",
            &["\"x\""],
            Json,
            false,
        );
        let utf16: String = good
            .chars()
            .flat_map(|character| [character, '\0'])
            .collect();
        check(&utf16, &["3"], OtherText, true);
        let mut latin = good.replace('1', "\"~\"").into_bytes();
        latin
            .iter_mut()
            .filter(|byte| **byte == b'~')
            .for_each(|byte| *byte = 0xe9);
        let found = recognise(&latin, true);
        assert_eq!(
            (found.responses, found.fault),
            (vec![Id::Integer(3)], Some(Fault::Utf8))
        );
    }

    #[test]
    fn a_log_line_is_not_a_response() {
        for line in [
            "Server listening on port 3000",
            r#"{"level":"info","id":3,"result":"ok"}"#,
            r#"{"id":3}"#,
            r#"received {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"result":NaN}}"#,
            "received {'jsonrpc': '2.0', 'id': 3, 'method': 'error'}",
            "",
            "{",
            "[",
        ] {
            assert!(!recognise(line.as_bytes(), true).is_response(), "{line}");
        }
    }

    #[test]
    fn a_response_without_an_id_and_a_request_are_recognised() {
        assert!(recognise(br#"{"jsonrpc":"2.0","result":NaN}"#, true).without_id);
        let request = recognise(
            br#"{"jsonrpc":"2.0","id":7,"method":"roots/list","params":NaN}"#,
            true,
        );
        assert_eq!(request.request, Some(Id::Integer(7)));
        assert!(!request.is_response() && request.is_bare);
    }
}
