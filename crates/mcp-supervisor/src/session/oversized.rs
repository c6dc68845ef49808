//! Finds the id of a message from its beginning and end.

use std::time::Instant;

use serde_json::value::RawValue;

use super::action::Action;
use super::id::Id;
use super::machine::Session;
use super::reply::Refusal;

impl Session {
    /// Handles a message of the server that is too long to be passed on: its request fails. Returns
    /// the id of that request, if it was found.
    pub fn oversized_response(
        &mut self,
        generation: u64,
        (head, tail): (&[u8], &[u8]),
        now: Instant,
        out: &mut Vec<Action>,
    ) -> Option<Id> {
        if self.server.stage.generation() != Some(generation) {
            return None;
        }
        self.server.silence.message_received(now);
        let id = oversized_id(head, tail)?;
        self.requests.in_flight.remove(&id)?;
        self.refuse(
            std::slice::from_ref(&id),
            false,
            Refusal::Oversized,
            now,
            out,
        );
        self.report_drained(out);
        Some(id)
    }
}

/// The id of a message, given its first and last bytes: SDKs write it as one of the first members or
/// as the last one.
#[must_use]
pub fn oversized_id(head: &[u8], tail: &[u8]) -> Option<Id> {
    id_in_head(&String::from_utf8_lossy(head))
        .or_else(|| id_in_tail(&String::from_utf8_lossy(tail)))
}

fn id_in_head(head: &str) -> Option<Id> {
    let mut rest = head.trim_start().strip_prefix('{')?;
    loop {
        let (key, after_key) = value(rest)?;
        let (value, after_value) = value(after_key.trim_start().strip_prefix(':')?)?;
        if key.get() == "\"id\"" {
            return Id::parse(value);
        }
        rest = after_value.trim_start().strip_prefix(',')?;
    }
}

pub(crate) fn id_in_tail(tail: &str) -> Option<Id> {
    let (_, rest) = tail.rsplit_once("\"id\"")?;
    let (id, rest) = value(rest.trim_start().strip_prefix(':')?)?;
    let is_last = match rest.trim_start().strip_prefix(',') {
        // Other members may follow before the end of the message.
        Some(members) => serde_json::from_str::<&RawValue>(&format!("{{{members}")).is_ok(),
        None => rest.trim() == "}",
    };
    is_last.then(|| Id::parse(id)).flatten()
}

/// The JSON value at the beginning of a text, and the rest.
pub(crate) fn value(text: &str) -> Option<(&RawValue, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let value = values.next()?.ok()?;
    Some((value, &text[values.byte_offset()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(head: &str, tail: &str) -> Option<String> {
        oversized_id(head.as_bytes(), tail.as_bytes()).map(|id| id.to_json())
    }

    #[test]
    fn the_id_is_found_at_both_ends() {
        let head = r#"{"jsonrpc":"2.0","id":7,"result":{"text":"xxx"#;
        assert_eq!(id(head, "xxx").as_deref(), Some("7"));
        let head = r#"{"result":{"id":1,"text":"xxx"#;
        let tail = r#"xxx"}]},"jsonrpc":"2.0","id":"a"}"#;
        assert_eq!(id(head, tail).as_deref(), Some("\"a\""));
        let tail = r#"xxx"},"id":3,"jsonrpc":"2.0"}"#;
        assert_eq!(id(head, tail).as_deref(), Some("3"));
    }

    #[test]
    fn an_id_inside_of_the_result_is_not_taken_for_it() {
        assert_eq!(id(r#"{"result":{"id":1,"x":"#, r#"xxx","id":5}}"#), None);
        assert_eq!(id("xxxx", "xxxx"), None);
    }
}
