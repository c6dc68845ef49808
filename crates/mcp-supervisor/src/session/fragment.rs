//! Lines that together may be one message, such as indented JSON.

use super::malformed::{Recognised, recognise};

/// Number of bytes to keep of each end.
const END_BYTES: usize = 4096;

/// Lines since an opening brace that was not closed on its line.
#[derive(Debug, Default)]
pub(crate) struct Fragment {
    head: Vec<u8>,
    tail: Vec<u8>,
    depth: usize,
    quote: Option<u8>,
    escaped: bool,
    recognised: bool,
}

impl Fragment {
    /// Begins with a line that opens more braces than it closes.
    pub(crate) fn begin(line: &[u8]) -> Option<Self> {
        let start = line.iter().position(|byte| *byte == b'{')?;
        let mut fragment = Self::default();
        fragment.push(&line[start..]);
        (!fragment.is_complete()).then_some(fragment)
    }

    pub(crate) fn push(&mut self, line: &[u8]) {
        for byte in line {
            self.count(*byte);
        }
        let room = END_BYTES.saturating_sub(self.head.len());
        let (head, rest) = line.split_at(line.len().min(room));
        self.head.extend_from_slice(head);
        if rest.is_empty() {
            self.head.push(b'\n');
        }
        self.tail
            .extend_from_slice(&rest[rest.len().saturating_sub(END_BYTES)..]);
        let surplus = self.tail.len().saturating_sub(END_BYTES);
        self.tail.drain(..surplus);
    }

    fn count(&mut self, byte: u8) {
        if std::mem::take(&mut self.escaped) {
            return;
        }
        match (self.quote, byte) {
            (Some(_), b'\\') => self.escaped = true,
            (Some(quote), _) if quote == byte => self.quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => self.quote = Some(byte),
            (None, b'{') => self.depth += 1,
            (None, b'}') => self.depth = self.depth.saturating_sub(1),
            (None, _) => {}
        }
    }

    /// True if every brace is closed.
    pub(crate) fn is_complete(&self) -> bool {
        self.depth == 0
    }

    /// Returns the responses in it, once.
    pub(crate) fn recognise(&mut self) -> Option<Recognised> {
        let is_new = !self.recognised && (self.is_complete() || self.tail.is_empty());
        if !is_new {
            return None;
        }
        let mut ends = self.head.clone();
        ends.extend_from_slice(&self.tail);
        let found = recognise(&ends, self.is_complete());
        self.recognised = !found.responses.is_empty();
        let counts = self.recognised || (self.is_complete() && found.is_response());
        counts.then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::id::Id;
    use super::*;

    fn ids(lines: &[&str]) -> Vec<Id> {
        let mut fragment = Fragment::begin(lines[0].as_bytes()).unwrap();
        let mut found = Vec::new();
        for line in &lines[1..] {
            fragment.push(line.as_bytes());
            if let Some(recognised) = fragment.recognise() {
                found.extend(recognised.responses);
            }
        }
        found
    }

    #[test]
    fn a_response_on_several_lines_is_recognised_once() {
        let lines = [
            "{",
            r#"  "jsonrpc": "2.0","#,
            r#"  "id": 4,"#,
            r#"  "result": {"#,
            r#"    "text": "a } b""#,
            "  }",
            "}",
        ];
        assert_eq!(ids(&lines), [Id::Integer(4)]);
        let lines = [
            "{",
            r#""result": {"id": 1},"#,
            r#""jsonrpc": "2.0", "id": 5"#,
            "}",
        ];
        assert_eq!(ids(&lines), [Id::Integer(5)]);
        let lines = ["{", "jsonrpc: '2.0',", "id: 6,", "result: [Object]", "}"];
        assert_eq!(ids(&lines), [Id::Integer(6)]);
    }

    #[test]
    fn a_request_on_several_lines_is_not_a_response() {
        let lines = [
            "{",
            r#""jsonrpc": "2.0","#,
            r#""id": 4,"#,
            r#""method": "roots/list""#,
            "}",
        ];
        assert_eq!(ids(&lines), []);
        assert!(Fragment::begin(b"all is well {}").is_none());
    }
}
